//! Made-up folders for tests.

use tempfile::TempDir;

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;

/// A folder with some files; it is there as long as the first value is.
pub(super) fn folder(files: &[(&str, &str)]) -> (TempDir, Folder) {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let full = root.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }
    let folder = Folder::list(root.path(), &mut Diagnostics::new()).unwrap();
    (root, folder)
}
