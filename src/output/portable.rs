//! Whether the site can be copied to other systems: a folder or a memory stick goes to Windows and macOS too.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::redirect::Claims;
use super::{Files, Output, Plan, source_of};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::output::message;
use crate::path::{MAX_PATH_BYTES, OutPath, fold, path_key};
use crate::reserved;
use crate::reserved::Own;

/// Reports files that some system does not take: those with a path too long for hosts as errors, others as warnings.
pub(super) fn check(
    catalog: &Catalog,
    files: &Files,
    plan: &Plan,
    claims: &Claims,
    problems: &mut Diagnostics,
) {
    let source = |output: &Output| source_of(catalog, files, output);
    let odd: Vec<&(OutPath, Output)> =
        plan.entries().par_iter().with_min_len(1_024).filter(|(path, _)| is_odd(path)).collect();
    let mut for_windows = Vec::new();
    for (path, output) in &odd {
        if path.as_str().len() > MAX_PATH_BYTES {
            // Of documents the address was refused.
            if matches!(output, Output::Article(_) | Output::Standing(_)) {
                continue;
            }
            problems.push(message::path_too_long(&source(output), path.as_str().len(), MAX_PATH_BYTES));
        } else if !path.as_str().split('/').all(is_name_on_windows) {
            for_windows.push((path.to_string(), source(output)));
        }
    }
    if !for_windows.is_empty() {
        problems.push(message::names_for_windows(&for_windows));
    }
    problems.extend(same_elsewhere(catalog, files, plan, (&odd, claims)));
}

/// Reports lists and indexes at the names of files that are written beside the plan. Documents, aliases and copied files were
/// refused where they stand.
pub(super) fn refuse_reserved(
    catalog: &Catalog,
    files: &Files,
    entries: &[(OutPath, Output)],
    problems: &mut Diagnostics,
) {
    let reserved = |(path, output): &(OutPath, Output)| {
        let own = Own::at(path).filter(|own| own.is_writers())?;
        Some(reserved::message::reserved_output(&source_of(catalog, files, output), path, own))
    };
    let found: Vec<Diagnostic> = entries.par_iter().with_min_len(1_024).filter_map(reserved).collect();
    problems.extend(found);
}

/// Whether a path needs a closer look, which few do.
fn is_odd(path: &OutPath) -> bool {
    let path = path.as_str();
    !path.is_ascii() || path.len() > MAX_PATH_BYTES || !path.split('/').all(is_name_on_windows)
}

/// Whether Windows takes a name ("Naming Files, Paths, and Namespaces").
fn is_name_on_windows(name: &str) -> bool {
    !name.bytes().any(|byte| matches!(byte, b'<' | b'>' | b':' | b'"' | b'|' | b'?' | b'*'))
        && !name.ends_with(['.', ' '])
        && !is_device(name)
}

/// Whether Windows takes a name for a device, whatever its extension.
fn is_device(name: &str) -> bool {
    const NAMES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    // Most names are told apart by their first letter, and the longest device has 7.
    let begins = |name: &str| {
        matches!(
            name.as_bytes().first(),
            Some(b'A' | b'C' | b'L' | b'N' | b'P' | b'a' | b'c' | b'l' | b'n' | b'p')
        )
    };
    let stem = if begins(name) { name.split('.').next().unwrap_or_default().trim_end() } else { "" };
    if stem.is_empty() || stem.len() > 7 {
        return false;
    }
    let numbered = stem.get(..3).is_some_and(|port| {
        let is_port = port.eq_ignore_ascii_case("com") || port.eq_ignore_ascii_case("lpt");
        is_port && matches!(&stem[3..], "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    });
    numbered || NAMES.iter().any(|device| stem.eq_ignore_ascii_case(device))
}

/// Reports pairs of files whose paths are one where letters are compared by the full case folding. Of such a pair one at least
/// is not ASCII, and only those are folded.
fn same_elsewhere(
    catalog: &Catalog,
    files: &Files,
    plan: &Plan,
    (odd, claims): (&[&(OutPath, Output)], &Claims),
) -> Vec<Diagnostic> {
    let twisted = odd.par_iter().with_min_len(256).filter(|(path, _)| !path.as_str().is_ascii());
    let folded: Vec<(&(OutPath, Output), String)> =
        twisted.map(|entry| (*entry, fold(entry.0.as_str()))).collect();
    // Plain paths that are what one of these folds to; few, so that looking for them once is enough.
    let plain: FxHashSet<u64> = folded
        .iter()
        .filter(|(_, folded)| folded.is_ascii() && claims.has_file(folded))
        .map(|(_, folded)| path_key(folded))
        .collect();
    let mut first: FxHashMap<u64, &(OutPath, Output)> = FxHashMap::default();
    if !plain.is_empty() {
        let ascii = plan.entries().iter().filter(|(path, _)| path.as_str().is_ascii());
        let wanted = ascii.filter(|(path, _)| plain.contains(&path.folded_key()));
        first.extend(wanted.map(|entry| (entry.0.folded_key(), entry)));
    }
    let mut found = Vec::new();
    for (entry, folded) in folded {
        let (other_path, other) = first.entry(path_key(&folded)).or_insert(entry);
        if other_path != &entry.0 {
            let sources = [source_of(catalog, files, other), source_of(catalog, files, &entry.1)];
            found.push(message::same_file_elsewhere([other_path, &entry.0], sources));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_and_signs_are_not_for_windows() {
        for name in [
            "CON",
            "aux.txt",
            "com1",
            "LPT9.tar.gz",
            "nul .txt",
            "COM¹",
            "a.",
            "b ",
            "a:b",
            "a?",
            "a*",
            "<",
            "\"",
            "a|b",
            "conin$",
        ] {
            assert!(!is_name_on_windows(name), "{name}");
        }
        for name in ["console", "auxiliary.txt", "com0", "com10", "lpt", "a.b", "été", "c", "con-x", "кот"]
        {
            assert!(is_name_on_windows(name), "{name}");
        }
    }
}
