//! Everything about the site at once: sorted articles, terms, authors, neighbours, addresses. Metadata, never bodies.
//!
//! The catalog is rebuilt by every build, sequentially: it is cheap, and nothing has to be tracked.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::article::{Article, Document, Page, ParsedArticle, References};
use crate::config::{Config, LanguageId, List, TaxonomyId};
use crate::diagnostic::Diagnostics;
use crate::id::{IdVec, id};
use crate::name::Name;
use crate::path::{SourcePath, UrlPath};

mod addresses;
mod authors;
mod listings;
mod lookup;
pub mod message;
mod relations;
mod resolver;
mod slugs;
mod terms;

pub use addresses::{PageEntry, PageId, Pages, archive_url, corrections_url, search_url};
pub use authors::authors_url;
pub use authors::{Author, AuthorId, Authors};
pub use listings::{Listing, ListingId, ListingPages, Listings, Series};
pub use relations::TranslationsId;
pub use resolver::{Asked, Redirect, RedirectId, Resolver, Target, path_here};
pub use terms::{Term, TermId, Terms, taxonomy_url};

id! {
    /// An article in [`Catalog::articles`]: articles are numbered by instant, then by source path.
    pub ArticleId(u32)
}

id! {
    /// A file beside content in [`Catalog::bundled`].
    pub BundledId(u32)
}

/// Articles in the order of all lists.
pub type Articles = IdVec<ArticleId, Article>;

/// What the catalog adds to each article.
pub type Entries = IdVec<ArticleId, ArticleEntry>;

/// What each article says by name.
type AllReferences = IdVec<ArticleId, References>;

/// What the catalog adds to an article.
#[derive(Clone, Debug)]
pub struct ArticleEntry {
    /// Its address.
    pub url: UrlPath,
    /// Its terms, in the order of the taxonomies, then as written.
    pub terms: Box<[TermId]>,
    /// Its authors as written.
    pub authors: Box<[AuthorId]>,
    /// The article before it in the same series.
    pub previous: Option<ArticleId>,
    /// The article after it in the same series.
    pub next: Option<ArticleId>,
    /// The group of translations it belongs to.
    pub translations: Option<TranslationsId>,
}

/// Which articles are published.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection {
    /// Drafts too.
    pub drafts: bool,
    /// Only what was published by this instant (seconds since 1970) and is not past its date then.
    pub as_of: Option<i64>,
}

impl Selection {
    /// Whether `article` is published.
    fn includes(self, article: &Article) -> bool {
        if article.visibility.draft && !self.drafts {
            return false;
        }
        self.as_of.is_none_or(|now| {
            let expired = article.rare_or_default().expires.is_some_and(|date| date.instant() <= now);
            article.date.instant() <= now && !expired
        })
    }
}

/// The whole site's metadata.
#[derive(Debug)]
pub struct Catalog {
    /// All published articles, and the withdrawn ones, oldest first.
    pub articles: Articles,
    /// What the catalog adds to each, by the same index.
    pub entries: Entries,
    /// Standing pages and texts of indexes, with the addresses of those that have one of their own.
    pub pages: Pages,
    /// All terms, of all taxonomies.
    pub terms: Terms,
    /// The terms without a parent, by taxonomy, in order.
    pub roots: IdVec<TaxonomyId, Vec<TermId>>,
    /// All authors.
    pub authors: Authors,
    /// Groups of articles that translate each other.
    pub translations: IdVec<TranslationsId, Vec<ArticleId>>,
    /// Every list of articles that has a page.
    pub listings: Listings,
    /// The terms of each list of [`Config::lists`]; `None` for a name that no term has.
    pub lists: Vec<Box<[Option<TermId>]>>,
    /// What old addresses and source paths lead to.
    pub resolver: Resolver,
    /// Files beside content: source and address.
    pub bundled: IdVec<BundledId, (SourcePath, UrlPath)>,
    /// Those of them whose path is not in Unicode normal form C, by that form; sorted.
    composed: Vec<(Box<str>, BundledId)>,
}

impl Catalog {
    /// The file beside content that is at `source`, and its address; a path in another Unicode normal form names it too, since
    /// some file systems change that.
    pub fn bundled_at(&self, source: &SourcePath) -> Option<&(SourcePath, UrlPath)> {
        self.bundled_exactly_at(source.as_str()).or_else(|| {
            let composed = source.composed();
            let known = || self.composed.binary_search_by(|(path, _)| (**path).cmp(&composed)).ok();
            let other = || known().map(|index| &self.bundled[self.composed[index].1]);
            self.bundled_exactly_at(&composed).or_else(other)
        })
    }

    /// The file beside content whose source path is these very bytes, and its address.
    pub fn bundled_exactly_at(&self, source: &str) -> Option<&(SourcePath, UrlPath)> {
        let files = self.bundled.as_slice();
        files.binary_search_by(|(path, _)| path.as_str().cmp(source)).ok().map(|index| &files[index])
    }

    /// Reallocates all articles next to each other. After many were read, they lie between data that has been freed since, and a
    /// page of memory can be reused only if nothing on it is in use.
    pub fn compact(&mut self) {
        self.articles.par_iter_mut().with_min_len(256).for_each(|article| *article = article.clone());
    }

    /// Whether an article is shown in lists and feeds.
    pub fn is_listed(&self, id: ArticleId) -> bool {
        !self.articles[id].visibility.withdrawn
    }

    /// Whether a text of the site stands in a large file.
    pub fn has_large_text(&self) -> bool {
        let terms = self.terms.iter().flat_map(|term| term.texts.iter().map(|text| text.stamp));
        let profiles = self.authors.iter().flat_map(|author| author.profiles.iter().map(|text| text.stamp));
        let pages = self.pages.iter().map(|entry| entry.page.stamp);
        let mut stamps =
            self.articles.iter().map(|article| article.stamp).chain(pages).chain(terms).chain(profiles);
        stamps.any(|stamp| stamp.is_large())
    }

    /// The number of pages published as articles, tombstones not counted.
    pub fn published(&self) -> usize {
        self.articles.iter().filter(|article| !article.visibility.withdrawn).count()
    }
}

/// Builds the catalog of a site from its documents; `bundled` are the other files of the content folders.
pub fn build(
    config: &Config,
    documents: Vec<Document>,
    bundled: Vec<SourcePath>,
    selection: Selection,
    problems: &mut Diagnostics,
) -> Catalog {
    let (mut parsed, mut pages, mut term_texts, mut profiles) =
        (Vec::with_capacity(documents.len()), Vec::new(), Vec::new(), Vec::new());
    for document in documents {
        match document {
            Document::Article(article) if selection.includes(&article.article) => parsed.push(article),
            Document::Article(_) => {}
            Document::Page(page) if page.visibility.draft && !selection.drafts => {}
            Document::Page(page) => pages.push(*page),
            Document::Term(text) => term_texts.push(*text),
            Document::Profile(profile) => profiles.push(*profile),
        }
    }
    let (articles, references) = in_order(parsed);

    let mut terms = terms::TermTable::new(config, term_texts, problems);
    let mut authors = authors::AuthorTable::new(config, profiles, problems);
    let mut of_authors = Diagnostics::new();
    let named = || articles.enumerate().map(|(id, article)| ((id, &article.path), &references[id]));
    let (article_terms, article_authors) = rayon::join(
        || named().map(|(article, by)| terms.resolve(article, &by.terms, problems)).collect::<IdVec<_, _>>(),
        || {
            let resolved =
                named().map(|(article, by)| authors.resolve(article, &by.authors, &mut of_authors));
            resolved.collect::<IdVec<_, _>>()
        },
    );
    problems.append(of_authors);
    let named =
        |list: &List| list.terms.iter().map(|(taxonomy, name, _)| terms.find(*taxonomy, name)).collect();
    let lists = config.lists.iter().map(named).collect();
    let (terms, roots) = terms.finish(&articles, problems);
    let authors = authors.finish(&articles, problems);

    let mut addresses = addresses::Addresses::new(config, &terms, &authors);
    let pages = addresses.pages(pages, problems);
    let mut of_resolver = Diagnostics::new();
    let ((mut entries, listings), resolver) = rayon::join(
        || {
            let urls = addresses.articles((&articles, &references), &article_terms, problems);
            drop(addresses);
            let mut entries = entries(urls, article_terms, article_authors);
            relations::link_neighbours(config, &articles, &terms, &mut entries);
            let listings = listings::build(config, &articles, &entries, &terms, &authors);
            (entries, listings)
        },
        || resolver::build(config, (&articles, &references), &pages, &terms, &authors, &mut of_resolver),
    );
    problems.append(of_resolver);
    let bundled = addresses::bundled(config, bundled, (&articles, &entries), &pages, &terms);
    let translations =
        relations::link_translations(config, (&articles, &references), &mut entries, &resolver, problems);
    Vec::from(references).into_par_iter().with_min_len(256).for_each(drop);
    Catalog {
        articles,
        entries,
        pages,
        terms,
        roots,
        authors,
        translations,
        listings,
        lists,
        resolver,
        composed: composed(&bundled),
        bundled,
    }
}

/// Articles in the order of all lists, and beside them what they say by name.
#[expect(clippy::vec_box, reason = "they come in boxes, which are sorted faster than what is in them")]
fn in_order(mut parsed: Vec<Box<ParsedArticle>>) -> (Articles, AllReferences) {
    parsed.par_sort_unstable_by(|a, b| a.article.order().cmp(&b.article.order()));
    let (articles, references): (Vec<_>, Vec<_>) =
        parsed.into_iter().map(|parsed| (parsed.article, parsed.references)).unzip();
    (articles.into(), references.into())
}

/// The files whose path is not in Unicode normal form C, by that form.
fn composed(bundled: &IdVec<BundledId, (SourcePath, UrlPath)>) -> Vec<(Box<str>, BundledId)> {
    let odd = bundled.enumerate().filter(|(_, (path, _))| !path.is_composed());
    let mut composed: Vec<(Box<str>, BundledId)> =
        odd.map(|(id, (path, _))| (path.composed().into(), id)).collect();
    composed.sort_unstable();
    composed
}

/// What the catalog adds to each article, but for its neighbours and translations.
fn entries(
    urls: IdVec<ArticleId, UrlPath>,
    terms: IdVec<ArticleId, Box<[TermId]>>,
    authors: IdVec<ArticleId, Box<[AuthorId]>>,
) -> Entries {
    let all = urls.into_iter().zip(terms).zip(authors);
    let entry = |((url, terms), authors)| ArticleEntry {
        url,
        terms,
        authors,
        previous: None,
        next: None,
        translations: None,
    };
    all.map(entry).collect()
}

/// A document that is not published: a draft, or one whose time has not come or is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The source.
    pub path: SourcePath,
    /// The headline.
    pub title: Box<str>,
    /// The day of an article.
    pub day: Option<chrono::NaiveDate>,
    /// Whether it is a draft.
    pub draft: bool,
}

/// The documents that `selection` leaves out, in their order.
pub fn left_out(documents: &[Document], selection: Selection) -> Vec<LeftOut> {
    let left_out = |document: &Document| match document {
        Document::Article(parsed) if !selection.includes(&parsed.article) => {
            let Article { path, title, date, visibility, .. } = &parsed.article;
            let (path, title) = (path.clone(), title.clone());
            Some(LeftOut { path, title, day: Some(date.day()), draft: visibility.draft })
        }
        Document::Page(page) if page.visibility.draft && !selection.drafts => {
            Some(LeftOut { path: page.path.clone(), title: page.title.clone(), day: None, draft: true })
        }
        _ => None,
    };
    documents.iter().filter_map(left_out).collect()
}

/// The folders of bundles whose article is not published, or withdrawn: the files in them are not published either.
pub fn unpublished_folders(documents: &[Document], selection: Selection) -> Vec<String> {
    let folder = |document: &Document| {
        let (path, hidden) = match document {
            Document::Article(parsed) => {
                let article = &parsed.article;
                (&article.path, !selection.includes(article) || article.visibility.withdrawn)
            }
            Document::Page(page) => (&page.path, page.visibility.draft && !selection.drafts),
            _ => return None,
        };
        let is_bundle = path.stem().split('.').next() == Some("index");
        (hidden && is_bundle).then(|| path.folder().to_owned())
    };
    documents.iter().filter_map(folder).collect()
}

/// Which of the pages is the text of something, by language: the first one found, since files are sorted.
pub fn page_text(pages: &Pages, language: LanguageId, is_it: impl Fn(&Page) -> bool) -> Option<&PageEntry> {
    pages.iter().find(|entry| entry.page.language == language && is_it(&entry.page))
}

/// Names as they are written to ids.
type Spellings<I> = FxHashMap<Name, I>;
