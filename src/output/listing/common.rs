//! What all pages of a list have in common.

use std::hash::{Hash, Hasher};

use crate::catalog::{Listing, ListingId, Series};
use crate::config::{FeedKind, LanguageId};
use crate::fingerprint::digest;
use crate::output::index::Index;
use crate::output::view::{FeedView, LinkView, TermView};
use crate::output::{Lookups, Site};
use crate::path::UrlPath;

/// A list, known by what all its pages have in common. The hash of that is taken once for all of them.
#[derive(Clone, Copy)]
pub(in crate::output) struct List<'s> {
    site: &'s Site<'s>,
    id: ListingId,
}

/// What all pages of a list have in common.
#[derive(Hash)]
pub(in crate::output) struct Common<'s> {
    pub(super) series: Series,
    pub(super) url: &'s UrlPath,
    pub(super) title: String,
    pub(super) taxonomy: Option<TermView>,
    pub(super) feed: Option<FeedView>,
    /// The way to the head, without the head itself.
    pub(super) breadcrumbs: Vec<LinkView>,
    /// The same list in each language that has it.
    pub(super) in_languages: Vec<(LanguageId, &'s UrlPath)>,
    /// Whether it is there in every language whatever its articles say.
    pub(super) is_stable: bool,
}

impl<'s> List<'s> {
    pub(in crate::output) fn of(site: &'s Site<'s>, id: ListingId) -> List<'s> {
        List { site, id }
    }

    /// The hash of what all its pages have in common, as it is taken for all of them.
    pub(in crate::output) fn digest(self) -> u64 {
        digest(&self.common())
    }

    pub(super) fn common(self) -> Common<'s> {
        let List { site, id } = self;
        let listing = site.catalog.listings.get(id);
        Common {
            series: listing.series,
            url: &listing.url,
            title: title(site, listing),
            taxonomy: taxonomy(site, listing),
            feed: feed(site, listing),
            breadcrumbs: breadcrumbs(site, listing),
            in_languages: site.lists_of(listing.series).collect(),
            is_stable: is_stable(site, listing),
        }
    }
}

impl Hash for List<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.site.listing_digest(self.id).unwrap_or_else(|| self.digest()).hash(state);
    }
}

impl Common<'_> {
    /// The address of page `number`, or of the head.
    pub(super) fn page_url(&self, number: Option<usize>) -> UrlPath {
        Listing::address_of(self.url, number)
    }
}

/// The title of a list.
pub(in crate::output) fn title(site: &Lookups<'_>, listing: &Listing) -> String {
    let language = listing.language;
    match listing.series {
        Series::Term(id) => site.term_title(id, language),
        Series::Author(id) => site.catalog.authors[id].name(language).into(),
        Series::Year(year) => format!("{year:04}"),
        Series::Month(year, month) => site.month(year, month, language),
    }
}

fn taxonomy(site: &Lookups<'_>, listing: &Listing) -> Option<TermView> {
    let Series::Term(id) = listing.series else { return None };
    let index = site.catalog.terms[id].taxonomy;
    let link = site.taxonomy(index, listing.language);
    Some(TermView {
        title: link.title,
        slug: site.config.taxonomies[index].key.clone(),
        href: Some(link.href),
    })
}

/// The feed of a list.
fn feed(site: &Lookups<'_>, listing: &Listing) -> Option<FeedView> {
    let has_feed = listing.feed != FeedKind::Off || matches!(listing.series, Series::Month(..));
    let href = site.href(&listing.url.file("feed.xml"));
    let mime = if listing.feed == FeedKind::Podcast { "application/rss+xml" } else { "application/atom+xml" };
    has_feed.then(|| FeedView { title: title(site, listing), href, mime })
}

/// Whether a list is there in every language whatever its articles say.
fn is_stable(site: &Lookups<'_>, listing: &Listing) -> bool {
    matches!(listing.series, Series::Term(term) if site.is_declared_everywhere(term))
}

/// The way to the head of a list, without the head itself.
fn breadcrumbs(site: &Lookups<'_>, listing: &Listing) -> Vec<LinkView> {
    let language = listing.language;
    let mut links = vec![site.home_link(language)];
    match listing.series {
        Series::Term(id) => {
            links.push(site.taxonomy(site.catalog.terms[id].taxonomy, language));
            let mut above = Vec::new();
            let mut parent = site.catalog.terms[id].parent;
            while let Some(id) = parent {
                let term = site.term_view(id, language);
                above.extend(term.href.map(|href| LinkView { title: term.title, href }));
                parent = site.catalog.terms[id].parent;
            }
            links.extend(above.into_iter().rev());
        }
        Series::Author(_) => links.push(LinkView {
            title: site.theme.text(language, "authors").to_owned(),
            href: site.href(&crate::catalog::authors_url(site.config, language)),
        }),
        Series::Year(_) | Series::Month(..) => {
            links.push(LinkView {
                title: site.theme.text(language, "archive").to_owned(),
                href: site.href(&Index::Archive.url(site.config, language)),
            });
            if let Series::Month(year, _) = listing.series {
                let url = site.catalog.listings.find(language, Series::Year(year)).map(|year| &year.url);
                links.extend(url.map(|url| LinkView { title: year.to_string(), href: site.href(url) }));
            }
        }
    }
    links
}
