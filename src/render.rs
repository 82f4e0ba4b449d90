//! An output to its bytes: a pure function of what the site's [`Site`] holds.

use crate::diagnostic::{Diagnostic, message};
use crate::output::asset::{self, Asset};
use crate::output::text::Notes;
use crate::output::{
    Output, Site, article, corrections, feed, home, index, listing, not_found, old_address, redirect, robots,
    search, sitemap, standing,
};
use crate::path::{OutPath, SourcePath};
use crate::picture::published;
use crate::template::THEME_FILES;

mod relative;

/// What a file of the site holds.
#[derive(Debug)]
pub enum Rendered {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of this source file.
    Copy(SourcePath),
    /// A smaller version of a picture: its index in [`Files::pictures`] and the width in pixels.
    ///
    /// [`Files::pictures`]: crate::output::Files::pictures
    Variant(u32, u32),
    /// Nothing: the file is left out, and `Notes` say why.
    Nothing,
}

/// Renders the output that becomes the file at `path`.
///
/// # Errors
/// What stops the page from being made: an error of a template.
pub fn render(
    site: &Site<'_>,
    path: &OutPath,
    output: &Output,
    notes: &mut Notes,
) -> Result<Rendered, Box<Diagnostic>> {
    let html = match output {
        Output::Article(id) => article::render(site, *id, notes)?,
        Output::Standing(index) => standing::render(site, *index, notes)?,
        Output::Home(language) => home::render(site, *language, notes)?,
        Output::Index(index, language) => index::render(site, *index, *language, notes)?,
        Output::Listing(id, number) => listing::render(site, *id, *number, notes)?,
        Output::Search(language) => search::render(site, *language, notes)?,
        Output::Corrections(language) => corrections::render(site, *language, notes)?,
        Output::Redirect(index) => redirect::render(site, *index)?,
        // Shown at any address, so that its links cannot be relative.
        Output::NotFound => return not_found::render(site).map(Rendered::Bytes),
        Output::Feed(feed) => return Ok(Rendered::Bytes(feed::render(site, *feed))),
        Output::SitemapIndex => return Ok(Rendered::Bytes(sitemap::render_index(site))),
        Output::Sitemap(part) => return Ok(Rendered::Bytes(sitemap::render(site, *part))),
        Output::Robots => return Ok(Rendered::Bytes(robots::render(site))),
        Output::OldAddresses(shard) => return Ok(Rendered::Bytes(old_address::render(site, *shard))),
        Output::RedirectRules => return Ok(Rendered::Bytes(redirect::render_rules(site))),
        Output::Asset(asset) => return Ok(render_asset(site, *asset, notes)),
    };
    Ok(Rendered::Bytes(if site.config.relative_links { relative::rewrite(site, path, html) } else { html }))
}

fn render_asset(site: &Site<'_>, asset: Asset, notes: &mut Notes) -> Rendered {
    match asset {
        Asset::Static(index) => copy(site, &site.files.statics[index as usize].path, notes),
        Asset::Theme(index) => {
            let file = &site.files.theme[index as usize];
            let embedded =
                || THEME_FILES.get(file.name.as_str()).map(|bytes| bytes.to_vec()).unwrap_or_default();
            file.own.clone().map_or_else(|| Rendered::Bytes(embedded()), Rendered::Copy)
        }
        Asset::Variant(index, width) => Rendered::Variant(index, width),
        Asset::Bundled(index) => {
            let path = &site.catalog.bundled[index as usize].0;
            if site.config.trusted || !path.extension().eq_ignore_ascii_case("svg") {
                return copy(site, path, notes);
            }
            match read(site, path).and_then(|bytes| asset::drawing(path, &bytes)) {
                Ok(bytes) => Rendered::Bytes(bytes),
                Err(problem) => {
                    notes.diagnostics.push(*problem);
                    Rendered::Nothing
                }
            }
        }
    }
}

/// A file as it is, but for what a picture's metadata tell and nobody is to know.
fn copy(site: &Site<'_>, path: &SourcePath, notes: &mut Notes) -> Rendered {
    let picture = site.files.pictures.binary_search_by(|picture| picture.source.cmp(path));
    if picture.is_ok_and(|index| site.files.pictures[index].private) {
        return match read(site, path) {
            Ok(bytes) => Rendered::Bytes(published(bytes)),
            Err(problem) => {
                notes.diagnostics.push(*problem);
                Rendered::Nothing
            }
        };
    }
    Rendered::Copy(path.clone())
}

fn read(site: &Site<'_>, path: &SourcePath) -> Result<Vec<u8>, Box<Diagnostic>> {
    (site.read)(path).map_err(|error| Box::new(message::unreadable(path.as_str(), &error.to_string())))
}
