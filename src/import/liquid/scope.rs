//! What an expression asks of the page that it stands on.

use std::sync::Arc;

use super::value::Value;

/// What only the old generator knows: its name, under which places are told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown(pub(super) Arc<str>);

impl Unknown {
    pub(super) fn new(name: impl AsRef<str>) -> Unknown {
        Unknown(name.as_ref().into())
    }
}

/// What an expression asks of the page that it stands on.
pub(super) trait Scope {
    /// The value of a variable.
    fn variable(&self, name: &str) -> Value;

    /// The address of the site, without a slash at its end.
    fn site_url(&self) -> &str;

    /// Spends work.
    ///
    /// # Errors
    /// Where nothing is left: the text would take for ever.
    fn spend(&self, work: usize) -> Result<(), Unknown>;
}
