//! Articles by month and by year, as drawings: a list's own bars, and the whole archive at a glance.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::Datelike;

use super::Lookups;
use super::view::{
    LinkView, MatrixCellView, MatrixRowView, MatrixView, SpanView, TimelineView, TimelineYearView,
};
use crate::catalog::{ArticleId, Series, TermId};
use crate::config::LanguageId;

/// The height of the tallest bar, in units of the drawing.
const HEIGHT: usize = 40;

/// The rows of the whole archive's drawing.
const ROWS: usize = 16;

/// The bars of a list; none where it reaches over less than a year, since a drawing would say nothing.
pub(super) fn timeline(
    site: &Lookups<'_>,
    members: &[ArticleId],
    language: LanguageId,
) -> Option<TimelineView> {
    let days = || {
        let shown = members.iter().filter(|id| site.catalog.is_listed(**id));
        shown.map(|id| site.catalog.articles[*id].date.day())
    };
    let (first, last) = (days().map(|day| day.year()).min()?, days().map(|day| day.year()).max()?);
    // A mistyped date may lie thousands of years away.
    const MOST_YEARS: i32 = 150;
    if first == last || last - first > MOST_YEARS {
        return None;
    }
    let width = (last - first + 1) as usize * 12;
    let mut months = vec![0usize; width];
    for day in days() {
        months[(day.year() - first) as usize * 12 + day.month0() as usize] += 1;
    }
    let most = months.iter().copied().max()?;
    let years = (first..=last).map(|year| {
        let x = (year - first) as usize * 12;
        let listing = site.catalog.listings.find(language, Series::Year(year));
        TimelineYearView {
            year,
            href: listing.map(|listing| site.href(&listing.url)),
            x,
            count: months[x..x + 12].iter().sum(),
        }
    });
    Some(TimelineView { width, path: bars(&months, most), most, years: years.collect() })
}

/// The bars as one path: a month without articles has none, any other at least one unit.
fn bars(months: &[usize], most: usize) -> String {
    let mut path = String::new();
    for (x, count) in months.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (count * HEIGHT).div_ceil(most);
        // Writing to a string does not fail.
        let _ = write!(path, "M{x} {HEIGHT}v-{height}h.8v{height}z");
    }
    path
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
    let years: Vec<i32> = totals.keys().copied().collect();
    let roots = site.catalog.roots.iter().next().map(Vec::as_slice).unwrap_or_default();
    let mut rows: Vec<TermRow> = roots.iter().filter_map(|id| row(site, *id, &years, language)).collect();
    let left_out = keep_largest(&mut rows, ROWS, |row| row.counts.iter().sum());
    let most = rows.iter().flat_map(|row| &row.counts).copied().max().unwrap_or(0).max(1);
    let paths = stacked(&rows);
    let view = |(row, path): (TermRow, String)| MatrixRowView {
        title: site.catalog.terms[row.term].title(language).to_owned(),
        href: Some(row.href),
        cells: row
            .counts
            .into_iter()
            .map(|count| MatrixCellView { count, level: level(count, most) })
            .collect(),
        path,
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
        width: years.len(),
        years: years.iter().map(year).collect(),
        rows: rows.into_iter().zip(paths).map(view).collect(),
        left_out,
        totals: totals.values().copied().collect(),
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

/// The rows as bars on top of each other, a path for each row; the highest bar is as high as the drawing.
fn stacked(rows: &[TermRow]) -> Vec<String> {
    let columns = rows.first().map_or(0, |row| row.counts.len());
    let sums: Vec<usize> = (0..columns).map(|x| rows.iter().map(|row| row.counts[x]).sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    // Rounded where they end, not each by itself, so that no gap is left between two.
    let top = |count: usize| HEIGHT - (count * HEIGHT).div_ceil(most);
    let mut below = vec![0; columns];
    let path = |row: &TermRow| {
        let mut path = String::new();
        for (x, count) in row.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (from, to) = (top(below[x]), top(below[x] + count));
            // Writing to a string does not fail.
            let _ = write!(path, "M{x} {from}v-{height}h.8v{height}z", height = from - to);
            below[x] += count;
        }
        path
    };
    rows.iter().map(path).collect()
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
    use crate::id::Id;

    #[test]
    fn a_month_with_articles_has_a_bar() {
        assert_eq!(bars(&[0, 1, 400], 400), "M1 40v-1h.8v1zM2 40v-40h.8v40z");
    }

    #[test]
    fn rows_stand_on_each_other() {
        let row = || TermRow { term: TermId::at(0), href: String::new(), counts: vec![1, 0, 2] };
        let paths = stacked(&[row(), row()]);
        assert_eq!(paths, ["M0 40v-10h.8v10zM2 40v-20h.8v20z", "M0 30v-10h.8v10zM2 20v-20h.8v20z"]);
        assert_eq!(stacked(&[]), Vec::<String>::new());
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
