//! Terms of the taxonomies: declared in `site.toml`, described in files, or created when an article first uses them.

use crate::article::TermText;
use crate::config::{Config, LanguageId, TaxonomyId};
use crate::id::{IdVec, id};
use crate::name::Name;
use crate::path::UrlPath;

mod describe;
mod table;

pub(super) use table::TermTable;

id! {
    /// A term in the catalog.
    pub TermId(u32)
}

/// All terms, of all taxonomies.
pub type Terms = IdVec<TermId, Term>;

/// A term of a taxonomy.
#[derive(Clone, Debug)]
pub struct Term {
    /// The index of the taxonomy in the configuration.
    pub taxonomy: TaxonomyId,
    /// Unique in its taxonomy; the last part of its address.
    pub slug: Box<str>,
    /// The title in the default language.
    pub title: Name,
    /// The term above it.
    pub parent: Option<TermId>,
    /// The terms below it, in order.
    pub children: Vec<TermId>,
    /// Its descriptions, one a language at most.
    pub texts: Vec<TermText>,
    /// Whether `site.toml` declares it or a file describes it; others were made by use.
    pub declared: bool,
}

impl Term {
    /// The description in `language`, if there is one.
    pub fn text(&self, language: LanguageId) -> Option<&TermText> {
        self.texts.iter().find(|text| text.language == language)
    }

    /// The description that names, orders and illustrates the term: that in the default language, or the first.
    pub fn main_text(&self) -> Option<&TermText> {
        self.text(LanguageId::DEFAULT).or(self.texts.first())
    }

    /// The title in `language`.
    pub fn title(&self, language: LanguageId) -> &str {
        if language == LanguageId::DEFAULT {
            return &self.title;
        }
        let own = self.text(language).map(|text| &*text.title);
        own.or_else(|| self.translation(language).map(|(title, _)| title)).unwrap_or(&self.title)
    }

    /// Whether `site.toml` or a file says that the term is there for readers of `language`: those declare it, and one of
    /// them gives it a title in that language. Nothing an article says changes it, so that menus can go by it.
    pub fn is_declared_in(&self, language: LanguageId) -> bool {
        let titled = || self.text(language).is_some() || self.translation(language).is_some();
        self.declared && (language == LanguageId::DEFAULT || titled())
    }

    /// One sentence about the term in `language`.
    pub fn summary(&self, language: LanguageId) -> Option<&str> {
        let own = self.text(language).and_then(|text| text.summary.as_deref());
        own.or_else(|| self.translation(language).and_then(|(_, summary)| summary))
    }

    fn translation(&self, language: LanguageId) -> Option<(&str, Option<&str>)> {
        let translations = self.texts.iter().flat_map(|text| &text.translations);
        let mut found = translations.filter(|(code, ..)| *code == language);
        found.find_map(|(_, title, summary)| Some((title.as_deref()?, summary.as_deref())))
    }

    /// The address of its page in `language`.
    pub fn url(&self, config: &Config, language: LanguageId) -> UrlPath {
        taxonomy_url(config, self.taxonomy, language).join(&self.slug)
    }
}

/// The address of a taxonomy's index in `language`.
pub fn taxonomy_url(config: &Config, taxonomy: TaxonomyId, language: LanguageId) -> UrlPath {
    config.home(language).join(&config.taxonomies[taxonomy].path)
}
