//! The configuration of a site of Zola.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::text;
use crate::import::settings::Settings;

/// What is needed of the configuration to know the addresses of pages.
#[derive(Debug)]
pub(super) struct Config {
    /// The file it is read from.
    pub(super) file: &'static str,
    /// The languages; the first is the default one.
    pub(super) languages: Vec<Language>,
    /// How paths become addresses.
    pub(super) paths: Slugify,
    /// How names of terms do.
    pub(super) taxonomies: Slugify,
    /// Whether a day at the start of a file's name stays in the address.
    pub(super) keeps_dates: bool,
    /// The folder of all taxonomies.
    pub(super) taxonomy_root: String,
    /// How many entries a feed has; `None` for all.
    pub(super) feed_limit: Option<usize>,
}

/// A language.
#[derive(Debug)]
pub(super) struct Language {
    /// Its code.
    pub(super) code: String,
    /// Whether there is a feed of all articles.
    pub(super) has_feed: bool,
    /// The names of feeds.
    pub(super) feed_names: Vec<String>,
    /// The taxonomies.
    pub(super) taxonomies: Vec<Taxonomy>,
}

/// A taxonomy.
#[derive(Debug)]
pub(super) struct Taxonomy {
    /// Its name, which front matter uses too.
    pub(super) name: String,
    /// Whether its terms have feeds.
    pub(super) has_feed: bool,
    /// Whether it has pages.
    pub(super) is_rendered: bool,
    /// How many articles a page of its terms lists, and the name of that part of addresses.
    pub(super) pages: Option<(usize, String)>,
}

/// How Zola makes a name a part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slugify {
    On,
    Safe,
    Off,
}

impl Slugify {
    /// A name as a part of an address.
    pub(super) fn of(self, name: &str) -> String {
        match self {
            Slugify::On => slug::slugify(name),
            Slugify::Safe => {
                let spaced = name.trim_end_matches([' ', '.']).replace(' ', "_");
                spaced.replace(|next: char| "<>:/|?*#()[]\n\"\\\r\t".contains(next), "")
            }
            Slugify::Off => name.to_owned(),
        }
    }

    fn read(value: Option<&Value>) -> Slugify {
        match value {
            Some(Value::String(word)) if word == "safe" => Slugify::Safe,
            Some(Value::String(word)) if word == "off" => Slugify::Off,
            _ => Slugify::On,
        }
    }
}

impl Config {
    /// The default language.
    pub(super) fn default_language(&self) -> &str {
        self.languages.first().map_or("en", |language| &language.code)
    }

    /// All languages but the default one.
    pub(super) fn other_languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.iter().skip(1)
    }

    /// What addresses of a language begin with: nothing, or `/fr`.
    pub(super) fn prefix(&self, language: &str) -> String {
        if language == self.default_language() { String::new() } else { format!("/{language}") }
    }
}

/// The file of the configuration, if it is Zola's.
pub(super) fn file(folder: &Folder) -> Option<&'static str> {
    ["zola.toml", "config.toml"].into_iter().find(|file| {
        let text = folder.has(file).then(|| folder.text(file, &mut Diagnostics::new())).flatten();
        text.is_some_and(|text| {
            let top = text.lines().take_while(|line| !line.trim_start().starts_with('['));
            top.into_iter().any(|line| line.split_once('=').is_some_and(|(key, _)| key.trim() == "base_url"))
        })
    })
}

/// Reads the configuration, and says in `settings` what the new site takes of it.
pub(super) fn read(folder: &Folder, settings: &mut Settings, problems: &mut Diagnostics) -> Config {
    let file = file(folder).unwrap_or("config.toml");
    let node = folder.text(file, problems).and_then(|text| front_matter::toml(file, &text, problems));
    let top = node.map_or(Value::Null, |node| front_matter::json(&node));
    let slugify = top.get("slugify");
    let part = |key: &str| Slugify::read(slugify.and_then(|slugify| slugify.get(key)));
    let config = Config {
        file,
        languages: languages(&top),
        paths: part("paths"),
        taxonomies: part("taxonomies"),
        keeps_dates: is_true(slugify.and_then(|slugify| slugify.get("paths_keep_dates"))),
        taxonomy_root: top.get("taxonomy_root").and_then(text).unwrap_or_default(),
        feed_limit: top.get("feed_limit").and_then(text).and_then(|limit| limit.parse().ok()),
    };
    site_settings(&top, &config, settings);
    markdown(&top, part("anchors"), file, settings);
    taxonomies(&config, settings);
    super::unmatched::tell(&top, file, settings);
    config
}

/// Whether a value is `true`.
fn is_true(value: Option<&Value>) -> bool {
    value == Some(&Value::Bool(true))
}

/// The languages, the default one first.
fn languages(top: &Value) -> Vec<Language> {
    let code = top.get("default_language").and_then(text).unwrap_or_else(|| "en".to_owned());
    let mut languages = vec![language(&code, top, top, &code)];
    for (other, table) in top.get("languages").and_then(Value::as_object).into_iter().flatten() {
        // The table of the default language adds to what stands at the top.
        if *other != code {
            languages.push(language(other, table, top, &code));
        }
    }
    languages
}

fn language(code: &str, table: &Value, top: &Value, default: &str) -> Language {
    let names = |table: &Value| -> Vec<String> {
        let list = table.get("feed_filenames").and_then(Value::as_array);
        let list: Vec<String> = list.into_iter().flatten().filter_map(text).collect();
        if list.is_empty() { table.get("feed_filename").and_then(text).into_iter().collect() } else { list }
    };
    let feed_names = [names(table), names(top), vec!["atom.xml".to_owned()]];
    let has_feed =
        ["generate_feeds", "generate_feed", "generate_rss"].iter().any(|key| is_true(table.get(key)));
    // Older versions list the taxonomies of all languages at the top.
    let of_table = table.get("taxonomies").and_then(Value::as_array).into_iter().flatten();
    let of_top = top.get("taxonomies").and_then(Value::as_array).into_iter().flatten();
    let listed = if code == default {
        of_table
            .filter(|entry| entry.get("lang").and_then(text).is_none_or(|lang| lang == code))
            .collect::<Vec<_>>()
    } else {
        of_table
            .chain(of_top.filter(|entry| entry.get("lang").and_then(text).as_deref() == Some(code)))
            .collect()
    };
    Language {
        code: code.to_owned(),
        has_feed,
        feed_names: feed_names.into_iter().find(|names| !names.is_empty()).unwrap_or_default(),
        taxonomies: listed.into_iter().filter_map(taxonomy).collect(),
    }
}

fn taxonomy(entry: &Value) -> Option<Taxonomy> {
    let size =
        entry.get("paginate_by").and_then(text).and_then(|size| size.parse().ok()).filter(|size| *size > 0);
    let path = entry.get("paginate_path").and_then(text).unwrap_or_else(|| "page".to_owned());
    Some(Taxonomy {
        name: entry.get("name").and_then(text)?,
        has_feed: is_true(entry.get("feed")) || is_true(entry.get("rss")),
        is_rendered: entry.get("render") != Some(&Value::Bool(false)),
        pages: size.map(|size| (size, path)),
    })
}

/// The name, the address and the languages of the site.
fn site_settings(top: &Value, config: &Config, settings: &mut Settings) {
    let file = config.file;
    let from = |key: &str| format!("`{key}` in {file}");
    let title = top.get("title").and_then(text);
    match &title {
        Some(title) => settings.set(&[], "title", title.as_str(), from("title")),
        None => {
            settings.set(&[], "title", host(top), format!("host of `base_url` in {file}, which has no title"))
        }
    }
    let base_url = top.get("base_url").and_then(text).filter(|url| url.contains("://"));
    match base_url {
        Some(url) => {
            settings.set(&[], "base_url", format!("{}/", url.trim_end_matches('/')), from("base_url"))
        }
        None => settings.set(
            &[],
            "base_url",
            "https://example.org/",
            format!("`base_url` in {file} is no full address"),
        ),
    }
    if let Some(description) = top.get("description").and_then(text) {
        settings.set(&[], "description", description, from("description"));
    }
    settings.set(&[], "default_language", config.default_language(), from("default_language"));
    for language in config.languages.iter().filter(|_| config.languages.len() > 1) {
        let key = format!("languages.{}", language.code);
        let table = top.get("languages").and_then(|languages| languages.get(&language.code));
        let value = |name: &str| table.and_then(|table| table.get(name)).and_then(text);
        let shown = value("title").or_else(|| title.clone()).unwrap_or_else(|| host(top));
        settings.set(&["languages", &language.code], "title", shown, format!("`{key}` in {file}"));
        if let Some(description) = value("description") {
            let from = format!("`{key}.description` in {file}");
            settings.set(&["languages", &language.code], "description", description, from);
        }
    }
    settings.set(&[], "lenient", true, "texts of an old site are read as far as possible");
    settings.set(&[], "on_conflict", "warn", "two old pages may have one address");
    settings.set(&[], "on_missing_link", "warn", "old texts may have dead links");
    for (key, value) in top.get("extra").and_then(Value::as_object).into_iter().flatten() {
        settings.set(&["extra"], key, value.clone(), format!("`extra.{key}` in {file}"));
    }
}

/// The host of the site, for want of a title.
fn host(top: &Value) -> String {
    let url = top.get("base_url").and_then(text).unwrap_or_default();
    let rest = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    if host.is_empty() { "Archive".to_owned() } else { host.to_owned() }
}

/// What Markdown means there.
fn markdown(top: &Value, anchors: Slugify, file: &str, settings: &mut Settings) {
    let style = if anchors == Slugify::On { "zola" } else { "zola-safe" };
    settings.set(&[], "anchors", style, format!("`slugify.anchors` in {file}"));
    let markdown = top.get("markdown");
    let is_on = |key: &str| is_true(markdown.and_then(|markdown| markdown.get(key)));
    if is_on("smart_punctuation") {
        settings.set(&[], "smart_punctuation", true, format!("`markdown.smart_punctuation` in {file}"));
    }
    let options =
        [("emoji", "render_emoji"), ("alerts", "github_alerts"), ("definition_lists", "definition_list")];
    for (ours, theirs) in options {
        settings.set(&["markdown"], ours, is_on(theirs), format!("`markdown.{theirs}` in {file}"));
    }
    for key in ["attributes", "bare_links", "containers", "in_html", "subscript", "superscript"] {
        settings.set(&["markdown"], key, false, "Zola does not have it");
    }
}

/// The taxonomies; authors have a place of their own.
fn taxonomies(config: &Config, settings: &mut Settings) {
    for taxonomy in config.languages.iter().flat_map(|language| &language.taxonomies) {
        let path = config.taxonomy_path(taxonomy);
        let from = format!("`taxonomies` in {}", config.file);
        if is_authors(&taxonomy.name) {
            settings.set(&["authors"], "path", path, from.clone());
            settings.set(&["authors"], "feed", taxonomy.has_feed, from);
            continue;
        }
        let mut table = serde_json::Map::new();
        table.insert("path".to_owned(), path.into());
        if !taxonomy.has_feed {
            table.insert("feed".to_owned(), false.into());
        }
        if let Some((size, _)) = taxonomy.pages {
            table.insert("page_size".to_owned(), size.into());
        }
        settings.set(&["taxonomies"], &taxonomy.name, table, from);
    }
}

impl Config {
    /// The address of a taxonomy, without the slashes around it.
    pub(super) fn taxonomy_path(&self, taxonomy: &Taxonomy) -> String {
        let name = self.taxonomies.of(&taxonomy.name);
        crate::import::paths::join(self.taxonomy_root.trim_matches('/'), &name)
    }
}

/// Whether a taxonomy has the authors of articles.
pub(super) fn is_authors(name: &str) -> bool {
    matches!(name, "author" | "authors")
}
