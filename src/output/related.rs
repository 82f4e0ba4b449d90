//! Related articles: older ones that share terms, the rarer the better.
//!
//! A newer article never changes what an older one is related to: candidates are older, and how rare a term is counts
//! at the time of the article.

use super::Site;
use crate::catalog::{ArticleId, Series};
use crate::fingerprint::digest;

/// How many of the next-older articles of a term are looked at.
const CANDIDATES: usize = 50;

/// How many are shown.
const SHOWN: usize = 4;

/// What decides which articles are related to each: the hash of the articles that are looked at, and of how much their terms
/// count. `links` are the hashes of the articles as links say them.
///
/// All of it in one pass over the terms, since it is asked for every article in every build; the related articles themselves
/// are found only where this has changed.
pub(super) fn windows(site: &Site<'_>, links: &[u64]) -> Vec<u64> {
    let mut windows = vec![0_u64; links.len()];
    for (series, seats) in site.catalog.listings.all_seats() {
        let Series::Term(term) = series else { continue };
        let name = digest(&site.catalog.term(term).slug);
        let mut window = 0_u64;
        for (place, seat) in seats.iter().enumerate() {
            let seen = window ^ weight(place).rotate_left(17) ^ name;
            // Sums, since terms come in no order; mixed, so that two windows cannot make up for each other.
            let seat = &mut windows[seat.0 as usize];
            *seat = seat.wrapping_add(mix(seen));
            window = window.wrapping_add(mix(links[seats[place].0 as usize]));
            if let Some(left) = place.checked_sub(CANDIDATES) {
                window = window.wrapping_sub(mix(links[seats[left].0 as usize]));
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
pub(super) fn related(site: &Site<'_>, id: ArticleId, but: &[Option<ArticleId>]) -> Vec<ArticleId> {
    let language = site.catalog.article(id).language;
    let terms = &site.catalog.entry(id).terms;
    // An article in the upper bytes, what one shared term counts in the lowest: numbers are sorted faster than pairs.
    let mut shared: Vec<u64> = Vec::with_capacity(terms.len() * CANDIDATES);
    for term in terms {
        // Whether the term has a page is told by all of its articles, and must not matter.
        let seats = site.catalog.listings.seats(language, Series::Term(*term));
        let older = seats.partition_point(|seat| *seat < id);
        let power = u64::from(power(older));
        let candidates = seats[older.saturating_sub(CANDIDATES)..older].iter();
        shared.extend(candidates.map(|other| u64::from(other.0) << 8 | power));
    }
    shared.sort_unstable();
    let ranked = shared.chunk_by(|one, other| one >> 8 == other >> 8).map(|group| {
        let score: u64 = group.iter().map(|shared| 1 << (shared & 0xff)).sum();
        (score, ArticleId((group[0] >> 8) as u32))
    });
    let mut best: Vec<(u64, ArticleId)> = Vec::with_capacity(SHOWN + 1);
    for candidate in ranked {
        let place = best.partition_point(|better| *better > candidate);
        let shown = || site.catalog.is_listed(candidate.1) && !but.contains(&Some(candidate.1));
        if place < SHOWN && shown() {
            best.insert(place, candidate);
            best.truncate(SHOWN);
        }
    }
    best.into_iter().map(|(_, other)| other).collect()
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
