//! Runs of text between two pieces of markup. The parser delivers them in parts, which are joined if they could contain
//! a URL or a sign.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::autolink::{self, Signs};
use super::{HtmlWriter, MAX_DEPTH};
use crate::article::body::escape;
use crate::article::body::signs::{self, TextPart};
use crate::article::body::typeset::with_held_dashes;
use crate::config::Markdown;

/// Elements of raw HTML in whose text nothing becomes a link.
const WITHOUT_LINKS: [&str; 7] = ["a", "code", "pre", "script", "style", "textarea", "title"];

/// A run of text while its parts come.
pub(super) struct Run<'t> {
    signs: Signs<'t>,
    /// Where its parts start in the text, and end so far; `None` where no run is open.
    source: Option<Range<usize>>,
    /// What it says, with typographic signs as they are written.
    text: String,
    /// What is shown in place of these parts of it.
    shown: Vec<(Range<usize>, String)>,
    /// The element of raw HTML that is open, of those in which nothing becomes a link.
    closed_to_links: Option<&'static str>,
}

impl<'t> Run<'t> {
    /// No run yet.
    pub(super) fn new(text: &'t str, markdown: Markdown) -> Run<'t> {
        Run {
            signs: Signs::new(text, markdown),
            source: None,
            text: String::new(),
            shown: Vec::new(),
            closed_to_links: None,
        }
    }

    /// Takes in raw HTML.
    pub(super) fn raw(&mut self, html: &str) {
        for at in memchr::memchr_iter(b'<', html.as_bytes()) {
            let tag = &html[at..];
            match self.closed_to_links {
                Some(name) if tag.starts_with("</") && escape::starts_with_tag(&tag[1..], name) => {
                    self.closed_to_links = None
                }
                Some(_) => {}
                None => {
                    self.closed_to_links =
                        WITHOUT_LINKS.into_iter().find(|name| escape::starts_with_tag(tag, name));
                }
            }
        }
    }

    /// Adds a part, which is at `range` of the text and is `written` there.
    fn push(&mut self, part: &str, written: &str, range: &Range<usize>) {
        let start = self.text.len();
        // A character reference means what it stands for; a typographic sign stands for what was typed.
        let is_typed = part != written && !written.starts_with('&');
        self.text.push_str(if is_typed { written } else { part });
        if is_typed {
            self.shown.push((start..self.text.len(), part.to_owned()));
        }
        self.source = Some(self.source.as_ref().map_or(range.start, |source| source.start)..range.end);
    }

    /// What is shown of these bytes of the run.
    fn shown(&self, range: Range<usize>) -> String {
        let mut out = String::with_capacity(range.len());
        let mut at = range.start;
        let first = self.shown.partition_point(|(part, _)| part.start < range.start);
        for (part, text) in self.shown[first..].iter().take_while(|(part, _)| part.end <= range.end) {
            out.push_str(&self.text[at..part.start]);
            out.push_str(text);
            at = part.end;
        }
        out.push_str(&self.text[at..range.end]);
        out
    }
}

impl HtmlWriter<'_, '_> {
    /// Writes a part of the text, which stands at `range`, or keeps it until its run ends.
    pub(super) fn part(&mut self, part: &str, range: &Range<usize>) {
        let part = self.quotes.localised(part, self.text, range);
        let is_next = self.run.source.as_ref().is_some_and(|source| {
            // A backslash before a sign is no part of the text.
            source.end == range.start
                || (source.end + 1 == range.start && self.text.as_bytes().get(source.end) == Some(&b'\\'))
        });
        if !is_next {
            self.end_run();
            if self.in_code || !self.run.signs.in_line(range.start) {
                return self.prose(part);
            }
        }
        let written = self.text.get(range.clone()).unwrap_or(part);
        self.run.push(part, written, range);
    }

    /// Writes text that is no code: no line of it begins with a dash, where the language wants that.
    fn prose(&mut self, text: &str) {
        let markdown = self.page.input.rules.markdown;
        let in_code = self.in_code || self.run.closed_to_links.is_some_and(|name| name != "a");
        if in_code || !(markdown.smart_punctuation && markdown.holds_dashes) {
            return self.text(text);
        }
        let html = &mut self.out.html;
        // The dash and the blank before it come one by one where the dash was written as hyphens, and at the end of a line.
        let is_line = html.ends_with('\n') && !html.ends_with(">\n");
        if text.starts_with(['—', '–']) && (is_line || html.ends_with(' ')) {
            html.pop();
            html.push_str("&nbsp;");
        }
        self.text(&with_held_dashes(text, markdown));
    }

    /// Writes the run of text that has come to its end.
    pub(super) fn end_run(&mut self) {
        let Some(source) = self.run.source.take() else { return };
        let is_open = self.run.closed_to_links.is_none() && !self.links.contains(&true) && self.too_deep == 0;
        let found = match is_open && self.depth < MAX_DEPTH && self.page.input.rules.markdown.bare_links {
            true => autolink::find(&self.run.text),
            false => Vec::new(),
        };
        let mut at = 0;
        for address in found {
            let before = self.run.shown(at..address.range.start);
            self.words(&before);
            at = address.range.end;
            let written = self.run.text[address.range].to_owned();
            let target = format!("{}{written}", address.before);
            self.start_link(LinkType::Inline, &target, "", source.start);
            self.text(&written);
            self.end_link();
        }
        let rest = self.run.shown(at..self.run.text.len());
        self.words(&rest);
        self.run.text.clear();
        self.run.shown.clear();
    }

    /// Writes a text with signs in its words.
    fn words(&mut self, text: &str) {
        if self.run.closed_to_links.is_some_and(|name| name != "a") {
            return self.text(text);
        }
        let (before, after) = match self.depth < MAX_DEPTH && self.too_deep == 0 {
            true => (["<sup>", "<sub>"], ["</sup>", "</sub>"]),
            false => ([""; 2], [""; 2]),
        };
        for part in signs::parts(text, self.page.input.rules.markdown) {
            let (which, held) = match part {
                TextPart::Text(text) => {
                    self.prose(text);
                    continue;
                }
                TextPart::Emoji(emoji) => {
                    self.plain_text(emoji);
                    continue;
                }
                TextPart::Raised(held) => (0, held),
                TextPart::Lowered(held) => (1, held),
            };
            self.start_inline(before[which]);
            self.text(held);
            self.end_inline(after[which]);
        }
    }
}
