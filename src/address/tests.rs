//! What addresses are read as, and that each is written as what it was read from.

use proptest::prelude::*;
use serde::Deserialize;
use url::Url;

use super::*;

fn hosts() -> Hosts {
    Hosts::new(["https://archive.example.org/news", "http://localhost:4000/"])
}

fn read(text: &str) -> Address {
    Address::read(text, &hosts(), &UrlPath::parse("/2010/border/").unwrap()).unwrap()
}

fn plain(text: &str) -> String {
    read(text).to_string()
}

#[test]
fn paths_are_seen_from_the_page_and_decoded_once() {
    for (written, expected) in [
        ("/a%20b//c", "/a b/c"),
        ("x.jpg", "/2010/border/x.jpg"),
        ("../x/", "/2010/x/"),
        ("%2e%2e/x", "/2010/x"),
        ("Zu\u{308}rich.jpg", "/2010/border/Zürich.jpg"),
        ("50%.jpg", "/2010/border/50%.jpg"),
        ("%2541", "/2010/border/%41"),
        ("?page=2", "/2010/border/?page=2"),
        ("", "/2010/border/"),
        ("images\\a.jpg", "/2010/border/images/a.jpg"),
        ("mailto:x", "/2010/border/mailto:x"),
        (" /x\n ", "/x"),
    ] {
        assert_eq!(plain(written), expected, "{written:?}");
    }
}

#[test]
fn own_hosts_are_this_site_below_its_base() {
    for own in [
        "https://archive.example.org/news/x",
        "http://ARCHIVE.example.org:80/news/x",
        "//archive.example.org./news/x",
        "https://www.archive.example.org:443/news//x",
        "HTTP:\\\\archive.example.org\\news\\x",
        "https://user@archive.example.org/n%65ws/./x",
        "http://localhost:4000/x",
    ] {
        assert_eq!(plain(own), "/x", "{own}");
    }
    assert_eq!(plain("https://archive.example.org/news"), "/");
    // Another address of the same host, another port, and a name that only starts alike.
    for (other, expected) in [
        ("https://archive.example.org/newsroom/x", "archive.example.org/newsroom/x"),
        ("https://archive.example.org", "archive.example.org/"),
        ("http://localhost:5000/x", "localhost:5000/x"),
        ("http://archive.example.org:443/news/x", "archive.example.org:443/news/x"),
    ] {
        assert_eq!(plain(other), expected, "{other}");
    }
}

#[test]
fn hosts_are_compared_in_one_form() {
    let host = |text: &str| Host::parse(text).map(|host| host.to_string());
    for (written, expected) in [
        ("WWW.Example.ORG.", "www.example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("b%C3%BCcher.example:8080", "xn--bcher-kva.example:8080"),
        ("https://[::1]:443/x", "[::1]"),
        ("my_host.example:80", "my_host.example"),
        ("127.1", "127.0.0.1"),
    ] {
        assert_eq!(host(written).as_deref(), Some(expected), "{written}");
    }
    for wrong in ["", "a b", "a/b", "http://", "x:99999", "x:y", "a<b", "."] {
        assert_eq!(host(wrong), None, "{wrong}");
    }
    assert!(host("www.a.example").is_some_and(|host| host != "a.example"));
    let both = ["www.a.example", "a.example"].map(|host| Host::parse(host).unwrap());
    assert!(both[0].is_same_site(&both[1]));
}

#[test]
fn what_is_no_address_says_why_and_of_which_host() {
    let why = |text: &str| {
        let unreadable = Address::read(text, &hosts(), &UrlPath::root()).unwrap_err();
        (unreadable.host.map(|host| host.to_string()), unreadable.error)
    };
    assert_eq!(why("/caf%E9"), (None, PathError::Unprintable));
    assert_eq!(why("http://old.example/caf%E9"), (Some("old.example".into()), PathError::Unprintable));
    assert_eq!(why("https://archive.example.org/news/%00"), (None, PathError::Unprintable));
    assert_eq!(why("/a%2F../b").1, PathError::Climbs);
    assert_eq!(why("http:///x").1, PathError::NoHost);
    assert_eq!(why(&format!("/{}", "a/".repeat(600))).1, PathError::WholeTooLong);
}

#[test]
fn what_is_declared_does_not_climb() {
    let declared = |text: &str| Address::declared(text, &hosts()).map(|address| address.to_string());
    assert_eq!(declared("node/1#top").as_deref(), Ok("/node/1"));
    assert_eq!(declared("https://archive.example.org/news/rss.xml?x=1").as_deref(), Ok("/rss.xml?x=1"));
    for climbing in ["/../x", "a/./b", "http://old.example/../x", "/a/%2e%2e/b", "\\x\\y"] {
        assert_eq!(declared(climbing).unwrap_err().error, PathError::Climbs, "{climbing}");
    }
}

/// An old address with a query, and what a browser may send for it.
#[derive(Deserialize)]
struct Vector {
    written: String,
    /// What must find it.
    sent: Vec<String>,
    /// What must not.
    not: Vec<String>,
    /// What it is found by.
    key: String,
}

/// `tests/browser/old-address.test.mjs` puts the same to the script.
#[test]
fn old_addresses_are_found_by_what_browsers_send() {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../../tests/vectors/old-addresses.json")).unwrap();
    for vector in vectors {
        let key = |text: &str| {
            Address::read(text.trim_start_matches('/'), &hosts(), &UrlPath::root()).unwrap().key()
        };
        assert_eq!(key(&vector.written), vector.key, "{}", vector.written);
        for sent in vector.sent {
            assert_eq!(key(&sent), vector.key, "{sent}");
        }
        for other in vector.not {
            assert_ne!(key(&other), vector.key, "{other}");
        }
    }
}

#[test]
fn a_query_is_written_as_it_came_and_compared_by_what_it_says() {
    let query = |text: &str| Query::read(text).unwrap();
    assert_eq!(query("b=2&a=1").written(), "b=2&a=1");
    assert_eq!(query("q=a \"'<é").written(), "q=a%20%22%27%3C%C3%A9");
    assert_eq!(query("b=2&a=1"), query("a=1&b=2"));
    assert_eq!(query("a=x+y"), query("a=x%20y"));
    assert_ne!(query("a=1"), query("a=1&a=1"));
    assert_eq!(Query::read("&&"), None);
    assert!(query("a=&b=2").has_only_pairs() && !query("a&b=2").has_only_pairs());
}

proptest! {
    /// A host is what browsers take it for, but for a final dot.
    #[test]
    fn hosts_are_those_that_browsers_find(
        scheme in prop::sample::select(vec!["http", "https"]),
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "B.Example", "www.", "1", "256", "127.0.0.1", "0x7f", "0X", "08", ".", ":80", ":443", ":8080", ":", ":+80", ":99999",
            "user@", "user:pw@", "[::1]", "[", "]", "xn--", "xn--mnchen-3ya", "é", "ß", "%41", "%2e", "%2541", "%", "_", "-", " ",
            "\u{ad}", "。", "<", "^", "|",
        ]), 1..5),
    ) {
        let text = format!("{scheme}://{}/x", parts.concat());
        let browser = Url::parse(&text).ok().and_then(|url| {
            let name = url.host_str()?;
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            let name = name.strip_suffix('.').unwrap_or(name);
            (!name.is_empty()).then(|| format!("{name}{port}"))
        });
        let found = Host::of_full(&text).map(|(_, host)| host.as_str().to_owned());
        prop_assert_eq!(found, browser, "{}", text);
    }

    /// Whatever is read is written as an address that is read as the same.
    #[test]
    fn what_is_written_reads_back(bytes in prop::collection::vec(any::<u8>(), 0..24), encode in any::<u64>(), full in any::<bool>()) {
        let raw = String::from_utf8_lossy(&bytes);
        let mut text = if full { "https://old.example/".to_owned() } else { "/".to_owned() };
        for (at, character) in raw.chars().enumerate() {
            match encode >> (at % 64) & 1 {
                1 => character.to_string().bytes().for_each(|byte| text.push_str(&format!("%{byte:02X}"))),
                _ => text.push(character),
            }
        }
        if let Ok(address) = Address::read(&text, &hosts(), &UrlPath::root()) {
            let host = address.host.as_ref().map(|host| format!("https://{host}")).unwrap_or_default();
            let written = format!("{host}{}", address.href(""));
            let valid = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`');
            let (before, fragment) = split_fragment(&written);
            prop_assert!(before.bytes().all(valid), "{written}");
            prop_assert!(!fragment.contains(['"', '<', '>', ' ']), "{written}");
            let again = Address::read(&written, &hosts(), &UrlPath::root());
            prop_assert_eq!(again.as_ref(), Ok(&address), "{}", written);
            prop_assert_eq!(again.unwrap().href(""), address.href(""));
        }
    }

    /// A path with any byte, raw or encoded, names the file it is written to.
    #[test]
    fn every_byte_of_a_path_finds_its_file(byte in 0_u8..=255, upper in any::<bool>()) {
        let encoded = if upper { format!("/a%{byte:02X}b/") } else { format!("/a%{byte:02x}b/") };
        if let Ok(path) = UrlPath::parse(&encoded) {
            prop_assert_eq!(&UrlPath::parse(&path.href("")).unwrap(), &path);
            prop_assert!(!path.out_path().as_str().starts_with('/'));
        } else {
            prop_assert!(!(0x20..0x7F).contains(&byte) || byte == b'\\', "{}", encoded);
        }
    }
}
