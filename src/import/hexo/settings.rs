//! What the new `site.toml` takes of the configuration of Hexo.

use serde_json::{Map, Value, json};

use super::config::{Config, FILE, code};
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::text;
use crate::import::paths;
use crate::import::settings::Settings;

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
        let is_default = language == config.default_language();
        let from = if is_default {
            from("language")
        } else {
            format!("`language` in {FILE}, or the folder {language}/")
        };
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
