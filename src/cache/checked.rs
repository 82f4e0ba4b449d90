//! What is remembered of a built site that has passed the check before a deploy: each file as a number, with the little of it that
//! other files can make wrong.
//!
//! A record of other settings, of another program, or one that is damaged is none.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::BUILD;
use super::store::{Store, StoreWriter};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};

/// The file, in the cache's folder.
const NAME: &str = "deploy/checked";

/// The bytes of a row.
const ROW: usize = 21;

/// A file that has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedFile {
    /// The hash of its path.
    pub path: u64,
    /// The hash of its bytes and of what else is known of it.
    pub state: u64,
    /// The place of its facts in [`Passed::facts`].
    pub facts: u32,
    /// Whether it is a file of `[media]`.
    pub is_media: bool,
}

/// What other files can make wrong in a file that has passed. Most files of a site have the same facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileFacts {
    /// The hashes of the paths at which it was looked for what it refers to, sorted: as long as the same of these are there, its
    /// addresses lead to the same files.
    pub asks: Vec<u64>,
    /// The hash of the path of the file that it leads on to by itself.
    pub leads_to: Option<u64>,
    /// Whether it is a page for an old address.
    pub is_redirect: bool,
    /// Whether the sources of the site were asked about it, which may answer otherwise by now.
    pub asks_sources: bool,
    /// What is counted of the rules in it.
    pub counts: [u64; 3],
}

/// A built site that has passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Its files.
    pub files: Vec<PassedFile>,
    /// What is known of them, each different value once.
    pub facts: Vec<FileFacts>,
}

/// The record of the built site that has passed last.
pub struct Record {
    path: PathBuf,
    key: Fingerprint,
}

impl Record {
    /// The record in the cache's `folder`, for a site whose settings are the bytes `settings`.
    pub fn new(folder: &Path, settings: &[u8]) -> Record {
        Record::of_program(folder, BUILD, settings)
    }

    fn of_program(folder: &Path, program: &str, settings: &[u8]) -> Record {
        let mut key = FingerprintBuilder::new();
        key.part(program.as_bytes()).part(settings);
        Record { path: folder.join(NAME), key: key.finish() }
    }

    /// Whether it is that of the very site `site`.
    pub fn is_of(&self, site: Fingerprint) -> bool {
        let known = Store::open(&self.path, self.key).and_then(|store| store.chunk(0));
        known.is_some_and(|known| known == site.to_bytes())
    }

    /// What it says; `None` where there is nothing that can be used.
    pub fn read(&self) -> Option<Passed> {
        let store = Store::open(&self.path, self.key)?;
        let facts: Vec<FileFacts> = postcard::from_bytes(&store.chunk(1)?).ok()?;
        let rows = if store.len() > 2 { store.chunk(2)? } else { Vec::new() };
        let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).ok();
        let file = |row: &[u8]| {
            let of_facts = row[16..20].try_into().map(u32::from_le_bytes).ok()?;
            let is_known = (of_facts as usize) < facts.len();
            let (path, state) = (number(&row[..8])?, number(&row[8..16])?);
            is_known.then_some(PassedFile { path, state, facts: of_facts, is_media: row[20] != 0 })
        };
        let files = rows.chunks_exact(ROW).map(file).collect::<Option<Vec<PassedFile>>>()?;
        Some(Passed { files, facts })
    }

    /// Remembers that the site `site` has passed.
    ///
    /// # Errors
    /// What the file system says; the record that was there before stays.
    pub fn write(&self, site: Fingerprint, passed: &Passed) -> io::Result<()> {
        let mut rows = Vec::with_capacity(passed.files.len() * ROW);
        for PassedFile { path, state, facts, is_media } in &passed.files {
            rows.extend(path.to_le_bytes());
            rows.extend(state.to_le_bytes());
            rows.extend(facts.to_le_bytes());
            rows.push(u8::from(*is_media));
        }
        let mut writer = StoreWriter::create(&self.path, self.key)?;
        writer.push(&site.to_bytes())?;
        writer.push(&postcard::to_stdvec(&passed.facts).map_err(io::Error::other)?)?;
        if !rows.is_empty() {
            writer.push(&rows)?;
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn passed() -> Passed {
        let redirect = FileFacts { asks: vec![7, u64::MAX], leads_to: Some(7), ..FileFacts::default() };
        let rules = FileFacts { counts: [1, 2, 3], asks_sources: true, ..FileFacts::default() };
        let file = |path, facts| PassedFile { path, state: !path, facts, is_media: path == 3 };
        Passed { files: vec![file(1, 0), file(u64::MAX, 1), file(3, 0)], facts: vec![redirect, rules] }
    }

    fn site(text: &str) -> Fingerprint {
        Fingerprint::of(text.as_bytes())
    }

    #[test]
    fn what_is_remembered_comes_back_for_the_same_program_and_settings_alone() {
        let folder = tempfile::tempdir().unwrap();
        let record = Record::new(folder.path(), b"title = \"A\"");
        assert_eq!((record.read(), record.is_of(site("a"))), (None, false));
        for passed in [passed(), Passed::default()] {
            record.write(site("a"), &passed).unwrap();
            assert_eq!(record.read(), Some(passed));
            assert_eq!((record.is_of(site("a")), record.is_of(site("b"))), (true, false));
        }
        let settings = b"title = \"A\"";
        assert!(Record::of_program(folder.path(), BUILD, settings).is_of(site("a")));
        let of_other_program = Record::of_program(folder.path(), "another", settings);
        for other in [Record::new(folder.path(), b"title = \"B\""), of_other_program] {
            assert_eq!((other.read(), other.is_of(site("a"))), (None, false));
        }
    }

    #[test]
    fn a_damaged_record_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let record = Record::new(folder.path(), b"");
        record.write(site("a"), &passed()).unwrap();
        let file = folder.path().join(NAME);
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&file, damaged).unwrap();
            // The number of the site is a chunk of its own, and says nothing of the others.
            assert!(record.read().is_none_or(|read| read == passed()), "{at}");
            fs::write(&file, &whole[..at]).unwrap();
            assert_eq!((record.read(), record.is_of(site("a"))), (None, false), "{at}");
        }
    }
}
