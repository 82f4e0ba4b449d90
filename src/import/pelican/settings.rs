//! What the new `site.toml` takes of the settings of Pelican.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::config::Config;
use super::format;
use super::posts::Post;
use crate::import::paths;
use crate::import::python::PythonValue;
use crate::import::settings::Settings;

/// Sets all of it.
pub(super) fn set(posts: &[Post], config: &Config, settings: &mut Settings) {
    site(config, settings);
    languages(posts, config, settings);
    markdown(config, settings);
    taxonomies(config, settings);
    menus(posts, config, settings);
    unmatched(config, settings);
}

fn site(config: &Config, settings: &mut Settings) {
    if let Some(title) = config.text("SITENAME") {
        settings.set(&[], "title", title, config.from("SITENAME"));
    }
    match config.text("SITEURL").filter(|url| url.starts_with("http") && url.contains("://")) {
        Some(url) => {
            settings.set(&[], "base_url", format!("{}/", url.trim_end_matches('/')), config.from("SITEURL"))
        }
        None => settings.set(&[], "base_url", "https://example.org/", "`SITEURL` is no full address"),
    }
    for key in ["SITESUBTITLE", "SITE_DESCRIPTION", "SITEDESCRIPTION"] {
        if let Some(description) = config.text(key) {
            settings.set(&[], "description", description, config.from(key));
        }
    }
    settings.set(&[], "default_language", config.default_language(), config.from("DEFAULT_LANG"));
    if let Some(zone) = config.text("TIMEZONE") {
        settings.set(&[], "timezone", zone, config.from("TIMEZONE"));
    }
    if let Some(size) = config.number("DEFAULT_PAGINATION") {
        settings.set(&[], "page_size", size, config.from("DEFAULT_PAGINATION"));
    }
    if let Some(limit) = config.number("FEED_MAX_ITEMS") {
        settings.set(&["feeds"], "limit", limit, config.from("FEED_MAX_ITEMS"));
    }
    let paragraphs = config
        .number("SUMMARY_MAX_PARAGRAPHS")
        .map(|count| ("SUMMARY_MAX_PARAGRAPHS", format!("paragraphs:{count}")));
    let words =
        config.number("SUMMARY_MAX_LENGTH").map(|count| ("SUMMARY_MAX_LENGTH", format!("words:{count}")));
    if let Some((key, summary)) = paragraphs.or(words) {
        settings.set(&[], "summary", summary, config.from(key));
    }
    settings.set(&[], "lenient", true, "texts of an old site are read as far as possible");
    settings.set(&[], "on_conflict", "warn", "two old pages may have one address");
    settings.set(&[], "on_missing_link", "warn", "old texts may have dead links");
}

/// The languages, if there are several.
fn languages(posts: &[Post], config: &Config, settings: &mut Settings) {
    let default = config.default_language();
    let mut codes: BTreeSet<&str> = posts.iter().map(|post| &*post.language).collect();
    codes.remove(&*default);
    if codes.is_empty() {
        return;
    }
    let title = config.text("SITENAME").unwrap_or_default();
    for code in std::iter::once(&*default).chain(codes) {
        settings.set(&["languages", code], "title", title.as_str(), "`Lang` in the headers of articles");
    }
}

fn markdown(config: &Config, settings: &mut Settings) {
    let from = config.from("MARKDOWN");
    let has = |name: &str| config.has_extension(name);
    if has("toc") {
        settings.set(&[], "anchors", "pelican", from.clone());
    } else {
        settings
            .unmatched("anchors of headings", "headings had none, because `toc` is not among the extensions");
    }
    if has("smarty") || config.is_on("TYPOGRIFY", false) {
        let key = if has("smarty") { "MARKDOWN" } else { "TYPOGRIFY" };
        settings.set(&[], "smart_punctuation", true, config.from(key));
    }
    let extra = [("attributes", "attr_list"), ("definition_lists", "def_list"), ("in_html", "md_in_html")];
    for (ours, theirs) in extra {
        settings.set(&["markdown"], ours, has("extra") || has(theirs), from.clone());
    }
    settings.set(&["markdown"], "containers", has("admonition"), from);
    for key in ["alerts", "bare_links", "subscript", "superscript", "task_lists"] {
        settings.set(&["markdown"], key, false, "Python-Markdown does not have it");
    }
}

/// The folder of the pages that a pattern makes: `categories/{slug}/index.html` gives `categories`.
fn folder_of(pattern: Option<String>, other: &str) -> String {
    let pattern = pattern.unwrap_or_default();
    let folder = pattern.split('{').next().unwrap_or_default();
    let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = paths::parts(folder).join("/");
    if folder.is_empty() { other.to_owned() } else { folder }
}

/// The folder of the pages of authors.
pub(super) fn authors(config: &Config) -> String {
    folder_of(config.text("AUTHOR_SAVE_AS"), "author")
}

fn taxonomies(config: &Config, settings: &mut Settings) {
    for (key, ours) in [("CATEGORY", "category"), ("TAG", "tag")] {
        let page = format!("{key}_SAVE_AS");
        let has_feed =
            ["FEED_ATOM", "FEED_RSS"].iter().any(|feed| config.text(&format!("{key}_{feed}")).is_some());
        let mut table = json!({ "path": folder_of(config.text(&page), ours) });
        if !has_feed {
            table["feed"] = false.into();
        }
        settings.set(&["taxonomies"], ours, table, config.from(&page));
    }
    settings.set(&["authors"], "path", authors(config), config.from("AUTHOR_SAVE_AS"));
}

/// The menus: what the default theme of Pelican shows.
fn menus(posts: &[Post], config: &Config, settings: &mut Settings) {
    let entry = |(title, url): (String, String)| json!({ "title": title, "url": url });
    let mut main: Vec<Value> = config.pairs("MENUITEMS").into_iter().map(entry).collect();
    if config.is_on("DISPLAY_PAGES_ON_MENU", true) {
        let default = config.default_language();
        let pages =
            posts.iter().filter(|post| post.is_page && post.is_published() && post.language == default);
        main.extend(
            pages.filter_map(|page| Some(entry((page.fields.text("title")?, page.address.clone()?)))),
        );
    }
    if config.is_on("DISPLAY_CATEGORIES_ON_MENU", true) && posts.iter().any(Post::is_listed) {
        main.push("category".into());
    }
    if !main.is_empty() {
        let from = format!("{}, pages, categories", config.from("MENUITEMS"));
        settings.set(&["menu"], "main", main, from);
    }
    let links = config.pairs("LINKS").into_iter().chain(config.pairs("SOCIAL"));
    let links: Vec<Value> = links.filter(|(_, url)| url != "#").map(entry).collect();
    if !links.is_empty() {
        settings.set(
            &["menu"],
            "footer",
            links,
            format!("{}, {}", config.from("LINKS"), config.from("SOCIAL")),
        );
    }
}

/// The settings that are read, here or elsewhere.
const READ: [&str; 37] = [
    "ARTICLE_EXCLUDES",
    "ARTICLE_PATHS",
    "AUTHOR",
    "DEFAULT_CATEGORY",
    "DEFAULT_LANG",
    "DEFAULT_METADATA",
    "DEFAULT_PAGINATION",
    "DIRECT_TEMPLATES",
    "DISPLAY_CATEGORIES_ON_MENU",
    "DISPLAY_PAGES_ON_MENU",
    "EXTRA_PATH_METADATA",
    "FEED_MAX_ITEMS",
    "FILENAME_METADATA",
    "LINKS",
    "MARKDOWN",
    "MENUITEMS",
    "PAGE_EXCLUDES",
    "PAGE_PATHS",
    "PAGINATED_TEMPLATES",
    "PATH",
    "PATH_METADATA",
    "SITENAME",
    "SITESUBTITLE",
    "SITEURL",
    "SITE_DESCRIPTION",
    "SITEDESCRIPTION",
    "SLUGIFY_PRESERVE_CASE",
    "SLUGIFY_SOURCE",
    "SLUGIFY_USE_UNICODE",
    "SLUG_REGEX_SUBSTITUTIONS",
    "SOCIAL",
    "STATIC_PATHS",
    "SUMMARY_MAX_LENGTH",
    "SUMMARY_MAX_PARAGRAPHS",
    "TIMEZONE",
    "TYPOGRIFY",
    "USE_FOLDER_AS_CATEGORY",
];

/// Why settings have no counterpart.
const KNOWN: [(&str, &str); 9] = [
    ("DEFAULT_DATE_FORMAT", "dates are written as each language writes them; see `date` in `[languages]`"),
    ("DATE_FORMATS", "dates are written as each language writes them; see `date` in `[languages]`"),
    ("DISQUS_SITENAME", "there are no comments"),
    ("FEED_DOMAIN", "feeds are on the site's own host"),
    ("GOOGLE_ANALYTICS", "pages load nothing from other sites"),
    ("PLUGINS", "plugins are programs"),
    ("PLUGIN_PATHS", "plugins are programs"),
    ("RELATIVE_URLS", "see `relative_links`"),
    ("RSS_FEED_SUMMARY_ONLY", ""),
];

/// Names the settings that nothing here reads, and those whose value only the program knows.
fn unmatched(config: &Config, settings: &mut Settings) {
    for (key, value) in config.all() {
        let is_address = key.ends_with("_SAVE_AS") || key.ends_with("FEED_ATOM") || key.ends_with("FEED_RSS");
        let is_read =
            READ.contains(&key) || is_address || key.starts_with("FEED_ALL_") || key.ends_with("_URL");
        let why = match KNOWN.iter().find(|(known, _)| *known == key) {
            _ if *value == PythonValue::Unknown => "only the program knows its value; it was not run",
            Some((_, why)) => why,
            None if key.starts_with("THEME") || key.starts_with("JINJA") => {
                "the theme is built in; see templates.md"
            }
            None => "",
        };
        if !is_read || *value == PythonValue::Unknown {
            settings.unmatched(config.from(key), why);
        }
    }
    for key in ["ARTICLE_SAVE_AS", "PAGE_SAVE_AS"] {
        let is_odd = config.text(key).is_some_and(|pattern| format::address(&pattern).is_none());
        if is_odd {
            settings.unmatched(config.from(key), "it makes no addresses");
        }
    }
}
