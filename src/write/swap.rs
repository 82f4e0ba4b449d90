//! Puts the staged files in their places, and removes what the site no longer has.
//!
//! A file goes in by one `rename`, and is whole at every instant. Where the output has no such folder yet, the staged
//! folder goes in by one `rename` with all that is in it: a site of 100,000 pages in an empty folder takes a few dozen.
//! The order of the steps holds for folders too, since each step has a tree of its own. Within a step there is none,
//! but that `generate-manifest.json` goes in after its shards.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use rayon::prelude::*;

use super::error::WriteError;
use super::existing::{Existing, PathState};
use super::manifest::Manifest;
use super::staging::{Staging, Step};
use crate::facts::Stage;

/// One step of the swap.
pub(super) struct Swap<'a> {
    /// Where the files are staged.
    pub(super) staging: &'a Staging,
    /// Where they go.
    pub(super) existing: &'a Existing,
    /// Their paths, sorted; a file's mark is its stage, or 0 where it is not staged.
    pub(super) files: &'a Manifest,
    /// The step.
    pub(super) stage: Stage,
    /// The paths that earlier builds wrote and this one does not, sorted.
    pub(super) removals: &'a [&'a str],
}

impl Swap<'_> {
    /// Puts all staged files of this step in their places.
    ///
    /// # Errors
    /// Where the file system refuses. Every file is whole then, old or new.
    pub(super) fn run(&self) -> Result<(), WriteError> {
        let staged: Vec<usize> =
            (0..self.files.len()).filter(|&index| self.files.mark(index) == self.stage as u8).collect();
        self.level(&staged, 0)
    }

    /// Puts in `files`, which all have the same first `prefix` bytes: a folder with its slash, or nothing.
    fn level(&self, files: &[usize], prefix: usize) -> Result<(), WriteError> {
        let (folders, files): (Vec<&[usize]>, Vec<&[usize]>) = files
            .chunk_by(|&a, &b| {
                self.folder_end(a, prefix).is_some() && self.child(a, prefix) == self.child(b, prefix)
            })
            .partition(|group| self.folder_end(group[0], prefix).is_some());
        folders.par_iter().try_for_each(|group| self.folder(group, prefix))?;
        files.par_iter().with_min_len(16).try_for_each(|group| self.file(self.path(group[0])))
    }

    /// Puts in the files of one folder: as a whole if it is new.
    fn folder(&self, files: &[usize], prefix: usize) -> Result<(), WriteError> {
        let Some(end) = self.folder_end(files[0], prefix) else { return Ok(()) };
        let folder = &self.path(files[0])[..end];
        if self.existing.is_known_folder(folder) {
            return self.merge(files, end);
        }
        let place = self.existing.path(folder);
        self.staging.step(Step::Publish(folder), &place)?;
        let rename = || fs::rename(self.staging.path(self.stage, folder), &place);
        let renamed = match rename() {
            Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {
                return self.merge(files, end);
            }
            // A file of an earlier build, or one that the user gave up, has become a folder.
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                fs::remove_file(&place).and_then(|()| rename())
            }
            result => result,
        };
        renamed.map_err(|error| WriteError::io(place, error))
    }

    /// Puts in the files of a folder that the output has: their folder ends at `end`.
    fn merge(&self, files: &[usize], end: usize) -> Result<(), WriteError> {
        self.level(files, end + 1)?;
        // The staged folder is empty now. Left for the end, removing all of them in a row took as long as the swap.
        let emptied = self.staging.path(self.stage, &self.path(files[0])[..end]);
        fs::remove_dir(&emptied).map_err(|error| WriteError::io(emptied, error))
    }

    /// Puts in one file.
    fn file(&self, path: &str) -> Result<(), WriteError> {
        let place = self.existing.path(path);
        self.staging.step(Step::Publish(path), &place)?;
        let rename = || fs::rename(self.staging.path(self.stage, path), &place);
        match rename() {
            // A folder of earlier builds has become a file.
            Err(error) if matches!(error.kind(), ErrorKind::IsADirectory | ErrorKind::AlreadyExists) => {
                self.clear_folder(path)?;
                rename()
            }
            result => result,
        }
        .map_err(|error| WriteError::io(place, error))
    }

    /// Removes a folder in which there is nothing but removals and empty folders.
    ///
    /// # Errors
    /// Where something else has appeared in it, or the file system refuses.
    fn clear_folder(&self, folder: &str) -> Result<(), WriteError> {
        let place = self.existing.path(folder);
        for path in files_in(&place, folder).map_err(|error| WriteError::io(&place, error))? {
            let file = self.existing.path(&path);
            self.staging.step(Step::Remove(&path), &file)?;
            if self.removals.binary_search(&&*path).is_err() {
                return Err(WriteError::io(file, ErrorKind::DirectoryNotEmpty.into()));
            }
            fs::remove_file(&file).map_err(|error| WriteError::io(file, error))?;
        }
        remove_empty(&place).map_err(|error| WriteError::io(place, error))
    }

    fn path(&self, index: usize) -> &str {
        self.files.entry(index).path
    }

    /// Where the folder below `prefix` ends in the path, if the file is in one.
    fn folder_end(&self, index: usize, prefix: usize) -> Option<usize> {
        self.path(index)[prefix..].find('/').map(|slash| prefix + slash)
    }

    /// The folder below `prefix`, or the file's name.
    fn child(&self, index: usize, prefix: usize) -> &str {
        &self.path(index)[..self.folder_end(index, prefix).unwrap_or(self.path(index).len())]
    }
}

/// Whether there is anything in `folder` but `removals` and empty folders.
///
/// # Errors
/// Where the file system does not tell.
pub(super) fn holds_others(folder: &Path, path: &str, removals: &[&str]) -> io::Result<bool> {
    Ok(files_in(folder, path)?.iter().any(|path| removals.binary_search(&&**path).is_err()))
}

/// The paths of everything below `folder` that is not a folder; `path` is that of the folder.
fn files_in(folder: &Path, path: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A name that is not UTF-8 cannot be ours, and with its signs replaced it is in no list.
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files.append(&mut files_in(&entry.path(), &path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// Removes a folder in which there are only empty folders.
fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// Of the paths that are no longer wanted, those at which there is a file; links are put into `links`.
///
/// # Errors
/// Where the file system does not tell.
pub(super) fn still_there<'a>(
    existing: &Existing,
    removals: &[&'a str],
    links: &mut Vec<String>,
) -> Result<Vec<&'a str>, WriteError> {
    let found: Vec<(&str, PathState)> = removals
        .par_iter()
        .map(|&path| Ok((path, existing.look(path)?)))
        .collect::<Result<_, WriteError>>()?;
    let mut files = Vec::new();
    for (path, found) in found {
        match found {
            PathState::File(_) => files.push(path),
            PathState::Link => links.push(existing.obstacle(path)?.to_owned()),
            // What took the place of our file is not ours; what is not there need not be removed.
            PathState::Nothing | PathState::Folder | PathState::Special | PathState::Below => {}
        }
    }
    Ok(files)
}

/// Removes `files`, then every folder above any of `removals` that is empty for it, but never the output folder.
///
/// # Errors
/// Where the file system refuses to remove a file.
pub(super) fn remove(
    staging: &Staging,
    existing: &Existing,
    files: &[&str],
    removals: &[&str],
) -> Result<(), WriteError> {
    files.par_iter().with_min_len(16).try_for_each(|path| {
        let place = existing.path(path);
        staging.step(Step::Remove(path), &place)?;
        match fs::remove_file(&place) {
            // The swap has put a folder there, or a file where its folder was.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(()),
            Err(_) if place.is_dir() => Ok(()),
            result => result.map_err(|error| WriteError::io(place, error)),
        }
    })?;
    for path in removals.iter().rev() {
        remove_empty_above(existing, path);
    }
    Ok(())
}

/// Removes the folders above `path`, from the lowest, until one is not empty.
fn remove_empty_above(existing: &Existing, mut path: &str) {
    while let Some((folder, _)) = path.rsplit_once('/') {
        match fs::remove_dir(existing.path(folder)) {
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                // It is not empty, or it is a mount point, or not ours to remove: an empty folder harms nobody.
                return;
            }
            _ => path = folder,
        }
    }
}
