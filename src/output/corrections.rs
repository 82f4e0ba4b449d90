//! The page of corrections: what the newsroom corrected and what the keeper has to say, newest first.

use super::article::{note, source as article_source};
use super::base::PageParts;
use super::destinations::Destinations;
use super::page::PageInputs;
use super::standing::{source, text_of};
use super::text::{Notes, Reader, Source};
use super::view::{CorrectionsView, LinkView, NotedView};
use super::{Output, Planner, Site, structured};
use crate::article::{Article, Note};
use crate::catalog::corrections_url;
use crate::config::LanguageId;
use crate::diagnostic::Diagnostic;

/// The name of the page, and of the standing page that is its text.
pub(super) const KEY: &str = "corrections";

/// Plans the page of every language, also before there is anything to correct: menus lead to it.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.languages.ids() {
        planner.add(&corrections_url(planner.config, language), Output::Corrections(language));
    }
}

/// All that the page is made of.
#[derive(Hash)]
pub(super) struct CorrectionsInputs<'s> {
    page: PageInputs<'s, CorrectionsView>,
    /// Notes of many articles ask where their links lead, each in its own place.
    destinations: Destinations<'s>,
    corrections: Vec<NotedInputs<'s>>,
    archive_notes: Vec<NotedInputs<'s>>,
}

/// A note of an article.
#[derive(Hash)]
struct NotedInputs<'s> {
    note: &'s Note,
    article: LinkView,
    /// The article: notes may hold links.
    source: Source<'s>,
}

impl<'s> CorrectionsInputs<'s> {
    pub(super) fn of(site: &'s Site<'s>, language: LanguageId) -> CorrectionsInputs<'s> {
        let text = text_of(site, KEY, language);
        let url = corrections_url(site.config, language);
        let title = text.map(|entry| &*entry.page.title).unwrap_or(site.theme.text(language, "corrections"));
        let description = text.map(|entry| &*entry.page.summary).unwrap_or_default();
        let mut page = site.page(&PageParts { kind: "corrections", title, description, url: &url, language });
        page.breadcrumbs.push(site.home_link(language));
        let urls: Vec<_> =
            site.config.languages.ids().map(|id| (id, corrections_url(site.config, id))).collect();
        page.alternates = site.alternates(&urls);
        site.link_languages(&mut page, &[]);
        let view = CorrectionsView { body: None, corrections: Vec::new(), archive_notes: Vec::new() };
        let text = text.map(|entry| source(site, entry));
        CorrectionsInputs {
            page: PageInputs { sheet: site.sheet("corrections.html", language), page, view, text },
            destinations: site.destinations(),
            corrections: noted(site, language, |article| &article.rare_or_default().corrections),
            archive_notes: noted(site, language, |article| &article.rare_or_default().archive_notes),
        }
    }

    /// Renders the page.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(self, reader: &Reader<'_>, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
        let CorrectionsInputs { mut page, corrections, archive_notes, .. } = self;
        let frame = page.sheet.frame;
        page.view.body = page.body(reader, notes);
        let mut view = |noted: NotedInputs<'_>| NotedView {
            note: note(&frame, noted.note, &noted.source, (reader, &mut *notes)),
            article: noted.article,
        };
        page.view.corrections = corrections.into_iter().map(&mut view).collect();
        page.view.archive_notes = archive_notes.into_iter().map(&mut view).collect();
        page.render_with("corrections", |frame, page| structured::plain_page(frame, page, frame.language))
    }
}

/// All notes of one kind, newest first; those without a date go by their article's.
fn noted<'s>(
    site: &'s Site<'s>,
    language: LanguageId,
    of: impl Fn(&'s Article) -> &'s [Note],
) -> Vec<NotedInputs<'s>> {
    let mut found: Vec<(i64, NotedInputs<'s>)> = Vec::new();
    for id in site.catalog.articles.ids().rev().filter(|id| site.catalog.is_listed(*id)) {
        let article = &site.catalog.articles[id];
        if article.language != language {
            continue;
        }
        for note in of(article) {
            let instant = note.date.unwrap_or(article.date).instant();
            let href = site.href(&site.catalog.entries[id].url);
            let link = LinkView { title: article.title.to_string(), href };
            found.push((instant, NotedInputs { note, article: link, source: article_source(site, id) }));
        }
    }
    // Stable: notes of one day stay in the order of their articles.
    found.sort_by_key(|(instant, _)| std::cmp::Reverse(*instant));
    found.into_iter().map(|(_, note)| note).collect()
}
