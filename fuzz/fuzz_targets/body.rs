//! Fuzzes `body`: see `fuzz/checks.rs` for what must hold.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code, reason = "each target uses its own check")]
mod checks;
#[path = "../hostile.rs"]
#[allow(dead_code, reason = "each target uses its own check")]
mod hostile;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::body(data));
