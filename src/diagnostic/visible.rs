//! Escaping of foreign text for terminals.
//!
//! A file name, a title or a source line may contain something that a terminal interprets: escape sequences that clear
//! the screen, set its title or write to the clipboard, their one-character C1 forms (ECMA-48), and bidirectional
//! controls (Unicode, UAX 9) that change what one reads. All of them are shown as `\u{1b}`, in JSON as JSON escapes.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The longest word that is shown whole, in characters, and what is shown of the beginning and the end of a longer one: a path
/// may have thousands.
const LONGEST: usize = 240;
const BEGINNING: usize = 120;
const END: usize = 80;

/// Whether a terminal would do something else than show the character.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{e000}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// JSON in which no character is one that a terminal obeys: each is written as its escape, which is the same value.
pub fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if is_obeyed(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// A text as it may be printed: nothing in it is obeyed by a terminal, and it is one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_long = |word: &str| word.len() > LONGEST && word.chars().nth(LONGEST).is_some();
    if !text.contains(is_obeyed) && !text.split(' ').any(is_long) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            shown.push(' ');
        }
        if is_long(word) {
            let length = word.chars().count();
            word.chars().take(BEGINNING).for_each(|character| push(&mut shown, character));
            shown.push('…');
            word.chars().skip(length - END).for_each(|character| push(&mut shown, character));
        } else {
            word.chars().for_each(|character| push(&mut shown, character));
        }
    }
    Cow::Owned(shown)
}

/// Appends a character as it is shown.
pub(super) fn push(shown: &mut String, character: char) {
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        _ if is_obeyed(character) => {
            // Writing to a string does not fail.
            let _ = write!(shown, "{}", character.escape_unicode());
        }
        _ => shown.push(character),
    }
}

/// A source line as it may be printed, and the byte range of what stands at `column` (from 1) in that; an empty one at the end.
///
/// Tabs stay: whoever prints the line knows how wide they are.
pub(super) fn visible_line(line: &str, column: u32) -> (String, usize, usize) {
    let at = column.saturating_sub(1) as usize;
    let mut shown = String::with_capacity(line.len());
    let mut place = None;
    for (index, character) in line.chars().enumerate() {
        let start = shown.len();
        match character {
            '\t' => shown.push('\t'),
            _ => push(&mut shown, character),
        }
        if index == at {
            place = Some((start, shown.len()));
        }
    }
    let (start, end) = place.unwrap_or((shown.len(), shown.len()));
    (shown, start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_for_a_terminal_to_obey() {
        assert_eq!(visible("content/a\u{1b}[2J\n.md"), "content/a\\u{1b}[2J\\n.md");
        assert_eq!(visible("\u{9b}31m \u{85}\u{7f}\t"), "\\u{9b}31m \\u{85}\\u{7f}\\t");
        assert_eq!(visible("a\u{202e}b\u{2069}\u{2028}"), "a\\u{202e}b\\u{2069}\\u{2028}");
        for code in (0..0x20).chain(0x7f..0xa0).chain(0x202a..0x202f).chain(0x2066..0x206a) {
            let text = char::from_u32(code).unwrap().to_string();
            assert!(!visible(&text).contains(is_obeyed), "{code:x}");
            let (line, _, _) = visible_line(&text, 1);
            assert!(text == "\t" || !line.contains(is_obeyed), "{code:x}");
        }
        let plain = "Кот — «été», 日本, नमस्ते, 👩‍🚀";
        assert!(matches!(visible(plain), Cow::Borrowed(text) if text == plain));
    }

    #[test]
    fn json_keeps_its_value() {
        let text = "a\u{9b}\u{202e}\u{e0001}\"é\n";
        let json = visible_json(&serde_json::to_string(text).unwrap());
        assert_eq!(json, "\"a\\u009b\\u202e\\udb40\\udc01\\\"é\\n\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_long_word_is_cut_in_the_middle() {
        let path = format!("cannot write `{}.html`: file name too long", "x".repeat(5_000));
        let shown = visible(&path);
        assert!(shown.chars().count() < 260, "{shown}");
        assert!(
            shown.starts_with("cannot write `xxx") && shown.ends_with("xxx.html`: file name too long"),
            "{shown}"
        );
        let words = "many words ".repeat(500);
        assert_eq!(visible(&words), words);
    }

    #[test]
    fn the_place_in_a_line_stays_under_its_character() {
        let at = |line: &str, column| {
            let (shown, start, end) = visible_line(line, column);
            (shown[start..end].to_owned(), shown)
        };
        assert_eq!(at("a\u{1b}b", 3), ("b".into(), "a\\u{1b}b".into()));
        assert_eq!(at("a\u{1b}b", 2), ("\\u{1b}".into(), "a\\u{1b}b".into()));
        assert_eq!(at("ab", 9), ("".into(), "ab".into()));
    }
}
