//! What templates see. A template sees its view and nothing else; `docs/templates.md` describes these types for people
//! who write themes, and a test holds the two together.
//!
//! Addresses in views (`href`) are ready to be written into a page: percent-encoded, with the sub-path of `base_url`.
//! Texts are plain and are escaped by the template; only fields called `body` hold HTML.

mod article;
mod listing;
mod page;
mod single;
mod site;

pub use article::{
    ArticleView, CitationFormView, CitationView, NeighbourView, NoteView, OriginView, SyndicationView,
    TombstoneView,
};
pub use listing::{
    EpisodeView, IndexLinkView, IndexView, ListingView, MatrixCellView, MatrixRowView, MatrixView,
    PodcastView, SpanView, TimelineView, TimelineYearView,
};
pub use page::{
    AlternateView, AuthorView, CardView, CountedAuthorView, CountedView, DateView, FeedView, HeadingView,
    ImageView, LanguageView, LicenceView, LinkView, MediaView, PageView, PagerView, PublicationView,
    TermView, TermsView,
};
pub use single::{
    CorrectionsView, DecadeView, HomeSectionView, HomeTermView, HomeView, NotFoundView, NotedView,
    RedirectView, SearchView, StandingView,
};
pub use site::{
    AppealView, ArchiveView, LogoView, MenuItemView, NewsletterView, PopularView, SiteView, SupportView,
};
