//! What the new `site.toml` takes from Jekyll's configuration.

use serde_json::{Value as Json, json};

use super::config::Config;
use crate::import::liquid::Value;
use crate::import::old_site::text;
use crate::import::settings::Settings;

/// Sets what does not depend on files.
pub(super) fn read(config: &Config, settings: &mut Settings) {
    let from = |key: &str| format!("`{key}` in {}", config.file);
    let keys = &config.keys;
    let title = ["title", "name"].into_iter().find_map(|key| Some((key, keys.text(key)?)));
    match title {
        Some((key, title)) => settings.set(&[], "title", title, from(key)),
        None => settings.set(
            &[],
            "title",
            config.url.split("://").last().unwrap_or_default(),
            "the host of the site",
        ),
    }
    if let Some((key, description)) =
        ["description", "tagline"].into_iter().find_map(|key| Some((key, keys.text(key)?)))
    {
        let line = description.split_whitespace().collect::<Vec<_>>().join(" ");
        settings.set(&[], "description", line, from(key));
    }
    let source = match (keys.text("url"), config.base_path.is_empty()) {
        (None, _) => format!("no `url` in {}: replace it", config.file),
        (Some(_), true) => from("url"),
        (Some(_), false) => format!("`url` and `baseurl` in {}", config.file),
    };
    settings.set(&[], "base_url", format!("{}/", config.url), source);
    match config.timezone {
        Some(timezone) => settings.set(&[], "timezone", timezone.name(), from("timezone")),
        None => settings.set(&[], "timezone", "UTC", "default of Jekyll: that of the host"),
    }
    let (anchors, source) = anchors(config);
    settings.set(&[], "anchors", anchors, source);
    let is_kramdown = config.keys.text("markdown").is_none_or(|name| name.eq_ignore_ascii_case("kramdown"));
    if is_kramdown {
        settings.set(&[], "smart_punctuation", true, "default of Jekyll's kramdown");
        for key in ["alerts", "bare_links", "containers", "subscript", "superscript"] {
            settings.set(&["markdown"], key, false, "default of Jekyll's kramdown");
        }
    }
    if config.has_plugin("jemoji") {
        settings.set(&["markdown"], "emoji", true, "plugin jemoji");
    }
    settings.set(&[], "lenient", true, "texts of an old site are read as far as possible");
    settings.set(&[], "on_conflict", "warn", "two old pages may have one address");
    settings.set(&[], "on_missing_link", "warn", "old texts may have dead links");
}

/// The style of anchors of the Markdown that the site is read with.
fn anchors(config: &Config) -> (&'static str, String) {
    let markdown = config.keys.text("markdown");
    let input = config.keys.get("kramdown").and_then(|kramdown| kramdown.get("input")).and_then(text);
    match (markdown.as_deref().map(str::to_lowercase).as_deref(), input.as_deref()) {
        (None | Some("kramdown"), Some("kramdown")) => {
            ("kramdown", format!("`kramdown.input` in {}", config.file))
        }
        (None, _) => ("jekyll", "default of Jekyll".to_owned()),
        (Some("kramdown"), _) => ("jekyll", format!("`markdown` in {}", config.file)),
        _ => ("github", format!("`markdown` in {}", config.file)),
    }
}

/// The menu of a data file of navigation or of the configuration.
pub(super) fn menu(config: &Config, site: &Value, settings: &mut Settings) {
    let data = site.get("data");
    for name in ["navigation", "nav", "menu", "menus", "main_menu", "header"] {
        let found = data.get(name);
        let lists =
            [found.clone(), found.get("main"), found.get("primary"), found.get("header"), found.get("docs")];
        if let Some(entries) = lists.iter().find_map(|list| entries(list, config)) {
            settings.set(&["menu"], "main", entries, format!("_data/{name}"));
            if let Some(footer) = self::entries(&found.get("footer"), config) {
                settings.set(&["menu"], "footer", footer, format!("`footer` in _data/{name}"));
            }
            return;
        }
    }
    for name in ["navigation", "nav", "menu", "navbar-links", "links"] {
        if let Some(entries) = entries(&site.get(name), config) {
            settings.set(&["menu"], "main", entries, format!("`{name}` in {}", config.file));
            return;
        }
    }
}

/// The entries of a list with titles and addresses; nothing where it is none.
fn entries(list: &Value, config: &Config) -> Option<Json> {
    let Value::List(items) = list else { return None };
    const MOST: usize = 20;
    let mut entries = Vec::new();
    for item in items.iter().take(MOST) {
        let get = |keys: &[&str]| {
            keys.iter()
                .map(|key| item.get(key))
                .find(|value| matches!(value, Value::Text(_)))
                .map(|value| value.to_string())
        };
        let title = get(&["title", "text", "name", "label", "page"])?;
        // Headings of lists have no address of their own.
        let Some(url) = get(&["url", "href", "link", "permalink", "path"]) else { continue };
        if title.contains(['{', '<']) || url.contains(['{', ' ']) || url.is_empty() {
            continue;
        }
        let url = match url.strip_prefix(&*config.base_path) {
            Some(rest) if !config.base_path.is_empty() && rest.starts_with('/') => rest.to_owned(),
            _ => url,
        };
        let is_full = url.contains(':') || url.starts_with('/') || url.starts_with('#');
        let url = if is_full { url } else { format!("/{url}") };
        entries.push(json!({ "title": title, "url": url }));
    }
    (!entries.is_empty()).then_some(Json::Array(entries))
}

/// Keys that have a counterpart, or are read elsewhere.
const READ: [&str; 28] = [
    "title",
    "name",
    "description",
    "tagline",
    "url",
    "baseurl",
    "timezone",
    "permalink",
    "collections",
    "defaults",
    "exclude",
    "include",
    "collections_dir",
    "includes_dir",
    "data_dir",
    "markdown",
    "kramdown",
    "jekyll-archives",
    "jekyll_archives",
    "autopages",
    "feed",
    "plugins",
    "gems",
    "lang",
    "locale",
    "navigation",
    "nav",
    "menu",
];

/// Keys without a counterpart that have an answer.
const ANSWERS: [(&str, &str); 22] = [
    ("paginate", "lists have `page_size`; the old numbered pages lead to the list"),
    ("paginate_path", "numbered pages of lists have fixed addresses"),
    ("pagination", "lists have `page_size`"),
    ("highlighter", "code is not coloured"),
    ("highlight", "code is not coloured"),
    ("sass", "the theme is built in; see theming.md"),
    ("theme", "the theme is built in; see theming.md"),
    ("remote_theme", "the theme is built in; see theming.md"),
    ("excerpt_separator", "the end of a summary is `<!--more-->`"),
    ("future", "articles of any date are published; see `--as-of`"),
    ("show_drafts", "see `--drafts`"),
    ("unpublished", "unpublished posts are left out"),
    ("author", "articles name their authors"),
    ("destination", "see `--out`"),
    ("source", ""),
    ("incremental", "every build is incremental"),
    ("port", "see `generate serve --port`"),
    ("host", "see `generate serve --host`"),
    ("livereload", "`generate serve` reloads pages"),
    ("lsi", ""),
    ("google_analytics", "the theme loads nothing from other sites"),
    ("disqus", "the theme loads nothing from other sites"),
];

/// Tells which keys have no counterpart.
pub(super) fn unmatched(config: &Config, settings: &mut Settings) {
    for (key, _) in config.keys.iter() {
        if READ.contains(&key) {
            continue;
        }
        let known = ANSWERS.iter().find(|(known, _)| *known == key).map(|(_, why)| *why);
        let why = known.unwrap_or("only templates and plugins of the old site read it");
        settings.unmatched(format!("`{key}` in {}", config.file), why);
    }
    const KNOWN: [&str; 6] = [
        "jekyll-sitemap",
        "jekyll-archives",
        "jekyll-redirect-from",
        "jekyll-feed",
        "jekyll-paginate",
        "jekyll-seo-tag",
    ];
    for plugin in &config.plugins {
        if !KNOWN.contains(&&**plugin) && plugin != "jemoji" {
            settings.unmatched(format!("plugin {plugin}"), "plugins are not run");
        }
    }
}
