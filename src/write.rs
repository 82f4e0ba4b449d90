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
use std::io::{self, Seek};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::facts::{Facts, Stage};
use crate::path::OutPath;
use crate::source::FileStamp;

pub mod manifest;
pub mod sum;

mod commit;
mod error;
mod existing;
mod journal;
mod lock;
pub mod message;
mod sha256sums;
mod site;
mod staging;
mod stream;
mod swap;
#[cfg(test)]
mod tests;

pub use commit::Committed;
pub use error::{Conflicts, WriteError};
pub use staging::{Fault, Faults, NAME as STAGING, Step};

use existing::{Existing, PathState};
use lock::Lock;
use manifest::{Manifest, ManifestEntry, ReadManifest};
use staging::Staging;
use stream::Stream;
use sum::{Sum, Summing};

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

/// What earlier builds wrote.
struct Ours {
    manifest: Manifest,
    /// The manifest's own files with their times, where an earlier build knew them.
    own: Manifest,
    /// What became of each of its files in this build.
    fate: Vec<AtomicU8>,
    /// Whether each of its files is as the manifest says, where all were looked at already.
    as_left: Vec<bool>,
    /// The manifest's own files, files of which an older manifest told no more than the path, and those of a journal; sorted.
    others: Vec<Box<str>>,
}

/// A file of the old manifest of which nothing was said yet; if it stays so, it is removed.
const UNCLAIMED: u8 = 0;
/// A file that is as the old manifest says.
const KEPT: u8 = 1;
/// A file that has another size or sum now.
const REPLACED: u8 = 2;

impl Ours {
    /// Whether an earlier build wrote the file at `path`.
    fn contains(&self, path: &str) -> bool {
        self.manifest.find(path).is_some()
            || self.others.binary_search_by(|other| (**other).cmp(path)).is_ok()
    }
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

    /// Keeps the file at `path` as the old manifest has it, without looking at it.
    ///
    /// `index` is that of the file in the manifest that the writer was opened with. Returns whether that is possible: not
    /// after a swap that was interrupted, nor for a file of which the manifest is to tell other `facts`, nor for one that is
    /// not as an earlier build left it, by its size and time. Then the file must be put.
    #[must_use]
    pub fn keep(&self, index: usize, facts: &Facts) -> bool {
        let as_left = || self.is_as_recorded(&self.ours.manifest, index);
        self.keep_if(index, facts, || self.ours.as_left.get(index).copied().unwrap_or_else(as_left))
    }

    /// Like [`Writer::keep`], but by the bytes of the file: where times mean nothing.
    #[must_use]
    pub fn keep_by_sum(&self, index: usize, facts: &Facts) -> bool {
        let entry = self.ours.manifest.entry(index);
        let read = || fs::read(self.existing.path(entry.path));
        self.keep_if(index, facts, || read().is_ok_and(|bytes| Sum::of(&bytes) == *entry.sum))
    }

    fn keep_if(&self, index: usize, facts: &Facts, is_same: impl Fn() -> bool) -> bool {
        let fate = &self.ours.fate[index];
        !self.interrupted
            && self.ours.manifest.entry(index).facts == facts
            && is_same()
            && fate.compare_exchange(UNCLAIMED, KEPT, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// What the earlier build knew, if that still holds: the files it wrote, sorted by path.
    pub fn known(&self) -> Option<&Manifest> {
        (!self.ours.own.is_empty()).then_some(&self.ours.manifest)
    }

    /// Looks at every file that the earlier build left, so that [`Writer::keep`] need not.
    pub fn look_at_all(&mut self) {
        if let Some(files) = self.known() {
            let look = |index| self.is_as_recorded(files, index);
            let look_at_all = || (0..files.len()).into_par_iter().map(look).collect();
            self.ours.as_left = asking(files.len(), look_at_all);
        }
    }

    /// Whether every file is as the earlier build left it, by its size and time, and the lists of checksums are those that are
    /// asked for; false where nobody knows.
    pub fn is_as_wanted(&self) -> bool {
        let as_recorded = |list: &Manifest| {
            let all = || (0..list.len()).into_par_iter().all(|index| self.is_as_recorded(list, index));
            asking(list.len(), all)
        };
        let has_sums = self.ours.own.find(sha256sums::NAME).is_some();
        !self.interrupted
            && self.known().is_some()
            && has_sums == self.sha256sums
            && as_recorded(&self.ours.own)
            && as_recorded(&self.ours.manifest)
    }

    /// How many files the earlier build left, the manifest's own included, if that is known.
    pub fn outputs(&self) -> Option<usize> {
        self.known().map(|files| files.len() + self.ours.own.len())
    }

    /// Whether the file at `index` of a list is in the output folder as the list says.
    fn is_as_recorded(&self, list: &Manifest, index: usize) -> bool {
        let (entry, modified) = (list.entry(index), list.modified(index));
        let found = fs::symlink_metadata(self.existing.path(entry.path));
        modified != 0
            && found.is_ok_and(|found| {
                let stamp = FileStamp::of(&found);
                found.is_file() && stamp.size == entry.size && stamp.modified == modified
            })
    }

    /// Stages `bytes`, unless they stand in the output.
    fn place(&self, stage: Stage, path: &str, bytes: &[u8], sum: Sum) -> Result<Placed, WriteError> {
        let placed = |outcome, modified| Placed { size: bytes.len() as u64, sum, modified, outcome };
        let found = self.existing.look(path)?;
        // A file of ours that had another sum need not be read. Should somebody have given it just these bytes since,
        // it is written once too often, and no harm is done.
        let had_another_sum = || self.ours.manifest.get(path).is_some_and(|entry| *entry.sum != sum);
        let as_long = found == PathState::File(bytes.len() as u64);
        if as_long
            && !had_another_sum()
            && let Some(modified) = self.existing.holds(path, bytes)?
        {
            return Ok(placed(Outcome::Unchanged, modified));
        }
        let modified =
            if self.may_replace(path, found)? { self.staging.write(stage, path, bytes)? } else { 0 };
        Ok(placed(Outcome::Written, modified))
    }

    /// Stages a file of `size` bytes, unless they stand in the output.
    fn place_large(
        &self,
        stage: Stage,
        path: &str,
        source: &mut File,
        size: u64,
    ) -> Result<Placed, WriteError> {
        let found = self.existing.look(path)?;
        if found == PathState::File(size) || !self.may_replace(path, found)? {
            let mut stream = Stream::open(self, stage, path)?;
            stream.feed_all(source)?;
            return stream.finish();
        }
        let mut staged = self.staging.open(stage, path)?;
        // The sum is taken of the copy, since the source may change while it is read.
        let mut copy = || {
            let size = io::copy(source, &mut staged)?;
            staged.rewind()?;
            let mut sum = Summing::default();
            io::copy(&mut staged, &mut sum)?;
            let modified = existing::modified(&staged)?;
            Ok(Placed { size, sum: sum.finish(), modified, outcome: Outcome::Written })
        };
        copy().map_err(|error| WriteError::io(self.existing.path(path), error))
    }

    /// Whether what stands at `path` may give way. If not, it is noted, for [`Writer::commit`] to report.
    fn may_replace(&self, path: &str, found: PathState) -> Result<bool, WriteError> {
        let obstacle = match found {
            PathState::Nothing => return Ok(true),
            PathState::Below | PathState::Link => self.existing.obstacle(path)?,
            PathState::File(_) | PathState::Special | PathState::Folder => path,
        };
        let foreign = || !self.force && !self.ours.contains(obstacle);
        let mut conflicts = self.conflicts.lock().unwrap_or_else(PoisonError::into_inner);
        let list = match found {
            PathState::Link => &mut conflicts.links,
            // What is in the folder is looked at when it is known what will be removed.
            PathState::Folder => &mut conflicts.folders,
            _ if foreign() => &mut conflicts.foreign,
            _ => return Ok(true),
        };
        list.push(obstacle.to_owned());
        Ok(found == PathState::Folder)
    }

    /// Notes what became of the file at `path`.
    fn record(
        &self,
        path: &OutPath,
        facts: &Facts,
        placed: Result<Placed, WriteError>,
    ) -> Result<Outcome, WriteError> {
        let Placed { size, sum, modified, outcome } =
            placed.inspect_err(|_| self.failed.store(true, Ordering::Relaxed))?;
        let entry = ManifestEntry { path: path.as_str(), size, sum: &sum, facts };
        if let Some(index) = self.ours.manifest.find(entry.path) {
            let kept = outcome == Outcome::Unchanged
                && self.ours.manifest.entry(index) == entry
                && self.ours.manifest.modified(index) == modified;
            let fate = if kept { KEPT } else { REPLACED };
            if self.ours.fate[index].swap(fate, Ordering::Relaxed) != UNCLAIMED {
                self.failed.store(true, Ordering::Relaxed);
                return Err(WriteError::Claimed { path: entry.path.to_owned() });
            }
            if kept {
                return Ok(outcome);
            }
        }
        let mark = if outcome == Outcome::Written { facts.stage as u8 } else { 0 };
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).push_marked(entry, modified, mark);
        Ok(outcome)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // There is nobody to tell about an error here, and the next build removes what we leave.
        let _leftover =
            if self.journal.load(Ordering::Relaxed) { self.staging.clear() } else { self.staging.remove() };
    }
}

/// Does `work`, which asks the file system about so many files, on more threads than there are processors: a disk answers
/// many questions in the time of one.
fn asking<R: Send>(files: usize, work: impl FnOnce() -> R + Send) -> R {
    /// Disks of today take 32 questions at a time and more; these many threads are made within a millisecond.
    const THREADS: usize = 16;
    const FEW: usize = 10_000;
    if files < FEW {
        return work();
    }
    match ThreadPoolBuilder::new().num_threads(THREADS).build() {
        Ok(pool) => pool.install(work),
        // The system has no more threads to give.
        Err(_) => work(),
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
