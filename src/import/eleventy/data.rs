//! Eleventy's data files.

use std::sync::Arc;

use serde_json::Value as Json;

use super::config::{Config, captured};
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::liquid::Value;
use crate::import::old_site::Fields;
use crate::import::paths;

/// Data of the whole site, by the names of its files.
pub(super) fn global(folder: &Folder, config: &Config, problems: &mut Diagnostics) -> Vec<(Arc<str>, Value)> {
    let mut data: Vec<(Arc<str>, Value)> = Vec::new();
    for path in folder.below(&config.data) {
        let below = path[config.data.len()..].trim_start_matches('/');
        let (stem, extension) = paths::extension(below);
        if stem.contains('/') {
            continue;
        }
        let Some(text) = matches!(&*extension, "json" | "js" | "cjs" | "mjs" | "yml" | "yaml")
            .then(|| folder.text(path, problems))
            .flatten()
        else {
            continue;
        };
        let value = match &*extension {
            "json" => front_matter::json_file(path, &text, problems).map(|node| Value::of_node(&node)),
            "yml" | "yaml" => front_matter::yaml(path, &text, problems).map(|node| Value::of_node(&node)),
            _ => Some(Value::map(
                literals(&text).iter().map(|(key, value)| (key.to_owned(), Value::of_json(value))),
            )),
        };
        if let Some(value) = value {
            data.push((stem.into(), value));
        }
    }
    let environment = Value::map([("generator", Value::Unknown("eleventy.generator".into()))]);
    data.push(("eleventy".into(), environment));
    data
}

/// Strings and lists of strings that a program sets: no more of it is known.
fn literals(text: &str) -> Fields {
    let mut fields = Fields::default();
    for key in ["title", "name", "url", "description", "language", "lang", "layout", "permalink", "author"] {
        let found = captured(&format!(r#"(?m)^\s*["']?{key}["']?\s*:\s*["'`]([^"'`\n]*)["'`]"#), text);
        if let Some(found) = found.filter(|found| !found.contains("${")) {
            fields.set(key, found);
        }
    }
    if let Some(tags) = captured(r#"["']?tags["']?\s*:\s*\[([^\]]*)\]"#, text) {
        let names: Vec<String> = tags
            .split(',')
            .map(|name| name.trim().trim_matches(['"', '\'', '`']).to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        fields.set("tags", names);
    } else if let Some(tag) = captured(r#"["']?tags["']?\s*:\s*["'`]([^"'`\n]*)["'`]"#, text) {
        fields.set("tags", tag);
    }
    fields
}

/// Adds the data of the folders that a file is in, and of the file itself. Tags are all kept; of other keys the nearest counts.
pub(super) fn add(
    folder: &Folder,
    config: &Config,
    path: &str,
    fields: &mut Fields,
    problems: &mut Diagnostics,
) {
    let (directory, name) = paths::split(path);
    let (stem, _) = paths::extension(name);
    let mut bases = vec![paths::join(directory, stem)];
    let mut current = directory;
    while current.len() > config.input.len() {
        let (above, last) = paths::split(current);
        bases.push(paths::join(current, last));
        current = above;
    }
    for base in bases {
        for ending in [".11tydata.json", ".json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs"] {
            let file = format!("{base}{ending}");
            if !folder.has(&file) {
                continue;
            }
            let text = folder.text(&file, problems).unwrap_or_default();
            let found = match ending.ends_with("json") {
                true => {
                    front_matter::json_file(&file, &text, problems).map(|node| front_matter::fields(&node))
                }
                false => Some(literals(&text)),
            };
            for (key, value) in found.unwrap_or_default().iter() {
                match key {
                    "tags" => names(value).into_iter().for_each(|name| fields.add_name("tags", name)),
                    _ if fields.get(key).is_none() => fields.set(key, value.clone()),
                    _ => {}
                }
            }
        }
    }
}

fn names(value: &Json) -> Vec<String> {
    let mut fields = Fields::default();
    fields.set("names", value.clone());
    fields.names("names")
}
