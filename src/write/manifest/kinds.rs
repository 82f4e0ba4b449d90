//! What is known of files, each different set of facts once: a site of a million files has a dozen of them.

use rustc_hash::FxHashMap;

use crate::facts::Facts;

/// Sets of facts by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds {
    list: Vec<Facts>,
    numbers: FxHashMap<Facts, u16>,
    /// The number that was asked for last: files of one kind often follow each other.
    last: u16,
}

impl Kinds {
    /// How many there may be.
    pub(super) const MOST: usize = u16::MAX as usize;

    /// The number of `facts`, which are added if need be.
    ///
    /// The program knows about 1,500 content types, and lists with more than [`Kinds::MOST`] kinds are not read, so that
    /// there is always a number.
    pub(super) fn number(&mut self, facts: &Facts) -> u16 {
        if self.list.get(usize::from(self.last)) != Some(facts) {
            let next = self.list.len() as u16;
            self.last = *self.numbers.entry(facts.clone()).or_insert(next);
            if self.last == next {
                self.list.push(facts.clone());
            }
        }
        self.last
    }

    /// The facts of a number that this list has given.
    pub(super) fn get(&self, number: u16) -> &Facts {
        &self.list[usize::from(number)]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Facts> {
        self.list.iter()
    }
}
