//! Looks words up: from a word to its stems, and from those to the articles that have them.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Parts, Scored, SearchError, Searcher};
use crate::files::{Kind, Name};
use crate::rank::{rarity, weight};
use crate::read::{self, BlockPart, RangePart, StemOf};

/// How many stems the beginning of a word can mean.
const COMPLETIONS: usize = 32;

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// For its own form.
    Form,
    /// For its own form or, where no article has that, for the beginning of others.
    Word,
    /// For its own form and for the beginning of others.
    Beginning,
}

/// A word as the index has it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) scored: Scored,
    /// The most articles that one of its stems has.
    pub(super) greatest: usize,
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

impl Searcher<'_> {
    /// The articles that have a filter.
    pub(super) fn numbers(&self, filter: &str) -> Result<Vec<u32>, SearchError> {
        Ok(self.find(filter, Meaning::Form)?.scored.into_iter().map(|(number, _)| number).collect())
    }

    /// The articles of a word, or of words that begin so.
    pub(super) fn find(&self, word: &str, meaning: Meaning) -> Result<Found, SearchError> {
        let Some(place) = self.place(word)? else { return Ok(Found::default()) };
        let mut stems = Vec::new();
        for (form, stem) in place.forms().filter(|(form, _)| *form == word) {
            match stem {
                StemOf::Ordinal(ordinal) => {
                    stems.push(Stem { range: place.range.clone(), name: place.name, ordinal });
                }
                StemOf::Other(other) => stems.extend(self.stems_of_other(&other, form)?),
            }
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

    /// The stems of another form that `form` stands for.
    fn stems_of_other(&self, other: &str, form: &str) -> Result<Vec<Stem>, SearchError> {
        let damaged = || SearchError::Damaged(format!("the entry of {form}"));
        let place = self.place(other)?.ok_or_else(damaged)?;
        let own = place.forms().filter(|(form, _)| *form == other).filter_map(|(_, stem)| match stem {
            StemOf::Ordinal(ordinal) => Some(Stem { range: place.range.clone(), name: place.name, ordinal }),
            StemOf::Other(_) => None,
        });
        let own: Vec<Stem> = own.collect();
        if own.is_empty() { Err(damaged()) } else { Ok(own) }
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
    pub(super) fn kept<T>(
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
    pub(super) fn part<T>(
        &self,
        name: Name,
        kind: Kind,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<T, SearchError> {
        let path = name.path();
        let bytes = (self.fetch)(&path).map_err(|error| SearchError::Fetch(path.clone(), error))?;
        let content = read::unpack(&bytes, kind);
        content.and_then(|content| read(&content)).ok_or(SearchError::Damaged(path))
    }
}
