//! What an output folder held when a build was done, and what each of its files was made of.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::store::{Store, StoreWriter};
use crate::diagnostic::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::output::Related;
use crate::source::FileStamp;
use crate::write::Known;
use crate::write::manifest::{Entry, Manifest};

/// Files in a chunk.
const CHUNK: usize = 2_048;

/// What a file was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The hash of its view: 0 where it is to be made again in any case.
    pub view: u64,
    /// Which articles are related to the one it shows.
    pub related: Related,
    /// What was asked and found while it was rendered, in a form of the caller's; mostly nothing.
    pub remarks: Box<[u8]>,
}

/// The files of an output folder, and what each was made of, in the same order.
#[derive(Debug, Default)]
pub struct KnownOutputs {
    /// The files.
    pub known: Known,
    /// What each of the site's files was made of.
    pub made: Vec<Made>,
    /// What was told of the site as a whole.
    pub head: Head,
}

/// What a build tells of a site as a whole.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Head {
    /// The hash of all that the site was made of; 0 where that cannot be told.
    pub inputs: u64,
    /// The hash of all that decided where links lead.
    pub links: u64,
    /// Published articles.
    pub articles: u64,
    /// What was odd about it.
    pub problems: Diagnostics,
    /// The list of missing addresses as it was left, if there is one.
    pub listed: Option<FileStamp>,
}

/// What a build by the same program told of the site in the folder `out`, without its files.
pub fn head(folder: &Path, out: &Path, key: Fingerprint) -> Option<Head> {
    read_head(&Store::open(&file(folder, out), key)?)
}

fn read_head(store: &Store) -> Option<Head> {
    postcard::from_bytes(&store.chunk(0)?).ok()
}

/// A file as it stands in the cache.
#[derive(Serialize, Deserialize)]
struct Row<'a> {
    path: &'a str,
    size: u64,
    #[serde(with = "bytes")]
    sha256: &'a [u8],
    modified: i64,
    view: u64,
    related: (u64, u64),
    #[serde(with = "bytes")]
    remarks: &'a [u8],
}

/// Bytes as such, not as a list of numbers.
mod bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'de [u8], D::Error> {
        <&[u8]>::deserialize(deserializer)
    }
}

/// The file for the output folder `out`, in the cache's `folder`: a site may be built into several folders.
fn file(folder: &Path, out: &Path) -> PathBuf {
    let place = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    let place = Fingerprint::of(place.as_os_str().as_encoded_bytes());
    folder.join(format!("outputs-{}.cache", place.short()))
}

/// What a build by the same program left in the folder `out`, if it told and the file is sound.
pub fn load(folder: &Path, out: &Path, key: Fingerprint) -> Option<KnownOutputs> {
    let store = Store::open(&file(folder, out), key)?;
    // The first chunk tells of the whole, the second holds the manifest's own files.
    let chunk = |number| {
        let (mut files, mut made) = (Manifest::default(), Vec::new());
        let bytes = store.chunk(number)?;
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (row, after) = postcard::take_from_bytes::<Row<'_>>(rest).ok()?;
            rest = after;
            let sha256 = row.sha256.try_into().ok()?;
            files.push(Entry { path: row.path, size: row.size, sha256 }, row.modified);
            let related = Related { window: row.related.0, found: row.related.1 };
            made.push(Made { view: row.view, related, remarks: row.remarks.into() });
        }
        Some((files, made))
    };
    let chunks: Vec<(Manifest, Vec<Made>)> =
        (1..store.len()).into_par_iter().map(chunk).collect::<Option<_>>()?;
    let head = read_head(&store)?;
    let mut chunks = chunks.into_iter();
    let (own, _) = chunks.next()?;
    let files = chunks.as_slice().iter().map(|(files, _)| files.len()).sum();
    let bytes = chunks.as_slice().iter().map(|(files, _)| files.path_bytes()).sum();
    let known = Known { files: Manifest::with_capacity(files, bytes), own };
    let mut outputs = KnownOutputs { known, made: Vec::with_capacity(files), head };
    for (files, made) in chunks {
        outputs.known.files.append(files);
        outputs.made.extend(made);
    }
    Some(outputs)
}

/// Keeps what a build left in the folder `out`, what each of its files was made of, in their order, and what there is to tell
/// of the whole.
///
/// # Errors
/// What the file system says.
pub fn save(
    folder: &Path,
    out: &Path,
    key: Fingerprint,
    outputs: (&Known, &[Made], &Head),
) -> io::Result<()> {
    let (known, made, head) = outputs;
    let mut writer = StoreWriter::create(&file(folder, out), key)?;
    let nothing = Made::default();
    writer.push(&postcard::to_stdvec(head).map_err(io::Error::other)?)?;
    writer.push(&encode(&known.own, 0..known.own.len(), |_| &nothing)?)?;
    let starts: Vec<usize> = (0..known.files.len()).step_by(CHUNK).collect();
    for some in starts.chunks(2 * rayon::current_num_threads()) {
        let chunk = |start: &usize| {
            encode(&known.files, *start..(start + CHUNK).min(known.files.len()), |index| &made[index])
        };
        let chunks: Vec<Vec<u8>> = some.par_iter().map(chunk).collect::<io::Result<_>>()?;
        chunks.iter().try_for_each(|chunk| writer.push(chunk))?;
    }
    writer.finish()
}

/// Some files of a list as bytes.
fn encode<'m>(
    files: &Manifest,
    range: std::ops::Range<usize>,
    made: impl Fn(usize) -> &'m Made,
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(range.len() * 128);
    for index in range {
        let (entry, Made { view, related, remarks }) = (files.entry(index), made(index));
        let row = Row {
            path: entry.path,
            size: entry.size,
            sha256: entry.sha256,
            modified: files.modified(index),
            view: *view,
            related: (related.window, related.found),
            remarks,
        };
        bytes = postcard::to_extend(&row, bytes).map_err(io::Error::other)?;
    }
    Ok(bytes)
}
