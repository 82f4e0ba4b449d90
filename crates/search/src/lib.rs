//! Full-text search of an archive from static files: the format, its writer and its reader. It knows documents and fields, and no site.
//!
//! The words of documents are put into a [`Collection`], which keeps them in a folder; [`write()`] makes an index of those that an
//! [`Archive`] lists. `docs/search-format.md` specifies the files.

mod bytes;
mod collection;
mod dictionary;
mod encode;
mod files;
mod layout;
mod lexicon;
mod pack;
mod postings;
mod query;
mod rank;
mod read;
mod search;
mod source;
mod state;
mod stem;
mod suggest;
mod tally;
#[cfg(test)]
mod vectors;
mod words;
mod write;

pub use collection::{Collection, Text};
pub use files::{ROOT, Sink};
pub use layout::estimate;
pub use query::Query;
pub use search::{Fetch, Hit, Looked, Options, Results, SearchError, Searcher, Sort};
pub use source::{Archive, Dimension, Document, Value};
pub use stem::Stemmer;
pub use words::{Word, folded, words};
pub use write::{Index, IndexFile, write};
