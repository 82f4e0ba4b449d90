//! Related articles: older ones that share terms, the rarer the better.
//!
//! A newer article never changes what an older one is related to: candidates are older, and how rare a term is counts
//! at the time of the article.

use super::Site;
use crate::catalog::{ArticleId, Series};

/// How many of the next-older articles of a term are looked at.
const CANDIDATES: usize = 50;

/// How many are shown.
const SHOWN: usize = 4;

/// The articles related to `id`, the nearest first; of equal ones the newer. `but` are left out: they are shown already.
pub(super) fn related(site: &Site<'_>, id: ArticleId, but: &[Option<ArticleId>]) -> Vec<ArticleId> {
    let language = site.catalog.article(id).language;
    let terms = &site.catalog.entry(id).terms;
    let mut scores: Vec<(ArticleId, u64)> = Vec::with_capacity(terms.len() * CANDIDATES);
    for term in terms {
        // Whether the term has a page is told by all of its articles, and must not matter.
        let seats = site.catalog.listings.seats(language, Series::Term(*term));
        let older = seats.partition_point(|seat| *seat < id);
        let weight = weight(older);
        scores.extend(seats[older.saturating_sub(CANDIDATES)..older].iter().map(|other| (*other, weight)));
    }
    scores.sort_unstable_by_key(|(other, _)| *other);
    let ranked = scores.chunk_by(|(one, _), (other, _)| one == other).map(|group| {
        let score: u64 = group.iter().map(|(_, weight)| weight).sum();
        (score, group[0].0)
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
    const RAREST: u32 = 16;
    let steps = (older.max(1) as u64).ilog(4);
    4u64.pow(RAREST.saturating_sub(steps))
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
