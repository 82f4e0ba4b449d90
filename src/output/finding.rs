//! What is found in the sources of a site while its pages are made. The report of a build, the editor dashboard and whatever
//! else examines a site have it from this one list.

use serde::{Deserialize, Serialize};

use crate::article::body::Removal;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::UrlPath;

/// Something in a source that its editors should know of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// A flaw of a text, of which a site may have many, and where it is.
    Flaw(Flaw, Place),
    /// Anything else, with a message of its own.
    Message(Box<Diagnostic>),
}

/// A flaw of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// It links to this address, or shows a file from it, and nothing answers there.
    MissingAddress(Box<str>),
    /// It links to an anchor that the page does not have: `#name`, with the page before it where that is another one.
    MissingAnchor(Box<str>),
    /// Its front matter names a file that the site does not have.
    MissingFile(Box<str>),
    /// It calls a shortcode of this name, which has no template.
    UnknownShortcode(Box<str>),
    /// It has an element of this name, which may not stand in a page, and this became of it.
    RemovedElement(Box<str>, Removal),
    /// It shows an image without an alternative text.
    NoAlternativeText,
}

/// A link of a text to an anchor of another page: whether that is there is known when all pages are rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnchorLink {
    /// The page.
    pub page: UrlPath,
    /// The anchor.
    pub anchor: Box<str>,
    /// Where the link is.
    pub place: Place,
}

impl Finding {
    /// Whether it stops a build.
    pub fn is_error(&self) -> bool {
        self.message().is_some_and(Diagnostic::is_error)
    }

    /// The message, where it is one.
    pub fn message(&self) -> Option<&Diagnostic> {
        match self {
            Finding::Message(message) => Some(message),
            Finding::Flaw(..) => None,
        }
    }

    /// The flaw and where it is, where it is one.
    pub fn flaw(&self) -> Option<(&Flaw, &Place)> {
        match self {
            Finding::Flaw(flaw, place) => Some((flaw, place)),
            Finding::Message(_) => None,
        }
    }
}

impl From<Diagnostic> for Finding {
    fn from(message: Diagnostic) -> Finding {
        Finding::Message(message.into())
    }
}

/// Whether `address`, which nothing answers, is one of an old site: a full address, or a path where the site has `old_hosts`. Any other
/// one is simply wrong.
pub fn is_old_address(address: &str, has_old_hosts: bool) -> bool {
    address.contains("://") || address.starts_with("//") || (has_old_hosts && address.starts_with('/'))
}

/// Moves the messages among `findings` to `problems`.
pub fn take_messages(findings: &mut Vec<Finding>, problems: &mut Diagnostics) {
    let messages = findings.extract_if(.., |finding| finding.message().is_some());
    problems.extend(messages.filter_map(|finding| match finding {
        Finding::Message(message) => Some(*message),
        Finding::Flaw(..) => None,
    }));
}
