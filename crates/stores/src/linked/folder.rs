//! A folder of this machine.

use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};

use tokio::task::block_in_place;
use walkdir::WalkDir;

use super::{Entry, Linked};
use crate::folder::failed;
use crate::{Error, ErrorKind, PART};

/// A folder, which need not exist.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn at(path: &str) -> Folder {
        Folder(path.into())
    }

    /// Does something at a path.
    fn done<T>(&self, path: &str, work: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, Error> {
        block_in_place(|| work(&self.0.join(path))).map_err(|error| failed(path, &error))
    }
}

impl Linked for Folder {
    fn entry(&self, path: &str) -> Result<Entry, Error> {
        self.done(path, |place| match place.symlink_metadata() {
            Ok(found) if found.is_symlink() => {
                let target = fs::read_link(place)?;
                Ok(Entry::Link(target.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/")))
            }
            Ok(_) => Ok(Entry::Other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Entry::Nothing),
            Err(error) => Err(error),
        })
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, Error> {
        self.done(folder, |place| {
            let entries = match fs::read_dir(place) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                entries => entries?,
            };
            let mut names = Vec::new();
            for entry in entries {
                names.extend(entry?.file_name().into_string());
            }
            names.sort_unstable();
            Ok(names)
        })
    }

    fn make_folder(&self, path: &str) -> Result<(), Error> {
        self.done(path, |place| fs::create_dir_all(place))
    }

    fn can_share(&self) -> bool {
        true
    }

    fn share(&self, from: &str, to: &str) -> Result<bool, Error> {
        self.done(to, |to| {
            // Whoever walks through a link has to follow it himself.
            let from = self.0.join(from).canonicalize()?;
            for entry in WalkDir::new(&from).min_depth(1) {
                let entry = entry?;
                let Ok(below) = entry.path().strip_prefix(&from) else { continue };
                let place = to.join(below);
                if entry.file_type().is_dir() {
                    fs::create_dir(&place)?;
                } else if !entry.file_name().to_string_lossy().ends_with(PART) {
                    fs::hard_link(entry.path(), &place)
                        .or_else(|_| fs::copy(entry.path(), &place).map(drop))?;
                }
            }
            Ok(true)
        })
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        self.done(from, |from| fs::rename(from, self.0.join(to)))
    }

    fn link(&self, path: &str, target: &str) -> Result<(), Error> {
        let target: PathBuf = target.split('/').collect();
        let made = self.done(path, |place| {
            match fs::remove_file(place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            make_link(&target, place)
        });
        made.map_err(|error| Error::new(ErrorKind::Other, format!("no symbolic link can be made: {error}")))
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        self.done(path, |place| match place.symlink_metadata()?.is_dir() {
            true => fs::remove_dir_all(place),
            false => fs::remove_file(place),
        })
    }
}

#[cfg(unix)]
fn make_link(folder: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(folder, link)
}

#[cfg(windows)]
fn make_link(folder: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(folder, link)
}

#[cfg(not(any(unix, windows)))]
fn make_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_link_is_replaced_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::at(&place.path().display().to_string());
        assert_eq!(folder.entry("current"), Ok(Entry::Nothing));
        for name in ["a", "b"] {
            folder.make_folder(&format!("all/{name}")).unwrap();
            fs::write(place.path().join("all").join(name).join("x"), name).unwrap();
            folder.link("new", &format!("all/{name}")).unwrap();
            folder.rename("new", "current").unwrap();
            assert_eq!(fs::read_to_string(place.path().join("current/x")).unwrap(), name);
            assert_eq!(folder.entry("current"), Ok(Entry::Link(format!("all/{name}"))));
        }
        assert_eq!(
            (folder.names("all"), folder.names("none")),
            (Ok(vec!["a".into(), "b".into()]), Ok(vec![]))
        );
        folder.remove("current").unwrap();
        assert_eq!(folder.names("all/b").unwrap(), ["x"], "what a link leads to stays");
        folder.rename("all/b", "current").unwrap();
        assert_eq!(folder.entry("current"), Ok(Entry::Other));
        folder.link("new", "all/a").unwrap();
        assert!(folder.rename("new", "current").is_err());
        assert!(folder.link("current", "all/a").is_err());
        assert!(place.path().join("current/x").exists());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_folder_shares_its_files() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::at(&place.path().display().to_string());
        folder.make_folder("old/sub").unwrap();
        folder.make_folder("new").unwrap();
        fs::write(place.path().join("old/sub/x"), "1").unwrap();
        fs::write(place.path().join("old/sub").join(crate::part("y")), "half").unwrap();
        folder.link("current", "old").unwrap();
        assert_eq!(folder.share("current", "new"), Ok(true));
        let number = |path: &str| fs::metadata(place.path().join(path)).unwrap().ino();
        assert_eq!(number("old/sub/x"), number("new/sub/x"));
        assert_eq!(folder.names("new/sub").unwrap(), ["x"]);
        folder.remove("old").unwrap();
        assert_eq!(fs::read_to_string(place.path().join("new/sub/x")).unwrap(), "1");
    }
}
