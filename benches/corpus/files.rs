//! Writes a corpus as a complete site into a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fmt, fs, io};

use rayon::prelude::*;

use super::article::Language;
use super::{Corpus, Form};

/// Names a folder as one that holds a corpus and may be replaced.
const MARKER: &str = ".corpus";

/// All that a corpus may have written at the top of its folder; what a build has left there stays.
const WRITTEN: [&str; 5] = ["content", "layouts", "static", "site.toml", "hugo.toml"];

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Total {
    /// The number of files.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
}

/// Why a corpus was not written.
#[derive(Debug)]
pub enum Failure {
    /// The folder holds something that is not a corpus.
    NotEmpty(PathBuf),
    /// A file could not be read, written or removed.
    File(PathBuf, io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEmpty(path) => {
                write!(f, "{} is not empty and holds no earlier corpus; name another folder", path.display())
            }
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Failure {}

/// A folder that a corpus is being written into.
pub(super) struct Target<'a> {
    root: &'a Path,
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Corpus {
    /// Writes the corpus as a site into the folder `root`, replacing a corpus that it holds.
    ///
    /// With `assets`, the images that the articles refer to are written too.
    ///
    /// # Errors
    /// If the folder holds anything else, or a file cannot be written. What was written until then stays.
    pub fn write(&self, root: &Path, form: Form, assets: bool) -> Result<Total, Failure> {
        let target = Target { root, files: AtomicU64::new(0), bytes: AtomicU64::new(0) };
        target.clear()?;
        target.file(MARKER, format!("{:?} {form:?}\n", self.spec))?;
        self.write_site(&target, form)?;
        if assets {
            self.write_media(&target)?;
        }
        self.write_articles(&target, form)?;
        Ok(Total { files: target.files.into_inner(), bytes: target.bytes.into_inner() })
    }

    fn write_articles(&self, target: &Target<'_>, form: Form) -> Result<(), Failure> {
        // One walk over dates and languages finds the folders, so that articles can be written in any order.
        let mut months: BTreeMap<(u32, u32), Vec<Language>> = BTreeMap::new();
        for index in 0..self.spec.size {
            let (day, language) = (self.stamp(index).day, self.language(index));
            let languages = months.entry((day.year, day.month)).or_default();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        for (month, languages) in &months {
            target.folder(&format!("content/articles/{}/{:02}", month.0, month.1))?;
            self.write_month(target, form, *month, languages)?;
        }
        (0..self.spec.size).into_par_iter().try_for_each_init(String::new, |page, index| {
            page.clear();
            let path = self.article(index, form, page);
            target.bare_file(&format!("content/{path}"), page.as_bytes())
        })
    }
}

impl Target<'_> {
    /// Removes an earlier corpus.
    fn clear(&self) -> Result<(), Failure> {
        self.folder("")?;
        let failure = |error| Failure::File(self.root.to_owned(), error);
        let empty = fs::read_dir(self.root).map_err(failure)?.next().is_none();
        if !empty && !self.root.join(MARKER).is_file() {
            return Err(Failure::NotEmpty(self.root.to_owned()));
        }
        for name in WRITTEN {
            let path = self.root.join(name);
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::File(path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn folder(&self, path: &str) -> Result<(), Failure> {
        let path = self.root.join(path);
        fs::create_dir_all(&path).map_err(|error| Failure::File(path, error))
    }

    /// Writes a file and the folders above it.
    pub(super) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> Result<(), Failure> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.folder(folder)?;
        }
        self.bare_file(path, content.as_ref())
    }

    /// Writes a file whose folder is there.
    fn bare_file(&self, path: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.root.join(path);
        fs::write(&path, content).map_err(|error| Failure::File(path, error))?;
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(content.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}
