//! An output to its bytes: a pure function of what it is made of.

use crate::diagnostic::Diagnostic;
use crate::output::text::{Notes, Reader};
use crate::output::{Inputs, Output, Site};
use crate::path::OutPath;

mod relative;

pub use crate::output::Rendered;

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
    render_inputs(&site.reader, path, Inputs::of(site, output), notes)
}

/// Renders the file at `path` from what it is made of.
///
/// # Errors
/// What stops the page from being made: an error of a template.
pub fn render_inputs(
    reader: &Reader<'_>,
    path: &OutPath,
    inputs: Inputs<'_>,
    notes: &mut Notes,
) -> Result<Rendered, Box<Diagnostic>> {
    let plain = inputs.relative();
    Ok(match (inputs.render(reader, notes)?, plain) {
        (Rendered::Bytes(html), Some(plain)) => {
            Rendered::Bytes(relative::rewrite(&reader.base().config.base_url.path, plain, path, html))
        }
        (rendered, _) => rendered,
    })
}
