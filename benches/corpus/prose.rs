//! Running text: phrases, sentences, and what stands within them.

use super::random::Random;
use super::words::{Lexicon, capitalize_from};

/// Something that stands in the middle of a sentence.
#[derive(Debug)]
pub(super) enum Inline {
    /// A link to this address, or to what the generator puts in its place.
    Link(String),
    /// Words in italics.
    Emphasis,
    /// Words in bold.
    Strong,
    /// A reference to the footnote of this number, at the sentence's end.
    Footnote(u64),
}

/// A writer of prose: a vocabulary, luck, and a page that grows.
#[derive(Debug)]
pub(super) struct Prose<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) random: Random,
    pub(super) page: &'a mut String,
}

impl Prose<'_> {
    /// Writes text as it stands.
    pub(super) fn raw(&mut self, text: &str) {
        self.page.push_str(text);
    }

    /// Writes so many words. Function words never stand three in a row, and never last.
    pub(super) fn phrase(&mut self, words: u64) {
        let mut empty_words = 0;
        for position in 0..words {
            if position > 0 {
                self.page.push(' ');
            }
            if empty_words == 2 || position + 1 == words {
                self.page.push_str(self.lexicon.noun(&mut self.random));
                empty_words = 0;
                continue;
            }
            let (word, meaning) = self.lexicon.word(&mut self.random);
            self.page.push_str(word);
            empty_words = if meaning { 0 } else { empty_words + 1 };
        }
    }

    /// Writes a phrase with a capital first letter.
    pub(super) fn heading(&mut self, words: u64) {
        let start = self.page.len();
        self.phrase(words);
        capitalize_from(self.page, start);
    }

    /// Writes a sentence, with `inline` somewhere in it, and returns the number of its words.
    pub(super) fn sentence(&mut self, inline: Option<&Inline>) -> u64 {
        let length = self.random.between(6, 26);
        let quoted = self.random.percent(9);
        if quoted {
            self.page.push('"');
        }
        let start = self.page.len();
        let first = self.random.between(2, length - 3);
        self.phrase(first);
        self.joint();
        if let Some(inline) = inline {
            self.inline(inline);
        }
        self.phrase(length - first);
        capitalize_from(self.page, start);
        self.page.push_str(if quoted { ".\"" } else { "." });
        if let Some(Inline::Footnote(number)) = inline {
            self.raw(&format!("[^{number}]"));
        }
        length
    }

    /// What stands between a sentence's two halves.
    fn joint(&mut self) {
        match self.random.below(100) {
            0..45 => self.raw(", "),
            45..50 => self.raw(" – "),
            50..55 => {
                let year = self.random.between(1991, 2023);
                self.raw(&format!(" {year} "));
            }
            55..60 => {
                let share = self.random.between(2, 98);
                self.raw(&format!(" {share}% "));
            }
            _ => self.raw(" "),
        }
    }

    /// Marked words with the space after them; nothing for a footnote, which stands at the end.
    fn inline(&mut self, inline: &Inline) {
        let words = self.random.between(1, 4);
        let (open, close) = match inline {
            Inline::Link(_) => ("[", "]"),
            Inline::Emphasis => ("*", "*"),
            Inline::Strong => ("**", "**"),
            Inline::Footnote(_) => return,
        };
        self.raw(open);
        self.phrase(words);
        self.raw(close);
        if let Inline::Link(address) = inline {
            self.raw(&format!("({address})"));
        }
        self.raw(" ");
    }

    /// Writes sentences until there are about `words` words, one of `inlines` in each while there are any.
    pub(super) fn sentences<'i>(&mut self, words: u64, inlines: impl IntoIterator<Item = &'i Inline>) {
        let mut inlines = inlines.into_iter().peekable();
        let mut written = 0;
        while written == 0 || written + 8 < words || inlines.peek().is_some() {
            if written > 0 {
                self.page.push(' ');
            }
            written += self.sentence(inlines.next());
        }
    }
}
