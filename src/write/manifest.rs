//! The list of the output's files: in memory, and as `generate-manifest.json` with its shards (docs/hosting.md).
//!
//! `generate-manifest.json` lists the shards; a shard lists the files below one first path segment, in
//! `generate-manifest/<segment>.json`. Where very many segments hold one or two files, those share
//! shards by a hash of the segment. Files in no folder (and those below a segment too long for such a name) are in
//! [`ROOT_SHARD`], which no segment can claim since it is one folder deeper. The manifest's own files stand in no
//! shard. All are JSON, one file a line, sorted by path, so that they are the same on every machine and a change of
//! one page changes one shard.
//!
//! The files were once called `manifest.json` and `manifest/…`, a name that web apps use for a file of their own. Where there is
//! no list of the new name, one of the old name is read, and the build replaces it.

use rayon::prelude::*;

use super::sum::Sum;
use crate::facts::Facts;
use crate::fingerprint::Fingerprint;
use crate::path::{MAX_SEGMENT_BYTES, OutPath};
use crate::reserved::Own;

mod format;
mod kinds;
mod read;

pub(super) use format::{ManifestHead, write_tail};
pub use read::{ReadManifest, ShardIndex, files_of, parse_files};

use kinds::Kinds;

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

/// One file of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManifestEntry<'a> {
    /// The path below the output folder.
    pub path: &'a str,
    /// The size in bytes.
    pub size: u64,
    /// The checksum of its bytes.
    pub sum: &'a Sum,
    /// What else is known of it.
    pub facts: &'a Facts,
}

/// The files of an output, by path. About 70 bytes each beside the path: sites have a million.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// All paths, one after the other.
    text: String,
    rows: Vec<ManifestRow>,
    /// What is known of files: few kinds of them are different.
    kinds: Kinds,
}

/// One file: where its path stands in the text, and what is known of it.
#[derive(Clone, Debug)]
struct ManifestRow {
    start: usize,
    size: u64,
    sum: Sum,
    modified: i64,
    length: u32,
    kind: u16,
    mark: u8,
}

impl Manifest {
    /// How many files there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The file at `index`, which is below [`Manifest::len`].
    pub fn entry(&self, index: usize) -> ManifestEntry<'_> {
        let row = &self.rows[index];
        ManifestEntry { path: self.path(row), size: row.size, sum: &row.sum, facts: self.kinds.get(row.kind) }
    }

    /// All files in order of path.
    pub fn entries(&self) -> impl Iterator<Item = ManifestEntry<'_>> + Clone {
        (0..self.len()).map(|index| self.entry(index))
    }

    /// The index of the file at `path`.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.rows.binary_search_by(|row| self.path(row).cmp(path)).ok()
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<ManifestEntry<'_>> {
        self.find(path).map(|index| self.entry(index))
    }

    /// When the file at `index` was last changed, in nanoseconds since 1970; 0 where that is not known: a manifest on disk
    /// does not say it.
    pub fn modified(&self, index: usize) -> i64 {
        self.rows[index].modified
    }

    /// What is known of files, each different set of facts once.
    pub fn kinds(&self) -> impl Iterator<Item = &Facts> {
        self.kinds.iter()
    }

    /// The number, among [`Manifest::kinds`], of what is known of the file at `index`.
    pub fn kind(&self, index: usize) -> u16 {
        self.rows[index].kind
    }

    /// What the writer noted about the file at `index`.
    pub(super) fn mark(&self, index: usize) -> u8 {
        self.rows[index].mark
    }

    /// Adds a file at the end, last changed at `modified`. Those who look for any need the files in order.
    pub fn push(&mut self, entry: ManifestEntry<'_>, modified: i64) {
        self.push_marked(entry, modified, 0);
    }

    /// Adds a file at the end with a mark; [`Manifest::sort`] before looking for any.
    pub(super) fn push_marked(&mut self, entry: ManifestEntry<'_>, modified: i64, mark: u8) {
        let start = self.text.len();
        self.text.push_str(entry.path);
        // File systems end paths at 4,096 bytes, so that the length always fits.
        let length = entry.path.len() as u32;
        let kind = self.kinds.number(entry.facts);
        self.rows.push(ManifestRow {
            start,
            size: entry.size,
            sum: *entry.sum,
            modified,
            length,
            kind,
            mark,
        });
    }

    /// Brings the files into the order of their paths' bytes.
    pub fn sort(&mut self) {
        let text = &self.text;
        self.rows.par_sort_unstable_by(|a, b| row_path(text, a).cmp(row_path(text, b)));
    }

    /// No file, with room for `files` whose paths have `bytes` together.
    pub fn with_capacity(files: usize, bytes: usize) -> Manifest {
        Manifest {
            text: String::with_capacity(bytes),
            rows: Vec::with_capacity(files),
            kinds: Kinds::default(),
        }
    }

    /// The bytes of all paths together.
    pub fn path_bytes(&self) -> usize {
        self.text.len()
    }

    /// Adds the files of another list at the end.
    pub fn append(&mut self, other: Manifest) {
        let offset = self.text.len();
        self.text.push_str(&other.text);
        let kinds: Vec<u16> = other.kinds.iter().map(|facts| self.kinds.number(facts)).collect();
        let moved = |row: ManifestRow| ManifestRow {
            start: row.start + offset,
            kind: kinds[usize::from(row.kind)],
            ..row
        };
        self.rows.extend(other.rows.into_iter().map(moved));
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

    /// Leaves the files of whose path `keep` says so.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let text = &self.text;
        self.rows.retain(|row| keep(row_path(text, row)));
    }

    fn path(&self, row: &ManifestRow) -> &str {
        row_path(&self.text, row)
    }
}

/// The path of a row in the text of its list.
fn row_path<'a>(text: &'a str, row: &ManifestRow) -> &'a str {
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
