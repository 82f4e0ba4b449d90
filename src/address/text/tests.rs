//! What can be asked of an address as written.

use super::*;
use proptest::prelude::*;

#[test]
fn schemes_cannot_hide() {
    for hidden in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \u{1}javascript:x",
        "java\nscript:x",
        "java\tscript\r:x",
        "\u{A0}javascript:x",
        "\u{1}java\n\tscript:x\u{2}",
        "vbscript:x",
        "data:text/html,x",
        "data:image/svg+xml;base64,x",
        "file:///etc/passwd",
        "blob:x",
        "view-source:x",
        "livescript:x",
    ] {
        assert_eq!(kind(&clean(hidden)), AddressKind::Unsafe, "{hidden:?}");
        assert!(!is_safe_address(hidden));
    }
}

#[test]
fn an_attribute_holds_only_schemes_that_are_named() {
    for (attribute, value) in [
        ("href", "search-ms:query=x"),
        ("href", "intent://x#Intent;end"),
        ("src", "mailto:a@b"),
        ("src", "file:///x"),
        ("poster", "blob:https://x/1"),
        ("action", "ms-msdt:/id"),
        ("xlink:href", "javascript:x"),
        ("srcset", "/a.jpg 1x, view-source:x 2x"),
        ("srcset", "/a.jpg, file:/b 2x"),
    ] {
        assert!(!may_hold(attribute, value), "{attribute}={value}");
    }
    for (attribute, value) in [
        ("href", "mailto:a@b"),
        ("src", "//host/x.jpg"),
        ("srcset", "/a,b.jpg 1x, https://c/d 640w"),
        ("alt", "file:x"),
        ("title", "javascript: a history"),
    ] {
        assert!(may_hold(attribute, value), "{attribute}={value}");
    }
}

#[test]
fn candidates_are_read_as_browsers_read_them() {
    let read = |srcset| candidates(srcset).collect::<Vec<_>>();
    assert_eq!(read("/a.jpg 1x, /b,c.jpg 2x"), [("/a.jpg", "1x"), ("/b,c.jpg", "2x")]);
    assert_eq!(read(" ,/a.jpg,\n/b.jpg 640w ,"), [("/a.jpg", ""), ("/b.jpg", "640w")]);
    assert_eq!(read("/a.jpg (x,y) 1x, /b"), [("/a.jpg", "(x,y) 1x"), ("/b", "")]);
    assert_eq!(read("  "), []);
    assert!(is_descriptor("1.5x") && is_descriptor("640w"));
    assert!(!is_descriptor("") && !is_descriptor("x") && !is_descriptor("-1x") && !is_descriptor("1y"));
}

#[test]
fn texts_that_browsers_would_run_are_told_from_others() {
    for text in ["javascript:x", " \u{1}JAVA\nscript:x", "data:text/html,x", "vbscript:x"] {
        assert!(is_script(text), "{text:?}");
    }
    for text in ["Note: x", "http://x", "data", "javascript and data: a tale", "x/javascript:y", ""] {
        assert!(!is_script(text), "{text:?}");
    }
}

#[test]
fn kinds_are_told_apart() {
    let full = |scheme: &'static str| AddressKind::Full { scheme: Cow::Borrowed(scheme) };
    assert_eq!(kind("HTTP://x"), full("http"));
    assert_eq!(kind("mailto:a@b"), full("mailto"));
    assert_eq!(kind("//host/x"), full(""));
    assert_eq!(kind("\\\\host"), full(""));
    assert_eq!(kind("/\\host"), full(""));
    assert_eq!(kind("#x"), AddressKind::Fragment);
    assert_eq!(kind("@/x.md"), AddressKind::Source);
    assert_eq!(kind(""), AddressKind::Empty);
    for path in ["/x", "x", "?x", "./a:b", "1:2", ":x", "a b:c", "é:x", "javascript", "x/javascript:y"] {
        assert_eq!(kind(path), AddressKind::Path, "{path}");
    }
    assert!(!is_safe("mailto:a@b", &MEDIA_SCHEMES) && is_safe("//x/y.jpg", &MEDIA_SCHEMES));
}

#[test]
fn a_control_character_within_a_scheme_stays_there() {
    // Browsers leave out no other character than tabs and line breaks: this is the name of a file.
    for address in ["java\u{1}script:x", "java\u{b}script:x", "java\u{c}script:x", "java\u{fffe}script:x"] {
        assert_eq!(kind(&clean(address)), AddressKind::Path, "{address:?}");
        assert_eq!(written("href", address), address);
    }
    assert_eq!(encoded("java\u{1}script:x"), "java%01script:x");
    for control in ['\t', '\n', '\r'] {
        assert!(!may_hold("href", &format!("java{control}script:x")), "{control:?}");
    }
}

#[test]
fn paths_are_resolved_against_the_page() {
    let resolved = |reference| resolve("/2010/12/border/", reference);
    assert_eq!(resolved("x.jpg"), "/2010/12/border/x.jpg");
    assert_eq!(resolved("./x.jpg?a=/../b"), "/2010/12/border/x.jpg?a=/../b");
    assert_eq!(resolved("../x/"), "/2010/12/x/");
    assert_eq!(resolved("../../../../../x"), "/x");
    assert_eq!(resolved(".."), "/2010/12/");
    assert_eq!(resolved("."), "/2010/12/border/");
    assert_eq!(resolved("/a/../../b//c"), "/b//c");
    assert_eq!(resolved("/a/b"), "/a/b");
    assert_eq!(resolved("/"), "/");
    assert_eq!(resolved("?q"), "/2010/12/border/?q");
    assert_eq!(resolved("images\\a.jpg"), "/2010/12/border/images/a.jpg");
    assert_eq!(resolve("/x.html", "y"), "/y");
    assert_eq!(resolve("/", "y"), "/y");
    assert_eq!(resolved("%2E%2e/x"), "/2010/12/x");
    assert_eq!(resolved("/a/%2e/.%2E/b"), "/b");
}

#[test]
fn no_path_becomes_a_host() {
    for path in [
        "/..//evil.example",
        "/.//evil.example",
        "..//evil.example",
        "/a/..//evil",
        "/\\/evil",
        "/..\\\\evil",
    ] {
        let resolved = resolve("/", path);
        assert!(resolved.starts_with('/') && !resolved.starts_with("//"), "{path}: {resolved}");
    }
}

#[test]
fn addresses_are_encoded_once() {
    assert_eq!(encoded("/a b%20<c>\"\\{é}\u{7f}"), "/a%20b%20%3Cc%3E%22%5C%7Bé%7D%7F");
}

proptest! {
    #[test]
    fn any_path_stays_on_the_site(page in "(/[a-z.]{0,3}){1,4}", path in "[a-z./\\\\?:]{0,16}") {
        let resolved = resolve(&page, &path);
        prop_assert!(resolved.starts_with('/'), "{}", resolved);
        let path = resolved.split('?').next().unwrap();
        prop_assert!(!path.starts_with("//") || page.starts_with("//"), "{}", resolved);
        let up = path.split('/').any(|segment| segment == "..");
        prop_assert!(!up || page.contains(".."), "{}", resolved);
    }

    #[test]
    fn no_text_within_hides_where_an_address_leads(address in hidden_address()) {
        let page = Url::parse("https://archive.example/b/").unwrap();
        let follow = |href: &str| page.join(href).ok();
        for (attribute, schemes) in [("href", &LINK_SCHEMES[..]), ("src", &MEDIA_SCHEMES[..])] {
            if !may_hold(attribute, &address) {
                continue;
            }
            let written = written(attribute, &address).into_owned();
            for href in [encoded(&written), written] {
                if let Some(url) = follow(&href) {
                    prop_assert!(schemes.contains(&url.scheme()), "{href:?} is {url}");
                    let stays = url.host_str() == Some("archive.example") || is_elsewhere(&address);
                    prop_assert!(stays, "{href:?} is {url}");
                }
            }
        }
    }
}

/// An address that leads elsewhere or runs, with other text in it at a few places.
fn hidden_address() -> impl Strategy<Value = String> {
    let address = prop::sample::select(vec![
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///x",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "a/b",
    ]);
    let junk = prop_oneof![
        4 => (0_u8..0x21).prop_map(char::from),
        1 => prop::sample::select(vec!['\u{7f}', '\u{80}', '\u{85}', '\u{a0}', '\u{ad}', '\u{2028}', '\u{feff}', '\u{fffe}', '/', '\\', ':', '.', '%', '#']),
    ];
    (address, prop::collection::vec((any::<prop::sample::Index>(), junk), 0..4)).prop_map(
        |(address, junk)| {
            let mut text: Vec<char> = address.chars().collect();
            for (at, character) in junk {
                text.insert(at.index(text.len() + 1), character);
            }
            text.into_iter().collect()
        },
    )
}
