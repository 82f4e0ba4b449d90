//! Which folders of media a build has made beside an output folder, so that one that is no longer wanted can be emptied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::fingerprint::Fingerprint;

/// The file for the output folder `out`, in the cache's `folder`.
fn file(folder: &Path, out: &Path) -> PathBuf {
    let place = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    let place = Fingerprint::of(place.as_os_str().as_encoded_bytes());
    folder.join(format!("media-{}.txt", place.short()))
}

/// The folders that builds into `out` have made.
pub fn known(folder: &Path, out: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(file(folder, out)).unwrap_or_default();
    text.lines().map(PathBuf::from).collect()
}

/// Remembers the folders. Those whose names are no text are not.
///
/// # Errors
/// What the file system says.
pub fn remember(folder: &Path, out: &Path, folders: &[PathBuf]) -> io::Result<()> {
    let (file, names) = (file(folder, out), folders.iter().filter_map(|folder| folder.to_str()));
    let text: String = names.filter(|name| !name.contains('\n')).map(|name| format!("{name}\n")).collect();
    if text.is_empty() {
        return match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    if fs::read_to_string(&file).is_ok_and(|known| known == text) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(file, text)
}
