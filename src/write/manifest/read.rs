//! Reads the manifest of an output folder as untrusted: what is broken is left out and reported, and no path leads out of the
//! folder.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

use super::format::VERSION;
use super::kinds::Kinds;
use super::{Manifest, ManifestEntry, ManifestRow, Names, shard_path, shared_shard_path};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::Facts;
use crate::path::OutPath;
use crate::reserved::Own;
use crate::write::message;
use crate::write::sum::Sum;

/// The version before: paths, sizes and SHA-256 sums, of which the paths alone are read.
const BEFORE: u32 = 1;

/// What is wrong with a manifest whose kinds have no numbers.
const TOO_MANY: &str = "too many kinds of files";

/// What the manifest of an output folder says.
#[derive(Debug, Default)]
pub struct ReadManifest {
    /// The files of the site, sorted by path.
    pub files: Manifest,
    /// Other files of ours: the manifest's own that exist, and files of which an older version tells the path alone.
    pub others: Vec<Box<str>>,
    /// What could not be read, as warnings.
    pub problems: Diagnostics,
}

impl ReadManifest {
    /// Reads the manifest of the output folder `out`.
    pub fn of(out: &Path) -> ReadManifest {
        match read_list(out, Names::NOW) {
            Ok(Some(list)) => read_files(out, Names::NOW, list),
            // A file of the old name that is no list of ours is one of the site.
            Ok(None) => match read_list(out, Names::BEFORE) {
                Ok(Some(list)) => read_files(out, Names::BEFORE, list),
                _ => ReadManifest::default(),
            },
            Err(problem) => ReadManifest { problems: problem.into(), ..ReadManifest::default() },
        }
    }
}

/// The files of a folder at the top of `out`, as the manifest there lists them; none where that cannot be read. Shards of other folders
/// are not read.
pub fn files_of(out: &Path, folder: Own) -> Manifest {
    let list = read_list(out, Names::NOW).ok().flatten().unwrap_or_default();
    // Where there are few files, they are with those of other folders.
    let shards = [shard_path(Some(folder.name())), shared_shard_path(folder.name())];
    let mut all = Manifest::default();
    for path in shards.iter().filter(|path| list.iter().any(|listed| **listed == ***path)) {
        if let Ok(Shard::Files(files)) = read_shard(out, Names::NOW, path) {
            all.append(files);
        }
    }
    all.retain(|path| folder.holds(path));
    all
}

/// What the list of shards says of the manifest's own files: how two sites are compared without reading every shard.
#[derive(Clone, Debug, Default)]
pub struct ShardIndex {
    /// The shards, sorted by path.
    pub shards: Manifest,
    /// The list of checksums for other programs, where there is one.
    pub sums: Manifest,
}

impl ShardIndex {
    /// Reads the list of shards, which is not trusted.
    ///
    /// # Errors
    /// What is wrong with it; a list of an older version has no checksums that could be compared.
    pub fn parse(bytes: &[u8]) -> Result<ShardIndex, String> {
        check_version(bytes)?;
        let list: SummedShardList = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let mut shards = list.shards.of_kinds(&list.kinds)?;
        shards.sort();
        if let Some(entry) = shards.entries().find(|entry| !Names::NOW.is_shard(entry.path)) {
            return Err(format!("`{}` is not a shard", entry.path));
        }
        let sums = list.sums.map_or(Ok(Manifest::default()), |OneRow(row)| row.of_kinds(&list.kinds))?;
        if let Some(entry) = sums.entries().find(|entry| entry.path != Own::Sums.name()) {
            return Err(format!("`{}` is not a list of checksums", entry.path));
        }
        Ok(ShardIndex { shards, sums })
    }

    /// The manifest's own files, but for the list that this was read from.
    pub fn entries(&self) -> impl Iterator<Item = ManifestEntry<'_>> + Clone {
        self.shards.entries().chain(self.sums.entries())
    }

    /// The one at `path`.
    pub fn find(&self, path: &str) -> Option<ManifestEntry<'_>> {
        self.shards.get(path).or_else(|| self.sums.get(path))
    }
}

/// Reads the files that the shard at `path` lists, which are not trusted.
///
/// # Errors
/// What is wrong with it.
pub fn parse_files(path: &str, bytes: &[u8]) -> Result<Manifest, String> {
    check_version(bytes)?;
    match parse_shard(bytes, Names::NOW, path)? {
        Shard::Files(files) => Ok(files),
        Shard::Paths(_) => Err("there are no checksums".to_owned()),
    }
}

fn check_version(bytes: &[u8]) -> Result<(), String> {
    match version(bytes)? {
        VERSION => Ok(()),
        other => Err(format!("version {other} is not supported (expected {VERSION})")),
    }
}

/// The version of any list.
#[derive(serde::Deserialize)]
struct Versioned {
    version: u32,
}

/// A path of ours: what is read of lists of shards, and of the version before.
#[derive(serde::Deserialize)]
struct PathOnly<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
}

/// The list of shards as read.
#[derive(serde::Deserialize)]
struct ShardList<'a> {
    #[serde(borrow)]
    shards: Vec<PathOnly<'a>>,
    #[serde(borrow)]
    sums: Option<PathOnly<'a>>,
}

/// The list of shards with their checksums as read.
#[derive(serde::Deserialize)]
struct SummedShardList {
    kinds: Vec<Facts>,
    shards: Rows,
    sums: Option<OneRow>,
}

/// One file, which stands alone.
struct OneRow(Rows);

impl<'de> Deserialize<'de> for OneRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneRow, D::Error> {
        let raw = RawEntry::deserialize(deserializer)?;
        let mut manifest = Manifest::default();
        manifest.push_raw(&raw).map_err(de::Error::custom)?;
        Ok(OneRow(Rows(manifest)))
    }
}

impl Rows {
    /// The files with their kinds looked up.
    fn of_kinds(self, kinds: &[Facts]) -> Result<Manifest, String> {
        let Rows(mut files) = self;
        if kinds.len() > Kinds::MOST {
            return Err(TOO_MANY.to_owned());
        }
        let mut numbers = Vec::with_capacity(kinds.len());
        for facts in kinds {
            numbers.push(files.kinds.number(facts));
        }
        for row in &mut files.rows {
            row.kind = *numbers
                .get(usize::from(row.kind))
                .ok_or_else(|| format!("there is no kind {}", row.kind))?;
        }
        Ok(files)
    }
}

impl Manifest {
    /// Adds a file as read, whose kind nobody has looked at.
    fn push_raw(&mut self, raw: &RawEntry<'_>) -> Result<(), &'static str> {
        let sum = Sum::from_hex(&raw.blake3).ok_or("a checksum is not one of BLAKE3")?;
        let (start, length) = (self.text.len(), raw.path.len() as u32);
        self.text.push_str(&raw.path);
        self.rows.push(ManifestRow {
            start,
            size: raw.size,
            sum,
            modified: 0,
            length,
            kind: raw.kind,
            mark: 0,
        });
        Ok(())
    }
}

/// A shard of the version before as read.
#[derive(serde::Deserialize)]
struct OldFileList<'a> {
    #[serde(borrow)]
    files: Vec<PathOnly<'a>>,
}

/// A shard as read.
#[derive(serde::Deserialize)]
struct FileList {
    kinds: Vec<Facts>,
    files: Rows,
}

/// The files of a shard, whose kinds are numbers that nobody has looked at.
struct Rows(Manifest);

/// One file as read.
#[derive(serde::Deserialize)]
struct RawEntry<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    size: u64,
    #[serde(borrow)]
    blake3: Cow<'a, str>,
    kind: u16,
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rows, D::Error> {
        /// Fills a manifest entry by entry, so that no second copy of a shard is ever held.
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Rows;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of files")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows, A::Error> {
                let mut manifest = Manifest::default();
                while let Some(raw) = list.next_element::<RawEntry<'de>>()? {
                    manifest.push_raw(&raw).map_err(de::Error::custom)?;
                }
                Ok(Rows(manifest))
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
        Ok(_) => return Err(message::manifest_broken(path, "not a file")),
        Err(error) => Err(error),
    };
    match bytes {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(message::manifest_broken(path, &error.to_string())),
    }
}

/// The version of a list, if it is one that is read; else what is wrong with it.
fn version(bytes: &[u8]) -> Result<u32, String> {
    let Versioned { version } = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match version {
        BEFORE | VERSION => Ok(version),
        _ => Err(format!("version {version} is not supported (expected {BEFORE} or {VERSION})")),
    }
}

/// What the list of shards of these names tells: the shards and other files of the manifest, sorted; `None` where there is no
/// such list.
fn read_list(out: &Path, names: Names) -> Result<Option<Vec<Box<str>>>, Diagnostic> {
    let Some(bytes) = read_own(out, names.list)? else { return Ok(None) };
    let paths = parse_list(&bytes, names);
    paths.map(Some).map_err(|reason| message::manifest_broken(names.list, &reason))
}

/// The paths that a list of shards names, sorted; or what is wrong with it.
fn parse_list(bytes: &[u8], names: Names) -> Result<Vec<Box<str>>, String> {
    version(bytes)?;
    let list: ShardList<'_> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let mut paths = Vec::with_capacity(list.shards.len());
    for PathOnly { path } in list.shards {
        if !names.is_shard(&path) {
            return Err(format!("`{path}` is not a shard"));
        }
        paths.push(Box::from(path));
    }
    if let Some(PathOnly { path }) = list.sums {
        if path != Own::Sums.name() {
            return Err(format!("`{path}` is not a list of checksums"));
        }
        paths.push(path.into());
    }
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

/// What one shard tells.
enum Shard {
    /// The files.
    Files(Manifest),
    /// The files' paths alone.
    Paths(Vec<Box<str>>),
}

/// The files of all shards that can be read, and the warnings for the others.
fn read_files(out: &Path, names: Names, own: Vec<Box<str>>) -> ReadManifest {
    let shards = own.par_iter().filter(|path| names.is_shard(path));
    let read: Vec<(&str, Result<Shard, Diagnostic>)> =
        shards.map(|path| (&**path, read_shard(out, names, path))).collect();
    let mut found = ReadManifest::default();
    for (path, shard) in read {
        match shard {
            // Only somebody who means harm makes lists of so many kinds.
            Ok(Shard::Files(files)) if found.files.kinds.len() + files.kinds.len() > Kinds::MOST => {
                found.problems.push(message::manifest_broken(path, TOO_MANY));
            }
            Ok(Shard::Files(files)) => found.files.append(files),
            Ok(Shard::Paths(paths)) => found.others.extend(paths),
            Err(problem) => found.problems.push(problem),
        }
    }
    found.files.sort();
    found.others.extend(own);
    found.others.push(names.list.into());
    found
}

/// What one shard tells. A shard that names a file of another is broken as a whole.
fn read_shard(out: &Path, names: Names, path: &str) -> Result<Shard, Diagnostic> {
    let broken = |reason: String| message::manifest_broken(path, &reason);
    let bytes = read_own(out, path)?.ok_or_else(|| broken("missing".to_owned()))?;
    parse_shard(&bytes, names, path).map_err(broken)
}

/// What the bytes of the shard at `path` tell; or what is wrong with them.
fn parse_shard(bytes: &[u8], names: Names, path: &str) -> Result<Shard, String> {
    if version(bytes)? == BEFORE {
        let list: OldFileList<'_> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let paths: Vec<Box<str>> = list.files.into_iter().map(|file| file.path.into()).collect();
        check_paths(paths.iter().map(|path| &**path), names, path)?;
        return Ok(Shard::Paths(paths));
    }
    let FileList { kinds, files } = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let files = files.of_kinds(&kinds)?;
    check_paths(files.entries().map(|entry| entry.path), names, path)?;
    Ok(Shard::Files(files))
}

/// Says what is wrong with the paths that the shard at `shard` lists.
fn check_paths<'p>(paths: impl Iterator<Item = &'p str>, names: Names, shard: &str) -> Result<(), String> {
    let mut previous = "";
    for path in paths {
        if let Err(error) = OutPath::new(path) {
            return Err(error.to_string());
        }
        if !names.belongs(path, shard) {
            return Err(format!("`{path}` belongs to another shard"));
        }
        if path <= previous {
            return Err(format!("`{path}` is out of order"));
        }
        previous = path;
    }
    Ok(())
}
