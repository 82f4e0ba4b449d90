//! What lists articles: `[feeds]`, `[lists]` and `neighbours`.

use super::invalid;
use super::taxonomies::term_name;
use crate::address::{Address, Hosts};
use crate::config::{Feeds, List, Taxonomy, TaxonomyId};
use crate::diagnostic::Position;
use crate::id::IdVec;
use crate::value::MappingEntry;
use crate::value::fields::{Fields, Located, Report};

pub(super) fn feeds(top: &mut Fields<'_, '_>, hosts: &Hosts) -> Feeds {
    let mut feeds = Feeds { limit: 20, aliases: Vec::new() };
    let Some(mut fields) = top.table("feeds") else { return feeds };
    feeds.limit = fields.number("limit").unwrap_or(20).max(1) as usize;
    feeds.aliases = aliases(&mut fields, hosts);
    fields.refuse_rest("[feeds]");
    feeds
}

/// The old addresses of the feed of a language, which `table` holds.
pub(super) fn feed_aliases(
    language: &mut Fields<'_, '_>,
    table: &str,
    hosts: &Hosts,
) -> Vec<(Address, Position)> {
    let Some(mut fields) = language.table("feeds") else { return Vec::new() };
    let aliases = aliases(&mut fields, hosts);
    fields.refuse_rest(table);
    aliases
}

fn aliases(fields: &mut Fields<'_, '_>, hosts: &Hosts) -> Vec<(Address, Position)> {
    let mut aliases = Vec::new();
    for alias in fields.texts("aliases") {
        match Address::declared(alias.text, hosts).map_err(|unreadable| unreadable.error) {
            Ok(address) => aliases.push((address, alias.position)),
            Err(error) => invalid(fields, alias, "aliases", &error.to_string()),
        }
    }
    aliases
}

pub(super) fn lists(top: &mut Fields<'_, '_>, taxonomies: &IdVec<TaxonomyId, Taxonomy>) -> Vec<List> {
    let declared = top.table("lists").map(|mut table| table.rest()).unwrap_or_default();
    declared.into_iter().map(|entry| list(entry, taxonomies, top.report())).collect()
}

/// The taxonomies whose keys the value of `key` lists, in its order.
pub(super) fn taxonomy_keys(
    fields: &mut Fields<'_, '_>,
    key: &str,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
) -> Vec<TaxonomyId> {
    let find = |written: &Located<'_>| {
        taxonomies.enumerate().find(|(_, taxonomy)| taxonomy.key == written.text).map(|(id, _)| id)
    };
    let names = fields.texts(key);
    for unknown in names.iter().filter(|written| find(written).is_none()) {
        invalid(fields, *unknown, key, "expected a list of keys of [taxonomies]");
    }
    names.iter().filter_map(find).collect()
}

fn list(entry: &MappingEntry, taxonomies: &IdVec<TaxonomyId, Taxonomy>, report: &Report<'_>) -> List {
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let mut terms = Vec::new();
    for (id, taxonomy) in taxonomies.enumerate() {
        let term = fields.nonempty(&taxonomy.key);
        let name = term.and_then(|term| Some((term_name(term.text, term.position, report)?, term.position)));
        terms.extend(name.map(|(name, position)| (id, name, position)));
    }
    let list = List {
        name: entry.key.to_string(),
        terms,
        section: fields.nonempty("section").map(|written| written.text.to_owned()),
        limit: fields.number("limit").unwrap_or(5) as usize,
        templates: fields
            .texts("templates")
            .iter()
            .map(|written| (written.text.to_owned(), written.position))
            .collect(),
    };
    fields.refuse_rest(&format!("[lists.{}]", entry.key));
    list
}
