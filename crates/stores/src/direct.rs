//! Stores that are reached without the library that serves the others: folders of this machine and FTP servers.

use crate::pieces::Pieces;
use crate::{Error, Listed};

/// A place for files. Its calls wait until they are done.
pub(crate) trait Direct: Send + Sync + std::fmt::Debug {
    /// The whole file; `None` where there is none.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Reads a file piece by piece. Returns whether there is one.
    fn read_pieces(&self, path: &str, pieces: &mut dyn Pieces) -> Result<bool, Error>;

    /// Writes a file under another name and renames it, so that nobody reads half of it.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.add(path, bytes, true)?;
        self.finish(path)
    }

    /// Adds bytes to the part of a file, which is a new one for the first of them.
    fn add(&self, path: &str, bytes: &[u8], is_first: bool) -> Result<(), Error>;

    /// Makes the part of a file the file.
    fn finish(&self, path: &str) -> Result<(), Error>;

    /// Removes the part of a file, if that is possible.
    fn abort(&self, path: &str);

    /// Writes a file that must not exist yet. Returns whether it was written.
    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error>;

    /// Whether [`Direct::create`] can promise that.
    fn creates_exclusively(&self) -> bool;

    /// Whether there is a file of this name; true where only the attempt to delete it tells, which spares folders.
    fn is_file(&self, path: &str) -> Result<bool, Error>;

    /// Deletes a file, if there is one.
    fn delete(&self, path: &str) -> Result<(), Error>;

    /// All files, in no order.
    fn list(&self) -> Result<Vec<Listed>, Error>;
}
