//! Links of bodies: by file, by old address, to what is missing, on sub-paths and from a folder.

use std::fs;

use crate::page::{body, dead_relative_links, file, hrefs, post, site_with};
use crate::support::{Built, Site, site};

/// A site whose article `content/news/from.md` of 2010-12-31 has a body; `target.md` is there to be linked to.
fn linking(config: &str, markdown: &str) -> Site {
    let target = "aliases: [/node/123, /old/path.html, 'http://www.example.org/story.php?id=7']\n\
                  original_url: http://www.example.org/tajikistan-border";
    let files = [
        post("news/2010/target.md", "Target", "2010-12-10", target),
        file("news/from.md", "title: From\ndate: 2010-12-31", markdown),
    ];
    site_with(config, &files.concat())
}

/// The body of the linking article.
fn text(built: &Built) -> String {
    body(&built.file("2010/12/from/index.html")).to_owned()
}

/// The addresses of links in the body of the linking article, of a site with old hosts.
fn leads(markdown: &str) -> Vec<String> {
    hrefs(&text(&linking("old_hosts = [\"www.example.org\"]", markdown).build()))
}

#[test]
fn articles_are_linked_by_file() {
    for target in ["@/news/2010/target.md", "@/news/2010/target", "@/news/2010/target.md#part"] {
        let fragment = target.split_once('#').map_or(String::new(), |(_, part)| format!("#{part}"));
        assert_eq!(leads(&format!("[x]({target})")), [format!("/2010/12/target/{fragment}")], "{target}");
    }
}

#[test]
fn articles_are_linked_by_reference() {
    for call in [
        "{{< ref \"target.md\" >}}",
        "{{<ref \"target.md\">}}",
        "{{< ref \"/news/2010/target.md\" >}}",
        "{{< ref \"2010/target.md\" >}}",
        "{{< relref \"target\" >}}",
        "{{% ref \"target.md\" %}}",
    ] {
        assert_eq!(leads(&format!("[x]({call})")), ["/2010/12/target/"], "{call}");
    }
    assert_eq!(leads("[x]({{< ref \"target.md#part\" >}})"), ["/2010/12/target/#part"]);
}

#[test]
fn pages_terms_and_authors_are_linked_by_file_too() {
    let files = [
        file("pages/about.md", "title: About", ""),
        file("regions/armenia.md", "title: Armenia", ""),
        file("authors/dina.md", "name: Dina", ""),
        file(
            "a.md",
            "title: A\ndate: 2010-12-10\nregion: armenia",
            "[1](@/pages/about.md) [2](@/regions/armenia.md) [3](@/authors/dina.md)",
        ),
    ];
    let built = site_with("[taxonomies]\nregion = { path = \"regions\" }", &files.concat()).build();
    let page = built.file("2010/12/a/index.html");
    assert_eq!(hrefs(body(&page)), ["/about/", "/regions/armenia/", "/authors/dina/"]);
}

#[test]
fn articles_are_linked_by_old_address_in_every_form() {
    for old in [
        "/node/123",
        "/node/123/",
        "/node/123#top",
        "/NODE/123",
        "/old/path.html",
        "http://www.example.org/node/123",
        "https://example.org/node/123",
        "http://www.example.org:80/old/path.html",
        "//www.example.org/old/path.html",
        "http://www.example.org/story.php?id=7",
        "/story.php?id=7",
        "http://www.example.org/tajikistan-border",
        "http://example.org/tajikistan-border/",
        "/tajikistan-border",
        "/tajikistan-border?utm_source=mail",
    ] {
        let fragment = old.split_once('#').map_or(String::new(), |(_, part)| format!("#{part}"));
        assert_eq!(leads(&format!("[x]({old})")), [format!("/2010/12/target/{fragment}")], "{old}");
        let raw = format!("<p><a href=\"{old}\">x</a></p>");
        assert_eq!(leads(&raw), [format!("/2010/12/target/{fragment}")], "raw: {old}");
    }
}

#[test]
fn new_addresses_and_other_sites_stay_as_they_are() {
    for address in [
        "/2010/12/target/",
        "/2010/12/target/#x",
        "https://elsewhere.example/node/123",
        "mailto:a@b.example",
        "#here",
        "/2010/",
    ] {
        assert_eq!(leads(&format!("[x]({address})")), [address], "{address}");
    }
}

#[test]
fn a_file_that_does_not_exist_is_an_error_with_its_place() {
    assert_eq!(
        linking("", "One.\n\nTwo [x](@/news/2010/targte.md).").fail(),
        "error[missing-link] content/news/from.md:7:5: broken link: `news/2010/targte.md` does not exist \
         (did you mean `news/2010/target.md`?)\n"
    );
    let problems = linking("", "é {{< pad >}} [x]({{< ref \"zzz.md\" >}})").fail();
    assert!(problems.contains("error[missing-link] content/news/from.md:5:"), "{problems}");
    assert!(problems.contains("broken link: `zzz.md` does not exist"), "{problems}");
}

#[test]
fn with_a_warning_a_missing_file_becomes_plain_text() {
    let built = linking("on_missing_link = \"warn\"", "A [b *c*](@/no/file.md) d.").build();
    assert_eq!(text(&built), "<p>A b <em>c</em> d.</p>");
    assert!(
        built.problems_text().starts_with("warning[missing-link] content/news/from.md:5:3"),
        "{}",
        built.problems_text()
    );
}

#[test]
fn a_name_that_fits_two_files_is_an_error() {
    let files = [
        post("x/same.md", "A", "2010-12-10", ""),
        post("y/same.md", "B", "2011-12-10", ""),
        file("a.md", "title: A\ndate: 2012-12-10", "[x]({{< ref \"same.md\" >}})"),
    ];
    assert_eq!(
        site(&files.concat()).fail(),
        "error[ambiguous-link] content/a.md:5:5: ambiguous link: `same.md` matches both `content/x/same.md` and \
         `content/y/same.md` (use a longer path)\n"
    );
}

#[test]
fn an_old_address_that_nothing_answers_is_plain_text_and_listed() {
    let markdown = "A [b](/node/999) c.\n\nD [e](http://example.org/x,y) f [g](/node/999).";
    let site = linking("old_hosts = [\"www.example.org\"]", markdown);
    let built = site.build();
    assert_eq!(text(&built), "<p>A b c.</p>\n<p>D e f g.</p>");
    assert_eq!(
        built.problems_text(),
        "warning[missing-address] content/news/from.md:5:3: 3 broken links to 2 old addresses of the archive, the first to /node/999 (see .generate/missing.csv for all of them)\n"
    );
    assert_eq!(
        fs::read_to_string(site.path(".generate/missing.csv")).unwrap(),
        "address,file,line,column\n/node/999,content/news/from.md,5,3\n/node/999,content/news/from.md,7,33\n\
         \"http://example.org/x,y\",content/news/from.md,7,3\n"
    );
}

#[test]
fn a_list_of_missing_addresses_does_not_outlive_them() {
    let site = linking("old_hosts = [\"www.example.org\"]", "[b](/node/999)");
    site.build();
    assert!(site.path(".generate/missing.csv").is_file());
    site.write("content/news/from.md", "---\ntitle: From\ndate: 2010-12-31\n---\nNothing.\n");
    assert_eq!(site.build().problems_text(), "");
    assert!(!site.path(".generate/missing.csv").exists());
}

#[test]
fn the_archived_copy_nearest_to_the_date_stands_in() {
    let config = "old_hosts = [\"www.example.org\"]\narchived_copy = \"https://web.example/{date}/{url}\"";
    let built =
        linking(config, "[a](/node/999) [b](http://www.example.org/gone?x=1) <a href=\"/node/998\">c</a>")
            .build();
    assert_eq!(
        hrefs(&text(&built)),
        [
            "https://web.example/20101231000000/http://www.example.org/node/999",
            "https://web.example/20101231000000/http://www.example.org/gone?x=1",
            "https://web.example/20101231000000/http://www.example.org/node/998",
        ]
    );
    assert!(built.problems_text().starts_with("warning[missing-address]"));
}

#[test]
fn missing_addresses_never_fail_a_build() {
    let config = "old_hosts = [\"www.example.org\"]\non_missing_link = \"error\"\non_conflict = \"error\"";
    linking(config, "[a](/node/999)").build();
}

#[test]
fn a_sub_path_stands_before_links_in_raw_html_too() {
    let files = [
        "-- site.toml --\ntitle = \"A\"\nbase_url = \"https://host.example/archive/\"\n".to_owned(),
        "-- static/x.jpg --\njpeg\n".into(),
        post("target.md", "Target", "2010-12-10", "aliases: /node/1"),
        file(
            "a.md",
            "title: A\ndate: 2010-12-11\nimage: /x.jpg",
            "[1](/2010/12/target/) ![i](/x.jpg) [2](@/target.md) [3](/node/1)\n\n\
             <div><a href=\"/2010/12/target/\">4</a> <img src=\"/x.jpg\" alt=\"\"> <a href='/node/1'>5</a></div>",
        ),
    ];
    let built = site(&files.concat()).build();
    let page = built.file("2010/12/a/index.html");
    let text = body(&page);
    assert!(hrefs(text).iter().all(|href| href == "/archive/2010/12/target/"), "{text}");
    assert_eq!(hrefs(text).len(), 5, "{text}");
    assert_eq!(page.matches("src=\"/archive/x.jpg\"").count(), 3, "{page}");
    assert!(!page.contains("src=\"/x.jpg\""));
}

#[test]
fn a_trusted_body_gets_the_sub_path_too() {
    let files = [
        "-- site.toml --\ntitle = \"A\"\nbase_url = \"https://host.example/archive/\"\ntrusted = true\n"
            .to_owned(),
        file("a.md", "title: A\ndate: 2010-12-11", "<section><a href=\"/2010/\">1</a></section>"),
    ];
    let page = site(&files.concat()).build().file("2010/12/a/index.html");
    assert!(page.contains("<section><a href=\"/archive/2010/\">1</a></section>"), "{page}");
}

/// A site with every kind of page, in two languages, whose links are relative.
fn folder_site(base_url: &str) -> Site {
    let config = format!(
        "-- site.toml --\ntitle = \"A\"\nbase_url = \"{base_url}\"\nrelative_links = true\npage_size = 1\n\
         old_hosts = [\"www.example.org\"]\n[languages]\nen = {{}}\nru = {{}}\n\
         [taxonomies]\nregion = {{ path = \"regions\" }}\npodcast = {{ path = \"podcasts\", feed = \"itunes\" }}\n\
         [terms]\nregion = {{ Caucasus = [\"Armenia\"] }}\n[menu]\nmain = [\"region\", \"about\", \"authors\", \"archive\"]\n"
    );
    let body = "[1](@/b.md) [2](/node/1?x=1#y) [3](#here) ![p](photo.jpg)\n\n<a href=\"/2010/12/b/\">raw</a> [f](/feed.xml)";
    let front = "title: A\ndate: 2010-12-10\nregion: Armenia\nauthor: Dina\nimage: {file: photo.jpg, alt: x}\n\
                 corrections: [Fixed.]\nnoindex: true";
    let files = [
        file("a/index.md", front, body),
        "-- content/a/photo.jpg --\njpeg\n".into(),
        post("b.md", "B", "2010-12-11", "region: Armenia\nauthor: Dina\naliases: [/node/1, /old/b.html]"),
        post("c.md", "C", "2010-12-12", "region: Armenia\nauthor: Dina\npodcast: Rails\naudio: /x.mp3"),
        post("w.md", "W", "2010-12-13", "withdrawn: true\nregion: Armenia"),
        post("d.ru.md", "Д", "2010-12-12", "translation_of: c.md\nregion: Armenia\nurl: /мир/d.html"),
        file("pages/about.md", "title: About", "[home](/)"),
        file("authors/dina.md", "name: Dina\nnote: From Prague.\nportrait: {file: /p.jpg}", ""),
        "-- static/p.jpg --\njpeg\n-- static/x.mp3 --\nmp3\n".into(),
    ];
    site(&(config + &files.concat()))
}

#[test]
fn a_site_with_relative_links_opens_from_a_folder() {
    for base_url in ["https://archive.example.org/", "https://host.example/archive/"] {
        let built = folder_site(base_url).build();
        let pages: Vec<String> =
            built.names().into_iter().filter(|name| name.ends_with(".html") && name != "404.html").collect();
        assert!(pages.len() > 25, "{pages:?}");
        for name in &pages {
            assert_eq!(dead_relative_links(&built, name), Vec::<String>::new(), "{name}");
            let page = built.file(name);
            for href in hrefs(&page).iter().filter(|href| !href.contains("://")) {
                assert!(!href.starts_with('/') && !href.ends_with('/'), "{name}: {href}");
            }
        }
    }
}

#[test]
fn fragments_and_refreshes_are_relative_too() {
    let built = folder_site("https://archive.example.org/").build();
    let page = built.file("2010/12/a/index.html");
    let text = hrefs(body(&page));
    assert_eq!(
        text,
        ["../b/index.html", "../b/index.html#y", "#here", "../b/index.html", "../../../feed.xml"]
    );
    assert!(page.contains("src=\"photo.jpg\""), "{page}");
    assert_eq!(crate::page::redirect(&built, "node/1/index.html"), "../../2010/12/b/index.html");
    assert_eq!(crate::page::redirect(&built, "old/b.html"), "../2010/12/b/index.html");
}

#[test]
fn not_found_and_feeds_stay_absolute() {
    let built = folder_site("https://archive.example.org/").build();
    let page = built.file("404.html");
    let own: Vec<String> = hrefs(&page).into_iter().filter(|href| !href.starts_with('#')).collect();
    assert!(own.iter().all(|href| href.starts_with('/') || href.starts_with("https://")), "{own:?}");
    for feed in ["feed.xml", "regions/armenia/feed.xml", "podcasts/rails/feed.xml", "2010/12/feed.xml"] {
        let text = built.file(feed);
        assert!(
            !text.contains("href=\"..") && text.contains("https://archive.example.org/2010/12/c/"),
            "{feed}"
        );
    }
}

#[test]
fn a_full_address_of_the_site_itself_leads_to_its_page() {
    let files = "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\n\
                 -- content/b.md --\n---\ntitle: B\ndate: 2010-12-11\n---\n[a](https://h.example/sub/2010/12/a/)\n";
    let site = site(files);
    site.write("site.toml", "title = \"T\"\nbase_url = \"https://h.example/sub/\"\nrelative_links = true\n");
    let page = site.build().file("2010/12/b/index.html");
    assert!(page.contains("<a href=\"../a/index.html\">a</a>"), "{page}");
}

#[test]
fn a_missing_picture_is_not_fetched_from_an_archive() {
    let files = "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\n---\nSee ![the map](map.png) here.\n";
    let site = site(files).config(
        "old_hosts = [\"www.example.org\"]\narchived_copy = \"https://web.archive.org/web/{date}/{url}\"",
    );
    let built = site.build();
    let page = built.file("2010/12/a/index.html");
    assert!(page.contains("See the map here.") && !page.contains("web.archive.org"), "{page}");
    assert!(
        built.problems_text().contains("warning[missing-file] content/a.md:5:"),
        "{}",
        built.problems_text()
    );
}

/// Links to what lives on beside the archive: as a path, in full, on an old host, on another host; and one that is missing.
const TO_LIVE: &str = "[1](/docs/a#part) [2](https://archive.example.org/docs/b?x=1) [3](http://www.example.org/docs/c) \
    [4](http://wiki.example.net/d) <a href=\"/docs/e\">5</a> [6](/docsx) ![7](/docs/f.png)";

#[test]
fn links_to_what_lives_on_stay_links() {
    for (more, base, parts) in [
        ("", "https://archive.example.org/", ["", ""]),
        ("", "https://archive.example.org/archive/", ["", ""]),
        (
            "relative_links = true",
            "https://archive.example.org/archive/",
            ["https://archive.example.org", ""],
        ),
        ("relative_links = true", "https://archive.example.org/", ["https://archive.example.org", ""]),
    ] {
        let toml = format!(
            "title = \"T\"\nbase_url = \"{base}\"\nold_hosts = [\"www.example.org\", \"wiki.example.net\"]\n\
             live = [\"/docs/\", \"http://wiki.example.net/\"]\n{more}\n"
        );
        let site = site(&file("a.md", "title: A\ndate: 2010-12-10", TO_LIVE));
        site.write("site.toml", &toml);
        let built = site.build();
        let page = built.file("2010/12/a/index.html");
        let mut links = hrefs(body(&page));
        // Where links are relative, the picture is one on another site, to which a link leads.
        let picture = format!("{}/docs/f.png", parts[0]);
        assert!(body(&page).contains(&format!("=\"{picture}\"")), "{page}");
        links.retain(|link| *link != picture);
        let live = |path: &str| format!("{}{path}", parts[0]);
        let in_full = if base.ends_with("archive/") {
            "https://archive.example.org/docs/b?x=1".into()
        } else {
            live("/docs/b?x=1")
        };
        assert_eq!(
            links,
            [
                live("/docs/a#part"),
                in_full,
                live("/docs/c"),
                "http://wiki.example.net/d".into(),
                live("/docs/e")
            ],
            "{toml}"
        );
        assert_eq!(built.problems_text().lines().count(), 1, "{}", built.problems_text());
        let missing = fs::read_to_string(site.path(".generate/missing.csv")).unwrap();
        assert!(missing.contains("/docsx") && missing.lines().count() == 2, "{missing}");
    }
}

#[test]
fn what_the_archive_has_comes_before_what_lives_on() {
    let config = "live = [\"/\"]\nmenu.main = [{ title = \"Docs\", url = \"/docs/\" }, { title = \"T\", url = \"/2010/12/target/\" }]";
    let text_ = "[1](/node/123) [2](/2010/12/target/) [3](/nowhere) {{< file \"/docs/x.pdf\" >}} {{< figure src=\"/docs/x.png\" >}}";
    let site = linking(config, text_);
    let front = "title: B\ndate: 2010-12-30\naudio: /docs/x.mp3\nattachments: [/docs/y.pdf]";
    site.write("content/news/b.md", format!("---\n{front}\n---\nText.\n"));
    site.write(
        "site.toml",
        fs::read_to_string(site.path("site.toml")).unwrap().replace("example.org/", "example.org/sub/"),
    );
    let built = site.build();
    assert_eq!(built.problems_text(), "");
    let page = built.file("2010/12/from/index.html");
    assert_eq!(
        hrefs(body(&page)),
        ["/sub/2010/12/target/", "/sub/2010/12/target/", "/nowhere", "/docs/x.pdf"]
    );
    assert!(body(&page).contains("src=\"/docs/x.png\""), "{page}");
    assert!(
        page.contains("<a href=\"/docs/\">Docs</a>") && page.contains("<a href=\"/sub/2010/12/target/\""),
        "{page}"
    );
    let page = built.file("2010/12/b/index.html");
    assert!(page.contains("src=\"/docs/x.mp3\"") && page.contains("href=\"/docs/y.pdf\""), "{page}");
    assert!(!site.path(".generate/missing.csv").exists());
}

#[test]
fn copies_of_paths_need_no_old_host() {
    let copies = |config: &str, base: &str| {
        let site = linking(&format!("archived_copy = \"{config}\""), "[a](/node/999?x=1)");
        let toml = fs::read_to_string(site.path("site.toml")).unwrap();
        site.write("site.toml", toml.replace("archive.example.org/", base));
        let built = site.build();
        assert!(built.problems_text().starts_with("warning[missing-address]"), "{}", built.problems_text());
        let page = built.file("2010/12/from/index.html");
        (hrefs(body(&page)).remove(0), body(&page).contains("class=\"archived\""))
    };
    let archive = "https://web.example/{date}/{url}";
    for (base, origin) in
        [("archive.example.org/", "https://archive.example.org"), ("a.example/sub/", "https://a.example/sub")]
    {
        assert_eq!(
            copies(archive, base),
            (format!("https://web.example/20101231000000/{origin}/node/999?x=1"), true)
        );
        assert_eq!(copies("{url}", base), (format!("{origin}/node/999?x=1"), false));
    }
}

#[test]
fn an_original_address_is_no_archived_copy() {
    let built = linking("archived_copy = \"{url}\"", "Text.").build();
    let page = built.file("2010/12/target/index.html");
    assert!(page.contains("http://www.example.org/tajikistan-border"), "{page}");
    assert!(!page.contains("Archived copy"), "{page}");
}

#[test]
fn a_link_to_nothing_is_an_old_address_only_where_it_can_be_one() {
    let built = linking("", "A [b](q.pdf) and [c](/nothing/).").build();
    assert_eq!(text(&built), "<p>A b and c.</p>");
    assert_eq!(
        built.problems_text(),
        "warning[missing-address] content/news/from.md:5:3: 2 broken links to 2 addresses without a page or file, the first to `q.pdf` (see .generate/missing.csv for all of them)\n"
    );
    let built =
        linking("old_hosts = [\"www.example.org\"]", "A [b](q.pdf) [c](http://www.example.org/1).").build();
    assert_eq!(
        built.problems_text(),
        "warning[missing-address] content/news/from.md:5:3: broken link: no page or file has the address `q.pdf` (see .generate/missing.csv for all of them)\n\
         warning[missing-address] content/news/from.md:5:14: broken link to an old address of the archive: http://www.example.org/1 (see .generate/missing.csv for all of them)\n"
    );
}

#[test]
fn the_first_missing_file_is_the_first_in_the_text() {
    let files = "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\nattachments: [z.pdf, a.pdf]\n---\n![z](z.jpg)\n\n![a](a.jpg)\n";
    assert_eq!(
        site(files).build().problems_text(),
        "warning[missing-file] content/a.md:4:15: 2 files named in front matter not found, the first is `z.pdf` (put files beside the article, or in static/ with a path that starts with `/`)\n\
         warning[missing-file] content/a.md:6:1: 2 image, audio or video files not found (used 2 times), the first is z.jpg (put files beside the article, or in static/ with a path that starts with `/`; see .generate/missing.csv for all of them)\n"
    );
}

#[test]
fn a_file_in_other_case_is_named() {
    let files = "-- content/a.md --\n---\ntitle: A\ndate: 2010-12-10\nimage: pic.jpg\n---\n![a](/images/map.PNG)\n\
                 -- content/pic.JPG --\nx\n-- static/images/Map.png --\nx\n";
    let problems = site(files).build().problems_text();
    for expected in [
        "content/a.md:4:8: file `pic.jpg` not found (did you mean `pic.JPG`?)\n",
        "content/a.md:6:1: image, audio or video file not found: /images/map.PNG (did you mean `/images/Map.png`?)\n",
    ] {
        assert!(problems.contains(expected), "{problems}");
    }
}
