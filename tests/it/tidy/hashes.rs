//! What is equal decides what is hashed: a type whose `PartialEq` is derived derives its `Hash` too.
//!
//! A `Hash` written by hand could leave out what `PartialEq` compares, and what is made of the type would not be made anew
//! when that changes. Where something does not count, a method says so by its name, such as `metadata_digest`.

use std::collections::BTreeSet;

use super::{code, root, sources};

/// The types of a file whose `Hash` is written by hand although their `PartialEq` is derived.
fn faults(code: &str) -> BTreeSet<String> {
    let name = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    let by_hand: BTreeSet<String> = code
        .lines()
        .filter(|line| line.starts_with("impl"))
        .filter_map(|line| line.split_once(" Hash for ").map(|(_, rest)| name(rest)))
        .collect();
    let compared = code.split("#[derive(").skip(1).filter_map(|part| {
        let (derived, rest) = part.split_once(")]")?;
        let (_, rest) = rest.split_once("struct ").or_else(|| rest.split_once("enum "))?;
        derived.contains("PartialEq").then(|| name(rest))
    });
    compared.filter(|name| by_hand.contains(name)).collect()
}

#[test]
fn no_hash_leaves_out_what_is_compared() {
    for path in sources(&root().join("src")) {
        let found = faults(&code(&path));
        assert!(found.is_empty(), "{}: {found:?} have a `Hash` by hand", path.display());
    }
}

#[test]
fn a_hash_by_hand_is_found_where_equality_is_derived() {
    let code =
        "#[derive(Clone, PartialEq)]\npub struct A<'a> {\n    b: &'a u8,\n}\n\nimpl Hash for A<'_> {\n";
    assert_eq!(faults(code), ["A".to_owned()].into());
    assert_eq!(faults(&code.replace(", PartialEq", "")), BTreeSet::new());
}
