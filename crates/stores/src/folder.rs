//! A folder of this machine as a store.
//!
//! Not by the library that serves the others: its folders are made when they are opened, also by those who only want to look,
//! and a kill leaves files of random names behind.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::direct::Direct;
use crate::pieces::{self, Pieces};
use crate::{Error, ErrorKind, Listed, part};

/// A folder, which need not exist before the first file is written.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// Where a file is. No link leads there: nothing is read, written or deleted outside the folder.
    fn place(&self, path: &str) -> Result<PathBuf, Error> {
        let mut place = self.0.clone();
        let mut segments = path.split('/').peekable();
        while let Some(segment) = segments.next() {
            place.push(segment);
            let is_link = || fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_symlink());
            if segments.peek().is_some() && is_link() {
                let message = format!("{path}: a symbolic link is in the way");
                return Err(Error::new(ErrorKind::Other, message));
            }
        }
        Ok(place)
    }

    /// The file that has the name of a folder of `path`.
    fn in_the_way(&self, path: &str) -> Option<Error> {
        let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        let is_file =
            |folder: &&str| self.0.join(folder).symlink_metadata().is_ok_and(|found| found.is_file());
        let file = folders.into_iter().find(is_file)?;
        Some(Error::new(ErrorKind::Other, format!("{path}: the file `{file}` has the name of its folder")))
    }

    /// Opens a file for reading; `None` where there is none.
    fn open(&self, path: &str) -> Result<Option<File>, Error> {
        let place = self.place(path)?;
        if fs::symlink_metadata(&place).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(None);
        }
        match File::open(place) {
            Ok(file) => Ok(Some(file)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(failed(path, &error)),
        }
    }
}

impl Direct for Folder {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let read = |mut file: File| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map(|_| bytes)
        };
        self.open(path)?.map(read).transpose().map_err(|error| failed(path, &error))
    }

    fn read_pieces(&self, path: &str, pieces: &mut dyn Pieces) -> Result<bool, Error> {
        let Some(file) = self.open(path)? else { return Ok(false) };
        pieces.begin();
        pieces::copy(file, pieces).map(|()| true).map_err(|error| failed(path, &error))
    }

    fn add(&self, path: &str, bytes: &[u8], is_first: bool) -> Result<(), Error> {
        let part = self.place(&part(path))?;
        let write = || {
            let mut options = File::options();
            if is_first {
                part.parent().map_or(Ok(()), fs::create_dir_all)?;
                // What an earlier deploy has left, or somebody else has put there.
                match fs::remove_file(&part) {
                    Err(error) if !is_absent(&error) => return Err(error),
                    _ => drop(options.write(true).create_new(true)),
                }
            } else {
                options.append(true);
            }
            options.open(&part)?.write_all(bytes)
        };
        write().map_err(|error| self.in_the_way(path).unwrap_or_else(|| failed(path, &error)))
    }

    fn finish(&self, path: &str) -> Result<(), Error> {
        let (part, place) = (self.place(&part(path))?, self.place(path)?);
        let renamed = fs::rename(&part, &place).or_else(|error| {
            // An empty folder is nobody's.
            fs::remove_dir(&place).and_then(|()| fs::rename(&part, &place)).map_err(|_| error)
        });
        renamed.map_err(|error| match place.is_dir() {
            true => {
                let _ = fs::remove_file(&part);
                let message = format!("{path}: a folder with files of others has the name of this file");
                Error::new(ErrorKind::Other, message)
            }
            false => failed(path, &error),
        })
    }

    fn abort(&self, path: &str) {
        // If it stays, the next deploy writes it anew.
        let _ = self.place(&part(path)).map(fs::remove_file);
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        let place = self.place(path)?;
        let create = || {
            place.parent().map_or(Ok(()), fs::create_dir_all)?;
            File::create_new(&place)?.write_all(bytes)
        };
        match create() {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            created => created.map(|()| true).map_err(|error| failed(path, &error)),
        }
    }

    fn creates_exclusively(&self) -> bool {
        true
    }

    fn is_file(&self, path: &str) -> Result<bool, Error> {
        Ok(fs::symlink_metadata(self.place(path)?).is_ok_and(|metadata| !metadata.is_dir()))
    }

    fn delete(&self, path: &str) -> Result<(), Error> {
        match fs::remove_file(self.place(path)?) {
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

    fn list(&self) -> Result<Vec<Listed>, Error> {
        let mut files = Vec::new();
        // The folder itself may be a link.
        for entry in WalkDir::new(&self.0).min_depth(1) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() == 0 => return Ok(files),
                Err(error) => return Err(Error::new(ErrorKind::Other, error.to_string())),
            };
            let Ok(below) = entry.path().strip_prefix(&self.0) else { continue };
            if !entry.file_type().is_dir() {
                let segments: Vec<_> = below.iter().map(|segment| segment.to_string_lossy()).collect();
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                files.push(Listed { path: segments.join("/"), size, md5: None });
            }
        }
        Ok(files)
    }
}

/// Whether there is no such file: it does not exist, or what should be its folder is a file.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

pub(crate) fn failed(path: &str, error: &io::Error) -> Error {
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
        assert!(folder.list().unwrap().is_empty());
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
        assert_eq!(folder.list().unwrap().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder(place.path().join("www"));
        let outside = place.path().join("outside");
        fs::create_dir_all(&outside).unwrap();
        fs::write(outside.join("a"), "mine").unwrap();
        folder.write("b", b"x").unwrap();
        std::os::unix::fs::symlink(&outside, folder.0.join("docs")).unwrap();
        for failed in
            [folder.read("docs/a").err(), folder.write("docs/a", b"x").err(), folder.delete("docs/a").err()]
        {
            assert_eq!(failed.unwrap().to_string().split(": ").last(), Some("a symbolic link is in the way"));
        }
        assert!(folder.create("docs/c", b"x").is_err());
        std::os::unix::fs::symlink(outside.join("a"), folder.0.join(part("c"))).unwrap();
        std::os::unix::fs::symlink(outside.join("a"), folder.0.join("d")).unwrap();
        folder.write("c", b"theirs").unwrap();
        assert_eq!(folder.read("d").unwrap(), None, "a link is no file of the site");
        folder.write("d", b"theirs").unwrap();
        assert_eq!(fs::read(outside.join("a")).unwrap(), b"mine");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    }

    #[test]
    fn a_large_file_is_read_in_small_pieces() {
        #[derive(Default)]
        struct Seen {
            begun: usize,
            bytes: Vec<u8>,
            largest: usize,
        }
        impl Pieces for Seen {
            fn begin(&mut self) {
                self.begun += 1;
            }
            fn piece(&mut self, bytes: &[u8]) {
                self.bytes.extend_from_slice(bytes);
                self.largest = self.largest.max(bytes.len());
            }
        }
        let place = tempfile::tempdir().unwrap();
        let folder = Folder(place.path().to_owned());
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|number| (number % 251) as u8).collect();
        folder.write("a/b", &bytes).unwrap();
        let mut seen = Seen::default();
        assert!(folder.read_pieces("a/b", &mut seen).unwrap());
        assert_eq!((seen.begun, seen.bytes == bytes), (1, true));
        assert!(seen.largest < 100_000, "{}", seen.largest);
        for absent in ["a", "c", "a/b/c"] {
            assert!(!folder.read_pieces(absent, &mut seen).unwrap(), "{absent}");
        }
        assert_eq!(seen.begun, 1);
    }

    #[test]
    fn a_file_in_parts_is_seen_when_it_is_whole() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder(place.path().to_owned());
        for (number, text) in ["one", "two"].into_iter().enumerate() {
            folder.add("a/b", text.as_bytes(), number == 0).unwrap();
            assert_eq!(folder.read("a/b").unwrap(), None);
        }
        folder.finish("a/b").unwrap();
        assert_eq!(folder.read("a/b").unwrap().as_deref(), Some(&b"onetwo"[..]));
        folder.add("c", b"x", true).unwrap();
        folder.abort("c");
        assert_eq!(folder.list().unwrap().len(), 1);
    }
}
