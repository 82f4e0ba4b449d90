//! What texts are converted with.

use super::placed::Place;
use super::references::References;
use super::site::Site;

/// What a text is converted with.
pub(super) struct Texts<'t> {
    /// The site.
    pub(super) site: &'t Site,
    /// Where its pages go.
    pub(super) places: &'t [Place],
    /// What `ref` finds.
    pub(super) references: &'t References,
}
