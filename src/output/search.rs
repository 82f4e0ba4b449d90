//! The page of search: how the archive is arranged, and the way into each of its indexes.

use url::form_urlencoded;

use super::base::{Base, PageParts};
use super::index;
use super::page::PageInputs;
use super::standing::{source, text_of};
use super::text::{Notes, Reader};
use super::view::{CountedView, IndexLinkView, SearchView};
use super::{Lookups, Output, Planner, Site, structured};
use crate::config::{Config, LanguageId};
use crate::diagnostic::Diagnostic;
use crate::path::UrlPath;
use crate::reserved::Own;

/// The name of the page, and of the standing page that is its text.
pub(super) const KEY: &str = "search";

/// The address of the page.
pub(super) fn url(config: &Config, language: LanguageId) -> UrlPath {
    crate::catalog::search_url(config, language)
}

/// Plans the page of every language.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.languages.ids() {
        planner.add(&url(planner.config, language), Output::Search(language));
    }
}

/// All that the page is made of.
pub(super) type SearchInputs<'s> = PageInputs<'s, SearchView>;

/// Renders the page.
///
/// # Errors
/// The template's error.
pub(super) fn render(
    mut inputs: SearchInputs<'_>,
    reader: &Reader<'_>,
    notes: &mut Notes,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    inputs.view.body = inputs.body(reader, notes);
    inputs.render_with("search", |frame, page| structured::plain_page(frame, page, frame.language))
}

/// What the page of a language is made of.
pub(super) fn inputs<'s>(site: &'s Site<'s>, language: LanguageId) -> SearchInputs<'s> {
    let text = text_of(site, KEY, language);
    let title = text.map(|entry| &*entry.page.title).filter(|title| !title.is_empty());
    let summary = text.map(|entry| &*entry.page.summary).filter(|summary| !summary.is_empty());
    let title = title.unwrap_or(site.theme.text(language, "search"));
    let summary = summary.unwrap_or(site.theme.text(language, "search_summary"));
    let taxonomies = site.config.taxonomies.enumerate().map(|(index, taxonomy)| {
        let link = site.taxonomy(index, language);
        IndexLinkView {
            key: taxonomy.key.clone(),
            title: link.title,
            href: link.href,
            terms: site.counted_terms(&site.catalog.roots[index], language),
        }
    });
    let view = SearchView {
        title: title.to_owned(),
        summary: summary.to_owned(),
        body: None,
        index: site.config.search.then(|| index_folder(&url(site.config, language))),
        taxonomies: taxonomies.filter(|index| !index.terms.is_empty()).collect(),
        authors: authors(site, language),
        years: index::years(site, language),
    };
    let url = url(site.config, language);
    let mut page = site.page(&PageParts { kind: "search", title, description: summary, url: &url, language });
    page.breadcrumbs.push(site.home_link(language));
    let urls: Vec<_> = site.config.languages.ids().map(|id| (id, self::url(site.config, id))).collect();
    page.alternates = site.alternates(&urls);
    site.link_languages(&mut page, &[]);
    let text = text.map(|entry| source(site, entry));
    PageInputs { sheet: site.sheet("search.html", language), page, view, text }
}

/// The address of a search within a value of a dimension of the index, as the page itself writes it; `None` where the site has no
/// index.
pub(super) fn within(base: &Base<'_>, language: LanguageId, key: &str, slug: &str) -> Option<String> {
    base.config.search.then(|| {
        let query: String = form_urlencoded::byte_serialize(format!("{key}:{slug} ").as_bytes()).collect();
        format!("{}?q={query}", base.href(&url(base.config, language)))
    })
}

/// The folder of the search index, relative to the page at `page`.
fn index_folder(page: &UrlPath) -> String {
    format!("{}{}/", page.way_to_root(), Own::SearchIndex.name())
}

/// The authors as an index has them, without all that their profiles say.
fn authors(site: &Lookups<'_>, language: LanguageId) -> Vec<CountedView> {
    let view = |view: super::view::CountedAuthorView| CountedView {
        title: view.author.name,
        slug: view.author.slug,
        href: view.author.href,
        summary: view.author.role,
        count: view.count,
        children: Vec::new(),
    };
    index::authors(site, language).into_iter().map(view).collect()
}
