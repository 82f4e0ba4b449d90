//! The files of content of Pelican, and what the settings say of them.

use super::config::{Config, plain};
use crate::import::folder::Folder;
use crate::import::old_site::Fields;
use crate::import::paths;
use crate::import::python::PythonValue;

/// A file of content.
pub(super) struct Source<'f> {
    /// Its path.
    pub(super) path: &'f str,
    /// Whether it is a page, and not an article.
    pub(super) is_page: bool,
}

/// The name that pandoc has for a file's format, if it is none that is read.
pub(super) fn format_of(path: &str) -> Option<&'static str> {
    match &*paths::extension(paths::split(path).1).1 {
        "rst" => Some("rst"),
        "adoc" | "asciidoc" | "asc" => Some("asciidoc"),
        "org" => Some("org"),
        "ipynb" => Some("ipynb"),
        "textile" => Some("textile"),
        _ => None,
    }
}

pub(super) fn is_html(path: &str) -> bool {
    matches!(&*paths::extension(paths::split(path).1).1, "html" | "htm")
}

/// Whether a file is the text of an article or a page.
pub(super) fn is_source(path: &str) -> bool {
    let extension = paths::extension(paths::split(path).1).1;
    matches!(&*extension, "md" | "markdown" | "mkd" | "mdown") || is_html(path) || format_of(path).is_some()
}

/// Whether a file belongs to the program and not to the content, where the whole folder is content.
pub(super) fn is_no_content(path: &str, config: &Config) -> bool {
    let below = path.strip_prefix(&config.path).unwrap_or(path).trim_start_matches('/');
    let is_hidden = below.split('/').any(|part| part.starts_with('.'));
    let first = below.split('/').next().unwrap_or_default();
    let is_program =
        matches!(first, "output" | "theme" | "themes" | "plugins" | "pelican-plugins" | "venv" | "README.md");
    is_hidden || (config.path.is_empty() && (is_program || below.ends_with(".py")))
}

/// All files of articles and pages.
pub(super) fn sources<'f>(folder: &'f Folder, config: &Config) -> Vec<Source<'f>> {
    let is_in = |below: &str, folders: &[String]| {
        folders.iter().any(|folder| {
            let folder = paths::parts(folder).join("/");
            folder.is_empty()
                || below == folder
                || below.strip_prefix(&*folder).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    let pages = config.list("PAGE_PATHS", &["pages"]);
    let articles = config.list("ARTICLE_PATHS", &[""]);
    let not_pages = config.list("PAGE_EXCLUDES", &[]);
    let not_articles = config.list("ARTICLE_EXCLUDES", &[]);
    let files = folder.below(&config.path).filter(|path| is_source(path) && !is_no_content(path, config));
    let source = |path: &'f str| {
        let below = path.strip_prefix(&config.path).unwrap_or(path).trim_start_matches('/');
        if is_in(below, &pages) && !is_in(below, &not_pages) {
            return Some(Source { path, is_page: true });
        }
        // A page of HTML beside pictures is a file, where the folder of both is copied.
        let is_file = is_html(path) && is_in(below, &config.list("STATIC_PATHS", &["images"]));
        let is_article = is_in(below, &articles) && !is_in(below, &not_articles) && !is_file;
        is_article.then_some(Source { path, is_page: false })
    };
    files.filter_map(source).collect()
}

/// What the settings say of a file: by its name, its folder, for all.
pub(super) fn add_defaults(fields: &mut Fields, below: &str, config: &Config) {
    let (folder, name) = paths::split(below);
    let stem = paths::extension(name).0;
    let by_name = [("FILENAME_METADATA", stem), ("PATH_METADATA", below)];
    for (key, text) in by_name {
        let Some(regex) = config.regex(key) else { continue };
        let Some(found) =
            regex.captures(text).filter(|found| found.get(0).is_some_and(|all| all.start() == 0))
        else {
            continue;
        };
        for group in regex.capture_names().flatten() {
            let value = found.name(group).map(|value| value.as_str());
            if let Some(value) = value.filter(|_| fields.text(&group.to_lowercase()).is_none()) {
                fields.set(&group.to_lowercase(), value);
            }
        }
    }
    let folder = folder.rsplit('/').next().unwrap_or_default();
    if fields.text("category").is_none() && !folder.is_empty() && config.is_on("USE_FOLDER_AS_CATEGORY", true)
    {
        fields.set("category", folder);
    }
    if let Some(PythonValue::Dict(entries)) = config.value("DEFAULT_METADATA") {
        for (key, value) in entries.iter().filter_map(|(key, value)| Some((plain(key)?, plain(value)?))) {
            if fields.text(&key.to_lowercase()).is_none() {
                fields.set(&key.to_lowercase(), value);
            }
        }
    }
    if fields.text("category").is_none()
        && let Some(category) = config.text("DEFAULT_CATEGORY")
    {
        fields.set("category", category);
    }
}
