//! What is and is not an address, and where it leads.

use super::*;

#[test]
fn addresses_are_decoded_once_and_normalised() {
    assert_eq!(UrlPath::parse("/a%20b//c").unwrap().as_str(), "/a b/c");
    assert_eq!(UrlPath::parse("/%2541").unwrap().as_str(), "/%41");
    assert_eq!(UrlPath::parse("/e\u{301}/").unwrap().as_str(), "/\u{e9}/");
    assert_eq!(UrlPath::parse("/").unwrap().as_str(), "/");
    assert_eq!(UrlPath::parse("///").unwrap().as_str(), "/");
}

#[test]
fn addresses_never_climb() {
    assert_eq!(UrlPath::parse("/a/../b"), Err(PathError::Climbs));
    assert_eq!(UrlPath::parse("/a/%2e%2E/b"), Err(PathError::Climbs));
    assert_eq!(UrlPath::parse("/a\\b"), Err(PathError::Climbs));
    assert_eq!(UrlPath::parse("a"), Err(PathError::NotAbsolute));
    assert_eq!(UrlPath::parse("/a%00"), Err(PathError::Unprintable));
    assert_eq!(UrlPath::parse("/%ff"), Err(PathError::Unprintable));
    assert_eq!(UrlPath::parse(&format!("/{}", "x".repeat(201))), Err(PathError::TooLong));
    let long = |parts: usize| "/a".repeat(parts);
    assert_eq!(UrlPath::parse(&long(500)).map(|url| url.is_too_long()), Ok(false));
    assert_eq!(UrlPath::parse(&long(501)), Err(PathError::WholeTooLong));
    assert_eq!(UrlPath::parse(&long(500).replace('a', "%61")).map(|url| url.as_str().len()), Ok(1_000));
    assert_eq!(UrlPath::parse(&long(1_000_000)), Err(PathError::WholeTooLong));
    assert!(UrlPath::parse(&long(500)).unwrap().join("a").is_too_long());
    assert_eq!(OutPath::new("../x"), Err(PathError::Climbs));
    assert_eq!(OutPath::new("/x"), Err(PathError::Climbs));
}

#[test]
fn addresses_become_files() {
    let file = |text: &str| UrlPath::parse(text).unwrap().out_path().as_str().to_owned();
    assert_eq!(file("/"), "index.html");
    assert_eq!(file("/a/"), "a/index.html");
    assert_eq!(file("/a"), "a/index.html");
    assert_eq!(file("/a/b.html"), "a/b.html");
    assert_eq!(file("/feed.xml"), "feed.xml");
    assert_eq!(file("/a/B.HTM"), "a/B.HTM");
    assert_eq!(file("/v1.0"), "v1.0/index.html");
    assert_eq!(file("/releases/1.88.0"), "releases/1.88.0/index.html");
    assert_eq!(file("/analytics.usa.gov"), "analytics.usa.gov/index.html");
    assert_eq!(file("/node.js"), "node.js/index.html");
    assert_eq!(file("/.html"), ".html/index.html");
    assert_eq!(file("/st. petersburg"), "st. petersburg/index.html");
}

#[test]
fn a_host_answers_with_the_file_the_folder_or_the_page() {
    let files = ["a/index.html", "b", "c.html", "d.pdf", "e.pdf/index.html", "f/1.2.html", "g.htm"];
    let has = |path: &OutPath| files.contains(&path.as_str());
    let answered = |text: &str| UrlPath::parse(text).unwrap().answered(has).map(|url| url.to_string());
    for (asked, expected) in [
        ("/a", Some("/a/")),
        ("/a/", Some("/a/")),
        ("/b", Some("/b")),
        ("/b/", None),
        ("/c", Some("/c.html")),
        ("/c.html", Some("/c.html")),
        ("/c/", None),
        ("/d.pdf", Some("/d.pdf")),
        ("/d", None),
        ("/e.pdf", Some("/e.pdf/")),
        ("/f/1.2", Some("/f/1.2.html")),
        ("/g", None),
        ("/C", None),
    ] {
        assert_eq!(answered(asked).as_deref(), expected, "{asked}");
    }
}

#[test]
fn links_are_encoded_once_after_the_base() {
    let path = UrlPath::parse("/регион/a b/").unwrap();
    assert_eq!(path.href("/archive"), "/archive/%D1%80%D0%B5%D0%B3%D0%B8%D0%BE%D0%BD/a%20b/");
}

#[test]
fn names_fold_as_file_systems_do() {
    for (one, other) in
        [("Straße", "STRASSE"), ("wiſen", "wisen"), ("ﬁlm", "film"), ("É", "e\u{301}"), ("ΣΑΣ", "σας")]
    {
        assert_eq!(fold(one), fold(other), "{one}");
    }
    assert_eq!(fold("STRAẞE"), fold("strasse"));
    assert_ne!(fold("sınır"), fold("sinir"));
}

#[test]
fn slugs_read_in_latin_letters() {
    assert_eq!(slug("Border guards: an offer renewed").as_deref(), Some("border-guards-an-offer-renewed"));
    assert_eq!(slug("Kyrgyzstan's Unrest 2010").as_deref(), Some("kyrgyzstans-unrest-2010"));
    assert_eq!(slug("Грузия и Россия").as_deref(), Some("gruziya-i-rossiya"));
    assert_eq!(slug("საქართველო").as_deref(), Some("sakartvelo"));
    assert_eq!(slug("Հայաստան").as_deref(), Some("hayastan"));
    assert_eq!(slug("!!! …"), None);
    assert!(slug(&"слово ".repeat(200)).unwrap().len() <= 100);
}

#[test]
fn source_paths_have_parts() {
    let path = SourcePath::new("content/a/b.ru.md");
    assert_eq!((path.file_name(), path.stem(), path.extension()), ("b.ru.md", "b.ru", "md"));
    assert_eq!(path.folder(), "content/a");
    assert_eq!(path.sibling("c.jpg").as_str(), "content/a/c.jpg");
    assert_eq!(SourcePath::new("x").sibling("y").as_str(), "y");
}
