//! Pictures of the site: their sizes, and the smaller versions that browsers may choose from.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::{Files, PictureId};
use crate::catalog::Catalog;
use crate::config::Config;
use crate::path::{SourcePath, UrlPath};
use crate::picture::MAKING;
use crate::source::STATIC;

/// The folder of smaller versions.
pub(super) const FOLDER: &str = "images";

/// A picture that is published, and what was found in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PictureFile {
    /// The file.
    pub source: SourcePath,
    /// The width in pixels, as shown; 0 where the file does not tell its size.
    pub width: u32,
    /// The height in pixels, as shown; 0 where the file does not tell its size.
    pub height: u32,
    /// The fingerprint of its bytes, in hexadecimal digits.
    pub fingerprint: String,
    /// The widths of its smaller versions in pixels, ascending.
    pub variants: Vec<u32>,
    /// Whether its metadata tell what nobody is to know: where it was taken, by whose camera.
    pub private: bool,
}

impl PictureFile {
    /// The file name of a smaller version: it holds the original's fingerprint and how the version is made, so that what
    /// is called so never changes.
    pub fn variant_name(&self, width: u32) -> String {
        format!("{}-{width}-{MAKING}.{}", self.fingerprint, self.source.extension().to_ascii_lowercase())
    }

    /// The address of a smaller version.
    pub(super) fn variant_url(&self, width: u32) -> UrlPath {
        UrlPath::root().join(FOLDER).file(&self.variant_name(width))
    }
}

/// All pictures by the address that pages name them by.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    by_href: FxHashMap<String, PictureId>,
}

impl Pictures {
    /// Finds the addresses of the pictures of a site.
    pub(super) fn new(config: &Config, catalog: &Catalog, files: &Files) -> Pictures {
        let sized = files.pictures.enumerate().filter(|(_, picture)| picture.width > 0);
        let by_source: FxHashMap<&SourcePath, PictureId> =
            sized.map(|(id, picture)| (&picture.source, id)).collect();
        let addresses = addresses(config, catalog, by_source.keys().copied());
        Pictures { by_href: addresses.map(|(href, source)| (href, by_source[source])).collect() }
    }

    /// The picture that pages name by `href`, without query and fragment.
    pub(super) fn get(&self, href: &str) -> Option<PictureId> {
        self.by_href.get(href.split(['?', '#']).next().unwrap_or(href)).copied()
    }
}

/// The picture and its smaller versions for `srcset` (HTML, 4.8.4.2.1); nothing where there is only itself.
///
/// `written` is how an address is written.
pub(super) fn srcset(
    written: impl Fn(&UrlPath) -> String,
    picture: &PictureFile,
    href: &str,
) -> Option<String> {
    if picture.variants.is_empty() {
        return None;
    }
    let mut srcset = String::new();
    for width in &picture.variants {
        let href = written(&picture.variant_url(*width));
        // Writing to a string does not fail.
        let _ = write!(srcset, "{href} {width}w, ");
    }
    let _ = write!(srcset, "{href} {}w", picture.width);
    Some(srcset)
}

/// The addresses that pages name files by, each with the file.
fn addresses<'s>(
    config: &Config,
    catalog: &Catalog,
    sources: impl IntoIterator<Item = &'s SourcePath>,
) -> impl Iterator<Item = (String, &'s SourcePath)> {
    let href = |source| Some((url(catalog, source)?.href(&config.base_url.path), source));
    sources.into_iter().filter_map(href)
}

/// The address at which a file of the static folder, or one beside content, is published.
pub(super) fn url(catalog: &Catalog, source: &SourcePath) -> Option<UrlPath> {
    match source.as_str().strip_prefix(STATIC) {
        Some(below) if below.starts_with('/') => UrlPath::root().file_below(&below[1..]),
        _ => catalog.bundled_exactly_at(source.as_str()).map(|(_, url)| url.clone()),
    }
}
