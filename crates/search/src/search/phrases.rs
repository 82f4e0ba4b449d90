//! Phrases: an index has no places of words, so articles are looked into.

use super::{Hit, Options, Results, Scored, SearchError, Searcher, Sort};
use crate::query::Query;
use crate::words::folded;

/// How many articles are looked into before it is asked whether there are enough results.
const PORTION: usize = 10;

/// How far a search for a phrase has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many of the articles with all words were looked into, the best first.
    pub into: usize,
    /// How many of these have the phrases.
    pub found: usize,
}

impl Query {
    /// Whether the words of every phrase stand side by side in one of the texts.
    pub fn phrases_stand_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<Vec<String>> = texts.iter().map(|text| folded(text)).collect();
        let stands = |phrase: &Vec<String>| {
            texts.iter().any(|text| text.windows(phrase.len()).any(|words| words == phrase.as_slice()))
        };
        self.phrases.iter().all(stands)
    }
}

impl Searcher<'_> {
    /// Answers a query with phrases as [`Searcher::search`] does, but with no other results than those of which `has` says that they
    /// have the phrases. It is asked about as many articles as it takes, ten at a time, and about `most` at most.
    ///
    /// # Errors
    /// If a file of the index is missing or damaged.
    pub fn search_phrases(
        &self,
        query: &Query,
        options: &Options,
        most: usize,
        has: &dyn Fn(&Hit) -> bool,
    ) -> Result<(Results, Looked), SearchError> {
        let (ranked, mut results) = self.ranked(query, options)?;
        results.total = ranked.len();
        let wanted = options.offset.saturating_add(options.limit);
        let mut into = 0;
        let first = self.sorted(ranked, query, &Options { offset: 0, limit: most, ..*options })?;
        for portion in first.chunks(PORTION) {
            if results.hits.len() >= wanted {
                break;
            }
            for (number, score) in portion {
                into += 1;
                let hit = self.hit(*number, *score)?;
                if has(&hit) {
                    results.hits.push(hit);
                }
            }
        }
        let looked = Looked { into, found: results.hits.len() };
        results.hits = results.hits.into_iter().skip(options.offset).take(options.limit).collect();
        Ok((results, looked))
    }

    /// The part of what a query finds that is wanted, in the order that is wanted.
    pub(super) fn sorted(
        &self,
        ranked: Scored,
        query: &Query,
        options: &Options,
    ) -> Result<Scored, SearchError> {
        let is_free = query.words.is_empty() && query.phrases.is_empty();
        match options.sort {
            Sort::Oldest => self.by_date(ranked, options, true),
            Sort::Newest => self.by_date(ranked, options, false),
            Sort::Relevance if is_free => self.by_date(ranked, options, false),
            Sort::Relevance => Ok(ranked.into_iter().skip(options.offset).take(options.limit).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_stands_where_its_words_are_side_by_side_in_one_text() {
        let query = Query::parse("\"the Bug pit\" \"Élan\" valley", &[""; 0]);
        assert!(query.phrases_stand_in(&["Of THE bug — pit.", "elan"]));
        assert!(!query.phrases_stand_in(&["the pit bug elan"]), "in another order");
        assert!(!query.phrases_stand_in(&["elan, the bug", "pit"]), "across texts");
        assert!(!query.phrases_stand_in(&["the bug pit"]), "one of two");
        assert!(!query.phrases_stand_in(&[]));
        assert!(Query::parse("valley", &[""; 0]).phrases_stand_in(&[]), "no phrase");
    }
}
