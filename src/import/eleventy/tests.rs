//! Tests of whole sites of Eleventy.

use serde_json::json;

use super::*;
use crate::import::testing::folder;

fn site(files: &[(&str, &str)]) -> OldSite {
    let (_root, folder) = folder(files);
    let mut problems = Diagnostics::new();
    assert!(is_site(&folder));
    let read = read(&folder, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    read
}

fn made_up() -> OldSite {
    site(&[
        (
            "eleventy.config.js",
            "// input: \"wrong\"\nmodule.exports = c => {\n  c.addPassthroughCopy({ './public/': '/' });\n  c.addPlugin(feedPlugin, { outputPath: \"/feed/feed.xml\" });\n  return { dir: { input: \"src\", includes: \"../parts\", data: \"_data\" } };\n};\n",
        ),
        (
            "src/_data/metadata.json",
            "{ \"title\": \"Old\", \"url\": \"https://old.example\", \"language\": \"en\" }",
        ),
        (
            "src/posts/posts.11tydata.js",
            "module.exports = {\n  tags: [\"posts\"],\n  layout: \"layouts/post.njk\",\n};\n",
        ),
        (
            "src/posts/2020-03-04-first.md",
            "---\ntitle: First\ntags: [Cats, nav]\nauthor: Ann\n---\nHello {{ metadata.title }} {% youtube \"x\" %} {% box %}in{% endbox %} {{ 'a' | own }}.\n",
        ),
        (
            "src/posts/second.md",
            "---\ntitle: Second\ndate: 2020-05-06T23:00:00-05:00\npermalink: /2020/{{ page.fileSlug }}/index.html\n---\nx\n",
        ),
        ("src/posts/hidden.md", "---\ntitle: Hidden\ndate: 2020-05-06\npermalink: false\n---\nx\n"),
        (
            "src/about.md",
            "---\ntitle: About\n---\n{% for post in collections.posts %}[{{ post.data.title }}]({{ post.url }}) {% endfor %}\n",
        ),
        (
            "src/tags.njk",
            "---\npagination:\n  data: collections\n  size: 1\n  alias: tag\npermalink: /tags/{{ tag | slugify }}/\n---\n",
        ),
        ("parts/a.html", "no"),
        ("public/img/a.png", "png"),
        ("public/a.css", "css"),
    ])
}

#[test]
fn a_site_is_read() {
    let site = made_up();
    let documents: Vec<(&str, Option<&str>, &str)> = site
        .documents
        .iter()
        .map(|document| (&*document.target, document.address.as_deref(), &*document.body))
        .collect();
    assert_eq!(
        documents,
        [
            (
                "content/pages/about.md",
                Some("/about/"),
                "[First](/posts/2020-03-04-first/) [Second](/2020/second/) \n"
            ),
            (
                "content/posts/2020-03-04-first.md",
                Some("/posts/2020-03-04-first/"),
                "Hello Old {{< youtube \"x\" >}} <!-- {% box %} -->in <!-- {{ 'a' | own }} -->.\n"
            ),
            ("content/posts/second.md", Some("/2020/second/"), "x\n"),
        ]
    );
}

#[test]
fn keys_addresses_and_settings() {
    let site = made_up();
    let fields = &site.documents[1].fields;
    assert_eq!(
        (fields.text("date").as_deref(), fields.names("tag"), fields.names("author")),
        (Some("2020-03-04"), vec!["Cats".to_owned()], vec!["Ann".to_owned()])
    );
    assert_eq!(site.documents[2].fields.text("date").as_deref(), Some("2020-05-07 04:00:00"));
    let get = |table: &[&str], key: &str| site.settings.get(table, key).cloned().unwrap_or_default();
    assert_eq!((get(&[], "title"), get(&[], "base_url")), (json!("Old"), json!("https://old.example/")));
    assert_eq!(get(&["taxonomies"], "tag"), json!({ "path": "tags" }));
    let addresses: Vec<(&str, &Owner)> =
        site.addresses.iter().map(|address| (&*address.path, &address.owner)).collect();
    assert_eq!(
        addresses,
        [
            ("/tags/cats/", &Owner::Term("tag".into(), "Cats".into())),
            ("/feed/feed.xml", &Owner::Site(String::new())),
            ("/img/a.png", &Owner::Unknown),
        ]
    );
    assert_eq!(site.assets, [Asset { source: "public/img/a.png".into(), target: "static/img/a.png".into() }]);
}
