//! The page of corrections: what the newsroom corrected and what the keeper has to say, newest first.

use super::article::{note, source as article_source};
use super::standing::{source, text_of};
use super::text::{Notes, html};
use super::view::{CorrectionsView, LinkView, NotedView, PageView};
use super::{Output, Planner, Site, site::PageParts, structured};
use crate::article::body::Body;
use crate::article::{Article, Note};
use crate::catalog::corrections_url;
use crate::config::LanguageId;
use crate::diagnostic::Diagnostic;

/// The name of the page, and of the standing page that is its text.
pub(super) const KEY: &str = "corrections";

/// Plans the page of every language, also before there is anything to correct: menus lead to it.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.language_ids() {
        planner.add(&corrections_url(planner.config, language), Output::Corrections(language));
    }
}

/// Renders the page of corrections.
///
/// # Errors
/// The template's error.
pub fn render(site: &Site<'_>, language: LanguageId, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
    let body = text_of(site, KEY, language).map(|entry| site.text(&source(site, entry), notes));
    let (page, view) = views(site, language, body.as_ref(), notes);
    let mut context = site.context(language, &page);
    context.insert("corrections", &view);
    site.render("corrections.html", language, context, &page.href)
}

/// What the template sees.
pub(super) fn views(
    site: &Site<'_>,
    language: LanguageId,
    body: Option<&Body>,
    notes: &mut Notes,
) -> (PageView, CorrectionsView) {
    let text = text_of(site, KEY, language);
    let view = CorrectionsView {
        body: body.filter(|body| !body.html.trim().is_empty()).map(html),
        corrections: noted(site, language, |article| &article.more().corrections, notes),
        archive_notes: noted(site, language, |article| &article.more().archive_notes, notes),
    };
    let url = corrections_url(site.config, language);
    let title = text.map(|entry| &*entry.page.title).unwrap_or(site.theme.text(language, "corrections"));
    let description = text.map(|entry| &*entry.page.summary).unwrap_or_default();
    let mut page = site.page(&PageParts { kind: "corrections", title, description, url: &url, language });
    page.breadcrumbs.push(site.home_link(language));
    let urls: Vec<_> = site.config.language_ids().map(|id| (id, corrections_url(site.config, id))).collect();
    page.alternates = site.alternates(&urls);
    page.structured_data = structured::script(structured::plain_page(site, &page, language));
    site.link_languages(&mut page, None);
    (page, view)
}

/// All notes of one kind, newest first; those without a date go by their article's.
fn noted<'c>(
    site: &Site<'c>,
    language: LanguageId,
    of: impl Fn(&'c Article) -> &'c [Note],
    notes: &mut Notes,
) -> Vec<NotedView> {
    let mut found: Vec<(i64, NotedView)> = Vec::new();
    for id in site.catalog.article_ids().rev().filter(|id| site.catalog.is_listed(*id)) {
        let article = site.catalog.article(id);
        if article.language != language {
            continue;
        }
        let source = article_source(site, id);
        for written in of(article) {
            let instant = written.date.unwrap_or(article.date).instant();
            let href = site.href(&site.catalog.entry(id).url);
            let link = LinkView { title: article.title.to_string(), href };
            found.push((instant, NotedView { note: note(site, written, &source, notes), article: link }));
        }
    }
    // Stable: notes of one day stay in the order of their articles.
    found.sort_by_key(|(instant, _)| std::cmp::Reverse(*instant));
    found.into_iter().map(|(_, view)| view).collect()
}
