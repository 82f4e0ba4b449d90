//! `generate check`: each kind of fault is found once, with its place, and a sound site has none.

use std::fs;

use serde_json::Value;

use crate::page::{file, post, site_with, stories};
use crate::program::{Run, run};
use crate::support::{Site, site, tree};

#[cfg(feature = "check-external")]
mod external;

/// Checks a site with `--json` and further arguments.
fn check(site: &Site, arguments: &[&str]) -> Run {
    run(&site.path(""), &[&["check", "--json"], arguments].concat())
}

/// The findings of a code, one a line: `level place: message`.
fn found(run: &Run, code: &str) -> Vec<String> {
    let json = run.json();
    let all = json["diagnostics"].as_array().unwrap().iter().filter(|one| one["code"] == code);
    all.map(|one| {
        let place = ["file", "line", "column"].map(|key| match &one[key] {
            Value::String(text) => text.clone(),
            Value::Number(number) => format!(":{number}"),
            _ => String::new(),
        });
        format!("{} {}: {}", one["level"].as_str().unwrap(), place.concat(), one["message"].as_str().unwrap())
    })
    .collect()
}

/// The codes of all findings.
fn codes(run: &Run) -> Vec<String> {
    let json = run.json();
    json["counts"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

/// An article with a body, whose first line is line 5.
fn article(body: &str) -> String {
    file("a.md", "title: A\ndate: 2010-01-02", body)
}

#[test]
fn a_sound_site_has_no_faults() {
    let config = "[languages]\nen = {}\nru = {}\n[taxonomies]\nregion = { path = \"regions\" }\n\
                  [menu]\nmain = [\"region\", \"about\", \"archive\", \"authors\"]";
    let files = [
        stories(15, "region: Armenia\nauthor: Dina\naliases: [/old/{n}]").replace("{n}", "x"),
        post("b.ru.md", "Мир", "2010-02-02", "region: Armenia"),
        file("pages/about.md", "title: About", "[Home](/) and [story](/2010/01/s1/#main--text)."),
        file("pages/about.ru.md", "title: О нас", "Text."),
    ];
    let run = check(&site_with(config, &files.concat().replacen("aliases: [/old/x]", "", 14)), &[]);
    assert_eq!((run.code, codes(&run)), (Some(0), Vec::<String>::new()), "{}", run.stdout);
}

#[test]
fn the_demonstration_archive_has_no_faults() {
    let run = run(std::path::Path::new("."), &["check", "--json"]);
    assert_eq!((run.code, run.problems()), (Some(0), String::new()));
}

#[test]
fn links_of_bodies_are_told_with_their_place_in_the_source() {
    let body = "See [x](/gone/) and\n[y](#nowhere).\n\n![](/a.jpg)\n\n![](/b.txt)";
    let site =
        site(&format!("{}-- static/b.txt --\nx\n", article(body))).config("old_hosts = [\"old.example\"]");
    let run = check(&site, &[]);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        found(&run, "missing-address"),
        ["warning content/a.md:5:5: broken link to an old address of the archive: /gone/"]
    );
    assert_eq!(found(&run, "missing-file"), ["warning content/a.md:8:1: file `/a.jpg` not found"]);
    assert_eq!(
        found(&run, "missing-anchor"),
        ["warning content/a.md:6:1: broken link to an anchor: #nowhere"]
    );
    assert_eq!(found(&run, "no-alt"), ["warning content/a.md:10:1: image without alternative text"]);
    // Nothing is told twice: of the body and of the finished page.
    assert_eq!(found(&run, "broken-link"), Vec::<String>::new());
}

/// A site whose articles have a template of their own with `html` in it.
fn themed(html: &str) -> Site {
    let template = format!(
        "{{% extends \"default/article.html\" %}}\n{{% block main %}}\n{html}\n{{{{ super() }}}}\n{{% endblock %}}\n"
    );
    site(&format!("-- templates/article.html --\n{template}{}", stories(3, "")))
}

#[test]
fn links_of_templates_are_told_once_with_their_place_on_the_first_page() {
    let site = themed(
        "<p>x <a href=\"/nowhere/\">a</a> <a href=\"/2010/01/s1/#none\">b</a> <a href=\"#gone\">c</a></p>",
    );
    let run = check(&site, &[]);
    assert_eq!(run.code, Some(0));
    let broken = found(&run, "broken-link");
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].starts_with("warning 2010/01/s1/index.html:"), "{broken:?}");
    assert!(broken[0].ends_with(":15: broken link: /nowhere/ (3 pages, first here)"), "{broken:?}");
    let anchors = found(&run, "missing-anchor");
    assert_eq!(anchors.len(), 3, "{anchors:?}");
    assert!(anchors.iter().any(|one| one.ends_with("broken link to an anchor: #gone (3 pages, first here)")));
    assert!(
        anchors.iter().any(|one| one.ends_with("/2010/01/s1/#none (2 pages, first here)")),
        "{anchors:?}"
    );
}

#[test]
fn what_a_page_cannot_do_without_is_an_error() {
    let run = check(&themed("<script src=\"/gone.js\"></script><img src=\"/gone.png\" alt=\"\">"), &[]);
    assert_eq!(run.code, Some(1));
    assert!(found(&run, "broken-resource")[0].starts_with("error 2010/01/s1/index.html:"));
    assert!(found(&run, "broken-link")[0].contains("file not found: /gone.png"));
}

#[test]
fn html_of_templates_is_well_formed_with_each_id_once() {
    let run = check(
        &themed("<p>a<div id=\"x\">b</div></p>\n<p id=\"x\">c <img src=\"http://b.example/x.png\"></p>"),
        &[],
    );
    assert_eq!(run.code, Some(1));
    let html = found(&run, "invalid-html");
    assert!(
        html.len() == 1 && html[0].ends_with("invalid HTML: `</p>` does not fit here (3 pages, first here)"),
        "{html:?}"
    );
    assert!(
        found(&run, "duplicate-id")[0]
            .ends_with("the id `x` occurs more than once on the page (3 pages, first here)")
    );
    assert!(found(&run, "mixed-content")[0].starts_with("error 2010/01/s1/index.html:"));
    assert!(found(&run, "no-alt")[0].contains("image without the attribute `alt`: http://b.example/x.png"));
    // A site that is not encrypted itself may load what is not.
    let plain = run_plain();
    assert_eq!(found(&plain, "mixed-content"), Vec::<String>::new());
}

fn run_plain() -> Run {
    let site = themed("<p><img src=\"http://b.example/x.png\" alt=\"\"></p>");
    check(&site, &["--base-url", "http://archive.example.org/"])
}

#[test]
fn pages_that_nothing_links_to_are_told() {
    let pages = [
        file("pages/lost.md", "title: Lost", "See [found](/found/)."),
        file("pages/found.md", "title: Found", "Text."),
        file("pages/alone.md", "title: Alone", "See [myself](/alone/)."),
    ];
    let run = check(&site(&pages.concat()), &[]);
    assert_eq!(
        found(&run, "orphan-page"),
        [
            "warning alone/index.html: no other page links to this page",
            "warning lost/index.html: no other page links to this page",
        ]
    );
}

#[test]
fn titles_and_canonical_addresses_are_compared() {
    let files = [
        post("one.md", "Same", "2010-01-01", ""),
        post("two.md", "Same", "2010-01-02", ""),
        post("three.md", "Other", "2010-01-03", ""),
    ];
    let run = check(&site(&files.concat()), &[]);
    assert_eq!(
        found(&run, "duplicate-title"),
        [
            "note 2010/01/one/index.html: 2 pages have the title `Same`: `2010/01/one/index.html`, `2010/01/two/index.html`"
        ]
    );
    let template = "{% extends \"default/article.html\" %}\n{% block canonical %}<link rel=\"canonical\" href=\"/2010/01/one/\">{% endblock %}\n";
    let run = check(&site(&format!("-- templates/article.html --\n{template}{}", files.concat())), &[]);
    assert_eq!(found(&run, "duplicate-canonical").len(), 1);
    assert!(
        found(&run, "duplicate-canonical")[0].starts_with(
            "warning 2010/01/one/index.html: 3 pages have the canonical address /2010/01/one/: "
        )
    );
}

#[test]
fn redirects_lead_to_pages_at_once() {
    let rules = "/a /b 301\n/b /a 301\n/c /nowhere/ 301\n/d /d2 301\n/d2 /2010/01/s1/ 301\n/e /2010/01/s1/ 301\n/f/* /g/:splat 301\n/h https://b.example/ 301\n";
    let run = check(&site(&format!("-- static/_redirects --\n{rules}{}", stories(1, ""))), &[]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        found(&run, "redirect-loop"),
        [
            "error _redirects:1:1: the redirect of /a leads back to itself",
            "error _redirects:2:1: the redirect of /b leads back to itself",
        ]
    );
    assert_eq!(
        found(&run, "redirect-target"),
        ["error _redirects:3:1: the redirect of /c leads to /nowhere/, which does not exist"]
    );
    assert_eq!(
        found(&run, "redirect-chain"),
        ["warning _redirects:4:1: the redirect of /d leads to /d2, which is a redirect too"]
    );
}

#[test]
fn pages_of_the_static_folder_are_read_too() {
    let page =
        |head: &str| format!("<!doctype html>\n<title>x</title>\n{head}\n<a href=\"/nowhere/\">x</a>\n");
    let files = format!(
        "-- static/one.html --\n{}-- static/two.html --\n{}{}",
        page("<meta http-equiv=\"refresh\" content=\"0; url=/two.html\">"),
        page("<meta http-equiv=\"refresh\" content=\"0; url=one.html\">"),
        stories(1, "")
    );
    let run = check(&site(&files), &[]);
    assert_eq!(found(&run, "redirect-loop").len(), 2);
    assert_eq!(
        found(&run, "broken-link"),
        ["warning one.html:4:10: broken link: /nowhere/ (2 pages, first here)"]
    );
}

#[test]
fn aliases_that_change_nothing_are_told() {
    let site = site(&post("a.md", "A", "2010-01-02", "aliases: [/2010/01/a, /old/, /old/]"));
    assert_eq!(
        found(&check(&site, &[]), "unused-alias"),
        [
            "note content/a.md:4:11: the alias /2010/01/a has no effect: it is the address of the page itself",
            "note content/a.md:4:30: the alias /old/ has no effect: it is listed twice",
        ]
    );
}

#[test]
fn terms_and_authors_that_look_alike_are_told() {
    let files = [
        post("a.md", "A", "2010-01-02", "tag: Elections\nauthor: Dina Petrova"),
        post("b.md", "B", "2010-01-03", "tag: Election\nauthor: Dina Petrowa"),
    ];
    let run = check(&site_with("[taxonomies]\ntag = { path = \"tags\" }", &files.concat()), &[]);
    assert_eq!(
        found(&run, "similar-terms"),
        [
            "note site.toml: `Dina Petrova` and `Dina Petrowa` in `author` look alike",
            "note site.toml: `Election` and `Elections` in `tag` look alike",
        ]
    );
}

#[test]
fn relative_links_are_told_from_full_ones_by_their_scheme() {
    let page = "<!doctype html><html lang=\"en\"><head><title>x</title></head><body><a href=\"http-notes.txt\">x</a></body></html>";
    let site = site(&article("x"));
    site.write("static/one/index.html", page)
        .write("static/two/index.html", page)
        .write("static/two/http-notes.txt", "x");
    let broken = found(&check(&site, &[]), "broken-link");
    assert!(broken.len() == 1 && broken[0].contains("/one/http-notes.txt"), "{broken:?}");
}

#[test]
fn large_pages_are_told() {
    let site = site(&article(&"A long line of text.\n\n".repeat(3_000)));
    assert_eq!(found(&check(&site, &[]), "large-page"), Vec::<String>::new());
    let large = found(&check(&site, &["--max-page-size", "50"]), "large-page");
    assert!(
        large.len() == 1 && large[0].starts_with("warning 2010/01/a/index.html: the page has 8"),
        "{large:?}"
    );
    assert!(large[0].ends_with(" KB of HTML; the limit is 50 KB"), "{large:?}");
}

#[test]
fn errors_of_the_sources_are_all_that_is_told_of_a_site_with_errors() {
    let run = check(&site("-- content/a.md --\n---\ntitle: A\ndate: never\n---\n[x](/gone/)\n"), &[]);
    assert_eq!((run.code, codes(&run)), (Some(1), vec!["wrong-date".to_owned()]));
    assert_eq!(run.json()["errors"], 1);
}

#[test]
fn nothing_is_written_to_the_output_and_a_build_is_not_disturbed() {
    let site = site(&article("[x](/gone/)"));
    site.build();
    let before = crate::support::tree(&site.path("public"));
    check(&site, &[]);
    assert_eq!(crate::support::tree(&site.path("public")), before);
    assert_eq!(site.build().report.written, 0);
}

#[test]
fn findings_are_grouped_for_people_and_limited() {
    let site = site(&article(&(0..9).map(|n| format!("[x](#gone{n})\n\n")).collect::<String>()));
    let text = |arguments: &[&str]| run(&site.path(""), &[&["check"], arguments].concat()).stdout;
    let few = text(&[]);
    assert!(
        few.starts_with("warning[missing-anchor]: 9\n  content/a.md:5:1: broken link to an anchor: #gone0\n"),
        "{few}"
    );
    assert!(few.contains("\n  4 more; use --all to show them\n"), "{few}");
    assert_eq!(few.matches("broken link to an anchor").count(), 5);
    let summary = few.lines().last().unwrap();
    assert!(
        summary.starts_with("1 article, ") && summary.ends_with(": 0 errors, 9 warnings, 0 notes"),
        "{summary}"
    );
    assert_eq!(text(&["--all"]).matches("broken link to an anchor").count(), 9);
    assert_eq!(text(&["--quiet"]), "");
    assert_eq!(run(&site.path(""), &["check", "--strict"]).code, Some(1));
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let site = site(&format!("{}{}", article("[x](#gone)"), file("pages/my page.md", "title: Alone", "")));
    let run = run(&site.path(""), &["check", "--sarif", "-"]);
    let log = run.json();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "generate");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(["error", "warning", "note", "none"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        for location in result["locations"].as_array().unwrap() {
            let location = &location["physicalLocation"];
            assert_eq!(location["artifactLocation"]["uriBaseId"], "SITE");
            assert!(!location["artifactLocation"]["uri"].as_str().unwrap().contains(' '));
        }
    }
    let anchor = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(anchor["artifactLocation"]["uri"], "content/a.md");
    assert_eq!(
        (anchor["region"]["startLine"].as_u64(), anchor["region"]["startColumn"].as_u64()),
        (Some(5), Some(1))
    );
    let orphan = &results[1];
    assert_eq!(
        orphan["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "content/pages/my%20page.md"
    );
    let related = &orphan["relatedLocations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(
        (related["uriBaseId"].as_str(), related["uri"].as_str()),
        (Some("OUTPUT"), Some("my-page/index.html"))
    );
    // Standard output is for one of them alone.
    let both = crate::program::run(&site.path(""), &["check", "--json", "--sarif", "-"]);
    assert_eq!(both.code, Some(2));
    assert!(both.stderr.contains("--json and --sarif - cannot be used together"), "{}", both.stderr);
    // A file holds the same.
    let path = site.path("log.sarif");
    crate::program::run(&site.path(""), &["check", "--json", "--sarif", path.to_str().unwrap()]);
    assert_eq!(serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap(), log);
}

#[test]
fn a_site_below_a_path_and_one_with_relative_links_are_checked_alike() {
    let files = [article("[s](/2010/01/s1/) [x](/gone/) [t](#here)\n\n## Here"), stories(2, "")];
    for config in ["", "relative_links = true"] {
        let site = site(&files.concat()).config(config);
        let run = check(&site, &["--base-url", "https://archive.example.org/below/path/"]);
        let told: Vec<String> =
            ["missing-address", "missing-anchor", "broken-link", "orphan-page", "broken-resource"]
                .iter()
                .flat_map(|code| found(&run, code))
                .collect();
        assert_eq!(
            told,
            ["warning content/a.md:5:19: broken link: no page or file has the address `/gone/`"],
            "{config}"
        );
    }
}

#[test]
fn a_site_is_held_against_the_limits_of_its_hosts() {
    let site = site(&stories(2, ""));
    site.write("static/talk.mp3", vec![0_u8; 27_000_000]);
    let run = check(&site, &["--host", "cloudflare-pages", "--host", "nginx"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        found(&run, "host-limit"),
        ["error : Cloudflare Pages: talk.mp3 has 27.0 MB; the limit is 26.2 MB"]
    );
    assert_eq!(
        run.json()["hosts"],
        serde_json::json!([{ "host": "cloudflare-pages", "fits": false }, { "host": "nginx", "fits": true }])
    );
    let configured = site.config("hosts = [\"github-pages\"]");
    let run = check(&configured, &[]);
    assert_eq!((run.code, found(&run, "host-limit")), (Some(0), Vec::new()));
    assert_eq!(run.json()["hosts"], serde_json::json!([{ "host": "github-pages", "fits": true }]));
    assert_eq!(crate::program::run(&configured.path(""), &["check", "--host", "geocities"]).code, Some(2));
}

#[test]
fn the_search_index_is_counted_as_built_or_about() {
    let site = site(&stories(12, "author: Dina"));
    let counts = || {
        let json = check(&site, &[]).json();
        (json["outputs"].as_u64().unwrap() as usize, json["bytes"].as_u64().unwrap() as usize)
    };
    let estimated = counts();
    let built = site.build();
    let mut files = tree(&built.out);
    files.retain(|name, _| !name.starts_with("generate-manifest"));
    let index = files.keys().filter(|name| name.starts_with("search-index/")).count();
    assert_eq!(counts(), (files.len(), files.values().map(Vec::len).sum()));
    let others = files.len() - index;
    assert!(
        (others + index / 2..=others + 2 * index).contains(&estimated.0),
        "{estimated:?}, {index} of {}",
        files.len()
    );
    let without = site.config("search = false");
    assert_eq!(check(&without, &[]).json()["outputs"].as_u64(), Some(others as u64));
}

#[test]
fn old_addresses_that_a_host_cannot_redirect_are_listed() {
    let site = site(&post("a.md", "A", "2010-01-02", "aliases: ['/story.php?id=7', /old/]"));
    let old = |host: &str| found(&check(&site, &["--host", host]), "old-address-on-host");
    let on_pages = old("github-pages");
    assert_eq!(
        on_pages,
        [
            "note : GitHub Pages: only the script of 404.html answers /story.php?id=7: the host has no redirect rules"
        ]
    );
    assert_eq!(old("nginx"), Vec::<String>::new());
}
