//! What is where: terms, authors, files and pages, as the catalog and the plan have them.
//!
//! Everything here is asked before any view is made, so that nothing in it can need one.

use std::ops::Deref;

use rustc_hash::FxHashSet;

use super::base::Base;
use super::picture::{self, PictureFile, Pictures};
use super::queries::Queries;
use super::relative::PlainFiles;
use super::served::{Served, file_at};
use super::view::{CountedView, LinkView, TermView};
use super::{Files, Plan};
use crate::address::Address;
use crate::article::body::typeset;
use crate::catalog::{ArticleId, AuthorId, Catalog, Series, TermId, page_text, taxonomy_url};
use crate::config::{BaseUrl, Config, LanguageId, TaxonomyId};
use crate::path::{SourcePath, UrlPath};
use crate::template::Theme;
use crate::text::shorten;

/// The most characters of a summary that a list shows: what a style sheet cuts ends anywhere, even within a word.
pub(super) const SUMMARY: usize = 200;

/// What the steps up to the plan have made.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Every file of the site.
    pub plan: &'a Plan,
    /// The files that are copied.
    pub files: &'a Files,
    /// Templates and interface texts.
    pub theme: &'a Theme,
}

/// Where things are that neither the catalog nor the plan has by what pages ask for.
pub(super) struct Places {
    /// Where the pictures of known size are, by the address pages name them by.
    pictures: Pictures,
    /// The addresses of the pictures that may not be shown.
    pub(super) hidden: FxHashSet<UrlPath>,
    /// Old addresses with a query.
    pub(super) queries: Queries,
    /// The addresses that files of `[media]` would have on the site, and where they are.
    pub(super) media: Vec<(Address, String)>,
    /// Files that relative links must know of, where links are relative.
    relative: Option<PlainFiles>,
}

impl Places {
    /// Finds them.
    pub(super) fn new(ground: Ground<'_>) -> Places {
        let Ground { config, catalog, plan, files, .. } = ground;
        Places {
            relative: config.relative_links.then(|| PlainFiles::new(plan)),
            pictures: Pictures::new(config, catalog, files),
            hidden: files.hidden.iter().filter_map(|file| picture::url(catalog, file)).collect(),
            media: media_addresses(config, plan),
            queries: Queries::new(config, &catalog.resolver),
        }
    }
}

/// The addresses that files of `[media]` would have on the site, and where they are.
fn media_addresses(config: &Config, plan: &Plan) -> Vec<(Address, String)> {
    let Some(media) = &config.media else { return Vec::new() };
    let urls = plan.media().filter_map(|(path, _)| UrlPath::root().file_below(path.as_str()));
    urls.map(|url| (media.base_url.full(&url), url)).map(|(to, url)| (Address::of_path(url), to)).collect()
}

/// A site to be asked where things are.
#[derive(Clone, Copy)]
pub struct Lookups<'a> {
    base: Base<'a>,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Every file of the site.
    pub plan: &'a Plan,
    /// The files that are copied.
    pub files: &'a Files,
    pub(super) places: &'a Places,
}

/// Whoever knows what is where knows the base.
impl<'a> Deref for Lookups<'a> {
    type Target = Base<'a>;

    fn deref(&self) -> &Base<'a> {
        &self.base
    }
}

impl<'a> Lookups<'a> {
    pub(super) fn new(ground: Ground<'a>, places: &'a Places) -> Lookups<'a> {
        let Ground { config, catalog, plan, files, theme } = ground;
        Lookups { base: Base::new(config, theme), catalog, plan, files, places }
    }

    /// The base address of the file that is called as `url` is, where that is not the site's.
    pub(super) fn media_base(&self, url: &UrlPath) -> Option<&'a BaseUrl> {
        let media = self.config.media.as_ref()?;
        let output = self.plan.get(&file_at(url)?)?;
        (output.served() == Served::Media).then_some(&media.base_url)
    }

    /// The address of `url`, a page or a file, as it is written into pages.
    pub fn href(&self, url: &UrlPath) -> String {
        self.media_base(url).map_or_else(|| self.base().href(url), |base| base.full(url))
    }

    /// The full address of `url`, a page or a file.
    pub fn full(&self, url: &UrlPath) -> String {
        self.media_base(url).map_or_else(|| self.base().full(url), |base| base.full(url))
    }

    /// The address of a path of the site with its query and fragment, as it is written into pages.
    pub(super) fn address_href(&self, address: &Address) -> String {
        let mut href = self.href(&address.path);
        address.push_rest(&mut href);
        href
    }

    /// What every page is made with.
    pub(super) fn base(&self) -> Base<'a> {
        self.base
    }

    /// Where links are relative, the files that they need to know of.
    pub(super) fn plain_files(&self) -> Option<&'a PlainFiles> {
        self.places.relative.as_ref()
    }

    /// The picture of known size that pages name by `href`.
    pub(super) fn picture(&self, href: &str) -> Option<&'a PictureFile> {
        self.places.pictures.get(href).map(|id| &self.files.pictures[id])
    }

    /// Whether a term is declared in every language: then it has a list in each, whatever articles there are.
    pub(super) fn is_declared_everywhere(&self, id: TermId) -> bool {
        self.config.languages.ids().all(|language| self.catalog.terms[id].is_declared_in(language))
    }

    /// The lists of a series in all languages that have one.
    pub(super) fn lists_of(
        &self,
        series: Series,
    ) -> impl Iterator<Item = (LanguageId, &'a UrlPath)> + use<'a> {
        let Lookups { base, catalog, .. } = *self;
        let list = move |language| Some((language, &catalog.listings.find(language, series)?.url));
        base.config.languages.ids().filter_map(list)
    }

    /// The title of a term in a language, as it is set in type. Addresses and names are looked up by the title as written.
    pub fn term_title(&self, id: TermId, language: LanguageId) -> String {
        self.set(self.catalog.terms[id].title(language), language)
    }

    /// One sentence about a term in a language, as it is set in type.
    pub(super) fn term_summary(&self, id: TermId, language: LanguageId) -> Option<String> {
        self.catalog.terms[id].summary(language).map(|summary| self.set(summary, language))
    }

    /// A text of one line as it is set in type in a language.
    pub(super) fn set(&self, text: &str, language: LanguageId) -> String {
        typeset(text, self.config.markdown_of(language)).into_owned()
    }

    /// A term in a language, with its page if it has one there, otherwise in the default language.
    pub fn term_view(&self, id: TermId, language: LanguageId) -> TermView {
        let term = &self.catalog.terms[id];
        let find = |language| self.catalog.listings.find(language, Series::Term(id));
        let listing = find(language).or_else(|| find(LanguageId::DEFAULT));
        TermView {
            title: self.term_title(id, language),
            slug: term.slug.to_string(),
            href: listing.map(|listing| self.href(&listing.url)),
        }
    }

    /// An author as a link.
    pub(super) fn author_link_view(&self, id: AuthorId, language: LanguageId) -> TermView {
        let author = &self.catalog.authors[id];
        TermView {
            title: author.name(language).into(),
            slug: author.slug.to_string(),
            href: self.author_href(id, language),
        }
    }

    pub(super) fn author_href(&self, id: AuthorId, language: LanguageId) -> Option<String> {
        let find = |language| self.catalog.listings.find(language, Series::Author(id));
        let listing = find(language).or_else(|| find(LanguageId::DEFAULT));
        listing.map(|listing| self.href(&listing.url))
    }

    /// The names of an article's authors, in its language.
    pub(super) fn author_names(&self, id: ArticleId) -> Vec<String> {
        let language = self.catalog.articles[id].language;
        let name = |author: &AuthorId| self.catalog.authors[*author].name(language).to_string();
        self.catalog.entries[id].authors.iter().map(name).collect()
    }

    /// The address of a file of the content folders.
    pub fn bundled(&self, source: &SourcePath) -> Option<&UrlPath> {
        self.catalog.bundled_at(source).map(|(_, url)| url)
    }

    /// The first terms of an article in each taxonomy: what feeds name.
    pub(super) fn few_terms(&self, id: ArticleId) -> impl Iterator<Item = TermId> {
        // The terms of a taxonomy stand together.
        let taxonomy = |id: &TermId| self.catalog.terms[*id].taxonomy;
        let groups =
            self.catalog.entries[id].terms.chunk_by(move |one, other| taxonomy(one) == taxonomy(other));
        groups.flat_map(|terms| few(terms).0.iter().copied())
    }

    /// The term that says what an article is: of the taxonomies in `neighbours` first, otherwise its first term.
    pub fn kicker(&self, id: ArticleId) -> Option<TermId> {
        let entry = &self.catalog.entries[id];
        let of = |taxonomy: &TaxonomyId| {
            let mut terms = entry.terms.iter();
            terms.find(|term| self.catalog.terms[**term].taxonomy == *taxonomy)
        };
        self.config.neighbours.iter().find_map(of).or(entry.terms.first()).copied()
    }

    /// The title and the address of a taxonomy's index in a language.
    pub fn taxonomy(&self, id: TaxonomyId, language: LanguageId) -> LinkView {
        let is_it = |page: &crate::article::Page| page.role == crate::article::PageRole::Taxonomy(id);
        let title = self.index_text(language, is_it).0;
        let title = title.unwrap_or_else(|| self.set(&self.config.taxonomies[id].title, language));
        LinkView { title, href: self.href(&taxonomy_url(self.config, id, language)) }
    }

    /// Title and summary of an index in a language: those of its own text, or the translations of another's.
    pub(super) fn index_text(
        &self,
        language: LanguageId,
        is_it: impl Fn(&crate::article::Page) -> bool,
    ) -> (Option<String>, Option<String>) {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        if let Some(entry) = page_text(&self.catalog.pages, language, &is_it) {
            return (given(&entry.page.title), given(&entry.page.summary));
        }
        let texts = self.catalog.pages.iter().filter(|entry| is_it(&entry.page));
        let mut translations = texts.flat_map(|entry| &entry.page.translations);
        match translations.find(|(translated, ..)| *translated == language) {
            Some((_, title, summary)) => (given(title), summary.as_deref().and_then(given)),
            None => (None, None),
        }
    }

    /// Terms with their numbers of articles in a language, and those below them; terms without a page there are left
    /// out.
    pub fn counted_terms(&self, ids: &[TermId], language: LanguageId) -> Vec<CountedView> {
        let view = |id: &TermId| {
            let term = &self.catalog.terms[*id];
            let listing = self.catalog.listings.find(language, Series::Term(*id))?;
            let summary = self.term_summary(*id, language);
            Some(CountedView {
                title: self.term_title(*id, language),
                slug: term.slug.to_string(),
                href: Some(self.href(&listing.url)),
                summary: summary.map(|summary| shorten(&summary, SUMMARY).into_owned()),
                count: listing.visible as usize,
                children: self.counted_terms(&term.children, language),
            })
        };
        ids.iter().filter_map(view).collect()
    }
}

/// The names of an article that lists and feeds show, and how many more there are. Each of the names has a list and a feed: if
/// those showed all, an article would take the square of its names.
pub(super) fn few<T>(names: &[T]) -> (&[T], usize) {
    const FEW: usize = 8;
    let shown = names.len().min(FEW);
    (&names[..shown], names.len() - shown)
}
