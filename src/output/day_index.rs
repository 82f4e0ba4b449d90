//! What was published on each day of the year, for the home page of a closed archive: a script shows today's, so that no page
//! changes from one day to the next.
//!
//! Each file is a month of a language. `static/theme/on-this-day.js` is the reader.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::Serialize;

use super::{Output, Planner, Site};
use crate::catalog::{ArticleId, Catalog, Series};
use crate::config::{Config, LanguageId};
use crate::path::UrlPath;
use crate::reserved::Own;

/// Articles of a day at most.
const ARTICLES: usize = 6;

/// The file of a month in a language: what of each day was published in whatever year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayIndex {
    /// The language.
    pub language: LanguageId,
    /// The month, from 1.
    pub month: u32,
}

/// Plans a file for each month of each language, if the archive is closed. A month without articles has one too: the script asks
/// for the month that it is, and would otherwise ask for a file that does not exist.
pub fn plan(planner: &mut Planner<'_>) {
    if !planner.config.is_closed() {
        return;
    }
    for language in planner.config.languages.ids() {
        for month in 1..=12 {
            let url = url(planner.config, language, month);
            planner.add(&url, Output::DayIndex(DayIndex { language, month }));
        }
    }
}

/// Where the files of a language are, relative to its home page, with `{}` in place of the month.
pub(super) fn template(config: &Config, language: LanguageId) -> String {
    let (root, code) = (config.home(language).way_to_root(), &config.language(language).code);
    format!("{root}{}/{code}/{{}}.json", Own::DayIndex.name())
}

fn url(config: &Config, language: LanguageId, month: u32) -> UrlPath {
    Own::DayIndex.folder().join(&config.language(language).code).file(&format!("{month:02}.json"))
}

/// The years that have articles in a language, oldest first.
fn years(catalog: &Catalog, language: LanguageId) -> impl Iterator<Item = i32> {
    let listings = catalog.listings.iter().filter(move |(_, listing)| listing.language == language);
    listings.filter_map(|(_, listing)| match listing.series {
        Series::Year(year) => Some(year),
        _ => None,
    })
}

/// All that the file of a month is made of: by day, some articles, oldest first.
#[derive(Hash)]
pub(super) struct DayIndexInputs<'s> {
    days: BTreeMap<u32, Vec<DayArticle<'s>>>,
}

/// An article in the file of a month.
#[derive(Hash, Serialize)]
struct DayArticle<'s> {
    year: i32,
    /// The address, relative to the root of the site: `./2010/border/`.
    href: String,
    title: &'s str,
}

impl<'s> DayIndexInputs<'s> {
    pub(super) fn of(site: &'s Site<'s>, DayIndex { language, month }: DayIndex) -> DayIndexInputs<'s> {
        let catalog = site.catalog;
        let mut days: BTreeMap<u32, Vec<ArticleId>> = BTreeMap::new();
        for year in years(catalog, language) {
            let members = catalog.listings.members(language, Series::Month(year, month));
            for id in members.iter().filter(|id| catalog.is_listed(**id)) {
                days.entry(catalog.articles[*id].date.day().day()).or_default().push(*id);
            }
        }
        let article = |id: ArticleId| DayArticle {
            year: catalog.articles[id].date.day().year(),
            href: format!(".{}", catalog.entries[id].url.href("")),
            title: &catalog.articles[id].title,
        };
        let few = |ids: Vec<ArticleId>| evenly(&ids, ARTICLES).into_iter().map(article).collect();
        DayIndexInputs { days: days.into_iter().map(|(day, ids)| (day, few(ids))).collect() }
    }

    /// Renders the file: a JSON object from the days of the month to lists of articles.
    pub(super) fn render(&self) -> Vec<u8> {
        // Numbers and strings alone always become JSON.
        serde_json::to_vec(&self.days).unwrap_or_default()
    }
}

/// At most `count` of `all`, as far apart as may be, the first and the last among them.
pub(super) fn evenly<T: Copy>(all: &[T], count: usize) -> Vec<T> {
    if all.len() <= count {
        return all.to_vec();
    }
    let last = (count - 1).max(1);
    (0..count).map(|index| all[index * (all.len() - 1) / last]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_lie_evenly_apart() {
        assert_eq!(evenly(&[1, 2, 3], 6), [1, 2, 3]);
        assert_eq!(evenly(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 6), [0, 2, 4, 6, 8, 10]);
        assert_eq!(evenly(&[0, 1, 2, 3, 4, 5, 6], 6), [0, 1, 2, 3, 4, 6]);
        assert!(evenly::<u8>(&[], 6).is_empty());
    }
}
