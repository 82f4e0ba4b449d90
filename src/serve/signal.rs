//! Why a site is read anew.

use std::path::PathBuf;

/// Why the site is to be read anew.
#[derive(Debug)]
pub(super) enum Signal {
    /// This file has changed.
    Changed(PathBuf),
    /// A page was rendered whose source is newer than the site.
    Stale,
    /// Something has changed before anybody watched.
    Missed,
    /// The system lost count of changes.
    Lost,
    /// The system watches no more folders.
    Limit,
    /// The server ends.
    Stop,
}
