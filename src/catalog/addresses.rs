//! Addresses of articles, pages and the files beside them. No two documents share one.

use std::collections::BTreeSet;

use chrono::Datelike;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::authors::authors_url;
use super::listings::{month_url, year_url};
use super::terms::taxonomy_url;
use super::{AllReferences, ArticleId, Articles, Authors, TermId, Terms};
use crate::article::{Article, Page, PageRole, References};
use crate::catalog::message;
use crate::config::{Config, FILE, FolderPermalink, LanguageId};
use crate::diagnostic::{Diagnostics, Level, Place, Position};
use crate::id::{IdVec, id};
use crate::path::{PathError, SourcePath, UrlPath};
use crate::reserved;
use crate::reserved::Reserved;

mod bundled;
mod wanted;

pub(super) use self::bundled::bundled;
use self::wanted::{Wanting, numbered};

id! {
    /// A standing page or the text of an index in [`Catalog::pages`](super::Catalog::pages).
    pub PageId(u32)
}

/// Standing pages and texts of indexes.
pub type Pages = IdVec<PageId, PageEntry>;

/// A standing page, or the text of an index, and its address.
#[derive(Clone, Debug)]
pub struct PageEntry {
    /// The page.
    pub page: Page,
    /// Its address, or that of the index it is the text of.
    pub url: UrlPath,
}

/// Addresses that are given away, by the file they are answered with, in lower case: file systems may fold case.
pub(super) struct Addresses<'c> {
    config: &'c Config,
    terms: &'c Terms,
    /// Who has each, by the hash of its file's path.
    taken: FxHashMap<u64, Holder>,
}

/// Who has an address.
#[derive(Clone, Debug)]
enum Holder {
    /// A file, or a page that every site has.
    Named(Box<str>),
    /// An article.
    Article(ArticleId),
}

impl<'c> Addresses<'c> {
    /// The addresses of terms and authors, which come first.
    pub(super) fn new(config: &'c Config, terms: &'c Terms, authors: &Authors) -> Addresses<'c> {
        let mut addresses = Addresses { config, terms, taken: FxHashMap::default() };
        for language in config.languages.ids() {
            for term in terms {
                let by = term.main_text().map_or(FILE, |text| text.path.as_str());
                addresses.take(&term.url(config, language), Holder::Named(by.into()));
            }
            for author in authors {
                let by = author.main_profile().map_or(FILE, |profile| profile.path.as_str());
                addresses.take(&author.url(config, language), Holder::Named(by.into()));
            }
        }
        addresses
    }

    /// Gives `url` away, or says who has it.
    fn take(&mut self, url: &UrlPath, by: Holder) -> Option<Holder> {
        self.take_key(url.out_path().folded_key(), by)
    }

    fn take_key(&mut self, key: u64, by: Holder) -> Option<Holder> {
        match self.taken.entry(key) {
            std::collections::hash_map::Entry::Occupied(taken) => Some(taken.get().clone()),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(by);
                None
            }
        }
    }

    /// Gives the address of a page that every site has away.
    fn reserve_one(&mut self, url: &UrlPath, what: &str) {
        self.take(url, Holder::Named(what.into()));
    }

    /// The addresses of standing pages, sorted by source.
    pub(super) fn pages(&mut self, mut pages: Vec<Page>, problems: &mut Diagnostics) -> Pages {
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        let (mut entries, no_articles) = (Pages::new(), Articles::new());
        for page in pages {
            let mut url = self.page_url(&page);
            check_length(place(&page.path, page.url_position), &url, problems);
            let standing = matches!(page.role, PageRole::Standing { .. });
            if standing {
                let by = Holder::Named(page.path.as_str().into());
                if let Some(other) = self.take(&url, by.clone()) {
                    let other = other.name(&no_articles);
                    let place = place(&page.path, page.url_position);
                    url = self.give((place, by), other, |number| numbered(&url, number), problems);
                }
                refuse_reserved((&page.path, page.url_position), &url, problems);
            }
            let same =
                |entry: &&PageEntry| entry.page.role == page.role && entry.page.language == page.language;
            if let Some(other) = entries.iter().find(same).filter(|_| !standing) {
                let place = place(&page.path, page.url_position);
                problems.push(message::same_address(place, other.page.path.as_str(), &url));
                continue;
            }
            entries.push(PageEntry { page, url });
        }
        entries
    }

    fn page_url(&self, page: &Page) -> UrlPath {
        let home = self.config.home(page.language);
        match &page.role {
            PageRole::Home => home,
            PageRole::Taxonomy(index) => taxonomy_url(self.config, *index, page.language),
            PageRole::Authors => authors_url(self.config, page.language),
            PageRole::Standing { key } => page.url.clone().unwrap_or_else(|| {
                let named = |part: &str| self.config.slugs.of_page(part).unwrap_or_else(|| "page".into());
                let parts = key.split('/').filter(|part| !part.is_empty() && *part != "..");
                parts.fold(home, |url, part| url.join(&named(part)))
            }),
        }
    }

    /// The addresses of articles, in their order. Of two on one address the earlier keeps it; pages that every site has
    /// come first.
    ///
    /// `terms` are those of each article.
    pub(super) fn articles(
        &mut self,
        (articles, references): (&Articles, &AllReferences),
        terms: &IdVec<ArticleId, Box<[TermId]>>,
        problems: &mut Diagnostics,
    ) -> IdVec<ArticleId, UrlPath> {
        self.reserve(articles);
        let wanting = Wanting { config: self.config, terms: self.terms };
        let first = |id: ArticleId| {
            let url = wanting.address((&articles[id], &references[id].address), &terms[id], 1)?;
            let key = url.out_path().folded_key();
            Ok((url, key))
        };
        let wanted: Vec<Result<(UrlPath, u64), PathError>> =
            articles.par_ids().with_min_len(64).map(first).collect();
        let mut urls = Vec::with_capacity(articles.len());
        for ((id, article), wanted) in articles.enumerate().zip(wanted) {
            let References { address, address_position, .. } = &references[id];
            let place = || place(&article.path, *address_position);
            let (mut url, key) = match wanted {
                Ok(wanted) => wanted,
                Err(error) => {
                    problems.push(message::wrong_pattern_address(place(), error));
                    urls.push(UrlPath::root());
                    continue;
                }
            };
            let by = Holder::Article(id);
            check_length(place(), &url, problems);
            if let Some(other) = self.take_key(key, by.clone()) {
                let other = other.name(articles);
                let numbered = |number: usize| {
                    let other = || UrlPath::root().join(&number.to_string());
                    wanting.address((article, address), &terms[id], number).unwrap_or_else(|_| other())
                };
                url = self.give((place(), by), other, numbered, problems);
            }
            refuse_reserved((&article.path, *address_position), &url, problems);
            urls.push(url);
        }
        self.check_patterns(articles, problems);
        urls.into()
    }

    /// Reports patterns of folders without an article.
    fn check_patterns(&self, articles: &Articles, problems: &mut Diagnostics) {
        let config = self.config;
        let holds = |folder: &FolderPermalink, language: Option<LanguageId>| {
            articles.iter().any(|article| {
                language.is_none_or(|language| article.language == language)
                    && config.below_content(article.path.as_str()).is_some_and(|below| folder.holds(below))
            })
        };
        let of_language = |id| config.language(id).permalinks.iter().map(move |folder| (folder, Some(id)));
        // A site without any article is just begun.
        if articles.is_empty() {
            return;
        }
        let all = config.permalinks.iter().map(|folder| (folder, None));
        for (folder, language) in all.chain(config.languages.ids().flat_map(of_language)) {
            if !holds(folder, language) {
                problems.push(message::unused_permalink(Place::new(FILE, folder.position), &folder.folder));
            }
        }
    }

    /// Gives away the addresses of home pages, indexes and dates.
    fn reserve(&mut self, articles: &Articles) {
        let config = self.config;
        for language in config.languages.ids() {
            self.reserve_one(&config.home(language), "the home page");
            self.reserve_one(&config.home(language).file("feed.xml"), "the feed of the site");
            self.reserve_one(&authors_url(config, language), "the author index");
            self.reserve_one(&archive_url(config, language), "the archive index");
            self.reserve_one(&corrections_url(config, language), "the corrections page");
            self.reserve_one(&search_url(config, language), "the search page");
            for index in config.taxonomies.ids() {
                self.reserve_one(&taxonomy_url(config, index, language), "a taxonomy index");
            }
        }
        let month = |article: &Article| {
            let day = article.date.day();
            (article.language, day.year(), day.month())
        };
        for (language, year, month) in articles.iter().map(month).collect::<BTreeSet<_>>() {
            let url = year_url(config, language, year);
            self.reserve_one(&url, "the archive of a year");
            self.reserve_one(&month_url(&url, month), "the archive of a month");
        }
    }

    /// Gives the document at `place` the first of the addresses it wants that is free, since `other` has the first of all; that very one, if
    /// conflicts are errors.
    fn give(
        &mut self,
        (place, by): (Place, Holder),
        other: &str,
        wanted: impl Fn(usize) -> UrlPath,
        problems: &mut Diagnostics,
    ) -> UrlPath {
        let url = wanted(1);
        if self.config.on_conflict == Level::Error {
            problems.push(message::same_address(place, other, &url));
            return url;
        }
        for number in 2.. {
            let moved = wanted(number);
            if self.take(&moved, by.clone()).is_none() {
                problems.push(message::moved_address(place, other, &url, &moved));
                return moved;
            }
        }
        url
    }
}

impl Holder {
    /// How messages name it.
    fn name<'n>(&'n self, articles: &'n Articles) -> &'n str {
        match self {
            Holder::Named(name) => name,
            Holder::Article(id) => articles.get(*id).map_or("", |article| article.path.as_str()),
        }
    }
}

/// Reports an address that is too long although its parts are not: a language or folders stand before them.
fn check_length(place: Place, url: &UrlPath, problems: &mut Diagnostics) {
    if url.is_too_long() {
        problems.push(message::long_address(place, url));
    }
}

/// Where a document's address was written, or the document.
fn place(path: &SourcePath, position: Option<Position>) -> Place {
    Place { file: path.to_string(), position }
}

/// Reports an address that no document may have.
fn refuse_reserved(
    (path, position): (&SourcePath, Option<Position>),
    url: &UrlPath,
    problems: &mut Diagnostics,
) {
    if let Some(reserved) = Reserved::at(&url.out_path()) {
        problems.push(reserved::message::reserved_address(place(path, position), url, reserved));
    }
}

/// The address of the index of the whole archive.
pub fn archive_url(config: &Config, language: LanguageId) -> UrlPath {
    config.home(language).join("archive")
}

/// The address of the page of search.
pub fn search_url(config: &Config, language: LanguageId) -> UrlPath {
    config.home(language).join("search")
}

/// The address of the page of corrections.
pub fn corrections_url(config: &Config, language: LanguageId) -> UrlPath {
    config.home(language).join("corrections")
}
