//! Writes an index: a function of the documents alone, of which no more is done than has changed.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

use crate::bytes::{put, put_all, put_signed, put_sorted, put_strings};
use crate::collection::{Collection, DocumentWords, Record, read_checked, write_checked};
use crate::dictionary::{Dictionary, NONE};
use crate::encode::{self, Card, POINTER, RangeFile};
use crate::files::{Emitter, Kind, Known, Name, ROOT, Sink, begin};
use crate::layout::{COLUMN, Sizes, parts, step};
use crate::pack::Content;
use crate::postings::{self, Newest, Posting, Wanted};
use crate::rank::length_class;
use crate::source::{Archive, Source};
use crate::state::{BlockState, RangeState, State};

/// How many words are suggested from.
const SPELLING: usize = 20_000;

/// A file of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    /// Its path in the site.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it was handed on; otherwise it is as it was in the index before.
    pub is_new: bool,
}

/// An index that was written.
#[derive(Debug)]
pub struct Index {
    /// All its files, sorted by path.
    pub files: Vec<IndexFile>,
    state: State,
    folder: PathBuf,
}

impl Index {
    /// Keeps what the next index can use, once the files of this one are in their place.
    ///
    /// # Errors
    /// What the file system says.
    pub fn keep(mut self, collection: &Collection) -> io::Result<()> {
        collection.keep(&mut self.state.records.iter().map(|(id, _)| *id))?;
        self.state.stamp = collection.stamp();
        // Words may have moved.
        for (id, record) in &mut self.state.records {
            if let Some(now) = collection.record_of(*id) {
                *record = now;
            }
        }
        write_checked(&self.folder.join(STATE), &self.state)
    }
}

const STATE: &str = "index";

/// Writes the index of `archive`, whose words `collection` holds, and hands every file to `sink` that is not as in the index before.
/// `is_there` tells whether a file of that index is still there as it was.
///
/// # Errors
/// What the sink or the file system says; `NotFound` where the words of a document are missing.
pub fn write(
    collection: &Collection,
    archive: &Archive<'_>,
    is_there: &dyn Fn(&str) -> bool,
    sink: &Sink<'_>,
) -> io::Result<Index> {
    let source = Source::new(collection, archive)?;
    let known = read_checked::<State>(&collection.folder().join(STATE));
    if let Some(mut state) = known.filter(|state| state.is_of(collection.key(), collection.stamp())) {
        state.files.retain(|(name, _)| is_there(&name.path()));
        // What was kept may be damaged: then everything is done anew.
        match Writer::new(&source, collection, state.salt, Some(state), sink).index() {
            Err(error) if is_damage(error.kind()) => {}
            Ok(None) => {}
            Ok(Some(index)) => return Ok(index),
            Err(error) => return Err(error),
        }
    }
    for salt in 0..=u8::MAX {
        if let Some(index) = Writer::new(&source, collection, salt, None, sink).index()? {
            return Ok(index);
        }
    }
    Err(io::Error::other("the files of the index cannot be told apart"))
}

/// Whether something is not as it was kept.
fn is_damage(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof)
}

struct Writer<'w> {
    source: &'w Source<'w>,
    collection: &'w Collection,
    sizes: Sizes,
    before: State,
    files_before: BTreeMap<Name, Known>,
    has_before: bool,
    salt: u8,
    sink: &'w Sink<'w>,
    scratch: PathBuf,
}

/// What is known of each range.
struct Ranges {
    bounds: Vec<u32>,
    keys: Vec<u64>,
    states: Vec<Option<RangeState>>,
    /// For each pair the ordinal of its stem in the blocks of its range.
    ordinals: Vec<u32>,
}

impl<'w> Writer<'w> {
    fn new(
        source: &'w Source<'w>,
        collection: &'w Collection,
        salt: u8,
        before: Option<State>,
        sink: &'w Sink<'w>,
    ) -> Writer<'w> {
        let has_before = before.is_some();
        let before = before.unwrap_or_default();
        let files_before = before.files.iter().copied().collect();
        let sizes = Sizes::of(source.len() as u64);
        let scratch = collection.folder().to_owned();
        Writer { source, collection, sizes, before, files_before, has_before, salt, sink, scratch }
    }

    /// The index; `None` where two files would have one name.
    fn index(self) -> io::Result<Option<Index>> {
        let counts = self.counts()?;
        let view = self.collection.lexicon.view();
        let dictionary = Dictionary::new(&view, &counts, &self.sizes);
        let emitter = Emitter::new(self.sink, self.salt, &self.files_before);
        let mut ranges = self.ranges(&dictionary);
        self.blocks(&dictionary, &counts, &mut ranges, &emitter)?;
        let range_files = self.range_files(&dictionary, &ranges, &emitter)?;
        let cards = self.cards(&emitter)?;
        let (values, columns) = self.columns(&emitter)?;
        let spelling = self.spelling(&dictionary, &counts, &emitter)?;
        let root = self.root(&dictionary, &range_files, (&cards, &values, &columns, spelling));
        let Some(files) = emitter.finish() else { return Ok(None) };
        let packed = root.pack();
        (self.sink)(ROOT, &packed)?;
        let mut listed: Vec<IndexFile> = files
            .iter()
            .map(|(name, (known, is_new))| IndexFile { path: name.path(), size: known.size, is_new: *is_new })
            .collect();
        listed.push(IndexFile { path: ROOT.to_owned(), size: packed.len() as u64, is_new: true });
        listed.sort_by(|a, b| a.path.cmp(&b.path));
        let mut ordinals = vec![NONE; counts.len()];
        for (entry, pair) in dictionary.pair_of.iter().enumerate().filter(|(_, pair)| **pair != NONE) {
            ordinals[entry] = ranges.ordinals[*pair as usize];
        }
        let state = State {
            key: State::key(self.collection.key()),
            stamp: self.collection.stamp(),
            salt: self.salt,
            files: files.into_iter().map(|(name, (known, _))| (name, known)).collect(),
            ranges: ranges.states.into_iter().flatten().collect(),
            ordinals,
            counts: self.kept_counts(&counts),
            records: self.source.records().collect(),
        };
        Ok(Some(Index { files: listed, state, folder: self.collection.folder().to_owned() }))
    }

    /// How many documents have each entry of the lexicon.
    fn counts(&self) -> io::Result<Vec<u32>> {
        let limit = self.collection.lexicon.limit();
        let mut counts = if self.has_before { self.counts_after()? } else { self.counts_anew(limit)? };
        counts.resize(limit, 0);
        for number in 0..self.source.len() {
            self.source.filters_of(number).for_each(|entry| counts[entry as usize] += 1);
        }
        Ok(counts)
    }

    /// Those without filters, which are counted anew each time.
    fn kept_counts(&self, counts: &[u32]) -> Vec<u32> {
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

    /// The bounds of all ranges, and those of them whose blocks are as they were.
    fn ranges(&self, dictionary: &Dictionary<'_>) -> Ranges {
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
    fn blocks(
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
    fn range_files(
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

    /// The card files.
    fn cards(&self, emitter: &Emitter<'_>) -> io::Result<Vec<Name>> {
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
    fn columns(&self, emitter: &Emitter<'_>) -> io::Result<(Vec<Name>, Vec<Name>)> {
        let dimensions = &self.source.archive.dimensions;
        let one = |dimension: usize| -> io::Result<(Name, Vec<Name>)> {
            let (mut listed, mut place) = (Vec::new(), vec![NONE; dimensions[dimension].values.len()]);
            let mut columns = Vec::new();
            for start in (0..self.source.len()).step_by(COLUMN) {
                let (mut counts, mut values) = (Vec::with_capacity(COLUMN), Vec::with_capacity(COLUMN));
                for number in start..(start + COLUMN).min(self.source.len()) {
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

    /// The spelling file: the words that most articles have.
    fn spelling(
        &self,
        dictionary: &Dictionary<'_>,
        counts: &[u32],
        emitter: &Emitter<'_>,
    ) -> io::Result<Name> {
        let mut frequent: BTreeMap<&str, u32> = BTreeMap::new();
        for (pair, count) in dictionary.pair_of.iter().zip(counts).filter(|(pair, _)| **pair != NONE) {
            let form = dictionary.pairs[*pair as usize].form;
            // Neither filters nor what one article alone has, which may be a slip itself.
            if !form.starts_with('\u{1}') && *count > 1 {
                *frequent.entry(form).or_default() += count;
            }
        }
        let mut forms: Vec<(&str, u32)> =
            frequent.into_iter().map(|(form, count)| (form, step(count.into()) as u32)).collect();
        forms.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        forms.truncate(SPELLING);
        forms.sort_unstable();
        if forms.is_empty() { Ok(Name::NONE) } else { emitter.emit(&encode::spelling(&forms)) }
    }

    /// The content of the root.
    fn root(
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
        put(content, step(words / (source.len() as u64).max(1)).max(1));
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
        for names in [ranges, values, columns] {
            put_names(content, names);
        }
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
