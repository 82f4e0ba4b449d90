//! Reads a site of Eleventy. Its configuration is a program: it is not run, but what it says in plain strings is known.

mod config;
mod data;
mod lists;
mod pages;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::folder::Folder;
use super::liquid::{Liquid, Notes, Value};
use super::old_site::{
    Asset, InPlace, LeftOut, OldAddress, OldAddressKind, OldDocument, OldSite, Owner, Why,
};
use super::paths::{self, Targets};
use super::permalinks;
use crate::diagnostic::Diagnostics;
use config::Config;
use pages::Page;

/// Whether a folder is a site of Eleventy: its configuration, or its package.
pub(super) fn is_site(folder: &Folder) -> bool {
    let names_it = |file: &str| {
        let text = folder.has(file).then(|| folder.text(file, &mut Diagnostics::new())).flatten();
        text.is_some_and(|text| text.contains("@11ty/eleventy\""))
    };
    config::file(folder).is_some() || names_it("package.json")
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    let config = Config::read(folder, problems);
    let mut site = OldSite::default();
    let global = data::global(folder, &config, problems);
    config.settings(&global, &mut site.settings);
    let mut pages: Vec<Page> = Vec::new();
    let mut templates: Vec<Page> = Vec::new();
    for path in config.templates(folder) {
        match pages::read(folder, &config, path, problems) {
            Some(page) if page.is_read() => pages.push(page),
            Some(page) => templates.push(page),
            None => site.left_out.push(LeftOut { source: path.to_owned(), why: Why::Unreadable }),
        }
    }
    let mut liquid = environment(folder, &config, global, problems);
    pages.iter_mut().chain(&mut templates).for_each(|page| page.settle(&liquid));
    liquid.variables.push(("collections".into(), collections(&pages)));
    let names = lists::addresses(&mut site, &pages, &templates, &config, &liquid);
    documents(folder, pages, &liquid, &config, &mut site);
    let languages: Vec<String> = Vec::new();
    permalinks::settle(&mut site, &names, &languages, "addresses of Eleventy");
    site.in_place = InPlace { content: vec![config.input.clone()], fields: Vec::new() };
    site
}

/// What texts can ask.
fn environment(
    folder: &Folder,
    config: &Config,
    global: Vec<(Arc<str>, Value)>,
    problems: &mut Diagnostics,
) -> Liquid {
    let mut liquid = Liquid {
        variables: global,
        include_folder: config.includes.clone(),
        url: config.url(),
        ..Liquid::default()
    };
    for path in folder.below(&config.includes) {
        let name = path[config.includes.len()..].trim_start_matches('/').to_owned();
        let is_liquid = name.ends_with(".html")
            || name.ends_with(".liquid")
            || name.ends_with(".md")
            || name.ends_with(".svg");
        if let Some(text) = is_liquid.then(|| folder.text(path, problems)).flatten() {
            liquid.includes.insert(name, text);
        }
    }
    liquid
}

/// Pages by their tags.
fn collections(pages: &[Page]) -> Value {
    let mut groups: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in pages.iter().filter(|page| page.address.is_some()) {
        groups.entry("all").or_default().push(page);
        for tag in &page.tags {
            groups.entry(tag).or_default().push(page);
        }
    }
    Value::map(groups.into_iter().map(|(tag, mut pages)| {
        pages.sort_by(|one, other| (&one.date, &one.source).cmp(&(&other.date, &other.source)));
        (tag, Value::list(pages.into_iter().map(Page::listed)))
    }))
}

/// Makes documents of pages, and adds the files that are copied.
fn documents(folder: &Folder, pages: Vec<Page>, liquid: &Liquid, config: &Config, site: &mut OldSite) {
    let mut targets = Targets::default();
    let mut placed = Vec::new();
    let mut undated = 0usize;
    for mut page in pages {
        if page.address.is_none() {
            site.settings.unmatched(page.source.clone(), "it had no page (`permalink: false`)");
            continue;
        }
        if page.is_draft && config.knows_drafts {
            site.left_out.push(LeftOut { source: page.source.clone(), why: Why::Draft });
        }
        if page.is_post && page.date.is_none() {
            undated += 1;
            page.date = folder.changed(&page.source);
        }
        let target = page.target(config, &mut targets);
        placed.push((page, target));
    }
    if undated > 0 {
        let of = if undated == 1 {
            "1 post without a date".to_owned()
        } else {
            format!("{undated} posts without a date")
        };
        site.settings.unmatched(of, "they have the day of their file; Eleventy asks the disk or Git");
    }
    let made: Vec<(OldDocument, Notes)> = placed
        .into_par_iter()
        .map(|(page, target)| {
            let mut notes = Notes::default();
            (page.document(target, liquid, config, &mut notes), notes)
        })
        .collect();
    for (document, notes) in made {
        site.calls.append(notes.calls);
        site.documents.push(document);
    }
    for key in ["category", "tag"] {
        if site.documents.iter().any(|document| document.fields.get(key).is_some()) {
            let path = if key == "tag" { "tags" } else { "categories" };
            site.settings.set(&["taxonomies"], key, json!({ "path": path }), format!("`{path}` of posts"));
        }
    }
    for (source, address) in config.copied(folder) {
        let kind = OldAddressKind::File;
        let path = format!("/{address}");
        site.addresses.push(OldAddress { path, kind, source: source.clone(), owner: Owner::Unknown });
        site.assets.push(Asset {
            source,
            target: targets.free(format!("static/{}", paths::parts(&address).join("/"))),
        });
    }
}

#[cfg(test)]
mod tests;
