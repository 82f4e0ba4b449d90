//! The reader as a whole, and on the sites of the shared data where these are there.

use super::*;
use crate::import::old_site::Role;
use crate::import::testing::{folder, shared};

/// 1 January 2026.
const NOW: i64 = 1_767_225_600;

const CONFIG: &str = "
baseURL: https://blog.example.net/
Title: My Blog
paginate: 5
permalinks: {posts: '/:year/:month/:title/', notes: '/n/:contentbasename/'}
languages:
  en: {languageName: English, weight: 1}
  ru: {languageName: Русский, weight: 2, title: Мой блог}
menu:
  main:
  - {name: Posts, url: /posts/, weight: 1}
  - {name: More, identifier: more, weight: 2}
  - {name: About, pageRef: /about, parent: more}
  - {name: Gone, url: /gone/}
params: {color: red, list: [1, null, a]}
privacy: {youtube: {privacyEnhanced: true}}
";

const FILES: [(&str, &str); 16] = [
    ("config.yaml", CONFIG),
    ("content/_index.md", "---\ntitle: Home\n---\nWelcome.\n"),
    (
        "content/posts/First Post.md",
        "---\nTitle: First & Co\ndate: 2019-01-02T23:30:00-08:00\ntags: [Go Lang, C++]\nDescription: short\nauthor: A, B\ncategory: x\n\
         lastmod: 2019-02-01\nexpirydate: 2030-01-01\npath: odd\n---\n[a](/about) {{< box >}}\n",
    ),
    ("content/posts/First Post.ru.md", "---\ntitle: Первый\ndate: 2019-01-03\n---\n"),
    (
        "content/posts/bundle/index.md",
        "+++\ntitle = \"B\"\ndate = 2020-05-06\naliases = [\"/old\", \"/about/\"]\n[cover]\nimage = \"p.png\"\nalt = \"P\"\n+++\n",
    ),
    ("content/posts/bundle/p.png", "x"),
    ("content/posts/draft.md", "---\ndate: 2021-01-01\ndraft: true\n---\n"),
    ("content/posts/future.md", "---\ndate: 2999-01-01\n---\n"),
    ("content/posts/expired.md", "---\ndate: 2011-01-01\nexpiryDate: 2012-01-01\n---\n"),
    ("content/posts/twin.md", "---\ndate: 2020-05-01\ntitle: B\n---\n"),
    ("content/about.md", "---\ntitle: About\n---\nUs.\n"),
    ("content/about.ru.md", "---\ntitle: О нас\nslug: o-nas\n---\nМы.\n"),
    ("content/docs/x.md", "---\ntitle: X [doc]\ntags: only pages\n---\n"),
    ("content/tags/go-lang/_index.md", "---\ntitle: Golang\nweight: 2\n---\n"),
    ("content/page.html", "---\ntitle: Html\n---\n<p>one</p>\n\n    <p>two</p>\n"),
    ("static/_redirects", "/from /to 301"),
];

fn document<'o>(old: &'o OldSite, target: &str) -> &'o crate::import::old_site::OldDocument {
    let all: Vec<&str> = old.documents.iter().map(|document| &*document.target).collect();
    old.documents
        .iter()
        .find(|document| document.target == target)
        .unwrap_or_else(|| panic!("{target} of {all:?}"))
}

fn made_up() -> (OldSite, Vec<String>) {
    let (_root, folder) = folder(&FILES);
    let mut problems = Diagnostics::new();
    assert!(is_site(&folder));
    let old = read_at(&folder, NOW, &mut problems);
    (old, problems.iter().map(|problem| problem.message.to_string()).collect())
}

#[test]
fn documents_have_their_places_and_keys() {
    let (old, problems) = made_up();
    let first = document(&old, "content/posts/First Post.md");
    assert_eq!((first.role, first.address.as_deref()), (Role::Article, Some("/2019/01/first-co/")));
    let expected = serde_json::json!({
        "summary": "short", "date": "2019-01-02T23:30:00-08:00", "updated": "2019-02-01", "expires": "2030-01-01", "author": "A, B",
        "tag": ["Go Lang", "C++"], "title": "First & Co", "extra": {"category": "x", "path": "odd"},
    });
    let fields: serde_json::Map<String, serde_json::Value> =
        first.fields.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
    assert_eq!(serde_json::Value::Object(fields), expected);
    assert_eq!(first.body, "[a](/about/) {{< box >}}\n");
    assert_eq!(
        document(&old, "content/posts/First Post.ru.md").address.as_deref(),
        Some("/ru/2019/01/первый/")
    );
    let bundle = document(&old, "content/posts/bundle/index.md");
    assert_eq!(bundle.fields.get("image"), Some(&serde_json::json!({"file": "p.png", "alt": "P"})));
    assert!(old.assets.iter().any(|asset| asset.target == "content/posts/bundle/p.png"));
    for hidden in ["draft", "future", "expired", "twin"] {
        let hidden = document(&old, &format!("content/posts/{hidden}.md"));
        assert!(hidden.fields.is_true("draft") && hidden.address.is_none(), "{}", hidden.source);
    }
    assert_eq!(document(&old, "content/pages/about.ru.md").address.as_deref(), Some("/ru/o-nas/"));
    assert_eq!(document(&old, "content/pages/docs.md").body, "- [X \\[doc\\]](</docs/x/>)\n");
    assert_eq!(document(&old, "content/tags/go-lang.md").fields.get("order"), Some(&serde_json::json!(2)));
    assert_eq!(document(&old, "content/tags/only-pages.md").role, Role::Term);
    assert_eq!(document(&old, "content/pages/page.md").body, "<div>\n<p>one</p>\n<p>two</p>\n</div>\n");
    assert!(
        problems.iter().any(|problem| problem.contains("the alias /about/ was left out")),
        "{problems:?}"
    );
    assert!(problems.iter().any(|problem| problem.starts_with("2 pages have expired")), "{problems:?}");
}

#[test]
fn everything_else_that_answered_is_known() {
    let (old, _) = made_up();
    let of = |path: &str| {
        let found = old.addresses.iter().find(|address| address.path == path);
        found.map(|address| (address.kind, address.owner.clone()))
    };
    let site = |code: &str| Owner::Site(code.to_owned());
    let term = |name: &str| Owner::Term("tag".to_owned(), name.to_owned());
    assert_eq!(of("/index.xml"), Some((OldAddressKind::Feed, site(""))));
    assert_eq!(of("/ru/index.xml"), Some((OldAddressKind::Feed, site("ru"))));
    assert_eq!(of("/posts/"), Some((OldAddressKind::List, site(""))));
    assert_eq!(of("/en/"), Some((OldAddressKind::Redirect, site(""))));
    assert_eq!(of("/tags/c++/"), Some((OldAddressKind::Term, term("C++"))));
    assert_eq!(of("/tags/go-lang/index.xml"), Some((OldAddressKind::Feed, term("go-lang"))));
    let bundle = Owner::Document("content/posts/bundle/index.md".to_owned());
    assert_eq!(of("/old/"), Some((OldAddressKind::Redirect, bundle)));
    assert_eq!((of("/about/"), of("/docs/"), of("/tags/go-lang/")), (None, None, None));
    assert_eq!(old.made.get("static/_redirects").map(String::as_str), Some("/from /to 301\n"));
}

#[test]
fn settings_say_where_they_come_from() {
    let (old, _) = made_up();
    let get = |table: &[&str], key: &str| old.settings.get(table, key).cloned();
    let text = |text: &str| Some(serde_json::Value::from(text));
    assert_eq!(get(&[], "title"), text("My Blog"));
    assert_eq!(get(&[], "default_language"), text("en"));
    assert_eq!(get(&["languages", "ru"], "title"), text("Мой блог"));
    assert_eq!(get(&["taxonomies", "tag"], "path"), text("tags"));
    assert_eq!(get(&["extra"], "list"), Some(serde_json::json!([1, "a"])));
    let menu = serde_json::json!([{"title": "Posts", "url": "home"}, "More"]);
    assert_eq!(get(&["menu"], "main"), Some(menu));
    assert_eq!(get(&["menu"], "More"), Some(serde_json::json!([{"title": "About", "url": "/about/"}])));
    let from = |key: &str| old.settings.entries().iter().find(|entry| entry.key == key).unwrap().from.clone();
    assert_eq!(from("title"), "`title` in config.yaml");
    assert_eq!(from("lenient"), "as Hugo reads front matter; articles are in `posts` (sections with dates)");
    let unmatched: Vec<&str> = old.settings.all_unmatched().iter().map(|one| &*one.key).collect();
    assert!(unmatched.contains(&"`privacy` in config.yaml"), "{unmatched:?}");
    assert!(unmatched.contains(&"the entry Gone of `menus` in config.yaml"), "{unmatched:?}");
}

#[test]
fn folders_are_known_as_sites_of_hugo() {
    let known = |files: &[(&str, &str)]| {
        let (_root, folder) = folder(files);
        is_site(&folder)
    };
    assert!(known(&[("hugo.toml", "")]) && known(&[("config/_default/params.toml", "")]));
    assert!(known(&[("config.toml", "baseURL = 'x'\n"), ("content/a.md", "")]));
    assert!(known(&[("content/a/_index.md", "")]) && known(&[("archetypes/default.md", "")]));
    assert!(!known(&[("config.toml", "base_url = 'x'\ntitle = 'x'\n"), ("content/_index.md", "")]));
    assert!(!known(&[("site.toml", ""), ("content/_index.md", "")]) && !known(&[("content/a.md", "")]));
}

#[test]
fn wrong_types_anywhere_are_no_obstacle() {
    let (_root, folder) = folder(&[
        (
            "hugo.yaml",
            "title: [a]\nlanguages: x\npermalinks: {posts: [1]}\ntaxonomies: [a]\nmenus: {main: x, foot: [1, {name: 2}]}\nparams: 3\n\
             outputs: {home: 1}\ncascade: 5\nfrontmatter: {date: {a: 1}}\nmodule: {mounts: x}\ncontentDir: ../out\nsummaryLength: x\n",
        ),
        (
            "content/posts/a.md",
            "---\ntitle: [a, b]\ndate: {x: 1}\nslug: []\nurl: {}\naliases: {a: 1}\ntags: {a: [b]}\nmenu: 7\ncascade: [[1]]\n---\n{{< a {{< \"\n",
        ),
        ("content/posts/_index.md", "---\ncascade: {target: {path: ['{{{{{{{{a,b}']}}\nx: [\n"),
        ("content/../up.md", "x"),
    ]);
    let mut problems = Diagnostics::new();
    let old = read_at(&folder, NOW, &mut problems);
    assert_eq!(document(&old, "content/pages/posts/a.md").address.as_deref(), Some("/posts/a/"));
}

fn counts(old: &OldSite) -> [usize; 5] {
    let of = |role: Role| old.documents.iter().filter(|document| document.role == role).count();
    [of(Role::Article), of(Role::Page), of(Role::Term), of(Role::Profile), old.addresses.len()]
}

#[test]
fn the_site_of_lets_encrypt_is_read() {
    let Some(folder) = shared("sites/hugo-letsencrypt") else { return };
    let mut problems = Diagnostics::new();
    let old = read_at(&folder, NOW, &mut problems);
    assert_eq!(problems.errors(), 0);
    assert_eq!(counts(&old)[..4], [121, 216, 0, 0]);
    assert_eq!(
        document(&old, "content/pages/docs/certificate-compatibility.he.md").address.as_deref(),
        Some("/he/docs/certificate-compatibility/")
    );
    for feed in ["/feed.xml", "/he/feed.xml", "/ja/feed.xml", "/ru/feed.xml"] {
        assert!(
            old.addresses.iter().any(|address| address.path == feed && address.kind == OldAddressKind::Feed)
        );
    }
    assert_eq!(old.settings.get(&[], "anchors"), Some(&"hugo-blackfriday".into()));
}

#[test]
fn a_folder_of_content_alone_is_read() {
    let Some(folder) = shared("digitalgov") else { return };
    let mut problems = Diagnostics::new();
    assert!(is_site(&folder));
    let old = read_at(&folder, NOW, &mut problems);
    assert_eq!(problems.errors(), 0);
    assert_eq!(counts(&old)[..2], [2083, 2]);
    assert_eq!(counts(&old)[3], 1043);
    let profile = document(&old, "content/authors/kathryn-h-aqualina.md");
    assert_eq!(profile.fields.names("aka"), ["kathryn-h-aquilina"]);
}
