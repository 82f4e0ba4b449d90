//! Indexes in memory.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use generate_search::{Archive, Collection, Index, write};

/// Files of an index, by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Writes an index, of which those files are there that `is_there` says so of. Returns it with the others.
pub(crate) fn written(
    collection: &Collection,
    archive: &Archive<'_>,
    is_there: &dyn Fn(&str) -> bool,
) -> (Index, Files) {
    try_written(collection, archive, is_there).unwrap()
}

/// [`written`], where what is kept may be damaged.
///
/// # Errors
/// What [`write`] says.
pub(crate) fn try_written(
    collection: &Collection,
    archive: &Archive<'_>,
    is_there: &dyn Fn(&str) -> bool,
) -> io::Result<(Index, Files)> {
    let files: Mutex<Files> = Mutex::default();
    let sink = |path: &str, bytes: &[u8]| {
        files.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        Ok(())
    };
    let index = write(collection, archive, is_there, &sink)?;
    Ok((index, files.into_inner().unwrap()))
}
