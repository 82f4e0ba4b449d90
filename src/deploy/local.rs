//! The built site that is deployed: its manifest, read as far as it is needed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Options, Progress, message};
use crate::diagnostic::Diagnostic;
use crate::write::manifest::{self, Manifest, ManifestEntry, ShardIndex, parse_files};
use crate::write::sum::Sum;

/// A built site on this machine. No build changes it while this value exists.
#[derive(Debug)]
pub struct Local {
    folder: PathBuf,
    /// The bytes of the list of shards, which identify the whole site.
    pub(super) list: Vec<u8>,
    /// What they say.
    pub(super) index: ShardIndex,
    #[expect(dead_code, reason = "held for its lock, which ends when the file is closed")]
    lock: Option<File>,
}

impl Local {
    /// Opens the site in `folder`, and waits for a build that is writing to it; `waiting` is called then.
    ///
    /// # Errors
    /// If there is no whole site.
    pub fn open(folder: &Path, waiting: impl FnOnce()) -> Result<Local, Diagnostic> {
        let shown = folder.display().to_string();
        let lock = File::open(folder).map_err(|_| message::not_built(&shown))?;
        let lock = match lock.try_lock() {
            Err(fs::TryLockError::WouldBlock) => {
                waiting();
                lock.lock().ok().map(|()| lock)
            }
            // Some network file systems cannot lock folders.
            Err(fs::TryLockError::Error(_)) => None,
            Ok(()) => Some(lock),
        };
        let list = match fs::read(folder.join(manifest::NAME)) {
            Ok(list) => list,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(message::not_built(&shown)),
            Err(error) => return Err(message::local_broken(manifest::NAME, &error.to_string())),
        };
        let index =
            ShardIndex::parse(&list).map_err(|reason| message::local_broken(manifest::NAME, &reason))?;
        Ok(Local { folder: folder.to_owned(), list, index, lock })
    }

    /// Opens the site that `options` name, which must be the one that was checked.
    ///
    /// # Errors
    /// If there is no whole site, or a build has made another since the check.
    pub(super) fn of(options: &Options, progress: &dyn Progress) -> Result<Local, Diagnostic> {
        let waiting = || progress.say("waiting for a build that is writing to the output folder");
        let local = Local::open(&options.out, waiting)?;
        match options.checked {
            Some(checked) if checked != local.sum() => Err(message::built_since_check()),
            _ => Ok(local),
        }
    }

    /// The path of a file of the site.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The checksum that identifies the site.
    pub fn sum(&self) -> Sum {
        Sum::of(&self.list)
    }

    /// The files that those shards list of which `wanted` says so, sorted by path.
    ///
    /// # Errors
    /// If a shard is not as the list says.
    pub fn files(&self, wanted: impl Fn(ManifestEntry<'_>) -> bool) -> Result<Manifest, Diagnostic> {
        let shards: Vec<ManifestEntry<'_>> =
            self.index.shards.entries().filter(|shard| wanted(*shard)).collect();
        let read = |shard: &ManifestEntry<'_>| {
            let broken = |reason: &str| message::local_broken(shard.path, reason);
            let bytes = fs::read(self.place(shard.path)).map_err(|error| broken(&error.to_string()))?;
            if Sum::of(&bytes) != *shard.sum {
                return Err(broken("its checksum is not that in the manifest"));
            }
            parse_files(shard.path, &bytes).map_err(|reason| broken(&reason))
        };
        let bytes =
            |shards: &[ManifestEntry<'_>]| shards.iter().map(|shard| shard.size as usize).sum::<usize>();
        let total = bytes(&shards);
        let mut all = Manifest::default();
        // All lists at once, beside the one that they become, would be twice the memory.
        for group in shards.chunks(rayon::current_num_threads()) {
            let lists: Vec<Manifest> = group.par_iter().map(read).collect::<Result<_, Diagnostic>>()?;
            if all.is_empty() {
                // The others are much like the first.
                let times = total as f64 / bytes(group).max(1) as f64 * 1.05;
                let room = |of: fn(&Manifest) -> usize| {
                    (lists.iter().map(of).sum::<usize>() as f64 * times) as usize
                };
                all = Manifest::with_capacity(room(Manifest::len), room(Manifest::path_bytes));
            }
            lists.into_iter().for_each(|list| all.append(list));
        }
        all.sort();
        Ok(all)
    }
}

/// Several lists of files as one, sorted by path.
pub(super) fn joined(lists: Vec<Manifest>) -> Manifest {
    let files = lists.iter().map(Manifest::len).sum();
    let bytes = lists.iter().map(Manifest::path_bytes).sum();
    let mut all = Manifest::with_capacity(files, bytes);
    lists.into_iter().for_each(|list| all.append(list));
    all.sort();
    all
}
