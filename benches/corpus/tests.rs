//! What every corpus promises, on small ones.

use std::collections::BTreeSet;
use std::fs;

use super::site::SITE_TOML;
use super::terms::{REGIONS, TOPICS};
use super::{Corpus, Failure, Form, Spec};

fn corpus(size: u64) -> Corpus {
    Corpus::new(Spec::new(size))
}

fn article(corpus: &Corpus, index: u64, form: Form) -> (String, String) {
    let mut page = String::new();
    let path = corpus.article(index, form, &mut page);
    (path, page)
}

/// All files of the corpus's articles, in order.
fn articles(corpus: &Corpus, form: Form) -> Vec<(String, String)> {
    (0..corpus.spec.size).map(|index| article(corpus, index, form)).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (first, second) = (corpus(500), corpus(500));
    let mut backwards: Vec<_> = (0..500).rev().map(|index| article(&first, index, Form::Generate)).collect();
    backwards.reverse();
    assert_eq!(articles(&second, Form::Generate), backwards);
    let other = Corpus::new(Spec { seed: 2, ..Spec::new(500) });
    assert_ne!(article(&other, 7, Form::Generate), article(&first, 7, Form::Generate));
}

#[test]
fn the_corpus_never_changes() {
    // Measurements are compared between releases: a change of these bytes is a change of the yardstick.
    let pages = articles(&corpus(200), Form::Generate);
    let text: String = pages.into_iter().map(|(path, page)| path + "\n" + &page).collect();
    assert_eq!(checksum(&text), 16_501_253_416_828_812_713);
}

/// The FNV-1a checksum of a text.
fn checksum(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[test]
fn links_and_translations_resolve() {
    let corpus = corpus(2_000);
    let pages = articles(&corpus, Form::Generate);
    let paths: BTreeSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths.len(), 2_000, "every path is unique");
    let (mut links, mut translations) = (0, 0);
    for (path, page) in &pages {
        for target in page.split("(@/").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(paths.contains(target), "{path} links to {target}");
            links += 1;
        }
        for target in page.lines().filter_map(|line| line.strip_prefix("translation_of: ")) {
            assert!(paths.contains(target), "{path} translates {target}");
            translations += 1;
        }
    }
    assert!((1_200..2_000).contains(&links), "{links}");
    assert!((8..40).contains(&translations), "{translations}");
}

#[test]
fn hugo_links_resolve_within_a_language() {
    let corpus = corpus(1_000);
    let pages = articles(&corpus, Form::Hugo);
    let paths: BTreeSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    for (path, page) in &pages {
        for target in page.split("ref \"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let target =
                if path.ends_with(".ru.md") { target.replace(".md", ".ru.md") } else { target.to_owned() };
            assert!(paths.contains(target.as_str()), "{path} links to {target}");
        }
    }
}

#[test]
fn both_forms_have_the_same_old_addresses() {
    let corpus = corpus(500);
    let field = |page: &str, key: &str| {
        page.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned).unwrap_or_default()
    };
    for index in 0..500 {
        let (_, ours) = article(&corpus, index, Form::Generate);
        let (path, theirs) = article(&corpus, index, Form::Hugo);
        let aliases = field(&theirs, "aliases: ");
        let up = if path.ends_with(".ru.md") { "../../../" } else { "/" };
        for (key, start, kept) in
            [("aliases: ", "/node/", "node/"), ("origin: ", "http://www.example.org/", "")]
        {
            let old = field(&ours, key);
            let old = old.split_once(start).and_then(|(_, rest)| rest.split('"').next());
            let old = old.map(|rest| format!("\"{up}{kept}{rest}\""));
            assert!(old.is_none_or(|old| aliases.contains(&old)), "{path}: {aliases}");
        }
    }
}

#[test]
fn features_are_as_frequent_as_in_an_archive() {
    let pages = articles(&corpus(4_000), Form::Generate);
    let share =
        |text: &str| pages.iter().filter(|(_, page)| page.contains(text)).count() * 1_000 / pages.len();
    for (text, expected) in [
        ("\nlanguage: ru\n", 30),
        ("\nblog: ", 80),
        ("\nimage: ", 200),
        ("\naliases: ", 300),
        ("http://www.example.org/node/", 60),
        ("\norigin: ", 600),
        ("\nid: ", 600),
        ("\ncorrections:", 10),
        ("|---|", 30),
        ("[^1]: ", 50),
        ("](/media/", 150),
        ("{{< pullquote", 40),
        ("(@/articles/", 400),
    ] {
        let found = share(text);
        assert!(
            found.abs_diff(expected) <= 6 + expected / 10,
            "{text:?}: {found} in 1,000, {expected} expected"
        );
    }
    let mean = pages.iter().map(|(_, page)| page.len()).sum::<usize>() / pages.len();
    assert!((4_800..6_600).contains(&mean), "{mean} bytes with front matter");
}

#[test]
fn site_toml_declares_the_terms_in_use() {
    for (taxonomy, groups) in [("region", REGIONS), ("topic", TOPICS)] {
        let (_, declared) = SITE_TOML.split_once(&format!("[terms.{taxonomy}]\n")).unwrap();
        for ((parent, members), line) in groups.iter().zip(declared.lines()) {
            let (key, names) = line.split_once(" = ").unwrap();
            assert_eq!(key.trim_matches('"'), *parent);
            assert_eq!(names, format!("{members:?}"));
        }
    }
}

#[test]
fn only_a_corpus_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let total = corpus(30).write(root, Form::Hugo, true).unwrap();
    assert!(total.files > 30 && root.join("hugo.toml").is_file());
    fs::create_dir(root.join("public")).unwrap();
    corpus(10).write(root, Form::Generate, false).unwrap();
    assert!(!root.join("hugo.toml").exists() && !root.join("static").exists());
    assert!(root.join("site.toml").is_file() && root.join("public").is_dir());

    fs::remove_file(root.join(".corpus")).unwrap();
    let refused = corpus(10).write(root, Form::Generate, false);
    assert!(matches!(refused, Err(Failure::NotEmpty(_))));
    assert!(root.join("site.toml").is_file());
}

#[test]
fn an_archive_may_be_tiny() {
    for size in [0, 1, 2] {
        let folder = tempfile::tempdir().unwrap();
        corpus(size).write(folder.path(), Form::Generate, true).unwrap();
        assert!(folder.path().join("site.toml").is_file());
    }
}
