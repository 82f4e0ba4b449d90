//! Articles by month and by year, as drawings: a list's own bars, and the whole archive at a glance.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::Datelike;

use super::Site;
use super::view::{
    LinkView, MatrixCellView, MatrixRowView, MatrixView, SpanView, TimelineView, TimelineYearView,
};
use crate::catalog::{ArticleId, Series};
use crate::config::LanguageId;

/// The height of the tallest bar, in units of the drawing.
const HEIGHT: usize = 40;

/// The rows of the whole archive's drawing.
const ROWS: usize = 16;

/// The bars of a list; none where it reaches over less than a year, since a drawing would say nothing.
pub(super) fn timeline(site: &Site<'_>, seats: &[ArticleId], language: LanguageId) -> Option<TimelineView> {
    let days = || {
        let shown = seats.iter().filter(|id| site.catalog.is_listed(**id));
        shown.map(|id| site.catalog.article(*id).date.day())
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
pub(super) fn span(site: &Site<'_>, seats: &[ArticleId], language: LanguageId) -> Option<SpanView> {
    let day = |id: &ArticleId| site.catalog.article(*id).date.day();
    let mut shown = seats.iter().filter(|id| site.catalog.is_listed(**id)).map(day);
    let first = shown.next()?;
    let last = shown.next_back().unwrap_or(first);
    let years = match (first.year(), last.year()) {
        (one, other) if one == other => one.to_string(),
        (one, other) => format!("{one}–{other}"),
    };
    Some(SpanView { from: site.day(first, language), to: site.day(last, language), years })
}

/// Years by the top terms of the first taxonomy of `site.toml`; none for less than two years.
pub(super) fn matrix(site: &Site<'_>, language: LanguageId) -> Option<MatrixView> {
    let mut totals: BTreeMap<i32, usize> = BTreeMap::new();
    for (_, listing) in site.catalog.listings.iter().filter(|(_, listing)| listing.language == language) {
        if let Series::Year(year) = listing.series {
            totals.insert(year, listing.visible as usize);
        }
    }
    if totals.len() < 2 {
        return None;
    }
    let counts = |series: Series| {
        let mut counts: BTreeMap<i32, usize> = totals.keys().map(|year| (*year, 0)).collect();
        let listing = site.catalog.listings.find(language, series)?;
        for id in listing.seats.iter().filter(|id| site.catalog.is_listed(**id)) {
            *counts.entry(site.catalog.article(*id).date.day().year()).or_default() += 1;
        }
        Some((site.href(&listing.url), counts))
    };
    let roots = site.catalog.roots.first().map(Vec::as_slice).unwrap_or_default();
    let rows = roots.iter().filter_map(|id| Some((*id, counts(Series::Term(*id))?)));
    let rows: Vec<_> = rows.filter(|(_, (_, counts))| counts.values().any(|n| *n > 0)).take(ROWS).collect();
    let most = rows.iter().flat_map(|(_, (_, counts))| counts.values()).copied().max().unwrap_or(0).max(1);
    let row = |(id, (href, counts)): (_, (String, BTreeMap<i32, usize>))| MatrixRowView {
        title: site.catalog.term(id).title(language).to_owned(),
        href: Some(href),
        cells: counts
            .values()
            .map(|count| MatrixCellView { count: *count, level: level(*count, most) })
            .collect(),
    };
    let year = |year: &i32| {
        let listing = site.catalog.listings.find(language, Series::Year(*year));
        LinkView { title: year.to_string(), href: listing.map(|l| site.href(&l.url)).unwrap_or_default() }
    };
    Some(MatrixView {
        title: match roots.first() {
            Some(id) => site.taxonomy(site.catalog.term(*id).taxonomy, language).title,
            None => String::new(),
        },
        years: totals.keys().map(year).collect(),
        rows: rows.into_iter().map(row).collect(),
        totals: totals.values().copied().collect(),
    })
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
    fn a_month_with_articles_has_a_bar() {
        assert_eq!(bars(&[0, 1, 400], 400), "M1 40v-1h.8v1zM2 40v-40h.8v40z");
    }

    #[test]
    fn counts_have_five_steps() {
        assert_eq!([0, 1, 4, 25, 50, 100].map(|count| level(count, 100)), [0, 1, 1, 3, 4, 5]);
        assert_eq!(level(1, 1), 5);
    }
}
