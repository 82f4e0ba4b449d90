//! Whether an output folder equals a clean build.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::output::Earlier;
use super::{Options, Progress, Snapshot, Timings, media, ok, output, stop};
use crate::build::message;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::write::manifest::ReadManifest;

/// The folder of the second build, in the cache's.
const FOLDER: &str = "verify";

/// Builds the site once more, into a folder of its own and without anything that earlier builds have kept, and reports every
/// file in which the output differs.
pub(super) fn verify(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<()> {
    // Two may check at once.
    let folder = options.cache_folder().join(format!("{FOLDER}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let clean = Options {
        out: folder.join("site"),
        media_out: Some(folder.join("media")),
        cache: Some(folder.join("cache")),
        timings: Timings::default(),
        ..options.clone()
    };
    // What is odd was told by the first build.
    let mut told = Diagnostics::new();
    let mut build = || {
        let snapshot = Snapshot::take(&clean, progress, &mut told)?;
        // Nobody else builds there, so that it never waits.
        let media = media::folder(&clean, snapshot.config());
        let waited = AtomicBool::new(false);
        let earlier = ok(Earlier::open(&clean, media.as_deref(), progress, &waited), &mut told)?;
        let staged = output::stage_all(&snapshot, earlier, &clean, progress, &mut told)?;
        staged.commit(&mut told)?;
        Some(media::folder(options, snapshot.config()).zip(media))
    };
    match build() {
        None => problems.append(told),
        Some(media) => {
            progress.step("Checking", 0);
            problems.extend(differences(&options.out, &clean.out));
            problems.extend(media.iter().flat_map(|(media, clean)| differences(media, clean)));
        }
    }
    let _ = fs::remove_dir_all(&folder);
    stop(problems)
}

/// The files in which the folder `out` differs from the folder `clean`, by their manifests and their bytes, in order of path.
fn differences(out: &Path, clean: &Path) -> Vec<Diagnostic> {
    let mut paths: Vec<String> = [out, clean]
        .into_par_iter()
        .flat_map_iter(|folder| {
            let ReadManifest { files, others, .. } = ReadManifest::of(folder);
            let files: Vec<String> = files.entries().map(|entry| entry.path.to_owned()).collect();
            files.into_iter().chain(others.into_iter().map(String::from))
        })
        .collect();
    paths.par_sort_unstable();
    paths.dedup();
    paths.par_iter().filter_map(|path| difference(out, clean, path)).collect()
}

fn difference(out: &Path, clean: &Path, path: &str) -> Option<Diagnostic> {
    let read = |folder: &Path| fs::read(folder.join(path)).ok();
    match (read(out), read(clean)) {
        (one, other) if one == other => None,
        (None, _) => Some(message::verify_missing(path)),
        (_, None) => Some(message::verify_extra(path)),
        (Some(found), Some(wanted)) => {
            let at = found.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
            Some(message::verify_differs(path, at))
        }
    }
}
