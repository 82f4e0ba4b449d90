//! Lists of articles, the timeline, indexes and podcasts.

use serde::Serialize;

use super::super::shared::{Html, Shared};
use super::page::{
    AuthorView, CountedAuthorView, CountedView, DateView, ImageView, LinkView, MediaView, PagerView, TermView,
};

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
    /// The address of a search within a term or an author; on the head only, and none where the site has no search index.
    pub search: Option<String>,
    /// The articles of this page, newest first: [`CardView`](super::CardView)s.
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

/// Articles by year.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TimelineView {
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
}

/// A term in a year.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixCellView {
    /// How many articles.
    pub count: usize,
    /// How many in comparison: 0 for none, 1 to 5.
    pub level: u8,
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
