//! Anchors of headings as other programs make them, and links to anchors that are not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::page::{body, file, hrefs, site_with};
use crate::support::{Site, site};

/// Two articles and a page that link to each other's anchors.
fn linked(config: &str) -> Site {
    let files = [
        file(
            "a.md",
            "title: A\ndate: 2010-12-10",
            "## What's new\n\n[x](#whats-new) [y](#gone) [z](@/b.md#down)",
        ),
        file(
            "b.md",
            "title: B\ndate: 2010-12-11",
            "Text\n\n[x](/2010/12/a/#whats-new) [y](/2010/12/a/#main--text)",
        ),
        file("pages/about.md", "title: About", "[x](@/a.md#up) [y](/feed.xml#x)"),
    ];
    site_with(config, &files.concat())
}

#[test]
fn headings_are_named_as_the_site_says() {
    for (rule, expected) in [("generate", "whats-new"), ("zola", "what-s-new"), ("zola-safe", "What's_new")] {
        let built = linked(&format!("anchors = \"{rule}\"")).build();
        let html = built.file("2010/12/a/index.html");
        assert!(body(&html).starts_with(&format!("<h2 id=\"{expected}\">")), "{rule}: {}", body(&html));
    }
}

#[test]
fn links_to_anchors_that_are_not_there_are_told() {
    let site = linked("");
    assert_eq!(
        site.build().problems_text(),
        "warning[missing-anchor] content/a.md:7:17: 3 broken links to anchors, the first to #gone \
         (see .generate/missing.csv for all of them; `anchors` in site.toml sets the style of heading anchors)\n"
    );
    let list = fs::read_to_string(site.path(".generate/missing.csv")).unwrap();
    assert_eq!(
        list.replace('\r', ""),
        "address,file,line,column\n\
         #gone,content/a.md,7,17\n\
         /2010/12/b/#down,content/a.md,7,28\n\
         /2010/12/a/#up,content/pages/about.md,4,1\n"
    );
}

#[test]
fn an_anchor_that_comes_and_goes_is_told_by_every_build() {
    let site = linked("");
    let first = site.build().problems_text();
    let before = fs::read_to_string(site.path("content/b.md")).unwrap();
    site.write("content/b.md", before.replace("Text\n", "Text\n\n## Down\n"));
    let warnings = site.build().problems_text();
    assert!(warnings.contains(" 2 broken links to anchors"), "{warnings}");
    site.write("content/b.md", before);
    assert_eq!(site.build().problems_text(), first);
    assert_eq!(site.build().problems_text(), first);
    assert!(first.contains(" 3 broken links to anchors"), "{first}");
}

/// A blog that Zola makes, 750 posts.
const ZOLA_BLOG: &str = "../shared/data/sites/zola-rust-blog/content";

/// Anchors that posts of that blog link to and that Zola did not make either: most are in the form of GitHub.
const DEAD_THERE: [&str; 26] = [
    "--all-targets-and-doc-tests",
    "-zcheck-cfg",
    "-ztrim-paths",
    "Performance-Dashboard",
    "Theme-Flatten-the-learning-curve",
    "Theme-Help-the-Rust-project-scale",
    "Theme-Help-users-help-each-other",
    "cargo-publish---workspace",
    "cargo-update---precise-yanked",
    "cargos-new-feature-resolver",
    "cargos-sparse-protocol",
    "debugging-aspirations-",
    "debugging-initiatives-",
    "deprecated-cargotoml-fields",
    "diagnostics-aspirations-",
    "expressiveness-aspirations--",
    "expressiveness-initiatives--",
    "faster-builds-initiatives--\u{fe0f}",
    "i-unsound-issues-",
    "maybeuninitt>-instead-of-mem::uninitialized",
    "p-high-aspirations-",
    "p-high-backlog-processing-aspirations-",
    "rfc-3493-cargo-update---precise-prerelease",
    "rfc-3516-publicprivate-dependencies",
    "stabilizing-cargo-metadatas-id-field",
    "whats-in-1.28.0-stable",
];

/// The posts of the blog with what this program asks of a front matter: a date and an address.
fn zola_blog() -> Option<Site> {
    if !Path::new(ZOLA_BLOG).is_dir() {
        // Not a macro: what those print is shown of failed tests only.
        let _ = writeln!(std::io::stderr(), "SKIPPED anchors of Zola: {ZOLA_BLOG} is absent");
        return None;
    }
    let blog = site("");
    blog.write(
        "site.toml",
        "title = \"B\"\nbase_url = \"https://blog.rust-lang.org/\"\nanchors = \"zola\"\non_missing_link = \"warn\"\n",
    );
    let files = walkdir::WalkDir::new(ZOLA_BLOG).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    for file in files.filter(|file| file.path().extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(file.path()).unwrap().replace('\u{c}', "");
        let Some((head, body)) = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"))
        else {
            continue;
        };
        let value = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        let (Some(title), Some(path)) = (value("title"), value("path")) else { continue };
        let aliases = head.split_once("\naliases = [").and_then(|(_, rest)| rest.split_once(']'));
        let aliases = aliases.map_or("[]".to_owned(), |(aliases, _)| format!("[{aliases}]"));
        let path = path.trim_matches('"');
        let date =
            path.strip_prefix("inside-rust/").unwrap_or(path).get(..10).unwrap_or_default().replace('/', "-");
        let date = if date.starts_with("20") { date } else { "2020-01-01".to_owned() };
        let below = file.path().strip_prefix(ZOLA_BLOG).unwrap().to_str().unwrap();
        let head = format!("title = {title}\ndate = {date}\nurl = \"/{path}/\"\naliases = {aliases}\n");
        blog.write(&format!("content/{below}"), format!("+++\n{head}+++\n{body}"));
    }
    Some(blog)
}

#[test]
fn every_anchor_that_posts_of_a_zola_blog_link_to_is_there() {
    let Some(blog) = zola_blog() else { return };
    let built = blog.build();
    let pages: BTreeMap<String, String> = built
        .names()
        .into_iter()
        .filter_map(|name| Some((format!("/{}", name.strip_suffix("index.html")?), built.file(&name))))
        .collect();
    let (mut alive, mut dead) = (0, BTreeSet::new());
    for (url, html) in pages.iter() {
        for href in hrefs(html) {
            let Some((page, anchor)) = href.split_once('#') else { continue };
            let Some(target) = pages.get(if page.is_empty() { url.as_str() } else { page }) else { continue };
            let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8().unwrap().into_owned();
            if target.contains(&format!(" id=\"{anchor}\"")) {
                alive += 1;
            } else {
                dead.insert(anchor);
            }
        }
    }
    assert!(alive > 1_000, "{alive}");
    assert_eq!(
        dead.iter().map(String::as_str).collect::<Vec<_>>(),
        DEAD_THERE,
        "beside {alive} that are there"
    );
}
