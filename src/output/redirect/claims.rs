//! Which paths are taken, by what.

use std::collections::hash_map::Entry;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::catalog::RedirectId;
use crate::path::{OutPath, path_key};

/// Who has an address already.
pub(super) enum Holder {
    /// A page of the site.
    Page,
    /// Another redirect.
    Redirect(RedirectId),
    /// A file that stands where this one needs a folder, or a folder that stands where this one needs a file.
    Nested,
}

/// Paths that are taken, without regard to case: as files, and as folders of files.
pub(in crate::output) struct Claims {
    files: FxHashMap<u64, Option<RedirectId>>,
    folders: FxHashSet<u64>,
}

impl Claims {
    /// None, with room for `files`.
    pub(in crate::output) fn with_capacity(files: usize) -> Claims {
        Claims {
            files: FxHashMap::with_capacity_and_hasher(files, FxBuildHasher),
            folders: FxHashSet::default(),
        }
    }

    /// Claims a path, by its key, for a page or for a redirect; returns whether it was free.
    pub(in crate::output) fn claim_file(&mut self, key: u64, redirect: Option<RedirectId>) -> bool {
        match self.files.entry(key) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(redirect);
                true
            }
        }
    }

    /// Claims a path as a folder.
    pub(in crate::output) fn claim_folder(&mut self, folder: &str) {
        self.folders.insert(folded_key(folder));
    }

    /// Whether a file has this path or one that differs by case alone.
    pub(in crate::output) fn has_file(&self, path: &str) -> bool {
        self.files.contains_key(&folded_key(path))
    }

    pub(super) fn claim(&mut self, path: &Folded, redirect: RedirectId) {
        self.folders.extend(&path.folders);
        self.files.insert(path.file, Some(redirect));
    }

    pub(super) fn holder(&self, path: &Folded) -> Option<Holder> {
        match self.files.get(&path.file) {
            Some(None) => Some(Holder::Page),
            Some(Some(redirect)) => Some(Holder::Redirect(*redirect)),
            None if self.folders.contains(&path.file) => Some(Holder::Nested),
            None => path.folders.iter().any(|key| self.files.contains_key(key)).then_some(Holder::Nested),
        }
    }
}

/// A path without regard to case, as keys.
pub(super) struct Folded {
    file: u64,
    /// The folders it is in, from the outermost.
    folders: Box<[u64]>,
}

impl Folded {
    pub(super) fn new(path: &OutPath) -> Folded {
        let path = path.case_folded();
        let folders = path.match_indices('/').map(|(slash, _)| path_key(&path[..slash])).collect();
        Folded { file: path_key(&path), folders }
    }
}

/// The key of a path without regard to case.
fn folded_key(path: &str) -> u64 {
    if path.is_ascii() && !path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return path_key(path);
    }
    path_key(&path.to_lowercase())
}
