//! The ranges of words: their blocks, and the range files.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::Writer;
use crate::dictionary::{Dictionary, NONE};
use crate::encode::{self, POINTER, RangeFile};
use crate::files::{Emitter, Name};
use crate::pack::Content;
use crate::postings::{self, Newest, Posting, Wanted};
use crate::state::{BlockState, RangeState};

/// What is known of each range.
pub(super) struct Ranges {
    bounds: Vec<u32>,
    keys: Vec<u64>,
    pub(super) states: Vec<Option<RangeState>>,
    /// For each pair the ordinal of its stem in the blocks of its range.
    pub(super) ordinals: Vec<u32>,
}

impl Writer<'_> {
    /// The bounds of all ranges, and those of them whose blocks are as they were.
    pub(super) fn ranges(&self, dictionary: &Dictionary<'_>) -> Ranges {
        let chunks = &self.source.chunks;
        let known: BTreeMap<&str, &RangeState> =
            self.before.ranges.iter().map(|range| (&*range.first, range)).collect();
        let mut ranges =
            Ranges { bounds: Vec::new(), keys: Vec::new(), states: Vec::new(), ordinals: Vec::new() };
        for range in 0..dictionary.ranges() {
            let first = dictionary.first_form(range);
            let chunk = chunks.bound(first, &self.sizes);
            let bound = chunks.starts.get(chunk).copied().unwrap_or(0);
            let mut key = Xxh3::new();
            for part in [
                dictionary.hash(range),
                u64::from(bound),
                chunks.before.get(chunk).copied().unwrap_or(0),
                self.sizes.block,
                self.sizes.chunk,
            ] {
                key.update(&part.to_le_bytes());
            }
            let key = key.digest();
            ranges.bounds.push(bound);
            ranges.keys.push(key);
            let is_same = |known: &&&RangeState| {
                known.key == key
                    && known.blocks.iter().all(|block| self.files_before.contains_key(&block.name))
            };
            ranges.states.push(known.get(first).filter(is_same).map(|known| (*known).clone()));
        }
        ranges.ordinals = vec![NONE; dictionary.pairs.len()];
        for (entry, pair) in dictionary.pair_of.iter().enumerate().filter(|(_, pair)| **pair != NONE) {
            let range = dictionary.range_of[*pair as usize] as usize;
            if ranges.states[range].is_some() {
                let ordinal = self.before.ordinals.get(entry).copied().unwrap_or(NONE);
                // Two entries may be one pair, of which one is new.
                if ordinal != NONE {
                    ranges.ordinals[*pair as usize] = ordinal;
                }
            }
        }
        ranges
    }

    /// Makes the blocks of ranges that have changed, and keeps those of the others.
    pub(super) fn blocks(
        &self,
        dictionary: &Dictionary<'_>,
        counts: &[u32],
        ranges: &mut Ranges,
        emitter: &Emitter<'_>,
    ) -> io::Result<()> {
        let is_changed: Vec<bool> = ranges.states.iter().map(Option::is_none).collect();
        for state in ranges.states.iter().flatten() {
            state.blocks.iter().for_each(|block| emitter.keep(block.name));
        }
        let bounds: Vec<u32> = ranges
            .bounds
            .iter()
            .zip(&is_changed)
            .map(|(bound, is_changed)| if *is_changed { *bound } else { 0 })
            .collect();
        let wanted = Wanted { dictionary, bounds: &bounds };
        let mut postings = vec![0_u64; dictionary.ranges()];
        for (pair, count) in dictionary.pair_of.iter().zip(counts).filter(|(pair, _)| **pair != NONE) {
            postings[dictionary.home(dictionary.stem_of[*pair as usize])] += u64::from(*count);
        }
        let buckets = postings::buckets(&wanted, &postings);
        let seen: postings::Seen = dictionary.pairs.iter().map(|_| AtomicBool::new(false)).collect();
        let dealt = postings::deal(self.source, &wanted, &buckets, &seen, &self.scratch)?;
        let seen: Vec<bool> = seen.into_iter().map(AtomicBool::into_inner).collect();
        type Made = Vec<(usize, RangeState, Vec<(u32, u32)>)>;
        let one = |(at, within): (usize, &std::ops::Range<usize>)| -> io::Result<Made> {
            let lists = dealt.lists(dictionary, at, within)?;
            let made = within.clone().filter(|range| bounds[*range] > 0).map(|range| {
                let (state, ordinals) =
                    self.range(dictionary, (range, ranges.keys[range]), &lists, &seen, emitter)?;
                Ok((range, state, ordinals))
            });
            made.collect()
        };
        let made: io::Result<Vec<Made>> =
            buckets.par_iter().enumerate().map(|(at, within)| one((at, within))).collect();
        for (range, state, ordinals) in made?.into_iter().flatten() {
            ranges.states[range] = Some(state);
            for (pair, ordinal) in ordinals {
                ranges.ordinals[pair as usize] = ordinal;
            }
        }
        // Ranges without any article below their bound have no blocks.
        for range in (0..dictionary.ranges()).filter(|range| is_changed[*range] && bounds[*range] == 0) {
            let first = dictionary.first_form(range).into();
            ranges.states[range] = Some(RangeState { first, key: ranges.keys[range], blocks: Vec::new() });
        }
        Ok(())
    }

    /// The blocks of one range, and for each pair in them the ordinal of its stem.
    fn range(
        &self,
        dictionary: &Dictionary<'_>,
        (range, key): (usize, u64),
        lists: &postings::Lists,
        seen: &[bool],
        emitter: &Emitter<'_>,
    ) -> io::Result<(RangeState, Vec<(u32, u32)>)> {
        let is_in = |pair: &u32| {
            let at = *pair as usize;
            let stem = dictionary.stem_of[at] as usize;
            // What others stand for is there for their sake.
            let is_stood_for = || {
                dictionary.has_pointers[stem]
                    && dictionary.first[stem] == *pair
                    && !lists.of(stem).0.is_empty()
            };
            seen[at] || is_stood_for()
        };
        let within = dictionary.range(range);
        let pairs: Vec<u32> = (within.start as u32..within.end as u32).filter(is_in).collect();
        let (made, ordinals) = encode::blocks(dictionary, &pairs, lists, self.sizes.block);
        let mut blocks = Vec::with_capacity(made.len());
        for block in made {
            let name = emitter.emit(&block.content)?;
            blocks.push(BlockState { key: block.key, stems: block.stems, greatest: block.greatest, name });
        }
        let state = RangeState { first: dictionary.first_form(range).into(), key, blocks };
        Ok((state, pairs.into_iter().zip(ordinals).collect()))
    }

    /// The range files.
    pub(super) fn range_files(
        &self,
        dictionary: &Dictionary<'_>,
        ranges: &Ranges,
        emitter: &Emitter<'_>,
    ) -> io::Result<Vec<Name>> {
        let is_known = |pair: u32| ranges.ordinals[pair as usize] != NONE;
        let mut newest = postings::newest(self.source, dictionary, &ranges.bounds, &is_known)?;
        add_stood_for(dictionary, ranges, &mut newest);
        let one = |range: usize| -> io::Result<Name> {
            let Some(state) = &ranges.states[range] else { return Ok(Name::NONE) };
            emitter.emit(&range_file(
                dictionary,
                range,
                ranges.bounds[range],
                (state, &ranges.ordinals),
                &newest,
            ))
        };
        (0..dictionary.ranges()).into_par_iter().map(one).collect()
    }
}

/// Adds the forms that others stand for, of stems that only newer articles have.
fn add_stood_for(dictionary: &Dictionary<'_>, ranges: &Ranges, newest: &mut Newest) {
    let stems = newest.postings.chunk_by(|one, other| one.0 == other.0).map(|group| group[0].0);
    let stood_for = stems
        .filter(|stem| dictionary.has_pointers[*stem as usize])
        .map(|stem| dictionary.first[stem as usize]);
    newest.pairs.extend(stood_for.filter(|pair| ranges.ordinals[*pair as usize] == NONE));
    newest.pairs.sort_unstable();
    newest.pairs.dedup();
}

/// The content of one range file.
fn range_file(
    dictionary: &Dictionary<'_>,
    range: usize,
    bound: u32,
    (state, ordinals): (&RangeState, &[u32]),
    newest: &Newest,
) -> Content {
    let within = dictionary.range(range);
    let stems = dictionary.stems(range);
    // The ordinals that stems have in blocks.
    let mut ordinal_of = vec![NONE; stems.len()];
    for pair in within.clone().filter(|pair| ordinals[*pair] < POINTER) {
        ordinal_of[dictionary.stem_of[pair] as usize - stems.start] = ordinals[pair];
    }
    let mut next: u32 = state.blocks.iter().map(|block| block.stems).sum();
    let from = newest.pairs.partition_point(|pair| (*pair as usize) < within.start);
    let to = newest.pairs.partition_point(|pair| (*pair as usize) < within.end);
    let (mut forms, mut codes, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
    for pair in newest.pairs[from..to].iter().map(|pair| *pair as usize) {
        forms.push(dictionary.pairs[pair].form);
        if dictionary.is_pointer[pair] {
            codes.push(1);
            aliases.push(dictionary.stands_for(pair));
            continue;
        }
        let ordinal = &mut ordinal_of[dictionary.stem_of[pair] as usize - stems.start];
        if *ordinal == NONE {
            *ordinal = next;
            next += 1;
            codes.push(0);
        } else {
            codes.push(u64::from(*ordinal) + 2);
        }
    }
    let start = |stem: usize| newest.postings.partition_point(|(of, ..)| (*of as usize) < stem);
    let own = &newest.postings[start(stems.start)..start(stems.end)];
    let groups = own.chunk_by(|one, other| one.0 == other.0);
    let mut lists: Vec<(u32, &[Posting])> =
        groups.map(|group| (ordinal_of[group[0].0 as usize - stems.start], group)).collect();
    lists.sort_unstable_by_key(|(ordinal, _)| *ordinal);
    let blocks: Vec<(String, u32, u32, Name)> = state
        .blocks
        .iter()
        .map(|block| (block.key.clone(), block.stems, block.greatest, block.name))
        .collect();
    encode::range(&RangeFile { bound, blocks: &blocks, forms, codes, aliases, stems: lists })
}
