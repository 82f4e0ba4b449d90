//! How a piece of a body is rendered: the body itself, and the inner text of each paired shortcode.

use crate::article::body::page::{BodyPage, BodyPiece};
use crate::article::body::shortcode::{MAX_NESTING, Scan};
use crate::article::body::{html, raw};

/// The finished HTML of `piece`: links resolved, sanitised, shortcodes in place.
pub(super) fn piece(page: &mut BodyPage<'_>, piece: &BodyPiece<'_>) -> String {
    let scanned = match piece.depth < MAX_NESTING {
        true => Scan::of(&piece.text, page.options()),
        false => None,
    };
    let (tokens, mut scan) = scanned.unzip();
    let written = html::write(page, piece, tokens.as_deref().unwrap_or(&piece.text), scan.as_mut());
    match scan {
        // Only the Markdown writer has written this, and the sanitiser would change no byte of it.
        None if written.raw.is_empty() => {
            debug_assert_eq!(raw::rewrite(page, piece, &written, None), written.html);
            written.html
        }
        None => raw::rewrite(page, piece, &written, None),
        // A shortcode that becomes a block ends the paragraph around it, but not code within that: the sanitiser does.
        Some(mut scan) => {
            let html = raw::rewrite(page, piece, &written, Some(&mut scan));
            scan.substitute(html)
        }
    }
}
