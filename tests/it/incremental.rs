//! The proof that a build after any edit comes to the same as a clean build, and costs what the edit is worth.
//!
//! [`ground`] has a site and builds it twice: with all that earlier builds kept, and with nothing. [`edits`] has the
//! ways in which a site changes. [`sequences`] draws many of them at random; the other modules have what chance would
//! rarely meet: exact numbers, clocks that tell nothing, kills, damage.

mod clocks;
mod counts;
mod damage;
mod edits;
mod faults;
mod flags;
mod ground;
mod kept;
mod kills;
mod order;
mod rare_counts;
mod sequences;
mod settings;
pub mod words;
