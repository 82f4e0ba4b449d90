//! Fuzzes the reader of search indexes: see `fuzz/search.rs` for what must hold.
#![no_main]

#[path = "../search.rs"]
mod search;

libfuzzer_sys::fuzz_target!(|data: &[u8]| search::check(data));
