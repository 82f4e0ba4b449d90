//! Pages for machines: JSON-LD in the vocabulary of <https://schema.org>.
//!
//! Each page has one script element of data that no browser runs. What Google and others require of a type is there
//! (<https://developers.google.com/search/docs/appearance/structured-data>); what is not known is left out.

use super::article::inputs::{ArticleInputs, AuthorInputs, TermInputs};
use super::base::Base;
use super::provenance::Keeper;
use super::view::{ArticleView, AuthorView, ImageView, LinkView, MediaView, PageView};
use crate::config::{LanguageId, Publication};
use serde_json::{Map, Value as Json, json};

/// The site itself.
pub(super) fn website(base: &Base<'_>, language: LanguageId) -> Json {
    let mut thing = named("WebSite", base.title(language), &base.full(&base.config.home(language)));
    put(&mut thing, "description", text(base.description(language)));
    put(&mut thing, "inLanguage", text(&base.config.language(language).code));
    let publication = base.publication(language);
    // An archive is published by who keeps it, and is about what it keeps.
    let keeper = base.keeper(publication.as_deref(), language);
    let newsroom = publication.as_deref().map(newsroom);
    let about = if keeper.is_some() { publication.as_deref().map(periodical) } else { None };
    put(&mut thing, "publisher", keeper.map(|keeper| self::keeper(base, &keeper)).or(newsroom));
    put(&mut thing, "about", about);
    Json::Object(thing)
}

/// The way to a page: its breadcrumbs and the page itself.
pub(super) fn breadcrumbs(base: &Base<'_>, page: &PageView) -> Json {
    let links = page.breadcrumbs.iter().map(|link| (link.title.as_str(), full(base, &link.href)));
    let all = links.chain([(page.title.as_str(), page.url.clone())]);
    let items: Vec<Json> = all
        .enumerate()
        .map(|(index, (name, item))| {
            json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": item })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// A page that is neither an article nor a list.
pub(super) fn plain_page(base: &Base<'_>, page: &PageView, language: LanguageId) -> Vec<Json> {
    vec![page_of(base, "WebPage", page, language), breadcrumbs(base, page)]
}

/// A list: a collection of articles, or what an author wrote.
pub(super) fn collection(
    base: &Base<'_>,
    page: &PageView,
    author: Option<&AuthorView>,
    language: LanguageId,
) -> Vec<Json> {
    let mut thing = match page_of(base, "CollectionPage", page, language) {
        Json::Object(thing) => thing,
        other => return vec![other],
    };
    put(&mut thing, "mainEntity", author.map(|author| person(base, author)));
    vec![Json::Object(thing), breadcrumbs(base, page)]
}

/// The series of a podcast, on its page.
pub(super) fn podcast_series(page: &PageView, feed: &str) -> Json {
    let mut thing = named("PodcastSeries", &page.title, &page.url);
    put(&mut thing, "description", text(&page.description));
    put(&mut thing, "inLanguage", text(&page.language));
    put(&mut thing, "webFeed", text(feed));
    put(&mut thing, "image", page.image.as_ref().map(image_object));
    Json::Object(thing)
}

/// An article, and the episode of a podcast that it is.
pub(super) fn article(
    base: &Base<'_>,
    inputs: &ArticleInputs<'_>,
    view: &ArticleView<'_>,
    page: &PageView,
) -> Vec<Json> {
    let article = inputs.about.article();
    let language = article.language;
    let publication = base.publication_of(article);
    let publication = publication.as_deref();
    let mut thing = Map::new();
    thing.insert("@type".into(), "NewsArticle".into());
    put(&mut thing, "@id", text(&page.url));
    put(&mut thing, "headline", text(&view.title));
    put(&mut thing, "description", text(&view.summary));
    put(&mut thing, "datePublished", text(&view.date.iso));
    put(&mut thing, "dateModified", view.updated.as_ref().map(|date| date.iso.clone().into()));
    put(&mut thing, "inLanguage", text(&page.language));
    put(&mut thing, "mainEntityOfPage", text(&page.canonical));
    put(&mut thing, "isAccessibleForFree", Some(true.into()));
    let authors: Vec<Json> = inputs.authors.iter().map(|author| named_author(base, author)).collect();
    put(&mut thing, "creditText", view.byline.clone().map(Into::into));
    // A byline need not be a name. An article without authors is the newsroom's.
    let publisher = publication.map(newsroom);
    let author = if authors.is_empty() { publisher.clone() } else { Some(authors.into()) };
    put(&mut thing, "author", author);
    put(&mut thing, "publisher", publisher);
    let keeper = base.keeper(publication, language);
    let website = json!({ "@type": "WebSite", "@id": base.full(&base.config.home(language)) });
    let parts = publication.filter(|_| keeper.is_some()).map(periodical).into_iter().chain([website]);
    put(&mut thing, "isPartOf", Some(parts.collect::<Vec<Json>>().into()));
    put(&mut thing, "provider", keeper.map(|keeper| self::keeper(base, &keeper)));
    let images: Vec<Json> = page.image.iter().map(image_object).collect();
    put(&mut thing, "image", (!images.is_empty()).then(|| images.into()));
    let keywords: Vec<&str> = inputs.about.terms.iter().map(TermInputs::title).collect();
    put(&mut thing, "keywords", (!keywords.is_empty()).then(|| keywords.into()));
    let section = inputs.about.kicker().map(TermInputs::title);
    put(&mut thing, "articleSection", section.and_then(text));
    // A licence has an address or is a work of its own.
    let licence = view.licence.as_ref().map(|licence| match &licence.href {
        Some(href) => href.clone().into(),
        None => json!({ "@type": "CreativeWork", "name": licence.name }),
    });
    put(&mut thing, "license", licence);
    let origin = view.origin.as_ref();
    put(&mut thing, "isBasedOn", origin.and_then(|origin| origin.url.clone()).map(Into::into));
    // Here, where somebody keeps it, and in the archive that `archived_copy` names.
    let archived = origin.and_then(|origin| origin.archived.clone());
    let archived: Vec<String> = keeper.map(|_| page.url.clone()).into_iter().chain(archived).collect();
    put(&mut thing, "archivedAt", (!archived.is_empty()).then(|| archived.into()));
    let corrections: Vec<&str> = view.corrections.iter().map(|note| note.text.as_str()).collect();
    put(&mut thing, "correction", (!corrections.is_empty()).then(|| corrections.into()));
    put(&mut thing, "identifier", view.id.clone().map(Into::into));
    let mut things = vec![Json::Object(thing), breadcrumbs(base, page)];
    things.extend(view.audio.as_ref().and_then(|audio| episode(base, inputs, view, page, audio)));
    things
}

/// An author of an article.
fn named_author(base: &Base<'_>, author: &AuthorInputs<'_>) -> Json {
    let link = author.link();
    let mut person = Map::new();
    person.insert("@type".into(), kind_of(author.full().organisation).into());
    put(&mut person, "name", text(&link.title));
    put(&mut person, "url", link.href.as_ref().map(|href| full(base, href).into()));
    Json::Object(person)
}

/// The episode of a podcast.
fn episode(
    base: &Base<'_>,
    inputs: &ArticleInputs<'_>,
    view: &ArticleView<'_>,
    page: &PageView,
    audio: &MediaView,
) -> Option<Json> {
    let (term, list) = inputs.about.terms.iter().find_map(|term| Some((term, term.podcast?)))?;
    let mut series = Map::new();
    series.insert("@type".into(), "PodcastSeries".into());
    put(&mut series, "name", text(term.title()));
    put(&mut series, "url", list.map(|url| base.full(url).into()));
    let mut media = Map::new();
    media.insert("@type".into(), "AudioObject".into());
    put(&mut media, "contentUrl", text(&audio.url));
    put(&mut media, "encodingFormat", text(&audio.mime));
    put(&mut media, "duration", audio.duration.map(|seconds| format!("PT{seconds}S").into()));
    let mut thing = named("PodcastEpisode", &view.title, &page.url);
    put(&mut thing, "description", text(&view.summary));
    put(&mut thing, "datePublished", text(&view.date.iso));
    put(&mut thing, "episodeNumber", view.episode.map(Into::into));
    put(&mut thing, "associatedMedia", Some(Json::Object(media)));
    put(&mut thing, "partOfSeries", Some(Json::Object(series)));
    Some(Json::Object(thing))
}

/// An author with a page.
fn person(base: &Base<'_>, author: &AuthorView) -> Json {
    let mut thing = Map::new();
    thing.insert("@type".into(), kind_of(author.organisation).into());
    put(&mut thing, "name", text(&author.name));
    put(
        &mut thing,
        "familyName",
        author.family_name.clone().filter(|_| !author.organisation).map(Into::into),
    );
    put(&mut thing, "url", author.href.as_ref().map(|href| full(base, href).into()));
    put(&mut thing, "jobTitle", author.role.clone().filter(|_| !author.organisation).map(Into::into));
    put(&mut thing, "description", author.note.clone().map(Into::into));
    let portrait = author.portrait.as_ref().filter(|portrait| !portrait.hidden);
    put(&mut thing, "image", portrait.map(|image| image.url.clone().into()));
    let links: Vec<&str> = author.links.iter().map(|LinkView { href, .. }| href.as_str()).collect();
    put(&mut thing, "sameAs", (!links.is_empty()).then(|| links.into()));
    Json::Object(thing)
}

fn page_of(base: &Base<'_>, kind: &str, page: &PageView, language: LanguageId) -> Json {
    let mut thing = named(kind, &page.title, &page.url);
    put(&mut thing, "description", text(&page.description));
    put(&mut thing, "inLanguage", text(&page.language));
    put(
        &mut thing,
        "isPartOf",
        Some(json!({ "@type": "WebSite", "@id": base.full(&base.config.home(language)) })),
    );
    Json::Object(thing)
}

/// What an author is.
fn kind_of(organisation: bool) -> &'static str {
    if organisation { "Organization" } else { "Person" }
}

/// Who published: the newsroom.
fn newsroom(publication: &Publication) -> Json {
    let mut thing = Map::new();
    thing.insert("@type".into(), "NewsMediaOrganization".into());
    put(&mut thing, "name", text(&publication.name));
    put(&mut thing, "url", publication.url.as_deref().and_then(text));
    put(&mut thing, "foundingDate", publication.founded.as_deref().and_then(text));
    put(&mut thing, "dissolutionDate", publication.closed.as_deref().and_then(text));
    put(&mut thing, "location", publication.place.as_deref().and_then(text));
    Json::Object(thing)
}

/// What was published: a periodical in whatever medium.
fn periodical(publication: &Publication) -> Json {
    let mut thing = Map::new();
    thing.insert("@type".into(), "Periodical".into());
    put(&mut thing, "name", text(&publication.name));
    put(&mut thing, "issn", publication.issn.as_deref().and_then(text));
    put(&mut thing, "url", publication.url.as_deref().and_then(text));
    Json::Object(thing)
}

/// Who keeps the archive.
fn keeper(base: &Base<'_>, keeper: &Keeper<'_>) -> Json {
    json!({
        "@type": "Organization",
        "name": keeper.name(),
        "url": base.full(&base.config.home(LanguageId::DEFAULT)),
    })
}

fn image_object(image: &ImageView) -> Json {
    let mut thing = Map::new();
    thing.insert("@type".into(), "ImageObject".into());
    put(&mut thing, "url", text(&image.url));
    put(&mut thing, "width", image.width.map(Into::into));
    put(&mut thing, "height", image.height.map(Into::into));
    put(&mut thing, "caption", image.caption.clone().map(Into::into));
    put(&mut thing, "creditText", image.credit.clone().map(Into::into));
    Json::Object(thing)
}

fn named(kind: &str, name: &str, url: &str) -> Map<String, Json> {
    let mut thing = Map::new();
    thing.insert("@type".into(), kind.into());
    thing.insert("@id".into(), url.into());
    thing.insert("name".into(), name.into());
    thing.insert("url".into(), url.into());
    thing
}

/// An address of the site as a full one.
fn full(base: &Base<'_>, href: &str) -> String {
    format!("{}{href}", base.config.base_url.origin)
}

fn text(text: &str) -> Option<Json> {
    (!text.is_empty()).then(|| text.into())
}

fn put(thing: &mut Map<String, Json>, key: &str, value: Option<Json>) {
    if let Some(value) = value {
        thing.insert(key.to_owned(), value);
    }
}
