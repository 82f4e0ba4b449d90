//! The files of the default theme, and where a site has its own.

use super::{ASSETS, FOLDER, INTERFACE, TEMPLATES, TEXTS, collect};
use crate::config::STATIC;

/// A file of the default theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultFile {
    /// Where a site has its own, below its root: `templates/article.html`.
    pub path: String,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// All files of the default theme, sorted by path.
pub fn default_files() -> Vec<DefaultFile> {
    let mut files = Vec::new();
    let assets = format!("{STATIC}/theme");
    for (dir, folder) in [(&TEMPLATES, FOLDER), (&INTERFACE, TEXTS), (&ASSETS, &*assets)] {
        collect(dir, &mut |name, bytes| files.push(DefaultFile { path: format!("{folder}/{name}"), bytes }));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Whether the default theme has a shortcode of this name.
pub fn is_default_shortcode(name: &str) -> bool {
    TEMPLATES.get_file(format!("shortcodes/{name}.html")).is_some()
}

/// Whether `name` means the file at `path`: it is the path, the end of it, or a folder that the file is in.
pub fn is_called(path: &str, name: &str) -> bool {
    let name = name.trim_start_matches("./").trim_end_matches('/');
    let is_folder = path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    let is_end = path.strip_suffix(name).is_some_and(|start| start.ends_with('/'));
    !name.is_empty() && (path == name || is_folder || is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_by_path_by_its_end_and_by_folder() {
        let path = "templates/parts/menu.html";
        for name in [
            "templates/parts/menu.html",
            "./templates/parts/menu.html",
            "parts/menu.html",
            "menu.html",
            "templates",
            "templates/parts/",
        ] {
            assert!(is_called(path, name), "{name}");
        }
        for name in ["", "u.html", "template", "menu", "parts"] {
            assert!(!is_called(path, name), "{name}");
        }
    }

    #[test]
    fn the_default_theme_has_templates_texts_and_assets() {
        let files = default_files();
        for path in ["templates/article.html", "i18n/en.toml", "static/theme/style.css"] {
            assert!(files.iter().any(|file| file.path == path && !file.bytes.is_empty()), "{path}");
        }
        assert!(files.is_sorted_by(|one, other| one.path < other.path));
    }
}
