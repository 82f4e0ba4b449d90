//! A folder of this machine as a store.
//!
//! Not by the library that serves the others: its folders are made when they are opened, also by those who only want to look,
//! and a kill leaves files of random names behind.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::{Error, ErrorKind, Listed, PART};

/// A folder, which need not exist before the first file is written.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// The whole file; `None` where there is none.
    pub(crate) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(failed(path, &error)),
        }
    }

    /// Writes a file under another name and renames it, so that nobody reads half of it.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let part = self.begin(path)?;
        fs::write(&part, bytes).map_err(|error| failed(path, &error))?;
        self.finish(path)
    }

    /// Makes room for the parts of a file: the path of what becomes it.
    pub(crate) fn begin(&self, path: &str) -> Result<PathBuf, Error> {
        let part = self.part(path);
        let folder = part.parent().map_or(Ok(()), fs::create_dir_all);
        folder.map_err(|error| failed(path, &error)).map(|()| part)
    }

    /// Adds bytes to the part of a file.
    pub(crate) fn add(&self, path: &str, bytes: &[u8], is_first: bool) -> Result<(), Error> {
        let part = self.part(path);
        let mut options = fs::File::options();
        if is_first {
            options.write(true).create(true).truncate(true)
        } else {
            options.append(true)
        };
        let written = options.open(part).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| failed(path, &error))
    }

    /// Makes the part of a file the file.
    pub(crate) fn finish(&self, path: &str) -> Result<(), Error> {
        fs::rename(self.part(path), self.0.join(path)).map_err(|error| failed(path, &error))
    }

    /// Removes the part of a file.
    pub(crate) fn abort(&self, path: &str) {
        // If it stays, the next deploy writes it anew.
        let _ = fs::remove_file(self.part(path));
    }

    /// Writes a file that must not exist yet. Returns whether it was written.
    pub(crate) fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        let place = self.0.join(path);
        self.begin(path)?;
        let mut file = match fs::File::create_new(&place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(failed(path, &error)),
        };
        file.write_all(bytes).map(|()| true).map_err(|error| failed(path, &error))
    }

    /// Deletes a file, and the folders that are empty then.
    pub(crate) fn delete(&self, path: &str) -> Result<(), Error> {
        match fs::remove_file(self.0.join(path)) {
            Err(error) if !is_absent(&error) => return Err(failed(path, &error)),
            _ => {}
        }
        let mut folder = Path::new(path).parent();
        while let Some(inner) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            // A folder that is not empty stays.
            if fs::remove_dir(self.0.join(inner)).is_err() {
                break;
            }
            folder = inner.parent();
        }
        Ok(())
    }

    /// All files.
    pub(crate) fn list(&self) -> Result<Vec<Listed>, Error> {
        let mut files = Vec::new();
        for entry in self.entries() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() == 0 => return Ok(files),
                Err(error) => return Err(Error::new(ErrorKind::Other, error.to_string())),
            };
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            let path = self.relative(entry.path()).filter(|_| !entry.file_type().is_dir());
            files.extend(path.map(|path| Listed { path, size, md5: None }));
        }
        Ok(files)
    }

    /// The paths of all files that can be listed.
    pub(crate) fn paths(&self) -> impl Iterator<Item = String> {
        let files = self.entries().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
        files.filter_map(|entry| self.relative(entry.path()))
    }

    /// The path of a file below the folder.
    fn relative(&self, place: &Path) -> Option<String> {
        let segments = place.strip_prefix(&self.0).ok()?.iter().map(|segment| segment.to_string_lossy());
        Some(segments.collect::<Vec<_>>().join("/"))
    }

    fn entries(&self) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
        WalkDir::new(&self.0).into_iter()
    }

    /// What a file is called while it is written.
    fn part(&self, path: &str) -> PathBuf {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.0.join(folder).join(format!(".{name}{PART}"))
    }
}

/// Whether there is no such file: it does not exist, or what should be its folder is a file.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn failed(path: &str, error: &io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => ErrorKind::Denied,
        _ => ErrorKind::Other,
    };
    Error::new(kind, format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_read_listed_and_deleted() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder(place.path().join("new"));
        assert_eq!(folder.read("a").unwrap(), None);
        assert!(folder.paths().next().is_none() && folder.list().unwrap().is_empty());
        assert!(!folder.0.exists(), "looking makes nothing");
        folder.write("a/b.txt", b"one").unwrap();
        folder.write("a/b.txt", b"two").unwrap();
        assert_eq!(folder.read("a/b.txt").unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(folder.read("a/b.txt/c").unwrap(), None);
        assert_eq!(folder.list().unwrap(), [Listed { path: "a/b.txt".into(), size: 3, md5: None }]);
        assert!(folder.create("lock", b"1").unwrap());
        assert!(!folder.create("lock", b"2").unwrap());
        assert_eq!(folder.read("lock").unwrap().as_deref(), Some(&b"1"[..]));
        folder.delete("a/b.txt").unwrap();
        folder.delete("a/b.txt").unwrap();
        assert!(!folder.0.join("a").exists(), "empty folders go");
        assert_eq!(folder.paths().collect::<Vec<_>>(), ["lock"]);
    }

    #[test]
    fn a_file_in_parts_is_seen_when_it_is_whole() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder(place.path().to_owned());
        folder.begin("a/b").unwrap();
        for (number, text) in ["one", "two"].into_iter().enumerate() {
            folder.add("a/b", text.as_bytes(), number == 0).unwrap();
            assert_eq!(folder.read("a/b").unwrap(), None);
        }
        folder.finish("a/b").unwrap();
        assert_eq!(folder.read("a/b").unwrap().as_deref(), Some(&b"onetwo"[..]));
        folder.begin("c").unwrap();
        folder.add("c", b"x", true).unwrap();
        folder.abort("c");
        assert_eq!(folder.list().unwrap().len(), 1);
    }
}
