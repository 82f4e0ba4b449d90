//! Old addresses with a query, for a script: no static host has a page at them, and not every host has rules.
//!
//! Each is in one of 256 small files, chosen by a hash that the script computes too, so that a reader loads one of them
//! however many there are, and a new article changes few. `static/theme/old-address.js` is the reader.

use std::collections::BTreeMap;

use super::{Output, Planner, Site};
use crate::catalog::{Redirect, Resolver};
use crate::config::Config;
use crate::path::UrlPath;
use crate::reserved::Own;

/// The old addresses with a query: the hash of each, and its index in the resolver's redirects; sorted.
#[derive(Debug, Default)]
pub(super) struct Queries(Vec<(u8, u32)>);

impl Queries {
    /// Finds them among all redirects.
    pub(super) fn new(config: &Config, resolver: &Resolver) -> Queries {
        let hashed =
            |(index, redirect): (usize, &Redirect)| Some((shard(&key(config, redirect)?), index as u32));
        let mut all: Vec<(u8, u32)> = resolver.redirects.iter().enumerate().filter_map(hashed).collect();
        all.sort_unstable();
        Queries(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those whose hash is `shard`, in the order of the redirects.
    fn of(&self, shard: u8) -> &[(u8, u32)] {
        let start = self.0.partition_point(|(other, _)| *other < shard);
        let end = self.0.partition_point(|(other, _)| *other <= shard);
        &self.0[start..end]
    }
}

/// Plans a file for each hash that an old address with a query has.
pub fn plan(planner: &mut Planner<'_>) {
    let mut shards: Vec<u8> = Queries::new(planner.config, &planner.catalog.resolver)
        .0
        .into_iter()
        .map(|(shard, _)| shard)
        .collect();
    shards.dedup();
    for shard in shards {
        planner.add(&url(shard), Output::OldAddresses(shard));
    }
}

/// Where the files are, with `{}` in place of the two digits of the hash.
pub(super) fn template(site: &Site<'_>) -> String {
    format!("{}{{}}.json", site.href(&Own::OldAddresses.folder()))
}

fn url(shard: u8) -> UrlPath {
    Own::OldAddresses.folder().file(&format!("{shard:02x}.json"))
}

/// Renders one file: a JSON object from old addresses to where they lead.
pub fn render(site: &Site<'_>, wanted: u8) -> Vec<u8> {
    let mut map: BTreeMap<String, String> = BTreeMap::new();
    for (_, index) in site.prepared.queries.of(wanted) {
        let redirect = &site.catalog.resolver.redirects[*index as usize];
        let target = site.catalog.target_url(site.config, redirect.target);
        // Of several claims the first counts, as everywhere.
        if let Some(key) = key(site.config, redirect).filter(|_| site.plan.contains(&target.out_path())) {
            map.entry(key).or_insert_with(|| site.href(&target));
        }
    }
    // Texts alone always become JSON.
    serde_json::to_vec(&map).unwrap_or_default()
}

/// What the script looks for, see [`Address::key`](crate::address::Address::key); `None` for addresses without a query, or of
/// other hosts.
fn key(config: &Config, redirect: &Redirect) -> Option<String> {
    let has_query = redirect.from.query.is_some() && redirect.answers_at_root(config);
    has_query.then(|| redirect.from.key())
}

/// The low byte of the FNV-1a hash with 32 bits (draft-eastlake-fnv).
fn shard(key: &str) -> u8 {
    let hash =
        key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash & 0xff) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // Test vectors of the draft: the whole hashes are 811c9dc5, e40c292c and bf9cf968.
        assert_eq!(["", "a", "foobar"].map(shard), [0xc5, 0x2c, 0x68]);
    }
}
