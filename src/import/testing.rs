//! Made-up sites for tests of the readers, and the sites of the shared data.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::folder::Folder;
use super::old_site::{OldAddressKind, OldDocument, OldSite};
use crate::diagnostic::Diagnostics;

/// A folder with some files; it is there as long as the first value is.
pub(super) fn folder(files: &[(&str, &str)]) -> (TempDir, Folder) {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let full = root.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }
    let folder = Folder::list(root.path(), &mut Diagnostics::new()).unwrap();
    (root, folder)
}

/// A folder of the shared data; one line says where it is absent.
pub(super) fn shared(path: &str) -> Option<Folder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if !root.is_dir() {
        eprintln!("skipped: {} is absent", root.display());
        return None;
    }
    Some(Folder::list(&root, &mut Diagnostics::new()).unwrap())
}

/// The document that was made of a file.
pub(super) fn document<'s>(site: &'s OldSite, source: &str) -> &'s OldDocument {
    site.documents.iter().find(|document| document.source == source).unwrap()
}

/// The old addresses of one kind.
pub(super) fn paths(site: &OldSite, kind: OldAddressKind) -> Vec<&str> {
    site.addresses.iter().filter(|address| address.kind == kind).map(|address| &*address.path).collect()
}
