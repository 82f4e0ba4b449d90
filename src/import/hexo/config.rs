//! The configuration of a site of Hexo.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::text;
use crate::import::paths;

/// The configuration.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub(super) top: Value,
    /// The folder of content.
    pub(super) source: String,
    /// The languages, the default one first, as folders have them.
    pub(super) languages: Vec<String>,
    /// The packages that the site names; `None` where that is not known.
    packages: Option<BTreeSet<String>>,
}

/// The file of the configuration.
pub(super) const FILE: &str = "_config.yml";

/// Hexo's own values.
const DEFAULTS: [(&str, &str); 11] = [
    ("archive_dir", "archives"),
    ("category_dir", "categories"),
    ("code_dir", "downloads/code"),
    ("default_category", "uncategorized"),
    ("new_post_name", ":title.md"),
    ("pagination_dir", "page"),
    ("permalink", ":year/:month/:day/:title/"),
    ("source_dir", "source"),
    ("tag_dir", "tags"),
    ("title", "Hexo"),
    ("url", ""),
];

/// Reads the configuration.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> Config {
    let node = folder.text(FILE, problems).and_then(|text| front_matter::yaml(FILE, &text, problems));
    let top = node.map_or(Value::Null, |node| front_matter::json(&node));
    let mut config = Config { top, ..Config::default() };
    config.source = config.text("source_dir").map(|path| paths::parts(&path).join("/")).unwrap_or_default();
    config.languages = languages(&config, folder);
    if folder.has("package.json") {
        let text = folder.text("package.json", problems);
        let node = text.and_then(|text| front_matter::json_file("package.json", &text, problems));
        let value = node.map_or(Value::Null, |node| front_matter::json(&node));
        let names =
            value.get("dependencies").and_then(Value::as_object).into_iter().flat_map(|map| map.keys());
        config.packages = Some(names.cloned().collect());
    }
    config
}

/// The languages: those of the configuration, and folders that are named like one and hold what the others hold.
fn languages(config: &Config, folder: &Folder) -> Vec<String> {
    let mut languages = match config.top.get("language").or_else(|| config.top.get("lang")) {
        Some(Value::Array(codes)) => codes.iter().filter_map(text).collect(),
        Some(code) => text(code).into_iter().collect(),
        None => Vec::new(),
    };
    languages.retain(|code: &String| code != "default");
    if languages.is_empty() {
        languages.push("en".to_owned());
    }
    let below =
        |path: &str| path.strip_prefix(&*config.source).map(|path| path.trim_start_matches('/').to_owned());
    let files: BTreeSet<String> = folder.below(&config.source).filter_map(below).collect();
    let mut declared = String::new();
    for name in ["_data/languages.yml", "_data/languages.yaml", "_data/languages.json"] {
        let path = paths::join(&config.source, name);
        if folder.has(&path) {
            declared.push_str(&folder.text(&path, &mut Diagnostics::new()).unwrap_or_default());
        }
    }
    let is_declared = |code: &str| {
        declared.lines().any(|line| line.trim_start_matches(['"', '\'', ' ', '-']).starts_with(code))
    };
    let tops: BTreeSet<&str> = files.iter().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    for top in tops.into_iter().filter(|top| is_code(top)) {
        let mut inside = files.iter().filter_map(|path| path.strip_prefix(top)?.strip_prefix('/'));
        let is_mirror =
            inside.any(|path| path.contains('/') && path.ends_with(".md") && files.contains(path));
        let has_texts =
            folder.full(&format!("themes/{}/languages/{top}.yml", config.text("theme").unwrap_or_default()));
        if !languages.iter().any(|code| code == top) && (is_mirror || is_declared(top) || has_texts.is_file())
        {
            languages.push(top.to_owned());
        }
    }
    languages
}

/// Whether a folder may be named by a language: `ru`, `zh-cn`, `pt_BR`.
fn is_code(name: &str) -> bool {
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    match name.split_once(['-', '_']) {
        Some((language, region)) => {
            let fits = (2..=3).contains(&language.len()) && (2..=4).contains(&region.len());
            fits && is_word(language) && is_word(region)
        }
        None => name.len() == 2 && is_word(name),
    }
}

/// A language as `site.toml` has it.
pub(super) fn code(language: &str) -> String {
    language.replace('_', "-")
}

impl Config {
    /// A value at the top.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.top.get(key)
    }

    /// The text of a key, else Hexo's own. `None` where it is empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let own = || DEFAULTS.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
        match self.top.get(key) {
            Some(Value::Null) | None => own(),
            Some(value) => text(value),
        }
        .filter(|text| !text.is_empty())
    }

    /// A folder of addresses without the slashes around it; `None` where it is switched off.
    pub(super) fn folder(&self, key: &str) -> Option<String> {
        Some(paths::parts(&self.text(key)?).join("/"))
    }

    /// A key of a table.
    pub(super) fn inner(&self, table: &str, key: &str) -> Option<&Value> {
        self.top.get(table)?.get(key)
    }

    /// Whether a package makes pages: where packages are not known, those that every new site has.
    pub(super) fn has_package(&self, name: &str) -> bool {
        self.packages.as_ref().is_none_or(|packages| packages.contains(name))
    }

    /// How many articles a list of a kind has; 0 for all.
    pub(super) fn per_page(&self, generator: &str) -> usize {
        let own = self.inner(generator, "per_page").and_then(text);
        own.or_else(|| self.text("per_page")).and_then(|size| size.parse().ok()).unwrap_or(10)
    }

    /// The default language.
    pub(super) fn default_language(&self) -> &str {
        self.languages.first().map_or("en", String::as_str)
    }

    /// The slug of a category or a tag, by `category_map` or `tag_map` or its name.
    pub(super) fn slug(&self, map: &str, name: &str) -> String {
        let mapped = self.inner(map, name).and_then(text);
        let slug = super::permalink::slugized(&mapped.unwrap_or_else(|| name.to_owned()));
        match self.text("filename_case").as_deref() {
            Some("1") => slug.to_lowercase(),
            Some("2") => slug.to_uppercase(),
            _ => slug,
        }
    }

    /// Whether a file is copied as it is.
    pub(super) fn skips(&self, below: &str) -> bool {
        let patterns: Vec<String> = match self.top.get("skip_render") {
            Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
            Some(one) => text(one).into_iter().collect(),
            None => Vec::new(),
        };
        patterns.iter().any(|pattern| matches(pattern, below))
    }
}

/// Whether a path is one of a pattern with `*`, `**` and `?`.
fn matches(pattern: &str, path: &str) -> bool {
    let mut written = String::from("^");
    let mut rest = pattern;
    while let Some(next) = rest.chars().next() {
        let (part, length) = match () {
            () if rest.starts_with("**/") => ("(?:.*/)?".to_owned(), 3),
            () if rest.starts_with("**") => (".*".to_owned(), 2),
            () if next == '*' => ("[^/]*".to_owned(), 1),
            () if next == '?' => ("[^/]".to_owned(), 1),
            () => (regex::escape(&next.to_string()), next.len_utf8()),
        };
        written.push_str(&part);
        rest = &rest[length..];
    }
    written.push('$');
    regex::Regex::new(&written).is_ok_and(|regex| regex.is_match(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_languages() {
        assert!(is_code("ru") && is_code("zh-cn") && is_code("pt_BR") && is_code("zh-Hans"));
        assert!(!is_code("api") && !is_code("docs") && !is_code("r2") && !is_code("a-b") && !is_code("ru-"));
    }

    #[test]
    fn patterns_of_files() {
        assert!(matches("test/**/*.html", "test/a/b.html") && matches("test/**/*.html", "test/b.html"));
        assert!(
            matches("*.html", "a.html")
                && !matches("*.html", "x/a.html")
                && matches("x/**", "x/y/z")
                && !matches("[", "a")
        );
    }
}
