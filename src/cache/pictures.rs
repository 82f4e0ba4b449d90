//! Sizes and smaller versions of pictures, made once for each picture there is.
//!
//! A smaller version is a file named by the fingerprint of its original and its width, and is believed by its checksum alone.
//! What was found in a picture is remembered by what the file system says of its file, as sources are.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::store::{Store, StoreWriter};
use super::write_whole;
use crate::diagnostic::{Diagnostics, message};
use crate::fingerprint::{Fingerprint, digest};
use crate::output::PictureFile;
use crate::path::SourcePath;
use crate::picture::{self, PictureError};
use crate::source::{self, FileStamp, SourceFile};

/// The folder of smaller versions, and the file of what was found, in the cache's folder.
const FOLDER: &str = "pictures";
const INDEX: &str = "pictures.cache";

/// Pictures in a chunk of that file.
const CHUNK: usize = 1_024;

/// The largest picture that is looked into, in bytes: larger ones are published as they are, without their size.
const MAX_BYTES: u64 = 200 << 20;

/// Pictures of more pixels are made smaller one at a time, whatever the number of threads: each takes four bytes a pixel.
const LARGE: u64 = 4_000_000;

/// Held while a large picture is made smaller.
static LARGE_PICTURE: Mutex<()> = Mutex::new(());

/// What was found in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    path: SourcePath,
    stamp: FileStamp,
    /// `None` for a file that is no picture, or does not tell its size.
    picture: Option<Found>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    width: u32,
    height: u32,
    fingerprint: String,
    variants: Vec<Variant>,
    private: bool,
}

/// A smaller version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Variant {
    width: u32,
    /// The hash of its bytes.
    sum: u64,
}

/// How pictures are looked at.
pub struct Looking<'l> {
    /// The site's root.
    pub root: &'l Path,
    /// The cache's folder.
    pub folder: &'l Path,
    /// A time before the files were listed.
    pub started: SystemTime,
    /// Whether sizes and times of files mean nothing.
    pub by_content: bool,
}

/// The pictures of a site, ready to be published.
pub struct Pictures {
    root: PathBuf,
    folder: PathBuf,
    /// The hash of each smaller version by its name.
    sums: FxHashMap<String, u64>,
}

impl Pictures {
    /// Looks at the pictures among `files` and makes the smaller versions that are not there yet.
    ///
    /// Returns them in the order of `files`. A picture that cannot be read is a warning, no more.
    pub fn prepare(
        looking: &Looking<'_>,
        files: &[&SourceFile],
    ) -> (Pictures, Vec<PictureFile>, Diagnostics) {
        let old = read_index(&looking.folder.join(INDEX));
        let known: FxHashMap<&SourcePath, &Known> = old.iter().map(|known| (&known.path, known)).collect();
        let mut pictures = Pictures {
            root: looking.root.to_owned(),
            folder: looking.folder.join(FOLDER),
            sums: old.iter().flat_map(named_sums).collect(),
        };
        let candidates: Vec<&SourceFile> =
            files.iter().copied().filter(|file| is_picture(&file.path)).collect();
        let results: Vec<(Option<Found>, Option<String>)> = candidates
            .par_iter()
            .map(|file| match known.get(&file.path) {
                Some(known) if !looking.by_content && known.stamp == file.stamp && pictures.holds(known) => {
                    (known.picture.clone(), None)
                }
                known => pictures.look(file, known.copied()),
            })
            .collect();
        let mut problems = Diagnostics::new();
        let mut index = Vec::new();
        let mut published = Vec::new();
        for (file, (found, problem)) in candidates.iter().zip(results) {
            if let Some(why) = problem {
                problems.push(message::broken_picture(file.path.as_str(), &why));
            } else {
                // That of a file which may change unseen fits no file.
                let is_racy = file.stamp.is_racy(looking.started);
                let stamp = if is_racy { FileStamp::default() } else { file.stamp };
                index.push(Known { path: file.path.clone(), stamp, picture: found.clone() });
            }
            published.extend(found.map(|found| picture_file(&file.path, &found)));
        }
        if index != old {
            // What cannot be kept is found again by the next build; whoever cannot keep anything is told at its end.
            let _ = write_index(&looking.folder.join(INDEX), &index);
        }
        pictures.sums = index.iter().flat_map(named_sums).collect();
        pictures.remove_others();
        (pictures, published, problems)
    }

    /// The bytes of a smaller version. One that is not there, or is damaged, is made again.
    ///
    /// # Errors
    /// What the file system says of the original, or that it is another picture now.
    pub fn variant(&self, picture: &PictureFile, width: u32) -> io::Result<Vec<u8>> {
        let name = picture.variant_name(width);
        if let Some(bytes) = self.kept(&name) {
            return Ok(bytes);
        }
        let original = source::read(&self.root, &picture.source)?;
        if Fingerprint::of(&original).short() != picture.fingerprint {
            return Err(io::Error::other("it was changed while the site was being built"));
        }
        let bytes =
            picture::resize(&original, width).map_err(|error| io::Error::other(format!("{error:?}")))?;
        // It is good for this build at least.
        let _ = write_whole(&self.folder.join(name), &bytes);
        Ok(bytes)
    }

    /// The file of a smaller version, which is as it was made.
    ///
    /// # Errors
    /// As [`Pictures::variant`].
    pub fn file(&self, picture: &PictureFile, width: u32) -> io::Result<PathBuf> {
        self.variant(picture, width)?;
        Ok(self.folder.join(picture.variant_name(width)))
    }

    /// The bytes of the smaller version called `name`, if it is there and as it was made.
    fn kept(&self, name: &str) -> Option<Vec<u8>> {
        let sum = self.sums.get(name)?;
        fs::read(self.folder.join(name)).ok().filter(|bytes| digest(bytes.as_slice()) == *sum)
    }

    /// Whether all smaller versions of a picture are there.
    fn holds(&self, known: &Known) -> bool {
        named_sums(known).all(|(name, _)| self.folder.join(name).is_file())
    }

    /// Looks into one file and makes its smaller versions; says why where that failed. What is `known` holds if the file's
    /// bytes are the same.
    fn look(&self, file: &SourceFile, known: Option<&Known>) -> (Option<Found>, Option<String>) {
        if file.size > MAX_BYTES {
            return (None, None);
        }
        let bytes = match source::read(&self.root, &file.path) {
            Ok(bytes) => bytes,
            Err(error) => return (None, Some(error.to_string())),
        };
        let fingerprint = Fingerprint::of(&bytes).short();
        let same = |known: &&Known| {
            known.picture.as_ref().is_some_and(|found| found.fingerprint == fingerprint) && self.holds(known)
        };
        if let Some(known) = known.filter(same) {
            return (known.picture.clone(), None);
        }
        let private = picture::without_private_metadata(&bytes).is_some();
        let Some(picture) = picture::inspect(&bytes) else {
            // Its size is not told, but what it tells else is not published either.
            let found =
                Found { width: 0, height: 0, fingerprint: String::new(), variants: Vec::new(), private };
            return (private.then_some(found), None);
        };
        let (width, height) = (picture.width, picture.height);
        let mut found = Found { width, height, fingerprint, variants: Vec::new(), private };
        let is_large = u64::from(width) * u64::from(height) > LARGE;
        let _one_at_a_time = is_large.then(|| LARGE_PICTURE.lock().unwrap_or_else(PoisonError::into_inner));
        for width in picture::variant_widths(&picture) {
            let name = picture_file(&file.path, &found).variant_name(width);
            let made = self.kept(&name).map_or_else(|| picture::resize(&bytes, width), Ok);
            match made {
                Ok(small) => {
                    // Where it cannot be kept it is made again when it is published.
                    let _ = write_whole(&self.folder.join(name), &small);
                    found.variants.push(Variant { width, sum: digest(small.as_slice()) });
                }
                Err(PictureError::Broken(why)) => return (Some(found), Some(why)),
                Err(PictureError::Unsupported | PictureError::NotSmaller) => {}
            }
        }
        (Some(found), None)
    }

    /// Removes the smaller versions of pictures that are there no more.
    fn remove_others(&self) {
        let names: BTreeSet<&str> = self.sums.keys().map(String::as_str).collect();
        // What cannot be listed or removed only takes space.
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_none_or(|name| !names.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The names of the smaller versions of a picture, each with the hash of its bytes.
fn named_sums(known: &Known) -> impl Iterator<Item = (String, u64)> {
    let found = known.picture.iter();
    found.flat_map(|found| {
        let picture = picture_file(&known.path, found);
        found.variants.iter().map(move |variant| (picture.variant_name(variant.width), variant.sum))
    })
}

/// The program that looked: another one may find something else.
fn key() -> Fingerprint {
    Fingerprint::of(super::BUILD.as_bytes())
}

/// What an earlier build found; nothing where it cannot be read.
fn read_index(file: &Path) -> Vec<Known> {
    let chunks = Store::open(file, key()).and_then(|store| {
        let chunk = |number| postcard::from_bytes::<Vec<Known>>(&store.chunk(number)?).ok();
        (0..store.len()).map(chunk).collect::<Option<Vec<_>>>()
    });
    chunks.unwrap_or_default().into_iter().flatten().collect()
}

fn write_index(file: &Path, pictures: &[Known]) -> io::Result<()> {
    let mut writer = StoreWriter::create(file, key())?;
    for some in pictures.chunks(CHUNK) {
        writer.push(&postcard::to_stdvec(some).map_err(io::Error::other)?)?;
    }
    writer.finish()
}

/// Whether a file may be a picture by its name; mirrored ones need not have an extension.
fn is_picture(path: &SourcePath) -> bool {
    const KINDS: [&str; 16] = [
        "", "avif", "avifs", "gif", "heic", "heif", "hif", "jfif", "jpe", "jpeg", "jpg", "png", "svg", "tif",
        "tiff", "webp",
    ];
    KINDS.contains(&path.extension().to_ascii_lowercase().as_str())
}

fn picture_file(source: &SourcePath, found: &Found) -> PictureFile {
    PictureFile {
        source: source.clone(),
        width: found.width,
        height: found.height,
        fingerprint: found.fingerprint.clone(),
        variants: found.variants.iter().map(|variant| variant.width).collect(),
        private: found.private,
    }
}
