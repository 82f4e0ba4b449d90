//! HTML whose tokens are the same wherever it stands: the form in which bodies are kept.
//!
//! In text `<` and `>` are escaped, values of attributes are quoted by `"` and hold neither `"` nor `<` nor `>`, and there
//! are no comments. A `<` therefore always starts a tag and the next `>` always ends it, for this program and for any
//! parser of HTML, whatever stands around it: inserting one piece into the text of another never changes what either
//! means. Elements whose text is not markup (`<script>`) occur in trusted bodies and in what templates of shortcodes write;
//! they are always closed.
//!
//! Three things write this form: the writer of Markdown, the [sanitiser](super::sanitise), and [`from_template`].

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{CharacterTokens, EndTag, NullCharacterToken, TagToken, Token, Tokenizer};
use html5ever::tokenizer::{Tag, TokenSink, TokenSinkResult, TokenizerOpts};

use crate::address;
use crate::article::body::escape;
use crate::article::body::nesting::VOID;

/// Elements whose text is written as it is: no reference in it is read.
pub(super) const RAW_TEXT: [&str; 6] = ["iframe", "noembed", "noframes", "script", "style", "xmp"];

/// A part of such HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text, escaped.
    Text(Range<usize>),
    /// A tag.
    Tag(Range<usize>),
    /// The text of an element of [`RAW_TEXT`], not escaped.
    Raw(Range<usize>),
}

impl Part {
    /// The bytes it takes.
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Part::Text(range) | Part::Tag(range) | Part::Raw(range) => range.clone(),
        }
    }
}

/// The parts of `html`, which has the form this module is about.
pub(super) fn parts(html: &str) -> impl Iterator<Item = Part> {
    let bytes = html.as_bytes();
    let (mut at, mut raw) = (0, None);
    std::iter::from_fn(move || {
        let start = at;
        if start == bytes.len() {
            return None;
        }
        if let Some(name) = raw.take() {
            at = end_of_raw(&html[start..], name).map_or(bytes.len(), |end| start + end);
            return Some(Part::Raw(start..at));
        }
        if bytes[start] != b'<' {
            at = memchr::memchr(b'<', &bytes[start..]).map_or(bytes.len(), |length| start + length);
            return Some(Part::Text(start..at));
        }
        at = memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |length| start + length + 1);
        raw = RAW_TEXT.into_iter().find(|name| escape::starts_with_tag(&html[start..at], name));
        Some(Part::Tag(start..at))
    })
}

/// Where the end tag of the element `name` starts in its text.
fn end_of_raw(html: &str, name: &str) -> Option<usize> {
    let mut closings = memchr::memmem::find_iter(html.as_bytes(), "</");
    closings.find(|&at| escape::starts_with_tag(&html[at + 1..], name))
}

/// What the template of a shortcode wrote, in the form this module is about. `body` is what it was given of HTML: the text
/// between the calls.
///
/// Tags are taken one by one: a template may write `<div>` alone and another one its `</div>`. Comments go, and so does what
/// is never closed: a tag, a quote, a script. Addresses keep the schemes that bodies may have, and no others, wherever the
/// template has them from. Where the template puts `body` into an attribute, it stands for its plain text.
pub(super) fn from_template(html: &str, body: Option<&str>) -> String {
    if memchr::memchr2(b'<', b'&', html.as_bytes()).is_none() {
        let mut text = String::with_capacity(html.len());
        escape::push_text(&mut text, html);
        return text;
    }
    let body = body.and_then(|body| Inserted::find(html, body));
    let html =
        body.as_ref().map_or(Cow::Borrowed(html), |body| Cow::Owned(html.replace(body.html, &body.word)));
    let out = RefCell::new(String::with_capacity(html.len() + 16));
    let writer = Writer { out, raw: RefCell::new(None), body };
    let tokenizer = Tokenizer::new(writer, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(&*html));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut out = tokenizer.sink.out.into_inner();
    if let Some(open) = tokenizer.sink.raw.into_inner() {
        out.truncate(open.start);
    }
    out
}

/// HTML that a template was given, and a word that stands for it while the tags of the template are read: so it cannot end
/// the value of an attribute.
struct Inserted<'b> {
    html: &'b str,
    word: String,
}

impl<'b> Inserted<'b> {
    /// `None` if `body` stands nowhere in `html`, or is harmless in any place.
    fn find(html: &str, body: &'b str) -> Option<Inserted<'b>> {
        body.contains(['<', '"', '\'', '=']).then_some(())?;
        memchr::memmem::find(html.as_bytes(), body.as_bytes())?;
        // Among so many words there is one that does not occur: each takes five bytes of the text.
        let mut words = (0..=html.len()).map(|number| format!("Zbody{number}Z"));
        let word = words.find(|word| memchr::memmem::find(html.as_bytes(), word.as_bytes()).is_none())?;
        Some(Inserted { html: body, word })
    }
}

/// An element whose text is not markup, and where it starts in what is written.
struct RawElement {
    start: usize,
    /// Whether references in its text are read.
    escaped: bool,
}

/// Writes tokens as they come.
struct Writer<'b> {
    out: RefCell<String>,
    raw: RefCell<Option<RawElement>>,
    body: Option<Inserted<'b>>,
}

impl Writer<'_> {
    /// `text` with the plain text of what the template was given.
    fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.body {
            Some(body) if text.contains(&body.word) => {
                Cow::Owned(text.replace(&body.word, escape::plain_text(body.html).trim()))
            }
            _ => Cow::Borrowed(text),
        }
    }

    fn text(&self, text: &str) {
        let raw = self.raw.borrow().as_ref().map(|raw| raw.escaped);
        let mut out = self.out.borrow_mut();
        match (raw, &self.body) {
            (Some(false), _) => out.push_str(&self.plain(text)),
            (Some(true), _) => escape::push_text(&mut out, &self.plain(text)),
            (None, None) => escape::push_text(&mut out, text),
            (None, Some(body)) => {
                for (index, part) in text.split(&body.word).enumerate() {
                    out.push_str(if index > 0 { body.html } else { "" });
                    escape::push_text(&mut out, part);
                }
            }
        }
    }

    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let mut out = self.out.borrow_mut();
        let start = out.len();
        // Nothing ends the text of `plaintext`.
        if !is_plain_name(&tag.name) || &*tag.name == "plaintext" {
            return TokenSinkResult::Continue;
        }
        if tag.kind == EndTag {
            out.push_str("</");
            out.push_str(&tag.name);
            out.push('>');
            // The tokenizer gives no other end tag in such a text.
            self.raw.replace(None);
            return TokenSinkResult::Continue;
        }
        out.push('<');
        out.push_str(&tag.name);
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, self.plain(&attribute.value));
            let is_word = self.body.as_ref().is_some_and(|body| name.eq_ignore_ascii_case(&body.word));
            if is_plain_name(name) && !is_word && address::may_hold(name, &value) {
                escape::push_named(&mut out, name, &value);
            }
        }
        // In drawings and formulas such a tag has no end tag.
        out.push_str(if tag.self_closing && !VOID.contains(&&*tag.name) { "/>" } else { ">" });
        let (kind, escaped) = match &*tag.name {
            "script" => (ScriptData, false),
            "textarea" | "title" => (Rcdata, true),
            name if RAW_TEXT.contains(&name) => (Rawtext, false),
            _ => return TokenSinkResult::Continue,
        };
        if tag.self_closing {
            // Within a drawing it is empty, elsewhere it is not: it must mean one thing everywhere.
            out.truncate(start);
            return TokenSinkResult::Continue;
        }
        self.raw.replace(Some(RawElement { start, escaped }));
        TokenSinkResult::RawData(kind)
    }
}

impl TokenSink for Writer<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            TagToken(tag) => return self.tag(&tag),
            CharacterTokens(text) => self.text(&text),
            NullCharacterToken => self.text("\u{FFFD}"),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Whether all parsers read this as one name of a tag or an attribute.
pub(super) fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'@');
    !name.is_empty() && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        from_template(html, None)
    }

    #[test]
    fn parts_are_told_by_their_first_bytes() {
        let html = "a<b title=\"&lt;&gt;\">c</b><style>d<e></style>f";
        let parts: Vec<_> = parts(html).map(|part| (&html[part.range()], part)).collect();
        assert_eq!(
            parts.iter().map(|(text, _)| *text).collect::<Vec<_>>(),
            ["a", "<b title=\"&lt;&gt;\">", "c", "</b>", "<style>", "d<e>", "</style>", "f"]
        );
        assert!(matches!(parts[5].1, Part::Raw(_)) && matches!(parts[7].1, Part::Text(_)));
    }

    #[test]
    fn templates_are_brought_into_form() {
        for (html, expected) in [
            ("a > b & c", "a &gt; b &amp; c"),
            ("<DIV ID=x data-A='\"'>", "<div id=\"x\" data-a=\"&quot;\">"),
            ("</div>", "</div>"),
            ("<br/><svg><path d='M0'/></svg>", "<br><svg><path d=\"M0\"/></svg>"),
            ("<video controls src=a.mp4>", "<video controls=\"\" src=\"a.mp4\">"),
            ("a<!-- b -->c<![CDATA[d]]>e", "ace"),
            ("<script>if (a < b && c) {}</script>", "<script>if (a < b && c) {}</script>"),
            ("<textarea>a<b>&amp;</textarea>", "<textarea>a&lt;b&gt;&amp;</textarea>"),
            ("a<script>b", "a"),
            ("a<b title='c", "a"),
            ("<plaintext>a", "a"),
            ("<a href='search-ms:x'>b</a><img src=file:/c alt=d>", "<a>b</a><img alt=\"d\">"),
        ] {
            assert_eq!(written(html), expected, "{html}");
        }
    }

    #[test]
    fn what_a_template_was_given_ends_no_attribute() {
        let body = "<b title=\" onfocus=alert(1) x=\">y</b>";
        assert_eq!(
            from_template(&format!("<p title=\"{body}\" id='{body}'>{body}</p>"), Some(body)),
            format!("<p title=\"y\" id=\"y\">{body}</p>")
        );
        let words = "a\" onfocus=\"b";
        assert_eq!(
            from_template(&format!("<img alt=\"{words}\">"), Some(words)),
            "<img alt=\"a&quot; onfocus=&quot;b\">"
        );
        assert_eq!(
            from_template(&format!("<textarea>{body}</textarea>Zbody0Z"), Some(body)),
            "<textarea>y</textarea>Zbody0Z"
        );
    }
}
