//! Pictures of the site: their sizes, and the smaller versions that browsers may choose from.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::Files;
use crate::catalog::Catalog;
use crate::config::Config;
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
    /// The fingerprint of its bytes, in hexadecimal digits.
    pub fingerprint: String,
    /// The widths of its smaller versions in pixels, ascending.
    pub variants: Vec<u32>,
    /// Whether its metadata tell what nobody is to know: where it was taken, by whose camera.
    pub private: bool,
}

impl PictureFile {
    /// The file name of a smaller version: it holds the fingerprint, so that what is called so never changes.
    pub fn variant_name(&self, width: u32) -> String {
        format!("{}-{width}.{}", self.fingerprint, self.source.extension().to_ascii_lowercase())
    }

    /// The address of a smaller version.
    pub(super) fn variant_url(&self, width: u32) -> UrlPath {
        UrlPath::root().join(FOLDER).file(&self.variant_name(width))
    }
}

/// Whether pictures with this credit may not be shown.
pub(super) fn is_hidden(config: &Config, credit: Option<&str>) -> bool {
    let hidden = &config.hide_images;
    let names = |credit: String| hidden.iter().any(|name| credit.contains(name));
    !hidden.is_empty() && credit.map(str::to_lowercase).is_some_and(names)
}

/// The files of pictures that articles credit to one of `hide_images`.
pub fn hidden_pictures(config: &Config, catalog: &Catalog) -> BTreeSet<SourcePath> {
    let mut hidden = BTreeSet::new();
    if config.hide_images.is_empty() {
        return hidden;
    }
    for article in &catalog.articles {
        let more = article.more();
        let images = more.image.iter().map(|image| &**image).chain(&more.gallery);
        for image in images.filter(|image| is_hidden(config, image.credit.as_deref())) {
            hidden.insert(match image.file.strip_prefix('/') {
                Some(below) => SourcePath::new(format!("{STATIC}/{below}")),
                None => article.path.sibling(image.file.trim_start_matches("./")),
            });
        }
    }
    hidden
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
