//! `robots.txt` (RFC 9309).

use super::{Output, Planner, Site};
use crate::reserved::Own;

/// Plans the file.
pub fn plan(planner: &mut Planner<'_>) {
    planner.add(&Own::Robots.file(), Output::Robots);
}

/// Everything may be read; here is the sitemap.
pub fn render(site: &Site<'_>) -> Vec<u8> {
    let sitemap = site.full(&Own::SitemapIndex.file());
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
