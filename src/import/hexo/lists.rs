//! Addresses of Hexo that no file stands for: lists, terms, feeds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::config::{Config, FILE};
use super::posts::{Post, category_path};
use crate::import::old_site::{OldAddress, OldAddressKind, OldSite, Owner, text};
use crate::import::paths;

/// Adds all addresses but those of documents and files. Returns the names of terms with their slugs.
pub(super) fn addresses(posts: &[Post], config: &Config, site: &mut OldSite) -> Vec<(String, String)> {
    let listed: Vec<&Post> = posts.iter().filter(|post| post.is_post && post.is_published()).collect();
    let mut lists = Lists { config, site, known: posts.iter().map(|post| post.address.clone()).collect() };
    for post in posts.iter().filter(|post| post.is_published()) {
        for alias in &post.aliases {
            lists.add(alias, OldAddressKind::Redirect, &post.source, Owner::Document(post.source.clone()));
        }
    }
    if let Some(Value::Object(aliases)) = config.value("alias") {
        for (old, new) in aliases {
            let target = text(new).map(|new| paths::address(&new)).unwrap_or_default();
            lists.add(&paths::address(old), OldAddressKind::Redirect, FILE, Owner::Address(target));
        }
    }
    let home = Owner::Site(String::new());
    if config.has_package("hexo-generator-index") {
        let folder = config.inner("index_generator", "path").and_then(text).unwrap_or_default();
        let folder = paths::folder_address(&folder);
        lists.list(&folder, OldAddressKind::Page, (listed.len(), "index_generator"), &home);
    }
    if config.has_package("hexo-generator-archive") {
        lists.archives(&listed);
    }
    lists.feeds(&home);
    lists.terms(&listed)
}

struct Lists<'s> {
    config: &'s Config,
    site: &'s mut OldSite,
    /// The addresses that are taken: a page goes before a list.
    known: BTreeSet<String>,
}

impl Lists<'_> {
    fn add(&mut self, path: &str, kind: OldAddressKind, source: &str, owner: Owner) {
        if self.known.insert(path.to_owned()) {
            self.site.addresses.push(OldAddress {
                path: path.to_owned(),
                kind,
                source: source.to_owned(),
                owner,
            });
        }
    }

    /// A list and its numbered pages. Their numbers mean other articles now, so they lead to its head.
    fn list(&mut self, folder: &str, kind: OldAddressKind, (count, generator): (usize, &str), owner: &Owner) {
        self.add(folder, kind, FILE, owner.clone());
        let size = self.config.per_page(generator);
        let part = self.config.folder("pagination_dir").unwrap_or_default();
        if size > 0 {
            for number in 2..=count.div_ceil(size) {
                self.add(&format!("{folder}{part}/{number}/"), OldAddressKind::List, FILE, owner.clone());
            }
        }
    }

    /// The lists of all articles, of years, months and days.
    fn archives(&mut self, listed: &[&Post]) {
        let Some(folder) = self.config.folder("archive_dir") else { return };
        let owner = Owner::Address("/archive/".to_owned());
        let is_off = |key: &str| self.config.inner("archive_generator", key) == Some(&Value::Bool(false));
        let daily = self.config.inner("archive_generator", "daily") == Some(&Value::Bool(true));
        let depth = match (is_off("yearly"), is_off("monthly"), daily) {
            (true, _, _) => 0,
            (false, true, false) => 1,
            (false, _, false) => 2,
            (false, _, true) => 3,
        };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let root = paths::folder_address(&folder);
        *counts.entry(root.clone()).or_default() += listed.len();
        for day in listed.iter().filter_map(|post| post.day.as_deref()) {
            let mut path = root.clone();
            for part in day.split('-').take(depth) {
                path.push_str(part);
                path.push('/');
                *counts.entry(path.clone()).or_default() += 1;
            }
        }
        for (path, count) in counts.into_iter().filter(|_| !listed.is_empty()) {
            self.list(&path, OldAddressKind::List, (count, "archive_generator"), &owner);
        }
    }

    /// The feeds of hexo-generator-feed.
    fn feeds(&mut self, home: &Owner) {
        let is_there = self.config.value("feed").is_some() || self.config.has_package("hexo-generator-feed");
        if !is_there {
            return;
        }
        let names = |key: &str| match self.config.inner("feed", key) {
            Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
            Some(one) => text(one).into_iter().collect(),
            None => Vec::new(),
        };
        let (mut files, kinds) = (names("path"), names("type"));
        if files.is_empty() {
            files = kinds
                .iter()
                .map(|kind| if kind == "rss2" { "rss2.xml".to_owned() } else { "atom.xml".to_owned() })
                .collect();
        }
        if files.is_empty() {
            files.push("atom.xml".to_owned());
        }
        for file in files {
            self.add(&paths::address(&file), OldAddressKind::Feed, FILE, home.clone());
        }
    }

    /// The pages of categories and tags. Categories that are in others are so in the new site too.
    fn terms(&mut self, listed: &[&Post]) -> Vec<(String, String)> {
        let mut names = Vec::new();
        let mut categories: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        for post in listed {
            let paths = post
                .categories
                .iter()
                .flat_map(|path| (1..=path.len()).map(move |length| path[..length].to_vec()));
            for path in paths.collect::<BTreeSet<_>>() {
                *categories.entry(path).or_default() += 1;
            }
            post.tags.iter().for_each(|tag| *tags.entry(tag).or_default() += 1);
        }
        let category_dir =
            self.config.folder("category_dir").filter(|_| self.config.has_package("hexo-generator-category"));
        let tag_dir = self.config.folder("tag_dir").filter(|_| self.config.has_package("hexo-generator-tag"));
        for (path, count) in &categories {
            let (Some(folder), Some(name)) = (&category_dir, path.last()) else { continue };
            let slugs = category_path(path, self.config);
            let owner = Owner::Term("category".to_owned(), name.clone());
            let address = paths::folder_address(&format!("{folder}/{slugs}"));
            self.list(&address, OldAddressKind::Term, (*count, "category_generator"), &owner);
            names.push((name.clone(), self.config.slug("category_map", name)));
        }
        for (tag, count) in &tags {
            let Some(folder) = &tag_dir else { continue };
            let slug = self.config.slug("tag_map", tag);
            let owner = Owner::Term("tag".to_owned(), (*tag).to_owned());
            let address = paths::folder_address(&format!("{folder}/{slug}"));
            self.list(&address, OldAddressKind::Term, (*count, "tag_generator"), &owner);
            names.push(((*tag).to_owned(), slug));
        }
        if categories.keys().any(|path| path.len() > 1) {
            let tree = tree(categories.keys());
            self.site.settings.set(&["terms"], "category", tree, "`categories` in front matter");
        }
        names
    }
}

/// Categories as `[terms]` has them: a table of names and what is in each. A name stands once, where it is first.
fn tree<'c>(categories: impl Iterator<Item = &'c Vec<String>>) -> Value {
    let mut tree = Map::new();
    let mut placed = BTreeSet::new();
    for path in categories {
        let is_new = path.last().is_some_and(|name| placed.insert(name.to_lowercase()));
        let mut level = &mut tree;
        for (depth, name) in path.iter().enumerate() {
            let is_last = depth + 1 == path.len();
            if is_last && !is_new {
                break;
            }
            let entry = level.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
            match entry {
                Value::Object(inner) => level = inner,
                _ => break,
            }
        }
    }
    Value::Object(tree)
}
