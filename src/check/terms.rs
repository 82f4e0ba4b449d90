//! Terms and authors whose names look alike: `Election` and `Elections`, `Nagorno-Karabakh` and `Nagorno Karabakh`.

use any_ascii::any_ascii;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::Catalog;
use crate::check::message;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::fingerprint::digest;

/// Names that are shorter are compared as a whole only.
const SHORTEST: usize = 6;

/// Names that are longer are compared as a whole only: each letter takes a step.
const LONGEST: usize = 80;

/// All pairs of terms of one taxonomy, and of authors, that look alike.
pub(super) fn look_alike(config: &Config, catalog: &Catalog) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (id, taxonomy) in config.taxonomies.enumerate() {
        let terms: Vec<_> = catalog.terms.iter().filter(|term| term.taxonomy == id).collect();
        let names: Vec<&str> = terms.iter().map(|term| term.title.as_str()).collect();
        for (one, other) in pairs(&names) {
            let (one, other) = if names[one] <= names[other] { (one, other) } else { (other, one) };
            let text = terms[other].main_text().or(terms[one].main_text());
            let place = text.map_or(config::FILE, |text| text.path.as_str());
            found.push(message::similar_terms(Place::file(place), &taxonomy.key, names[one], names[other]));
        }
    }
    let names: Vec<&str> = catalog.authors.iter().map(|author| author.name.as_str()).collect();
    for (one, other) in pairs(&names) {
        let profile = catalog.authors.iter().nth(other).and_then(|author| author.main_profile());
        let place = profile.map_or(config::FILE, |profile| profile.path.as_str());
        found.push(message::similar_terms(Place::file(place), "author", names[one], names[other]));
    }
    found
}

/// The pairs among `names` that look alike, each once: those with the same letters and digits, and those that differ by one
/// letter that is missing, added or another one.
///
/// Names that differ by one letter have a text in common that is left of both when one letter is taken out.
fn pairs(names: &[&str]) -> Vec<(usize, usize)> {
    let mut by_rest: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut found: FxHashSet<(usize, usize)> = FxHashSet::default();
    let bare: Vec<String> = names.iter().map(|name| bare(name)).collect();
    for (index, name) in bare.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let is_short = name.len() + 1 < SHORTEST || name.len() > LONGEST;
        let rests =
            (0..name.len()).filter(|_| !is_short).map(|at| digest(&[&name[..at], &name[at + 1..]].concat()));
        for rest in rests.chain([digest(name)]) {
            let others = by_rest.entry(rest).or_default();
            // A text that very many have in common says nothing.
            for other in others.iter().rev().take(8).filter(|other| **other != index) {
                if are_alike(&bare[*other], name) {
                    found.insert((*other, index));
                }
            }
            if others.last() != Some(&index) {
                others.push(index);
            }
        }
    }
    let mut found: Vec<(usize, usize)> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// The letters and digits of a name, in Latin and in lower case.
fn bare(name: &str) -> String {
    any_ascii(name).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether two names are the same, or differ by one letter. Digits tell names apart: `Elections 2010` and `Elections 2011`.
fn are_alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().max(other.len()) < SHORTEST || one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - end], &other[..other.len() - end]);
    one.len() <= 1 && other.len() <= 1 && !one.iter().chain(other).any(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_a_letter_look_alike() {
        let alike = |one: &str, other: &str| !pairs(&[one, other]).is_empty();
        for (one, other) in [
            ("Election", "Elections"),
            ("Nagorno-Karabakh", "Nagorno Karabakh"),
            ("Kyrgyzstan", "Kirgyzstan"),
            ("Выборы", "Выбор"),
            ("U.S.", "US"),
            ("Café", "Cafe"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("Elections 2010", "Elections 2011"),
            ("Iran", "Iraq"),
            ("Economy", "Ecology"),
            ("Tajikistan", "Uzbekistan"),
            ("日", "!"),
        ] {
            assert!(!alike(one, other), "{one} {other}");
        }
        assert_eq!(pairs(&["Water", "Energy", "Waters", "energy", "Air"]), [(0, 2), (1, 3)]);
    }
}
