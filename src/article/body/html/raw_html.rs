//! Raw HTML within Markdown.

use super::{HtmlWriter, RawChunk};

impl HtmlWriter<'_, '_> {
    /// Raw HTML. A comment is left out at once, so that `<!--more-->` does not call for the sanitiser.
    pub(super) fn raw(&mut self, html: &str, source: usize) {
        let comment = html.trim_end();
        let is_comment = comment.starts_with("<!--") && comment.ends_with("-->") && comment.len() >= 7;
        if is_comment && memchr::memchr(b'>', comment.as_bytes()) == Some(comment.len() - 1) {
            return;
        }
        self.holds_other();
        self.run.raw(html);
        self.meet_calls(html);
        let start = self.out.html.len();
        self.push(html);
        let range = start..self.out.html.len();
        match self.out.raw.last_mut() {
            Some(last) if last.range.end == start && last.source + last.range.len() == source => {
                last.range.end = range.end
            }
            _ => self.out.raw.push(RawChunk { range, source }),
        }
    }

    /// Has the calls rendered whose tokens stand in `html`.
    pub(super) fn meet_calls(&mut self, html: &str) {
        let mut at = 0;
        while let Some(scan) = self.scan.as_deref_mut()
            && let Some(token) = scan.find(html, at)
        {
            self.page.call(self.piece, scan, token.call);
            at = token.range.end;
        }
    }
}
