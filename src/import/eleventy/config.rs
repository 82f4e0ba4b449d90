//! Eleventy's configuration, as far as it is in plain strings.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::liquid::Value;
use crate::import::paths;
use crate::import::settings::Settings;

/// What is known of the configuration.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// Its file.
    pub(super) file: String,
    /// The folder of content; nothing is the folder of the site.
    pub(super) input: String,
    /// The folder of included texts.
    pub(super) includes: String,
    /// The folder of layouts.
    layouts: String,
    /// The folder of data.
    pub(super) data: String,
    /// Whether Liquid, or a language like it, runs in Markdown.
    pub(super) runs_markdown: bool,
    /// Whether drafts are left out.
    pub(super) knows_drafts: bool,
    /// The addresses of feeds that plugins make.
    pub(super) feeds: Vec<String>,
    /// Files and folders that are copied, with their addresses.
    copies: Vec<(String, String)>,
    ignored: Vec<String>,
    url: String,
}

const FILES: [&str; 6] = [
    ".eleventy.js",
    ".eleventy.cjs",
    "eleventy.config.js",
    "eleventy.config.cjs",
    "eleventy.config.mjs",
    "eleventy.config.ts",
];

/// The configuration of a site, if there is a file of it.
pub(super) fn file(folder: &Folder) -> Option<&'static str> {
    FILES.into_iter().find(|file| folder.has(file))
}

/// The first part in brackets of the first place where a pattern fits.
pub(super) fn captured(pattern: &str, text: &str) -> Option<String> {
    let found = Regex::new(pattern).ok()?.captures(text)?;
    Some(found.get(1)?.as_str().to_owned())
}

fn all(pattern: &str, text: &str) -> Vec<Vec<String>> {
    let Ok(pattern) = Regex::new(pattern) else { return Vec::new() };
    let parts = |found: regex::Captures<'_>| {
        found.iter().skip(1).flatten().map(|part| part.as_str().to_owned()).collect()
    };
    pattern.captures_iter(text).map(parts).collect()
}

fn trimmed(path: &str) -> String {
    paths::parts(path.trim_start_matches("./")).join("/")
}

impl Config {
    pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> Config {
        let file = file(folder).unwrap_or_default();
        let text = folder.has(file).then(|| folder.text(file, problems)).flatten().unwrap_or_default();
        let package = folder
            .has("package.json")
            .then(|| folder.text("package.json", problems))
            .flatten()
            .unwrap_or_default();
        Config::of(folder, file, &text, &package)
    }

    fn of(folder: &Folder, file: &str, text: &str, package: &str) -> Config {
        let code = without_comments(text);
        let string = |key: &str| captured(&format!(r#"\b{key}["']?\s*:\s*["'`]([^"'`\n]*)["'`]"#), &code);
        let set = |name: &str| captured(&format!(r#"set{name}Directory\(\s*["'`]([^"'`\n]*)["'`]"#), &code);
        let input = set("Input")
            .or_else(|| string("input"))
            .or_else(|| captured(r#"--input[= ]["']?([^\s"'\\]+)"#, package))
            .unwrap_or_else(|| {
                if folder.has_folder("src/_includes") && !folder.has_folder("_includes") {
                    "src".into()
                } else {
                    String::new()
                }
            });
        let input = trimmed(&input);
        let below = |path: Option<String>, default: &str| {
            let path = path.unwrap_or_else(|| default.to_owned());
            let mut parts = paths::parts(&input);
            for part in path.split('/') {
                match part {
                    ".." => drop(parts.pop()),
                    "" | "." => {}
                    part => parts.push(part),
                }
            }
            parts.join("/")
        };
        let includes = below(set("Includes").or_else(|| string("includes")), "_includes");
        let mut config = Config {
            file: if file.is_empty() { "package.json".to_owned() } else { file.to_owned() },
            layouts: set("Layouts")
                .or_else(|| string("layouts"))
                .map_or_else(|| includes.clone(), |path| below(Some(path), "")),
            data: below(set("Data").or_else(|| string("data")), "_data"),
            runs_markdown: captured(r"markdownTemplateEngine\s*:\s*(false)", &code).is_none(),
            knows_drafts: code.to_lowercase().contains("draft"),
            includes,
            input,
            ..Config::default()
        };
        config.feeds = all(r#"outputPath\s*:\s*["'`]([^"'`\n]+\.xml)["'`]"#, &code).concat();
        for found in all(r#"addPassthroughCopy\(\s*["'`]([^"'`\n]+)["'`]"#, &code) {
            let path = trimmed(&found[0]);
            let address =
                path.strip_prefix(&config.input).unwrap_or(&path).trim_start_matches('/').to_owned();
            config.copies.push((path, address));
        }
        for found in all(r"addPassthroughCopy\(\s*\{([^}]*)\}", &code) {
            for pair in all(r#"["'`]([^"'`\n]+)["'`]\s*:\s*["'`]([^"'`\n]*)["'`]"#, &found[0]) {
                config.copies.push((trimmed(&pair[0]), trimmed(&pair[1])));
            }
        }
        for file in [".eleventyignore", ".gitignore"] {
            let text = folder
                .has(file)
                .then(|| folder.text(file, &mut Diagnostics::new()))
                .flatten()
                .unwrap_or_default();
            let lines =
                text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
            config.ignored.extend(lines.map(trimmed));
        }
        config.ignored.extend(
            all(r#"ignores\.add\(\s*["'`]([^"'`\n]+)["'`]"#, &code).concat().iter().map(|path| trimmed(path)),
        );
        let output = set("Output").or_else(|| string("output")).unwrap_or_else(|| "_site".to_owned());
        config.ignored.push(trimmed(&output));
        config.ignored.retain(|path| !path.is_empty());
        config
    }

    /// The address of the site, without a slash at its end.
    pub(super) fn url(&self) -> String {
        if self.url.is_empty() { "https://example.org".to_owned() } else { self.url.clone() }
    }

    fn is_ignored(&self, path: &str) -> bool {
        self.ignored.iter().any(|ignored| {
            let is_below =
                path.strip_prefix(&**ignored).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            is_below || glob::Pattern::new(ignored).is_ok_and(|pattern| pattern.matches(path))
        })
    }

    fn is_hidden(&self, path: &str) -> bool {
        let is_in = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        is_in(&self.includes)
            || is_in(&self.layouts)
            || is_in(&self.data)
            || path.split('/').any(|part| part.starts_with('.'))
    }

    /// The files that are texts or templates.
    pub(super) fn templates<'f>(&self, folder: &'f Folder) -> Vec<&'f str> {
        const KNOWN: [&str; 10] =
            ["md", "markdown", "html", "liquid", "njk", "hbs", "mustache", "ejs", "haml", "pug"];
        let is_template = |path: &&str| {
            let extension = paths::extension(paths::split(path).1).1;
            KNOWN.contains(&&*extension) || path.ends_with(".11ty.js") || path.ends_with(".webc")
        };
        let is_copied = |path: &str| {
            self.copies.iter().any(|(copied, _)| path == copied || path.starts_with(&format!("{copied}/")))
        };
        folder
            .below(&self.input)
            .filter(is_template)
            .filter(|path| !self.is_hidden(path) && !self.is_ignored(path) && !is_copied(path))
            .collect()
    }

    /// The files that are copied, with their addresses without the first slash.
    pub(super) fn copied(&self, folder: &Folder) -> Vec<(String, String)> {
        let mut copied: BTreeMap<String, String> = BTreeMap::new();
        for (path, address) in &self.copies {
            if folder.has(path) {
                let is_folder = address.is_empty() || !address.contains('.');
                let name = paths::split(path).1;
                let to =
                    if is_folder && path != address { paths::join(address, name) } else { address.clone() };
                copied.insert(path.clone(), to);
            }
            for file in folder.below(path) {
                let rest = file[path.len()..].trim_start_matches('/');
                copied.insert(file.to_owned(), paths::join(address, rest));
            }
        }
        // Pictures beside texts, which plugins publish.
        for file in folder.below(&self.input) {
            let below = file[self.input.len()..].trim_start_matches('/');
            let is_data = file.ends_with(".json") || file.ends_with(".txt") || file.ends_with(".csv");
            if paths::is_plain_file(file) && !is_data && !self.is_hidden(file) && !self.is_ignored(file) {
                copied.entry(file.to_owned()).or_insert_with(|| below.to_owned());
            }
        }
        copied.retain(|path, address| {
            !paths::is_of_theme(path) && !address.is_empty() && !address.ends_with(".html")
        });
        copied.into_iter().collect()
    }

    /// Sets what the site's data says.
    pub(super) fn settings(&self, global: &[(Arc<str>, Value)], settings: &mut Settings) {
        let known: Vec<&(Arc<str>, Value)> = global
            .iter()
            .filter(|(name, _)| matches!(&**name, "metadata" | "site" | "meta" | "config"))
            .collect();
        let get = |keys: &[&str]| {
            known.iter().find_map(|(name, table)| {
                keys.iter().find_map(|key| match table.get(key) {
                    Value::Text(text) if !text.trim().is_empty() => {
                        Some((text.to_string(), format!("`{key}` in {}/{name}", self.data)))
                    }
                    _ => None,
                })
            })
        };
        match get(&["title", "name"]) {
            Some((title, from)) => settings.set(&[], "title", title, from),
            None => settings.set(&[], "title", "Untitled", "no title in the site's data: replace it"),
        }
        if let Some((description, from)) = get(&["description"]) {
            settings.set(&[], "description", description, from);
        }
        match get(&["url", "siteUrl", "baseUrl", "base_url", "domain"]).filter(|(url, _)| url.contains("://"))
        {
            Some((url, from)) => {
                settings.set(&[], "base_url", format!("{}/", url.trim_end_matches('/')), from)
            }
            None => settings.set(
                &[],
                "base_url",
                "https://example.org/",
                "no address in the site's data: replace it",
            ),
        }
        if let Some((language, from)) = get(&["language", "lang", "locale"]) {
            let language = language.replace('_', "-");
            settings.set(&[], "default_language", language, from);
        }
        settings.set(&[], "timezone", "UTC", "default of Eleventy");
        settings.set(&[], "anchors", "github", "usual plugin of Eleventy for anchors");
        for key in [
            "alerts",
            "attributes",
            "bare_links",
            "containers",
            "definition_lists",
            "in_html",
            "subscript",
            "superscript",
            "task_lists",
        ] {
            settings.set(&["markdown"], key, false, "default of Eleventy's markdown-it");
        }
        settings.set(&[], "lenient", true, "texts of an old site are read as far as possible");
        settings.set(&[], "on_conflict", "warn", "two old pages may have one address");
        settings.set(&[], "on_missing_link", "warn", "old texts may have dead links");
        settings.unmatched(
            self.file.clone(),
            "it is a program and was not run: filters, shortcodes and plugins of its own are unknown",
        );
    }
}

/// A program without its comments; addresses such as `https://` are none.
fn without_comments(text: &str) -> String {
    let text = Regex::new(r"(?s)/\*.*?\*/")
        .map_or_else(|_| text.to_owned(), |pattern| pattern.replace_all(text, "").into_owned());
    text.lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}
