//! Addresses of Zola that no file stands for: feeds, terms, numbered pages.

use std::collections::{BTreeMap, BTreeSet};

use super::config::{Config, Language, Taxonomy, is_authors};
use super::pages::{Page, SectionList};
use crate::import::old_site::{OldAddress, OldAddressKind, OldSite, Owner};

/// Adds all addresses but those of pages and files. Returns the names of terms with the slugs that Zola gives them.
pub(super) fn addresses(pages: &[Page], config: &Config, site: &mut OldSite) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let file = config.file;
    add(site, "/sitemap.xml", OldAddressKind::File, file, Owner::Unknown);
    add(site, "/robots.txt", OldAddressKind::File, file, Owner::Unknown);
    for language in &config.languages {
        let code =
            if language.code == config.default_language() { String::new() } else { language.code.clone() };
        let prefix = config.prefix(&language.code);
        let owner = Owner::Site(code);
        let has_home = pages.iter().any(|page| page.is_home() && page.language == language.code);
        if !has_home {
            add(site, &format!("{prefix}/"), OldAddressKind::Page, file, owner.clone());
        }
        if language.has_feed {
            feeds(site, language, &prefix, file, &owner);
        }
        for page in pages.iter().filter(|page| page.language == language.code && page.is_published()) {
            sections(site, language, page, pages, &owner);
        }
        for taxonomy in language.taxonomies.iter().filter(|taxonomy| taxonomy.is_rendered) {
            terms(site, (language, taxonomy), pages, config, &mut names);
        }
    }
    limit(pages, config, site);
    names
}

/// An address.
fn add(site: &mut OldSite, path: &str, kind: OldAddressKind, source: &str, owner: Owner) {
    site.addresses.push(OldAddress { path: path.to_owned(), kind, source: source.to_owned(), owner });
}

/// The feeds in a folder. Only the site's own templates know what others are, such as `releases.json`.
fn feeds(site: &mut OldSite, language: &Language, folder: &str, source: &str, owner: &Owner) {
    for name in &language.feed_names {
        let path = format!("{}/{name}", folder.trim_end_matches('/'));
        match name.ends_with(".xml") {
            true => add(site, &path, OldAddressKind::Feed, source, owner.clone()),
            false => add(site, &path, OldAddressKind::File, source, Owner::Unknown),
        }
    }
}

/// What leads to a page, and what a section has below its own address.
fn sections(site: &mut OldSite, language: &Language, page: &Page, pages: &[Page], home: &Owner) {
    let document = Owner::Document(page.source.clone());
    for alias in &page.aliases {
        add(site, alias, OldAddressKind::Redirect, &page.source, document.clone());
    }
    let Some(SectionList { has_feed, page_size, page_path, redirect_to }) = &page.section else { return };
    if let Some(target) = redirect_to {
        add(site, &page.address, OldAddressKind::Redirect, &page.source, Owner::Address(target.clone()));
    }
    if *has_feed && !(page.is_home() && language.has_feed) {
        feeds(site, language, &page.address, &page.source, home);
    }
    let Some(size) = page_size else { return };
    let count = pages
        .iter()
        .filter(|other| other.section.is_none() && other.language == page.language && other.is_published())
        .filter(|other| other.section_folder() == page.section_folder())
        .count();
    numbered(
        site,
        &format!("{}{page_path}", page.address),
        count.div_ceil(*size),
        &page.source,
        if page.is_home() { home } else { &document },
    );
}

/// The numbered pages of a list. Their numbers mean other articles now, so they lead to its head.
fn numbered(site: &mut OldSite, path: &str, count: usize, source: &str, owner: &Owner) {
    for number in 1..=count.max(1) {
        add(site, &format!("{path}/{number}/"), OldAddressKind::List, source, owner.clone());
    }
}

/// The pages of a taxonomy in one language.
fn terms(
    site: &mut OldSite,
    (language, taxonomy): (&Language, &Taxonomy),
    pages: &[Page],
    config: &Config,
    names: &mut Vec<(String, String)>,
) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let of_language = pages.iter().filter(|page| page.language == language.code && page.is_published());
    for (_, term) in of_language.flat_map(|page| &page.terms).filter(|(name, _)| *name == taxonomy.name) {
        *counts.entry(term).or_default() += 1;
    }
    let root = format!("{}/{}", config.prefix(&language.code), config.taxonomy_path(taxonomy));
    let source = format!("`taxonomies` in {}", config.file);
    let is_of_authors = is_authors(&taxonomy.name);
    let index = if is_of_authors { Owner::Authors } else { Owner::Taxonomy(taxonomy.name.clone()) };
    add(site, &format!("{root}/"), OldAddressKind::Page, &source, index);
    let mut slugs = BTreeSet::new();
    for (term, count) in counts {
        let slug = config.taxonomies.of(term);
        names.push((term.to_owned(), slug.clone()));
        if slug.is_empty() || !slugs.insert(slug.clone()) {
            continue;
        }
        let (kind, owner) = match is_of_authors {
            true => (OldAddressKind::Author, Owner::Author(term.to_owned())),
            false => (OldAddressKind::Term, Owner::Term(taxonomy.name.clone(), term.to_owned())),
        };
        let path = format!("{root}/{slug}");
        add(site, &format!("{path}/"), kind, &source, owner.clone());
        if taxonomy.has_feed {
            feeds(site, language, &path, &source, &owner);
        }
        if let Some((size, page_path)) = &taxonomy.pages {
            numbered(site, &format!("{path}/{page_path}"), count.div_ceil(*size), &source, &owner);
        }
    }
}

/// The fewest and most entries that the feed gets where the configuration does not limit it.
const ENTRIES: (usize, usize) = (20, 200);

/// How many entries the feed has: readers of a section's feed are given that of the site, which must have its newest article.
fn limit(pages: &[Page], config: &Config, site: &mut OldSite) {
    let mut dated: Vec<(&str, &str)> = pages
        .iter()
        .filter(|page| page.is_published())
        .filter_map(|page| Some((page.date.as_deref()?, page.section_folder())))
        .collect();
    dated.sort_unstable_by(|one, other| other.cmp(one));
    let with_feeds =
        pages.iter().filter(|page| page.section.as_ref().is_some_and(|section| section.has_feed));
    let farthest = with_feeds
        .filter_map(|page| dated.iter().position(|(_, folder)| *folder == page.section_folder()))
        .max()
        .map_or(0, |position| position + 1);
    let wanted = config.feed_limit.unwrap_or_default().max(farthest).clamp(ENTRIES.0, ENTRIES.1);
    if wanted != ENTRIES.0 {
        let from =
            format!("`feed_limit` in {}, and the newest article of each section with a feed", config.file);
        site.settings.set(&["feeds"], "limit", wanted, from);
    }
    if farthest > 0 {
        let why = "readers of a section's feed get the feed of the whole site";
        site.settings.unmatched("`generate_feeds` of sections", why);
    }
}
