//! `404.html`, which every static host shows for addresses that do not exist.

use super::{Output, Planner, Site, site::PageParts};
use crate::config::LanguageId;
use crate::diagnostic::Diagnostic;
use crate::path::UrlPath;

/// Plans the page.
pub fn plan(planner: &mut Planner<'_>) {
    planner.add(&url(), Output::NotFound);
}

fn url() -> UrlPath {
    UrlPath::root().file("404.html")
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
    let context = site.context(language, &page);
    site.render("404.html", language, context, &page.href)
}
