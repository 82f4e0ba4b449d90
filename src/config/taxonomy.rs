//! Taxonomies and the terms they declare.

use serde::{Deserialize, Serialize};

use super::FeedKind;
use crate::diagnostic::Position;
use crate::id::id;
use crate::name::Name;

id! {
    /// A taxonomy in `Config::taxonomies`.
    #[derive(Serialize, Deserialize)]
    pub TaxonomyId(u8)
}

/// A way of sorting articles: regions, topics, blogs.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// The front-matter key: `region`.
    pub key: String,
    /// Address of the index and folder of the descriptions, without slashes at its ends: `regions`.
    pub path: String,
    /// The title of the index where no `_index.md` gives one.
    pub title: String,
    /// Whether only described or declared terms may be used.
    pub strict: bool,
    /// Terms with fewer articles get no page; where nothing is said, those without any, unless a file describes them.
    pub min_articles: Option<usize>,
    /// Articles on a page.
    pub page_size: usize,
    /// The feed of each term.
    pub feed: FeedKind,
    /// Where that is written.
    pub feed_position: Position,
    /// The declared terms, an ordered tree.
    pub terms: Vec<DeclaredTerm>,
}

impl Taxonomy {
    /// The keys of a front matter that mean this taxonomy, each in two parts: its key, its path and its plurals.
    pub fn keys(&self) -> impl Iterator<Item = [&str; 2]> {
        let plural = self.key.strip_suffix('y').map(|stem| [stem, "ies"]);
        [[&*self.key, ""], [&self.path, ""], [&self.key, "s"]].into_iter().chain(plural)
    }

    /// Whether `key` of a front matter means this taxonomy: its key, its plural or its path.
    pub fn answers_to(&self, key: &str) -> bool {
        self.keys().any(|[start, end]| key.strip_prefix(start) == Some(end))
    }
}

/// A term declared in `[terms.<taxonomy>]`.
#[derive(Clone, Debug)]
pub struct DeclaredTerm {
    /// The title.
    pub title: Name,
    /// Where it was written.
    pub position: Position,
    /// Its sub-terms in order.
    pub children: Vec<DeclaredTerm>,
}
