//! A hostile corpus: snippets, the places of a site that take them, and what no page that comes of them may hold.
//!
//! `tests/it/hostile.rs` builds sites of it and reads their pages with html5ever; `examples/hostile.rs` writes them for
//! `tests/browser/hostile.test.mjs`, which reads them with parse5 and opens them in a browser.

pub mod addresses;
pub mod attempts;
pub mod check;
pub mod feeds;
pub mod places;
pub mod site;
pub mod snippets;
pub mod tree;
pub mod walk;
