//! What earlier builds wrote, and which of it is kept unseen.

use std::fs;
use std::sync::atomic::{AtomicU8, Ordering};

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::Writer;
use super::manifest::Manifest;
use super::sha256sums;
use super::sum::Sum;
use crate::facts::Facts;
use crate::source::FileStamp;

/// What earlier builds wrote.
pub(super) struct Ours {
    pub(super) manifest: Manifest,
    /// The manifest's own files with their times, where an earlier build knew them.
    pub(super) own: Manifest,
    /// What became of each of its files in this build.
    pub(super) fate: Vec<AtomicU8>,
    /// Whether each of its files is as the manifest says, where all were looked at already.
    pub(super) as_left: Vec<bool>,
    /// The manifest's own files, files of which an older manifest told no more than the path, and those of a journal; sorted.
    pub(super) others: Vec<Box<str>>,
}

/// A file of the old manifest of which nothing was said yet; if it stays so, it is removed.
pub(super) const UNCLAIMED: u8 = 0;

/// A file that is as the old manifest says.
pub(super) const KEPT: u8 = 1;

/// A file that has another size or sum now.
pub(super) const REPLACED: u8 = 2;

impl Ours {
    /// Whether an earlier build wrote the file at `path`.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.manifest.find(path).is_some()
            || self.others.binary_search_by(|other| (**other).cmp(path)).is_ok()
    }
}

impl Writer {
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

    /// Whether [`Writer::keep`] would keep a file.
    #[must_use]
    pub fn is_as_left(&self, index: usize, facts: &Facts) -> bool {
        let as_left = || self.is_as_recorded(&self.ours.manifest, index);
        !self.interrupted
            && self.ours.manifest.entry(index).facts == facts
            && self.ours.as_left.get(index).copied().unwrap_or_else(as_left)
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
    pub(super) fn is_as_recorded(&self, list: &Manifest, index: usize) -> bool {
        let (entry, modified) = (list.entry(index), list.modified(index));
        let found = fs::symlink_metadata(self.existing.path(entry.path));
        modified != 0
            && found.is_ok_and(|found| {
                let stamp = FileStamp::of(&found);
                found.is_file() && stamp.size == entry.size && stamp.modified == modified
            })
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
