//! Each format for machines against its specification, and what a reference manager's importer makes of a page; also where
//! names and titles look like the formats themselves.

use serde_json::Value;

use super::zotero::Item;
use super::{ARCHIVE, CARAVAN, FRONT, PAGE, bibtex, built, meta, page, schema, words, zotero};
use crate::page::{between, file, post, site_with};

/// Checks everything that a page tells machines.
fn check(html: &str) {
    meta::check(html);
    let json = between(html, "<script type=\"application/ld+json\">", "</script>");
    let json: Value = serde_json::from_str(json).unwrap();
    assert_eq!(json["@context"], "https://schema.org");
    json["@graph"].as_array().unwrap().iter().for_each(schema::check);
}

/// The tags and values of an entry in the RIS format; fails where a line is none of it.
fn ris(html: &str) -> Vec<(String, String)> {
    const TAGS: &[&str] =
        &["TY", "AU", "TI", "T2", "SN", "CY", "PY", "DA", "LA", "DB", "DP", "UR", "Y2", "ER"];
    // A reader of HTML passes over nothing but a first line break.
    let text = words(html, "data-name=\"ris\">", "</pre>");
    let line = |line: &str| {
        let (tag, value) = line.split_at(2);
        let value =
            value.strip_prefix("  - ").or(value.strip_prefix("  -")).unwrap_or_else(|| panic!("{line}"));
        assert!(TAGS.contains(&tag), "{tag}");
        (tag.to_owned(), value.to_owned())
    };
    let lines: Vec<_> = text.lines().map(line).collect();
    assert_eq!((&*lines[0].0, &*lines.last().unwrap().0), ("TY", "ER"));
    let once = ["TY", "TI", "T2", "PY", "DA", "UR", "ER"];
    assert!(once.iter().all(|tag| lines.iter().filter(|(found, _)| found == tag).count() <= 1), "{lines:?}");
    lines
}

#[test]
fn every_page_keeps_to_the_vocabularies() {
    let files = [
        post(
            "ferry.md",
            "The last ferry",
            "2010-12-10",
            &format!("{FRONT}\nregion: Batumi\nupdated: 2010-12-11 09:30"),
        ),
        post(
            "b.md",
            "B",
            "2010-12-11",
            "syndicated_from: {name: The Wire, licence: All rights reserved}\nimage: {file: /a.jpg, alt: A}",
        ),
        post(
            "c.md",
            "C",
            "2010-12-12",
            "podcast: Talk\naudio: {file: /e.mp3, duration: 65}\nbyline: By us\nid: 7",
        ),
        post("d.md", "D", "2010-12-12", "corrections: [{text: Wrong.}]\nwithdrawn: true"),
        file(
            "authors/dina-example.md",
            "title: Dina Example\nrole: Editor\nlinks: [{title: x, url: \"https://d.example/\"}]",
            "",
        ),
        file("pages/about.md", "title: About", "Text."),
        "-- static/e.mp3 --\nsound\n-- static/a.jpg --\npicture\n".to_owned(),
    ];
    let taxonomies = "[taxonomies]\nregion = {}\npodcast = { feed = \"itunes\" }\n";
    for config in
        [format!("{ARCHIVE}{CARAVAN}{taxonomies}"), format!("{ARCHIVE}{taxonomies}"), taxonomies.to_owned()]
    {
        let built = site_with(&config, &files.concat()).build();
        let pages: Vec<String> = crate::support::tree(&built.out)
            .into_iter()
            .filter(|(name, _)| name.ends_with(".html"))
            .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
            .filter(|html| html.contains("ld+json"))
            .collect();
        assert!(pages.len() > 15, "{}", pages.len());
        pages.iter().for_each(|html| check(html));
    }
}

#[test]
fn zotero_reads_an_article_of_a_newspaper() {
    let config = format!("{ARCHIVE}{CARAVAN}[taxonomies]\nregion = {{}}\n");
    let html = page(&config, &format!("{FRONT}\nregion: Batumi\nsummary: It does not come back."));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        zotero::read(&html),
        Item {
            kind: "newspaperArticle".into(),
            title: "The last ferry".into(),
            creators: vec![("Example".into(), "Dina".into())],
            publication: text("The Caravan"),
            date: text("2010/12/10"),
            section: text("Batumi"),
            url: text("https://archive.example.org/2010/12/ferry/"),
            issn: text("0317-8471"),
            language: text("en"),
            rights: text("CC BY 4.0"),
            summary: text("It does not come back."),
        }
    );
}

#[test]
fn zotero_takes_no_address_for_a_newspaper_and_no_date_for_an_author() {
    // Of an unknown publication, the name of the site is all there is to read; never the original address.
    let item = zotero::read(&page(ARCHIVE, FRONT));
    assert_eq!(item.publication.as_deref(), Some("The Example Archive"));
    assert_eq!((item.kind.as_str(), item.issn), ("newspaperArticle", None));
    // Without an author there is none, whatever stands beside the date.
    let config = format!("{ARCHIVE}{CARAVAN}");
    assert_eq!(zotero::read(&page(&config, "updated: 2010-12-12\nagency: The Wire")).creators, []);
    // The page that is cited is that of the archive, wherever the address that counts is.
    let syndicated = page(&config, "syndicated_from: {name: The Wire, url: \"https://wire.example/1\"}");
    assert_eq!(zotero::read(&syndicated).url.as_deref(), Some("https://archive.example.org/2010/12/ferry/"));
}

#[test]
fn zotero_takes_names_apart_as_they_are_meant() {
    let creators = |authors: &str| {
        zotero::read(&page(&format!("{ARCHIVE}{CARAVAN}"), &format!("author: {authors}"))).creators
    };
    let name = |family: &str, given: &str| (family.to_owned(), given.to_owned());
    // A comma with blanks on both sides of it would be two authors in `citation_author`.
    assert_eq!(creators("Anna Maria van der Berg"), [name("van der Berg", "Anna Maria")]);
    assert_eq!(
        creators("[Anna Maria van der Berg, Дина Образцова, Martin Luther King Jr.]"),
        [name("van der Berg", "Anna Maria"), name("Образцова", "Дина"), name("King", "Martin Luther")]
    );
    assert_eq!(creators("王伟"), [name("王伟", "")]);
}

#[test]
fn an_entry_of_bibtex_reads_back_to_what_was_written() {
    let config = format!("{ARCHIVE}{CARAVAN}");
    let entry = bibtex(&page(&config, FRONT));
    assert_eq!((entry.kind.as_str(), entry.key.as_str()), ("article", "example-2010-ferry"));
    let fields: Vec<(&str, &str)> = entry.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(
        fields,
        [
            ("author", "Example, Dina"),
            ("date", "2010-12-10"),
            ("entrysubtype", "newspaper"),
            ("issn", "0317-8471"),
            ("journal", "The Caravan"),
            ("location", "Tbilisi"),
            ("month", "dec"),
            ("note", "Archived at The Example Archive, Saltmarsh Library"),
            ("title", "{The last ferry}"),
            ("url", "https://archive.example.org/2010/12/ferry/"),
            ("urldate", "2023-02-01"),
            ("year", "2010"),
        ]
    );
}

#[test]
fn an_entry_of_ris_names_the_database_and_its_provider() {
    let lines = ris(&page(&format!("{ARCHIVE}{CARAVAN}"), FRONT));
    for (tag, value) in [
        ("TY", "NEWS"),
        ("AU", "Example, Dina"),
        ("T2", "The Caravan"),
        ("DA", "2010/12/10"),
        ("DB", "The Example Archive"),
        ("DP", "Saltmarsh Library"),
        ("UR", "https://archive.example.org/2010/12/ferry/"),
        ("Y2", "2023/02/01"),
    ] {
        assert!(lines.contains(&(tag.to_owned(), value.to_owned())), "{tag}: {lines:?}");
    }
}

/// Names that mean something to HTML, JSON, TeX, BibTeX, RIS or to importers.
const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "\"><meta name=\"DC.publisher\" content=\"x\">",
    "}, title = {Taken}, x = {",
    "}} @article{taken, title={",
    "{{{ \\} \\",
    "100 % $x$ #1 & _a^b ~ \\textbf{x} \\input{/etc/passwd}",
    "and and and",
    "Dina and Otar Example",
    "Dina, Otar, Jr., and, Nino",
    "AU  - Taken ER  - TY  - BOOK",
    "&amp;lt;b&gt; &#8217; &nbsp;",
    "'; --",
    "\u{202e}drawkcab \u{2066}isolated",
    "one\u{2028}two\u{2029}three",
    "{{ site.title }} {% raw %}",
    "@comment{x}",
    "-",
    ".",
];

#[test]
fn names_that_look_like_formats_are_names() {
    for hostile in HOSTILE {
        let quoted = serde_json::to_string(hostile).unwrap();
        let front =
            format!("author: [{quoted}, Otar Berg]\npublication: {{name: {quoted}, place: {quoted}}}");
        let operator = format!("[archive]\noperator = {quoted}\n");
        let post = file(
            "ferry.md",
            &format!("title: {quoted}\ndate: 2010-12-10\nslug: ferry\n{front}"),
            "Some text.",
        );
        let html = site_with(&operator, &post).build().file(PAGE);
        check(&html);
        // What readers see is what counts: character references are read, runs of blanks are one.
        let shown = words(&html, "<h1>", "</h1>");
        let entry = bibtex(&html);
        let blanks = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(blanks(&super::bibtex::plain(&entry.fields["title"])), blanks(&shown), "{hostile}");
        assert_eq!(blanks(&super::bibtex::plain(&entry.fields["journal"])), blanks(&shown), "{hostile}");
        let names = super::bibtex::names(&entry.fields["author"]);
        assert_eq!(names.len(), 2, "{hostile}: {names:?}");
        let lines = ris(&html);
        assert_eq!(lines.iter().filter(|(tag, _)| tag == "AU").count(), 2, "{hostile}: {lines:?}");
        let item = zotero::read(&html);
        assert_eq!(item.kind, "newspaperArticle");
        assert_eq!(blanks(&item.title), blanks(&shown), "{hostile}");
        assert_eq!(item.publication.map(|name| blanks(&name)), Some(blanks(&shown)), "{hostile}");
        for style in ["APA", "MLA", "Chicago"] {
            let form = between(&html, &format!("<dt>{style}</dt>"), "</div>");
            let tags: Vec<&str> =
                form.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap()).collect();
            assert!(
                tags.iter().all(|tag| ["dd", "p", "i", "/i", "/p", "/dd"].contains(tag)),
                "{hostile}: {form}"
            );
        }
    }
}

#[test]
fn the_readers_of_these_tests_find_what_is_wrong() {
    let fails = |check: &dyn Fn()| std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).is_err();
    let page = page(&format!("{ARCHIVE}{CARAVAN}"), FRONT);
    let with = |old: &str, new: &str| {
        assert!(page.contains(old), "{old}");
        page.replace(old, new)
    };
    for (old, new) in [
        ("citation_title", "citation_headline"),
        ("name=\"DC.date\" content=\"2010-12-10", "name=\"DC.date\" content=\"12/10/2010"),
        (
            "citation_publication_date\" content=\"2010/12/10",
            "citation_publication_date\" content=\"2010-12-10",
        ),
        ("property=\"og:title\"", "name=\"og:title\""),
        ("<link rel=\"schema.DC\"", "<link rel=\"schema.X\""),
        ("\"dissolutionDate\"", "\"dissolved\""),
        ("\"@type\":\"Periodical\"", "\"@type\":\"Newsroom\""),
        ("\"foundingDate\":\"2001-05\"", "\"foundingDate\":\"May\""),
        ("\"url\":\"https://www.caravan.example/\"", "\"url\":\"/about\""),
    ] {
        assert!(fails(&|| check(&with(old, new))), "{old} -> {new}");
    }
    for (old, new) in [
        ("title = {{The last ferry}}", "title = {{The last ferry}"),
        ("title = {{The last ferry}}", "title = {{The last ferry}}}"),
        ("month = dec", "month = december"),
        ("journal =", "newspaper ="),
        ("@article{example", "@article{ex ample"),
    ] {
        assert!(fails(&|| drop(bibtex(&with(old, new)))), "{old} -> {new}");
    }
    assert!(fails(&|| drop(super::bibtex::plain("100 %"))));
    assert!(fails(&|| drop(ris(&with("ER  - ", "XX  - ")))));
    // As the theme wrote it once: the original address as the newspaper, and the site's name as that of everything.
    let once = with("DCTERMS.isVersionOf", "DC.source").replace("prism.publicationName", "x");
    assert_eq!(zotero::read(&once).publication.as_deref(), Some("http://www.caravan.example/ferry"));
    let journal = with("prism.publicationName", "citation_journal_title");
    assert_eq!(zotero::read(&journal).kind, "journalArticle");
    let _ = built;
}
