//! `robots.txt` (RFC 9309).

use super::{Output, Planner, Site};
use crate::path::UrlPath;

/// Plans the file.
pub fn plan(planner: &mut Planner<'_>) {
    planner.add(&UrlPath::root().file("robots.txt"), Output::Robots);
}

/// Everything may be read; here is the sitemap.
pub fn render(site: &Site<'_>) -> Vec<u8> {
    let sitemap = site.full(&UrlPath::root().file("sitemap.xml"));
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
