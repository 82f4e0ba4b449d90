//! The words of all documents, turned round: for each stem its documents.
//!
//! Documents are read in the order of their numbers, and what they have is dealt out to buckets of neighbouring ranges, on disk where it
//! is much. So every bucket has its documents in order, and counting is all the sorting it needs.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::bytes::{Reading, put};
use crate::collection::WordsReader;
use crate::dictionary::{Dictionary, NONE, Place};
use crate::source::Source;

/// The most postings of a bucket, but for those of one range: they are in memory at once.
const BUCKET: u64 = 2_000_000;

/// How many buckets there are for each thread where they would be larger: threads end at about the same time.
const BUCKETS_OF_THREAD: u64 = 8;

/// How many bytes a thread holds before it writes them to disk.
const HELD: usize = 12 << 20;

/// The articles of some stems: those of stem `s` are `numbers[starts[s]..starts[s + 1]]`, with their frequencies.
pub(crate) struct Lists {
    /// The first of the stems.
    pub(crate) stems: Range<usize>,
    starts: Vec<u32>,
    numbers: Vec<u32>,
    frequencies: Vec<u32>,
}

impl Lists {
    /// The articles of a stem, with its frequency in each.
    pub(crate) fn of(&self, stem: usize) -> (&[u32], &[u32]) {
        let at = stem - self.stems.start;
        let within = self.starts[at] as usize..self.starts[at + 1] as usize;
        (&self.numbers[within.clone()], &self.frequencies[within])
    }
}

/// What is collected: for each range the articles below a bound, 0 where nothing is wanted.
pub(crate) struct Wanted<'w> {
    pub(crate) dictionary: &'w Dictionary<'w>,
    pub(crate) bounds: &'w [u32],
}

/// The ranges of each bucket, by how many postings their words have.
pub(crate) fn buckets(wanted: &Wanted<'_>, postings: &[u64]) -> Vec<Range<usize>> {
    let all: u64 =
        postings.iter().zip(wanted.bounds).filter(|(_, bound)| **bound > 0).map(|(sum, _)| sum).sum();
    // Nothing of an index depends on how its ranges are put into buckets.
    let most = BUCKET.min(all / (BUCKETS_OF_THREAD * rayon::current_num_threads() as u64));
    let mut buckets: Vec<Range<usize>> = Vec::new();
    let mut sum = 0;
    for (range, bound) in wanted.bounds.iter().enumerate() {
        if *bound == 0 {
            continue;
        }
        sum += postings[range];
        match buckets.last_mut() {
            Some(last) if sum <= most => last.end = range + 1,
            _ => {
                buckets.push(range..range + 1);
                sum = postings[range];
            }
        }
    }
    buckets
}

/// Which pairs some article below the bound of their range has.
pub(crate) type Seen = Vec<AtomicBool>;

/// What the buckets hold.
pub(crate) struct Dealt {
    sections: Vec<Section>,
}

/// What one thread has dealt out, of articles that follow each other.
struct Section {
    /// For each bucket, what is in memory.
    held: Vec<Vec<u8>>,
    /// For each bucket, where the rest is in the file.
    written: Vec<Vec<(u64, usize)>>,
    file: Option<File>,
    length: u64,
    pending: usize,
}

/// Deals out the words of all documents with a number below `limit`.
///
/// # Errors
/// What the file system says.
pub(crate) fn deal(
    source: &Source<'_>,
    wanted: &Wanted<'_>,
    buckets: &[Range<usize>],
    seen: &Seen,
    scratch: &Path,
) -> io::Result<Dealt> {
    let limit = wanted.bounds.iter().copied().max().unwrap_or(0) as usize;
    let count = rayon::current_num_threads().min(limit.div_ceil(256)).max(1);
    let mut bucket_of = vec![NONE; wanted.bounds.len()];
    for (bucket, ranges) in (0..).zip(buckets) {
        ranges.clone().for_each(|range| bucket_of[range] = bucket);
    }
    let places = wanted.dictionary.places();
    let section = |at: usize| {
        let numbers = limit * at / count..limit * (at + 1) / count;
        deal_section(source, (wanted, &places), (buckets, &bucket_of), numbers, seen, scratch)
    };
    let sections: io::Result<Vec<Section>> = (0..count).into_par_iter().map(section).collect();
    Ok(Dealt { sections: sections? })
}

fn deal_section(
    source: &Source<'_>,
    (wanted, places): (&Wanted<'_>, &[Place]),
    (buckets, bucket_of): (&[Range<usize>], &[u32]),
    numbers: Range<usize>,
    seen: &Seen,
    scratch: &Path,
) -> io::Result<Section> {
    let Wanted { dictionary, bounds } = *wanted;
    let first_stems: Vec<usize> = buckets.iter().map(|ranges| dictionary.stems(ranges.start).start).collect();
    let mut section = Section {
        held: vec![Vec::new(); buckets.len()],
        written: vec![Vec::new(); buckets.len()],
        file: None,
        length: 0,
        pending: 0,
    };
    let mut reader = source.reader()?;
    let mut words = Vec::new();
    let mut dealt: Vec<(u32, u32, u32)> = Vec::new();
    for number in numbers {
        source.words(number, &mut reader, &mut words)?;
        dealt.clear();
        for (entry, frequency) in &words {
            let Place { pair, range, stem, home } = places[*entry as usize];
            if (number as u32) < bounds[range as usize] && !seen[pair as usize].load(Ordering::Relaxed) {
                seen[pair as usize].store(true, Ordering::Relaxed);
            }
            if (number as u32) < bounds[home as usize] {
                dealt.push((bucket_of[home as usize], stem, *frequency));
            }
        }
        dealt.sort_unstable();
        for group in dealt.chunk_by(|one, other| one.0 == other.0) {
            let bucket = group[0].0 as usize;
            let held = &mut section.held[bucket];
            let before = held.len();
            put(held, number as u64);
            put(held, group.len() as u64);
            let mut last = first_stems[bucket] as u32;
            for (_, stem, frequency) in group {
                put(held, u64::from(stem - last));
                put(held, u64::from(*frequency));
                last = *stem;
            }
            section.pending += held.len() - before;
        }
        if section.pending >= HELD {
            section.write(scratch)?;
        }
    }
    Ok(section)
}

impl Section {
    /// Writes what is in memory to disk.
    fn write(&mut self, scratch: &Path) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let made = std::fs::create_dir_all(scratch).and_then(|()| tempfile::tempfile_in(scratch));
                none.insert(made.or_else(|_| tempfile::tempfile())?)
            }
        };
        for (held, written) in self.held.iter_mut().zip(&mut self.written) {
            if !held.is_empty() {
                file.write_all(held)?;
                written.push((self.length, held.len()));
                self.length += held.len() as u64;
                held.clear();
            }
        }
        self.pending = 0;
        Ok(())
    }

    /// What a bucket has here.
    fn read(&self, bucket: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
        if let Some(file) = &self.file {
            for (offset, length) in &self.written[bucket] {
                let start = bytes.len();
                bytes.resize(start + length, 0);
                read_at(file, *offset, &mut bytes[start..])?;
            }
        }
        bytes.extend_from_slice(&self.held[bucket]);
        Ok(())
    }
}

impl Dealt {
    /// The lists of a bucket, whose ranges are `ranges`.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn lists(
        &self,
        dictionary: &Dictionary<'_>,
        bucket: usize,
        ranges: &Range<usize>,
    ) -> io::Result<Lists> {
        let stems = dictionary.stems(ranges.start).start..dictionary.stems(ranges.end - 1).end;
        let mut bytes = Vec::new();
        self.sections.iter().try_for_each(|section| section.read(bucket, &mut bytes))?;
        let mut counts = vec![0_u32; stems.len() + 1];
        each(&bytes, &mut |_, stem, _| counts[stem + 1] += 1);
        let mut starts = counts;
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let total = starts.last().copied().unwrap_or(0) as usize;
        let (mut numbers, mut frequencies) = (vec![0; total], vec![0; total]);
        let mut ends = starts.clone();
        each(&bytes, &mut |number, stem, frequency| {
            let at = ends[stem] as usize;
            // Several forms of one stem in one article.
            if ends[stem] > starts[stem] && numbers[at - 1] == number {
                frequencies[at - 1] += frequency;
                return;
            }
            (numbers[at], frequencies[at]) = (number, frequency);
            ends[stem] += 1;
        });
        Ok(close_up(stems, &starts, &ends, numbers, frequencies))
    }
}

/// Takes the gaps out that forms of one stem in one article have left.
fn close_up(
    stems: Range<usize>,
    starts: &[u32],
    ends: &[u32],
    mut numbers: Vec<u32>,
    mut frequencies: Vec<u32>,
) -> Lists {
    let mut closed = Vec::with_capacity(starts.len());
    let mut at = 0;
    for stem in 0..stems.len() {
        closed.push(at as u32);
        let within = starts[stem] as usize..ends[stem] as usize;
        let length = within.len();
        numbers.copy_within(within.clone(), at);
        frequencies.copy_within(within, at);
        at += length;
    }
    closed.push(at as u32);
    numbers.truncate(at);
    frequencies.truncate(at);
    Lists { stems, starts: closed, numbers, frequencies }
}

/// Calls `each` for every posting of a bucket: number, stem counted from the bucket's first, frequency.
fn each(bytes: &[u8], each: &mut dyn FnMut(u32, usize, u32)) {
    let mut reading = Reading::new(bytes);
    while let Some((number, count)) = reading.get().zip(reading.get()) {
        let mut stem = 0;
        for _ in 0..count {
            let Some((gap, frequency)) = reading.get().zip(reading.get()) else { return };
            stem += gap as usize;
            each(number as u32, stem, frequency as u32);
        }
    }
}

fn read_at(file: &File, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset);
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < bytes.len() {
            let read =
                std::os::windows::fs::FileExt::seek_read(file, &mut bytes[done..], offset + done as u64)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            done += read;
        }
        Ok(())
    }
}

/// The postings of the newest articles, of those at or above the bound of their range: range, stem, number, frequency, sorted.
///
/// # Errors
/// What the file system says.
pub(crate) fn newest(
    source: &Source<'_>,
    dictionary: &Dictionary<'_>,
    bounds: &[u32],
    is_known: &(dyn Fn(u32) -> bool + Sync),
) -> io::Result<Newest> {
    let from = bounds.iter().copied().min().unwrap_or(0) as usize;
    let sections: Vec<Range<usize>> =
        (from..source.len()).step_by(256).map(|at| at..(at + 256).min(source.len())).collect();
    let one = |numbers: Range<usize>| -> io::Result<Newest> {
        let mut newest = Newest::default();
        let mut reader: WordsReader = source.reader()?;
        let mut words = Vec::new();
        for number in numbers {
            source.words(number, &mut reader, &mut words)?;
            for (entry, frequency) in &words {
                let pair = dictionary.pair_of[*entry as usize];
                let range = dictionary.range_of[pair as usize];
                let number = number as u32;
                if number >= bounds[range as usize] && !is_known(pair) {
                    newest.pairs.push(pair);
                }
                let stem = dictionary.stem_of[pair as usize];
                if number >= bounds[dictionary.home(stem)] {
                    newest.postings.push((stem, number, *frequency));
                }
            }
        }
        newest.pairs.sort_unstable();
        newest.pairs.dedup();
        Ok(newest)
    };
    let all: io::Result<Vec<Newest>> = sections.into_par_iter().map(one).collect();
    let mut newest = Newest::default();
    for mut one in all? {
        newest.pairs.append(&mut one.pairs);
        newest.postings.append(&mut one.postings);
    }
    newest.pairs.sort_unstable();
    newest.pairs.dedup();
    newest.postings.par_sort_unstable();
    newest.postings.dedup_by(|next, kept| {
        let is_same = (next.0, next.1) == (kept.0, kept.1);
        if is_same {
            kept.2 += next.2;
        }
        is_same
    });
    Ok(newest)
}

/// Stem, number, frequency.
pub(crate) type Posting = (u32, u32, u32);

/// What the newest articles have.
#[derive(Default)]
pub(crate) struct Newest {
    /// Pairs that the blocks do not have.
    pub(crate) pairs: Vec<u32>,
    /// Sorted, one for each stem and article.
    pub(crate) postings: Vec<Posting>,
}
