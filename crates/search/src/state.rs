//! What is kept of an index for the next one.

use serde::{Deserialize, Serialize};

use crate::collection::Record;
use crate::files::{Known, Name};

/// The version of the rules by which an index is made; another one makes everything anew.
const RULES: u64 = 2;

/// A range whose blocks are made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RangeState {
    /// Its first form.
    pub(crate) first: String,
    /// The hash of everything that its blocks are made of.
    pub(crate) key: u64,
    pub(crate) blocks: Vec<BlockState>,
}

/// A block that is made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BlockState {
    pub(crate) key: String,
    pub(crate) stems: u32,
    pub(crate) greatest: u32,
    pub(crate) name: Name,
}

/// An index as it was written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) key: u64,
    /// That of the collection whose words it refers to by number.
    pub(crate) stamp: u64,
    pub(crate) salt: u8,
    pub(crate) files: Vec<(Name, Known)>,
    pub(crate) ranges: Vec<RangeState>,
    /// For each entry of the lexicon, the ordinal of its stem in the blocks of its range.
    pub(crate) ordinals: Vec<u32>,
    /// For each entry of the lexicon, how many documents have it; filters are not counted.
    pub(crate) counts: Vec<u32>,
    /// The documents, by the hash of their ids.
    pub(crate) records: Vec<(u64, Record)>,
}

impl State {
    /// The key of an index from a collection with the key `collection`.
    pub(crate) fn key(collection: u64) -> u64 {
        collection.wrapping_add(RULES)
    }

    /// Whether it is of a collection with this key and this stamp.
    pub(crate) fn is_of(&self, collection: u64, stamp: u64) -> bool {
        self.key == State::key(collection) && self.stamp == stamp
    }
}
