//! Tests of whole sites of Jekyll.

use serde_json::json;

use super::*;
use crate::import::calls::CallKind;
use crate::import::old_site::{OldAddressKind, Role};
use crate::import::testing::{document, folder, shared};

fn site(files: &[(&str, &str)]) -> (OldSite, Diagnostics) {
    let (_root, folder) = folder(files);
    let mut problems = Diagnostics::new();
    let site = read(&folder, &mut problems);
    (site, problems)
}

fn address<'s>(site: &'s OldSite, path: &str) -> (OldAddressKind, &'s Owner) {
    let found = site.addresses.iter().find(|address| address.path == path).unwrap();
    (found.kind, &found.owner)
}

#[test]
fn sites_are_known_by_their_files() {
    let is = |files: &[(&str, &str)]| is_site(&folder(files).1);
    assert!(is(&[("_config.yml", ""), ("_posts/x.md", "")]));
    assert!(is(&[("_config.yml", ""), ("Gemfile", "gem 'jekyll'")]));
    assert!(is(&[("_config.yml", ""), ("blog/_posts/x.md", "")]));
    assert!(!is(&[("_config.yml", "")]));
    assert!(!is(&[("_posts/x.md", "")]));
    assert!(!is(&[("_config.yml", ""), ("source/_posts/x.md", "")]));
    assert!(!is(&[
        ("_config.yml", ""),
        ("_includes/x", ""),
        ("package.json", "{\"dependencies\": {\"hexo\": \"8\"}}")
    ]));
}

const CONFIG: &str = "title: Old\nurl: https://old.example\nbaseurl: /blog\npermalink: pretty\ntimezone: America/New_York\n\
    collections:\n  authors:\n    output: true\n    permalink: /author/:name/\n  notes: {output: false}\n\
    defaults:\n- scope: {path: \"\", type: posts}\n  values: {layout: post}\n\
    plugins: [jekyll-feed, jekyll-archives]\njekyll-archives:\n  enabled: [tags]\n  permalinks: {tag: '/t/:name/'}\npaginate: 1\npaginate_path: /news/page:num/\n";

fn made_up() -> (OldSite, Diagnostics) {
    site(&[
        ("_config.yml", CONFIG),
        ("_authors/Ann.md", "---\nfull_name: Ann Example\n---\n"),
        ("_authors/gone.md", "---\nname: Gone\npublished: false\n---\n"),
        ("_notes/a.md", "---\ntitle: No page\n---\n"),
        (
            "_posts/2020-01-01-First_Post.md",
            "---\ntitle: First\ndate: 2020-01-02 02:00:00\nauthors: [ann]\ntags: Cats dogs\nredirect_from: [/was/, /was2]\nurl: https://x.example\n---\nSee [b]({{ site.baseurl }}{% post_url 2020-01-03-second %}) and [c](/blog/about/) {{ 'x' | own }}.\n",
        ),
        (
            "_posts/2020-01-03-second.html",
            "---\nexcerpt: Short\nauthor: {name: Bob}\ndescription: Long\n---\n<p>a</p>\n\n<p>b</p>\n",
        ),
        ("_posts/2020-01-04-no.md", "---\npublished: false\n---\n"),
        ("news/_posts/2020-1-5-in news.md", "---\ntitle: In\n---\nx\n"),
        ("_drafts/later.md", "---\ntitle: Later\n---\n"),
        ("_posts/2019-01-06-old.textile", "---\ntitle: T\n---\n"),
        ("about.md", "---\ntitle: About\n---\n# About\n"),
        (
            "news/index.html",
            "---\ntitle: News\n---\n{% for post in paginator.posts %}<p>{{ post.title }}</p>{% endfor %}{{ paginator.next_page_path }}\n",
        ),
        ("tags.md", "---\ntitle: Tags\npermalink: /t/\n---\n"),
        ("moved.md", "---\nredirect_to: https://new.example/x\nredirect_from: /moved2/\n---\n"),
        ("humans.txt", "---\n---\n{{ site.title }}\n"),
        ("feed.xml", "---\n---\n<feed></feed>\n"),
        ("img/a.png", "png"),
        ("css/a.css", "css"),
        ("README.md", "# Read me"),
        ("_data/nav.yml", "- {title: About, url: /about/}\n"),
    ])
}

#[test]
fn documents_have_their_old_addresses() {
    let (site, problems) = made_up();
    assert!(problems.is_empty(), "{problems:?}");
    let mut documents: Vec<(&str, Role, Option<&str>)> = site
        .documents
        .iter()
        .map(|document| (&*document.target, document.role, document.address.as_deref()))
        .collect();
    documents.sort();
    assert_eq!(
        documents,
        [
            ("content/authors/ann.md", Role::Profile, Some("/author/ann/")),
            ("content/news/2020-01-05-in news.md", Role::Article, Some("/news/2020/01/05/in-news/")),
            ("content/pages/about.md", Role::Page, Some("/about/")),
            ("content/pages/news.md", Role::Page, Some("/news/")),
            ("content/posts/2020-01-01-First_Post.md", Role::Article, Some("/2020/01/01/First_Post/")),
            ("content/posts/2020-01-03-second.md", Role::Article, Some("/2020/01/03/second/")),
            ("content/posts/later.md", Role::Article, None),
            ("content/t/_index.md", Role::Page, Some("/t/")),
        ]
    );
    let left: Vec<(&str, &Why)> = site.left_out.iter().map(|left| (&*left.source, &left.why)).collect();
    assert_eq!(
        left,
        [
            ("_drafts/later.md", &Why::Draft),
            ("_posts/2019-01-06-old.textile", &Why::Format("textile")),
            ("_posts/2020-01-04-no.md", &Why::Unpublished),
        ]
    );
}

#[test]
fn texts_and_keys_are_rewritten() {
    let (site, _) = made_up();
    let first = document(&site, "_posts/2020-01-01-First_Post.md");
    assert_eq!(first.body, "See [b](/2020/01/03/second/) and [c](/about/) <!-- {{ 'x' | own }} -->.\n");
    assert_eq!(first.fields.text("date").as_deref(), Some("2020-01-01 21:00:00"));
    assert_eq!(
        (first.fields.names("author"), first.fields.names("tag")),
        (vec!["ann".to_owned()], vec!["Cats".to_owned(), "dogs".to_owned()])
    );
    assert_eq!(first.fields.get("extra"), Some(&json!({ "url": "https://x.example" })));
    let second = document(&site, "_posts/2020-01-03-second.html");
    assert_eq!(second.body, "<div>\n<p>a</p>\n<p>b</p>\n</div>\n");
    assert_eq!(second.fields.text("title").as_deref(), Some("Second"));
    assert_eq!(
        (second.fields.text("summary").as_deref(), second.fields.names("author")),
        (Some("Short"), vec!["Bob".to_owned()])
    );
    let in_news = document(&site, "news/_posts/2020-1-5-in news.md");
    assert_eq!(
        (in_news.fields.names("category"), in_news.fields.text("date").as_deref()),
        (vec!["news".to_owned()], Some("2020-01-05"))
    );
    assert_eq!(document(&site, "news/index.html").body, "<div>\n<p>In</p>/news/page2/\n</div>\n");
    let draft = document(&site, "_drafts/later.md");
    assert_eq!(
        (draft.fields.is_true("draft"), draft.fields.text("date").as_deref()),
        (true, Some("2020-01-05"))
    );
    let own: Vec<u32> = site
        .calls
        .of(CallKind::Comment)
        .find(|(name, _)| *name == "own")
        .unwrap()
        .1
        .iter()
        .map(|place| place.line)
        .collect();
    assert_eq!(own, [9]);
    assert_eq!(site.made["static/humans.txt"], "Old\n");
}

#[test]
fn all_other_addresses_have_owners() {
    let (site, _) = made_up();
    let post = Owner::Document("_posts/2020-01-01-First_Post.md".into());
    assert_eq!(address(&site, "/was/"), (OldAddressKind::Redirect, &post));
    assert_eq!(address(&site, "/was2.html"), (OldAddressKind::Redirect, &post));
    let new = Owner::Address("https://new.example/x".into());
    assert_eq!(address(&site, "/moved/"), (OldAddressKind::Redirect, &new));
    assert_eq!(address(&site, "/moved2/"), (OldAddressKind::Redirect, &new));
    assert_eq!(address(&site, "/t/cats/"), (OldAddressKind::Term, &Owner::Term("tag".into(), "Cats".into())));
    assert_eq!(address(&site, "/feed.xml"), (OldAddressKind::Feed, &Owner::Site(String::new())));
    assert_eq!(address(&site, "/news/page3/"), (OldAddressKind::List, &Owner::Address("/news/".into())));
    assert_eq!(address(&site, "/img/a.png"), (OldAddressKind::File, &Owner::Unknown));
    assert_eq!(site.assets.len(), 1);
    let get = |table: &[&str], key: &str| site.settings.get(table, key).cloned().unwrap_or_default();
    assert_eq!(get(&[], "base_url"), json!("https://old.example/blog/"));
    assert_eq!((get(&[], "timezone"), get(&[], "anchors")), (json!("America/New_York"), json!("jekyll")));
    assert_eq!(
        (get(&[], "permalink"), get(&[], "slugs")),
        (json!("/{year}/{month}/{day}/{slug}/"), json!("ascii"))
    );
    assert_eq!(get(&["permalinks"], "news"), json!("/{sections}/{year}/{month}/{day}/{slug}/"));
    assert_eq!(
        (get(&["taxonomies"], "tag"), get(&["authors"], "path")),
        (json!({ "path": "t" }), json!("author"))
    );
    assert_eq!(
        (get(&["menu"], "main"), get(&[], "live")),
        (json!([{ "title": "About", "url": "/about/" }]), json!(["/moved/"]))
    );
    let unmatched: Vec<&str> = site.settings.all_unmatched().iter().map(|one| &*one.key).collect();
    assert_eq!(
        unmatched,
        [
            "_authors/gone.md",
            "_notes/",
            "1 style sheets, scripts and fonts",
            "`paginate` in _config.yml",
            "`paginate_path` in _config.yml"
        ]
    );
}

#[test]
fn bad_input_is_told_and_the_rest_read() {
    let (site, problems) = site(&[
        ("_config.yml", "title: [x\n"),
        (
            "_posts/2020-01-01-a.md",
            "---\ntags: {a: 1}\ncategories: [1, [2], null]\nauthor: [[x], {y: z}]\ndate: never\npermalink: /../../x/\ntitle: [a]\n---\n{% include self.html %}\n",
        ),
        ("_posts/2020-13-01-b.md", "---\ntitle: B\n---\n"),
        ("_posts/2020-01-02-c.md", "---\nx: [\n---\n"),
        ("_posts/2020-01-03-d.md", "no front matter\n"),
        ("_includes/self.html", "{% include self.html %}"),
    ]);
    let documents: Vec<(&str, Option<&str>)> =
        site.documents.iter().map(|document| (&*document.target, document.address.as_deref())).collect();
    assert_eq!(
        documents,
        [
            ("content/posts/2020-01-01-a.md", Some("/x/")),
            ("content/posts/2020-01-03-d.md", Some("/2020/01/03/d.html"))
        ]
    );
    assert_eq!(site.left_out, [LeftOut { source: "_posts/2020-01-02-c.md".into(), why: Why::Unreadable }]);
    let codes: Vec<&str> = problems.iter().map(|problem| &*problem.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "import-include").count(), 1);
    assert_eq!((problems.errors(), site.settings.get(&[], "title")), (2, Some(&json!("example.org"))));
}

/// The real site, where the data is there.
#[test]
fn the_site_of_18f_is_read() {
    let Some(folder) = shared("sites/jekyll-18f") else { return };
    let mut problems = Diagnostics::new();
    assert!(is_site(&folder));
    let site = read(&folder, &mut problems);
    let of = |role: Role| site.documents.iter().filter(|document| document.role == role).count();
    assert_eq!((of(Role::Article), of(Role::Page), of(Role::Profile)), (499, 43, 266));
    let kinds = |kind: OldAddressKind| site.addresses.iter().filter(|address| address.kind == kind).count();
    assert_eq!((kinds(OldAddressKind::Term), kinds(OldAddressKind::List)), (139, 99));
    let post = document(&site, "_posts/2014-12-22-protosketch.md");
    assert_eq!(post.address.as_deref(), Some("/2015/01/06/protosketch/"));
    let visible = |body: &str| body.replace("{{< ", "").contains("{{ site.") || body.contains("{% raw");
    assert_eq!(
        site.documents.iter().find(|document| visible(&document.body)).map(|document| &document.source),
        None
    );
}
