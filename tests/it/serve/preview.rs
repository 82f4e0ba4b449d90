//! The page for editors.

use std::collections::BTreeMap;
use std::time::Instant;

use generate::output::finding::Flaw;

use super::client::{LIMIT, Running, save, serve};
use crate::findings::{examined, flawed};
use crate::page::{between, hrefs, post, site_with};
use crate::support::Site;

const CONFIG: &str = r#"old_hosts = ["www.example.org"]
[taxonomies]
region = { path = "regions" }
[terms.region]
Caucasus = ["Armenia", "Georgia"]
"#;

fn newsroom() -> Site {
    let files = [
        post("a.md", "Alpha & more", "2010-01-01", "url: /alpha/\nregion: Armenia"),
        post("draft.md", "A <draft>", "2010-01-02", "url: /draft/\ndraft: true"),
        post("later.md", "Later", "2999-01-01", "url: /later/"),
    ];
    let site = site_with(CONFIG, &files.concat());
    site.write(
        "content/links.md",
        "---\ntitle: Links\ndate: 2010-02-01\nurl: /links/\nupdated: 2009-01-01\nimage: {file: gone.jpg}\n---\n\
         [lost](http://www.example.org/lost) ![](/x.svg) {{< nothing >}}\n",
    );
    site.write("static/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
    site
}

fn section<'h>(html: &'h str, title: &str) -> &'h str {
    between(html, &format!("<h2>{title}</h2>"), "<h2>")
}

/// The page, once all texts have been looked at.
pub(super) fn complete(served: &Running) -> String {
    let since = Instant::now();
    loop {
        let html = served.get("/_preview/").text();
        if !html.contains("Checking articles") {
            return html;
        }
        assert!(since.elapsed() < LIMIT, "{html}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn the_page_lists_what_editors_look_for() {
    let site = newsroom();
    let served = serve(&site);
    let html = complete(&served);
    assert!(section(&html, "Broken links").contains("http://www.example.org/lost"), "{html}");
    assert!(section(&html, "Broken links").contains("<a href=\"/links/\">"), "{html}");
    assert!(section(&html, "Missing files").contains("gone.jpg"), "{html}");
    assert!(section(&html, "Shortcodes without a template").contains("nothing"), "{html}");
    assert!(section(&html, "Images without alternative text").contains("<a href=\"/links/\">"), "{html}");
    let drafts = section(&html, "Drafts and future articles");
    assert!(drafts.contains("A &lt;draft&gt; (draft; use --drafts to show it, 2010-01-02)"), "{drafts}");
    assert!(drafts.contains("<a href=\"/later/\">Later</a> (future, 2999-01-01)"), "{drafts}");
    assert!(section(&html, "Recent edits").contains("<a href=\"/links/\">content/links.md</a>"), "{html}");
    let terms = html.split_once("<h2>Terms without articles</h2>").unwrap().1;
    assert!(terms.contains("<a href=\"/regions/georgia/\">Georgia</a>"), "{terms}");
    assert!(!terms.contains("Armenia") && !terms.contains("Caucasus"), "{terms}");
    for address in hrefs(&html) {
        assert_eq!(served.get(&address).status, 200, "{address}");
    }
}

#[test]
fn the_page_lists_all_that_is_found_without_it() {
    let site = flawed();
    let served = serve(&site);
    let html = complete(&served);
    let titles = |flaw: &Flaw| match flaw {
        Flaw::MissingAddress(_) | Flaw::MissingAnchor(_) => "Broken links",
        Flaw::MissingFile(_) => "Missing files",
        Flaw::UnknownShortcode(_) => "Shortcodes without a template",
        Flaw::RemovedElement(..) => "HTML not allowed in content",
        Flaw::NoAlternativeText => "Images without alternative text",
    };
    let mut expected: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let pages = examined(&site);
    for page in &pages {
        let address = format!("/{}", page.path.as_str().trim_end_matches("index.html"));
        let link = format!("<a href=\"{address}\">{address}</a>");
        let mut undescribed = 0;
        for (flaw, place) in page.findings.iter().filter_map(|finding| finding.flaw()) {
            let what = match flaw {
                Flaw::MissingAddress(text) | Flaw::MissingAnchor(text) => format!("<code>{text}</code>"),
                Flaw::MissingFile(text) | Flaw::UnknownShortcode(text) => format!("<code>{text}</code>"),
                Flaw::RemovedElement(text, removal) => format!("<code>{text}</code> ({})", removal.name()),
                Flaw::NoAlternativeText => {
                    undescribed += 1;
                    continue;
                }
            };
            let line = format!("<li>{what} on {link} <code>{place}</code></li>");
            expected.entry(titles(flaw)).or_default().push(line);
        }
        if undescribed > 0 {
            let line = format!("<li>{link} ({undescribed})</li>");
            expected.entry(titles(&Flaw::NoAlternativeText)).or_default().push(line);
        }
    }
    assert_eq!(expected.len(), 5, "{expected:?}");
    for (title, lines) in expected {
        let shown: Vec<&str> =
            section(&html, title).lines().filter(|line| line.starts_with("<li>")).collect();
        assert_eq!(shown, lines, "{title}");
    }
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let mut site = newsroom();
    site.options.drafts = true;
    let served = serve(&site);
    assert_eq!(served.get("/draft/").status, 200);
    let html = complete(&served);
    assert!(
        section(&html, "Drafts and future articles")
            .contains("<a href=\"/draft/\">A &lt;draft&gt;</a> (draft,"),
        "{html}"
    );
    site.options.as_of = Some("2010-01-15".into());
    let served = serve(&site);
    assert_eq!((served.get("/draft/").status, served.get("/links/").status), (200, 404));
    let html = complete(&served);
    let drafts = section(&html, "Drafts and future articles");
    assert!(drafts.contains("Links (not published as of the given date, 2010-02-01)"), "{drafts}");
}

#[test]
fn warnings_stand_by_file_and_go_when_mended() {
    let site = newsroom();
    save(&site, "content/b.md", "---\ntitle: B\ntitle: Beta\ndate: 2010-03-01\nurl: /b/\n---\nText.\n");
    let served = serve(&site);
    let html = complete(&served);
    let warnings = section(&html, "Warnings");
    assert!(
        warnings.contains(
            "<a href=\"/b/\">content/b.md</a><ul><li>line 3: duplicate key `title`; using the last value"
        ),
        "{warnings}"
    );
    let mut page = served.listen("/_preview/");
    let since = Instant::now();
    save(&site, "content/b.md", "---\ntitle: Beta\ndate: 2010-03-01\nurl: /b/\n---\nText.\n");
    page.expect("reload", since);
    while section(&complete(&served), "Warnings").contains("content/b.md") {
        assert!(since.elapsed() < LIMIT);
    }
    let since = Instant::now();
    save(&site, "content/links.md", "---\ntitle: Links\ndate: 2010-02-01\nurl: /links/\n---\nNone.\n");
    while section(&complete(&served), "Broken links").trim() != "<p>None found.</p>" {
        assert!(since.elapsed() < LIMIT);
    }
}

#[test]
fn pages_of_the_site_and_the_server_s_own_bear_the_policy() {
    let site = newsroom();
    let served = serve(&site);
    let documented = include_str!("../../../docs/hosting.md").lines();
    let documented =
        documented.filter_map(|line| line.strip_prefix("Content-Security-Policy: ")).next().unwrap();
    let in_page = documented.strip_suffix("; frame-ancestors 'none'").unwrap();
    let meta = format!(
        "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{in_page}\">\n"
    );
    for path in ["/_preview/", "/", "/lost/"] {
        let reply = served.get(path);
        assert_eq!(reply.header("content-security-policy"), Some(documented), "{path}");
        assert!(reply.text().contains(&meta), "{path}: {}", reply.text());
    }
    assert_eq!(served.get("/_preview/reload.js").header("content-security-policy"), None);
    let html = served.get("/_preview/").text();
    assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("<script>"), "{html}");
    assert_eq!(served.get("/_preview").header("location"), Some("/_preview/"));
}
