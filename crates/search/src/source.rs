//! The documents of an index, in the order of their numbers.

use std::borrow::Cow;
use std::io;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::collection::{Collection, DocumentWords, Record, WordsReader};
use crate::layout::{Chunks, Placed, Sizes};
use crate::lexicon::EntryId;

/// What documents are filtered by.
#[derive(Clone, Debug, Default)]
pub struct Dimension<'a> {
    /// Its key, such as `region`.
    pub key: &'a str,
    /// All its values.
    pub values: Vec<Value<'a>>,
}

/// A value of a dimension.
#[derive(Clone, Copy, Debug, Default)]
pub struct Value<'a> {
    /// What it is known by, different from all others.
    pub slug: &'a str,
    /// What readers see.
    pub title: &'a str,
}

/// A document as its card shows it, and where it stands.
#[derive(Clone, Debug, Default)]
pub struct Document<'a> {
    /// What it is known by, different from all others; its words are in the collection under this.
    pub id: &'a str,
    /// The version of its words.
    pub version: u64,
    /// Documents are sorted by this, such as seconds since 1970, then by id.
    pub order: i64,
    /// The day of its date, counted from 1970-01-01.
    pub day: i32,
    /// Its title.
    pub title: &'a str,
    /// The path of its address, percent-encoded, without the slash that it begins with.
    pub address: Cow<'a, str>,
    /// Its language, as the position among [`Archive::languages`].
    pub language: u16,
    /// Its values: the position of the dimension, and that of the value there. Values above its own are among them.
    pub values: Box<[(u16, u32)]>,
}

/// All documents of an index.
#[derive(Clone, Debug, Default)]
pub struct Archive<'a> {
    /// The codes of languages.
    pub languages: Vec<&'a str>,
    /// What documents are filtered by.
    pub dimensions: Vec<Dimension<'a>>,
    /// The documents, in any order.
    pub documents: Vec<Document<'a>>,
}

/// The form of the filter for a value.
pub(crate) fn filter(dimension: &str, slug: &str) -> String {
    format!("\u{1}{dimension}:{slug}")
}

/// The documents in their order, with their words.
pub(crate) struct Source<'a> {
    collection: &'a Collection,
    pub(crate) archive: &'a Archive<'a>,
    /// The documents by date, as positions in the archive.
    by_date: Vec<u32>,
    /// By date.
    records: Vec<Record>,
    pub(crate) placed: Vec<Placed>,
    pub(crate) chunks: Chunks,
    /// For each dimension, the entry of each value.
    filters: Vec<Vec<EntryId>>,
}

impl<'a> Source<'a> {
    /// Sorts the documents of `archive`, whose words `collection` holds.
    ///
    /// # Errors
    /// `NotFound` where the words of a document are missing.
    pub(crate) fn new(collection: &'a Collection, archive: &'a Archive<'a>) -> io::Result<Source<'a>> {
        let documents = &archive.documents;
        let mut by_date: Vec<u32> = (0..documents.len() as u32).collect();
        by_date.sort_by_key(|at| (documents[*at as usize].order, documents[*at as usize].id));
        let filters = archive.dimensions.iter().map(|dimension| {
            let entry = |value: &Value<'_>| collection.lexicon.filter(&filter(dimension.key, value.slug));
            dimension.values.iter().map(entry).collect::<Vec<_>>()
        });
        let filters: Vec<Vec<EntryId>> = filters.collect();
        let hashes = archive.dimensions.iter().map(|dimension| {
            let hash = |value: &Value<'_>| xxh3_64(filter(dimension.key, value.slug).as_bytes());
            dimension.values.iter().map(hash).collect::<Vec<u64>>()
        });
        let hashes: Vec<Vec<u64>> = hashes.collect();
        let (mut records, mut placed) = (Vec::new(), Vec::new());
        for at in &by_date {
            let document = &documents[*at as usize];
            let record = collection.record(document.id).filter(|record| record.version == document.version);
            let record = record.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            let mut content = Xxh3::new();
            record.hash_words(&mut content);
            for (dimension, value) in &document.values {
                content.update(&hashes[usize::from(*dimension)][*value as usize].to_le_bytes());
            }
            let id = xxh3_64(document.id.as_bytes());
            placed.push(Placed { id, content: content.digest(), words: record.words });
            records.push(record);
        }
        let chunks = Chunks::cut(&placed, Sizes::of(documents.len() as u64).chunk);
        Ok(Source { collection, archive, by_date, records, placed, chunks, filters })
    }

    /// How many documents there are.
    pub(crate) fn len(&self) -> usize {
        self.by_date.len()
    }

    /// The document with a number.
    pub(crate) fn document(&self, number: usize) -> &Document<'a> {
        &self.archive.documents[self.by_date[self.chunks.order[number] as usize] as usize]
    }

    /// How many words the document with a number has.
    pub(crate) fn length(&self, number: usize) -> u32 {
        self.placed[self.chunks.order[number] as usize].words
    }

    /// The documents with their words, for the next time: the hash of the id, and where the words are.
    pub(crate) fn records(&self) -> impl Iterator<Item = (u64, Record)> {
        self.placed.iter().zip(&self.records).map(|(placed, record)| (placed.id, *record))
    }

    /// The filters of the document with a number.
    pub(crate) fn filters_of(&self, number: usize) -> impl Iterator<Item = EntryId> {
        let document = self.document(number);
        document
            .values
            .iter()
            .map(|(dimension, value)| self.filters[usize::from(*dimension)][*value as usize])
    }

    /// A reader of words.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn reader(&self) -> io::Result<WordsReader> {
        self.collection.reader()
    }

    /// The words of the document with a number, and its filters with the frequency 0.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn words(
        &self,
        number: usize,
        reader: &mut WordsReader,
        words: &mut DocumentWords,
    ) -> io::Result<()> {
        reader.read(&self.records[self.chunks.order[number] as usize], words)?;
        words.extend(self.filters_of(number).map(|entry| (entry, 0)));
        Ok(())
    }
}
