//! The text that Liquid makes, in which what it cannot make is a comment.

use crate::import::html;

/// A text that grows.
#[derive(Debug, Default)]
pub(super) struct Output {
    text: String,
    /// Comments that wait for the end of the line: at its start they would make HTML of the whole of it.
    waiting: Vec<String>,
    /// Whether blanks at the start of what comes next vanish.
    trims: bool,
}

/// Where something stands that becomes a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// In text.
    Text,
    /// In a tag of HTML, or the target of a link.
    Address,
    /// In the target of a reference: `[1]: …`.
    Reference,
}

impl Output {
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text made so far.
    pub(super) fn so_far(&self) -> &str {
        &self.text
    }

    /// Where the text is now, to go back to.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.text.len(), self.waiting.len())
    }

    /// Takes back what was added since.
    pub(super) fn back_to(&mut self, (text, waiting): (usize, usize)) {
        self.text.truncate(text);
        self.waiting.truncate(waiting);
    }

    pub(super) fn push(&mut self, text: &str) {
        let text = if std::mem::take(&mut self.trims) {
            let trimmed = text.trim_start();
            self.trims = trimmed.is_empty();
            trimmed
        } else {
            text
        };
        match text.find('\n') {
            Some(end) if !self.waiting.is_empty() => {
                self.text.push_str(&text[..end]);
                self.flush();
                self.text.push_str(&text[end..]);
            }
            _ => self.text.push_str(text),
        }
    }

    fn flush(&mut self) {
        for comment in self.waiting.drain(..) {
            if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
            self.text.push_str(&comment);
        }
    }

    /// Blanks at the end of the text vanish.
    pub(super) fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }

    /// Blanks at the end of the line vanish.
    pub(super) fn trim_blanks(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
    }

    /// Blanks at the start of what comes next vanish.
    pub(super) fn trim_next(&mut self) {
        self.trims = true;
    }

    pub(super) fn surroundings(&self) -> Surroundings {
        const LOOKED_AT: usize = 2000;
        let mut start = self.text.len().saturating_sub(LOOKED_AT);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        let tail = &self.text[start..];
        let opened = tail
            .rfind('<')
            .filter(|open| tail[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        let is_open = |open: usize| {
            let tag = &tail[open..];
            // A `>` inside a quoted value does not end a tag; one quote may be open.
            !tag.contains('>') || tag.rfind("=\"").is_some_and(|quote| !tag[quote + 2..].contains('"'))
        };
        if opened.is_some_and(is_open) {
            return Surroundings::Address;
        }
        let line = tail.rsplit('\n').next().unwrap_or_default();
        if let Some((label, target)) = line.split_once("]:")
            && label.trim_start().starts_with('[')
            && target.split_whitespace().count() <= 1
        {
            return Surroundings::Reference;
        }
        match tail.rfind("](") {
            Some(open) if !tail[open + 2..].contains([')', '\n']) => Surroundings::Address,
            _ => Surroundings::Text,
        }
    }

    /// Adds a comment.
    pub(super) fn comment(&mut self, about: &str) {
        const LONGEST: usize = 500;
        let line = about.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = line.chars().take(LONGEST).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        let comment = html::comment(&shown);
        let start = self.text.rfind('\n').map_or(0, |end| end + 1);
        // No mark of a list is so long.
        const MARK: usize = 100;
        let line = if self.text.len() - start > MARK { "text" } else { &self.text[start..] };
        let is_at_start = line.chars().all(|c| {
            c.is_whitespace() || c.is_ascii_digit() || matches!(c, '>' | '*' | '+' | '-' | '.' | ')')
        });
        self.trims = false;
        if is_at_start { self.waiting.push(comment) } else { self.text.push_str(&comment) }
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}
