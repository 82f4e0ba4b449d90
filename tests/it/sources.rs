//! The list of a site's files, followed from change to change without another walk.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use generate::build::{Options, Snapshot};
use generate::config::Config;
use generate::diagnostic::Diagnostics;
use generate::output::Output;
use generate::output::text::Notes;
use generate::path::{OutPath, SourcePath};
use generate::render::{Rendered, render};
use generate::source::{self, Sources};

use crate::rng::Rng;
use crate::support::{SITE_TOML, Site, site};

const FILES: &str = "
-- content/articles/2010/a.md --
---
title: A
date: 2010-12-10
---
-- content/articles/2010/b/index.md --
---
title: B
date: 2010-12-11
---
-- content/articles/2010/b/plan.txt --
A plan.
-- content/pages/about.md --
---
title: About
---
-- static/logo.txt --
A logo.
";

/// The folder of a site without links in its own path.
fn root(site: &Site) -> PathBuf {
    site.options.root.canonicalize().unwrap()
}

fn walk(site: &Site) -> Sources {
    let config = Config::parse(SITE_TOML, None).unwrap();
    let mut problems = Diagnostics::new();
    let sources = source::walk(&root(site), &config, &mut problems);
    assert!(problems.is_empty() || !sources.plain);
    sources
}

/// What `before` becomes, told of changes of these files.
fn follow(site: &Site, before: Sources, changed: &[&str]) -> Option<Sources> {
    let root = root(site);
    let changed: BTreeSet<PathBuf> = changed.iter().map(|name| root.join(name)).collect();
    before.updated(&root, &Config::parse(SITE_TOML, None).unwrap(), &changed)
}

fn assert_same(one: &Sources, other: &Sources, what: &str) {
    assert_eq!(one.content, other.content, "{what}");
    assert_eq!(one.bundled, other.bundled, "{what}");
    assert_eq!(one.statics, other.statics, "{what}");
    assert_eq!(one.plain, other.plain, "{what}");
}

#[test]
fn a_list_that_is_followed_is_as_another_walk_finds_it() {
    const NAMES: [&str; 9] = [
        "content/articles/2010/a.md",
        "content/articles/2010/b/index.md",
        "content/articles/2010/b/plan.txt",
        "content/articles/2010/c.MD",
        "content/pages/about.md",
        "content/pages/.hidden.md",
        "content/pages/about.md~",
        "static/logo.txt",
        "static/logo.md",
    ];
    for seed in 0..60 {
        let mut rng = Rng::new(seed, 0);
        let site = site(FILES);
        let mut list = walk(&site);
        for step in 0..12 {
            let mut changed = Vec::new();
            for _ in 0..=rng.below(3) {
                let name = *rng.pick(&NAMES);
                if rng.chance(35) {
                    let _ = fs::remove_file(site.path(name));
                } else {
                    site.write(name, format!("---\ntitle: T\n---\n{}", "x".repeat(rng.below(40))));
                }
                changed.push(name);
            }
            // What is no file of the site changes nothing.
            changed.push("site.toml");
            list = follow(&site, list, &changed).unwrap();
            assert_same(&list, &walk(&site), &format!("seed {seed}, step {step}: {changed:?}"));
        }
    }
}

#[test]
fn folders_and_odd_files_are_left_to_a_walk() {
    let site = site(FILES);
    let list = walk(&site);
    let is_left = |changed: &[&str]| follow(&site, list.clone(), changed).is_none();
    assert!(!is_left(&["content/articles/2010/a.md"]));
    assert!(is_left(&[]), "who does not know what has changed");
    assert!(is_left(&["content/articles/2010"]), "a folder");
    let many: Vec<String> = (0..200).map(|number| format!("content/{number}.md")).collect();
    assert!(is_left(&many.iter().map(String::as_str).collect::<Vec<_>>()), "many files");
    fs::remove_dir_all(site.path("content/articles/2010/b")).unwrap();
    assert!(is_left(&["content/articles/2010/b"]), "a folder that has gone");
    site.write("content/articles/2010/b", "a file");
    assert!(is_left(&["content/articles/2010/b"]), "a file in the place of a folder");
    let large = fs::File::create(site.path("content/large.md")).unwrap();
    large.set_len(4 * 1024 * 1024 + 1).unwrap();
    assert!(is_left(&["content/large.md"]), "a file too large");
    assert!(!walk(&site).plain);
    fs::remove_dir_all(site.path("static")).unwrap();
    assert!(is_left(&["static"]), "a folder of the site that has gone");
}

#[test]
fn content_folders_that_lie_in_each_other_or_are_written_oddly_are_left_to_a_walk() {
    let site = site(FILES);
    for (folders, plain) in [
        ("['content']", true),
        ("['content/articles', 'content/pages']", true),
        ("['./content']", false),
        ("['content//articles']", false),
        ("['content', 'content/pages']", false),
        ("['content', 'static']", false),
        ("['content', '../content']", false),
    ] {
        let config = Config::parse(&format!("content = {folders}\n{SITE_TOML}"), None).unwrap();
        assert_eq!(source::walk(&root(&site), &config, &mut Diagnostics::new()).plain, plain, "{folders}");
    }
}

#[cfg(unix)]
#[test]
fn a_list_with_links_is_not_followed() {
    use std::os::unix::fs::symlink;

    for link in ["content/pages/link.md", "content/link", "content/a/b/c/link.md", "static/link"] {
        let site = site(FILES);
        let list = walk(&site);
        assert!(list.plain);
        fs::create_dir_all(site.path(link).parent().unwrap()).unwrap();
        let target = match link {
            "content/link" => "content/articles/2010",
            "static/link" => "static/logo.txt",
            _ => "content/pages/about.md",
        };
        symlink(root(&site).join(target), site.path(link)).unwrap();
        assert!(follow(&site, list, &[link]).is_none(), "{link}");
        assert!(!walk(&site).plain, "{link}");
    }
    let site = site(FILES);
    let list = walk(&site);
    let elsewhere = tempfile::TempDir::new().unwrap();
    fs::write(elsewhere.path().join("x.jpg"), "x").unwrap();
    symlink(elsewhere.path(), site.path("content/photos")).unwrap();
    assert!(follow(&site, list, &["content/photos/x.jpg"]).is_none(), "a file behind a link");
    fs::remove_file(site.path("content/photos")).unwrap();
    fs::rename(site.path("content"), site.path("texts")).unwrap();
    symlink("texts", site.path("content")).unwrap();
    assert!(!walk(&site).plain);
}

#[test]
fn a_site_that_is_followed_is_as_another_reading_finds_it() {
    const NAMES: [&str; 5] =
        ["content/d.md", "content/e.md", "content/f.md", "content/f/map.txt", "static/logo.txt"];
    for seed in 0..12 {
        let mut rng = Rng::new(seed, 1);
        let site = site(FILES);
        let options = Options { root: root(&site), ..site.options.clone() };
        let mut problems = Diagnostics::new();
        let mut snapshot = Snapshot::follow(&options, None, &mut problems).unwrap();
        for step in 0..8 {
            let name = *rng.pick(&NAMES);
            if rng.chance(25) && site.path(name).exists() {
                fs::remove_file(site.path(name)).unwrap();
            } else {
                let (title, tag) = (rng.below(5), rng.below(3));
                let text = format!(
                    "---\ntitle: T{title}\ndate: 2010-12-1{tag}\ntopic: t{tag}\n---\n[about](pages/about.md)\n"
                );
                site.write(name, text);
            }
            let changed = BTreeSet::from([options.root.join(name)]);
            let mut problems = Diagnostics::new();
            let now = Snapshot::follow(&options, Some((&snapshot, &changed)), &mut problems);
            snapshot = now.unwrap_or_else(|| panic!("{problems:?}"));
            let other = Snapshot::take(&options, &(), &mut problems).unwrap();
            assert!(
                files(&snapshot, &options) == files(&other, &options),
                "seed {seed}, step {step}: {name}"
            );
            assert!(snapshot.is_current(&options), "seed {seed}, step {step}: {name}");
        }
    }
}

/// Every file of a site, rendered.
fn files(snapshot: &Snapshot, options: &Options) -> Vec<String> {
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    let entries = snapshot.plan().entries().iter();
    let file = |(path, output): &(OutPath, Output)| {
        let rendered = render(&site, path, output, &mut Notes::default()).unwrap();
        match rendered {
            Rendered::Bytes(bytes) => format!("{path}: {}", String::from_utf8_lossy(&bytes)),
            other => format!("{path}: {other:?}"),
        }
    };
    entries.map(file).collect()
}

#[test]
fn a_site_knows_whether_its_files_are_as_they_were() {
    /// As long as the clock of a file system may take to move on.
    const GRAIN: Duration = Duration::from_millis(30);
    let site = site(FILES);
    let take = || Snapshot::follow(&site.options, None, &mut Diagnostics::new()).unwrap();
    let young = fs::File::open(site.path("static/logo.txt")).unwrap();
    young.set_modified(SystemTime::now() + Duration::from_secs(60)).unwrap();
    assert!(!take().knows_inputs(), "a file this young may change once more at the same time");
    young.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    for (name, text) in [
        ("content/pages/about.md", "---\ntitle: Above\n---\n"),
        ("content/pages/new.md", "---\ntitle: New\n---\n"),
        ("static/logo.txt", "A logo.\n"),
        ("data/popular.csv", "/2010/12/a/\n"),
        ("templates/parts/extra.html", "x"),
        ("site.toml", "title = 'Other'\nbase_url = 'https://example.org/'\n"),
    ] {
        std::thread::sleep(GRAIN);
        let snapshot = take();
        assert!(snapshot.knows_inputs(), "{name}");
        assert!(snapshot.is_current(&site.options), "{name}");
        site.write(name, text);
        std::thread::sleep(GRAIN);
        assert!(!snapshot.is_current(&site.options), "{name}");
    }
}

#[test]
fn what_an_editor_makes_while_it_saves_is_no_file_of_the_site() {
    let site = site("");
    let left = ["a.md.swp", "a.swx", "a.jpg.tmp", "a.jpg.part", "a.txt___jb_tmp___", "a.txt___jb_old___"];
    for folder in ["content", "static"] {
        left.iter().for_each(|name| _ = site.write(&format!("{folder}/{name}"), "half"));
        site.write(&format!("{folder}/4913"), "");
    }
    // What is called like vim's probe and holds something is a file that a mirror calls by its number.
    site.write("static/node/4913", "<p>An old page.</p>").write("static/4913.txt", "");
    let built = site.build();
    assert_eq!(built.problems_text(), "");
    let names = built.names();
    let odd = |name: &&String| left.iter().any(|left| name.ends_with(left)) || *name == "4913";
    assert_eq!(names.iter().filter(odd).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(built.has("node/4913") && built.has("4913.txt"));
}
