//! Names as address segments: transliterated, or unchanged except for characters that addresses cannot contain.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{MAX_SEGMENT_BYTES, composed, slug};

/// How names of files, titles and names become parts of addresses: `slugs` in `site.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slugs {
    /// In Latin letters, digits and hyphens.
    #[default]
    Ascii,
    /// As they are written, but for what no address can hold.
    Keep,
    /// Likewise, in lower case.
    Lower,
}

impl Slugs {
    /// The names of all, as `site.toml` has them.
    pub const ALL: [(&'static str, Slugs); 3] =
        [("ascii", Slugs::Ascii), ("keep", Slugs::Keep), ("lower", Slugs::Lower)];

    /// The part that the name of a file makes; `None` where nothing is left of it.
    pub fn of_name(self, name: &str) -> Option<String> {
        match self {
            Slugs::Ascii => name_slug(name),
            Slugs::Keep => kept(name),
            Slugs::Lower => kept(name).map(|part| lower(&part)),
        }
    }

    /// The part that a text for readers makes, such as a title; likewise.
    pub fn of_text(self, text: &str) -> Option<String> {
        match self {
            Slugs::Ascii => slug(text),
            Slugs::Keep => words(text),
            Slugs::Lower => words(text).map(|part| lower(&part)),
        }
    }

    /// The part that a folder makes for `{section}` and `{sections}` of a pattern.
    pub fn of_folder(self, name: &str) -> Option<String> {
        match self {
            // Plain or not, folders have always been taken as they are.
            Slugs::Ascii => Some(name.nfc().collect()),
            other => other.of_name(name),
        }
    }

    /// The part that the file or folder of a standing page makes.
    pub fn of_page(self, name: &str) -> Option<String> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        match self {
            Slugs::Ascii if name.bytes().all(plain) && !matches!(name, "" | "." | "..") => {
                Some(name.to_owned())
            }
            other => other.of_name(name),
        }
    }
}

/// A file's name as a slug: as it is where it is one already, otherwise transliterated.
pub fn name_slug(name: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(plain) && name.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return Some(name.to_owned());
    }
    slug(name)
}

/// A name as it is, in normal form C. What no address can hold as written (white space, control characters, `/` and `\`) becomes
/// a hyphen, one for each run, and is left out at both ends.
fn kept(name: &str) -> Option<String> {
    let mut part = String::with_capacity(name.len());
    let mut gap = false;
    for character in name.nfc() {
        if character.is_whitespace() || character.is_control() || matches!(character, '/' | '\\') {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) && !part.is_empty() {
            part.push('-');
        }
        part.push(character);
    }
    bounded(part, MAX_SEGMENT_BYTES).filter(|part| part != "." && part != "..")
}

/// The letters, marks and digits of a text in their own script, with `_`, and with dots within words; apostrophes vanish, and
/// everything else becomes a hyphen, one for each run.
fn words(text: &str) -> Option<String> {
    const MAX_BYTES: usize = 100;
    let is_word = |character: char| character.is_alphanumeric() || is_combining_mark(character);
    let mut part = String::with_capacity(text.len().min(2 * MAX_BYTES));
    let mut gap = false;
    let mut rest = text.nfc().peekable();
    while let Some(character) = rest.next()
        && part.len() <= 2 * MAX_BYTES
    {
        let is_within = |part: &str, next: Option<&char>| {
            !gap && part.ends_with(char::is_alphanumeric) && next.is_some_and(|next| next.is_alphanumeric())
        };
        match character {
            '\'' | '’' | '‘' | '`' => {}
            _ if is_word(character) || character == '_' => {
                if std::mem::take(&mut gap) && !part.is_empty() {
                    part.push('-');
                }
                part.push(character);
            }
            '.' if is_within(&part, rest.peek()) => part.push('.'),
            _ => gap = true,
        }
    }
    bounded(part, MAX_BYTES)
}

/// A part of at most `most` bytes, cut between words where possible; `None` for an empty one.
fn bounded(part: String, most: usize) -> Option<String> {
    // What was left out may have stood between marks that belong together.
    let mut part = composed(&part).into_owned();
    if part.len() > most {
        let mut end = most;
        while !part.is_char_boundary(end) {
            end -= 1;
        }
        let cut = part[..end].rfind('-').filter(|&hyphen| hyphen > most / 2);
        part.truncate(cut.unwrap_or(end));
    }
    (!part.is_empty()).then_some(part)
}

/// A part in lower case, in normal form C, and not longer than a part may be.
fn lower(part: &str) -> String {
    let lower: String = part.to_lowercase().nfc().collect();
    bounded(lower, MAX_SEGMENT_BYTES).unwrap_or_else(|| part.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::UrlPath;
    use proptest::prelude::*;

    #[test]
    fn names_are_kept_but_for_what_no_address_holds() {
        for (name, keep, lower) in [
            ("v1.2-Out", "v1.2-Out", "v1.2-out"),
            ("Rust_2018 (final)", "Rust_2018-(final)", "rust_2018-(final)"),
            ("Файл  имени", "Файл-имени", "файл-имени"),
            ("Zu\u{308}rich", "Z\u{fc}rich", "z\u{fc}rich"),
            (" a\tb ", "a-b", "a-b"),
            ("a\\b", "a-b", "a-b"),
            ("50%", "50%", "50%"),
            ("---", "---", "---"),
            ("conf-lineup@0", "conf-lineup@0", "conf-lineup@0"),
            ("公式", "公式", "公式"),
        ] {
            assert_eq!(Slugs::Keep.of_name(name).as_deref(), Some(keep), "{name}");
            assert_eq!(Slugs::Lower.of_name(name).as_deref(), Some(lower), "{name}");
        }
        assert_eq!(Slugs::Ascii.of_name("v1.2-Out").as_deref(), Some("v1-2-out"));
        assert_eq!(Slugs::Ascii.of_name("a_b-").as_deref(), Some("a_b-"));
        for name in ["", ".", "..", "  ", "\u{7f}"] {
            assert_eq!(Slugs::Keep.of_name(name), None, "{name:?}");
        }
    }

    #[test]
    fn texts_become_words() {
        for (text, expected) in [
            ("Rust 1.88.0 is out!", "Rust-1.88.0-is-out"),
            ("Kyrgyzstan’s Unrest: 2010", "Kyrgyzstans-Unrest-2010"),
            ("Граница и стража.", "Граница-и-стража"),
            ("C++ / C#", "C-C"),
            ("हिन्दी में", "हिन्दी-में"),
            ("... node.js ...", "node.js"),
            ("a_b", "a_b"),
        ] {
            assert_eq!(Slugs::Keep.of_text(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(Slugs::Lower.of_text("Rust 1.88.0").as_deref(), Some("rust-1.88.0"));
        assert_eq!(Slugs::Ascii.of_text("Rust 1.88.0").as_deref(), Some("rust-1-88-0"));
        assert_eq!(Slugs::Keep.of_text("!!!"), None);
        assert!(Slugs::Keep.of_text(&"слово ".repeat(200)).unwrap().len() <= 100);
    }

    proptest! {
        #[test]
        fn any_name_makes_one_part_or_none(name in "\\PC{0,300}|[\\x00-\\xff]{0,8}") {
            for slugs in Slugs::ALL.map(|(_, slugs)| slugs) {
                for part in [slugs.of_name(&name), slugs.of_text(&name), slugs.of_page(&name)] {
                    let Some(part) = part else { continue };
                    let url = UrlPath::parse(&format!("/{}/", part.replace('%', "%25")));
                    prop_assert!(url.is_ok(), "{:?}: {:?}", part, url);
                    let url = url.unwrap();
                    prop_assert_eq!(url.as_str(), format!("/{part}/"));
                    // What is written reads back to the same.
                    prop_assert_eq!(UrlPath::parse(&url.href("")).unwrap(), url);
                }
            }
        }
    }
}
