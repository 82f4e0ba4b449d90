//! What the words of each article were taken from that the preview server keeps for its search index.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::store::{Store, StoreWriter};
use crate::fingerprint::Fingerprint;

/// What the words of an article were taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The version of the article.
    pub version: u64,
    /// Which articles were related to it, as hashes: what decided that, and those found.
    pub related: (u64, u64),
    /// What its text asked of the site, in a form of the caller's; mostly nothing.
    pub reads: Box<[u8]>,
}

/// What the words of all articles were taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownWords {
    /// The hash of all that decided where links lead.
    pub links: u64,
    /// By the hash of the article's path, sorted by it.
    pub articles: Vec<(u64, Taken)>,
}

/// What [`save`] has kept in the file at `path`; `None` where there is nothing by the same program.
pub fn load(path: &Path, key: Fingerprint) -> Option<KnownWords> {
    postcard::from_bytes(&Store::open(path, key)?.chunk(0)?).ok()
}

/// Keeps it.
///
/// # Errors
/// What the file system says.
pub fn save(path: &Path, key: Fingerprint, known: &KnownWords) -> io::Result<()> {
    let mut writer = StoreWriter::create(path, key)?;
    writer.push(&postcard::to_stdvec(known).map_err(io::Error::other)?)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_by_the_same_program_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, key) = (folder.path().join("known"), Fingerprint::of(b"this"));
        let taken = Taken { version: 7, related: (1, 2), reads: vec![3, 4].into() };
        let known = KnownWords { links: 5, articles: vec![(6, taken)] };
        assert_eq!(load(&path, key), None);
        save(&path, key, &known).unwrap();
        assert_eq!(load(&path, key), Some(known));
        assert_eq!(load(&path, Fingerprint::of(b"another")), None);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(load(&path, key), None);
    }
}
