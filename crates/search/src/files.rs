//! Files of an index: their names, and those that are there already.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::pack::Content;

/// What the content of every file begins with, before its kind.
pub(crate) const MAGIC: [u8; 4] = *b"gsx\x01";

/// The path of the root.
pub const ROOT: &str = "search-index/root.bin";

/// A file by the hash of its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Name(pub(crate) [u8; 5]);

impl Name {
    /// How many bytes a name has.
    pub(crate) const LENGTH: usize = 5;

    /// No file.
    pub(crate) const NONE: Name = Name([0; 5]);

    /// The file's path in the site.
    pub(crate) fn path(self) -> String {
        let hex: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("search-index/{}/{}.bin", &hex[..2], &hex[2..])
    }
}

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Root = b'R',
    Range = b'T',
    Block = b'B',
    Cards = b'C',
    Values = b'V',
    Column = b'F',
    Spelling = b'S',
}

/// Begins the content of a file.
pub(crate) fn begin(kind: Kind) -> Content {
    Content::new([&MAGIC[..], &[kind as u8]].concat())
}

/// A file as it is kept in mind: the hash of its content, longer than its name, and its size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    hash: [u8; 16],
    pub(crate) size: u64,
}

/// Takes the files of an index.
pub type Sink<'s> = dyn Fn(&str, &[u8]) -> io::Result<()> + Sync + 's;

/// Names files, and hands on those that are new.
pub(crate) struct Emitter<'e> {
    sink: &'e Sink<'e>,
    salt: u8,
    /// Files of the index before.
    before: &'e BTreeMap<Name, Known>,
    now: Mutex<BTreeMap<Name, (Known, bool)>>,
    clashes: AtomicBool,
}

impl<'e> Emitter<'e> {
    pub(crate) fn new(sink: &'e Sink<'e>, salt: u8, before: &'e BTreeMap<Name, Known>) -> Emitter<'e> {
        Emitter { sink, salt, before, now: Mutex::default(), clashes: AtomicBool::new(false) }
    }

    /// Names a file, and hands it on if it is new.
    ///
    /// # Errors
    /// What the sink says.
    pub(crate) fn emit(&self, content: &Content) -> io::Result<Name> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(content.bytes());
        if self.salt > 0 {
            hasher.update(&[self.salt]);
        }
        let all = *hasher.finalize().as_bytes();
        let (mut name, mut hash) = (Name::NONE, [0; 16]);
        name.0.copy_from_slice(&all[..Name::LENGTH]);
        hash.copy_from_slice(&all[..16]);
        if let Some(known) = self.before.get(&name).filter(|known| known.hash == hash) {
            self.add(name, *known, false);
            return Ok(name);
        }
        if self.has(name, hash) {
            return Ok(name);
        }
        let packed = content.pack();
        self.add(name, Known { hash, size: packed.len() as u64 }, true);
        (self.sink)(&name.path(), &packed)?;
        Ok(name)
    }

    /// Keeps a file of the index before.
    pub(crate) fn keep(&self, name: Name) {
        if let Some(known) = self.before.get(&name) {
            self.add(name, *known, false);
        }
    }

    fn has(&self, name: Name, hash: [u8; 16]) -> bool {
        self.lock().get(&name).is_some_and(|(known, _)| known.hash == hash)
    }

    fn add(&self, name: Name, known: Known, is_new: bool) {
        let mut now = self.lock();
        let kept = now.entry(name).or_insert((known, is_new));
        if kept.0.hash != known.hash {
            self.clashes.store(true, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Name, (Known, bool)>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All files that were named, and whether each is new; `None` where two of them would have one name.
    pub(crate) fn finish(self) -> Option<BTreeMap<Name, (Known, bool)>> {
        let clashes = self.clashes.into_inner();
        (!clashes).then(|| self.now.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
