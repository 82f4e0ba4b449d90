//! Related articles: older ones that share terms, the rarer the better.
//!
//! A newer article never changes what an older one is related to: candidates are older, and how rare a term is counts
//! at the time of the article. The oldest would thus have none; in a closed archive, to which nothing new comes, the first
//! newer articles of their terms fill up what is missing.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::hash::{Hash, Hasher};

use rayon::prelude::*;

use super::base::Base;
use super::shared::Shared;
use super::view::{DateView, NeighbourView};
use super::{Lookups, Site};
use crate::catalog::{ArticleId, Series};
use crate::fingerprint::digest;
use crate::id::{Id, IdVec};
use crate::path::UrlPath;

/// How many of the next-older articles of a term are looked at.
const CANDIDATES: usize = 50;

/// How many are shown.
const SHOWN: usize = 4;

/// Of how many of the oldest articles of a term each may have the others for want of older ones.
const FIRST: usize = 12;

/// Which articles are related to an article, as hashes: all of the same terms that were looked at, and those found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// What decides which are found.
    pub window: u64,
    /// Those found, as links say them.
    pub found: u64,
}

/// An article as links to it say it.
#[derive(Hash)]
pub(super) struct Neighbour<'s> {
    title: &'s str,
    url: &'s UrlPath,
    date: Cow<'s, Shared<DateView>>,
}

impl<'s> Neighbour<'s> {
    pub(super) fn of(site: &'s Site<'s>, id: ArticleId) -> Neighbour<'s> {
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        let date = site.shared_day(article.date.day(), article.language);
        Neighbour { title: &article.title, url: &entry.url, date }
    }

    /// What the template sees.
    pub(super) fn view(&self, base: &Base<'_>) -> NeighbourView<'_> {
        NeighbourView {
            title: self.title.to_owned(),
            href: base.href(self.url),
            date: Cow::Borrowed(&*self.date),
        }
    }
}

/// The articles related to one, by their hash. They are found when they are asked for: where the hash was known before,
/// mostly nobody does.
pub(super) struct RelatedInputs<'s> {
    site: &'s Site<'s>,
    id: ArticleId,
    digest: u64,
    found: OnceCell<Vec<Neighbour<'s>>>,
}

impl<'s> RelatedInputs<'s> {
    /// The articles related to `id`, found now.
    pub(super) fn of(site: &'s Site<'s>, id: ArticleId) -> RelatedInputs<'s> {
        let found = find(site, id);
        RelatedInputs { site, id, digest: digest(&found), found: found.into() }
    }

    /// The articles related to `id`, whose hash an earlier build found, when what decides about them was the same.
    pub(super) fn known(site: &'s Site<'s>, id: ArticleId, earlier: Related) -> RelatedInputs<'s> {
        RelatedInputs { site, id, digest: earlier.found, found: OnceCell::new() }
    }

    pub(super) fn digest(&self) -> u64 {
        self.digest
    }

    pub(super) fn articles(&self) -> &[Neighbour<'s>] {
        self.found.get_or_init(|| find(self.site, self.id))
    }
}

impl Hash for RelatedInputs<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

fn find<'s>(site: &'s Site<'s>, id: ArticleId) -> Vec<Neighbour<'s>> {
    let entry = &site.catalog.entries[id];
    let related = related(site, id, &[entry.previous, entry.next]);
    related.into_iter().map(|other| Neighbour::of(site, other)).collect()
}

/// What decides which articles are related to each.
pub(super) struct Windows(IdVec<ArticleId, u64>);

impl Windows {
    pub(super) fn new(site: &Site<'_>) -> Windows {
        let ids = site.catalog.articles.par_ids().with_min_len(256);
        // Of equally near articles the newer comes first: their order counts as well.
        let link = |id: ArticleId| {
            let article = &site.catalog.articles[id];
            let order = (article.date.instant(), &article.path);
            digest(&(Neighbour::of(site, id), article.language, site.catalog.is_listed(id), order))
        };
        let links: IdVec<ArticleId, u64> = ids.map(link).collect();
        Windows(windows(site, &links))
    }

    /// What decides which articles are related to `id`.
    pub(super) fn of(&self, site: &Site<'_>, id: ArticleId) -> u64 {
        let (language, entry) = (site.catalog.articles[id].language, &site.catalog.entries[id]);
        let terms: Vec<&Shared<_>> = entry.terms.iter().map(|term| site.term(*term, language)).collect();
        let previous = entry.previous.map(|other| Neighbour::of(site, other));
        digest(&(self.0[id], previous, terms))
    }
}

/// What decides which articles are related to each: the hash of the articles that are looked at, and of how much their terms
/// count. `links` are the hashes of the articles as links say them.
///
/// All of it in one pass over the terms, since it is asked for every article in every build; the related articles themselves
/// are found only where this has changed.
fn windows(site: &Lookups<'_>, links: &IdVec<ArticleId, u64>) -> IdVec<ArticleId, u64> {
    let mut windows: IdVec<ArticleId, u64> = links.iter().map(|_| 0).collect();
    for (series, members) in site.catalog.listings.all_members() {
        let Series::Term(term) = series else { continue };
        let name = digest(&site.catalog.terms[term].slug);
        let mut window = 0_u64;
        for (place, member) in members.iter().enumerate() {
            let seen = window ^ weight(place).rotate_left(17) ^ name;
            // Sums, since terms come in no order; mixed, so that two windows cannot make up for each other.
            let sum = &mut windows[*member];
            *sum = sum.wrapping_add(mix(seen));
            window = window.wrapping_add(mix(links[*member]));
            if let Some(left) = place.checked_sub(CANDIDATES) {
                window = window.wrapping_sub(mix(links[members[left]]));
            }
        }
        if site.config.is_closed() {
            let first = &members[..members.len().min(FIRST)];
            let all = first.iter().fold(name, |all, member| all.wrapping_add(mix(links[*member])));
            for member in first {
                windows[*member] = windows[*member].wrapping_add(mix(all));
            }
        }
    }
    windows
}

/// Spreads what differs in a number over all of its bits (the last steps of MurmurHash3).
fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    number = (number ^ (number >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    number ^ (number >> 33)
}

/// The articles related to `id`, the nearest first; of equal ones the newer. `but` are left out: they are shown already.
fn related(site: &Lookups<'_>, id: ArticleId, but: &[Option<ArticleId>]) -> Vec<ArticleId> {
    let language = site.catalog.articles[id].language;
    let terms = &site.catalog.entries[id].terms;
    // An article in the upper bytes, what one shared term counts in the lowest: numbers are sorted faster than pairs.
    let mut shared: Vec<u64> = Vec::with_capacity(terms.len() * CANDIDATES);
    for term in terms {
        // Whether the term has a page is told by all of its articles, and must not matter.
        let members = site.catalog.listings.members(language, Series::Term(*term));
        let older = members.partition_point(|member| *member < id);
        let power = u64::from(power(older));
        let candidates = members[older.saturating_sub(CANDIDATES)..older].iter();
        shared.extend(candidates.map(|other| (other.index() as u64) << 8 | power));
    }
    let is_shown = |other: ArticleId| site.catalog.is_listed(other) && !but.contains(&Some(other));
    let mut best = nearest(shared, SHOWN, |id| id, is_shown);
    if best.len() < SHOWN && site.config.is_closed() {
        let mut newer: Vec<u64> = Vec::new();
        for term in terms {
            let members = site.catalog.listings.members(language, Series::Term(*term));
            let older = members.partition_point(|member| *member < id);
            let power = u64::from(power(older));
            let first = members.iter().take(FIRST).skip(older + 1);
            newer.extend(first.map(|other| (other.index() as u64) << 8 | power));
        }
        best.extend(nearest(newer, SHOWN - best.len(), Reverse, is_shown));
    }
    best
}

/// The `most` articles of `shared` that share most, of equal ones the first by `order`. Each number is an article in its upper
/// bytes, and in the lowest what one shared term counts.
fn nearest<O: Ord>(
    mut shared: Vec<u64>,
    most: usize,
    order: impl Fn(ArticleId) -> O,
    is_shown: impl Fn(ArticleId) -> bool,
) -> Vec<ArticleId> {
    shared.sort_unstable();
    let mut best: Vec<(u64, O, ArticleId)> = Vec::with_capacity(most + 1);
    for group in shared.chunk_by(|one, other| one >> 8 == other >> 8) {
        let score: u64 = group.iter().map(|shared| 1 << (shared & 0xff)).sum();
        let id = ArticleId::at((group[0] >> 8) as usize);
        let candidate = (score, order(id), id);
        let place = best.partition_point(|better| (better.0, &better.1) > (score, &candidate.1));
        if place < most && is_shown(id) {
            best.insert(place, candidate);
            best.truncate(most);
        }
    }
    best.into_iter().map(|(.., id)| id).collect()
}

/// What a shared term counts that had so many articles before: powers of four, so that a term of four times as many
/// counts a quarter.
fn weight(older: usize) -> u64 {
    1 << power(older)
}

/// The same as a power of two.
fn power(older: usize) -> u32 {
    const RAREST: u32 = 16;
    let steps = (older.max(1) as u64).ilog(4);
    2 * RAREST.saturating_sub(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_terms_count_more_by_powers_of_four() {
        assert_eq!(weight(1), weight(3));
        assert_eq!(weight(4) * 4, weight(1));
        assert_eq!(weight(100_000) * 4u64.pow(8), weight(1));
        assert_eq!(weight(usize::MAX), 1);
    }
}
