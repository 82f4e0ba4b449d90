//! Pages of which a site has one or a few: home, search, standing pages, corrections, redirects.

use serde::Serialize;

use super::super::shared::{Html, Shared};
use super::article::NoteView;
use super::listing::IndexLinkView;
use super::page::{AuthorView, CountedView, HeadingView, LinkView};

/// The page of search: `search`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SearchView {
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The text about it, HTML.
    pub body: Option<Html>,
    /// The folder of the search index, relative to the page; none where the site has no index.
    pub index: Option<String>,
    /// Each taxonomy with its terms.
    pub taxonomies: Vec<IndexLinkView>,
    /// The authors.
    pub authors: Vec<CountedView>,
    /// The years, newest first, with their months.
    pub years: Vec<CountedView>,
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

/// The home page: `home`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HomeView<C> {
    /// The title of the home page's text.
    pub title: Option<String>,
    /// The text of the home page, HTML.
    pub body: Option<Html>,
    /// The newest articles, newest first: [`CardView`](super::CardView)s.
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
    /// Its newest articles, newest first: [`CardView`](super::CardView)s.
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
