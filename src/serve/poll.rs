//! Polling: all files are listed again and again, if the operating system reports no changes.
//!
//! Files are compared by everything the file system knows about them, to the nanosecond, so two edits within a second are both
//! noticed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use walkdir::WalkDir;

use super::filter::Filter;
use super::signal::Signal;
use crate::source::FileStamp;

/// The interval between two scans.
const PAUSE: Duration = Duration::from_secs(1);

/// The files of a site at the time of a scan.
type Files = BTreeMap<PathBuf, FileStamp>;

/// A thread that polls files; it ends when this value is dropped.
pub(super) struct PollWatcher {
    _end: mpsc::Sender<()>,
}

impl PollWatcher {
    /// Scans the files that `filter` selects, now and at every interval, and sends the changed ones to `sender`.
    pub(super) fn start(filter: Arc<RwLock<Filter>>, sender: mpsc::Sender<Signal>) -> PollWatcher {
        let (end, ended) = mpsc::channel::<()>();
        let mut before = scan(&filter);
        thread::spawn(move || {
            while ended.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                let now = scan(&filter);
                for path in changes(&before, &now) {
                    if sender.send(Signal::Changed(path)).is_err() {
                        return;
                    }
                }
                before = now;
            }
        });
        PollWatcher { _end: end }
    }
}

/// The files that matter. What cannot be looked at is not there.
fn scan(filter: &RwLock<Filter>) -> Files {
    let filter = filter.read().unwrap_or_else(PoisonError::into_inner).clone();
    let mut files = Files::new();
    for place in filter.places() {
        for entry in WalkDir::new(place).follow_links(true).into_iter().flatten() {
            if entry.file_type().is_file()
                && filter.matters(entry.path())
                && let Ok(metadata) = entry.metadata()
            {
                files.insert(entry.into_path(), FileStamp::of(&metadata));
            }
        }
    }
    files
}

/// The files that are new, gone or other than before.
fn changes(before: &Files, now: &Files) -> Vec<PathBuf> {
    let differs = |(path, stamp): &(&PathBuf, &FileStamp)| before.get(*path) != Some(*stamp);
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    now.iter().filter(differs).map(|(path, _)| path).chain(gone).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_other_and_lost_files_are_changes() {
        let files = |list: &[(&str, u64)]| -> Files {
            let file = |(path, inode): &(&str, u64)| {
                (PathBuf::from(path), FileStamp { inode: *inode, ..FileStamp::default() })
            };
            list.iter().map(file).collect()
        };
        let (before, now) = (files(&[("a", 1), ("b", 2), ("c", 3)]), files(&[("a", 1), ("b", 4), ("d", 5)]));
        let expected: Vec<PathBuf> = ["b", "d", "c"].map(PathBuf::from).into();
        assert_eq!(changes(&before, &now), expected);
        assert!(changes(&now, &now).is_empty());
    }
}
