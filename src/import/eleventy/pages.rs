//! Texts of Eleventy.

use serde_json::{Map, Value as Json};

use super::config::Config;
use super::data;
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::html;
use crate::import::jekyll::dates;
use crate::import::liquid::{Liquid, MARKDOWN, Notes, Source, Value, has_liquid};
use crate::import::old_site::{Fields, OldDocument, Role};
use crate::import::paths::{self, Targets};

/// A text or a template.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Its path.
    pub(super) source: String,
    /// Its path below the folder of content.
    below: String,
    /// Its keys, with those of data files.
    pub(super) fields: Fields,
    /// Its text.
    pub(super) body: String,
    body_line: u32,
    /// Its extension, in lower case.
    extension: String,
    /// Where it answers; nothing where it has no page.
    pub(super) address: Option<String>,
    /// Whether its address depends on what only Eleventy knows.
    pub(super) is_unsure: bool,
    /// Its date.
    pub(super) date: Option<String>,
    /// Its tags: collections and terms.
    pub(super) tags: Vec<String>,
    /// Whether it is a post.
    pub(super) is_post: bool,
    /// Whether it says that it is a draft.
    pub(super) is_draft: bool,
}

/// Tags that are collections and no terms.
const COLLECTIONS: [&str; 8] = ["all", "nav", "post", "posts", "blog", "articles", "page", "pages"];

/// Tags of posts, and folders of them.
const POSTS: [&str; 4] = ["post", "posts", "blog", "articles"];

/// Reads a file. `None` where it cannot be read, which is told.
pub(super) fn read(folder: &Folder, config: &Config, path: &str, problems: &mut Diagnostics) -> Option<Page> {
    let text = folder.text(path, problems)?;
    let parsed = front_matter::read(path, &text, problems)?;
    let mut fields = parsed.fields;
    data::add(folder, config, path, &mut fields, problems);
    let extension = paths::extension(paths::split(path).1).1;
    let below = path[config.input.len()..].trim_start_matches('/').to_owned();
    let tags = fields.names("tags");
    let mut page = Page {
        source: path.to_owned(),
        is_draft: fields.is_true("draft"),
        body: parsed.body.to_owned(),
        body_line: parsed.body_line,
        address: None,
        is_unsure: false,
        date: None,
        is_post: false,
        below,
        fields,
        extension,
        tags,
    };
    page.date = page.find_date();
    page.is_post = page.find_is_post();
    Some(page)
}

impl Page {
    /// Whether its language is one that is read.
    pub(super) fn is_read(&self) -> bool {
        let is_known = self.is_markdown() || matches!(&*self.extension, "html" | "liquid");
        is_known && self.fields.get("pagination").is_none()
    }

    fn is_markdown(&self) -> bool {
        matches!(&*self.extension, "md" | "markdown")
    }

    /// The name of its file without extension and date; of an index, that of its folder.
    fn slug(&self) -> String {
        let stem = |name: &str| {
            let (stem, _) = paths::extension(name);
            let stem = stem.strip_suffix(".11ty").unwrap_or(stem);
            undated(stem).to_owned()
        };
        let (folder, name) = paths::split(&self.below);
        let slug = stem(name);
        if slug == "index" { undated(paths::split(folder).1).to_owned() } else { slug }
    }

    fn find_date(&self) -> Option<String> {
        let written = self.fields.text("date");
        let own =
            written.as_deref().and_then(|date| dates::read(date, false, None)).map(dates::Moment::written);
        let in_path = || self.below.split('/').rev().find_map(|part| Some(paths::day(part)?.0));
        own.or_else(in_path)
    }

    fn find_is_post(&self) -> bool {
        let is_tagged = self.tags.iter().any(|tag| POSTS.contains(&&**tag));
        let (folder, name) = paths::split(&self.below);
        let is_index = paths::extension(name).0 == "index" && self.date.is_none();
        let is_there = folder
            .split('/')
            .any(|part| matches!(part, "post" | "posts" | "_post" | "_posts" | "blog" | "articles" | "news"));
        is_tagged || (is_there && self.is_markdown() && !is_index)
    }

    /// Finds its address.
    pub(super) fn settle(&mut self, liquid: &Liquid) {
        let path = self.below.rsplit_once('.').map_or(&*self.below, |(path, _)| path);
        let path = path.strip_suffix("/index").unwrap_or(if path == "index" { "" } else { path });
        let default = paths::folder_address(path);
        self.address = match self.fields.get("permalink") {
            Some(Json::Bool(false)) => None,
            Some(Json::String(pattern)) if pattern != "false" => {
                let variables = self.variables(None);
                let variables: Vec<(&str, Value)> =
                    variables.iter().map(|(key, value)| (&**key, value.clone())).collect();
                let mut notes = Notes::default();
                let source = Source { file: &self.source, line: 1, text: pattern, is_markdown: false };
                let made = if has_liquid(pattern) {
                    liquid.run(source, &variables, &mut notes)
                } else {
                    pattern.clone()
                };
                self.is_unsure = notes.calls != crate::import::calls::Calls::default();
                if self.is_unsure { Some(default) } else { Some(plain(&made)) }
            }
            Some(Json::String(_)) => None,
            _ => Some(default),
        };
    }

    /// What its text can ask. `content` would be that of a layout.
    pub(super) fn variables(&self, more: Option<(&str, &str)>) -> Vec<(String, Value)> {
        let mut variables: Vec<(String, Value)> =
            self.fields.iter().map(|(key, value)| (key.to_owned(), Value::of_json(value))).collect();
        if let Some((name, value)) = more {
            variables.push((name.to_owned(), Value::text(value)));
        }
        variables.push(("page".to_owned(), self.facts()));
        variables.push(("content".to_owned(), Value::Unknown("content".into())));
        variables
    }

    fn facts(&self) -> Value {
        let path = self.below.rsplit_once('.').map_or(&*self.below, |(path, _)| path);
        let (folder, name) = paths::split(path);
        let stem = format!("/{}", paths::join(folder, undated(name)));
        let date = self.date.as_ref().map(|date| match date.len() {
            10 => format!("{date} 00:00:00 +0000"),
            _ => format!("{date} +0000"),
        });
        Value::map([
            ("url", self.address.as_ref().map(Value::text).unwrap_or_default()),
            ("date", date.map(Value::text).unwrap_or_default()),
            ("fileSlug", Value::text(self.slug())),
            ("filePathStem", Value::text(stem)),
            ("inputPath", Value::text(format!("./{}", self.source))),
            ("outputFileExtension", Value::text("html")),
        ])
    }

    /// What a list knows of it.
    pub(super) fn listed(&self) -> Value {
        let data = Value::map(self.fields.iter().map(|(key, value)| (key, Value::of_json(value))));
        let Value::Map(facts) = self.facts() else { return data };
        let more = [
            ("data".into(), data),
            ("content".into(), Value::Unknown("content".into())),
            ("templateContent".into(), Value::Unknown("content".into())),
        ];
        Value::Map(facts.iter().cloned().chain(more).collect())
    }

    /// Its terms.
    pub(super) fn terms(&self) -> Vec<String> {
        self.tags.iter().filter(|tag| !COLLECTIONS.contains(&tag.as_str())).cloned().collect()
    }

    /// Its place in the new site.
    pub(super) fn target(&self, config: &Config, targets: &mut Targets) -> String {
        let _ = config;
        let address = self.address.as_deref().unwrap_or("/");
        if !self.is_post {
            let stem = address.trim_matches('/');
            let stem = stem.strip_suffix(".html").unwrap_or(stem);
            return targets.free(match stem {
                "" => "content/_index.md".to_owned(),
                "tags" | "categories" | "authors" => format!("content/{stem}/_index.md"),
                stem => format!("content/pages/{}.md", paths::parts(stem).join("/")),
            });
        }
        let (folder, name) = paths::split(&self.below);
        let (stem, _) = paths::extension(name);
        let parts = paths::parts(folder);
        let is_taken = matches!(parts.first(), None | Some(&"pages" | &"authors" | &"tags" | &"categories"));
        let folder = if is_taken { paths::join("posts", folder) } else { parts.join("/") };
        let stem = if stem == "index" { self.slug() } else { stem.to_owned() };
        targets.free(format!("content/{folder}/{stem}.md"))
    }

    /// The document of it.
    pub(super) fn document(
        &self,
        target: String,
        liquid: &Liquid,
        config: &Config,
        notes: &mut Notes,
    ) -> OldDocument {
        let variables = self.variables(None);
        let variables: Vec<(&str, Value)> =
            variables.iter().map(|(key, value)| (&**key, value.clone())).collect();
        let is_markdown = self.is_markdown();
        let source = Source { file: &self.source, line: self.body_line, text: &self.body, is_markdown };
        let runs = !is_markdown || config.runs_markdown;
        let made = if runs { liquid.run(source, &variables, notes) } else { self.body.clone() };
        let made = made.replace([MARKDOWN.0, MARKDOWN.1], "");
        OldDocument {
            source: self.source.clone(),
            role: if self.is_post { Role::Article } else { Role::Page },
            fields: self.new_fields(&target, liquid, &variables, config),
            body: if is_markdown { made } else { html::as_markdown(&made) },
            address: self.address.clone(),
            target,
        }
    }

    fn new_fields(
        &self,
        target: &str,
        liquid: &Liquid,
        variables: &[(&str, Value)],
        config: &Config,
    ) -> Fields {
        let mut fields = self.fields.clone();
        let mut extra = match fields.take("extra") {
            Some(Json::Object(extra)) => extra,
            _ => Map::new(),
        };
        let authors = crate::import::jekyll::authors_of(&fields);
        let mut categories = fields.names("categories");
        categories.extend(fields.names("category"));
        for key in ["permalink", "tags", "tag", "categories", "category", "authors", "author", "draft"] {
            fields.take(key);
        }
        for key in [
            "url",
            "path",
            "aliases",
            "slug",
            "template",
            "expires",
            "order",
            "weight",
            "lang",
            "language",
            "eleventyNavigation",
            "eleventyComputed",
            "layout",
        ] {
            if let Some(value) = fields.take(key) {
                extra.insert(key.to_owned(), value);
            }
        }
        for key in ["title", "description", "summary"] {
            if let Some(text) = fields.text(key).filter(|text| has_liquid(text)) {
                fields.set(key, liquid.run_line(&text, variables));
            }
        }
        let is_index = target.ends_with("/_index.md");
        if fields.text("title").is_none() && !is_index {
            fields.set("title", self.slug().replace(['-', '_'], " "));
        }
        fields.rename("excerpt", "summary");
        if let Some(date) = fields.take("date")
            && !self.is_post
        {
            extra.insert("date".to_owned(), date);
        }
        if self.is_post {
            if let Some(date) = &self.date {
                fields.set("date", date.as_str());
            }
            for (key, names) in [("author", authors), ("category", categories), ("tag", self.terms())] {
                if !names.is_empty() {
                    fields.set(key, names);
                }
            }
        }
        if self.is_draft && config.knows_drafts {
            fields.set("draft", true);
        }
        extra.retain(|_, value| !value.is_null());
        if !extra.is_empty() {
            fields.set("extra", extra);
        }
        fields
    }
}

/// An address as it is written in `permalink`.
pub(super) fn plain(written: &str) -> String {
    let address = paths::address(written.trim());
    match address.strip_suffix("/index.html") {
        Some(folder) => format!("{folder}/"),
        None => address,
    }
}

/// A name without the day that it begins with.
fn undated(name: &str) -> &str {
    match paths::day(name) {
        Some((_, rest)) => rest.strip_prefix('-').filter(|rest| !rest.is_empty()).unwrap_or(name),
        None => name,
    }
}
