//! What an index has beside words: cards, values, columns, spelling, and the root.

use std::io;

use rayon::prelude::*;

use super::Writer;
use crate::bytes::{put, put_all, put_signed, put_sorted, put_strings};
use crate::collection::DocumentWords;
use crate::dictionary::{Dictionary, NONE};
use crate::encode::{self, Card};
use crate::files::{Emitter, Kind, Name, begin};
use crate::layout::{parts, step};
use crate::pack::Content;
use crate::rank::length_class;

/// How many words are suggested from.
const SPELLING: usize = 20_000;

/// The key of the bound between those articles that count for suggestions and the newest ones. No word is equal to it.
const SPELLING_KEY: &str = "\u{1}";

impl Writer<'_> {
    /// The card files.
    pub(super) fn cards(&self, emitter: &Emitter<'_>) -> io::Result<Vec<Name>> {
        let chunks = &self.source.chunks;
        let one = |chunk: usize| -> io::Result<Vec<Name>> {
            let numbers = chunks.range(chunk);
            let day = self.first_day(chunk);
            let parts = parts(numbers.len(), self.sizes.cards).map(|part| {
                let cards: Vec<Card<'_>> = part.map(|at| self.card(numbers.start + at)).collect();
                emitter.emit(&encode::cards(&cards, day))
            });
            parts.collect()
        };
        let names: io::Result<Vec<Vec<Name>>> = (0..chunks.len()).into_par_iter().map(one).collect();
        Ok(names?.into_iter().flatten().collect())
    }

    fn card(&self, number: usize) -> Card<'_> {
        let document = self.source.document(number);
        let (title, address) = (document.title, &*document.address);
        Card { title, address, day: document.day, language: document.language }
    }

    /// The earliest day of a chunk.
    fn first_day(&self, chunk: usize) -> i32 {
        self.source.chunks.range(chunk).map(|number| self.source.document(number).day).min().unwrap_or(0)
    }

    /// The values file of each dimension, and its columns.
    pub(super) fn columns(&self, emitter: &Emitter<'_>) -> io::Result<(Vec<Name>, Vec<Name>)> {
        let dimensions = &self.source.archive.dimensions;
        let column = self.sizes.column as usize;
        let one = |dimension: usize| -> io::Result<(Name, Vec<Name>)> {
            let (mut listed, mut place) = (Vec::new(), vec![NONE; dimensions[dimension].values.len()]);
            let mut columns = Vec::new();
            for start in (0..self.source.len()).step_by(column) {
                let (mut counts, mut values) = (Vec::with_capacity(column), Vec::with_capacity(column));
                for number in start..(start + column).min(self.source.len()) {
                    let own = self.source.document(number).values.iter();
                    let before = values.len();
                    for (_, value) in own.filter(|(of, _)| usize::from(*of) == dimension) {
                        let value = *value as usize;
                        if place[value] == NONE {
                            place[value] = listed.len() as u32;
                            let value = dimensions[dimension].values[value];
                            listed.push((value.slug, value.title));
                        }
                        values.push(place[value]);
                    }
                    counts.push((values.len() - before) as u32);
                }
                columns.push(emitter.emit(&encode::column(&counts, &values))?);
            }
            Ok((emitter.emit(&encode::values(&listed))?, columns))
        };
        let made: io::Result<Vec<(Name, Vec<Name>)>> =
            (0..dimensions.len()).into_par_iter().map(one).collect();
        let (values, columns): (Vec<Name>, Vec<Vec<Name>>) = made?.into_iter().unzip();
        Ok((values, columns.concat()))
    }

    /// The spelling file: the words that most articles have. The newest do not count, so that one more does not change it.
    pub(super) fn spelling(
        &self,
        dictionary: &Dictionary<'_>,
        counts: &[u32],
        emitter: &Emitter<'_>,
    ) -> io::Result<Name> {
        let counts = self.older_counts(counts)?;
        let mut having = vec![0_u32; dictionary.pairs.len()];
        for (pair, count) in dictionary.pair_of.iter().zip(&counts).filter(|(pair, _)| **pair != NONE) {
            // What one article alone has may be a slip itself.
            if *count > 1 {
                having[*pair as usize] += count;
            }
        }
        // Pairs are sorted: those of one form stand together, and filters come first.
        let words = dictionary.pairs.partition_point(|pair| pair.form < "\u{2}");
        let words = dictionary.pairs[words..].iter().zip(&having[words..]).filter(|(_, count)| **count > 0);
        let mut forms: Vec<(&str, u32)> = Vec::new();
        for (pair, count) in words {
            match forms.last_mut() {
                Some((form, sum)) if *form == pair.form => *sum += count,
                _ => forms.push((pair.form, *count)),
            }
        }
        forms.iter_mut().for_each(|(_, count)| *count = step(u64::from(*count)) as u32);
        forms.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        forms.truncate(SPELLING);
        forms.sort_unstable();
        if forms.is_empty() { Ok(Name::NONE) } else { emitter.emit(&encode::spelling(&forms)) }
    }

    /// How many documents have each entry of the lexicon, without the newest ones, unless those are most.
    fn older_counts(&self, counts: &[u32]) -> io::Result<Vec<u32>> {
        let chunks = &self.source.chunks;
        let bound = chunks.starts[chunks.bound(SPELLING_KEY, &self.sizes)] as usize;
        let mut counts = counts.to_vec();
        if bound * 2 > self.source.len() {
            let (mut reader, mut words) = (self.source.reader()?, DocumentWords::new());
            for number in bound..self.source.len() {
                self.source.words(number, &mut reader, &mut words)?;
                words.iter().for_each(|(entry, _)| counts[*entry as usize] -= 1);
            }
        }
        Ok(counts)
    }

    /// The content of the root.
    pub(super) fn root(
        &self,
        dictionary: &Dictionary<'_>,
        ranges: &[Name],
        (cards, values, columns, spelling): (&[Name], &[Name], &[Name], Name),
    ) -> Content {
        let (source, chunks, archive) = (self.source, &self.source.chunks, self.source.archive);
        let mut file = begin(Kind::Root);
        let content = file.bytes_mut();
        put(content, source.len() as u64);
        let words: u64 = source.placed.iter().map(|placed| u64::from(placed.words)).sum();
        // Nothing is cut by it, and the root changes anyway.
        put(content, (words / (source.len() as u64).max(1)).max(1));
        put(content, archive.languages.len() as u64);
        put_strings(content, &archive.languages);
        let keys: Vec<&str> = archive.dimensions.iter().map(|dimension| dimension.key).collect();
        put(content, keys.len() as u64);
        put_strings(content, &keys);
        put(content, chunks.len() as u64);
        let classes: Vec<(u32, Vec<u64>)> = (0..chunks.len()).map(|chunk| self.classes(chunk)).collect();
        put_all(content, (0..chunks.len()).map(|chunk| chunks.range(chunk).len() as u64));
        put_all(content, classes.iter().map(|(first, _)| u64::from(*first)));
        put_all(content, classes.iter().map(|(_, counts)| counts.len() as u64));
        put_all(content, classes.iter().flat_map(|(_, counts)| counts.iter().copied()));
        let mut last = 0;
        for chunk in 0..chunks.len() {
            let day = i64::from(self.first_day(chunk));
            put_signed(content, day - last);
            last = day;
        }
        put(content, self.sizes.cards);
        let put_names = |content: &mut Vec<u8>, names: &[Name]| {
            names.iter().for_each(|name| content.extend_from_slice(&name.0));
        };
        put_names(content, cards);
        put(content, ranges.len() as u64);
        let keys: Vec<&str> = (0..dictionary.ranges()).map(|range| dictionary.key(range)).collect();
        put_sorted(content, &keys);
        put_names(content, ranges);
        put(content, self.sizes.column);
        put_names(content, values);
        put_names(content, columns);
        put_names(content, &[spelling]);
        file
    }

    /// The first class of length in a chunk, and how many articles each class has from there.
    fn classes(&self, chunk: usize) -> (u32, Vec<u64>) {
        let mut numbers =
            self.source.chunks.range(chunk).map(|number| length_class(self.source.length(number)));
        let Some(first) = numbers.next() else { return (0, Vec::new()) };
        let mut counts = vec![1];
        for class in numbers {
            counts.resize(counts.len().max((class - first) as usize + 1), 0);
            counts[(class - first) as usize] += 1;
        }
        (first, counts)
    }
}
