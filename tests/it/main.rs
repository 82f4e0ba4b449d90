//! All integration tests, one binary: sites in strings, built in a temporary folder, looked at file by file.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]
#![allow(unreachable_pub, missing_docs, reason = "one binary: nothing is reachable from outside")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it skips"
)]
#![allow(unreachable_pub, reason = "modules of one binary share their helpers")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

#[path = "../../benches/corpus/mod.rs"]
#[allow(dead_code, unused_imports, reason = "shared with the example, which uses all of it")]
mod corpus;
mod page;
mod program;
mod support;

mod addresses;
mod authors;
mod bad_input;
mod cli;
mod config;
mod content;
mod determinism;
mod digitalgov;
mod feeds;
mod fuzz_corpus;
mod languages;
mod links;
mod messages;
mod outputs;
mod properties;
mod shortcodes;
mod templates;
mod terms;
mod tidy;
mod whole;
mod whole_site;
