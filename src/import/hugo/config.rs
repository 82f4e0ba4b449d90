//! The configuration: one file at the top, the files of `config/_default/`, and those of `config/production/` over them.

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::{front_matter, old_site};

/// The names of the file at the top, without ending; the first that is there is read.
const NAMES: [&str; 2] = ["hugo", "config"];

/// The endings of files of configuration.
const ENDINGS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// The folders whose files are read after it, in this order.
const FOLDERS: [&str; 2] = ["config/_default", "config/production"];

/// The whole configuration. Keys are in lower case, because Hugo does not tell case apart.
#[derive(Debug, Default)]
pub(super) struct Config {
    values: Map<String, Value>,
    /// Where keys were written: their path, and the file. Later ones count more.
    origins: Vec<(Vec<String>, String)>,
    /// Files that were read.
    files: Vec<String>,
}

/// The file of configuration at the top of a folder.
pub(super) fn top_file(folder: &Folder) -> Option<String> {
    let names = NAMES.iter().flat_map(|name| ENDINGS.iter().map(move |ending| format!("{name}.{ending}")));
    names.into_iter().find(|name| folder.has(name))
}

/// The files of configuration in the folders for it.
pub(super) fn folder_files(folder: &Folder) -> Vec<String> {
    let files = FOLDERS.iter().flat_map(|below| folder.below(below).map(str::to_owned).collect::<Vec<_>>());
    files.filter(|path| path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))).collect()
}

impl Config {
    /// Reads all files; what cannot be read is told.
    pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> Config {
        let mut config = Config::default();
        for path in top_file(folder).into_iter().chain(folder_files(folder)) {
            let Some(Value::Object(values)) = data(folder, &path, problems) else { continue };
            let at = if path.contains('/') { place(&path) } else { Vec::new() };
            config.add(&path, at, lower(values));
        }
        config
    }

    /// Lays the values of a file over what is there.
    fn add(&mut self, file: &str, at: Vec<String>, values: Map<String, Value>) {
        self.files.push(file.to_owned());
        for key in values.keys() {
            let path = at.iter().chain([key]).cloned().collect();
            self.origins.push((path, file.to_owned()));
        }
        let nested = at.into_iter().rev().fold(values, |inner, key| {
            let mut outer = Map::new();
            outer.insert(key, Value::Object(inner));
            outer
        });
        merge(&mut self.values, nested);
    }

    /// Whether there is any configuration.
    pub(super) fn is_there(&self) -> bool {
        !self.files.is_empty()
    }

    /// The value at a path of keys, in lower case.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.values.get(*first)?, |value, key| value.get(*key))
    }

    /// The string at a path; a number or truth value as it is written.
    pub(super) fn text(&self, path: &[&str]) -> Option<String> {
        self.get(path).and_then(old_site::text)
    }

    /// The truth value at a path.
    pub(super) fn flag(&self, path: &[&str]) -> Option<bool> {
        match self.get(path)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The strings of a list, or one string.
    pub(super) fn names(&self, path: &[&str]) -> Vec<String> {
        match self.get(path) {
            Some(Value::Array(items)) => items.iter().filter_map(old_site::text).collect(),
            Some(value) => old_site::text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The table at a path.
    pub(super) fn table(&self, path: &[&str]) -> Option<&Map<String, Value>> {
        self.get(path).and_then(Value::as_object)
    }

    /// The keys and values at the top.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Where a key was written: "`title` in hugo.toml".
    pub(super) fn from(&self, path: &[&str]) -> String {
        let is_above = |above: &[String]| above.iter().zip(path).all(|(one, other)| one == other);
        let origin =
            self.origins.iter().rev().find(|(above, _)| above.len() <= path.len() && is_above(above));
        match origin {
            Some((_, file)) => format!("`{}` in {file}", path.join(".")),
            None => "default of Hugo".to_owned(),
        }
    }
}

/// The value of a file of data.
pub(super) fn data(folder: &Folder, path: &str, problems: &mut Diagnostics) -> Option<Value> {
    let text = folder.text(path, problems)?;
    let node = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("toml") => front_matter::toml(path, &text, problems),
        Some("json") => front_matter::json_file(path, &text, problems),
        _ => front_matter::yaml(path, &text, problems),
    };
    node.map(|node| front_matter::json(&node))
}

/// The keys that a file in a folder of configuration stands for: `languages.ru.toml` is `languages.ru`, `menus.ru.toml` the menus of
/// that language.
fn place(path: &str) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let (key, language) = match stem.split_once('.') {
        Some((key, language)) => (key.to_owned(), Some(language.to_owned())),
        None => (stem, None),
    };
    let key = if key == "menu" { "menus".to_owned() } else { key };
    match language {
        _ if NAMES.contains(&&*key) => Vec::new(),
        Some(language) if key == "languages" => vec![key, language],
        Some(language) => vec!["languages".to_owned(), language, key],
        None => vec![key],
    }
}

/// A table with all its keys in lower case; `menu` is `menus`.
fn lower(values: Map<String, Value>) -> Map<String, Value> {
    let mut lowered = Map::new();
    for (key, value) in values {
        let key = key.to_lowercase();
        let key = if key == "menu" { "menus".to_owned() } else { key };
        lowered.insert(key, lower_value(value));
    }
    lowered
}

fn lower_value(value: Value) -> Value {
    match value {
        Value::Object(inner) => Value::Object(lower(inner)),
        Value::Array(items) => items.into_iter().map(lower_value).collect(),
        other => other,
    }
}

/// Lays one table over another: tables are merged, everything else is replaced.
fn merge(below: &mut Map<String, Value>, above: Map<String, Value>) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(over)) => merge(inner, over),
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing::folder;

    #[test]
    fn files_are_laid_over_each_other_whatever_the_case() {
        let (_root, folder) = folder(&[
            ("hugo.toml", "BaseURL = \"https://e.org/\"\ntitle = \"One\"\n[Params]\nA = 1\n"),
            ("config/_default/languages.ru.toml", "title = \"Два\"\nweight = 2\n"),
            ("config/_default/menu.ru.yaml", "main:\n- name: X\n"),
            ("config/_default/params.json", "{\"b\": 2, \"mainSections\": [\"post\"]}"),
            ("config/production/hugo.yaml", "title: Three\n"),
            ("config/_default/readme.txt", "x"),
        ]);
        let mut problems = Diagnostics::new();
        let config = Config::read(&folder, &mut problems);
        assert!(problems.is_empty());
        assert_eq!(config.text(&["title"]).as_deref(), Some("Three"));
        assert_eq!(config.from(&["title"]), "`title` in config/production/hugo.yaml");
        assert_eq!(config.text(&["baseurl"]).as_deref(), Some("https://e.org/"));
        assert_eq!(
            (config.text(&["params", "a"]), config.text(&["params", "b"])),
            (Some("1".into()), Some("2".into()))
        );
        assert_eq!(config.names(&["params", "mainsections"]), ["post"]);
        assert_eq!(config.text(&["languages", "ru", "title"]).as_deref(), Some("Два"));
        assert_eq!(
            config.from(&["languages", "ru", "title"]),
            "`languages.ru.title` in config/_default/languages.ru.toml"
        );
        assert!(config.get(&["languages", "ru", "menus", "main"]).is_some_and(Value::is_array));
        assert_eq!(config.from(&["nothing"]), "default of Hugo");
        assert_eq!(config.text(&["title", "below"]), None);
    }

    #[test]
    fn a_file_that_does_not_parse_is_told_and_the_rest_read() {
        let (_root, folder) = folder(&[
            ("config.toml", "title = \n"),
            ("config/_default/params.toml", "a = true\n"),
            ("config/_default/menus.yaml", "- a list\n"),
        ]);
        let mut problems = Diagnostics::new();
        let config = Config::read(&folder, &mut problems);
        assert_eq!(problems.errors(), 1);
        assert_eq!(config.flag(&["params", "a"]), Some(true));
        assert_eq!(config.get(&["menus"]), None);
    }
}
