//! The text of every problem the program reports, one constructor each.
//!
//! A message says what is wrong, in one sentence without a full stop; the place says where; the hint says what to do.
//! `tests/it/messages.rs` holds the exact text of each.

use crate::diagnostic::{Diagnostic, Place};

/// A value has another type than its key asks for.
pub fn wrong_type(place: Place, key: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`{key}` must be {expected}, not {found}")).at(place)
}

/// A key that no setting answers to.
pub fn unknown_key(place: Place, table: &str, key: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("unknown-key", format!("{table} has no key `{key}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint("docs/configuration.md lists every key"),
    }
}

/// A file of the output could not be written. `swapping` says whether other files had been replaced before.
pub fn write_failed(path: &str, error: &std::io::Error, swapping: bool) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write `{path}`: {error}")).hint(if swapping {
        "some files are replaced already; the next build finishes the rest"
    } else {
        "the output folder is as it was before"
    })
}

/// Another build writes into the same folder, and this one was told not to wait.
pub fn output_busy(out: &str) -> Diagnostic {
    Diagnostic::error("output-busy", format!("another build is writing into `{out}`"))
        .hint("wait until it is done, or build into another folder")
}

/// The file system of the output folder has no locks, so that a second build at the same time goes unseen.
pub fn output_unlocked(out: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::warning("output-unlocked", format!("`{out}` cannot be locked: {error}"))
        .hint("do not run two builds into this folder at once")
}

/// Files of others stand where the build writes, and their content differs.
pub fn output_foreign(paths: &[String]) -> Diagnostic {
    let (were, them) = if paths.len() == 1 { ("file was", "it") } else { ("files were", "them") };
    let message = format!(
        "{} {were} not written by this program and would be replaced in the output folder: {}",
        paths.len(),
        listed(paths)
    );
    Diagnostic::error("output-foreign", message)
        .hint(format!("move {them} away, or build with `--force` to replace {them}"))
}

/// Folders with files of others stand where the build writes a file.
pub fn output_folder(paths: &[String]) -> Diagnostic {
    Diagnostic::error(
        "output-folder",
        format!(
            "a folder with files not written by this program stands where a file goes: {}",
            listed(paths)
        ),
    )
    .hint("move it away; `--force` does not remove folders")
}

/// Symbolic links stand in the output folder where the build writes.
pub fn output_link(paths: &[String]) -> Diagnostic {
    Diagnostic::error(
        "output-link",
        format!("the output folder has a symbolic link where the build writes: {}", listed(paths)),
    )
    .hint("remove the link; only the output folder itself may be one")
}

/// Two outputs have one path, or one is a file where the other needs a folder.
pub fn output_claimed(path: &str) -> Diagnostic {
    Diagnostic::error("output-claimed", format!("the output `{path}` is claimed twice"))
        .hint("a file cannot have the path of another, of a folder, or of the manifest")
}

/// The output folder is the root of the file system.
pub fn output_root() -> Diagnostic {
    Diagnostic::error("output-root", "the output folder cannot be the root of the file system")
        .hint("give another folder with `--out`")
}

/// A file could not be staged, so that the site would lack it.
pub fn output_incomplete() -> Diagnostic {
    Diagnostic::error("output-incomplete", "a file could not be written, so no file was replaced")
        .hint("the output folder is as it was before")
}

/// A manifest of an earlier build cannot be read; what it named counts as written by others.
pub fn manifest_broken(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("manifest-broken", format!("`{path}` of an earlier build is ignored: {reason}"))
        .hint("the files it named are left alone; `--force` replaces those that this build writes")
}

/// At most ten paths in a sentence, and how many there are beyond.
fn listed(paths: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    match paths.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
