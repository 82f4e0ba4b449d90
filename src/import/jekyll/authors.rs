//! Authors: a collection of profiles, or a data file of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::items::{Item, Kind};
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::liquid::slugify;
use crate::import::old_site::{Fields, OldDocument, Role, text};
use crate::import::paths::{self, Targets};

/// The profiles of a site.
#[derive(Debug, Default)]
pub(super) struct Authors {
    /// The documents of profiles.
    pub(super) documents: Vec<OldDocument>,
    /// The name that articles use now, by the names in lower case that they used.
    by_name: BTreeMap<String, String>,
}

/// The names of collections of authors.
const COLLECTIONS: [&str; 3] = ["authors", "author", "people"];

/// The files of data that describe authors.
const FILES: [&str; 4] =
    ["_data/authors.yml", "_data/authors.yaml", "_data/authors.json", "_data/people.yml"];

/// Whether a file is the profile of an author: a document of a collection of authors that articles name.
pub(super) fn is_profile(item: &Item, used: &BTreeSet<String>) -> bool {
    let Kind::Document(label) = &item.kind else { return false };
    COLLECTIONS.contains(&&**label)
        && (label != "people" || names(item).iter().any(|name| used.contains(name)))
}

/// The names in lower case by which articles may name the author of a profile.
fn names(item: &Item) -> Vec<String> {
    let keys = ["short_name", "username", "slug", "name", "full_name", "display_name", "title"];
    let keyed = keys.into_iter().filter_map(|key| item.fields.text(key));
    let mut names: Vec<String> =
        [item.basename.clone()].into_iter().chain(keyed).map(|name| name.to_lowercase()).collect();
    names.dedup();
    names
}

/// The authors that articles name, in lower case.
pub(super) fn used(items: &[Item]) -> BTreeSet<String> {
    items
        .iter()
        .filter(|item| item.is_post())
        .flat_map(|item| of(&item.fields))
        .map(|name| name.to_lowercase())
        .collect()
}

/// The authors of a post, as it names them.
pub(in crate::import) fn of(fields: &Fields) -> Vec<String> {
    let mut names = Vec::new();
    for key in ["authors", "author"] {
        let listed = match fields.get(key) {
            Some(Json::Array(items)) => items.iter().filter_map(name).collect(),
            Some(value) => name(value).into_iter().collect::<Vec<_>>(),
            None => Vec::new(),
        };
        if names.is_empty() {
            names = listed;
        }
    }
    names
}

/// The name of an author: a string, or the `name` of a table.
fn name(value: &Json) -> Option<String> {
    match value {
        Json::Object(table) => ["name", "display_name", "username", "email"]
            .into_iter()
            .find_map(|key| table.get(key).and_then(text)),
        value => text(value),
    }
}

impl Authors {
    /// Reads the profiles.
    pub(super) fn read(
        folder: &Folder,
        items: &[Item],
        used: &BTreeSet<String>,
        targets: &mut Targets,
    ) -> Authors {
        let mut authors = Authors::default();
        for item in items.iter().filter(|item| is_profile(item, used) && item.is_published) {
            authors.add_item(item, used, targets);
        }
        if let Some(file) = FILES.into_iter().find(|file| folder.has(file)) {
            // What is wrong with it is told where all data files are read.
            let text = folder.text(file, &mut Diagnostics::new()).unwrap_or_default();
            let node = match file.ends_with(".json") {
                true => front_matter::json_file(file, &text, &mut Diagnostics::new()),
                false => front_matter::yaml(file, &text, &mut Diagnostics::new()),
            };
            let known = node.as_ref().map(front_matter::json).unwrap_or_default();
            authors.add_data(file, &known, targets);
        }
        authors
    }

    /// The name by which an article names an author now.
    pub(super) fn name(&self, name: &str) -> String {
        self.by_name.get(&name.to_lowercase()).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn add_item(&mut self, item: &Item, used: &BTreeSet<String>, targets: &mut Targets) {
        let last = paths::parts(&item.address).last().map(|last| last.trim_end_matches(".html").to_owned());
        let stem = last.filter(|stem| !stem.is_empty()).unwrap_or_else(|| slugify(&item.basename, ""));
        let mut fields = item.fields.clone();
        for key in ["redirect_from", "redirect_to", "permalink", "published", "layout", "slug", "url", "path"]
        {
            fields.take(key);
        }
        let shown =
            ["full_name", "display_name", "name", "title"].into_iter().find_map(|key| fields.text(key));
        let shown = shown.unwrap_or_else(|| item.basename.clone());
        let known = |name: &String| used.contains(name) && !self.by_name.contains_key(name);
        let aka: Vec<String> = names(item)
            .into_iter()
            .filter(known)
            .filter(|name| *name != stem.to_lowercase() && *name != shown.to_lowercase())
            .collect();
        for name in names(item) {
            // The file's name is sure; others may be those of several people.
            if name == item.basename.to_lowercase() || !self.by_name.contains_key(&name) {
                self.by_name.insert(name, stem.clone());
            }
        }
        fields.set("name", shown);
        if !aka.is_empty() {
            fields.set("aka", aka);
        }
        describe(&mut fields);
        self.documents.push(OldDocument {
            source: item.source.clone(),
            target: targets.free(format!("content/authors/{stem}.md")),
            role: Role::Profile,
            fields,
            body: item.body.clone(),
            address: (!item.address.is_empty()).then(|| item.address.clone()),
        });
    }

    fn add_data(&mut self, file: &str, known: &Json, targets: &mut Targets) {
        let entries: Vec<(String, Map<String, Json>)> = match known {
            Json::Object(entries) => entries
                .iter()
                .filter_map(|(key, entry)| Some((key.clone(), entry.as_object()?.clone())))
                .collect(),
            Json::Array(items) => items
                .iter()
                .filter_map(|item| {
                    let table = item.as_object()?.clone();
                    let keys = ["key", "id", "slug", "username", "short_name", "name"];
                    Some((keys.into_iter().find_map(|key| table.get(key).and_then(text))?, table))
                })
                .collect(),
            _ => Vec::new(),
        };
        for (key, table) in entries {
            let stem = slugify(&key, "");
            if stem.is_empty() || self.by_name.contains_key(&key.to_lowercase()) {
                continue;
            }
            let mut fields: Fields = table.into_iter().collect();
            let shown =
                ["name", "display_name", "full_name", "title"].into_iter().find_map(|key| fields.text(key));
            let shown = shown.unwrap_or_else(|| key.clone());
            self.by_name.entry(shown.to_lowercase()).or_insert_with(|| stem.clone());
            self.by_name.insert(key.to_lowercase(), stem.clone());
            if key.to_lowercase() != stem && key.to_lowercase() != shown.to_lowercase() {
                fields.set("aka", vec![key.clone()]);
            }
            for taken in ["slug", "url", "path"] {
                if let Some(value) = fields.take(taken)
                    && taken == "url"
                {
                    fields.set("website", value);
                }
            }
            fields.set("name", shown);
            describe(&mut fields);
            self.documents.push(OldDocument {
                source: format!("{file}#{key}"),
                target: targets.free(format!("content/authors/{stem}.md")),
                role: Role::Profile,
                fields,
                body: String::new(),
                address: None,
            });
        }
    }
}

/// Renames what profiles have here under other keys.
fn describe(fields: &mut Fields) {
    for key in ["bio", "description", "about"] {
        if fields.text(key).is_some() {
            fields.rename(key, "note");
        }
    }
    for key in ["position", "job_title", "title"] {
        if fields.text(key).is_some() && key != "title" {
            fields.rename(key, "role");
        }
    }
    if let Some(title) = fields.take("title")
        && text(&title) != fields.text("name")
    {
        fields.set("title_shown", title);
    }
    let is_address = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    let links: Vec<Json> = ["web", "website", "home", "homepage", "site"]
        .into_iter()
        .filter_map(|key| fields.text(key).filter(is_address))
        .map(|url| serde_json::json!({ "title": url.split("://").last().unwrap_or(&url).trim_end_matches('/'), "url": url }))
        .collect();
    if !links.is_empty() && fields.get("links").is_none() {
        fields.set("links", links);
    }
    // Lists of other sites have other shapes there.
    if let Some(links) = fields.get("links")
        && !links.as_array().is_some_and(|links| {
            links.iter().all(|link| link.get("title").is_some() && link.get("url").is_some())
        })
    {
        fields.rename("links", "links_shown");
    }
}
