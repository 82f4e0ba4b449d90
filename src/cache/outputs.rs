//! The output folder as the last build left it, and the inputs of each file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::store::{Base, Store, StoreWriter, changes_path};
use crate::diagnostic::Diagnostics;
use crate::facts::Facts;
use crate::fingerprint::Fingerprint;
use crate::output::Related;
use crate::source::FileStamp;
use crate::write::Known;
use crate::write::manifest::{Manifest, ManifestEntry};
use crate::write::sum::Sum;

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
    /// Whether it or its file has changed since all of them were last written.
    pub dirty: bool,
}

/// The files of an output folder, and what each was made of, in the same order.
#[derive(Debug, Default)]
pub struct KnownOutputs {
    /// The files.
    pub known: Known,
    /// What each of the site's files was made of.
    pub made: Vec<Made>,
    /// What was told of the site as a whole.
    pub head: SiteRecord,
    /// Where most of that is kept.
    pub base: Option<Base<Box<str>>>,
}

/// What a build tells of a site as a whole.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SiteRecord {
    /// The hash of all that the site was made of; 0 where that cannot be told.
    pub inputs: u64,
    /// The hash of all that decided where links lead.
    pub links: u64,
    /// Published articles.
    pub articles: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    /// What was odd about it.
    pub problems: Diagnostics,
    /// The lists of what was found as they were left, those there are.
    pub listed: [Option<FileStamp>; 2],
}

/// What a build by the same program told of the site in the folder `out`, without its files.
pub fn head(folder: &Path, out: &Path, key: Fingerprint) -> Option<SiteRecord> {
    let store = Store::open(&file(folder, out), key)?;
    let changes = store.changes();
    postcard::from_bytes(&changes.as_ref().unwrap_or(&store).chunk(HEAD)?).ok()
}

/// A file as it stands in the cache.
#[derive(Serialize, Deserialize)]
struct CachedOutput<'a> {
    path: &'a str,
    size: u64,
    #[serde(with = "bytes")]
    sum: &'a [u8],
    /// The number of its facts among those at the head of the chunk.
    kind: u16,
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

/// What a build by the same program left in the folder `out`, if it told and the files are sound.
pub fn load(folder: &Path, out: &Path, key: Fingerprint) -> Option<KnownOutputs> {
    let store = Store::open(&file(folder, out), key)?;
    let mut all = read(&store)?;
    let rows = all.made.len();
    let mut gone = Vec::new();
    if let Some(changes) = store.changes() {
        let changed = read(&changes)?;
        gone = postcard::from_bytes(&changes.chunk(GONE)?).ok()?;
        merge(&mut all, changed, &gone);
    }
    Some(KnownOutputs { base: Some(Base::new(&store, rows, gone)), ..all })
}

/// The chunk that tells of the whole.
const HEAD: usize = 0;
/// The chunk of the manifest's own files.
const OWN: usize = 1;
/// The chunk of the paths that are gone.
const GONE: usize = 2;
/// The first chunk of files.
const FILES: usize = 3;

/// What one file holds.
fn read(store: &Store) -> Option<KnownOutputs> {
    let chunk = |number| {
        let (mut files, mut made) = (Manifest::default(), Vec::new());
        let bytes = store.chunk(number)?;
        let (kinds, mut rest) = postcard::take_from_bytes::<Vec<Facts>>(&bytes).ok()?;
        while !rest.is_empty() {
            let (row, after) = postcard::take_from_bytes::<CachedOutput<'_>>(rest).ok()?;
            rest = after;
            let sum = Sum::from(<[u8; 32]>::try_from(row.sum).ok()?);
            let facts = kinds.get(usize::from(row.kind))?;
            files.push(ManifestEntry { path: row.path, size: row.size, sum: &sum, facts }, row.modified);
            let related = Related { window: row.related.0, found: row.related.1 };
            made.push(Made { view: row.view, related, remarks: row.remarks.into(), dirty: false });
        }
        Some((files, made))
    };
    let (own, _) = chunk(OWN)?;
    let chunks: Vec<(Manifest, Vec<Made>)> =
        (FILES..store.len()).into_par_iter().map(chunk).collect::<Option<_>>()?;
    let files: usize = chunks.iter().map(|(files, _)| files.len()).sum();
    let bytes: usize = chunks.iter().map(|(files, _)| files.path_bytes()).sum();
    // Room for the few that mostly follow costs nothing as long as it is not used; a list that grows is copied.
    let known = Known { files: Manifest::with_capacity(files + files / 32, bytes + bytes / 32), own };
    let head = postcard::from_bytes(&store.chunk(HEAD)?).ok()?;
    let mut outputs = KnownOutputs { known, made: Vec::with_capacity(files), head, base: None };
    for (files, made) in chunks {
        outputs.known.files.append(files);
        outputs.made.extend(made);
    }
    Some(outputs)
}

/// Puts what has `changed` since into `all`, and takes out what is `gone`.
fn merge(all: &mut KnownOutputs, changed: KnownOutputs, gone: &[Box<str>]) {
    let gone: FxHashSet<&str> = gone.iter().map(|path| &**path).collect();
    let paths = &changed.known.files;
    let mut dirty = changed.made.into_iter().map(|made| Made { dirty: true, ..made });
    let mut at = 0;
    let mut keep = Vec::with_capacity(all.made.len());
    let mut merged = Vec::with_capacity(all.made.len() + dirty.len());
    for (index, made) in std::mem::take(&mut all.made).into_iter().enumerate() {
        let path = all.known.files.entry(index).path;
        while at < paths.len() && paths.entry(at).path < path {
            merged.extend(dirty.next());
            at += 1;
        }
        let replaced = at < paths.len() && paths.entry(at).path == path;
        keep.push(!replaced && !gone.contains(path));
        merged.extend(keep[index].then_some(made));
    }
    merged.extend(dirty);
    all.made = merged;
    all.known.files.replace(changed.known.files, |index| keep[index]);
    all.known.own = changed.known.own;
    all.head = changed.head;
}

/// Keeps what a build left in the folder `out`, what each of its files was made of, in their order, and what there is to tell
/// of the whole: all of it, or, where little has changed, that; `base` is where the rest is kept.
///
/// # Errors
/// What the file system says.
pub fn save(
    folder: &Path,
    out: &Path,
    key: Fingerprint,
    outputs: (&Known, &[Made], &SiteRecord),
    base: Option<Base<Box<str>>>,
) -> io::Result<()> {
    let path = file(folder, out);
    let (_, made, _) = outputs;
    let dirty: Vec<usize> = (0..made.len()).filter(|index| made[*index].dirty).collect();
    if let Some((key, gone)) = base.and_then(|base| base.changes(dirty.len())) {
        return write(&changes_path(&path), key, outputs, &gone, &dirty);
    }
    let all: Vec<usize> = (0..made.len()).collect();
    write(&path, key, outputs, &[], &all)?;
    // It is no more than in the way: it is of another file.
    let _ = fs::remove_file(changes_path(&path));
    Ok(())
}

/// Writes those of the files whose indices are given.
fn write(
    path: &Path,
    key: Fingerprint,
    (known, made, head): (&Known, &[Made], &SiteRecord),
    gone: &[Box<str>],
    indices: &[usize],
) -> io::Result<()> {
    let mut writer = StoreWriter::create(path, key)?;
    let nothing = Made::default();
    let own: Vec<usize> = (0..known.own.len()).collect();
    writer.push(&postcard::to_stdvec(head).map_err(io::Error::other)?)?;
    writer.push(&encode(&known.own, &own, |_| &nothing)?)?;
    writer.push(&postcard::to_stdvec(gone).map_err(io::Error::other)?)?;
    for some in indices.chunks(CHUNK * 2 * rayon::current_num_threads()) {
        let encode = |chunk: &[usize]| encode(&known.files, chunk, |index| &made[index]);
        let chunks: Vec<Vec<u8>> = some.par_chunks(CHUNK).map(encode).collect::<io::Result<_>>()?;
        chunks.iter().try_for_each(|chunk| writer.push(chunk))?;
    }
    writer.finish()
}

/// Some files of a list as bytes.
fn encode<'m>(files: &Manifest, indices: &[usize], made: impl Fn(usize) -> &'m Made) -> io::Result<Vec<u8>> {
    let kinds: Vec<&Facts> = files.kinds().collect();
    let bytes = Vec::with_capacity(indices.len() * 128);
    let mut bytes = postcard::to_extend(&kinds, bytes).map_err(io::Error::other)?;
    for &index in indices {
        let (entry, Made { view, related, remarks, .. }) = (files.entry(index), made(index));
        let row = CachedOutput {
            path: entry.path,
            size: entry.size,
            sum: entry.sum.as_bytes(),
            kind: files.kind(index),
            modified: files.modified(index),
            view: *view,
            related: (related.window, related.found),
            remarks,
        };
        bytes = postcard::to_extend(&row, bytes).map_err(io::Error::other)?;
    }
    Ok(bytes)
}
