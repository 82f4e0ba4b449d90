//! What each output is made of, as one number: its view, hashed without being rendered.
//!
//! An output whose number is that of the last build, whose text asks the same questions and gets the same answers, and
//! whose file is as it was, need not be rendered. Bodies stand in the number as the fingerprint of their source. What this
//! module leaves out, a page would show too late: `generate build --verify` and the tests of random edits look for that.

use std::hash::{Hash, Hasher};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::Serialize;

use super::feed::Feed;
use super::site::few;
use super::text::{Notes, Source};
use super::view::PageView;
use super::{Output, Site, article, asset::Asset, corrections, feed, home, index, listing, related, search};
use super::{redirect, sitemap, standing};
use crate::catalog::{ArticleId, AuthorId, ListingId, Series, Target, TermId};
use crate::config::LanguageId;
use crate::fingerprint::{FingerprintBuilder, digest};
use crate::path::SourcePath;
use crate::source::FileStamp;

/// The hashes of what many outputs are made of.
pub struct Digests {
    languages: Vec<LanguageDigests>,
    /// Articles as the links to them say them: title, address and day, and whether there are any.
    headlines: Vec<u64>,
    /// What decides which articles are related to each.
    windows: Vec<u64>,
    /// Articles as lists show them.
    cards: Vec<u64>,
    /// Articles as seats of lists: their cards, if they are shown, and their days.
    seats: Vec<u64>,
    /// All that decides where links lead.
    links: u64,
    /// The redirects in their order: of two claims the first counts.
    redirects: u64,
    /// Lists, but for their articles.
    listings: Vec<u64>,
    /// A time before the sources were listed: a file changed at that very time may change again unseen. `None` where times
    /// mean nothing.
    started: Option<SystemTime>,
}

/// Which articles are related to an article, as hashes: all of the same terms that were looked at, and those found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// What decides which are found.
    pub window: u64,
    /// Those found, as links say them.
    pub found: u64,
}

/// What outputs of one language are made of.
#[derive(Default)]
struct LanguageDigests {
    /// The configuration, templates and texts.
    base: u64,
    /// The same, and what templates see as `site`.
    site: u64,
    terms: Vec<u64>,
    author_links: Vec<u64>,
    authors: Vec<u64>,
}

impl Digests {
    /// Hashes what many outputs are made of.
    pub fn new(site: &Site<'_>, started: Option<SystemTime>) -> Digests {
        let languages = site.config.language_ids().map(|language| of_language(site, language)).collect();
        let mut digests = Digests {
            languages,
            headlines: Vec::new(),
            windows: Vec::new(),
            cards: Vec::new(),
            seats: Vec::new(),
            listings: Vec::new(),
            links: links(site),
            redirects: redirects(site),
            started,
        };
        let ids = || (0..site.catalog.articles.len() as u32).into_par_iter().map(ArticleId).with_min_len(256);
        digests.headlines = ids().map(|id| headline(site, id)).collect();
        // Of equally near articles the newer comes first: their order counts as well.
        let ordered: Vec<u64> = ids()
            .map(|id| {
                let article = site.catalog.article(id);
                digest(&(digests.headlines[id.0 as usize], article.date.instant(), &article.path))
            })
            .collect();
        digests.windows = related::windows(site, &ordered);
        digests.cards = ids().map(|id| digests.hash_card(site, id)).collect();
        digests.seats = ids().map(|id| digests.hash_seat(site, id)).collect();
        let listings = 0..site.catalog.listings.len() as u32;
        digests.listings =
            listings.into_par_iter().map(|id| digests.hash_listing(site, ListingId(id))).collect();
        digests
    }

    /// The hash of a term as articles show it.
    pub(super) fn term(&self, id: TermId, language: LanguageId) -> u64 {
        self.language(language).terms[id.0 as usize]
    }

    /// The hash of an author as a link.
    pub(super) fn author_link(&self, id: AuthorId, language: LanguageId) -> u64 {
        self.language(language).author_links[id.0 as usize]
    }

    /// All that decides where links lead: with the same hash, texts get the same answers.
    pub fn links(&self) -> u64 {
        self.links
    }

    /// Which articles are related to the article of an output; `earlier` is what an earlier build found, and `shown` those
    /// that its page shows, if it is rendered already.
    pub fn related(
        &self,
        site: &Site<'_>,
        output: &Output,
        earlier: Option<Related>,
        shown: Option<&[ArticleId]>,
    ) -> Related {
        let Output::Article(id) = output else { return Related::default() };
        if !site.catalog.is_listed(*id) {
            return Related::default();
        }
        let (article, entry) = (site.catalog.article(*id), site.catalog.entry(*id));
        let terms = entry.terms.iter().map(|term| self.term(*term, article.language));
        let mut hasher = FingerprintBuilder::new();
        (self.windows[id.0 as usize], entry.previous.map(|other| self.headlines[other.0 as usize]))
            .hash(&mut hasher);
        terms.for_each(|term| term.hash(&mut hasher));
        let window = hasher.digest();
        if let Some(earlier) = earlier.filter(|earlier| earlier.window == window) {
            return earlier;
        }
        let found = |related: &[ArticleId]| {
            let links: Vec<u64> = related.iter().map(|other| self.headlines[other.0 as usize]).collect();
            Related { window, found: digest(&links) }
        };
        let related = || related::related(site, *id, &[entry.previous, entry.next]);
        shown.map_or_else(|| found(&related()), found)
    }

    /// The hash of what an output is made of, its text by the fingerprint of `source`; 0 where that cannot be told: such an
    /// output is rendered. [`Output::is_told_by_bytes`] says which outputs have none.
    pub fn of(&self, site: &Site<'_>, output: &Output, source: Option<&Source<'_>>, related: Related) -> u64 {
        let mut hasher = FingerprintBuilder::new();
        // Links of a text are told by where its file is.
        source.map(|source| (source.path, source.stamp.fingerprint)).hash(&mut hasher);
        std::mem::discriminant(output).hash(&mut hasher);
        match output {
            Output::Article(id) => {
                related.found.hash(&mut hasher);
                self.article(site, *id, &mut hasher);
            }
            Output::Listing(id, number) => self.listing(site, *id, *number, &mut hasher),
            Output::Redirect(index) => self.redirect(site, *index, &mut hasher),
            Output::Feed(feed) => self.feed(site, *feed, &mut hasher),
            Output::Sitemap(sitemap::Part::Month(year, month)) => {
                self.language(LanguageId::DEFAULT).base.hash(&mut hasher);
                sitemap::hash_month(site, *year, *month, &mut hasher);
            }
            Output::Asset(asset) => match self.asset(site, *asset) {
                Some(asset) => asset.hash(&mut hasher),
                None => return 0,
            },
            Output::Standing(index) => {
                let entry = &site.catalog.pages[*index as usize];
                let views = standing::views(site, entry, None);
                self.page(site, (standing::template(entry), entry.page.language), &views, &mut hasher);
            }
            Output::Home(language) => {
                self.page(site, ("home.html", *language), &home::views(site, *language, None), &mut hasher);
            }
            Output::Index(index, language) => {
                let views = index::views(site, *index, *language, None);
                self.page(site, ("index.html", *language), &views, &mut hasher);
            }
            Output::Search(language) => {
                let views = search::views(site, *language, None);
                self.page(site, ("search.html", *language), &views, &mut hasher);
            }
            Output::Corrections(language) => {
                let views = corrections::views(site, *language, None, &mut Notes::default());
                self.page(site, ("corrections.html", *language), &views, &mut hasher);
            }
            Output::Sitemap(sitemap::Part::Pages(part)) => {
                let hidden = site.catalog.pages.iter().map(|entry| entry.page.visibility.noindex);
                let hidden: Vec<bool> = hidden.collect();
                (self.language(LanguageId::DEFAULT).base, self.links, part, hidden).hash(&mut hasher);
            }
            Output::OldAddresses(shard) => {
                (self.language(LanguageId::DEFAULT).base, self.links, self.redirects, shard)
                    .hash(&mut hasher);
            }
            Output::RedirectRules => {
                let own = redirect::own_rules(site.files).map(|file| self.file(site, &file.path));
                if own == Some(None) {
                    return 0;
                }
                (self.language(LanguageId::DEFAULT).base, self.links, self.redirects, own).hash(&mut hasher);
            }
            Output::NotFound | Output::SitemapIndex | Output::Robots => return 0,
        }
        hasher.digest().max(1)
    }

    fn language(&self, language: LanguageId) -> &LanguageDigests {
        &self.languages[usize::from(language.0)]
    }

    fn hash_card(&self, site: &Site<'_>, id: ArticleId) -> u64 {
        let mut hasher = FingerprintBuilder::new();
        site.hash_card(id, self, &mut hasher);
        hasher.digest()
    }

    fn hash_seat(&self, site: &Site<'_>, id: ArticleId) -> u64 {
        let card = site.catalog.is_listed(id).then(|| self.cards[id.0 as usize]);
        digest(&(card, site.catalog.article(id).date.day()))
    }

    fn hash_listing(&self, site: &Site<'_>, id: ListingId) -> u64 {
        let listing = site.catalog.listings.get(id);
        let mut hasher = FingerprintBuilder::new();
        self.site(site, "listing.html", listing.language, &mut hasher);
        listing::hash_common(site, listing, &mut hasher);
        hasher.digest()
    }

    /// What a page of a template and a language is made of, whatever it is about.
    fn site(&self, site: &Site<'_>, template: &str, language: LanguageId, hasher: &mut impl Hasher) {
        self.language(language).site.hash(hasher);
        for (name, ids) in site.lists_for(template, language) {
            name.hash(hasher);
            ids.iter().for_each(|id| self.cards[id.0 as usize].hash(hasher));
        }
    }

    /// A page of which there are few: its views as they are.
    fn page(
        &self,
        site: &Site<'_>,
        (template, language): (&str, LanguageId),
        (page, view): &(PageView, impl Serialize),
        hasher: &mut FingerprintBuilder,
    ) {
        self.site(site, template, language, hasher);
        hasher.add(page).add(view);
    }

    fn article(&self, site: &Site<'_>, id: ArticleId, hasher: &mut FingerprintBuilder) {
        let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
        let language = article.language;
        let template = if site.catalog.is_listed(id) { "article.html" } else { "tombstone.html" };
        self.site(site, template, language, hasher);
        (article.digest, &entry.url).hash(hasher);
        entry.terms.iter().for_each(|term| self.term(*term, language).hash(hasher));
        let group = entry.translations.map(|group| &site.catalog.translations[group as usize]);
        for other in group.into_iter().flatten() {
            let is_listed = site.catalog.is_listed(*other);
            (site.catalog.article(*other).language, &site.catalog.entry(*other).url, is_listed).hash(hasher);
        }
        if !site.catalog.is_listed(id) {
            return;
        }
        let authors = &self.language(language).authors;
        entry.authors.iter().for_each(|author| authors[author.0 as usize].hash(hasher));
        // Citations name authors as links do, which need not be as profiles do.
        entry.authors.iter().for_each(|author| self.author_link(*author, language).hash(hasher));
        let headline = |other: ArticleId| self.headlines[other.0 as usize];
        [entry.previous, entry.next].map(|other| other.map(headline)).hash(hasher);
        article::hash_files(site, id, hasher);
    }

    fn listing(&self, site: &Site<'_>, id: ListingId, number: Option<u32>, hasher: &mut FingerprintBuilder) {
        let listing = site.catalog.listings.get(id);
        let pages = listing.pages();
        let number = number.map(|number| number as usize);
        self.listings[id.0 as usize].hash(hasher);
        // Whether there is a next page; of a head, which is the last one.
        (number, number.map_or(pages.numbered(), |number| usize::from(number < pages.numbered())))
            .hash(hasher);
        for seat in &listing.seats[pages.range(number)] {
            self.seats[seat.0 as usize].hash(hasher);
        }
        if number.is_none() {
            listing::hash_head(site, listing, hasher);
        }
    }

    fn redirect(&self, site: &Site<'_>, index: u32, hasher: &mut FingerprintBuilder) {
        let target = site.catalog.resolver.redirects[index as usize].target;
        if let Target::Article(id) = target {
            let base = self.language(site.catalog.article(id).language).base;
            return (base, self.headlines[id.0 as usize]).hash(hasher);
        }
        let (title, language) = redirect::title(site, target);
        let base = self.language(language).base;
        (base, title, site.catalog.target_url(site.config, target)).hash(hasher);
    }

    fn feed(&self, site: &Site<'_>, feed: Feed, hasher: &mut FingerprintBuilder) {
        let (language, articles) = feed::hash_head(site, feed, hasher);
        self.language(language).base.hash(hasher);
        for id in articles {
            let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
            (article.digest, &entry.url).hash(hasher);
            let language = article.language;
            site.few_terms(id).for_each(|term| self.term(term, language).hash(hasher));
            let (authors, _) = few(&entry.authors);
            authors.iter().for_each(|author| self.author_link(*author, language).hash(hasher));
            feed::hash_files(site, id, hasher);
        }
    }

    /// A file that is copied; `None` where it may have changed unseen.
    fn asset(&self, site: &Site<'_>, asset: Asset) -> Option<u64> {
        let base = self.language(LanguageId::DEFAULT).base;
        let path = match asset {
            Asset::Static(index) => &site.files.statics[index as usize].path,
            Asset::Bundled(index) => &site.catalog.bundled[index as usize].0,
            // Their names hold the fingerprint of their bytes.
            Asset::Theme(index) => match &site.files.theme[index as usize].own {
                Some(own) => own,
                None => return Some(base),
            },
            Asset::Variant(..) => return Some(base),
        };
        let picture = site.files.pictures.binary_search_by(|picture| picture.source.cmp(path)).ok();
        let picture = picture.map(|index| &site.files.pictures[index]);
        self.file(site, path).map(|file| digest(&(base, file, picture)))
    }

    /// A file beside content or of the static folder, by what the file system says of it; `None` where it may have changed
    /// unseen.
    fn file(&self, site: &Site<'_>, path: &SourcePath) -> Option<FileStamp> {
        let stamp = site.files.stamp(path)?;
        (!stamp.is_racy(self.started?)).then_some(stamp)
    }
}

impl Output {
    /// Whether what an output is made of is told by its bytes alone: it is made of much, reads no source, and is made in less
    /// time than it would take to hash all that.
    pub fn is_told_by_bytes(&self) -> bool {
        matches!(self, Output::NotFound | Output::SitemapIndex | Output::Robots)
    }

    /// The file whose text an output shows.
    pub fn source<'s>(&self, site: &Site<'s>) -> Option<Source<'s>> {
        let of_page = |entry: &'s crate::catalog::PageEntry| standing::source(site, entry);
        match self {
            Output::Article(id) if site.catalog.is_listed(*id) => Some(article::source(site, *id)),
            Output::Standing(index) => Some(of_page(&site.catalog.pages[*index as usize])),
            Output::Home(language) => home::text(site, *language).map(of_page),
            Output::Index(index, language) => index::text(site, *index, *language).map(of_page),
            Output::Search(language) => standing::text_of(site, search::KEY, *language).map(of_page),
            Output::Corrections(language) => {
                standing::text_of(site, corrections::KEY, *language).map(of_page)
            }
            Output::Listing(id, None) => listing::source(site, site.catalog.listings.get(*id)),
            _ => None,
        }
    }
}

fn of_language(site: &Site<'_>, language: LanguageId) -> LanguageDigests {
    let config = site.config;
    let mut base = FingerprintBuilder::new();
    (config.fingerprint, &config.base_url.origin, &config.base_url.path, language).hash(&mut base);
    (site.theme.fingerprint, site.prepared.hidden.is_empty()).hash(&mut base);
    config.taxonomy_ids().for_each(|index| site.taxonomy(index, language).hash(&mut base));
    if config.relative_links {
        // A link to a file without extension is written otherwise than one to a page.
        let paths = site.plan.entries().iter().map(|(path, _)| path.as_str());
        let plain = |path: &&str| path.rsplit('/').next().is_some_and(|name| !name.contains('.'));
        paths.filter(plain).for_each(|path| path.hash(&mut base));
    }
    let base = base.digest();
    let authors = || (0..site.catalog.authors.len() as u32).into_par_iter().map(AuthorId);
    let author = |id| {
        let mut hasher = FingerprintBuilder::new();
        hasher.add(&site.author_view(id, language)).digest()
    };
    LanguageDigests {
        base,
        site: digest(&(base, site.site_digest(language))),
        terms: (0..site.catalog.terms.len() as u32)
            .into_par_iter()
            .map(|id| term(site, TermId(id), language))
            .collect(),
        author_links: authors().map(|id| digest(&site.author_link_view(id, language))).collect(),
        authors: authors().map(author).collect(),
    }
}

/// A term as articles show it, with its pages in other languages.
fn term(site: &Site<'_>, id: TermId, language: LanguageId) -> u64 {
    let pages = site.config.language_ids();
    let has_page = |language| site.catalog.listings.find(language, Series::Term(id)).is_some();
    let pages: Vec<bool> = pages.map(has_page).collect();
    digest(&(site.term_view(id, language), site.is_declared_everywhere(id), pages))
}

/// An article as links to it say it.
fn headline(site: &Site<'_>, id: ArticleId) -> u64 {
    let article = site.catalog.article(id);
    let url = &site.catalog.entry(id).url;
    digest(&(&article.title, url, article.date.day(), article.language, site.catalog.is_listed(id)))
}

/// The redirects in their order, with where they lead.
fn redirects(site: &Site<'_>) -> u64 {
    let redirects = site.catalog.resolver.redirects.par_iter().with_min_len(256);
    let redirect = |redirect: &crate::catalog::Redirect| {
        digest(&(&redirect.from, site.catalog.target_url(site.config, redirect.target)))
    };
    digest(&redirects.map(redirect).collect::<Vec<u64>>())
}

/// All that decides where links lead, which files there are, and how large pictures are.
fn links(site: &Site<'_>) -> u64 {
    let paths = site.plan.entries().par_chunks(1024).map(|some| {
        let mut hasher = FingerprintBuilder::new();
        for (path, output) in some {
            // Links lead past redirects, and rules past feeds.
            (path, std::mem::discriminant(output)).hash(&mut hasher);
        }
        hasher.digest()
    });
    let paths: Vec<u64> = paths.collect();
    let (bundled, files) = (&site.catalog.bundled, site.files);
    digest(&(site.catalog.links_digest(site.config), paths, bundled, &files.pictures, &files.hidden))
}
