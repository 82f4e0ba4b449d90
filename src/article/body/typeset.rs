//! Typographic quotes, dashes and ellipses in plain text: titles and summaries, and captions without markup. The parser decides
//! about them as it does in bodies.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use crate::config::{Markdown, Quotes};

/// What stands before a text of one line while it is read as Markdown, so that it starts no block. It is punctuation, as the beginning
/// of a line is to markup, and quotes open behind it.
pub(super) const GUARD: &str = "(";

/// Whether a text may hold anything that is written otherwise in type.
fn has_signs(text: &str) -> bool {
    memchr::memchr2(b'"', b'\'', text.as_bytes()).is_some() || text.contains("--") || text.contains("...")
}

/// A text of one line as it is set in type, where the site wants that.
pub fn typeset(text: &str, markdown: Markdown) -> Cow<'_, str> {
    if !markdown.smart_punctuation {
        return Cow::Borrowed(text);
    }
    if !has_signs(text) {
        return with_held_dashes(text, markdown);
    }
    let mut source = String::with_capacity(text.len() + text.len() / 4 + 8);
    source.push_str(GUARD);
    for sign in text.chars() {
        match sign {
            '"' | '\'' | '-' | '.' | '(' | ')' | ',' => source.push(sign),
            '\n' | '\r' => source.push(' '),
            _ => {
                if sign.is_ascii_punctuation() {
                    source.push('\\');
                }
                source.push(sign);
            }
        }
    }
    let mut quotes = LocalQuotes::new(markdown.quotes);
    let mut out = String::with_capacity(text.len() + 8);
    let options = Options::ENABLE_SMART_PUNCTUATION;
    for (event, range) in Parser::new_ext(&source, options).into_offset_iter() {
        if let Event::Text(part) = event {
            out.push_str(quotes.localised(&part, &source, &range));
        }
    }
    match out.strip_prefix(GUARD) {
        Some(set) => Cow::Owned(with_held_dashes(set, markdown).into_owned()),
        // Blanks alone.
        None => Cow::Borrowed(text),
    }
}

/// A text in which no line begins with a dash, where the language wants that: the blank before one does not break.
pub(super) fn with_held_dashes(text: &str, markdown: Markdown) -> Cow<'_, str> {
    let holds = markdown.smart_punctuation && markdown.holds_dashes;
    if !holds || !(text.contains(" —") || text.contains(" –")) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(" —", "\u{a0}—").replace(" –", "\u{a0}–"))
}

/// Puts the quotes of a language in place of those of the parser.
pub(super) struct LocalQuotes {
    quotes: Quotes,
    /// Inner quotations that are open.
    open: usize,
}

impl LocalQuotes {
    /// With no quotation open.
    pub(super) fn new(quotes: Quotes) -> LocalQuotes {
        LocalQuotes { quotes, open: 0 }
    }

    /// A new block: what is open there was no quotation.
    pub(super) fn start_block(&mut self) {
        self.open = 0;
    }

    /// A part of a text, which stands at `range` of `source`, as the language has it.
    pub(super) fn localised<'p>(&mut self, part: &'p str, source: &str, range: &Range<usize>) -> &'p str {
        if self.quotes == Quotes::ENGLISH || range.len() != 1 {
            return part;
        }
        let typed = source.get(range.clone()).unwrap_or_default();
        let next = source.get(range.end..).and_then(|rest| rest.chars().next());
        self.quotes.localised(part, typed, next, &mut self.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, code: &str) -> String {
        let quotes = Quotes::of(code);
        typeset(text, Markdown { smart_punctuation: true, quotes, ..Markdown::default() }).into_owned()
    }

    #[test]
    fn quotes_dashes_and_ellipses() {
        for (text, english) in [
            ("\"So,\" he said -- \"it's over...\"", "“So,” he said – “it’s over…”"),
            ("'No' to the '90s", "‘No’ to the ’90s"),
            ("1. \"First\"", "1. “First”"),
            ("# *A* [b](c) <d> `e` & \"f\" \\ g", "# *A* [b](c) <d> `e` & “f” \\ g"),
            ("2010-2012, a-b", "2010-2012, a-b"),
            ("A (\"b\")", "A (“b”)"),
            ("\"", "“"),
            ("...", "…"),
            ("- \"a\"", "- “a”"),
            ("Ends with a blank \" ", "Ends with a blank “"),
        ] {
            assert_eq!(set(text, "en").trim_end(), english.trim_end(), "{text}");
        }
    }

    #[test]
    fn quotes_of_other_languages() {
        assert_eq!(set("\"Караван\" закрыт", "ru"), "«Караван» закрыт");
        assert_eq!(set("Er sagte: \"Das ist 'gut', oder?\"", "de"), "Er sagte: „Das ist ‚gut‘, oder?“");
        assert_eq!(set("L'affaire \"X\"", "fr"), "L’affaire «\u{202f}X\u{202f}»");
        assert_eq!(set("Geht's 'so'?", "de"), "Geht’s ‚so‘?");
    }

    #[test]
    fn no_line_of_russian_begins_with_a_dash() {
        for (text, expected) in [
            ("Ленин -- вождь", "Ленин\u{a0}– вождь"),
            ("Ленин — вождь — и всё", "Ленин\u{a0}— вождь\u{a0}— и всё"),
            ("— Да, — сказал он", "— Да,\u{a0}— сказал он"),
            ("2010–2012, кое-что", "2010–2012, кое-что"),
        ] {
            assert_eq!(hold(text), expected);
        }
        assert_eq!(set("So — no", "en"), "So — no");
    }

    fn hold(text: &str) -> String {
        let quotes = Quotes::of("ru");
        let markdown =
            Markdown { smart_punctuation: true, quotes, holds_dashes: true, ..Markdown::default() };
        typeset(text, markdown).into_owned()
    }

    #[test]
    fn what_is_typographic_already_stays() {
        assert_eq!(set("“So” – ‘no’…", "ru"), "“So” – ‘no’…");
        let plain = Markdown::default();
        assert_eq!(typeset("\"a\" -- b", plain), "\"a\" -- b");
    }
}
