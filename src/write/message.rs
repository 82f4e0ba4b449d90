//! Messages about the output folder.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::message::listed;

/// A file of the output could not be written. `swapping` says whether other files had been replaced before.
pub fn write_failed(path: &str, error: &std::io::Error, swapping: bool) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write `{path}`: {error}")).hint(if swapping {
        "some files have already been replaced; the next build will finish the rest"
    } else {
        "the output folder was not changed"
    })
}

/// Another build writes into the same folder, and this one was told not to wait.
pub fn output_busy(out: &str) -> Diagnostic {
    Diagnostic::error("output-busy", format!("another build is writing to `{out}`"))
        .hint("wait for it to finish, or build to another folder")
}

/// The file system of the output folder has no locks, so that a second build at the same time goes unseen.
pub fn output_unlocked(out: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::warning("output-unlocked", format!("cannot lock `{out}`: {error}"))
        .hint("do not run two builds of this folder at the same time")
}

/// Files of others stand where the build writes, and their content differs.
pub fn output_foreign(paths: &[String]) -> Diagnostic {
    let (files, them) = if paths.len() == 1 { ("file", "it") } else { ("files", "them") };
    let message = format!(
        "the build would replace {} {files} that generate did not write: {}",
        paths.len(),
        listed(paths)
    );
    Diagnostic::error("output-foreign", message)
        .hint(format!("move {them} away, or use `--force` to replace {them}"))
}

/// Folders with files of others stand where the build writes a file.
pub fn output_folder(paths: &[String]) -> Diagnostic {
    Diagnostic::error(
        "output-folder",
        format!("a folder with files that generate did not write is in the way of a file: {}", listed(paths)),
    )
    .hint("move it away; `--force` does not remove folders")
}

/// Symbolic links stand in the output folder where the build writes.
pub fn output_link(paths: &[String]) -> Diagnostic {
    Diagnostic::error(
        "output-link",
        format!("a symbolic link in the output folder is in the way of a file: {}", listed(paths)),
    )
    .hint("remove it; only the output folder itself may be a symbolic link")
}

/// Two outputs have one path, or one is a file where the other needs a folder.
pub fn output_claimed(path: &str) -> Diagnostic {
    Diagnostic::error("output-claimed", format!("conflicting outputs at `{path}`"))
        .hint("a file cannot share its path with another file, a folder or the manifest")
}

/// The output folder is the root of the file system.
pub fn output_root() -> Diagnostic {
    Diagnostic::error("output-root", "the output folder cannot be the root of the file system")
        .hint("choose another folder with `--out`")
}

/// A file could not be staged, so that the site would lack it.
pub fn output_incomplete() -> Diagnostic {
    Diagnostic::error("output-incomplete", "a file could not be written; no file was replaced")
        .hint("the output folder was not changed")
}

/// A manifest of an earlier build cannot be read; what it named counts as written by others.
pub fn manifest_broken(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("manifest-broken", format!("ignoring `{path}` of an earlier build: {reason}"))
        .hint("the files it lists are left alone; use `--force` to replace those that this build writes")
}
