//! The staging folder: where a build puts its files until all are there.
//!
//! It lies inside the output folder, so that swapping is renaming within one file system, and holds one tree for each
//! step of the swap, so that whole folders can be renamed without breaking the order of the steps.

use std::fmt;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::error::WriteError;
use super::existing::modified;
use super::journal;
use crate::facts::Stage;
use crate::reserved::Own;

/// The staging folder's name in the output folder. Hosts and `serve` skip names that begin with a dot.
pub const NAME: &str = Own::Staging.name();

/// How many locks share the folders already made.
const SHARDS: usize = 64;

/// A moment at which a test may make the writer fail, or end the process. The hook is called just before the deed.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A file is staged.
    Stage(&'a str),
    /// Everything is staged; the journal is written.
    Journal,
    /// The journal is complete; the first swap follows.
    Swap,
    /// A file or a whole folder is renamed into its place.
    Publish(&'a str),
    /// The site's files are in place; the manifest follows.
    Manifest,
    /// A file of an earlier build is removed.
    Remove(&'a str),
    /// Everything is done; the journal and the staging folder are removed.
    Clean,
}

/// A test's hook; what it returns is treated as the answer of the file system.
#[doc(hidden)]
pub type Fault = Arc<dyn Fn(Step<'_>) -> io::Result<()> + Send + Sync>;

/// A test's hook, or none, as the options of a whole build hold it.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct Faults(pub Option<Fault>);

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a hook" } else { "none" })
    }
}

/// The folder, in the staging folder, of the tree of a stage.
fn tree_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Asset => "assets",
        Stage::Page => "pages",
        Stage::List => "lists",
        Stage::Manifest => "manifest",
    }
}

/// The staging folder of one build.
pub(super) struct Staging {
    folder: PathBuf,
    /// Each tree's folder, in the order of [`Stage::ALL`].
    trees: [PathBuf; 4],
    /// The folders already made, by keyed hash. A clash costs a failed `open`, no more.
    made: Vec<Mutex<FxHashSet<u64>>>,
    keys: RandomState,
    fault: Option<Fault>,
}

impl Staging {
    /// Whether the folder is found under its name in capitals too.
    pub(super) fn folds_case(&self) -> bool {
        let other = self.folder.with_file_name(NAME.to_ascii_uppercase());
        let found = |folder: &Path| fs::canonicalize(folder).ok();
        found(&other).is_some_and(|other| found(&self.folder) == Some(other))
    }

    /// Creates the staging folder in `out`, removing what an earlier build left of its own, but not its journal.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn create(out: &Path, fault: Option<Fault>) -> Result<Staging, WriteError> {
        let folder = out.join(NAME);
        let trees = Stage::ALL.map(|stage| folder.join(tree_name(stage)));
        let made = (0..SHARDS).map(|_| Mutex::default()).collect();
        let staging = Staging { folder, trees, made, keys: RandomState::new(), fault };
        match fs::create_dir(&staging.folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => staging.clear(),
            result => result,
        }
        .map_err(|error| WriteError::io(&staging.folder, error))?;
        for tree in &staging.trees {
            fs::create_dir(tree).map_err(|error| WriteError::io(tree, error))?;
        }
        Ok(staging)
    }

    /// The staging folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a path of the output is staged.
    pub(super) fn path(&self, stage: Stage, path: &str) -> PathBuf {
        self.trees[stage as usize - 1].join(path)
    }

    /// Asks the test's hook, if there is one.
    ///
    /// # Errors
    /// What the hook says, as if it had happened at `path`.
    pub(super) fn step(&self, step: Step<'_>, path: &Path) -> Result<(), WriteError> {
        match &self.fault {
            Some(fault) => fault(step).map_err(|error| WriteError::io(path, error)),
            None => Ok(()),
        }
    }

    /// Stages a file of `bytes`: four system calls, and one for each new folder. Returns the time of its last change.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn write(&self, stage: Stage, path: &str, bytes: &[u8]) -> Result<i64, WriteError> {
        let mut file = self.open(stage, path)?;
        file.write_all(bytes).map_err(|error| WriteError::io(self.path(stage, path), error))?;
        self.finish(&file, stage, path)
    }

    /// Creates an empty staged file, open for reading and writing, and the folders above it.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn open(&self, stage: Stage, path: &str) -> Result<File, WriteError> {
        let target = self.path(stage, path);
        self.step(Step::Stage(path), &target)?;
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.make_folder(stage, folder).map_err(|error| refused(&target, path, error))?;
        }
        let create = || File::options().read(true).write(true).create(true).truncate(true).open(&target);
        match create() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| create())
            }
            result => result,
        }
        .map_err(|error| refused(&target, path, error))
    }

    /// Makes sure that a file of the manifest reaches the medium before it is named as the truth.
    ///
    /// Pages are not flushed one by one: after a power cut some may be empty, and since the next build compares bytes,
    /// it writes them again. The manifest says what is ours, so it must not be lost.
    ///
    /// Returns the time of the file's last change.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub(super) fn finish(&self, file: &File, stage: Stage, path: &str) -> Result<i64, WriteError> {
        let synced = if stage == Stage::Manifest { file.sync_data() } else { Ok(()) };
        synced.and_then(|()| modified(file)).map_err(|error| WriteError::io(self.path(stage, path), error))
    }

    /// Makes a folder and those above it, each once.
    fn make_folder(&self, stage: Stage, folder: &str) -> io::Result<()> {
        let key = self.keys.hash_one((stage as u8, folder));
        let shard = &self.made[key as usize % SHARDS];
        if shard.lock().unwrap_or_else(PoisonError::into_inner).contains(&key) {
            return Ok(());
        }
        let path = self.path(stage, folder);
        let made = match (fs::create_dir(&path), folder.rsplit_once('/')) {
            (Err(error), Some((above, _))) if error.kind() == io::ErrorKind::NotFound => {
                self.make_folder(stage, above)?;
                fs::create_dir(&path)
            }
            (made, _) => made,
        };
        match made {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => shard.lock().unwrap_or_else(PoisonError::into_inner).insert(key),
        };
        Ok(())
    }

    /// Removes everything in the staging folder but a journal.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name() == journal::NAME {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Removes the staging folder, the journal first: from then on the build is complete.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(self.folder.join(journal::NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => self.clear()?,
        }
        fs::remove_dir(&self.folder)
    }
}

/// Why the file at `path` of the output could not be created at `target`. In the staging folder there is nothing but
/// what this build put there, so that a file in place of a folder is another output's.
fn refused(target: &Path, path: &str, error: io::Error) -> WriteError {
    match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
            WriteError::Claimed { path: path.to_owned() }
        }
        _ => WriteError::io(target, error),
    }
}
