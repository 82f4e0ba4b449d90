//! The words of every document of a collection, kept in a folder: of a document that has not changed no text is read again.
//!
//! The folder is a cache. What is damaged or missing is as if it had never been there, and nothing in it reaches an index but
//! through the words themselves.

mod log;

use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use self::log::{Log, WORDS};
use crate::bytes::put;
use crate::lexicon::{EntryId, KeptLexicon, Language, Lexicon};
use crate::tally::Tally;

pub(crate) use self::log::WordsReader;

/// How often a word occurs, weighted by field, in half units.
const TITLE: u32 = 6;
const NAMES: u32 = 4;
const SUMMARY: u32 = 3;
const BODY: u32 = 2;

/// What a document says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text<'a> {
    /// The code of its language, such as `en`.
    pub language: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The names of its authors and of the terms it is filed under.
    pub names: &'a [&'a str],
    /// Its summary.
    pub summary: &'a str,
    /// Its body as plain text, with white space between blocks.
    pub body: &'a str,
}

/// Where the words of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Which text they are of.
    pub(crate) version: u64,
    offset: u64,
    length: u32,
    /// How many words the document has.
    pub(crate) words: u32,
    /// The checksum of the bytes there.
    sum: u64,
}

impl Record {
    /// Whether another record has the same words: the numbers of one lexicon with the same checksum.
    pub(crate) fn has_same_words(&self, other: &Record) -> bool {
        (self.length, self.words, self.sum) == (other.length, other.words, other.sum)
    }

    /// Adds to `hash` what tells its words from others.
    pub(crate) fn hash_words(&self, hash: &mut xxhash_rust::xxh3::Xxh3) {
        for part in [u64::from(self.length), u64::from(self.words), self.sum] {
            hash.update(&part.to_le_bytes());
        }
    }
}

/// The words of one document: for each entry of the lexicon its weighted frequency, sorted by entry.
pub(crate) type DocumentWords = Vec<(EntryId, u32)>;

/// What the folder holds beside the words.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: u64,
    stamp: u64,
    lexicon: KeptLexicon,
    /// By the hash of the document's id.
    records: Vec<(u64, Record)>,
    length: u64,
}

/// The words of all documents.
pub struct Collection {
    folder: PathBuf,
    key: u64,
    /// Stands for what was kept last, and is that of nothing else; see [`Collection::stamp`].
    stamp: AtomicU64,
    pub(crate) lexicon: Lexicon,
    records: Mutex<FxHashMap<u64, Record>>,
    log: Mutex<Log>,
    languages: Mutex<FxHashMap<String, &'static Language>>,
}

const TABLE: &str = "table";

impl Collection {
    /// Opens the collection in `folder`, which is made when something is written. `key` stands for the program that writes it: with another
    /// key the collection is empty.
    pub fn open(folder: &Path, key: u64) -> Collection {
        let kept = read_checked::<Kept>(&folder.join(TABLE)).filter(|kept| kept.key == key);
        let length = fs::metadata(folder.join(WORDS)).map_or(0, |metadata| metadata.len());
        let kept = kept.filter(|kept| length >= kept.length);
        let kept = kept.and_then(|kept| {
            Some((Lexicon::from_kept(kept.lexicon)?, kept.records, kept.length, kept.stamp))
        });
        let (lexicon, records, length, stamp) =
            kept.unwrap_or_else(|| (Lexicon::new(), Vec::new(), 0, new_stamp()));
        Collection {
            folder: folder.to_owned(),
            key,
            stamp: AtomicU64::new(stamp),
            lexicon,
            records: Mutex::new(records.into_iter().collect()),
            log: Mutex::new(Log::new(length)),
            languages: Mutex::default(),
        }
    }

    /// When the collection in `folder` was kept last; `None` where there is none.
    pub fn kept_at(folder: &Path) -> Option<SystemTime> {
        fs::metadata(folder.join(TABLE)).and_then(|metadata| metadata.modified()).ok()
    }

    /// Copies what a collection has kept in the folder `from` to the folder `to`, where none may be open.
    ///
    /// # Errors
    /// What the file system says.
    pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        // Another program may write there meanwhile: checksums tell words that are not those of the table.
        for name in [TABLE, WORDS] {
            fs::copy(from.join(name), to.join(name))?;
        }
        Ok(())
    }

    /// Forgets all words, such as those of a folder that turned out to be damaged.
    pub fn clear(&self) {
        self.stamp.store(new_stamp(), Ordering::Relaxed);
        lock(&self.records).clear();
        *lock(&self.log) = Log::new(0);
    }

    /// Whether the words of the document `id` are known as of the version `version` of its text.
    pub fn holds(&self, id: &str, version: u64) -> bool {
        self.record(id).is_some_and(|record| record.version == version)
    }

    /// Takes the words of a document. Any number of threads may do so at once.
    pub fn put(&self, id: &str, version: u64, text: &Text<'_>) {
        let (count, frequencies) = self.read(text);
        let mut bytes = Vec::with_capacity(frequencies.len() * 3);
        put(&mut bytes, frequencies.len() as u64);
        let mut last = 0;
        for (entry, frequency) in &frequencies {
            put(&mut bytes, u64::from(entry - last));
            put(&mut bytes, u64::from(*frequency));
            last = *entry;
        }
        let sum = xxh3_64(&bytes);
        let offset = lock(&self.log).push(&self.folder, &bytes);
        let record = Record { version, offset, length: bytes.len() as u32, words: count, sum };
        lock(&self.records).insert(xxh3_64(id.as_bytes()), record);
    }

    /// How many words a text has, and how often each.
    fn read(&self, text: &Text<'_>) -> (u32, DocumentWords) {
        let language = self.language(text.language);
        let mut tally = Tally::with_room(text.body.len());
        tally.add(language, text.title, TITLE);
        text.names.iter().for_each(|name| tally.add(language, name, NAMES));
        tally.add(language, text.summary, SUMMARY);
        tally.add(language, text.body, BODY);
        (tally.words(), self.lexicon.numbers(language, &tally))
    }

    fn language(&self, code: &str) -> &'static Language {
        let mut languages = lock(&self.languages);
        if let Some(language) = languages.get(code) {
            return language;
        }
        // A site has a few languages, which are needed until its end.
        let language: &'static Language = Box::leak(Box::new(self.lexicon.language(code)));
        languages.insert(code.to_owned(), language);
        language
    }

    /// The folder it is kept in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What stands for the program that writes it.
    pub(crate) fn key(&self) -> u64 {
        self.key
    }

    /// Stands for what was kept last: what refers to its words by number is good for the collection with this stamp alone.
    pub(crate) fn stamp(&self) -> u64 {
        self.stamp.load(Ordering::Relaxed)
    }

    /// Where the words of the document are whose id has this hash.
    pub(crate) fn record_of(&self, id: u64) -> Option<Record> {
        lock(&self.records).get(&id).copied()
    }

    /// Where the words of a document are.
    pub(crate) fn record(&self, id: &str) -> Option<Record> {
        lock(&self.records).get(&xxh3_64(id.as_bytes())).copied()
    }

    /// A reader of words.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn reader(&self) -> io::Result<WordsReader> {
        lock(&self.log).reader(&self.folder)
    }

    /// Keeps the collection for the next time, of the documents alone whose ids hash to one of `wanted`.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn keep(&self, wanted: &mut dyn Iterator<Item = u64>) -> io::Result<()> {
        let mut log = lock(&self.log);
        log.settle(&self.folder)?;
        let all = lock(&self.records);
        let mut records: Vec<(u64, Record)> =
            wanted.filter_map(|id| all.get(&id).map(|record| (id, *record))).collect();
        records.sort_unstable_by_key(|(id, _)| *id);
        let used: u64 = records.iter().map(|(_, record)| u64::from(record.length)).sum();
        // More than half is of no use: the next time begins anew.
        if log.length() > (1 << 20) && used * 2 < log.length() {
            log.compact(&self.folder, &mut records)?;
        }
        drop(all);
        *lock(&self.records) = records.iter().copied().collect();
        let (key, stamp, lexicon) = (self.key, new_stamp(), self.lexicon.to_kept());
        let kept = Kept { key, stamp, lexicon, records, length: log.length() };
        fs::create_dir_all(&self.folder)?;
        write_checked(&self.folder.join(TABLE), &kept)?;
        self.stamp.store(stamp, Ordering::Relaxed);
        Ok(())
    }
}

/// A number that nothing else has.
fn new_stamp() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// Reads a value that [`write_checked`] wrote; `None` where there is none.
pub(crate) fn read_checked<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = fs::read(path).ok()?;
    let (content, sum) = bytes.split_last_chunk::<8>()?;
    (xxh3_64(content) == u64::from_le_bytes(*sum)).then(|| postcard::from_bytes(content).ok())?
}

/// Writes a value with its checksum, whole or not at all.
///
/// # Errors
/// What the file system says.
pub(crate) fn write_checked<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let mut bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let sum = xxh3_64(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(&bytes)?;
    file.persist(path)?;
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
