//! The words of pieces of text that occur again and again: most of a text is made of few words, which need not be taken apart anew.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lexicon::{EntryId, Language, Lexicon};
use crate::words::words;

/// The most pieces that are remembered, so that memory does not grow with the archive. A few megabytes.
const PIECES: usize = 1 << 15;

/// The longest piece that is remembered, in bytes.
const LONGEST: usize = 48;

/// What one thread remembers.
#[derive(Default)]
pub(super) struct Memory {
    /// For each piece, after what the keys of its language start with, the place of its words.
    pieces: FxHashMap<Box<str>, Range<usize>>,
    entries: Vec<EntryId>,
    /// How many of `entries` are of pieces that are remembered.
    kept: usize,
    key: String,
    word_key: String,
}

impl Memory {
    /// Calls `each` for every word of `text`, in order.
    pub(super) fn words(
        &mut self,
        lexicon: &Lexicon,
        language: &Language,
        text: &str,
        mut each: impl FnMut(EntryId),
    ) {
        for piece in text.split(|c: char| c.is_ascii_whitespace()).filter(|piece| !piece.is_empty()) {
            self.piece(lexicon, language, piece).iter().for_each(|entry| each(*entry));
        }
    }

    /// The words of a piece without white space.
    fn piece(&mut self, lexicon: &Lexicon, language: &Language, piece: &str) -> &[EntryId] {
        let Memory { pieces, entries, kept, key, word_key } = self;
        key.clear();
        key.push_str(&language.prefix);
        key.push_str(piece);
        if let Some(place) = pieces.get(key.as_str()) {
            return &entries[place.clone()];
        }
        if pieces.len() == PIECES {
            pieces.clear();
            *kept = 0;
        }
        entries.truncate(*kept);
        let start = *kept;
        words(piece, |word| entries.push(lexicon.word(language, word.written, word.folded, word_key)));
        if piece.len() <= LONGEST {
            pieces.insert(key.as_str().into(), start..entries.len());
            *kept = entries.len();
        }
        &entries[start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of the words of `text`.
    fn forms(memory: &mut Memory, lexicon: &Lexicon, language: &Language, text: &str) -> Vec<String> {
        let mut entries = Vec::new();
        memory.words(lexicon, language, text, |entry| entries.push(entry));
        let view = lexicon.view();
        entries.into_iter().map(|entry| view.get(entry).unwrap().form.to_string()).collect()
    }

    #[test]
    fn what_is_remembered_is_what_is_read() {
        let (lexicon, mut memory) = (Lexicon::new(), Memory::default());
        let (english, russian) = (Language::new("en"), Language::new("ru"));
        let long = format!("{}-end", "x".repeat(100));
        let text = format!("U.S.-backed “Borders”, borders: {long} — Ёлки\tELKI");
        let expected = crate::words::folded(&text);
        assert_eq!(expected.len(), 8, "{expected:?}");
        for language in [&english, &russian, &english] {
            assert_eq!(forms(&mut memory, &lexicon, language, &text), expected);
        }
        // A word of another language is another entry.
        let mut all = Vec::new();
        for language in [&english, &russian, &english] {
            memory.words(&lexicon, language, "borders", |entry| all.push(entry));
        }
        assert!(all[0] != all[1] && all[0] == all[2], "{all:?}");
    }

    #[test]
    fn it_has_an_end() {
        let (lexicon, mut memory) = (Lexicon::new(), Memory::default());
        let english = Language::new("en");
        for number in 0..PIECES + 10 {
            assert_eq!(memory.piece(&lexicon, &english, &format!("a{number}")).len(), 1);
        }
        assert!(memory.pieces.len() <= PIECES && memory.entries.len() <= PIECES, "{}", memory.pieces.len());
        assert_eq!(forms(&mut memory, &lexicon, &english, "a7 a32770"), ["a7", "a32770"]);
        let kept = memory.entries.len();
        for number in 0..1_000 {
            let long = format!("{}{number}", "b".repeat(LONGEST));
            assert_eq!(forms(&mut memory, &lexicon, &english, &long), [long]);
        }
        assert_eq!(memory.entries.len(), kept + 1);
    }
}
