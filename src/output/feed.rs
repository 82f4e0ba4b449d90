//! Feeds: Atom (RFC 4287) for the site and its lists, with monthly archives (RFC 5005), and RSS 2.0 with the iTunes
//! elements, complete, for podcasts.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::io;

use rustc_hash::FxHashMap;

use super::base::Base;
use super::lookups::{Lookups, few};
use super::shared::{Metadata, Shared};
use super::view::TermView;
use super::xml::{Xml, plain, text, xml};
use super::{Output, Planner, Site, licence, listing};
use crate::article::{Article, cut};
use crate::catalog::{ArticleId, Catalog, Listing, ListingId, Series, TermId};
use crate::config::{FeedKind, LanguageId, Publication};
use crate::diagnostic::Diagnostics;
use crate::output::message;
use crate::path::{MAX_ADDRESS_BYTES, UrlPath};
use crate::xml::is_forbidden;
use podcast::PodcastInputs;

mod podcast;

/// A feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// The newest articles of a language.
    Site(LanguageId),
    /// All articles of a month, an archive of the site's feed.
    Month(ListingId),
    /// The newest articles of a list, or all episodes of a podcast.
    List(ListingId),
}

impl Feed {
    /// Whether it is a podcast's, which is RSS; all others are Atom.
    pub fn is_podcast(self, catalog: &Catalog) -> bool {
        self.podcast(catalog).is_some()
    }

    /// The list and the term of a podcast.
    fn podcast(self, catalog: &Catalog) -> Option<(&Listing, TermId)> {
        let Feed::List(id) = self else { return None };
        let listing = catalog.listings.get(id);
        match listing.series {
            Series::Term(term) if listing.feed == FeedKind::Podcast => Some((listing, term)),
            _ => None,
        }
    }
}

/// Plans the feeds of the site and of every list that has one.
pub fn plan(planner: &mut Planner<'_>) {
    for language in planner.config.languages.ids() {
        planner.add(&planner.config.home(language).file("feed.xml"), Output::Feed(Feed::Site(language)));
    }
    for (id, listing) in planner.catalog.listings.iter() {
        let url = listing.url.file("feed.xml");
        match listing.series {
            Series::Month(..) => planner.add(&url, Output::Feed(Feed::Month(id))),
            _ if listing.feed != FeedKind::Off => planner.add(&url, Output::Feed(Feed::List(id))),
            _ => {}
        }
    }
}

/// Tells of entries of one feed with one identifier, and of podcasts without a cover.
pub(super) fn check(site: &Lookups<'_>, problems: &mut Diagnostics) {
    let mut known: FxHashMap<(LanguageId, &str), ArticleId> = FxHashMap::default();
    for id in site.catalog.articles.ids().filter(|id| site.catalog.is_listed(*id)) {
        let article = &site.catalog.articles[id];
        let (more, rare) = (article.more_or_default(), article.rare_or_default());
        let uuid = || more.id.as_deref().filter(is_uuid);
        let Some(guid) = rare.guid.as_deref().filter(may_identify).or_else(uuid) else { continue };
        match known.entry((article.language, guid)) {
            Entry::Vacant(entry) => _ = entry.insert(id),
            Entry::Occupied(first) => {
                let other = &site.catalog.articles[*first.get()].path;
                problems.push(message::same_guid(&article.path, other, guid));
            }
        }
    }
    let mut told = BTreeSet::new();
    for (_, listing) in site.catalog.listings.iter() {
        let Series::Term(term) = listing.series else { continue };
        if listing.feed == FeedKind::Podcast && told.insert(term) {
            problems.extend(podcast::without_cover(site, listing, term));
        }
    }
}

/// All that a feed is made of.
#[derive(Hash)]
pub(super) enum FeedInputs<'s> {
    Atom(AtomInputs<'s>),
    Podcast(PodcastInputs<'s>),
}

/// All that an Atom feed is made of.
#[derive(Hash)]
pub(super) struct AtomInputs<'s> {
    base: Base<'s>,
    language: LanguageId,
    title: String,
    subtitle: Cow<'s, str>,
    /// The page the feed belongs to.
    page: UrlPath,
    /// Further links: relation and address.
    links: Vec<(&'static str, UrlPath)>,
    /// Whether the feed is an archive that never changes.
    archive: bool,
    /// Newest first.
    entries: Vec<EntryInputs<'s>>,
}

/// All that an entry is made of.
#[derive(Hash)]
struct EntryInputs<'s> {
    metadata: Metadata<'s>,
    url: &'s UrlPath,
    /// The first of them.
    authors: Vec<&'s Shared<TermView>>,
    /// The first of each taxonomy.
    terms: Vec<&'s Shared<TermView>>,
}

impl<'s> FeedInputs<'s> {
    pub(super) fn of(site: &'s Site<'s>, feed: Feed) -> FeedInputs<'s> {
        if let Some((listing, term)) = feed.podcast(site.catalog) {
            return FeedInputs::Podcast(PodcastInputs::of(site, listing, term));
        }
        FeedInputs::Atom(match feed {
            Feed::Site(language) => AtomInputs::of_site(site, language),
            Feed::Month(id) => AtomInputs::of_month(site, site.catalog.listings.get(id)),
            Feed::List(id) => AtomInputs::of_list(site, site.catalog.listings.get(id)),
        })
    }

    /// Renders the feed.
    pub(super) fn render(&self) -> Vec<u8> {
        match self {
            FeedInputs::Atom(inputs) => inputs.render(),
            FeedInputs::Podcast(inputs) => inputs.render(),
        }
    }
}

impl<'s> AtomInputs<'s> {
    fn of_site(site: &'s Site<'s>, language: LanguageId) -> AtomInputs<'s> {
        let last_month = months(site, language).last().map(|listing| listing.url.file("feed.xml"));
        let of_language =
            |id: &ArticleId| site.catalog.is_listed(*id) && site.catalog.articles[*id].language == language;
        let newest = site.catalog.articles.ids().rev().filter(of_language);
        AtomInputs {
            base: site.base(),
            language,
            title: site.title(language).to_owned(),
            subtitle: site.description(language).into(),
            page: site.config.home(language),
            links: last_month.into_iter().map(|url| ("prev-archive", url)).collect(),
            archive: false,
            entries: newest.take(site.config.feeds.limit).map(|id| EntryInputs::of(site, id)).collect(),
        }
    }

    fn of_month(site: &'s Site<'s>, listing: &'s Listing) -> AtomInputs<'s> {
        let months = months(site, listing.language);
        let at = months.iter().position(|other| other.series == listing.series).unwrap_or_default();
        let feed_of = |index: usize| months.get(index).map(|listing| listing.url.file("feed.xml"));
        let mut links = vec![("current", site.config.home(listing.language).file("feed.xml"))];
        links.extend(at.checked_sub(1).and_then(feed_of).map(|url| ("prev-archive", url)));
        links.extend(feed_of(at + 1).map(|url| ("next-archive", url)));
        AtomInputs {
            links,
            archive: true,
            entries: shown(site, listing).map(|id| EntryInputs::of(site, id)).collect(),
            ..AtomInputs::about(site, listing)
        }
    }

    fn of_list(site: &'s Site<'s>, listing: &'s Listing) -> AtomInputs<'s> {
        let subtitle = match listing.series {
            Series::Term(id) => site.term_summary(id, listing.language).unwrap_or_default().into(),
            _ => Cow::Borrowed(""),
        };
        let newest = shown(site, listing).take(site.config.feeds.limit);
        AtomInputs {
            subtitle,
            entries: newest.map(|id| EntryInputs::of(site, id)).collect(),
            ..AtomInputs::about(site, listing)
        }
    }

    /// The feed of a list, without entries.
    fn about(site: &'s Site<'s>, listing: &'s Listing) -> AtomInputs<'s> {
        AtomInputs {
            base: site.base(),
            language: listing.language,
            title: format!("{}: {}", site.title(listing.language), listing::title(site, listing)),
            subtitle: Cow::Borrowed(""),
            page: listing.url.clone(),
            links: Vec::new(),
            archive: false,
            entries: Vec::new(),
        }
    }
}

impl<'s> EntryInputs<'s> {
    fn of(site: &'s Site<'s>, id: ArticleId) -> EntryInputs<'s> {
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        EntryInputs {
            metadata: Metadata::of(article),
            url: &entry.url,
            authors: few_authors(site, id),
            terms: site.few_terms(id).map(|term| site.term(term, article.language)).collect(),
        }
    }
}

/// The first authors of an article.
fn few_authors<'s>(site: &'s Site<'s>, id: ArticleId) -> Vec<&'s Shared<TermView>> {
    let language = site.catalog.articles[id].language;
    let (authors, _) = few(&site.catalog.entries[id].authors);
    authors.iter().map(|author| site.author_link(*author, language)).collect()
}

/// The months of a language in order.
fn months<'s>(site: &'s Site<'s>, language: LanguageId) -> Vec<&'s Listing> {
    let listings = site.catalog.listings.iter().map(|(_, listing)| listing);
    let is_month = |listing: &&Listing| matches!(listing.series, Series::Month(..));
    listings.filter(|listing| listing.language == language).filter(is_month).collect()
}

/// The articles of a list that are shown, newest first.
fn shown<'s>(site: &'s Site<'s>, listing: &'s Listing) -> impl Iterator<Item = ArticleId> {
    listing.members.iter().rev().copied().filter(|id| site.catalog.is_listed(*id))
}

/// An element `link`.
fn link(writer: &mut Xml, relation: &str, media_type: &str, href: &str) -> io::Result<()> {
    let attributes = [("rel", relation), ("type", media_type), ("href", href)];
    writer.empty("link", &attributes)
}

impl AtomInputs<'_> {
    fn render(&self) -> Vec<u8> {
        const ATOM: &str = "application/atom+xml";
        let base = &self.base;
        let language = base.config.language(self.language).code.as_str();
        let own = base.full(&self.page.file("feed.xml"));
        // No build time: a feed without articles was last changed when time began.
        let updated = self.entries.iter().map(|entry| changed(entry.metadata.article()));
        let updated = updated.max_by_key(|date| date.0);
        let updated = updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |(_, text)| text);
        let namespaces = [
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
            ("xml:lang", language),
        ];
        xml(|writer| {
            writer.element("feed", &namespaces, |writer| {
                text(writer, "id", &own)?;
                plain(writer, "title", &self.title)?;
                if !self.subtitle.is_empty() {
                    plain(writer, "subtitle", &self.subtitle)?;
                }
                text(writer, "updated", &updated)?;
                link(writer, "self", ATOM, &own)?;
                link(writer, "alternate", "text/html", &base.full(&self.page))?;
                for (relation, url) in &self.links {
                    link(writer, relation, ATOM, &base.full(url))?;
                }
                if self.archive {
                    writer.empty("fh:archive", &[])?;
                }
                if !base.config.copyright.is_empty() {
                    plain(writer, "rights", &base.config.copyright)?;
                }
                text(writer, "generator", "generate")?;
                // A feed needs an author where an entry has none. Where nobody knows the newsroom, the feed is the site's.
                let publication = base.publication(self.language);
                let author = publication.as_deref().map_or(base.title(self.language), |it| &*it.name);
                writer.element("author", &[], |writer| text(writer, "name", author))?;
                self.entries.iter().try_for_each(|entry| entry.write(base, writer))
            })
        })
    }
}

impl EntryInputs<'_> {
    fn write(&self, base: &Base<'_>, writer: &mut Xml) -> io::Result<()> {
        let article = self.metadata.article();
        let url = base.full(self.url);
        let language = base.config.language(article.language).code.as_str();
        writer.element("entry", &[("xml:lang", language)], |writer| {
            text(writer, "id", &identifier(article, &url))?;
            plain(writer, "title", &article.title)?;
            link(writer, "alternate", "text/html", &url)?;
            text(writer, "published", &article.date.rfc3339())?;
            text(writer, "updated", &changed(article).1)?;
            let mut names: Vec<&str> = self.authors.iter().map(|author| &*author.view().title).collect();
            // The author of the feed is not that of what another publication had.
            let other = other_publication(base, article);
            names.extend(other.as_ref().filter(|_| names.is_empty()).map(|other| &*other.name));
            for name in names {
                writer.element("author", &[], |writer| text(writer, "name", name))?;
            }
            for term in self.terms.iter().map(|term| term.view()) {
                let attributes = [("term", &*term.slug), ("label", &*term.title)];
                writer.empty("category", &attributes)?;
            }
            if !article.summary.is_empty() {
                plain(writer, "summary", &cut(&article.summary))?;
            }
            match rights(base, article, other.as_deref()) {
                Some(rights) => plain(writer, "rights", &rights),
                None => Ok(()),
            }
        })
    }
}

/// The publication of an article, where that is not the feed's.
fn other_publication<'s>(base: &Base<'s>, article: &'s Article) -> Option<Cow<'s, Publication>> {
    let rare = article.rare_or_default();
    (rare.publication.is_some() || rare.syndicated_from.is_some()).then(|| base.publication_of(article))?
}

/// What an entry says of rights in place of the feed, whose line would count for it too (RFC 4287, 4.2.10): its own licence,
/// or where it was first published.
fn rights(base: &Base<'_>, article: &Article, other: Option<&Publication>) -> Option<String> {
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    let syndicated = || rare.syndicated_from.as_deref()?.licence.as_deref();
    let licence = more.licence.as_deref().or_else(syndicated).map(|name| licence::view(name).title);
    let first = |other: &Publication| {
        format!("{} {}", base.theme.text(article.language, "first_published"), cut(&other.name))
    };
    licence.or_else(|| other.map(first))
}

/// When an article was last changed by its newsroom: the instant, and as text.
fn changed(article: &Article) -> (i64, String) {
    let date = article.more_or_default().updated.unwrap_or(article.date);
    (date.instant(), date.rfc3339())
}

/// The permanent identifier of an article (an IRI): what its old feed called it, its UUID, or its address.
fn identifier(article: &Article, url: &str) -> String {
    let (more, rare) = (article.more_or_default(), article.rare_or_default());
    let is_iri =
        |text: &&str| text.contains(':') && !text.contains(char::is_whitespace) && may_identify(text);
    let guid = rare.guid.as_deref().filter(is_iri).map(ToOwned::to_owned);
    let uuid = || more.id.as_deref().filter(is_uuid).map(|id| format!("urn:uuid:{id}"));
    guid.or_else(uuid).unwrap_or_else(|| url.to_owned())
}

/// Whether a text is a UUID.
fn is_uuid(text: &&str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Whether a text may be an identifier: every feed of an article holds it, as it is.
fn may_identify(text: &&str) -> bool {
    text.len() <= MAX_ADDRESS_BYTES && !text.contains(is_forbidden)
}
