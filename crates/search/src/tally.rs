//! The words of one text, each once, with how often it occurs.

use rustc_hash::FxHashMap;

use crate::lexicon::{Key, Language};
use crate::words::words;

/// A word that was counted.
struct Counted {
    key: Key,
    frequency: u32,
    /// Where it is in the text of the tally: as written from `start` to `middle`, and folded from there to `end`, unless that is the same.
    start: u32,
    middle: u32,
    end: u32,
}

/// The words of one text of a language.
#[derive(Default)]
pub(crate) struct Tally {
    places: FxHashMap<Key, u32>,
    counted: Vec<Counted>,
    text: String,
    words: u32,
}

impl Tally {
    /// With room for the words of a text of so many bytes: to grow by and by takes as long as to count.
    pub(crate) fn with_room(bytes: usize) -> Tally {
        // Prose has a new word about every twelve bytes, and in long texts fewer.
        let words = (bytes / 12).min(4_096);
        Tally {
            places: FxHashMap::with_capacity_and_hasher(words, rustc_hash::FxBuildHasher),
            counted: Vec::with_capacity(words),
            text: String::with_capacity(words * 8),
            words: 0,
        }
    }

    /// Adds the words of a text of `language`, each of which counts for `weight`.
    pub(crate) fn add(&mut self, language: &Language, text: &str, weight: u32) {
        words(text, |word| {
            self.words = self.words.saturating_add(1);
            let key = language.key(word.written);
            let next = self.counted.len() as u32;
            let place = *self.places.entry(key).or_insert(next);
            if let Some(counted) = self.counted.get_mut(place as usize) {
                counted.frequency = counted.frequency.saturating_add(weight);
                return;
            }
            let start = self.text.len() as u32;
            self.text.push_str(word.written);
            let middle = self.text.len() as u32;
            if word.folded != word.written {
                self.text.push_str(word.folded);
            }
            self.counted.push(Counted { key, frequency: weight, start, middle, end: self.text.len() as u32 });
        });
    }

    /// How many words there are, each as often as it occurs.
    pub(crate) fn words(&self) -> u32 {
        self.words
    }

    /// How many different words there are.
    pub(crate) fn len(&self) -> usize {
        self.counted.len()
    }

    /// The keys of all words, in the order of their places.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.counted.iter().map(|counted| counted.key)
    }

    /// The sum of the weights of the word at a place.
    pub(crate) fn frequency(&self, place: u32) -> u32 {
        self.counted[place as usize].frequency
    }

    /// The word at a place, as written and folded.
    pub(crate) fn word(&self, place: u32) -> (&str, &str) {
        let at = &self.counted[place as usize];
        let written = &self.text[at.start as usize..at.middle as usize];
        let folded = &self.text[at.middle as usize..at.end as usize];
        (written, if folded.is_empty() { written } else { folded })
    }
}
