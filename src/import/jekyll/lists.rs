//! Addresses of Jekyll that are not those of files: lists, feeds, redirects.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::config::Config;
use super::items::{Item, Kind};
use super::permalink;
use crate::import::liquid::slugify;
use crate::import::old_site::{OldAddress, OldAddressKind, OldSite, Owner, text};
use crate::import::paths;

/// How the plugin jekyll-archives lists terms.
pub(super) struct Archives {
    /// The pattern of a kind, and how names become parts of addresses.
    patterns: BTreeMap<&'static str, String>,
    slug_mode: String,
}

impl Archives {
    /// What the configuration switches on.
    pub(super) fn of(config: &Config) -> Archives {
        const KINDS: [(&str, &str, &str); 5] = [
            ("year", "years", "/:year/"),
            ("month", "months", "/:year/:month/"),
            ("day", "days", "/:year/:month/:day/"),
            ("tag", "tags", "/tag/:name/"),
            ("category", "categories", "/category/:name/"),
        ];
        let keys = config.keys.get("jekyll-archives").or_else(|| config.keys.get("jekyll_archives"));
        let is_on = |kind: &str, plural: &str| match keys.and_then(|keys| keys.get("enabled")) {
            Some(Json::Array(kinds)) => kinds.iter().filter_map(text).any(|on| on == kind || on == plural),
            Some(value) => text(value).is_some_and(|on| on == "all" || on == "true" || on == plural),
            None => false,
        };
        let own = |kind: &str| {
            let permalinks = keys.and_then(|keys| keys.get("permalinks"));
            permalinks.and_then(|permalinks| permalinks.get(kind)).and_then(text)
        };
        let is_plugged = config.has_plugin("jekyll-archives") || keys.is_some();
        let mut patterns: BTreeMap<&'static str, String> = KINDS
            .into_iter()
            .filter(|(kind, plural, _)| is_plugged && is_on(kind, plural))
            .map(|(kind, _, default)| (kind, own(kind).unwrap_or_else(|| default.to_owned())))
            .collect();
        add_autopages(config, &mut patterns);
        let slug_mode = keys.and_then(|keys| keys.get("slug_mode")).and_then(text).unwrap_or_default();
        Archives { patterns, slug_mode }
    }

    /// The folder of the terms of a kind, if their addresses are a folder and a name.
    pub(super) fn folder(&self, kind: &str) -> Option<String> {
        let pattern = self.patterns.get(kind)?;
        let parts = paths::parts(pattern);
        let (last, folder) = parts.split_last()?;
        let is_plain =
            last.starts_with(":name") && !folder.is_empty() && !folder.iter().any(|part| part.contains(':'));
        is_plain.then(|| folder.join("/"))
    }

    fn address(&self, kind: &str, name: &str) -> Option<(String, String)> {
        let pattern = self.patterns.get(kind)?;
        let slug = slugify(name, &self.slug_mode);
        Some((permalink::cleaned(&pattern.replace(":name", &slug).replace(":title", &slug)), slug))
    }
}

/// The pages of terms that jekyll-paginate-v2 makes.
fn add_autopages(config: &Config, patterns: &mut BTreeMap<&'static str, String>) {
    let Some(pages) = config.keys.get("autopages") else { return };
    let is_on = |keys: Option<&Json>| keys.and_then(|keys| keys.get("enabled")).and_then(Json::as_bool);
    if is_on(Some(pages)) != Some(true) {
        return;
    }
    for (kind, plural, name, default) in
        [("tag", "tags", ":tag", "/tag/:tag"), ("category", "categories", ":cat", "/category/:cat")]
    {
        let keys = pages.get(plural);
        if is_on(keys) == Some(false) {
            continue;
        }
        let permalink =
            keys.and_then(|keys| keys.get("permalinks").or_else(|| keys.get("permalink"))).and_then(text);
        let pattern = permalink.unwrap_or_else(|| default.to_owned()).replace(name, ":name");
        patterns.entry(kind).or_insert(format!("{}/", pattern.trim_end_matches('/')));
    }
}

/// Adds an address.
pub(super) fn add(site: &mut OldSite, path: &str, kind: OldAddressKind, source: &str, owner: Owner) {
    site.addresses.push(OldAddress { path: path.to_owned(), kind, source: source.to_owned(), owner });
}

/// Adds the pages of terms, and archives by date. Returns the names of terms with their slugs.
pub(super) fn terms(
    site: &mut OldSite,
    items: &[&Item],
    config: &Config,
    archives: &Archives,
) -> Vec<(String, String)> {
    let source = format!("`jekyll-archives` in {}", config.file);
    let mut names = Vec::new();
    let mut seen = BTreeSet::new();
    for item in items {
        for (kind, terms) in [("tag", &item.tags), ("category", &item.categories)] {
            for term in terms {
                let Some((address, slug)) = archives.address(kind, term) else { continue };
                if slug.is_empty() || !seen.insert(address.clone()) {
                    continue;
                }
                let owner = Owner::Term(kind.to_owned(), term.clone());
                add(site, &address, OldAddressKind::Term, &source, owner);
                names.push((term.clone(), slug));
            }
        }
        for kind in ["year", "month", "day"] {
            let (Some(pattern), Some(date)) = (archives.patterns.get(kind), item.date) else { continue };
            let address = pattern
                .replace(":year", &date.format("%Y"))
                .replace(":month", &date.format("%m"))
                .replace(":day", &date.format("%d"));
            if seen.insert(address.clone()) {
                let owner = Owner::Address(format!("/{}/", date.format("%Y")));
                add(site, &permalink::cleaned(&address), OldAddressKind::List, &source, owner);
            }
        }
    }
    names
}

/// A list of all posts in numbered pages.
pub(super) struct Pagination {
    /// How many posts a page has.
    pub(super) size: usize,
    /// The addresses of pages, with `:num`.
    pattern: String,
}

impl Pagination {
    /// That of a file, if it has one: by jekyll-paginate for the first page of `paginate_path`, or by jekyll-paginate-v2.
    pub(super) fn of(item: &Item, config: &Config) -> Option<Pagination> {
        if item.kind != Kind::Page || !item.body.contains("paginator") {
            return None;
        }
        let number = |value: Option<&Json>| value.and_then(text).and_then(|size| size.parse::<usize>().ok());
        if let Some(keys) = item.fields.get("pagination") {
            let of_site = config.keys.get("pagination");
            let get = |key: &str| keys.get(key).or_else(|| of_site.and_then(|site| site.get(key)));
            let is_filtered = ["category", "categories", "tag", "tags", "collection"]
                .iter()
                .any(|key| keys.get(key).is_some());
            if is_filtered || get("enabled").and_then(Json::as_bool) == Some(false) {
                return None;
            }
            let below = get("permalink").and_then(text).unwrap_or_else(|| "/page/:num/".to_owned());
            let size = number(get("per_page")).filter(|size| *size > 0).unwrap_or(10);
            return Some(Pagination {
                size,
                pattern: permalink::cleaned(&format!("{}{below}", item.address)),
            });
        }
        let size = number(config.keys.get("paginate")).filter(|size| *size > 0)?;
        let pattern = config.keys.text("paginate_path").unwrap_or_else(|| "/page:num/".to_owned());
        let pattern = format!("/{}/", pattern.trim_matches('/'));
        let before = pattern.split(":num").next().unwrap_or_default();
        // The list is in a folder above the numbers: `/blog/` for `/blog/page:num/` and `/blog/page/:num/`.
        let is_above = before.starts_with(&*item.address) && before.len() > item.address.len();
        is_above.then_some(Pagination { size, pattern })
    }

    /// The address of a page after the first.
    pub(super) fn page(&self, number: usize) -> String {
        permalink::cleaned(&self.pattern.replace(":num", &number.to_string()))
    }
}

/// Adds the numbered pages of lists of all posts.
pub(super) fn numbered(site: &mut OldSite, items: &[Item], posts: usize, config: &Config) {
    const MOST: usize = 100_000;
    for item in items {
        let Some(pagination) = Pagination::of(item, config) else { continue };
        for number in 2..=posts.div_ceil(pagination.size).min(MOST) {
            let owner = Owner::Address(item.address.clone());
            add(site, &pagination.page(number), OldAddressKind::List, &item.source, owner);
        }
    }
}

/// Adds the feeds of jekyll-feed.
pub(super) fn feeds(site: &mut OldSite, items: &[&Item], config: &Config) {
    let feed = config.keys.get("feed");
    if !config.has_plugin("jekyll-feed") && feed.is_none() {
        return;
    }
    let get = |key: &str| feed.and_then(|feed| feed.get(key));
    let path = get("path").and_then(text).unwrap_or_else(|| "/feed.xml".to_owned());
    let source = format!("jekyll-feed, {}", config.file);
    add(site, &permalink::cleaned(&path), OldAddressKind::Feed, &source, Owner::Site(String::new()));
    let categories: Vec<String> = match get("categories") {
        Some(Json::Array(names)) => names.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    for name in categories {
        let owner = Owner::Term("category".to_owned(), name.clone());
        add(site, &format!("/feed/{name}.xml"), OldAddressKind::Feed, &source, owner);
    }
    let Some(tags) = get("tags") else { return };
    let listed = |key: &str| -> Vec<String> {
        tags.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(text).collect()
    };
    let (only, except) = (listed("only"), listed("except"));
    let folder = tags.get("path").and_then(text).unwrap_or_else(|| "/feed/by_tag/".to_owned());
    let all: BTreeSet<&String> = items.iter().flat_map(|item| &item.tags).collect();
    for tag in all.into_iter().filter(|tag| (only.is_empty() || only.contains(tag)) && !except.contains(tag))
    {
        let address = permalink::cleaned(&format!("{folder}/{tag}.xml"));
        add(site, &address, OldAddressKind::Feed, &source, Owner::Term("tag".to_owned(), tag.clone()));
    }
}

/// Adds the redirects of jekyll-redirect-from. Returns whether the file is nothing but a redirect.
pub(super) fn redirects(site: &mut OldSite, item: &Item, config: &Config) -> bool {
    let to = item.fields.names("redirect_to").into_iter().next().map(|to| local(&to, config));
    let owner = match &to {
        Some(to) => Owner::Address(to.clone()),
        None => Owner::Document(item.source.clone()),
    };
    for from in item.fields.names("redirect_from") {
        let mut from = permalink::cleaned(&local(&from, config));
        // The plugin writes a file for an address without a slash or an extension.
        if !from.ends_with('/') && paths::extension(paths::split(&from).1).1.is_empty() {
            from.push_str(".html");
        }
        // A page cannot lead to itself.
        if from != item.address {
            add(site, &from, OldAddressKind::Redirect, &item.source, owner.clone());
        }
    }
    if to.is_some() {
        add(site, &item.address, OldAddressKind::Redirect, &item.source, owner);
    }
    if to.is_some_and(|to| to.contains("://")) {
        // No page of the new site is there, but links to it are none to nothing.
        let mut live = site.settings.get(&[], "live").and_then(Json::as_array).cloned().unwrap_or_default();
        live.push(item.address.clone().into());
        site.settings.set(&[], "live", live, "`redirect_to` of pages");
        return true;
    }
    item.fields.get("redirect_to").is_some()
}

/// An address on the site as a path without the folder that the site is in.
fn local(address: &str, config: &Config) -> String {
    let path = address.strip_prefix(&*config.url).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let path = path.or_else(|| {
        let rest = address.strip_prefix(&*config.base_path).filter(|_| !config.base_path.is_empty())?;
        rest.starts_with('/').then_some(rest)
    });
    match path {
        Some("") => "/".to_owned(),
        Some(path) => path.to_owned(),
        None => address.to_owned(),
    }
}

/// The term that a page lists, where it is the page of one: `layout: tag_page` with `tag: x`.
pub(super) fn term_of_page(item: &Item) -> Option<(&'static str, String)> {
    let layout = item.fields.text("layout").unwrap_or_default().to_lowercase();
    if !matches!(item.kind, Kind::Page | Kind::Document(_)) || !item.body.trim().is_empty() {
        return None;
    }
    for (key, other) in [("tag", "tag-name"), ("category", "category-name")] {
        let part = if key == "tag" { "tag" } else { "categor" };
        let is_index = layout.ends_with('s') || layout.contains("index");
        if layout.contains(part) && !is_index {
            let name = [key, other, "title"].into_iter().find_map(|key| item.fields.text(key))?;
            return Some((key, name));
        }
    }
    None
}
