//! What a body links to and shows, listed while it is rendered, each with its position.

use rustc_hash::FxHashSet;

use super::Body;
use super::fragment::anchors;
use crate::diagnostic::Position;
use crate::path::UrlPath;

/// A link of a body, or a file that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// The anchor there that it names.
    pub anchor: Option<Box<str>>,
    /// What it is for.
    pub role: Role,
    /// Where it is written.
    pub position: Position,
}

/// Where a link leads. A link to a source file that does not exist leads nowhere, and is in [`Body::diagnostics`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the page that it stands on.
    Itself,
    /// To the page of an article, by its address or its source file.
    Article(UrlPath),
    /// To another page, likewise.
    Page(UrlPath),
    /// To a file that is no page.
    File(UrlPath),
    /// To what stands at this address now; an old address of it is written.
    Old(UrlPath),
    /// Out of the site: the address in full.
    Elsewhere(Box<str>),
    /// To an old address of the archive that nothing answers, as it is written.
    Missing(Box<str>),
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Readers follow it.
    Followed,
    /// A picture, a sound or a film that is shown in its place.
    Shown,
    /// An address that is only mentioned, not followed, such as the source of a quotation, or one that `ref` puts into a text.
    Named,
}

/// What an address of the site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// The page of an article.
    Article,
    /// Another page.
    Page,
    /// Anything else.
    File,
}

impl PageKind {
    /// A link to what is of this kind at `url`.
    pub(super) fn at(self, url: UrlPath) -> Target {
        match self {
            PageKind::Article => Target::Article(url),
            PageKind::Page => Target::Page(url),
            PageKind::File => Target::File(url),
        }
    }
}

impl Target {
    /// The address on this site that it leads to; `None` where it leads to none, or to the page that it stands on.
    pub fn url(&self) -> Option<&UrlPath> {
        match self {
            Target::Article(url) | Target::Page(url) | Target::File(url) | Target::Old(url) => Some(url),
            Target::Itself | Target::Elsewhere(_) | Target::Missing(_) => None,
        }
    }
}

/// A picture of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Whether it has an alternative text, or says that it needs none.
    pub is_described: bool,
    /// Where it is written.
    pub position: Position,
}

impl Body {
    /// Links to old addresses of the archive that nothing answers, as written, in order.
    pub fn missing(&self) -> impl Iterator<Item = (&str, Position)> {
        self.links.iter().filter_map(|link| match &link.target {
            Target::Missing(written) => Some((&**written, link.position)),
            _ => None,
        })
    }

    /// Links to anchors of the page that the body does not have, in order.
    pub fn missing_anchors(&self) -> impl Iterator<Item = (&str, Position)> {
        let own = self.links.iter().filter(|link| link.target == Target::Itself);
        let named = own.filter_map(|link| Some((link.anchor.as_deref()?, link.position)));
        // Most bodies have no such link, and their anchors are not looked for.
        let mut known = None;
        named.filter(move |(name, _)| {
            let known = known.get_or_insert_with(|| anchors(&self.html).collect::<FxHashSet<_>>());
            !known.contains(*name)
        })
    }

    /// Links to anchors of other pages of the site: the page, the anchor, and where the link is written.
    pub fn anchors_elsewhere(&self) -> impl Iterator<Item = (&UrlPath, &str, Position)> {
        self.links
            .iter()
            .filter_map(|link| Some((link.target.url()?, link.anchor.as_deref()?, link.position)))
    }
}
