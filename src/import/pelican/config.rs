//! The settings of a site of Pelican: `pelicanconf.py`, and what `publishconf.py` sets in place of it.

use std::collections::BTreeMap;

use regex::Regex;

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::paths;
use crate::import::python::{Assignment, PythonValue, assignments};

/// The settings, each with the file that has the last word.
#[derive(Debug, Default)]
pub(super) struct Config {
    values: BTreeMap<String, (PythonValue, &'static str)>,
    /// The folder of content.
    pub(super) path: String,
    /// What makes a slug of a name.
    pub(super) substitutions: Vec<(Regex, String)>,
}

/// The files that have settings, in the order in which they are read.
const FILES: [&str; 2] = ["pelicanconf.py", "publishconf.py"];

/// What Pelican takes where a setting is absent.
const DEFAULTS: [(&str, &str); 28] = [
    ("ARTICLE_LANG_SAVE_AS", "{slug}-{lang}.html"),
    ("ARTICLE_SAVE_AS", "{slug}.html"),
    ("AUTHORS_SAVE_AS", "authors.html"),
    ("AUTHOR_FEED_ATOM", "feeds/{slug}.atom.xml"),
    ("AUTHOR_FEED_RSS", "feeds/{slug}.rss.xml"),
    ("AUTHOR_SAVE_AS", "author/{slug}.html"),
    ("ARCHIVES_SAVE_AS", "archives.html"),
    ("CATEGORIES_SAVE_AS", "categories.html"),
    ("CATEGORY_FEED_ATOM", "feeds/{slug}.atom.xml"),
    ("CATEGORY_SAVE_AS", "category/{slug}.html"),
    ("DEFAULT_CATEGORY", "misc"),
    ("DEFAULT_LANG", "en"),
    ("FEED_ALL_ATOM", "feeds/all.atom.xml"),
    ("FEED_MAX_ITEMS", "100"),
    ("FILENAME_METADATA", r"(?P<date>\d{4}-\d{2}-\d{2}).*"),
    ("INDEX_SAVE_AS", "index.html"),
    ("PAGE_LANG_SAVE_AS", "pages/{slug}-{lang}.html"),
    ("PAGE_SAVE_AS", "pages/{slug}.html"),
    ("SITENAME", "A Pelican Blog"),
    ("SLUGIFY_SOURCE", "title"),
    ("STATIC_SAVE_AS", "{path}"),
    ("SUMMARY_MAX_LENGTH", "50"),
    ("TAGS_SAVE_AS", "tags.html"),
    ("TAG_SAVE_AS", "tag/{slug}.html"),
    ("TIMEZONE", "UTC"),
    ("TRANSLATION_FEED_ATOM", "feeds/all-{lang}.atom.xml"),
    ("YEAR_ARCHIVE_SAVE_AS", ""),
    ("MONTH_ARCHIVE_SAVE_AS", ""),
];

/// What makes a slug of a name by default. Python's `\Z` is `\z` here.
const SUBSTITUTIONS: [(&str, &str); 4] =
    [(r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\z", ""), (r"[-\s]+", "-")];

/// Reads the settings.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> Config {
    let mut config = Config::default();
    let mut names: BTreeMap<String, Assignment> = BTreeMap::new();
    for file in FILES.into_iter().filter(|file| folder.has(file)) {
        let Some(source) = folder.text(file, problems) else { continue };
        let before = names.clone();
        names = assignments(&source, names);
        for (name, assignment) in &names {
            if before.get(name) == Some(assignment) {
                continue;
            }
            // What only the program knows is less than what the other file says.
            let is_known = assignment.value != PythonValue::Unknown;
            if is_known || !config.values.contains_key(name) {
                config.values.insert(name.clone(), (assignment.value.clone(), file));
            }
        }
    }
    config.path = content_folder(&config, folder);
    config.substitutions = config.regex_pairs("SLUG_REGEX_SUBSTITUTIONS").unwrap_or_else(|| {
        let known = SUBSTITUTIONS.iter();
        known.filter_map(|(from, to)| Some((Regex::new(from).ok()?, (*to).to_owned()))).collect()
    });
    config
}

/// The folder of content: `PATH`, or the one that the command line usually names.
fn content_folder(config: &Config, folder: &Folder) -> String {
    let written = config.text("PATH").map(|path| paths::parts(&path).join("/"));
    match written {
        Some(path) if folder.has_folder(&path) => path,
        _ if folder.has_folder("content") => "content".to_owned(),
        _ => String::new(),
    }
}

impl Config {
    /// The value of a setting, if a file sets it.
    pub(super) fn value(&self, key: &str) -> Option<&PythonValue> {
        self.values.get(key).map(|(value, _)| value)
    }

    /// The string or the number of a setting as text, else Pelican's default. `None` where it is switched off, or only the program knows it.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.value(key) {
            Some(value) => plain(value).filter(|text| !text.is_empty()),
            None => {
                let default = DEFAULTS.iter().find(|(name, _)| *name == key)?.1;
                (!default.is_empty()).then(|| default.to_owned())
            }
        }
    }

    /// The strings that a setting lists, else `default`.
    pub(super) fn list(&self, key: &str, default: &[&str]) -> Vec<String> {
        match self.value(key) {
            Some(PythonValue::List(items)) => items.iter().filter_map(plain).collect(),
            Some(PythonValue::Text(text)) => vec![text.clone()],
            Some(_) => Vec::new(),
            None => default.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    /// The number of a setting, where it is one and not 0.
    pub(super) fn number(&self, key: &str) -> Option<usize> {
        self.text(key)?.parse().ok().filter(|number| *number > 0)
    }

    /// Whether a setting is true, else `default`.
    pub(super) fn is_on(&self, key: &str, default: bool) -> bool {
        match self.value(key) {
            Some(PythonValue::Bool(flag)) => *flag,
            Some(PythonValue::None) => false,
            _ => default,
        }
    }

    /// The pairs of strings that a setting lists: `(("a", "b"), …)`.
    pub(super) fn pairs(&self, key: &str) -> Vec<(String, String)> {
        let Some(PythonValue::List(items)) = self.value(key) else { return Vec::new() };
        let pair = |item: &PythonValue| match item {
            PythonValue::List(pair) => Some((plain(pair.first()?)?, plain(pair.get(1)?)?)),
            _ => None,
        };
        items.iter().filter_map(pair).collect()
    }

    /// The expressions and texts of a setting; `None` where it is not set, or one of them is none that is known here.
    fn regex_pairs(&self, key: &str) -> Option<Vec<(Regex, String)>> {
        self.value(key)?;
        let pairs = self.pairs(key);
        pairs.into_iter().map(|(from, to)| Some((regex(&from)?, to))).collect()
    }

    /// The expression of a setting.
    pub(super) fn regex(&self, key: &str) -> Option<Regex> {
        regex(&self.text(key)?)
    }

    /// Where a setting stands, or that it is Pelican's own.
    pub(super) fn from(&self, key: &str) -> String {
        match self.values.get(key) {
            Some((_, file)) => format!("`{key}` in {file}"),
            None => format!("default `{key}` of Pelican"),
        }
    }

    /// All settings of the files: names in capitals, as Pelican reads them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &PythonValue)> {
        let is_setting =
            |name: &str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        self.values
            .iter()
            .filter(move |(name, _)| is_setting(name))
            .map(|(name, (value, _))| (&**name, value))
    }

    /// The code of the default language.
    pub(super) fn default_language(&self) -> String {
        self.text("DEFAULT_LANG")
            .map_or_else(|| "en".to_owned(), |code| code.to_lowercase().replace('_', "-"))
    }

    /// Whether Markdown has an extension: `toc`, `extra`.
    pub(super) fn has_extension(&self, name: &str) -> bool {
        let Some(PythonValue::Dict(entries)) = self.value("MARKDOWN") else { return name == "extra" };
        let names = |key: &str| match entries.iter().find(|(known, _)| known.text() == Some(key)) {
            Some((_, PythonValue::Dict(configs))) => {
                configs.iter().filter_map(|(key, _)| plain(key)).collect()
            }
            Some((_, PythonValue::List(items))) => items.iter().filter_map(plain).collect(),
            _ => Vec::new(),
        };
        let mut known = names("extension_configs");
        known.extend(names("extensions"));
        known.iter().any(|known| known == name || known.rsplit('.').next() == Some(name))
    }

    /// The slug of a name.
    pub(super) fn slug(&self, name: &str) -> String {
        let mut slug = super::format::folded(name, self.is_on("SLUGIFY_USE_UNICODE", false));
        for (from, to) in &self.substitutions {
            slug = from.replace_all(&slug, to.as_str()).into_owned();
        }
        let keeps_case = self.is_on("SLUGIFY_PRESERVE_CASE", false);
        let slug = if keeps_case { slug } else { slug.to_lowercase() };
        slug.trim().to_owned()
    }
}

/// The string or the number that a value is.
pub(super) fn plain(value: &PythonValue) -> Option<String> {
    match value {
        PythonValue::Text(text) => Some(text.clone()),
        PythonValue::Number(number) => Some(number.clone()),
        _ => None,
    }
}

/// An expression of Python as one of this program, where it has one.
fn regex(written: &str) -> Option<Regex> {
    let written = written.replace("(?u)", "").replace(r"\Z", r"\z");
    regex::RegexBuilder::new(&written).size_limit(1 << 20).build().ok()
}
