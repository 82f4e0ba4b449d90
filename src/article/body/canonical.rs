//! HTML whose tokens are the same wherever it stands: the form in which bodies are kept.
//!
//! In text `<` and `>` are escaped, values of attributes are quoted by `"` and hold neither `"` nor `<` nor `>`, and there
//! are no comments. A `<` therefore always starts a tag and the next `>` always ends it, for this program and for any
//! parser of HTML, whatever stands around it: inserting one piece into the text of another never changes what either
//! means. Elements whose text is not markup (`<script>`) occur in trusted bodies and in what templates of shortcodes write;
//! they are always closed.
//!
//! Three things write this form: the writer of Markdown, the [sanitiser](super::sanitise), and [`from_template`].

use std::cell::RefCell;
use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{CharacterTokens, EndTag, NullCharacterToken, TagToken, Token, Tokenizer};
use html5ever::tokenizer::{Tag, TokenSink, TokenSinkResult, TokenizerOpts};

use crate::article::body::nesting::VOID;
use crate::article::body::{address, escape};

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

/// What the template of a shortcode wrote, in the form this module is about.
///
/// Tags are taken one by one: a template may write `<div>` alone and another one its `</div>`. Comments go, and so does what
/// is never closed: a tag, a quote, a script. Addresses keep the schemes that bodies may have, and no others, wherever the
/// template has them from.
pub(super) fn from_template(html: &str) -> String {
    if memchr::memchr2(b'<', b'&', html.as_bytes()).is_none() {
        let mut text = String::with_capacity(html.len());
        escape::push_text(&mut text, html);
        return text;
    }
    let writer =
        Writer { out: RefCell::new(String::with_capacity(html.len() + 16)), raw: RefCell::new(None) };
    let tokenizer = Tokenizer::new(writer, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut out = tokenizer.sink.out.into_inner();
    if let Some(open) = tokenizer.sink.raw.into_inner() {
        out.truncate(open.start);
    }
    out
}

/// An element whose text is not markup, and where it starts in what is written.
struct RawElement {
    start: usize,
    /// Whether references in its text are read.
    escaped: bool,
}

/// Writes tokens as they come.
struct Writer {
    out: RefCell<String>,
    raw: RefCell<Option<RawElement>>,
}

impl Writer {
    fn text(&self, text: &str) {
        let is_raw = self.raw.borrow().as_ref().is_some_and(|raw| !raw.escaped);
        let mut out = self.out.borrow_mut();
        if is_raw { out.push_str(text) } else { escape::push_text(&mut out, text) }
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
            let name = &*attribute.name.local;
            if is_plain_name(name) && address::may_hold(name, &attribute.value) {
                escape::push_named(&mut out, name, &attribute.value);
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

impl TokenSink for Writer {
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
