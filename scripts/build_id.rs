//! Tells the program which source it was built from: what one build of the program keeps for the next is good only if the
//! same source reads it.

#![expect(clippy::print_stdout, reason = "a build script speaks to cargo so")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// Everything that decides what the program makes of a site.
const SOURCES: [&str; 6] = ["Cargo.lock", "Cargo.toml", "src", "templates", "i18n", "static/theme"];

fn main() {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        add(Path::new(source), &mut hasher);
    }
    println!("cargo:rustc-env=GENERATE_BUILD={:016x}", hasher.finish());
}

/// Adds a file, or all files below a folder in order of their names. A package as published has no lock file of its own.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| add(path, hasher));
    } else if let Ok(bytes) = fs::read(path) {
        (path.to_string_lossy(), bytes).hash(hasher);
    }
}
