//! The logo at the head of every page.

use crate::diagnostic::Position;

/// `[logo]`: each picture by its address, and where that is written.
#[derive(Clone, Debug)]
pub struct Logo {
    /// The picture.
    pub file: (String, Position),
    /// The one for dark colours, where it differs.
    pub dark: Option<(String, Position)>,
}
