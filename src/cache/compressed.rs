//! Compressed copies of files, by the checksum of each file: what does not change is not compressed again, wherever it stands.
//!
//! A copy that would be no smaller is kept as an empty file. Every file ends in a checksum of its own; damaged ones are made anew.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::write_whole;
use crate::compress::Encoding;
use crate::fingerprint::Fingerprint;
use crate::write::sum::Sum;

/// The folder, in the cache's folder.
const FOLDER: &str = "compressed";

/// The length of a checksum, in bytes.
const SUM_BYTES: usize = 16;

/// What is kept of compressed copies.
pub struct CompressedFiles {
    folder: PathBuf,
    /// The folders to which something was added.
    touched: Mutex<BTreeSet<u8>>,
}

impl CompressedFiles {
    /// Those in a cache.
    pub fn new(cache: &Path) -> CompressedFiles {
        CompressedFiles { folder: cache.join(FOLDER), touched: Mutex::default() }
    }

    /// The folder of the copies of a file, and the start of their names.
    fn place(&self, sum: &Sum) -> (PathBuf, String) {
        let hex = sum.to_hex().as_ref().to_owned();
        (self.folder.join(&hex[..2]), hex)
    }

    /// The copy of the file with this checksum; `Some(None)` where it would be no smaller, `None` where nothing is known.
    pub fn get(&self, sum: &Sum, encoding: Encoding) -> Option<Option<Vec<u8>>> {
        let (folder, hex) = self.place(sum);
        let mut bytes = fs::read(folder.join(format!("{hex}.{}", encoding.method()))).ok()?;
        let copy = bytes.len().checked_sub(SUM_BYTES)?;
        if Fingerprint::of(&bytes[..copy]).to_bytes()[..] != bytes[copy..] {
            return None;
        }
        bytes.truncate(copy);
        Some((!bytes.is_empty()).then_some(bytes))
    }

    /// Compresses a file, and keeps the copy; `None` where it would be no smaller.
    ///
    /// # Errors
    /// What keeps it from being compressed.
    pub fn make(&self, sum: &Sum, encoding: Encoding, bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let copy = Some(encoding.compress(bytes)?).filter(|copy| copy.len() < bytes.len());
        let mut kept = copy.clone().unwrap_or_default();
        kept.extend(Fingerprint::of(&kept).to_bytes());
        let (folder, hex) = self.place(sum);
        // Without room for it the copy is made again by the next build.
        let _ = write_whole(&folder.join(format!("{hex}.{}", encoding.method())), &kept);
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(sum.as_bytes()[0]);
        Ok(copy)
    }

    /// Removes the copies of files that the site does not have any more, from the folders to which this build has added some.
    /// `sums` are those of all files of the site.
    pub fn tidy<'s>(&self, sums: impl Iterator<Item = &'s Sum>) {
        let touched = std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner));
        if touched.is_empty() {
            return;
        }
        let used: FxHashSet<String> = sums
            .filter(|sum| touched.contains(&sum.as_bytes()[0]))
            .map(|sum| sum.to_hex().as_ref().to_owned())
            .collect();
        for shard in touched {
            let Ok(entries) = fs::read_dir(self.folder.join(format!("{shard:02x}"))) else { continue };
            for entry in entries.filter_map(Result::ok) {
                let name = entry.file_name();
                let is_used = name.to_str().and_then(|name| name.split('.').next());
                if !is_used.is_some_and(|hex| used.contains(hex)) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_kept_by_content_and_forgotten_with_their_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let files = CompressedFiles::new(folder.path());
        let (text, noise) = ("text ".repeat(400), Encoding::Zstd.compress(&[7; 3]).unwrap());
        let sums = [Sum::of(text.as_bytes()), Sum::of(&noise)];
        assert_eq!(files.get(&sums[0], Encoding::Gzip), None);
        let copy = files.make(&sums[0], Encoding::Gzip, text.as_bytes()).unwrap();
        assert!(copy.is_some());
        assert_eq!(files.get(&sums[0], Encoding::Gzip), Some(copy));
        // What gets no smaller is known too.
        assert_eq!(files.make(&sums[1], Encoding::Gzip, &noise).unwrap(), None);
        assert_eq!(files.get(&sums[1], Encoding::Gzip), Some(None));
        files.tidy(sums[1..].iter());
        assert_eq!(
            (files.get(&sums[0], Encoding::Gzip), files.get(&sums[1], Encoding::Gzip)),
            (None, Some(None))
        );
    }

    #[test]
    fn a_damaged_copy_is_not_taken() {
        let folder = tempfile::TempDir::new().unwrap();
        let files = CompressedFiles::new(folder.path());
        let text = "text ".repeat(400);
        let sum = Sum::of(text.as_bytes());
        files.make(&sum, Encoding::Gzip, text.as_bytes()).unwrap();
        let (folder, hex) = files.place(&sum);
        let file = folder.join(format!("{hex}.gz9"));
        let whole = fs::read(&file).unwrap();
        for at in [0, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&file, damaged).unwrap();
            assert_eq!(files.get(&sum, Encoding::Gzip), None, "{at}");
        }
        fs::write(&file, &whole[..7]).unwrap();
        assert_eq!(files.get(&sum, Encoding::Gzip), None);
    }
}
