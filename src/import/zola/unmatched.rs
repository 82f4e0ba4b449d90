//! What of the configuration of Zola has no counterpart.

use serde_json::Value;

use crate::import::settings::Settings;

/// Names the keys of the configuration that the new site does not take, and says why.
pub(super) fn tell(top: &Value, file: &str, settings: &mut Settings) {
    const TAKEN: [&str; 18] = [
        "base_url",
        "title",
        "description",
        "default_language",
        "languages",
        "taxonomies",
        "taxonomy_root",
        "generate_feeds",
        "generate_feed",
        "generate_rss",
        "feed_filenames",
        "feed_filename",
        "feed_limit",
        "slugify",
        "markdown",
        "extra",
        "generate_sitemap",
        "generate_robots_txt",
    ];
    const KNOWN: [(&str, &str); 14] = [
        ("author", "feeds name the authors of each article"),
        ("build_search_index", "every site has a search page; see `search`"),
        ("compile_sass", "the theme is built in; see templates.md"),
        ("highlight_code", "code is not coloured"),
        ("hard_link_static", ""),
        ("ignored_content", "those files are imported too; see `exclude`"),
        ("ignored_static", "those files are imported too; see `exclude`"),
        ("link_checker", "`generate check --external` checks links to other sites"),
        ("minify_html", ""),
        ("output_dir", "see `--out`"),
        ("search", "every site has a search page; see `search`"),
        ("theme", "the theme is built in; see templates.md"),
        ("translations", "texts of the theme can be changed in i18n/"),
        ("exclude_paginated_pages_in_sitemap", ""),
    ];
    const MARKDOWN: [&str; 4] = ["smart_punctuation", "render_emoji", "github_alerts", "definition_list"];
    for key in top.as_object().into_iter().flat_map(|top| top.keys()) {
        if !TAKEN.contains(&&**key) {
            let why = KNOWN.iter().find(|(known, _)| known == key).map_or("", |(_, why)| why);
            settings.unmatched(format!("`{key}` in {file}"), why);
        }
    }
    for key in top.get("markdown").and_then(Value::as_object).into_iter().flat_map(|table| table.keys()) {
        let why = match &**key {
            "highlighting" | "highlight_code" | "highlight_theme" | "extra_syntaxes_and_themes" => {
                "code is not coloured"
            }
            "bottom_footnotes" => "footnotes are always below the text",
            "insert_anchor_links" => "the theme links headings",
            _ => "",
        };
        if !MARKDOWN.contains(&&**key) {
            settings.unmatched(format!("`markdown.{key}` in {file}"), why);
        }
    }
}
