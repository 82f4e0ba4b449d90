//! Pictures of the site: their sizes, and the smaller versions that browsers may choose from.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::Files;
use crate::catalog::Catalog;
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::path::{SourcePath, UrlPath};
use crate::source::STATIC;

/// The folder of smaller versions.
const FOLDER: &str = "images";

/// A picture that is published, and what was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// The file.
    pub source: SourcePath,
    /// The width in pixels, as shown.
    pub width: u32,
    /// The height in pixels, as shown.
    pub height: u32,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// The widths of its smaller versions in pixels, ascending.
    pub variants: Vec<u32>,
}

impl PictureFile {
    /// The address of a smaller version: its name holds the fingerprint, so that it never changes.
    pub fn variant_url(&self, width: u32) -> UrlPath {
        let extension = self.source.extension().to_ascii_lowercase();
        let name = format!("{}-{width}.{extension}", self.fingerprint.short());
        UrlPath::root().join(FOLDER).file(&name)
    }
}

/// All pictures by the address that pages name them by.
pub(super) struct Pictures<'a> {
    by_href: FxHashMap<String, &'a PictureFile>,
}

impl<'a> Pictures<'a> {
    /// Finds the addresses of the pictures of a site.
    pub(super) fn new(config: &Config, catalog: &Catalog, files: &'a Files) -> Pictures<'a> {
        let url = |source: &SourcePath| match source.as_str().strip_prefix(STATIC) {
            Some(below) if below.starts_with('/') => UrlPath::root().file_below(&below[1..]),
            _ => {
                let index = catalog.bundled.binary_search_by(|(path, _)| path.cmp(source)).ok()?;
                Some(catalog.bundled[index].1.clone())
            }
        };
        let by_href = files.pictures.iter().filter_map(|picture| {
            let href = url(&picture.source)?.href(&config.base_url.path);
            Some((href, picture))
        });
        Pictures { by_href: by_href.collect() }
    }

    /// The picture that pages name by `href`, without query and fragment.
    pub(super) fn get(&self, href: &str) -> Option<&'a PictureFile> {
        self.by_href.get(href.split(['?', '#']).next().unwrap_or(href)).copied()
    }

    /// The picture and its smaller versions for `srcset` (HTML, 4.8.4.2.1); nothing where there is only itself.
    pub(super) fn srcset(&self, config: &Config, picture: &PictureFile, href: &str) -> Option<String> {
        if picture.variants.is_empty() {
            return None;
        }
        let mut srcset = String::new();
        for width in &picture.variants {
            let href = picture.variant_url(*width).href(&config.base_url.path);
            // Writing to a string does not fail.
            let _ = write!(srcset, "{href} {width}w, ");
        }
        let _ = write!(srcset, "{href} {}w", picture.width);
        Some(srcset)
    }
}
