//! What a build keeps for the next one, and that little of it is written where little has changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use generate::build::{Progress, Report, build};
use generate::diagnostic::Diagnostics;
use generate::write::{WriteOptions, Writer};

use crate::support::{Site, site, tree};

const ARTICLES: usize = 200;

/// The files of the cache, with what they hold: those of what the search index is made of are not among them.
fn kept(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &std::path::Path| path.extension().unwrap().to_string_lossy().into_owned();
    let stem = |path: &std::path::Path| path.file_stem().unwrap().to_string_lossy()[..7].to_owned();
    let files = fs::read_dir(site.path(".generate")).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (format!("{}.{}", stem(&path), name(&path)), fs::read(&path).unwrap())).collect()
}

/// Builds, and compares with a build that knows nothing.
pub fn equals_clean(site: &Site) -> Report {
    let mut problems = Diagnostics::new();
    let report = build(&site.options, &(), &mut problems).unwrap_or_default();
    assert!(!problems.has_errors(), "{problems:?}");
    assert_eq!(tree(&site.options.out), site.clean());
    report
}

fn write(site: &Site, number: usize, text: &str) {
    let title = format!("title: Article {number}\ndate: 2010-01-{:02}\ntag: t", number % 28 + 1);
    site.write(&format!("content/{number:03}.md"), format!("---\n{title}\n---\n{text}\n"));
}

/// Writes all articles, some time before the next build: none is taken for a file that may change within this instant.
fn write_all(site: &Site, text: &str) {
    (0..ARTICLES).for_each(|number| write(site, number, text));
    thread::sleep(Duration::from_millis(50));
}

#[test]
fn few_changes_are_kept_beside_the_rest() {
    let site = site("").config("search = false");
    write_all(&site, "Text.");
    equals_clean(&site);
    let first = kept(&site);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["outputs.cache", "sources.cache"]);

    // An edit, an article less and one more, each after the other: every build finds what those before it kept.
    write(&site, 3, "Another text.");
    assert!(equals_clean(&site).written > 0);
    fs::remove_file(site.path("content/005.md")).unwrap();
    assert!(equals_clean(&site).removed > 0);
    write(&site, ARTICLES, "A new one.");
    assert!(equals_clean(&site).written > 0);
    let then = kept(&site);
    let names: Vec<_> = then.keys().collect();
    assert_eq!(names, ["outputs.cache", "outputs.changes", "sources.cache", "sources.changes"]);
    for name in ["sources.cache", "outputs.cache"] {
        assert!(then[name] == first[name], "{name} was written for an edit");
        assert!(then[name].len() > 4 * then[&name.replace("cache", "changes")].len(), "{name}");
    }
    assert_eq!(equals_clean(&site).written, 0);

    // The article that was removed comes back.
    write(&site, 5, "Text.");
    equals_clean(&site);

    // Where much has changed all of it is kept anew.
    write_all(&site, "A third text.");
    equals_clean(&site);
    let last = kept(&site);
    assert_eq!(last.keys().collect::<Vec<_>>(), ["outputs.cache", "sources.cache"]);
    assert!(last["sources.cache"] != first["sources.cache"], "the sources are those of before");
}

/// The files of what has changed since all was kept.
fn changes(site: &Site) -> Vec<PathBuf> {
    let files = fs::read_dir(site.path(".generate")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "changes")).collect()
}

/// One way to damage a file.
type Damage = fn(&mut Vec<u8>);

#[test]
fn damaged_changes_are_made_again() {
    let site = site("").config("search = false");
    write_all(&site, "Text.");
    equals_clean(&site);
    let damages: [Damage; 6] = [
        |bytes| bytes.clear(),
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes[20] ^= 1,
        |bytes| bytes[40] ^= 1,
        |bytes| *bytes.last_mut().unwrap() ^= 1,
        |bytes| bytes.extend(bytes.clone()),
    ];
    for (round, damage) in damages.into_iter().enumerate() {
        write(&site, 3, &format!("Text {round}."));
        let removed = site.path(&format!("content/{:03}.md", 5 + round));
        fs::remove_file(removed).unwrap();
        equals_clean(&site);
        let changes = changes(&site);
        assert_eq!(changes.len(), 2, "damage {round}");
        for path in changes {
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
        }
        equals_clean(&site);
    }
    changes(&site).into_iter().for_each(|path| fs::remove_file(path).unwrap());
    equals_clean(&site);
}

/// Passes on what a build says.
struct Listener(Sender<String>);

impl Progress for Listener {
    fn step(&self, _: &'static str, _: usize) {}
    fn advance(&self) {}
    fn say(&self, line: &str) {
        self.0.send(line.to_owned()).unwrap();
    }
}

#[test]
fn a_build_that_waited_sees_what_changed_meanwhile() {
    let site = site("");
    write(&site, 1, "A first text.");
    for before in ["", "Changed before."] {
        equals_clean(&site);
        if !before.is_empty() {
            write(&site, 1, before);
        }
        let other = Writer::open(&site.options.out, WriteOptions::default()).unwrap();
        let (sender, said) = channel();
        thread::scope(|scope| {
            let build = scope.spawn(|| {
                let mut problems = Diagnostics::new();
                build(&site.options, &Listener(sender), &mut problems);
                problems
            });
            assert!(said.recv().unwrap().starts_with("waiting"));
            write(&site, 1, "Changed while it waited.");
            drop(other);
            let problems = build.join().unwrap();
            assert!(!problems.has_errors(), "{problems:?}");
        });
        let page = fs::read_to_string(site.options.out.join("2010/01/001/index.html")).unwrap();
        assert!(page.contains("Changed while it waited."), "{before}");
        write(&site, 1, "Another text.");
    }
}
