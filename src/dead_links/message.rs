//! Messages about the list of dead links.

use crate::diagnostic::{Diagnostic, Place, Position};

/// A list without a column that it must have.
pub fn no_column(name: &str) -> Diagnostic {
    Diagnostic::warning("invalid-link-list", format!("missing column `{name}`"))
        .at(Place::new(super::FILE, Position::START))
        .hint("the first line must be `address,status,first_seen_dead,replacement`")
}

/// A line that is no CSV.
pub fn unreadable(position: Position, why: &str) -> Diagnostic {
    warning(position, format!("invalid CSV: {why}"))
}

/// A dead link that is no full address.
pub fn wrong_address(position: Position, written: &str) -> Diagnostic {
    warning(position, format!("invalid address `{written}`"))
        .hint("expected a full address with `http://` or `https://`")
}

/// A dead link that is listed again.
pub fn listed_twice(position: Position, address: &str) -> Diagnostic {
    warning(position, format!("`{address}` is listed twice")).hint("the first line counts; remove the other")
}

/// A replacement that is no full address.
pub fn wrong_replacement(position: Position, written: &str) -> Diagnostic {
    warning(position, format!("invalid replacement `{written}`; links are not changed")).hint(
        "expected a full address with `http://` or `https://`, with `{date}` for the date of the article",
    )
}

fn warning(position: Position, text: String) -> Diagnostic {
    Diagnostic::warning("invalid-link-list", text).at(Place::new(super::FILE, position))
}
