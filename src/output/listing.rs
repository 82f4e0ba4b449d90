//! Pages of lists: terms, authors, years and months.

use chrono::{Datelike, NaiveDate};

use super::base::{Base, PageParts};
use super::cards::Card;
use super::media::media;
use super::page::Sheet;
use super::shared::{Html, Shared};
use super::text::{Notes, Reader, Source, some_html};
use super::view::{
    AuthorView, CountedView, EpisodeView, ImageView, LinkView, ListingView, PagerView, PodcastView, SpanView,
    TimelineView,
};
use super::{Lookups, Output, Planner, Site, index, search, search_index, structured, timeline};
use crate::catalog::{ArticleId, Listing, ListingId, Series};
use crate::config::{FeedKind, LanguageId};
use crate::diagnostic::Diagnostic;
use common::Common;

mod common;

pub(super) use common::{List, title};

/// Plans the head and the numbered pages of every list.
pub fn plan(planner: &mut Planner<'_>) {
    for (id, listing) in planner.catalog.listings.iter() {
        planner.add(&listing.url, Output::Listing(id, None));
        for number in 1..=listing.pages().numbered() {
            planner.add(&listing.page_url(Some(number)), Output::Listing(id, Some(number as u32)));
        }
    }
}

/// All that a page of a list is made of.
#[derive(Hash)]
pub(super) struct ListingInputs<'s> {
    sheet: Sheet<'s>,
    list: List<'s>,
    place: Place,
    /// The days of its oldest and of its newest article, withdrawn ones counted in.
    days: Option<(NaiveDate, NaiveDate)>,
    /// Its articles, newest first.
    cards: Vec<Card<'s>>,
    /// What stands on the head alone; nothing on other pages.
    head: HeadInputs<'s>,
}

/// Where a page stands among the others of its list.
#[derive(Clone, Copy, Hash)]
enum Place {
    /// The head, with the number of numbered pages.
    Head { numbered: usize },
    /// A numbered page, and whether there is a next one: how many there are it does not say.
    Page { number: usize, has_newer: bool },
}

/// What stands on the head alone: descriptions, sub-terms, numbers.
#[derive(Default, Hash)]
struct HeadInputs<'s> {
    text: Option<Source<'s>>,
    count: Option<usize>,
    span: Option<SpanView>,
    timeline: Option<TimelineView>,
    summary: Option<String>,
    image: Option<ImageView>,
    author: Option<&'s Shared<AuthorView>>,
    children: Vec<CountedView>,
    podcast: Option<PodcastView>,
    search: Option<String>,
    extra: Option<&'s serde_json::Value>,
}

impl<'s> ListingInputs<'s> {
    pub(super) fn of(site: &'s Site<'s>, id: ListingId, number: Option<u32>) -> ListingInputs<'s> {
        let listing = site.catalog.listings.get(id);
        let (number, pages) = (number.map(|number| number as usize), listing.pages());
        let numbered = pages.numbered();
        let members = &listing.members[pages.range(number)];
        let day = |id: &ArticleId| site.catalog.articles[*id].date.day();
        ListingInputs {
            sheet: site.sheet("listing.html", listing.language),
            list: List::of(site, id),
            place: match number {
                None => Place::Head { numbered },
                Some(number) => Place::Page { number, has_newer: number < numbered },
            },
            days: members.first().map(day).zip(members.last().map(day)),
            cards: site.newest(members, members.len()),
            head: if number.is_none() { HeadInputs::of(site, listing) } else { HeadInputs::default() },
        }
    }

    /// Renders the page.
    ///
    /// # Errors
    /// The template's error.
    pub(super) fn render(self, reader: &Reader<'_>, notes: &mut Notes) -> Result<Vec<u8>, Box<Diagnostic>> {
        let ListingInputs { sheet, list, place, days, cards, head } = self;
        let (base, language, common) = (sheet.frame, sheet.frame.language, list.common());
        let pager = pager(&base, &common, place, days, language);
        let is_head = place.number().is_none();
        let view = view(&common, head, pager, cards, (reader, notes));
        let description = match (&view.summary, &view.pager.span) {
            (Some(summary), _) => summary.clone(),
            (None, Some(span)) => format!("{}: {span}", common.title),
            (None, None) => String::new(),
        };
        let url = common.page_url(place.number());
        let parts = PageParts {
            kind: "listing",
            title: &common.title,
            description: &description,
            url: &url,
            language,
        };
        let mut page = base.page(&parts);
        page.breadcrumbs = common.breadcrumbs;
        if !is_head {
            page.breadcrumbs.push(LinkView { title: common.title.clone(), href: base.href(common.url) });
        }
        page.feed = common.feed;
        if is_head && matches!(common.series, Series::Term(_) | Series::Author(_)) {
            page.alternates = base.alternates(&common.in_languages);
        }
        let author = view.author.map(Shared::view);
        let portrait = || author.and_then(|author| author.portrait.as_ref());
        page.image = view.image.as_ref().or_else(portrait).filter(|image| !image.hidden).cloned();
        let mut things = structured::collection(&base, &page, author, language);
        if let Some(podcast) = &view.podcast {
            things.push(structured::podcast_series(&page, &podcast.feed));
        }
        page.structured_data = Some(Html::json_ld(&things));
        // Numbered pages do not change when another language gets its first article.
        let nearest: &[_] = if is_head || common.is_stable { &common.in_languages } else { &[] };
        base.link_languages(&mut page, nearest);
        sheet.render(&page, "listing", &view)
    }
}

impl Place {
    /// The number of the page; `None` for the head.
    fn number(self) -> Option<usize> {
        match self {
            Place::Head { .. } => None,
            Place::Page { number, .. } => Some(number),
        }
    }
}

impl<'s> HeadInputs<'s> {
    fn of(site: &'s Site<'s>, listing: &'s Listing) -> HeadInputs<'s> {
        let language = listing.language;
        let is_period = matches!(listing.series, Series::Year(_) | Series::Month(..));
        let timeline = (!is_period).then(|| timeline::timeline(site, &listing.members, language)).flatten();
        let mut head = HeadInputs {
            text: source(site, listing),
            count: Some(listing.visible as usize),
            span: timeline::span(site, &listing.members, language),
            timeline,
            ..HeadInputs::default()
        };
        match listing.series {
            Series::Term(id) => {
                let term = &site.catalog.terms[id];
                head.children = site.counted_terms(&term.children, language);
                head.summary = site.term_summary(id, language);
                head.search =
                    search::within(site, language, &site.config.taxonomies[term.taxonomy].key, &term.slug);
                if let Some(text) = term.main_text() {
                    let url = term.url(site.config, LanguageId::DEFAULT);
                    head.image = text
                        .image
                        .as_ref()
                        .and_then(|image| site.image(image, (&text.path, text.language), &url));
                    head.extra = text.extra.as_deref();
                }
                if listing.feed == FeedKind::Podcast {
                    head.podcast = Some(podcast(site, listing));
                }
            }
            Series::Author(id) => {
                let author = site.author(id, language);
                head.summary.clone_from(&author.view().role);
                head.search = search::within(site, language, search_index::AUTHOR, &author.view().slug);
                head.author = Some(author);
            }
            Series::Year(year) => head.children = index::months(site, year, language),
            Series::Month(..) => {}
        }
        head
    }
}

/// What the template sees.
fn view<'s>(
    common: &Common<'s>,
    head: HeadInputs<'s>,
    pager: PagerView,
    articles: Vec<Card<'s>>,
    (reader, notes): (&Reader<'_>, &mut Notes),
) -> ListingView<'s, Card<'s>> {
    let HeadInputs { text, count, span, timeline, summary, image, author, children, podcast, search, extra } =
        head;
    ListingView {
        series: match common.series {
            Series::Term(_) => "term",
            Series::Author(_) => "author",
            Series::Year(_) => "year",
            Series::Month(..) => "month",
        },
        title: common.title.clone(),
        taxonomy: common.taxonomy.clone(),
        summary,
        body: text.and_then(|source| some_html(&reader.text(&source, notes))),
        image,
        author,
        children,
        count,
        timeline,
        span,
        podcast,
        search,
        articles,
        pager,
        extra: extra.cloned().unwrap_or_default(),
    }
}

/// The file that describes what a list is of.
pub(super) fn source<'s>(site: &Lookups<'s>, listing: &'s Listing) -> Option<Source<'s>> {
    let language = listing.language;
    let (path, stamp, title, extra) = match listing.series {
        Series::Term(id) => {
            let text = site.catalog.terms[id].text(language)?;
            (&text.path, text.stamp, &text.title, text.extra.as_deref())
        }
        Series::Author(id) => {
            let profile = site.catalog.authors[id].profile(language)?;
            (&profile.path, profile.stamp, &profile.text.name, profile.extra.as_deref())
        }
        Series::Year(_) | Series::Month(..) => return None,
    };
    Some(Source { path, stamp, page: &listing.url, title, language, date: site.undated(), extra })
}

fn podcast(site: &Lookups<'_>, listing: &Listing) -> PodcastView {
    let subscribe = match listing.series {
        Series::Term(id) => site.catalog.terms[id].main_text().map(|text| text.subscribe.as_slice()),
        _ => None,
    };
    PodcastView {
        feed: site.full(&listing.url.file("feed.xml")),
        subscribe: subscribe
            .unwrap_or_default()
            .iter()
            .map(|place| LinkView { title: place.title.to_string(), href: place.url.to_string() })
            .collect(),
        latest: listing.members.iter().rev().find_map(|id| episode(site, *id)),
    }
}

/// An article as the episode of a podcast, if it is shown and has a recording.
fn episode(site: &Lookups<'_>, id: ArticleId) -> Option<EpisodeView> {
    let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
    let audio = article.rare_or_default().audio.as_deref().filter(|_| site.catalog.is_listed(id))?;
    Some(EpisodeView {
        title: article.title.to_string(),
        href: site.href(&entry.url),
        audio: media(site, article, audio, &entry.url, "audio/mpeg")?,
    })
}

/// Where a page stands. Numbered pages name their neighbours, page 1 and the head, never a total.
fn pager(
    base: &Base<'_>,
    common: &Common<'_>,
    place: Place,
    days: Option<(NaiveDate, NaiveDate)>,
    language: LanguageId,
) -> PagerView {
    let href = |number| base.href(&common.page_url(number));
    let (number, newer, older) = match place {
        Place::Head { numbered } => (None, None, (numbered > 0).then_some(numbered)),
        Place::Page { number, has_newer } => {
            (Some(number), Some(has_newer.then_some(number + 1)), Some(number - 1).filter(|n| *n > 0))
        }
    };
    // A head has an oldest page if there are numbered pages; of these page 1 is the oldest itself.
    let has_oldest = number.map_or(older.is_some(), |number| number != 1);
    PagerView {
        number,
        span: days.filter(|_| number.is_some()).map(|days| months(base, days, language)),
        from: days.map(|(from, _)| base.day(from, language)),
        to: days.map(|(_, to)| base.day(to, language)),
        head: href(None),
        newer: newer.map(href),
        older: older.map(|number| href(Some(number))),
        oldest: has_oldest.then(|| href(Some(1))),
    }
}

/// The months of a page: `March 2009 – May 2009`, or one.
fn months(base: &Base<'_>, (from, to): (NaiveDate, NaiveDate), language: LanguageId) -> String {
    let month = |day: NaiveDate| base.month(day.year(), day.month(), language);
    let (from, to) = (month(from), month(to));
    if from == to { from } else { format!("{from} – {to}") }
}
