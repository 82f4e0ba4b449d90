//! Prompts: what readers are asked for.

use crate::diagnostic::Position;

/// Prompts that ask readers for something, each shown or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompts {
    /// The newsletter form.
    pub newsletter: bool,
    /// The link to where readers can give.
    pub support: bool,
    /// The appeal under articles.
    pub appeal: bool,
    /// The text of an article for others to publish.
    pub republish: bool,
}

/// A few words under each article that ask readers for something.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// What it says.
    pub text: String,
    /// Where that is written.
    pub position: Position,
    /// Title and address of at most two links.
    pub links: Vec<(String, String)>,
}

/// The newsletter form.
#[derive(Clone, Debug)]
pub struct Newsletter {
    /// Where the form is sent.
    pub action: String,
    /// Its title.
    pub title: Option<String>,
    /// A sentence under it.
    pub text: Option<String>,
}

/// Where readers can give.
#[derive(Clone, Debug)]
pub struct Support {
    /// The address.
    pub url: String,
    /// The link's text.
    pub title: Option<String>,
    /// A sentence beside it.
    pub text: Option<String>,
}
