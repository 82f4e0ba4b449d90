//! What one thread has found, and how the findings of all come together.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::external::Externals;
use crate::check::faults::Faults;
use crate::check::groups::{Groups, Kind};
use crate::check::targets::Lead;

/// A link to an anchor of another page.
#[derive(Debug)]
pub(super) struct WantedAnchor {
    pub(super) text: Box<str>,
    pub(super) page: u32,
    pub(super) line: u32,
    pub(super) pages: u32,
}

/// What one thread has found.
#[derive(Default)]
pub(in crate::check) struct Work {
    pub(super) leads: FxHashMap<u64, Lead>,
    pub(in crate::check) faults: Faults,
    /// The anchors of pages that are not the theme's, each as a hash with its page: every page has dozens of those.
    pub(super) ids: Vec<u64>,
    /// The hashes of paths of files that sources name and that are not there.
    pub(super) told_files: FxHashSet<u64>,
    /// Links to anchors of other pages, by the same hash.
    pub(super) wanted: FxHashMap<u64, WantedAnchor>,
    /// The hash of each title, with its page.
    pub(in crate::check) titles: Vec<(u64, u32)>,
    /// The titles of pages that are no articles.
    pub(in crate::check) names: FxHashMap<u64, Box<str>>,
    /// Pages that name another address as theirs, with the page there.
    pub(in crate::check) canonicals: Vec<(u32, u32)>,
    /// Links to other sites.
    pub(in crate::check) externals: Externals,
    /// Pages that are too large, with their size.
    pub(in crate::check) large: Vec<(u32, u64)>,
}

impl Work {
    pub(super) fn append(&mut self, other: Work) {
        self.faults.append(other.faults);
        self.ids.extend(other.ids);
        self.told_files.extend(other.told_files);
        #[allow(clippy::iter_over_hash_type, reason = "the order makes no difference")]
        for (key, wanted) in other.wanted {
            match self.wanted.get_mut(&key) {
                Some(known) => {
                    known.pages += wanted.pages;
                    if wanted.page < known.page {
                        (known.page, known.line) = (wanted.page, wanted.line);
                    }
                }
                None => _ = self.wanted.insert(key, wanted),
            }
        }
        self.titles.extend(other.titles);
        self.names.extend(other.names);
        self.canonicals.extend(other.canonicals);
        self.large.extend(other.large);
        self.externals.append(other.externals);
    }

    /// Takes what pages have in common, without images that are told where a source names them: lists show them too.
    pub(in crate::check) fn take_groups(&mut self) -> Groups {
        let mut groups = std::mem::take(&mut self.faults.groups);
        groups.retain(|kind, text| kind != Kind::Media || !self.told_files.contains(&text));
        groups
    }

    /// Moves the links to anchors that are not there to what is found.
    pub(in crate::check) fn settle_anchors(&mut self) -> Vec<(u32, u32, Box<str>, usize)> {
        let mut ids = std::mem::take(&mut self.ids);
        ids.sort_unstable();
        let wanted = std::mem::take(&mut self.wanted).into_iter();
        let missing = wanted.filter(|(key, _)| ids.binary_search(key).is_err());
        let mut missing: Vec<(u32, u32, Box<str>, usize)> =
            missing.map(|(_, one)| (one.page, one.line, one.text, one.pages as usize)).collect();
        missing.sort();
        missing
    }
}
