//! Messages about files and folders of the sources.

use crate::diagnostic::{Diagnostic, Place};

/// A content file that is larger than the site allows.
pub fn file_too_large(file: &str, bytes: u64, most: u64) -> Diagnostic {
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    Diagnostic::error(
        "file-too-large",
        format!("the file is {} MiB; the limit for content files is {} MiB", mib(bytes), mib(most)),
    )
    .at(Place::file(file))
    .hint("move it to static/ if it is a download, or raise `max_file_size` in site.toml")
}

/// A content folder that is not there.
pub fn no_content_folder(folder: &str) -> Diagnostic {
    Diagnostic::error("no-content", format!("folder `{folder}` not found"))
        .at(Place::file("site.toml"))
        .hint("create it, or set another one: `content = [\"…\"]`")
}

/// A link that leads back to a folder above it.
pub fn link_loop(file: &str, ancestor: &str) -> Diagnostic {
    Diagnostic::error("link-loop", format!("symbolic link loops back to {ancestor}"))
        .at(Place::file(file))
        .hint("remove the link")
}

/// A file name that is not UTF-8.
pub fn file_name_not_utf8(file: &str) -> Diagnostic {
    Diagnostic::error("not-utf8", "the file name is not valid UTF-8")
        .at(Place::file(file))
        .hint("rename it, for example with `convmv`")
}

/// A link in a content or static folder that leads out of it.
pub fn link_out(file: &str) -> Diagnostic {
    Diagnostic::warning("link-out", "symbolic link points outside its folder; not followed")
        .at(Place::file(file))
        .hint("copy its target instead")
}
