//! Profiles in `data/authors/` and `data/authors.*`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::config;
use super::documents::titled;
use super::site::Site;
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::old_site::{self, Fields, OldDocument, OldSite, Role};

/// Adds a profile for each author in files of data who has none yet.
pub(super) fn add(site: &Site, folder: &Folder, old: &mut OldSite, problems: &mut Diagnostics) {
    let mut there: BTreeSet<String> = old.documents.iter().map(|document| document.target.clone()).collect();
    let mut found = Vec::new();
    for path in folder.below("data") {
        let below = path.trim_start_matches("data/");
        let Some((stem, "yaml" | "yml" | "toml" | "json")) = below.rsplit_once('.') else { continue };
        match stem.split_once('/') {
            None if matches!(stem, "authors" | "author") => {
                let Some(Value::Object(authors)) = config::data(folder, path, problems) else { continue };
                found.extend(authors.into_iter().map(|(key, value)| (path, key, value)));
            }
            Some(("authors" | "author", key)) if !key.contains('/') => {
                found.extend(config::data(folder, path, problems).map(|value| (path, key.to_owned(), value)));
            }
            _ => {}
        }
    }
    for (path, key, value) in found {
        let slug = site.naming.name(&key);
        let target = format!("content/authors/{slug}.md");
        if let Value::Object(values) = value
            && !slug.is_empty()
            && !slug.contains('/')
            && there.insert(target.clone())
        {
            old.documents.push(profile(path, &key, target, values));
        }
    }
}

fn profile(path: &str, key: &str, target: String, values: Map<String, Value>) -> OldDocument {
    let mut values: Fields = values.into_iter().collect();
    values.lower_keys();
    let mut take =
        |keys: &[&str]| keys.iter().find_map(|key| values.take(key).as_ref().and_then(old_site::text));
    let name = take(&["display_name", "name", "title"]).unwrap_or_else(|| titled(key));
    let body = take(&["bio", "description", "about"]).unwrap_or_default();
    let role = take(&["role", "position", "job"]);
    let mut fields = Fields::default();
    if name != key {
        fields.set("aka", vec![key.to_owned()]);
    }
    fields.set("name", name);
    if let Some(role) = role {
        fields.set("role", role);
    }
    let rest: Map<String, Value> =
        values.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
    if !rest.is_empty() {
        fields.set("extra", Value::Object(rest));
    }
    let source = path.to_owned();
    OldDocument { source, target, role: Role::Profile, fields, body, address: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing::folder;

    #[test]
    fn data_has_profiles() {
        let (_root, folder) = folder(&[
            ("data/authors/jane.toml", "Name = \"Jane Doe\"\nbio = \"Writes.\"\ntwitter = \"@j\"\n"),
            ("data/authors.yaml", "Tom Two:\n  role: Editor\nbad: 1\njane: {name: Other}\n"),
            ("data/other.yaml", "a: 1\n"),
        ]);
        let (mut old, mut problems) = (OldSite::default(), Diagnostics::new());
        add(&Site::of(config::Config::default(), &folder), &folder, &mut old, &mut problems);
        assert!(problems.is_empty());
        let of = |document: &OldDocument| {
            (document.target.clone(), document.fields.text("name").unwrap(), document.body.clone())
        };
        let all: Vec<_> = old.documents.iter().map(of).collect();
        assert_eq!(
            all,
            [
                ("content/authors/tom-two.md".to_owned(), "Tom Two".to_owned(), String::new()),
                ("content/authors/jane.md".to_owned(), "Other".to_owned(), String::new()),
            ]
        );
    }
}
