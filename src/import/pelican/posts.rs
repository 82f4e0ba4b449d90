//! Articles and pages of Pelican.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::config::Config;
use super::format::{self, Values};
use super::headers::{self, Head};
use super::sources::{Source, add_defaults, format_of, is_html};
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::old_site::{Fields, Role, Why, text};
use crate::import::paths::{self, Targets};

/// An article or a page.
#[derive(Debug)]
pub(super) struct Post {
    /// Its path.
    pub(super) source: String,
    /// Its place in the new site.
    pub(super) target: String,
    /// Whether it is a page, and not an article.
    pub(super) is_page: bool,
    /// The code of its language.
    pub(super) language: String,
    /// Its slug.
    pub(super) slug: String,
    /// Its category.
    pub(super) category: String,
    /// Its tags.
    pub(super) tags: Vec<String>,
    /// Its authors.
    pub(super) authors: Vec<String>,
    /// Where it answers.
    pub(super) address: Option<String>,
    /// Its day.
    pub(super) day: Option<NaiveDate>,
    /// Its keys.
    pub(super) fields: Fields,
    /// The place of the article that it is a translation of, below the content folder.
    pub(super) translation_of: Option<String>,
    /// What `Status` says: `draft`, `hidden`.
    pub(super) status: String,
    /// The format that is not read, as pandoc calls it.
    pub(super) format: Option<&'static str>,
    /// Its text.
    pub(super) body: String,
}

/// Reads a file. `None` where it cannot be read, which is told.
pub(super) fn read(
    source: &Source<'_>,
    text: &str,
    config: &Config,
    folder: &Folder,
    problems: &mut Diagnostics,
) -> Option<Post> {
    let format = format_of(source.path);
    let head = match format {
        Some(_) => Head { fields: headers::restructured(text), ..Head::default() },
        None if is_html(source.path) => headers::html(text),
        None => headers::markdown(source.path, text, problems)?,
    };
    let below = source.path.strip_prefix(&config.path).unwrap_or(source.path).trim_start_matches('/');
    let mut fields = head.fields;
    add_defaults(&mut fields, below, config);
    if config.text("DEFAULT_DATE").as_deref() == Some("fs") && fields.text("date").is_none() {
        let changed = std::fs::metadata(folder.full(source.path)).and_then(|data| data.modified()).ok();
        let changed =
            changed.map(|time| chrono::DateTime::<chrono::Utc>::from(time).format("%Y-%m-%d").to_string());
        changed.into_iter().for_each(|day| fields.set("date", day));
    }
    let mut post = Post {
        source: source.path.to_owned(),
        target: String::new(),
        is_page: source.is_page,
        language: String::new(),
        slug: String::new(),
        category: fields.text("category").unwrap_or_default(),
        tags: listed(fields.take("tags")),
        authors: Vec::new(),
        address: None,
        day: None,
        fields: Fields::default(),
        translation_of: None,
        status: fields.text("status").unwrap_or_default().to_lowercase(),
        format,
        body: head.body,
    };
    post.name(&mut fields, below, config);
    post.address = post.address(&mut fields, config);
    for key in ["status", "category", "lang", "slug", "author", "authors", "save_as", "url", "translation"] {
        fields.take(key);
    }
    post.fields = fields;
    Some(post)
}

/// The names that a header lists, between semicolons or else commas.
fn listed(value: Option<Value>) -> Vec<String> {
    let items: Vec<String> = match &value {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(value) => {
            let text = text(value).unwrap_or_default();
            let sign = if text.contains(';') { ';' } else { ',' };
            text.split(sign).map(|name| name.trim().to_owned()).collect()
        }
        None => Vec::new(),
    };
    let mut names: Vec<String> = Vec::new();
    for name in items.into_iter().filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Post {
    /// Takes its date, language, authors and slug from its keys.
    fn name(&mut self, fields: &mut Fields, below: &str, config: &Config) {
        for (key, name) in [("date", "date"), ("modified", "updated")] {
            let written = fields.text(key);
            fields.take(key);
            if let Some(date) =
                written.as_deref().map(|written| format::date(written).unwrap_or_else(|| written.into()))
            {
                fields.set(name, date);
            }
        }
        let day = fields.text("date").and_then(|date| Some(paths::day(&date)?.0));
        self.day = day.and_then(|day| day.parse().ok());
        self.language = fields
            .text("lang")
            .map_or_else(|| config.default_language(), |code| code.to_lowercase().replace('_', "-"));
        let author = fields.text("author").map(|author| vec![author]);
        self.authors = match (listed(fields.get("authors").cloned()), author) {
            (authors, _) if !authors.is_empty() => authors,
            (_, Some(author)) => author,
            _ => config.text("AUTHOR").into_iter().collect(),
        };
        let stem = paths::extension(paths::split(below).1).0;
        let from_name = config.text("SLUGIFY_SOURCE").as_deref() == Some("basename");
        let title = fields.text("title");
        self.slug = fields.text("slug").unwrap_or_else(|| match title {
            Some(title) if !from_name => config.slug(&title),
            _ => config.slug(stem),
        });
    }

    /// The address, by the settings or the keys of the file itself.
    fn address(&self, fields: &mut Fields, config: &Config) -> Option<String> {
        let is_default = self.language == config.default_language();
        let key = match (self.is_page, is_default) {
            (false, true) => "ARTICLE_SAVE_AS",
            (false, false) => "ARTICLE_LANG_SAVE_AS",
            (true, true) => "PAGE_SAVE_AS",
            (true, false) => "PAGE_LANG_SAVE_AS",
        };
        let written = fields.text("save_as").or_else(|| fields.text("url"));
        let pattern = written.or_else(|| config.text(key))?;
        format::address(&format::filled(&pattern, &Filled { post: self, fields, config }))
    }

    /// Whether there is a page.
    pub(super) fn is_published(&self) -> bool {
        let has_keys = self.is_page || self.day.is_some();
        has_keys
            && self.fields.text("title").is_some()
            && matches!(&*self.status, "" | "published" | "hidden")
    }

    /// Whether lists and feeds have it.
    pub(super) fn is_listed(&self) -> bool {
        !self.is_page && self.is_published() && self.status != "hidden"
    }

    /// Whether it is in a format that is read.
    pub(super) fn is_read(&self) -> bool {
        self.format.is_none()
    }

    /// Why it has no page in the new site, if it has none.
    pub(super) fn why_left_out(&self) -> Option<Why> {
        match (self.format, self.is_published()) {
            (Some(format), true) => Some(Why::Format(format)),
            (_, true) => None,
            (_, false) if self.status == "draft" => Some(Why::Draft),
            (_, false) => Some(Why::Unpublished),
        }
    }

    /// Whether the new site has it, or would if its format were read.
    pub(super) fn is_kept(&self) -> bool {
        self.is_published() || (self.status == "draft" && self.is_read())
    }

    /// What it is in the new site.
    pub(super) fn role(&self) -> Role {
        // A hidden article is in no list.
        if self.is_page || self.status == "hidden" { Role::Page } else { Role::Article }
    }
}

/// The values of the pattern of an article's address.
struct Filled<'p> {
    post: &'p Post,
    fields: &'p Fields,
    config: &'p Config,
}

impl Values for Filled<'_> {
    fn value(&self, name: &str) -> Option<String> {
        match name {
            "slug" => Some(self.post.slug.clone()),
            "lang" => Some(self.post.language.clone()),
            "author" => self.post.authors.first().map(|author| self.config.slug(author)),
            "category" => Some(self.config.slug(&self.post.category)),
            "path" => self
                .post
                .source
                .strip_prefix(&self.config.path)
                .map(|path| path.trim_start_matches('/').to_owned()),
            other => self.fields.text(other),
        }
    }

    fn date(&self) -> Option<NaiveDate> {
        self.post.day
    }
}

/// Gives each file its place in the new site, and translations their originals.
pub(super) fn place(posts: &mut [Post], config: &Config, targets: &mut Targets) {
    let default = config.default_language();
    for post in posts.iter_mut().filter(|post| post.is_read()) {
        let suffix = if post.language == default { String::new() } else { format!(".{}", post.language) };
        let below = post.source.strip_prefix(&config.path).unwrap_or(&post.source).trim_start_matches('/');
        let (folder, name) = paths::split(below);
        let stem = paths::extension(name).0;
        let stem = stem.strip_suffix(&suffix).unwrap_or(stem);
        let wanted = if post.role() == Role::Page {
            let path = post.address.as_deref().unwrap_or(stem).trim_matches('/');
            let path = path.strip_suffix(".html").unwrap_or(path);
            let path = if path.is_empty() { "home" } else { path };
            format!("content/pages/{path}{suffix}.md")
        } else {
            let first = folder.split('/').next().unwrap_or_default();
            let is_taken = matches!(
                first,
                "" | "pages" | "authors" | "author" | "category" | "categories" | "tag" | "tags"
            );
            let folder = if is_taken { paths::join("articles", folder) } else { folder.to_owned() };
            format!("content/{folder}/{stem}{suffix}.md")
        };
        post.target = targets.free(wanted);
    }
    let originals: BTreeMap<String, String> = posts
        .iter()
        .filter(|post| post.language == default && post.role() == Role::Article && post.is_read())
        .map(|post| (post.slug.clone(), post.target.trim_start_matches("content/").to_owned()))
        .collect();
    for post in posts.iter_mut().filter(|post| post.language != default) {
        post.translation_of = originals.get(&post.slug).cloned();
    }
}
