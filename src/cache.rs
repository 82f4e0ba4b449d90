//! The build cache in `.generate/` in the site root. Deleting it costs only time.

use std::fs;
use std::io;
use std::path::Path;

pub mod checked;
pub mod compressed;
pub mod media;
pub mod message;
pub mod outputs;
pub mod pictures;
pub mod sources;
mod store;
pub mod words;

pub use store::Base;

/// The folder, below the site's root.
pub const FOLDER: &str = crate::reserved::Own::Cache.name();

/// What the program was built from: what another build of it keeps is not taken.
pub const BUILD: &str = env!("GENERATE_BUILD");

/// Writes a file so that it is there whole or not at all.
pub fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    // Two threads may make the same version of two equal pictures: each writes a file of its own.
    let name = format!("{}.{}-{:?}.part", file.display(), std::process::id(), std::thread::current().id());
    fs::write(&name, bytes)?;
    fs::rename(&name, file).inspect_err(|_| {
        let _ = fs::remove_file(&name);
    })
}
