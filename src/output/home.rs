//! The home page of each language.

use super::base::PageParts;
use super::cards::Card;
use super::page::PageInputs;
use super::standing::{alternates, source};
use super::text::{Notes, Reader, html};
use super::view::{HomeSectionView, HomeTermView, HomeView};
use super::{Lookups, Output, Planner, Site, structured};
use crate::article::PageRole;
use crate::catalog::{ArticleId, PageEntry, Series, TermId, page_text};
use crate::config::{LanguageId, Taxonomy, TaxonomyId};
use crate::diagnostic::Diagnostic;

/// The newest articles on the home page.
const LATEST: usize = 12;
/// Terms of a taxonomy, and articles of each, on the home page.
const TERMS: usize = 12;
const ARTICLES: usize = 4;

/// Plans the home page of every language.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.languages.ids() {
        planner.add(&planner.config.home(language), Output::Home(language));
    }
}

/// All that a home page is made of.
pub(super) type HomeInputs<'s> = PageInputs<'s, HomeView<Card<'s>>>;

/// Renders the home page of a language.
///
/// # Errors
/// The template's error.
pub(super) fn render(
    mut inputs: HomeInputs<'_>,
    reader: &Reader<'_>,
    notes: &mut Notes,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    inputs.view.body = inputs.text.as_ref().map(|source| html(&reader.text(source, notes)));
    inputs.render_with("home", |frame, _| vec![structured::website(frame, frame.language)])
}

/// The text of the home page of a language.
pub(super) fn text<'s>(site: &Lookups<'s>, language: LanguageId) -> Option<&'s PageEntry> {
    page_text(&site.catalog.pages, language, |page| page.role == PageRole::Home)
}

/// What the home page of a language is made of.
pub(super) fn inputs<'s>(site: &'s Site<'s>, language: LanguageId) -> HomeInputs<'s> {
    let text = text(site, language);
    let view = HomeView {
        title: text.map(|entry| entry.page.title.to_string()).filter(|title| !title.is_empty()),
        body: None,
        latest: site.newest(&of_language(site, language), LATEST),
        sections: sections(site, language),
    };
    let url = site.config.home(language);
    let parts = PageParts {
        kind: "home",
        title: site.title(language),
        description: site.description(language),
        url: &url,
        language,
    };
    let mut page = site.page(&parts);
    let homes: Vec<_> = site.config.languages.ids().map(|id| (id, site.config.home(id))).collect();
    page.alternates = site.alternates(&homes);
    if let Some(entry) = text
        && page.alternates.is_empty()
    {
        page.alternates = alternates(site, entry);
    }
    site.link_languages(&mut page, &[]);
    let text = text.map(|entry| source(site, entry));
    PageInputs { sheet: site.sheet("home.html", language), page, view, text }
}

/// All articles of a language, oldest first.
fn of_language(site: &Site<'_>, language: LanguageId) -> Vec<ArticleId> {
    // Only the end is shown: a bounded number of the newest is enough, withdrawn ones among them counted in.
    const ENOUGH: usize = 20 * LATEST;
    let newest =
        site.catalog.articles.ids().rev().filter(|id| site.catalog.articles[*id].language == language);
    let mut ids: Vec<ArticleId> = newest.take(ENOUGH).collect();
    ids.reverse();
    ids
}

/// Each taxonomy with its top terms and their newest articles.
fn sections<'s>(site: &'s Site<'s>, language: LanguageId) -> Vec<HomeSectionView<Card<'s>>> {
    let section = |((index, taxonomy), roots): ((TaxonomyId, &Taxonomy), &Vec<TermId>)| {
        let link = site.taxonomy(index, language);
        let term = |id: &TermId| {
            let listing = site.catalog.listings.find(language, Series::Term(*id))?;
            let articles = site.newest(&listing.members, ARTICLES);
            let title = site.catalog.terms[*id].title(language).to_owned();
            let href = Some(site.href(&listing.url));
            (!articles.is_empty()).then_some(HomeTermView { title, href, articles })
        };
        let terms: Vec<HomeTermView<Card<'s>>> = roots.iter().filter_map(term).take(TERMS).collect();
        let key = taxonomy.key.clone();
        (!terms.is_empty()).then_some(HomeSectionView { key, title: link.title, href: link.href, terms })
    };
    site.config.taxonomies.enumerate().zip(&site.catalog.roots).filter_map(section).collect()
}
