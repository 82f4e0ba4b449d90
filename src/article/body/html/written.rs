//! HTML that is being written, and what of it is raw.

use std::ops::Range;

/// HTML, and which bytes of it were raw HTML in the source.
#[derive(Debug, Default)]
pub(in crate::article::body) struct WrittenHtml {
    pub(in crate::article::body) html: String,
    /// In order.
    pub(in crate::article::body) raw: Vec<RawChunk>,
}

/// Raw HTML that was copied as it is.
#[derive(Debug)]
pub(in crate::article::body) struct RawChunk {
    /// Its bytes in the HTML.
    pub(in crate::article::body) range: Range<usize>,
    /// Where it starts in the piece.
    pub(in crate::article::body) source: usize,
}

impl WrittenHtml {
    /// Inserts `text` at byte `at`.
    pub(super) fn insert(&mut self, at: usize, text: &str) {
        self.html.insert_str(at, text);
        for chunk in self.raw.iter_mut().rev().take_while(|chunk| chunk.range.start >= at) {
            chunk.range.start += text.len();
            chunk.range.end += text.len();
        }
    }

    pub(super) fn append(&mut self, other: &WrittenHtml) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.raw.extend(other.raw.iter().map(|chunk| RawChunk {
            range: chunk.range.start + shift..chunk.range.end + shift,
            source: chunk.source,
        }));
    }

    /// Starts a new line, unless one has just started.
    pub(super) fn fresh_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }
}
