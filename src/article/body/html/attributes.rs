//! Attributes in braces (`{: .class #id}`), added to the tag before or after them. Only class and anchor are used,
//! under the rules for raw HTML.

use super::HtmlWriter;
use crate::article::body::marks::Attributes;
use crate::article::body::nesting::{MAX_EQUAL, MAX_FORMATTING};
use crate::article::body::{escape, sanitise};

/// How deep in a line of text an element may stand to get attributes.
const MAX_INLINE: usize = 8;

/// The elements in a line of text that parsers open anew, of those that Markdown becomes.
const REOPENED: [&str; 4] = ["a", "code", "em", "strong"];

// With attributes each element waits to be opened anew; without, a few of each name do. The sanitiser must admit all of them.
const _: () = assert!(MAX_INLINE + REOPENED.len() * MAX_EQUAL <= MAX_FORMATTING);

/// What attributes may belong to.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Where each open element starts in the HTML.
    open: Vec<usize>,
    /// Where the last block and the last element in a line start and end.
    block: Option<(usize, usize)>,
    inline: Option<(usize, usize)>,
    /// What the next block gets, and how deep it is.
    next: Option<(usize, Attributes)>,
}

impl HtmlWriter<'_, '_> {
    /// Remembers that an element starts here.
    pub(super) fn opened(&mut self) {
        self.targets.open.push(self.out.html.len());
    }

    /// Remembers where the element that has ended stands.
    pub(super) fn ended(&mut self, is_block: bool) {
        let Some(start) = self.targets.open.pop() else { return };
        if !is_block {
            self.targets.inline = Some((start, self.out.html.len()));
            return;
        }
        self.targets.block = Some((start, self.out.html.len()));
        if let Some((_, attributes)) = self.targets.next.take_if(|(depth, _)| *depth >= self.depth) {
            self.attributes_after(&attributes, true);
        }
    }

    /// Remembers an element that starts at byte `start` and has no end tag of its own.
    pub(super) fn wrote_inline(&mut self, start: usize) {
        self.targets.inline = Some((start, self.out.html.len()));
    }

    /// Keeps attributes for the block that follows.
    pub(super) fn attributes_before(&mut self, attributes: Attributes) {
        self.targets.next = Some((self.depth, attributes));
    }

    /// Gives attributes to what has just ended. Each element takes them once.
    pub(super) fn attributes_after(&mut self, attributes: &Attributes, is_block: bool) {
        let target = if is_block { self.targets.block.take() } else { self.targets.inline.take() };
        let Some((start, end)) = target.filter(|(_, end)| *end == self.out.html.len()) else { return };
        let is_list = matches!(self.out.html.get(start..start + 3), Some("<ul" | "<ol"));
        if is_block && attributes.is_contents && is_list {
            // The list stands where kramdown puts a table of contents. Pages have one of their own.
            self.out.html.truncate(start);
            self.out.raw.retain(|chunk| chunk.range.start < start);
            return;
        }
        // HTML parsers reopen formatting elements with attributes one by one, so there is a bound on those (see `nesting`).
        if is_block || self.inline < MAX_INLINE {
            self.put(start, end, attributes);
        }
    }

    /// Puts attributes into the tag that starts at byte `start`.
    fn put(&mut self, start: usize, end: usize, attributes: &Attributes) {
        let Some(close) = memchr::memchr(b'>', &self.out.html.as_bytes()[start..end]).map(|at| start + at)
        else {
            return;
        };
        let tag = self.out.html.as_bytes().get(start..close).unwrap_or_default();
        if tag.first() != Some(&b'<') || !tag.get(1).is_some_and(u8::is_ascii_alphabetic) {
            return;
        }
        let id = attributes.id.as_deref().filter(|id| self.page.ids.claim(id)).map(str::to_owned);
        let class = self.allowed(&attributes.class);
        let mut written = String::new();
        if let Some(id) = id.as_deref().filter(|id| !self.rename(start, close, id)) {
            escape::push_named(&mut written, "id", id);
        }
        // An anchor that was replaced may have another length.
        let close = memchr::memchr(b'>', &self.out.html.as_bytes()[start..]).map_or(close, |at| start + at);
        match self.out.html[start..close].find(" class=\"").map(|at| start + at + " class=\"".len()) {
            Some(at) if !class.is_empty() => self.insert(at, &format!("{class} ")),
            None if !class.is_empty() => escape::push_named(&mut written, "class", &class),
            _ => {}
        }
        let close = memchr::memchr(b'>', &self.out.html.as_bytes()[start..]).map_or(close, |at| start + at);
        self.insert(close, &written);
    }

    /// The classes that a text may have.
    pub(super) fn allowed(&self, class: &str) -> String {
        let words = class.split_whitespace();
        let is_allowed = |word: &&str| self.page.input.rules.trusted || sanitise::is_class(word);
        words.filter(is_allowed).collect::<Vec<_>>().join(" ")
    }

    /// Gives another anchor to an element that has one; false if it has none.
    fn rename(&mut self, start: usize, close: usize, id: &str) -> bool {
        let tag = &self.out.html[start..close];
        let Some(at) = tag.find(" id=\"").map(|at| start + at + " id=\"".len()) else { return false };
        let Some(length) = self.out.html[at..close].find('"') else { return false };
        let old = self.out.html[at..at + length].to_owned();
        self.out.html.replace_range(at..at + length, "");
        for chunk in self.out.raw.iter_mut().rev().take_while(|chunk| chunk.range.start >= at) {
            chunk.range.start -= length;
            chunk.range.end -= length;
        }
        let mut new = String::new();
        escape::push_attribute(&mut new, id);
        self.out.insert(at, &new);
        if let Some(heading) = self.page.body.headings.last_mut().filter(|heading| heading.id == old) {
            heading.id = id.to_owned();
        }
        true
    }

    /// Inserts into the HTML.
    fn insert(&mut self, at: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.out.insert(at, text);
        if let Some((_, title)) = self.paragraph.as_mut().and_then(|paragraph| paragraph.title.as_mut())
            && title.start >= at
        {
            title.start += text.len();
            title.end += text.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Tag;

    use super::REOPENED;
    use crate::article::body::html::inline;
    use crate::article::body::nesting::is_formatting;

    #[test]
    fn markup_in_a_line_that_is_reopened_is_counted() {
        for tag in [Tag::Emphasis, Tag::Strong, Tag::Strikethrough, Tag::Superscript, Tag::Subscript] {
            let Some(name) = inline(&tag).map(|start| start.trim_matches(['<', '>'])) else { continue };
            assert_eq!(REOPENED.contains(&name), is_formatting(name), "{name}");
        }
        assert!(REOPENED.iter().all(|name| is_formatting(name)));
    }
}
