//! Messages of `generate verify`.

use super::Flaw;
use crate::diagnostic::{Diagnostic, Level, Place};

/// A folder or target without a manifest.
pub fn no_manifest(place: &str) -> Diagnostic {
    Diagnostic::error("no-manifest", format!("no manifest in {place}"))
        .hint("verify the output folder of a build, or a target that was deployed to")
}

/// A manifest whose list of shards cannot be read.
pub fn manifest_unreadable(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("manifest-unreadable", format!("invalid manifest: {reason}"))
        .at(Place::file(path))
        .hint("build or deploy the site again")
}

/// A file that is missing or altered.
pub fn flaw(path: &str, flaw: Flaw) -> Diagnostic {
    match flaw {
        Flaw::Missing => Diagnostic::error("site-file-missing", "missing file"),
        Flaw::Altered => {
            Diagnostic::error("site-file-altered", "altered file: its checksum is not that in the manifest")
        }
    }
    .at(Place::file(path))
}

/// A file that the manifest does not list.
pub fn extra(path: &str, strict: bool) -> Diagnostic {
    let level = if strict { Level::Error } else { Level::Note };
    Diagnostic::note("site-file-extra", "extra file: the manifest does not list it")
        .at(Place::file(path))
        .level(level)
}
