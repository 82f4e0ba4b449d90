//! Files of Jekyll that are no pages: those that are copied, and those that templates make.

use serde_json::Value as Json;

use super::config::Config;
use super::documents::Making;
use super::items::{Item, Kind};
use super::{lists, values};
use crate::diagnostic::Diagnostics;
use crate::import::calls::Calls;
use crate::import::folder::Folder;
use crate::import::liquid::{Notes, Source};
use crate::import::old_site::{Asset, OldAddressKind, OldSite, Owner};
use crate::import::paths::{self, Targets};

/// Files at the root of the folder that are about it, not of the site.
const ABOUT: [&str; 14] = [
    "readme",
    "license",
    "licence",
    "contributing",
    "changelog",
    "code_of_conduct",
    "rakefile",
    "makefile",
    "dockerfile",
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "docker-compose.yml",
    "netlify.toml",
];

/// Adds the files that are copied as they are.
pub(super) fn plain(
    folder: &Folder,
    config: &Config,
    plain: &[String],
    targets: &mut Targets,
    site: &mut OldSite,
) {
    let mut of_theme = 0usize;
    for path in plain {
        let below = match config.collection_of(path) {
            Some((collection, _)) if !collection.output => continue,
            Some((collection, below)) => format!("{}/{below}", collection.label),
            None => path.clone(),
        };
        let (first, name) = paths::split(&below);
        let lower = name.to_lowercase();
        let stem = lower.split('.').next().unwrap_or_default();
        if first.is_empty()
            && (ABOUT.contains(&&*lower) || ABOUT.contains(&stem) || lower.ends_with(".gemspec"))
        {
            continue;
        }
        if is_generated(&below) {
            site.settings.unmatched(path.clone(), "the new site makes a file of this name itself");
            continue;
        }
        if paths::is_of_theme(&below) {
            of_theme += 1;
            continue;
        }
        if let Some(rules) = below.strip_prefix("_redirects").filter(|rest| rest.is_empty()) {
            let text = folder.text(path, &mut Diagnostics::new()).unwrap_or_default();
            site.made.entry("static/_redirects".to_owned()).or_default().push_str(&(text + "\n" + rules));
            continue;
        }
        lists::add(site, &format!("/{below}"), OldAddressKind::File, path, Owner::Unknown);
        site.assets.push(Asset { source: path.clone(), target: targets.free(format!("static/{below}")) });
    }
    if of_theme > 0 {
        site.settings.unmatched(
            format!("{of_theme} style sheets, scripts and fonts"),
            "they belong to the old templates",
        );
    }
}

/// Whether the new site makes a file of this name.
fn is_generated(path: &str) -> bool {
    matches!(path, "index.html" | "404.html" | "sitemap.xml" | "feed.xml" | "robots.txt" | "SHA256SUMS")
}

/// Makes a file that Liquid fills, such as `humans.txt`, or tells that it cannot be made.
pub(super) fn made(
    making: &Making<'_>,
    item: &Item,
    targets: &mut Targets,
    site: &mut OldSite,
    problems: &mut Diagnostics,
) {
    if paths::is_of_theme(&item.source) || matches!(&*item.extension, "coffee" | "webmanifest") {
        return;
    }
    let address = &item.address;
    let is_feed =
        item.body.contains("<rss") || item.body.contains("<feed") || item.body.contains("feedburner");
    if matches!(&*item.extension, "xml" | "rss" | "atom") && is_feed {
        lists::add(site, address, OldAddressKind::Feed, &item.source, Owner::Site(String::new()));
        return;
    }
    let below = address.trim_start_matches('/');
    if is_generated(below) || below.is_empty() || below.ends_with('/') {
        return;
    }
    let mut notes = Notes::default();
    let page = [("page", values::of_item(item))];
    let source = Source { file: &item.source, line: item.body_line, text: &item.body, is_markdown: false };
    let text = making.liquid.run(source, &page, &mut notes);
    let why = "only the old generator can make this file";
    let is_layout = item.fields.get("layout").is_some_and(|layout| !matches!(layout, Json::Null))
        && item.kind == Kind::Page
        && item.fields.text("layout").as_deref() != Some("none");
    if notes.calls != Calls::default() || is_layout || text.contains("site.") {
        site.settings.unmatched(item.source.clone(), why);
        lists::add(site, address, OldAddressKind::File, &item.source, Owner::Unknown);
        return;
    }
    problems.append(notes.problems);
    lists::add(site, address, OldAddressKind::File, &item.source, Owner::Unknown);
    site.made.insert(targets.free(format!("static/{below}")), text);
}
