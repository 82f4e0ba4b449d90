//! The folder that files of `[media]` are written to, and those of earlier builds that are no longer wanted.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Options, ok};
use crate::build::message;
use crate::cache::{self, media};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::write;

/// The folder that files of `[media]` are written to, if the site has such a table.
pub fn folder(options: &Options, config: &Config) -> Option<PathBuf> {
    let media = config.media.as_ref()?;
    Some(match (&options.media_out, &media.output) {
        (Some(folder), _) => folder.clone(),
        (None, Some(written)) => options.root.join(written),
        (None, None) => beside(&options.out),
    })
}

/// The folder beside the output folder `out`: `public-media` for `public`.
pub fn beside(out: &Path) -> PathBuf {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let mut name: OsString = absolute.file_name().unwrap_or_default().to_owned();
    name.push("-media");
    out.parent().map_or_else(|| absolute.with_file_name(&name), |parent| parent.join(&name))
}

/// Remembers, before anything is written to it, that the build makes the folder `now`.
pub(super) fn announce(options: &Options, now: Option<&Path>, problems: &mut Diagnostics) {
    let Some(now) = now.and_then(|now| std::path::absolute(now).ok()) else { return };
    let mut all = media::known(&options.cache_folder(), &options.out);
    if !all.contains(&now) {
        all.push(now);
        remember(options, &all, problems);
    }
}

/// Empties the folders of earlier builds that the site no longer has, once nothing refers to their files. Returns how many files
/// were removed.
pub(super) fn empty_others(options: &Options, now: Option<&Path>, problems: &mut Diagnostics) -> usize {
    let now: Vec<PathBuf> = now.and_then(|now| std::path::absolute(now).ok()).into_iter().collect();
    let all = media::known(&options.cache_folder(), &options.out);
    let (mut removed, mut left) = (0, now.clone());
    for folder in all.iter().filter(|folder| !now.contains(folder) && folder.is_dir()) {
        match ok(write::empty(folder).map_err(|error| error.diagnostics()), problems) {
            Some(count) => removed += count,
            None => left.push(folder.clone()),
        }
    }
    if all != left {
        remember(options, &left, problems);
    }
    removed
}

fn remember(options: &Options, folders: &[PathBuf], problems: &mut Diagnostics) {
    if let Err(error) = media::remember(&options.cache_folder(), &options.out, folders) {
        problems.push(message::cache_not_written(cache::FOLDER, &error.to_string()));
    }
}
