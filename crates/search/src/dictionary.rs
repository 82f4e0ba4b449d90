//! The words of an index in order: forms with their stems, cut into ranges.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

use crate::layout::{Sizes, cut_ranges};
use crate::lexicon::{Entry, EntryId, LexiconView};

/// What no pair, stem or ordinal is.
pub(crate) const NONE: u32 = u32::MAX;

/// How far the forms of a stem may stand apart in their range: what is farther stands for the first one, or one stem would hold a
/// whole range together.
const FARTHEST: usize = 64;

/// A form with one of its stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair<'l> {
    pub(crate) form: &'l str,
    pub(crate) stem: &'l str,
}

/// Where an entry of the lexicon is: all that dealing out its postings asks for, in one place of memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) pair: u32,
    /// The range of the pair.
    pub(crate) range: u32,
    pub(crate) stem: u32,
    /// The range in which the stem is at home.
    pub(crate) home: u32,
}

/// All words that documents have.
pub(crate) struct Dictionary<'l> {
    /// Sorted.
    pub(crate) pairs: Vec<Pair<'l>>,
    /// For each entry of the lexicon, its pair; `NONE` where no document has it.
    pub(crate) pair_of: Vec<u32>,
    /// For each pair, its stem. Stems are numbered in the order of their first pairs.
    pub(crate) stem_of: Vec<u32>,
    /// For each stem, its first pair.
    pub(crate) first: Vec<u32>,
    /// For each pair, whether it stands for the first of its stem.
    pub(crate) is_pointer: Vec<bool>,
    /// For each stem, whether a pair stands for its first.
    pub(crate) has_pointers: Vec<bool>,
    /// Where each range begins in the pairs, and at last their number.
    pub(crate) starts: Vec<u32>,
    /// For each pair, its range.
    pub(crate) range_of: Vec<u32>,
}

impl<'l> Dictionary<'l> {
    /// Of the entries that at least one document has, by `counts` of documents for each entry.
    pub(crate) fn new(lexicon: &'l LexiconView<'l>, counts: &[u32], sizes: &Sizes) -> Dictionary<'l> {
        let pair = |id: EntryId| lexicon.get(id).map(|Entry { form, stem }| Pair { form, stem });
        // Most are told apart by their first bytes, without a look at the words themselves.
        let mut entries: Vec<(u64, EntryId)> = (0..counts.len() as u32)
            .filter(|id| counts[*id as usize] > 0)
            .filter_map(|id| Some((beginning(pair(id)?.form), id)))
            .collect();
        entries.par_sort_unstable_by(|(one, a), (other, b)| {
            one.cmp(other).then_with(|| pair(*a).cmp(&pair(*b)))
        });
        let mut pair_of = vec![NONE; counts.len()];
        let mut pairs: Vec<Pair<'l>> = Vec::with_capacity(entries.len());
        for (_, id) in entries {
            let Some(pair) = pair(id) else { continue };
            if pairs.last() != Some(&pair) {
                pairs.push(pair);
            }
            pair_of[id as usize] = pairs.len() as u32 - 1;
        }
        let starts = range_starts(&pairs, sizes);
        let mut range_of = vec![0; pairs.len()];
        for (range, limits) in (0..).zip(starts.windows(2)) {
            range_of[limits[0] as usize..limits[1] as usize].fill(range);
        }
        let mut dictionary = Dictionary {
            pairs,
            pair_of,
            stem_of: Vec::new(),
            first: Vec::new(),
            is_pointer: Vec::new(),
            has_pointers: Vec::new(),
            starts,
            range_of,
        };
        dictionary.find_stems();
        dictionary
    }

    fn find_stems(&mut self) {
        let mut stems: FxHashMap<&str, u32> = FxHashMap::default();
        for (pair, at) in self.pairs.iter().zip(0_u32..) {
            let stem = *stems.entry(pair.stem).or_insert_with(|| {
                self.first.push(at);
                self.has_pointers.push(false);
                self.first.len() as u32 - 1
            });
            let first = self.first[stem as usize];
            let is_pointer = self.range_of[first as usize] != self.range_of[at as usize]
                || (at - first) as usize > FARTHEST;
            self.stem_of.push(stem);
            self.is_pointer.push(is_pointer);
            self.has_pointers[stem as usize] |= is_pointer;
        }
    }

    /// How many ranges there are.
    pub(crate) fn ranges(&self) -> usize {
        self.starts.len() - 1
    }

    /// The pairs of a range.
    pub(crate) fn range(&self, range: usize) -> std::ops::Range<usize> {
        self.starts[range] as usize..self.starts[range + 1] as usize
    }

    /// The stems that are at home in a range.
    pub(crate) fn stems(&self, range: usize) -> std::ops::Range<usize> {
        let start = |at: u32| self.first.partition_point(|first| *first < at);
        start(self.starts[range])..start(self.starts[range + 1])
    }

    /// The range in which a stem is at home.
    pub(crate) fn home(&self, stem: u32) -> usize {
        self.range_of[self.first[stem as usize] as usize] as usize
    }

    /// The places of all entries of the lexicon; those that no document has have none of use.
    pub(crate) fn places(&self) -> Vec<Place> {
        let place = |pair: &u32| match self.stem_of.get(*pair as usize) {
            Some(stem) => Place {
                pair: *pair,
                range: self.range_of[*pair as usize],
                stem: *stem,
                home: self.home(*stem) as u32,
            },
            None => Place { pair: NONE, range: NONE, stem: NONE, home: NONE },
        };
        self.pair_of.par_iter().map(place).collect()
    }

    /// The form that a pair stands for.
    pub(crate) fn stands_for(&self, pair: usize) -> &'l str {
        self.pairs[self.first[self.stem_of[pair] as usize] as usize].form
    }

    /// The first form of a range, by which it is known; empty where there are no words at all.
    pub(crate) fn first_form(&self, range: usize) -> &'l str {
        self.pairs.get(self.starts[range] as usize).map_or("", |pair| pair.form)
    }

    /// The key of a range: as much of its first form as tells it from the form before. The first range has an empty one.
    pub(crate) fn key(&self, range: usize) -> &'l str {
        let start = self.starts[range] as usize;
        if range == 0 { "" } else { separator(self.pairs[start - 1].form, self.pairs[start].form) }
    }

    /// What the words of a range that some article has depend on, apart from the articles: its limits, and which forms stand for others.
    pub(crate) fn hash(&self, range: usize) -> u64 {
        let mut hash = Xxh3::new();
        let mut add = |form: &str| {
            hash.update(form.as_bytes());
            hash.update(&[0xff]);
        };
        add(self.first_form(range));
        add(if range + 1 < self.ranges() { self.first_form(range + 1) } else { "" });
        for at in self.range(range) {
            let stem = self.stem_of[at] as usize;
            if self.is_pointer[at] {
                add(self.pairs[at].form);
                add(self.stands_for(at));
            } else if self.has_pointers[stem] && self.first[stem] as usize == at {
                add(self.pairs[at].form);
                add("");
            }
        }
        hash.digest()
    }
}

/// The first eight bytes as a number: words whose numbers differ are sorted by them.
fn beginning(form: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = form.len().min(8);
    bytes[..length].copy_from_slice(&form.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// As much of `after` as tells it from `before`, which sorts before it.
pub(crate) fn separator<'l>(before: &str, after: &'l str) -> &'l str {
    let shared = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let end = (shared + 1..after.len()).find(|end| after.is_char_boundary(*end)).unwrap_or(after.len());
    &after[..end]
}

/// Where ranges begin: at the first pair of a form.
fn range_starts(pairs: &[Pair<'_>], sizes: &Sizes) -> Vec<u32> {
    let is_first = |at: &usize| *at == 0 || pairs[at - 1].form != pairs[*at].form;
    let forms: Vec<usize> = (0..pairs.len()).filter(is_first).collect();
    let texts: Vec<&str> = forms.iter().map(|at| pairs[*at].form).collect();
    let starts = cut_ranges(&texts, sizes).into_iter().map(|at| forms.get(at).map_or(0, |at| *at as u32));
    starts.chain([pairs.len() as u32]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::tally::Tally;

    #[test]
    fn stems_are_at_home_with_their_first_form() {
        let lexicon = Lexicon::new();
        for (language, text) in [("en", "connection connected border connecting borders"), ("fr", "border")] {
            let (language, mut tally) = (lexicon.language(language), Tally::default());
            tally.add(&language, text, 1);
            lexicon.numbers(&language, &tally);
        }
        let view = lexicon.view();
        let counts = vec![1; lexicon.limit()];
        let dictionary = Dictionary::new(&view, &counts, &Sizes { ranges: 1, ..Sizes::of(10) });
        let pairs: Vec<(&str, &str)> = dictionary.pairs.iter().map(|pair| (pair.form, pair.stem)).collect();
        assert_eq!(
            pairs,
            [
                ("border", "bord"),
                ("border", "border"),
                ("borders", "border"),
                ("connected", "connect"),
                ("connecting", "connect"),
                ("connection", "connect"),
            ]
        );
        assert_eq!(dictionary.stem_of, [0, 1, 1, 2, 2, 2]);
        assert_eq!(dictionary.first, [0, 1, 3]);
        assert_eq!(dictionary.stems(0).end, dictionary.first.len().min(dictionary.stems(0).end));
        for at in 0..dictionary.pairs.len() {
            let first = dictionary.first[dictionary.stem_of[at] as usize] as usize;
            assert_eq!(dictionary.is_pointer[at], dictionary.range_of[at] != dictionary.range_of[first]);
        }
    }

    #[test]
    fn separators_are_as_short_as_can_be() {
        assert_eq!(separator("border", "borders"), "borders");
        assert_eq!(separator("bank", "border"), "bo");
        assert_eq!(separator("жаба", "жест"), "же");
        assert_eq!(separator("е", "ж"), "ж");
        assert_eq!(separator("", "ab"), "a");
    }
}
