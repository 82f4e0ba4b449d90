//! Articles and the tombstones of withdrawn ones.

use chrono::Timelike;
use rayon::prelude::*;

use super::base::{Base, PageParts};
use super::finding::{Finding, Flaw};
use super::search_index::{self, SearchText};
use super::shared::Html;
use super::text::{Notes, Reader, Source, headings, html};
use super::view::{
    ArticleView, ImageView, LinkView, NoteView, OriginView, PageView, SyndicationView, TermView, TermsView,
    TombstoneView,
};
use super::{Lookups, Output, Planner, citation, licence, provenance, search, structured};
use crate::article::body;
use crate::article::{Article, Image, Note, Origin, PublicationDate, Rare};
use crate::catalog::ArticleId;
use crate::config::{Canonical, Config, Markdown};
use crate::diagnostic::{Diagnostic, Place};
use files::NamedFiles;
use inputs::About;

mod files;
pub(super) mod inputs;

pub(super) use inputs::{ArticleInputs, TombstoneInputs};

/// Plans every article.
pub fn plan(planner: &mut Planner<'_>) {
    let catalog = planner.catalog;
    let ids = catalog.articles.par_ids().with_min_len(256);
    planner.entries.par_extend(ids.map(|id| (catalog.entries[id].url.out_path(), Output::Article(id))));
}

impl About<'_> {
    /// What the page says about itself.
    fn page(&self, base: &Base<'_>, kind: &'static str, description: &str) -> PageView {
        let article = self.article();
        let language = article.language;
        let mut page =
            base.page(&PageParts { kind, title: &article.title, description, url: self.url, language });
        page.noindex = article.visibility.noindex;
        if let Some(url) = canonical(base.config, article) {
            url.clone_into(&mut page.canonical);
        }
        page.alternates = base.alternates(&self.translations);
        base.link_languages(&mut page, &self.section);
        page.breadcrumbs.push(base.home_link(language));
        if let Some(TermView { title, href: Some(href), .. }) = self.kicker().map(|term| term.link.view()) {
            page.breadcrumbs.push(LinkView { title: title.clone(), href: href.clone() });
        }
        page
    }
}

impl TombstoneInputs<'_> {
    /// Renders the page.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let (base, article) = (self.sheet.frame, self.about.article());
        let withdrawal = article.rare_or_default().withdrawal.as_deref();
        let view = TombstoneView {
            title: article.title.to_string(),
            date: base.date(&article.date, article.language),
            withdrawn: withdrawal.and_then(|w| Some(base.date(w.date.as_ref()?, article.language))),
            reason: withdrawal.and_then(|w| w.reason.as_deref()).map(Into::into),
        };
        let mut page = self.about.page(&base, "tombstone", base.theme.text(article.language, "withdrawn"));
        page.noindex = true;
        self.sheet.render(&page, "tombstone", &view)
    }
}

impl ArticleInputs<'_> {
    /// Renders the page.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(&self, reader: &Reader<'_>, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
        let (base, about) = (self.sheet.frame, &self.about);
        let view = self.view(reader, notes);
        let mut page = about.page(&base, "article", &view.summary);
        page.image = view.image.as_ref().or(view.gallery.first()).filter(|image| !image.hidden).cloned();
        page.structured_data = Some(Html::json_ld(&structured::article(&base, self, &view, &page)));
        self.sheet.render(&page, "article", &view)
    }

    /// What the template sees of an article.
    fn view(&self, reader: &Reader<'_>, notes: &mut Notes) -> ArticleView<'_> {
        let (base, article, source) = (&self.sheet.frame, self.about.article(), &self.text);
        let language = article.language;
        let (more, rare) = (article.more_or_default(), article.rare_or_default());
        let text = reader.text(source, notes);
        if notes.wants_search_text {
            notes.search_text = Some(Box::new(self.search_text(&text.html)));
        }
        let place = || Place::file(article.path.as_str());
        let missing = self.files.missing.iter().map(|file| Flaw::MissingFile((*file).into()));
        notes.findings.extend(missing.map(|flaw| Finding::Flaw(flaw, place())));
        let licence = licence_of(base.config, article);
        let publication = base.publication_of(article);
        let texts = |list: &[Box<str>]| list.iter().map(|text| text.to_string()).collect();
        let NamedFiles { image, gallery, audio, video, attachments, .. } = &self.files;
        let mut own_image =
            |(view, written): (&ImageView, &Image)| own_image(view, written, source, (reader, &mut *notes));
        let image = image.as_ref().zip(more.image.as_deref()).map(&mut own_image);
        let there =
            gallery.iter().zip(&rare.gallery).filter_map(|(view, written)| Some((view.as_ref()?, written)));
        let gallery = there.map(&mut own_image).collect();
        let author_note_html =
            rare.author_note.as_deref().and_then(|note| reader.inline(note, source, notes));
        let mut note = |written: &Note| note(base, written, source, (reader, &mut *notes));
        ArticleView {
            title: article.title.to_string(),
            summary: article.summary.to_string(),
            standfirst: article.standfirst,
            body: html(&text),
            headings: headings(&text),
            date: base.date(&article.date, language),
            updated: more.updated.as_ref().map(|date| base.date(date, language)),
            byline: more.byline.as_deref().map(Into::into),
            authors: self.authors.iter().map(|author| author.full).collect(),
            author_note: author_note(base.config.markdown_of(article.language), rare),
            author_note_html,
            translators: texts(&rare.translators),
            photographers: texts(&rare.photographers),
            agencies: texts(&rare.agencies),
            kicker: self.about.kicker().map(|term| term.link),
            taxonomies: self.taxonomies(),
            image,
            gallery,
            audio: audio.clone(),
            video: video.clone(),
            attachments: attachments.clone(),
            corrections: rare.corrections.iter().map(&mut note).collect(),
            archive_notes: rare.archive_notes.iter().map(&mut note).collect(),
            syndicated_from: rare.syndicated_from.as_deref().map(|from| SyndicationView {
                name: from.name.to_string(),
                href: from.url.as_deref().map(Into::into),
                licence: from.licence.as_deref().map(licence::view),
            }),
            origin: more.origin.as_deref().map(|origin| self::origin(base, origin, article)),
            licence: licence.map(licence::view),
            id: more.id.as_deref().map(Into::into),
            episode: rare.episode,
            season: rare.season,
            previous: self.previous.as_ref().map(|other| other.view(base)),
            next: self.next.as_ref().map(|other| other.view(base)),
            searches: self.searches(),
            related: self.related.articles().iter().map(|other| other.view(base)).collect(),
            citation: citation::citation(base, self, publication.as_deref(), &base.full(self.about.url)),
            keeper: base.keeper(publication.as_deref(), language).map(|keeper| keeper.name().to_owned()),
            publication: publication.as_deref().map(provenance::view),
            republish: base.config.prompts().republish
                && rare.syndicated_from.is_none()
                && licence.is_some_and(licence::allows_republishing),
            extra: more.extra.as_deref().cloned().unwrap_or_default(),
        }
    }

    /// What is searched of the page, for which nothing but its body is rendered.
    pub(super) fn read_search_text(&self, reader: &Reader<'_>, notes: &mut Notes) -> SearchText {
        let text = reader.text(&self.text, notes);
        self.search_text(&text.html)
    }

    /// What is searched of the page, whose body is `html`.
    fn search_text(&self, html: &str) -> SearchText {
        let article = self.about.article();
        let authors = self.authors.iter().map(|author| author.full().name.clone());
        let terms = self.about.terms.iter().map(|term| term.title().to_owned());
        SearchText {
            language: self.sheet.frame.config.languages[article.language].code.clone(),
            title: article.title.to_string(),
            names: authors.chain(terms).collect(),
            summary: article.summary.to_string(),
            body: search_index::plain_text(html),
        }
    }

    /// Searches within each of the article's terms and authors.
    fn searches(&self) -> Vec<LinkView> {
        let (base, language) = (&self.sheet.frame, self.about.article().language);
        let search = |key: &str, slug: &str, title: &str| {
            let href = search::within(base, language, key, slug)?;
            Some(LinkView { title: title.to_owned(), href })
        };
        let term = |term: &inputs::TermInputs<'_>| {
            let view = term.link.view();
            search(&base.config.taxonomies[term.taxonomy].key, &view.slug, &view.title)
        };
        let author = |author: &inputs::AuthorInputs<'_>| {
            let view = author.full();
            search(search_index::AUTHOR, &view.slug, &view.name)
        };
        self.about.terms.iter().filter_map(term).chain(self.authors.iter().filter_map(author)).collect()
    }

    /// The terms of the article, taxonomy by taxonomy.
    fn taxonomies(&self) -> Vec<TermsView<'_>> {
        let mut views = Vec::new();
        let taxonomies = self.sheet.frame.config.taxonomies.enumerate();
        for ((id, taxonomy), link) in taxonomies.zip(self.taxonomies.view()) {
            let own = self.about.terms.iter().filter(|term| term.taxonomy == id);
            let terms: Vec<_> = own.map(|term| term.link).collect();
            if !terms.is_empty() {
                let title = link.title.clone();
                views.push(TermsView { key: taxonomy.key.clone(), title, terms });
            }
        }
        views
    }
}

/// The address that counts, where it is another's: of the first publisher, or the original while it is alive.
pub(super) fn canonical<'a>(config: &Config, article: &'a Article) -> Option<&'a str> {
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    let syndicated = rare.syndicated_from.as_ref().and_then(|from| from.url.as_deref());
    let original = more.origin.as_ref().and_then(|origin| origin.url.as_deref());
    syndicated.or(original.filter(|_| config.canonical == Canonical::Original))
}

/// The note of an article, without markup.
fn author_note(markdown: Markdown, rare: &Rare) -> Option<String> {
    Some(body::inline_text(rare.author_note.as_deref()?, markdown).into_owned())
}

/// A picture of an article, on its own page.
fn own_image(
    view: &ImageView,
    written: &Image,
    source: &Source<'_>,
    (reader, notes): (&Reader<'_>, &mut Notes),
) -> ImageView {
    let mut html = |text: &Option<Box<str>>| reader.inline(text.as_deref()?, source, notes);
    ImageView { caption_html: html(&written.caption), credit_html: html(&written.credit), ..view.clone() }
}

/// The file of an article.
pub(super) fn source<'s>(site: &Lookups<'s>, id: ArticleId) -> Source<'s> {
    let article = &site.catalog.articles[id];
    Source {
        path: &article.path,
        stamp: article.stamp,
        page: &site.catalog.entries[id].url,
        title: &article.title,
        language: article.language,
        date: compact(&article.date),
        extra: article.more_or_default().extra.as_deref(),
    }
}

/// The licence of an article: its own, that it was taken over under, or the site's.
fn licence_of<'a>(config: &'a Config, article: &'a Article) -> Option<&'a str> {
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    // What was taken over from elsewhere is not the site's to license.
    let syndicated = || rare.syndicated_from.as_deref()?.licence.as_deref();
    more.licence.as_deref().or_else(syndicated).or(config.licence.as_deref())
}

/// A correction or note of the article that is `source`.
pub(super) fn note(
    base: &Base<'_>,
    note: &Note,
    source: &Source<'_>,
    (reader, notes): (&Reader<'_>, &mut Notes),
) -> NoteView {
    NoteView {
        date: note.date.as_ref().map(|date| base.date(date, source.language)),
        text: body::inline_text(&note.text, base.config.markdown_of(source.language)).into_owned(),
        html: reader.inline(&note.text, source, notes),
    }
}

fn origin(base: &Base<'_>, origin: &Origin, article: &Article) -> OriginView {
    let captured = origin.captured.as_ref();
    let date = compact(captured.unwrap_or(&article.date));
    let archive = base.config.archived_copy.as_ref().filter(|archive| !archive.is_original());
    let archived = origin.url.as_deref().zip(archive);
    OriginView {
        url: origin.url.as_deref().map(Into::into),
        captured: captured.map(|date| base.date(date, article.language)),
        archived: archived.map(|(url, archive)| archive.of(url, &date)),
        source: origin.source.as_deref().map(Into::into),
    }
}

/// A date as archives of the web write it: `YYYYMMDDhhmmss`.
pub(super) fn compact(date: &PublicationDate) -> String {
    let time = date.local.time();
    let day = date.day().format("%Y%m%d");
    format!("{day}{:02}{:02}{:02}", time.hour(), time.minute(), time.second())
}
