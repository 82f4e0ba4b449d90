//! Edits that chance would rarely draw: what they change is no field that a page shows.

use std::fs;

use super::kept::equals_clean;
use crate::support::{Site, site};

/// Builds the site with what earlier builds kept, and with nothing: both come to the same. Returns the file `name`.
fn built(site: &Site, name: &str) -> String {
    equals_clean(site);
    fs::read_to_string(site.options.out.join(name)).unwrap()
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
    let before = built(&site, "apex/index.html");
    site.write("content/xray.md", article("xray", "10:30"));
    assert_ne!(built(&site, "apex/index.html"), before);
}

#[test]
fn a_page_whose_file_moves_finds_other_files_beside_it() {
    let page = "---\ntitle: About\nurl: /about/\n---\n![Us](team.png)\n";
    let site = site("on_missing_link = \"warn\"\n");
    site.write("content/pages/about.md", page).write("content/pages/team.png", "no picture");
    built(&site, "about/index.html");
    fs::remove_file(site.path("content/pages/about.md")).unwrap();
    site.write("content/pages/about/index.md", page);
    built(&site, "about/index.html");
}

#[test]
fn numbers_come_back_from_the_cache_as_they_were_written() {
    let site = site("");
    site.write("templates/article.html", "{{ article.extra.lat }} {{ article.related | length }}");
    let text = "---\ntitle: a\ndate: 2010-01-01\nurl: /a/\nlat: 94.52706955539223\n---\nText.\n";
    site.write("content/a.md", text);
    let before = built(&site, "a/index.html");
    site.write("templates/article.html", "lat {{ article.extra.lat }}");
    assert_eq!(format!("lat {}", before.split(' ').next().unwrap()), built(&site, "a/index.html"));
}
