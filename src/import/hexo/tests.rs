//! Sites of Hexo, made up and real.

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

const CONFIG: &str = "title: H\nurl: https://h.example\nroot: /blog/\nlanguage: [en, zh_CN]\npermalink: :category/:year/:i_month/:name.html\n\
    category_map:\n  News: news\npost_asset_folder: true\nper_page: 1\nskip_render: raw/**\ndeploy:\n  type: git\nmenu:\n  Home: / || home\n";

const FILES: &[(&str, &str)] = &[
    ("_config.yml", CONFIG),
    (
        "source/_posts/sub/First one.md",
        "---\ntitle: One\ndate: 2019-02-03 04:05:06\ncategories: [News, Über uns]\ntags:\n- a b\n- C++\nalias: old/one.html\nexcerpt: S\n---\n{% asset_img p.png %}\n",
    ),
    ("source/_posts/sub/First one/p.png", ""),
    ("source/_posts/sub/First one/x.html", ""),
    (
        "source/_posts/second.md",
        "title: Two\ndate: 2019-03-04\nlang: zh_CN\n---\n{% post_link 'sub/First one' %}\n",
    ),
    (
        "source/_posts/json.md",
        ";;;\n\"title\": \"J\",\n\"date\": \"2018-01-01\",\n\"permalink\": \"own/j/\"\n;;;\nText\n",
    ),
    ("source/_posts/off.md", "---\ntitle: O\ndate: 2019-01-01\npublished: false\n---\n"),
    ("source/_drafts/draft.md", "---\ntitle: D\n---\n"),
    ("source/about/index.md", "---\ntitle: About\nlayout: page\n---\nA {% gone x %}\n"),
    ("source/tags/index.md", "---\ntitle: All tags\ntype: tags\n---\n"),
    ("source/zh_CN/about/index.md", "---\ntitle: 关于\n---\n"),
    ("source/zh_CN/index.md", "---\ntitle: 家\n---\n"),
    ("source/web.html", "---\ntitle: Web\n---\n<p>x</p>\n\n<p>y</p>\n"),
    ("source/verify.html", "<p>plain</p>"),
    ("source/raw/x.md", "# x"),
    ("source/_data/x.yml", "a: 1"),
    ("source/css/x.css", ""),
    ("source/a.pdf", ""),
];

#[test]
fn posts_are_read() {
    let site = imported(FILES);
    let first = document(&site, "source/_posts/sub/First one.md");
    assert_eq!(
        (first.address.as_deref(), &*first.target),
        (Some("/news/Uber-uns/2019/2/First one.html"), "content/articles/sub/First one/index.md")
    );
    assert_eq!(
        (first.fields.names("category"), first.fields.names("tag")),
        (vec!["News".into(), "Über uns".into()], vec!["a b".into(), "C++".into()])
    );
    assert_eq!((first.fields.text("summary").as_deref(), &*first.body), (Some("S"), "![](p.png)\n"));
    let second = document(&site, "source/_posts/second.md");
    assert_eq!(
        (second.address.as_deref(), &*second.target),
        (Some("/uncategorized/2019/3/second.html"), "content/articles/second.zh-CN.md")
    );
    assert_eq!(second.body, "[One](/news/Uber-uns/2019/2/First%20one.html)\n");
    let json_post = document(&site, "source/_posts/json.md");
    assert_eq!(
        (json_post.address.as_deref(), json_post.fields.text("title").as_deref(), &*json_post.body),
        (Some("/own/j/"), Some("J"), "Text\n")
    );
    assert!(document(&site, "source/_drafts/draft.md").fields.is_true("draft"));
}

#[test]
fn pages_and_files_are_read() {
    let site = imported(FILES);
    let about = document(&site, "source/about/index.md");
    assert_eq!(
        (about.role, &*about.target, about.address.as_deref(), &*about.body),
        (Role::Page, "content/pages/about.md", Some("/about/"), "A <!-- gone x -->\n")
    );
    assert_eq!(document(&site, "source/tags/index.md").target, "content/tags/_index.md");
    assert_eq!(document(&site, "source/zh_CN/about/index.md").target, "content/pages/about.zh-CN.md");
    assert_eq!(document(&site, "source/zh_CN/index.md").target, "content/_index.zh-CN.md");
    let web = document(&site, "source/web.html");
    assert_eq!(
        (&*web.body, web.address.as_deref()),
        ("<div>\n<p>x</p>\n<p>y</p>\n</div>\n", Some("/web.html"))
    );
    let why: Vec<_> = site.left_out.iter().map(|left| (&*left.source, left.why.clone())).collect();
    assert_eq!(why, [("source/_drafts/draft.md", Why::Draft), ("source/_posts/off.md", Why::Unpublished)]);
    let mut assets: Vec<_> = site.assets.iter().map(|asset| &*asset.target).collect();
    assets.sort_unstable();
    assert_eq!(
        assets,
        [
            "content/articles/sub/First one/p.png",
            "static/a.pdf",
            "static/news/Uber-uns/2019/2/First one/x.html",
            "static/raw/x.md",
            "static/verify.html"
        ]
    );
    let gone: Vec<_> =
        site.calls.of(CallKind::Comment).map(|(name, places)| (name, places[0].line)).collect();
    assert_eq!(gone, [("gone", 5)]);
}

#[test]
fn lists_and_settings() {
    let post = "---\ntitle: P\ndate: 2019-02-03\ncategories: [[News, B], [C]]\ntags: t.t\n---\n";
    let site =
        imported(&[("_config.yml", CONFIG), ("source/_posts/a.md", post), ("source/_posts/b.md", post)]);
    assert_eq!(
        paths(&site, OldAddressKind::Term),
        ["/categories/C/", "/categories/news/", "/categories/news/B/", "/tags/t-t/"]
    );
    assert_eq!(
        (paths(&site, OldAddressKind::Feed), paths(&site, OldAddressKind::Page)),
        (vec!["/atom.xml"], vec!["/"])
    );
    let lists = paths(&site, OldAddressKind::List);
    assert_eq!(lists[..4], ["/page/2/", "/archives/", "/archives/page/2/", "/archives/2019/"]);
    assert!(lists.contains(&"/archives/2019/02/") && lists.contains(&"/tags/t-t/page/2/"));
    let get = |table: &[&str], key: &str| site.settings.get(table, key).cloned().unwrap_or_default();
    assert_eq!(get(&[], "base_url"), json!("https://h.example/blog/"));
    assert_eq!((get(&[], "anchors"), get(&[], "default_language")), (json!("hexo"), json!("en")));
    assert_eq!(get(&["terms"], "category"), json!({"C": {}, "News": {"B": {}}}));
    assert_eq!(get(&["menu"], "main"), json!([{"title": "Home", "url": "/"}]));
    assert!(site.settings.all_unmatched().iter().any(|unmatched| unmatched.key == "`deploy` in _config.yml"));
}

#[test]
fn configurations_of_any_type_are_read() {
    for odd in [
        "[1]",
        "title: [a]\nlanguage: {a: 1}\npermalink: 3\nnew_post_name: ['(']\nskip_render: 7\nalias: x\nfeed: 1\nper_page: x\ncategory_map: 3\n",
    ] {
        let site = imported(&[
            ("_config.yml", odd),
            ("source/_posts/a.md", "---\ntitle: A\ndate: 2013-06-07\n---\n"),
        ]);
        assert_eq!(site.documents.len(), 1);
    }
}

#[test]
fn the_site_of_hexo() {
    let Some(folder) = shared("sites/hexo-site") else { return };
    let mut problems = Diagnostics::new();
    let site = read(&folder, &mut problems);
    assert_eq!(problems.errors(), 0);
    let articles = site.documents.iter().filter(|document| document.role == Role::Article);
    assert_eq!((articles.count(), site.documents.len()), (58, 173));
    let settings = &site.settings;
    assert_eq!(settings.get(&[], "permalink"), Some(&json!("/news/{year}/{month}/{day}/{slug}/")));
    assert_eq!(
        (settings.get(&["languages", "ru"], "title"), settings.get(&["languages", "zh-cn"], "title")),
        (Some(&json!("Hexo")), Some(&json!("Hexo")))
    );
    assert_eq!(paths(&site, OldAddressKind::List).len(), 51);
    assert_eq!(document(&site, "source/ru/docs/index.md").target, "content/pages/docs.ru.md");
    assert_eq!(site.calls.of(CallKind::Comment).count(), 0);
}
