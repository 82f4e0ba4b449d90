//! Messages about cached images.

use crate::diagnostic::{Diagnostic, Place};

/// A picture that cannot be read, or of which no smaller version can be made.
pub fn broken_picture(path: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("broken-picture", format!("cannot read image: {why}"))
        .at(Place::file(path))
        .hint("published unchanged")
}
