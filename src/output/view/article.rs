//! Articles and what replaces withdrawn ones.

use std::borrow::Cow;

use serde::Serialize;

use super::super::shared::{Html, Shared};
use super::page::{
    AuthorView, DateView, HeadingView, ImageView, LicenceView, LinkView, MediaView, PublicationView,
    TermView, TermsView,
};

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
    /// Searches within each of its terms and authors; none where the site has no search index.
    pub searches: Vec<LinkView>,
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
