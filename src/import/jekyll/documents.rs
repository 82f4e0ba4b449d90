//! Files of Jekyll as documents of the new site.

use serde_json::{Map, Value as Json};

use super::authors::{self, Authors};
use super::config::Config;
use super::dates;
use super::items::{Item, Kind};
use super::{kramdown, values};
use crate::import::folder::Folder;
use crate::import::liquid::{Liquid, Notes, Source, Value, has_liquid};
use crate::import::old_site::{Fields, OldDocument, Role, text};
use crate::import::paths::{self, Targets};

/// What documents are made with.
pub(super) struct Making<'m> {
    pub(super) folder: &'m Folder,
    pub(super) config: &'m Config,
    pub(super) liquid: &'m Liquid,
    pub(super) authors: &'m Authors,
    /// The codes of languages, the default one first.
    pub(super) languages: &'m [String],
}

/// The place of a file in the new site. `indexes` are addresses of lists, with the folders of their texts.
pub(super) fn target(
    item: &Item,
    config: &Config,
    indexes: &[(String, String)],
    targets: &mut Targets,
) -> String {
    let wanted = match item.kind {
        Kind::Post | Kind::Draft => {
            let folder = post_folder(item, config);
            let name = match item.date.filter(|_| item.kind == Kind::Post) {
                Some(_) => paths::split(&item.source).1.to_owned(),
                None => format!("{}.md", item.basename),
            };
            let name = match paths::day(&name) {
                Some((day, rest)) => format!("{day}{}", paths::extension(rest).0),
                None => item.basename.clone(),
            };
            format!("content/{folder}/{name}.md")
        }
        _ => {
            let address = item.address.trim_end_matches("index.html");
            let trimmed = address.trim_matches('/');
            let index = indexes.iter().find(|(known, _)| known.trim_matches('/') == trimmed);
            match index {
                Some((_, folder)) => {
                    format!("{}/_index.md", format!("content/{folder}").trim_end_matches('/'))
                }
                None => {
                    let stem =
                        trimmed.strip_suffix(".html").or(trimmed.strip_suffix(".htm")).unwrap_or(trimmed);
                    format!("content/pages/{}.md", paths::parts(stem).join("/"))
                }
            }
        }
    };
    targets.free(wanted)
}

/// The folder of a post: that of its `_posts`, or else `posts`, with those below.
fn post_folder(item: &Item, config: &Config) -> String {
    let source =
        item.source.strip_prefix(&config.collections_dir).unwrap_or(&item.source).trim_start_matches('/');
    let (folder, _) = paths::split(source);
    let parts: Vec<&str> =
        paths::parts(folder).into_iter().filter(|part| !matches!(*part, "_posts" | "_drafts")).collect();
    let is_top = source.starts_with("_posts/") || source.starts_with("_drafts/");
    // Folders that have a meaning here.
    let is_taken =
        matches!(parts.first(), Some(&"pages" | &"authors" | &"tags" | &"categories" | &"tag" | &"category"));
    let before: &[&str] = if is_top || is_taken || parts.is_empty() { &["posts"] } else { &[] };
    before.iter().chain(&parts).copied().collect::<Vec<_>>().join("/")
}

/// Keys that mean something else here, and are kept under `extra`.
const OTHERS: [&str; 22] = [
    "url",
    "path",
    "aliases",
    "template",
    "expires",
    "expirydate",
    "draft",
    "translation_of",
    "origin",
    "feed_aliases",
    "slug",
    "order",
    "weight",
    "translations",
    "series",
    "status",
    "audio",
    "video",
    "gallery",
    "note",
    "updated",
    "lastmod",
];

impl Making<'_> {
    /// A document of a file.
    pub(super) fn document(&self, item: &Item, target: String, notes: &mut Notes) -> OldDocument {
        let mut page = vec![("page", values::of_item(item))];
        page.extend(values::paginator(item, self.config, self.liquid).map(|value| ("paginator", value)));
        let source = Source {
            file: &item.source,
            line: item.body_line,
            text: &item.body,
            is_markdown: item.is_markdown(),
        };
        let made = self.liquid.run(source, &page, notes);
        let made = if item.is_markdown() { kramdown::converted(&made) } else { kramdown::page(&made) };
        let body = self.without_base(&made);
        let role = if item.is_post() { Role::Article } else { Role::Page };
        let is_index = role == Role::Page && !target.starts_with("content/pages/");
        OldDocument {
            source: item.source.clone(),
            role,
            fields: self.fields(item, &page, is_index),
            body,
            address: (item.kind != Kind::Draft).then(|| decoded(&item.address)),
            target,
        }
    }

    /// Addresses that are written with the folder that the site is in.
    fn without_base(&self, text: &str) -> String {
        let base = &self.config.base_path;
        if base.is_empty() || !text.contains(&**base) {
            return text.to_owned();
        }
        let mut text = text.to_owned();
        for before in ["](", "](<", "href=\"", "src=\"", "href='", "src='", "]: "] {
            text = text.replace(&format!("{before}{base}/"), &format!("{before}/"));
        }
        text
    }

    fn fields(&self, item: &Item, page: &[(&str, Value)], is_index: bool) -> Fields {
        let mut fields = item.fields.clone();
        let mut extra = match fields.take("extra") {
            Some(Json::Object(extra)) => extra,
            _ => Map::new(),
        };
        for key in ["permalink", "published", "redirect_from", "redirect_to"] {
            fields.take(key);
        }
        for key in OTHERS {
            if let Some(value) = fields.take(key) {
                extra.insert(key.to_owned(), value);
            }
        }
        let is_robots = |key: &str| fields.text(key).is_some_and(|robots| robots.contains("noindex"));
        if is_robots("robots") {
            fields.set("noindex", true);
        }
        self.texts(&mut fields, page, &mut extra);
        if let Some(title) = item.title().filter(|_| !(is_index && item.fields.text("title").is_none())) {
            fields.set("title", self.liquid.run_line(&title, page));
        } else if !is_index {
            fields.set("title", item.basename.as_str());
        }
        if item.is_post() {
            self.article(item, &mut fields, &mut extra);
        } else if let Some(date) = fields.take("date") {
            extra.insert("date".to_owned(), date);
        }
        self.language(&mut fields, &mut extra);
        extra.retain(|_, value| !value.is_null());
        if !extra.is_empty() {
            fields.set("extra", extra);
        }
        fields
    }

    /// Summaries and pictures.
    fn texts(&self, fields: &mut Fields, page: &[(&str, Value)], extra: &mut Map<String, Json>) {
        if let Some(excerpt) = fields.text("excerpt") {
            fields.take("excerpt");
            if let Some(description) = fields.take("description") {
                extra.insert("description".to_owned(), description);
            }
            if let Some(summary) = fields.take("summary") {
                extra.insert("summary".to_owned(), summary);
            }
            fields.set("summary", excerpt);
        } else {
            fields.take("excerpt");
        }
        for key in ["summary", "description"] {
            if let Some(text) = fields.text(key).filter(|text| has_liquid(text)) {
                fields.set(key, self.liquid.run_line(&text, page));
            }
        }
        if let Some(image) = fields.take("image") {
            let path = match &image {
                Json::Object(table) => ["path", "src", "url", "feature"]
                    .into_iter()
                    .find_map(|key| table.get(key).and_then(text)),
                value => text(value),
            };
            let path = path.map(|path| self.picture(&self.liquid.run_line(&path, page)));
            if let Some(path) = path.filter(|path| !path.is_empty()) {
                fields.set("image", path);
            }
            if image.is_object() {
                extra.insert("image".to_owned(), image);
            }
        }
    }

    /// The address of a picture: one that is written without a slash is at the root, if there is such a file.
    fn picture(&self, path: &str) -> String {
        let path = path
            .strip_prefix(&*self.config.base_path)
            .filter(|_| !self.config.base_path.is_empty())
            .unwrap_or(path);
        if self.folder.has(path) { format!("/{path}") } else { path.to_owned() }
    }

    fn article(&self, item: &Item, fields: &mut Fields, extra: &mut Map<String, Json>) {
        if let Some(date) = item.date {
            fields.set("date", date.written());
        } else if let Some(date) = fields.take("date") {
            extra.insert("date".to_owned(), date);
        }
        for key in ["last_modified_at", "modified", "updated", "last-modified", "modified_date", "lastmod"] {
            let written = fields.text(key).or_else(|| extra.get(key).and_then(text));
            if let Some(date) = written.and_then(|date| dates::read(&date, false, self.config.timezone)) {
                fields.take(key);
                extra.remove(key);
                fields.set("updated", date.written());
                break;
            }
        }
        let authors: Vec<String> = authors::of(fields).iter().map(|name| self.authors.name(name)).collect();
        for key in ["authors", "author", "categories", "category", "tags", "tag"] {
            fields.take(key);
        }
        for (key, names) in
            [("author", authors), ("category", item.categories.clone()), ("tag", item.tags.clone())]
        {
            if !names.is_empty() {
                fields.set(key, names);
            }
        }
        if item.kind == Kind::Draft {
            fields.set("draft", true);
        }
    }

    fn language(&self, fields: &mut Fields, extra: &mut Map<String, Json>) {
        for key in ["lang", "language", "locale"] {
            let Some(value) = fields.take(key) else { continue };
            let code = text(&value).map(|code| code.replace('_', "-")).unwrap_or_default();
            let known = self.languages.iter().find(|known| known.eq_ignore_ascii_case(&code));
            match known.filter(|_| fields.get("language").is_none()) {
                Some(known) if *known != self.languages[0] => fields.set("language", known.as_str()),
                Some(_) => {}
                None => drop(extra.insert(key.to_owned(), value)),
            }
        }
    }
}

/// An address that is written encoded in front matter.
fn decoded(address: &str) -> String {
    percent_encoding::percent_decode_str(address)
        .decode_utf8()
        .map_or_else(|_| address.to_owned(), std::borrow::Cow::into_owned)
}
