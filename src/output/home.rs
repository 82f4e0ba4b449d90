//! The home page of each language.
//!
//! A site that goes on has its newest articles on top. A closed archive has no news: its home page leads with an article that an
//! editor chose, and goes into its years, with no article twice.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::base::PageParts;
use super::cards::Card;
use super::day_index::{self, evenly};
use super::page::PageInputs;
use super::standing::{alternates, source};
use super::text::{Notes, Reader, html};
use super::view::{CountedView, DecadeView, HomeSectionView, HomeTermView, HomeView};
use super::{Lookups, Output, Planner, Site, index, message, popular, structured};
use crate::article::PageRole;
use crate::catalog::{ArticleId, Listing, PageEntry, Series, TermId, page_text};
use crate::config::{LanguageId, MenuEntry, Menus, TaxonomyId};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::fingerprint::Fingerprint;

/// The newest articles on the home page.
const LATEST: usize = 12;
/// Terms of a taxonomy, and articles of each, on the home page.
const TERMS: usize = 12;
const ARTICLES: usize = 4;
/// Articles of each of them in a closed archive: it shows each article once, and has the rest of the page for others.
const ARTICLES_CLOSED: usize = 2;
/// Articles from all years of a closed archive.
const FROM_ARCHIVE: usize = 6;

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
    let lead = inputs.view.lead.filter(|_| inputs.view.on_this_day.is_some()).map(Card::href);
    inputs.view.popular = Some(inputs.sheet.frame.popular_without(&lead.unwrap_or_default())?);
    inputs.render_with("home", |frame, _| vec![structured::website(frame, frame.language)])
}

/// The text of the home page of a language.
pub(super) fn text<'s>(site: &Lookups<'s>, language: LanguageId) -> Option<&'s PageEntry> {
    page_text(&site.catalog.pages, language, |page| page.role == PageRole::Home)
}

/// What the home page of a language is made of.
pub(super) fn inputs<'s>(site: &'s Site<'s>, language: LanguageId) -> HomeInputs<'s> {
    let text = text(site, language);
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
    let view = HomeView {
        title: text.map(|entry| entry.page.title.to_string()).filter(|title| !title.is_empty()),
        ..Front::new(site, language).view()
    };
    let text = text.map(|entry| source(site, entry));
    PageInputs { sheet: site.sheet("home.html", language), page, view, text }
}

/// Reports each `lead` that is no article of its language.
pub(super) fn check(site: &Lookups<'_>, problems: &mut Diagnostics) {
    let languages = site.config.languages.ids();
    let own = languages.map(|language| (Some(language), &site.config.language(language).home_page));
    for (language, home) in own.chain([(None, &site.config.home_page)]) {
        let Some((lead, position)) = &home.lead else { continue };
        let place = Place::new(crate::config::FILE, *position);
        let Some(id) = popular::article_at(site, lead).filter(|id| site.catalog.is_listed(*id)) else {
            problems.push(message::no_such_lead(place, lead));
            continue;
        };
        let is = site.catalog.articles[id].language;
        if let Some(language) = language.filter(|language| *language != is) {
            let code = |language| &*site.config.language(language).code;
            problems.push(message::lead_in_other_language(place, lead, code(is), code(language)));
        }
    }
}

/// The article at the top of the home page of a language, where `site.toml` names one: that of the site counts for the languages
/// in which it has a translation.
fn chosen_lead(site: &Lookups<'_>, language: LanguageId) -> Option<ArticleId> {
    let suits =
        |id: &ArticleId| site.catalog.articles[*id].language == language && site.catalog.is_listed(*id);
    let own = site.config.language(language).home_page.lead.as_ref();
    if let Some((lead, _)) = own {
        return popular::article_at(site, lead).filter(suits);
    }
    let (lead, _) = site.config.home_page.lead.as_ref()?;
    let id = popular::article_at(site, lead)?;
    let group = site.catalog.entries[id].translations.map(|group| &site.catalog.translations[group]);
    [id].iter().chain(group.into_iter().flatten()).copied().find(suits)
}

/// The front page in the making: what it shows, and what it has shown so far.
struct Front<'s> {
    site: &'s Site<'s>,
    language: LanguageId,
    is_closed: bool,
    /// The articles that are not to be shown again.
    shown: FxHashSet<ArticleId>,
}

impl<'s> Front<'s> {
    fn new(site: &'s Site<'s>, language: LanguageId) -> Front<'s> {
        let is_closed = site.config.is_closed();
        Front { site, language, is_closed, shown: FxHashSet::default() }
    }

    fn view(mut self) -> HomeView<Card<'s>> {
        let Front { site, language, is_closed, .. } = self;
        let chosen = chosen_lead(site, language);
        let lead = chosen.or_else(|| is_closed.then(|| self.newest_of_language(1).pop()).flatten());
        self.shown.extend(lead);
        let latest = if is_closed { Vec::new() } else { self.newest_of_language(LATEST - self.shown.len()) };
        let mut view = HomeView {
            title: None,
            body: None,
            lead: lead.map(|id| Card::of(site, id)),
            latest: site.cards(&latest),
            decades: Vec::new(),
            from_archive: Vec::new(),
            on_this_day: None,
            popular: None,
            sections: Vec::new(),
        };
        if is_closed {
            self.shown.extend(popular::articles(site, language));
            let years = index::years(site, language);
            let found = self.pick(&years);
            view.decades = decades(site, language, years);
            view.from_archive = site.cards(&found);
            view.on_this_day = Some(day_index::template(site.config, language));
        } else {
            // One article leads one column: those below it show their next.
            self.shown.extend(latest.first());
        }
        view.sections = self.sections();
        view
    }

    /// The newest articles of the language that are not shown yet, newest first.
    fn newest_of_language(&self, limit: usize) -> Vec<ArticleId> {
        let catalog = self.site.catalog;
        let is_new = |id: &ArticleId| {
            catalog.articles[*id].language == self.language
                && catalog.is_listed(*id)
                && !self.shown.contains(id)
        };
        catalog.articles.ids().rev().filter(is_new).take(limit).collect()
    }

    /// Articles of `years`, which are given newest first: one of a year, from years that lie evenly apart, oldest first. Which of a
    /// year is told by its address, so that it stays the same; those with a picture are preferred, and so are years that have one.
    fn pick(&mut self, years: &[CountedView]) -> Vec<ArticleId> {
        let catalog = self.site.catalog;
        let years: Vec<i32> = years.iter().rev().filter_map(|year| year.slug.parse().ok()).collect();
        let choose = |year: &i32| {
            let members = catalog.listings.members(self.language, Series::Year(*year)).iter().copied();
            let free = members.filter(|id| catalog.is_listed(*id) && !self.shown.contains(id));
            free.min_by_key(|id| {
                let has_image = catalog.articles[*id].more_or_default().image.is_some();
                (Reverse(has_image), Fingerprint::of(catalog.entries[*id].url.href("").as_bytes()))
            })
        };
        let chosen: Vec<ArticleId> = years.iter().filter_map(choose).collect();
        let has_picture = |id: &ArticleId| Card::of(self.site, *id).has_picture();
        let pictured: Vec<ArticleId> = chosen.iter().copied().filter(has_picture).collect();
        // A card of words alone leaves a gap in a row of pictures.
        let few = evenly(if pictured.len() < FROM_ARCHIVE { &chosen } else { &pictured }, FROM_ARCHIVE);
        self.shown.extend(&few);
        few
    }

    /// The taxonomies that have a section, each with its top terms and their newest articles.
    fn sections(&mut self) -> Vec<HomeSectionView<Card<'s>>> {
        let site = self.site;
        let own = &site.config.language(self.language).home_page.sections;
        let chosen = own.as_ref().or(site.config.home_page.sections.as_ref());
        let taxonomies = chosen.cloned().unwrap_or_else(|| site.menu_taxonomies(self.language));
        let columns = |id: TaxonomyId| {
            let columns = site.catalog.roots[id].iter().filter_map(|term| self.column(*term));
            (id, columns.filter(|column| column.shows_any(site)).take(TERMS).collect::<Vec<_>>())
        };
        let mut sections: Vec<(TaxonomyId, Vec<Column<'s>>)> = taxonomies.into_iter().map(columns).collect();
        // A row of all columns after the other, so that no column takes what another would lead with.
        for row in 0..if self.is_closed { ARTICLES_CLOSED } else { ARTICLES } {
            for column in sections.iter_mut().flat_map(|(_, columns)| columns) {
                self.fill(column, row);
            }
        }
        let view = |(id, columns): (TaxonomyId, Vec<Column<'s>>)| {
            let terms: Vec<_> =
                columns.into_iter().filter_map(|column| column.view(site, self.language)).collect();
            let link = site.taxonomy(id, self.language);
            let key = site.config.taxonomies[id].key.clone();
            (!terms.is_empty()).then_some(HomeSectionView { key, title: link.title, href: link.href, terms })
        };
        sections.into_iter().filter_map(view).collect()
    }

    /// The column of a term, if it has a page. Where each article is shown once, those that name the term, or one below it, before
    /// others of its taxonomy come first: they would not be looked for in another column.
    fn column(&self, term: TermId) -> Option<Column<'s>> {
        let listing = self.site.catalog.listings.find(self.language, Series::Term(term))?;
        let is_aside = |id: &&ArticleId| self.is_closed && !self.is_first_of(term, **id);
        let (aside, own): (Vec<&ArticleId>, Vec<&ArticleId>) = listing.members.iter().partition(is_aside);
        let left: Vec<ArticleId> = aside.into_iter().chain(own).copied().collect();
        Some(Column {
            term,
            listing,
            left: left.into_iter(),
            skipped: Vec::new(),
            has_fresh: false,
            articles: Vec::new(),
        })
    }

    /// Whether the first term of an article in a taxonomy is `term` or below it.
    fn is_first_of(&self, term: TermId, id: ArticleId) -> bool {
        let catalog = self.site.catalog;
        let taxonomy = catalog.terms[term].taxonomy;
        let mut terms = catalog.entries[id].terms.iter().copied();
        let first = terms.find(|id| catalog.terms[*id].taxonomy == taxonomy);
        std::iter::successors(first, |id| catalog.terms[*id].parent).any(|above| above == term)
    }

    /// Gives a column its next article.
    fn fill(&mut self, column: &mut Column<'s>, row: usize) {
        let fresh = loop {
            match column.left.next_back() {
                Some(id) if !self.site.catalog.is_listed(id) => {}
                Some(id) if self.shown.contains(&id) => column.skipped.push(id),
                other => break other,
            }
        };
        // Where a site goes on, a column of nothing but what leads others shows that all the same.
        let next =
            fresh.or_else(|| column.skipped.get(column.articles.len()).copied().filter(|_| !self.is_closed));
        let Some(id) = next.filter(|_| fresh.is_some() || !column.has_fresh) else { return };
        column.has_fresh |= fresh.is_some();
        // Only what leads a column is not to be in another there.
        if self.is_closed || row == 0 {
            self.shown.insert(id);
        }
        column.articles.push(id);
    }
}

/// A term on the home page in the making.
struct Column<'s> {
    term: TermId,
    listing: &'s Listing,
    /// Its articles that were not looked at, the next one last.
    left: std::vec::IntoIter<ArticleId>,
    /// Those that were shown before, newest first.
    skipped: Vec<ArticleId>,
    /// Whether it has any that was not.
    has_fresh: bool,
    /// Those that it shows, newest first.
    articles: Vec<ArticleId>,
}

impl<'s> Column<'s> {
    /// Whether it has an article that is shown anywhere.
    fn shows_any(&self, site: &Site<'_>) -> bool {
        self.listing.members.iter().any(|id| site.catalog.is_listed(*id))
    }

    fn view(self, site: &'s Site<'s>, language: LanguageId) -> Option<HomeTermView<Card<'s>>> {
        let title = site.term_title(self.term, language);
        let href = Some(site.href(&self.listing.url));
        (!self.articles.is_empty()).then(|| HomeTermView {
            title,
            href,
            articles: site.cards(&self.articles),
        })
    }
}

/// The years of a language, which are given newest first, by decade, oldest first.
fn decades(site: &Lookups<'_>, language: LanguageId, years: Vec<CountedView>) -> Vec<DecadeView> {
    let mut decades: Vec<(i32, Vec<CountedView>)> = Vec::new();
    for year in years.into_iter().rev().filter(|year| year.count > 0) {
        let Ok(number) = year.slug.parse::<i32>() else { continue };
        let year = CountedView { children: Vec::new(), ..year };
        match decades.last_mut() {
            Some((decade, years)) if *decade == number.div_euclid(10) => years.push(year),
            _ => decades.push((number.div_euclid(10), vec![year])),
        }
    }
    let pattern = site.theme.text(language, "decade");
    let view = |(decade, years): (i32, Vec<CountedView>)| DecadeView {
        title: pattern.replace("{year}", &(decade * 10).to_string()),
        years,
    };
    decades.into_iter().map(view).collect()
}

impl Lookups<'_> {
    /// The taxonomies that the main menu of a language names; all of them where it has no entries.
    fn menu_taxonomies(&self, language: LanguageId) -> Vec<TaxonomyId> {
        let menus = &self.config.language(language).menus;
        let main = menus.get("main").unwrap_or_default();
        let is_named =
            |id: &TaxonomyId| main.is_empty() || names(main, menus, &self.config.taxonomies[*id].key, 2);
        self.config.taxonomies.ids().filter(is_named).collect()
    }
}

/// Whether the entries of a menu, or of the menus in it, name a taxonomy.
fn names(entries: &[MenuEntry], menus: &Menus, key: &str, depth: usize) -> bool {
    entries.iter().any(|entry| {
        entry.target == key
            || depth > 1 && menus.get(&entry.target).is_some_and(|inner| names(inner, menus, key, depth - 1))
    })
}
