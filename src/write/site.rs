//! The files of the site that a build leaves.

use super::manifest::{Manifest, ManifestEntry};
use crate::facts::Stage;

/// Every file the site will have, but those of the manifest.
pub(super) struct Site<'a> {
    pub(super) old: &'a Manifest,
    pub(super) fresh: Manifest,
    /// The files in order of path: an index into `fresh`, or, plus the number of fresh files, into `old`.
    pub(super) order: Vec<u32>,
}

impl Site<'_> {
    /// The file at a position.
    pub(super) fn entry(&self, position: u32) -> ManifestEntry<'_> {
        let index = position as usize;
        match index.checked_sub(self.fresh.len()) {
            Some(old) => self.old.entry(old),
            None => self.fresh.entry(index),
        }
    }

    /// Whether a file is as the earlier manifest has it.
    pub(super) fn is_kept(&self, position: u32) -> bool {
        position as usize >= self.fresh.len()
    }

    /// Whether all files are as the earlier manifest has them, and no others.
    pub(super) fn is_as_before(&self) -> bool {
        self.fresh.is_empty() && self.order.len() == self.old.len()
    }

    /// Where a file is staged; `None` where it stands in the output already.
    pub(super) fn staged(&self, position: u32) -> Option<Stage> {
        let mark = if self.is_kept(position) { 0 } else { self.fresh.mark(position as usize) };
        Stage::ALL.into_iter().find(|stage| *stage as u8 == mark)
    }

    /// Whether the site has a file of this path.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.order.binary_search_by(|&position| self.entry(position).path.cmp(path)).is_ok()
    }
}
