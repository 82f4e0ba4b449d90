//! Reads a site of Pelican.

mod config;
mod documents;
mod format;
mod headers;
mod links;
mod lists;
mod markdown;
mod posts;
mod settings;
mod sources;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::folder::Folder;
use super::old_site::{Asset, InPlace, LeftOut, OldDocument, OldSite, Why};
use super::paths::{self, Targets};
use super::permalinks;
use crate::diagnostic::Diagnostics;
use config::Config;
use links::Places;
use posts::Post;

/// Whether a folder is a site of Pelican.
pub(super) fn is_site(folder: &Folder) -> bool {
    folder.has("pelicanconf.py")
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    let mut site = OldSite::default();
    let config = config::read(folder, problems);
    let sources = sources::sources(folder, &config);
    let read: Vec<(Option<Post>, Diagnostics)> = sources
        .par_iter()
        .map(|source| {
            let mut found = Diagnostics::new();
            let text = folder.text(source.path, &mut found);
            (text.and_then(|text| posts::read(source, &text, &config, folder, &mut found)), found)
        })
        .collect();
    let mut posts = Vec::new();
    for (source, (post, found)) in sources.iter().zip(read) {
        problems.append(found);
        match post {
            Some(post) => posts.push(post),
            None => leave_out(&mut site, source.path, Why::Unreadable),
        }
    }
    posts.retain(|post| {
        if let Some(why) = post.why_left_out() {
            leave_out(&mut site, &post.source, why);
        }
        post.is_kept()
    });
    let mut targets = Targets::default();
    posts::place(&mut posts, &config, &mut targets);
    settings::set(&posts, &config, &mut site.settings);
    let names = lists::addresses(&posts, &config, &mut site);
    let places = Places::of(&posts, &config, folder);
    let (documents, linked) = documents(posts, &places, &config);
    site.documents = documents;
    site.assets = files(folder, &config, &linked, &mut targets);
    let languages = lists::languages(&site.documents);
    permalinks::settle(&mut site, &names, &languages, &config.from("ARTICLE_SAVE_AS"));
    site.in_place = InPlace { content: vec![config.path.clone()], fields: Vec::new() };
    site
}

fn leave_out(site: &mut OldSite, source: &str, why: Why) {
    site.left_out.push(LeftOut { source: source.to_owned(), why });
}

/// The documents of the new site, and the files that their texts link: their places in the old folder, by address.
fn documents(
    posts: Vec<Post>,
    places: &Places,
    config: &Config,
) -> (Vec<OldDocument>, BTreeMap<String, String>) {
    let converted: Vec<_> =
        posts.into_par_iter().map(|post| documents::document(post, places, config)).collect();
    let mut files = BTreeMap::new();
    let mut documents = Vec::with_capacity(converted.len());
    for (document, linked) in converted {
        for (source, address) in linked {
            files.entry(address).or_insert(source);
        }
        documents.extend(document);
    }
    (documents, files)
}

/// The files that Pelican copies: those in its static folders, and those that texts link, by address.
fn files(
    folder: &Folder,
    config: &Config,
    linked: &BTreeMap<String, String>,
    targets: &mut Targets,
) -> Vec<Asset> {
    let mut wanted = linked.clone();
    for below in config.list("STATIC_PATHS", &["images"]) {
        let below = paths::parts(&below).join("/");
        let path = paths::join(&config.path, &below);
        let is_file = folder.has(&path).then(|| path.clone());
        for file in is_file.iter().map(String::as_str).chain(folder.below(&path)) {
            if sources::is_source(file) || sources::is_no_content(file, config) || paths::is_of_theme(file) {
                continue;
            }
            wanted.entry(links::static_address(file, config)).or_insert_with(|| file.to_owned());
        }
    }
    let asset = |(address, source): (String, String)| Asset {
        source,
        target: targets.free(format!("static{address}")),
    };
    wanted.into_iter().map(asset).collect()
}

#[cfg(test)]
mod tests;
