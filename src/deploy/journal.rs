//! What a deploy has sent so far, on this machine: after a kill the next one sends nothing twice.
//!
//! The journal holds for one deploy, whose id stands at the target until it has ended: if somebody else deploys there, or the
//! target is emptied, it says nothing. A line is written before a file is sent and another after, so that those that were on their
//! way are known too, and one before a file is deleted, so that it is sent again if it comes back.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::fingerprint::Fingerprint;
use crate::write::manifest::ManifestEntry;

/// The first word of the file, with the version of its form.
const MAGIC: &str = "generate-deploy-1";

/// The journal of one target, which is being written.
#[derive(Debug)]
pub(super) struct Journal {
    file: Mutex<File>,
    earlier: Earlier,
}

/// What an earlier deploy has noted.
#[derive(Debug, Default)]
struct Earlier {
    /// By the fingerprint of its path, the beginning of the checksum with which a file was sent.
    done: FxHashMap<u128, u64>,
    /// The same of files of which only the beginning was noted.
    begun: FxHashMap<u128, u64>,
}

/// What the journal knows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It was sent with this checksum.
    Sent,
    /// It was on its way: perhaps it arrived.
    Begun,
    /// Nothing.
    Nothing,
}

impl Journal {
    /// Whether this is the journal of the deploy `id` to `target`.
    pub(super) fn is_for(place: &Path, target: &str, id: &str) -> bool {
        Earlier::read(place, head(target, id).trim_end()).is_some()
    }

    /// Opens the journal at `place`. What an earlier deploy to `target` noted counts if the target names it as
    /// the one that has not ended, by `id`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn open(place: &Path, target: &str, id: &str) -> io::Result<Journal> {
        let head = head(target, id);
        let earlier = Earlier::read(place, head.trim_end()).unwrap_or_default();
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let resumes = !earlier.done.is_empty() || !earlier.begun.is_empty();
        if !resumes {
            fs::write(place, &head)?;
        }
        // Deletions are noted by another handle: every one writes at the end.
        let mut file = File::options().append(true).open(place)?;
        if resumes {
            // A line that a kill has cut ends here.
            file.write_all(b"\n")?;
        }
        Ok(Journal { file: Mutex::new(file), earlier })
    }

    /// Whether an earlier deploy to the target was not finished.
    pub(super) fn resumes(&self) -> bool {
        !self.earlier.done.is_empty() || !self.earlier.begun.is_empty()
    }

    /// What an earlier deploy has done with this file.
    pub(super) fn known(&self, entry: &ManifestEntry<'_>) -> Known {
        let (path, sum) = (number(entry.path), beginning(entry));
        if self.earlier.done.get(&path) == Some(&sum) {
            Known::Sent
        } else if self.earlier.begun.get(&path) == Some(&sum) {
            Known::Begun
        } else {
            Known::Nothing
        }
    }

    /// Notes that a file is on its way.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn begin(&self, entry: &ManifestEntry<'_>) -> io::Result<()> {
        self.line('+', entry)
    }

    /// Notes that a file has arrived.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn done(&self, entry: &ManifestEntry<'_>) -> io::Result<()> {
        self.line('=', entry)
    }

    /// Notes in the journal at `place`, if there is one, that files are about to be deleted, whichever deploy has sent them.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn gone<'p>(place: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<()> {
        let mut file = match File::options().append(true).open(place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        // A line that a kill has cut ends here.
        let mut lines = String::from("\n");
        paths.for_each(|path| lines.push_str(&line('-', 0, path)));
        file.write_all(lines.as_bytes())
    }

    fn line(&self, sign: char, entry: &ManifestEntry<'_>) -> io::Result<()> {
        // One call each, so that a kill leaves whole lines but for the last.
        let line = line(sign, beginning(entry), entry.path);
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())
    }
}

/// The first line of a journal.
fn head(target: &str, id: &str) -> String {
    format!("{MAGIC} {id} {target}\n")
}

/// A line of a journal.
fn line(sign: char, sum: u64, path: &str) -> String {
    format!("{sign}{sum:016x}{:032x}\n", number(path))
}

/// The fingerprint of a path as a number.
fn number(path: &str) -> u128 {
    u128::from_be_bytes(Fingerprint::of(path.as_bytes()).to_bytes())
}

/// The beginning of the checksum of a file.
fn beginning(entry: &ManifestEntry<'_>) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *entry.sum.as_bytes();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

impl Earlier {
    /// What the journal at `place` says, if it begins with the line `head`.
    fn read(place: &Path, head: &str) -> Option<Earlier> {
        let mut lines = BufReader::new(File::open(place).ok()?).lines().map_while(Result::ok);
        lines.next().filter(|line| line == head)?;
        let mut earlier = Earlier::default();
        for line in lines {
            let Some((sign, sum, path)) = parts(&line) else { continue };
            match sign {
                "+" => {
                    earlier.done.remove(&path);
                    earlier.begun.insert(path, sum);
                }
                "=" => {
                    earlier.begun.remove(&path);
                    earlier.done.insert(path, sum);
                }
                "-" => {
                    earlier.begun.remove(&path);
                    earlier.done.remove(&path);
                }
                _ => {}
            }
        }
        Some(earlier)
    }
}

/// The sign, the beginning of the checksum and the path of a whole line.
fn parts(line: &str) -> Option<(&str, u64, u128)> {
    let (sign, rest) = line.split_at_checked(1)?;
    let (sum, path) = rest.split_at_checked(16)?;
    let path = u128::from_str_radix(path, 16).ok().filter(|_| path.len() == 32)?;
    Some((sign, u64::from_str_radix(sum, 16).ok()?, path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::write::sum::Sum;

    fn known(journal: &Journal, path: &str, text: &str) -> Known {
        let sum = Sum::of(text.as_bytes());
        journal.known(&ManifestEntry { path, size: text.len() as u64, sum: &sum, facts: &Facts::SUMS })
    }

    fn note(journal: &Journal, path: &str, text: &str, done: bool) {
        let sum = Sum::of(text.as_bytes());
        let entry = ManifestEntry { path, size: text.len() as u64, sum: &sum, facts: &Facts::SUMS };
        journal.begin(&entry).unwrap();
        if done {
            journal.done(&entry).unwrap();
        }
    }

    #[test]
    fn what_was_sent_is_known_after_a_kill() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("deploy/a.journal");
        let journal = Journal::open(&place, "s3://a", "base").unwrap();
        assert!(!journal.resumes());
        note(&journal, "a", "1", true);
        note(&journal, "b", "2", false);
        drop(journal);
        // The kill cut the last line.
        let text = fs::read_to_string(&place).unwrap();
        fs::write(&place, format!("{text}+0123")).unwrap();
        for _ in 0..2 {
            let journal = Journal::open(&place, "s3://a", "base").unwrap();
            assert!(journal.resumes());
            assert_eq!(known(&journal, "a", "1"), Known::Sent);
            assert_eq!(known(&journal, "a", "other"), Known::Nothing);
            assert_eq!(known(&journal, "b", "2"), Known::Begun);
            assert_eq!(known(&journal, "c", "3"), Known::Nothing);
        }
    }

    #[test]
    fn a_file_that_was_begun_again_is_not_as_it_was_sent_first() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.journal");
        let journal = Journal::open(&place, "s3://a", "id").unwrap();
        note(&journal, "a", "1", true);
        note(&journal, "a", "2", false);
        let journal = Journal::open(&place, "s3://a", "id").unwrap();
        assert_eq!(known(&journal, "a", "1"), Known::Nothing);
        assert_eq!(known(&journal, "a", "2"), Known::Begun);
    }

    #[test]
    fn a_file_that_was_deleted_since_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.journal");
        Journal::gone(&place, ["a"].into_iter()).unwrap();
        assert!(!place.exists());
        let journal = Journal::open(&place, "s3://a", "id").unwrap();
        for (path, done) in [("a", true), ("b", false), ("c", true)] {
            note(&journal, path, "1", done);
        }
        let text = fs::read_to_string(&place).unwrap();
        fs::write(&place, format!("{text}+0123")).unwrap();
        Journal::gone(&place, ["a", "b"].into_iter()).unwrap();
        let journal = Journal::open(&place, "s3://a", "id").unwrap();
        assert_eq!(
            ["a", "b", "c"].map(|path| known(&journal, path, "1")),
            [Known::Nothing, Known::Nothing, Known::Sent]
        );
        // It is sent again, and another one goes meanwhile.
        note(&journal, "a", "1", true);
        Journal::gone(&place, ["c"].into_iter()).unwrap();
        note(&journal, "d", "1", true);
        let journal = Journal::open(&place, "s3://a", "id").unwrap();
        assert_eq!(
            ["a", "c", "d"].map(|path| known(&journal, path, "1")),
            [Known::Sent, Known::Nothing, Known::Sent]
        );
    }

    #[test]
    fn deletions_are_noted_in_a_new_journal_too() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.journal");
        let journal = Journal::open(&place, "s3://a", "id").unwrap();
        Journal::gone(&place, ["x", "y", "z"].into_iter()).unwrap();
        note(&journal, "a", "1", true);
        let lines = fs::read_to_string(&place).unwrap();
        let signs: String =
            lines.lines().filter(|line| parts(line).is_some()).map(|line| &line[..1]).collect();
        assert_eq!(signs, "---+=");
    }

    #[test]
    fn a_journal_of_another_state_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.journal");
        for (target, base) in [("s3://b", "base"), ("s3://a", "later")] {
            note(&Journal::open(&place, "s3://a", "base").unwrap(), "a", "1", true);
            let journal = Journal::open(&place, target, base).unwrap();
            assert_eq!(known(&journal, "a", "1"), Known::Nothing);
        }
    }
}
