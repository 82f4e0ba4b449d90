//! What is left of an SVG file.

use super::*;
use proptest::prelude::*;

const ROOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

fn inner(svg: &str) -> String {
    let out =
        sanitise_svg(format!("<svg>{svg}</svg>").as_bytes()).unwrap_or_else(|| panic!("refused: {svg}"));
    out.strip_prefix(&format!("{ROOT}>")).unwrap().strip_suffix("</svg>").unwrap().to_owned()
}

#[test]
fn drawings_stay() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\" width=\"10\"><defs>\
            <linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"#fff\"></stop></linearGradient></defs>\
            <style>.a{fill:url(#g)}</style><g class=\"a\" style=\"fill:url('#g')\" transform=\"scale(2)\"><path d=\"M0 0h5\"></path>\
            <use xlink:href=\"#p\"></use><image href=\"data:image/png;base64,AA==\"></image>\
            <text x=\"1\" xml:space=\"preserve\">a &amp; b</text></g></svg>";
    let expected = svg.replacen("<svg xmlns=\"http://www.w3.org/2000/svg\"", ROOT, 1);
    assert_eq!(sanitise_svg(svg.as_bytes()), Some(expected));
    assert_eq!(inner("<circle r='1'/>"), "<circle r=\"1\"></circle>");
}

#[test]
fn what_runs_or_reaches_out_goes() {
    for (svg, left) in [
        ("<script>alert(1)</script>", ""),
        ("<rect onload='x' ONCLICK='y' width='1'/>", "<rect width=\"1\"></rect>"),
        ("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><p>x</p></body></foreignObject>", ""),
        ("<a href='javascript:x'><text>t</text></a>", "<text>t</text>"),
        ("<use href='http://evil/x.svg#a'/>", "<use></use>"),
        ("<use href='data:image/svg+xml,x'/>", "<use></use>"),
        ("<image href='data:image/svg+xml;base64,x'/>", "<image></image>"),
        ("<image xlink:href='//evil/x.png'/>", "<image></image>"),
        ("<style>@import 'x';</style><style>a{b:url(http://x)}</style><style>a{b:u\\72l(x)}</style>", ""),
        (
            "<style>a{b:image-set('x' 1x)}</style><rect style='fill:url(//x)' fill='URL( x)'/>",
            "<rect></rect>",
        ),
        ("<animate attributeName='href' to='javascript:x'/><set attributeName='onload' to='x'/>", ""),
        ("<handler/><iframe/><embed/><audio/><metadata><x/></metadata>", ""),
        ("<x:script xmlns:x='http://www.w3.org/2000/svg'>1</x:script>", ""),
        ("<title>a<b>c</b>&lt;script&gt;</title><?php x ?><!-- c -->", "<title>a&lt;script&gt;</title>"),
        ("<text>&unknown;&#65;<![CDATA[<b>]]></text>", "<text>A&lt;b&gt;</text>"),
        ("<style><![CDATA[a>b{}]]></style>", "<style>a&gt;b{}</style>"),
    ] {
        assert_eq!(inner(svg), left, "{svg}");
    }
}

#[test]
fn names_are_checked_whole() {
    let kept = "<rect aria-label=\"a\" aria-x1-Y=\"b\"></rect>";
    assert_eq!(inner("<rect aria-label='a' aria-x1-Y='b' aria-='c'/>"), kept);
    for blank in [
        "\u{a0}", "\u{85}", "\u{2028}", "\u{3000}", "\u{feff}", "\u{c}", "/", "\"", "'", ":", "é", "\u{b}",
        "&#10;",
    ] {
        for name in ["aria-x", "width", "xml:lang", "data-x", "href", "xlink:href", "xml:base"] {
            let svg = format!("<svg><rect {name}{blank}onload='alert(1)' {blank}onload='alert(2)'/></svg>");
            if let Some(out) = sanitise_svg(svg.as_bytes()) {
                assert_eq!(out, format!("{ROOT}><rect></rect></svg>"), "{svg}");
            }
        }
        let element =
            format!("<svg><g{blank}onload='alert(1)'>a</g{blank}onload><a{blank}x>b</a{blank}x></svg>");
        let out = sanitise_svg(element.as_bytes()).unwrap_or_default();
        assert!(!out.contains("onload"), "{out}");
    }
}

#[test]
fn files_that_are_no_drawings_are_refused() {
    for svg in
        ["", "x", "<html></html>", "<svg>", "<svg><g></svg>", "<svg a='1' a='2'></svg>", "<s:svg></s:svg>"]
    {
        assert_eq!(sanitise_svg(svg.as_bytes()), None, "{svg}");
    }
    assert_eq!(sanitise_svg(b"<svg>\xff</svg>"), None);
    assert_eq!(sanitise_svg(&[0xFF, 0xFE, b'<', 0]), None);
    let deep = format!("<svg>{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    assert_eq!(sanitise_svg(deep.as_bytes()), None);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>\
            <!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg id='&b;' class='c'><text>&b;&x;</text></svg>";
    assert_eq!(sanitise_svg(bomb.as_bytes()), Some(format!("{ROOT} class=\"c\"><text></text></svg>")));
}

/// A style sheet and an attribute, each with `css`.
fn with_style(css: &str) -> String {
    format!("<style>{css}</style><rect style=\"{css}\" fill=\"{css}\"/>")
}

#[test]
fn characters_that_are_left_out_hide_nothing() {
    for junk in [
        "\u{1}", "\0", "\u{8}", "\u{c}", "\u{1f}", "\u{fffe}", "\u{ffff}", "&#1;", "&#x1F;", "&#xFFFE;",
        "&#65535;",
    ] {
        for (before, after) in [
            ("a{b:u", "rl(https://evil.example/)}"),
            ("a{b:url", "(https://evil.example/)}"),
            ("a{b:url(", "https://evil.example/)}"),
            ("@im", "port 'https://evil.example/';"),
            ("a{b:image-s", "et('https://evil.example/' 1x)}"),
            ("a{b:s", "rc('https://evil.example/')}"),
            ("a{b:ima", "ge('https://evil.example/')}"),
            ("a{b:java", "script:c}"),
        ] {
            assert_eq!(
                inner(&with_style(&format!("{before}{junk}{after}"))),
                "<rect></rect>",
                "{before}{junk}"
            );
        }
        assert_eq!(
            inner(&with_style(&format!("a{junk}{{b:url({junk}#c)}}"))),
            "<style>a{b:url(#c)}</style><rect style=\"a{b:url(#c)}\" fill=\"a{b:url(#c)}\"></rect>"
        );
        let references = format!(
            "<image href='java{junk}script:x'/><image href='{junk}#a'/><image href='data:{junk}image/png;base64,AA=='/>\
             <text aria-label='a{junk}b'>a{junk}b</text>"
        );
        assert_eq!(
            inner(&references),
            "<image></image><image href=\"#a\"></image><image href=\"data:image/png;base64,AA==\"></image>\
             <text aria-label=\"ab\">ab</text>"
        );
    }
}

#[test]
fn what_ends_a_name_in_css_hides_nothing() {
    // Of these CSS makes other names, or none, whatever stands behind.
    for css in [
        "a{b:ur/**/l(//x)}",
        "a{b:url/**/(//x)}",
        "@im/**/port '//x';",
        "a{b:u\u{7f}rl(//x)}",
        "a{b:url (//x)}",
    ] {
        let expected = format!("<style>{css}</style><rect style=\"{css}\" fill=\"{css}\"></rect>");
        assert_eq!(inner(&with_style(css)), expected, "{css}");
    }
    // These are what they look like: an escape, an element, a comment or a section within a name, and an address that only starts
    // like one of the file.
    for css in [
        "a{b:u\\72l(//x)}",
        "a{b:\\url(//x)}",
        "a{b:url(\\//x)}",
        "@\\69mport '//x';",
        "a{b:UrL(//x)}",
        "@IMPORT '//x';",
        "a{b:url(/**/#x)}",
        "a{b:url(\u{a0}#x)}",
        "a{b:url(\u{3000}#x)}",
        "a{b:url('&quot;#x')}",
        "a{b:url(''#x)}",
        "a{b:&#117;rl(//x)}",
    ] {
        assert_eq!(inner(&with_style(css)), "<rect></rect>", "{css}");
    }
    for css in [
        "a{b:u<!-- -->rl(//x)}",
        "@im<g>x</g>port '//x';",
        "a{b:u<![CDATA[rl(]]>//x)}",
        "a{b:u<?x?>rl(//x)}",
        "a{b:u&x;rl(//x)}",
    ] {
        assert_eq!(inner(&format!("<style>{css}</style>")), "", "{css}");
    }
}

#[test]
fn references_are_written_as_browsers_read_them() {
    for (written, href) in [
        (" #a ", Some("#a")),
        ("&#9;#&#10;a&#13;", Some("#a")),
        ("\u{a0}#a\u{feff}", Some("#a")),
        (" data:image/png;base64,A&#10;A==", Some("data:image/png;base64,AA==")),
        ("\u{3000}#a", None),
        ("\u{2028}data:image/png;base64,AA==", None),
        ("data:image/png", None),
        ("java&#10;script:x", None),
    ] {
        let expected = href.map_or_else(String::new, |href| format!(" href=\"{href}\""));
        assert_eq!(
            inner(&format!("<image href=\"{written}\"/>")),
            format!("<image{expected}></image>"),
            "{written}"
        );
    }
}

#[test]
fn white_space_stays_what_it_was() {
    let svg = "<text aria-label=\"a&#9;b&#10;c&#13;d\">a&#13;b&#13;\nc</text><style>a&#13;b</style>";
    assert_eq!(inner(svg), svg);
    assert_eq!(
        inner("<text aria-label='a\tb\r\nc'>a\r\nb\rc</text>"),
        "<text aria-label=\"a b c\">a\nb\nc</text>"
    );
}

/// What a browser would fetch for a sanitised file, by its styles and references as another parser reads them.
fn fetches(svg: &str) -> Option<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let elements = document.descendants().filter(|node| node.is_element());
    let texts = elements.flat_map(|node| {
        let style = (node.tag_name().name() == "style").then(|| node.text().unwrap_or_default());
        // A reference that starts with a hash stays in the file, whatever follows.
        let attributes = node.attributes().filter(|it| it.name() != "href" || !it.value().starts_with('#'));
        attributes.map(|attribute| attribute.value()).chain(style)
    });
    let fetches = |text: &&str| {
        let css = text.to_ascii_lowercase();
        let is_inner =
            |after: &str| ["#", "\"#", "'#"].iter().any(|start| after.trim_ascii_start().starts_with(start));
        let refused = ["@import", "image-set", "image(", "src(", "javascript:", "expression", "\\"];
        refused.iter().any(|name| css.contains(name)) || !css.split("url(").skip(1).all(is_inner)
    };
    texts.into_iter().find(fetches).map(str::to_owned)
}

/// What fetches or runs, with other text in it at a few places.
fn hidden_css() -> impl Strategy<Value = String> {
    let css = prop::sample::select(vec![
        "a{b:url(https://evil.example/)}",
        "a{b:url(&quot;https://evil.example/&quot;)}",
        "@import 'https://evil.example/';",
        "a{b:image-set('https://evil.example/' 1x)}",
        "@font-face{src:src('https://evil.example/')}",
        "a{b:image('https://evil.example/')}",
        "a{b:expression(c)}",
        "javascript:a(b)",
        "a{b:url(#c)}",
        "url('#c')",
    ]);
    let junk = prop::sample::select(vec![
        "\u{1}", "\0", "\u{c}", "\u{1f}", "\u{fffe}", "\u{ffff}", "&#1;", "&#31;", "&#xFFFE;", "&#xFFFF;",
        "\u{7f}", "\u{85}", "\u{a0}", "\u{ad}", "\u{200b}", "\u{feff}", " ", "\t", "\n", "\r", "&#9;",
        "&#10;", "&#13;", "/**/", "\\", "&amp;", "'", "#", "u", "é",
    ]);
    (css, prop::collection::vec((any::<prop::sample::Index>(), junk), 0..4)).prop_map(|(css, junk)| {
        let mut css = css.to_owned();
        for (at, junk) in junk {
            let places: Vec<usize> = css.char_indices().map(|(at, _)| at).collect();
            css.insert_str(*at.get(&places), junk);
        }
        css
    })
}

#[test]
fn what_a_browser_would_fetch_is_found() {
    let image = |href: &str| fetches(&format!("<svg><image href=\"{href}\"/></svg>")).is_some();
    assert!(image("javascript:a(b)") && image("@import 'x'") && !image("#@import 'x'"));
    assert!(fetches("<svg><style>a{b:url(x)}</style></svg>").is_some());
    assert_eq!(fetches("<svg><style>a{b:url('#x')}</style></svg>"), None);
    assert!(fetches("<svg><rect fill=\"#a url(x)\"/></svg>").is_some(), "only references are read whole");
}

proptest! {
    #[test]
    fn no_text_within_hides_what_fetches(css in hidden_css()) {
        let svg = format!("<svg>{}<image href=\"{css}\"/></svg>", with_style(&css));
        if let Some(out) = sanitise_svg(svg.as_bytes()) {
            prop_assert_eq!(fetches(&out), None, "{}", out);
            prop_assert_eq!(sanitise_svg(out.as_bytes()), Some(out));
        }
    }

    #[test]
    fn output_is_stable_and_well_formed(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<g>", "</g>", "<rect fill='url(#a)'/>", "<script>", "</script>", "<text>", "</text>", "&amp;", "&x;", "a", "<style>", "</style>",
            "{b:url(", "<a href='x'>", "</a>", "<use href='#b' onload='c'/>", "<!--", "-->", "<![CDATA[", "]]>", "\u{1}", "é",
            "\u{fffe}", "&#1;", "&#xFFFF;", "\r", "&#13;", "&#10;", "u", "rl(", "@im", "port", "image-s", "et(", "//x", "#a)", "\\72", "/**/",
            "<rect style='", "<image href='", "'/>",
        ]), 0..20),
    ) {
        if let Some(out) = sanitise_svg(format!("<svg>{}</svg>", pieces.concat()).as_bytes()) {
            prop_assert_eq!(sanitise_svg(out.as_bytes()), Some(out.clone()));
            prop_assert!(!out.contains("<script") && !out.contains("onload=\""));
            prop_assert_eq!(fetches(&out), None, "{}", out);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        sanitise_svg(&bytes);
    }
}
