//! An address means the same wherever it is written, and in whatever form.

use std::fs;

use unicode_normalization::UnicodeNormalization;

use crate::page::{attributes, between, body, elements, file, hrefs, post, redirect, site_with};
use crate::pictures::photograph;
use crate::support::{Built, Site};

const PAGE: &str = "2010/12/a/index.html";

/// A site whose article `content/a/index.md` of 2010-12-10 has a front matter and a body, and a large photograph beside it
/// that is called `name`.
fn with_picture(name: &str, front: &str, text: &str) -> Site {
    let site = site_with("", &file("a/index.md", &format!("title: A\ndate: 2010-12-10\n{front}"), text));
    fs::write(site.path("content/a").join(name), photograph(1600, 800)).unwrap();
    site
}

/// The first picture of a body: its address and its width.
fn picture(built: &Built) -> (String, String) {
    let page = built.file(PAGE);
    let image = elements(body(&page), "img").remove(0);
    let get = |name: &str| image.get(name).unwrap_or_default().to_owned();
    assert!(get("srcset").starts_with("/images/"), "{image:?}");
    (get("src"), get("width"))
}

#[test]
fn pictures_of_any_name_are_found_measured_and_made_smaller() {
    for (name, written, href) in [
        ("Zürich.jpg", "Zu\u{308}rich.jpg", "Z%C3%BCrich.jpg"),
        ("Zu\u{308}rich.jpg", "Zürich.jpg", "Z%C3%BCrich.jpg"),
        ("Zu\u{308}rich.jpg", "Zu%CC%88rich.jpg", "Z%C3%BCrich.jpg"),
        ("50%.jpg", "50%.jpg", "50%25.jpg"),
        ("100%25.jpg", "100%25.jpg", "100%2525.jpg"),
        ("it's.jpg", "it's.jpg", "it%27s.jpg"),
        ("q&a.jpg", "q&a.jpg", "q%26a.jpg"),
        ("a[1].jpg", "a%5B1%5D.jpg", "a%5B1%5D.jpg"),
        ("a b.jpg", "<a b.jpg>", "a%20b.jpg"),
        ("a b.jpg", "a%20b.jpg", "a%20b.jpg"),
        ("#1.jpg", "%231.jpg", "%231.jpg"),
        ("x#1.jpg", "x#1.jpg", "x%231.jpg"),
        ("What now?.jpg", "<What now?.jpg>", "What%20now%3F.jpg"),
        ("plain.jpg", "plain.jpg?w=300", "plain.jpg?w=300"),
        ("plain.jpg", "/2010/12/a/plain.jpg", "plain.jpg"),
    ] {
        let built = with_picture(name, "", &format!("![x]({written})")).build();
        assert_eq!(picture(&built), (format!("/2010/12/a/{href}"), "1600".into()), "{name} as {written}");
        assert_no_file_is_missing(&built);
    }
}

#[test]
fn the_lead_picture_is_found_by_the_same_names() {
    for (name, written, href) in [
        ("Zu\u{308}rich.jpg", "Zürich.jpg", "/2010/12/a/Z%C3%BCrich.jpg"),
        ("a b.jpg", "a%20b.jpg", "/2010/12/a/a%20b.jpg"),
        ("50%.jpg", "50%.jpg", "/2010/12/a/50%25.jpg"),
        ("What now?.jpg", "What now?.jpg", "/2010/12/a/What%20now%3F.jpg"),
        ("x.jpg", "../a/x.jpg", "/2010/12/a/x.jpg"),
        ("x.jpg", "/2010/12/a/x.jpg", "/2010/12/a/x.jpg"),
        ("x.jpg", "https://archive.example.org/2010/12/a/x.jpg", "/2010/12/a/x.jpg"),
    ] {
        let built = with_picture(name, &format!("image: \"{written}\""), "Text.").build();
        let page = built.file(PAGE);
        let image = elements(&page, "img").into_iter().next().unwrap_or_else(|| panic!("{written}: {page}"));
        assert_eq!((image.get("src"), image.get("width")), (Some(href), Some("1600")), "{written}");
        assert_no_file_is_missing(&built);
    }
}

/// Some of the names are none that Windows takes, which is the only warning.
fn assert_no_file_is_missing(built: &Built) {
    let problems = built.problems_text();
    assert!(problems.lines().all(|line| line.starts_with("warning[windows-name]")), "{problems}");
}

/// A site with files in its static folder and an old host.
fn with_files(base: &str, front: &str, text: &str) -> Built {
    let config =
        "old_hosts = [\"www.old.example\"]\n[taxonomies]\nshow = { path = \"shows\", feed = \"itunes\" }";
    let site = site_with(config, &file("a/index.md", &format!("title: A\ndate: 2010-12-10\n{front}"), text));
    site.write("site.toml", format!("title = \"T\"\nbase_url = \"{base}\"\n{config}\n"));
    fs::create_dir_all(site.path("static/files")).unwrap();
    fs::write(site.path("static/files/x.jpg"), photograph(1600, 800)).unwrap();
    fs::write(site.path("static/files/x.mp3"), vec![7; 1234]).unwrap();
    fs::write(site.path("static/files/x.ogg"), vec![7; 99]).unwrap();
    fs::write(site.path("static/files/x.mp4"), vec![7; 77]).unwrap();
    fs::write(site.path("content/x.mp3"), vec![7; 55]).unwrap();
    site.build()
}

#[test]
fn full_addresses_of_this_host_and_of_old_hosts_are_local_files_everywhere() {
    for address in [
        "/files/x.jpg",
        "https://archive.example.org/news/files/x.jpg",
        "http://www.old.example/files/x.jpg",
        "//OLD.example:80/files/x.jpg",
    ] {
        let image = format!("image: {address}\ngallery:\n  - {{file: \"{address}\", alt: y}}");
        let text = format!("![x]({address})\n\n{{{{< figure src=\"{address}\" alt=\"z\" >}}}}");
        let built = with_files("https://archive.example.org/news/", &image, &text);
        let page = built.file(PAGE);
        let images = elements(&page, "img");
        assert_eq!(images.len(), 4, "{address}: {page}");
        for image in images {
            assert_eq!((image.get("src"), image.get("width")), (Some("/news/files/x.jpg"), Some("1600")));
        }
        assert!(!page.contains("another site"), "{address}");
    }
}

#[test]
fn an_audio_file_has_one_meaning_for_page_size_type_and_feed() {
    for (address, href, length, kind) in [
        ("/files/x.mp3", "/files/x.mp3", 1234, "audio/mpeg"),
        ("https://archive.example.org/news/files/x.mp3", "/files/x.mp3", 1234, "audio/mpeg"),
        ("http://www.old.example/files/x.mp3", "/files/x.mp3", 1234, "audio/mpeg"),
        ("/files/x.mp3?dl=1", "/files/x.mp3?dl=1", 1234, "audio/mpeg"),
        ("/files/x.ogg?a=1", "/files/x.ogg?a=1", 99, "audio/ogg"),
        ("../x.mp3", "/x.mp3", 55, "audio/mpeg"),
    ] {
        let built =
            with_files("https://archive.example.org/news/", &format!("show: S\naudio: {address}"), "T.");
        assert!(!built.problems_text().contains("missing"), "{}", built.problems_text());
        assert!(
            built.file(PAGE).contains(&format!("src=\"/news{href}\"")),
            "{address}: {}",
            built.file(PAGE)
        );
        let feed = built.file("shows/s/feed.xml");
        let expected = format!(
            "<enclosure url=\"https://archive.example.org/news{href}\" length=\"{length}\" type=\"{kind}\"/>"
        );
        assert!(feed.contains(&expected), "{address}: {}", between(&feed, "<enclosure", ">"));
    }
    let built =
        with_files("https://archive.example.org/news/", "show: S\naudio: //cdn.example/y.ogg?a=.mp3", "T.");
    let feed = built.file("shows/s/feed.xml");
    assert!(
        feed.contains(
            "<enclosure url=\"https://cdn.example/y.ogg?a=.mp3\" length=\"0\" type=\"audio/ogg\"/>"
        )
    );
}

#[test]
fn films_and_their_posters_are_local_files_by_full_addresses() {
    for host in ["https://archive.example.org/news", "http://www.old.example", "//OLD.example"] {
        let front = format!("video: {{file: \"{host}/files/x.mp4\", poster: \"{host}/files/x.jpg\"}}");
        let call = format!("{{{{< video src=\"{host}/files/x.mp4\" poster=\"{host}/files/x.jpg\" >}}}}");
        let page = with_files("https://archive.example.org/news/", &front, &call).file(PAGE);
        let mut films = attributes(&page, "src");
        films.retain(|address| address.ends_with(".mp4"));
        assert_eq!(films, ["/news/files/x.mp4"; 2], "{host}: {page}");
        assert_eq!(attributes(&page, "poster"), ["/news/files/x.jpg"; 2], "{host}: {page}");
    }
}

#[test]
fn attachments_and_links_of_profiles_and_of_the_site_are_read_alike() {
    let config = "[support]\nurl = \"/give/\"\ntitle = \"Give\"\ntext = \"x\"";
    let files = [
        file(
            "a/index.md",
            "title: A\ndate: 2010-12-10\nauthor: Dina\nattachments: [r%C3%A9sum%C3%A9.pdf]",
            "T.",
        ),
        file(
            "authors/dina.md",
            "name: Dina\nlinks: [{title: CV, url: /give/}, {title: A, url: https://host.example/sub/a/}]",
            "",
        ),
        file("pages/give.md", "title: Give", ""),
    ];
    let site = site_with(config, &files.concat());
    site.write("site.toml", format!("title = \"T\"\nbase_url = \"https://host.example/sub/\"\n{config}\n"));
    fs::write(site.path("content/a/re\u{301}sume\u{301}.pdf"), "%PDF-1.4").unwrap();
    let built = site.build();
    assert_eq!(built.problems_text(), "");
    assert!(built.file(PAGE).contains("href=\"/sub/2010/12/a/r%C3%A9sum%C3%A9.pdf\""));
    let profile = built.file("authors/dina/index.html");
    assert!(profile.contains("href=\"/sub/give/\"") && profile.contains("href=\"/sub/a/\""), "{profile}");
}

#[test]
fn links_by_file_are_found_in_any_form_of_their_name() {
    for (path, target) in [
        ("articles/Zürich.md", "@/articles/Zu\u{308}rich.md"),
        ("articles/Zu\u{308}rich.md", "@/articles/Z%C3%BCrich.md"),
        ("articles/Zu\u{308}rich.md", "@/Zürich.md"),
        ("My Folder/x.md", "@/My%20Folder/x.md"),
        ("100%25.md", "@/100%25.md"),
    ] {
        let target_file = post(path, "Target", "2010-12-10", "slug: target");
        let linking = file("from.md", "title: From\ndate: 2010-12-31", &format!("[x](<{target}>)"));
        let built = site_with("", &(target_file + &linking)).build();
        let page = built.file("2010/12/from/index.html");
        assert_eq!(hrefs(body(&page)), ["/2010/12/target/"], "{path} by {target}");
    }
    let original = post("Zu\u{308}rich.md", "Target", "2010-12-10", "slug: target");
    let linking = file("from.md", "title: From\ndate: 2010-12-31\ntranslation_of: Z%C3%BCrich.md", "T.");
    let built = site_with("", &(original + &linking)).build();
    assert_eq!(built.problems_text(), "");
}

#[test]
fn links_by_address_are_found_in_any_form() {
    let target = file("t.md", "title: Target\ndate: 2010-01-10\nurl: /2010/01/müller/", "## Y");
    for written in [
        "/2010/01/müller/",
        "/2010/01/mu\u{308}ller/",
        "/2010/01/m%c3%bcller",
        "/2010//01/./x/../m%C3%BCller/",
        "https://archive.example.org/2010/01/müller/",
        "http://www.archive.example.org:80/2010/01/m%C3%BCller/",
        "../../../2010/01/müller/",
    ] {
        let linking = file("from.md", "title: From\ndate: 2010-12-31", &format!("[x](<{written}#y>)"));
        let built = site_with("", &(target.clone() + &linking)).build();
        let found = hrefs(body(&built.file("2010/12/from/index.html")));
        let found: Vec<String> = found.iter().map(|href| href.replace("ller#", "ller/#")).collect();
        assert_eq!(found, ["/2010/01/m%C3%BCller/#y"], "{written}");
        assert_eq!(built.problems_text(), "", "{written}");
    }
}

/// The lines of `_redirects` that are no comments.
fn rules(built: &Built) -> Vec<String> {
    built.file("_redirects").lines().filter(|line| !line.starts_with('#')).map(ToOwned::to_owned).collect()
}

#[test]
fn old_addresses_in_any_form_lead_on_in_lists_rules_and_links() {
    for (alias, rule, linked) in [
        (
            "/index.php?id=46:a-b&catid=3:news",
            "/index.php catid=3%3Anews id=46%3Aa-b",
            "/index.php?catid=3%3anews&id=46:a-b",
        ),
        ("/list?tag[]=a/b;c", "/list tag%5B%5D=a%2Fb%3Bc", "/list?tag%5b%5d=a%2fb%3bc"),
        (
            "/s?q=мир+май",
            "/s q=%D0%BC%D0%B8%D1%80%20%D0%BC%D0%B0%D0%B9",
            "/s?q=%d0%bc%d0%b8%d1%80%20%d0%bc%d0%b0%d0%b9",
        ),
        ("/caf%c3%a9?x=1", "/caf%C3%A9 x=1", "/cafe\u{301}?x=1"),
        ("/myindex.html?id=7", "/myindex.html id=7", "/myindex.html?id=7"),
    ] {
        let linking = file("from.md", "title: From\ndate: 2010-12-31", &format!("[x](<{linked}>)"));
        let built =
            site_with("", &(post("t.md", "T", "2010-12-10", &format!("aliases: ['{alias}']")) + &linking))
                .build();
        assert_eq!(rules(&built), [format!("{rule} /2010/12/t/ 301")], "{alias}");
        assert_eq!(hrefs(body(&built.file("2010/12/from/index.html"))), ["/2010/12/t/"], "{linked}");
        let lists = built.names().into_iter().filter(|name| name.starts_with("old-addresses/"));
        let lists: Vec<String> = lists.map(|name| built.file(&name)).collect();
        let key = rule.replacen(' ', "?", 1).replace(' ', "&").replace("caf%C3%A9", "café");
        assert_eq!(lists, [format!("{{\"{key}\":\"/2010/12/t/\"}}")], "{alias}");
    }
}

#[test]
fn what_only_looks_alike_is_not_the_old_address() {
    let linking = file("from.md", "title: From\ndate: 2010-12-31", "[x](/my?id=7) [y](/index.php?id=46)");
    let aliases = "aliases: ['/myindex.html?id=7', '/index.php?id=46:a-b&catid=3:news']";
    let built = site_with("", &(post("t.md", "T", "2010-12-10", aliases) + &linking)).build();
    assert_eq!(hrefs(body(&built.file("2010/12/from/index.html"))), [""; 0]);
}

#[test]
fn an_alias_on_the_own_host_is_a_page_a_rule_and_a_link() {
    for (base, alias, page, rule) in [
        ("https://h.example/", "https://h.example/old/x", "old/x", "/old/x /2010/12/t/ 301"),
        (
            "https://h.example/sub/",
            "http://www.h.example/sub/old/x",
            "old/x",
            "/sub/old/x /sub/2010/12/t/ 301",
        ),
        // Outside the sub-path, where the newsroom was before: the rule is for the top of the host.
        ("https://h.example/sub/", "https://h.example/old/x", "old/x", "/old/x /sub/2010/12/t/ 301"),
    ] {
        let target = post("t.md", "T", "2010-12-10", &format!("aliases: ['{alias}']"));
        let linking = file("from.md", "title: From\ndate: 2010-12-31", &format!("[x]({alias}#y)"));
        let site = site_with("", &(target + &linking));
        site.write("site.toml", format!("title = \"T\"\nbase_url = \"{base}\"\n"));
        let built = site.build();
        let target = rule.split(' ').nth(1).unwrap();
        assert_eq!(redirect(&built, &format!("{page}/index.html")), target, "{base} {alias}");
        assert_eq!(rules(&built), [rule], "{base} {alias}");
        assert_eq!(
            hrefs(body(&built.file("2010/12/from/index.html"))),
            [format!("{target}#y")],
            "{base} {alias}"
        );
    }
}

#[test]
fn old_addresses_of_the_feed_may_be_full_or_have_a_query() {
    let config = "[feeds]\naliases = [\"https://archive.example.org/rss.xml\", \"/?feed=rss2\"]";
    let built = site_with(config, &post("t.md", "T", "2010-12-10", "")).build();
    assert_eq!(built.file("rss.xml"), built.file("feed.xml"));
    assert_eq!(rules(&built), ["/ feed=rss2 /feed.xml 301", "/rss.xml /feed.xml 301"]);
}

#[test]
fn no_feed_stands_where_a_host_would_send_it_as_another_file() {
    let config = "[feeds]\naliases = [\"/a.svg\", \"/b.pdf\", \"/c.RSS\", \"/d.atom\", \"/e\", \"/f.html\"]";
    let built = site_with(config, &post("t.md", "T", "2010-12-10", "")).build();
    for name in ["c.RSS", "d.atom", "e/index.html", "f.html"] {
        assert_eq!(built.file(name), built.file("feed.xml"), "{name}");
    }
    assert!(!built.has("a.svg") && !built.has("b.pdf"), "{:?}", built.names());
    let all = rules(&built);
    assert!(all.iter().any(|rule| rule == "/a.svg /feed.xml 301"), "{all:?}");
    assert!(all.iter().any(|rule| rule == "/b.pdf /feed.xml 301"), "{all:?}");
}

#[test]
fn names_on_disk_keep_their_form_from_one_build_to_the_next() {
    let name: String = "Zürich.jpg".nfd().collect();
    let site = with_picture(&name, "image: Zürich.jpg", "![x](Zürich.jpg)");
    let first = site.build();
    let second = site.build();
    assert_eq!(first.file(PAGE), second.file(PAGE));
    assert!(first.has("2010/12/a/Zürich.jpg"), "{:?}", first.names());
}
