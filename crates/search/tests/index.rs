//! Whole indexes, written and searched in.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use generate_search::{
    Archive, Collection, Dimension, Document, Options, Query, ROOT, Searcher, Sort, Text, Value, estimate,
    folded,
};
use proptest::prelude::*;

use files::{Files, try_written, written};

#[path = "support/files.rs"]
mod files;

/// A document of a test.
#[derive(Clone, Debug, PartialEq)]
struct Written {
    id: String,
    version: u64,
    day: i32,
    language: usize,
    title: String,
    body: String,
    regions: Vec<u32>,
}

const LANGUAGES: [&str; 2] = ["en", "ru"];
const REGIONS: [&str; 4] = ["georgia", "armenia", "tajikistan", "russia"];

fn archive(documents: &[Written]) -> Archive<'_> {
    let value = |slug: &'static str| Value { slug, title: slug };
    let document = |written: &'_ Written| -> Document<'_> {
        Document {
            id: Box::leak(written.id.clone().into_boxed_str()),
            version: written.version,
            order: i64::from(written.day) * 86_400,
            day: written.day,
            title: Box::leak(written.title.clone().into_boxed_str()),
            address: format!("{}/", written.id).into(),
            language: written.language as u16,
            values: written
                .regions
                .iter()
                .map(|region| (0, *region))
                .chain([(1, written.language as u32)])
                .collect(),
        }
    };
    Archive {
        languages: LANGUAGES.to_vec(),
        dimensions: vec![
            Dimension { key: "region", values: REGIONS.map(value).to_vec() },
            Dimension { key: "language", values: LANGUAGES.map(value).to_vec() },
        ],
        documents: documents.iter().map(document).collect(),
    }
}

/// Takes the words of all documents that `collection` does not hold.
fn put_all(collection: &Collection, documents: &[Written]) {
    for written in documents {
        if !collection.holds(&written.id, written.version) {
            let text = Text {
                language: LANGUAGES[written.language],
                title: &written.title,
                body: &written.body,
                ..Text::default()
            };
            collection.put(&written.id, written.version, &text);
        }
    }
}

/// Builds the index of `documents` with what `cache` holds, over the files of the index before.
fn build(cache: &Path, documents: &[Written], before: &Files) -> (Files, usize) {
    let collection = Collection::open(cache, 1);
    put_all(&collection, documents);
    let is_there = |path: &str| before.contains_key(path);
    let first = try_written(&collection, &archive(documents), &is_there);
    // Only who has the texts can take the words of damaged documents again.
    let (index, mut made) = first.unwrap_or_else(|error| {
        assert_eq!(error.kind(), ErrorKind::InvalidData, "{error}");
        collection.clear();
        put_all(&collection, documents);
        written(&collection, &archive(documents), &is_there)
    });
    let new = made.len();
    let mut files = Files::new();
    for file in &index.files {
        let bytes = made.remove(&file.path).unwrap_or_else(|| before[&file.path].clone());
        assert_eq!(bytes.len() as u64, file.size, "{}", file.path);
        files.insert(file.path.clone(), bytes);
    }
    assert!(made.is_empty(), "every file that is handed on is one of the index");
    index.keep(&collection).unwrap();
    (files, new)
}

fn clean(documents: &[Written]) -> Files {
    let cache = tempfile::tempdir().unwrap();
    build(cache.path(), documents, &Files::new()).0
}

/// A seeded document.
fn document(seed: u64) -> Written {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move |limit: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % limit
    };
    let words = [
        "border",
        "borders",
        "guard",
        "guards",
        "opium",
        "river",
        "bridge",
        "election",
        "elections",
        "minister",
    ];
    let russian = ["граница", "границы", "река", "мост", "выборы", "министр", "российский", "российская"];
    let language = usize::from(next(4) == 0);
    let word = |next: &mut dyn FnMut(u64) -> u64| {
        let rare = next(3000);
        match (language, next(3)) {
            (_, 0) => format!("w{}", rare * rare / 3000),
            (0, _) => words[next(10) as usize].to_owned(),
            _ => russian[next(8) as usize].to_owned(),
        }
    };
    let count = 20 + next(200);
    let body: Vec<String> = (0..count).map(|_| word(&mut next)).collect();
    let title: Vec<String> = (0..3).map(|_| word(&mut next)).collect();
    Written {
        id: format!("article-{seed}"),
        version: 1,
        day: 10_000 + (seed / 3) as i32,
        language,
        title: title.join(" "),
        body: body.join(" "),
        regions: vec![next(4) as u32],
    }
}

#[test]
fn threads_and_order_make_no_difference() {
    let documents: Vec<Written> = (0..900).map(document).collect();
    let index = clean(&documents);
    let reversed: Vec<Written> = documents.iter().rev().cloned().collect();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| clean(&reversed)), index);
    let five = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap();
    assert_eq!(five.install(|| clean(&documents)), index);
}

#[test]
fn an_addition_changes_little_and_the_result_is_that_of_a_clean_index() {
    let cache = tempfile::tempdir().unwrap();
    let mut documents: Vec<Written> = (0..700).map(document).collect();
    let (mut files, _) = build(cache.path(), &documents, &Files::new());
    let mut changed = 0;
    for seed in 700..715 {
        documents.push(document(seed));
        let (now, new) = build(cache.path(), &documents, &files);
        assert_eq!(now, clean(&documents), "after {seed}");
        (files, changed) = (now, changed + new);
    }
    assert!(changed / 15 < files.len() / 2, "{changed} of {}", files.len());
}

#[test]
fn damage_to_the_cache_changes_nothing() {
    let cache = tempfile::tempdir().unwrap();
    let documents: Vec<Written> = (0..300).map(document).collect();
    let (files, _) = build(cache.path(), &documents, &Files::new());
    assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 3);
    // Each comes after each other one: what is damaged first changes what the next build has to read.
    let names =
        ["words", "table", "index", "words", "index", "table", "words"].map(|name| cache.path().join(name));
    for path in &names {
        let bytes = std::fs::read(path).unwrap();
        for at in [0, bytes.len() / 3, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            std::fs::write(path, &flipped).unwrap();
            let more = [&documents[..], &[document(1_000 + at as u64)]].concat();
            assert_eq!(build(cache.path(), &more, &files).0, clean(&more), "{} at {at}", path.display());
            let _ = build(cache.path(), &documents, &clean(&more));
        }
        std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        let before = build(cache.path(), &documents, &files).0;
        assert_eq!(before, files, "{} cut", path.display());
    }
}

#[test]
fn what_is_kept_of_another_time_is_not_used() {
    let cache = tempfile::tempdir().unwrap();
    let (old, new): (Vec<Written>, Vec<Written>) =
        ((0..200).map(document).collect(), (150..400).map(document).collect());
    let keep = |name: &str| std::fs::read(cache.path().join(name)).unwrap();
    let (files, _) = build(cache.path(), &old, &Files::new());
    let before = ["table", "index", "words"].map(|name| (name, keep(name)));
    let (files, _) = build(cache.path(), &new, &files);
    let after = ["table", "index", "words"].map(|name| (name, keep(name)));
    for (name, bytes) in &before {
        for (name, bytes) in &after {
            std::fs::write(cache.path().join(name), bytes).unwrap();
        }
        std::fs::write(cache.path().join(name), bytes).unwrap();
        let more = [&new[..], &[document(1_000)]].concat();
        assert_eq!(build(cache.path(), &more, &files).0, clean(&more), "the {name} of before");
        std::fs::remove_file(cache.path().join(name)).unwrap();
        assert_eq!(build(cache.path(), &more, &clean(&more)).0, clean(&more), "no {name}");
    }
}

#[test]
fn a_collection_is_copied_and_forgets() {
    let (cache, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(Collection::kept_at(cache.path()).is_none());
    let documents: Vec<Written> = (0..20).map(document).collect();
    let (files, _) = build(cache.path(), &documents, &Files::new());
    assert!(Collection::kept_at(cache.path()).is_some());
    Collection::copy(cache.path(), other.path()).unwrap();
    let copy = Collection::open(other.path(), 1);
    assert!(documents.iter().all(|written| copy.holds(&written.id, 1)));
    copy.clear();
    assert!(!copy.holds(&documents[0].id, 1));
    drop(copy);
    assert_eq!(build(other.path(), &documents, &Files::new()).0, files);
}

#[test]
fn an_index_is_about_as_large_as_estimated() {
    for count in [0, 1, 100, 900] {
        let documents: Vec<Written> = (0..count).map(document).collect();
        let text: usize = documents.iter().map(|written| written.title.len() + written.body.len()).sum();
        let files = clean(&documents);
        let (estimated, _) = estimate(count, text as u64, 2);
        let range = files.len() as u64 / 2..=files.len() as u64 * 2;
        assert!(range.contains(&estimated), "{count}: {estimated}, not {}", files.len());
    }
}

/// An edit.
#[derive(Clone, Debug)]
enum Edit {
    Add(u64),
    Remove(usize),
    Replace(usize, u64),
    Move(usize, i32),
    Region(usize, u32),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (10_000_u64..20_000).prop_map(Edit::Add),
        1 => any::<usize>().prop_map(Edit::Remove),
        2 => (any::<usize>(), 20_000_u64..30_000).prop_map(|(at, seed)| Edit::Replace(at, seed)),
        1 => (any::<usize>(), -300_i32..900).prop_map(|(at, day)| Edit::Move(at, day)),
        1 => (any::<usize>(), 0_u32..4).prop_map(|(at, region)| Edit::Region(at, region)),
    ]
}

fn apply(documents: &mut Vec<Written>, edit: &Edit) {
    let count = documents.len().max(1);
    match edit {
        Edit::Add(seed) => {
            documents.retain(|written| written.id != format!("article-{seed}"));
            documents.push(document(*seed));
        }
        Edit::Remove(at) if !documents.is_empty() => drop(documents.remove(at % count)),
        Edit::Replace(at, seed) => {
            if let Some(written) = documents.get_mut(at % count) {
                let other = document(*seed);
                (written.title, written.body, written.version) = (other.title, other.body, *seed);
            }
        }
        Edit::Move(at, day) => {
            if let Some(written) = documents.get_mut(at % count) {
                written.day = 10_000 + day;
            }
        }
        Edit::Region(at, region) => {
            if let Some(written) = documents.get_mut(at % count) {
                written.regions = vec![*region];
            }
        }
        Edit::Remove(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_edited_the_index_is_that_of_a_clean_build(
        count in 0_u64..700,
        edits in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..6),
    ) {
        let cache = tempfile::tempdir().unwrap();
        let mut documents: Vec<Written> = (0..count).map(document).collect();
        let (mut files, _) = build(cache.path(), &documents, &Files::new());
        for step in edits {
            step.iter().for_each(|edit| apply(&mut documents, edit));
            files = build(cache.path(), &documents, &files).0;
            prop_assert_eq!(&files, &clean(&documents));
        }
    }
}

/// The articles that have all words of a query, found by looking at every one.
fn having(documents: &[Written], words: &[&str]) -> BTreeSet<String> {
    let has = |written: &Written, word: &str| {
        let stem =
            |word: &str| if word.starts_with("border") { "border".to_owned() } else { word.to_owned() };
        let all = folded(&format!("{} {}", written.title, written.body));
        all.iter().any(|own| stem(own) == stem(word))
    };
    let found = documents.iter().filter(|written| words.iter().all(|word| has(written, word)));
    found.map(|written| format!("{}/", written.id)).collect()
}

#[test]
fn what_is_found_is_what_is_there() {
    let documents: Vec<Written> = (0..1_200).map(document).collect();
    let files = clean(&documents);
    let fetch = |path: &str| files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into());
    let searcher = Searcher::open(&fetch).unwrap();
    assert_eq!(searcher.len(), 1_200);
    let options = Options { limit: usize::MAX, ..Options::default() };
    for words in [&["w1", "w7"][..], &["w12"], &["мост", "w3"], &["w2500"]] {
        let query = Query::parse(&format!("{} ", words.join(" ")), searcher.dimensions());
        let results = searcher.search(&query, &options).unwrap();
        let expected = having(&documents, words);
        assert_eq!(results.all, expected.len(), "{words:?}");
        let found = results.hits.iter().take(results.all).map(|hit| hit.address.clone());
        assert_eq!(found.collect::<BTreeSet<_>>(), expected, "{words:?}");
        assert!(results.hits[..results.all].is_sorted_by_key(|hit| std::cmp::Reverse(hit.score)));
    }
    // What more than half of all articles have is left out, unless there is nothing else.
    let results = searcher.search(&Query::parse("w40 borders ", searcher.dimensions()), &options).unwrap();
    assert_eq!(
        (results.common, results.all),
        (vec!["borders".to_owned()], having(&documents, &["w40"]).len())
    );
    let results = searcher.search(&Query::parse("borders ", searcher.dimensions()), &options).unwrap();
    assert_eq!((results.common.len(), results.all), (0, having(&documents, &["borders"]).len()));
    // Inflected forms of another language find the same.
    let of = |text: &str| {
        let results = searcher.search(&Query::parse(text, searcher.dimensions()), &options).unwrap();
        results.hits.into_iter().map(|hit| hit.address).collect::<BTreeSet<_>>()
    };
    assert_eq!(of("российский "), of("российская "));
    assert!(of("российский ").len() > 50);
}

#[test]
fn a_word_that_stands_in_a_query_twice_counts_once() {
    let documents: Vec<Written> = (0..600).map(document).collect();
    let files = clean(&documents);
    let fetch = |path: &str| files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into());
    let searcher = Searcher::open(&fetch).unwrap();
    let hits = |text: &str| {
        let options = Options { limit: 50, ..Options::default() };
        searcher.search(&Query::parse(text, searcher.dimensions()), &options).unwrap().hits
    };
    let once = hits("\"w1 w7\" ");
    assert!(!once.is_empty());
    for text in ["\"w1 w7 w1\" ", "\"w1 w7\" \"w7 w1\" ", "\"w1 w7\" w1 w7 ", "w7 w7 \"w7 w1\""] {
        assert_eq!(hits(text), once, "{text}");
    }
    assert_eq!(hits("w1 w7 w1 "), hits("w7 w1 "));
}

#[test]
fn filters_facets_days_and_orders_are_right() {
    let documents: Vec<Written> = (0..1_200).map(document).collect();
    let files = clean(&documents);
    let fetch = |path: &str| files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into());
    let searcher = Searcher::open(&fetch).unwrap();
    let parse = |text: &str| Query::parse(text, searcher.dimensions());
    let all = Options { limit: usize::MAX, ..Options::default() };
    let by_id =
        |address: &str| documents.iter().find(|written| format!("{}/", written.id) == address).unwrap();
    let results = searcher.search(&parse("w1 region:georgia "), &all).unwrap();
    assert!(results.all > 5);
    assert!(results.hits[..results.all].iter().all(|hit| by_id(&hit.address).regions == [0]));
    let facets = searcher.facets(&parse("w1 "), &all, "region").unwrap();
    let georgia = facets.iter().find(|(slug, ..)| slug == "georgia").unwrap();
    assert_eq!(georgia.2, results.all);
    let sum: usize = facets.iter().map(|(.., count)| count).sum();
    assert_eq!(sum, searcher.search(&parse("w1 "), &all).unwrap().all);
    let without = searcher.search(&parse("w1 -region:georgia -w2 "), &all).unwrap();
    let expected = having(&documents, &["w1"]).len() - having(&documents, &["w1", "w2"]).len();
    assert_eq!(without.all, expected);
    let days = Options { days: Some((10_050, 10_120)), ..all };
    let results = searcher.search(&parse("language:ru"), &days).unwrap();
    let expected = documents.iter().filter(|w| w.language == 1 && (10_050..=10_120).contains(&w.day)).count();
    assert_eq!(results.total, expected);
    assert!(results.hits.is_sorted_by_key(|hit| std::cmp::Reverse(hit.day)));
    let oldest =
        searcher.search(&parse("w1 "), &Options { sort: Sort::Oldest, limit: 7, offset: 3, ..all }).unwrap();
    let everything = searcher.search(&parse("w1 "), &Options { sort: Sort::Oldest, ..all }).unwrap();
    assert!(everything.hits.is_sorted_by_key(|hit| hit.day));
    assert_eq!(oldest.hits, everything.hits[3..10]);
}

#[test]
fn a_damaged_file_is_an_error_and_nothing_else() {
    let documents: Vec<Written> = (0..200).map(document).collect();
    let files = clean(&documents);
    for (path, bytes) in &files {
        for cut in [0, 1, 10, bytes.len() / 2, bytes.len() - 1] {
            let fetch = |wanted: &str| match wanted == path {
                true => Ok(bytes[..cut].to_vec()),
                false => files.get(wanted).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into()),
            };
            let Ok(searcher) = Searcher::open(&fetch) else {
                assert_eq!(path, ROOT);
                continue;
            };
            let query = Query::parse("border w1 region:georgia", searcher.dimensions());
            let options = Options { limit: 200, ..Options::default() };
            if let Err(error) = searcher.search(&query, &options) {
                assert_eq!(error.to_string(), format!("{path} is damaged"));
            }
        }
    }
}

#[test]
fn an_empty_archive_has_an_index_too() {
    let files = clean(&[]);
    let fetch = |path: &str| files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into());
    let searcher = Searcher::open(&fetch).unwrap();
    assert!(searcher.is_empty());
    let query = Query::parse("border", searcher.dimensions());
    assert_eq!(searcher.search(&query, &Options { limit: 10, ..Options::default() }).unwrap().total, 0);
}
