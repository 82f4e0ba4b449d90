//! One file's way to its place: staged, unless the output holds it, and noted.

use std::fs::File;
use std::io::{self, Seek};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::earlier::{KEPT, REPLACED, UNCLAIMED};
use super::error::WriteError;
use super::existing::{self, PathState};
use super::manifest::ManifestEntry;
use super::stream::Stream;
use super::sum::{Sum, Summing};
use super::{Outcome, Placed, Writer};
use crate::facts::{Facts, Stage};
use crate::path::OutPath;

impl Writer {
    /// Stages `bytes`, unless they stand in the output.
    pub(super) fn place(
        &self,
        stage: Stage,
        path: &str,
        bytes: &[u8],
        sum: Sum,
    ) -> Result<Placed, WriteError> {
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
    pub(super) fn place_large(
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
    pub(super) fn may_replace(&self, path: &str, found: PathState) -> Result<bool, WriteError> {
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
    pub(super) fn record(
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
