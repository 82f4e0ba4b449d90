//! Bare URLs in text (GitHub Flavored Markdown, section 6.9).
//!
//! A URL also ends at full-width and typographic punctuation, because some scripts continue there without a space.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::config::Markdown;

/// An address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Autolink {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What is missing before it: `http://`, `mailto:` or nothing.
    pub(super) before: &'static str,
}

/// The addresses in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Autolink> {
    let bytes = text.as_bytes();
    let mut found: Vec<Autolink> = Vec::new();
    let (mut at, mut done) = (0, 0);
    while let Some(next) = next_sign(bytes, at) {
        at = next + 1;
        let address = match bytes[next] {
            b':' => full(text, next, done),
            b'@' => mail(text, next, done),
            _ => without_scheme(text, next),
        };
        if let Some(address) = address {
            done = address.range.end;
            at = at.max(done);
            found.push(address);
        }
    }
    found
}

/// Where the next `://`, `www.` or `@` stands.
fn next_sign(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr3(b':', b'@', b'w', bytes.get(at..)?)?;
        let rest = &bytes[at..];
        if rest[0] == b'@' || rest.starts_with(b"://") || rest.starts_with(b"www.") {
            return Some(at);
        }
        at += 1;
    }
}

/// Whether a word may begin at byte `at`.
fn begins_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|before| {
        !before.is_ascii_alphanumeric() && !matches!(before, '/' | '@' | '.' | '-' | '=')
    })
}

/// The address whose scheme ends at byte `colon`.
fn full(text: &str, colon: usize, from: usize) -> Option<Autolink> {
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        let start = colon.checked_sub(scheme.len()).filter(|start| *start >= from);
        start.and_then(|start| text.get(start..colon)).is_some_and(|found| found.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    let end = end_of_address(text, colon + "://".len())
        .filter(|_| begins_word(text, start) || text[..start].ends_with('='))?;
    Some(Autolink { range: start..end, before: "" })
}

/// The address that starts with `www.` at byte `start`.
fn without_scheme(text: &str, start: usize) -> Option<Autolink> {
    let end = end_of_address(text, start).filter(|_| begins_word(text, start))?;
    Some(Autolink { range: start..end, before: "http://" })
}

/// Where the address ends whose host starts at byte `start`; `None` if it has no valid host.
fn end_of_address(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let of_host = |next: char| next.is_alphanumeric() || matches!(next, '-' | '_' | '.');
    let host = &rest[..rest.find(|next| !of_host(next)).unwrap_or(rest.len())];
    let host = host.trim_end_matches('.');
    let mut labels = host.rsplit('.');
    let (last, second) = (labels.next()?, labels.next()?);
    // A host begins with no dot and has none twice; no `_` stands in its last two names.
    if host.split('.').any(str::is_empty) || last.contains('_') || second.contains('_') {
        return None;
    }
    let ends = |next: char| {
        next.is_whitespace()
            || next.is_control()
            || next == '<'
            || matches!(next, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}' | '“' | '”' | '‘' | '’' | '…' | '«' | '»')
    };
    let whole = &rest[..rest.find(ends).unwrap_or(rest.len())];
    Some(start + without_punctuation(whole).len()).filter(|end| *end >= start + host.len())
}

/// An address without what a sentence puts behind it.
fn without_punctuation(address: &str) -> &str {
    let count = |sign: u8| memchr::memchr_iter(sign, address.as_bytes()).count();
    let mut unopened = count(b')').saturating_sub(count(b'('));
    let mut end = address.len();
    while let Some(last) = address.as_bytes()[..end].last() {
        match last {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' | b'|' => end -= 1,
            b')' if unopened > 0 => {
                unopened -= 1;
                end -= 1;
            }
            b';' => {
                // What looks like a character reference.
                let name = address[..end - 1].trim_end_matches(|next: char| next.is_ascii_alphanumeric());
                end = if name.ends_with('&') && name.len() < end - 1 { name.len() - 1 } else { end - 1 };
            }
            _ => break,
        }
    }
    &address[..end]
}

/// The e-mail address around the `@` at byte `at`.
fn mail(text: &str, at: usize, from: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let name = bytes[from..at].iter().rev().take_while(|byte| of_name(byte)).count();
    let of_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let host = bytes[at + 1..].iter().take_while(|byte| of_host(byte)).count();
    let host = text[at + 1..at + 1 + host].trim_end_matches('.');
    let is_host = host.contains('.') && !host.split('.').any(str::is_empty) && !host.ends_with(['-', '_']);
    let mut start = at - name;
    if name == 0 || !is_host {
        return None;
    }
    // `@user@host` names somebody elsewhere, and `//user@host` is part of an address.
    let before = text[..start].chars().next_back();
    if before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '@' | '/')) {
        return None;
    }
    let end = at + 1 + host.len();
    if text[from..start].ends_with("mailto:") {
        start -= "mailto:".len();
        return Some(Autolink { range: start..end, before: "" });
    }
    Some(Autolink { range: start..end, before: "mailto:" })
}

/// Tells, for bytes in ascending order, where the next sign stands in a text that may make more of its words. Each sign is looked
/// for once.
pub(super) struct Signs<'t> {
    text: &'t [u8],
    /// Each sign that counts, with its next place once it was looked for.
    next: Vec<(&'static [u8], Option<usize>)>,
}

impl<'t> Signs<'t> {
    /// The signs of `text` that mean something on this site.
    pub(super) fn new(text: &'t str, markdown: Markdown) -> Signs<'t> {
        let signs: [(bool, &[u8]); 6] = [
            (markdown.bare_links, b"://"),
            (markdown.bare_links, b"www."),
            (markdown.bare_links, b"@"),
            (markdown.emoji, b":"),
            (markdown.superscript, b"^"),
            (markdown.subscript, b"~"),
        ];
        let next = signs.into_iter().filter(|(is_on, _)| *is_on).map(|(_, sign)| (sign, None)).collect();
        Signs { text: text.as_bytes(), next }
    }

    /// Whether there is one in the line from byte `at` on.
    pub(super) fn in_line(&mut self, at: usize) -> bool {
        let text = self.text;
        let mut nearest = usize::MAX;
        for (sign, next) in &mut self.next {
            if next.is_none_or(|next| next < at) {
                let rest = text.get(at..).unwrap_or_default();
                let found = match sign {
                    [sign] => memchr(*sign, rest),
                    sign => memmem::find(rest, sign),
                };
                *next = Some(found.map_or(usize::MAX, |found| at + found));
            }
            nearest = nearest.min(next.unwrap_or(usize::MAX));
        }
        nearest < text.len() && memchr(b'\n', &text[at..nearest]).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(text).into_iter().map(|found| format!("{}{}", found.before, &text[found.range])).collect()
    }

    /// The examples of the specification, but for those that are about other parts of Markdown.
    #[test]
    fn addresses_are_found_as_the_specification_says() {
        for (text, expected) in [
            ("www.commonmark.org", "http://www.commonmark.org"),
            ("Visit www.commonmark.org/help for more information.", "http://www.commonmark.org/help"),
            ("Visit www.commonmark.org.", "http://www.commonmark.org"),
            ("Visit www.commonmark.org/a.b.", "http://www.commonmark.org/a.b"),
            ("www.google.com/search?q=Markup+(business)", "http://www.google.com/search?q=Markup+(business)"),
            (
                "www.google.com/search?q=Markup+(business)))",
                "http://www.google.com/search?q=Markup+(business)",
            ),
            (
                "(www.google.com/search?q=Markup+(business))",
                "http://www.google.com/search?q=Markup+(business)",
            ),
            (
                "(www.google.com/search?q=Markup+(business)",
                "http://www.google.com/search?q=Markup+(business)",
            ),
            ("www.google.com/search?q=(business))+ok", "http://www.google.com/search?q=(business))+ok"),
            ("www.google.com/search?q=commonmark&hl=en", "http://www.google.com/search?q=commonmark&hl=en"),
            ("www.google.com/search?q=commonmark&hl;", "http://www.google.com/search?q=commonmark"),
            ("www.commonmark.org/he<lp", "http://www.commonmark.org/he"),
            (
                "(Visit https://encrypted.google.com/search?q=Markup+(business))",
                "https://encrypted.google.com/search?q=Markup+(business)",
            ),
            ("foo@bar.baz", "mailto:foo@bar.baz"),
            (
                "hello+xyz@mail.example isn't valid, but hello+xyz@mail+xyz.example",
                "mailto:hello+xyz@mail.example",
            ),
            ("a.b-c_d@a.b.", "mailto:a.b-c_d@a.b"),
            ("mailto:foo@bar.baz", "mailto:foo@bar.baz"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for text in [
            "hello@mail+xyz.example",
            "a.b-c_d@a.b-",
            "a.b-c_d@a.b_",
            "http://a_b.c_d",
            "http://.",
            "www.",
            "http://localhost/x",
            "://a.b",
            "@a.b",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn addresses_end_where_the_text_goes_on() {
        for (text, expected) in [
            ("见http://例子.cn/。再见", &["http://例子.cn/"][..]),
            ("“http://a.example/b”", &["http://a.example/b"]),
            ("Ссылка: HTTPS://Пример.рф/а, ftp://b.example;", &["HTTPS://Пример.рф/а", "ftp://b.example"]),
            (
                "http://a.example/b@c.example x@y.example",
                &["http://a.example/b@c.example", "mailto:x@y.example"],
            ),
            ("http://web.example/http://www.a.example/", &["http://web.example/http://www.a.example/"]),
            ("x@y.example,z@y.example", &["mailto:x@y.example", "mailto:z@y.example"]),
            ("@me@social.example xhttp://a.example wwwww.a.example", &[]),
            ("http://a.example&amp;", &["http://a.example"]),
            ("_http://a.example/_", &["http://a.example/"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn many_signs_take_linear_time() {
        for piece in [
            "://",
            "www.",
            "@",
            "a@",
            "a@b.",
            "http://",
            "http://a.b)",
            "http://a.b&a;",
            ")",
            "www.a.b/(",
            "a",
        ] {
            let text = piece.repeat(1_000_000 / piece.len());
            assert!(find(&text).len() <= text.len());
        }
        let text = "x@y.example ".repeat(100_000);
        let mut signs = Signs::new(&text, Markdown::default());
        assert!((0..text.len()).all(|at| signs.in_line(at) || text.len() - at < 12));
    }
}
