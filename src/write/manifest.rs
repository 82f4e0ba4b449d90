//! The list of the output's files, with sizes and SHA-256 sums: `generate-manifest.json` and its shards.
//!
//! `generate-manifest.json` lists the shards; a shard lists the files below one first path segment, in
//! `generate-manifest/<segment>.json`. Where very many segments hold one or two files, those share
//! shards by a hash of the segment. Files in no folder (and those below a segment too long for such a name) are in
//! [`ROOT_SHARD`], which no segment can claim since it is one folder deeper. The manifest's own files stand in no
//! shard. All are JSON, one file a line, sorted by path, so that they are the same on every machine and a change of
//! one page changes one shard.
//!
//! ```json
//! {"version":1,"files":[
//! {"path":"2010/12/border/index.html","size":9120,"sha256":"…"}
//! ]}
//! ```
//!
//! A manifest is read as untrusted: what is broken is left out and reported, and no path leads out of the folder.
//!
//! The files were once called `manifest.json` and `manifest/…`, a name that web apps use for a file of their own. Where there is
//! no list of the new name, one of the old name is read, and the build replaces it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

use crate::diagnostic::{Diagnostic, Diagnostics, message};
use crate::fingerprint::Fingerprint;
use crate::path::{MAX_SEGMENT_BYTES, OutPath};
use crate::reserved::Own;

/// The list of shards, in the output folder.
pub const NAME: &str = Own::Manifest.name();

/// The shard of files that are in no folder.
pub const ROOT_SHARD: &str = "generate-manifest/root/files.json";

/// How the manifest's own files are called.
#[derive(Clone, Copy)]
struct Names {
    /// The list of shards.
    list: &'static str,
    /// The folder of shards.
    folder: &'static str,
}

impl Names {
    /// As they are written.
    const NOW: Names = Names { list: NAME, folder: Own::Shards.name() };

    /// As they were called once.
    const BEFORE: Names = Names { list: "manifest.json", folder: "manifest" };

    /// The path of the shard for `segment`.
    fn shard(self, segment: Option<&str>) -> String {
        match segment {
            Some(segment) => format!("{}/{segment}.json", self.folder),
            None => format!("{}/root/files.json", self.folder),
        }
    }

    /// The path of the shard that the few files below `segment` share with those of other segments.
    fn shared_shard(self, segment: &str) -> String {
        format!("{}/root/{}.json", self.folder, &Fingerprint::of(segment.as_bytes()).short()[..2])
    }

    /// Whether the file at `path` may stand in the shard at `shard`.
    fn belongs(self, path: &str, shard: &str) -> bool {
        let segment = shard_segment(path);
        self.shard(segment) == shard || segment.is_some_and(|segment| self.shared_shard(segment) == shard)
    }

    /// Whether a list of shards may name `path`.
    fn is_shard(self, path: &str) -> bool {
        let below = path.strip_prefix(self.folder).and_then(|rest| rest.strip_prefix('/'));
        let Some(name) = below.and_then(|below| below.strip_suffix(".json")) else { return false };
        match name.split_once('/') {
            Some(("root", "files")) => true,
            Some(("root", hash)) => hash.len() == 2 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Some(_) => false,
            None => OutPath::new(name).is_ok() && OutPath::new(path).is_ok(),
        }
    }
}

/// The version of the format that is written and read.
const VERSION: u32 = 1;

/// A SHA-256 sum (FIPS 180-4).
pub type Sha256Sum = [u8; 32];

/// One file of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The path below the output folder.
    pub path: &'a str,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: &'a Sha256Sum,
}

/// The files of an output, by path. About 70 bytes each beside the path: sites have a million.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// All paths, one after the other.
    text: String,
    rows: Vec<Row>,
}

/// One file: where its path stands in the text, and what is known of it.
#[derive(Clone, Debug)]
struct Row {
    start: usize,
    size: u64,
    sha256: Sha256Sum,
    modified: i64,
    length: u32,
    mark: u8,
}

impl Manifest {
    /// Reads the manifest of the output folder `out`, and reports what cannot be read as warnings.
    ///
    /// Returns the files sorted by path, and the manifest's own files: those that exist and can be taken for ours.
    pub fn read(out: &Path) -> (Manifest, Vec<Box<str>>, Diagnostics) {
        match read_shards(out, Names::NOW) {
            Ok(Some(shards)) => read_files(out, Names::NOW, shards),
            // A file of the old name that is no list of ours is one of the site.
            Ok(None) => match read_shards(out, Names::BEFORE) {
                Ok(Some(shards)) => read_files(out, Names::BEFORE, shards),
                _ => (Manifest::default(), Vec::new(), Diagnostics::new()),
            },
            Err(problem) => (Manifest::default(), Vec::new(), problem.into()),
        }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The file at `index`, which is below [`Manifest::len`].
    pub fn entry(&self, index: usize) -> Entry<'_> {
        let row = &self.rows[index];
        Entry { path: self.path(row), size: row.size, sha256: &row.sha256 }
    }

    /// All files in order of path.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).map(|index| self.entry(index))
    }

    /// The index of the file at `path`.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.rows.binary_search_by(|row| self.path(row).cmp(path)).ok()
    }

    /// When the file at `index` was last changed, in nanoseconds since 1970; 0 where that is not known: a manifest on disk
    /// does not say it.
    pub fn modified(&self, index: usize) -> i64 {
        self.rows[index].modified
    }

    /// What the writer noted about the file at `index`.
    pub(super) fn mark(&self, index: usize) -> u8 {
        self.rows[index].mark
    }

    /// Adds a file at the end, last changed at `modified`. Those who look for any need the files in order.
    pub fn push(&mut self, entry: Entry<'_>, modified: i64) {
        self.push_marked(entry, modified, 0);
    }

    /// Adds a file at the end with a mark; [`Manifest::sort`] before looking for any.
    pub(super) fn push_marked(&mut self, entry: Entry<'_>, modified: i64, mark: u8) {
        let start = self.text.len();
        self.text.push_str(entry.path);
        // File systems end paths at 4,096 bytes, so that the length always fits.
        let length = entry.path.len() as u32;
        self.rows.push(Row { start, size: entry.size, sha256: *entry.sha256, modified, length, mark });
    }

    /// Brings the files into the order of their paths' bytes.
    pub(super) fn sort(&mut self) {
        let text = &self.text;
        self.rows.par_sort_unstable_by(|a, b| row_path(text, a).cmp(row_path(text, b)));
    }

    /// No file, with room for `files` whose paths have `bytes` together.
    pub fn with_capacity(files: usize, bytes: usize) -> Manifest {
        Manifest { text: String::with_capacity(bytes), rows: Vec::with_capacity(files) }
    }

    /// The bytes of all paths together.
    pub fn path_bytes(&self) -> usize {
        self.text.len()
    }

    /// Adds the files of another list at the end.
    pub fn append(&mut self, other: Manifest) {
        let offset = self.text.len();
        self.text.push_str(&other.text);
        self.rows.extend(other.rows.into_iter().map(|row| Row { start: row.start + offset, ..row }));
    }

    /// Leaves the files of which `keep` says so by their index, and adds those of `fresh`; both lists are sorted by path, and
    /// what comes out is too. Little is moved where little is fresh.
    pub fn replace(&mut self, fresh: Manifest, keep: impl Fn(usize) -> bool) {
        let mut index = 0;
        self.rows.retain(|_| {
            index += 1;
            keep(index - 1)
        });
        if self.is_empty() {
            *self = fresh;
            return;
        }
        if !fresh.is_empty() {
            self.append(fresh);
            let text = &self.text;
            // The sort that is stable looks for runs in order, and merges these two.
            self.rows.sort_by(|a, b| row_path(text, a).cmp(row_path(text, b)));
        }
    }

    fn path(&self, row: &Row) -> &str {
        row_path(&self.text, row)
    }
}

/// The path of a row in the text of its list.
fn row_path<'a>(text: &'a str, row: &Row) -> &'a str {
    &text[row.start..row.start + row.length as usize]
}

/// The shard that lists the file at `path`; `None` for the root shard.
pub(super) fn shard_segment(path: &str) -> Option<&str> {
    let (segment, _) = path.split_once('/')?;
    (segment.len() + ".json".len() <= MAX_SEGMENT_BYTES).then_some(segment)
}

/// The path of the shard for `segment`.
pub(super) fn shard_path(segment: Option<&str>) -> String {
    Names::NOW.shard(segment)
}

/// The files of a first path segment that have a shard of their own in any case.
pub(super) const OWN_SHARD: usize = 3;

/// How many segments with fewer files may have shards of their own; where there are more, they share shards.
///
/// Old addresses often stand at the top (`/tajikistan-border/`): 60,000 of them would otherwise be 60,000 shards.
pub(super) const MOST_SMALL: usize = 1_000;

/// The path of the shard that the few files below `segment` share with those of other segments.
pub(super) fn shared_shard_path(segment: &str) -> String {
    Names::NOW.shared_shard(segment)
}

/// Writes the beginning of a list called `list` (`files` or `shards`).
///
/// # Errors
/// What `sink` says.
pub(super) fn write_head(sink: &mut impl Write, list: &str) -> io::Result<()> {
    write!(sink, "{{\"version\":{VERSION},\"{list}\":[")
}

/// Writes one file of a list.
///
/// # Errors
/// What `sink` says.
pub(super) fn write_entry(sink: &mut impl Write, entry: Entry<'_>, first: bool) -> io::Result<()> {
    sink.write_all(if first { b"\n{\"path\":" } else { b",\n{\"path\":" })?;
    serde_json::to_writer(&mut *sink, entry.path)?;
    write!(sink, ",\"size\":{},\"sha256\":\"", entry.size)?;
    sink.write_all(&to_hex(entry.sha256))?;
    sink.write_all(b"\"}")
}

/// Writes the end of a list.
///
/// # Errors
/// What `sink` says.
pub(super) fn write_tail(sink: &mut impl Write) -> io::Result<()> {
    sink.write_all(b"\n]}\n")
}

/// A sum as 64 lower-case hexadecimal digits.
fn to_hex(sum: &Sha256Sum) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = [0; 64];
    for (pair, byte) in hex.chunks_exact_mut(2).zip(sum) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    hex
}

/// The sum that 64 hexadecimal digits stand for.
fn from_hex(hex: &str) -> Option<Sha256Sum> {
    let digit = |byte: u8| (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut sum = [0; 32];
    if hex.len() != 64 {
        return None;
    }
    for (byte, pair) in sum.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(sum)
}

/// `manifest.json` as read.
#[derive(serde::Deserialize)]
struct ShardList {
    version: u32,
    shards: Manifest,
}

/// A shard as read.
#[derive(serde::Deserialize)]
struct FileList {
    version: u32,
    files: Manifest,
}

/// One file as read.
#[derive(serde::Deserialize)]
struct RawEntry<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    size: u64,
    #[serde(borrow)]
    sha256: Cow<'a, str>,
}

impl<'de> Deserialize<'de> for Manifest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Manifest, D::Error> {
        /// Fills a manifest entry by entry, so that no second copy of a shard is ever held.
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Manifest;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of files")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Manifest, A::Error> {
                let mut manifest = Manifest::default();
                while let Some(raw) = list.next_element::<RawEntry<'de>>()? {
                    let path = OutPath::new(raw.path).map_err(de::Error::custom)?;
                    let sha256 =
                        from_hex(&raw.sha256).ok_or_else(|| de::Error::custom("a sum is not a SHA-256"))?;
                    manifest.push(Entry { path: path.as_str(), size: raw.size, sha256: &sha256 }, 0);
                }
                Ok(manifest)
            }
        }
        deserializer.deserialize_seq(Entries)
    }
}

/// The bytes of a manifest file; `None` where there is no such file. Links are not followed: we never make any.
fn read_own(out: &Path, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    let file = out.join(path);
    let bytes = match fs::symlink_metadata(&file) {
        Ok(metadata) if metadata.is_file() => fs::read(&file),
        Ok(_) => return Err(message::manifest_broken(path, "it is not a file")),
        Err(error) => Err(error),
    };
    match bytes {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(message::manifest_broken(path, &error.to_string())),
    }
}

/// What is wrong with a version other than ours.
fn check_version(path: &str, version: u32) -> Result<(), Diagnostic> {
    if version == VERSION {
        return Ok(());
    }
    let reason = format!("it has version {version}, and this program reads version {VERSION}");
    Err(message::manifest_broken(path, &reason))
}

/// The shards that the list of these names has; `None` where there is none.
fn read_shards(out: &Path, names: Names) -> Result<Option<BTreeSet<Box<str>>>, Diagnostic> {
    let broken = |reason: &str| message::manifest_broken(names.list, reason);
    let Some(bytes) = read_own(out, names.list)? else { return Ok(None) };
    let list: ShardList = serde_json::from_slice(&bytes).map_err(|error| broken(&error.to_string()))?;
    check_version(names.list, list.version)?;
    let paths: BTreeSet<Box<str>> = list.shards.entries().map(|entry| entry.path.into()).collect();
    match paths.iter().find(|path| !names.is_shard(path)) {
        Some(path) => Err(broken(&format!("`{path}` is not a shard"))),
        None => Ok(Some(paths)),
    }
}

/// The files of all shards that can be read, and the warnings for the others.
fn read_files(
    out: &Path,
    names: Names,
    shards: BTreeSet<Box<str>>,
) -> (Manifest, Vec<Box<str>>, Diagnostics) {
    let read: Vec<Result<Manifest, Diagnostic>> =
        shards.par_iter().map(|path| read_shard(out, names, path)).collect();
    let own: Vec<Box<str>> = shards.into_iter().chain([names.list.into()]).collect();
    let mut manifest = Manifest::default();
    let mut problems = Diagnostics::new();
    for shard in read {
        match shard {
            Ok(shard) => manifest.append(shard),
            Err(problem) => problems.push(problem),
        }
    }
    manifest.sort();
    (manifest, own, problems)
}

/// The files of one shard. A shard that names a file of another is broken as a whole.
fn read_shard(out: &Path, names: Names, path: &str) -> Result<Manifest, Diagnostic> {
    let broken = |reason: &str| message::manifest_broken(path, reason);
    let bytes = read_own(out, path)?.ok_or_else(|| broken("it is missing"))?;
    let list: FileList = serde_json::from_slice(&bytes).map_err(|error| broken(&error.to_string()))?;
    check_version(path, list.version)?;
    let mut previous = "";
    for entry in list.files.entries() {
        if !names.belongs(entry.path, path) {
            return Err(broken(&format!("`{}` belongs to another shard", entry.path)));
        }
        if entry.path <= previous {
            return Err(broken(&format!("`{}` is out of order", entry.path)));
        }
        previous = entry.path;
    }
    Ok(list.files)
}
