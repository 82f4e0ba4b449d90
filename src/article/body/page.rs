//! State shared by all pieces of one body.

use std::borrow::Cow;
use std::cell::OnceCell;

use pulldown_cmark::Options;

use crate::article::body::anchors::Ids;
use crate::article::body::position::{Positions, SourceRuns};
use crate::article::body::{Body, BodyInput, extensions};
use crate::diagnostic::{Diagnostic, Place};

/// Renders a piece. Shortcodes hold pieces, which are rendered when their call is met: whoever makes a page says how.
pub(super) type RenderPiece = fn(&mut BodyPage<'_>, &BodyPiece<'_>) -> String;

/// A body while it is rendered.
pub(super) struct BodyPage<'i> {
    pub(super) input: &'i BodyInput<'i>,
    pub(super) body: Body,
    pub(super) positions: Positions<'i>,
    pub(super) ids: Ids,
    /// Footnotes numbered so far, those of shortcodes' texts included.
    pub(super) notes: usize,
    /// How much HTML shortcodes have written.
    pub(super) shortcode_bytes: usize,
    /// The page's own address, encoded; made when the first relative link needs it.
    own_path: OnceCell<String>,
    /// How its pieces are rendered.
    pub(super) render_piece: RenderPiece,
}

/// A piece of a body: its text, and where that stands in the source file.
pub(super) struct BodyPiece<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) origin: SourceRuns,
    /// How many shortcodes it stands within.
    pub(super) depth: usize,
}

impl<'i> BodyPage<'i> {
    pub(super) fn new(input: &'i BodyInput<'i>, render_piece: RenderPiece) -> BodyPage<'i> {
        BodyPage {
            input,
            body: Body::default(),
            positions: Positions::new(input.text),
            ids: Ids::new(input.rules.anchors),
            notes: 0,
            shortcode_bytes: 0,
            own_path: OnceCell::new(),
            render_piece,
        }
    }

    /// The page's own address, percent-encoded, without the site's sub-path.
    pub(super) fn own_path(&self) -> &str {
        self.own_path.get_or_init(|| self.input.page.href(""))
    }

    /// What Markdown means on this site.
    pub(super) fn options(&self) -> Options {
        extensions::options(self.input.rules.markdown)
    }

    /// Reports `problem` at byte `at` of the source file.
    pub(super) fn report(&mut self, problem: Diagnostic, at: usize) {
        let place = Place::new(self.input.path.as_str(), self.positions.at(at));
        self.body.diagnostics.push(problem.at(place));
    }
}
