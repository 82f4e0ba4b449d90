//! Lists of articles, and how they are divided into pages.
//!
//! The head of a list shows the newest n to 2n−1 articles (all, if fewer); pages 1, 2, … have exactly n each, oldest
//! first. A new article never changes an old page: every n-th one turns the older half of the head into the next page.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::authors::authors_url;
use super::{ArticleId, Articles, AuthorId, Authors, Entries, TermId, Terms};
use crate::config::{Config, FeedKind, LanguageId};
use crate::id::{IdVec, id};
use crate::path::UrlPath;

/// What the articles of a listing have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// A term, or one below it.
    Term(TermId),
    /// An author.
    Author(AuthorId),
    /// A year, as written in the dates.
    Year(i32),
    /// A month, as written in the dates.
    Month(i32, u32),
}

id! {
    /// A listing in [`Listings`].
    pub ListingId(u32)
}

/// A list of articles of one language that has a page.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What its articles have in common.
    pub series: Series,
    /// The language of its articles.
    pub language: LanguageId,
    /// Its address.
    pub url: UrlPath,
    /// Its articles, oldest first, withdrawn ones too: they keep their place.
    pub members: Box<[ArticleId]>,
    /// How many of them are shown.
    pub visible: u32,
    /// Articles on a page.
    pub page_size: u32,
    /// Its feed.
    pub feed: FeedKind,
}

impl Listing {
    /// How it is cut into pages.
    pub fn pages(&self) -> ListingPages {
        ListingPages { members: self.members.len(), size: self.page_size as usize }
    }

    /// The address of page `number`, or of the head.
    pub fn page_url(&self, number: Option<usize>) -> UrlPath {
        Listing::address_of(&self.url, number)
    }

    /// The address of page `number`, or of the head, of a list at `url`.
    pub fn address_of(url: &UrlPath, number: Option<usize>) -> UrlPath {
        match number {
            Some(number) => url.join("page").join(&number.to_string()),
            None => url.clone(),
        }
    }
}

/// How a list of `members` articles is cut into a head and numbered pages of `size` each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListingPages {
    /// All articles of the list.
    pub members: usize,
    /// Articles on a numbered page; at least 1.
    pub size: usize,
}

impl ListingPages {
    /// How many numbered pages there are. They count from 1.
    pub fn numbered(self) -> usize {
        (self.members / self.size).saturating_sub(1)
    }

    /// The members on a page, as a range of the list from its oldest article; `None` is the head.
    pub fn range(self, page: Option<usize>) -> std::ops::Range<usize> {
        match page {
            Some(number) => (number - 1) * self.size..number * self.size,
            None => self.numbered() * self.size..self.members,
        }
    }
}

/// All listings.
#[derive(Debug, Default)]
pub struct Listings {
    list: IdVec<ListingId, Listing>,
    by_series: FxHashMap<(LanguageId, Series), ListingId>,
    /// The articles of terms that have too few for a page.
    without_page: FxHashMap<(LanguageId, Series), Box<[ArticleId]>>,
}

impl Listings {
    /// The listing `id`.
    pub fn get(&self, id: ListingId) -> &Listing {
        &self.list[id]
    }

    /// The listing of a series in a language, if it has a page.
    pub fn find(&self, language: LanguageId, series: Series) -> Option<&Listing> {
        self.id(language, series).map(|id| self.get(id))
    }

    /// The id of the listing of a series in a language, if it has a page.
    pub fn id(&self, language: LanguageId, series: Series) -> Option<ListingId> {
        self.by_series.get(&(language, series)).copied()
    }

    /// The articles of a series in a language, oldest first, whether it has a page or not.
    pub fn members(&self, language: LanguageId, series: Series) -> &[ArticleId] {
        let without_page = || self.without_page.get(&(language, series)).map(|members| &**members);
        let listing = self.find(language, series).map(|listing| &*listing.members);
        listing.or_else(without_page).unwrap_or_default()
    }

    /// The articles of every series, whether it has a page or not, in no order.
    pub fn all_members(&self) -> impl Iterator<Item = (Series, &[ArticleId])> {
        let without_page = self.without_page.iter().map(|((_, series), members)| (*series, &**members));
        self.list.iter().map(|listing| (listing.series, &*listing.members)).chain(without_page)
    }

    /// All ids, for several threads.
    pub fn par_ids(&self) -> impl IndexedParallelIterator<Item = ListingId> + use<> {
        self.list.par_ids()
    }

    /// All listings with their ids, by language, then by series.
    pub fn iter(&self) -> impl Iterator<Item = (ListingId, &Listing)> {
        self.list.enumerate()
    }
}

/// Collects the listings of a site.
pub(super) fn build(
    config: &Config,
    articles: &Articles,
    entries: &Entries,
    terms: &Terms,
    authors: &Authors,
) -> Listings {
    let mut members: FxHashMap<(LanguageId, Series), Vec<ArticleId>> = FxHashMap::default();
    let mut above = Vec::new();
    for (id, article) in articles.enumerate() {
        let entry = &entries[id];
        let mut sit = |series| members.entry((article.language, series)).or_default().push(id);
        with_ancestors(&entry.terms, terms, &mut above);
        above.iter().for_each(|term| sit(Series::Term(*term)));
        entry.authors.iter().for_each(|author| sit(Series::Author(*author)));
        let day = article.date.day();
        let (year, month) = (chrono::Datelike::year(&day), chrono::Datelike::month(&day));
        sit(Series::Year(year));
        sit(Series::Month(year, month));
    }
    // Declared terms and authors with a profile have a page even before their first article.
    for language in config.languages.ids() {
        for (id, _) in terms.enumerate().filter(|(_, term)| term.is_declared_in(language)) {
            members.entry((language, Series::Term(id))).or_default();
        }
    }
    for (id, _) in authors.enumerate().filter(|(_, author)| !author.profiles.is_empty()) {
        members.entry((LanguageId::DEFAULT, Series::Author(id))).or_default();
    }
    let mut keyed: Vec<((LanguageId, Series), Vec<ArticleId>)> = members.into_iter().collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    let mut listings = Listings::default();
    for ((language, series), members) in keyed {
        let visible = members.iter().filter(|id| !articles[**id].visibility.withdrawn).count();
        match listing(config, terms, authors, (language, series), members, visible) {
            Ok(listing) => {
                let id = listings.list.push(listing);
                listings.by_series.insert((language, series), id);
            }
            Err(members) => {
                listings.without_page.insert((language, series), members.into());
            }
        }
    }
    listings
}

/// The terms of an article and all above them, each once.
fn with_ancestors(own: &[TermId], terms: &Terms, all: &mut Vec<TermId>) {
    all.clear();
    for term in own {
        let mut next = Some(*term);
        while let Some(id) = next {
            if all.contains(&id) {
                break;
            }
            all.push(id);
            next = terms[id].parent;
        }
    }
}

/// One listing; the members themselves where they are too few for a page.
fn listing(
    config: &Config,
    terms: &Terms,
    authors: &Authors,
    (language, series): (LanguageId, Series),
    members: Vec<ArticleId>,
    visible: usize,
) -> Result<Listing, Vec<ArticleId>> {
    let (url, page_size, feed) = match series {
        Series::Term(id) => {
            let term = &terms[id];
            let taxonomy = &config.taxonomies[term.taxonomy];
            let least = taxonomy.min_articles.unwrap_or(usize::from(!term.is_declared_in(language)));
            if visible < least {
                return Err(members);
            }
            (term.url(config, language), taxonomy.page_size, taxonomy.feed)
        }
        Series::Author(id) => {
            if visible == 0 && authors[id].profiles.is_empty() {
                return Err(members);
            }
            let feed = if config.authors.feed { FeedKind::Atom } else { FeedKind::Off };
            let url = authors_url(config, language).join(&authors[id].slug);
            (url, config.authors.page_size, feed)
        }
        // Whatever was published then has been withdrawn.
        Series::Year(_) | Series::Month(..) if visible == 0 => return Err(members),
        Series::Year(year) => (year_url(config, language, year), config.page_size, FeedKind::Off),
        Series::Month(year, month) => {
            let url = month_url(&year_url(config, language, year), month);
            (url, config.page_size, FeedKind::Off)
        }
    };
    Ok(Listing {
        series,
        language,
        url,
        members: members.into(),
        visible: visible as u32,
        page_size: page_size as u32,
        feed,
    })
}

/// The address of a month, below that of its year.
pub(super) fn month_url(year: &UrlPath, month: u32) -> UrlPath {
    year.join(&format!("{month:02}"))
}

/// The address of a year.
pub(super) fn year_url(config: &Config, language: LanguageId, year: i32) -> UrlPath {
    config.home(language).join(&format!("{year:04}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_shows_n_to_2n_minus_1() {
        let pages = |members| ListingPages { members, size: 10 };
        for (members, numbered, head) in
            [(0, 0, 0), (1, 0, 1), (10, 0, 10), (19, 0, 19), (20, 1, 10), (29, 1, 19), (30, 2, 10)]
        {
            assert_eq!(pages(members).numbered(), numbered, "{members}");
            assert_eq!(pages(members).range(None).len(), head, "{members}");
        }
        assert_eq!(pages(35).range(Some(2)), 10..20);
    }

    proptest::proptest! {
        #[test]
        fn pages_partition_the_list_and_never_move(members in 0usize..5_000, size in 1usize..60) {
            let pages = ListingPages { members, size };
            let mut next = 0;
            for number in 1..=pages.numbered() {
                let range = pages.range(Some(number));
                proptest::prop_assert_eq!(range.start, next);
                proptest::prop_assert_eq!(range.len(), size);
                next = range.end;
                let later = ListingPages { members: members + 1, size };
                proptest::prop_assert_eq!(later.range(Some(number)), range);
            }
            let head = pages.range(None);
            proptest::prop_assert_eq!(head.start, next);
            proptest::prop_assert_eq!(head.end, members);
            proptest::prop_assert!(head.len() < 2 * size && (head.len() >= size || members < size));
        }
    }
}
