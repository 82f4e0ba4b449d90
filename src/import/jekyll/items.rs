//! The files of a site that Jekyll makes pages of.

use rayon::prelude::*;
use serde_json::Value as Json;

use super::config::Config;
use super::dates::{self, Moment};
use super::permalink::{self, Parts};
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::{Fields, text};
use crate::import::paths;

/// A file with front matter.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its path.
    pub(super) source: String,
    /// What it is.
    pub(super) kind: Kind,
    /// Its keys, with those of its place.
    pub(super) fields: Fields,
    /// Its text.
    pub(super) body: String,
    /// The line of the file that the text begins with.
    pub(super) body_line: u32,
    /// The name of its file, without date and extension.
    pub(super) basename: String,
    /// The extension of its file, in lower case.
    pub(super) extension: String,
    /// Its date.
    pub(super) date: Option<Moment>,
    /// Its categories.
    pub(super) categories: Vec<String>,
    /// Its tags.
    pub(super) tags: Vec<String>,
    /// Where it answers: a path, not encoded.
    pub(super) address: String,
    /// Whether it is published.
    pub(super) is_published: bool,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Post,
    Draft,
    Page,
    /// A document of the collection with this name.
    Document(String),
}

/// What reading a file came to.
pub(super) enum Read {
    Item(Box<Item>),
    /// It has no front matter: it is copied.
    Plain(String),
    /// It cannot be read.
    Failed(String),
}

/// Reads all files, in the order of their paths.
pub(super) fn read(folder: &Folder, config: &Config, problems: &mut Diagnostics) -> Vec<Read> {
    let paths: Vec<(&str, Kind)> =
        folder.files().filter_map(|path| Some((path, kind(path, config)?))).collect();
    let read: Vec<(Read, Diagnostics)> = paths
        .into_par_iter()
        .map(|(path, kind)| {
            let mut found = Diagnostics::new();
            (file(folder, config, path, kind, &mut found), found)
        })
        .collect();
    let (read, found): (Vec<Read>, Vec<Diagnostics>) = read.into_iter().unzip();
    found.into_iter().for_each(|found| problems.append(found));
    read
}

/// What the place of a file makes of it; nothing where Jekyll passes it over.
fn kind(path: &str, config: &Config) -> Option<Kind> {
    if let Some((collection, below)) = config.collection_of(path) {
        let is_hidden = below.split('/').any(|part| part.starts_with(['.', '_', '#']) || part.ends_with('~'));
        let is_out = is_hidden || config.is_excluded(path);
        return (!is_out).then(|| Kind::Document(collection.label.clone()));
    }
    for (folder, kind) in [("_posts", Kind::Post), ("_drafts", Kind::Draft)] {
        let Some((before, below)) = around(path, folder) else { continue };
        let before = before.strip_prefix(&config.collections_dir).unwrap_or(before).trim_start_matches('/');
        let is_hidden =
            before.split('/').chain(below.split('/')).any(|part| part.starts_with(['.', '_', '#']));
        let is_post = kind == Kind::Draft || named(below).is_some();
        let is_out = is_hidden || !is_post || config.is_excluded(path);
        return (!is_out).then_some(kind);
    }
    (!config.passes_over(path)).then_some(Kind::Page)
}

/// What stands before and after a folder of this name in a path.
fn around<'p>(path: &'p str, folder: &str) -> Option<(&'p str, &'p str)> {
    let start = match path.strip_prefix(folder) {
        Some(rest) if rest.starts_with('/') => 0,
        _ => path.find(&format!("/{folder}/"))? + 1,
    };
    Some((path[..start].trim_end_matches('/'), &path[start + folder.len() + 1..]))
}

/// The day in the name of a post's file, and the rest of the name.
fn named(path: &str) -> Option<(String, &str)> {
    let (_, name) = paths::split(path);
    let (day, rest) = paths::day(name)?;
    let rest = rest.strip_prefix('-')?;
    rest.contains('.').then_some((day, rest))
}

/// Extensions of files that have no front matter, so that they are not opened.
fn is_binary(path: &str) -> bool {
    const TEXTS: [&str; 10] = ["csv", "json", "svg", "txt", "geojson", "srt", "vtt", "bib", "tsv", "ics"];
    let (_, extension) = paths::extension(paths::split(path).1);
    paths::is_plain_file(path) && !TEXTS.contains(&&*extension)
}

fn file(folder: &Folder, config: &Config, path: &str, kind: Kind, problems: &mut Diagnostics) -> Read {
    let is_post = matches!(kind, Kind::Post | Kind::Draft);
    // With a byte order mark too.
    let begins = || folder.begins(path, b"---") || folder.begins(path, b"\xef\xbb\xbf---");
    if !is_post && (is_binary(path) || !begins()) {
        return Read::Plain(path.to_owned());
    }
    let parsed = folder.text(path, problems).and_then(|text| {
        let parsed = front_matter::read(path, &text, problems)?;
        let has_front_matter = parsed.has_front_matter;
        let is_quoted = is_date_quoted(&text);
        Some((parsed.fields, parsed.body.to_owned(), parsed.body_line, has_front_matter, is_quoted))
    });
    let Some((fields, body, body_line, has_front_matter, is_quoted)) = parsed else {
        return Read::Failed(path.to_owned());
    };
    if !is_post && !has_front_matter {
        return Read::Plain(path.to_owned());
    }
    let (basename, extension) = name(path, is_post);
    let mut item = Item {
        source: path.to_owned(),
        kind,
        fields,
        body,
        body_line,
        basename,
        extension,
        date: None,
        categories: Vec::new(),
        tags: Vec::new(),
        address: String::new(),
        is_published: true,
    };
    item.settle(config, is_quoted);
    Read::Item(Box::new(item))
}

/// The name of a file without extension, for posts without date too, and the extension.
fn name(path: &str, is_post: bool) -> (String, String) {
    let (_, name) = paths::split(path);
    let name = if is_post { named(path).map_or(name, |(_, rest)| rest) } else { name };
    let (stem, extension) = paths::extension(name);
    (stem.to_owned(), extension)
}

/// Whether the date in front matter is a string, so that YAML does not take it for a time of its own.
fn is_date_quoted(text: &str) -> bool {
    let mut lines = text.lines().skip(1).take_while(|line| !line.starts_with("---"));
    let date = lines.find_map(|line| line.strip_prefix("date:"));
    date.is_some_and(|value| value.trim_start().starts_with(['"', '\'']))
}

/// The names that a key lists where a string is words, as `categories` and `tags` are.
fn words(fields: &Fields, singular: &str, plural: &str) -> Vec<String> {
    let mut names: Vec<String> = match fields.get(singular) {
        Some(Json::Array(items)) => items.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    };
    match fields.get(plural) {
        Some(Json::String(text)) => names.extend(text.split_whitespace().map(str::to_owned)),
        Some(Json::Object(entries)) => names.extend(entries.keys().cloned()),
        Some(_) => names.extend(fields.names(plural)),
        None => {}
    }
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

impl Item {
    /// Gives it what its place and the configuration say.
    fn settle(&mut self, config: &Config, is_quoted: bool) {
        let kind = match &self.kind {
            Kind::Post => "posts",
            Kind::Draft => "drafts",
            Kind::Page => "pages",
            Kind::Document(label) => label,
        };
        config.add_defaults(&self.source, kind, &mut self.fields);
        if self.kind == Kind::Draft {
            config.add_defaults(&self.source, "posts", &mut self.fields);
        }
        self.is_published = self.fields.text("published").as_deref() != Some("false");
        let in_keys =
            self.fields.text("date").and_then(|date| dates::read(&date, is_quoted, config.timezone));
        let in_name = || named(&self.source).and_then(|(day, _)| dates::of_day(&day, config.timezone));
        self.date = if self.is_post() { in_keys.or_else(in_name) } else { in_keys };
        let mut categories: Vec<String> = Vec::new();
        if self.is_post() {
            let folder = if self.kind == Kind::Post { "_posts" } else { "_drafts" };
            let before = around(&self.source, folder).map_or("", |(before, _)| before);
            let before = before.strip_prefix(&config.collections_dir).unwrap_or(before);
            categories.extend(before.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
        }
        for name in words(&self.fields, "category", "categories") {
            if !categories.contains(&name) {
                categories.push(name);
            }
        }
        self.categories = categories;
        self.tags = words(&self.fields, "tag", "tags");
        self.address = self.find_address(config);
    }

    /// Whether it is a post or the draft of one.
    pub(super) fn is_post(&self) -> bool {
        matches!(self.kind, Kind::Post | Kind::Draft)
    }

    /// Whether Markdown is read in it.
    pub(super) fn is_markdown(&self) -> bool {
        matches!(&*self.extension, "md" | "markdown" | "mkd" | "mkdn" | "mkdown")
    }

    /// Whether it becomes a page of HTML.
    pub(super) fn is_page(&self) -> bool {
        self.is_markdown()
            || matches!(&*self.extension, "html" | "htm" | "xhtml")
            || self.is_formatted().is_some()
    }

    /// The format of its text, as pandoc knows it, where it is one that is not read.
    pub(super) fn is_formatted(&self) -> Option<&'static str> {
        match &*self.extension {
            "textile" => Some("textile"),
            "adoc" | "asciidoc" => Some("asciidoc"),
            "rst" => Some("rst"),
            "org" => Some("org"),
            _ => None,
        }
    }

    /// Its slug: the key, or else the name of its file.
    pub(super) fn slug(&self) -> String {
        self.fields.text("slug").unwrap_or_else(|| self.basename.clone())
    }

    /// The title that Jekyll gives it: the key, or else the words of its slug.
    pub(super) fn title(&self) -> Option<String> {
        self.fields.text("title").or_else(|| {
            let slug = self.slug();
            let words: Vec<String> = slug
                .split(['-', ' '])
                .filter(|word| !word.is_empty())
                .map(|word| {
                    let mut letters = word.chars();
                    let first = letters.next().map(char::to_uppercase);
                    first.into_iter().flatten().chain(letters.flat_map(char::to_lowercase)).collect()
                })
                .collect();
            let is_named = matches!(self.kind, Kind::Post | Kind::Draft | Kind::Document(_));
            (is_named && !words.is_empty()).then(|| words.join(" "))
        })
    }

    fn find_address(&self, config: &Config) -> String {
        let ending = match &*self.extension {
            _ if self.is_markdown() || self.is_formatted().is_some() => ".html".to_owned(),
            "" => String::new(),
            "scss" | "sass" => ".css".to_owned(),
            "coffee" => ".js".to_owned(),
            extension => format!(".{extension}"),
        };
        let (folder, _) = paths::split(&self.source);
        let in_collection = config.collection_of(&self.source).map(|(_, below)| below);
        let below = in_collection.unwrap_or(&self.source);
        let path = below.strip_suffix(&format!(".{}", self.extension)).unwrap_or(below);
        let (collection, path) = match &self.kind {
            Kind::Document(label) => (&**label, path),
            Kind::Page => ("pages", folder),
            Kind::Post | Kind::Draft => ("posts", path),
        };
        let slug = self.slug();
        let parts = Parts {
            path,
            basename: &self.basename,
            slug: &slug,
            collection,
            categories: &self.categories,
            date: self.date,
            ending: &ending,
        };
        let own = self.fields.text("permalink");
        let pattern = own.unwrap_or_else(|| self.pattern(config, &ending));
        let address = permalink::fill(&pattern, &parts);
        match address.strip_suffix("/index.html") {
            Some(folder) => format!("{folder}/"),
            None => address,
        }
    }

    fn pattern(&self, config: &Config, ending: &str) -> String {
        let style = &config.permalink;
        match &self.kind {
            Kind::Post | Kind::Draft => {
                permalink::of_posts(config.posts_permalink.as_deref().unwrap_or(style)).to_owned()
            }
            Kind::Document(label) => {
                let collection = config.collections.iter().find(|known| known.label == *label);
                let own = collection.and_then(|collection| collection.permalink.as_deref());
                own.map_or_else(
                    || permalink::with_ending("/:collection/:path", style),
                    |own| permalink::of_posts(own).to_owned(),
                )
            }
            Kind::Page if ending != ".html" && ending != ".htm" => "/:path/:basename:output_ext".to_owned(),
            Kind::Page if self.basename == "index" => "/:path/".to_owned(),
            Kind::Page => permalink::with_ending("/:path/:basename", style),
        }
    }
}
