//! Every kind of output: where it stands, what it holds, what stays out of it.

use std::collections::BTreeSet;

use crate::page::{between, file, headlines, hrefs, post, site_with, stories};
use crate::support::{Built, Site, site, tree};

/// The addresses in a sitemap or an index of sitemaps, and what `lastmod` says.
fn locations(built: &Built, name: &str) -> Vec<(String, Option<String>)> {
    let text = built.file(name);
    let xml = roxmltree::Document::parse(&text).unwrap();
    let root = xml.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.sitemaps.org/schemas/sitemap/0.9"), "{name}");
    let read = |element: roxmltree::Node<'_, '_>, name: &str| {
        let found = element.children().find(|child| child.tag_name().name() == name);
        found.and_then(|child| child.text()).map(ToOwned::to_owned)
    };
    let entries = root.children().filter(roxmltree::Node::is_element);
    entries.map(|entry| (read(entry, "loc").unwrap(), read(entry, "lastmod"))).collect()
}

/// The addresses alone.
fn urls(built: &Built, name: &str) -> Vec<String> {
    locations(built, name).into_iter().map(|(url, _)| url).collect()
}

/// A path of the output as an address of the site.
fn url(path: &str) -> String {
    format!("https://archive.example.org/{path}")
}

#[test]
fn every_kind_of_output_stands_at_its_address() {
    let config = "page_size = 2\n[archive]\nclosed = 2023-12-31\n[taxonomies]\nregion = { path = \"regions\" }\n\
                  podcast = { path = \"podcasts\", feed = \"itunes\" }\n[languages]\nen = {}\nru = {}";
    let files = [
        stories(4, "region: Armenia\nauthor: Dina Example"),
        post(
            "x/index.md",
            "X",
            "2010-02-01",
            "aliases: [/old]\ncorrections: [Fixed.]\npodcast: Rails\naudio: x.mp3",
        ),
        "-- content/x/x.mp3 --\nID3\n".into(),
        post("y.ru.md", "Ы", "2010-02-02", ""),
        file("pages/about.md", "title: About", ""),
        "-- static/files/a.txt --\ntext\n-- static/.well-known/security.txt --\nx\n".into(),
    ];
    let built = site_with(config, &files.concat()).build();
    for name in [
        "2010/01/s1/index.html",
        "2010/02/x/x.mp3",
        "about/index.html",
        "index.html",
        "regions/index.html",
        "regions/armenia/index.html",
        "regions/armenia/page/1/index.html",
        "regions/armenia/feed.xml",
        "podcasts/rails/feed.xml",
        "authors/index.html",
        "authors/dina-example/index.html",
        "authors/dina-example/page/1/index.html",
        "authors/dina-example/feed.xml",
        "archive/index.html",
        "2010/index.html",
        "2010/page/1/index.html",
        "2010/01/index.html",
        "2010/01/feed.xml",
        "corrections/index.html",
        "feed.xml",
        "ru/feed.xml",
        "ru/index.html",
        "ru/2010/02/y/index.html",
        "sitemap.xml",
        "sitemaps/pages.xml",
        "sitemaps/2010-01.xml",
        "robots.txt",
        "404.html",
        "old/index.html",
        "_redirects",
        "files/a.txt",
        "generate-manifest.json",
    ] {
        assert!(built.has(name), "{name}: {:#?}", built.names());
    }
    let text = built.problems_text();
    assert!(
        text.ends_with('\n') && text.lines().count() == 1 && text.contains("podcast `Rails` has no cover"),
        "{text}"
    );
}

#[test]
fn every_page_is_whole_and_knows_its_address() {
    let built = site(&stories(3, "author: Dina")).build();
    for name in built.names().iter().filter(|name| name.ends_with("index.html")) {
        let page = built.file(name);
        assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{name}");
        let canonical =
            format!("<link rel=\"canonical\" href=\"{}\">", url(name.trim_end_matches("index.html")));
        assert!(page.contains(&canonical), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
    }
}

#[test]
fn articles_link_the_one_before_and_after() {
    let built = site(&stories(3, "")).build();
    let page = built.file("2010/01/s2/index.html");
    let neighbours = between(&page, "<nav class=\"neighbours\"", "</nav>");
    assert_eq!(hrefs(neighbours), ["/2010/01/s1/", "/2010/01/s3/"]);
    let first = built.file("2010/01/s1/index.html");
    assert_eq!(hrefs(between(&first, "<nav class=\"neighbours\"", "</nav>")), ["/2010/01/s2/"]);
}

#[test]
fn neighbours_follow_the_named_taxonomy_past_withdrawn_ones() {
    let config = "neighbours = [\"blog\"]\n[taxonomies]\nblog = {}";
    let files = [
        post("a.md", "A", "2010-01-01", "blog: Pit"),
        post("b.md", "B", "2010-01-02", ""),
        post("c.md", "C", "2010-01-03", "blog: Pit\nwithdrawn: true"),
        post("d.md", "D", "2010-01-04", "blog: Pit"),
        post("e.md", "E", "2010-01-05", ""),
    ];
    let built = site_with(config, &files.concat()).build();
    let next = |name: &str| hrefs(between(&built.file(name), "<nav class=\"neighbours\"", "</nav>"));
    assert_eq!(next("2010/01/a/index.html"), ["/2010/01/d/"]);
    assert_eq!(next("2010/01/b/index.html"), ["/2010/01/e/"]);
}

#[test]
fn a_list_is_cut_into_a_head_and_full_pages() {
    for (count, head, numbered) in
        [(1, 1, 0), (3, 3, 0), (5, 5, 0), (6, 3, 1), (8, 5, 1), (9, 3, 2), (12, 3, 3)]
    {
        let built = site_with("page_size = 3", &stories(count, "author: Dina")).build();
        for list in ["authors/dina", "2010", "2010/01"] {
            let shown = headlines(&built.file(&format!("{list}/index.html")));
            assert_eq!(shown.len(), head, "{count} {list}");
            assert_eq!(shown[0], format!("Story {count}"), "newest first");
            for number in 1..=numbered {
                let page = headlines(&built.file(&format!("{list}/page/{number}/index.html")));
                let expected: Vec<String> =
                    (1..=3).rev().map(|n| format!("Story {}", (number - 1) * 3 + n)).collect();
                assert_eq!(page, expected, "{count} {list} page {number}");
            }
            assert!(!built.has(&format!("{list}/page/{}/index.html", numbered + 1)), "{count} {list}");
        }
    }
}

#[test]
fn pages_of_a_list_link_their_neighbours_the_first_and_the_head() {
    let built = site_with("page_size = 2", &stories(9, "author: Dina")).build();
    let pager = |name: &str| hrefs(between(&built.file(name), "<nav class=\"pager\"", "</nav>"));
    assert_eq!(pager("2010/01/index.html"), ["/2010/01/page/3/", "/2010/01/page/1/"]);
    assert_eq!(pager("2010/01/page/3/index.html"), ["/2010/01/", "/2010/01/page/2/", "/2010/01/page/1/"]);
    assert_eq!(pager("2010/01/page/2/index.html"), ["/2010/01/", "/2010/01/page/3/", "/2010/01/page/1/"]);
    assert_eq!(pager("2010/01/page/1/index.html"), ["/2010/01/", "/2010/01/page/2/"]);
}

#[test]
fn a_withdrawn_article_keeps_its_position_unseen() {
    let all = site_with("page_size = 2", &stories(7, "author: Dina"));
    let before = all.build();
    all.write("content/s3.md", "---\ntitle: Story 3\ndate: 2010-01-03\nauthor: Dina\nwithdrawn: true\n---\n");
    let after = all.build();
    assert_eq!(headlines(&after.file("authors/dina/page/2/index.html")), ["Story 4"]);
    for page in ["authors/dina/page/1/index.html", "2010/01/page/1/index.html"] {
        assert_eq!(before.file(page), after.file(page), "{page}");
    }
    assert_eq!(headlines(&after.file("authors/dina/index.html")), ["Story 7", "Story 6", "Story 5"]);
}

/// The numbered pages of all lists, with their bytes.
fn numbered_pages(built: &Built) -> Vec<(String, Vec<u8>)> {
    tree(&built.out).into_iter().filter(|(name, _)| name.contains("/page/")).collect()
}

#[test]
fn a_newest_article_changes_no_numbered_page() {
    let config = "page_size = 2\n[taxonomies]\nregion = { path = \"regions\" }";
    let more = "author: Dina\nregion: Armenia";
    let site = site_with(config, &stories(6, more));
    let mut before = numbered_pages(&tree_of(&site));
    assert!(before.len() >= 8, "{}", before.len());
    for day in 7..=11 {
        site.write(
            &format!("content/s{day}.md"),
            format!("---\ntitle: Story {day}\ndate: 2010-01-{day:02}\n{more}\n---\nx\n"),
        );
        let after = numbered_pages(&tree_of(&site));
        for (name, bytes) in &before {
            // The page that was the newest learns of the next one.
            let newest = !before.iter().any(|(other, _)| *other == next_page(name));
            let now =
                &after.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("{name} is gone")).1;
            let grown = after.iter().any(|(other, _)| *other == next_page(name));
            assert!(now == bytes || (newest && grown), "{name} changed with day {day}");
        }
        before = after;
    }
}

fn tree_of(site: &Site) -> Built {
    site.build()
}

/// The page after `…/page/N/index.html`.
fn next_page(name: &str) -> String {
    let (list, rest) = name.split_once("/page/").unwrap();
    let number: usize = rest.split('/').next().unwrap().parse().unwrap();
    format!("{list}/page/{}/index.html", number + 1)
}

#[test]
fn a_numbered_page_never_tells_a_total() {
    let page = |count: usize| {
        let built = site_with("page_size = 2", &stories(count, "author: Dina")).build();
        built.file("authors/dina/page/1/index.html")
    };
    assert_eq!(page(6), page(20));
}

#[test]
fn drafts_stay_out_unless_asked_for() {
    let files = [
        stories(1, ""),
        post("d/index.md", "Draft", "2010-01-02", "draft: true\ntag: secret\naliases: /old-draft"),
        "-- content/d/photo.jpg --\njpeg\n".into(),
        file("pages/plan.md", "title: Plan\ndraft: true", ""),
    ];
    let mut site = site_with("[taxonomies]\ntag = {}", &files.concat());
    let built = site.build();
    for name in built.names() {
        assert!(
            !["/d/", "secret", "plan", "old-draft", "photo"].iter().any(|part| name.contains(part)),
            "{name}"
        );
        assert!(
            !built.out.join(&name).is_file()
                || !String::from_utf8_lossy(&std::fs::read(built.out.join(&name)).unwrap()).contains("Draft"),
            "{name}"
        );
    }
    site.options.drafts = true;
    let built = site.build();
    for name in ["2010/01/d/index.html", "2010/01/d/photo.jpg", "plan/index.html", "tag/secret/index.html"] {
        assert!(built.has(name), "{name}");
    }
}

#[test]
fn the_clock_plays_no_part() {
    let files = post("f.md", "Future", "2999-01-01", "")
        + &post("e.md", "Expired", "2010-01-01", "expirydate: 2011-01-01");
    let built = site(&files).build();
    assert!(built.has("2999/01/f/index.html") && built.has("2010/01/e/index.html"));
    assert_eq!(built.report.articles, 2);
}

#[test]
fn as_of_a_date_leaves_out_the_future_and_the_expired() {
    let files = [
        post("a.md", "A", "2010-01-01", "expires: 2010-01-05"),
        post("b.md", "B", "2010-01-03T23:00:00", ""),
        post("c.md", "C", "2010-01-04", ""),
    ];
    let mut site = site(&files.concat());
    for (as_of, expected) in [
        ("2010-01-02", vec!["a"]),
        ("2010-01-03", vec!["a", "b"]),
        ("2010-01-03T12:00:00Z", vec!["a"]),
        ("2010-01-04", vec!["a", "b", "c"]),
        ("2010-01-05", vec!["b", "c"]),
        ("now", vec!["b", "c"]),
    ] {
        site.options.as_of = Some(as_of.into());
        let built = site.build();
        let there: Vec<&str> =
            ["a", "b", "c"].into_iter().filter(|n| built.has(&format!("2010/01/{n}/index.html"))).collect();
        assert_eq!(there, expected, "{as_of}");
    }
    site.options.as_of = Some("tomorrow".into());
    assert!(site.fail().starts_with("error[wrong-option]: invalid value `tomorrow` for --as-of"));
}

#[test]
fn a_withdrawn_article_leaves_a_tombstone_and_vanishes_elsewhere() {
    let config = "[taxonomies]\nregion = { path = \"regions\" }\npodcast = { feed = \"itunes\" }";
    let withdrawn = "region: Armenia\nauthor: Dina\npodcast: Rails\naudio: /x.mp3\naliases: /old/gone\n\
                     corrections: [Gonecorrection.]\nwithdrawn: {date: 2011-05-06, reason: A court said so.}";
    let files = [
        stories(2, "region: Armenia\nauthor: Dina\npodcast: Rails\naudio: /x.mp3"),
        file("gone/index.md", &format!("title: Vanished\ndate: 2010-01-20\n{withdrawn}"), "Secret words."),
        "-- content/gone/photo.jpg --\njpeg\n".into(),
    ];
    let built = site_with(config, &files.concat()).build();
    let page = built.file("2010/01/gone/index.html");
    assert!(page.contains("This article has been withdrawn.") && page.contains("A court said so."));
    assert!(page.contains("<time datetime=\"2011-05-06\">") && page.contains("content=\"noindex\""));
    assert!(!page.contains("Secret words.") && !page.contains("Gonecorrection."));
    assert!(!built.has("2010/01/gone/photo.jpg"));
    assert_eq!(crate::page::redirect(&built, "old/gone/index.html"), "/2010/01/gone/");
    for name in built.names() {
        let text = String::from_utf8_lossy(&std::fs::read(built.out.join(&name)).unwrap()).into_owned();
        assert!(!text.contains("Secret words."), "{name}");
        let may_name_it =
            name.contains("gone/") || name.starts_with("generate-manifest") || name == "_redirects";
        let names_it =
            text.contains("Vanished") || text.contains("/2010/01/gone/") || text.contains("Gonecorrection");
        assert!(may_name_it || !names_it, "{name} names the withdrawn article");
    }
    assert_eq!(built.report.articles, 2);
}

#[test]
fn corrections_and_notes_are_listed_newest_first() {
    let files = [
        post(
            "a.md",
            "First story",
            "2010-01-01",
            "corrections: [{date: 2010-03-01, text: Late correction.}]",
        ),
        post(
            "b.md",
            "Second story",
            "2010-01-02",
            "corrections:\n  - {date: 2010-02-01, text: Early correction.}\narchive_notes: [A page was lost.]",
        ),
        post("c.md", "Third story", "2010-01-03", ""),
        file("pages/corrections.md", "title: What we got wrong", "How we correct."),
    ];
    let page = site(&files.concat()).build().file("corrections/index.html");
    let order =
        ["How we correct.", "Late correction.", "Early correction.", "Archive notes", "A page was lost."];
    let places: Vec<usize> =
        order.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("<h1>What we got wrong</h1>"));
    assert!(page.contains("<a href=\"/2010/01/a/\">First story</a>") && !page.contains("Third story"));
}

#[test]
fn sitemaps_are_cut_by_month() {
    let files = [
        stories(2, "region: Armenia\nauthor: Dina"),
        post("later.md", "Later", "2010-03-01", "updated: 2012-04-05"),
        post("hidden.md", "Hidden", "2010-03-02", "noindex: true"),
        post("gone.md", "Gone", "2010-03-03", "withdrawn: true"),
        file("pages/about.md", "title: About", ""),
        file("pages/private.md", "title: Private\nnoindex: true", ""),
    ];
    let built =
        site_with("page_size = 1\n[taxonomies]\nregion = { path = \"regions\" }", &files.concat()).build();
    let index = locations(&built, "sitemap.xml");
    let expected = [
        (url("sitemaps/2010-01.xml"), Some("2010-01-02".to_owned())),
        (url("sitemaps/2010-03.xml"), Some("2012-04-05".to_owned())),
        (url("sitemaps/pages.xml"), None),
    ];
    assert_eq!(index[..2], expected[..2]);
    assert_eq!(index[2].0, expected[2].0);
    assert_eq!(urls(&built, "sitemaps/2010-01.xml"), [url("2010/01/s1/"), url("2010/01/s2/")]);
    assert_eq!(
        locations(&built, "sitemaps/2010-03.xml"),
        [(url("2010/03/later/"), Some("2012-04-05".into()))]
    );
    let pages = urls(&built, "sitemaps/pages.xml");
    for path in
        ["", "about/", "regions/", "regions/armenia/", "authors/dina/", "archive/", "2010/", "2010/01/"]
    {
        assert!(pages.contains(&url(path)), "{path}: {pages:?}");
    }
    assert!(
        !pages.iter().any(|page| page.contains("/page/") || page.contains("private") || page.contains("404"))
    );
}

#[test]
fn months_without_anything_for_search_engines_have_no_sitemap() {
    let syndicated = "syndicated_from: {name: Elsewhere, url: 'https://first.example/a/'}";
    let original = "origin: {url: 'https://www.example.org/c'}";
    let own = "origin: {url: 'https://archive.example.org/2010/05/own/'}";
    let files = [
        post("hidden.md", "Hidden", "2010-02-01", "noindex: true"),
        post("taken.md", "Taken over", "2010-03-01", syndicated),
        post("copy.md", "Copy", "2010-04-01", original),
        post("own.md", "Own", "2010-05-01", own),
        post("gone.md", "Gone", "2010-06-01", "withdrawn: true"),
        post("mixed.md", "Mixed", "2010-05-02", syndicated),
    ];
    let built = site_with("canonical = \"original\"", &files.concat()).build();
    let index = urls(&built, "sitemap.xml");
    assert_eq!(index, [url("sitemaps/2010-05.xml"), url("sitemaps/pages.xml")]);
    assert_eq!(urls(&built, "sitemaps/2010-05.xml"), [url("2010/05/own/")]);
    assert!(built.names().iter().filter(|name| name.starts_with("sitemaps/")).count() == 2);
}

#[test]
fn a_month_of_withdrawn_articles_has_no_page_and_no_feed() {
    let files = [
        post("a.md", "A", "2010-02-01", ""),
        post("gone.md", "Gone", "2010-03-01", "withdrawn: true"),
        post("b.md", "B", "2010-04-01", ""),
        post("old.md", "Old", "2009-01-01", "withdrawn: true"),
    ];
    let site = site(&files.concat());
    let built = site.build();
    for name in ["2010/03/index.html", "2010/03/feed.xml", "2009/index.html", "2009/01/feed.xml"] {
        assert!(!built.has(name), "{name}");
    }
    assert!(built.has("2010/03/gone/index.html") && built.has("2009/01/old/index.html"), "the notes stay");
    for name in
        ["archive/index.html", "2010/index.html", "404.html", "2010/03/gone/index.html", "2010/04/feed.xml"]
    {
        let text = built.file(name);
        for gone in ["/2010/03/\"", "/2010/03/feed.xml", "/2009/\"", "/2009/01/"] {
            assert!(!text.contains(gone), "{name} leads to {gone}");
        }
        assert!(!text.contains("2010-03\"") && !text.contains("2010-03,"), "{name}");
    }
    // A month gets its page back with its first article.
    site.write("content/c.md", "---\ntitle: C\ndate: 2010-03-02\n---\n");
    assert!(site.build().file("archive/index.html").contains("/2010/03/"));
}

#[test]
fn every_address_of_a_sitemap_is_a_page_and_stands_there_once() {
    let files = stories(3, "author: Dina") + &post("m.ru.md", "Мир", "2010-01-09", "url: /мир и/");
    let built = site_with("[languages]\nen = {}\nru = {}", &files).build();
    let mut seen = BTreeSet::new();
    for sitemap in urls(&built, "sitemap.xml") {
        let name = sitemap.strip_prefix("https://archive.example.org/").unwrap();
        for page in urls(&built, name) {
            assert!(page.is_ascii(), "{page} is encoded");
            let path = page.strip_prefix("https://archive.example.org/").unwrap();
            let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned();
            assert!(built.has(&format!("{path}index.html")), "{page}");
            assert!(seen.insert(page.clone()), "{page} stands there twice");
        }
    }
    assert!(seen.contains(&url("%D0%BC%D0%B8%D1%80%20%D0%B8/")), "{seen:?}");
}

#[test]
fn robots_may_read_everything() {
    let text = site("").build().file("robots.txt");
    assert!(text.contains("User-agent: *\n") && !text.contains("Disallow: /"));
    assert!(text.contains("Sitemap: https://archive.example.org/sitemap.xml\n"));
}

#[test]
fn not_found_leads_home() {
    let page = site("").build().file("404.html");
    assert!(page.contains("Page not found") && hrefs(&page).contains(&"/".to_owned()));
    assert!(!page.contains("rel=\"canonical\""), "it stands at every address");
}

#[test]
fn static_files_are_copied_as_they_are() {
    let site = site("");
    let bytes: Vec<u8> = (0..=255).collect();
    site.write("static/deep/data.bin", &bytes).write("static/CNAME", "archive.example.org\n");
    let built = site.build();
    assert_eq!(std::fs::read(built.out.join("deep/data.bin")).unwrap(), bytes);
    assert_eq!(built.file("CNAME"), "archive.example.org\n");
}

#[test]
fn the_archive_lists_years_and_months() {
    let files = post("a.md", "A", "2009-05-01", "") + &stories(2, "");
    let built = site(&files).build();
    let page = built.file("archive/index.html");
    let tree = between(&page, "<div class=\"tree", "</main>");
    assert_eq!(hrefs(tree), ["/2010/", "/2010/01/", "/2009/", "/2009/05/"]);
    assert!(built.file("2010/01/index.html").contains("<h1>January 2010</h1>"));
}

#[test]
fn a_site_without_articles_is_whole_too() {
    let built = site(&file("pages/about.md", "title: About", "")).build();
    for name in [
        "index.html",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "archive/index.html",
        "about/index.html",
    ] {
        assert!(built.has(name), "{name}");
    }
    assert!(!built.has("_redirects"));
}

#[test]
fn the_report_counts_what_was_written() {
    let site = site(&stories(3, "aliases: []"));
    let first = site.build();
    assert_eq!(first.report.outputs, first.names().len());
    assert_eq!(first.report.written, first.report.outputs);
    assert_eq!(first.report.written_by_kind["article"], 3);
    let second = site.build();
    assert_eq!((second.report.written, second.report.unchanged), (0, first.report.outputs));
    std::fs::remove_file(site.path("content/s3.md")).unwrap();
    let third = site.build();
    assert!(third.report.removed >= 1 && !third.has("2010/01/s3/index.html"));
}
