//! Answers queries from the files of an index, as docs/search-format.md has it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::io;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::files::{Kind, Name, ROOT};
use crate::query::Query;
use crate::rank::{rarity, weight};
use crate::read::{self, BlockPart, CardPart, RangePart, Root, StemOf};
use crate::source::filter;
use crate::suggest::suggestions;
use crate::words::folded;

/// The fewest results before articles are shown that lack words.
const FEW: usize = 10;

/// How many stems the beginning of a word can mean.
const COMPLETIONS: usize = 32;

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

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// For its own form.
    Form,
    /// For its own form or, where no article has that, for the beginning of others.
    Word,
    /// For its own form and for the beginning of others.
    Beginning,
}

/// A word as the index has it.
#[derive(Default)]
struct Found {
    scored: Scored,
    /// The most articles that one of its stems has.
    greatest: usize,
}

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
        let sort =
            if query.words.is_empty() && query.phrases.is_empty() { Sort::Newest } else { options.sort };
        results.total = ranked.len();
        let wanted = match options.sort {
            Sort::Oldest => self.by_date(ranked, options, true)?,
            _ if sort == Sort::Newest => self.by_date(ranked, options, false)?,
            _ => ranked.into_iter().skip(options.offset).take(options.limit).collect(),
        };
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
            let Some(name) = self.root.column_file(dimension, number) else { continue };
            let (starts, own) = match columns.entry(name) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.part(name, Kind::Column, read::column)?),
            };
            let at = number as usize % crate::layout::COLUMN;
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
        let mut words = Vec::new();
        for (at, word) in query.words.iter().enumerate() {
            let is_open = query.is_open && at + 1 == query.words.len();
            words.push((word, self.find(word, if is_open { Meaning::Beginning } else { Meaning::Word })?));
        }
        // A word that was typed twice counts once.
        words.sort_by_key(|(word, _)| *word);
        words.dedup_by(|(one, _), (other, _)| one == other);
        let mut required = Vec::new();
        for word in query.phrases.iter().flatten() {
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

    /// What articles must have beside words, and must not have.
    fn limits(&self, query: &Query, options: &Options) -> Result<Limits, SearchError> {
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

    /// The articles that have a filter.
    fn numbers(&self, filter: &str) -> Result<Vec<u32>, SearchError> {
        Ok(self.find(filter, Meaning::Form)?.scored.into_iter().map(|(number, _)| number).collect())
    }

    /// The articles of a word, or of words that begin so.
    fn find(&self, word: &str, meaning: Meaning) -> Result<Found, SearchError> {
        let Some(place) = self.place(word)? else { return Ok(Found::default()) };
        let mut stems = Vec::new();
        for (form, stem) in place.forms().filter(|(form, _)| *form == word) {
            let stem = match stem {
                StemOf::Ordinal(ordinal) => Stem { range: place.range.clone(), name: place.name, ordinal },
                StemOf::Other(other) => self.stem_of_other(&other, form)?,
            };
            stems.push(stem);
        }
        let is_open = match meaning {
            Meaning::Form => false,
            Meaning::Word => stems.is_empty() && word.chars().nth(2).is_some(),
            Meaning::Beginning => true,
        };
        if is_open {
            self.add_completions(word, &place, &mut stems)?;
        }
        let mut found = Found::default();
        let mut best: FxHashMap<u32, u64> = FxHashMap::default();
        for stem in &stems {
            let postings = self.postings(stem)?;
            found.greatest = found.greatest.max(postings.len());
            let rarity = rarity(postings.len() as u64, u64::from(self.root.articles));
            for (number, class) in postings {
                let score = rarity * weight(class, self.root.class_of(number), self.root.average);
                let known = best.entry(number).or_default();
                *known = score.max(*known);
            }
        }
        found.scored = best.into_iter().collect();
        found.scored.sort_unstable();
        Ok(found)
    }

    /// Adds the stems of the most frequent words that begin with `word`. What stands for a word elsewhere is not looked for.
    fn add_completions(&self, word: &str, place: &Place, stems: &mut Vec<Stem>) -> Result<(), SearchError> {
        let mut more: Vec<(usize, Stem)> = Vec::new();
        for (_, stem) in place.forms().filter(|(form, _)| form.starts_with(word) && *form != word) {
            let StemOf::Ordinal(ordinal) = stem else { continue };
            let stem = Stem { range: place.range.clone(), name: place.name, ordinal };
            if !more.iter().any(|(_, known)| known.ordinal == ordinal) {
                more.push((self.count(&stem)?, stem));
            }
        }
        // Stable: of two with as many articles the first in the alphabet.
        more.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        for (_, stem) in more.into_iter().take(COMPLETIONS) {
            if !stems.iter().any(|known| (known.name, known.ordinal) == (stem.name, stem.ordinal)) {
                stems.push(stem);
            }
        }
        Ok(())
    }

    /// Where a word is; `None` in an index without words.
    fn place(&self, word: &str) -> Result<Option<Place>, SearchError> {
        let Some(name) = self.root.range_of(word) else { return Ok(None) };
        let articles = self.root.articles;
        let range =
            self.kept(&self.ranges, name, Kind::Range, |content| RangePart::read(content, articles))?;
        let (block, first) = match range.block_of(word) {
            Some((name, first)) => {
                (Some(self.kept(&self.blocks, name, Kind::Block, BlockPart::read)?), first)
            }
            None => (None, 0),
        };
        Ok(Some(Place { name, range, block, first }))
    }

    /// The stem of another form that `form` stands for.
    fn stem_of_other(&self, other: &str, form: &str) -> Result<Stem, SearchError> {
        let damaged = || SearchError::Damaged(format!("the entry of {form}"));
        let place = self.place(other)?.ok_or_else(damaged)?;
        let mut own = place.forms().filter(|(form, _)| *form == other).filter_map(|(_, stem)| match stem {
            StemOf::Ordinal(ordinal) => Some(ordinal),
            StemOf::Other(_) => None,
        });
        let ordinal = own.next().ok_or_else(damaged)?;
        Ok(Stem { range: place.range.clone(), name: place.name, ordinal })
    }

    /// The block that a stem is in, and its place there; `None` for a stem that only newer articles have.
    fn block_of(&self, stem: &Stem) -> Result<Option<(Rc<BlockPart>, u32)>, SearchError> {
        let Some((name, first)) = stem.range.block_of_ordinal(stem.ordinal) else { return Ok(None) };
        let block = self.kept(&self.blocks, name, Kind::Block, BlockPart::read)?;
        let at = stem.ordinal - first;
        Ok((at < block.stems()).then_some((block, at)))
    }

    /// How many articles have a stem.
    fn count(&self, stem: &Stem) -> Result<usize, SearchError> {
        let before = self.block_of(stem)?.map_or(0, |(block, at)| block.count(at));
        Ok(before + stem.range.newest(stem.ordinal).len())
    }

    /// The articles that have a stem.
    fn postings(&self, stem: &Stem) -> Result<read::Postings, SearchError> {
        let mut postings = match self.block_of(stem)? {
            Some((block, at)) => {
                let damaged = || SearchError::Damaged(stem.name.path());
                block.postings(at, stem.range.bound()).ok_or_else(damaged)?
            }
            None => Vec::new(),
        };
        postings.extend_from_slice(stem.range.newest(stem.ordinal));
        Ok(postings)
    }

    /// A file of the index, read once.
    fn kept<T>(
        &self,
        parts: &Parts<T>,
        name: Name,
        kind: Kind,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Rc<T>, SearchError> {
        if let Some(part) = parts.borrow().get(&name) {
            return Ok(part.clone());
        }
        let part = Rc::new(self.part(name, kind, read)?);
        parts.borrow_mut().insert(name, part.clone());
        Ok(part)
    }

    /// A file of the index, read.
    fn part<T>(&self, name: Name, kind: Kind, read: impl Fn(&[u8]) -> Option<T>) -> Result<T, SearchError> {
        let path = name.path();
        let bytes = (self.fetch)(&path).map_err(|error| SearchError::Fetch(path.clone(), error))?;
        let content = read::unpack(&bytes, kind);
        content.and_then(|content| read(&content)).ok_or(SearchError::Damaged(path))
    }
}

/// Where a word is, if the index has it.
struct Place {
    /// The range file.
    name: Name,
    range: Rc<RangePart>,
    block: Option<Rc<BlockPart>>,
    /// The ordinal of the block's first stem.
    first: u32,
}

impl Place {
    /// The forms of the block, then those that only newer articles have, with their stems in the range.
    fn forms(&self) -> impl Iterator<Item = (&str, StemOf)> {
        let in_range = |stem: &StemOf, first: u32| match stem {
            StemOf::Ordinal(ordinal) => StemOf::Ordinal(ordinal.saturating_add(first)),
            other => other.clone(),
        };
        let in_block = self.block.iter().flat_map(|block| &block.forms);
        let in_block = in_block.map(move |(form, stem)| (&**form, in_range(stem, self.first)));
        in_block.chain(self.range.forms.iter().map(move |(form, stem)| (&**form, in_range(stem, 0))))
    }
}

/// A stem of a range.
struct Stem {
    range: Rc<RangePart>,
    /// The range file.
    name: Name,
    ordinal: u32,
}

/// What articles must have, and must not have.
#[derive(Default)]
struct Limits {
    wanted: Vec<Vec<u32>>,
    unwanted: Vec<Vec<u32>>,
}

impl Limits {
    fn allow(&self, number: u32) -> bool {
        let has = |numbers: &Vec<u32>| numbers.binary_search(&number).is_ok();
        self.wanted.iter().all(has) && !self.unwanted.iter().any(has)
    }
}
