//! Addresses of Eleventy that are not those of texts: templates that are not read.

use std::collections::BTreeSet;

use super::config::{Config, captured};
use super::pages::{Page, plain};
use crate::import::calls::Calls;
use crate::import::liquid::{Liquid, Notes, Source, Value};
use crate::import::old_site::{OldAddress, OldAddressKind, OldSite, Owner};
use crate::import::paths;

/// Adds the addresses of templates. Returns the names of terms with the parts of their addresses.
pub(super) fn addresses(
    site: &mut OldSite,
    pages: &[Page],
    templates: &[Page],
    config: &Config,
    liquid: &Liquid,
) -> Vec<(String, String)> {
    let terms: BTreeSet<String> = pages.iter().filter(|page| page.is_post).flat_map(Page::terms).collect();
    let mut names = Vec::new();
    for template in templates {
        let source = template.source.clone();
        site.settings.unmatched(source.clone(), "only Eleventy can run this template");
        let Some(address) = &template.address else { continue };
        if template.fields.get("pagination").is_some() {
            let found = of_terms(template, &terms, liquid);
            for (term, address) in &found {
                add(site, address, OldAddressKind::Term, &source, Owner::Term("tag".into(), term.clone()));
                let last = paths::parts(address).last().map(|last| (*last).to_owned()).unwrap_or_default();
                names.push((term.clone(), last));
            }
            if found.is_empty() && !template.is_unsure {
                add(site, address, OldAddressKind::List, &source, Owner::Site(String::new()));
            }
            continue;
        }
        if template.is_unsure {
            continue;
        }
        let is_feed = template.body.contains("<rss") || template.body.contains("<feed");
        let is_page = address.ends_with('/') || address.ends_with(".html");
        let lists = template.body.contains("collections.")
            || template.body.contains("postslist")
            || template.body.contains("pagination.");
        match (is_feed, is_page) {
            (true, _) => add(site, address, OldAddressKind::Feed, &source, Owner::Site(String::new())),
            (false, true) if paths::parts(address) == ["404.html"] => {}
            (false, true) if lists || address == "/" => {
                add(site, address, OldAddressKind::List, &source, Owner::Site(String::new()));
            }
            (false, true) => add(site, address, OldAddressKind::Page, &source, Owner::Unknown),
            (false, false) if address.ends_with("sitemap.xml") => {}
            (false, false) => {}
        }
    }
    for feed in &config.feeds {
        add(site, &plain(feed), OldAddressKind::Feed, &config.file, Owner::Site(String::new()));
    }
    names
}

fn add(site: &mut OldSite, path: &str, kind: OldAddressKind, source: &str, owner: Owner) {
    site.addresses.push(OldAddress { path: path.to_owned(), kind, source: source.to_owned(), owner });
}

/// The addresses of a template that makes a page of each tag.
fn of_terms(template: &Page, terms: &BTreeSet<String>, liquid: &Liquid) -> Vec<(String, String)> {
    let Some(pagination) = template.fields.get("pagination") else { return Vec::new() };
    let get = |key: &str| pagination.get(key).and_then(crate::import::old_site::text).unwrap_or_default();
    let Some(permalink) = template.fields.text("permalink") else { return Vec::new() };
    let is_of_tags =
        matches!(&*get("data"), "collections" | "collections.tagList" | "collections.tags" | "tags");
    let alias = get("alias");
    if !is_of_tags
        || alias.is_empty()
        || captured(r"\{\{-?\s*([A-Za-z_]\w*)", &permalink) != Some(alias.clone())
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for term in terms {
        let variables = template.variables(Some((&alias, term)));
        let variables: Vec<(&str, Value)> =
            variables.iter().map(|(key, value)| (&**key, value.clone())).collect();
        let mut notes = Notes::default();
        let source = Source { file: &template.source, line: 1, text: &permalink, is_markdown: false };
        let address = liquid.run(source, &variables, &mut notes);
        if notes.calls == Calls::default() {
            found.push((term.clone(), plain(&address)));
        }
    }
    found
}
