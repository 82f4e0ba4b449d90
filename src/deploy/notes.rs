//! What this machine remembers of a target between two deploys, in `.generate/deploy/`.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{Options, message};
use crate::cache;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;

/// The files of one target.
#[derive(Clone)]
pub(super) struct Notes {
    /// The journal of a deploy that is not finished.
    pub(super) journal: PathBuf,
    /// The state in which the last deploy from here left the target, and on another line the one that it was about to bring about.
    last: PathBuf,
    /// The ids of deploys from here whose lock may have been left behind.
    ids: PathBuf,
    /// The addresses that have changed and that no CDN was told of.
    pub(super) purge: PathBuf,
    /// Held by the deploy that runs here.
    running: PathBuf,
}

impl Notes {
    /// Those of the target of `options`. No file is made yet.
    pub(super) fn of(options: &Options) -> Notes {
        let folder = options.root.join(cache::FOLDER).join("deploy");
        let name = Fingerprint::of(options.target.key().as_bytes()).short();
        let place = |ending: &str| folder.join(format!("{name}.{ending}"));
        Notes {
            journal: place("journal"),
            last: place("last"),
            ids: place("id"),
            purge: place("purge"),
            running: place("running"),
        }
    }

    /// The checksums of the sites of which the last deploy from here has left one at the target: more than one if it has not ended.
    pub(super) fn last(&self) -> Vec<String> {
        fs::read_to_string(&self.last).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Notes that the target, in the state `before`, is about to hold the site with this checksum.
    ///
    /// # Errors
    /// If that cannot be written.
    pub(super) fn begin_state(&self, before: &str, sum: &str) -> Result<(), Diagnostic> {
        let mut states = self.last();
        if states.is_empty() {
            states.push(before.to_owned());
        }
        if states.iter().any(|known| known == sum) {
            return Ok(());
        }
        states.push(sum.to_owned());
        write(&self.last, &states.join("\n"))
    }

    /// Notes that the target holds the site with this checksum: the deploy has ended.
    ///
    /// # Errors
    /// If that cannot be written.
    pub(super) fn end(&self, sum: &str) -> Result<(), Diagnostic> {
        if self.last() != [sum] {
            write(&self.last, sum)?;
        }
        match fs::remove_file(&self.journal) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(message::journal(&error)),
            _ => Ok(()),
        }
    }

    /// The ids of deploys from here whose lock may have been left behind.
    pub(super) fn ids(&self) -> Vec<String> {
        fs::read_to_string(&self.ids).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Remembers ids of deploys from here.
    ///
    /// # Errors
    /// If they cannot be written.
    pub(super) fn set_ids(&self, ids: &[String]) -> Result<(), Diagnostic> {
        write(&self.ids, &ids.join("\n"))
    }

    /// Keeps other deploys of this machine to the target out, until the file is closed; `None` where one is running.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub(super) fn lock(&self) -> Result<Option<File>, Diagnostic> {
        let folder = self.running.parent().map_or(Ok(()), fs::create_dir_all);
        let file =
            folder.and_then(|()| File::create(&self.running)).map_err(|error| message::journal(&error))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            // Where files cannot be locked, the lock at the target still holds.
            _ => Ok(Some(file)),
        }
    }
}

fn write(place: &Path, text: &str) -> Result<(), Diagnostic> {
    let folder = place.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(place, text)).map_err(|error| message::journal(&error))
}
