//! Files of the default theme that a site has copied, to change them.
//!
//! A copy no longer changes with the program. So what was copied is kept beside it, under the version that it is of: that tells what
//! has changed in the default theme since.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::{ASSETS, FOLDER, INTERFACE, TEMPLATES, TEXTS, collect};
use crate::cache::write_whole;
use crate::config::STATIC;
use crate::platform::path::slashed;

/// The folder below the root with the default files as they were when they were copied, in a folder for each version.
pub const ORIGINALS: &str = ".theme";

/// The version of the default theme: that of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A file of the default theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultFile {
    /// Where a site has its own, below its root: `templates/article.html`.
    pub path: String,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// All files of the default theme, sorted by path.
pub fn default_files() -> Vec<DefaultFile> {
    let mut files = Vec::new();
    let assets = format!("{STATIC}/theme");
    for (dir, folder) in [(&TEMPLATES, FOLDER), (&INTERFACE, TEXTS), (&ASSETS, &*assets)] {
        collect(dir, &mut |name, bytes| files.push(DefaultFile { path: format!("{folder}/{name}"), bytes }));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

impl DefaultFile {
    /// Whether `name` means this file: its path, the end of it, or a folder that it is in.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let is_folder = self.path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        let is_end = self.path.strip_suffix(name).is_some_and(|start| start.ends_with('/'));
        !name.is_empty() && (self.path == name || is_folder || is_end)
    }
}

/// What became of a file that was to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The site has it now.
    New,
    /// The site had a file there, which stays as it is.
    Kept,
}

/// Copies a default file into the site in `root`, unless that has one at its place.
///
/// # Errors
/// What the file system says.
pub fn copy(root: &Path, file: &DefaultFile) -> io::Result<Copied> {
    let place = root.join(&file.path);
    if place.symlink_metadata().is_ok() {
        return Ok(Copied::Kept);
    }
    // One that was copied earlier and has been deleted since is not what this copy is of.
    for earlier in originals(root)?.iter().filter(|earlier| earlier.path == file.path) {
        fs::remove_file(root.join(earlier.place()))?;
    }
    let original = Original { version: VERSION.to_owned(), path: file.path.clone() };
    for place in [root.join(original.place()), place] {
        write_whole(&place, file.bytes)?;
    }
    Ok(Copied::New)
}

/// A default file as it was when it was copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Original {
    /// Where the copy is, below the root.
    pub path: String,
    /// The version of the default theme that it is of.
    pub version: String,
}

impl Original {
    /// Where it is, below the root.
    fn place(&self) -> String {
        format!("{ORIGINALS}/{}/{}", self.version, self.path)
    }

    /// What was in it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn read(&self, root: &Path) -> io::Result<Vec<u8>> {
        fs::read(root.join(self.place()))
    }
}

/// What a site has copied from the default theme, and still has, sorted by path.
///
/// # Errors
/// What the file system says.
pub fn originals(root: &Path) -> io::Result<Vec<Original>> {
    let folder = root.join(ORIGINALS);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry?;
        let name = entry.path().strip_prefix(&folder).ok().and_then(slashed);
        let parts = name.as_deref().and_then(|name| name.split_once('/'));
        if let Some((version, path)) = parts.filter(|_| entry.file_type().is_file()) {
            found.push(Original { path: path.to_owned(), version: version.to_owned() });
        }
    }
    found.retain(|original| root.join(&original.path).is_file());
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_by_path_by_its_end_and_by_folder() {
        let file = DefaultFile { path: "templates/parts/menu.html".to_owned(), bytes: b"" };
        for name in [
            "templates/parts/menu.html",
            "./templates/parts/menu.html",
            "parts/menu.html",
            "menu.html",
            "templates",
            "templates/parts/",
        ] {
            assert!(file.is_called(name), "{name}");
        }
        for name in ["", "u.html", "template", "menu", "parts"] {
            assert!(!file.is_called(name), "{name}");
        }
    }

    #[test]
    fn the_default_theme_has_templates_texts_and_assets() {
        let files = default_files();
        for path in ["templates/article.html", "i18n/en.toml", "static/theme/style.css"] {
            assert!(files.iter().any(|file| file.path == path && !file.bytes.is_empty()), "{path}");
        }
        assert!(files.is_sorted_by(|one, other| one.path < other.path));
    }
}
