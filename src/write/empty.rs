//! Empties an output folder that is no longer wanted.

use std::fs;
use std::path::Path;

use super::{WriteError, WriteOptions, Writer};

/// Removes what builds wrote to the folder `out`, and the folder if nothing else is in it. Returns how many files were removed.
///
/// # Errors
/// As [`Writer::open`] and [`Writer::commit`].
pub fn empty(out: &Path) -> Result<usize, WriteError> {
    let waiting = || {};
    let writer = Writer::open(out, WriteOptions { waiting: Some(&waiting), ..WriteOptions::default() })?;
    let committed = writer.commit()?;
    let own = committed.known.own.entries().map(|entry| out.join(entry.path));
    for file in own {
        fs::remove_file(&file).map_err(|error| WriteError::io(file, error))?;
    }
    // Where others have put something it stays.
    let _ = fs::remove_dir(out);
    Ok(committed.summary.removed + committed.known.own.len())
}
