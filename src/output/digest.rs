//! What all outputs of a build are made of, as numbers to be compared with those of the last one.
//!
//! An output whose number is that of the last build, whose text asks the same questions and gets the same answers, and whose file
//! is as it was, need not be rendered. The number is the hash of its [`Inputs`], and what stands in many of them is hashed once.

use std::time::SystemTime;

use rayon::prelude::*;

use super::cards::Card;
use super::destinations::{destinations, links};
use super::listing::List;
use super::related::{Related, RelatedInputs, Windows};
use super::site::Memos;
use super::{Inputs, Output, Site};
use crate::fingerprint::digest;

/// The hashes of what many outputs are made of.
pub struct Digests {
    memos: Memos,
    /// What decides which articles are related to each.
    windows: Windows,
    /// All that decides where links lead.
    links: u64,
    /// A time before the sources were listed: a file changed at that very time may change again unseen. `None` where times
    /// mean nothing.
    started: Option<SystemTime>,
}

impl Digests {
    /// Hashes what many outputs are made of.
    pub fn new(site: &Site<'_>, started: Option<SystemTime>) -> Digests {
        let links = links(site);
        let articles = site.catalog.articles.par_ids();
        let listings = site.catalog.listings.par_ids();
        let memos = Memos {
            cards: articles.with_min_len(256).map(|id| Card::of(site, id).digest()).collect(),
            listings: listings.map(|id| List::of(site, id).digest()).collect(),
            destinations: Some(destinations(site, links)),
        };
        // Links to other sites alone depend on the list of dead ones.
        let links = digest(&(links, &site.files.dead_links));
        Digests { memos, windows: Windows::new(site), links, started }
    }

    /// A site whose outputs are hashed by these.
    pub fn site<'a>(&'a self, site: Site<'a>) -> Site<'a> {
        site.with(&self.memos)
    }

    /// All that decides where links lead: with the same hash, texts get the same answers.
    pub fn links(&self) -> u64 {
        self.links
    }

    /// What an output of `site` is made of, its hash, and which articles are related to the one it shows; `earlier` is what an
    /// earlier build found. The hash is 0 where it cannot be told: such an output is rendered.
    pub fn inputs<'s>(
        &self,
        site: &'s Site<'s>,
        output: &Output,
        earlier: Option<Related>,
    ) -> (Inputs<'s>, u64, Related) {
        let mut related = Related::default();
        let inputs = Inputs::with(site, output, |id| {
            let window = self.windows.of(site, id);
            let inputs = match earlier.filter(|earlier| earlier.window == window) {
                Some(earlier) => RelatedInputs::known(site, id, earlier),
                None => RelatedInputs::of(site, id),
            };
            related = Related { window, found: inputs.digest() };
            inputs
        });
        let view = inputs.digest(self.started);
        (inputs, view, related)
    }
}
