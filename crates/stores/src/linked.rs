//! Folders whose files can stand in several places at once, and symbolic links to folders, which are replaced at once: on this
//! machine, and on servers with SSH.
//!
//! The library for the other stores reads and writes files; it knows no links.

use crate::{Address, Error, ErrorKind, Options, Scheme};

mod folder;
#[cfg(unix)]
mod server;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Nothing,
    /// A symbolic link to this path, with `/` between its segments.
    Link(String),
    /// A file or a folder.
    Other,
}

/// A folder in which files and links can be given places. All paths are below it. Its calls wait until they are done, and need
/// the runtime in which it was opened.
pub trait Linked: Send + Sync {
    /// What stands at a path.
    ///
    /// # Errors
    /// If it cannot be told.
    fn entry(&self, path: &str) -> Result<Entry, Error>;

    /// The names in a folder, sorted; none where there is no such folder.
    ///
    /// # Errors
    /// If they cannot be told.
    fn names(&self, folder: &str) -> Result<Vec<String>, Error>;

    /// Makes a folder and those above it, as far as they are not there.
    ///
    /// # Errors
    /// If that is refused.
    fn make_folder(&self, path: &str) -> Result<(), Error>;

    /// Whether [`Linked::share`] is possible at all.
    fn can_share(&self) -> bool;

    /// Gives all files of the folder `from` a place in the folder `to` too, which is empty: as hard links, or as copies where there
    /// are none. Files that were being sent when somebody stopped are left out. Returns whether that was possible; if not, a part
    /// of the files may be there.
    ///
    /// # Errors
    /// If something else stopped it; a part of the files may be there.
    fn share(&self, from: &str, to: &str) -> Result<bool, Error>;

    /// Gives a file, folder or link another place. A file or link that stands there is replaced at once; a folder with files is not.
    ///
    /// # Errors
    /// If that is refused.
    fn rename(&self, from: &str, to: &str) -> Result<(), Error>;

    /// Makes a symbolic link to `target`, which is as it is written in it, in place of a file or link that stands there.
    ///
    /// # Errors
    /// If that is refused, as where there are no symbolic links.
    fn link(&self, path: &str, target: &str) -> Result<(), Error>;

    /// Removes a folder with all that is in it, or a file or link.
    ///
    /// # Errors
    /// If that is refused; a part of it may be gone.
    fn remove(&self, path: &str) -> Result<(), Error>;
}

/// Opens the folder at `address`. That alone makes nothing there.
///
/// # Errors
/// [`ErrorKind::Unsupported`] where there are no links, or a server cannot replace one at once. Any other if the server cannot be
/// reached.
pub async fn open(address: &Address, options: &Options) -> Result<Box<dyn Linked>, Error> {
    match address.scheme() {
        Scheme::Folder => Ok(Box::new(folder::Folder::at(address.path()))),
        #[cfg(unix)]
        Scheme::Sftp => Ok(Box::new(server::Server::open(address, options).await?)),
        #[cfg(not(unix))]
        Scheme::Sftp => {
            let _ = options;
            Err(Error::new(ErrorKind::Unsupported, "SFTP works on Linux and macOS only"))
        }
        _ => Err(Error::new(ErrorKind::Unsupported, "only folders and servers with SSH have links")),
    }
}
