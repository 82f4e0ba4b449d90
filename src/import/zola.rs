//! Reads a site of Zola.

mod config;
mod lists;
mod pages;
mod shortcodes;
mod unmatched;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::calls::Calls;
use super::folder::Folder;
use super::old_site::{
    Asset, InPlace, LeftOut, OldAddress, OldAddressKind, OldDocument, OldSite, Owner, Why,
};
use super::paths::{self, Targets};
use super::permalinks;
use crate::diagnostic::Diagnostics;
use pages::Page;

/// Whether a folder is a site of Zola: its configuration has a `base_url`, which Hugo writes in another way.
pub(super) fn is_site(folder: &Folder) -> bool {
    config::file(folder).is_some() && folder.has_folder("content")
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    let mut site = OldSite::default();
    let config = config::read(folder, &mut site.settings, problems);
    let paths: Vec<&str> = folder.below("content").filter(|path| path.ends_with(".md")).collect();
    let read: Vec<(Option<Page>, Diagnostics)> = paths
        .par_iter()
        .map(|path| {
            let mut found = Diagnostics::new();
            let page =
                folder.text(path, &mut found).and_then(|text| pages::read(path, &text, &config, &mut found));
            (page, found)
        })
        .collect();
    let mut pages = Vec::new();
    for (path, (page, found)) in paths.iter().zip(read) {
        problems.append(found);
        match page {
            Some(page) => pages.push(page),
            None => site.left_out.push(LeftOut { source: (*path).to_owned(), why: Why::Unreadable }),
        }
    }
    pages.retain(|page| {
        if let Some(why) = page.why_left_out() {
            site.left_out.push(LeftOut { source: page.source.clone(), why });
        }
        page.is_published() || page.is_draft()
    });
    let mut targets = Targets::default();
    pages::place(&mut pages, folder, &config, &mut targets);
    let assets = files(folder, &pages, &mut targets, &mut site);
    let names = lists::addresses(&pages, &config, &mut site);
    let known: BTreeMap<String, String> = pages
        .iter()
        .filter_map(|page| {
            Some((
                page.source.strip_prefix("content/")?.to_owned(),
                page.target.strip_prefix("content/")?.to_owned(),
            ))
        })
        .collect();
    let converted: Vec<(OldDocument, Calls)> =
        pages.into_par_iter().map(|page| page.into_document(&known)).collect();
    for (document, calls) in converted {
        site.calls.append(calls);
        site.documents.push(document);
    }
    site.assets.extend(assets);
    let languages: Vec<String> = config.other_languages().map(|language| language.code.clone()).collect();
    permalinks::settle(&mut site, &names, &languages, &format!("addresses of Zola, {}", config.file));
    site.in_place = InPlace { content: vec!["content".to_owned()], fields: Vec::new() };
    site
}

/// The files beside texts and in `static/`.
fn files(folder: &Folder, pages: &[Page], targets: &mut Targets, site: &mut OldSite) -> Vec<Asset> {
    let bundles: BTreeMap<&str, &Page> =
        pages.iter().filter_map(|page| Some((page.bundle()?, page))).collect();
    let mut assets = Vec::new();
    let mut passed_over = 0;
    for path in folder.below("content").filter(|path| !path.ends_with(".md")) {
        let below = path.strip_prefix("content/").unwrap_or(path);
        let mut ancestors = std::iter::successors(Some(paths::split(path).0), |folder| {
            Some(paths::split(folder).0).filter(|outer| !outer.is_empty())
        });
        let owner = ancestors.find_map(|ancestor| bundles.get(ancestor));
        let (address, target) = match owner {
            Some(page) => {
                let rest = page.bundle().and_then(|bundle| path.strip_prefix(bundle)).unwrap_or_default();
                let address = format!("{}{}", page.address, rest.trim_start_matches('/'));
                let beside = format!("{}{rest}", paths::split(&page.target).0);
                let target = if paths::is_plain_file(path) { beside } else { format!("static{address}") };
                (address, target)
            }
            None => (format!("/{below}"), format!("static/{below}")),
        };
        site.addresses.push(OldAddress {
            path: address,
            kind: OldAddressKind::File,
            source: path.to_owned(),
            owner: Owner::Unknown,
        });
        assets.push(Asset { source: path.to_owned(), target: targets.free(target) });
    }
    for path in folder.below("static") {
        if paths::is_of_theme(path) {
            passed_over += 1;
            continue;
        }
        assets.push(Asset { source: path.to_owned(), target: targets.free(path.to_owned()) });
    }
    if passed_over > 0 {
        site.settings.unmatched(
            format!("{passed_over} style sheets, scripts and fonts in static/"),
            "they belong to the old templates",
        );
    }
    assets
}

#[cfg(test)]
mod tests;
