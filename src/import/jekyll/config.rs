//! Jekyll's `_config.yml`.

use chrono_tz::Tz;
use glob::Pattern;
use serde_json::Value as Json;

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::liquid::Value;
use crate::import::old_site::{Fields, text};
use crate::value::Node;

/// The configuration, with Jekyll's defaults.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// Its file.
    pub(super) file: &'static str,
    /// All keys.
    pub(super) keys: Fields,
    /// The same for texts.
    pub(super) value: Value,
    /// The folder on the host that the site is in: `/blog`, or nothing.
    pub(super) base_path: String,
    /// The address of the site, without a slash at its end.
    pub(super) url: String,
    /// The style or pattern of addresses.
    pub(super) permalink: String,
    /// The time zone of dates.
    pub(super) timezone: Option<Tz>,
    /// The collections but for posts.
    pub(super) collections: Vec<Collection>,
    /// The folder of all collections; mostly none.
    pub(super) collections_dir: String,
    /// The pattern of posts, where `collections` has one.
    pub(super) posts_permalink: Option<String>,
    /// Keys that files have by their place.
    pub(super) defaults: Vec<Defaults>,
    exclude: Vec<String>,
    include: Vec<String>,
    /// The plugins.
    pub(super) plugins: Vec<String>,
}

/// A collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Collection {
    /// Its name; its folder has a `_` before it.
    pub(super) label: String,
    /// Whether its files have pages.
    pub(super) output: bool,
    /// The pattern of its addresses.
    pub(super) permalink: Option<String>,
}

/// Keys of all files of a kind below a path.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Defaults {
    path: String,
    kind: Option<String>,
    values: Vec<(String, Json)>,
}

const FILES: [&str; 3] = ["_config.yml", "_config.yaml", "_config.toml"];

/// The configuration of a site, if there is a file of it.
pub(super) fn file(folder: &Folder) -> Option<&'static str> {
    FILES.into_iter().find(|file| folder.has(file))
}

/// Reads the configuration.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> Config {
    let file = file(folder).unwrap_or(FILES[0]);
    let text = folder.has(file).then(|| folder.text(file, problems)).flatten().unwrap_or_default();
    let node = match file.ends_with(".toml") {
        true => front_matter::toml(file, &text, problems),
        false => front_matter::yaml(file, &text, problems),
    };
    of_node(file, node.as_ref())
}

fn of_node(file: &'static str, node: Option<&Node>) -> Config {
    let keys = node.map(front_matter::fields).unwrap_or_default();
    let plain = |key: &str| keys.text(key).unwrap_or_default();
    let base_path = match plain("baseurl").trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    };
    let host = plain("url");
    let host = if host.contains("://") { host.trim_end_matches('/') } else { "https://example.org" };
    let mut config = Config {
        file,
        value: node.map(Value::of_node).unwrap_or_default(),
        url: format!("{host}{base_path}"),
        base_path,
        permalink: keys.text("permalink").unwrap_or_else(|| "date".to_owned()),
        timezone: keys.text("timezone").and_then(|name| name.parse().ok()),
        collections_dir: plain("collections_dir").trim_matches('/').to_owned(),
        exclude: keys.names("exclude"),
        include: keys.names("include"),
        plugins: [keys.names("plugins"), keys.names("gems"), keys.names("whitelist")].concat(),
        ..Config::default()
    };
    config.add_collections(keys.get("collections"));
    if let Some(Json::Array(defaults)) = keys.get("defaults") {
        config.defaults = defaults.iter().filter_map(defaults_of).collect();
        // The more a path says, the later it is asked, and the last answer counts.
        config.defaults.sort_by_key(|defaults| (defaults.path.len(), defaults.kind.is_some()));
    }
    const EXCLUDED: [&str; 10] = [
        ".sass-cache/",
        ".jekyll-cache/",
        "gemfiles/",
        "Gemfile",
        "Gemfile.lock",
        "node_modules/",
        "vendor/bundle/",
        "vendor/cache/",
        "vendor/gems/",
        "vendor/ruby/",
    ];
    config.exclude.extend(EXCLUDED.map(str::to_owned));
    config.keys = keys;
    config
}

fn defaults_of(entry: &Json) -> Option<Defaults> {
    let scope = entry.get("scope");
    let scoped = |key: &str| scope.and_then(|scope| scope.get(key)).and_then(text);
    let Some(Json::Object(values)) = entry.get("values") else { return None };
    let path = scoped("path").unwrap_or_default().trim_matches('/').to_owned();
    let values = values.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    Some(Defaults { path, kind: scoped("type"), values })
}

impl Config {
    fn add_collections(&mut self, collections: Option<&Json>) {
        let named: Vec<(String, Json)> = match collections {
            Some(Json::Array(labels)) => {
                labels.iter().filter_map(text).map(|label| (label, Json::Null)).collect()
            }
            Some(Json::Object(entries)) => {
                entries.iter().map(|(label, entry)| (label.clone(), entry.clone())).collect()
            }
            _ => Vec::new(),
        };
        for (label, entry) in named {
            let permalink = entry.get("permalink").and_then(text);
            let output = entry.get("output").and_then(text).as_deref() == Some("true");
            match &*label {
                "posts" => self.posts_permalink = permalink,
                "drafts" | "data" | "layouts" | "includes" | "sass" => {}
                _ if label.contains(['/', '\\']) => {}
                _ => self.collections.push(Collection { label, output, permalink }),
            }
        }
    }

    /// Whether a plugin is on.
    pub(super) fn has_plugin(&self, name: &str) -> bool {
        self.plugins.iter().any(|plugin| plugin == name)
    }

    /// The collection that a file is in, and its path below the folder of that.
    pub(super) fn collection_of<'p>(&self, path: &'p str) -> Option<(&Collection, &'p str)> {
        let path = match &*self.collections_dir {
            "" => path,
            folder => path.strip_prefix(folder)?.strip_prefix('/')?,
        };
        let (first, below) = path.split_once('/')?;
        let label = first.strip_prefix('_')?;
        self.collections.iter().find(|known| known.label == label).map(|known| (known, below))
    }

    /// Whether Jekyll passes a file over: its name says so, or the configuration does.
    pub(super) fn passes_over(&self, path: &str) -> bool {
        let is_included = self.include.iter().any(|pattern| fits(pattern, path));
        let is_special = |part: &str| part.starts_with(['_', '.', '#']) || part.ends_with('~');
        !is_included && (path.split('/').any(is_special) || self.is_excluded(path))
    }

    /// Whether the configuration leaves a file out.
    pub(super) fn is_excluded(&self, path: &str) -> bool {
        self.exclude.iter().any(|pattern| fits(pattern, path))
    }

    /// Gives a file the keys that it has by its place, where it has none of its own.
    pub(super) fn add_defaults(&self, path: &str, kind: &str, fields: &mut Fields) {
        let below = match &*self.collections_dir {
            "" => path,
            folder => path.strip_prefix(folder).map_or(path, |path| path.trim_start_matches('/')),
        };
        for defaults in self.defaults.iter().rev() {
            let is_kind = defaults.kind.as_deref().is_none_or(|wanted| {
                wanted == kind || (wanted.trim_end_matches('s') == kind.trim_end_matches('s'))
            });
            if is_kind && (fits(&defaults.path, path) || fits(&defaults.path, below)) {
                for (key, value) in &defaults.values {
                    if fields.get(key).is_none() {
                        fields.set(key, value.clone());
                    }
                }
            }
        }
    }
}

/// Whether a pattern names a file, or a folder that it is in.
fn fits(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_matches('/');
    if pattern.is_empty() || path == pattern {
        return true;
    }
    if path.strip_prefix(pattern).is_some_and(|rest| rest.starts_with('/')) {
        return true;
    }
    if !pattern.contains(['*', '?', '[']) {
        return false;
    }
    let Ok(pattern) = Pattern::new(pattern) else { return false };
    let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    pattern.matches(path) || folders.any(|folder| pattern.matches(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        of_node("_config.yml", Some(&Node::from_yaml(text).unwrap()))
    }

    #[test]
    fn files_are_passed_over() {
        let config = config("exclude: [docs/, '*.log', README.md]\ninclude: [.well-known, _pages]\n");
        for (path, passed) in [
            ("a.md", false),
            ("docs/a.md", true),
            ("docs2/a.md", false),
            ("x/y.log", true),
            ("_drafts/a.md", true),
            ("a/_b/c.md", true),
            (".well-known/x", false),
            ("_pages/x.md", false),
            ("Gemfile", true),
            ("README.md", true),
            ("vendor/bundle/x", true),
        ] {
            assert_eq!(config.passes_over(path), passed, "{path}");
        }
    }

    #[test]
    fn defaults_by_place() {
        let config = config(
            "collections_dir: c\ndefaults:\n- scope: {path: '', type: posts}\n  values: {layout: post, a: 1}\n- scope: {path: _posts/x}\n  values: {layout: x}\n- nonsense\n",
        );
        let mut fields = Fields::default();
        fields.set("a", 2);
        config.add_defaults("_posts/x/y.md", "posts", &mut fields);
        assert_eq!((fields.text("layout").as_deref(), fields.text("a").as_deref()), (Some("x"), Some("2")));
        let mut page = Fields::default();
        config.add_defaults("a.md", "pages", &mut page);
        assert_eq!(page, Fields::default());
    }

    #[test]
    fn addresses_and_collections() {
        let config = config(
            "url: https://e.org/\nbaseurl: blog/\ncollections: {a: {output: true, permalink: /x/:name/}, posts: {permalink: /p/:title/}}\n",
        );
        assert_eq!((&*config.url, &*config.base_path), ("https://e.org/blog", "/blog"));
        assert_eq!(config.posts_permalink.as_deref(), Some("/p/:title/"));
        let (collection, below) = config.collection_of("_a/b/c.md").unwrap();
        assert_eq!((&*collection.label, collection.output, below), ("a", true, "b/c.md"));
        assert!(config.collection_of("_b/c.md").is_none());
        assert_eq!(super::of_node("_config.yml", None).url, "https://example.org");
    }
}
