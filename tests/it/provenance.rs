//! Who published an article, who keeps it, and how it is cited: by what people read and by each format for machines.

use serde_json::Value;

use crate::page::{between, file, post, site_with};
use crate::support::Built;

mod bibtex;
mod config;
mod formats;
mod meta;
mod schema;
mod zotero;

/// An archive of a newsroom, kept by a library.
const ARCHIVE: &str = "archived_copy = \"https://web.example/{date}/{url}\"\nold_hosts = [\"www.caravan.example\"]\n\
    [archive]\nclosed = 2023-12-31\noperator = \"Saltmarsh Library\"\nprompts = [\"republish\"]\n";

/// The newsroom.
const CARAVAN: &str = "[publication]\nname = \"The Caravan\"\nurl = \"https://www.caravan.example/\"\n\
    issn = \"0317-8471\"\nfounded = \"2001-05\"\nplace = \"Tbilisi\"\n";

/// An article as mirrors have it.
const FRONT: &str = "author: Dina Example\nlicence: CC-BY-4.0\norigin: {url: \"http://www.caravan.example/ferry\", \
    captured: 2023-02-01T10:00:00Z}";

const PAGE: &str = "2010/12/ferry/index.html";

fn built(config: &str, front: &str) -> Built {
    site_with(config, &post("ferry.md", "The last ferry", "2010-12-10", front)).build()
}

/// The page of an article with these lines of front matter.
fn page(config: &str, front: &str) -> String {
    built(config, front).file(PAGE)
}

/// The thing of a type in a page's JSON-LD.
fn thing(html: &str, kind: &str) -> Value {
    let json = between(html, "<script type=\"application/ld+json\">", "</script>");
    let json: Value = serde_json::from_str(json).unwrap();
    json["@graph"].as_array().unwrap().iter().find(|thing| thing["@type"] == kind).unwrap().clone()
}

/// The text of an element: what stands between two marks, without tags.
fn words(html: &str, start: &str, end: &str) -> String {
    let mut text = String::new();
    for part in between(html, start, end).split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    meta::unescaped(text.trim())
}

fn notice(html: &str) -> String {
    words(html, "id=\"republish--notice\">", "</p>")
}

/// The entry of BibTeX that a page shows.
fn bibtex(html: &str) -> bibtex::Entry {
    bibtex::read(&words(html, "data-name=\"bib\">", "</pre>"))
}

#[test]
fn the_newsroom_published_and_the_library_keeps() {
    let html = page(&format!("{ARCHIVE}{CARAVAN}"), FRONT);
    let article = thing(&html, "NewsArticle");
    assert_eq!(
        article["publisher"],
        serde_json::json!({
            "@type": "NewsMediaOrganization", "name": "The Caravan", "url": "https://www.caravan.example/",
            "foundingDate": "2001-05", "dissolutionDate": "2023-12-31", "location": "Tbilisi",
        })
    );
    assert_eq!(
        article["isPartOf"][0],
        serde_json::json!({
            "@type": "Periodical", "name": "The Caravan", "issn": "0317-8471", "url": "https://www.caravan.example/",
        })
    );
    assert_eq!(article["isPartOf"][1]["@type"], "WebSite");
    assert_eq!(article["provider"]["name"], "Saltmarsh Library");
    assert_eq!(
        article["archivedAt"],
        serde_json::json!([
            "https://archive.example.org/2010/12/ferry/",
            "https://web.example/20230201100000/http://www.caravan.example/ferry",
        ])
    );
    assert_eq!(article["isBasedOn"], "http://www.caravan.example/ferry");
    for name in ["DC.publisher", "prism.publicationName", "og:site_name"] {
        assert_eq!(meta::contents(&html, name), ["The Caravan"], "{name}");
    }
    assert_eq!(meta::contents(&html, "article:publisher"), ["https://www.caravan.example/"]);
    assert_eq!(meta::contents(&html, "DCTERMS.provenance"), ["Archived by Saltmarsh Library"]);
    assert_eq!(
        notice(&html),
        "First published by The Caravan, December 10, 2010 (CC BY 4.0). Archived by Saltmarsh Library: \
         https://archive.example.org/2010/12/ferry/"
    );
    assert_eq!(
        words(&html, "<details class=\"fold cite\">", "<dl>").lines().last().unwrap(),
        "Dina Example. “The last ferry.” The Caravan, December 10, 2010. The Example Archive. Saltmarsh Library. \
         https://archive.example.org/2010/12/ferry/"
    );
    let record = between(&html, "<dl class=\"record\">", "</dl>");
    assert!(record.contains("<a href=\"https://www.caravan.example/\" rel=\"external\">The Caravan</a>"));
    assert!(record.contains("<dt>Archived by</dt><dd>Saltmarsh Library</dd>"), "{record}");
    let website = thing(&built(&format!("{ARCHIVE}{CARAVAN}"), FRONT).file("index.html"), "WebSite");
    assert_eq!(
        (&website["publisher"]["name"], &website["about"]["name"]),
        (&"Saltmarsh Library".into(), &"The Caravan".into())
    );
}

/// Whatever a format calls the publisher: none may be the archive.
fn publishers(built: &Built) -> Vec<String> {
    let html = built.file(PAGE);
    let mut names =
        [meta::contents(&html, "DC.publisher"), meta::contents(&html, "prism.publicationName")].concat();
    let entry = bibtex(&html);
    names.extend(entry.fields.get("journal").map(|name| bibtex::plain(name)));
    let article = thing(&html, "NewsArticle");
    names.extend(article["publisher"]["name"].as_str().map(ToOwned::to_owned));
    names.extend(article["author"]["name"].as_str().map(ToOwned::to_owned));
    let first = notice(&html);
    names.extend(
        first.strip_prefix("First published by ").map(|rest| rest.split(',').next().unwrap().to_owned()),
    );
    names.sort();
    names.dedup();
    names
}

#[test]
fn what_nobody_has_said_is_left_out() {
    let licence = "licence = \"CC-BY-4.0\"\n";
    let mirrored = "origin: {url: \"http://www.caravan.example/ferry\"}";
    let names = |config: &str, front: &str| publishers(&built(&format!("{licence}{config}"), front));
    let unknown: [String; 0] = [];
    // Of an archive nobody knows whose articles it holds.
    assert_eq!(names(ARCHIVE, ""), unknown);
    // A site that is no archive publishes its articles itself, but for those that a mirror found elsewhere.
    assert_eq!(names("", ""), ["The Example Archive"]);
    assert_eq!(names("", mirrored), unknown);
    assert_eq!(names("", "origin: {url: \"https://archive.example.org/ferry\"}"), ["The Example Archive"]);
    assert_eq!(names(CARAVAN, mirrored), ["The Caravan"]);
    let html = page(&format!("{licence}{ARCHIVE}"), "");
    assert_eq!(
        notice(&html),
        "December 10, 2010 (CC BY 4.0). Archived by Saltmarsh Library: https://archive.example.org/2010/12/ferry/"
    );
    assert_eq!(bibtex(&html).fields["howpublished"], "The Example Archive, Saltmarsh Library");
    // A living newsroom is nobody's archive.
    let html = page(licence, "");
    assert!(!html.contains("Archived by") && !html.contains("Archived at"), "{html}");
    assert!(thing(&html, "NewsArticle").get("archivedAt").is_none());
}

#[test]
fn an_article_may_have_appeared_elsewhere() {
    let config = format!("licence = \"CC-BY-4.0\"\n{ARCHIVE}{CARAVAN}");
    let names = |front: &str| publishers(&built(&config, front));
    assert_eq!(names("publication: The Evening &amp; Post"), ["The Evening & Post"]);
    // Nothing of the site's publication is said of another.
    let html = page(&config, "publication: {name: The Evening Post, issn: 1050-124x, place: Batumi}");
    let publisher = &thing(&html, "NewsArticle")["publisher"];
    assert_eq!((&publisher["name"], &publisher["location"]), (&"The Evening Post".into(), &"Batumi".into()));
    assert!(publisher.get("foundingDate").is_none() && publisher.get("url").is_none(), "{publisher}");
    assert_eq!(meta::contents(&html, "citation_issn"), ["1050-124X"]);
    // The name of the site's publication means that one.
    let html = page(&config, "publication: The Caravan");
    assert_eq!(meta::contents(&html, "citation_issn"), ["0317-8471"]);
    let syndicated = page(&config, "syndicated_from: {name: The Wire, url: \"https://wire.example/1\"}");
    assert_eq!(meta::contents(&syndicated, "prism.publicationName"), ["The Wire"]);
    assert_eq!(bibtex(&syndicated).fields["journal"], "The Wire");
    assert!(
        words(&syndicated, "<dt>MLA</dt>", "</dd>")
            .contains("The Wire, 10 Dec. 2010. The Example Archive, Saltmarsh Library")
    );
    // With an address alone nobody knows its name.
    let unnamed = page(&config, "syndicated_from: {url: \"https://wire.example/1\"}");
    assert!(meta::contents(&unnamed, "DC.publisher").is_empty());
}

#[test]
fn a_publication_has_names_in_several_languages() {
    let languages =
        "[languages.en]\n[languages.ru]\ntitle = \"Архив\"\n[languages.ru.publication]\nname = \"Караван\"\n";
    let files = post("a.md", "A", "2010-12-10", "")
        + &post("b.md", "Б", "2010-12-10", "language: ru\nauthor: Дина Образцова");
    let built = site_with(&format!("{ARCHIVE}{CARAVAN}{languages}"), &files).build();
    let html = built.file("ru/2010/12/b/index.html");
    let publisher = &thing(&html, "NewsArticle")["publisher"];
    assert_eq!((&publisher["name"], &publisher["foundingDate"]), (&"Караван".into(), &"2001-05".into()));
    assert_eq!(
        words(&html, "<dt>APA</dt>", "</dd>"),
        "Образцова, Д. (2010, December 10). Б. Караван. Архив. https://archive.example.org/ru/2010/12/b/"
    );
    assert!(
        html.contains("Хранит Saltmarsh Library") && html.contains("Образцова. «Б.» Караван, 10 "),
        "{html}"
    );
    assert_eq!(meta::contents(&built.file("2010/12/a/index.html"), "DC.publisher"), ["The Caravan"]);
}

#[test]
fn profiles_tell_organisations_and_family_names() {
    let files = [
        post("ferry.md", "The last ferry", "2010-12-10", "author: [Jane Street, Nguyễn Văn Tú]"),
        file("authors/jane-street.md", "title: Jane Street\norganisation: true\nrole: Agency", ""),
        file("authors/tu.md", "title: Nguyễn Văn Tú\nfamily_name: Nguyễn", ""),
    ];
    let built = site_with(&format!("{ARCHIVE}{CARAVAN}"), &files.concat()).build();
    let html = built.file(PAGE);
    let authors = &thing(&html, "NewsArticle")["author"];
    assert_eq!((&authors[0]["@type"], &authors[1]["@type"]), (&"Organization".into(), &"Person".into()));
    assert!(words(&html, "<dt>APA</dt>", "</dd>").starts_with("Jane Street, & Nguyễn, V. T. (2010"));
    assert_eq!(
        bibtex::names(&bibtex(&html).fields["author"]),
        [
            bibtex::Name::Whole("Jane Street".into()),
            bibtex::Name::Person("Nguyễn".into(), String::new(), "Văn Tú".into())
        ]
    );
    let profile = thing(&built.file("authors/jane-street/index.html"), "CollectionPage");
    assert_eq!(profile["mainEntity"]["@type"], "Organization");
    assert!(profile["mainEntity"].get("jobTitle").is_none(), "an organisation has no job");
}

#[test]
fn feeds_name_the_newsroom_and_no_line_of_rights_covers_what_others_own() {
    let config = format!(
        "copyright = \"© 2023 The Caravan\"\n{ARCHIVE}{CARAVAN}[taxonomies]\npodcast = {{ feed = \"itunes\" }}\n"
    );
    let files = [
        post("a.md", "A", "2010-12-10", ""),
        post("b.md", "B", "2010-12-11", "syndicated_from: {name: The Wire}"),
        post(
            "c.md",
            "C",
            "2010-12-12",
            "syndicated_from: {name: The Wire, licence: CC-BY-4.0}\nauthor: Dina Example",
        ),
        post("d.md", "D", "2010-12-13", "podcast: Talk\naudio: /e.mp3\npublication: The Radio"),
        "-- static/e.mp3 --\nsound\n".to_owned(),
    ];
    let built = site_with(&config, &files.concat()).build();
    let feed = built.file("feed.xml");
    let (head, entries) = feed.split_once("<entry").unwrap();
    assert!(
        head.contains("<name>The Caravan</name>") && head.contains("© 2023 The Caravan</rights>"),
        "{head}"
    );
    let entry = |title: &str| {
        entries.split("<entry").find(|entry| entry.contains(&format!(">{title}</title>"))).unwrap()
    };
    assert!(!entry("A").contains("<author>") && !entry("A").contains("<rights"));
    assert!(entry("B").contains("<name>The Wire</name>"), "{}", entry("B"));
    assert!(entry("B").contains("<rights type=\"text\">First published by The Wire</rights>"));
    assert!(entry("C").contains("<name>Dina Example</name>") && entry("C").contains(">CC BY 4.0</rights>"));
    let podcast = built.file("podcast/talk/feed.xml");
    let (channel, item) = podcast.split_once("<item>").unwrap();
    assert!(channel.contains("<itunes:author>The Caravan</itunes:author>"), "{channel}");
    assert!(item.contains("<itunes:author>The Radio</itunes:author>"), "{item}");
    // A feed has an author, whoever it is (RFC 4287, 4.1.1).
    assert!(
        site_with(ARCHIVE, &files[0]).build().file("feed.xml").contains("<name>The Example Archive</name>")
    );
}
