//! Pages of lists: terms, authors, years and months.

use std::hash::Hash;

use chrono::NaiveDate;

use super::text::{Notes, Source, html};
use super::view::{EpisodeView, FeedView, LinkView, ListingView, PagerView, PodcastView, TermView};
use super::{Output, Planner, Site, index, site::PageParts, structured, timeline};
use crate::catalog::{ArticleId, Listing, ListingId, Series};
use crate::config::{FeedKind, LanguageId};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::FingerprintBuilder;

/// Plans the head and the numbered pages of every list.
pub fn plan(planner: &mut Planner<'_>) {
    for (id, listing) in planner.catalog.listings.iter() {
        planner.add(&listing.url, Output::Listing(id, None));
        for number in 1..=listing.pages().numbered() {
            planner.add(&listing.page_url(Some(number)), Output::Listing(id, Some(number as u32)));
        }
    }
}

/// Renders a page of a list.
///
/// # Errors
/// The template's error.
pub fn render(
    site: &Site<'_>,
    id: ListingId,
    number: Option<u32>,
    notes: &mut Notes,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    let listing = site.catalog.listings.get(id);
    let number = number.map(|number| number as usize);
    let language = listing.language;
    let mut view = view(site, listing, number);
    let seats = &listing.seats[listing.pages().range(number)];
    view.articles = site.newest(seats, seats.len());
    if number.is_none() {
        add_head(site, listing, &mut view);
        view.body = source(site, listing).and_then(|source| {
            let body = site.text(&source, notes);
            (!body.html.trim().is_empty()).then(|| html(&body))
        });
    }
    let url = listing.page_url(number);
    let title = view.title.clone();
    let description = match (&view.summary, &view.pager.span) {
        (Some(summary), _) => summary.clone(),
        (None, Some(span)) => format!("{title}: {span}"),
        (None, None) => String::new(),
    };
    let parts = PageParts { kind: "listing", title: &title, description: &description, url: &url, language };
    let mut page = site.page(&parts);
    page.breadcrumbs = breadcrumbs(site, listing, number);
    page.feed = feed(site, listing);
    if number.is_none() {
        page.alternates = alternates(site, listing);
    }
    page.image = view
        .image
        .as_ref()
        .or(view.author.as_ref().and_then(|author| author.portrait.as_ref()))
        .filter(|image| !image.hidden)
        .cloned();
    let mut things = structured::collection(site, &page, view.author.as_ref(), language);
    if let Some(podcast) = &view.podcast {
        things.push(structured::podcast_series(&page, &podcast.feed));
    }
    page.structured_data = structured::script(things);
    // Numbered pages do not change when another language gets its first article.
    let is_linked = number.is_none() || is_stable(site, listing);
    site.link_languages(&mut page, Some(listing.series).filter(|_| is_linked));
    let mut context = site.context(language, &page);
    context.insert("listing", &view);
    site.render("listing.html", language, context, &page.href)
}

/// Whether a list is there in every language whatever its articles say.
fn is_stable(site: &Site<'_>, listing: &Listing) -> bool {
    matches!(listing.series, Series::Term(term) if site.is_declared_everywhere(term))
}

/// What every page of a list has, but for the articles themselves.
fn view(site: &Site<'_>, listing: &Listing, number: Option<usize>) -> ListingView {
    let seats = &listing.seats[listing.pages().range(number)];
    ListingView {
        series: match listing.series {
            Series::Term(_) => "term",
            Series::Author(_) => "author",
            Series::Year(_) => "year",
            Series::Month(..) => "month",
        },
        title: title(site, listing),
        taxonomy: taxonomy(site, listing),
        summary: None,
        body: None,
        image: None,
        author: None,
        children: Vec::new(),
        count: None,
        timeline: None,
        span: None,
        podcast: None,
        articles: Vec::new(),
        pager: pager(site, listing, number, seats),
        extra: serde_json::Value::Null,
    }
}

/// The title of a list.
pub(super) fn title(site: &Site<'_>, listing: &Listing) -> String {
    let language = listing.language;
    match listing.series {
        Series::Term(id) => site.catalog.term(id).title(language).to_owned(),
        Series::Author(id) => site.catalog.author(id).name(language).into(),
        Series::Year(year) => format!("{year:04}"),
        Series::Month(year, month) => site.month(year, month, language),
    }
}

fn taxonomy(site: &Site<'_>, listing: &Listing) -> Option<TermView> {
    let Series::Term(id) = listing.series else { return None };
    let index = site.catalog.term(id).taxonomy;
    let link = site.taxonomy(index, listing.language);
    Some(TermView {
        title: link.title,
        slug: site.config.taxonomies[usize::from(index)].key.clone(),
        href: Some(link.href),
    })
}

/// What stands on the head alone: descriptions, sub-terms, numbers.
fn add_head(site: &Site<'_>, listing: &Listing, view: &mut ListingView) {
    let language = listing.language;
    view.count = Some(listing.visible as usize);
    view.span = timeline::span(site, &listing.seats, language);
    if !matches!(listing.series, Series::Year(_) | Series::Month(..)) {
        view.timeline = timeline::timeline(site, &listing.seats, language);
    }
    match listing.series {
        Series::Term(id) => {
            let term = site.catalog.term(id);
            view.children = site.counted_terms(&term.children, language);
            view.summary = term.summary(language).map(Into::into);
            if let Some(text) = term.main_text() {
                let url = term.url(site.config, LanguageId::DEFAULT);
                view.image = text.image.as_ref().map(|image| site.image(image, &text.path, &url));
                view.extra = text.extra.as_deref().cloned().unwrap_or_default();
            }
            if listing.feed == FeedKind::Podcast {
                view.podcast = Some(podcast(site, listing));
            }
        }
        Series::Author(id) => {
            let author = site.author_view(id, language);
            view.summary.clone_from(&author.role);
            view.author = Some(author);
        }
        Series::Year(year) => view.children = index::months(site, year, language),
        Series::Month(..) => {}
    }
}

/// The file that describes what a list is of.
pub(super) fn source<'s>(site: &Site<'s>, listing: &'s Listing) -> Option<Source<'s>> {
    let language = listing.language;
    let (path, stamp, title, extra) = match listing.series {
        Series::Term(id) => {
            let text = site.catalog.term(id).text(language)?;
            (&text.path, text.stamp, &text.title, text.extra.as_deref())
        }
        Series::Author(id) => {
            let profile = site.catalog.author(id).profile(language)?;
            (&profile.path, profile.stamp, &profile.text.name, profile.extra.as_deref())
        }
        Series::Year(_) | Series::Month(..) => return None,
    };
    Some(Source { path, stamp, page: &listing.url, title, language, date: site.undated(), extra })
}

/// What every page of a list is made of, but for its number and its articles; a head has more.
pub(super) fn hash_common(site: &Site<'_>, listing: &Listing, hasher: &mut FingerprintBuilder) {
    title(site, listing).hash(hasher);
    taxonomy(site, listing).hash(hasher);
    listing.url.hash(hasher);
    feed(site, listing).hash(hasher);
    breadcrumbs(site, listing, None).hash(hasher);
    is_stable(site, listing).hash(hasher);
    for language in site.config.language_ids() {
        site.catalog.listings.find(language, listing.series).is_some().hash(hasher);
    }
}

/// What the head of a list is made of beyond that.
pub(super) fn hash_head(site: &Site<'_>, listing: &Listing, hasher: &mut FingerprintBuilder) {
    let mut view = view(site, listing, None);
    add_head(site, listing, &mut view);
    hasher.add(&view);
}

fn podcast(site: &Site<'_>, listing: &Listing) -> PodcastView {
    let subscribe = match listing.series {
        Series::Term(id) => site.catalog.term(id).main_text().map(|text| text.subscribe.as_slice()),
        _ => None,
    };
    PodcastView {
        feed: site.full(&listing.url.file("feed.xml")),
        subscribe: subscribe
            .unwrap_or_default()
            .iter()
            .map(|place| LinkView { title: place.title.to_string(), href: place.url.to_string() })
            .collect(),
        latest: listing.seats.iter().rev().find_map(|id| episode(site, *id)),
    }
}

/// An article as the episode of a podcast, if it is shown and has a recording.
fn episode(site: &Site<'_>, id: ArticleId) -> Option<EpisodeView> {
    let (article, entry) = (site.catalog.article(id), site.catalog.entry(id));
    let audio = article.more().audio.as_deref().filter(|_| site.catalog.is_listed(id))?;
    Some(EpisodeView {
        title: article.title.to_string(),
        href: site.href(&entry.url),
        audio: super::article::media(site, article, audio, &entry.url, "audio/mpeg"),
    })
}

/// The feed of a list.
fn feed(site: &Site<'_>, listing: &Listing) -> Option<FeedView> {
    let has_feed = listing.feed != FeedKind::Off || matches!(listing.series, Series::Month(..));
    let href = site.href(&listing.url.file("feed.xml"));
    let mime = if listing.feed == FeedKind::Podcast { "application/rss+xml" } else { "application/atom+xml" };
    has_feed.then(|| FeedView { title: title(site, listing), href, mime })
}

/// Where a page stands. Numbered pages name their neighbours, page 1 and the head, never a total.
fn pager(site: &Site<'_>, listing: &Listing, number: Option<usize>, seats: &[ArticleId]) -> PagerView {
    let numbered = listing.pages().numbered();
    let href = |number| site.href(&listing.page_url(number));
    let day = |id: Option<&ArticleId>| {
        let day: NaiveDate = site.catalog.article(*id?).date.day();
        Some(site.day(day, listing.language))
    };
    let (newer, older) = match number {
        None => (None, (numbered > 0).then_some(numbered)),
        Some(number) => {
            (Some((number < numbered).then_some(number + 1)), Some(number - 1).filter(|n| *n > 0))
        }
    };
    PagerView {
        number,
        span: number.and_then(|_| months(site, listing, seats)),
        from: day(seats.first()),
        to: day(seats.last()),
        head: href(None),
        newer: newer.map(href),
        older: older.map(|number| href(Some(number))),
        oldest: (numbered > 0 && number != Some(1)).then(|| href(Some(1))),
    }
}

/// The months of a page: `March 2009 – May 2009`, or one.
fn months(site: &Site<'_>, listing: &Listing, seats: &[ArticleId]) -> Option<String> {
    let month = |id: &ArticleId| {
        let day = site.catalog.article(*id).date.day();
        site.month(chrono::Datelike::year(&day), chrono::Datelike::month(&day), listing.language)
    };
    let (from, to) = (month(seats.first()?), month(seats.last()?));
    Some(if from == to { from } else { format!("{from} – {to}") })
}

fn breadcrumbs(site: &Site<'_>, listing: &Listing, number: Option<usize>) -> Vec<LinkView> {
    let language = listing.language;
    let mut links = vec![site.home_link(language)];
    match listing.series {
        Series::Term(id) => {
            links.push(site.taxonomy(site.catalog.term(id).taxonomy, language));
            let mut above = Vec::new();
            let mut parent = site.catalog.term(id).parent;
            while let Some(id) = parent {
                let term = site.term_view(id, language);
                above.extend(term.href.map(|href| LinkView { title: term.title, href }));
                parent = site.catalog.term(id).parent;
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
                href: site.href(&index::Index::Archive.url(site.config, language)),
            });
            if let Series::Month(year, _) = listing.series {
                let url = site.catalog.listings.find(language, Series::Year(year)).map(|year| &year.url);
                links.extend(url.map(|url| LinkView { title: year.to_string(), href: site.href(url) }));
            }
        }
    }
    if number.is_some() {
        links.push(LinkView { title: title(site, listing), href: site.href(&listing.url) });
    }
    links
}

/// The same list in other languages.
fn alternates(site: &Site<'_>, listing: &Listing) -> Vec<super::view::AlternateView> {
    if !matches!(listing.series, Series::Term(_) | Series::Author(_)) {
        return Vec::new();
    }
    let urls: Vec<_> = site
        .config
        .language_ids()
        .filter_map(|language| {
            let other = site.catalog.listings.find(language, listing.series)?;
            Some((language, other.url.clone()))
        })
        .collect();
    site.alternates(&urls)
}
