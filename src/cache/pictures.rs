//! Properties of images, and their smaller versions, each made once.
//!
//! Properties are remembered by size and time of the file, like sources: no image is decoded to plan a site. A smaller
//! version is made on demand. It is kept in a file named by the fingerprint of its original and its width, and
//! validated only by the checksum at the end of that file.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::store::{Store, StoreWriter};
use super::write_whole;
use crate::cache::message;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::output::PictureFile;
use crate::path::SourcePath;
use crate::picture::content::{self, Wrong};
use crate::picture::{self, PictureError};
use crate::source::{self, FileStamp, SourceFile};

/// The folder of smaller versions, and the file of what was found, in the cache's folder.
const FOLDER: &str = "pictures";
const INDEX: &str = "pictures.cache";

/// Pictures in a chunk of that file.
const CHUNK: usize = 1_024;

/// The largest picture that is looked into, in bytes: larger ones are published as they are, without their size.
const MAX_BYTES: u64 = 200 << 20;

/// The length of a checksum, in bytes.
const SUM_BYTES: usize = 16;

/// Pictures of more pixels are made smaller one at a time, whatever the number of threads: each takes four bytes a pixel.
const LARGE: u64 = 4_000_000;

/// Held while a large picture is made smaller.
static LARGE_PICTURE: Mutex<()> = Mutex::new(());

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    path: SourcePath,
    stamp: FileStamp,
    /// What was found in it.
    inspected: Looked,
}

/// What was found in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Looked {
    /// `None` for a file that is no picture, or does not tell its size.
    picture: Option<Inspected>,
    /// What it holds in the place of what its name says.
    wrong: Option<Wrong>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Inspected {
    width: u32,
    height: u32,
    fingerprint: String,
    variants: Vec<u32>,
    private: bool,
}

/// The bytes at the address of a smaller version.
#[derive(Debug)]
pub struct Version {
    /// The smaller version, or its original as it is published, where none can be made that is smaller.
    pub bytes: Vec<u8>,
    /// What is wrong with the original.
    pub problem: Option<Diagnostic>,
}

/// How images are inspected.
pub struct Inspection<'l> {
    /// The site's root.
    pub root: &'l Path,
    /// The cache's folder.
    pub folder: &'l Path,
    /// A time before the files were listed.
    pub started: SystemTime,
    /// Whether sizes and times of files mean nothing.
    pub by_content: bool,
    /// Whether the files are all those of the site: then what was found is kept for the next build, and nothing else.
    pub keeps: bool,
}

/// The pictures of a site, ready to be published.
pub struct Pictures {
    root: PathBuf,
    folder: PathBuf,
}

impl Pictures {
    /// Looks at the pictures among `files`, which are not decoded, and at the beginnings of recordings and the like.
    ///
    /// Returns pictures in the order of `files`, and files that do not hold what their name says. A picture that cannot be read
    /// is a warning, no more.
    pub fn prepare(
        inspection: &Inspection<'_>,
        files: &[&SourceFile],
        problems: &mut Diagnostics,
    ) -> (Pictures, Vec<PictureFile>, Vec<(SourcePath, Wrong)>) {
        let old = read_index(&inspection.folder.join(INDEX));
        let known: FxHashMap<&SourcePath, &Known> = old.iter().map(|known| (&known.path, known)).collect();
        let pictures = Pictures { root: inspection.root.to_owned(), folder: inspection.folder.join(FOLDER) };
        let is_looked_at =
            |file: &&SourceFile| is_picture(&file.path) || content::is_promised(file.path.extension());
        let candidates: Vec<&SourceFile> = files.iter().copied().filter(is_looked_at).collect();
        let results: Vec<io::Result<Looked>> = candidates
            .par_iter()
            .map(|file| match known.get(&file.path) {
                Some(known) if !inspection.by_content && known.stamp == file.stamp => {
                    Ok(known.inspected.clone())
                }
                _ => look(inspection.root, file),
            })
            .collect();
        let (mut index, mut published, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        for (file, inspected) in candidates.iter().zip(results) {
            let inspected = match inspected {
                Ok(inspected) => inspected,
                Err(error) => {
                    problems.push(message::broken_picture(file.path.as_str(), &error.to_string()));
                    continue;
                }
            };
            published.extend(inspected.picture.as_ref().map(|found| picture_file(&file.path, found)));
            wrong.extend(inspected.wrong.map(|wrong| (file.path.clone(), wrong)));
            // That of a file which may change unseen fits no file.
            let is_racy = file.stamp.is_racy(inspection.started);
            let stamp = if is_racy { FileStamp::default() } else { file.stamp };
            index.push(Known { path: file.path.clone(), stamp, inspected });
        }
        if index != old && inspection.keeps {
            // What cannot be kept is found again by the next build; whoever cannot keep anything is told at its end.
            let _ = write_index(&inspection.folder.join(INDEX), &index);
        }
        if inspection.keeps {
            pictures.remove_others(&published);
        }
        (pictures, published, wrong)
    }

    /// Makes the smaller versions that are not there yet, in parallel, with a warning for each picture of which that failed.
    pub fn make_all(&self, pictures: &[PictureFile], problems: &mut Diagnostics) {
        let make = |picture: &PictureFile| {
            let is_there = |width: &&u32| self.file(&picture.variant_name(**width)).is_file();
            let wanted = picture.variants.iter().filter(|width| !is_there(width));
            // Whoever publishes it is told that the original has gone, or is another one.
            wanted.filter_map(|width| self.variant(picture, *width).ok()).find_map(|version| version.problem)
        };
        problems.extend(pictures.par_iter().filter_map(make).collect::<Vec<_>>());
    }

    /// A smaller version. One that is not there, or is damaged, is made again.
    ///
    /// # Errors
    /// What the file system says of the original, or that it is another picture now.
    pub fn variant(&self, picture: &PictureFile, width: u32) -> io::Result<Version> {
        let name = picture.variant_name(width);
        if let Some(bytes) = self.kept(&name) {
            return Ok(Version { bytes, problem: None });
        }
        let is_large = u64::from(picture.width) * u64::from(picture.height) > LARGE;
        let one_at_a_time = is_large.then(|| LARGE_PICTURE.lock().unwrap_or_else(PoisonError::into_inner));
        // Whoever had to wait may have waited for this very one.
        if one_at_a_time.is_some()
            && let Some(bytes) = self.kept(&name)
        {
            return Ok(Version { bytes, problem: None });
        }
        let original = source::read(&self.root, &picture.source)?;
        if Fingerprint::of(&original).short() != picture.fingerprint {
            return Err(io::Error::other("the file changed during the build"));
        }
        let bytes = match picture::resize(&original, width) {
            Ok(small) => small,
            // It is tried again each time, so that each build warns of it.
            Err(PictureError::Broken(why)) => {
                let problem = Some(message::broken_picture(picture.source.as_str(), &why));
                return Ok(Version { bytes: picture::published(original), problem });
            }
            Err(PictureError::Unsupported | PictureError::NotSmaller) => picture::published(original),
        };
        // Where it cannot be kept it is made again by whoever wants it next.
        let _ = self.keep(&name, &bytes);
        Ok(Version { bytes, problem: None })
    }

    /// Where the smaller version called `name` is kept.
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(file_name(name))
    }

    /// Keeps the smaller version called `name`, with its checksum behind it.
    fn keep(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        write_whole(&self.file(name), &[bytes, &checksum(name, bytes)].concat())
    }

    /// The bytes of the smaller version called `name`, if it is there and as it was made.
    fn kept(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.file(name)).ok()?;
        let sum = bytes.split_off(bytes.len().checked_sub(SUM_BYTES)?);
        (sum == checksum(name, &bytes)).then_some(bytes)
    }

    /// Removes the smaller versions of pictures that are there no more.
    fn remove_others(&self, pictures: &[PictureFile]) {
        let versions = |picture: &PictureFile| {
            let names = picture.variants.iter().map(|width| file_name(&picture.variant_name(*width)));
            names.collect::<Vec<String>>()
        };
        let names: BTreeSet<String> = pictures.iter().flat_map(versions).collect();
        // What cannot be listed or removed only takes space.
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_none_or(|name| !names.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The name of the file that holds the smaller version called `name`: it is more than a picture.
fn file_name(name: &str) -> String {
    format!("{name}.kept")
}

/// The checksum of a smaller version called `name`.
fn checksum(name: &str, bytes: &[u8]) -> [u8; SUM_BYTES] {
    FingerprintBuilder::new().part(name.as_bytes()).part(bytes).finish().to_bytes()
}

/// Looks into one file; what is too large is left alone.
fn look(root: &Path, file: &SourceFile) -> io::Result<Looked> {
    let extension = file.path.extension();
    if !is_picture(&file.path) {
        let mut head = Vec::new();
        let opened = fs::File::open(source::full_path(root, &file.path))?;
        opened.take(content::TELLING_BYTES as u64).read_to_end(&mut head)?;
        return Ok(Looked { picture: None, wrong: content::wrong(extension, &head) });
    }
    if file.size > MAX_BYTES {
        return Ok(Looked::default());
    }
    let bytes = source::read(root, &file.path)?;
    let wrong = content::wrong(extension, &bytes);
    let private = picture::without_private_metadata(&bytes).is_some();
    let Some(picture) = picture::inspect(&bytes) else {
        // Its size is not told, but what it tells else is not published either.
        let found =
            Inspected { width: 0, height: 0, fingerprint: String::new(), variants: Vec::new(), private };
        return Ok(Looked { picture: private.then_some(found), wrong });
    };
    let found = Inspected {
        width: picture.width,
        height: picture.height,
        fingerprint: Fingerprint::of(&bytes).short(),
        variants: picture::variant_widths(&bytes, &picture),
        private,
    };
    Ok(Looked { picture: Some(found), wrong })
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

fn picture_file(source: &SourcePath, found: &Inspected) -> PictureFile {
    PictureFile {
        source: source.clone(),
        width: found.width,
        height: found.height,
        fingerprint: found.fingerprint.clone(),
        variants: found.variants.clone(),
        private: found.private,
    }
}
