//! `menus`, of the configuration and of front matter.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::pages::{Page, inner};
use super::path::{clean, decoded, join};
use super::placed::Place;
use super::site::Site;
use crate::import::old_site;
use crate::import::settings::Settings;

/// An entry of a menu.
#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    name: String,
    identifier: String,
    parent: String,
    weight: i64,
    /// Where it leads; nothing where it only has entries below it.
    url: Option<String>,
}

/// What menus lead to.
pub(super) struct Menus<'m> {
    pub(super) site: &'m Site,
    pub(super) pages: &'m [Page],
    pub(super) places: &'m [Place],
    /// What to write for an address, if something answers there.
    pub(super) answer: &'m dyn Fn(&str) -> Option<String>,
}

impl Menus<'_> {
    /// Sets the menus of a language in a table such as `["menu"]`.
    pub(super) fn set(&self, language: usize, table: &[&str], settings: &mut Settings) {
        let key = self.site.languages[language].key.clone();
        let own = ["languages", key.as_str(), "menus"];
        let of_language = self.site.config.table(&own).is_some();
        let path: &[&str] = if of_language { &own } else { &["menus"] };
        let from = self.site.config.from(path);
        let mut menus: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for (menu, entries) in self.site.config.table(path).into_iter().flatten() {
            for value in entries.as_array().into_iter().flatten() {
                if let Some(entry) = self.configured(language, value, settings, &from) {
                    menus.entry(menu.clone()).or_default().push(entry);
                }
            }
        }
        for (page, place) in self.pages.iter().zip(self.places).filter(|(page, _)| page.language == language)
        {
            let menu = page.fields.get("menus").or_else(|| page.fields.get("menu"));
            if let (Some(menu), Some(address)) = (menu, place.address.as_deref()) {
                for (name, entry) in of_page(page, menu, address) {
                    menus.entry(name).or_default().push(entry);
                }
            }
        }
        for (name, mut entries) in menus {
            entries.sort_by(|one, other| (order(one), &one.name).cmp(&(order(other), &other.name)));
            let mut written = Vec::new();
            for entry in entries.iter().filter(|entry| !has_parent(entry, &entries)) {
                written.extend(self.written(entry, &entries, (table, &from, language), settings));
            }
            if !written.is_empty() {
                settings.set(table, &name, written, from.as_str());
            }
        }
    }

    /// An entry as the configuration has it. One that leads nowhere is told.
    fn configured(
        &self,
        language: usize,
        value: &Value,
        settings: &mut Settings,
        from: &str,
    ) -> Option<Entry> {
        let text = |key: &str| value.get(key).and_then(old_site::text);
        let page = text("pageref").and_then(|path| {
            let path = clean(&path).trim_matches('/').to_lowercase();
            let pages = self.pages.iter().zip(self.places);
            let mut found = pages.filter(|(page, _)| page.language == language && page.key() == path);
            found.next().and_then(|(page, place)| Some((page, place.address.clone()?)))
        });
        let title = page
            .as_ref()
            .and_then(|(page, _)| page.fields.text("linktitle").or_else(|| page.fields.text("title")));
        let name = text("name").or_else(|| text("title")).or(title).or_else(|| text("identifier"))?;
        let written = page.map(|(_, address)| address).or_else(|| text("url")).or_else(|| text("pageref"));
        let url = written.as_deref().and_then(|url| self.url(language, url));
        if written.is_some() && url.is_none() {
            settings.unmatched(format!("the entry {name} of {from}"), "nothing answers at its address");
        }
        let identifier = text("identifier").unwrap_or_else(|| name.clone());
        let weight = value.get("weight").and_then(Value::as_i64).unwrap_or_default();
        Some(Entry { name, identifier, parent: text("parent").unwrap_or_default(), weight, url })
    }

    /// The address of an entry, if something answers there.
    fn url(&self, language: usize, written: &str) -> Option<String> {
        let is_elsewhere = ["http:", "https:", "mailto:", "tel:", "ftp:", "//"]
            .iter()
            .any(|scheme| written.starts_with(scheme));
        if is_elsewhere {
            return Some(written.to_owned());
        }
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let prefix = &self.site.languages[language].prefix;
        let whole = if path.starts_with('/') { path.to_owned() } else { format!("{prefix}/{path}") };
        let whole = clean(&decoded(&whole));
        let answer = |path: &str| {
            let path = path.trim_end_matches('/');
            [format!("{path}/"), path.to_owned(), format!("{path}.html")]
                .iter()
                .find_map(|path| (self.answer)(path))
        };
        let found = answer(&whole).or_else(|| answer(&join(prefix, &whole)))?;
        Some(if found.starts_with('/') { found + &written[path.len()..] } else { found })
    }

    /// An entry as the new site has it; those below it become a menu of their own, named after it.
    fn written(
        &self,
        entry: &Entry,
        all: &[Entry],
        (table, from, language): (&[&str], &str, usize),
        settings: &mut Settings,
    ) -> Option<Value> {
        let link = |name: &str, url: &str| json!({ "title": name, "url": url });
        let below: Vec<&Entry> =
            all.iter().filter(|other| is_below(other, entry) && *other != entry).collect();
        let mut links: Vec<Value> = entry.url.iter().map(|url| link(&entry.name, url)).collect();
        if below.is_empty() {
            return links.pop();
        }
        // Of deeper levels all entries are in one menu: there is none that leads in circles.
        let mut waiting: Vec<&Entry> = below.into_iter().rev().collect();
        let mut seen: Vec<&Entry> = vec![entry];
        while let Some(next) = waiting.pop() {
            if seen.contains(&next) {
                continue;
            }
            seen.push(next);
            links.extend(next.url.iter().map(|url| link(&next.name, url)));
            waiting.extend(all.iter().rev().filter(|other| is_below(other, next)));
        }
        if links.is_empty() {
            return None;
        }
        let is_key = self.site.taxonomies.iter().any(|taxonomy| taxonomy.singular == entry.name);
        let name = match &*entry.name {
            "main" | "footer" | "home" | "authors" | "newsletter" | "support" => format!("{} …", entry.name),
            name if is_key || name.contains(':') || name.starts_with('/') => format!("{name} …"),
            name => name.to_owned(),
        };
        let _ = language;
        settings.set(table, &name, links, from);
        Some(Value::String(name))
    }
}

/// The entries that front matter gives a page: `menu: main`, a list of menus, or a table of them.
fn of_page(page: &Page, menu: &Value, address: &str) -> Vec<(String, Entry)> {
    let title = page.fields.text("linktitle").or_else(|| page.fields.text("title")).unwrap_or_default();
    let weight = page.fields.get("weight").and_then(Value::as_i64).unwrap_or_default();
    let entry = |values: &Map<String, Value>| {
        let values = Value::Object(values.clone());
        let text = |key: &str| inner(&values, key).and_then(old_site::text);
        let name = text("name").unwrap_or_else(|| title.clone());
        Entry {
            identifier: text("identifier").unwrap_or_else(|| name.clone()),
            parent: text("parent").unwrap_or_default(),
            weight: inner(&values, "weight").and_then(Value::as_i64).unwrap_or(weight),
            url: Some(address.to_owned()),
            name,
        }
    };
    let plain = || entry(&Map::new());
    match menu {
        Value::Object(menus) => {
            let of = |values: &Value| values.as_object().map_or_else(plain, entry);
            menus.iter().map(|(menu, values)| (menu.to_lowercase(), of(values))).collect()
        }
        Value::Array(menus) => {
            menus.iter().filter_map(old_site::text).map(|menu| (menu.to_lowercase(), plain())).collect()
        }
        menu => old_site::text(menu).into_iter().map(|menu| (menu.to_lowercase(), plain())).collect(),
    }
}

/// The place of an entry: those without a weight come last.
fn order(entry: &Entry) -> (bool, i64) {
    (entry.weight == 0, entry.weight)
}

fn is_below(entry: &Entry, parent: &Entry) -> bool {
    !entry.parent.is_empty() && (entry.parent == parent.identifier || entry.parent == parent.name)
}

fn has_parent(entry: &Entry, all: &[Entry]) -> bool {
    all.iter().any(|other| other != entry && is_below(entry, other))
}
