//! What stands in the output folder before the build: asked as little as possible, and never through a link.
//!
//! A folder is looked at once. Below a folder that is not there nothing is looked at, so that a build into an empty
//! folder makes no such system call at all.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::{self, File, FileType};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::error::WriteError;
use crate::source::FileStamp;

/// How many bytes are compared at a time.
pub(super) const CHUNK: usize = 1 << 16;

/// How many locks share the folders, so that threads seldom wait for each other.
const SHARDS: usize = 64;

thread_local! {
    /// Where a thread reads the old bytes of a file.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; CHUNK]);
}

/// What stands at a path of the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathState {
    /// Nothing.
    Nothing,
    /// A file of so many bytes.
    File(u64),
    /// A device, a pipe or a socket, which is never opened.
    Special,
    /// A folder.
    Folder,
    /// A symbolic link, here or above.
    Link,
    /// A file stands where a folder above must be.
    Below,
}

/// The output folder as it was when the build began.
#[derive(Debug)]
pub(super) struct Existing {
    out: PathBuf,
    /// The names directly in the output folder.
    top: HashSet<Box<str>>,
    /// What stands where a folder is wanted, by the keyed hash of its path: a tenth of what the paths would take.
    folders: Vec<Mutex<FxHashMap<u64, PathState>>>,
    keys: RandomState,
}

impl Existing {
    /// Looks at the top of the folder `out`, leaving out the name `but`.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub(super) fn scan(out: &Path, but: &str) -> Result<Existing, WriteError> {
        let mut top = HashSet::new();
        for entry in fs::read_dir(out).map_err(|error| WriteError::io(out, error))? {
            let entry = entry.map_err(|error| WriteError::io(out, error))?;
            // A name that is not UTF-8 is no path of ours and can stand in nobody's way.
            if let Some(name) = entry.file_name().to_str().filter(|&name| name != but) {
                top.insert(Box::from(name));
            }
        }
        let folders = (0..SHARDS).map(|_| Mutex::default()).collect();
        Ok(Existing { out: out.to_owned(), top, folders, keys: RandomState::new() })
    }

    /// The path in the output folder.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.out.join(path)
    }

    /// What stands at `path`.
    ///
    /// # Errors
    /// Where the file system does not tell.
    pub(super) fn look(&self, path: &str) -> Result<PathState, WriteError> {
        // In an empty folder nothing is asked, and nothing remembered.
        if path.split('/').next().is_none_or(|first| !self.top.contains(first)) {
            return Ok(PathState::Nothing);
        }
        match path.rsplit_once('/') {
            None => self.ask(path),
            Some((folder, _)) => match self.folder(folder)? {
                PathState::Folder => self.ask(path),
                PathState::File(_) | PathState::Special => Ok(PathState::Below),
                other => Ok(other),
            },
        }
    }

    /// What stands at `folder`, asked at most once.
    fn folder(&self, folder: &str) -> Result<PathState, WriteError> {
        if let Some(found) = self.remembered(folder) {
            return Ok(found);
        }
        let found = match self.look(folder)? {
            // Everything below a folder that is below a file is below that file, too.
            PathState::Below => PathState::Special,
            found => found,
        };
        self.shard(folder).insert(self.key(folder), found);
        Ok(found)
    }

    /// Whether `folder` was seen to be a folder; says nothing where it was not looked at.
    pub(super) fn is_known_folder(&self, folder: &str) -> bool {
        self.remembered(folder) == Some(PathState::Folder)
    }

    /// The first file or link among the folders above `path`, and `path` itself.
    ///
    /// # Errors
    /// Where the file system does not tell.
    pub(super) fn obstacle<'a>(&self, path: &'a str) -> Result<&'a str, WriteError> {
        for (slash, _) in path.match_indices('/') {
            if matches!(self.look(&path[..slash])?, PathState::File(_) | PathState::Special | PathState::Link)
            {
                return Ok(&path[..slash]);
            }
        }
        Ok(path)
    }

    /// Whether the file at `path`, known to be as long, holds exactly `bytes`: then the time of its last change.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(super) fn holds(&self, path: &str, bytes: &[u8]) -> Result<Option<i64>, WriteError> {
        let path = self.path(path);
        let compare = || -> io::Result<Option<i64>> {
            let mut file = File::open(&path)?;
            for part in bytes.chunks(CHUNK) {
                if !next_equals(&mut file, part)? {
                    return Ok(None);
                }
            }
            modified(&file).map(Some)
        };
        match compare() {
            // What cannot be read cannot be shown to be equal; writing it anew tells more than an error would.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(None),
            result => result.map_err(|error| WriteError::io(&path, error)),
        }
    }

    fn ask(&self, path: &str) -> Result<PathState, WriteError> {
        let path = self.path(path);
        match fs::symlink_metadata(&path) {
            Ok(metadata) => Ok(classify(metadata.file_type(), metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(PathState::Nothing),
            Err(error) => Err(WriteError::io(path, error)),
        }
    }

    fn key(&self, folder: &str) -> u64 {
        self.keys.hash_one(folder)
    }

    fn remembered(&self, folder: &str) -> Option<PathState> {
        self.shard(folder).get(&self.key(folder)).copied()
    }

    fn shard(&self, folder: &str) -> std::sync::MutexGuard<'_, FxHashMap<u64, PathState>> {
        let index = self.key(folder) as usize % SHARDS;
        self.folders[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a file type means to us.
fn classify(kind: FileType, size: u64) -> PathState {
    if kind.is_symlink() {
        PathState::Link
    } else if kind.is_dir() {
        PathState::Folder
    } else if kind.is_file() {
        PathState::File(size)
    } else {
        PathState::Special
    }
}

/// When a file was last changed, in nanoseconds since 1970.
///
/// # Errors
/// What the file system says.
pub(super) fn modified(file: &File) -> io::Result<i64> {
    file.metadata().map(|metadata| FileStamp::of(&metadata).modified)
}

/// Whether the next bytes of `file` are `part`, which is at most [`CHUNK`] long.
///
/// # Errors
/// Where the file cannot be read. A file that ends early is not equal.
pub(super) fn next_equals(file: &mut File, part: &[u8]) -> io::Result<bool> {
    BUFFER.with_borrow_mut(|buffer| {
        let old = &mut buffer[..part.len()];
        match file.read_exact(old) {
            Ok(()) => Ok(old == part),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    })
}
