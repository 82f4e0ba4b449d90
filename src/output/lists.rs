//! The lists of articles that `site.toml` declares for templates.

use super::lookups::Lookups;
use crate::catalog::{ArticleId, Series};
use crate::config::LanguageId;

impl Lookups<'_> {
    /// The newest articles that have all terms of the declared list `index`.
    pub(super) fn list(&self, index: usize, language: LanguageId) -> Vec<ArticleId> {
        let list = &self.config.lists[index];
        let mut members: Option<&[ArticleId]> = None;
        let mut ids = Vec::new();
        for id in &self.catalog.lists[index] {
            let Some(id) = *id else { return Vec::new() };
            let Some(listing) = self.catalog.listings.find(language, Series::Term(id)) else {
                return Vec::new();
            };
            // The shortest of the lists is walked, the others are looked up in.
            if members.is_none_or(|members| listing.members.len() < members.len()) {
                members = Some(&listing.members);
            }
            ids.push(id);
        }
        let in_all = |article: &ArticleId| {
            ids.iter().all(|id| {
                let listing = self.catalog.listings.find(language, Series::Term(*id));
                listing.is_some_and(|listing| listing.members.binary_search(article).is_ok())
            })
        };
        let in_section = |id: &ArticleId| {
            let path = &self.catalog.articles[*id].path;
            let below = self.config.below_content(path.as_str()).unwrap_or_default();
            list.section.as_deref().is_none_or(|section| below.split('/').next() == Some(section))
        };
        let shown = |id: &ArticleId| {
            self.catalog.is_listed(*id) && self.catalog.articles[*id].language == language && in_section(id)
        };
        match members {
            Some(members) => {
                members.iter().rev().copied().filter(|id| shown(id) && in_all(id)).take(list.limit).collect()
            }
            None => self.catalog.articles.ids().rev().filter(shown).take(list.limit).collect(),
        }
    }
}
