//! Sizes and smaller versions of pictures, made once for each picture there is.
//!
//! A smaller version is a file named by the fingerprint of its original and its width, so that it is never wrong. What
//! was found in a picture is remembered by the file's size and time; a file changed too shortly before is looked at
//! again, since it may change once more within the same tick of the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::write_whole;
use crate::diagnostic::{Diagnostics, message};
use crate::fingerprint::Fingerprint;
use crate::output::PictureFile;
use crate::path::SourcePath;
use crate::picture::{self, PictureError};
use crate::source::{self, SourceFile};

/// The folder of smaller versions, and the file of what was found, in the cache's folder.
const FOLDER: &str = "pictures";
const INDEX: &str = "pictures.json";

/// Changes whenever something else would be found, so that what is remembered is not taken.
const VERSION: u32 = 3;

/// The largest picture that is looked into, in bytes: larger ones are published as they are, without their size.
const MAX_BYTES: u64 = 200 << 20;

/// Pictures of more pixels are made smaller one at a time, whatever the number of threads: each takes four bytes a pixel.
const LARGE: u64 = 4_000_000;

/// Held while a large picture is made smaller.
static LARGE_PICTURE: Mutex<()> = Mutex::new(());

/// How long a file must have been left alone for its time to be believed.
const SETTLED: Duration = Duration::from_secs(3);

/// What was found, by source path.
#[derive(Default, Serialize, Deserialize)]
struct Index {
    version: u32,
    pictures: BTreeMap<String, Known>,
}

/// What was found in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    size: u64,
    modified: u128,
    /// `None` for a file that is no picture, or does not tell its size.
    picture: Option<Found>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    width: u32,
    height: u32,
    fingerprint: String,
    variants: Vec<u32>,
    private: bool,
}

/// The pictures of a site, ready to be published.
pub struct Pictures {
    folder: PathBuf,
}

impl Pictures {
    /// Looks at the pictures among `files` and makes the smaller versions that are not there yet.
    ///
    /// Returns them in the order of `files`. A picture that cannot be read is a warning, no more.
    pub fn prepare(root: &Path, files: &[&SourceFile]) -> (Pictures, Vec<PictureFile>, Diagnostics) {
        let folder = root.join(super::FOLDER);
        let pictures = Pictures { folder: folder.join(FOLDER) };
        let old = read_index(&folder.join(INDEX));
        let candidates: Vec<&SourceFile> =
            files.iter().copied().filter(|file| is_picture(&file.path)).collect();
        let results: Vec<(Option<Found>, Option<String>)> = candidates
            .par_iter()
            .map(|file| match old.get(file.path.as_str()).filter(|known| pictures.holds(known, file)) {
                Some(known) => (known.picture.clone(), None),
                None => pictures.look(root, file),
            })
            .collect();
        let mut problems = Diagnostics::new();
        let settled =
            SystemTime::now().checked_sub(SETTLED).and_then(|then| then.duration_since(UNIX_EPOCH).ok());
        let settled = settled.map_or(0, |then| then.as_nanos());
        let mut index = BTreeMap::new();
        let mut published = Vec::new();
        for (file, (found, problem)) in candidates.iter().zip(results) {
            if let Some(why) = problem {
                problems.push(message::broken_picture(file.path.as_str(), &why));
            } else if file.modified < settled {
                let known = Known { size: file.size, modified: file.modified, picture: found.clone() };
                index.insert(file.path.to_string(), known);
            }
            published.extend(found.map(|found| picture_file(&file.path, found)));
        }
        pictures.remove_others(&published);
        if index != old {
            pictures.write_index(&folder.join(INDEX), index, &mut problems);
        }
        (pictures, published, problems)
    }

    /// The file that holds a smaller version.
    pub fn variant(&self, picture: &PictureFile, width: u32) -> PathBuf {
        self.folder.join(picture.variant_name(width))
    }

    /// Whether what is known of a file still holds, its smaller versions included.
    fn holds(&self, known: &Known, file: &SourceFile) -> bool {
        let has_variants = |found: &Found| {
            let picture = picture_file(&file.path, found.clone());
            found.variants.iter().all(|width| self.variant(&picture, *width).is_file())
        };
        known.size == file.size
            && known.modified == file.modified
            && known.modified != 0
            && known.picture.as_ref().is_none_or(has_variants)
    }

    /// Looks into one file and makes its smaller versions; says why where that failed.
    fn look(&self, root: &Path, file: &SourceFile) -> (Option<Found>, Option<String>) {
        if file.size > MAX_BYTES {
            return (None, None);
        }
        let bytes = match source::read(root, &file.path) {
            Ok(bytes) => bytes,
            Err(error) => return (None, Some(error.to_string())),
        };
        let private = picture::without_private_metadata(&bytes).is_some();
        let Some(picture) = picture::inspect(&bytes) else {
            // Its size is not told, but what it tells else is not published either.
            let found =
                Found { width: 0, height: 0, fingerprint: String::new(), variants: Vec::new(), private };
            return (private.then_some(found), None);
        };
        let mut found = Found {
            width: picture.width,
            height: picture.height,
            fingerprint: Fingerprint::of(&bytes).short(),
            variants: Vec::new(),
            private,
        };
        let is_large = u64::from(picture.width) * u64::from(picture.height) > LARGE;
        let _one_at_a_time = is_large.then(|| LARGE_PICTURE.lock().unwrap_or_else(PoisonError::into_inner));
        for width in picture::variant_widths(&picture) {
            let target = self.variant(&picture_file(&file.path, found.clone()), width);
            let made = match target.is_file() {
                true => Ok(()),
                false => picture::resize(&bytes, width).and_then(|small| {
                    write_whole(&target, &small).map_err(|error| PictureError::Broken(error.to_string()))
                }),
            };
            match made {
                Ok(()) => found.variants.push(width),
                Err(PictureError::Broken(why)) => return (Some(found), Some(why)),
                Err(PictureError::Unsupported | PictureError::NotSmaller) => {}
            }
        }
        (Some(found), None)
    }

    /// Removes the smaller versions of pictures that are there no more.
    fn remove_others(&self, published: &[PictureFile]) {
        let names: BTreeSet<String> = published
            .iter()
            .flat_map(|picture| picture.variants.iter().map(|width| picture.variant_name(*width)))
            .collect();
        // What cannot be listed or removed only takes space.
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_none_or(|name| !names.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn write_index(&self, file: &Path, pictures: BTreeMap<String, Known>, problems: &mut Diagnostics) {
        let text = serde_json::to_string(&Index { version: VERSION, pictures }).unwrap_or_default();
        if let Err(error) = write_whole(file, text.as_bytes()) {
            let name = format!("{}/{INDEX}", super::FOLDER);
            problems.push(message::list_not_written(&name, &error.to_string()));
        }
    }
}

/// What an earlier build found; nothing where it cannot be read.
fn read_index(file: &Path) -> BTreeMap<String, Known> {
    let index = fs::read(file).ok().and_then(|bytes| serde_json::from_slice::<Index>(&bytes).ok());
    index.filter(|index| index.version == VERSION).map(|index| index.pictures).unwrap_or_default()
}

/// Whether a file may be a picture by its name; mirrored ones need not have an extension.
fn is_picture(path: &SourcePath) -> bool {
    const KINDS: [&str; 16] = [
        "", "avif", "avifs", "gif", "heic", "heif", "hif", "jfif", "jpe", "jpeg", "jpg", "png", "svg", "tif",
        "tiff", "webp",
    ];
    KINDS.contains(&path.extension().to_ascii_lowercase().as_str())
}

fn picture_file(source: &SourcePath, found: Found) -> PictureFile {
    PictureFile {
        source: source.clone(),
        width: found.width,
        height: found.height,
        fingerprint: found.fingerprint,
        variants: found.variants,
        private: found.private,
    }
}
