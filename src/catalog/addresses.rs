//! Addresses of articles, pages and the files beside them. No two documents share one.

use rustc_hash::FxHashMap;

use super::authors::authors_url;
use super::terms::taxonomy_url;
use super::{Author, Entry, Term};
use crate::article::{Address, Article, Page, PageRole};
use crate::config::{Config, PermalinkParts};
use crate::diagnostic::{Diagnostics, Level, message};
use crate::path::{SourcePath, UrlPath, slug};

/// A standing page, or the text of an index, and its address.
#[derive(Clone, Debug)]
pub struct PageEntry {
    /// The page.
    pub page: Page,
    /// Its address, or that of the index it is the text of.
    pub url: UrlPath,
}

/// Addresses that are given away, by the file they are answered with, in lower case: file systems may fold case.
pub(super) struct Addresses<'c> {
    config: &'c Config,
    taken: FxHashMap<Box<str>, SourcePath>,
}

impl<'c> Addresses<'c> {
    /// The addresses of terms and authors, which come first.
    pub(super) fn new(config: &'c Config, terms: &[Term], authors: &[Author]) -> Addresses<'c> {
        let mut addresses = Addresses { config, taken: FxHashMap::default() };
        for language in config.language_ids() {
            for term in terms {
                let by = term.main_text().map_or_else(site, |text| text.path.clone());
                addresses.take(&term.url(config, language), by);
            }
            for author in authors {
                let by = author.main_profile().map_or_else(site, |profile| profile.path.clone());
                addresses.take(&author.url(config, language), by);
            }
        }
        addresses
    }

    /// Gives `url` away, or says who has it.
    fn take(&mut self, url: &UrlPath, by: SourcePath) -> Option<SourcePath> {
        let key: Box<str> = url.out_path().case_folded().into();
        match self.taken.entry(key) {
            std::collections::hash_map::Entry::Occupied(taken) => Some(taken.get().clone()),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(by);
                None
            }
        }
    }

    /// The addresses of standing pages, sorted by source.
    pub(super) fn pages(&mut self, mut pages: Vec<Page>, problems: &mut Diagnostics) -> Vec<PageEntry> {
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        let mut entries: Vec<PageEntry> = Vec::with_capacity(pages.len());
        for page in pages {
            let url = self.page_url(&page);
            let standing = matches!(page.role, PageRole::Standing { .. });
            if standing && let Some(other) = self.take(&url, page.path.clone()) {
                problems.push(message::same_address(&page.path, &other, &url));
                continue;
            }
            let same =
                |entry: &&PageEntry| entry.page.role == page.role && entry.page.language == page.language;
            if let Some(other) = entries.iter().find(same).filter(|_| !standing) {
                problems.push(message::same_address(&page.path, &other.page.path, &url));
                continue;
            }
            entries.push(PageEntry { page, url });
        }
        entries
    }

    fn page_url(&self, page: &Page) -> UrlPath {
        let home = self.config.home(page.language);
        match &page.role {
            PageRole::Home => home,
            PageRole::Taxonomy(index) => taxonomy_url(self.config, *index, page.language),
            PageRole::Authors => authors_url(self.config, page.language),
            PageRole::Standing { key } => page.url.clone().unwrap_or_else(|| {
                let named = |part: &str| slug(part).unwrap_or_else(|| "page".into());
                let plain =
                    |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
                let parts = key.split('/').filter(|part| !part.is_empty() && *part != "..");
                parts.fold(home, |url, part| {
                    url.join(&if plain(part) { part.to_owned() } else { named(part) })
                })
            }),
        }
    }

    /// The addresses of articles, in their order. Of two on one address the earlier keeps it.
    pub(super) fn articles(&mut self, articles: &[Article], problems: &mut Diagnostics) -> Vec<UrlPath> {
        articles.iter().map(|article| self.article(article, problems)).collect()
    }

    fn article(&mut self, article: &Article, problems: &mut Diagnostics) -> UrlPath {
        let url = self.wanted(article, 1);
        let Some(other) = self.take(&url, article.path.clone()) else { return url };
        if self.config.on_conflict == Level::Error {
            problems.push(message::same_address(&article.path, &other, &url));
            return url;
        }
        for number in 2.. {
            let numbered = self.wanted(article, number);
            if self.take(&numbered, article.path.clone()).is_none() {
                problems.push(message::moved_address(&article.path, &other, &url, &numbered));
                return numbered;
            }
        }
        url
    }

    /// The address an article asks for, with `-number` behind its slug from the second try on.
    fn wanted(&self, article: &Article, number: usize) -> UrlPath {
        let home = self.config.home(article.language);
        let suffix = if number > 1 { format!("-{number}") } else { String::new() };
        match &article.address {
            Address::Exact(url) if number == 1 => url.clone(),
            Address::Exact(url) => {
                let text = url.as_str().trim_end_matches('/');
                let (stem, extension) = match url.extension() {
                    Some(extension) => (&text[..text.len() - extension.len() - 1], format!(".{extension}")),
                    None => (text, "/".into()),
                };
                let written = format!("{stem}{suffix}{extension}").replace('%', "%25");
                UrlPath::parse(&written).unwrap_or_else(|_| url.clone())
            }
            Address::Slug(slug) => {
                let day = article.date.day();
                let slug = format!("{slug}{suffix}");
                let parts = PermalinkParts {
                    year: chrono::Datelike::year(&day),
                    month: chrono::Datelike::month(&day),
                    day: chrono::Datelike::day(&day),
                    slug: &slug,
                    section: section(self.config, &article.path),
                };
                // The article step has checked slug and section.
                let below =
                    self.config.permalink.fill(&parts).unwrap_or_else(|_| UrlPath::root().join(&slug));
                home.append(&below)
            }
        }
    }
}

/// What stands for the configuration in messages.
fn site() -> SourcePath {
    SourcePath::new(crate::config::FILE)
}

/// The first folder below the content folder, or an empty text.
pub(super) fn section<'p>(config: &Config, path: &'p SourcePath) -> &'p str {
    let below = config.below_content(path.as_str()).unwrap_or_default();
    below.split_once('/').map_or("", |(section, _)| section)
}

/// Addresses of the files beside content: below the page of the bundle they are in, otherwise as their path has it.
///
/// Files beside a withdrawn article are not published.
pub(super) fn bundled(
    config: &Config,
    files: Vec<SourcePath>,
    articles: &[Article],
    entries: &[Entry],
    pages: &[PageEntry],
    terms: &[Term],
) -> Vec<(SourcePath, UrlPath)> {
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
