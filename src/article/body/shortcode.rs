//! Shortcodes: found before Markdown is parsed, replaced by tokens, and put back into the finished HTML.
//!
//! A token is a word of ASCII letters and digits exactly as long as the call it stands for (a paired call from its
//! opening to its closing included). Parsers of Markdown and HTML see a word, so a call may stand in link addresses and
//! attributes, where it is replaced by its plain text, and every byte keeps its place, so positions stay true.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::Options;

pub(super) use self::left_out::{PLACE, without_calls, without_escapes};
use self::marks::{code_ranges, find_marks, pair};
#[cfg(test)]
pub(super) use self::rendered::NO_COPIES;
pub(super) use self::rendered::{Copies, Inserted, from_template};
pub(super) use self::syntax::CallHead;
use self::token::{DIGITS, NUMBER_BYTES, PREFIX_BYTES, Token, free_prefix, push_token, token_at};
use crate::article::body::canonical::{self, HtmlPart};
use crate::article::body::escape;

mod left_out;
mod marks;
mod rendered;
mod syntax;
mod token;

/// How deep shortcodes may stand within each other.
pub(super) const MAX_NESTING: usize = 16;

/// The shortcode whose inner text is code, not Markdown.
pub(super) const HIGHLIGHT: &str = "highlight";

/// The shortcodes of one piece of a body.
#[derive(Debug)]
pub(super) struct Scan {
    /// The calls in order.
    pub(super) calls: Vec<Call>,
    /// Finds the first bytes of all tokens.
    prefix: memmem::Finder<'static>,
}

/// One call of a shortcode that does not stand within another.
#[derive(Debug)]
pub(super) struct Call {
    /// The bytes it takes in the piece.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: CallKind,
    /// What it came to, once somebody asked.
    pub(super) output: Option<Output>,
    /// Whether it has been written.
    is_written: bool,
}

/// What a call is.
#[derive(Debug)]
pub(super) enum CallKind {
    /// A call, with the bytes between opening and closing if it is paired.
    Call(CallHead, Option<Range<usize>>),
    /// A closing call without an opening one.
    Stray(String),
    /// An escaped call, as it is to be shown.
    Literal(String),
}

/// What a call came to.
#[derive(Debug)]
pub(super) enum Output {
    /// HTML, and where it may stand.
    Html(String, Standing),
    /// An address of a page, ready for `href`; `None` where the link leads nowhere.
    Address(Option<Named>),
}

/// The address that `ref` found.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) href: String,
    /// The index of its link among those of the body.
    pub(super) link: usize,
}

/// Where the output of a call may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// By itself only, never within a paragraph.
    Block,
    /// In a line of text, or by itself.
    Anywhere,
    /// In a line of text.
    Line,
}

impl Scan {
    /// Finds the shortcodes of `text`, except in code, and returns the text with tokens in their place, as long as it
    /// was; `None` if there are none.
    pub(super) fn of(text: &str, options: Options) -> Option<(String, Scan)> {
        memmem::find(text.as_bytes(), b"{{")?;
        let marks = find_marks(text, &code_ranges(text, options));
        if marks.is_empty() {
            return None;
        }
        let calls = pair(marks);
        let limit = DIGITS.len().pow(NUMBER_BYTES as u32);
        let prefix = (calls.len() <= limit).then(|| free_prefix(text, &calls)).flatten()?;
        let mut tokenised = String::with_capacity(text.len());
        for (number, call) in calls.iter().enumerate() {
            tokenised.push_str(&text[tokenised.len()..call.range.start]);
            push_token(&mut tokenised, &prefix, number, call.range.len());
        }
        tokenised.push_str(&text[tokenised.len()..]);
        Some((tokenised, Scan { calls, prefix: memmem::Finder::new(&prefix).into_owned() }))
    }

    /// The first token in `text` from byte `from` on.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<Token> {
        let mut at = from;
        loop {
            at += self.prefix.find(&text.as_bytes()[at..])?;
            if let Some(token) = token_at(text.as_bytes(), at, &self.calls) {
                return Some(token);
            }
            at += PREFIX_BYTES;
        }
    }

    /// Whether `name`, of a tag or an attribute and so in lower case, holds a token.
    pub(super) fn occurs_in_name(&self, name: &str) -> bool {
        let prefix = self.prefix.needle();
        name.len() >= PREFIX_BYTES + NUMBER_BYTES
            && name.as_bytes().windows(PREFIX_BYTES).any(|window| window.eq_ignore_ascii_case(prefix))
    }

    /// Whether a token stands in `text`.
    pub(super) fn occurs_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// `html`, as [`canonical`] has it, with the calls' output in place of their tokens where these are text. Tags have been
    /// dealt with before: what looks like a token there is what a call wrote.
    ///
    /// A call stands once. Only a short output, such as an address, may be repeated, because a link reference repeats
    /// it; a body that forges tokens could otherwise multiply a long one.
    pub(super) fn substitute(&mut self, html: String) -> String {
        if !self.occurs_in(&html) {
            return html;
        }
        let mut out = String::with_capacity(html.len() * 2);
        for part in canonical::parts(&html) {
            let text = &html[part.range()];
            let mut at = 0;
            while !matches!(part, HtmlPart::Tag(_))
                && let Some(token) = self.find(text, at)
            {
                out.push_str(&text[at..token.range.start]);
                at = token.range.end;
                match (self.calls[token.call].once_if_long(), &part) {
                    (Some(html), HtmlPart::Raw(_)) => {
                        out.push_str(&canonical::raw_text(&escape::plain_text(&html)))
                    }
                    (Some(html), _) => out.push_str(&html),
                    (None, _) => {}
                }
            }
            out.push_str(&text[at..]);
        }
        out
    }

    /// `text` without anything that could be taken for a token: the first letter of each is left out.
    pub(super) fn without_tokens<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = String::new();
        let mut at = 0;
        while let Some(token) = self.find(text, at) {
            out.push_str(&text[at..token.range.start]);
            at = token.range.start + 1;
        }
        if at == 0 { Cow::Borrowed(text) } else { Cow::Owned(out + &text[at..]) }
    }
}

impl Call {
    /// The HTML the call came to; nothing if it is long and was written before.
    pub(super) fn once_if_long(&mut self) -> Option<Cow<'_, str>> {
        const REPEATABLE_BYTES: usize = 1_000;
        let before = std::mem::replace(&mut self.is_written, true);
        let html = self.html();
        (!before || html.len() <= REPEATABLE_BYTES).then_some(html)
    }

    /// The HTML the call came to; nothing if nobody asked for it where it is seen.
    pub(super) fn html(&self) -> Cow<'_, str> {
        let text = match (&self.kind, &self.output) {
            (CallKind::Literal(shown), _) => shown,
            (_, Some(Output::Html(html, _))) => return Cow::Borrowed(html),
            (_, Some(Output::Address(Some(named)))) => &named.href,
            _ => return Cow::Borrowed(""),
        };
        let mut html = String::with_capacity(text.len() + 8);
        escape::push_text(&mut html, text);
        Cow::Owned(html)
    }
}

#[cfg(test)]
mod tests;
