//! `404.html`, which every static host shows for addresses that do not exist.

use super::base::PageParts;
use super::page::PageInputs;
use super::view::{LinkView, NotFoundView};
use super::{Lookups, Output, Planner, Site, index};
use crate::catalog::Series;
use crate::config::LanguageId;
use crate::diagnostic::Diagnostic;
use crate::path::UrlPath;
use crate::reserved::Own;

/// Plans the page.
pub fn plan(planner: &mut Planner<'_>) {
    planner.add(&url(), Output::NotFound);
}

fn url() -> UrlPath {
    Own::NotFound.file()
}

/// All that the page is made of. Its links are never relative: it is shown at any address.
pub(super) type NotFoundInputs<'s> = PageInputs<'s, NotFoundView>;

/// What the page is made of.
pub(super) fn inputs<'s>(site: &'s Site<'s>) -> NotFoundInputs<'s> {
    let language = LanguageId::DEFAULT;
    let title = site.theme.text(language, "not_found");
    let description = site.theme.text(language, "not_found_text");
    let mut page = site.page(&PageParts { kind: "not_found", title, description, url: &url(), language });
    page.noindex = true;
    site.link_languages(&mut page, &[]);
    PageInputs { sheet: site.sheet("404.html", language), page, view: view(site), text: None }
}

/// Renders the page.
///
/// # Errors
/// The template's error.
pub(super) fn render(inputs: &NotFoundInputs<'_>) -> Result<Vec<u8>, Box<Diagnostic>> {
    inputs.render("not_found")
}

/// The ways into the archive: its indexes and years, and for the script which months there are.
fn view(site: &Lookups<'_>) -> NotFoundView {
    let language = LanguageId::DEFAULT;
    let listings = site.catalog.listings.iter().filter(|(_, listing)| listing.language == language);
    let months: Vec<String> = listings
        .filter_map(|(_, listing)| match listing.series {
            Series::Month(year, month) => Some(format!("{year:04}-{month:02}")),
            _ => None,
        })
        .collect();
    let link = |view: super::view::CountedView| Some(LinkView { title: view.title, href: view.href? });
    NotFoundView {
        months: months.join(" "),
        years: index::years(site, language).into_iter().filter_map(link).collect(),
        indexes: site.config.taxonomies.ids().map(|index| site.taxonomy(index, language)).collect(),
    }
}
