//! Files of an index: their names, and those that are there already.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
        // Two parts of an index may be alike, and be made at once: the first to come hands the file on.
        if !self.add(name, Known { hash, size: 0 }, true) {
            return Ok(name);
        }
        let packed = content.pack();
        if let Some((known, _)) = self.lock().get_mut(&name) {
            known.size = packed.len() as u64;
        }
        (self.sink)(&name.path(), &packed)?;
        Ok(name)
    }

    /// Keeps a file of the index before.
    pub(crate) fn keep(&self, name: Name) {
        if let Some(known) = self.before.get(&name) {
            self.add(name, *known, false);
        }
    }

    /// Adds a file; whether it was not there yet.
    fn add(&self, name: Name, known: Known, is_new: bool) -> bool {
        match self.lock().entry(name) {
            Entry::Vacant(place) => {
                place.insert((known, is_new));
                true
            }
            Entry::Occupied(there) => {
                if there.get().0.hash != known.hash {
                    self.clashes.store(true, Ordering::Relaxed);
                }
                false
            }
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use rayon::prelude::*;

    #[test]
    fn what_is_alike_is_handed_on_once() {
        let handed = AtomicUsize::new(0);
        let sink = |_: &str, _: &[u8]| {
            handed.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        let before = BTreeMap::new();
        let emitter = Emitter::new(&sink, 0, &before);
        let content = |at: usize| Content::new(vec![(at % 3) as u8; 10_000]);
        let names: Vec<Name> =
            (0..3_000).into_par_iter().map(|at| emitter.emit(&content(at)).unwrap()).collect();
        assert_eq!(handed.load(Ordering::Relaxed), 3);
        assert!((0..3_000).all(|at| names[at] == names[at % 3]));
        let files = emitter.finish().unwrap();
        assert!(files.len() == 3 && files.values().all(|(known, is_new)| known.size > 20 && *is_new));
    }

    #[test]
    fn two_files_of_one_name_are_noticed() {
        let sink = |_: &str, _: &[u8]| Ok(());
        let before = BTreeMap::new();
        let emitter = Emitter::new(&sink, 0, &before);
        assert!(emitter.add(Name([1; 5]), Known { hash: [1; 16], size: 1 }, true));
        assert!(!emitter.add(Name([1; 5]), Known { hash: [2; 16], size: 1 }, true));
        assert!(emitter.finish().is_none());
    }
}
