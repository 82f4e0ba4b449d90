//! Addresses of Pelican that no file stands for: lists, feeds.

use std::collections::{BTreeMap, BTreeSet};

use super::config::Config;
use super::format::{self, Slug};
use super::posts::Post;
use crate::import::old_site::{OldAddress, OldAddressKind, OldDocument, OldSite, Owner};
use crate::import::python::PythonValue;

/// Addresses as they are found; the first at a place counts.
struct Found<'s> {
    site: &'s mut OldSite,
    known: BTreeSet<String>,
}

impl Found<'_> {
    fn add(&mut self, save_as: &str, kind: OldAddressKind, source: String, owner: Owner) {
        let Some(path) = format::address(save_as) else { return };
        if self.known.insert(path.clone()) {
            self.site.addresses.push(OldAddress { path, kind, source, owner });
        }
    }
}

/// Adds all addresses but those of documents. Returns the names of terms and authors with their slugs.
pub(super) fn addresses(posts: &[Post], config: &Config, site: &mut OldSite) -> Vec<(String, String)> {
    let listed: Vec<&Post> = posts.iter().filter(|post| post.is_listed()).collect();
    let default = config.default_language();
    let mut found = Found { site, known: BTreeSet::new() };
    for post in posts.iter().filter(|post| !post.is_read()) {
        let path = post.address.as_deref().unwrap_or_default();
        found.add(path, OldAddressKind::Article, post.source.clone(), Owner::Unknown);
    }
    let originals = listed.iter().filter(|post| post.language == default).count();
    direct(&mut found, config, originals);
    let mut counts: [BTreeMap<&str, usize>; 3] = Default::default();
    for post in &listed {
        let original = post.language == default;
        let names = [vec![&post.category], post.tags.iter().collect(), post.authors.iter().collect()];
        for (counts, names) in counts.iter_mut().zip(names) {
            names.into_iter().filter(|name| !name.is_empty()).for_each(|name| {
                *counts.entry(name).or_default() += usize::from(original);
            });
        }
    }
    let mut names = Vec::new();
    for (key, counts) in ["CATEGORY", "TAG", "AUTHOR"].into_iter().zip(&counts) {
        for (name, count) in counts {
            let slug = config.slug(name);
            terms(&mut found, config, key, (name, &slug), *count);
            names.push(((*name).to_owned(), slug));
        }
    }
    site_feeds(&mut found, config, &listed);
    periods(&mut found, config, &listed);
    names
}

/// The pages that are there once: the list of all articles, those of terms and authors.
fn direct(found: &mut Found<'_>, config: &Config, count: usize) {
    let templates = config.list("DIRECT_TEMPLATES", &["index", "tags", "categories", "authors", "archives"]);
    for template in templates {
        let key = format!("{}_SAVE_AS", template.to_uppercase());
        let save_as = match config.text(&key) {
            Some(save_as) => save_as,
            None if config.value(&key).is_some() => continue,
            None => format!("{template}.html"),
        };
        let source = config.from(&key);
        let (kind, owner) = match &*template {
            "index" => (OldAddressKind::Page, Owner::Site(String::new())),
            "tags" => (OldAddressKind::Page, Owner::Taxonomy("tag".to_owned())),
            "categories" => (OldAddressKind::Page, Owner::Taxonomy("category".to_owned())),
            "authors" => (OldAddressKind::Page, Owner::Authors),
            "archives" => (OldAddressKind::List, Owner::Address("/archive/".to_owned())),
            _ => (OldAddressKind::List, Owner::Unknown),
        };
        found.add(&save_as, kind, source, owner.clone());
        if template == "index" {
            numbered(found, config, (&save_as, "index"), count, &owner);
        }
    }
}

/// The further pages of a list. Their numbers mean other articles now, so they lead to its head.
fn numbered(
    found: &mut Found<'_>,
    config: &Config,
    (save_as, template): (&str, &str),
    count: usize,
    owner: &Owner,
) {
    let own = match config.value("PAGINATED_TEMPLATES") {
        Some(PythonValue::Dict(entries)) => entries.iter().find(|(key, _)| key.text() == Some(template)),
        _ => None,
    };
    let size = match own {
        Some((_, PythonValue::Number(size))) => size.parse().ok(),
        _ => config.number("DEFAULT_PAGINATION"),
    };
    let Some(size) = size.filter(|size: &usize| *size > 0) else { return };
    let (stem, ending) = save_as
        .rsplit_once('.')
        .map_or((save_as, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    for number in 2..=count.div_ceil(size) {
        let source = config.from("DEFAULT_PAGINATION");
        found.add(&format!("{stem}{number}{ending}"), OldAddressKind::List, source, owner.clone());
    }
}

/// The pages and feeds of a term or an author.
fn terms(found: &mut Found<'_>, config: &Config, key: &str, (name, slug): (&str, &str), count: usize) {
    if slug.is_empty() {
        return;
    }
    let (kind, owner) = match key {
        "CATEGORY" => (OldAddressKind::Term, Owner::Term("category".to_owned(), name.to_owned())),
        "TAG" => (OldAddressKind::Term, Owner::Term("tag".to_owned(), name.to_owned())),
        _ => (OldAddressKind::Author, Owner::Author(name.to_owned())),
    };
    let page = format!("{key}_SAVE_AS");
    if let Some(pattern) = config.text(&page) {
        let save_as = format::filled(&pattern, &Slug(slug));
        found.add(&save_as, kind, config.from(&page), owner.clone());
        numbered(found, config, (&save_as, &key.to_lowercase()), count, &owner);
    }
    for feed in ["FEED_ATOM", "FEED_RSS"] {
        let feed = format!("{key}_{feed}");
        if let Some(pattern) = config.text(&feed) {
            let save_as = format::filled(&pattern, &Slug(slug));
            found.add(&save_as, OldAddressKind::Feed, config.from(&feed), owner.clone());
        }
    }
}

/// The feeds of all articles, and of those in each language.
fn site_feeds(found: &mut Found<'_>, config: &Config, listed: &[&Post]) {
    for key in ["FEED_ATOM", "FEED_RSS", "FEED_ALL_ATOM", "FEED_ALL_RSS"] {
        if let Some(save_as) = config.text(key) {
            found.add(&save_as, OldAddressKind::Feed, config.from(key), Owner::Site(String::new()));
        }
    }
    let default = config.default_language();
    let languages: BTreeSet<&str> = listed.iter().map(|post| &*post.language).collect();
    for language in languages {
        let code = if language == default { String::new() } else { language.to_owned() };
        for key in ["TRANSLATION_FEED_ATOM", "TRANSLATION_FEED_RSS"] {
            if let Some(pattern) = config.text(key) {
                let save_as = format::filled(&pattern, &Slug(language));
                found.add(&save_as, OldAddressKind::Feed, config.from(key), Owner::Site(code.clone()));
            }
        }
    }
}

/// The lists of years, months and days.
fn periods(found: &mut Found<'_>, config: &Config, listed: &[&Post]) {
    for key in ["YEAR_ARCHIVE_SAVE_AS", "MONTH_ARCHIVE_SAVE_AS", "DAY_ARCHIVE_SAVE_AS"] {
        let Some(pattern) = config.text(key) else { continue };
        for day in listed.iter().filter_map(|post| post.day) {
            let save_as = format::filled(&pattern, &Day(day));
            found.add(
                &save_as,
                OldAddressKind::List,
                config.from(key),
                Owner::Address("/archive/".to_owned()),
            );
        }
    }
}

/// The value of the pattern of a day's list.
struct Day(chrono::NaiveDate);

impl format::Values for Day {
    fn value(&self, _name: &str) -> Option<String> {
        None
    }

    fn date(&self) -> Option<chrono::NaiveDate> {
        Some(self.0)
    }
}

/// The languages of the documents but for the default one, as the names of their files have them.
pub(super) fn languages(documents: &[OldDocument]) -> Vec<String> {
    let codes = documents.iter().filter_map(|document| {
        let stem = document.target.strip_suffix(".md")?;
        let (_, code) = stem.rsplit('/').next()?.rsplit_once('.')?;
        Some(code.to_owned())
    });
    codes.collect::<BTreeSet<_>>().into_iter().collect()
}
