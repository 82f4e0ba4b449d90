//! A built site against its manifest: which files are missing, which have other bytes, and which are not the site's.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::build::Progress;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::platform;
use crate::reserved::Own;
use crate::write::manifest::{self, Manifest, ReadManifest, ShardIndex};
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
    let files = ReadManifest::of(folder).files;
    progress.step("Verifying", files.len());
    let bytes = AtomicU64::new(0);
    let mut found: Vec<Diagnostic> = [&index.shards, &index.sums, &files]
        .into_par_iter()
        .flat_map(|list| (0..list.len()).into_par_iter().map(move |number| list.entry(number)))
        .filter_map(|entry| {
            let flaw = flaw(&folder.join(entry.path), entry.size, entry.sum, &bytes);
            progress.advance();
            flaw.map(|flaw| message::flaw(entry.path, flaw))
        })
        .collect();
    let count = |flaw: Flaw, found: &[Diagnostic]| {
        found.iter().filter(|problem| problem.code == message::code(flaw)).count()
    };
    let (missing, altered) = (count(Flaw::Missing, &found), count(Flaw::Altered, &found));
    let extra = extra_files(folder, &index, &files);
    found.extend(extra.iter().map(|path| message::extra(path, strict)));
    problems.extend(found);
    let files = files.len() + index.shards.len() + index.sums.len() + 1;
    Some(Verified { files, bytes: bytes.into_inner(), missing, altered, extra: extra.len() })
}

/// What is wrong with the file at `place`. Links are not followed: a site has none.
fn flaw(place: &Path, size: u64, sum: &Sum, bytes: &AtomicU64) -> Option<Flaw> {
    let metadata = fs::symlink_metadata(place).ok().filter(fs::Metadata::is_file);
    let Some(metadata) = metadata else { return Some(Flaw::Missing) };
    // Another size is enough to know.
    if metadata.len() != size {
        return Some(Flaw::Altered);
    }
    bytes.fetch_add(size, Ordering::Relaxed);
    // A file that cannot be read is not as it was written.
    match File::open(place).and_then(Sum::of_reader) {
        Ok(found) if found == *sum => None,
        _ => Some(Flaw::Altered),
    }
}

/// The files below `folder` that are not the site's, sorted. What `generate` itself leaves there is nobody's surprise.
fn extra_files(folder: &Path, index: &ShardIndex, files: &Manifest) -> Vec<String> {
    let own = [Own::Staging, Own::Cache];
    let is_site = |path: &str| {
        files.find(path).is_some()
            || index.shards.find(path).is_some()
            || index.sums.find(path).is_some()
            || path == manifest::NAME
            || own_at_target(path)
    };
    let is_own_folder = |name: &str| own.iter().any(|own| own.name() == name);
    let entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    entries
        .filter_entry(|entry| !(entry.depth() == 1 && entry.file_name().to_str().is_some_and(is_own_folder)))
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| relative(entry.path(), folder))
        .filter(|path| !is_site(path))
        .collect()
}

/// The path of a file below `folder`, with `/` between its parts.
fn relative(path: &Path, folder: &Path) -> Option<String> {
    path.strip_prefix(folder).ok().map(platform::path::slashed_lossy)
}

/// Whether a deploy leaves the file at `path` beside the site.
fn own_at_target(path: &str) -> bool {
    [Own::DeployState, Own::DeployLock].iter().any(|own| own.name() == path)
}
