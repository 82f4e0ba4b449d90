//! Articles by year: those of a list, and the whole archive at a glance.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::Datelike;

use super::Lookups;
use super::view::{
    LinkView, MatrixCellView, MatrixRowView, MatrixView, SpanView, TimelineView, TimelineYearView,
};
use crate::catalog::{ArticleId, Series, TermId};
use crate::config::LanguageId;

/// The rows of the whole archive's table.
const ROWS: usize = 16;

/// The most years that are shown without gaps: a mistyped date may lie thousands of years away.
const MOST_YEARS: i32 = 150;

/// The articles of a list by year; none where it reaches over less than two years, since a chart would say nothing.
pub(super) fn timeline(
    site: &Lookups<'_>,
    members: &[ArticleId],
    language: LanguageId,
) -> Option<TimelineView> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for id in members.iter().filter(|id| site.catalog.is_listed(**id)) {
        *counts.entry(site.catalog.articles[*id].date.day().year()).or_default() += 1;
    }
    let years = without_gaps(&counts).filter(|years| years.len() > 1)?;
    let year = |year: i32| {
        let listing = site.catalog.listings.find(language, Series::Year(year));
        TimelineYearView {
            year,
            href: listing.map(|listing| site.href(&listing.url)),
            count: counts.get(&year).copied().unwrap_or(0),
        }
    };
    Some(TimelineView { years: years.into_iter().map(year).collect() })
}

/// All years from the first to the last; `None` where that is too many, or where there is none.
fn without_gaps(counts: &BTreeMap<i32, usize>) -> Option<Vec<i32>> {
    let (first, last) = (*counts.keys().next()?, *counts.keys().next_back()?);
    (last.saturating_sub(first) <= MOST_YEARS).then(|| (first..=last).collect())
}

/// From the first to the last article that is shown.
pub(super) fn span(site: &Lookups<'_>, members: &[ArticleId], language: LanguageId) -> Option<SpanView> {
    let day = |id: &ArticleId| site.catalog.articles[*id].date.day();
    let mut shown = members.iter().filter(|id| site.catalog.is_listed(**id)).map(day);
    let first = shown.next()?;
    let last = shown.next_back().unwrap_or(first);
    let years = match (first.year(), last.year()) {
        (one, other) if one == other => one.to_string(),
        (one, other) => format!("{one}–{other}"),
    };
    Some(SpanView { from: site.day(first, language), to: site.day(last, language), years })
}

/// Years by the top terms of the first taxonomy of `site.toml`; none for less than two years.
pub(super) fn matrix(site: &Lookups<'_>, language: LanguageId) -> Option<MatrixView> {
    let mut totals: BTreeMap<i32, usize> = BTreeMap::new();
    for (_, listing) in site.catalog.listings.iter().filter(|(_, listing)| listing.language == language) {
        if let Series::Year(year) = listing.series {
            totals.insert(year, listing.visible as usize);
        }
    }
    if totals.len() < 2 {
        return None;
    }
    let years = without_gaps(&totals).unwrap_or_else(|| totals.keys().copied().collect());
    let roots = site.catalog.roots.iter().next().map(Vec::as_slice).unwrap_or_default();
    let mut rows: Vec<TermRow> = roots.iter().filter_map(|id| row(site, *id, &years, language)).collect();
    let left_out = keep_largest(&mut rows, ROWS, |row| row.counts.iter().sum());
    let most = rows.iter().flat_map(|row| &row.counts).copied().max().unwrap_or(0).max(1);
    let view = |row: TermRow| MatrixRowView {
        title: site.term_title(row.term, language),
        href: Some(row.href),
        cells: row
            .counts
            .into_iter()
            .map(|count| MatrixCellView { count, level: level(count, most) })
            .collect(),
    };
    let year = |year: &i32| {
        let listing = site.catalog.listings.find(language, Series::Year(*year));
        LinkView { title: year.to_string(), href: listing.map(|l| site.href(&l.url)).unwrap_or_default() }
    };
    Some(MatrixView {
        title: match roots.first() {
            Some(id) => site.taxonomy(site.catalog.terms[*id].taxonomy, language).title,
            None => String::new(),
        },
        years: years.iter().map(year).collect(),
        rows: rows.into_iter().map(view).collect(),
        left_out,
        totals: years.iter().map(|year| totals.get(year).copied().unwrap_or(0)).collect(),
    })
}

/// A term with its numbers of articles, by year.
struct TermRow {
    term: TermId,
    href: String,
    counts: Vec<usize>,
}

/// The row of a term; none where it has no page or no article that is shown.
fn row(site: &Lookups<'_>, term: TermId, years: &[i32], language: LanguageId) -> Option<TermRow> {
    let listing = site.catalog.listings.find(language, Series::Term(term))?;
    let mut counts = vec![0; years.len()];
    for id in listing.members.iter().filter(|id| site.catalog.is_listed(**id)) {
        if let Ok(index) = years.binary_search(&site.catalog.articles[*id].date.day().year()) {
            counts[index] += 1;
        }
    }
    let row = TermRow { term, href: site.href(&listing.url), counts };
    row.counts.iter().any(|count| *count > 0).then_some(row)
}

/// Keeps the `most` largest rows in their order; of equal ones the earlier. Returns how many are left out.
fn keep_largest<R>(rows: &mut Vec<R>, most: usize, size: impl Fn(&R) -> usize) -> usize {
    let left_out = rows.len().saturating_sub(most);
    for _ in 0..left_out {
        let smallest = (0..rows.len()).min_by_key(|index| (size(&rows[*index]), Reverse(*index)));
        smallest.map(|index| rows.remove(index));
    }
    left_out
}

/// A count in comparison: 0 for none, then five steps by the square root, so that small counts are told apart too.
fn level(count: usize, most: usize) -> u8 {
    if count == 0 {
        return 0;
    }
    let share = (count as f64 / most as f64).sqrt();
    ((share * 5.0).ceil() as u8).clamp(1, 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_without_articles_are_shown_too() {
        let counts = |years: &[i32]| years.iter().map(|year| (*year, 1)).collect::<BTreeMap<_, _>>();
        assert_eq!(without_gaps(&counts(&[2001, 2004])), Some(vec![2001, 2002, 2003, 2004]));
        assert_eq!(without_gaps(&counts(&[2001])), Some(vec![2001]));
        assert_eq!(without_gaps(&counts(&[202, 2020])), None);
        assert_eq!(without_gaps(&counts(&[])), None);
    }

    #[test]
    fn the_largest_rows_stay_in_their_order() {
        let mut rows = vec![3, 1, 5, 1, 4];
        assert_eq!(keep_largest(&mut rows, 3, |row| *row), 2);
        assert_eq!(rows, [3, 5, 4]);
        assert_eq!(keep_largest(&mut rows, 3, |row| *row), 0);
    }

    #[test]
    fn counts_have_five_steps() {
        assert_eq!([0, 1, 4, 25, 50, 100].map(|count| level(count, 100)), [0, 1, 1, 3, 4, 5]);
        assert_eq!(level(1, 1), 5);
    }
}
