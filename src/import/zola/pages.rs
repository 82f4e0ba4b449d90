//! Pages and sections of Zola.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::config::{Config, is_authors};
use super::shortcodes;
use crate::diagnostic::Diagnostics;
use crate::import::calls::Calls;
use crate::import::folder::Folder;
use crate::import::front_matter;
use crate::import::old_site::{Fields, OldDocument, Role, Why, text};
use crate::import::paths::{self, Targets};

/// A file of content.
#[derive(Debug)]
pub(super) struct Page {
    /// Its path.
    pub(super) source: String,
    /// Its place in the new site.
    pub(super) target: String,
    /// The code of its language.
    pub(super) language: String,
    /// Where it answers, if it is published.
    pub(super) address: String,
    /// Its day.
    pub(super) date: Option<String>,
    /// Its terms, each with the name of its taxonomy.
    pub(super) terms: Vec<(String, String)>,
    /// Where it answered before.
    pub(super) aliases: Vec<String>,
    /// What a section has and a page does not.
    pub(super) section: Option<SectionList>,
    fields: Fields,
    body: String,
    body_line: u32,
}

/// What a section lists.
#[derive(Debug)]
pub(super) struct SectionList {
    /// Whether it has feeds.
    pub(super) has_feed: bool,
    /// How many articles each of its pages has.
    pub(super) page_size: Option<usize>,
    /// The part of addresses before their numbers.
    pub(super) page_path: String,
    /// Where it leads instead.
    pub(super) redirect_to: Option<String>,
}

/// Reads the file at `source`.
pub(super) fn read(source: &str, text: &str, config: &Config, problems: &mut Diagnostics) -> Option<Page> {
    let parsed = front_matter::read(source, text, problems)?;
    let (folder, name) = paths::split(source);
    let (stem, _) = paths::extension(name);
    let (stem, language) = match stem.rsplit_once('.') {
        Some((stem, code)) if config.languages.iter().any(|language| language.code == code) => (stem, code),
        _ => (stem, config.default_language()),
    };
    let mut fields = parsed.fields;
    let aliases = fields.names("aliases").iter().map(|alias| alias_address(alias)).collect();
    fields.take("aliases");
    let mut page = Page {
        source: source.to_owned(),
        target: String::new(),
        language: language.to_owned(),
        address: String::new(),
        date: None,
        terms: Vec::new(),
        aliases,
        section: None,
        fields: Fields::default(),
        body: parsed.body.to_owned(),
        body_line: parsed.body_line,
    };
    let below = folder.strip_prefix("content").unwrap_or(folder).trim_matches('/');
    if stem == "_index" {
        page.address = paths::folder_address(&format!("{}/{below}", config.prefix(language)));
        page.section = Some(section(&mut fields));
    } else {
        page.dated_address(&mut fields, (below, stem), config);
    }
    page.take_terms(&mut fields);
    page.fields = fields;
    Some(page)
}

/// The address of an alias: a file if it ends in `.html`, otherwise a folder.
fn alias_address(alias: &str) -> String {
    if alias.ends_with(".html") { paths::address(alias) } else { paths::folder_address(alias) }
}

fn section(fields: &mut Fields) -> SectionList {
    let has_feed = ["generate_feeds", "generate_feed"].iter().any(|key| fields.is_true(key));
    let page_size = fields.text("paginate_by").and_then(|size| size.parse().ok()).filter(|size| *size > 0);
    let page_path = fields.text("paginate_path").unwrap_or_else(|| "page".to_owned());
    let redirect_to = fields.text("redirect_to");
    for key in ["generate_feeds", "generate_feed", "paginate_by", "paginate_path", "redirect_to"] {
        fields.take(key);
    }
    SectionList { has_feed, page_size, page_path, redirect_to }
}

impl Page {
    /// The address and the day of a page in the folder `below`, whose file has the name `stem`.
    fn dated_address(&mut self, fields: &mut Fields, (below, stem): (&str, &str), config: &Config) {
        let (folder, name) =
            if stem == "index" && !below.is_empty() { paths::split(below) } else { (below, stem) };
        let dated = paths::day(name).and_then(|(day, rest)| {
            let name = rest.strip_prefix(['-', '_']).filter(|name| !name.is_empty())?;
            Some((day, name))
        });
        let undated = match dated {
            Some((_, rest)) if !config.keeps_dates => rest,
            _ => name,
        };
        let written = fields.text("slug");
        fields.take("slug");
        let slug = config.paths.of(written.as_deref().unwrap_or(undated));
        let path = fields.text("path");
        fields.take("path");
        self.address = match &path {
            Some(path) => paths::folder_address(path),
            None => paths::folder_address(&format!("{}/{folder}/{slug}", config.prefix(&self.language))),
        };
        let in_path = path.as_deref().and_then(paths::day_in_path);
        self.date = fields.text("date").or(dated.map(|(day, _)| day)).or(in_path);
        if let Some(date) = &self.date {
            fields.set("date", date.as_str());
        }
    }

    /// Takes the terms out of their table; those of authors are authors.
    fn take_terms(&mut self, fields: &mut Fields) {
        let mut authors = fields.names("authors");
        fields.take("authors");
        if let Some(Value::Object(taxonomies)) = fields.take("taxonomies") {
            for (name, terms) in taxonomies {
                let terms: Vec<String> = match &terms {
                    Value::Array(terms) => terms.iter().filter_map(text).collect(),
                    one => text(one).into_iter().collect(),
                };
                self.terms.extend(terms.iter().map(|term| (name.clone(), term.clone())));
                match is_authors(&name) {
                    true if authors.is_empty() => authors = terms,
                    true => {}
                    false => fields.set(&name, terms),
                }
            }
        }
        if !authors.is_empty() {
            fields.set("author", authors);
        }
    }

    /// Whether it has a page.
    pub(super) fn is_published(&self) -> bool {
        !self.fields.is_true("draft") && self.fields.get("render") != Some(&Value::Bool(false))
    }

    /// Whether it is a draft.
    pub(super) fn is_draft(&self) -> bool {
        self.fields.is_true("draft")
    }

    /// Why it has no page, if it has none.
    pub(super) fn why_left_out(&self) -> Option<Why> {
        match (self.is_draft(), self.is_published()) {
            (true, _) => Some(Why::Draft),
            (false, false) => Some(Why::Unpublished),
            (false, true) => None,
        }
    }

    /// Whether it is the home page of its language.
    pub(super) fn is_home(&self) -> bool {
        self.section.is_some() && paths::split(&self.source).0 == "content"
    }

    /// What it is in the new site.
    fn role(&self) -> Role {
        if self.section.is_none() && self.date.is_some() { Role::Article } else { Role::Page }
    }

    /// The folder of the section it is in, or is the section of.
    pub(super) fn section_folder(&self) -> &str {
        let folder = paths::split(&self.source).0;
        if self.bundle().is_some() { paths::split(folder).0 } else { folder }
    }

    /// The folder that is a page with its files.
    pub(super) fn bundle(&self) -> Option<&str> {
        let (folder, name) = paths::split(&self.source);
        (folder != "content" && name.split('.').next() == Some("index")).then_some(folder)
    }

    /// The document of the new site. `known` are the places of all files, below both content folders.
    pub(super) fn into_document(mut self, known: &BTreeMap<String, String>) -> (OldDocument, Calls) {
        let mut calls = Calls::default();
        let file = (&*self.source, self.body_line);
        let body = shortcodes::convert(&self.body, file, &mut calls);
        let body = shortcodes::with_links(&body, known);
        let role = self.role();
        if self.fields.text("title").is_none() && !self.is_home() {
            let name = self.bundle().unwrap_or_else(|| paths::split(&self.source).1);
            let name = paths::split(name).1.split('.').next().unwrap_or_default();
            let folder = paths::split(paths::split(&self.source).0).1;
            let name = if name == "_index" { folder } else { name };
            self.fields.set("title", name.replace(['-', '_'], " "));
        }
        if let Some(template) = self.fields.take("template") {
            let mut extra = match self.fields.take("extra") {
                Some(Value::Object(extra)) => extra,
                _ => serde_json::Map::new(),
            };
            extra.entry("template").or_insert(template);
            self.fields.set("extra", extra);
        }
        let leads_away = self.section.as_ref().is_some_and(|section| section.redirect_to.is_some());
        let address = (self.is_published() && !leads_away).then(|| self.address.clone());
        let (source, target, fields) = (self.source, self.target, self.fields);
        (OldDocument { source, target, role, fields, body, address }, calls)
    }
}

/// Gives each page its place in the new site.
pub(super) fn place(pages: &mut [Page], folder: &Folder, config: &Config, targets: &mut Targets) {
    let taken: BTreeSet<String> = config
        .languages
        .iter()
        .flat_map(|language| &language.taxonomies)
        .map(|taxonomy| config.taxonomy_path(taxonomy))
        .chain(["pages", "authors"].map(str::to_owned))
        .collect();
    for page in pages {
        let suffix = match &*page.language {
            code if code == config.default_language() => String::new(),
            code => format!(".{code}"),
        };
        let bundle = page.bundle().filter(|bundle| folder.below(bundle).any(|path| !path.ends_with(".md")));
        let is_bundle = bundle.is_some();
        let wanted = if page.is_home() {
            format!("content/_index{suffix}.md")
        } else if page.role() == Role::Article {
            let below = page.source.strip_prefix("content/").unwrap_or(&page.source);
            let (folder, name) = paths::split(below);
            let first = folder.split('/').next().unwrap_or_default();
            let is_root = page.section_folder() == "content";
            let folder = match is_root || taken.contains(first) || taken.contains(folder) {
                true => paths::join("articles", folder),
                false => folder.to_owned(),
            };
            let stem = name.split('.').next().filter(|_| page.bundle().is_some());
            let stem = stem.map_or_else(|| stem_of(name, &suffix), str::to_owned);
            format!("content/{folder}/{stem}{suffix}.md")
        } else {
            let prefix = config.prefix(&page.language);
            let path = page.address.strip_prefix(&prefix).unwrap_or(&page.address).trim_matches('/');
            let path = if path.is_empty() { "home" } else { path };
            match is_bundle {
                true => format!("content/pages/{path}/index{suffix}.md"),
                false => format!("content/pages/{path}{suffix}.md"),
            }
        };
        page.target = targets.free(wanted);
    }
}

/// The name of a file without `.md` and the suffix of its language.
fn stem_of(name: &str, suffix: &str) -> String {
    let stem = paths::extension(name).0;
    stem.strip_suffix(suffix).unwrap_or(stem).to_owned()
}
