//! All integration tests, one binary: sites in strings, built in a temporary folder, looked at file by file.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]
#![allow(unreachable_pub, missing_docs, reason = "one binary: nothing is reachable from outside")]

#[path = "../../benches/corpus/mod.rs"]
#[allow(dead_code, unused_imports, reason = "shared with the example, which uses all of it")]
mod corpus;
mod program;
mod support;

mod bad_input;
mod cli;
mod determinism;
mod digitalgov;
mod fuzz_corpus;
mod properties;
mod tidy;
mod whole;
mod whole_site;
