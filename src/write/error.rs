//! Why the output could not be written, and what stands in its way.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostics;
use crate::write::message;

/// What stands in the output folder where the build wants to write, each path relative to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflicts {
    /// Files that no manifest names and whose bytes differ, or that stand where a folder must be.
    pub foreign: Vec<String>,
    /// Folders that stand where a file goes and hold files that no manifest names. `force` does not remove them.
    pub folders: Vec<String>,
    /// Symbolic links on the way to a file or in its place. They are never followed, nor replaced.
    pub links: Vec<String>,
}

impl Conflicts {
    /// Whether nothing stands in the way.
    pub fn is_empty(&self) -> bool {
        self.foreign.is_empty() && self.folders.is_empty() && self.links.is_empty()
    }

    /// The same conflicts, sorted and each once, so that reports do not depend on the order of work.
    pub(super) fn sorted(mut self) -> Conflicts {
        for list in [&mut self.foreign, &mut self.folders, &mut self.links] {
            list.sort_unstable();
            list.dedup();
        }
        self
    }
}

/// Why the output could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// The file system refused: disk full, no permission, a failing medium.
    Io {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
        /// Whether some files had been swapped in already; the next build finishes what this one began.
        swapping: bool,
    },
    /// Another build holds the output folder, and [`super::WriteOptions::waiting`] says not to wait.
    Busy {
        /// The output folder.
        out: PathBuf,
    },
    /// Files of others stand in the way. Nothing was swapped.
    Conflicts(Conflicts),
    /// Two outputs claim one path, or one claims a path below the other, or a path that belongs to the writer.
    Claimed {
        /// The path, relative to the output folder.
        path: String,
    },
    /// The output folder is the root of the file system.
    Root,
    /// A file could not be staged, and the build wanted to go on without it.
    Incomplete,
}

impl WriteError {
    /// The file system refused, before anything was swapped.
    pub(crate) fn io(path: impl AsRef<Path>, error: io::Error) -> WriteError {
        WriteError::Io { path: path.as_ref().to_owned(), error, swapping: false }
    }

    /// The same failure, met after the first file was swapped in.
    pub(super) fn while_swapping(self) -> WriteError {
        match self {
            WriteError::Io { path, error, .. } => WriteError::Io { path, error, swapping: true },
            other => other,
        }
    }

    /// The reports for the user, one for each kind of problem.
    pub fn diagnostics(&self) -> Diagnostics {
        match self {
            WriteError::Io { path, error, swapping } => {
                message::write_failed(&path.display().to_string(), error, *swapping).into()
            }
            WriteError::Busy { out } => message::output_busy(&out.display().to_string()).into(),
            WriteError::Conflicts(conflicts) => conflict_reports(conflicts),
            WriteError::Claimed { path } => message::output_claimed(path).into(),
            WriteError::Root => message::output_root().into(),
            WriteError::Incomplete => message::output_incomplete().into(),
        }
    }
}

/// One report for each kind of conflict there is.
fn conflict_reports(conflicts: &Conflicts) -> Diagnostics {
    [
        (!conflicts.foreign.is_empty()).then(|| message::output_foreign(&conflicts.foreign)),
        (!conflicts.folders.is_empty()).then(|| message::output_folder(&conflicts.folders)),
        (!conflicts.links.is_empty()).then(|| message::output_link(&conflicts.links)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, report) in self.diagnostics().iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "; " })?;
            f.write_str(&report.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
