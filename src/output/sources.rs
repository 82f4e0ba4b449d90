//! Which file's text an output shows.

use rustc_hash::FxHashSet;

use super::finding::{AnchorLink, Finding, Flaw};
use super::text::{Notes, Source, anchor};
use super::{Lookups, Output, article, corrections, home, index, listing, search, standing};
use crate::path::UrlPath;

impl Output {
    /// Whether an output shows the text of a large file.
    pub fn shows_large_text(&self, site: &Lookups<'_>) -> bool {
        self.source(site).is_some_and(|source| source.stamp.is_large())
    }

    /// The file whose text an output shows.
    pub fn source<'s>(&self, site: &Lookups<'s>) -> Option<Source<'s>> {
        let of_page = |entry: &'s crate::catalog::PageEntry| standing::source(site, entry);
        match self {
            Output::Article(id) if site.catalog.is_listed(*id) => Some(article::source(site, *id)),
            Output::Standing(id) => Some(of_page(&site.catalog.pages[*id])),
            Output::Home(language) => home::text(site, *language).map(of_page),
            Output::Index(index, language) => index::text(site, *index, *language).map(of_page),
            Output::Search(language) => standing::text_of(site, search::KEY, *language).map(of_page),
            Output::Corrections(language) => {
                standing::text_of(site, corrections::KEY, *language).map(of_page)
            }
            Output::Listing(id, None) => listing::source(site, site.catalog.listings.get(*id)),
            _ => None,
        }
    }
}

impl Lookups<'_> {
    /// Of the links to anchors of other pages those that lead to none, where `anchors` are those of all pages; see `anchor`.
    /// Only pages that show a text are asked.
    pub fn missing_anchors(
        &self,
        links: Vec<AnchorLink>,
        anchors: &FxHashSet<u64>,
    ) -> impl Iterator<Item = Finding> {
        let shows_text = |page: &UrlPath| {
            self.plan.get(&page.out_path()).is_some_and(|output| output.source(self).is_some())
        };
        let is_there = move |page: &UrlPath, name: &str| {
            anchors.contains(&anchor(page, name)) || self.theme.has_anchor(name) || !shows_text(page)
        };
        links.into_iter().filter(move |link| !is_there(&link.page, &link.anchor)).map(|link| {
            let AnchorLink { page, anchor, place } = link;
            Finding::Flaw(Flaw::MissingAnchor(format!("{page}#{anchor}").into()), place)
        })
    }

    /// Looks for the anchors of other pages that texts link to, now that all texts have been rendered, and notes those that
    /// are not there.
    pub fn settle_anchors(&self, notes: &mut Notes) {
        let anchors = std::mem::take(&mut notes.anchors);
        if !notes.anchor_links.is_empty() {
            let anchors: FxHashSet<u64> = anchors.into_iter().collect();
            let missing = self.missing_anchors(std::mem::take(&mut notes.anchor_links), &anchors);
            notes.findings.extend(missing);
        }
    }
}
