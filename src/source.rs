//! The files of a site: the only module that reads the content and static folders.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use walkdir::{DirEntry, WalkDir};

use crate::config::{Config, Exclude};
use crate::diagnostic;
use crate::diagnostic::{Diagnostics, Excerpt, LineIndex, Place};
use crate::encoding;
use crate::path::SourcePath;
use crate::platform::file::{Identity, identity};
use crate::platform::path::{slashed, slashed_lossy};

pub mod message;

/// Content files above this size, in bytes, are read and rendered one at a time, so that the memory which that takes does not
/// grow with the number of threads.
pub const LARGE_BYTES: u64 = 1024 * 1024;

pub use crate::config::STATIC;

/// A file as the walk found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path from the site's root.
    pub path: SourcePath,
    /// Its size in bytes.
    pub size: u64,
    /// What tells that it is still the same file.
    pub stamp: FileStamp,
}

/// What the file system says of a file without its being opened. As long as nothing of it changes, its bytes are taken to
/// be the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileStamp {
    /// Its size in bytes.
    pub size: u64,
    /// When its bytes were last changed, as anybody may set it: nanoseconds since 1970; 0 where the system does not know.
    pub modified: i64,
    /// When the file was last changed in any way, which nobody can set: nanoseconds since 1970; 0 likewise.
    pub changed: i64,
    /// Its number in the file system; 0 where there is none.
    pub inode: u64,
}

impl FileStamp {
    /// The stamp of a file.
    pub fn of(metadata: &fs::Metadata) -> FileStamp {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX));
        let Identity { changed, number } = identity(metadata);
        FileStamp { size: metadata.len(), modified, changed, inode: number }
    }

    /// Whether the file may have been changed again after `instant` without its stamp telling: it was changed at that very
    /// time, as far as the file system's clock can tell. Some count seconds only, or even two at a time.
    pub fn is_racy(&self, instant: SystemTime) -> bool {
        const FINE: i64 = 20_000_000;
        const COARSE: i64 = 2_000_000_000;
        let last = self.modified.max(self.changed);
        let grain = if last % 1_000_000 == 0 { COARSE } else { FINE };
        let instant = instant.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64);
        last == 0 || last.saturating_add(grain) >= instant
    }
}

/// All files of a site, each list sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Markdown files of the content folders.
    pub content: Vec<SourceFile>,
    /// Other files of the content folders.
    pub bundled: Vec<SourceFile>,
    /// Files of the static folder, their paths with the folder's name.
    pub statics: Vec<SourceFile>,
    /// Whether nothing was odd and no link was followed: then each file stands at one path alone.
    pub plain: bool,
}

impl Sources {
    /// The lists as they are now, where no other files than `changed` have changed; `None` where only another walk can tell.
    ///
    /// `changed` are paths below `root`, which has no links in its own path.
    pub fn updated(mut self, root: &Path, config: &Config, changed: &BTreeSet<PathBuf>) -> Option<Sources> {
        /// A file takes its place in a long list, which for many of them is more work than a walk.
        const MANY: usize = 100;
        if !self.plain || changed.is_empty() || changed.len() > MANY {
            return None;
        }
        for file in changed {
            let below = slashed(file.strip_prefix(root).ok()?)?;
            let below = &*below;
            let mut all = config.content.iter().map(String::as_str).chain([STATIC]);
            if all.clone().any(|folder| Path::new(folder).starts_with(below)) {
                return None;
            }
            let Some(folder) = all.find(|folder| Path::new(below).starts_with(folder)) else { continue };
            let excluded = config.exclude.covers(folder, below);
            if !excluded && !below.strip_prefix(folder)?.split('/').any(is_passed_over) {
                self.update(folder, file, SourcePath::new(below), config.max_file_size)?;
            }
        }
        Some(self)
    }

    /// Brings one file up to date, unless it has become larger than `most` bytes.
    fn update(&mut self, folder: &str, file: &Path, path: SourcePath, most: u64) -> Option<()> {
        let now = match fs::symlink_metadata(file) {
            Ok(metadata)
                if metadata.is_file() && is_left_by_editor(path.file_name(), Some(metadata.len())) =>
            {
                None
            }
            // Its name may be another one in the folder, where capitals make no difference, and its folder may be a link.
            Ok(metadata) if metadata.is_file() && file.canonicalize().is_ok_and(|name| name == file) => {
                Some(FileStamp::of(&metadata))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            _ => return None,
        };
        let is_content = folder != STATIC && is_markdown(&path);
        let inside = format!("{}/", path.as_str());
        let was_folder = |files: &Vec<SourceFile>| {
            let first = files.partition_point(|file| file.path.as_str() < inside.as_str());
            files.get(first).is_some_and(|file| file.path.as_str().starts_with(&inside))
        };
        if [&self.content, &self.bundled, &self.statics].into_iter().any(was_folder)
            || (is_content && now.is_some_and(|stamp| stamp.size > most))
        {
            return None;
        }
        let files = match is_content {
            true => &mut self.content,
            false if folder == STATIC => &mut self.statics,
            false => &mut self.bundled,
        };
        let place = files.binary_search_by(|file| file.path.cmp(&path));
        let now = now.map(|stamp| SourceFile { path, size: stamp.size, stamp });
        match (place, now) {
            (Ok(index), Some(now)) => files[index] = now,
            (Ok(index), None) => drop(files.remove(index)),
            (Err(index), Some(now)) => files.insert(index, now),
            (Err(_), None) => {}
        }
        Some(())
    }
}

/// Lists the content and static folders of the site in `root`.
///
/// Hidden files, editors' backups and swap files are passed over. Links are followed; a loop of links is an error.
pub fn walk(root: &Path, config: &Config, problems: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    let mut found = Diagnostics::new();
    let mut linked = false;
    for folder in &config.content {
        if root.join(folder).is_dir() {
            let files = walk_folder((root, folder, &config.exclude), &mut linked, &mut found);
            let (content, bundled) = files.into_par_iter().partition(|file| is_markdown(&file.path));
            extend(&mut sources.content, content);
            extend(&mut sources.bundled, bundled);
        } else {
            found.push(message::no_content_folder(folder));
        }
    }
    if root.join(STATIC).is_dir() {
        sources.statics = walk_folder((root, STATIC, &config.exclude), &mut linked, &mut found);
    }
    for files in [&mut sources.content, &mut sources.bundled, &mut sources.statics] {
        files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
    let most = config.max_file_size;
    for file in sources.content.iter().filter(|file| file.size > most) {
        found.push(message::file_too_large(file.path.as_str(), file.size, most));
    }
    sources.plain = !linked && found.is_empty() && are_plain(&config.content);
    problems.append(found);
    sources
}

/// Reads a file of the site in `root`.
///
/// # Errors
/// What the system says.
pub fn read(root: &Path, path: &SourcePath) -> io::Result<Vec<u8>> {
    fs::read(full_path(root, path))
}

/// Reads a text file of the site, in UTF-8 or UTF-16, without its byte-order mark.
///
/// # Errors
/// What the system says, or that it is no text.
pub fn read_text(file: &Path) -> io::Result<String> {
    let bytes = fs::read(file)?;
    let text = encoding::decode(&bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "neither UTF-8 nor UTF-16"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Where a source file is on disk.
pub fn full_path(root: &Path, path: &SourcePath) -> PathBuf {
    root.join(path.as_str())
}

/// Reads a file of the site, named from its root.
type Reader<'r> = Box<dyn Fn(&str) -> io::Result<Vec<u8>> + 'r>;

/// Lines of the files of a site, for one report. Reports go from file to file, and each file is read once.
pub struct Lines<'r> {
    read: Reader<'r>,
    /// The file that was asked for last.
    last: Option<(String, Option<LineIndex<'static>>)>,
}

impl<'r> Lines<'r> {
    /// Lines of files of the site in `root`.
    pub fn of(root: &'r Path) -> Lines<'r> {
        Lines::read_by(|file| fs::read(root.join(file)))
    }

    /// Lines of files that `read` reads.
    pub fn read_by(read: impl Fn(&str) -> io::Result<Vec<u8>> + 'r) -> Lines<'r> {
        Lines { read: Box::new(read), last: None }
    }

    /// What a report shows of the line at `place`; `None` where it names none, or none that can be read.
    pub fn excerpt(&mut self, place: Option<&Place>) -> Option<Excerpt> {
        let place = place?;
        let position = place.position?;
        if self.last.as_ref().is_none_or(|(file, _)| *file != place.file) {
            // What cannot be read is not tried again for each of its problems.
            let text = (self.read)(&place.file).ok().map(|bytes| encoding::decode_lossy(&bytes).into_owned());
            self.last = Some((place.file.clone(), text.map(LineIndex::new)));
        }
        let (_, lines) = self.last.as_ref()?;
        lines.as_ref()?.excerpt(position)
    }
}

fn extend(list: &mut Vec<SourceFile>, mut more: Vec<SourceFile>) {
    if list.is_empty() { *list = more } else { list.append(&mut more) }
}

fn is_markdown(path: &SourcePath) -> bool {
    matches!(path.extension().to_ascii_lowercase().as_str(), "md" | "markdown")
}

/// All files below `folder`; `linked` becomes true where there are links. Its subfolders, two levels deep, are walked in
/// parallel.
fn walk_folder(
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

/// Whether files of these content folders have one path each, as the system tells it.
fn are_plain(folders: &[String]) -> bool {
    let is_plain = |folder: &str| {
        let parts = Path::new(folder).components().map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        parts.collect::<Option<Vec<&str>>>().is_some_and(|parts| parts.join("/") == folder)
    };
    let all: Vec<&str> = folders.iter().map(String::as_str).chain([STATIC]).collect();
    let is_inside = |(index, folder): (usize, &&str)| {
        all.iter().enumerate().any(|(other, outer)| other != index && Path::new(folder).starts_with(outer))
    };
    all.iter().all(|folder| is_plain(folder)) && !all.iter().enumerate().any(is_inside)
}

/// Hidden files and what editors leave behind, by their names.
pub fn is_passed_over(name: &str) -> bool {
    // Hosts look for some hidden files of a site.
    const PUBLISHED: [&str; 3] = [".well-known", ".nojekyll", ".htaccess"];
    (name.starts_with('.') && !PUBLISHED.contains(&name))
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name == "Thumbs.db"
}

/// Whether a file, by its name and its size in bytes, is there for the moment of saving another one; a file that has gone has
/// no size any more.
///
/// No site is made of such a file: were it listed, the preview would read the site once because it came and once because it went.
pub fn is_left_by_editor(name: &str, size: Option<u64>) -> bool {
    // Vim tries whether it may write with an empty file of this name. Mirrors call files by numbers, which hold something.
    const PROBE: &str = "4913";
    const ENDINGS: [&str; 6] = [".swp", ".swx", ".tmp", ".part", "___jb_tmp___", "___jb_old___"];
    (name == PROBE && size.unwrap_or(0) == 0) || ENDINGS.iter().any(|ending| name.ends_with(ending))
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
fn loop_problem(root: &Path, link: &Path, target: &Path) -> crate::diagnostic::Diagnostic {
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
fn walk_problem(root: &Path, error: &walkdir::Error) -> crate::diagnostic::Diagnostic {
    let path = error.path().map(|path| below(root, path)).unwrap_or_default();
    match error.loop_ancestor() {
        Some(ancestor) => message::link_loop(&path, &below(root, ancestor)),
        None => {
            let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            diagnostic::message::unreadable(&path, &reason)
        }
    }
}
