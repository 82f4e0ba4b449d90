//! What addresses are made of: endings, slugs, patterns, and which files make none.

use generate::path::{OutPath, UrlPath};
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, TestRunner};

use crate::page::{attributes, body, elements, file, post, redirect, site_with};
use crate::support::{Built, Site, site};

/// The folder of the only article of a site, as seen from `2010/12/`.
fn only(built: &Built) -> String {
    let names = built.names().into_iter().filter(|name| name.starts_with("2010/12/"));
    let names: Vec<String> = names
        .filter_map(|name| {
            let below = name.strip_prefix("2010/12/")?.strip_suffix("/index.html")?;
            (below != "page/1").then(|| below.to_owned())
        })
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    names[0].clone()
}

#[test]
fn a_dot_in_an_address_is_no_extension() {
    for (url, expected) in [
        ("/rel/1.2", "rel/1.2/index.html"),
        ("/releases/1.88.0", "releases/1.88.0/index.html"),
        ("/analytics.usa.gov", "analytics.usa.gov/index.html"),
        ("/node.js", "node.js/index.html"),
        ("/St. Petersburg", "St. Petersburg/index.html"),
        ("/a.b/c", "a.b/c/index.html"),
        ("/story.html", "story.html"),
        ("/STORY.HTM", "STORY.HTM"),
        ("/photo.jpg/", "photo.jpg/index.html"),
    ] {
        let built = site(&post("a.md", "A", "2010-12-10", &format!("url: \"{url}\""))).build();
        assert!(built.file(expected).contains("<h1>A</h1>"), "{url}");
        let built = site(&post("a.md", "A", "2010-12-10", &format!("aliases: [\"{url}\"]"))).build();
        assert_eq!(redirect(&built, expected), "/2010/12/a/", "{url}");
        assert_eq!(built.problems_text(), "", "{url}");
    }
}

#[test]
fn no_page_stands_where_a_host_would_send_another_kind_of_file() {
    for path in ["/report.pdf", "/a/photo.JPG", "/story.php", "/feed.xml.zip", "/x.xhtml", "/data.json"] {
        for key in ["url", "aliases"] {
            let built = site(&post("a.md", "A", "2010-12-10", &format!("{key}: \"{path}\""))).build();
            assert!(!built.has(&path[1..]), "{path}");
            assert!(built.file("2010/12/a/index.html").contains("<h1>A</h1>"), "{path}");
            let rules = built.file("_redirects");
            assert!(rules.contains(&format!("{path} /2010/12/a/ 301\n")), "{path}: {rules}");
        }
    }
    // A feed is what readers of feeds ask such an address for.
    let built = site_with("[feeds]\naliases = [\"/rss.xml\"]", &post("a.md", "A", "2010-12-10", "")).build();
    assert!(built.file("rss.xml").contains("<feed"));
    // Two that want one rule, and one that would lead from a file that is there.
    let claims =
        |alias: &str| post("a.md", "A", "2010-12-10", alias) + &post("b.md", "B", "2010-12-11", alias);
    let problems = site(&claims("aliases: /x.pdf")).fail();
    assert!(problems.starts_with("error[duplicate-alias] content/b.md:4:10"), "{problems}");
    let problems =
        site(&post("a.md", "A", "2010-12-10", "aliases: /x.pdf")).write("static/x.pdf", "x").fail_text();
    assert!(problems.starts_with("error[alias-on-page] content/a.md:4:10"), "{problems}");
}

/// A site that is written to after it was made, and fails.
trait FailText {
    fn fail_text(&self) -> String;
}

impl FailText for Site {
    fn fail_text(&self) -> String {
        self.fail()
    }
}

#[test]
fn links_lead_to_the_file_the_folder_or_the_page_of_a_name() {
    let text = "[1](/x/y) [2](/LICENSE) [3](http://old.example.org/LICENSE) [4](/rel/1.2) \
                [5](http://old.example.org/rel/1.2) [6](/x/y#part) [7](/old/z) [8](/scripts/node.js) [9](/x/none)";
    let files = [
        file("a.md", "title: A\ndate: 2010-12-10", text),
        post("y.md", "Y", "2010-12-11", "url: /x/y.html"),
        post("z.md", "Z", "2010-12-12", "aliases: /old/z.html"),
        post("r.md", "R", "2010-12-13", "url: /rel/1.2"),
    ];
    let site = site_with("old_hosts = [\"old.example.org\"]", &files.concat());
    site.write("static/LICENSE", "x").write("static/scripts/node.js", "x");
    let built = site.build();
    assert_eq!(
        attributes(body(&built.file("2010/12/a/index.html")), "href"),
        [
            "/x/y.html",
            "/LICENSE",
            "/LICENSE",
            "/rel/1.2",
            "/rel/1.2/",
            "/x/y.html#part",
            "/2010/12/z/",
            "/scripts/node.js",
        ]
    );
}

#[test]
fn names_of_files_are_kept_where_the_site_says_so() {
    for (name, ascii, keep, lower) in [
        ("2010-12-02-v1.2-Out", "v1-2-out", "v1.2-Out", "v1.2-out"),
        ("Rust-1.12/index", "rust-1-12", "Rust-1.12", "rust-1.12"),
        ("conf-lineup@0", "conf-lineup-0", "conf-lineup@0", "conf-lineup@0"),
        ("Файл Имени", "fayl-imeni", "Файл-Имени", "файл-имени"),
        ("a_b-c", "a_b-c", "a_b-c", "a_b-c"),
        ("50% (новое)", "50-novoe", "50%-(новое)", "50%-(новое)"),
    ] {
        for (mode, expected) in [("ascii", ascii), ("keep", keep), ("lower", lower)] {
            let site = site(&post(&format!("{name}.md"), "T", "2010-12-10", ""));
            let built = site.config(&format!("slugs = \"{mode}\"")).build();
            let found = only(&built);
            if mode == "ascii" && !name.is_ascii() {
                // How other scripts are transliterated is not for this test to say.
                assert!(found.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{found}");
            } else {
                assert_eq!(found, expected, "{name} {mode}");
            }
        }
    }
}

#[test]
fn a_written_slug_is_kept_in_every_mode() {
    for mode in ["ascii", "keep", "lower"] {
        for (slug, expected) in [
            ("V1.2_Out", "V1.2_Out"),
            ("Köln", "Köln"),
            ("'two  words'", "two-words"),
            ("K%C3%B6ln", "Köln"),
            // No UTF-8: what it is in another encoding nobody knows.
            ("caf%E9", "caf%E9"),
            ("node.js", "node.js"),
            ("'1.10'", "1.10"),
        ] {
            let built = site(&post("a.md", "T", "2010-12-10", &format!("slug: {slug}")))
                .config(&format!("slugs = \"{mode}\""))
                .build();
            assert_eq!(only(&built), expected, "{slug} {mode}");
        }
    }
    let built =
        site(&post("2010-12-10.md", "'Only: A Title 1.2'", "2010-12-10", "")).config("slugs = \"keep\"");
    assert_eq!(only(&built.build()), "Only-A-Title-1.2");
}

#[test]
fn pages_follow_the_same_rule() {
    for (mode, expected) in [
        ("ascii", "Legal/ob-avtore-1/index.html"),
        ("keep", "Legal/Об-авторе-1/index.html"),
        ("lower", "legal/об-авторе-1/index.html"),
    ] {
        let site = site(&file("pages/Legal/Об авторе 1.md", "title: About", ""));
        let built = site.config(&format!("slugs = \"{mode}\"")).build();
        let names = built.names();
        let found = names.iter().find(|name| name.to_lowercase().starts_with("legal/")).unwrap();
        if mode == "ascii" {
            assert!(found.is_ascii() && found.starts_with("Legal/"), "{found}");
        } else {
            assert_eq!(found, expected);
        }
    }
    assert_eq!(
        site("").config("slugs = \"kept\"").fail(),
        "error[invalid-value] site.toml:1:9: invalid value `kept` for `slugs` (expected `ascii`, `keep` or `lower`)\n"
    );
}

#[test]
fn another_mode_moves_articles_in_the_next_build() {
    let site = site(&post("V1.2.md", "T", "2010-12-10", ""));
    assert_eq!(only(&site.build()), "v1-2");
    let toml = std::fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", format!("slugs = \"keep\"\n{toml}"));
    assert_eq!(only(&site.build()), "V1.2");
}

#[test]
fn an_alias_in_other_letters_stands_beside_the_page() {
    let files = [
        post("a.md", "A", "2010-12-10", "url: /big-case/\naliases: [/Big-Case/, /BIG-CASE, /Big-Case]"),
        post("b.md", "B", "2010-12-11", "aliases: /Old"),
        post("c.md", "C", "2010-12-12", "aliases: /old"),
        post("d.md", "D", "2010-12-13", "original_url: http://archive.example.org/2010/12/D/"),
    ];
    let site = site(&files.concat());
    let built = site.build();
    assert!(built.file("big-case/index.html").contains("<h1>A</h1>"));
    assert_eq!(redirect(&built, "Big-Case/index.html"), "/big-case/");
    assert_eq!(redirect(&built, "BIG-CASE/index.html"), "/big-case/");
    assert_eq!(redirect(&built, "Old/index.html"), "/2010/12/b/");
    assert_eq!(redirect(&built, "old/index.html"), "/2010/12/c/");
    // Nobody wrote that one by hand.
    assert!(!built.has("2010/12/D/index.html"));
    let warning = |place: &str, alias: &str| {
        format!(
            "warning[alias-case] {place}: alias {alias} differs only in case from another address (it redirects only on hosts with case-sensitive paths; everywhere else the other address is served)\n"
        )
    };
    let expected = [
        warning("content/a.md:5:11", "/Big-Case/"),
        warning("content/a.md:5:23", "/BIG-CASE"),
        warning("content/c.md:4:10", "/old"),
    ];
    assert_eq!(built.problems_text(), expected.concat());
    // Another build has nothing to do, and says the same.
    let again = site.build();
    assert_eq!((again.report.written, again.problems_text()), (0, expected.concat()));
}

/// A file system that does not tell cases apart, as far as the program looks: the staging folder has two names.
#[cfg(unix)]
#[test]
fn a_folder_that_folds_case_keeps_the_page() {
    let site = site(&post("a.md", "A", "2010-12-10", "url: /big-case/\naliases: [/Big-Case/, /else]"));
    std::fs::create_dir_all(site.path("public")).unwrap();
    std::os::unix::fs::symlink(".generate-staging", site.path("public/.GENERATE-STAGING")).unwrap();
    let built = site.build();
    assert!(built.file("big-case/index.html").contains("<h1>A</h1>") && !built.has("Big-Case/index.html"));
    assert_eq!(redirect(&built, "else/index.html"), "/big-case/");
    assert!(built.problems_text().starts_with("warning[alias-case] content/a.md:5:11"));
}

#[test]
fn patterns_differ_by_folder_and_language() {
    let config = r#"permalink = "/{year}/{slug}/"
[permalinks]
blog = "/{year}/{month}/{day}/{title}/"
"blog/rust" = "/rust/{name}.html"
[languages.en]
name = "English"
[languages.ru]
name = "Русский"
permalink = "/{slug}/{day}/"
[languages.ru.permalinks]
blog = "/zapisi/{slug}/"
[languages.cs]
name = "Čeština""#;
    let files = [
        post("news/a.md", "Title A", "2010-12-03", ""),
        post("blog/b.md", "Title B", "2010-12-03", ""),
        post("blog/rust/2010-12-03-c.md", "Title C", "2010-12-03", "slug: other"),
        post("blogs/d.md", "Title D", "2010-12-03", ""),
        post("news/e.ru.md", "Title E", "2010-12-03", ""),
        post("blog/f.ru.md", "Title F", "2010-12-03", ""),
        post("blog/rust/g.ru.md", "Title G", "2010-12-03", ""),
        post("blog/h.cs.md", "Title H", "2010-12-03", ""),
        post("news/i.cs.md", "Title I", "2010-12-03", ""),
        post("blog/j.md", "Title J", "2010-12-03", "url: /exact/"),
    ];
    let built = site_with(config, &files.concat()).build();
    for (name, title) in [
        ("2010/a/index.html", "A"),
        ("2010/12/03/title-b/index.html", "B"),
        ("rust/c.html", "C"),
        ("2010/d/index.html", "D"),
        ("ru/e/03/index.html", "E"),
        ("ru/zapisi/f/index.html", "F"),
        ("ru/zapisi/g/index.html", "G"),
        ("cs/2010/12/03/title-h/index.html", "H"),
        ("cs/2010/i/index.html", "I"),
        ("exact/index.html", "J"),
    ] {
        assert!(built.file(name).contains(&format!("<h1>Title {title}</h1>")), "{name}");
    }
    assert_eq!(built.problems_text(), "");
}

#[test]
fn patterns_have_folders_and_terms() {
    let config = "permalink = \"/{sections}/{term:region}/{name}/\"\non_conflict = \"warn\"\n\
                  [taxonomies]\nregion = { path = \"regions\" }\ntopic = { path = \"topics\" }";
    let files = [
        post("a.md", "A", "2010-12-03", ""),
        post("news/asia/b.md", "B", "2010-12-03", "topic: Trade\nregion: [Central Asia, Russia]"),
        post("news/c/index.md", "C", "2010-12-03", "region: Russia"),
        post("d/index.md", "D", "2010-12-03", ""),
        post("50% & more/e.md", "E", "2010-12-03", ""),
        post("news/asia/2009-01-01-b.md", "B2", "2010-12-04", "region: Central Asia"),
    ];
    let built = site_with(config, &files.concat()).build();
    for (name, title) in [
        ("a/index.html", "A"),
        ("news/asia/central-asia/b/index.html", "B"),
        ("news/russia/c/index.html", "C"),
        ("d/index.html", "D"),
        ("50% & more/e/index.html", "E"),
        ("news/asia/central-asia/b-2/index.html", "B2"),
    ] {
        assert!(built.file(name).contains(&format!("<h1>{title}</h1>")), "{name}: {:?}", built.names());
    }
    let kept = site(&post("My News/Far East/B.md", "B", "2010-12-03", ""));
    let kept = kept.config("slugs = \"lower\"\npermalink = \"/{sections}/{section}/{slug}\"").build();
    assert!(kept.has("my-news/far-east/my-news/b/index.html"), "{:?}", kept.names());
}

#[test]
fn wrong_patterns_are_errors_with_their_place() {
    let problems = |config: &str| site_with(config, &post("news/a.md", "A", "2010-12-03", "")).fail();
    assert_eq!(
        problems("[permalinks]\nnews = \"/{titel}/\""),
        "error[invalid-value] site.toml:5:8: invalid value `/{titel}/` for `news` (it has an unknown placeholder `{titel}`; \
         expected {year}, {month}, {day}, {slug}, {title}, {name}, {section}, {sections} or {term:…})\n"
    );
    assert_eq!(
        problems("[permalinks]\n\"../x\" = \"/{slug}/\""),
        "error[invalid-value] site.toml:5:1: invalid value `../x` for `permalinks` (expected a folder below the content folder)\n"
    );
    assert_eq!(
        problems("permalink = \"/{term:regoin}/{slug}/\"\n[taxonomies]\nregion = {}"),
        "error[invalid-value] site.toml:4:13: invalid value `/{term:regoin}/{slug}/` for `permalink` (it refers to an \
         unknown taxonomy `regoin`; expected `region`)\n"
    );
    let built =
        site_with("[permalinks]\nnwes = \"/{slug}/\"", &post("news/a.md", "A", "2010-12-03", "")).build();
    assert_eq!(
        built.problems_text(),
        "warning[unused-permalink] site.toml:5:1: no articles in folder `nwes` (keys of `permalinks` are folders below the content folder; drafts and excluded files do not count)\n"
    );
    let long = "x".repeat(150);
    let article = post("a.md", "A", "2010-12-03", &format!("slug: {long}\nregion: {long}"));
    let config = "permalink = \"/{term:region}-{slug}/\"\n[taxonomies]\nregion = {}";
    assert_eq!(
        site_with(config, &article).fail(),
        "error[wrong-address] content/a.md:4:7: the `permalink` pattern gives an invalid address for this article (a path segment is at most 200 bytes long; set `url` in the article)\n"
    );
}

#[test]
fn excluded_files_are_no_part_of_the_site() {
    let config = "exclude = [\"README.md\", \"content/drafts\", \"static/**/*.psd\", \"*.xls\"]";
    let files = [
        post("a/index.md", "A", "2010-12-03", ""),
        "-- content/README.md --\nno front matter\n".to_owned(),
        "-- content/x/README.md --\nno front matter\n".to_owned(),
        post("drafts/2010/b.md", "B", "2010-12-03", ""),
        post("x/drafts/c.md", "C", "2010-12-03", ""),
    ];
    let site = site_with(config, &files.concat());
    site.write("content/a/table.xls", "x").write("content/a/table.csv", "x");
    site.write("static/a.psd", "x").write("static/b/c.psd", "x").write("static/b/c.txt", "x");
    let built = site.build();
    assert_eq!(built.problems_text(), "");
    let own = ["psd", "xls"].map(|ending| built.names().iter().any(|name| name.ends_with(ending)));
    assert_eq!(own, [false, false], "{:?}", built.names());
    assert!(built.has("b/c.txt") && built.has("2010/12/a/table.csv"));
    assert!(built.has("2010/12/c/index.html") && !built.has("2010/12/b/index.html"));
    // What is named no more comes back, and what is named goes.
    let toml = std::fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", toml.replace("\"content/drafts\"", "\"content/x\""));
    let built = site.build();
    assert!(!built.has("2010/12/c/index.html") && built.has("2010/12/b/index.html"));
}

#[test]
fn patterns_of_files_are_checked() {
    let problems = |pattern: &str| site("").config(&format!("exclude = [\"x\", \"{pattern}\"]")).fail();
    assert_eq!(
        problems("content/a**"),
        "error[invalid-value] site.toml:1:17: invalid value `content/a**` for `exclude` (recursive wildcards must form a single \
         path component)\n"
    );
    assert_eq!(
        problems("drafts/*"),
        "error[invalid-value] site.toml:1:17: invalid value `drafts/*` for `exclude` (patterns are relative to the site root and start with `content/`, `static/`)\n"
    );
}

#[test]
fn the_date_may_stand_in_the_address() {
    let built = site(&file("a.md", "title: A\npath: blog/2010/12/03/a.html", "x")).build();
    let page = built.file("blog/2010/12/03/a.html/index.html");
    assert!(page.contains("datetime=\"2010-12-03\""), "{page}");
    let built = site(&file("2009-01-02-a.md", "title: A\nurl: /2010/12/03/a", "x")).build();
    assert!(built.file("2010/12/03/a/index.html").contains("datetime=\"2009-01-02\""));
    for url in ["/2010/13/03/a", "/2010/a/12/03", "/12010/12/03/", "/a2010/12/03/"] {
        let problems = site(&file("a.md", &format!("title: A\nurl: {url}"), "x")).fail();
        assert!(problems.starts_with("error[no-date] content/a.md"), "{problems}");
    }
    // Of both keys `url` counts.
    let built = site(&post("a.md", "A", "2010-12-03", "url: /x/\npath: /y/")).build();
    assert!(built.has("x/index.html") && !built.has("y/index.html"));
    let problems = site(&post("a.md", "A", "2010-12-03", "path: /a/../y/")).fail();
    assert!(
        problems.starts_with("error[wrong-address] content/a.md:4:7: invalid address `/a/../y/` for `path`"),
        "{problems}"
    );
}

/// A byte as an address may hold it, raw where it is one of a text.
fn spelled(byte: u8, encoded: bool) -> Option<String> {
    match encoded {
        true => Some(format!("%{byte:02X}")),
        false => byte.is_ascii().then(|| char::from(byte).to_string()),
    }
}

/// A text as YAML holds any: in double quotes, with escapes.
fn quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// Asserts that the only article of a site has an address that is valid and leads to its file, or that there is an error that
/// names the file and a place in it.
fn assert_reachable(site: &Site, what: &str) {
    let built = site.try_build();
    if built.problems.has_errors() {
        let errors = built.problems.sorted();
        for problem in errors.iter().filter(|problem| problem.level.name() == "error") {
            let place = problem.place.as_ref().unwrap_or_else(|| panic!("{what}: {}", built.problems_text()));
            assert!(place.file.starts_with("content/"), "{what}: {}", built.problems_text());
        }
        return;
    }
    let names = built.names();
    let page = names.iter().find(|name| {
        name.ends_with(".html")
            && built.file(name).contains("<meta property=\"og:type\" content=\"article\">")
    });
    let page = page.unwrap_or_else(|| panic!("{what}: no article among {names:?}"));
    let html = built.file(page);
    let mut links = elements(&html, "link").into_iter();
    let canonical = links.find(|link| link.get("rel") == Some("canonical")).unwrap();
    let canonical = canonical.get("href").unwrap();
    let path = canonical.strip_prefix("https://archive.example.org").unwrap();
    assert!(
        path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}?#&[]".contains(&byte)),
        "{what}: {path}"
    );
    // A browser reads it as it is written.
    assert_eq!(url::Url::parse(canonical).unwrap().as_str(), canonical, "{what}");
    let url = UrlPath::parse(path).unwrap();
    assert_eq!(url.href(""), path, "{what}");
    assert_eq!(url.out_path(), OutPath::new(page.as_str()).unwrap(), "{what}");
    assert!(built.file("index.html").contains(&format!("href=\"{path}\"")), "{what}: {path}");
}

#[test]
fn every_byte_in_an_address_or_a_slug_leads_to_its_page_or_is_an_error() {
    for byte in 0..=255_u8 {
        for encoded in [false, true] {
            let Some(spelled) = spelled(byte, encoded) else { continue };
            for value in [format!("a{spelled}b"), format!("{spelled}b"), format!("a{spelled}")] {
                for (key, value) in [("slug", value.clone()), ("url", format!("/x/{value}"))] {
                    // Around one byte in four is enough for whole sites; the rest is for the cheap test below.
                    if byte.is_ascii_alphanumeric() && byte != b'a' {
                        continue;
                    }
                    let line = format!("{key}: {}", quoted(&value));
                    assert_reachable(&site(&post("a.md", "A", "2010-12-10", &line)), &line);
                }
            }
        }
    }
}

#[test]
fn every_byte_in_the_name_of_a_file_leads_to_its_page_or_is_an_error() {
    for mode in ["ascii", "keep", "lower"] {
        for byte in 1..=255_u8 {
            for encoded in [false, true] {
                let Some(spelled) = spelled(byte, encoded).filter(|spelled| spelled != "/") else { continue };
                if byte.is_ascii_alphanumeric() && byte != b'a' {
                    continue;
                }
                let site = site("").config(&format!("slugs = \"{mode}\""));
                std::fs::remove_dir_all(site.path("content/pages")).unwrap();
                site.write(
                    &format!("content/x{spelled}Y.md"),
                    "---\ntitle: A\ndate: 2010-12-10\n---\nText.\n",
                );
                assert_reachable(&site, &format!("{mode} x{spelled}Y.md"));
            }
        }
    }
}

/// Bytes that are no UTF-8 in a name.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_errors() {
    use std::os::unix::ffi::OsStrExt as _;
    let site = site("");
    let name = std::ffi::OsStr::from_bytes(b"x\xff.md");
    std::fs::write(site.path("content").join(name), "---\ntitle: A\ndate: 2010-12-10\n---\n").unwrap();
    assert!(site.fail().contains("content/x\u{fffd}.md"));
}

#[test]
fn what_is_written_of_any_address_reads_back_to_the_same() {
    let part = || prop::collection::vec(any::<u8>(), 0..12);
    let mut runner = TestRunner::new(Runs::with_cases(4_000));
    runner
        .run(&(part(), part(), any::<bool>()), |(raw, encoded, slash)| {
            let encoded: String = encoded.iter().map(|byte| format!("%{byte:02x}")).collect();
            let text = format!("/{}{encoded}{}", String::from_utf8_lossy(&raw), if slash { "/" } else { "" });
            let Ok(url) = UrlPath::parse(&text) else { return Ok(()) };
            let href = url.href("");
            prop_assert_eq!(UrlPath::parse(&href), Ok(url.clone()));
            let full = url::Url::parse(&format!("https://archive.example.org{href}")).unwrap();
            prop_assert_eq!(full.path(), href.as_str());
            let with_slash = url.clone().with_slash();
            prop_assert_eq!(with_slash.out_path(), url.out_path());
            let file = url.out_path();
            let answered = url.answered(|path| *path == file);
            prop_assert_eq!(answered, Some(with_slash));
            Ok(())
        })
        .unwrap();
}

#[test]
fn terms_and_authors_keep_their_spelling_where_the_site_says_so() {
    let taxonomies = "[taxonomies]\ntopic = {}\n[terms]\ntopic = [\"Права человека\"]";
    let files = [
        file(
            "a.md",
            "title: A\ndate: 2010-12-10\ntopic: [C++, C, Law & Order, права  человека, v1.2]\nauthor: Nguyễn Văn Tú",
            "x",
        ),
        file(
            "b.md",
            "title: B\ndate: 2010-12-11\ntopic: [c++, Node.js, Made Up]\nauthor: [Dina Example, dina-example]",
            "x",
        ),
        file("authors/Dina Example.md", "role: Editor", ""),
        file("topic/Made Up.md", "summary: Made up.", ""),
    ];
    let kept = "authors/Dina-Example authors/Nguyễn-Văn-Tú topic/C topic/C++ topic/Law-&-Order topic/Made-Up topic/Node.js \
        topic/v1.2 topic/Права-человека";
    let ascii = "authors/dina-example authors/nguyen-van-tu topic/c topic/c-plus-plus topic/law-order topic/made-up \
        topic/node-js topic/prava-cheloveka topic/v1-2";
    for (mode, expected) in [("keep", kept), ("lower", &*kept.to_lowercase()), ("ascii", ascii)] {
        let built = site_with(&format!("slugs = \"{mode}\"\n{taxonomies}"), &files.concat()).build();
        let is_of_term = |folder: &&str| {
            folder.matches('/').count() == 1
                && (folder.starts_with("topic/") || folder.starts_with("authors/"))
        };
        let names = built.names();
        let mut found: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix("/index.html")).collect();
        found.retain(|folder| is_of_term(folder));
        found.sort_unstable();
        let mut expected: Vec<&str> = expected.split_ascii_whitespace().collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{mode}");
        // The links of an article lead to them.
        let page = built.file("2010/12/a/index.html");
        for href in attributes(&page, "href").iter().filter(|href| href.starts_with("/topic/")) {
            let path = UrlPath::parse(href).unwrap();
            assert!(built.has(path.out_path().as_str()) || href.ends_with(".xml"), "{mode}: {href}");
        }
    }
}

#[test]
fn kept_names_that_differ_by_case_alone_get_two_addresses_whatever_the_order() {
    let articles = |days: [u8; 2]| {
        let article = |name: &str, day: u8, topic: &str| {
            file(name, &format!("title: A\ndate: 2010-12-{day}\ntopic: {topic}"), "x")
        };
        article("a.md", days[0], "А Б") + &article("b.md", days[1], "а-б")
    };
    let topics = |days: [u8; 2]| {
        let built = site_with("slugs = \"keep\"\n[taxonomies]\ntopic = {}", &articles(days)).build();
        assert!(built.problems_text().contains("[same-slug]"), "{}", built.problems_text());
        let names = built
            .names()
            .into_iter()
            .filter(|name| name.starts_with("topic/") && name.ends_with("/feed.xml"));
        names.collect::<Vec<String>>()
    };
    let found = topics([10, 11]);
    assert_eq!(found, topics([11, 10]));
    assert!(found.len() == 2 && found.contains(&"topic/а-б/feed.xml".to_owned()), "{found:?}");
    let is_numbered = |name: &String| {
        name.strip_prefix("topic/А-Б-").is_some_and(|rest| rest.len() == "01234567/feed.xml".len())
    };
    assert!(found.iter().any(is_numbered), "{found:?}");
}

#[test]
fn a_written_slug_of_a_term_is_kept() {
    for (mode, expected) in [("keep", "My_Slug+"), ("lower", "My_Slug+"), ("ascii", "my-slug")] {
        let files = file("topic/x.md", "title: Other\nslug: My_Slug+", "")
            + &file("a.md", "title: A\ndate: 2010-12-10\ntopic: [my_slug+, Other, MY_SLUG+]", "x");
        let built = site_with(&format!("slugs = \"{mode}\"\n[taxonomies]\ntopic = {{}}"), &files).build();
        assert!(built.has(&format!("topic/{expected}/index.html")), "{mode}: {:?}", built.names());
        let terms = built.names().into_iter().filter(|name| {
            name.starts_with("topic/") && name.matches('/').count() == 2 && name.ends_with("/index.html")
        });
        assert_eq!(terms.count(), if mode == "ascii" { 2 } else { 1 }, "{mode}");
    }
}
