//! The files of a site: the only module that reads the content and static folders.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::{Diagnostics, LineIndex, Place};
use crate::encoding;
use crate::path::SourcePath;
use crate::platform::file::{Identity, identity};
use crate::platform::path::slashed;

mod lines;
pub mod message;
mod walk;

/// Content files above this size, in bytes, are read and rendered one at a time, so that the memory which that takes does not
/// grow with the number of threads.
pub const LARGE_BYTES: u64 = 1024 * 1024;

pub use self::lines::Lines;
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
/// Hidden files, editors' backups and swap files are skipped. Links are followed; a loop of links is an error.
pub fn walk(root: &Path, config: &Config, problems: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    let mut found = Diagnostics::new();
    let mut linked = false;
    for folder in &config.content {
        if root.join(folder).is_dir() {
            let files = walk::walk_folder((root, folder, &config.exclude), &mut linked, &mut found);
            let (content, bundled) = files.into_par_iter().partition(|file| is_markdown(&file.path));
            extend(&mut sources.content, content);
            extend(&mut sources.bundled, bundled);
        } else {
            found.push(message::no_content_folder(folder));
        }
    }
    if root.join(STATIC).is_dir() {
        sources.statics = walk::walk_folder((root, STATIC, &config.exclude), &mut linked, &mut found);
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

/// Where `written` stands in the file of `place`, if only the file is known and its text has it.
///
/// Positions of most values are not kept: a file is read again only to tell what is wrong with it.
pub fn located(root: &Path, place: Place, written: &str) -> Place {
    if place.position.is_some() || written.is_empty() {
        return place;
    }
    let Ok(text) = read_text(&root.join(&place.file)) else { return place };
    match text.find(written) {
        Some(start) => Place { position: Some(LineIndex::new(&text).position(start)), ..place },
        None => place,
    }
}

/// The file that `written`, in the file of `place`, names in other case: `photo.JPG` for `photo.jpg`, which are one file on some systems
/// and two on the web.
pub fn other_case(root: &Path, place: &Place, written: &str) -> Option<String> {
    let (folder, name) = written.rsplit_once('/').map_or(("", written), |(folder, name)| (folder, name));
    if name.is_empty() || written.contains(['?', '#', ':']) || written.starts_with("//") {
        return None;
    }
    let folder = match written.strip_prefix('/') {
        Some(_) => root.join(STATIC).join(folder.trim_start_matches('/')),
        None => root.join(&place.file).parent()?.join(folder),
    };
    let names = fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let same = names.filter(|other| other != name && other.to_lowercase() == name.to_lowercase());
    same.min().map(|other| format!("{}{other}", &written[..written.len() - name.len()]))
}

/// Where a source file is on disk.
pub fn full_path(root: &Path, path: &SourcePath) -> PathBuf {
    root.join(path.as_str())
}

fn extend(list: &mut Vec<SourceFile>, mut more: Vec<SourceFile>) {
    if list.is_empty() { *list = more } else { list.append(&mut more) }
}

fn is_markdown(path: &SourcePath) -> bool {
    matches!(path.extension().to_ascii_lowercase().as_str(), "md" | "markdown")
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
