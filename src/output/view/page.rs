//! What every page has, and what stands on many kinds of pages.

use std::borrow::Cow;

use serde::Serialize;

use super::super::shared::{Html, Shared};

/// A licence.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LicenceView {
    /// Its identifier as written: `CC-BY-4.0`.
    pub name: String,
    /// Its name for readers: `CC BY 4.0`.
    pub title: String,
    /// Its text, where the name is that of a Creative Commons licence.
    pub href: Option<String>,
}

/// A language with its home, or with the page in it that is nearest to this one.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LanguageView {
    /// The language tag.
    pub code: String,
    /// Its own name.
    pub name: String,
    /// Where it leads.
    pub href: String,
}

/// A link.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LinkView {
    /// Its text.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// A term, an author or another thing with a page: a link that may have none.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TermView {
    /// Its title in the page's language.
    pub title: String,
    /// Identifies it: a slug.
    pub slug: String,
    /// Its page; none where it has too few articles for one.
    pub href: Option<String>,
}

/// A taxonomy's terms on an article.
#[derive(Clone, Debug, Serialize)]
pub struct TermsView<'a> {
    /// The taxonomy's key.
    pub key: String,
    /// The taxonomy's title.
    pub title: String,
    /// The terms as written: [`TermView`]s.
    pub terms: Vec<&'a Shared<TermView>>,
}

/// A date.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct DateView {
    /// For machines: `2010-12-10T09:30:00+05:00`, or `2010-12-10` where no time was written.
    pub iso: String,
    /// For people, in the page's language.
    pub text: String,
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// The day, 1 to 31.
    pub day: u32,
}

/// The page itself, on every kind of page: `page`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PageView {
    /// What kind of page it is, such as `article` or `listing`: the name of its template.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Its address on the site.
    pub href: String,
    /// Its full address.
    pub url: String,
    /// The full address that counts: its own, or where the article was first published.
    pub canonical: String,
    /// Its language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The locale as Open Graph writes it: `ru_RU`.
    pub locale: String,
    /// The picture that stands for the page.
    pub image: Option<ImageView>,
    /// The page for machines: JSON-LD (schema.org), to be put into a script element as it is.
    pub structured_data: Option<Html>,
    /// Whether search engines are asked to pass by.
    pub noindex: bool,
    /// The same in other languages, this one included; empty where there is only this one.
    pub alternates: Vec<AlternateView>,
    /// The other languages of the site: to the translation of the page, else the same section, else the home.
    pub languages: Vec<LanguageView>,
    /// The way here from the home page, without the page itself.
    pub breadcrumbs: Vec<LinkView>,
    /// The feed of what the page shows.
    pub feed: Option<FeedView>,
}

/// A feed.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FeedView {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// Its media type: `application/atom+xml` or `application/rss+xml`.
    pub mime: &'static str,
}

/// The same page in a language.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AlternateView {
    /// The language tag.
    pub language: String,
    /// The language's own name.
    pub name: String,
    /// The address on the site.
    pub href: String,
    /// The full address.
    pub url: String,
}

/// An article in a list.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CardView<'a> {
    /// The headline.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
    /// Two or three sentences; a very long summary is cut.
    pub summary: Cow<'a, str>,
    /// The day it was published: a [`DateView`].
    pub date: Cow<'a, Shared<DateView>>,
    /// Its language.
    pub language: &'a str,
    /// The direction of its language: `ltr` or `rtl`.
    pub direction: &'static str,
    /// Who wrote it: [`TermView`]s, the first eight at most.
    pub authors: Vec<&'a Shared<TermView>>,
    /// How many more wrote it.
    pub more_authors: usize,
    /// The first term that says what it is: its series, otherwise its first term. A [`TermView`].
    pub kicker: Option<&'a Shared<TermView>>,
    /// The lead image.
    pub image: Option<ImageView>,
    /// Whether it has a recording.
    pub audio: bool,
    /// Whether it has a film.
    pub video: bool,
    /// Whether it has a gallery.
    pub gallery: bool,
}

/// A publication that articles appeared in.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PublicationView {
    /// Its name.
    pub name: String,
    /// Where it was, or is.
    pub href: Option<String>,
    /// Its International Standard Serial Number.
    pub issn: Option<String>,
    /// When it was founded: a year, a month or a day.
    pub founded: Option<String>,
    /// When it closed, likewise.
    pub closed: Option<String>,
    /// Where it was published.
    pub place: Option<String>,
}

/// A heading of a text.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HeadingView {
    /// 1 to 6.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// An author under an article and on their page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AuthorView {
    /// The name.
    pub name: String,
    /// Identifies the author.
    pub slug: String,
    /// The author's page.
    pub href: Option<String>,
    /// The part of the name by which catalogues sort, where the profile says it.
    pub family_name: Option<String>,
    /// Whether it is no person.
    pub organisation: bool,
    /// What the author does.
    pub role: Option<String>,
    /// The note under articles, without markup.
    pub note: Option<String>,
    /// The note as HTML, under articles and where it has markup.
    pub note_html: Option<String>,
    /// The language of role and note, where it is another than the page's.
    pub note_language: Option<String>,
    /// The portrait.
    pub portrait: Option<ImageView>,
    /// Links to elsewhere.
    pub links: Vec<LinkView>,
    /// Whatever else the profile says.
    pub extra: serde_json::Value,
}

/// A picture.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ImageView {
    /// The file.
    pub src: String,
    /// The file's full address.
    pub url: String,
    /// Its width in pixels, where it is known.
    pub width: Option<u32>,
    /// Its height in pixels, where it is known.
    pub height: Option<u32>,
    /// Smaller versions and itself, for the attribute `srcset`; none where there is only itself.
    pub srcset: Option<String>,
    /// Whether it may not be shown here: its credit is one of `hide_images`, or it lies on another site.
    pub hidden: bool,
    /// Whether it lies on another site: a link may lead there.
    pub elsewhere: bool,
    /// What it shows.
    pub alt: String,
    /// The caption, without markup.
    pub caption: Option<String>,
    /// The caption as HTML, of an article's own pictures and where it has markup.
    pub caption_html: Option<String>,
    /// Who made it, without markup.
    pub credit: Option<String>,
    /// Who made it as HTML, of an article's own pictures and where it has markup.
    pub credit_html: Option<String>,
}

/// A recording or a film.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MediaView {
    /// The file.
    pub src: String,
    /// The file's full address.
    pub url: String,
    /// The media type, such as `audio/mpeg`.
    pub mime: String,
    /// Its title.
    pub title: String,
    /// Length in seconds.
    pub duration: Option<u32>,
    /// Length as people write it: `12:34`.
    pub duration_text: Option<String>,
    /// Size in bytes, where it is known.
    pub bytes: Option<u64>,
    /// A still image.
    pub poster: Option<String>,
    /// The still image's width in pixels, where it is known: the shape of the film before it is loaded.
    pub width: Option<u32>,
    /// The still image's height in pixels, where it is known.
    pub height: Option<u32>,
}

/// Where a page of a list stands.
#[derive(Clone, Debug, Serialize)]
pub struct PagerView {
    /// The page's number; none for the head.
    pub number: Option<usize>,
    /// From the month of the oldest article to that of the newest: `March 2009 – May 2009`.
    pub span: Option<String>,
    /// From the oldest article of the page.
    pub from: Option<DateView>,
    /// To the newest article of the page.
    pub to: Option<DateView>,
    /// The head.
    pub head: String,
    /// The page with newer articles.
    pub newer: Option<String>,
    /// The page with older articles.
    pub older: Option<String>,
    /// The oldest page.
    pub oldest: Option<String>,
}

/// Something with a number of articles.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CountedView {
    /// Its title.
    pub title: String,
    /// Identifies it.
    pub slug: String,
    /// Its page.
    pub href: Option<String>,
    /// One sentence about it.
    pub summary: Option<String>,
    /// How many articles it has, those below it included.
    pub count: usize,
    /// What is below it.
    pub children: Vec<CountedView>,
}

/// An author with a number of articles.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CountedAuthorView {
    /// The author.
    #[serde(flatten)]
    pub author: AuthorView,
    /// The place on the team's page.
    pub order: Option<i64>,
    /// How many articles.
    pub count: usize,
}
