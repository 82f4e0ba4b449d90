//! Lists the files of a folder, on many threads, and says which links it follows.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::{FileStamp, SourceFile, is_left_by_editor, is_passed_over, message};
use crate::config::Exclude;
use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::path::SourcePath;
use crate::platform::path::{slashed, slashed_lossy};

/// All files below `folder`; `linked` becomes true where there are links. Its subfolders, two levels deep, are walked in
/// parallel.
pub(super) fn walk_folder(
    (root, folder, exclude): (&Path, &str, &Exclude),
    linked: &mut bool,
    problems: &mut Diagnostics,
) -> Vec<SourceFile> {
    const SPLIT_DEPTH: usize = 2;
    let links = Links::of(root, folder, exclude);
    let top = WalkDir::new(root.join(folder)).follow_links(true).max_depth(SPLIT_DEPTH);
    let mut branches = Vec::new();
    let mut files = Vec::new();
    for entry in top.into_iter().filter_entry(|entry| entry.depth() == 0 || links.follows(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() && entry.depth() == SPLIT_DEPTH => {
                branches.push(entry.into_path())
            }
            Ok(entry) => files.extend(source_file(root, folder, &entry, problems)),
            Err(error) => problems.push(walk_problem(root, &error)),
        }
    }
    let walked: Vec<Branch> =
        branches.par_iter().map(|branch| walk_branch((root, folder, exclude), branch)).collect();
    for mut branch in walked {
        files.append(&mut branch.files);
        *linked |= branch.linked;
        problems.append(branch.problems);
    }
    *linked |= links.seen.get() || root.canonicalize().map_or(true, |root| root.join(folder) != links.inside);
    problems.append(links.refused.into_inner());
    files
}

/// Which symbolic links of a folder are followed: those that stay inside it.
struct Links<'f> {
    root: &'f Path,
    /// The folder as it is named.
    folder: &'f str,
    /// What is left out of it.
    exclude: &'f Exclude,
    /// The folder without links in its own path.
    inside: PathBuf,
    /// Whether there is one, followed or not.
    seen: Cell<bool>,
    refused: RefCell<Diagnostics>,
}

impl<'f> Links<'f> {
    fn of(root: &'f Path, folder: &'f str, exclude: &'f Exclude) -> Links<'f> {
        let full = root.join(folder);
        let inside = full.canonicalize().unwrap_or(full);
        Links { root, folder, exclude, inside, seen: Cell::default(), refused: RefCell::default() }
    }

    /// Whether an entry is left out by `exclude`.
    fn leaves_out(&self, entry: &DirEntry) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let below = entry.path().strip_prefix(self.root.join(self.folder)).ok().and_then(slashed);
        below.is_some_and(|below| self.exclude.names(&format!("{}/{below}", self.folder)))
    }

    /// Whether an entry is walked; a link out of the folder is not, with a warning.
    fn follows(&self, entry: &DirEntry) -> bool {
        if is_passed_over(&entry.file_name().to_string_lossy()) || self.leaves_out(entry) {
            return false;
        }
        if !entry.path_is_symlink() {
            return true;
        }
        self.seen.set(true);
        // A link that leads nowhere is told by the walk itself.
        let inside = entry.path().canonicalize().map_or(true, |target| target.starts_with(&self.inside));
        if !inside {
            self.refused.borrow_mut().push(message::link_out(&below(self.root, entry.path())));
        }
        inside
    }
}

/// What was found below one of many folders.
struct Branch {
    files: Vec<SourceFile>,
    /// Whether there are links.
    linked: bool,
    problems: Diagnostics,
}

fn walk_branch((root, folder, exclude): (&Path, &str, &Exclude), branch: &Path) -> Branch {
    let mut files = Vec::new();
    let mut problems = Diagnostics::new();
    let links = Links::of(root, folder, exclude);
    // This walk does not know the folders above it: a link to one of them would be followed once before it is found out.
    let above = branch.canonicalize().unwrap_or_else(|_| branch.to_owned());
    let mut walk = WalkDir::new(branch).follow_links(true).min_depth(1).into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if !links.follows(&entry) => {
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
            }
            Ok(entry) if entry.path_is_symlink() && entry.file_type().is_dir() => {
                let target = entry.path().canonicalize().ok().filter(|target| above.starts_with(target));
                if let Some(target) = target {
                    problems.push(loop_problem(root, entry.path(), &target));
                    walk.skip_current_dir();
                }
            }
            Ok(entry) => files.extend(source_file(root, folder, &entry, &mut problems)),
            Err(error) => problems.push(walk_problem(root, &error)),
        }
    }
    let linked = links.seen.get();
    problems.append(links.refused.into_inner());
    Branch { files, linked, problems }
}

/// The file of a directory entry; `None` for folders, what is neither, and what an editor will remove at once.
fn source_file(
    root: &Path,
    folder: &str,
    entry: &DirEntry,
    problems: &mut Diagnostics,
) -> Option<SourceFile> {
    if !entry.file_type().is_file() {
        return None;
    }
    let below = entry.path().strip_prefix(root.join(folder)).ok()?;
    let Some(below) = slashed(below) else {
        problems.push(message::file_name_not_utf8(&format!("{folder}/{}", slashed_lossy(below))));
        return None;
    };
    let path = SourcePath::new(format!("{folder}/{below}"));
    match entry.metadata() {
        Ok(metadata) if is_left_by_editor(path.file_name(), Some(metadata.len())) => None,
        Ok(metadata) => Some(SourceFile { path, size: metadata.len(), stamp: FileStamp::of(&metadata) }),
        Err(error) => {
            problems.push(diagnostic::message::unreadable(path.as_str(), &error.to_string()));
            None
        }
    }
}

/// A link to `target`, a folder above it, which is named as seen from the link.
fn loop_problem(root: &Path, link: &Path, target: &Path) -> Diagnostic {
    let is_target = |path: &&Path| path.canonicalize().is_ok_and(|path| path == target);
    let ancestor = link.ancestors().skip(1).find(is_target).unwrap_or(target);
    message::link_loop(&below(root, link), &below(root, ancestor))
}

/// A path as messages name it, from the site's root.
fn below(root: &Path, path: &Path) -> String {
    let below = slashed_lossy(path.strip_prefix(root).unwrap_or(path));
    if below.is_empty() { "the site's folder".into() } else { below }
}

/// A problem of the walk, in words.
fn walk_problem(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map(|path| below(root, path)).unwrap_or_default();
    match error.loop_ancestor() {
        Some(ancestor) => message::link_loop(&path, &below(root, ancestor)),
        None => {
            let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            diagnostic::message::unreadable(&path, &reason)
        }
    }
}
