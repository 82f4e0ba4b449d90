//! The folder of an old site: its files by path. Nothing outside it is read, and nothing in it is changed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::message;
use crate::diagnostic::{self, Diagnostics};
use crate::encoding;
use crate::platform::path::slashed;

/// The files of an old site, as they were listed.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    files: BTreeSet<String>,
}

/// Folders that no generator reads, at any depth: programs, caches, version control.
const PASSED_OVER: [&str; 6] = [".git", ".hg", ".svn", "node_modules", ".jekyll-cache", ".sass-cache"];

/// The largest file whose text is read, in bytes.
const LARGEST: u64 = 256 << 20;

impl Folder {
    /// Lists the files of the folder `root`. Links are followed where they stay inside it; others are told.
    ///
    /// # Errors
    /// What the system says of the folder itself.
    pub(super) fn list(root: &Path, problems: &mut Diagnostics) -> io::Result<Folder> {
        let inside = root.canonicalize()?;
        // The reason why it is no folder.
        fs::read_dir(root)?;
        let mut files = BTreeSet::new();
        let mut refused = Vec::new();
        let mut follows = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            if entry.depth() > 0 && PASSED_OVER.contains(&&*name) {
                return false;
            }
            let stays = !entry.path_is_symlink()
                || entry.path().canonicalize().is_ok_and(|target| target.starts_with(&inside));
            if !stays {
                refused.push(entry.path().to_owned());
            }
            stays
        };
        let walk = WalkDir::new(root).follow_links(true).into_iter().filter_entry(&mut follows);
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    match entry.path().strip_prefix(root).ok().and_then(slashed) {
                        Some(path) => drop(files.insert(path.into_owned())),
                        None => problems.push(message::name_not_unicode(&entry.path().display().to_string())),
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                    problems.push(message::not_listed(&path, &error.to_string()));
                }
            }
        }
        for path in refused {
            let below = path.strip_prefix(root).ok().and_then(slashed).unwrap_or_default().into_owned();
            problems.push(message::link_out(&below));
        }
        Ok(Folder { root: root.to_owned(), files })
    }

    /// A folder in memory alone has no files; for tests of what reads single texts.
    #[cfg(test)]
    pub(super) fn empty() -> Folder {
        Folder { root: PathBuf::new(), files: BTreeSet::new() }
    }

    /// Where a file is on disk.
    pub(super) fn full(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Where the folder is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is a file at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether there is a file below a folder, such as `_posts`.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.below(folder).next().is_some()
    }

    /// All files, sorted by path.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The files below a folder, sorted; `""` is the whole.
    pub(super) fn below<'f>(&'f self, folder: &str) -> impl Iterator<Item = &'f str> + use<'f> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let range = self.files.range::<str, _>((Bound::Included(&*start), Bound::Unbounded));
        range.map(String::as_str).take_while(move |path| path.starts_with(&start))
    }

    /// Whether a file begins with these bytes; not where it cannot be read.
    pub(super) fn begins(&self, path: &str, bytes: &[u8]) -> bool {
        let mut start = Vec::with_capacity(bytes.len());
        let opened = fs::File::open(self.full(path));
        let read = opened.and_then(|file| file.take(bytes.len() as u64).read_to_end(&mut start));
        read.is_ok() && start == bytes
    }

    /// The day on which a file was last changed, as `2016-05-23`.
    pub(super) fn changed(&self, path: &str) -> Option<String> {
        let time = fs::metadata(self.full(path)).and_then(|file| file.modified()).ok()?;
        Some(chrono::DateTime::<chrono::Utc>::from(time).format("%Y-%m-%d").to_string())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// What the system says, or that the file is larger than any text.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let full = self.full(path);
        if fs::metadata(&full)?.len() > LARGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "file too large"));
        }
        fs::read(full)
    }

    /// The text of a file, without a byte order mark; `None` where it cannot be read, which is told.
    pub(super) fn text(&self, path: &str, problems: &mut Diagnostics) -> Option<String> {
        match self.read(path) {
            Ok(bytes) => {
                let text = encoding::decode_lossy(&bytes);
                if text.contains('\u{fffd}') && encoding::decode(&bytes).is_err() {
                    problems.push(message::not_utf8(path));
                }
                Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
            }
            Err(error) => {
                problems.push(diagnostic::message::unreadable(path, &error.to_string()));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_by_folder() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "_config.yml",
            "_posts/b.md",
            "_posts/a.md",
            "_posts2/c.md",
            ".git/config",
            "a/node_modules/x.js",
        ] {
            let full = root.path().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, "\u{feff}x").unwrap();
        }
        let mut problems = Diagnostics::new();
        let folder = Folder::list(root.path(), &mut problems).unwrap();
        assert!(problems.is_empty());
        assert_eq!(
            folder.files().collect::<Vec<_>>(),
            ["_config.yml", "_posts/a.md", "_posts/b.md", "_posts2/c.md"]
        );
        assert_eq!(folder.below("_posts").collect::<Vec<_>>(), ["_posts/a.md", "_posts/b.md"]);
        assert!(folder.has_folder("_posts2") && !folder.has_folder("_po") && folder.has("_config.yml"));
        assert_eq!(folder.text("_posts/a.md", &mut problems).as_deref(), Some("x"));
        assert_eq!(folder.text("nothing.md", &mut problems), None);
        assert!(problems.has_errors());
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_told_and_not_followed() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("secret.md"), "x").unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        fs::write(root.path().join("a/in.md"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("out")).unwrap();
        std::os::unix::fs::symlink(root.path().join("a"), root.path().join("b")).unwrap();
        std::os::unix::fs::symlink(root.path(), root.path().join("a/loop")).unwrap();
        let mut problems = Diagnostics::new();
        let folder = Folder::list(root.path(), &mut problems).unwrap();
        assert_eq!(folder.files().collect::<Vec<_>>(), ["a/in.md", "b/in.md"]);
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.clone()).collect();
        assert!(codes.iter().any(|code| code == "import-link") && problems.errors() == 0, "{codes:?}");
    }
}
