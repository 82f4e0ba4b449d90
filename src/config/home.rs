//! What the home page begins with.

use super::TaxonomyId;
use crate::diagnostic::Position;

/// `[home]`: what an editor chose for the home page.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The address of the article at the top, and where that is written.
    pub lead: Option<(String, Position)>,
    /// The taxonomies that have a section, in their order; `None` where nothing is said: those that the main menu names.
    pub sections: Option<Vec<TaxonomyId>>,
}
