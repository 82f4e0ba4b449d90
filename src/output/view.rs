//! What templates see. A template sees its view and nothing else; `docs/templates.md` describes these types for people
//! who write themes, and a test holds the two together.
//!
//! Addresses in views (`href`) are ready to be written into a page: percent-encoded, with the sub-path of `base_url`.
//! Texts are plain and are escaped by the template; only fields called `body` hold HTML.

use std::borrow::Cow;

use serde::Serialize;

use super::shared::{Html, Shared};

/// The site, the same on every page of one language: `site`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteView {
    /// The site's name in this language.
    pub title: String,
    /// One sentence about the site in this language.
    pub description: String,
    /// The full address of the home page in the default language.
    pub base_url: String,
    /// The address of the home page in this language.
    pub home: String,
    /// The copyright line.
    pub copyright: String,
    /// The licence of articles that name none.
    pub licence: Option<LicenceView>,
    /// The publication whose articles the site holds, where that is known.
    pub publication: Option<PublicationView>,
    /// Who keeps the archive, if `[archive]` says so.
    pub archive: Option<ArchiveView>,
    /// The newsletter form, if there is one.
    pub newsletter: Option<NewsletterView>,
    /// Where readers can give, if somewhere.
    pub support: Option<SupportView>,
    /// What stands under each article.
    pub appeal: Option<AppealView>,
    /// The page of search in this language.
    pub search: String,
    /// The index of the archive in this language.
    pub archive_href: String,
    /// The index of authors in this language.
    pub authors_href: String,
    /// Where the lists of old addresses with a query are, for `old-address.js`; none where there are no such addresses.
    pub old_addresses: Option<String>,
    /// The sub-path of the site: empty or `/archive`.
    pub base_path: String,
    /// Popular articles of this language; empty where nobody has counted.
    pub popular: Vec<PopularView>,
    /// The menus of this language by name: `site.menu.main`, `site.menu.footer`.
    pub menu: std::collections::BTreeMap<String, Vec<MenuItemView>>,
    /// All languages of the site, the default one first.
    pub languages: Vec<LanguageView>,
    /// The site's feed in this language.
    pub feed: LinkView,
    /// Addresses of the theme's files by name: `site.assets["style.css"]`.
    pub assets: std::collections::BTreeMap<String, String>,
    /// The Content-Security-Policy of the site's pages, for their `meta` element.
    pub policy: String,
    /// The program's name and version, for the `generator` element.
    pub generator: String,
    /// Whatever stands under `[extra]` in `site.toml`.
    pub extra: serde_json::Value,
}

/// Who keeps the archive.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ArchiveView {
    /// The day the newsroom closed.
    pub closed: Option<DateView>,
    /// Who keeps the archive.
    pub operator: Option<String>,
    /// How to reach the keeper, as written.
    pub contact: Option<String>,
    /// The same as an address (`mailto:` where it is an e-mail address).
    pub contact_href: Option<String>,
}

/// The newsletter form.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NewsletterView {
    /// Where the form is sent.
    pub action: String,
    /// Its title.
    pub title: Option<String>,
    /// A sentence under it.
    pub text: Option<String>,
}

/// Where readers can give.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SupportView {
    /// The address.
    pub href: String,
    /// The link's text.
    pub title: Option<String>,
    /// A sentence beside it.
    pub text: Option<String>,
}

/// A few words under each article.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AppealView {
    /// What it says.
    pub text: String,
    /// At most two links.
    pub links: Vec<LinkView>,
}

/// A popular article.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PopularView {
    /// The headline.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Who wrote it.
    pub byline: Option<String>,
}

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

/// An entry of a menu.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MenuItemView {
    /// Its text.
    pub title: String,
    /// Where it leads; none for an entry that only opens a sub-menu.
    pub href: Option<String>,
    /// What it is: `taxonomy`, `term`, `page`, `menu`, `link`, `search`, `newsletter` or `support`.
    pub kind: &'static str,
    /// The entries below it: of a taxonomy its terms, of a menu its entries.
    pub children: Vec<MenuItemView>,
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

/// An article on its page: `article`.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleView<'a> {
    /// The headline.
    pub title: String,
    /// Two or three sentences.
    pub summary: String,
    /// Whether the summary was written by hand, and is thus not the beginning of the text.
    pub standfirst: bool,
    /// The text, HTML.
    pub body: Html,
    /// Its headings.
    pub headings: Vec<HeadingView>,
    /// When it was published.
    pub date: DateView,
    /// When the newsroom last changed it.
    pub updated: Option<DateView>,
    /// The byline as printed.
    pub byline: Option<String>,
    /// Who wrote it: [`AuthorView`]s.
    pub authors: Vec<&'a Shared<AuthorView>>,
    /// The note under the article, where it has one of its own; otherwise see the authors' notes.
    pub author_note: Option<String>,
    /// The same as HTML, where it has markup.
    pub author_note_html: Option<String>,
    /// Who translated it.
    pub translators: Vec<String>,
    /// Who took the pictures.
    pub photographers: Vec<String>,
    /// Agencies it came from.
    pub agencies: Vec<String>,
    /// The first term that says what it is: a [`TermView`].
    pub kicker: Option<&'a Shared<TermView>>,
    /// Its terms by taxonomy, in the order of `site.toml`; taxonomies without terms are left out.
    pub taxonomies: Vec<TermsView<'a>>,
    /// The lead image.
    pub image: Option<ImageView>,
    /// The gallery.
    pub gallery: Vec<ImageView>,
    /// The recording.
    pub audio: Option<MediaView>,
    /// The film.
    pub video: Option<MediaView>,
    /// Files to download.
    pub attachments: Vec<LinkView>,
    /// What the newsroom corrected.
    pub corrections: Vec<NoteView>,
    /// What the keeper has to say.
    pub archive_notes: Vec<NoteView>,
    /// Where it was first published.
    pub syndicated_from: Option<SyndicationView>,
    /// The publication it appeared in, where that is known.
    pub publication: Option<PublicationView>,
    /// Who keeps it; none where the publication does.
    pub keeper: Option<String>,
    /// Where the mirror found it.
    pub origin: Option<OriginView>,
    /// Its licence, or that it was taken over under, or the site's.
    pub licence: Option<LicenceView>,
    /// The permanent identifier.
    pub id: Option<String>,
    /// The number of a podcast's episode.
    pub episode: Option<u32>,
    /// The season of a podcast's episode.
    pub season: Option<u32>,
    /// The article before it.
    pub previous: Option<NeighbourView<'a>>,
    /// The article after it.
    pub next: Option<NeighbourView<'a>>,
    /// Older articles with which it shares most, the nearest first.
    pub related: Vec<NeighbourView<'a>>,
    /// How to cite it.
    pub citation: CitationView,
    /// Whether its text is offered for others to publish.
    pub republish: bool,
    /// Whatever else its front matter says.
    pub extra: serde_json::Value,
}

/// How to cite an article.
#[derive(Clone, Debug, Serialize)]
pub struct CitationView {
    /// In one line in the page's language, for people.
    pub text: String,
    /// As style guides have it: APA, MLA and Chicago.
    pub forms: Vec<CitationFormView>,
    /// As an entry of BibTeX and biblatex.
    pub bibtex: String,
    /// As an entry in the RIS format, for other reference managers.
    pub ris: String,
    /// The authors as catalogues have them, `Example, Dina`: for `DC.creator`.
    pub creators: Vec<String>,
    /// Those of them that importers read rightly from `citation_author`.
    pub authors: Vec<String>,
    /// The day of publication as `citation_publication_date` has it: `2010/12/10`.
    pub date: String,
}

/// A citation as a style guide has it.
#[derive(Clone, Debug, Serialize)]
pub struct CitationFormView {
    /// The style: `APA`, `MLA` or `Chicago`.
    pub style: &'static str,
    /// The citation: escaped text, titles in italics.
    pub html: Html,
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

/// A withdrawn article on its page: `tombstone`.
#[derive(Clone, Debug, Serialize)]
pub struct TombstoneView {
    /// The headline it had.
    pub title: String,
    /// When it had been published.
    pub date: DateView,
    /// When it was withdrawn.
    pub withdrawn: Option<DateView>,
    /// Why.
    pub reason: Option<String>,
}

/// The article before or after.
#[derive(Clone, Debug, Serialize)]
pub struct NeighbourView<'a> {
    /// The headline.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The day it was published: a [`DateView`].
    pub date: Cow<'a, Shared<DateView>>,
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

/// A correction or a keeper's note.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteView {
    /// When it was made.
    pub date: Option<DateView>,
    /// What it says, without markup.
    pub text: String,
    /// What it says as HTML, where it has markup.
    pub html: Option<String>,
}

/// Where an article was first published.
#[derive(Clone, Debug, Serialize)]
pub struct SyndicationView {
    /// The publisher.
    pub name: String,
    /// The address there.
    pub href: Option<String>,
    /// The licence it was taken under.
    pub licence: Option<LicenceView>,
}

/// Where the mirror found an article.
#[derive(Clone, Debug, Serialize)]
pub struct OriginView {
    /// The original address.
    pub url: Option<String>,
    /// When it was captured.
    pub captured: Option<DateView>,
    /// The archived copy, if the site names an archive.
    pub archived: Option<String>,
    /// The file of the mirror it came from.
    pub source: Option<String>,
}

/// A list of articles: `listing`.
#[derive(Clone, Debug, Serialize)]
pub struct ListingView<'a, C> {
    /// What the articles have in common: `term`, `author`, `year` or `month`.
    pub series: &'static str,
    /// Its title.
    pub title: String,
    /// The taxonomy, of a term.
    pub taxonomy: Option<TermView>,
    /// One sentence about it; on the head only.
    pub summary: Option<String>,
    /// The text about it, HTML; on the head only.
    pub body: Option<Html>,
    /// An image; on the head only.
    pub image: Option<ImageView>,
    /// The author, on the head of an author's list.
    pub author: Option<&'a Shared<AuthorView>>,
    /// Sub-terms, or the months of a year, with their numbers of articles; on the head only.
    pub children: Vec<CountedView>,
    /// How many articles there are; on the head only.
    pub count: Option<usize>,
    /// Articles by month; on the head only, where there are enough.
    pub timeline: Option<TimelineView>,
    /// From the first to the last article; on the head only.
    pub span: Option<SpanView>,
    /// A podcast's feed and where to subscribe; on the head only.
    pub podcast: Option<PodcastView>,
    /// The articles of this page, newest first: [`CardView`]s.
    pub articles: Vec<C>,
    /// Where this page stands among the others.
    pub pager: PagerView,
    /// Whatever else the term's description says; on the head only.
    pub extra: serde_json::Value,
}

/// From one day to another.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SpanView {
    /// The first day.
    pub from: DateView,
    /// The last day.
    pub to: DateView,
    /// Both for people: `2004–2019`, or one year.
    pub years: String,
}

/// Articles by month, as a drawing of bars 40 units high, one unit wide each.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TimelineView {
    /// The months shown: the width of the drawing.
    pub width: usize,
    /// The bars, the attribute `d` of a path (SVG 2).
    pub path: String,
    /// The most articles of a month.
    pub most: usize,
    /// The years shown, oldest first.
    pub years: Vec<TimelineYearView>,
}

/// A year of a timeline.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TimelineYearView {
    /// The year.
    pub year: i32,
    /// Its page in the archive.
    pub href: Option<String>,
    /// Where it begins in the drawing.
    pub x: usize,
    /// How many articles the list has of it.
    pub count: usize,
}

/// Articles by year and term: the whole archive at a glance.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixView {
    /// What the rows are: the title of a taxonomy.
    pub title: String,
    /// The years, oldest first.
    pub years: Vec<LinkView>,
    /// The rows.
    pub rows: Vec<MatrixRowView>,
    /// How many further rows there would be: those with the fewest articles are left out.
    pub left_out: usize,
    /// All articles by year.
    pub totals: Vec<usize>,
    /// The width of the drawing, a unit for each year; its height is 40.
    pub width: usize,
}

/// A term by years.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixRowView {
    /// The term.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// Its articles by year.
    pub cells: Vec<MatrixCellView>,
    /// Its part of each year's bar, as a path of SVG.
    pub path: String,
}

/// A term in a year.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixCellView {
    /// How many articles.
    pub count: usize,
    /// How many in comparison: 0 for none, 1 to 5.
    pub level: u8,
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

/// What a podcast's page needs.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PodcastView {
    /// The feed.
    pub feed: String,
    /// Where to subscribe.
    pub subscribe: Vec<LinkView>,
    /// The newest episode.
    pub latest: Option<EpisodeView>,
}

/// An episode of a podcast.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct EpisodeView {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The recording.
    pub audio: MediaView,
}

/// The index of a taxonomy, of authors, or of the whole archive: `index`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct IndexView {
    /// What it lists: a taxonomy's key, `authors` or `archive`.
    pub of: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// The text about it, HTML.
    pub body: Option<Html>,
    /// What it lists: terms as a tree; years with their months.
    pub items: Vec<CountedView>,
    /// The authors, of the author index.
    pub authors: Vec<CountedAuthorView>,
    /// Years by terms of the first taxonomy, of the archive index.
    pub matrix: Option<MatrixView>,
}

/// The page of search: `search`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SearchView {
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The text about it, HTML.
    pub body: Option<Html>,
    /// Each taxonomy with its terms.
    pub taxonomies: Vec<IndexLinkView>,
    /// The authors.
    pub authors: Vec<CountedView>,
    /// The years, newest first, with their months.
    pub years: Vec<CountedView>,
}

/// An index and what is in it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct IndexLinkView {
    /// The taxonomy's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its index.
    pub href: String,
    /// Its terms as a tree.
    pub terms: Vec<CountedView>,
}

/// The page for addresses that do not exist: `not_found`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NotFoundView {
    /// The months that have a page in the default language, apart by spaces: `2010-11 2010-12`.
    pub months: String,
    /// The years, newest first.
    pub years: Vec<LinkView>,
    /// The indexes of taxonomies.
    pub indexes: Vec<LinkView>,
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

/// The home page: `home`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HomeView<C> {
    /// The title of the home page's text.
    pub title: Option<String>,
    /// The text of the home page, HTML.
    pub body: Option<Html>,
    /// The newest articles, newest first: [`CardView`]s.
    pub latest: Vec<C>,
    /// Each taxonomy with its first terms and their newest articles.
    pub sections: Vec<HomeSectionView<C>>,
}

/// A taxonomy on the home page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HomeSectionView<C> {
    /// The taxonomy's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its index.
    pub href: String,
    /// Its top terms that have articles.
    pub terms: Vec<HomeTermView<C>>,
}

/// A term on the home page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HomeTermView<C> {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// Its newest articles, newest first: [`CardView`]s.
    pub articles: Vec<C>,
}

/// A standing page: `standing`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct StandingView<'a> {
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The text, HTML.
    pub body: Option<Html>,
    /// Its headings.
    pub headings: Vec<HeadingView>,
    /// The authors with a place on the team, in its order; on a page called `team` only: [`AuthorView`]s.
    pub team: Vec<&'a Shared<AuthorView>>,
    /// Whatever else its front matter says.
    pub extra: serde_json::Value,
}

/// The page of corrections: `corrections`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CorrectionsView {
    /// The text about it, HTML.
    pub body: Option<Html>,
    /// What the newsroom corrected, newest first.
    pub corrections: Vec<NotedView>,
    /// What the keeper has to say, newest first.
    pub archive_notes: Vec<NotedView>,
}

/// A note with the article it is about.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NotedView {
    /// The note.
    #[serde(flatten)]
    pub note: NoteView,
    /// The article.
    pub article: LinkView,
}

/// A page at an old address: `redirect`.
#[derive(Clone, Debug, Serialize)]
pub struct RedirectView {
    /// The title of where it leads.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The full address of where it leads.
    pub url: String,
    /// The Content-Security-Policy of the page.
    pub policy: String,
}
