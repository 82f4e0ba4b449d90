//! How one shortcode call is written: Hugo's `{{< name key="v" >}}` and Zola's `{{ name(key="v") }}`.
//!
//! The reader forgives what content management systems do to such calls on export: curly quotes, `&quot;`, no-break
//! spaces, a quote that is never closed. It never looks beyond the next `{{`, so that a text full of braces takes
//! linear time.

use std::ops::Range;

use crate::article::body::Argument;
use crate::text::decoded;

/// One call, or one half of a paired call, as it is written.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// The bytes from `{{` to `}}`.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: MarkKind,
}

/// What stands between the braces.
#[derive(Debug, PartialEq)]
pub(super) enum MarkKind {
    /// A call that a closing one may answer.
    Open(CallHead),
    /// A call that stands for itself: `{{< x />}}` and Zola's form.
    Single(CallHead),
    /// `{{< /x >}}`.
    Close(String),
    /// An escaped call, as it is to be shown.
    Literal(String),
}

/// The name and the arguments of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::article::body) struct CallHead {
    /// Its name.
    pub(in crate::article::body) name: String,
    /// Arguments with names, in written order.
    pub(in crate::article::body) named: Vec<(String, Argument)>,
    /// Arguments without names, in written order.
    pub(in crate::article::body) positional: Vec<Argument>,
}

/// Reads the call at the start of `text[at..]`, which starts with `{{`.
pub(super) fn read(text: &str, at: usize) -> Option<Mark> {
    let after = &text[at + 2..];
    let next = memchr::memmem::find(after.as_bytes(), b"{{").unwrap_or(after.len());
    let inside = &after[..next];
    let (length, kind) = match inside.as_bytes().first()? {
        b'<' => hugo(&inside[1..], "<", ">}}")?,
        b'%' => hugo(&inside[1..], "%", "%}}")?,
        _ => zola(inside)?,
    };
    Some(Mark { range: at..at + 2 + length, kind })
}

/// Reads what follows `{{<`; the length counts from behind the braces.
fn hugo(inside: &str, opener: &str, closer: &str) -> Option<(usize, MarkKind)> {
    let start = skip_blank(inside);
    let offset = inside.len() - start.len() + opener.len();
    if let Some(escaped) = start.strip_prefix("/*") {
        let (shown, rest) = escaped.split_once("*/")?;
        let tail = rest.len() - rest.strip_prefix(closer)?.len();
        let literal = format!("{{{{{opener}{shown}{closer}");
        return Some((offset + 2 + shown.len() + 2 + tail, MarkKind::Literal(literal)));
    }
    let end =
        call_end(start, closer).or_else(|| memchr::memmem::find(start.as_bytes(), closer.as_bytes()))?;
    let length = offset + end + closer.len();
    let call = trim_blank(&start[..end]);
    if let Some(name) = call.strip_prefix('/') {
        return is_name(skip_blank(name)).then(|| (length, MarkKind::Close(skip_blank(name).to_owned())));
    }
    let (call, closed) = match call.strip_suffix('/') {
        Some(call) => (call, true),
        None => (call, false),
    };
    let name_length = call.find(|character: char| !is_name_part(character)).unwrap_or(call.len());
    let (name, arguments) = call.split_at(name_length);
    let separate = arguments.is_empty() || skip_blank(arguments).len() < arguments.len();
    if !is_name(name) || !separate {
        return None;
    }
    let mut head = CallHead { name: name.to_owned(), ..CallHead::default() };
    read_arguments(arguments, &[], &mut head);
    Some((length, if closed { MarkKind::Single(head) } else { MarkKind::Open(head) }))
}

/// Reads what follows `{{` as `name(…) }}`.
fn zola(inside: &str) -> Option<(usize, MarkKind)> {
    let start = skip_blank(inside);
    if let Some(escaped) = start.strip_prefix("/*") {
        let (shown, rest) = escaped.split_once("*/")?;
        let tail = skip_blank(rest);
        tail.strip_prefix("}}")?;
        let length = inside.len() - tail.len() + 2;
        return Some((length, MarkKind::Literal(format!("{{{{{shown}}}}}"))));
    }
    let name_length = start.find(|character: char| !is_key_part(character)).unwrap_or(start.len());
    let (name, rest) = start.split_at(name_length);
    let arguments = rest.strip_prefix('(')?;
    if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        return None;
    }
    let end = call_end(arguments, ")")?;
    let tail = skip_blank(&arguments[end + 1..]);
    let length = inside.len() - tail.strip_prefix("}}")?.len();
    let mut head = CallHead { name: name.to_owned(), ..CallHead::default() };
    read_arguments(&arguments[..end], &[','], &mut head);
    Some((length, MarkKind::Single(head)))
}

/// Where `closer` stands outside of quotes; `None` if it does not, or if a quote is never closed.
fn call_end(text: &str, closer: &str) -> Option<usize> {
    let mut rest = text;
    let mut value_may_start = true;
    loop {
        if rest.starts_with(closer) {
            return Some(text.len() - rest.len());
        }
        if value_may_start && let Some(opening) = Quote::opening(rest) {
            let (_, after) = opening.content(rest)?;
            rest = after;
            value_may_start = false;
            continue;
        }
        let blank = skip_blank(rest);
        if blank.len() < rest.len() {
            rest = blank;
            value_may_start = true;
            continue;
        }
        let character = rest.chars().next()?;
        value_may_start = matches!(character, '=' | ',' | '(');
        rest = &rest[character.len_utf8()..];
    }
}

/// Reads arguments that are separated by blanks and by any of `separators`.
fn read_arguments(text: &str, separators: &[char], head: &mut CallHead) {
    let skip = |text| skip_separators(text, separators);
    let mut rest = skip(text);
    while !rest.is_empty() {
        let key_length = rest.find(|character: char| !is_key_part(character)).unwrap_or(rest.len());
        let (key, after) = rest.split_at(key_length);
        let assigned = skip_blank(after).strip_prefix('=').filter(|_| !key.is_empty());
        let (argument, after) = read_value(assigned.map_or(rest, skip_blank), separators);
        match assigned {
            Some(_) => head.named.push((key.to_owned(), argument)),
            None => head.positional.push(argument),
        }
        rest = skip(after);
    }
}

/// Reads one value and returns what follows it; at least one character is taken from a text that is not empty.
fn read_value<'t>(text: &'t str, separators: &[char]) -> (Argument, &'t str) {
    if let Some(quote) = Quote::opening(text) {
        // A quote that is never closed takes in the rest, as its writer saw it on the page.
        let (content, after) = quote.content(text).unwrap_or((&text[quote.open.len()..], ""));
        return (Argument::Text(quote.text(content)), after);
    }
    if text.starts_with('[')
        && let Some(end) = text.find(']')
    {
        return (Argument::Text(text[..=end].to_owned()), &text[end + 1..]);
    }
    let is_end = |at: usize| {
        let rest = &text[at..];
        skip_blank(rest).len() < rest.len() || rest.starts_with(|next| separators.contains(&next))
    };
    let end = text.char_indices().map(|(at, _)| at).find(|&at| is_end(at)).unwrap_or(text.len());
    let (bare, after) = text.split_at(end);
    (bare_value(bare), after)
}

/// A value without quotes. Only numbers that are written as they are counted are numbers: `007` and the seventeen
/// digits of an old post are names.
fn bare_value(bare: &str) -> Argument {
    const EXACT_DIGITS: usize = 15;
    let digits = bare.strip_prefix('-').unwrap_or(bare);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let counted = whole == "0" || !whole.starts_with('0');
    match bare {
        "true" => Argument::Bool(true),
        "false" => Argument::Bool(false),
        _ if numeric(whole) && numeric(fraction) && counted && digits.len() <= EXACT_DIGITS => {
            bare.parse().map_or_else(|_| Argument::Text(bare.to_owned()), Argument::Number)
        }
        _ => Argument::Text(bare.to_owned()),
    }
}

/// A kind of quotation mark.
#[derive(Clone, Copy)]
struct Quote {
    open: &'static str,
    /// Any of these closes it.
    close: &'static [&'static str],
    kind: QuoteKind,
}

/// How the text between quotation marks is read.
#[derive(Clone, Copy, PartialEq)]
enum QuoteKind {
    /// A backslash escapes the next quote or backslash; character references are read.
    Escaped,
    /// As it stands.
    Raw,
    /// With character references.
    Entities,
}

const CURLY: &[&str] = &["\u{201D}", "\u{201C}", "\""];
const CURLY_ENTITIES: &[&str] = &["&rdquo;", "&ldquo;", "&#8221;", "&#8220;", "&quot;"];

const QUOTES: [Quote; 13] = {
    use QuoteKind::{Entities, Escaped, Raw};
    [
        Quote { open: "\"", close: &["\""], kind: Escaped },
        Quote { open: "`", close: &["`"], kind: Raw },
        Quote { open: "'", close: &["'"], kind: Escaped },
        Quote { open: "\u{201C}", close: CURLY, kind: Entities },
        Quote { open: "\u{201D}", close: CURLY, kind: Entities },
        Quote { open: "\u{201E}", close: CURLY, kind: Entities },
        Quote { open: "\u{2018}", close: &["\u{2019}", "\u{2018}", "'"], kind: Entities },
        Quote { open: "\u{AB}", close: &["\u{BB}"], kind: Entities },
        Quote { open: "&quot;", close: &["&quot;"], kind: Entities },
        Quote { open: "&#34;", close: &["&#34;", "&quot;"], kind: Entities },
        Quote { open: "&ldquo;", close: CURLY_ENTITIES, kind: Entities },
        Quote { open: "&rdquo;", close: CURLY_ENTITIES, kind: Entities },
        Quote { open: "&#8220;", close: CURLY_ENTITIES, kind: Entities },
    ]
};

impl Quote {
    /// The quotation mark `text` starts with.
    fn opening(text: &str) -> Option<Quote> {
        QUOTES.into_iter().find(|quote| text.starts_with(quote.open))
    }

    /// The text up to the closing mark, and what follows that; `text` starts with the opening one.
    fn content(self, text: &str) -> Option<(&str, &str)> {
        let text = &text[self.open.len()..];
        let mut escaped = false;
        for (at, character) in text.char_indices() {
            if !escaped && let Some(close) = self.close.iter().find(|close| text[at..].starts_with(**close)) {
                return Some((&text[..at], &text[at + close.len()..]));
            }
            escaped = self.kind == QuoteKind::Escaped && character == '\\' && !escaped;
        }
        None
    }

    /// What is meant by `content`.
    fn text(self, content: &str) -> String {
        match self.kind {
            QuoteKind::Raw => content.to_owned(),
            QuoteKind::Escaped if content.contains('\\') => decoded(&unescape(content)).into_owned(),
            QuoteKind::Escaped | QuoteKind::Entities => decoded(content).into_owned(),
        }
    }
}

/// `content` without the backslashes before quotes and backslashes.
fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some('"' | '\'' | '\\')) => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

fn is_name_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | '/')
}

/// Whether `name` can be the name of a template: no part of it climbs out of the templates' folder.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && name.chars().all(is_name_part)
        && !name.contains("..")
        && !name.contains("//")
}

fn is_key_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

/// `text` without white space at its start, no-break spaces in both spellings included.
fn skip_blank(text: &str) -> &str {
    skip_separators(text, &[])
}

fn skip_separators<'t>(text: &'t str, separators: &[char]) -> &'t str {
    let mut rest = text;
    loop {
        let trimmed =
            rest.trim_start_matches(|next: char| next.is_whitespace() || separators.contains(&next));
        rest = match trimmed.strip_prefix("&nbsp;").or_else(|| trimmed.strip_prefix("&#160;")) {
            Some(after) => after,
            None => return trimmed,
        };
    }
}

/// `text` without white space at both ends.
fn trim_blank(text: &str) -> &str {
    let mut text = skip_blank(text);
    loop {
        let trimmed = text.trim_end();
        text = match trimmed.strip_suffix("&nbsp;").or_else(|| trimmed.strip_suffix("&#160;")) {
            Some(before) => before,
            None => return trimmed,
        };
    }
}

#[cfg(test)]
mod tests;
