//! A cache file: chunks of bytes, each with a checksum. Files that are damaged, truncated or from another version of
//! the program are ignored.
//!
//! A file is written under a temporary name and renamed, so it is either complete or absent. Every checksum (XXH3)
//! starts with the key of the file and the number of the chunk, so chunks cannot be swapped.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use crate::fingerprint::{Fingerprint, FingerprintBuilder};

/// The first bytes of every file; the number changes with the form of the file.
const MAGIC: &[u8; 16] = b"generate cache 1";

/// The bytes before each chunk: its length and its checksum.
const HEAD: u64 = 16;

/// The checksum of the chunk `number` of a file with this key.
fn checksum(key: Fingerprint, number: u64, bytes: &[u8]) -> u64 {
    let mut state = Xxh3::new();
    state.update(&key.to_bytes());
    state.update(&number.to_le_bytes());
    state.update(bytes);
    state.digest()
}

/// A file of the cache on its way to the disk.
pub(super) struct StoreWriter {
    file: BufWriter<File>,
    part: PathBuf,
    target: PathBuf,
    key: Fingerprint,
    chunks: u64,
}

impl StoreWriter {
    /// Begins the file `target`, whose content is good for `key` alone.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn create(target: &Path, key: Fingerprint) -> io::Result<StoreWriter> {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        // Two builds of one site into two folders may save at once.
        let part = target.with_extension(format!("{}.part", std::process::id()));
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&part)?);
        file.write_all(MAGIC)?;
        file.write_all(&key.to_bytes())?;
        Ok(StoreWriter { file, part, target: target.to_owned(), key, chunks: 0 })
    }

    /// Adds a chunk, which is not empty.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.head(bytes)?;
        self.file.write_all(bytes)?;
        self.chunks += 1;
        Ok(())
    }

    /// Ends the file, after which it is in its place.
    ///
    /// # Errors
    /// What the file system says; the file that was there before stays.
    pub(super) fn finish(mut self) -> io::Result<()> {
        // An empty chunk is the end: a file cut off has none.
        self.head(&[])?;
        self.file.flush()?;
        fs::rename(&self.part, &self.target)
    }

    fn head(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.file.write_all(&checksum(self.key, self.chunks, bytes).to_le_bytes())
    }
}

impl Drop for StoreWriter {
    fn drop(&mut self) {
        // After a rename there is nothing; after a failure nobody needs it.
        let _ = fs::remove_file(&self.part);
    }
}

/// A file of the cache, and a smaller one of what has changed since: an edit to one source of a million does not write all
/// of them anew. The second file is good for the very first one alone.
#[derive(Debug)]
pub struct Base<P> {
    /// The first file's identity.
    identity: Fingerprint,
    /// How many rows it holds.
    rows: usize,
    /// The paths in it that are gone since.
    gone: Vec<P>,
}

impl<P> Base<P> {
    /// The first file, of so many rows, and what the second says is gone.
    pub(super) fn new(store: &Store, rows: usize, gone: Vec<P>) -> Base<P> {
        Base { identity: store.identity(), rows, gone }
    }

    /// Adds what is gone now.
    pub fn lose(&mut self, gone: impl IntoIterator<Item = P>) {
        self.gone.extend(gone);
    }

    /// The key of the second file, and what is gone, if it is worth while with so many rows that have changed.
    pub(super) fn changes(self, rows: usize) -> Option<(Fingerprint, Vec<P>)> {
        const WORTH_WHILE: usize = 8;
        let few = (rows + self.gone.len()) * WORTH_WHILE <= self.rows;
        few.then(|| (changes_key(self.identity), self.gone))
    }
}

/// The key of the file of changes to the file `identity`.
fn changes_key(identity: Fingerprint) -> Fingerprint {
    Fingerprint::of(&identity.to_bytes())
}

/// The path of the file of changes to the one at `path`.
pub(super) fn changes_path(path: &Path) -> PathBuf {
    path.with_extension("changes")
}

/// A file of the cache whose outline is sound.
pub(super) struct Store {
    path: PathBuf,
    key: Fingerprint,
    /// Where each chunk begins, its length and its checksum.
    chunks: Vec<(u64, u64, u64)>,
}

impl Store {
    /// Reads the outline of the file at `path`; `None` where there is none for this key.
    pub(super) fn open(path: &Path, key: Fingerprint) -> Option<Store> {
        let mut file = File::open(path).ok()?;
        let size = file.metadata().ok().filter(fs::Metadata::is_file)?.len();
        let mut head = [0; 32];
        file.read_exact(&mut head).ok()?;
        if &head[..16] != MAGIC || head[16..] != key.to_bytes() {
            return None;
        }
        let mut store = Store { path: path.to_owned(), key, chunks: Vec::new() };
        let mut at = head.len() as u64;
        loop {
            let mut head = [0; 16];
            file.read_exact(&mut head).ok()?;
            let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).ok();
            let (length, sum) = (number(&head[..8])?, number(&head[8..])?);
            at += HEAD;
            if length == 0 {
                let end = checksum(key, store.chunks.len() as u64, &[]);
                return (sum == end && at == size).then_some(store);
            }
            store.chunks.push((at, length, sum));
            at = at.checked_add(length).filter(|at| *at < size)?;
            file.seek(SeekFrom::Start(at)).ok()?;
        }
    }

    /// The file of changes to this one, if there is one. Without it, or with that of an earlier file in its place, what has
    /// changed since looks as if it had changed now.
    pub(super) fn changes(&self) -> Option<Store> {
        Store::open(&changes_path(&self.path), changes_key(self.identity()))
    }

    /// What the file holds, as a number: another file has another one.
    pub(super) fn identity(&self) -> Fingerprint {
        let mut identity = FingerprintBuilder::new();
        identity.part(&self.key.to_bytes());
        for (_, length, sum) in &self.chunks {
            identity.part(&length.to_le_bytes()).part(&sum.to_le_bytes());
        }
        identity.finish()
    }

    /// How many chunks there are.
    pub(super) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// The bytes of a chunk; `None` where they are not as they were written.
    pub(super) fn chunk(&self, number: usize) -> Option<Vec<u8>> {
        let (at, length, sum) = *self.chunks.get(number)?;
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut bytes).ok()?;
        (checksum(self.key, number as u64, &bytes) == sum).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Fingerprint {
        Fingerprint::of(text.as_bytes())
    }

    fn read(path: &Path, key: Fingerprint) -> Option<Vec<Vec<u8>>> {
        let store = Store::open(path, key)?;
        (0..store.len()).map(|number| store.chunk(number)).collect()
    }

    fn written(folder: &Path) -> PathBuf {
        let path = folder.join("below").join("store");
        let mut writer = StoreWriter::create(&path, key("a")).unwrap();
        writer.push(b"one").unwrap();
        writer.push(b"two").unwrap();
        writer.finish().unwrap();
        path
    }

    #[test]
    fn chunks_come_back_for_their_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        assert_eq!(read(&path, key("a")), Some(vec![b"one".to_vec(), b"two".to_vec()]));
        assert_eq!(read(&path, key("b")), None);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn no_damage_goes_unnoticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let bytes = fs::read(&path).unwrap();
        for end in 0..bytes.len() {
            fs::write(&path, &bytes[..end]).unwrap();
            assert_eq!(read(&path, key("a")), None, "cut at {end}");
        }
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(&path, flipped).unwrap();
            assert_eq!(read(&path, key("a")), None, "flipped at {at}");
        }
        fs::write(&path, [&bytes[..], b"x"].concat()).unwrap();
        assert_eq!(read(&path, key("a")), None, "something after the end");
    }
}
