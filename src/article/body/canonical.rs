//! HTML whose tokens are the same wherever it stands: the form in which bodies are kept.
//!
//! In text `<` and `>` are escaped, values of attributes are quoted by `"` and hold neither `"` nor `<` nor `>`, and there
//! are no comments. A `<` therefore always starts a tag and the next `>` always ends it, for this program and for any
//! parser of HTML, whatever stands around it: inserting one piece into the text of another never changes what either
//! means. Elements whose text is not markup (`<script>`) occur only in trusted bodies and in what templates of shortcodes write;
//! they are always closed, and nothing is inserted into them that could end them.
//!
//! Three things write this form: the writer of Markdown, [`raw`](super::raw), and
//! [`from_template`](super::shortcode::from_template).

use std::borrow::Cow;
use std::ops::Range;

use crate::article::body::escape;
use crate::text::decoded;

/// Elements that hold nothing.
pub(super) const VOID: [&str; 18] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];

/// Elements whose text is written as it is: no reference in it is read.
pub(super) const RAW_TEXT: [&str; 6] = ["iframe", "noembed", "noframes", "script", "style", "xmp"];

/// A part of such HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HtmlPart {
    /// Text, escaped.
    Text(Range<usize>),
    /// A tag.
    Tag(Range<usize>),
    /// The text of an element of [`RAW_TEXT`], not escaped.
    Raw(Range<usize>),
}

impl HtmlPart {
    /// The bytes it takes.
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            HtmlPart::Text(range) | HtmlPart::Tag(range) | HtmlPart::Raw(range) => range.clone(),
        }
    }
}

/// The parts of `html`, which has the form this module is about.
pub(super) fn parts(html: &str) -> impl Iterator<Item = HtmlPart> {
    let bytes = html.as_bytes();
    let (mut at, mut raw) = (0, None);
    std::iter::from_fn(move || {
        let start = at;
        if start == bytes.len() {
            return None;
        }
        if let Some(name) = raw.take() {
            at = end_of_raw(&html[start..], name).map_or(bytes.len(), |end| start + end);
            return Some(HtmlPart::Raw(start..at));
        }
        if bytes[start] != b'<' {
            at = memchr::memchr(b'<', &bytes[start..]).map_or(bytes.len(), |length| start + length);
            return Some(HtmlPart::Text(start..at));
        }
        at = memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |length| start + length + 1);
        raw = RAW_TEXT.into_iter().find(|name| escape::starts_with_tag(&html[start..at], name));
        Some(HtmlPart::Tag(start..at))
    })
}

/// Where the end tag of the element `name` starts in its text.
fn end_of_raw(html: &str, name: &str) -> Option<usize> {
    let mut closings = memchr::memmem::find_iter(html.as_bytes(), "</");
    closings.find(|&at| escape::starts_with_tag(&html[at + 1..], name))
}

/// The tags of `html`, which has the form this module is about.
pub fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    parts(html).filter_map(|part| match part {
        HtmlPart::Tag(range) => Some(Tag { text: &html[range.clone()], range }),
        HtmlPart::Text(_) | HtmlPart::Raw(_) => None,
    })
}

/// A tag of such HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'h> {
    text: &'h str,
    /// The bytes it takes.
    pub range: Range<usize>,
}

impl<'h> Tag<'h> {
    /// Whether it ends an element.
    pub fn is_end(&self) -> bool {
        self.text.starts_with("</")
    }

    /// The name of its element.
    pub fn name(&self) -> &'h str {
        let name = self.text.trim_start_matches(['<', '/']);
        &name[..name.find([' ', '/', '>']).unwrap_or(name.len())]
    }

    /// The value of an attribute, character references resolved.
    pub fn attribute(&self, name: &str) -> Option<Cow<'h, str>> {
        let mut rest = self.text;
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"')?;
            if key.rsplit(' ').next() == Some(name) {
                return Some(decoded(value));
            }
            rest = after;
        }
        None
    }
}

/// Text within an element of [`RAW_TEXT`] that can neither end the element nor start a comment in it.
pub(super) fn raw_text(text: &str) -> String {
    text.replace('<', "")
}

/// Whether all parsers read this as one name of a tag or an attribute.
pub(super) fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'@');
    !name.is_empty() && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_by_their_first_bytes() {
        let html = "a<b title=\"&lt;&gt;\">c</b><style>d<e></style>f";
        let parts: Vec<_> = parts(html).map(|part| (&html[part.range()], part)).collect();
        assert_eq!(
            parts.iter().map(|(text, _)| *text).collect::<Vec<_>>(),
            ["a", "<b title=\"&lt;&gt;\">", "c", "</b>", "<style>", "d<e>", "</style>", "f"]
        );
        assert!(matches!(parts[5].1, HtmlPart::Raw(_)) && matches!(parts[7].1, HtmlPart::Text(_)));
    }

    #[test]
    fn tags_have_names_and_attributes() {
        let html = "a src=\"x\"<img src=\"/a?b&amp;c\" alt=\" src=&quot;\"><br></p><path d=\"\"/>";
        let tags: Vec<_> = tags(html).collect();
        let names: Vec<_> = tags.iter().map(|tag| (tag.name(), tag.is_end())).collect();
        assert_eq!(names, [("img", false), ("br", false), ("p", true), ("path", false)]);
        assert_eq!(tags[0].attribute("src").as_deref(), Some("/a?b&c"));
        assert_eq!(tags[0].attribute("alt").as_deref(), Some(" src=\""));
        assert_eq!(tags[0].attribute("rc"), None);
    }
}
