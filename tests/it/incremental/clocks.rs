//! Clocks that tell nothing: all times equal, edits within a tick of the last build, edits while a build runs.

use std::fs::{self, File};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use generate::build::{Progress, build};
use generate::diagnostic::Diagnostics;

use super::ground::{Ground, texts};
use crate::rng::Rng;

/// A source of every kind, and two texts of one size that come to different pages.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "content/articles/a.md",
        "---\ntitle: One\ndate: 2010-01-01\nauthor: dina\nregion: Armenia\n---\nText [b](@/articles/b.md).\n",
        "---\ntitle: Two\ndate: 2010-01-01\nauthor: dina\nregion: Georgia\n---\nTexd [b](@/articles/b.md).\n",
    ),
    (
        "content/articles/b.md",
        "---\ntitle: Bee\ndate: 2010-01-02\nurl: /b\n---\n{{< box >}}b{{< /box >}} ![x](/x.svg)\n",
        "---\ntitle: Bee\ndate: 2010-01-02\nurl: /c\n---\n{{< box >}}c{{< /box >}} ![x](/x.svg)\n",
    ),
    (
        "content/articles/c.md",
        "---\ndate: 2010-01-03\ntitle: C\n---\n[c](http://dead.example/)\n",
        "---\ndate: 2010-02-03\ntitle: C\n---\n[c](http://dead.example/)\n",
    ),
    ("content/regions/armenia.md", "---\ntitle: Armenia\n---\nText.\n", "---\ntitle: Urmenia\n---\nTexd.\n"),
    ("content/authors/dina.md", "---\nname: Dina\n---\nLife.\n", "---\nname: Dona\n---\nLife.\n"),
    ("content/pages/about.md", "---\ntitle: About\n---\nText.\n", "---\ntitle: About\n---\nTexd.\n"),
    ("content/_index.md", "---\ntitle: Home\n---\nHello.\n", "---\ntitle: Home\n---\nHullo.\n"),
    ("static/notes.txt", "one", "two"),
    ("static/theme/site.css", "a{color:red}", "a{color:tan}"),
    ("templates/shortcodes/box.html", "<b>{{ body | safe }}</b>", "<i>{{ body | safe }}</i>"),
    ("i18n/en.toml", "by = \"By\"", "by = \"Bu\""),
    (
        "data/popular.csv",
        "address,title,byline\n/2010/01/a/,One,\n",
        "address,title,byline\n/2010/01/a/,Two,\n",
    ),
    (
        "data/links.csv",
        "address,replacement\nhttp://dead.example/,http://a.example/\n",
        "address,replacement\nhttp://dead.example/,http://b.example/\n",
    ),
    (
        "site.toml",
        "title = \"One\"\nbase_url = \"https://a.example/\"\n[taxonomies]\nregion = { path = \"regions\" }\n",
        "title = \"Two\"\nbase_url = \"https://a.example/\"\n[taxonomies]\nregion = { path = \"regions\" }\n",
    ),
];

/// A picture is remembered by itself, with a rule of its own about times.
const PICTURE: (&str, &str, &str) = (
    "static/x.svg",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"30\"/>",
);

/// Long enough ago that no program takes a file of that time for one that was just written.
fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// Writes a file in place and gives it a time.
fn write_at(ground: &mut Ground, path: &str, text: &str, time: SystemTime) {
    ground.write(path, text);
    File::options().write(true).open(ground.path(path)).unwrap().set_modified(time).unwrap();
}

/// Puts a new file in the place of one, with a time.
fn replace_at(ground: &Ground, path: &str, text: &str, time: SystemTime) {
    let aside = ground.path("aside");
    fs::write(&aside, text).unwrap();
    File::options().write(true).open(&aside).unwrap().set_modified(time).unwrap();
    fs::rename(aside, ground.path(path)).unwrap();
}

/// All pairs that are to be edited.
fn pairs() -> Vec<(&'static str, &'static str, &'static str)> {
    PAIRS.iter().copied().chain([PICTURE]).collect()
}

/// The site of the first texts, every file of the same time.
pub fn site() -> Ground {
    let mut ground = Ground::empty();
    for (path, text, other) in PAIRS.iter().chain([&PICTURE]) {
        assert_eq!(text.len(), other.len(), "{path}");
        write_at(&mut ground, path, text, long_ago());
    }
    ground
}

/// Checks a build after an edit, which must have changed something.
fn check(ground: &Ground, what: &str) {
    let (report, _) = ground.check().unwrap_or_else(|why| panic!("{what}: {why}"));
    assert!(report.written > 0, "{what} changed nothing");
}

#[test]
fn edits_that_keep_size_and_time_are_seen() {
    let mut ground = site();
    ground.check().unwrap();
    for (path, one, two) in pairs() {
        write_at(&mut ground, path, two, long_ago());
        check(&ground, &format!("{path}, written in place"));
        replace_at(&ground, path, one, long_ago());
        check(&ground, &format!("{path}, replaced"));
    }
}

#[test]
fn edits_within_a_tick_of_the_last_build_are_seen() {
    let mut ground = site();
    ground.check().unwrap();
    let mut rng = Rng::new(0, 0);
    for round in 0..60 {
        let (path, one, two) = *rng.pick(&pairs());
        let (old, text) = (ground.old(path).unwrap(), ground.read(path));
        let text = if text == one { two } else { one };
        // Three in a row without a breath, of which the last has the time of the first.
        for now in [text, &String::from_utf8(old.bytes).unwrap(), text] {
            write_at(&mut ground, path, now, old.modified);
            ground.build();
        }
        ground.check().unwrap_or_else(|why| panic!("round {round}, {path}: {why}"));
        let file = File::options().write(true).open(ground.path(path)).unwrap();
        file.set_modified(SystemTime::now()).unwrap();
    }
}

#[test]
fn swapped_files_are_told_apart_though_sizes_and_times_are_equal() {
    let mut ground = site();
    let texts =
        ["---\ntitle: Right\ndate: 2010-01-05\n---\n1\n", "---\ntitle: Wrong\ndate: 2010-01-05\n---\n2\n"];
    write_at(&mut ground, "content/articles/r.md", texts[0], long_ago());
    write_at(&mut ground, "content/articles/w.md", texts[1], long_ago());
    ground.check().unwrap();
    for _ in 0..4 {
        let (one, two, aside) = (
            ground.path("content/articles/r.md"),
            ground.path("content/articles/w.md"),
            ground.path("aside"),
        );
        fs::rename(&one, &aside).unwrap();
        fs::rename(&two, &one).unwrap();
        fs::rename(&aside, &two).unwrap();
        check(&ground, "a swap");
    }
}

/// Edits a file when a build has come so far.
struct Editor<'e> {
    /// The step and the part of it at whose beginning the file is edited.
    at: (usize, usize),
    now: Mutex<(usize, usize)>,
    edit: &'e (dyn Fn() + Sync),
}

impl Editor<'_> {
    fn reach(&self, next: impl FnOnce(&mut (usize, usize))) {
        let mut now = self.now.lock().unwrap();
        next(&mut now);
        if *now == self.at {
            (self.edit)();
        }
    }
}

impl Progress for Editor<'_> {
    fn step(&self, _: &'static str, _: usize) {
        self.reach(|now| *now = (now.0 + 1, 0));
    }

    fn advance(&self) {
        self.reach(|now| now.1 += 1);
    }

    fn say(&self, _: &str) {}
}

#[test]
fn edits_while_a_build_runs_are_in_the_next_one() {
    let mut ground = site();
    ground.check().unwrap();
    let mut edited = 0;
    for step in 1..=3 {
        for part in [0, 1, 9] {
            for (path, one, two) in pairs() {
                let text = if ground.read(path) == one { two } else { one };
                let file = ground.path(path);
                let made = Mutex::new(false);
                let edit = || {
                    fs::write(&file, text).unwrap();
                    File::options().write(true).open(&file).unwrap().set_modified(long_ago()).unwrap();
                    *made.lock().unwrap() = true;
                };
                let editor = Editor { at: (step, part), now: Mutex::default(), edit: &edit };
                // Something changes that shows everywhere, so that the build has something to do.
                let title = format!("title: Changed {step} {part}\ndate: 2010-01-04");
                write_at(
                    &mut ground,
                    "content/articles/d.md",
                    &format!("---\n{title}\n---\n{path}\n"),
                    long_ago(),
                );
                let mut problems = Diagnostics::new();
                build(&ground.options, &editor, &mut problems);
                assert!(!problems.has_errors(), "{}", texts(&problems));
                edited += usize::from(*made.lock().unwrap());
                let what = format!("{path} edited at step {step}, part {part}");
                ground.check().unwrap_or_else(|why| panic!("{what}: {why}"));
            }
        }
    }
    assert!(edited > PAIRS.len(), "only {edited} edits were made in time");
}
