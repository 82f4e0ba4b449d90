//! Edits that luck would rarely draw: what they change is no field that a page shows.

use std::fs;

use generate::build::{Options, build};

use crate::support::{Site, site};

/// Builds the site with what earlier builds kept, and with nothing: the file `name` is the same in both.
fn equals_clean(site: &Site, name: &str) -> String {
    let (_, problems) = build(&site.options, &());
    assert!(!problems.has_errors(), "{problems:?}");
    let clean = tempfile::TempDir::new().unwrap();
    let options = Options {
        out: clean.path().join("out"),
        cache: Some(clean.path().join("cache")),
        ..site.options.clone()
    };
    build(&options, &());
    let read = |folder: &std::path::Path| fs::read_to_string(folder.join(name)).unwrap();
    let found = read(&site.options.out);
    assert_eq!(found, read(&options.out), "{name}");
    found
}

fn article(title: &str, time: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2010-01-01T{time}:00Z\nurl: /{title}/\ntag: t\n---\nText.\n")
}

#[test]
fn an_hour_changed_within_a_day_changes_the_order_of_related_articles() {
    let site =
        site("-- site.toml --\ntitle = \"x\"\nbase_url = \"https://x.example/\"\n[taxonomies]\ntag = {}\n");
    for (title, time) in [("xray", "09:00"), ("yoke", "10:00"), ("wasp", "11:30"), ("apex", "12:00")] {
        site.write(&format!("content/{title}.md"), article(title, time));
    }
    let before = equals_clean(&site, "apex/index.html");
    site.write("content/xray.md", article("xray", "10:30"));
    assert_ne!(equals_clean(&site, "apex/index.html"), before);
}

#[test]
fn a_page_whose_file_moves_finds_other_files_beside_it() {
    let page = "---\ntitle: About\nurl: /about/\n---\n![Us](team.png)\n";
    let site = site("on_missing_link = \"warn\"\n");
    site.write("content/pages/about.md", page).write("content/pages/team.png", "no picture");
    equals_clean(&site, "about/index.html");
    fs::remove_file(site.path("content/pages/about.md")).unwrap();
    site.write("content/pages/about/index.md", page);
    equals_clean(&site, "about/index.html");
}

#[test]
fn numbers_come_back_from_the_cache_as_they_were_written() {
    let site = site("");
    site.write("templates/article.html", "{{ article.extra.lat }} {{ article.related | length }}");
    let text = "---\ntitle: a\ndate: 2010-01-01\nurl: /a/\nlat: 94.52706955539223\n---\nText.\n";
    site.write("content/a.md", text);
    let before = equals_clean(&site, "a/index.html");
    site.write("templates/article.html", "lat {{ article.extra.lat }}");
    assert_eq!(format!("lat {}", before.split(' ').next().unwrap()), equals_clean(&site, "a/index.html"));
}
