//! Reads a site of Hexo.

mod config;
mod documents;
mod lexer;
mod lists;
mod permalink;
mod places;
mod posts;
mod settings;
mod tag_plugins;
mod tags;

use rayon::prelude::*;
use serde_json::Value;

use super::calls::Calls;
use super::folder::Folder;
use super::old_site::{
    Asset, InPlace, LeftOut, OldAddress, OldAddressKind, OldDocument, OldSite, Owner, Why,
};
use super::paths::{self, Targets};
use super::permalinks;
use crate::diagnostic::Diagnostics;
use config::Config;
use posts::Post;

/// Whether a folder is a site of Hexo: Jekyll has its posts at the top.
pub(super) fn is_site(folder: &Folder) -> bool {
    folder.has(config::FILE)
        && !folder.has_folder("_posts")
        && (folder.has_folder("source/_posts") || has_package(folder) || has_keys(folder))
}

/// Whether the site names Hexo among its packages.
fn has_package(folder: &Folder) -> bool {
    let text =
        folder.has("package.json").then(|| folder.text("package.json", &mut Diagnostics::new())).flatten();
    text.is_some_and(|text| text.contains("\"hexo\""))
}

/// Whether the configuration has keys that only Hexo has.
fn has_keys(folder: &Folder) -> bool {
    let text = folder.text(config::FILE, &mut Diagnostics::new()).unwrap_or_default();
    let keys = ["new_post_name:", "archive_dir:", "category_dir:", "post_asset_folder:"];
    folder.has_folder("source") && text.lines().any(|line| keys.iter().any(|key| line.starts_with(key)))
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    let mut site = OldSite::default();
    let config = config::read(folder, problems);
    settings::set(&config, folder, &mut site.settings);
    let (texts, files): (Vec<&str>, Vec<&str>) = folder
        .below(&config.source)
        .filter(|path| is_public(path, &config))
        .partition(|path| is_document(path, &config));
    let read: Vec<(Option<(Post, bool)>, Diagnostics)> = texts
        .par_iter()
        .map(|path| {
            let mut found = Diagnostics::new();
            let text = folder.text(path, &mut found);
            (text.and_then(|text| posts::read(path, &text, &config, &mut found)), found)
        })
        .collect();
    let (mut posts, mut copied) = (Vec::new(), files);
    for (path, (post, found)) in texts.iter().zip(read) {
        problems.append(found);
        match post {
            Some((_, true)) => copied.push(path),
            Some((post, false)) => {
                let why = post.why_left_out();
                site.left_out.extend(why.map(|why| LeftOut { source: post.source.clone(), why }));
                posts.extend(Some(post).filter(Post::is_kept));
            }
            None => site.left_out.push(LeftOut { source: (*path).to_owned(), why: Why::Unreadable }),
        }
    }
    let mut targets = Targets::default();
    places::place(&mut posts, folder, &config, &mut targets);
    let names = lists::addresses(&posts, &config, &mut site);
    copy(&copied, &posts, &config, &mut targets, &mut site);
    let known = places::Known::of(&posts, &config, folder);
    let converted: Vec<(OldDocument, Calls)> =
        posts.into_par_iter().map(|post| documents::document(post, &known)).collect();
    for (document, calls) in converted {
        site.calls.append(calls);
        site.documents.push(document);
    }
    let languages: Vec<String> =
        config.languages.iter().skip(1).map(|language| config::code(language)).collect();
    permalinks::settle(&mut site, &names, &languages, &format!("`permalink` in {}", config::FILE));
    site.in_place = InPlace {
        content: vec![paths::join(&config.source, "_posts")],
        fields: vec![("categories".to_owned(), "category".to_owned()), ("tags".to_owned(), "tag".to_owned())],
    };
    site
}

/// Whether Hexo reads a file: those whose name or folder begins with `_` are for programs, but for posts.
fn is_public(path: &str, config: &Config) -> bool {
    let below = path.strip_prefix(&*config.source).unwrap_or(path).trim_start_matches('/');
    let rest = ["_posts/", "_drafts/"].iter().find_map(|folder| below.strip_prefix(folder)).unwrap_or(below);
    !rest.split('/').any(|part| part.starts_with(['_', '.']) || part.ends_with(['~', '%']))
}

/// Whether a file is a post or a page. Beside a post, and where the configuration says so, it is copied.
fn is_document(path: &str, config: &Config) -> bool {
    let below = path.strip_prefix(&*config.source).unwrap_or(path).trim_start_matches('/');
    posts::is_text(path) && !config.skips(below)
}

/// Files that are copied, by their addresses.
fn copy(files: &[&str], posts: &[Post], config: &Config, targets: &mut Targets, site: &mut OldSite) {
    let has_folders = config.value("post_asset_folder") == Some(&Value::Bool(true));
    let mut passed_over = 0;
    for path in files {
        let below = path.strip_prefix(&*config.source).unwrap_or(path).trim_start_matches('/');
        let (address, target) = if below.starts_with("_posts/") || below.starts_with("_drafts/") {
            let owner = posts.iter().filter(|_| has_folders).find_map(|post| {
                let name = path.strip_prefix(post.folder())?.strip_prefix('/')?;
                Some((post, name))
            });
            let Some((post, name)) = owner else { continue };
            // Files of a post that is a file itself are in a folder of its name.
            let folder = post.address.strip_suffix(".html").unwrap_or(&post.address).trim_end_matches('/');
            let address = format!("{folder}/{name}");
            let beside = paths::join(paths::split(&post.target).0, name);
            let target = if paths::is_plain_file(path) { beside } else { format!("static{address}") };
            (address, target)
        } else {
            (format!("/{below}"), format!("static/{below}"))
        };
        if paths::is_of_theme(path) && !address.contains("downloads/") {
            passed_over += 1;
            continue;
        }
        let (source, kind) = ((*path).to_owned(), OldAddressKind::File);
        site.addresses.push(OldAddress {
            path: address,
            kind,
            source: source.clone(),
            owner: Owner::Unknown,
        });
        site.assets.push(Asset { source, target: targets.free(target) });
    }
    if passed_over > 0 {
        let why = "they belong to the old theme";
        site.settings
            .unmatched(format!("{passed_over} style sheets, scripts and fonts in {}/", config.source), why);
    }
}

#[cfg(test)]
mod tests;
