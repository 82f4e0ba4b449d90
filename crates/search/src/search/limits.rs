//! What articles must have beside words: filters, days, words left out.

use std::collections::BTreeMap;

use super::lookup::Meaning;
use super::{Options, SearchError, Searcher};
use crate::query::Query;
use crate::source::filter;
use crate::words::folded;

/// What articles must have, and must not have.
#[derive(Default)]
pub(super) struct Limits {
    wanted: Vec<Vec<u32>>,
    unwanted: Vec<Vec<u32>>,
}

impl Limits {
    pub(super) fn allow(&self, number: u32) -> bool {
        let has = |numbers: &Vec<u32>| numbers.binary_search(&number).is_ok();
        self.wanted.iter().all(has) && !self.unwanted.iter().any(has)
    }
}

impl Searcher<'_> {
    /// What articles must have beside words, and must not have.
    pub(super) fn limits(&self, query: &Query, options: &Options) -> Result<Limits, SearchError> {
        let mut limits = Limits::default();
        let mut of_dimension: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (dimension, value) in &query.filters {
            let mut numbers = self.numbers(&filter(dimension, value))?;
            if numbers.is_empty() {
                for slug in self.slugs(dimension, value)? {
                    numbers.extend(self.numbers(&filter(dimension, &slug))?);
                }
            }
            of_dimension.entry(dimension).or_default().extend(numbers);
        }
        for mut numbers in of_dimension.into_values() {
            numbers.sort_unstable();
            numbers.dedup();
            limits.wanted.push(numbers);
        }
        for words in &query.excluded {
            let mut all: Option<Vec<u32>> = None;
            for word in words {
                let numbers: Vec<u32> =
                    self.find(word, Meaning::Form)?.scored.iter().map(|(number, _)| *number).collect();
                all = Some(match all {
                    Some(all) => {
                        all.into_iter().filter(|number| numbers.binary_search(number).is_ok()).collect()
                    }
                    None => numbers,
                });
            }
            limits.unwanted.push(all.unwrap_or_default());
        }
        if let Some((from, to)) = options.days {
            limits.wanted.push(self.between(from, to)?);
        }
        Ok(limits)
    }

    /// The slugs of the values whose titles have all words of `value`.
    fn slugs(&self, dimension: &str, value: &str) -> Result<Vec<String>, SearchError> {
        let Some(dimension) = self.root.dimensions.iter().position(|known| known == dimension) else {
            return Ok(Vec::new());
        };
        let wanted = folded(value);
        let mut values = self.values(dimension)?;
        values.retain(|(_, title)| {
            let words = folded(title);
            !wanted.is_empty() && wanted.iter().all(|word| words.contains(word))
        });
        Ok(values.into_iter().map(|(slug, _)| slug).collect())
    }

    /// The articles of some days.
    fn between(&self, from: i32, to: i32) -> Result<Vec<u32>, SearchError> {
        let mut numbers = Vec::new();
        let chunks = &self.root.chunks;
        for (at, chunk) in chunks.iter().enumerate() {
            // The next chunk begins with the last day of this one or later.
            let last = chunks.get(at + 1).map_or(i32::MAX, |next| next.day);
            if chunk.day > to || last < from {
                continue;
            }
            let is_whole = chunk.day >= from && last <= to;
            for number in chunk.start..chunk.start + chunk.articles {
                if is_whole || (from..=to).contains(&self.card(number)?.day) {
                    numbers.push(number);
                }
            }
        }
        Ok(numbers)
    }
}
