//! Replays the corpora of the fuzz targets, so that no nightly compiler is needed for it.

use std::fs;
use std::path::Path;

use crate::hostile_corpus as hostile;

#[path = "../../fuzz/checks.rs"]
mod checks;

/// Runs a check on every file of a corpus, on `cuts` beginnings of it and with as many bytes changed, as a fuzzer would
/// start.
#[expect(clippy::print_stdout, reason = "shown of a failed test: which input it was")]
fn replay(target: &str, check: fn(&[u8]), cuts: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "{target} has {} files", files.len());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        // A check that fails says which input it was.
        println!("{}", file.display());
        check(&bytes);
        let step = bytes.len() / cuts + 1;
        for cut in (0..bytes.len()).step_by(step) {
            println!("{} cut at {cut}", file.display());
            check(&bytes[..cut]);
            let mut changed = bytes.clone();
            changed[cut] = b"\"<[{:\n\t%"[cut % 8];
            println!("{} changed at {cut}", file.display());
            check(&changed);
        }
    }
}

#[test]
fn front_matter() {
    replay("front_matter", checks::front_matter, 24);
}

#[test]
fn body() {
    replay("body", checks::body, 24);
}

#[test]
fn config() {
    replay("config", checks::config, 24);
}

#[test]
fn page() {
    replay("page", checks::page, 3);
}
