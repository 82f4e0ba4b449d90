//! Claims on paths: who takes one that is taken, and which file would have to be a folder.

use rayon::prelude::*;

use super::redirect::{self, Claims};
use super::{Files, Output, Plan, asset, message, source_of};
use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::path::OutPath;

/// Takes out the files for hosts that the site's own static folder holds: `robots.txt`, `404.html`, `_headers`. An own
/// `_redirects` stays too, at the head of the generated one.
pub(super) fn give_way(config: &Config, entries: &mut Vec<(OutPath, Output)>) {
    let is_static = |output: &Output| matches!(output, Output::Asset(asset::Asset::Static(_), _));
    let own: Vec<OutPath> =
        entries.iter().filter(|(_, output)| is_static(output)).map(|(path, _)| path.clone()).collect();
    entries.retain(|(path, output)| match output {
        Output::Robots | Output::NotFound | Output::Host(_) => !own.contains(path),
        _ => !is_static(output) || path.as_str() != redirect::RULES || !redirect::is_written(config),
    });
}

/// The paths that files take, and the files that take one already taken: the index of the first with that of the other.
pub(super) fn claims(entries: &[(OutPath, Output)]) -> (Claims, Vec<(usize, usize)>) {
    let keys: Vec<u64> = entries.par_iter().with_min_len(1024).map(|(path, _)| path.folded_key()).collect();
    let mut claims = Claims::with_capacity(entries.len());
    let mut clashes = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        if !claims.claim_file(*key, None) {
            clashes.push((keys.iter().position(|other| other == key).unwrap_or(index), index));
        }
    }
    each_folder(entries, "", |_, folder| claims.claim_folder(folder));
    (claims, clashes)
}

/// Reports two outputs on one path, or on two that differ by case alone; the first stays.
pub(super) fn refuse_clashes(
    catalog: &Catalog,
    files: &Files,
    entries: &mut Vec<(OutPath, Output)>,
    clashes: Vec<(usize, usize)>,
    problems: &mut Diagnostics,
) {
    for (first, index) in &clashes {
        let ((other_path, other), (path, output)) = (&entries[*first], &entries[*index]);
        let sources = [source_of(catalog, files, other), source_of(catalog, files, output)];
        problems.push(message::same_file([other_path, path], sources));
    }
    for (_, index) in clashes.into_iter().rev() {
        entries.remove(index);
    }
}

/// Reports files that would have to be folders for others.
pub(super) fn refuse_nested(
    catalog: &Catalog,
    files: &Files,
    plan: &Plan,
    claims: &Claims,
    problems: &mut Diagnostics,
) {
    const CHUNK: usize = 4_096;
    let entries = &plan.entries;
    let nested = |(number, chunk): (usize, &[(OutPath, Output)])| {
        let start = number * CHUNK;
        let before = start.checked_sub(1).map_or("", |before| entries[before].0.as_str());
        let mut found = Vec::new();
        each_folder(chunk, before, |index, folder| {
            if claims.has_file(folder) {
                found.push((start + index, folder.to_owned()));
            }
        });
        found
    };
    let found: Vec<(usize, String)> = entries.par_chunks(CHUNK).enumerate().flat_map_iter(nested).collect();
    for (index, folder) in found {
        if let Ok(folder) = OutPath::new(folder)
            && let Some(file) = plan.get(&folder)
        {
            let (path, output) = &entries[index];
            let sources = [source_of(catalog, files, file), source_of(catalog, files, output)];
            problems.push(message::file_and_folder([&folder, path], sources));
        }
    }
}

/// Calls `act` for every folder of sorted files that the file `before` them is not in, with the index of the first file in it:
/// files that follow each other share most of theirs.
fn each_folder<'e>(
    entries: &'e [(OutPath, Output)],
    mut before: &'e str,
    mut act: impl FnMut(usize, &'e str),
) {
    for (index, (path, _)) in entries.iter().enumerate() {
        let path = path.as_str();
        let shared = path.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
        let new = path.match_indices('/').map(|(slash, _)| slash).filter(|slash| *slash >= shared);
        new.for_each(|slash| act(index, &path[..slash]));
        before = path;
    }
}
