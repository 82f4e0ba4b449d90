//! Files of the default theme that a site has copied, to change them.
//!
//! A copy no longer changes with the program. So what was copied is kept beside it, under the version that it is of: that tells what
//! has changed in the default theme since.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use crate::cache::write_whole;
use crate::platform::path::slashed;
use crate::template::defaults::DefaultFile;

/// The folder below the root with the default files as they were when they were copied, in a folder for each version.
pub(super) const ORIGINALS: &str = ".theme";

/// The version of the default theme: that of the program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What became of a file that was to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copied {
    /// The site has it now.
    New,
    /// The site had a file there, which stays as it is.
    Kept,
}

/// Copies a default file into the site in `root`, unless that has one at its place.
///
/// # Errors
/// What the file system says.
pub(super) fn copy(root: &Path, file: &DefaultFile) -> io::Result<Copied> {
    let place = root.join(&file.path);
    if place.symlink_metadata().is_ok() {
        return Ok(Copied::Kept);
    }
    // One that was copied earlier and has been deleted since is not what this copy is of.
    for earlier in recorded(root)?.iter().filter(|earlier| earlier.path == file.path) {
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
pub(super) struct Original {
    /// Where the copy is, below the root.
    pub(super) path: String,
    /// The version of the default theme that it is of.
    pub(super) version: String,
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
    pub(super) fn read(&self, root: &Path) -> io::Result<Vec<u8>> {
        fs::read(root.join(self.place()))
    }
}

/// What a site has copied from the default theme, and still has, sorted by path.
///
/// # Errors
/// What the file system says.
pub(super) fn originals(root: &Path) -> io::Result<Vec<Original>> {
    let mut found = recorded(root)?;
    found.retain(|original| root.join(&original.path).is_file());
    Ok(found)
}

/// What a site has ever copied, sorted by path.
fn recorded(root: &Path) -> io::Result<Vec<Original>> {
    let folder = root.join(ORIGINALS);
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry?;
        let name = entry.path().strip_prefix(&folder).ok().and_then(slashed);
        let parts = name.as_deref().and_then(|name| name.split_once('/'));
        if let Some((version, path)) = parts.filter(|_| entry.file_type().is_file()) {
            found.push(Original { path: path.to_owned(), version: version.to_owned() });
        }
    }
    found.sort();
    Ok(found)
}
