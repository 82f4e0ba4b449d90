//! How many documents have each word.

use std::io;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Writer;
use crate::collection::{DocumentWords, Record};

impl Writer<'_> {
    /// How many documents have each entry of the lexicon.
    pub(super) fn counts(&self) -> io::Result<Vec<u32>> {
        let limit = self.collection.lexicon.limit();
        let mut counts = if self.has_before { self.counts_after()? } else { self.counts_anew(limit)? };
        counts.resize(limit, 0);
        for number in 0..self.source.len() {
            self.source.filters_of(number).for_each(|entry| counts[entry as usize] += 1);
        }
        Ok(counts)
    }

    /// Those without filters, which are counted anew each time.
    pub(super) fn kept_counts(&self, counts: &[u32]) -> Vec<u32> {
        let mut counts = counts.to_vec();
        for number in 0..self.source.len() {
            self.source.filters_of(number).for_each(|entry| counts[entry as usize] -= 1);
        }
        counts
    }

    fn counts_anew(&self, limit: usize) -> io::Result<Vec<u32>> {
        let records: Vec<Record> = self.source.records().map(|(_, record)| record).collect();
        let part = records.len().div_ceil(rayon::current_num_threads()).max(1);
        let count = |records: &[Record]| -> io::Result<Vec<u32>> {
            let mut counts = vec![0; limit];
            self.each_entry(records, &mut |entry| counts[entry] += 1)?;
            Ok(counts)
        };
        let parts: io::Result<Vec<Vec<u32>>> = records.par_chunks(part).map(count).collect();
        let mut sum = vec![0; limit];
        for counts in parts? {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        Ok(sum)
    }

    /// The counts of the index before, without what is gone, and with what is new.
    fn counts_after(&self) -> io::Result<Vec<u32>> {
        let mut counts = self.before.counts.clone();
        counts.resize(self.collection.lexicon.limit(), 0);
        let before: FxHashMap<u64, Record> = self.before.records.iter().copied().collect();
        let now: FxHashMap<u64, Record> = self.source.records().collect();
        let differs = |other: &FxHashMap<u64, Record>, (id, record): (u64, Record)| {
            let is_same = other.get(&id).is_some_and(|known| known.has_same_words(&record));
            (!is_same).then_some(record)
        };
        let gone: Vec<Record> =
            self.before.records.iter().filter_map(|record| differs(&now, *record)).collect();
        let new: Vec<Record> = self.source.records().filter_map(|record| differs(&before, record)).collect();
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let mut is_sound = true;
        self.each_entry(&gone, &mut |entry| match counts.get_mut(entry).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => is_sound = false,
        })?;
        self.each_entry(&new, &mut |entry| counts[entry] += 1)?;
        is_sound.then_some(counts).ok_or_else(damaged)
    }

    fn each_entry(&self, records: &[Record], each: &mut dyn FnMut(usize)) -> io::Result<()> {
        let mut reader = self.source.reader()?;
        let mut words = DocumentWords::new();
        for record in records {
            reader.read(record, &mut words)?;
            words.iter().for_each(|(entry, _)| each(*entry as usize));
        }
        Ok(())
    }
}
