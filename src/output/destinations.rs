//! Where addresses lead: of today and of before, as one number.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;

use super::lookups::Lookups;
use super::{Output, Plan, Site};
use crate::address::Address;
use crate::catalog::{Redirect, RedirectId};
use crate::fingerprint::{FingerprintBuilder, digest};
use crate::id::IdVec;
use crate::path::{OutPath, UrlPath};

/// Whoever asks where addresses lead. What is made of all of them depends on all of them: their hash is taken once.
#[derive(Clone, Copy)]
pub(super) struct Destinations<'s> {
    lookups: Lookups<'s>,
    /// The hash, where it was taken.
    digest: Option<u64>,
}

impl<'s> Site<'s> {
    /// Where addresses lead.
    pub(super) fn destinations(&self) -> Destinations<'s> {
        Destinations { lookups: **self, digest: self.destinations_digest() }
    }
}

impl<'s> Destinations<'s> {
    /// The same, without the hash.
    pub(super) fn of(lookups: &Lookups<'s>) -> Destinations<'s> {
        Destinations { lookups: *lookups, digest: None }
    }

    /// Every file of the site.
    pub(super) fn plan(&self) -> &'s Plan {
        self.lookups.plan
    }

    /// The redirects in their order: of two claims the first counts.
    pub(super) fn redirects(&self) -> &'s IdVec<RedirectId, Redirect> {
        &self.lookups.catalog.resolver.redirects
    }

    /// The redirects whose address has a query with the hash `shard`, in their order.
    pub(super) fn queries(&self, shard: u8) -> impl Iterator<Item = &'s Redirect> {
        let redirects = self.redirects();
        self.lookups.places.queries.of(shard).iter().map(|(_, id)| &redirects[*id])
    }

    /// Where a redirect leads.
    pub(super) fn target(&self, redirect: &Redirect) -> UrlPath {
        self.lookups.catalog.target_url(self.lookups.config, redirect.target)
    }

    /// The addresses that files of `[media]` would have on the site, and where they are.
    pub(super) fn media(&self) -> &'s [(Address, String)] {
        &self.lookups.places.media
    }

    /// Whether a redirect has its address: of two that claim it one has it.
    pub(super) fn is_owner(&self, redirect: &Redirect) -> bool {
        self.lookups.catalog.resolver.owner(redirect) == redirect.target
    }

    /// What the site has at a path.
    pub(super) fn planned(&self, path: &OutPath) -> Option<&'s Output> {
        self.lookups.plan.get(path)
    }
}

impl Hash for Destinations<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let taken = || destinations(&self.lookups, links(&self.lookups));
        self.digest.unwrap_or_else(taken).hash(state);
    }
}

/// The hash of [`Destinations`]; `links` is that of where links lead.
pub(super) fn destinations(site: &Lookups<'_>, links: u64) -> u64 {
    let redirects = site.catalog.resolver.redirects.par_iter().with_min_len(256);
    let redirect = |redirect: &Redirect| {
        digest(&(&redirect.from, site.catalog.target_url(site.config, redirect.target)))
    };
    digest(&(links, redirects.map(redirect).collect::<Vec<u64>>(), &site.places.media))
}

/// All that decides where links lead, which files there are, and how large pictures are.
pub(super) fn links(site: &Lookups<'_>) -> u64 {
    let paths = site.plan.entries().par_chunks(1024).map(|some| {
        let mut hasher = FingerprintBuilder::new();
        for (path, output) in some {
            // Links lead past redirects, and rules past feeds.
            (path, std::mem::discriminant(output), output.served()).hash(&mut hasher);
        }
        hasher.digest()
    });
    let paths: Vec<u64> = paths.collect();
    let (bundled, files) = (&site.catalog.bundled, site.files);
    digest(&(site.catalog.links_digest(site.config), paths, bundled, &files.pictures, &files.hidden))
}
