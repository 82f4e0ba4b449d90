//! Text to HTML and back.
//!
//! The escaping is that of [`canonical`](super::canonical) HTML, which is also how html5ever serialises.

use crate::text::decoded;

/// Bytes at which escaping stops to look closer: the five special characters, what HTML parsers replace (NUL, CR), and
/// the first byte of a no-break space.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut index = 0;
    let bytes = b"&<>\"\r\0\xC2";
    while index < bytes.len() {
        special[bytes[index] as usize] = true;
        index += 1;
    }
    special
};

/// Appends `text` as the content of an element.
pub(super) fn push_text(html: &mut String, text: &str) {
    push_escaped::<false>(html, text);
}

/// Appends `value` as the content of a double-quoted attribute.
pub(super) fn push_attribute(html: &mut String, value: &str) {
    push_escaped::<true>(html, value);
}

/// Appends a space, `name` and the quoted `value`.
pub(super) fn push_named(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    push_attribute(html, value);
    html.push('"');
}

fn push_escaped<const QUOTES: bool>(html: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if !SPECIAL[byte as usize] {
            continue;
        }
        let next = bytes.get(at + 1);
        let (replacement, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if QUOTES => ("&quot;", 1),
            0 => ("\u{FFFD}", 1),
            b'\r' if next == Some(&b'\n') => ("", 1),
            b'\r' => ("\n", 1),
            0xC2 if next == Some(&0xA0) => ("&nbsp;", 2),
            _ => continue,
        };
        html.push_str(&text[done..at]);
        html.push_str(replacement);
        done = at + length;
    }
    html.push_str(&text[done..]);
}

/// The text of `html` without its tags, comments, scripts and styles, character references resolved.
///
/// Good enough for attributes and summaries: the result is text and is escaped again wherever it goes.
pub(super) fn plain_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.push_str(&decoded(&rest[..at]));
        rest = &rest[at..];
        match after_markup(rest) {
            Some(after) => {
                if breaks_words(rest) {
                    out.push(' ');
                }
                rest = after;
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(&decoded(rest));
    out
}

/// What follows the tag, comment or unshown element at the start of `html`; `None` where `<` is just a character.
fn after_markup(html: &str) -> Option<&str> {
    let after = |text: &'static str, from: usize| {
        let found = memchr::memmem::find(&html.as_bytes()[from..], text.as_bytes());
        found.map_or("", |at| &html[from + at + text.len()..])
    };
    let second = *html.as_bytes().get(1)?;
    match second {
        b'!' if html.starts_with("<!--") => Some(after("-->", 4)),
        b'!' | b'?' => Some(after(">", 2)),
        b'/' => Some(after(">", 2)),
        _ if !second.is_ascii_alphabetic() => None,
        _ => match ["script", "style"].iter().find(|name| starts_with_tag(html, name)) {
            Some(name) => Some(after_element(html, name)),
            None => Some(&html[tag_length(html)..]),
        },
    }
}

/// What follows the closing tag of the element `name` at the start of `html`.
fn after_element<'h>(html: &'h str, name: &str) -> &'h str {
    let closings = memchr::memmem::find_iter(html.as_bytes(), "</");
    let closing = closings.map(|at| &html[at + 1..]).find(|rest| starts_with_tag(rest, name));
    closing.map_or("", |rest| rest.split_once('>').map_or("", |(_, after)| after))
}

/// The length of the tag at the start of `html`; a `>` within a quoted value does not end it.
fn tag_length(html: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return at + 1,
            quote @ (b'"' | b'\'') if bytes[at - 1] == b'=' => {
                match memchr::memchr(quote, &bytes[at + 1..]) {
                    Some(length) => at += length + 2,
                    None => return bytes.len(),
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Whether `html` starts with the tag `name`, in any case.
pub(super) fn starts_with_tag(html: &str, name: &str) -> bool {
    let Some(found) = html.as_bytes().get(1..=name.len()) else { return false };
    let next = html.as_bytes().get(name.len() + 1);
    let ends = next.is_none_or(|next| next.is_ascii_whitespace() || matches!(next, b'/' | b'>'));
    found.eq_ignore_ascii_case(name.as_bytes()) && ends
}

/// Elements that stand for themselves rather than in a line of text.
const BLOCKS: [&str; 35] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Whether `html` starts with an element that may not stand in a paragraph.
pub(super) fn starts_with_block(html: &str) -> bool {
    let html = html.trim_start();
    html.starts_with('<') && BLOCKS.iter().any(|name| starts_with_tag(html, name))
}

/// Whether words on both sides of the tag at the start of `html` are separate words.
pub(super) fn breaks_words(html: &str) -> bool {
    let name = html.trim_start_matches(['<', '/']);
    let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = &name[..end];
    ["br", "td", "th", "tr"].iter().chain(&BLOCKS).any(|block| block.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_is_the_parsers_own() {
        let mut text = String::new();
        push_text(&mut text, "a & <b> \"c\"\u{A0}\u{E9}\r\nd\re\0");
        assert_eq!(text, "a &amp; &lt;b&gt; \"c\"&nbsp;\u{E9}\nd\ne\u{FFFD}");
        let mut attribute = String::new();
        push_named(&mut attribute, "alt", "a & <b> \"c\"\u{A0}");
        assert_eq!(attribute, " alt=\"a &amp; &lt;b&gt; &quot;c&quot;&nbsp;\"");
    }

    #[test]
    fn markup_is_removed_from_text() {
        assert_eq!(
            plain_text("<p>a <b title='x > y'>c</b></p>d &amp; 1 < 2 <!-- x -->e"),
            " a c d & 1 < 2 e"
        );
        assert_eq!(plain_text("x<script>alert(1)</script>y<STYLE>p{}</Style>z<br>w"), "xyz w");
        assert_eq!(plain_text("a<b"), "a");
        assert_eq!(plain_text("a<!-- b"), "a");
    }

    #[test]
    fn blocks_are_known_by_their_first_tag() {
        assert!(starts_with_block(" <figure class=x>") && starts_with_block("<HR>"));
        assert!(!starts_with_block("<b>") && !starts_with_block("p") && !starts_with_block("<picture>"));
    }
}
