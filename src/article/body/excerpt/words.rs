//! Words of a summary: how many, and where it is cut.

use crate::article::body::shortcode;
use crate::text::{is_loose, is_unspaced, joins_lines};

/// How long words are at most, taken together.
pub(super) const WORD: usize = 20;

/// `text` with single spaces, and none at line breaks within scripts that put none between words; `None` if there is no letter
/// or digit in it.
pub(super) fn tidy(text: &str) -> Option<String> {
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let mut tidy = String::with_capacity(text.len());
    let mut breaks = false;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if !word.is_empty() {
            let unspaced = breaks && joins_lines(&tidy, word);
            if !tidy.is_empty() && !unspaced {
                tidy.push(' ');
            }
            tidy.push_str(word);
            breaks = false;
        }
        breaks |= part.ends_with('\n');
    }
    tidy.retain(|character| character != shortcode::PLACE);
    Some(tidy)
}

/// How many words a text has: each character of a script without blanks between words is one.
pub(super) fn count_words(text: &str) -> usize {
    word_ends(text).count()
}

/// Where each word of a text ends.
fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, character) = characters.next()?;
            let end = at + character.len_utf8();
            if is_unspaced(character) {
                if character.is_alphanumeric() {
                    return Some(end);
                }
                continue;
            }
            let is_last =
                characters.peek().is_none_or(|(_, next)| next.is_whitespace() || is_unspaced(*next));
            if !character.is_whitespace() && is_last {
                return Some(end);
            }
        }
    })
}

/// The first words of a text, ended with `…` if there are more.
pub(super) fn first_words(text: &str, words: usize) -> String {
    let Some(end) = words.checked_sub(1).and_then(|last| word_ends(text).nth(last)) else {
        return if words == 0 { String::new() } else { text.to_owned() };
    };
    if !text[end..].contains(char::is_alphanumeric) {
        return text.to_owned();
    }
    format!("{}…", text[..end].trim_end_matches(is_loose))
}
