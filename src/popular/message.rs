//! Messages about the list of popular articles.

use crate::diagnostic::{Diagnostic, Place, Position};

/// A list of popular articles without a column of addresses.
pub fn popular_without_addresses() -> Diagnostic {
    Diagnostic::warning("popular", "missing column `address`")
        .at(Place::new(super::FILE, Position::START))
        .hint("the first line must name the columns: `address,title,byline`")
}

/// A line of the list of popular articles that is no CSV.
pub fn popular_unreadable(line: u32, why: &str) -> Diagnostic {
    let place = Place::new(super::FILE, Position { line, column: 1 });
    Diagnostic::warning("popular", format!("invalid CSV: {why}")).at(place)
}
