//! The words of a collection, each with a number, its form in the index and its stem.

use std::hash::{BuildHasher, Hasher};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};

use crate::stem::Stemmer;

/// A word of a language, as a number that says nothing of it.
pub(crate) type EntryId = u32;

/// How many parts the table has, so that threads do not wait for each other; part of every number.
const SHARDS: usize = 64;

/// A word of a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// What the index has: without marks.
    pub(crate) form: Box<str>,
    /// The stem, if it is not the form.
    stem: Option<Box<str>>,
}

impl Entry {
    pub(crate) fn stem(&self) -> &str {
        self.stem.as_deref().unwrap_or(&self.form)
    }
}

#[derive(Default)]
struct Shard {
    /// By language and word as written.
    ids: FxHashMap<Box<str>, u32>,
    entries: Vec<Entry>,
}

/// All words; numbers depend on the order in which they came, and never reach an index.
pub(crate) struct Lexicon {
    shards: Vec<RwLock<Shard>>,
}

/// A lexicon as it is kept: for each shard its keys and entries.
pub(crate) type KeptLexicon = Vec<Vec<(Box<str>, Entry)>>;

impl Lexicon {
    pub(crate) fn new() -> Lexicon {
        Lexicon { shards: (0..SHARDS).map(|_| RwLock::default()).collect() }
    }

    /// What was kept; `None` where that makes no sense.
    pub(crate) fn from_kept(kept: KeptLexicon) -> Option<Lexicon> {
        let is_sound = kept.len() == SHARDS;
        let shard = |entries: Vec<(Box<str>, Entry)>| {
            let ids = entries.iter().zip(0..).map(|((key, _), id)| (key.clone(), id)).collect();
            RwLock::new(Shard { ids, entries: entries.into_iter().map(|(_, entry)| entry).collect() })
        };
        is_sound.then(|| Lexicon { shards: kept.into_iter().map(shard).collect() })
    }

    /// What to keep.
    pub(crate) fn to_kept(&self) -> KeptLexicon {
        let shard = |shard: &RwLock<Shard>| {
            let shard = read(shard);
            let mut keys: Vec<(&Box<str>, u32)> = shard.ids.iter().map(|(key, id)| (key, *id)).collect();
            keys.sort_unstable_by_key(|(_, id)| *id);
            keys.into_iter().map(|(key, id)| (key.clone(), shard.entries[id as usize].clone())).collect()
        };
        self.shards.iter().map(shard).collect()
    }

    /// The number of a word whose key, a language and the word as written, is `key`; `make` makes its entry.
    fn id(&self, key: &str, make: impl FnOnce() -> Entry) -> EntryId {
        let mut hasher = FxBuildHasher.build_hasher();
        hasher.write(key.as_bytes());
        let number = (hasher.finish() >> 32) as usize % SHARDS;
        let shard = &self.shards[number];
        let known = read(shard).ids.get(key).copied();
        let local = known.unwrap_or_else(|| {
            let entry = make();
            let mut shard = write(shard);
            let next = shard.entries.len() as u32;
            let local = *shard.ids.entry(key.into()).or_insert(next);
            if local == next {
                shard.entries.push(entry);
            }
            local
        });
        local * SHARDS as u32 + number as u32
    }

    /// The number of a word of a language.
    pub(crate) fn word(&self, language: &Language, written: &str, folded: &str, key: &mut String) -> EntryId {
        key.clear();
        key.push_str(&language.prefix);
        key.push_str(written);
        self.id(key, || {
            let stem = language.stemmer.stem(written, folded);
            Entry { form: folded.into(), stem: (stem != folded).then(|| stem.into()) }
        })
    }

    /// The number of a filter.
    pub(crate) fn filter(&self, form: &str) -> EntryId {
        self.id(form, || Entry { form: form.into(), stem: None })
    }

    /// One more than the greatest number.
    pub(crate) fn limit(&self) -> usize {
        self.shards.iter().map(|shard| read(shard).entries.len()).max().unwrap_or(0) * SHARDS
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
    pub(crate) fn get(&self, id: EntryId) -> Option<&Entry> {
        self.shards[id as usize % SHARDS].entries.get(id as usize / SHARDS)
    }
}

/// A language as far as words are concerned.
pub(crate) struct Language {
    /// What keys of its words start with: no filter does, and no other language.
    prefix: String,
    stemmer: Stemmer,
}

impl Language {
    /// By its code.
    pub(crate) fn new(code: &str) -> Language {
        Language { prefix: format!("{code}\u{2}"), stemmer: Stemmer::of(code) }
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

    #[test]
    fn a_word_has_one_number_and_is_kept() {
        let lexicon = Lexicon::new();
        let (english, german) = (Language::new("en"), Language::new("de"));
        let mut key = String::new();
        let mut id =
            |lexicon: &Lexicon, language: &Language, word: &str| lexicon.word(language, word, word, &mut key);
        let ids = [
            id(&lexicon, &english, "borders"),
            id(&lexicon, &german, "borders"),
            lexicon.filter("\u{1}region:x"),
        ];
        assert!(ids[0] != ids[1] && ids[1] != ids[2]);
        let again = Lexicon::from_kept(lexicon.to_kept()).unwrap();
        assert_eq!(id(&again, &english, "borders"), ids[0]);
        assert_eq!(id(&again, &german, "borders"), ids[1]);
        let view = again.view();
        let entry = view.get(ids[0]).unwrap();
        assert_eq!((&*entry.form, entry.stem()), ("borders", "border"));
        assert!(ids.iter().all(|id| (*id as usize) < again.limit()));
        assert!(Lexicon::from_kept(Vec::new()).is_none());
    }
}
