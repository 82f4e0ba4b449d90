//! Headings, and their anchors.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, HeadingLevel};

use super::HtmlWriter;
use crate::article::body::anchors::Title;
use crate::article::body::{Heading, escape};

/// A heading whose text is being read; its anchor is written when the text is known.
pub(super) struct HeadingDraft {
    level: HeadingLevel,
    /// Where its tag ends, but for the `>`.
    at: usize,
    /// The anchor it asks for.
    name: Option<String>,
    /// What stands in braces at its end and is text.
    braces: String,
    /// Its text, with a line break where the source has one.
    pub(super) text: String,
    /// What of that stands for pictures.
    pub(super) alts: Vec<Range<usize>>,
    /// Where it stands.
    source: Range<usize>,
}

impl HeadingDraft {
    /// Its text without what stands for pictures.
    fn words(&self) -> String {
        let mut words = String::with_capacity(self.text.len());
        let mut at = 0;
        for alt in &self.alts {
            words.push_str(&self.text[at..alt.start]);
            at = alt.end;
        }
        words.push_str(&self.text[at..]);
        words
    }
}

/// What was read as attributes of a heading, as it was written.
fn braces(attributes: &[(CowStr<'_>, Option<CowStr<'_>>)]) -> String {
    let written = |(key, value): &(CowStr<'_>, Option<CowStr<'_>>)| match value {
        Some(value) => format!("{key}={value}"),
        None => key.to_string(),
    };
    format!(" {{{}}}", attributes.iter().map(written).collect::<Vec<_>>().join(" "))
}

/// The last line of a heading without the marks that make it one.
fn line_of_heading(source: &str) -> &str {
    let is_underline = |line: &str| {
        let line = line.trim();
        !line.is_empty() && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
    };
    let source = source.trim_end();
    let text = match source.rsplit_once('\n') {
        Some((text, last)) if is_underline(last) => text.rsplit('\n').next().unwrap_or(text),
        _ => source,
    };
    let text = text.trim().trim_start_matches('#').trim();
    let bare = text.trim_end_matches('#');
    if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { text }
}

impl HtmlWriter<'_, '_> {
    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'_>>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        range: &Range<usize>,
    ) {
        self.push(["<h1", "<h2", "<h3", "<h4", "<h5", "<h6"][level as usize - 1]);
        let (at, name) = (self.out.html.len(), id.map(CowStr::into_string));
        // Words in braces are words, unless they name something.
        let is_text =
            name.is_none() && classes.is_empty() && attributes.iter().any(|(_, value)| value.is_none());
        let braces = if is_text { braces(attributes) } else { String::new() };
        let (text, alts, source) = (String::new(), Vec::new(), range.clone());
        self.heading = Some(HeadingDraft { level, at, name, braces, text, alts, source });
        let class = match self.page.input.rules.markdown.attributes {
            true => self.allowed(&classes.join(" ")),
            false => String::new(),
        };
        if !class.is_empty() {
            escape::push_named(&mut self.out.html, "class", &class);
        }
        self.push(">");
    }

    pub(super) fn end_heading(&mut self) {
        if let Some(heading) = &mut self.heading {
            let braces = std::mem::take(&mut heading.braces);
            self.text(&braces);
        }
        let Some(heading) = self.heading.take() else { return };
        if self.out.html[heading.at + 1..].trim().is_empty() {
            // A heading of nothing is a stop on the way of those who go by headings, and leads nowhere.
            self.out.html.truncate(heading.at - "<h1".len());
            return;
        }
        let text = heading.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.anchor(&heading);
        let mut attribute = String::with_capacity(id.len() + 6);
        escape::push_named(&mut attribute, "id", &id);
        self.out.insert(heading.at, &attribute);
        self.push(
            ["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"][heading.level as usize - 1],
        );
        if !text.is_empty() {
            self.page.body.headings.push(Heading { level: heading.level as u8, id, text });
        }
    }

    /// The anchor of a heading: the one it gives itself, or one made of its text.
    fn anchor(&mut self, heading: &HeadingDraft) -> String {
        if let Some(name) = &heading.name {
            let name = self.page.plain(name, self.piece, self.scan.as_deref_mut());
            if self.page.ids.claim(&name) {
                return name.into_owned();
            }
        }
        let text = &heading.text;
        let words = if heading.alts.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(heading.words()) };
        let raw = line_of_heading(&self.text[heading.source.clone()]);
        let raw = self.page.plain(raw, self.piece, self.scan.as_deref_mut());
        self.page.ids.heading(Title { text, words: &words, raw: &raw })
    }
}
