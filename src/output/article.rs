//! Articles and the tombstones of withdrawn ones.

use std::hash::Hash as _;

use chrono::Timelike;
use rayon::prelude::*;

use super::text::{Notes, Source, headings, html};
use super::view::{
    ArticleView, ImageView, LinkView, MediaView, NeighbourView, NoteView, OriginView, PageView,
    SyndicationView, TermsView, TombstoneView,
};
use super::{
    Output, Planner, Site, citation, hidden, licence, provenance, related, site::PageParts, structured,
};
use crate::article::body::{self, Body};
use crate::article::{Article, Image, Media, More, Note, Origin, PublicationDate};
use crate::catalog::{ArticleId, Series};
use crate::config::{Canonical, Config, LanguageId};
use crate::diagnostic::{Diagnostic, Place};
use crate::fingerprint::FingerprintBuilder;
use crate::path::UrlPath;

/// Plans every article.
pub fn plan(planner: &mut Planner<'_>) {
    let catalog = planner.catalog;
    let ids = (0..catalog.articles.len() as u32).into_par_iter().with_min_len(256).map(ArticleId);
    planner.entries.par_extend(ids.map(|id| (catalog.entry(id).url.out_path(), Output::Article(id))));
}

/// Renders an article's page.
///
/// # Errors
/// The template's error.
pub fn render(site: &Site<'_>, id: ArticleId, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
    if !site.catalog.is_listed(id) {
        return render_tombstone(site, id);
    }
    let article = site.catalog.article(id);
    let view = view(site, id, notes);
    let mut page = page(site, id, "article", &view.summary);
    page.image = view.image.as_ref().or(view.gallery.first()).filter(|image| !image.hidden).cloned();
    page.structured_data = structured::script(structured::article(site, id, &view, &page));
    let href = page.href.clone();
    let mut context = site.context(article.language, &page);
    context.insert_value("article", tera::Value::from_serializable(&view));
    site.render("article.html", article.language, context, &href)
}

fn render_tombstone(site: &Site<'_>, id: ArticleId) -> Result<Vec<u8>, Box<Diagnostic>> {
    let article = site.catalog.article(id);
    let withdrawal = article.more().withdrawal.as_deref();
    let view = TombstoneView {
        title: article.title.to_string(),
        date: site.date(&article.date, article.language),
        withdrawn: withdrawal.and_then(|w| Some(site.date(w.date.as_ref()?, article.language))),
        reason: withdrawal.and_then(|w| w.reason.as_deref()).map(Into::into),
    };
    let mut page = page(site, id, "tombstone", site.theme.text(article.language, "withdrawn"));
    page.noindex = true;
    let href = page.href.clone();
    let mut context = site.context(article.language, &page);
    context.insert("tombstone", &view);
    site.render("tombstone.html", article.language, context, &href)
}

/// What the page says about itself.
fn page(site: &Site<'_>, id: ArticleId, kind: &'static str, description: &str) -> PageView {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let language = article.language;
    let mut page =
        site.page(&PageParts { kind, title: &article.title, description, url: &entry.url, language });
    page.noindex = article.visibility.noindex;
    if let Some(url) = canonical(site.config, article) {
        url.clone_into(&mut page.canonical);
    }
    if let Some(group) = entry.translations {
        let group = &site.catalog.translations[group as usize];
        let urls: Vec<(LanguageId, UrlPath)> = group
            .iter()
            .filter(|id| site.catalog.is_listed(**id))
            .map(|id| (site.catalog.article(*id).language, site.catalog.entry(*id).url.clone()))
            .collect();
        page.alternates = site.alternates(&urls);
    }
    // Lists that are declared are there whatever other articles say.
    let section = site.kicker(id).filter(|term| site.is_declared_everywhere(*term));
    site.link_languages(&mut page, section.map(Series::Term));
    page.breadcrumbs.push(site.home_link(language));
    if let Some(kicker) = site.kicker(id).map(|term| site.term_view(term, language))
        && let Some(href) = kicker.href
    {
        page.breadcrumbs.push(LinkView { title: kicker.title, href });
    }
    page
}

/// The address that counts, where it is another's: of the first publisher, or the original while it is alive.
pub(super) fn canonical<'a>(config: &Config, article: &'a Article) -> Option<&'a str> {
    let more = article.more();
    let syndicated = more.syndicated_from.as_ref().and_then(|from| from.url.as_deref());
    let original = more.origin.as_ref().and_then(|origin| origin.url.as_deref());
    syndicated.or(original.filter(|_| config.canonical == Canonical::Original))
}

/// What the template sees of an article.
fn view(site: &Site<'_>, id: ArticleId, notes: &mut Notes) -> ArticleView {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let (language, more) = (article.language, article.more());
    let text = body(site, id, notes);
    note_missing_files(site, id, notes);
    notes.related = related::related(site, id, &[entry.previous, entry.next]);
    let licence = licence_of(site, article);
    let publication = site.publication_of(article);
    let texts = |list: &[Box<str>]| list.iter().map(|text| text.to_string()).collect();
    let file = |name: &str| site.named_file(name, &article.path, &entry.url);
    let source = source(site, id);
    let mut image = |written: &Image| own_image(site, id, written, notes);
    let (image, gallery) =
        (more.image.as_deref().map(&mut image), more.gallery.iter().map(&mut image).collect());
    let author_note_html = more.author_note.as_deref().and_then(|note| site.inline(note, &source, notes));
    ArticleView {
        title: article.title.to_string(),
        summary: article.summary.to_string(),
        standfirst: article.standfirst,
        body: html(&text),
        headings: headings(&text),
        date: site.date(&article.date, language),
        updated: more.updated.as_ref().map(|date| site.date(date, language)),
        byline: more.byline.as_deref().map(Into::into),
        authors: entry.authors.iter().map(|author| site.author(*author, language)).collect(),
        author_note: author_note(site, more),
        author_note_html,
        translators: texts(&more.translators),
        photographers: texts(&more.photographers),
        agencies: texts(&more.agencies),
        kicker: site.kicker(id).map(|term| site.term(term, language)),
        taxonomies: taxonomies(site, id),
        image,
        gallery,
        audio: more.audio.as_deref().map(|audio| media(site, article, audio, &entry.url, "audio/mpeg")),
        video: more.video.as_deref().map(|video| media(site, article, video, &entry.url, "video/mp4")),
        attachments: more
            .attachments
            .iter()
            .map(|attachment| (attachment, file(&attachment.file)))
            .filter(|(_, file)| !file.is_hidden)
            .map(|(attachment, file)| LinkView {
                title: attachment.title.as_deref().unwrap_or(&attachment.file).to_owned(),
                href: file.href,
            })
            .collect(),
        corrections: more.corrections.iter().map(|it| note(site, it, &source, notes)).collect(),
        archive_notes: more.archive_notes.iter().map(|it| note(site, it, &source, notes)).collect(),
        syndicated_from: more.syndicated_from.as_deref().map(|from| SyndicationView {
            name: from.name.to_string(),
            href: from.url.as_deref().map(Into::into),
            licence: from.licence.as_deref().map(licence::view),
        }),
        origin: more.origin.as_deref().map(|origin| self::origin(site, origin, article)),
        licence: licence.map(licence::view),
        id: more.id.as_deref().map(Into::into),
        episode: more.episode,
        season: more.season,
        previous: entry.previous.map(|other| neighbour(site, other)),
        next: entry.next.map(|other| neighbour(site, other)),
        related: notes.related.iter().map(|other| neighbour(site, *other)).collect(),
        citation: citation::citation(site, id, publication.as_deref(), &site.full(&entry.url)),
        keeper: site.keeper(publication.as_deref(), language).map(|keeper| keeper.name().to_owned()),
        publication: publication.as_deref().map(provenance::view),
        republish: site.config.boxes().republish
            && more.syndicated_from.is_none()
            && licence.is_some_and(licence::allows_republishing),
        extra: more.extra.as_deref().cloned().unwrap_or_default(),
    }
}

/// The text of an article.
pub(super) fn body(site: &Site<'_>, id: ArticleId, notes: &mut Notes) -> Body {
    site.text(&source(site, id), notes)
}

/// The note of an article, without markup.
fn author_note(site: &Site<'_>, more: &More) -> Option<String> {
    Some(body::inline_text(more.author_note.as_deref()?, site.config.markdown).into_owned())
}

/// A picture of an article, on its own page.
fn own_image(site: &Site<'_>, id: ArticleId, image: &Image, notes: &mut Notes) -> ImageView {
    let source = source(site, id);
    let mut html = |text: &Option<Box<str>>| site.inline(text.as_deref()?, &source, notes);
    ImageView {
        caption_html: html(&image.caption),
        credit_html: html(&image.credit),
        ..site.image(image, source.path, source.page)
    }
}

/// The file of an article.
pub(super) fn source<'s>(site: &Site<'s>, id: ArticleId) -> Source<'s> {
    let article = site.catalog.article(id);
    Source {
        path: &article.path,
        stamp: article.stamp,
        page: &site.catalog.entry(id).url,
        title: &article.title,
        language: article.language,
        date: compact(&article.date),
        extra: article.more().extra.as_deref(),
    }
}

/// The licence of an article: its own, that it was taken over under, or the site's.
fn licence_of<'a>(site: &'a Site<'_>, article: &'a Article) -> Option<&'a str> {
    let more = article.more();
    // What was taken over from elsewhere is not the site's to license.
    let syndicated = || more.syndicated_from.as_deref()?.licence.as_deref();
    more.licence.as_deref().or_else(syndicated).or(site.config.licence.as_deref())
}

/// Notes the files that an article's front matter names and the site does not have.
fn note_missing_files(site: &Site<'_>, id: ArticleId, notes: &mut Notes) {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let more = article.more();
    let images = more.image.iter().map(|image| &**image).chain(&more.gallery);
    // A hidden picture is not missing: it is left out on purpose.
    let images = images.filter(|image| !hidden::is_credited(site.config, image));
    let images = images.map(|image| &image.file);
    let media = more.audio.iter().chain(&more.video).map(|media| &media.file);
    for file in images.chain(media).chain(more.attachments.iter().map(|attachment| &attachment.file)) {
        let found = site.named_file(file, &article.path, &entry.url);
        if !found.is_there && !found.is_hidden {
            notes.missing_files.push((file.to_string(), Place::file(article.path.as_str())));
        }
    }
}

/// What a page says of the files that its front matter names: their addresses, sizes, and whether they are there.
pub(super) fn hash_files(site: &Site<'_>, id: ArticleId, hasher: &mut FingerprintBuilder) {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let Some(more) = article.more.as_deref() else { return };
    let named = |file: &str| site.named_file(file, &article.path, &entry.url);
    let is_there = |file: &str| named(file).is_there;
    for attachment in &more.attachments {
        let file = named(&attachment.file);
        (file.is_there, file.is_hidden, file.href).hash(hasher);
    }
    for image in more.image.iter().map(|image| &**image).chain(&more.gallery) {
        (is_there(&image.file), site.image(image, &article.path, &entry.url)).hash(hasher);
    }
    for media in more.audio.iter().chain(&more.video) {
        (is_there(&media.file), self::media(site, article, media, &entry.url, "")).hash(hasher);
    }
}

/// The terms of an article, taxonomy by taxonomy.
fn taxonomies(site: &Site<'_>, id: ArticleId) -> Vec<TermsView> {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let mut views = Vec::new();
    for (index, taxonomy) in site.config.indexed_taxonomies() {
        let own = entry.terms.iter().filter(|term| site.catalog.term(**term).taxonomy == index);
        let terms: Vec<_> = own.map(|term| site.term(*term, article.language)).collect();
        if !terms.is_empty() {
            let title = site.taxonomy(index, article.language).title;
            views.push(TermsView { key: taxonomy.key.clone(), title, terms });
        }
    }
    views
}

fn neighbour(site: &Site<'_>, id: ArticleId) -> NeighbourView {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    NeighbourView {
        title: article.title.to_string(),
        href: site.href(&entry.url),
        date: site.shared_day(article.date.day(), article.language),
    }
}

/// A correction or note of the article that is `source`.
pub(super) fn note(site: &Site<'_>, note: &Note, source: &Source<'_>, notes: &mut Notes) -> NoteView {
    NoteView {
        date: note.date.as_ref().map(|date| site.date(date, source.language)),
        text: body::inline_text(&note.text, site.config.markdown).into_owned(),
        html: site.inline(&note.text, source, notes),
    }
}

fn origin(site: &Site<'_>, origin: &Origin, article: &Article) -> OriginView {
    let captured = origin.captured.as_ref();
    let date = compact(captured.unwrap_or(&article.date));
    let archive = site.config.archived_copy.as_ref().filter(|archive| !archive.is_original());
    let archived = origin.url.as_deref().zip(archive);
    OriginView {
        url: origin.url.as_deref().map(Into::into),
        captured: captured.map(|date| site.date(date, article.language)),
        archived: archived.map(|(url, archive)| archive.of(url, &date)),
        source: origin.source.as_deref().map(Into::into),
    }
}

/// A recording or film of an article.
pub(super) fn media(
    site: &Site<'_>,
    article: &Article,
    media: &Media,
    page: &UrlPath,
    default_type: &str,
) -> MediaView {
    let file = site.named_file(&media.file, &article.path, page);
    // Nothing is loaded from other sites.
    let poster = media.poster.as_deref().map(|poster| site.named_file(poster, &article.path, page));
    let poster = poster.filter(|poster| poster.here.is_some() && !poster.is_hidden).map(|poster| poster.href);
    let still = poster.as_deref().and_then(|poster| site.picture(poster));
    MediaView {
        mime: media_type(&file.name).unwrap_or(default_type).to_owned(),
        title: media.title.as_deref().unwrap_or(&article.title).to_owned(),
        duration: media.duration,
        duration_text: media.duration.map(duration_text),
        bytes: media.bytes.or(file.bytes),
        width: still.map(|still| still.width),
        height: still.map(|still| still.height),
        poster,
        src: file.href,
        url: file.full,
    }
}

/// `754` seconds as `12:34`.
fn duration_text(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The media type of a file, by its extension (IANA media types).
fn media_type(file: &str) -> Option<&'static str> {
    let extension = file.rsplit('.').next()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        _ => return None,
    })
}

/// A date as archives of the web write it: `YYYYMMDDhhmmss`.
pub(super) fn compact(date: &PublicationDate) -> String {
    let time = date.local.time();
    let day = date.day().format("%Y%m%d");
    format!("{day}{:02}{:02}{:02}", time.hour(), time.minute(), time.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_on_players() {
        assert_eq!(duration_text(9), "0:09");
        assert_eq!(duration_text(754), "12:34");
        assert_eq!(duration_text(3723), "1:02:03");
    }
}
