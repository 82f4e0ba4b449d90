//! Metadata of sources from the last time they were read, so that unchanged ones are not read again.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::store::{Base, Store, StoreWriter, changes_path};
use crate::article::Document;
use crate::diagnostic::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;
use crate::source::FileStamp;
use crate::value::keys::UnknownKey;

/// The file, in the cache's folder.
const NAME: &str = "sources.cache";

/// Sources in a chunk: enough for two threads to share the work, few enough to be held beside each other.
const CHUNK: usize = 256;

/// A source that was read.
#[derive(Debug, Serialize, Deserialize)]
pub struct KnownSource {
    /// What the file system said of it. That of a file which may have changed unseen fits no file.
    pub stamp: FileStamp,
    /// What it is.
    pub document: Document,
    /// Warnings about it; most sources have none.
    pub warnings: Option<Box<SourceWarnings>>,
    /// Whether it has changed since all sources were last written.
    #[serde(skip)]
    pub dirty: bool,
}

/// Warnings about a source, and what else few sources have.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SourceWarnings {
    /// Warnings and notes; no errors.
    pub problems: Diagnostics,
    /// The addresses of the pictures in its text that may not be shown, as written.
    pub hidden: Vec<Box<str>>,
    /// The keys of its front matter that nobody knows, once each, sorted.
    pub unknown: Vec<UnknownKey>,
}

/// The sources that earlier builds read.
#[derive(Debug, Default)]
pub struct KnownSources {
    /// All of them, sorted by path.
    pub sources: Vec<KnownSource>,
    /// Where most of them are kept.
    pub base: Option<Base<SourcePath>>,
}

/// The sources that earlier builds whose cache is in `folder` read; none where they were read by other rules than those of
/// `key`, or where the file is damaged.
pub fn load(folder: &Path, key: Fingerprint) -> KnownSources {
    let load = || {
        let store = Store::open(&folder.join(NAME), key)?;
        let (_, sources) = read(&store)?;
        let rows = sources.len();
        let (gone, dirty) = match store.changes() {
            Some(changes) => read(&changes)?,
            None => Default::default(),
        };
        let sources =
            if gone.is_empty() && dirty.is_empty() { sources } else { merge(sources, &gone, dirty) };
        Some(KnownSources { sources, base: Some(Base::new(&store, rows, gone)) })
    };
    load().unwrap_or_default()
}

/// What a file holds: the paths that are gone, sorted, and the sources, sorted by path.
fn read(store: &Store) -> Option<(Vec<SourcePath>, Vec<KnownSource>)> {
    let chunk = |number| postcard::from_bytes::<Vec<KnownSource>>(&store.chunk(number)?).ok();
    let chunks: Option<Vec<Vec<KnownSource>>> = (1..store.len()).into_par_iter().map(chunk).collect();
    Some((postcard::from_bytes(&store.chunk(0)?).ok()?, chunks?.into_iter().flatten().collect()))
}

/// `sources` without those that are `gone`, and with the `dirty` ones in their place.
fn merge(sources: Vec<KnownSource>, gone: &[SourcePath], dirty: Vec<KnownSource>) -> Vec<KnownSource> {
    let mut merged = Vec::with_capacity(sources.len() + dirty.len());
    let mut dirty = dirty.into_iter().map(|source| KnownSource { dirty: true, ..source }).peekable();
    for source in sources {
        let path = source.document.path();
        while let Some(before) = dirty.next_if(|dirty| dirty.document.path() < path) {
            merged.push(before);
        }
        let replaced = dirty.peek().is_some_and(|dirty| dirty.document.path() == path);
        if !replaced && gone.binary_search(path).is_err() {
            merged.push(source);
        }
    }
    merged.extend(dirty);
    merged
}

/// Keeps `sources`, sorted by path, for the next build: all of them, or, where few have changed, those; `base` is where the
/// others are kept.
///
/// # Errors
/// What the file system says.
pub fn save(
    folder: &Path,
    key: Fingerprint,
    sources: &[&KnownSource],
    base: Option<Base<SourcePath>>,
) -> io::Result<()> {
    let path = folder.join(NAME);
    let dirty: Vec<&KnownSource> = sources.iter().copied().filter(|source| source.dirty).collect();
    if let Some((key, mut gone)) = base.and_then(|base| base.changes(dirty.len())) {
        gone.sort_unstable();
        return write(&changes_path(&path), key, &gone, &dirty);
    }
    write(&path, key, &[], sources)?;
    // It is no more than in the way: it is of another file.
    let _ = fs::remove_file(changes_path(&path));
    Ok(())
}

fn write(path: &Path, key: Fingerprint, gone: &[SourcePath], sources: &[&KnownSource]) -> io::Result<()> {
    let mut writer = StoreWriter::create(path, key)?;
    writer.push(&postcard::to_stdvec(gone).map_err(io::Error::other)?)?;
    // A few chunks at a time: the whole would be as large as all metadata are.
    for some in sources.chunks(CHUNK * 2 * rayon::current_num_threads()) {
        let encode = |chunk: &[&KnownSource]| postcard::to_stdvec(chunk).map_err(io::Error::other);
        let chunks: Vec<Vec<u8>> = some.par_chunks(CHUNK).map(encode).collect::<io::Result<_>>()?;
        chunks.iter().try_for_each(|chunk| writer.push(chunk))?;
    }
    writer.finish()
}
