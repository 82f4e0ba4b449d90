//! Names of folders, of the site and of the output.

use super::invalid;
use crate::diagnostic::message::docs;
use crate::path::UrlPath;
use crate::reserved::Reserved;
use crate::value::fields::{Fields, Located};

/// A folder name without slashes at its ends that stays where it is.
fn relative_folder(fields: &Fields<'_, '_>, key: &str, written: Located<'_>) -> Option<String> {
    let folder = written.text.trim_matches('/');
    if folder.is_empty() || folder.split('/').any(|part| matches!(part, "" | "." | "..")) {
        invalid(fields, written, key, "expected a folder below the site root");
        return None;
    }
    Some(folder.to_owned())
}

pub(super) fn folder(fields: &mut Fields<'_, '_>, key: &str, default: &str) -> String {
    let written = fields.nonempty(key);
    written.and_then(|written| relative_folder(fields, key, written)).unwrap_or_else(|| default.into())
}

/// Likewise a folder of the output.
pub(super) fn published_folder(fields: &mut Fields<'_, '_>, key: &str, default: &str) -> String {
    let Some(written) = fields.nonempty(key) else { return default.into() };
    let Some(path) = relative_folder(fields, key, written) else { return default.into() };
    let file = UrlPath::parse(&format!("/{path}/")).map(|url| url.out_path());
    if file.is_ok_and(|file| Reserved::at(&file).is_some()) {
        invalid(fields, written, key, &format!("see {} for reserved names", docs("content")));
        return default.into();
    }
    path
}

pub(super) fn folders(fields: &mut Fields<'_, '_>, key: &str, default: &str) -> Vec<String> {
    let written = fields.texts(key);
    if written.is_empty() {
        return vec![default.into()];
    }
    // The owner's own content may lie anywhere, also outside the root.
    written.into_iter().map(|folder| folder.text.trim_end_matches('/').to_owned()).collect()
}
