//! A built site against its manifest: which files are missing, which have other bytes, and which are not the site's.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use walkdir::WalkDir;

use crate::build::Progress;
use crate::diagnostic::Diagnostics;
use crate::platform;
use crate::reserved::{self, Own};
use crate::write::manifest::{self, Manifest, ManifestEntry, ReadManifest, ShardIndex};
use crate::write::sum::Sum;

pub mod message;

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The files that the manifest lists, and its own.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that should be there and are not.
    pub missing: usize,
    /// Files whose bytes are not those that were written.
    pub altered: usize,
    /// Files that the manifest does not list.
    pub extra: usize,
}

/// The files of a built site, as its manifest lists them.
#[derive(Debug, Default)]
pub struct Site {
    /// The manifest's own files.
    pub index: ShardIndex,
    /// All others.
    pub files: Manifest,
    /// Files that a deploy will delete when no open page can load them any more, sorted.
    pub waiting: Vec<Box<str>>,
}

/// The files that the deploy state at a target, `generate-deploy.json`, says are still to be deleted, sorted.
pub fn waiting(state: &[u8]) -> Vec<Box<str>> {
    #[derive(Deserialize)]
    struct State {
        deletions: Vec<Deletion>,
    }
    #[derive(Deserialize)]
    struct Deletion {
        path: Box<str>,
    }
    let state: Option<State> = serde_json::from_slice(state).ok();
    let mut paths: Vec<Box<str>> =
        state.into_iter().flat_map(|state| state.deletions).map(|deletion| deletion.path).collect();
    paths.sort_unstable();
    paths
}

impl Site {
    /// Every file with a checksum that is known: all but the list of shards.
    pub fn entries(&self) -> impl Iterator<Item = ManifestEntry<'_>> + Clone {
        self.index.entries().chain(self.files.entries())
    }

    /// Whether the file at `path` is the site's, or one that a deploy leaves beside it.
    pub fn has(&self, path: &str) -> bool {
        self.files.find(path).is_some()
            || self.index.find(path).is_some()
            || path == manifest::NAME
            || reserved::is_left_by_deploy(path)
            || self.waiting.binary_search_by(|known| (**known).cmp(path)).is_ok()
    }
}

impl Verified {
    /// A site of which nothing is known to be wrong.
    pub fn of(site: &Site) -> Verified {
        let bytes = site.entries().map(|entry| entry.size).sum();
        Verified { files: site.entries().count() + 1, bytes, ..Verified::default() }
    }

    /// Counts a file that is not as it was written, and tells it.
    pub fn add_flaw(&mut self, path: &str, flaw: Flaw, problems: &mut Diagnostics) {
        match flaw {
            Flaw::Missing => self.missing += 1,
            Flaw::Altered => self.altered += 1,
        }
        problems.push(message::flaw(path, flaw));
    }

    /// Counts a file that is not the site's, and tells it.
    pub fn add_extra(&mut self, path: &str, strict: bool, problems: &mut Diagnostics) {
        self.extra += 1;
        problems.push(message::extra(path, strict));
    }
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not there, or no file.
    Missing,
    /// Its bytes are not those that were written.
    Altered,
}

/// Compares every file of the site in `folder` with the manifest in it. `None` where there is no manifest that can be read.
///
/// Missing and altered files are errors. Extra files are a note each, with `strict` an error.
pub fn folder(
    folder: &Path,
    strict: bool,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Option<Verified> {
    let shown = folder.display().to_string();
    let index = match fs::read(folder.join(manifest::NAME)) {
        Ok(bytes) => ShardIndex::parse(&bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(message::no_manifest(&shown));
            return None;
        }
        Err(error) => Err(error.to_string()),
    };
    let index = match index {
        Ok(index) => index,
        Err(reason) => {
            problems.push(message::manifest_unreadable(manifest::NAME, &reason));
            return None;
        }
    };
    // A shard that cannot be read is found again below, as an altered or missing file: that says enough.
    let waiting =
        fs::read(folder.join(Own::DeployState.name())).map(|state| waiting(&state)).unwrap_or_default();
    let site = Site { index, files: ReadManifest::of(folder).files, waiting };
    progress.step("Verifying", site.files.len());
    let entries: Vec<ManifestEntry<'_>> = site.entries().collect();
    let found: Vec<(&str, Flaw)> = entries
        .into_par_iter()
        .filter_map(|entry| {
            let flaw = flaw(&folder.join(entry.path), entry.size, entry.sum);
            progress.advance();
            flaw.map(|flaw| (entry.path, flaw))
        })
        .collect();
    let mut verified = Verified::of(&site);
    found.into_iter().for_each(|(path, flaw)| verified.add_flaw(path, flaw, problems));
    extra_files(folder, &site).iter().for_each(|path| verified.add_extra(path, strict, problems));
    Some(verified)
}

/// What is wrong with the file at `place`. Links are not followed: a site has none.
fn flaw(place: &Path, size: u64, sum: &Sum) -> Option<Flaw> {
    let metadata = fs::symlink_metadata(place).ok().filter(fs::Metadata::is_file);
    let Some(metadata) = metadata else { return Some(Flaw::Missing) };
    // Another size is enough to know.
    if metadata.len() != size {
        return Some(Flaw::Altered);
    }
    // A file that cannot be read is not as it was written.
    match File::open(place).and_then(Sum::of_reader) {
        Ok(found) if found == *sum => None,
        _ => Some(Flaw::Altered),
    }
}

/// The files below `folder` that are not the site's, sorted. What `generate` itself leaves there is nobody's surprise.
fn extra_files(folder: &Path, site: &Site) -> Vec<String> {
    let own = [Own::Staging, Own::Cache];
    let is_own_folder = |name: &str| own.iter().any(|own| own.name() == name);
    let entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    entries
        .filter_entry(|entry| !(entry.depth() == 1 && entry.file_name().to_str().is_some_and(is_own_folder)))
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| relative(entry.path(), folder))
        .filter(|path| !site.has(path))
        .collect()
}

/// The path of a file below `folder`, with `/` between its parts.
fn relative(path: &Path, folder: &Path) -> Option<String> {
    path.strip_prefix(folder).ok().map(platform::path::slashed_lossy)
}
