//! Pages as documents of the new site: front matter in its keys.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::date;
use super::files::Files;
use super::pages::{Kind, Page, inner};
use super::pictures;
use super::placed::{Place, Placing, State};
use super::texts::Texts;
use crate::import::calls::Calls;
use crate::import::old_site::{self, Fields, OldDocument, Role};

/// Keys of the new site that mean something else, or nothing, in the front matter of Hugo.
const OTHERS: [&str; 12] = [
    "path",
    "template",
    "language",
    "lang",
    "translations",
    "translation_of",
    "withdrawn",
    "origin",
    "order",
    "name",
    "slug",
    "updated",
];

/// Keys that say where a page is or whether it is one, and that have done so already.
const DONE: [&str; 13] = [
    "url",
    "aliases",
    "alias",
    "menus",
    "menu",
    "cascade",
    "translationkey",
    "headless",
    "build",
    "_build",
    "publishdate",
    "draft",
    "outputs",
];

/// What documents are made with.
pub(super) struct Making<'m> {
    pub(super) placing: &'m Placing<'m>,
    pub(super) places: &'m [Place],
    pub(super) texts: &'m Texts<'m>,
    pub(super) files: &'m Files,
    /// The files of each bundle.
    pub(super) resources: &'m BTreeMap<usize, BTreeSet<String>>,
}

impl Making<'_> {
    /// All documents, and the calls in their texts.
    pub(super) fn documents(&self) -> (Vec<OldDocument>, Calls) {
        let pages = self.placing.pages.par_iter().zip(self.places).enumerate();
        let made: Vec<(OldDocument, Calls)> = pages
            .filter_map(|(index, (page, place))| {
                let target = place.target.clone()?;
                let (body, calls) = self.texts.convert(page);
                let fields = self.fields(index, page, place);
                let (source, role, address) = (page.source.clone(), place.role, place.address.clone());
                Some((OldDocument { source, target, role, fields, body, address }, calls))
            })
            .collect();
        let mut all = Calls::default();
        let documents = made.into_iter().map(|(document, calls)| {
            all.append(calls);
            document
        });
        (documents.collect(), all)
    }

    fn fields(&self, index: usize, page: &Page, place: &Place) -> Fields {
        let mut old = page.fields.clone();
        for key in DONE {
            old.take(key);
        }
        let mut fields = Fields::default();
        match place.role {
            Role::Article => self.article(index, page, &mut old, &mut fields),
            Role::Page => self.page(page, &mut old, &mut fields),
            Role::Term => self.term(page, &mut old, &mut fields),
            Role::Profile => self.profile(page, &mut old, &mut fields),
        }
        if place.state == State::Hidden {
            fields.set("draft", true);
        }
        self.others(place.role, old, &mut fields);
        fields
    }

    fn article(&self, index: usize, page: &Page, old: &mut Fields, fields: &mut Fields) {
        summarised(page, old, fields);
        if let Some(date) = &page.date {
            fields.set("date", date.text.clone());
            old.take("date");
            self.changed(page, date.instant, fields);
        }
        for key in date::LASTMOD {
            old.take(key);
        }
        self.expires(page, old, fields);
        self.authors(old, fields);
        self.terms(old, fields);
        let none = BTreeSet::new();
        let resources = self.resources.get(&index).unwrap_or(&none);
        pictures::lead((page, resources), self.files, old, fields);
        if let Some(main) = self.translation(page) {
            fields.set("translation_of", main);
        }
    }

    /// Home, standing pages and indexes.
    fn page(&self, page: &Page, old: &mut Fields, fields: &mut Fields) {
        if page.kind == Kind::Regular || page.kind == Kind::Section {
            let path = page.folder.rsplit('/').next().unwrap_or_default();
            let name = if page.name.is_empty() { path } else { &page.name };
            if old.text("title").is_none() {
                fields.set("title", titled(name));
            }
        }
        summarised(page, old, fields);
    }

    fn term(&self, page: &Page, old: &mut Fields, fields: &mut Fields) {
        let name = page.term(self.placing.site).unwrap_or_default();
        if old.text("title").is_none() {
            fields.set("title", titled(&name));
        }
        summarised(page, old, fields);
        if let Some(Value::Number(weight)) = old.get("weight")
            && weight.is_u64()
        {
            fields.set("order", Value::Number(weight.clone()));
            old.take("weight");
        }
        self.known_as(page, &name, fields);
    }

    fn profile(&self, page: &Page, old: &mut Fields, fields: &mut Fields) {
        let key = page.term(self.placing.site).unwrap_or_default();
        let named = ["display_name", "displayname", "name", "title"].into_iter().find_map(|key| {
            let name = old.text(key)?;
            old.take(key);
            Some(name)
        });
        let name = named.unwrap_or_else(|| titled(&key));
        for key in ["last_name", "lastname", "family_name"] {
            let family = old.text(key).filter(|family| family.len() < name.len());
            if let Some(family) =
                family.filter(|family| name.ends_with(family.as_str()) || name.starts_with(family.as_str()))
            {
                fields.set("family_name", family);
                break;
            }
        }
        fields.set("name", name);
        old.take("family_name");
        self.known_as(page, &key, fields);
    }

    /// Adds the names by which articles call a term or an author, where neither its file nor its title is called so.
    fn known_as(&self, page: &Page, name: &str, fields: &mut Fields) {
        let naming = self.placing.site.naming;
        let address = self.placing.addresses.page(self.placing.site, page);
        let address = address.trim_end_matches('/').trim_end_matches(".html");
        let slug = address.rsplit('/').next().unwrap_or_default();
        let title = fields.text("name").or_else(|| page.fields.text("title")).unwrap_or_default();
        let mut names: BTreeSet<String> = BTreeSet::new();
        if naming.name(name) != *slug {
            names.insert(name.to_owned());
        }
        if let Kind::Term(taxonomy) = page.kind {
            let written = self.placing.written.get(&(taxonomy, naming.name(name)));
            names.extend(written.into_iter().flatten().cloned());
        }
        names.retain(|other| *other != title && other != slug);
        if !names.is_empty() {
            fields.set("aka", names.into_iter().collect::<Vec<_>>());
        }
    }

    /// The day of the last change, where it is after the first.
    fn changed(&self, page: &Page, first: i64, fields: &mut Fields) {
        let Placing { site, folder, .. } = self.placing;
        let keys = date::keys(site, "lastmod", &date::LASTMOD);
        let keys: Vec<String> = keys.into_iter().filter(|key| !key.starts_with(':')).collect();
        let changed = date::first(&page.fields, &keys, (&page.name, &page.source), folder, site);
        if let Some(changed) = changed.filter(|changed| changed.instant > first) {
            fields.set("updated", changed.text);
        }
    }

    fn expires(&self, page: &Page, old: &mut Fields, fields: &mut Fields) {
        let Placing { site, folder, .. } = self.placing;
        let keys = date::keys(site, "expirydate", &date::EXPIRY);
        if let Some(expires) = date::first(&page.fields, &keys, (&page.name, &page.source), folder, site) {
            fields.set("expires", expires.text);
        }
        for key in date::EXPIRY {
            old.take(key);
        }
    }

    /// Authors by the taxonomy of authors, else as front matter names them: a string is one name, whatever it holds.
    fn authors(&self, old: &mut Fields, fields: &mut Fields) {
        let of_authors = self.placing.site.taxonomies.iter().find(|taxonomy| taxonomy.is_of_authors());
        let keys = match of_authors {
            Some(taxonomy) => vec![taxonomy.plural.as_str()],
            None => vec!["author", "authors"],
        };
        for key in keys {
            let names = old.get(key).map(names).unwrap_or_default();
            if !names.is_empty() {
                old.take(key);
                fields.set("author", if let [only] = &names[..] { json!(only) } else { json!(names) });
                break;
            }
        }
        // An empty one is nothing that anybody has to keep.
        for key in ["author", "authors"] {
            if old
                .get(key)
                .is_some_and(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty))
            {
                old.take(key);
            }
        }
    }

    fn terms(&self, old: &mut Fields, fields: &mut Fields) {
        for taxonomy in self.placing.site.taxonomies.iter().filter(|taxonomy| !taxonomy.is_of_authors()) {
            let names = old.names(&taxonomy.plural);
            old.take(&taxonomy.plural);
            if !names.is_empty() {
                fields.set(&taxonomy.singular, names);
            }
        }
    }

    /// The file of the article in the first language that this one is a translation of, where their names do not tell.
    fn translation(&self, page: &Page) -> Option<String> {
        let key = page.fields.text("translationkey").filter(|_| page.language > 0)?;
        let all = self.placing.pages.iter().zip(self.places);
        let mut all = all.filter(|(other, place)| other.language == 0 && place.role == Role::Article);
        let (main, place) =
            all.find(|(other, _)| other.fields.text("translationkey").as_ref() == Some(&key))?;
        let target = place.target.as_deref().filter(|_| main.key() != page.key())?;
        Some(target.strip_prefix("content/").unwrap_or(target).to_owned())
    }

    /// Everything else, below `extra` where the new site would take it for something else.
    fn others(&self, role: Role, old: Fields, fields: &mut Fields) {
        let mut extra = Map::new();
        for (key, value) in old.iter() {
            let of_taxonomy = self.placing.site.taxonomies.iter().any(|taxonomy| {
                let is_plural = key == taxonomy.plural && role != Role::Article;
                key == taxonomy.singular || is_plural
            });
            let is_name = role == Role::Article && matches!(key, "author" | "authors");
            if value.is_null() {
                continue;
            }
            if key == "slug" {
                // The address has it; `settle` gives articles one where their names do not tell.
                continue;
            }
            match key {
                "title" if fields.get(key).is_none() => fields.set(key, value.clone()),
                _ if OTHERS.contains(&key)
                    || of_taxonomy
                    || is_name
                    || pictures::KEYS.contains(&key)
                    || fields.get(key).is_some() =>
                {
                    extra.insert(key.to_owned(), value.clone());
                }
                _ => fields.set(key, value.clone()),
            }
        }
        if !extra.is_empty() {
            match fields.take("extra") {
                Some(Value::Object(own)) => extra.extend(own),
                Some(other) => drop(extra.insert("extra".to_owned(), other)),
                None => {}
            }
            fields.set("extra", Value::Object(extra));
        }
    }
}

/// Gives the summary its key: Hugo's `summary`, else `description`, else what many themes call `excerpt`.
fn summarised(page: &Page, old: &mut Fields, fields: &mut Fields) {
    for key in ["summary", "description", "excerpt"] {
        if let Some(summary) = page.fields.text(key) {
            old.take(key);
            fields.set("summary", summary);
            return;
        }
    }
}

/// The names of authors: strings, or tables with a name.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(_) => inner(value, "name").and_then(old_site::text).into_iter().collect(),
        value => old_site::text(value).into_iter().collect(),
    }
}

/// A title made of the name of a file: `getting-started` gives `Getting started`.
pub(super) fn titled(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}
