//! Old addresses with a query, for a script: no static host has a page at them, and not every host has rules.
//!
//! Each is in one of 256 small files, chosen by a hash that the script computes too, so that a reader loads one of them
//! however many there are, and a new article changes few. `static/theme/old-address.js` is the reader.

use std::collections::BTreeMap;

use super::base::Base;
use super::destinations::Destinations;
use super::queries::{Queries, key};
use super::{Output, Planner, Site};
use crate::path::UrlPath;
use crate::reserved::Own;

/// Plans a file for each hash that an old address with a query has.
pub fn plan(planner: &mut Planner<'_>) {
    for shard in Queries::new(planner.config, &planner.catalog.resolver).shards() {
        planner.add(&url(shard), Output::OldAddresses(shard));
    }
}

/// Where the files are, with `{}` in place of the two digits of the hash.
pub(super) fn template(base: &Base<'_>) -> String {
    format!("{}{{}}.json", base.href(&Own::OldAddresses.folder()))
}

fn url(shard: u8) -> UrlPath {
    Own::OldAddresses.folder().file(&format!("{shard:02x}.json"))
}

/// All that a file of old addresses is made of.
#[derive(Hash)]
pub(super) struct OldAddressesInputs<'s> {
    base: Base<'s>,
    destinations: Destinations<'s>,
    shard: u8,
}

impl<'s> OldAddressesInputs<'s> {
    pub(super) fn of(site: &Site<'s>, shard: u8) -> OldAddressesInputs<'s> {
        OldAddressesInputs { base: site.base(), destinations: site.destinations(), shard }
    }

    /// Renders one file: a JSON object from old addresses to where they lead.
    pub(super) fn render(&self) -> Vec<u8> {
        let mut map: BTreeMap<String, String> = BTreeMap::new();
        for redirect in self.destinations.queries(self.shard) {
            let target = self.destinations.target(redirect);
            // Of several claims the first counts, as everywhere.
            let has_page = self.destinations.planned(&target.out_path()).is_some();
            if let Some(key) = key(self.base.config, redirect).filter(|_| has_page) {
                map.entry(key).or_insert_with(|| self.base.href(&target));
            }
        }
        // Texts alone always become JSON.
        serde_json::to_vec(&map).unwrap_or_default()
    }
}
