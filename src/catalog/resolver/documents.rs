//! Links to source files: which document a path below the content folder, or the name of a file, means.

use std::borrow::Cow;
use std::sync::OnceLock;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use super::super::authors::authors_url;
use super::super::terms::taxonomy_url;
use super::super::{ArticleId, Articles, Authors, Entries, Pages, Terms};
use crate::article::body::SourceLink;
use crate::config::{Config, LanguageId};
use crate::path::{SourcePath, UrlPath, composed, path_key};
use crate::value::fields::nearest;

/// All documents, found by their source paths.
#[derive(Debug, Default)]
pub(in crate::catalog) struct Documents {
    /// Articles by the hash of their source path below the content folder, without extension and `index`; made when somebody
    /// asks.
    by_path: OnceLock<FxHashMap<u64, ArticleId>>,
    /// Articles by the hash of their file name: the first two of each, by path; likewise.
    by_name: OnceLock<FxHashMap<u64, (ArticleId, Option<ArticleId>)>>,
    /// Articles in the order of those paths, for finding similar ones; likewise.
    sorted: OnceLock<Vec<ArticleId>>,
    /// Other documents by the same kind of path.
    pub(super) others: FxHashMap<Box<str>, UrlPath>,
}

impl Documents {
    /// Those that are no articles. Articles are looked up in the catalog's list, which every lookup passes in.
    pub(super) fn new(config: &Config, pages: &Pages, terms: &Terms, authors: &Authors) -> Documents {
        let mut others: FxHashMap<Box<str>, UrlPath> = FxHashMap::default();
        let mut add = |path: &SourcePath, url: UrlPath| {
            others.insert(composed(document_path(path, config)).into(), url);
        };
        for entry in pages {
            add(&entry.page.path, entry.url.clone());
        }
        for (term, text) in terms.iter().flat_map(|term| term.texts.iter().map(move |text| (term, text))) {
            add(&text.path, term.url(config, text.language));
        }
        for (author, profile) in authors.iter().flat_map(|a| a.profiles.iter().map(move |p| (a, p))) {
            add(&profile.path, author.url(config, profile.language));
        }
        for language in config.languages.ids() {
            let home = config.home(language);
            for index in config.taxonomies.ids() {
                let url = taxonomy_url(config, index, language);
                others.entry(url.as_str().trim_matches('/').into()).or_insert(url);
            }
            let url = authors_url(config, language);
            others.entry(url.as_str().trim_matches('/').into()).or_insert(url);
            others.entry(home.as_str().trim_matches('/').into()).or_insert(home);
        }
        // A term without a description still has a path that people write.
        for term in terms {
            let url = term.url(config, LanguageId::DEFAULT);
            others.entry(url.as_str().trim_matches('/').into()).or_insert(url);
        }
        Documents { others, ..Documents::default() }
    }

    /// The article a source path names: below the content folder, with or without extension.
    pub(in crate::catalog) fn article(
        &self,
        config: &Config,
        articles: &Articles,
        target: &str,
    ) -> Option<ArticleId> {
        let path = |id: ArticleId| composed(document_path(&articles[id].path, config));
        let by_path = self.by_path.get_or_init(|| {
            // By one thread: one that waited for others here might take up a page meanwhile that asks for this very map.
            articles.ids().rev().map(|id| (path_key(&path(id)), id)).collect()
        });
        let find = |wanted: Cow<'_, str>| {
            let wanted = target_path(&wanted);
            by_path.get(&path_key(wanted)).copied().filter(|id| path(*id) == wanted)
        };
        readings(target).find_map(find)
    }

    /// What `target`, as written after `@/` or in `ref`, leads to from the file `from`.
    pub(in crate::catalog) fn link(
        &self,
        config: &Config,
        articles: &Articles,
        entries: &Entries,
        from: &SourcePath,
        target: &str,
    ) -> SourceLink {
        let url = |id: ArticleId| SourceLink::Page(entries[id].url.clone());
        let absolute = target.trim_start_matches('/');
        let folder = config.below_content(from.as_str()).and_then(|path| path.rsplit_once('/'));
        let relative = folder.map(|(folder, _)| format!("{folder}/{}", absolute.trim_start_matches("./")));
        for path in std::iter::once(absolute).chain(relative.as_deref()) {
            if let Some(id) = self.article(config, articles, path) {
                return url(id);
            }
            if let Some(other) = readings(path).find_map(|path| self.others.get(target_path(&path))) {
                return SourceLink::Page(other.clone());
            }
        }
        match readings(absolute).find_map(|name| self.by_file_name(articles, &name)) {
            None => SourceLink::Missing { nearest: self.nearest_source(config, articles, absolute) },
            Some((one, None)) => url(one),
            Some((one, Some(two))) => {
                let [first, second] = [one, two].map(|id| articles[id].path.to_string());
                SourceLink::Ambiguous { first, second }
            }
        }
    }

    /// The article whose file is called as the last part of `target`, and another one, if there are several.
    fn by_file_name(&self, articles: &Articles, target: &str) -> Option<(ArticleId, Option<ArticleId>)> {
        let path = target_path(target);
        let wanted = path.rsplit('/').next().unwrap_or(path);
        if wanted.is_empty() || path.contains('/') {
            return None;
        }
        let path = |id: ArticleId| &articles[id].path;
        let by_name = self.by_name.get_or_init(|| {
            let mut names: FxHashMap<u64, (ArticleId, Option<ArticleId>)> = FxHashMap::default();
            for id in articles.ids() {
                let known = names.entry(path_key(&composed(document_name(path(id))))).or_insert((id, None));
                let mut all = [Some(known.0), known.1, (known.0 != id).then_some(id)];
                all.sort_by_key(|id| id.map_or((true, None), |id| (false, Some(path(id)))));
                *known = (all[0].unwrap_or(id), all[1]);
            }
            names
        });
        by_name
            .get(&path_key(wanted))
            .copied()
            .filter(|(one, _)| composed(document_name(path(*one))) == wanted)
    }

    /// The source path most like `target`, among a bounded number of those around it: a file may hold very many such links.
    fn nearest_source(&self, config: &Config, articles: &Articles, target: &str) -> Option<String> {
        const AROUND: usize = 50;
        let wanted = target_path(target);
        let path = |id: &ArticleId| config.below_content(articles[*id].path.as_str());
        let sorted = self.sorted.get_or_init(|| {
            let mut ids: Vec<ArticleId> = articles.ids().collect();
            ids.sort_by_key(|id| document_path(&articles[*id].path, config));
            ids
        });
        let at = sorted.partition_point(|id| path(id) < Some(wanted));
        let around = &sorted[at.saturating_sub(AROUND)..(at + AROUND).min(sorted.len())];
        nearest(target, around.iter().filter_map(path)).map(ToOwned::to_owned)
    }
}

/// The paths that `target` of a link may mean: as written, then percent-decoded; in Unicode normal form C.
fn readings(target: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = || percent_decode_str(target).decode_utf8().ok().map(|path| composed(&path).into_owned());
    let decoded = target.contains('%').then(decoded).flatten().map(Cow::Owned);
    std::iter::once(composed(target)).chain(decoded)
}

/// The path that names a document: below the content folder, without extension and `index`.
fn document_path<'p>(path: &'p SourcePath, config: &Config) -> &'p str {
    target_path(config.below_content(path.as_str()).unwrap_or(path.as_str()))
}

/// The same of a path as written in a link.
fn target_path(path: &str) -> &str {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")).unwrap_or(path);
    for index in ["index", "_index"] {
        match path.strip_suffix(index) {
            Some("") => return "",
            Some(folder) if folder.ends_with('/') => return folder.trim_end_matches('/'),
            _ => {}
        }
    }
    path
}

/// The last part of the path that names a document.
fn document_name(path: &SourcePath) -> &str {
    let path = target_path(path.as_str());
    path.rsplit('/').next().unwrap_or(path)
}
