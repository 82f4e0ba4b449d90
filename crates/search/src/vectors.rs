//! The vectors that the script of the page of search is put to as well: `tests/vectors/search.json`.

use serde_json::Value;

use crate::query::Query;
use crate::rank::{rarity, weight};
use crate::words::folded;

fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/search.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap()
}

fn strings(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn words_are_those_of_the_vectors() {
    for case in list(&vectors(), "words") {
        let text = case["text"].as_str().unwrap();
        assert_eq!(folded(text), strings(&case["words"]), "{text}");
    }
}

#[test]
fn queries_are_read_as_in_the_vectors() {
    let vectors = vectors();
    let dimensions = strings(&vectors["dimensions"]);
    for case in list(&vectors, "queries") {
        let text = case["text"].as_str().unwrap();
        let query = Query {
            words: strings(&case["words"]),
            phrases: serde_json::from_value(case["phrases"].clone()).unwrap(),
            excluded: serde_json::from_value(case["excluded"].clone()).unwrap(),
            filters: serde_json::from_value(case["filters"].clone()).unwrap(),
            is_open: case["open"] == true,
        };
        assert_eq!(Query::parse(text, &dimensions), query, "{text}");
    }
}

#[test]
fn weights_and_rarities_are_those_of_the_vectors() {
    let numbers = |case: &Value| serde_json::from_value::<Vec<u64>>(case.clone()).unwrap();
    let vectors = vectors();
    for case in list(&vectors, "weights").iter().map(numbers) {
        assert_eq!(weight(case[0] as u8, case[1] as u32, case[2]), case[3], "{case:?}");
    }
    for case in list(&vectors, "rarities").iter().map(numbers) {
        assert_eq!(rarity(case[0], case[1]), case[2], "{case:?}");
    }
}
