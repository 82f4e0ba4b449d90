//! What pages are made of: what is where, the views that many of them share, and texts.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use tera::Value;

use super::lookups::Lookups;
use super::shared::Shared;
use super::text::Reader;
use super::view::{AuthorView, DateView, LinkView, SiteView, TermView};
use crate::catalog::{ArticleId, AuthorId, ListingId, TermId};
use crate::config::LanguageId;
use crate::id::IdVec;

/// Everything rendering reads. Nothing in it changes while pages are rendered.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    lookups: Lookups<'a>,
    /// What many pages show, by language.
    shared: &'a IdVec<LanguageId, SharedViews>,
    /// Reads texts: bodies are read while their page is rendered.
    pub reader: Reader<'a>,
    memos: Option<&'a Memos>,
}

/// Whoever has the shared views knows what is where.
impl<'a> Deref for Site<'a> {
    type Target = Lookups<'a>;

    fn deref(&self) -> &Lookups<'a> {
        &self.lookups
    }
}

/// Views that many pages of a language show, made once.
pub(super) struct SharedViews {
    /// What all pages show.
    pub(super) parts: Parts,
    /// The articles of each list that `site.toml` declares, in its order.
    pub(super) lists: Vec<Vec<ArticleId>>,
    /// The title and the address of the index of each taxonomy.
    pub(super) taxonomies: Shared<Vec<LinkView>>,
    /// Every day an article was published on.
    pub(super) days: FxHashMap<NaiveDate, Shared<DateView>>,
    /// Terms by their id.
    pub(super) terms: IdVec<TermId, Shared<TermView>>,
    /// Authors as links, by their id.
    pub(super) author_links: IdVec<AuthorId, Shared<TermView>>,
    /// Authors with everything their profiles say, by their id.
    pub(super) authors: IdVec<AuthorId, Shared<AuthorView>>,
}

/// What all pages of a language show alike.
pub(super) struct Parts {
    /// `site`.
    pub(super) site: Shared<SiteView>,
    /// `parts`: rendered once, of `site` and the texts of the theme alone.
    pub(super) rendered: Value,
}

impl Hash for Parts {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.site.hash(state);
    }
}

/// Hashes of what stands in many outputs, so that each is taken once.
#[derive(Default)]
pub(super) struct Memos {
    /// Of articles as lists show them.
    pub(super) cards: IdVec<ArticleId, u64>,
    /// Of what all pages of a list have in common.
    pub(super) listings: IdVec<ListingId, u64>,
    /// Of where addresses lead.
    pub(super) destinations: Option<u64>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        lookups: Lookups<'a>,
        shared: &'a IdVec<LanguageId, SharedViews>,
        reader: Reader<'a>,
    ) -> Site<'a> {
        Site { lookups, shared, reader, memos: None }
    }

    /// The same site with hashes that were taken of it.
    pub(super) fn with(self, memos: &'a Memos) -> Site<'a> {
        Site { memos: Some(memos), ..self }
    }

    /// The hash of an article as lists show it, where it was taken.
    pub(super) fn card_digest(&self, id: ArticleId) -> Option<u64> {
        self.memos?.cards.get(id).copied()
    }

    /// The hash of what all pages of a list have in common, where it was taken.
    pub(super) fn listing_digest(&self, id: ListingId) -> Option<u64> {
        self.memos?.listings.get(id).copied()
    }

    /// The hash of where addresses lead, where it was taken.
    pub(super) fn destinations_digest(&self) -> Option<u64> {
        self.memos?.destinations
    }

    /// The lists that `site.toml` declares for a template, with their articles.
    pub(super) fn lists_for(
        &self,
        template: &str,
        language: LanguageId,
    ) -> impl Iterator<Item = (&'a str, &'a [ArticleId])> {
        let lists = self.config.lists.iter().zip(&self.shared(language).lists);
        let wanted = lists.filter(move |(list, _)| list.templates.iter().any(|(name, _)| name == template));
        wanted.map(|(list, ids)| (list.name.as_str(), ids.as_slice()))
    }

    pub(super) fn shared(&self, language: LanguageId) -> &'a SharedViews {
        &self.shared[language]
    }

    /// The day of an article, shared between pages.
    pub(super) fn shared_day(&self, day: NaiveDate, language: LanguageId) -> Cow<'a, Shared<DateView>> {
        match self.shared(language).days.get(&day) {
            Some(shared) => Cow::Borrowed(shared),
            None => Cow::Owned(Shared::new(self.day(day, language))),
        }
    }

    /// The titles and the addresses of the indexes of all taxonomies in a language.
    pub(super) fn taxonomies(&self, language: LanguageId) -> &'a Shared<Vec<LinkView>> {
        &self.shared(language).taxonomies
    }

    /// A term in a language, shared between pages.
    pub(super) fn term(&self, id: TermId, language: LanguageId) -> &'a Shared<TermView> {
        &self.shared(language).terms[id]
    }

    /// An author as a link, shared between pages.
    pub(super) fn author_link(&self, id: AuthorId, language: LanguageId) -> &'a Shared<TermView> {
        &self.shared(language).author_links[id]
    }

    /// An author in a language, shared between pages.
    pub(super) fn author(&self, id: AuthorId, language: LanguageId) -> &'a Shared<AuthorView> {
        &self.shared(language).authors[id]
    }
}
