//! Sites of Zola, made up and real.

use std::fs;

use serde_json::json;

use super::*;
use crate::import::calls::CallKind;
use crate::import::old_site::Role;
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

const CONFIG: &str = r#"
base_url = "https://z.example/sub"
title = "Z"
default_language = "en"
generate_feeds = true
theme = "t"
taxonomies = [{ name = "tags", feed = true, paginate_by = 1 }, { name = "authors" }]
[languages.fr]
title = "Zed"
generate_feeds = true
[markdown]
smart_punctuation = true
highlight_code = true
[extra]
colour = "red"
"#;

#[test]
fn a_site() {
    let site = imported(&[
        ("config.toml", CONFIG),
        ("content/_index.md", "+++\ntemplate = \"x.html\"\n+++\nHome\n"),
        ("content/blog/_index.md", "+++\ntitle = \"Blog\"\ngenerate_feeds = true\npaginate_by = 2\n+++\n"),
        (
            "content/blog/2020-01-02-First Post.md",
            "+++\ntitle = \"One\"\naliases = [\"old/one\", \"one.html\"]\n[taxonomies]\ntags = [\"C++\", \"a b\"]\nauthors = [\"Ann\"]\n+++\n[x](@/blog/b/index.md)\n",
        ),
        ("content/blog/b/index.md", "+++\ntitle = \"Two\"\ndate = 2021-02-03\n+++\n![p](p.png)\n"),
        ("content/blog/b/p.png", "x"),
        ("content/blog/b/t.html", "x"),
        ("content/blog/b/index.fr.md", "---\ntitle: Deux\ndate: 2021-02-03\ndraft: true\n---\n"),
        ("content/note.fr.md", "+++\ntitle = \"N\"\npath = \"2020/05/06/Nôte.1\"\n+++\n"),
        ("content/about.md", "+++\ntemplate = \"about.html\"\n+++\nA\n"),
        ("content/hidden.md", "+++\nrender = false\n+++\n"),
        ("static/main.css", ""),
        ("static/a.pdf", ""),
    ]);
    let first = document(&site, "content/blog/2020-01-02-First Post.md");
    assert_eq!(first.address.as_deref(), Some("/blog/first-post/"));
    assert_eq!((first.role, &*first.target), (Role::Article, "content/blog/2020-01-02-First Post.md"));
    assert_eq!(first.fields.text("date").as_deref(), Some("2020-01-02"));
    assert_eq!(
        (first.fields.names("author"), first.fields.names("tags")),
        (vec!["Ann".into()], vec!["C++".into(), "a b".into()])
    );
    assert_eq!((first.fields.get("taxonomies"), first.fields.get("aliases")), (None, None));
    let draft = document(&site, "content/blog/b/index.fr.md");
    assert_eq!((draft.address.clone(), draft.fields.is_true("draft")), (None, true));
    let note = document(&site, "content/note.fr.md");
    assert_eq!(
        (note.address.as_deref(), &*note.target),
        (Some("/2020/05/06/Nôte.1/"), "content/articles/note.fr.md")
    );
    let about = document(&site, "content/about.md");
    assert_eq!(
        (about.role, &*about.target, about.address.as_deref()),
        (Role::Page, "content/pages/about.md", Some("/about/"))
    );
    assert_eq!(
        (about.fields.text("title").as_deref(), about.fields.get("extra")),
        (Some("about"), Some(&json!({"template": "about.html"})))
    );
    assert_eq!(document(&site, "content/_index.md").target, "content/_index.md");
    assert_eq!(document(&site, "content/blog/_index.md").target, "content/pages/blog.md");
    let why: Vec<_> = site.left_out.iter().map(|left| (&*left.source, left.why.clone())).collect();
    assert_eq!(why, [("content/blog/b/index.fr.md", Why::Draft), ("content/hidden.md", Why::Unpublished)]);
    let assets: Vec<_> = site.assets.iter().map(|asset| &*asset.target).collect();
    assert_eq!(assets, ["content/blog/b/p.png", "static/blog/b/t.html", "static/a.pdf"]);
    assert_eq!(
        paths(&site, OldAddressKind::Feed),
        ["/atom.xml", "/blog/atom.xml", "/tags/c/atom.xml", "/tags/a-b/atom.xml", "/fr/atom.xml"]
    );
    assert_eq!(paths(&site, OldAddressKind::Redirect), ["/old/one/", "/one.html"]);
    assert_eq!(paths(&site, OldAddressKind::Term), ["/tags/c/", "/tags/a-b/"]);
    assert_eq!(paths(&site, OldAddressKind::Author), ["/authors/ann/"]);
    assert_eq!(paths(&site, OldAddressKind::List), ["/blog/page/1/", "/tags/c/page/1/", "/tags/a-b/page/1/"]);
}

#[test]
fn settings_say_where_they_come_from() {
    let site = imported(&[("config.toml", CONFIG), ("content/a.md", "+++\ndate = 2020-01-01\n+++\n")]);
    let settings = &site.settings;
    let get = |table: &[&str], key: &str| settings.get(table, key).cloned().unwrap_or_default();
    assert_eq!(get(&[], "base_url"), json!("https://z.example/sub/"));
    assert_eq!(
        (get(&["languages", "en"], "title"), get(&["languages", "fr"], "title")),
        (json!("Z"), json!("Zed"))
    );
    assert_eq!(get(&["taxonomies"], "tags"), json!({"path": "tags", "page_size": 1}));
    assert_eq!((get(&["authors"], "path"), get(&["authors"], "feed")), (json!("authors"), json!(false)));
    assert_eq!((get(&[], "anchors"), get(&[], "smart_punctuation")), (json!("zola"), json!(true)));
    assert_eq!((get(&[], "permalink"), get(&[], "slugs")), (json!("/{slug}/"), json!("ascii")));
    assert_eq!(get(&["extra"], "colour"), json!("red"));
    let title = settings.entries().iter().find(|entry| entry.key == "title").unwrap();
    assert_eq!(title.from, "`title` in config.toml");
    let unmatched: Vec<_> = settings.all_unmatched().iter().map(|unmatched| &*unmatched.key).collect();
    assert_eq!(unmatched, ["`theme` in config.toml", "`markdown.highlight_code` in config.toml"]);
}

#[test]
fn what_is_no_site_or_no_text() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("content")).unwrap();
    fs::write(root.path().join("content/a.md"), "+++\ntitle = \n+++\n").unwrap();
    fs::write(root.path().join("config.toml"), "baseURL = \"x\"\n[a]\nbase_url = \"x\"\n").unwrap();
    let mut problems = Diagnostics::new();
    assert!(!is_site(&Folder::list(root.path(), &mut problems).unwrap()));
    fs::write(
        root.path().join("config.toml"),
        "base_url = [1]\ntitle = {}\nlanguages = 3\ntaxonomies = \"x\"\nslugify = []\n",
    )
    .unwrap();
    let folder = Folder::list(root.path(), &mut problems).unwrap();
    let site = read(&folder, &mut problems);
    assert!(problems.has_errors());
    assert_eq!(site.left_out, [LeftOut { source: "content/a.md".into(), why: Why::Unreadable }]);
    assert_eq!(site.settings.get(&[], "base_url"), Some(&json!("https://example.org/")));
}

#[test]
fn the_blog_of_rust() {
    let Some(folder) = shared("sites/zola-rust-blog") else { return };
    let mut problems = Diagnostics::new();
    let site = read(&folder, &mut problems);
    assert_eq!(problems.errors(), 0);
    let articles = site.documents.iter().filter(|document| document.role == Role::Article);
    assert_eq!((articles.count(), site.documents.len()), (750, 754));
    assert_eq!(paths(&site, OldAddressKind::Redirect).len(), 740);
    assert_eq!(paths(&site, OldAddressKind::Feed), ["/feed.xml", "/inside-rust/feed.xml"]);
    let settings = &site.settings;
    assert_eq!(settings.get(&[], "permalink"), Some(&json!("/{year}/{month}/{day}/{slug}/")));
    let inside = settings.get(&["permalinks"], "inside-rust");
    assert_eq!(inside, Some(&json!("/{sections}/{year}/{month}/{day}/{slug}/")));
    assert_eq!(settings.get(&[], "slugs"), Some(&json!("keep")));
    assert_eq!(site.calls.of(CallKind::Shortcode).count() + site.calls.of(CallKind::Comment).count(), 0);
    let first = document(&site, "content/Rust-1.0@0.md");
    assert_eq!(first.address.as_deref(), Some("/2014/09/15/Rust-1.0/"));
    assert_eq!(
        (first.fields.text("slug").as_deref(), first.fields.text("date").as_deref()),
        (Some("Rust-1.0"), Some("2014-09-15"))
    );
    let timing = site.assets.iter().find(|asset| asset.source.ends_with("timing.html")).unwrap();
    assert_eq!(timing.target, "static/2022/04/07/Rust-1.60.0/2022-04-07-timing.html");
}
