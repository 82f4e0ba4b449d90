//! Reads a site of Zola.

use super::folder::Folder;
use super::old_site::OldSite;
use crate::diagnostic::Diagnostics;

/// Whether a folder is a site of Zola.
pub(super) fn is_site(folder: &Folder) -> bool {
    let _ = folder;
    false
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    let _ = (folder, problems);
    OldSite::default()
}
