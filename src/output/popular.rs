//! Popular articles, as somebody has counted them in `data/popular.csv`.

use super::view::PopularView;
use super::{Output, Site};
use crate::article::body::AddressLink;
use crate::catalog::ArticleId;
use crate::config::LanguageId;
use crate::diagnostic::{Diagnostics, message};
use crate::path::{OutPath, UrlPath};

/// The popular articles of a language, in the order of the file. Addresses that lead to no article are reported.
pub(super) fn views(site: &Site<'_>, language: LanguageId, problems: &mut Diagnostics) -> Vec<PopularView> {
    let mut views = Vec::new();
    for row in &site.files.popular {
        let Some(id) = article(site, &row.address) else {
            if language == LanguageId::DEFAULT {
                problems.push(message::popular_leads_nowhere(row.line, &row.address));
            }
            continue;
        };
        let article = site.catalog.article(id);
        if article.language != language || !site.catalog.is_listed(id) {
            continue;
        }
        let title = if row.title.is_empty() { article.title.to_string() } else { row.title.clone() };
        let href = site.href(&site.catalog.entry(id).url);
        views.push(PopularView { title, href, byline: row.byline.clone() });
    }
    views
}

/// The article at an address, be it of today or of before.
fn article(site: &Site<'_>, address: &str) -> Option<ArticleId> {
    let planned = |path: &OutPath| matches!(site.plan.get(path), Some(Output::Article(_)));
    let url = match site.catalog.address_link(site.config, address, "", &planned) {
        AddressLink::Page(url) => url,
        AddressLink::Other => UrlPath::parse(address).ok()?.with_slash(),
        AddressLink::Missing { .. } => return None,
    };
    match site.plan.get(&url.out_path()) {
        Some(Output::Article(id)) => Some(*id),
        _ => None,
    }
}
