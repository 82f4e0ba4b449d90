//! Line breaks within a paragraph.

use std::ops::Range;

use super::HtmlWriter;
use crate::text::{joins_lines, may_join_lines};

impl HtmlWriter<'_, '_> {
    /// Whether a line ends between two characters of scripts that put no blanks between words: browsers would show one.
    pub(super) fn is_within_unspaced(&self, range: &Range<usize>) -> bool {
        let mut before = self.out.html.as_str();
        while before.ends_with('>') {
            before = before.rfind('<').map_or("", |tag| &before[..tag]);
        }
        // Looked at first: what follows may be long.
        if !before.ends_with(may_join_lines) {
            return false;
        }
        let marks = |character: char| character.is_whitespace() || "*_~[".contains(character);
        let after = self.text[range.end..].trim_start_matches(marks);
        joins_lines(before, after)
    }

    pub(super) fn line_break(&mut self, tag: &str) {
        self.push(tag);
        self.push("\n");
        if let Some(heading) = &mut self.heading {
            heading.text.push('\n');
        }
    }
}
