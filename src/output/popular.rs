//! Popular articles, as somebody has counted them in `data/popular.csv`, and the counting.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::lookups::few;
use super::text::Notes;
use super::view::PopularView;
use super::{Lookups, Output, Site, article};
use crate::address::Address;
use crate::article::body::{AddressLink, Link, Role};
use crate::catalog::{ArticleId, Asked, path_here};
use crate::config::LanguageId;
use crate::diagnostic::Diagnostics;
use crate::output::message;
use crate::path::{OutPath, UrlPath};
use crate::popular::{PopularArticle, views::Views};

/// The popular articles of a language, in the order of the file. Addresses that lead to no article are reported.
pub(super) fn views(
    site: &Lookups<'_>,
    language: LanguageId,
    problems: &mut Diagnostics,
) -> Vec<PopularView> {
    let mut views = Vec::new();
    for row in &site.files.popular {
        let Some(id) = article_at(site, &row.address) else {
            if language == LanguageId::DEFAULT {
                problems.push(message::popular_leads_nowhere(row.line, &row.address));
            }
            continue;
        };
        let article = &site.catalog.articles[id];
        if article.language != language || !site.catalog.is_listed(id) {
            continue;
        }
        let title =
            if row.title.is_empty() { article.title.to_string() } else { site.set(&row.title, language) };
        let href = site.href(&site.catalog.entries[id].url);
        let byline = row.byline.clone().or_else(|| byline(site, id));
        views.push(PopularView { title, href, byline });
    }
    views
}

/// The popular articles of a language.
pub(super) fn articles(site: &Lookups<'_>, language: LanguageId) -> impl Iterator<Item = ArticleId> {
    let found = site.files.popular.iter().filter_map(|row| article_at(site, &row.address));
    found.filter(move |id| site.catalog.articles[*id].language == language && site.catalog.is_listed(*id))
}

/// By whom an article is: its byline as printed, otherwise its authors' names.
fn byline(site: &Lookups<'_>, id: ArticleId) -> Option<String> {
    let printed = site.catalog.articles[id].more_or_default().byline.as_deref().map(Into::into);
    printed.or_else(|| {
        let names = site.author_names(id);
        (!names.is_empty()).then(|| few(&names).0.join(", "))
    })
}

/// The article at an address, be it of today or of before.
pub(super) fn article_at(site: &Lookups<'_>, address: &str) -> Option<ArticleId> {
    let planned = |path: &OutPath| matches!(site.plan.get(path), Some(Output::Article(_)));
    let read = Address::read(address, &site.config.hosts, &UrlPath::root());
    let asked = Asked { written: address, read: read.as_ref() };
    let url = match site.catalog.address_link(site.config, &asked, "", &planned) {
        AddressLink::Page(url) | AddressLink::Old(url) => url,
        AddressLink::Other => path_here(site.config, read.as_ref().ok()?)?.with_slash(),
        AddressLink::Live(_) | AddressLink::Replaced(_) | AddressLink::Missing { .. } => return None,
    };
    match site.plan.get(&url.out_path()) {
        Some(Output::Article(id)) => Some(*id),
        _ => None,
    }
}

/// The `limit` articles that readers opened most, most first; of equal ones the newer. Addresses of today and of before
/// count for the same article; what is no article does not count.
pub fn by_views(site: &Site<'_>, views: &Views, limit: usize) -> Vec<PopularArticle> {
    let mut counts: FxHashMap<ArticleId, u64> = FxHashMap::default();
    for (address, count) in views {
        let plain = || address.split('?').next().and_then(|path| article_at(site, path));
        if let Some(id) = article_at(site, address).or_else(plain) {
            *counts.entry(id).or_default() += count;
        }
    }
    rows(site, counts, limit)
}

/// The `limit` articles that most other articles link to, most first; of equal ones the newer.
pub fn by_links(site: &Site<'_>, limit: usize) -> Vec<PopularArticle> {
    let ids: Vec<ArticleId> = site.catalog.articles.ids().filter(|id| site.catalog.is_listed(*id)).collect();
    let linked: Vec<BTreeSet<ArticleId>> = ids.par_iter().map(|id| links_of(site, *id)).collect();
    let mut counts: FxHashMap<ArticleId, u64> = FxHashMap::default();
    for target in linked.iter().flatten() {
        *counts.entry(*target).or_default() += 1;
    }
    rows(site, counts, limit)
}

/// The other articles that the text of one links to.
fn links_of(site: &Site<'_>, id: ArticleId) -> BTreeSet<ArticleId> {
    // What is wrong with the text is told when the site is built.
    let body = site.reader.text(&article::source(site, id), &mut Notes::default());
    let followed = body.links.iter().filter(|link| link.role == Role::Followed);
    let article = |link: &Link| match site.plan.get(&link.target.url()?.out_path()) {
        Some(Output::Article(other)) if *other != id => Some(*other),
        _ => None,
    };
    followed.filter_map(article).collect()
}

fn rows(site: &Site<'_>, counts: FxHashMap<ArticleId, u64>, limit: usize) -> Vec<PopularArticle> {
    let listed = |(id, count): &(ArticleId, u64)| *count > 0 && site.catalog.is_listed(*id);
    let mut counted: Vec<(ArticleId, u64)> = counts.into_iter().filter(listed).collect();
    counted.sort_unstable_by_key(|(id, count)| Reverse((*count, *id)));
    let row = |(id, _): (ArticleId, u64)| {
        let (article, entry) = (&site.catalog.articles[id], &site.catalog.entries[id]);
        PopularArticle {
            address: entry.url.href(""),
            title: article.title.to_string(),
            byline: byline(site, id),
            line: 0,
        }
    };
    counted.into_iter().take(limit).map(row).collect()
}
