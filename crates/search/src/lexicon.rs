//! The words of a collection, each with a number, its form in the index and its stem.

use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

use crate::collection::DocumentWords;
use crate::stem::Stemmer;
use crate::tally::Tally;

/// A word of a language, as a number that says nothing of it.
pub(crate) type EntryId = u32;

/// How many parts the table has, so that threads do not wait for each other; part of every number.
const SHARDS: usize = 64;

/// What a word of a language, or a filter, is known by: a hash of 128 bits, seeded at random, so that no two of any archive are alike
/// and nobody can make two that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Key(u64, u64);

impl Key {
    fn new(text: &str, seed: u64) -> Key {
        let hash = xxh3_128_with_seed(text.as_bytes(), seed);
        Key((hash >> 64) as u64, hash as u64)
    }

    fn shard(self) -> usize {
        self.0 as usize % SHARDS
    }
}

/// A word of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'l> {
    /// What the index has: without marks.
    pub(crate) form: &'l str,
    pub(crate) stem: &'l str,
}

/// Where an entry is in the text of its shard: two starts, each with a length.
type Span = [u32; 4];

#[derive(Default)]
struct Shard {
    ids: FxHashMap<Key, u32>,
    spans: Vec<Span>,
    /// All forms, and the stems that their forms do not begin with.
    text: String,
}

/// What is kept of a shard.
#[derive(Serialize, Deserialize)]
struct KeptShard {
    /// In the order of their numbers.
    keys: Vec<Key>,
    spans: Vec<Span>,
    text: String,
}

impl Shard {
    /// The number of an entry in this shard, which becomes one of it if it is not.
    fn add(&mut self, key: Key, form: &str, stem: &str) -> u32 {
        let next = self.spans.len() as u32;
        let local = *self.ids.entry(key).or_insert(next);
        if local == next {
            let start = self.text.len() as u32;
            self.text.push_str(form);
            let mut stem_start = start;
            if !form.starts_with(stem) {
                stem_start = self.text.len() as u32;
                self.text.push_str(stem);
            }
            self.spans.push([start, form.len() as u32, stem_start, stem.len() as u32]);
        }
        local
    }

    fn get(&self, local: usize) -> Option<Entry<'_>> {
        let [form, form_length, stem, stem_length] = self.spans.get(local)?.map(|place| place as usize);
        let text = |start: usize, length: usize| self.text.get(start..start + length);
        Some(Entry { form: text(form, form_length)?, stem: text(stem, stem_length)? })
    }
}

/// All words; numbers depend on the order in which they came, and never reach an index.
pub(crate) struct Lexicon {
    seed: u64,
    shards: Vec<RwLock<Shard>>,
}

/// A lexicon as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptLexicon {
    seed: u64,
    shards: Vec<KeptShard>,
}

impl Lexicon {
    pub(crate) fn new() -> Lexicon {
        let seed = std::hash::RandomState::new().build_hasher().finish();
        Lexicon { seed, shards: (0..SHARDS).map(|_| RwLock::default()).collect() }
    }

    /// What was kept; `None` where that makes no sense.
    pub(crate) fn from_kept(kept: KeptLexicon) -> Option<Lexicon> {
        let is_sound = kept.shards.len() == SHARDS
            && kept.shards.iter().all(|shard| shard.keys.len() == shard.spans.len());
        let shard = |KeptShard { keys, spans, text }: KeptShard| {
            RwLock::new(Shard { ids: keys.into_iter().zip(0..).collect(), spans, text })
        };
        is_sound.then(|| Lexicon { seed: kept.seed, shards: kept.shards.into_iter().map(shard).collect() })
    }

    /// What to keep.
    pub(crate) fn to_kept(&self) -> KeptLexicon {
        let shard = |shard: &RwLock<Shard>| {
            let shard = read(shard);
            let mut keys: Vec<(Key, u32)> = shard.ids.iter().map(|(key, id)| (*key, *id)).collect();
            keys.sort_unstable_by_key(|(_, id)| *id);
            let keys = keys.into_iter().map(|(key, _)| key).collect();
            KeptShard { keys, spans: shard.spans.clone(), text: shard.text.clone() }
        };
        KeptLexicon { seed: self.seed, shards: self.shards.iter().map(shard).collect() }
    }

    /// A language of this lexicon, by its code.
    pub(crate) fn language(&self, code: &str) -> Language {
        // Filters have the seed itself.
        Language { seed: xxh3_64_with_seed(code.as_bytes(), self.seed), stemmer: Stemmer::of(code) }
    }

    /// The words of a document of a language by number, sorted.
    pub(crate) fn numbers(&self, language: &Language, tally: &Tally) -> DocumentWords {
        let mut words = DocumentWords::with_capacity(tally.len());
        let mut by_shard: Vec<(Key, u32)> = tally.keys().zip(0..).collect();
        by_shard.sort_unstable_by_key(|(key, _)| key.shard());
        let mut missing = Vec::new();
        for group in by_shard.chunk_by(|one, other| one.0.shard() == other.0.shard()) {
            let number = group[0].0.shard();
            let id = |local: u32| local * SHARDS as u32 + number as u32;
            let shard = read(&self.shards[number]);
            for (key, at) in group {
                match shard.ids.get(key) {
                    Some(local) => words.push((id(*local), tally.frequency(*at))),
                    None => missing.push((*key, *at)),
                }
            }
            drop(shard);
            if !missing.is_empty() {
                // Stems take long: no thread has to wait for them.
                let stem = |(key, at): (Key, u32)| {
                    let (written, folded) = tally.word(at);
                    (key, at, language.stemmer.stem(written, folded))
                };
                let stems: Vec<(Key, u32, String)> = missing.drain(..).map(stem).collect();
                let mut shard = write(&self.shards[number]);
                for (key, at, stem) in &stems {
                    let local = shard.add(*key, tally.word(*at).1, stem);
                    words.push((id(local), tally.frequency(*at)));
                }
            }
        }
        words.sort_unstable_by_key(|(entry, _)| *entry);
        words
    }

    /// The number of a filter.
    pub(crate) fn filter(&self, form: &str) -> EntryId {
        let key = Key::new(form, self.seed);
        write(&self.shards[key.shard()]).add(key, form, form) * SHARDS as u32 + key.shard() as u32
    }

    /// One more than the greatest number.
    pub(crate) fn limit(&self) -> usize {
        self.shards.iter().map(|shard| read(shard).spans.len()).max().unwrap_or(0) * SHARDS
    }

    /// All entries, to look into without locking.
    pub(crate) fn view(&self) -> LexiconView<'_> {
        LexiconView { shards: self.shards.iter().map(read).collect() }
    }
}

/// A lexicon that does not change meanwhile.
pub(crate) struct LexiconView<'l> {
    shards: Vec<RwLockReadGuard<'l, Shard>>,
}

impl LexiconView<'_> {
    pub(crate) fn get(&self, id: EntryId) -> Option<Entry<'_>> {
        self.shards[id as usize % SHARDS].get(id as usize / SHARDS)
    }
}

/// A language of a lexicon, as far as words are concerned.
pub(crate) struct Language {
    /// No other language has it, so that a word of each has a key of its own.
    seed: u64,
    stemmer: Stemmer,
}

impl Language {
    /// The key of a word as written.
    pub(crate) fn key(&self, written: &str) -> Key {
        Key::new(written, self.seed)
    }
}

// A thread that panics leaves the table whole: nothing is done between two changes that could panic.
fn read(shard: &RwLock<Shard>) -> RwLockReadGuard<'_, Shard> {
    shard.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn write(shard: &RwLock<Shard>) -> RwLockWriteGuard<'_, Shard> {
    shard.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of one word.
    fn id(lexicon: &Lexicon, language: &str, word: &str) -> EntryId {
        let language = lexicon.language(language);
        let mut tally = Tally::default();
        tally.add(&language, word, 1);
        lexicon.numbers(&language, &tally)[0].0
    }

    #[test]
    fn a_word_has_one_number_and_is_kept() {
        let lexicon = Lexicon::new();
        let ids = [
            id(&lexicon, "en", "borders"),
            id(&lexicon, "de", "borders"),
            lexicon.filter("\u{1}region:x"),
            id(&lexicon, "de", "häuser"),
        ];
        assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[3]);
        let again = Lexicon::from_kept(lexicon.to_kept()).unwrap();
        assert_eq!(id(&again, "en", "borders"), ids[0]);
        assert_eq!(id(&again, "de", "borders"), ids[1]);
        assert_eq!(again.filter("\u{1}region:x"), ids[2]);
        let view = again.view();
        let entry = |at: usize| view.get(ids[at]).map(|entry| (entry.form, entry.stem));
        assert_eq!(entry(0), Some(("borders", "border")));
        assert_eq!(entry(2), Some(("\u{1}region:x", "\u{1}region:x")));
        assert_eq!(entry(3), Some(("hauser", "haus")));
        assert!(ids.iter().all(|id| (*id as usize) < again.limit()));
        assert!(Lexicon::from_kept(KeptLexicon { seed: 0, shards: Vec::new() }).is_none());
    }

    #[test]
    fn numbers_of_a_document_are_sorted_with_their_frequencies() {
        let lexicon = Lexicon::new();
        let language = lexicon.language("en");
        let text: String = (0..500).map(|number| format!("word{number} word{} ", number / 2)).collect();
        let mut tally = Tally::default();
        tally.add(&language, &text, 2);
        let words = lexicon.numbers(&language, &tally);
        assert!(words.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!((words.len(), tally.words()), (500, 1000));
        let of =
            |word: &str| words.iter().find(|(entry, _)| *entry == id(&lexicon, "en", word)).map(|of| of.1);
        // Once as itself, and twice as the half of another if there is one.
        assert_eq!((of("word7"), of("word499")), (Some(6), Some(2)));
        // The second time all are known.
        assert_eq!(lexicon.numbers(&language, &tally), words);
    }
}
