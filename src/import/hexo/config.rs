//! The configuration of a site of Hexo.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::text;
use crate::import::paths;
use crate::import::settings::Settings;

/// The configuration.
#[derive(Debug, Default)]
pub(super) struct Config {
    top: Value,
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

/// Says in `settings` what the new site takes of the configuration.
pub(super) fn set(config: &Config, folder: &Folder, settings: &mut Settings) {
    let from = |key: &str| match config.value(key) {
        Some(_) => format!("`{key}` in {FILE}"),
        None => format!("default `{key}` of Hexo"),
    };
    let title = config.text("title").unwrap_or_else(|| "Hexo".to_owned());
    settings.set(&[], "title", title.as_str(), from("title"));
    match base_url(config) {
        Some(url) => settings.set(&[], "base_url", url, format!("{}, {}", from("url"), from("root"))),
        None => settings.set(
            &[],
            "base_url",
            "https://example.org/",
            format!("`url` in {FILE} is no full address"),
        ),
    }
    let described = ["description", "subtitle"].into_iter().find(|key| config.text(key).is_some());
    if let Some(key) = described {
        settings.set(&[], "description", config.text(key).unwrap_or_default(), from(key));
    }
    settings.set(&[], "default_language", code(config.default_language()), from("language"));
    for language in config.languages.iter().filter(|_| config.languages.len() > 1) {
        let from = format!("`language` in {FILE}, or the folder {language}/");
        settings.set(&["languages", &code(language)], "title", title.as_str(), from);
    }
    if let Some(zone) = config.text("timezone") {
        settings.set(&[], "timezone", zone, from("timezone"));
    }
    let size = config.per_page("index_generator");
    if size > 0 {
        settings.set(&[], "page_size", size, from("per_page"));
    }
    if let Some(limit) = config
        .inner("feed", "limit")
        .and_then(text)
        .and_then(|limit| limit.parse::<usize>().ok())
        .filter(|limit| *limit > 0)
    {
        settings.set(&["feeds"], "limit", limit, format!("`feed.limit` in {FILE}"));
    }
    settings.set(&[], "lenient", true, "texts of an old site are read as far as possible");
    settings.set(&[], "on_conflict", "warn", "two old pages may have one address");
    settings.set(&[], "on_missing_link", "warn", "old texts may have dead links");
    settings.set(&[], "anchors", "hexo", "default of Hexo");
    if config.inner("marked", "smartypants") != Some(&Value::Bool(false)) {
        settings.set(&[], "smart_punctuation", true, "`marked.smartypants` of Hexo");
    }
    for key in ["alerts", "attributes", "definition_lists", "in_html", "subscript", "superscript"] {
        settings.set(&["markdown"], key, false, "Hexo does not have it");
    }
    for (ours, key) in [("category", "category_dir"), ("tag", "tag_dir")] {
        let path = config.folder(key).filter(|path| !path.is_empty()).unwrap_or_else(|| ours.to_owned());
        settings.set(&["taxonomies"], ours, json!({ "path": path, "feed": false }), from(key));
    }
    menu(config, folder, settings);
    unmatched(config, settings);
}

/// The address of the site: `url`, and `root` where that says more.
fn base_url(config: &Config) -> Option<String> {
    let url = config.text("url").filter(|url| url.starts_with("http") && url.contains("://"))?;
    let url = url.trim_end_matches('/').to_owned();
    let root = paths::folder_address(&config.text("root").unwrap_or_default());
    let host = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    Some(if host.contains('/') || root == "/" { format!("{url}/") } else { format!("{url}{root}") })
}

/// The menu of the theme, as most themes have it: names and addresses.
fn menu(config: &Config, folder: &Folder, settings: &mut Settings) {
    let theme = config.text("theme").unwrap_or_default();
    let files = [FILE.to_owned(), format!("_config.{theme}.yml"), format!("themes/{theme}/_config.yml")];
    for file in files.iter().filter(|file| folder.has(file)) {
        let mut found = Diagnostics::new();
        let node = folder.text(file, &mut found).and_then(|text| front_matter::yaml(file, &text, &mut found));
        let top = node.map_or(Value::Null, |node| front_matter::json(&node));
        let Some(Value::Object(entries)) = top.get("menu") else { continue };
        let entry = |(title, url): (&String, &Value)| {
            let url = text(url)?;
            // Some themes name a picture behind the address.
            let url = url.split("||").next().unwrap_or_default().trim().to_owned();
            (url.starts_with('/') || url.contains("://")).then(|| json!({ "title": title, "url": url }))
        };
        let main: Vec<Value> = entries.iter().filter_map(entry).collect();
        if !main.is_empty() {
            settings.set(&["menu"], "main", main, format!("`menu` in {file}"));
            return;
        }
    }
}

/// Names the keys that nothing here reads.
fn unmatched(config: &Config, settings: &mut Settings) {
    const READ: [&str; 30] = [
        "title",
        "subtitle",
        "description",
        "language",
        "lang",
        "timezone",
        "url",
        "root",
        "permalink",
        "permalink_defaults",
        "archive_dir",
        "category_dir",
        "tag_dir",
        "code_dir",
        "i18n_dir",
        "new_post_name",
        "post_asset_folder",
        "per_page",
        "pagination_dir",
        "source_dir",
        "skip_render",
        "default_category",
        "category_map",
        "tag_map",
        "filename_case",
        "archive_generator",
        "category_generator",
        "tag_generator",
        "index_generator",
        "feed",
    ];
    const KNOWN: [(&str, &str); 15] = [
        ("author", "write `author` into articles; their `author` keys are taken over"),
        ("date_format", "dates are written as each language writes them; see `date` in `[languages]`"),
        ("time_format", "dates are written as each language writes them"),
        ("deploy", "see `[deploy.*]`"),
        ("disqus_shortname", "there are no comments"),
        ("external_link", "links open in the same window"),
        ("google_analytics", "pages load nothing from other sites"),
        ("highlight", "code is not coloured"),
        ("marked", "line breaks within paragraphs are spaces"),
        ("menu", "read as the main menu"),
        ("pretty_urls", "addresses stay; links are written with the full ones"),
        ("prismjs", "code is not coloured"),
        ("relative_link", "see `relative_links`"),
        ("syntax_highlighter", "code is not coloured"),
        ("theme", "the theme is built in; see templates.md"),
    ];
    for key in config.top.as_object().unwrap_or(&Map::new()).keys().filter(|key| !READ.contains(&&***key)) {
        let why = KNOWN.iter().find(|(known, _)| known == key).map_or("", |(_, why)| why);
        settings.unmatched(format!("`{key}` in {FILE}"), why);
    }
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
