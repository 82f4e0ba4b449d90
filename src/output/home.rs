//! The home page of each language, and the lists that `site.toml` declares for templates.

use std::collections::BTreeMap;

use tera::Context;

use super::standing::{alternates, source};
use super::text::{Notes, html};
use super::view::{HomeSectionView, HomeTermView, HomeView, PageView};
use super::{Output, Planner, Site, policy, site::PageParts, structured};
use crate::article::PageRole;
use crate::article::body::Body;
use crate::catalog::{ArticleId, PageEntry, Series, TermId, page_text};
use crate::config::{LanguageId, Taxonomy};
use crate::diagnostic::Diagnostic;

/// The newest articles on the home page.
const LATEST: usize = 12;
/// Terms of a taxonomy, and articles of each, on the home page.
const TERMS: usize = 12;
const ARTICLES: usize = 4;

/// Plans the home page of every language.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.language_ids() {
        planner.add(&planner.config.home(language), Output::Home(language));
    }
}

/// Renders the home page of a language.
///
/// # Errors
/// The template's error.
pub fn render(site: &Site<'_>, language: LanguageId, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
    let body = text(site, language).map(|entry| site.text(&source(site, entry), notes));
    let (page, view) = views(site, language, body.as_ref());
    let mut context = site.context(language, &page);
    context.insert("home", &view);
    site.render("home.html", language, context, &page.href)
}

/// The text of the home page of a language.
pub(super) fn text<'s>(site: &Site<'s>, language: LanguageId) -> Option<&'s PageEntry> {
    page_text(&site.catalog.pages, language, |page| page.role == PageRole::Home)
}

/// What the template sees.
pub(super) fn views(site: &Site<'_>, language: LanguageId, body: Option<&Body>) -> (PageView, HomeView) {
    let text = text(site, language);
    let view = HomeView {
        title: text.map(|entry| entry.page.title.to_string()).filter(|title| !title.is_empty()),
        body: body.map(html),
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
    let homes: Vec<_> = site.config.language_ids().map(|id| (id, site.config.home(id))).collect();
    page.alternates = site.alternates(&homes);
    if let Some(entry) = text
        && page.alternates.is_empty()
    {
        page.alternates = alternates(site, entry);
    }
    page.structured_data = structured::script(vec![structured::website(site, language)]);
    site.link_languages(&mut page, None);
    (page, view)
}

/// All articles of a language, oldest first.
fn of_language(site: &Site<'_>, language: LanguageId) -> Vec<ArticleId> {
    // Only the end is shown: a bounded number of the newest is enough, withdrawn ones among them counted in.
    const ENOUGH: usize = 20 * LATEST;
    let newest = site.catalog.article_ids().rev().filter(|id| site.catalog.article(*id).language == language);
    let mut ids: Vec<ArticleId> = newest.take(ENOUGH).collect();
    ids.reverse();
    ids
}

/// Each taxonomy with its top terms and their newest articles.
fn sections(site: &Site<'_>, language: LanguageId) -> Vec<HomeSectionView> {
    let section = |((index, taxonomy), roots): ((u8, &Taxonomy), &Vec<TermId>)| {
        let link = site.taxonomy(index, language);
        let term = |id: &TermId| {
            let listing = site.catalog.listings.find(language, Series::Term(*id))?;
            let articles = site.newest(&listing.seats, ARTICLES);
            let title = site.catalog.term(*id).title(language).to_owned();
            let href = Some(site.href(&listing.url));
            (!articles.is_empty()).then_some(HomeTermView { title, href, articles })
        };
        let terms: Vec<HomeTermView> = roots.iter().filter_map(term).take(TERMS).collect();
        let key = taxonomy.key.clone();
        (!terms.is_empty()).then_some(HomeSectionView { key, title: link.title, href: link.href, terms })
    };
    site.config.indexed_taxonomies().zip(&site.catalog.roots).filter_map(section).collect()
}

impl Site<'_> {
    /// Renders a page, with the lists that `[lists]` declares for its template.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(
        &self,
        template: &str,
        language: LanguageId,
        mut context: Context,
        page: &str,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let lists: BTreeMap<&str, Vec<_>> = self
            .lists_for(template, language)
            .into_iter()
            .map(|(name, ids)| (name, ids.iter().map(|id| self.card(*id)).collect()))
            .collect();
        if !lists.is_empty() {
            context.insert("lists", &lists);
        }
        self.theme.render(template, &context, page).map(policy::admit_media)
    }

    /// The newest articles that have all terms of the declared list `index`.
    pub(super) fn list(&self, index: usize, language: LanguageId) -> Vec<ArticleId> {
        let list = &self.config.lists[index];
        let mut seats: Option<&[ArticleId]> = None;
        let mut ids = Vec::new();
        for id in &self.catalog.lists[index] {
            let Some(id) = *id else { return Vec::new() };
            let Some(listing) = self.catalog.listings.find(language, Series::Term(id)) else {
                return Vec::new();
            };
            // The shortest of the lists is walked, the others are looked up in.
            if seats.is_none_or(|seats| listing.seats.len() < seats.len()) {
                seats = Some(&listing.seats);
            }
            ids.push(id);
        }
        let in_all = |article: &ArticleId| {
            ids.iter().all(|id| {
                let listing = self.catalog.listings.find(language, Series::Term(*id));
                listing.is_some_and(|listing| listing.seats.binary_search(article).is_ok())
            })
        };
        let in_section = |id: &ArticleId| {
            let path = &self.catalog.article(*id).path;
            let below = self.config.below_content(path.as_str()).unwrap_or_default();
            list.section.as_deref().is_none_or(|section| below.split('/').next() == Some(section))
        };
        let shown = |id: &ArticleId| {
            self.catalog.is_listed(*id) && self.catalog.article(*id).language == language && in_section(id)
        };
        match seats {
            Some(seats) => {
                seats.iter().rev().copied().filter(|id| shown(id) && in_all(id)).take(list.limit).collect()
            }
            None => self.catalog.article_ids().rev().filter(shown).take(list.limit).collect(),
        }
    }
}
