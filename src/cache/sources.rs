//! What the sources of a site held when they were last read, so that those that have not changed are not read again.

use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::store::{Store, StoreWriter};
use crate::article::Document;
use crate::diagnostic::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;
use crate::source::FileStamp;

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
    /// What few have.
    pub oddities: Option<Box<Oddities>>,
}

/// What there is to say of a source beside what it is.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Oddities {
    /// What is odd about it; nothing that stops a build.
    pub problems: Diagnostics,
    /// The pictures in its text that may not be shown.
    pub hidden: Vec<SourcePath>,
}

/// The sources that earlier builds whose cache is in `folder` read, sorted by path; none where they were read by other rules than
/// those of `key`, or where the file is damaged.
pub fn load(folder: &Path, key: Fingerprint) -> Vec<KnownSource> {
    let Some(store) = Store::open(&folder.join(NAME), key) else { return Vec::new() };
    let chunk = |number| postcard::from_bytes::<Vec<KnownSource>>(&store.chunk(number)?).ok();
    let chunks: Option<Vec<Vec<KnownSource>>> = (0..store.len()).into_par_iter().map(chunk).collect();
    chunks.map(|chunks| chunks.into_iter().flatten().collect()).unwrap_or_default()
}

/// Keeps `sources`, sorted by path, for the next build.
///
/// # Errors
/// What the file system says.
pub fn save(folder: &Path, key: Fingerprint, sources: &[&KnownSource]) -> io::Result<()> {
    let mut writer = StoreWriter::create(&folder.join(NAME), key)?;
    // A few chunks at a time: the whole would be as large as all metadata are.
    for some in sources.chunks(CHUNK * 2 * rayon::current_num_threads()) {
        let encode = |chunk: &[&KnownSource]| postcard::to_stdvec(chunk).map_err(io::Error::other);
        let chunks: Vec<Vec<u8>> = some.par_chunks(CHUNK).map(encode).collect::<io::Result<_>>()?;
        chunks.iter().try_for_each(|chunk| writer.push(chunk))?;
    }
    writer.finish()
}
