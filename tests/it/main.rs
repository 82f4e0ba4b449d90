//! All integration tests, one binary: sites in strings, built in a temporary folder, looked at file by file.

#![allow(clippy::print_stderr, reason = "a test says in a line what it skips")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]
#![allow(unreachable_pub, reason = "modules of one binary share what they have")]

#[path = "../../benches/corpus/mod.rs"]
#[allow(dead_code, unused_imports, reason = "shared with the example, which uses all of it")]
mod corpus;
#[path = "../hostile/mod.rs"]
mod hostile_corpus;
mod page;
mod program;
mod support;

mod addresses;
mod all_errors;
mod anchors;
mod authors;
mod bad_input;
mod check;
mod cli;
mod compress;
mod config;
mod content;
mod dead_links;
#[cfg(feature = "deploy")]
mod deploy;
mod determinism;
mod digitalgov;
mod feeds;
mod findings;
mod fuzz_corpus;
mod growth;
mod home;
mod hostile;
mod hosting;
mod html;
#[cfg(feature = "import")]
mod import;
#[cfg(unix)]
mod incremental;
mod keys;
mod languages;
mod lenient;
mod links;
mod machines;
mod manifest;
#[cfg(unix)]
mod media;
mod messages;
mod names;
mod one_address;
mod outputs;
mod pictures;
mod popular;
mod properties;
mod provenance;
mod reserved;
mod rng;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shortcodes;
mod sites;
mod slugs;
mod sources;
mod templates;
mod terms;
mod texts;
mod theme;
mod tidy;
mod timings;
mod verify;
mod whole;
mod whole_site;
mod wrong_files;
