//! Bytes to a tree of files and its manifest: staged, swapped in at the end, only what changed, and only what is ours.
//!
//! A build opens a [`Writer`], puts every file of the site into it from any number of threads, and commits. Until the
//! commit the output folder stays as it was, but for the staging folder in it, which disappears with the writer, or,
//! after a kill, with the next build. The commit
//!
//! 1. stages the manifest, and fails if anything stands in the way;
//! 2. writes the journal: the paths that will be added and removed;
//! 3. renames assets, articles, listings, then the manifest into their places;
//! 4. removes what no manifest of this build names but one of an earlier build did;
//! 5. removes the journal and the staging folder.
//!
//! A kill after step 2 leaves each file whole, old or new, and the journal, from which the next build knows which files
//! are ours. A file that neither a manifest nor a journal names is never touched.
//!
//! Every file is compared byte by byte with what stands in the output; the manifest's sums are not taken for it, since
//! somebody may have changed the file. [`Writer::keep`] alone believes them, for callers that know better.
//!
//! The caller keeps the output folder apart from the site's sources, and plans no two paths that differ only by
//! case where the folder holds but one of them ([`Writer::folds_case`]).

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::Diagnostics;
use crate::facts::Facts;
use crate::path::OutPath;

pub mod manifest;
pub mod sum;

mod commit;
mod earlier;
mod empty;
mod error;
mod existing;
mod journal;
mod lock;
pub mod message;
mod placing;
mod sha256sums;
mod site;
mod staging;
mod stream;
mod swap;

pub use commit::Committed;
pub use empty::empty;
pub use error::{Conflicts, WriteError};
pub use staging::{Fault, Faults, NAME as STAGING, Step};

use earlier::{Ours, UNCLAIMED};
use existing::Existing;
use lock::Lock;
use manifest::{Manifest, ReadManifest};
use staging::Staging;
use sum::Sum;

/// Files up to this size are read at once; larger ones are streamed.
const SMALL: u64 = 1 << 20;

/// Whether a file had to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The output did not hold these bytes at this path.
    Written,
    /// It did; the file is not touched.
    Unchanged,
}

/// What became of one file.
#[derive(Clone, Copy, Debug)]
struct Placed {
    size: u64,
    sum: Sum,
    /// When the file was last changed, in nanoseconds since 1970; 0 where that is not known.
    modified: i64,
    outcome: Outcome,
}

/// What a build did to the output folder. Files, the manifest's own included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files were new or had other bytes before.
    pub written: usize,
    /// How many files were left as they were.
    pub unchanged: usize,
    /// How many files of earlier builds were removed.
    pub removed: usize,
    /// How many of the written files are the manifest's own.
    pub manifest_written: usize,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Summary) {
        self.written += other.written;
        self.unchanged += other.unchanged;
        self.removed += other.removed;
        self.manifest_written += other.manifest_written;
    }
}

/// What a build knows of the output folder when it is done.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The site's files, sorted by path, with the times of their last change.
    pub files: Manifest,
    /// The manifest's own, likewise.
    pub own: Manifest,
}

impl Known {
    /// Whether the manifest in the folder `out` is the one that the build wrote.
    fn holds(&self, out: &Path) -> bool {
        let recorded = self.own.get(manifest::NAME);
        let found = fs::read(out.join(manifest::NAME)).map(|bytes| Sum::of(&bytes));
        recorded.zip(found.ok()).is_some_and(|(entry, sum)| *entry.sum == sum)
    }
}

/// How to write.
#[derive(Clone, Default)]
pub struct WriteOptions<'a> {
    /// Whether files that this program did not write may be replaced where it writes. Folders never are.
    pub force: bool,
    /// Whether to write `SHA256SUMS` too, so that `sha256sum --check` can tell whether files are whole.
    pub sha256sums: bool,
    /// Called once the folder is locked: what an earlier build knew of it when it was done. It is believed where the
    /// folder's `generate-manifest.json` is as it was; then the manifest need not be read.
    pub known: Option<&'a (dyn Fn() -> Option<Known> + Sync)>,
    /// Called once, where another build holds the output folder, before waiting for it; without it, do not wait.
    pub waiting: Option<&'a (dyn Fn() + Sync)>,
    /// For tests: fails at a step.
    #[doc(hidden)]
    pub fault: Option<Fault>,
}

/// One build's writing into one output folder. Threads share it.
///
/// Dropped without [`Writer::commit`], it leaves the output as it was.
pub struct Writer {
    // The lock is the last field, so that it is released last.
    existing: Existing,
    staging: Staging,
    ours: Ours,
    force: bool,
    sha256sums: bool,
    /// The files put so far that are not as the old manifest says; the mark is the stage, 0 if nothing is staged.
    fresh: Mutex<Manifest>,
    conflicts: Mutex<Conflicts>,
    /// Whether a file failed to be staged.
    failed: AtomicBool,
    /// Whether an earlier build was interrupted during its swap.
    interrupted: bool,
    /// Whether a journal, of this build or of an earlier one, must outlive this writer.
    journal: AtomicBool,
    warnings: Diagnostics,
    lock: Arc<Lock>,
}

impl Writer {
    /// Locks the folder `out`, making it if need be, and reads what earlier builds wrote there.
    ///
    /// `out` itself may be a symbolic link. What a killed build left is removed, and its journal heeded.
    ///
    /// # Errors
    /// [`WriteError::Busy`] if another build holds the folder; [`WriteError::Root`] for `/`; [`WriteError::Conflicts`]
    /// if something foreign has the staging folder's name; [`WriteError::Io`] if the file system refuses.
    pub fn open(out: &Path, options: WriteOptions<'_>) -> Result<Writer, WriteError> {
        let failed = |error| WriteError::io(out, error);
        fs::create_dir_all(out).map_err(failed)?;
        if fs::canonicalize(out).map_err(failed)?.parent().is_none() {
            return Err(WriteError::Root);
        }
        let (lock, warning) = lock::lock(out, options.waiting)?;
        let mut warnings: Diagnostics = warning.into_iter().collect();
        check_staging(out)?;
        let folder = out.join(staging::NAME);
        let journal = journal::read(&folder).unwrap_or_else(|error| {
            let path = format!("{}/{}", staging::NAME, journal::NAME);
            warnings.push(message::manifest_broken(&path, &error.to_string()));
            None
        });
        let interrupted = journal.is_some();
        // After an interrupted swap nothing need be as it was.
        let known = options.known.filter(|_| !interrupted).and_then(|known| known());
        let known = known.filter(|known| known.holds(out));
        let (manifest, own, mut others) = match known {
            Some(Known { files, own }) => {
                let others = own.entries().map(|entry| entry.path.into()).collect();
                (files, own, others)
            }
            None => {
                let ReadManifest { files, others, problems } = ReadManifest::of(out);
                warnings.append(problems);
                (files, Manifest::default(), others)
            }
        };
        others.extend(journal.unwrap_or_default());
        others.sort_unstable();
        let fate = (0..manifest.len()).map(|_| AtomicU8::new(UNCLAIMED)).collect();
        Ok(Writer {
            existing: Existing::scan(out, staging::NAME)?,
            staging: Staging::create(out, options.fault)?,
            ours: Ours { manifest, own, fate, as_left: Vec::new(), others },
            force: options.force,
            sha256sums: options.sha256sums,
            fresh: Mutex::default(),
            conflicts: Mutex::default(),
            failed: AtomicBool::new(false),
            // After an interrupted swap the files need not be as the manifest says, so none may be kept unseen.
            interrupted,
            journal: AtomicBool::new(interrupted),
            warnings,
            lock: Arc::new(lock),
        })
    }

    /// What was odd about the output folder: broken manifests, no lock.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Whether the file system takes names that differ by case alone for one.
    pub fn folds_case(&self) -> bool {
        self.staging.folds_case()
    }

    /// Makes room for what is to be known of `files` new files whose paths have `bytes` together. A list that grows as it is
    /// filled takes twice the room.
    pub fn expect(&self, files: usize, bytes: usize) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        *fresh = Manifest::with_capacity(files, bytes);
    }

    /// Stages one file, unless the output holds exactly these bytes. `facts` are what the manifest tells of it.
    ///
    /// What stands in the way is collected, and reported by [`Writer::commit`] all at once.
    ///
    /// # Errors
    /// [`WriteError::Io`] if the file system refuses; [`WriteError::Claimed`] if the path was put or kept before.
    pub fn put(&self, path: &OutPath, facts: &Facts, bytes: &[u8]) -> Result<Outcome, WriteError> {
        let placed = self.place(facts.stage, path.as_str(), bytes, Sum::of(bytes));
        self.record(path, facts, placed)
    }

    /// Stages a copy of the file `source`, unless the output holds exactly its bytes.
    ///
    /// Large files are streamed. Where the output has none of that size, they are copied within the file system, which
    /// takes no time and no space where it can share blocks. The copy gets the permissions of any new file.
    ///
    /// # Errors
    /// As [`Writer::put`]; [`WriteError::Io`] names the source if it cannot be read.
    pub fn put_file(&self, path: &OutPath, facts: &Facts, source: &Path) -> Result<Outcome, WriteError> {
        let unreadable = |error| WriteError::io(source, error);
        let size = fs::metadata(source).map_err(unreadable)?.len();
        if size <= SMALL {
            return self.put(path, facts, &fs::read(source).map_err(unreadable)?);
        }
        let mut file = File::open(source).map_err(unreadable)?;
        let staged = self.place_large(facts.stage, path.as_str(), &mut file, size);
        self.record(path, facts, staged)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // There is nobody to tell about an error here, and the next build removes what we leave.
        let _leftover =
            if self.journal.load(Ordering::Relaxed) { self.staging.clear() } else { self.staging.remove() };
    }
}

/// Refuses a staging folder that is none: a link could lead our deletions astray.
fn check_staging(out: &Path) -> Result<(), WriteError> {
    let path = out.join(staging::NAME);
    let name = vec![staging::NAME.to_owned()];
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(metadata) if metadata.is_symlink() => {
            Err(WriteError::Conflicts(Conflicts { links: name, ..Conflicts::default() }))
        }
        Ok(_) => Err(WriteError::Conflicts(Conflicts { foreign: name, ..Conflicts::default() })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(WriteError::io(path, error)),
    }
}

#[cfg(test)]
mod tests;
