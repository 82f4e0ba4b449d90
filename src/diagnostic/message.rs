//! Messages that several modules share, and parts of messages.

use super::{Diagnostic, Place};

/// Where the documentation is: who has the program alone has none of its files.
pub const DOCS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs");

/// The address of a page of the documentation, for hints.
pub fn docs(page: &str) -> String {
    format!("{DOCS}/{page}.md")
}

/// A file or folder that cannot be read.
pub fn unreadable(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable", format!("cannot read this path: {reason}")).at(Place::file(file))
}

/// At most ten paths in a sentence, and how many there are beyond.
pub(crate) fn listed(paths: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    match paths.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A value of an option that makes no sense.
pub fn wrong_option(option: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::error("wrong-option", format!("invalid value `{value}` for {option}")).hint(why)
}

/// A file of a new site that could not be written.
pub fn not_made(file: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("write-failed", format!("cannot write {file}: {error}"))
}
