//! The readers of pages and feeds of the hostile corpus.

#[path = "../tests/hostile/addresses.rs"]
pub mod addresses;
#[path = "../tests/hostile/feeds.rs"]
pub mod feeds;
#[path = "../tests/hostile/tree.rs"]
pub mod tree;
#[path = "../tests/hostile/walk.rs"]
pub mod walk;
