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
    /// The article at the top: the one that `site.toml` names; of a closed archive otherwise the newest. It is in no other list
    /// here.
    pub lead: Option<C>,
    /// The newest articles, newest first: [`CardView`](super::CardView)s. Empty if the archive is closed.
    pub latest: Vec<C>,
    /// The years of a closed archive by decade, oldest first.
    pub decades: Vec<DecadeView>,
    /// Articles from all years of a closed archive, oldest first: [`CardView`](super::CardView)s.
    pub from_archive: Vec<C>,
    /// The address of the files of what was published on each day, of a closed archive, relative to the page, with `{}` in place
    /// of the month (`01`).
    pub on_this_day: Option<String>,
    /// The popular articles, HTML, as `parts.popular` has them; of a closed archive without the one at the top.
    pub popular: Option<Html>,
    /// Each taxonomy that has a section, with its first terms and their newest articles. An article is in one place only where the
    /// archive is closed.
    pub sections: Vec<HomeSectionView<C>>,
}

/// The years of a decade.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct DecadeView {
    /// Its name: `1990s`.
    pub title: String,
    /// Its years that have articles, oldest first.
    pub years: Vec<CountedView>,
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
