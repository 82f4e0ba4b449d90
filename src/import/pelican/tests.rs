//! Sites of Pelican, made up and real.

use serde_json::json;

use super::*;
use crate::import::old_site::{OldAddressKind, Owner, Role};
use crate::import::testing::{document, folder, paths, shared};

/// The site of some files.
fn imported(files: &[(&str, &str)]) -> OldSite {
    let (_root, folder) = folder(files);
    let mut problems = Diagnostics::new();
    assert!(is_site(&folder));
    let site = read(&folder, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    site
}

const CONFIG: &str = "AUTHOR = 'A. Uthor'\nSITENAME = 'P'\nSITEURL = ''\nDEFAULT_LANG = 'en'\nTIMEZONE = 'Europe/Paris'\n\
    STATIC_PATHS = ['images', 'extra/robots.txt']\nEXTRA_PATH_METADATA = {'extra/robots.txt': {'path': 'robots.txt'}}\n\
    MENUITEMS = (('Home', '/'),)\nLINKS = (('Other', 'https://o.example/'),)\nPLUGINS = ['x']\nDEFAULT_PAGINATION = 1\n";

const FILES: &[(&str, &str)] = &[
    ("pelicanconf.py", CONFIG),
    ("publishconf.py", "from pelicanconf import *\nSITEURL = 'https://p.example'\nFEED_ALL_ATOM = None\n"),
    (
        "content/first.md",
        "Title: C'est l'été!\nDate: 2013-06-07 18:46\nTags: a b, c\nAuthors: X, Y; Z\nSummary: Short [x]({filename}sub/second.md)\nNumber: 3\n\n[s]({filename}/sub/second.md#x) ![p]({static}/images/p q.png) [t]({tag}a b) [i]({index}) [d]({static}files/a.pdf) `{tag}`\n",
    ),
    (
        "content/sub/second.md",
        "title: Second\ndate: June 8, 2013\ncategory: News\n\n[f](|filename|../first.md) [a]({attach}pic.png) [n]({filename}none.md)\n",
    ),
    (
        "content/sub/second-fr.md",
        "Title: Deuxième\nDate: 2013-06-09\nSlug: second\nLang: fr\nCategory: News\n\n#Titre\n",
    ),
    ("content/draft.md", "Title: D\nDate: 2013-06-09\nStatus: draft\n\n"),
    ("content/hidden.md", "Title: H\nDate: 2013-06-09\nStatus: hidden\n\n"),
    ("content/undated.md", "Title: U\n\nText\n"),
    ("content/2013-06-10-named.md", "Title: Named\nSlug: n.1\n\n"),
    ("content/old.rst", "Old\n===\n\n:date: 2012-01-01\n\nText\n"),
    (
        "content/page.html",
        "<html><head><title>Web</title><meta name=\"date\" content=\"2012-07-10\"></head><body><a href=\"{filename}first.md\">x</a></body></html>",
    ),
    ("content/pages/about.md", "Title: About\n\nA\n"),
    ("content/images/p q.png", ""),
    ("content/images/x.css", ""),
    ("content/files/a.pdf", ""),
    ("content/sub/pic.png", ""),
    ("content/extra/robots.txt", ""),
];

#[test]
fn articles_are_read() {
    let site = imported(FILES);
    let first = document(&site, "content/first.md");
    assert_eq!(
        (first.address.as_deref(), &*first.target),
        (Some("/cest-lete.html"), "content/articles/first.md")
    );
    assert_eq!(first.fields.text("date").as_deref(), Some("2013-06-07 18:46:00"));
    assert_eq!(
        (first.fields.names("author"), first.fields.names("tag")),
        (vec!["X, Y".into(), "Z".into()], vec!["a b".into(), "c".into()])
    );
    assert_eq!(
        (first.fields.names("category"), first.fields.text("number")),
        (vec!["misc".into()], Some("3".into()))
    );
    assert_eq!(first.fields.text("summary").as_deref(), Some("Short [x](@/sub/second.md)"));
    assert_eq!(
        first.body,
        "[s](@/sub/second.md#x) ![p](/images/p%20q.png) [t](/tag/a-b.html) [i](/) [d](/files/a.pdf) `{tag}`\n"
    );
    let second = document(&site, "content/sub/second.md");
    assert_eq!(second.body, "[f](@/articles/first.md) [a](/pic.png) [n](none.md)\n");
    assert_eq!(
        (second.fields.names("category"), second.fields.names("author")),
        (vec!["News".into()], vec!["A. Uthor".into()])
    );
    let french = document(&site, "content/sub/second-fr.md");
    assert_eq!(
        (french.address.as_deref(), &*french.target),
        (Some("/second-fr.html"), "content/sub/second-fr.fr.md")
    );
    assert_eq!(
        (french.fields.text("translation_of").as_deref(), &*french.body),
        (Some("sub/second.md"), "# Titre\n")
    );
}

#[test]
fn other_files_are_read() {
    let site = imported(FILES);
    let hidden = document(&site, "content/hidden.md");
    assert_eq!(
        (hidden.role, hidden.fields.is_true("noindex"), hidden.address.as_deref()),
        (Role::Page, true, Some("/h.html"))
    );
    let draft = document(&site, "content/draft.md");
    assert_eq!((draft.fields.is_true("draft"), draft.address.as_deref()), (true, None));
    let named = document(&site, "content/2013-06-10-named.md");
    assert_eq!(
        (named.fields.text("date").as_deref(), named.address.as_deref()),
        (Some("2013-06-10"), Some("/n.1.html"))
    );
    assert_eq!(
        document(&site, "content/page.html").body,
        "<div>\n<a href=\"@/articles/first.md\">x</a>\n</div>\n"
    );
    let about = document(&site, "content/pages/about.md");
    assert_eq!(
        (about.address.as_deref(), &*about.target),
        (Some("/pages/about.html"), "content/pages/pages/about.md")
    );
    let why: Vec<_> = site.left_out.iter().map(|left| (&*left.source, left.why.clone())).collect();
    let expected = [
        ("content/draft.md", Why::Draft),
        ("content/old.rst", Why::Format("rst")),
        ("content/undated.md", Why::Unpublished),
    ];
    assert_eq!(why, expected);
    let assets: Vec<_> = site.assets.iter().map(|asset| &*asset.target).collect();
    assert_eq!(
        assets,
        ["static/files/a.pdf", "static/images/p q.png", "static/pic.png", "static/robots.txt"]
    );
}

#[test]
fn lists_and_feeds_have_addresses() {
    let site = imported(&[
        ("pelicanconf.py", CONFIG),
        ("content/a.md", "Title: A\nDate: 2013-06-07\nTags: x\nCategory: One Two\n\n"),
        ("content/b.md", "Title: B\nDate: 2013-06-08\nCategory: One Two\n\n"),
        ("content/c.rst", "C\n=\n\n:date: 2012-01-01\n:category: One Two\n"),
    ]);
    assert_eq!(paths(&site, OldAddressKind::Article), ["/c.html"]);
    assert_eq!(paths(&site, OldAddressKind::Page), ["/", "/tags.html", "/categories.html", "/authors.html"]);
    assert_eq!(paths(&site, OldAddressKind::Term), ["/category/one-two.html", "/tag/x.html"]);
    assert_eq!(paths(&site, OldAddressKind::Author), ["/author/a-uthor.html"]);
    assert_eq!(
        paths(&site, OldAddressKind::Feed),
        [
            "/feeds/one-two.atom.xml",
            "/feeds/a-uthor.atom.xml",
            "/feeds/a-uthor.rss.xml",
            "/feeds/all.atom.xml",
            "/feeds/all-en.atom.xml"
        ]
    );
    assert!(paths(&site, OldAddressKind::List).contains(&"/category/one-two2.html"));
    let tag = site.addresses.iter().find(|address| address.path == "/tag/x.html").unwrap();
    assert_eq!(tag.owner, Owner::Term("tag".into(), "x".into()));
    let get = |table: &[&str], key: &str| site.settings.get(table, key).cloned().unwrap_or_default();
    assert_eq!(
        (get(&[], "base_url"), get(&[], "timezone")),
        (json!("https://example.org/"), json!("Europe/Paris"))
    );
    assert_eq!(
        (get(&["taxonomies"], "category"), get(&["taxonomies"], "tag")),
        (json!({"path": "category"}), json!({"path": "tag", "feed": false}))
    );
    assert_eq!(get(&["menu"], "main"), json!([{"title": "Home", "url": "/"}, "category"]));
    assert_eq!(get(&["menu"], "footer"), json!([{"title": "Other", "url": "https://o.example/"}]));
    assert!(
        site.settings.all_unmatched().iter().any(|unmatched| unmatched.key == "`PLUGINS` in pelicanconf.py")
    );
}

#[test]
fn settings_of_any_type_are_read() {
    for odd in [
        "(((",
        "SITENAME = []\nMARKDOWN = 3\nLINKS = 'x'\nDEFAULT_LANG = None\nFILENAME_METADATA = '('\nSTATIC_PATHS = 1\nARTICLE_SAVE_AS = ''\nPATH = '../..'\n",
    ] {
        let site = imported(&[("pelicanconf.py", odd), ("content/a.md", "Title: A\nDate: 2013-06-07\n\n")]);
        assert_eq!(site.documents.len(), 1);
    }
}

#[test]
fn this_week_in_rust() {
    let Some(folder) = shared("sites/pelican-twir") else { return };
    let mut problems = Diagnostics::new();
    let site = read(&folder, &mut problems);
    assert_eq!(problems.errors(), 0);
    let articles = site.documents.iter().filter(|document| document.role == Role::Article);
    assert_eq!((articles.count(), site.documents.len()), (667, 668));
    assert_eq!(
        site.left_out,
        [LeftOut { source: "content/state-of-rust-0-11-0.rst".into(), why: Why::Format("rst") }]
    );
    assert_eq!(paths(&site, OldAddressKind::Feed).len(), 11);
    assert_eq!(
        (paths(&site, OldAddressKind::Term).len(), paths(&site, OldAddressKind::Author)),
        (6, vec!["/author/twir-contributors.html"])
    );
    let settings = &site.settings;
    assert_eq!(settings.get(&[], "permalink"), Some(&json!("/blog/{year}/{month}/{day}/{title}/")));
    assert_eq!(settings.get(&[], "base_url"), Some(&json!("https://this-week-in-rust.org/")));
    let odd = document(&site, "content/2025-06-18-this-week-in-rust.md");
    assert_eq!(
        (odd.fields.names("category"), odd.body.starts_with("Category: This")),
        (vec!["misc".into()], true)
    );
    let rst = site.addresses.iter().find(|address| address.kind == OldAddressKind::Article).unwrap();
    assert_eq!(rst.path, "/blog/2014/07/15/state-of-rust-0.11.0/");
}
