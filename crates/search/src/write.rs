//! Writes an index: a function of the documents alone, of which no more is done than has changed.

mod counts;
mod ranges;
mod rest;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::collection::{Collection, read_checked, write_checked};
use crate::dictionary::{Dictionary, NONE};
use crate::files::{Emitter, Known, Name, ROOT, Sink};
use crate::layout::Sizes;
use crate::source::{Archive, Source};
use crate::state::State;

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
/// What the sink or the file system says; `NotFound` where the words of a document are missing; `InvalidData` where those that
/// `collection` has kept are damaged: [`Collection::clear`] it, put the words of all documents again, and write again.
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
}
