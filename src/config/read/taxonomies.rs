//! `[taxonomies]`, `[terms]` and `[authors]`.

use super::folders::{folder, published_folder};
use super::{MANY, optional, page_size, refuse_many};
use crate::config::message;
use crate::config::{Authors, DeclaredTerm, FeedKind, Taxonomy, TaxonomyId};
use crate::diagnostic::Position;
use crate::id::IdVec;
use crate::name::Name;
use crate::value::fields::{Fields, Report};
use crate::value::{MappingEntry, Node, Value};

pub(super) fn taxonomies(top: &mut Fields<'_, '_>, page_size: usize) -> IdVec<TaxonomyId, Taxonomy> {
    let declared = top.table("taxonomies").map(|mut table| table.rest()).unwrap_or_default();
    refuse_many(top.report(), "taxonomies", &declared);
    let declared = declared.into_iter().take(MANY);
    let mut taxonomies: IdVec<TaxonomyId, Taxonomy> =
        declared.map(|entry| taxonomy(entry, page_size, top.report())).collect();
    if let Some(mut terms) = top.table("terms") {
        for taxonomy in &mut taxonomies {
            if let Some(node) = terms.take(&taxonomy.key) {
                taxonomy.terms = declared_terms(node, top.report());
            }
        }
        terms.refuse_rest("[terms]");
    }
    taxonomies
}

fn taxonomy(entry: &MappingEntry, default_page_size: usize, report: &Report<'_>) -> Taxonomy {
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let key = entry.key.to_string();
    let path = published_folder(&mut fields, "path", &key);
    let feed_position = fields.position_of("feed");
    let feed = match fields.take("feed").map(|node| (node, &node.value)) {
        None | Some((_, Value::Bool(true))) => FeedKind::Atom,
        Some((_, Value::Bool(false))) => FeedKind::Off,
        Some((_, Value::Text(kind))) if &**kind == "itunes" => FeedKind::Podcast,
        Some((node, _)) => {
            report.wrong_type::<()>(node, "feed", "true, false or \"itunes\"");
            FeedKind::Off
        }
    };
    let taxonomy = Taxonomy {
        title: optional(&mut fields, "title").unwrap_or_else(|| capitalised(&path)),
        strict: fields.flag("strict").unwrap_or(false),
        min_articles: fields.number("min_articles").map(|number| number as usize),
        page_size: self::page_size(&mut fields, default_page_size),
        terms: Vec::new(),
        key,
        path,
        feed,
        feed_position,
    };
    fields.refuse_rest(&format!("[taxonomies.{}]", entry.key));
    taxonomy
}

/// `visual-stories` as a title.
fn capitalised(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path).replace('-', " ");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A tree of terms: a list of titles, or a table whose keys are titles and whose values are their sub-terms.
fn declared_terms(node: &Node, report: &Report<'_>) -> Vec<DeclaredTerm> {
    match &node.value {
        Value::List(items) => items.iter().flat_map(|item| declared_terms(item, report)).collect(),
        Value::Map(entries) => {
            let read = |entry: &MappingEntry| {
                let title = term_name(&entry.key, entry.position, report)?;
                let children = declared_terms(&entry.node, report);
                Some(DeclaredTerm { title, position: entry.position, children })
            };
            entries.iter().filter_map(read).collect()
        }
        Value::Text(title) | Value::Number(title) => {
            let title = term_name(title, node.position, report);
            let term = |title| DeclaredTerm { title, position: node.position, children: Vec::new() };
            title.map(term).into_iter().collect()
        }
        _ => report.wrong_type(node, "terms", "a list of titles").unwrap_or_default(),
    }
}

/// The name of a term, of which something must be seen.
pub(super) fn term_name(written: &str, position: Position, report: &Report<'_>) -> Option<Name> {
    let name = Name::read(written);
    if name.is_none() {
        report.push(message::invalid_value(
            report.place(position),
            "terms",
            written,
            "the name has no visible characters",
        ));
    }
    name
}

pub(super) fn authors(top: &mut Fields<'_, '_>, default_page_size: usize) -> Authors {
    let mut authors = Authors {
        folder: "authors".into(),
        path: "authors".into(),
        page_size: default_page_size,
        feed: true,
        strict: false,
    };
    let Some(mut fields) = top.table("authors") else { return authors };
    authors.folder = folder(&mut fields, "folder", "authors");
    authors.path = published_folder(&mut fields, "path", "authors");
    authors.page_size = page_size(&mut fields, default_page_size);
    authors.feed = fields.flag("feed").unwrap_or(true);
    authors.strict = fields.flag("strict").unwrap_or(false);
    fields.refuse_rest("[authors]");
    authors
}
