//! The search index of a site: what is in it, what is not, and that builds after edits make the same as clean ones.

use std::process::Command;

use generate::build::{Options, build};
use generate::diagnostic::Diagnostics;
use serde_json::Value;

use crate::support::{Site, site, tree};

const SITE: &str = r#"
-- site.toml --
title = "The Example Archive"
base_url = "https://archive.example.org/"
[languages]
en = { name = "English" }
ru = { name = "русский" }
[taxonomies]
region = { path = "regions" }
topic = { path = "topics" }
[terms.region]
Caucasus = ["Georgia", "Armenia"]
-- content/articles/2010-12-10-border.md --
---
title: "Border guards: an offer renewed"
author: Dina Example
region: Georgia
---
The opium trade crosses the **riv**er at night.

<p>Trucks &amp; mules</p><script>invisible()</script>
-- content/articles/2011-03-01-elections.md --
---
title: Elections postponed
region: Armenia
topic: Politics
summary: A vote that never came.
---
Nobody crossed the river.
-- content/articles/2012-05-05-vybory.md --
---
title: Российские выборы
language: ru
region: Georgia
---
Граница закрыта, а река нет.
-- content/articles/2012-06-06-granitsa.md --
---
title: Закрытие границы
language: ru
---
Российская сторона ждёт.
-- content/articles/2013-01-01-withdrawn.md --
---
title: Withdrawn zeppelin
withdrawn: true
---
A zeppelin.
-- content/articles/2013-01-02-hidden.md --
---
title: Hidden submarine
noindex: true
---
A submarine.
"#;

fn searchable() -> Site {
    site(SITE)
}

/// The JSON that `generate search` prints.
fn search(site: &Site, arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_generate"));
    command.arg("--root").arg(site.path("")).args(["--json", "search"]).args(arguments);
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The titles that a query finds, in order.
fn titles(site: &Site, arguments: &[&str]) -> Vec<String> {
    let json = search(site, arguments);
    assert_eq!(json["errors"], 0, "{json}");
    let results = json["results"].as_array().unwrap();
    results.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn articles_are_found_by_their_text() {
    let site = searchable();
    let built = site.build();
    assert!(built.has("search-index/root.bin"));
    let border = "Border guards: an offer renewed";
    for (query, expected) in [
        // Emphasis within a word does not part it, and what a script says is no text.
        (&["opium"][..], &[border][..]),
        (&["mules"], &[border]),
        (&["invisible"], &[]),
        (&["dina"], &[border]),
        (&["guard"], &[border]),
        (&["vote"], &["Elections postponed"]),
        (&["politics"], &["Elections postponed"]),
        (&["river", "-opium"], &["Elections postponed"]),
        (&["region:caucasus"], &["Российские выборы", "Elections postponed", border]),
        (&["--region", "georgia"], &["Российские выборы", border]),
        (&["--region=georgia", "--author", "dina-example"], &[border]),
        (&["author:\"Dina Example\""], &[border]),
        (&["river", "--language", "en", "--sort", "oldest"], &[border, "Elections postponed"]),
        (&["year:2011"], &["Elections postponed"]),
        (&["region:caucasus", "--from", "2011-01-01", "--to", "2011-12-31"], &["Elections postponed"]),
        (&["zeppelin"], &[]),
        (&["submarine"], &[]),
    ] {
        assert_eq!(titles(&site, query), expected, "{query:?}");
    }
    // Inflected forms find each other.
    for word in ["российская", "российские", "граница", "границы"] {
        let mut found = titles(&site, &[word]);
        found.sort();
        assert_eq!(found, ["Закрытие границы", "Российские выборы"], "{word}");
    }
    let json = search(&site, &["opum"]);
    assert_eq!((&json["total"], json["suggestions"]["opum"].as_array().unwrap().len()), (&0.into(), 0));
}

#[test]
fn what_is_withdrawn_is_in_no_file_of_the_index() {
    let site = searchable();
    let built = site.build();
    for name in built.names().iter().filter(|name| name.starts_with("search-index/")) {
        let packed = std::fs::read(built.out.join(name)).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut content).unwrap();
        let content = String::from_utf8_lossy(&content).into_owned();
        assert!(!content.contains("zeppelin") && !content.contains("submarine"), "{name}");
    }
}

#[test]
fn edits_leave_what_a_clean_build_makes() {
    let site = searchable();
    site.build();
    let same = |what: &str| {
        let built = site.build();
        let now: Vec<String> =
            built.names().into_iter().filter(|name| name.starts_with("search-index/")).collect();
        let clean = site.clean();
        let wanted: Vec<&String> = clean.keys().filter(|name| name.starts_with("search-index/")).collect();
        assert_eq!(now.iter().collect::<Vec<_>>(), wanted, "{what}");
        for name in wanted {
            assert!(std::fs::read(built.out.join(name)).unwrap() == clean[name], "{what}: {name}");
        }
    };
    site.write("content/articles/2014-01-01-new.md", "---\ntitle: A new bridge\n---\nOver the river.\n");
    same("added");
    assert_eq!(titles(&site, &["bridge"]), ["A new bridge"]);
    site.write("content/articles/2014-01-01-new.md", "---\ntitle: A new ferry\n---\nOver the river.\n");
    same("edited");
    assert_eq!(
        (titles(&site, &["bridge"]), titles(&site, &["ferry"])),
        (vec![], vec!["A new ferry".to_owned()])
    );
    site.write(
        "content/articles/2014-01-01-new.md",
        "---\ntitle: A new ferry\nwithdrawn: true\n---\nOver the river.\n",
    );
    same("withdrawn");
    assert_eq!(titles(&site, &["ferry"]), [] as [&str; 0]);
    std::fs::remove_dir_all(site.path(".generate/search")).unwrap();
    same("the cache is gone");
    assert_eq!(titles(&site, &["opium"]).len(), 1);
    std::fs::write(site.path("public/search-index/root.bin"), "damaged").unwrap();
    same("a file was damaged");
    assert_eq!(titles(&site, &["opium"]).len(), 1);
}

#[test]
fn damaged_words_are_taken_again() {
    let site = searchable();
    site.build();
    let path = site.path(".generate/search/words");
    let sound = std::fs::read(&path).unwrap();
    for damage in [&|bytes: &mut Vec<u8>| bytes.iter_mut().for_each(|byte| *byte ^= 0x55) as _, &|bytes| {
        bytes.pop().unwrap();
    }] as [&dyn Fn(&mut Vec<u8>); 2]
    {
        let mut bytes = sound.clone();
        damage(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        // Another index, for which the words of all articles are read.
        std::fs::remove_file(site.path(".generate/search/index")).unwrap();
        site.write("content/articles/2014-01-01-new.md", "---\ntitle: A new bridge\n---\nOver the river.\n");
        let built = site.build();
        assert!(tree(&built.out) == site.clean());
        assert_eq!(titles(&site, &["bridge"]), ["A new bridge"]);
        std::fs::remove_file(site.path("content/articles/2014-01-01-new.md")).unwrap();
        site.build();
    }
}

#[test]
fn builds_into_two_folders_at_once_do_not_mix_their_words() {
    let site = searchable();
    let wanted = site.clean();
    for round in 0..4 {
        std::thread::scope(|scope| {
            for name in ["one", "two"] {
                let options = Options { out: site.path(&format!("{name}-{round}")), ..site.options.clone() };
                scope.spawn(move || {
                    let mut problems = Diagnostics::new();
                    build(&options, &(), &mut problems);
                    assert!(!problems.has_errors(), "{problems:?}");
                });
            }
        });
        for name in ["one", "two"] {
            assert!(tree(&site.path(&format!("{name}-{round}"))) == wanted, "{name} {round}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_cache_that_cannot_be_written_stops_no_build() {
    let site = searchable();
    std::fs::write(site.path(".generate"), "a file in place of the folder").unwrap();
    let built = site.build();
    assert_eq!(built.problems.iter().filter(|problem| problem.code == "cache-not-written").count(), 1);
    assert_eq!(titles(&site, &["opium"]).len(), 1);
}

#[test]
fn nothing_is_written_where_nothing_has_changed() {
    let site = searchable();
    site.build();
    site.write("content/pages/about.md", "---\ntitle: About\n---\nThe archive.\n");
    let built = site.build();
    assert_eq!(built.report.written_by_kind.get("search-index"), None);
}

#[test]
fn a_site_can_do_without() {
    let site = searchable();
    let text = std::fs::read_to_string(site.path("site.toml")).unwrap();
    let has_index =
        |built: &crate::support::Built| built.names().iter().any(|name| name.starts_with("search-index/"));
    let without = format!("search = false\n{text}");
    site.write("site.toml", &without);
    let built = site.build();
    assert!(!has_index(&built) && !built.file("search/index.html").contains("data-index"));
    let json = search(&site, &["opium"]);
    assert_eq!(json["diagnostics"][0]["code"], "no-search-index");
    site.write("site.toml", &text);
    let built = site.build();
    assert!(
        has_index(&built) && built.file("search/index.html").contains(" data-index=\"../search-index/\"")
    );
    assert!(built.file("ru/search/index.html").contains(" data-index=\"../../search-index/\""));
    assert_eq!(titles(&site, &["opium"]).len(), 1);
    site.write("site.toml", without);
    assert!(!has_index(&site.build()), "the index is removed");
}

#[test]
fn mistakes_are_told() {
    let site = searchable();
    site.build();
    let json = search(&site, &["opium", "--planet", "mars"]);
    assert_eq!(json["diagnostics"][0]["message"], "unknown filter `--planet`, or no value for it");
    assert_eq!(json["diagnostics"][0]["hint"], "filters: --region, --topic, --author, --language, --year");
    std::fs::write(site.path("public/search-index/root.bin"), "damaged").unwrap();
    let json = search(&site, &["opium"]);
    assert_eq!(json["diagnostics"][0]["message"], "search-index/root.bin is damaged");
}
