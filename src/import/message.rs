//! Messages of `generate import`.

use crate::diagnostic::{Diagnostic, Place, Position};

/// A file whose name is not Unicode.
pub fn name_not_unicode(path: &str) -> Diagnostic {
    Diagnostic::warning("import-name", format!("{path} was skipped: its name is not Unicode"))
}

/// A folder that cannot be listed.
pub fn not_listed(path: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("import-unreadable", format!("cannot list {path}: {why}"))
}

/// A link that leads out of the folder.
pub fn link_out(path: &str) -> Diagnostic {
    Diagnostic::warning("import-link", "skipped: the link leads out of the folder")
        .at(Place::file(path))
        .hint("replace the link with the files it leads to")
}

/// A text that is not in UTF-8.
pub fn not_utf8(path: &str) -> Diagnostic {
    Diagnostic::warning("import-encoding", "not UTF-8; unreadable bytes were replaced")
        .at(Place::file(path))
        .hint("convert the file to UTF-8 and import again")
}

/// Front matter without an end.
pub fn front_matter_not_closed(file: &str, at: Position) -> Diagnostic {
    Diagnostic::error("import-front-matter", "front matter is not closed").at(Place::new(file, at))
}

/// A folder that none of the generators made.
pub fn no_generator(folder: &str) -> Diagnostic {
    Diagnostic::error("import-generator", format!("{folder} is not a site of a known generator")).hint(
        "the folder must contain the configuration of Jekyll, Hugo, Zola, Pelican, Hexo or Eleventy, such as _config.yml",
    )
}

/// A folder with the files of several generators.
pub fn several_generators(folder: &str, found: &str) -> Diagnostic {
    Diagnostic::error("import-generator", format!("{folder} has the files of several generators: {found}"))
        .hint("choose one with --from")
}
