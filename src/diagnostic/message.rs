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
