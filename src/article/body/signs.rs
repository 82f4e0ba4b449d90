//! Signs within words: `x^2^` is raised, `H~2~O` lowered, and `:heart:` an emoji where the site wants it.
//!
//! The parser's own extension takes such signs for markup only where no word stands before them, which is not how they are used. A
//! sign counts directly behind a letter, a digit or a bracket, and encloses a few letters and digits without blanks. Texts that
//! know nothing of them stay as they are: `2^10 and 3^5`, `^_^`, `3~5,7~9`. A `~` with a blank before it strikes out.

use std::borrow::Cow;

use crate::config::Markdown;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextPart<'t> {
    /// As it is.
    Text(&'t str),
    /// Raised.
    Raised(&'t str),
    /// Lowered.
    Lowered(&'t str),
    /// In place of its name.
    Emoji(&'static str),
}

/// The parts of `text`.
pub(super) fn parts(text: &str, markdown: Markdown) -> impl Iterator<Item = TextPart<'_>> {
    let (mut at, mut from, mut next) = (0, 0, None);
    std::iter::from_fn(move || {
        if let Some(part) = next.take() {
            return Some(part);
        }
        while let Some(found) = memchr::memchr3(b'^', b'~', b':', &text.as_bytes()[from..]) {
            let start = from + found;
            from = start + 1;
            if let Some((part, end)) = part(text, start, markdown) {
                let before = &text[at..start];
                (at, from) = (end, end);
                if before.is_empty() {
                    return Some(part);
                }
                next = Some(part);
                return Some(TextPart::Text(before));
            }
        }
        let rest = &text[at..];
        (at, from) = (text.len(), text.len());
        (!rest.is_empty()).then_some(TextPart::Text(rest))
    })
}

/// What starts with the sign at byte `start`, and where it ends.
fn part(text: &str, start: usize, markdown: Markdown) -> Option<(TextPart<'_>, usize)> {
    /// The most bytes that are raised or lowered.
    const LONGEST: usize = 40;
    let (sign, is_on) = match text.as_bytes()[start] {
        b'^' => (b'^', markdown.superscript),
        b'~' => (b'~', markdown.subscript),
        _ => return markdown.emoji.then(|| emoji(text, start)).flatten(),
    };
    let before = text[..start].chars().next_back().filter(|_| is_on)?;
    if !before.is_alphanumeric() && !matches!(before, ')' | ']' | '}') {
        return None;
    }
    let window = &text.as_bytes()[start + 1..text.len().min(start + 2 + LONGEST)];
    let end = start + 1 + memchr::memchr(sign, window)?;
    let held = text.get(start + 1..end)?;
    let is_word = held.contains(char::is_alphanumeric)
        && held.chars().all(|held| {
            let is_plain = held.is_alphanumeric() && !('\u{2E80}'..='\u{D7FF}').contains(&held);
            is_plain || matches!(held, '+' | '-' | '−' | '=' | '.' | ',' | '/' | '(' | ')' | '*' | '\'' | '′')
        });
    let behind = text[end + 1..].chars().next();
    // A range of numbers, twice.
    let is_range = before.is_numeric() && behind.is_some_and(char::is_numeric);
    let is_twice = text.as_bytes().get(end + 1) == Some(&sign);
    (is_word && !is_range && !is_twice).then(|| {
        let part = if sign == b'^' { TextPart::Raised(held) } else { TextPart::Lowered(held) };
        (part, end + 1)
    })
}

/// The emoji whose name starts with the colon at byte `start`, by the names of GitHub.
fn emoji(text: &str, start: usize) -> Option<(TextPart<'_>, usize)> {
    const LONGEST: usize = 60;
    let bytes = &text.as_bytes()[start + 1..];
    let of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    let length = bytes.iter().take(LONGEST).take_while(of_name).count();
    let end = start + 1 + length;
    if length == 0 || text.as_bytes().get(end) != Some(&b':') {
        return None;
    }
    let emoji = emojis::get_by_shortcode(&text[start + 1..end])?;
    Some((TextPart::Emoji(emoji.as_str()), end + 1))
}

/// `text` as it is read where there is no markup: in summaries and descriptions of pictures.
pub(super) fn plain(text: &str, markdown: Markdown) -> Cow<'_, str> {
    if memchr::memchr3(b'^', b'~', b':', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let parts = parts(text, markdown).map(|part| match part {
        TextPart::Text(text) | TextPart::Raised(text) | TextPart::Lowered(text) | TextPart::Emoji(text) => {
            text
        }
    });
    Cow::Owned(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all() -> Markdown {
        Markdown { emoji: true, ..Markdown::default() }
    }

    #[test]
    fn signs_count_within_words() {
        let parts = |text| parts(text, all()).collect::<Vec<_>>();
        assert_eq!(parts("x^2^y"), [TextPart::Text("x"), TextPart::Raised("2"), TextPart::Text("y")]);
        assert_eq!(parts("H~2~O"), [TextPart::Text("H"), TextPart::Lowered("2"), TextPart::Text("O")]);
        assert_eq!(parts("(a)^n+1^"), [TextPart::Text("(a)"), TextPart::Raised("n+1")]);
        assert_eq!(parts(":heart_eyes:"), [TextPart::Emoji("😍")]);
        for text in [
            "2^10 and 3^5",
            "^_^ ^o^",
            "3~5,7~9",
            "3~5年、7~9年",
            "a~b c~",
            "a^^b^^",
            "a^b",
            "12:30:45",
            ":none:",
            "~a~",
            "a~~b~~",
            "",
        ] {
            assert_eq!(plain(text, all()), text);
            assert!(parts(text).len() <= 1, "{text}");
        }
        assert_eq!(plain("H~2~O x^2^ :+1:", all()), "H2O x2 👍");
        assert_eq!(plain("H~2~O x^2^ :+1:", Markdown::default()), "H2O x2 :+1:");
    }

    proptest! {
        #[test]
        fn parts_are_all_of_a_text(text in "(\\^|~|:|a|1|é| |heart|\\)){0,30}") {
            let none = Markdown { emoji: false, subscript: false, superscript: false, ..Markdown::default() };
            prop_assert_eq!(plain(&text, none), text.clone());
            let kept = plain(&text, Markdown::default());
            prop_assert_eq!(kept.replace(['^', '~'], ""), text.replace(['^', '~'], ""));
        }
    }
}
