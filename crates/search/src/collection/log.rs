//! The file of words, to which is only added, and its reader.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::{DocumentWords, Record};
use crate::bytes::Reading;
use crate::lexicon::EntryId;

/// The name of the file.
pub(super) const WORDS: &str = "words";

/// The file of words, to which is only added.
pub(super) struct Log {
    /// `None` where it could not be opened: what is put then is lost for the next time.
    file: Option<File>,
    length: u64,
    pending: Vec<u8>,
    /// Where the words could not be written: from which place on they are here, and why.
    unwritten: Option<Unwritten>,
}

/// Words that are in memory because the folder cannot be written to.
pub(super) struct Unwritten {
    start: u64,
    bytes: Arc<Vec<u8>>,
    why: io::Error,
}

impl Log {
    /// A log whose file has `length` bytes that are of use.
    pub(super) fn new(length: u64) -> Log {
        Log { file: None, length, pending: Vec::new(), unwritten: None }
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// A reader of what has been added so far.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn reader(&mut self, folder: &Path) -> io::Result<WordsReader> {
        self.flush(folder);
        let memory = self.unwritten.as_ref().map(|unwritten| (unwritten.start, Arc::clone(&unwritten.bytes)));
        let written = memory.as_ref().map_or(self.length, |(start, _)| *start);
        let file = if written == 0 { None } else { Some(File::open(folder.join(WORDS))?) };
        Ok(WordsReader { file, memory, bytes: Vec::new() })
    }

    /// Makes sure that everything is in the file.
    ///
    /// # Errors
    /// Why it could not be written.
    pub(super) fn settle(&mut self, folder: &Path) -> io::Result<()> {
        self.flush(folder);
        match &self.unwritten {
            Some(Unwritten { why, .. }) => Err(io::Error::new(why.kind(), why.to_string())),
            None => Ok(()),
        }
    }

    /// Writes the words of `records` anew, without those that nobody needs.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn compact(&mut self, folder: &Path, records: &mut [(u64, Record)]) -> io::Result<()> {
        let mut from = File::open(folder.join(WORDS))?;
        let mut to = tempfile::NamedTempFile::new_in(folder)?;
        let mut by_offset: Vec<&mut Record> = records.iter_mut().map(|(_, record)| record).collect();
        by_offset.sort_unstable_by_key(|record| record.offset);
        let (mut length, mut out) = (0, io::BufWriter::with_capacity(1 << 18, to.as_file_mut()));
        for record in by_offset {
            from.seek(SeekFrom::Start(record.offset))?;
            io::copy(&mut Read::by_ref(&mut from).take(u64::from(record.length)), &mut out)?;
            record.offset = length;
            length += u64::from(record.length);
        }
        out.flush()?;
        drop(out);
        // A kill between this and the table leaves records whose checksums tell that they are of another file.
        to.persist(folder.join(WORDS))?;
        (self.file, self.length) = (None, length);
        Ok(())
    }

    /// Adds bytes, and tells where they are.
    pub(super) fn push(&mut self, folder: &Path, bytes: &[u8]) -> u64 {
        let offset = self.length;
        self.length += bytes.len() as u64;
        if let Some(unwritten) = &mut self.unwritten {
            Arc::make_mut(&mut unwritten.bytes).extend_from_slice(bytes);
            return offset;
        }
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= 1 << 18 {
            self.flush(folder);
        }
        offset
    }

    /// Writes what has come together.
    fn flush(&mut self, folder: &Path) {
        if self.pending.is_empty() {
            return;
        }
        let start = self.length - self.pending.len() as u64;
        if let Err(why) = self.try_flush(folder) {
            let bytes = Arc::new(std::mem::take(&mut self.pending));
            self.unwritten = Some(Unwritten { start, bytes, why });
        }
        self.pending.clear();
    }

    fn try_flush(&mut self, folder: &Path) -> io::Result<()> {
        let at = self.length - self.pending.len() as u64;
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                fs::create_dir_all(folder)?;
                let mut file =
                    OpenOptions::new().write(true).create(true).truncate(false).open(folder.join(WORDS))?;
                file.set_len(at)?;
                file.seek(SeekFrom::Start(at))?;
                none.insert(file)
            }
        };
        file.write_all(&self.pending)
    }
}

/// Reads the words of documents.
pub(crate) struct WordsReader {
    file: Option<File>,
    /// What is not in the file, and where it would begin there.
    memory: Option<(u64, Arc<Vec<u8>>)>,
    bytes: Vec<u8>,
}

impl WordsReader {
    /// The words of a document, into `words`.
    ///
    /// # Errors
    /// What the file system says; `InvalidData` where the bytes are not those that were written.
    pub(crate) fn read(&mut self, record: &Record, words: &mut DocumentWords) -> io::Result<()> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the words of a document are damaged");
        words.clear();
        self.bytes.resize(record.length as usize, 0);
        match &self.memory {
            Some((start, memory)) if record.offset >= *start => {
                let from = (record.offset - start) as usize;
                let found = memory.get(from..from + self.bytes.len()).ok_or_else(damaged)?;
                self.bytes.copy_from_slice(found);
            }
            _ => read_at(self.file.as_mut().ok_or_else(damaged)?, record.offset, &mut self.bytes)?,
        }
        if xxh3_64(&self.bytes) != record.sum {
            return Err(damaged());
        }
        let mut reading = Reading::new(&self.bytes);
        let count = reading.count().ok_or_else(damaged)?;
        let mut last = 0;
        for _ in 0..count {
            let (gap, frequency) = reading.get().zip(reading.get()).ok_or_else(damaged)?;
            last += gap;
            words.push((last as EntryId, frequency as u32));
        }
        Ok(())
    }
}

fn read_at(file: &mut File, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset);
    #[cfg(not(unix))]
    {
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }
}
