//! One build at a time writes into an output folder.
//!
//! The lock is taken on the output folder itself (`flock`, which Linux and macOS grant on folders): there is no lock
//! file that could be deployed, differ between two builds, or be left behind. The kernel releases the lock when the
//! process ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::write::message;

use super::error::WriteError;

/// A held lock; dropping it lets the next build in.
#[derive(Debug)]
pub(super) struct Lock(
    #[expect(dead_code, reason = "held for its lock, which ends when the file is closed")] File,
);

/// Locks the folder `out`. Where another build holds it, calls `waiting` once and waits.
///
/// Some network file systems cannot lock folders. Refusing to build there would help nobody, so we go on with a
/// warning.
///
/// # Errors
/// [`WriteError::Busy`] where another build holds the lock and there is no `waiting`.
pub(super) fn lock(
    out: &Path,
    waiting: Option<&(dyn Fn() + Sync)>,
) -> Result<(Lock, Option<Diagnostic>), WriteError> {
    let folder = File::open(out).map_err(|error| WriteError::io(out, error))?;
    let failure = match (folder.try_lock(), waiting) {
        (Ok(()), _) => None,
        (Err(TryLockError::WouldBlock), None) => return Err(WriteError::Busy { out: out.to_owned() }),
        (Err(TryLockError::WouldBlock), Some(waiting)) => {
            waiting();
            folder.lock().err()
        }
        (Err(TryLockError::Error(error)), _) => Some(error),
    };
    let warning = failure.map(|error| message::output_unlocked(&out.display().to_string(), &error));
    Ok((Lock(folder), warning))
}
