//! What is known of each output beside its bytes.

use super::Output;
use super::asset::Asset;
use crate::catalog::Catalog;
use crate::facts::{Cache, ContentType, Facts, Stage};
use crate::path::OutPath;

impl Output {
    /// What is known of the file at `path` that this output becomes.
    pub fn facts(&self, catalog: &Catalog, path: &OutPath) -> Facts {
        Facts { content_type: self.content_type(catalog, path), stage: self.stage(), cache: self.cache() }
    }

    /// What the file at `path` is: what the program makes is of a type that it knows, and files that are copied go by their
    /// names.
    pub fn content_type(&self, catalog: &Catalog, path: &OutPath) -> ContentType {
        self.made_type(catalog).unwrap_or_else(|| ContentType::of_name(path.as_str()))
    }

    /// Whether it is a page that a template makes. Redirect pages do not count: they hold nothing but an address.
    pub fn is_page(&self, catalog: &Catalog) -> bool {
        !matches!(self, Output::Redirect(_)) && self.made_type(catalog) == Some(ContentType::HTML)
    }

    /// What it is if the program makes it; `None` for files that are copied.
    fn made_type(&self, catalog: &Catalog) -> Option<ContentType> {
        Some(match self {
            Output::Article(_)
            | Output::Standing(_)
            | Output::Home(_)
            | Output::Index(..)
            | Output::Listing(..)
            | Output::Search(_)
            | Output::Corrections(_)
            | Output::NotFound
            | Output::Redirect(_) => ContentType::HTML,
            Output::Feed(feed) if feed.is_podcast(catalog) => ContentType::RSS,
            Output::Feed(_) => ContentType::ATOM,
            Output::SitemapIndex | Output::Sitemap(_) => ContentType::XML,
            Output::Robots | Output::RedirectRules => ContentType::TEXT,
            Output::OldAddresses(_) | Output::DayIndex(_) => ContentType::JSON,
            Output::Host(file) => file.content_type(),
            Output::Asset(..) => return None,
        })
    }

    /// When the file is published.
    pub fn stage(&self) -> Stage {
        match self {
            Output::Asset(..) => Stage::Asset,
            Output::Article(_) | Output::Standing(_) => Stage::Page,
            Output::Home(_)
            | Output::Index(..)
            | Output::Listing(..)
            | Output::Search(_)
            | Output::Corrections(_)
            | Output::Feed(_)
            | Output::SitemapIndex
            | Output::Sitemap(_)
            | Output::Robots
            | Output::NotFound
            | Output::Redirect(_)
            | Output::RedirectRules
            | Output::Host(_)
            | Output::OldAddresses(_)
            | Output::DayIndex(_) => Stage::List,
        }
    }

    /// How long a browser may keep the file: names of the theme's files and of smaller pictures hold the fingerprint of what
    /// they are made of.
    pub fn cache(&self) -> Cache {
        match self {
            Output::Asset(Asset::Theme(_) | Asset::Variant(..), _) => Cache::Immutable,
            _ => Cache::Revalidate,
        }
    }
}

/// Whether a file is one of those that have compressed copies: texts that readers ask for, without redirect pages and files that a
/// host reads itself.
pub fn is_compressed(output: &Output, facts: &Facts) -> bool {
    facts.content_type.is_text()
        && !matches!(output, Output::Redirect(_) | Output::RedirectRules | Output::Host(_))
}
