//! Sitemaps (<https://www.sitemaps.org/protocol.html>): one a month, one for everything else, and their index.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::article::canonical;
use super::base::Base;
use super::xml::{Xml, text, xml};
use super::{Output, Planner, Site};
use crate::catalog::{ArticleId, Catalog, Listing, Series, corrections_url};
use crate::config::Config;
use crate::path::UrlPath;
use crate::reserved::Own;

/// The most addresses of a sitemap that the protocol allows, and the name space of its elements.
const MOST: usize = 50_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// What a sitemap lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SitemapPart {
    /// Everything but articles, in chunks from 0.
    Pages(u32),
    /// The articles of a month.
    Month(i32, u32),
}

impl SitemapPart {
    /// The address of the sitemap.
    pub fn url(self) -> UrlPath {
        let folder = Own::Sitemaps.folder();
        match self {
            SitemapPart::Pages(0) => folder.file("pages.xml"),
            SitemapPart::Pages(chunk) => folder.file(&format!("pages-{}.xml", chunk + 1)),
            SitemapPart::Month(year, month) => folder.file(&format!("{year:04}-{month:02}.xml")),
        }
    }
}

/// Plans the sitemaps and their index.
pub fn plan(planner: &mut Planner<'_>) {
    let chunks =
        planner.entries.iter().filter(|(_, output)| is_listed_page(output)).count().div_ceil(MOST).max(1);
    for chunk in 0..chunks {
        let part = SitemapPart::Pages(chunk as u32);
        planner.add(&part.url(), Output::Sitemap(part));
    }
    let (config, catalog) = (planner.config, planner.catalog);
    let has_one =
        |listing: &Listing| listing.members.iter().any(|id| is_listed_article(config, catalog, *id));
    let months: BTreeSet<SitemapPart> = catalog
        .listings
        .iter()
        .filter_map(|(_, listing)| match listing.series {
            Series::Month(year, month) if has_one(listing) => Some(SitemapPart::Month(year, month)),
            _ => None,
        })
        .collect();
    for part in months {
        planner.add(&part.url(), Output::Sitemap(part));
    }
    planner.add(&Own::SitemapIndex.file(), Output::SitemapIndex);
}

/// Whether an output that is no article stands in a sitemap: numbered pages of lists do not, they are found by links.
fn is_listed_page(output: &Output) -> bool {
    matches!(
        output,
        Output::Home(_)
            | Output::Index(..)
            | Output::Standing(_)
            | Output::Listing(_, None)
            | Output::Corrections(_)
    )
}

/// All that a sitemap, or the index of them, is made of.
#[derive(Hash)]
pub(super) struct SitemapInputs<'s> {
    base: Base<'s>,
    /// Whether it is the index.
    is_index: bool,
    /// Addresses, and the day on which what is there was last changed.
    entries: Vec<(Cow<'s, UrlPath>, Option<NaiveDate>)>,
}

impl<'s> SitemapInputs<'s> {
    pub(super) fn of(site: &'s Site<'s>, part: SitemapPart) -> SitemapInputs<'s> {
        let entries = match part {
            SitemapPart::Pages(chunk) => pages(site, chunk as usize).map(|url| (url, None)).collect(),
            SitemapPart::Month(year, month) => {
                let entry = |id| (Cow::Borrowed(&site.catalog.entries[id].url), Some(last_change(site, id)));
                month_articles(site, year, month).into_iter().map(entry).collect()
            }
        };
        SitemapInputs { base: site.base(), is_index: false, entries }
    }

    pub(super) fn of_index(site: &'s Site<'s>) -> SitemapInputs<'s> {
        let parts = site.plan.entries().iter().filter_map(|(_, output)| match output {
            Output::Sitemap(part) => Some(*part),
            _ => None,
        });
        let entry = |part: SitemapPart| {
            let last = match part {
                SitemapPart::Month(year, month) => {
                    month_articles(site, year, month).into_iter().map(|id| last_change(site, id)).max()
                }
                SitemapPart::Pages(_) => None,
            };
            (Cow::Owned(part.url()), last)
        };
        SitemapInputs { base: site.base(), is_index: true, entries: parts.map(entry).collect() }
    }

    /// Renders the file.
    pub(super) fn render(&self) -> Vec<u8> {
        let (all, one) = if self.is_index { ("sitemapindex", "sitemap") } else { ("urlset", "url") };
        xml(|writer| {
            writer.element(all, &[("xmlns", NAMESPACE)], |writer| {
                for (url, day) in &self.entries {
                    location(writer, one, &self.base.full(url), day.map(iso).as_deref())?;
                }
                Ok(())
            })
        })
    }
}

fn location(writer: &mut Xml, element: &str, url: &str, day: Option<&str>) -> std::io::Result<()> {
    writer.element(element, &[], |writer| {
        text(writer, "loc", url)?;
        day.map_or(Ok(()), |day| text(writer, "lastmod", day))
    })
}

/// The addresses of the pages of a chunk, by path.
fn pages<'s>(site: &'s Site<'s>, chunk: usize) -> impl Iterator<Item = Cow<'s, UrlPath>> {
    let listed = site.plan.entries().iter().filter(|(_, output)| is_listed_page(output));
    let url = move |output: &Output| match output {
        Output::Home(language) => Cow::Owned(site.config.home(*language)),
        Output::Index(index, language) => Cow::Owned(index.url(site.config, *language)),
        Output::Standing(id) => Cow::Borrowed(&site.catalog.pages[*id].url),
        Output::Listing(id, _) => Cow::Borrowed(&site.catalog.listings.get(*id).url),
        Output::Corrections(language) => Cow::Owned(corrections_url(site.config, *language)),
        _ => Cow::Owned(UrlPath::root()),
    };
    let hidden = move |output: &Output| matches!(output, Output::Standing(id) if site.catalog.pages[*id].page.visibility.noindex);
    let chunk = listed.skip(chunk * MOST).take(MOST);
    chunk.filter(move |(_, output)| !hidden(output)).map(move |(_, output)| url(output))
}

/// Whether an article stands in a sitemap: search engines are to show it, and at this very address.
fn is_listed_article(config: &Config, catalog: &Catalog, id: ArticleId) -> bool {
    let article = &catalog.articles[id];
    let is_own = |url: &str| url == config.base_url.full(&catalog.entries[id].url);
    !article.visibility.withdrawn
        && !article.visibility.noindex
        && canonical(config, article).is_none_or(is_own)
}

/// The articles of a month in all languages that stand in its sitemap, oldest first.
fn month_articles(site: &Site<'_>, year: i32, month: u32) -> Vec<ArticleId> {
    let series = Series::Month(year, month);
    let lists =
        site.config.languages.ids().filter_map(|language| site.catalog.listings.find(language, series));
    let mut ids: Vec<ArticleId> = lists.flat_map(|listing| listing.members.iter().copied()).collect();
    ids.retain(|id| is_listed_article(site.config, site.catalog, *id));
    ids.sort_unstable();
    ids
}

/// The day an article was last changed by its newsroom.
fn last_change(site: &Site<'_>, id: ArticleId) -> NaiveDate {
    let article = &site.catalog.articles[id];
    article.more_or_default().updated.unwrap_or(article.date).day()
}

fn iso(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}
