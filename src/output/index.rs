//! Indexes: of a taxonomy's terms, of authors, of the whole archive by year and month.

use std::collections::BTreeMap;

use super::base::PageParts;
use super::page::PageInputs;
use super::standing::{alternates, source};
use super::text::{Notes, Reader};
use super::view::{CountedAuthorView, CountedView, IndexView};
use super::{Lookups, Output, Planner, Site, structured, timeline};
use crate::article::{Page, PageRole};
use crate::catalog::{PageEntry, Series, archive_url, authors_url, page_text, taxonomy_url};
use crate::config::{Config, LanguageId, TaxonomyId};
use crate::diagnostic::Diagnostic;
use crate::path::UrlPath;

/// What an index lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// The terms of a taxonomy, by its index in the configuration.
    Taxonomy(TaxonomyId),
    /// All authors.
    Authors,
    /// All years and months.
    Archive,
}

impl Index {
    /// The address of the index in a language.
    pub fn url(self, config: &Config, language: LanguageId) -> UrlPath {
        match self {
            Index::Taxonomy(index) => taxonomy_url(config, index, language),
            Index::Authors => authors_url(config, language),
            Index::Archive => archive_url(config, language),
        }
    }
}

/// Plans all indexes of every language, whatever the archive holds: links of every page lead here.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.languages.ids() {
        let taxonomies = planner.config.taxonomies.ids().map(Index::Taxonomy);
        for index in taxonomies.chain([Index::Authors, Index::Archive]) {
            planner.add(&index.url(planner.config, language), Output::Index(index, language));
        }
    }
}

/// All that an index is made of.
pub(super) type IndexInputs<'s> = PageInputs<'s, IndexView>;

/// Renders an index.
///
/// # Errors
/// The template's error.
pub(super) fn render(
    mut inputs: IndexInputs<'_>,
    reader: &Reader<'_>,
    notes: &mut Notes,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    inputs.view.body = inputs.body(reader, notes);
    inputs.render_with("index", |frame, page| structured::collection(frame, page, None, frame.language))
}

/// What an index is made of.
pub(super) fn inputs<'s>(site: &'s Site<'s>, index: Index, language: LanguageId) -> IndexInputs<'s> {
    let (title, summary) = site.index_text(language, |page| is_text_of(page, index));
    let view = IndexView {
        of: match index {
            Index::Taxonomy(index) => site.config.taxonomies[index].key.clone(),
            Index::Authors => "authors".into(),
            Index::Archive => "archive".into(),
        },
        title: title.unwrap_or_else(|| default_title(site, index, language)),
        body: None,
        items: match index {
            Index::Taxonomy(index) => site.counted_terms(&site.catalog.roots[index], language),
            Index::Authors => Vec::new(),
            Index::Archive => years(site, language),
        },
        authors: if index == Index::Authors { authors(site, language) } else { Vec::new() },
        matrix: (index == Index::Archive).then(|| timeline::matrix(site, language)).flatten(),
        summary,
    };
    let url = index.url(site.config, language);
    let description = view.summary.as_deref().unwrap_or_default();
    let parts = PageParts { kind: "index", title: &view.title, description, url: &url, language };
    let mut page = site.page(&parts);
    page.breadcrumbs.push(site.home_link(language));
    let text = text(site, index, language);
    let own = text.map(|entry| alternates(site, entry)).filter(|own| own.len() > 1);
    page.alternates = own.unwrap_or_else(|| index_alternates(site, index));
    site.link_languages(&mut page, &[]);
    let text = text.map(|entry| source(site, entry));
    PageInputs { sheet: site.sheet("index.html", language), page, view, text }
}

/// The text that belongs to an index.
pub(super) fn text<'c>(site: &Lookups<'c>, index: Index, language: LanguageId) -> Option<&'c PageEntry> {
    page_text(&site.catalog.pages, language, |page| is_text_of(page, index))
}

/// Whether a page is the text of an index.
fn is_text_of(page: &Page, index: Index) -> bool {
    match (&page.role, index) {
        (PageRole::Taxonomy(taxonomy), Index::Taxonomy(index)) => *taxonomy == index,
        (PageRole::Authors, Index::Authors) => true,
        (PageRole::Standing { key }, Index::Archive) => &**key == "archive",
        _ => false,
    }
}

fn default_title(site: &Lookups<'_>, index: Index, language: LanguageId) -> String {
    match index {
        Index::Taxonomy(index) => site.taxonomy(index, language).title,
        Index::Authors => site.theme.text(language, "authors").to_owned(),
        Index::Archive => site.theme.text(language, "archive").to_owned(),
    }
}

/// The same index in other languages that have it.
fn index_alternates(site: &Lookups<'_>, index: Index) -> Vec<super::view::AlternateView> {
    let urls = site.config.languages.ids().map(|id| (id, index.url(site.config, id)));
    let planned: Vec<_> = urls.filter(|(_, url)| site.plan.contains(&url.out_path())).collect();
    site.alternates(&planned)
}

/// The years of a language, newest first, with their months in order.
pub(super) fn years(site: &Lookups<'_>, language: LanguageId) -> Vec<CountedView> {
    let mut years: BTreeMap<i32, CountedView> = BTreeMap::new();
    for (_, listing) in site.catalog.listings.iter().filter(|(_, listing)| listing.language == language) {
        let counted = |title: String, slug: String| CountedView {
            title,
            slug,
            href: Some(site.href(&listing.url)),
            summary: None,
            count: listing.visible as usize,
            children: Vec::new(),
        };
        match listing.series {
            // Years are numbered before months: see `Series`.
            Series::Year(year) => {
                years.insert(year, counted(year.to_string(), format!("{year:04}")));
            }
            Series::Month(year, month) => {
                let month = counted(site.month_name(month, language), format!("{month:02}"));
                if let Some(year) = years.get_mut(&year) {
                    year.children.push(month);
                }
            }
            _ => {}
        }
    }
    years.into_values().rev().collect()
}

/// The months of a year in a language, for the head of its list.
pub(super) fn months(site: &Lookups<'_>, year: i32, language: LanguageId) -> Vec<CountedView> {
    years(site, language)
        .into_iter()
        .find(|view| view.slug == format!("{year:04}"))
        .map_or_else(Vec::new, |view| view.children)
}

/// All authors with a page in a language, by name.
pub(super) fn authors(site: &Lookups<'_>, language: LanguageId) -> Vec<CountedAuthorView> {
    let mut views: Vec<(String, CountedAuthorView)> = Vec::new();
    for (id, author) in site.catalog.authors.enumerate() {
        let Some(listing) = site.catalog.listings.find(language, Series::Author(id)) else { continue };
        let view = CountedAuthorView {
            author: site.author_view(id, language),
            order: author.main_profile().and_then(|profile| profile.order),
            count: listing.visible as usize,
        };
        views.push((view.author.name.to_lowercase(), view));
    }
    views.sort_by(|(a, one), (b, two)| a.cmp(b).then_with(|| one.author.slug.cmp(&two.author.slug)));
    views.into_iter().map(|(_, view)| view).collect()
}
