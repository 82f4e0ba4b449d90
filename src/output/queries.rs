//! Which old addresses have a query, and the hash that a script finds each by.

use crate::catalog::{Redirect, RedirectId, Resolver};
use crate::config::Config;

/// The old addresses with a query: by the hash of each; sorted.
#[derive(Debug, Default)]
pub(super) struct Queries(Vec<(u8, RedirectId)>);

impl Queries {
    /// Finds them among all redirects.
    pub(super) fn new(config: &Config, resolver: &Resolver) -> Queries {
        let hashed = |(id, redirect): (RedirectId, &Redirect)| Some((shard(&key(config, redirect)?), id));
        let mut all: Vec<(u8, RedirectId)> = resolver.redirects.enumerate().filter_map(hashed).collect();
        all.sort_unstable();
        Queries(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The hashes that there are, in order.
    pub(super) fn shards(&self) -> Vec<u8> {
        let mut shards: Vec<u8> = self.0.iter().map(|(shard, _)| *shard).collect();
        shards.dedup();
        shards
    }

    /// Those whose hash is `shard`, in the order of the redirects.
    pub(super) fn of(&self, shard: u8) -> &[(u8, RedirectId)] {
        let start = self.0.partition_point(|(other, _)| *other < shard);
        let end = self.0.partition_point(|(other, _)| *other <= shard);
        &self.0[start..end]
    }
}

/// What the script looks for, see [`Address::key`](crate::address::Address::key); `None` for addresses without a query, or of
/// other hosts.
pub(super) fn key(config: &Config, redirect: &Redirect) -> Option<String> {
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
