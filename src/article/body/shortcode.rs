//! Shortcodes: found before Markdown is parsed, replaced by tokens, and put back into the finished HTML.
//!
//! A token is a word of ASCII letters and digits exactly as long as the call it stands for (a paired call from its
//! opening to its closing included). Parsers of Markdown and HTML see a word, so a call may stand in link addresses and
//! attributes, where it is replaced by its plain text, and every byte keeps its place, so positions stay true.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rustc_hash::FxHashMap;

pub(super) use self::rendered::{Inserted, from_template};
pub(super) use self::syntax::Head;
use self::syntax::{Mark, MarkKind};
use crate::article::body::canonical::{self, Part};
use crate::article::body::escape;

mod rendered;
mod syntax;

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
    Call(Head, Option<Range<usize>>),
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

/// A token found in a text: its bytes, and which call it stands for.
pub(super) struct Token {
    /// The bytes it takes.
    pub(super) range: Range<usize>,
    /// The index of its call.
    pub(super) call: usize,
}

/// Bytes of a token that say what it is: three for the prefix, four for the number. The shortest call, `{{<x>}}`, is
/// just as long.
const PREFIX_BYTES: usize = 3;
const NUMBER_BYTES: usize = 4;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Fills a token up to the length of its call.
const FILLER: u8 = b'z';

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
            while !matches!(part, Part::Tag(_))
                && let Some(token) = self.find(text, at)
            {
                out.push_str(&text[at..token.range.start]);
                at = token.range.end;
                match (self.calls[token.call].once_if_long(), &part) {
                    (Some(html), Part::Raw(_)) => {
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

/// What stands in place of a call in a line of text, so that the marks around it keep their meaning: no text holds it.
pub(super) const PLACE: char = '\u{F8FF}';

/// `text` without its calls, for summaries: in a line of text [`PLACE`] or the text they are given stands instead. What stands
/// between paired calls stays if they stand in a line of text; what fills lines of its own (a box, a caption) goes with them,
/// unless nothing else is left.
pub(super) fn without_calls(text: &str) -> Cow<'_, str> {
    let marks = match memmem::find(text.as_bytes(), b"{{") {
        Some(_) => find_marks(text, &[]),
        None => return Cow::Borrowed(text),
    };
    let out = cut_calls(text, &marks, true);
    let is_empty = !out.contains(char::is_alphanumeric);
    Cow::Owned(if is_empty { cut_calls(text, &marks, false) } else { out })
}

/// `text` without the calls `marks`, and without boxes.
fn cut_calls(text: &str, marks: &[Mark], without_boxes: bool) -> String {
    let closings = closings(marks);
    let ends_line = |at: usize| {
        text[at..].trim_start_matches([' ', '\t', '\r']).chars().next().is_none_or(|next| next == '\n')
    };
    let starts_line = |at: usize| {
        text[..at].trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|last| last == '\n')
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (index, mark) in marks.iter().enumerate() {
        if mark.range.start < at {
            continue;
        }
        out.push_str(&text[at..mark.range.start]);
        at = mark.range.end;
        let is_alone = starts_line(mark.range.start) && ends_line(mark.range.end);
        match &mark.kind {
            MarkKind::Literal(shown) => out.push_str(shown),
            MarkKind::Open(head) | MarkKind::Single(head) if !is_alone && closings[index].is_none() => {
                match given_text(head) {
                    Some(text) => out.push_str(text),
                    None => out.push(PLACE),
                }
            }
            _ => {}
        }
        if let Some(closing) = closings[index].map(|closing| marks[closing].range.end)
            && without_boxes
            && starts_line(mark.range.start)
            && ends_line(closing)
        {
            at = closing;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// The text that a call is given to show.
fn given_text(head: &Head) -> Option<&str> {
    let named = head.named.iter().find(|(name, _)| matches!(&**name, "text" | "label" | "content"))?;
    named.1.text().filter(|text| !text.is_empty())
}

/// `text`, which is code, with escaped calls as they are to be shown.
pub(super) fn without_escapes(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"{{").is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mark in find_marks(text, &[]) {
        if let MarkKind::Literal(shown) = &mark.kind {
            out.push_str(&text[at..mark.range.start]);
            out.push_str(shown);
            at = mark.range.end;
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// The bytes of `text` that Markdown reads as code.
fn code_ranges(text: &str, options: Options) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options).into_offset_iter();
    let code = events.filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| range).collect()
}

/// All calls and halves of calls in `text`; in code only escaped ones, which are shown without their escape.
fn find_marks(text: &str, code: &[Range<usize>]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut code = code.iter().peekable();
    let mut from = 0;
    while let Some(found) = memmem::find(&text.as_bytes()[from..], b"{{") {
        let at = from + found;
        // Code that starts within a call is a quoted argument of it.
        let within_last =
            |range: &Range<usize>| marks.last().is_some_and(|mark| mark.range.contains(&range.start));
        while code.next_if(|range| range.end <= at || within_last(range)).is_some() {}
        let in_code = code.peek().is_some_and(|range| range.start <= at);
        match syntax::read(text, at) {
            Some(mark) if !in_code || matches!(mark.kind, MarkKind::Literal(_)) => {
                from = mark.range.end;
                marks.push(mark);
            }
            _ => from = at + 1,
        }
    }
    marks
}

/// Joins opening and closing halves. A closing call answers the nearest open one of its name; what is open in between
/// stands for itself.
fn pair(marks: Vec<Mark>) -> Vec<Call> {
    let closings = closings(&marks);
    let mut calls = Vec::with_capacity(marks.len());
    let mut covered = 0;
    let ends: Vec<Range<usize>> = marks.iter().map(|mark| mark.range.clone()).collect();
    for (index, mark) in marks.into_iter().enumerate() {
        let Range { start, end } = mark.range;
        if start < covered {
            continue;
        }
        let (end, kind) = match (mark.kind, closings[index]) {
            (MarkKind::Open(head), Some(closing)) => {
                let closing = &ends[closing];
                (closing.end, CallKind::Call(head, Some(end..closing.start)))
            }
            (MarkKind::Open(head) | MarkKind::Single(head), _) => (end, CallKind::Call(head, None)),
            (MarkKind::Close(name), _) => (end, CallKind::Stray(name)),
            (MarkKind::Literal(shown), _) => (end, CallKind::Literal(shown)),
        };
        covered = end;
        calls.push(Call { range: start..end, kind, output: None, is_written: false });
    }
    calls
}

/// For each opening mark the index of the mark that closes it.
fn closings(marks: &[Mark]) -> Vec<Option<usize>> {
    let mut closings = vec![None; marks.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut open_by_name: FxHashMap<&str, u32> = FxHashMap::default();
    for (index, mark) in marks.iter().enumerate() {
        match &mark.kind {
            MarkKind::Open(head) => {
                open.push((index, &head.name));
                *open_by_name.entry(&head.name).or_default() += 1;
            }
            MarkKind::Close(name) if open_by_name.get(name.as_str()).is_some_and(|&count| count > 0) => {
                // The count says that the name is among the open ones, so the loop ends there.
                while let Some((opening, opened)) = open.pop() {
                    if let Some(count) = open_by_name.get_mut(opened) {
                        *count -= 1;
                    }
                    if opened == name {
                        closings[opening] = Some(index);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    closings
}

/// Three letters and digits that make tokens no part of `text` can be taken for.
///
/// Texts that hold every three letters (megabytes of base64) may still hold no whole token. A text made to hold tokens
/// of all prefixes gets `None`: its calls are shown as they are written.
fn free_prefix(text: &str, calls: &[Call]) -> Option<[u8; PREFIX_BYTES]> {
    const CANDIDATES: usize = 64;
    let candidate = |number: usize| [b"ZQJX"[number % 4], b'0' + (number / 4 % 8) as u8, b"qj"[number / 32]];
    let forged = |prefix: &[u8; PREFIX_BYTES]| {
        let mut found = memmem::find_iter(text.as_bytes(), prefix);
        found.any(|at| token_at(text.as_bytes(), at, calls).is_some())
    };
    let mut candidates = (0..CANDIDATES).map(candidate);
    let unused = candidates.clone().take(8).find(|prefix| memmem::find(text.as_bytes(), prefix).is_none());
    unused.or_else(|| candidates.find(|prefix| !forged(prefix)))
}

/// Appends the token of call `number`, `length` bytes long.
fn push_token(text: &mut String, prefix: &[u8], number: usize, length: usize) {
    text.extend(prefix.iter().map(|&byte| byte as char));
    let mut divisor = DIGITS.len().pow(NUMBER_BYTES as u32 - 1);
    let mut rest = number;
    for _ in 0..NUMBER_BYTES {
        text.push(DIGITS[rest / divisor] as char);
        rest %= divisor;
        divisor /= DIGITS.len();
    }
    let filled = PREFIX_BYTES + NUMBER_BYTES;
    text.extend(std::iter::repeat_n(FILLER as char, length.saturating_sub(filled)));
}

/// The token at byte `at` of `text`, where a prefix stands.
fn token_at(text: &[u8], at: usize, calls: &[Call]) -> Option<Token> {
    let number = text.get(at + PREFIX_BYTES..at + PREFIX_BYTES + NUMBER_BYTES)?;
    let digit = |byte: &u8| DIGITS.binary_search(byte).ok();
    let call = number.iter().try_fold(0, |number, byte| Some(number * DIGITS.len() + digit(byte)?))?;
    let range = at..at + calls.get(call)?.range.len();
    let filler = text.get(at + PREFIX_BYTES + NUMBER_BYTES..range.end)?;
    filler.iter().all(|&byte| byte == FILLER).then_some(Token { range, call })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(text: &str) -> (String, Scan) {
        Scan::of(text, Options::empty()).unwrap_or_else(|| panic!("no calls: {text}"))
    }

    fn names(text: &str) -> Vec<String> {
        let name = |call: &Call| match &call.kind {
            CallKind::Call(head, None) => head.name.clone(),
            CallKind::Call(head, Some(_)) => format!("{}…", head.name),
            CallKind::Stray(name) => format!("/{name}"),
            CallKind::Literal(shown) => shown.clone(),
        };
        scan(text).1.calls.iter().map(name).collect()
    }

    #[test]
    fn tokens_are_words_as_long_as_their_calls() {
        let text = "a {{<x>}} [b]({{< ref \"x.md\" >}}#c) {{< p >}}\nq\n{{< /p >}}.";
        let (tokens, scan) = scan(text);
        assert_eq!(tokens.len(), text.len());
        assert_eq!(names(text), ["x", "ref", "p…"]);
        let token = scan.find(&tokens, 0).unwrap();
        assert_eq!((token.range, token.call), (2..9, 0));
        assert!(tokens.starts_with("a Z0q0000 [b](Z0q0001zzz"));
        assert!(tokens.ends_with("z."));
    }

    #[test]
    fn code_is_left_alone_except_for_escapes() {
        assert!(Scan::of("`{{< x >}}`", Options::empty()).is_none());
        assert!(Scan::of("~~~\n{{< x >}}\n~~~\n\n    {{< y >}}", Options::empty()).is_none());
        assert_eq!(names("~~~\n{{</* x */>}}\n~~~\n{{< y `b` >}} `{{< z >}}`"), ["{{< x >}}", "y"]);
    }

    #[test]
    fn closing_calls_answer_the_nearest_open_one() {
        assert_eq!(names("{{<a>}}{{<b>}}{{</a>}}{{</b>}}"), ["a…", "/b"]);
        assert_eq!(names("{{<a>}}{{<a>}}1{{</a>}}"), ["a", "a…"]);
        assert_eq!(names("{{<a>}}{{<a>}}1{{</a>}}{{</a>}}{{<b/>}}{{</b>}}"), ["a…", "b", "/b"]);
        assert_eq!(names("{{<img>}} {{%/ note %}}"), ["img", "/note"]);
    }

    #[test]
    fn a_text_that_holds_the_first_prefix_gets_another() {
        let (tokens, _) = scan("Z0q J0q {{<x>}}");
        assert!(tokens.contains("Q0q0000"), "{tokens}");
    }

    #[test]
    fn long_output_is_not_repeated() {
        let (_, mut scan) = scan("{{<x>}}{{<y>}}");
        let output = |html: String| Some(Output::Html(html, Standing::Anywhere));
        scan.calls[0].output = output("x".repeat(2_000));
        scan.calls[1].output = output("y".into());
        let out = scan.substitute("Z0q0000 Z0q0001 Z0q0000 Z0q0001 Z0q0002".to_owned());
        assert_eq!(out, format!("{} y  y Z0q0002", "x".repeat(2_000)));
    }

    #[test]
    fn many_calls_take_linear_time() {
        for text in [
            "{{<",
            "{{<x>}}",
            "{{< a \"",
            "{{</* ",
            "{{ x(",
            "{{<a>}}{{</b>}}",
            "{{</a>}}",
            "{",
            "{{< a >}} `",
        ] {
            let text = text.repeat(1_000_000 / text.len());
            if let Some((tokens, _)) = Scan::of(&text, Options::empty()) {
                assert_eq!(tokens.len(), text.len());
            }
        }
        let nested = "{{<a>}}".repeat(50_000) + &"{{</a>}}".repeat(50_000);
        assert_eq!(scan(&nested).1.calls.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "(\\{\\{[<%]? ?/?|[<%]?\\}\\}|[>%]\\}\\}|[a-c ]|\"|`|=|\n|é|Z0q000[01]){0,40}") {
            if let Some((tokens, scan)) = Scan::of(&text, Options::empty()) {
                prop_assert_eq!(tokens.len(), text.len());
                let mut from = 0;
                for (index, call) in scan.calls.iter().enumerate() {
                    let token = scan.find(&tokens, from).unwrap();
                    prop_assert_eq!((&token.range, token.call), (&call.range, index));
                    from = token.range.end;
                }
                prop_assert!(scan.find(&tokens, from).is_none());
            }
        }
    }
}
