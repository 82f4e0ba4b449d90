//! `robots.txt` (RFC 9309).

use super::base::Base;
use super::{Output, Planner, Site};
use crate::reserved::Own;

/// Plans the file.
pub fn plan(planner: &mut Planner<'_>) {
    planner.add(&Own::Robots.file(), Output::Robots);
}

/// All that the file is made of.
#[derive(Hash)]
pub(super) struct RobotsInputs<'s> {
    base: Base<'s>,
}

impl<'s> RobotsInputs<'s> {
    pub(super) fn of(site: &Site<'s>) -> RobotsInputs<'s> {
        RobotsInputs { base: site.base() }
    }

    /// Everything may be read; here is the sitemap.
    pub(super) fn render(&self) -> Vec<u8> {
        let sitemap = self.base.full(&Own::SitemapIndex.file());
        format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
    }
}
