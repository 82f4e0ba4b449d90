//! `404.html`, which every static host shows for addresses that do not exist.

use super::view::{LinkView, NotFoundView};
use super::{Output, Planner, Site, index, site::PageParts};
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

/// Renders the page. Its links are never relative: it is shown at any address.
///
/// # Errors
/// The template's error.
pub fn render(site: &Site<'_>) -> Result<Vec<u8>, Box<Diagnostic>> {
    let language = LanguageId::DEFAULT;
    let title = site.theme.text(language, "not_found");
    let description = site.theme.text(language, "not_found_text");
    let mut page = site.page(&PageParts { kind: "not_found", title, description, url: &url(), language });
    page.noindex = true;
    site.link_languages(&mut page, None);
    let mut context = site.context(language, &page);
    context.insert("not_found", &view(site));
    site.render("404.html", language, context, &page.href)
}

/// The ways into the archive: its indexes and years, and for the script which months there are.
fn view(site: &Site<'_>) -> NotFoundView {
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
        indexes: site.config.taxonomy_ids().map(|index| site.taxonomy(index, language)).collect(),
    }
}
