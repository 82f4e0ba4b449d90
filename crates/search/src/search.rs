//! Answers queries from the files of an index, as docs/search-format.md has it.

mod limits;
mod lookup;
mod phrases;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::io;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use self::lookup::{Found, Meaning};
pub use self::phrases::Looked;
use crate::files::{Kind, Name, ROOT};
use crate::query::Query;
use crate::read::{self, BlockPart, CardPart, RangePart, Root};
use crate::suggest::suggestions;

/// The fewest results before articles are shown that lack words.
const FEW: usize = 10;

/// How many words are suggested in place of one.
const SUGGESTIONS: usize = 3;

/// How results are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first; without words to look for, the newest.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// What is asked for beside the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How results are sorted.
    pub sort: Sort,
    /// The first day that counts, and the last, from 1970-01-01.
    pub days: Option<(i32, i32)>,
    /// How many results are left out at the beginning.
    pub offset: usize,
    /// How many results are wanted.
    pub limit: usize,
}

/// Why a query cannot be answered.
#[derive(Debug)]
pub enum SearchError {
    /// A file could not be fetched.
    Fetch(String, io::Error),
    /// A file is not what it should be.
    Damaged(String),
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SearchError::Fetch(path, error) => write!(f, "cannot read {path}: {error}"),
            SearchError::Damaged(path) => write!(f, "{path} is damaged"),
        }
    }
}

impl std::error::Error for SearchError {}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in this index.
    pub number: u32,
    /// How well it fits; comparable within one query.
    pub score: u64,
    /// Its title.
    pub title: String,
    /// The path of its address, without the slash at the beginning.
    pub address: String,
    /// The day of its date, counted from 1970-01-01.
    pub day: i32,
    /// The code of its language.
    pub language: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// How many articles have all words.
    pub all: usize,
    /// How many articles there are with those that lack some, which are shown where `all` is small.
    pub total: usize,
    /// Those that were wanted.
    pub hits: Vec<Hit>,
    /// Words that were left out because more than half of all articles have them.
    pub common: Vec<String>,
    /// Words that no article has.
    pub unknown: Vec<String>,
}

/// Fetches a file of the index by its path in the site.
pub type Fetch<'f> = dyn Fn(&str) -> io::Result<Vec<u8>> + 'f;

/// An index to search in.
pub struct Searcher<'f> {
    fetch: &'f Fetch<'f>,
    root: Root,
    // Files that were read: a query comes back to them.
    ranges: Parts<RangePart>,
    blocks: Parts<BlockPart>,
    cards: Parts<Vec<CardPart>>,
}

/// Files that were read, by name.
type Parts<T> = RefCell<BTreeMap<Name, Rc<T>>>;

/// A word's articles: number and score.
type Scored = Vec<(u32, u64)>;

impl<'f> Searcher<'f> {
    /// Opens an index.
    ///
    /// # Errors
    /// If the root cannot be read.
    pub fn open(fetch: &'f Fetch<'f>) -> Result<Searcher<'f>, SearchError> {
        let bytes = fetch(ROOT).map_err(|error| SearchError::Fetch(ROOT.to_owned(), error))?;
        let content = read::unpack(&bytes, Kind::Root);
        let root = content.and_then(|content| Root::read(&content));
        let root = root.ok_or_else(|| SearchError::Damaged(ROOT.to_owned()))?;
        let (ranges, blocks, cards) = Default::default();
        Ok(Searcher { fetch, root, ranges, blocks, cards })
    }

    /// How many articles the index has.
    pub fn len(&self) -> usize {
        self.root.articles as usize
    }

    /// Whether the index has no articles.
    pub fn is_empty(&self) -> bool {
        self.root.articles == 0
    }

    /// What articles can be filtered by.
    pub fn dimensions(&self) -> &[String] {
        &self.root.dimensions
    }

    /// Answers a query.
    ///
    /// # Errors
    /// If a file of the index is missing or damaged.
    pub fn search(&self, query: &Query, options: &Options) -> Result<Results, SearchError> {
        let (ranked, mut results) = self.ranked(query, options)?;
        results.total = ranked.len();
        let wanted = self.sorted(ranked, query, options)?;
        results.hits =
            wanted.into_iter().map(|(number, score)| self.hit(number, score)).collect::<Result<_, _>>()?;
        Ok(results)
    }

    /// How many of the articles that a query finds have each value of a dimension: slug, title, count; the most frequent first.
    ///
    /// # Errors
    /// If a file of the index is missing or damaged.
    pub fn facets(
        &self,
        query: &Query,
        options: &Options,
        dimension: &str,
    ) -> Result<Vec<(String, String, usize)>, SearchError> {
        let Some(dimension) = self.root.dimensions.iter().position(|known| known == dimension) else {
            return Ok(Vec::new());
        };
        let (ranked, _) = self.ranked(query, options)?;
        let values = self.values(dimension)?;
        let mut counts = vec![0_usize; values.len()];
        let mut columns: BTreeMap<Name, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (number, _) in ranked {
            let Some((name, at)) = self.root.column_file(dimension, number) else { continue };
            let (starts, own) = match columns.entry(name) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.part(name, Kind::Column, read::column)?),
            };
            let damaged = || SearchError::Damaged(name.path());
            let (start, end) = starts.get(at).zip(starts.get(at + 1)).ok_or_else(damaged)?;
            for value in &own[*start..*end] {
                *counts.get_mut(*value).ok_or_else(damaged)? += 1;
            }
        }
        let mut facets: Vec<(String, String, usize)> =
            values.into_iter().zip(counts).map(|((slug, title), count)| (slug, title, count)).collect();
        facets.retain(|(.., count)| *count > 0);
        facets.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.0.cmp(&other.0)));
        Ok(facets)
    }

    /// At most three words that are near to one that no article has.
    ///
    /// # Errors
    /// If a file of the index is missing or damaged.
    pub fn suggestions(&self, word: &str) -> Result<Vec<String>, SearchError> {
        let Some(name) = self.root.spelling else { return Ok(Vec::new()) };
        let forms = self.part(name, Kind::Spelling, read::spelling)?;
        Ok(suggestions(word, &forms, SUGGESTIONS).into_iter().map(str::to_owned).collect())
    }

    /// All that a query finds, the best first: number and score.
    fn ranked(&self, query: &Query, options: &Options) -> Result<(Scored, Results), SearchError> {
        let mut results = Results::default();
        // A word that was typed twice counts once, and one that a phrase has is the phrase's.
        let mut needed: Vec<&String> = Vec::new();
        for word in query.phrases.iter().flatten() {
            if !needed.contains(&word) {
                needed.push(word);
            }
        }
        let mut words = Vec::new();
        for (at, word) in query.words.iter().enumerate().filter(|(_, word)| !needed.contains(word)) {
            let is_open = query.is_open && at + 1 == query.words.len();
            words.push((word, self.find(word, if is_open { Meaning::Beginning } else { Meaning::Word })?));
        }
        words.sort_by_key(|(word, _)| *word);
        words.dedup_by(|(one, _), (other, _)| one == other);
        let mut required = Vec::new();
        for word in needed {
            let found = self.find(word, Meaning::Word)?;
            if found.scored.is_empty() {
                results.unknown.push(word.clone());
            }
            required.push(found.scored);
        }
        let unknown =
            words.iter().filter(|(_, found)| found.scored.is_empty()).map(|(word, _)| (*word).clone());
        results.unknown.extend(unknown);
        let is_common = |found: &Found| 2 * found.greatest > self.len();
        if words.iter().any(|(_, found)| !is_common(found)) || !required.is_empty() {
            let common = words.iter().filter(|(_, found)| is_common(found)).map(|(word, _)| (*word).clone());
            results.common.extend(common);
            words.retain(|(_, found)| !is_common(found));
        }
        let words: Vec<Scored> = words.into_iter().map(|(_, found)| found.scored).collect();
        let limits = self.limits(query, options)?;
        let is_free = words.is_empty() && required.is_empty();
        if is_free && query.filters.is_empty() && options.days.is_none() {
            return Ok((Vec::new(), results));
        }
        let mut scores = self.scores(&words, &required, is_free);
        scores.retain(|(number, ..)| limits.allow(*number));
        results.all = scores.iter().filter(|(_, matched, _)| *matched == words.len()).count();
        if results.all >= FEW {
            scores.retain(|(_, matched, _)| *matched == words.len());
        }
        let chunk = |number: u32| self.root.chunk_of(number);
        scores.sort_unstable_by(|one, other| {
            let key = |(number, matched, score): (u32, usize, u64)| (matched, score, chunk(number), number);
            key(*other).cmp(&key(*one))
        });
        let ranked = scores.into_iter().map(|(number, _, score)| (number, score)).collect();
        Ok((ranked, results))
    }

    /// For each article that has all of `required` and one of `words`, how many of them it has, and its score.
    fn scores(&self, words: &[Scored], required: &[Scored], is_free: bool) -> Vec<(u32, usize, u64)> {
        if is_free {
            return (0..self.root.articles).map(|number| (number, 0, 0)).collect();
        }
        let mut sums: FxHashMap<u32, (usize, usize, u64)> = FxHashMap::default();
        for (number, score) in required.iter().flatten() {
            let sum = sums.entry(*number).or_default();
            (sum.0, sum.2) = (sum.0 + 1, sum.2 + score);
        }
        for (number, score) in words.iter().flatten() {
            let sum = sums.entry(*number).or_default();
            (sum.1, sum.2) = (sum.1 + 1, sum.2 + score);
        }
        let mut scores: Vec<(u32, usize, u64)> = sums
            .into_iter()
            .filter(|(_, (has, ..))| *has == required.len())
            .map(|(number, (_, matched, score))| (number, matched, score))
            .collect();
        scores.sort_unstable();
        scores
    }

    /// The results from the newest on, or from the oldest.
    fn by_date(&self, mut ranked: Scored, options: &Options, is_rising: bool) -> Result<Scored, SearchError> {
        ranked.sort_unstable_by_key(|(number, _)| *number);
        let chunk = |(number, _): &(u32, u64)| self.root.chunk_of(*number);
        let mut groups: Vec<&[(u32, u64)]> =
            ranked.chunk_by(|one, other| chunk(one) == chunk(other)).collect();
        if !is_rising {
            groups.reverse();
        }
        let (mut wanted, mut before) = (Vec::new(), 0);
        let end = options.offset.saturating_add(options.limit);
        for group in groups {
            if before >= end {
                break;
            }
            if before + group.len() > options.offset {
                let dated =
                    group.iter().map(|(number, score)| Ok((self.card(*number)?.day, *number, *score)));
                let mut dated: Vec<(i32, u32, u64)> = dated.collect::<Result<_, SearchError>>()?;
                dated.sort_unstable();
                if !is_rising {
                    dated.reverse();
                }
                let skipped = options.offset.saturating_sub(before);
                let left = options.limit - wanted.len();
                wanted.extend(
                    dated.into_iter().skip(skipped).take(left).map(|(_, number, score)| (number, score)),
                );
            }
            before += group.len();
        }
        Ok(wanted)
    }

    fn hit(&self, number: u32, score: u64) -> Result<Hit, SearchError> {
        let CardPart { title, address, day, language } = self.card(number)?;
        let language = self.root.languages.get(language).cloned().unwrap_or_default();
        Ok(Hit { number, score, title, address, day, language })
    }

    fn card(&self, number: u32) -> Result<CardPart, SearchError> {
        let damaged = || SearchError::Damaged(ROOT.to_owned());
        let (name, at) = self.root.card_file(number).ok_or_else(damaged)?;
        let day = self.root.chunks[self.root.chunk_of(number)].day;
        let cards = self.kept(&self.cards, name, Kind::Cards, |content| read::cards(content, day))?;
        cards.get(at).cloned().ok_or_else(|| SearchError::Damaged(name.path()))
    }

    fn values(&self, dimension: usize) -> Result<Vec<(String, String)>, SearchError> {
        let damaged = || SearchError::Damaged(ROOT.to_owned());
        let name = self.root.values_file(dimension).ok_or_else(damaged)?;
        self.part(name, Kind::Values, read::values)
    }
}
