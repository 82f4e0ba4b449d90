//! Errors that do not depend on each other are told by one build, and none that another error may be the reason of.

use std::collections::BTreeSet;

use crate::page::{file, post, site_with};
use crate::program::build_json;
use crate::support::{Site, site, tree};

/// The errors of a site, as `code file`.
fn errors(site: &Site) -> Vec<String> {
    let built = site.try_build();
    let errors = built.problems.sorted().into_iter().filter(|problem| problem.is_error());
    let line = |problem: &generate::diagnostic::Diagnostic| {
        let place = problem.place.as_ref().map(|place| place.file.clone()).unwrap_or_default();
        format!("{} {place}", problem.code)
    };
    errors.map(line).collect()
}

/// A site with an error of every kind.
const ALL: &str = r#"-- site.toml --
title = "A"
base_url = "ftp://a.example/"
timezone = "Mars/Olympus"
page_size = 0
colour = "red"
canonical = "both"
max_file_size = 0
[archive]
closed = "yesterday"
[newsletter]
title = "News"
[languages.ru]
direction = "up"
[languages.en]
date = "%Q"
[lists.front]
limit = "many"
[menu]
main = "home"
-- templates/article.html --
{% if article.title %}
-- i18n/en.toml --
by = By
-- data/popular.csv --
address
/a/ --
-- static/generate-manifest.json --
{}
-- content/bad-date.md --
---
title: A
date: 2010-13-45
---
-- content/open.md --
---
title: A
-- content/wrong-type.md --
---
title: [A]
date: 2010-12-10
draft: perhaps
---
-- content/one.md --
---
title: One
date: 2010-12-10
slug: same
---
A [link](@/nowhere.md).
-- content/two.md --
---
title: Two
date: 2010-12-10
slug: same
aliases: [/x/]
---
-- content/three.md --
---
title: Three
date: 2010-12-10
aliases: [/x/]
translation_of: nothing.md
---
-- content/pages/four.md --
---
title: Four
template: four.html
---
"#;

#[test]
fn one_build_tells_every_error() {
    let site = site(&post("a.md", "A", "2010-12-10", ""));
    let before = tree(&site.build().out);
    for (name, text) in split(ALL) {
        site.write(name, text);
    }
    site.write("data/popular.csv", b"address\n/a\xff/\n");
    let found = errors(&site);
    let expected = [
        "invalid-value site.toml",
        "invalid-value site.toml",
        "invalid-value site.toml",
        "unknown-key site.toml",
        "invalid-value site.toml",
        "invalid-value site.toml",
        "invalid-value site.toml",
        "missing-key site.toml",
        "invalid-value site.toml",
        "invalid-value site.toml",
        "wrong-type site.toml",
        "wrong-type site.toml",
        "template templates/article.html",
        "syntax i18n/en.toml",
        "not-utf8 data/popular.csv",
        "reserved-file static/generate-manifest.json",
        "wrong-date content/bad-date.md",
        "front-matter content/open.md",
        "wrong-type content/wrong-type.md",
        "wrong-type content/wrong-type.md",
        "same-address content/two.md",
        "duplicate-alias content/two.md",
        "missing-original content/three.md",
        "missing-link content/one.md",
    ];
    let sorted = |lines: &[String]| {
        let mut lines = lines.to_vec();
        lines.sort();
        lines
    };
    let text = site.try_build().problems_text();
    assert_eq!(sorted(&found), sorted(&expected.map(str::to_owned)), "{text}");
    // Nothing was written, and the program tells the same as JSON.
    assert_eq!(tree(&site.options.out), before);
    let run = build_json(&site.options.root);
    assert_eq!((run.code, run.problems()), (Some(1), text));
    assert_eq!(run.json()["errors"], expected.len());
    assert_eq!(tree(&site.options.out), before);
}

/// The files of a string, by name.
fn split(files: &str) -> impl Iterator<Item = (&str, &str)> {
    files.split("-- ").filter_map(|part| part.split_once(" --\n"))
}

#[test]
fn what_an_error_may_hide_is_not_told() {
    // A language, a taxonomy and a folder that were misspelt; what refers to them is right.
    let content = [
        post("a.md", "A", "2010-12-10", "language: ru\nregoin: Armenia"),
        file("about/b.md", "title: B", ""),
    ]
    .concat();
    let config = "strict = true\npages = \"/../about\"\n[langauges.ru]\n[taxonomy.region]\nstrict = true\n";
    let of_config = ["invalid-value site.toml", "unknown-key site.toml", "unknown-key site.toml"];
    let found: BTreeSet<String> = errors(&site_with(config, &content)).into_iter().collect();
    assert_eq!(found, of_config.iter().map(ToString::to_string).collect());
    // Links to a file that could not be read, a term and an author whose files could not be.
    let broken = "title: B\ndate: never";
    let content = [
        post("a.md", "A", "2010-12-10", "region: Armenia\nauthor: Dina\ntranslation_of: b.md"),
        file("c.md", "title: C\ndate: 2010-12-10", "[b](@/b.md) and [d](@/d.md)"),
        file("b.md", broken, ""),
        file("regions/armenia.md", "title: [", ""),
        file("authors/dina.md", "title: [", ""),
    ]
    .concat();
    let config = "[taxonomies]\nregion = { path = \"regions\", strict = true }\n[authors]\nstrict = true\n";
    assert_eq!(
        errors(&site_with(config, &content)),
        [
            "syntax content/authors/dina.md",
            "wrong-date content/b.md",
            "missing-link content/c.md",
            "syntax content/regions/armenia.md"
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_is_all_that_can_be_told() {
    let site = site_with("[", &(post("a.md", "A", "never", "") + "-- templates/article.html --\n{% if %}\n"));
    assert_eq!(errors(&site), ["syntax site.toml"]);
    assert!(!site.options.out.exists());
}

#[test]
fn an_output_folder_among_the_sources_hides_no_other_error() {
    let mut site = site(&post("a.md", "A", "never", ""));
    site.options.out = site.path("content");
    let before = tree(&site.options.root);
    assert_eq!(errors(&site), ["output-in-sources ", "wrong-date content/a.md"]);
    assert_eq!(tree(&site.options.root), before);
}

#[test]
fn an_error_of_a_template_is_told_once_for_all_pages() {
    let site = site_with(
        "page_size = 0\n",
        &(post("a.md", "A", "2010-12-10", "") + &post("b.md", "B", "2010-12-11", "")),
    );
    site.write("templates/article.html", "{{ article.title | plural(forms=t.articles, language=\"en\") }}");
    assert_eq!(errors(&site), ["invalid-value site.toml", "template templates/article.html"]);
}
