//! What must hold of every search index, whatever its bytes are: shared by the fuzz target `search` and by
//! crates/search/tests/fuzz_corpus.rs, which replays the corpus.
//!
//! An input is an index in one piece: for each file the five bytes of its name, its length in two (the low one first), and its content. The
//! first file is the root, whatever its name is. tests/browser/search-index.test.mjs reads the same inputs with the script.

use std::collections::BTreeMap;
use std::io;

use generate_search::{Options, Query, ROOT, SearchError, Searcher, Sort};

/// What is asked: words of the corpus, beginnings, phrases, filters, and what no index has.
const QUERIES: [&str; 8] = [
    "border valley ",
    "bor",
    "\"mountain road\" border",
    "граница ",
    "region:georgia",
    "-border valley ",
    "author:dina year:2010 ",
    "xyzzy ",
];

/// The files of an input by their paths. What is cut off at the end is left out.
pub(crate) fn files(mut data: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    while let Some((head, rest)) = data.split_at_checked(7) {
        let length = usize::from(u16::from_le_bytes([head[5], head[6]])).min(rest.len());
        let hex: String = head[..5].iter().map(|byte| format!("{byte:02x}")).collect();
        let path = match files.is_empty() {
            true => ROOT.to_owned(),
            false => format!("search-index/{}/{}.bin", &hex[..2], &hex[2..]),
        };
        files.insert(path, rest[..length].to_vec());
        data = &rest[length..];
    }
    files
}

/// Every answer makes sense, or is an error that names a file.
pub(crate) fn check(data: &[u8]) {
    let files = files(data);
    let fetch = |path: &str| files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
    let searcher = match Searcher::open(&fetch) {
        Ok(searcher) => searcher,
        Err(error) => return check_error(&error),
    };
    // That many take their time, and nothing else.
    if searcher.len() > 1 << 18 {
        return;
    }
    for text in QUERIES {
        let query = Query::parse(text, searcher.dimensions());
        for (sort, days) in
            [(Sort::Relevance, None), (Sort::Newest, Some((12_000, 16_000))), (Sort::Oldest, None)]
        {
            let options = Options { sort, days, offset: 0, limit: 20 };
            match searcher.search(&query, &options) {
                Ok(results) => {
                    assert!(results.hits.len() <= 20 && results.hits.len() <= results.total);
                    assert!(results.all <= results.total && results.total <= searcher.len());
                    assert!(results.hits.iter().all(|hit| (hit.number as usize) < searcher.len()));
                }
                Err(error) => check_error(&error),
            }
        }
        for dimension in searcher.dimensions() {
            match searcher.facets(&query, &Options::default(), dimension) {
                Ok(facets) => assert!(facets.iter().all(|(.., count)| (1..=searcher.len()).contains(count))),
                Err(error) => check_error(&error),
            }
        }
    }
    match searcher.suggestions("bordr") {
        Ok(suggested) => assert!(suggested.len() <= 3),
        Err(error) => check_error(&error),
    }
}

fn check_error(error: &SearchError) {
    let text = error.to_string();
    assert!(text.contains("search-index/") || text.starts_with("the entry of "), "{text}");
}
