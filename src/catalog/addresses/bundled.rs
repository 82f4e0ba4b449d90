//! Addresses of the files beside content.

use rustc_hash::FxHashMap;

use super::Pages;
use crate::catalog::{Articles, BundledId, Entries, Terms};
use crate::config::Config;
use crate::id::IdVec;
use crate::path::{SourcePath, UrlPath};

/// Addresses of the files beside content: below the page of the bundle they are in, otherwise as their path has it.
///
/// Files beside a withdrawn article are not published.
pub(in crate::catalog) fn bundled(
    config: &Config,
    files: Vec<SourcePath>,
    (articles, entries): (&Articles, &Entries),
    pages: &Pages,
    terms: &Terms,
) -> IdVec<BundledId, (SourcePath, UrlPath)> {
    if files.is_empty() {
        return IdVec::new();
    }
    let is_bundle = |path: &SourcePath| matches!(path.stem().split('.').next(), Some("index" | "_index"));
    let mut folders: FxHashMap<&str, Option<UrlPath>> = FxHashMap::default();
    for (article, entry) in articles.iter().zip(entries).filter(|(article, _)| is_bundle(&article.path)) {
        let shown = !article.visibility.withdrawn;
        folders.entry(article.path.folder()).or_insert_with(|| shown.then(|| entry.url.clone()));
    }
    for entry in pages.iter().filter(|entry| is_bundle(&entry.page.path)) {
        folders.entry(entry.page.path.folder()).or_insert_with(|| Some(entry.url.clone()));
    }
    for (term, text) in terms.iter().flat_map(|term| term.texts.iter().map(move |text| (term, text))) {
        if is_bundle(&text.path) {
            let url = term.url(config, text.language);
            folders.entry(text.path.folder()).or_insert(Some(url));
        }
    }
    let address = |path: SourcePath| {
        let mut folder = path.folder();
        let url = loop {
            match folders.get(folder) {
                Some(None) => return None,
                Some(Some(page)) => {
                    let below = path.as_str().strip_prefix(folder)?.trim_start_matches('/');
                    break page.clone().with_slash().file_below(below);
                }
                None => match folder.rfind('/') {
                    Some(slash) => folder = &folder[..slash],
                    None => break UrlPath::root().file_below(config.below_content(path.as_str())?),
                },
            }
        };
        Some((path, url?))
    };
    files.into_iter().filter_map(address).collect()
}
