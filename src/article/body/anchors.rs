//! Anchors of one page, each given once.
//!
//! Headings are named as they say themselves (`## Title {#name}`), otherwise by their text, in the way of the program that
//! `anchors` in `site.toml` names. Those names and the anchors of raw HTML are kept where they are plain and free.
//!
//! Anchors of the theme are never content's. Our own slugs never hold two hyphens in a row, so that no name that does is given
//! or taken. Other programs make such names (`a--b` of "A & B"): with them only those are refused that the theme's templates
//! hold ([`OWN`]) and those of footnotes.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::body::sanitise;
use crate::config::Anchors;

mod names;

/// Anchors of the theme's templates on pages that show a text; where one ends in a hyphen, all that start with it.
pub(super) const OWN: [&str; 27] = [
    "archive-notes--title",
    "articles--title",
    "attachments--title",
    "children--title",
    "contents--title",
    "corrections--title",
    "fn--",
    "fnref--",
    "from-archive--title",
    "gallery--title",
    "intro--title",
    "latest--title",
    "lead--title",
    "main--text",
    "matrix--title",
    "menu--main",
    "menu--search",
    "newsletter--box",
    "newsletter--email",
    "newsletter--title",
    "on-this-day--box",
    "on-this-day--title",
    "popular--title",
    "related--title",
    "republish--notice",
    "search--",
    "section--",
];

/// The name of a heading that has none and whose text says nothing.
const UNNAMED_HEADING: &str = "section";

/// What a heading is called by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Title<'t> {
    /// Its text, with a line break where the source has one.
    pub(super) text: &'t str,
    /// Its text without what stands for pictures.
    pub(super) words: &'t str,
    /// The line it was written as, without its marks.
    pub(super) raw: &'t str,
}

/// The anchors of a page.
#[derive(Debug, Default)]
pub(super) struct Ids {
    rule: Anchors,
    /// Names in use.
    used: FxHashSet<String>,
    /// The number that the last repetition of a name got.
    last: FxHashMap<String, u32>,
    /// How often a heading asked for a name, where the program numbers by that alone.
    asked: FxHashMap<String, u32>,
    /// Names that headings further down give themselves.
    reserved: FxHashSet<String>,
}

impl Ids {
    /// No anchors yet.
    pub(super) fn new(rule: Anchors) -> Ids {
        Ids { rule, ..Ids::default() }
    }

    /// Whether the names that headings give themselves are kept for them from the beginning of the text.
    pub(super) fn reserves(&self) -> bool {
        matches!(self.rule, Anchors::Zola | Anchors::ZolaSafe)
    }

    /// Keeps a name for a heading that gives it to itself.
    pub(super) fn reserve(&mut self, name: &str) {
        if !self.reserved.contains(name) {
            self.reserved.insert(name.to_owned());
        }
    }

    /// A free name for a heading.
    pub(super) fn heading(&mut self, title: Title<'_>) -> String {
        let name = names::of(self.rule, title);
        // Where two headings have one name in those programs, links lead to the first.
        let counts_alone = matches!(self.rule, Anchors::Jekyll | Anchors::Kramdown | Anchors::Hexo);
        if self.allows(&name) {
            let wanted = if counts_alone { self.counted(&name) } else { name };
            let free = self.free(&wanted);
            if self.allows(&free) {
                return self.take(&wanted, free);
            }
        }
        let name = names::of(Anchors::Generate, title);
        let name = if name.is_empty() { UNNAMED_HEADING.to_owned() } else { name };
        let free = self.free(&name);
        self.take(&name, free)
    }

    /// Takes `name` for an element that names itself; false if it is taken or cannot be an anchor.
    pub(super) fn claim(&mut self, name: &str) -> bool {
        let free = self.allows(name) && !self.used.contains(name);
        if free {
            self.used.insert(name.to_owned());
        }
        free
    }

    /// Whether content may have this anchor.
    fn allows(&self, name: &str) -> bool {
        let is_own = |own: &&str| if own.ends_with('-') { name.starts_with(*own) } else { name == *own };
        sanitise::is_anchor(name)
            && match self.rule {
                Anchors::Generate => !name.contains("--"),
                _ => !OWN.iter().any(is_own),
            }
    }

    /// The number of the first repetition.
    fn first(&self) -> u32 {
        if self.rule == Anchors::Generate { 2 } else { 1 }
    }

    /// `name`, or with the number of how often it was asked for before.
    fn counted(&mut self, name: &str) -> String {
        let asked = self.asked.entry(name.to_owned()).or_default();
        *asked += 1;
        match *asked {
            1 => name.to_owned(),
            more => format!("{name}-{}", more - 1),
        }
    }

    /// `name`, or the first number behind it that is free.
    fn free<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let is_free = |name: &str| !self.used.contains(name) && !self.reserved.contains(name);
        if is_free(name) {
            return Cow::Borrowed(name);
        }
        let last = self.last.get(name).copied();
        let separator = self.separator();
        // Python-Markdown counts on from a number that stands there.
        let counted = (self.rule == Anchors::Pelican).then(|| name.rsplit_once(separator)).flatten();
        let counted = counted.and_then(|(name, number)| Some((name, number.parse::<u32>().ok()?)));
        let (name, mut number) = match (last, counted) {
            (Some(last), _) => (name, last.saturating_add(1)),
            (None, Some((name, number))) => (name, number.saturating_add(1)),
            (None, None) => (name, self.first()),
        };
        loop {
            let numbered = format!("{name}{separator}{number}");
            if is_free(&numbered) {
                return Cow::Owned(numbered);
            }
            number = number.saturating_add(1);
        }
    }

    /// What stands before the number of a repeated name.
    fn separator(&self) -> char {
        if self.rule == Anchors::Pelican { '_' } else { '-' }
    }

    /// Takes `free`, which was found for `name`.
    fn take(&mut self, name: &str, free: Cow<'_, str>) -> String {
        if let Some(number) =
            free.strip_prefix(name).and_then(|number| number.strip_prefix(self.separator())?.parse().ok())
        {
            self.last.insert(name.to_owned(), number);
        }
        let free = free.into_owned();
        self.used.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> Title<'_> {
        Title { text, words: text, raw: text }
    }

    fn all(rule: Anchors, texts: &[&str]) -> Vec<String> {
        let mut ids = Ids::new(rule);
        texts.iter().map(|text| ids.heading(title(text))).collect()
    }

    #[test]
    fn heading_names_are_stable_and_unique() {
        let names =
            all(Anchors::Generate, &["Intro", "Intro", "Intro 2", "Intro", "!!!", "", "Грузия", "A -- B"]);
        assert_eq!(
            names,
            ["intro", "intro-2", "intro-2-2", "intro-3", "section", "section-2", "gruziya", "a-b"]
        );
    }

    #[test]
    fn repetitions_are_numbered_as_each_program_does() {
        let texts = ["Echo", "Echo", "Echo 1", "Echo-1", "Echo", "Fox-1", "Fox", "Fox"];
        let github = ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2", "fox-1", "fox", "fox-2"];
        for rule in [Anchors::GitHub, Anchors::Zola, Anchors::Hugo, Anchors::HugoBlackfriday] {
            assert_eq!(all(rule, &texts), github, "{rule:?}");
        }
        // kramdown gives `echo-1` twice and `fox-1` twice; the first of each keeps it.
        for rule in [Anchors::Kramdown, Anchors::Jekyll] {
            let names = all(rule, &texts);
            assert_eq!(names[..3], ["echo", "echo-1", "echo-1-1"], "{rule:?}");
            assert_eq!(names[4..], ["echo-2", "fox-1", "fox", "fox-1-1"], "{rule:?}");
        }
    }

    #[test]
    fn a_heading_keeps_the_name_it_gives_itself_in_zola() {
        let mut ids = Ids::new(Anchors::Zola);
        ids.reserve("usage");
        assert_eq!(ids.heading(title("Usage")), "usage-1");
        assert!(ids.claim("usage") && !ids.claim("usage"));
        assert_eq!(ids.heading(title("Usage")), "usage-2");
        assert!(ids.reserves() && !Ids::new(Anchors::Hugo).reserves());
    }

    #[test]
    fn raw_names_are_taken_once_and_never_the_themes() {
        let mut ids = Ids::new(Anchors::Generate);
        assert_eq!(ids.heading(title("Part 1")), "part-1");
        assert!(ids.claim("_ftn1") && !ids.claim("_ftn1"));
        assert!(!ids.claim("part-1") && !ids.claim("site--search") && !ids.claim("a b") && !ids.claim(""));
        assert!(ids.claim("हिन्दी"), "signs that are written above and below letters");
        assert_eq!(ids.heading(title(&"x".repeat(5_000))).len(), 100);
    }

    #[test]
    fn anchors_of_the_theme_are_known() {
        let templates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = 0;
        for entry in walkdir::WalkDir::new(templates) {
            let entry = entry.unwrap();
            if !entry.file_type().is_file() {
                continue;
            }
            // These two show no text.
            let shows_text = !matches!(entry.file_name().to_str(), Some("404.html" | "search.html"));
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for anchor in text.split(" id=\"").skip(1).map(|rest| rest.split(['"', '{']).next().unwrap()) {
                let is_known =
                    OWN.iter().any(|own| anchor == *own || own.ends_with('-') && anchor.starts_with(own));
                assert!(is_known || !shows_text || anchor == "ID", "{anchor} of {}", entry.path().display());
                found += 1;
            }
        }
        assert!(found > 20, "{found}");
    }

    #[test]
    fn names_of_other_programs_never_are_the_themes() {
        let rules =
            Anchors::NAMES.map(|(_, rule)| rule).into_iter().filter(|rule| *rule != Anchors::Generate);
        for rule in rules {
            let mut ids = Ids::new(rule);
            assert!(!ids.claim("main--text") && !ids.claim("fn--1") && !ids.claim("fnref--1-2"), "{rule:?}");
            assert!(ids.claim("a--b"), "{rule:?}");
            for text in ["Main -Text", "Main  Text", "main--text", "Fn--1", "Search  x", "section--x"] {
                let name = ids.heading(title(text));
                let own = OWN.iter().any(|own| name.starts_with(own));
                assert!(!own && sanitise::is_anchor(&name), "{rule:?}: {text} is {name}");
            }
        }
        assert_eq!(all(Anchors::GitHub, &["Main & Text", "Main & Texts"]), ["main-text", "main--texts"]);
    }

    #[test]
    fn many_equal_headings_take_linear_time() {
        for (_, rule) in Anchors::NAMES {
            let mut ids = Ids::new(rule);
            let last = (0..50_000).map(|_| ids.heading(title("x"))).last();
            let expected = match rule {
                Anchors::Generate => "x-50000",
                Anchors::Pelican => "x_49999",
                _ => "x-49999",
            };
            assert_eq!(last.as_deref(), Some(expected), "{rule:?}");
            // The other way round: numbers that are taken when they are needed.
            let mut ids = Ids::new(rule);
            for number in 0..20_000 {
                ids.heading(title(&format!("y {number}")));
            }
            for _ in 0..20_000 {
                ids.heading(title("y"));
            }
        }
    }
}
