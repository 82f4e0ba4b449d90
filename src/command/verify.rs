//! `generate verify`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::build::{Bar, OUT};
use super::number::{grouped, plural};
use super::{Counts, Exit, Terminal, problems_json};
use crate::build;
use crate::cli::{Shared, Verify};
use crate::diagnostic::Diagnostics;
use crate::verify::{self, Verified};
use crate::write::manifest;

/// Compares and tells what was found.
pub(super) fn run(arguments: &Verify, shared: &Shared, terminal: &Terminal) -> Exit {
    let started = Instant::now();
    let mut problems = Diagnostics::new();
    let verified = verify(arguments, shared, terminal, &mut problems);
    terminal.problems(&shared.root, &problems);
    let seconds = started.elapsed().as_secs_f64();
    let Both { site, media } = verified.unwrap_or_default();
    let mut json = serde_json::json!({});
    add_counts(&mut json, site);
    media.iter().for_each(|media| add_counts(&mut json["media"], *media));
    let counts = Counts::of(&problems);
    terminal.json(&counts.json(json, problems_json(&problems), seconds));
    if problems.has_errors() {
        terminal.say(&format!("verification failed: {}", counts.of_failure()));
        return Exit::Failed;
    }
    let sum = |of: fn(&Verified) -> u64| of(&site) + media.as_ref().map_or(0, of);
    let (files, bytes) = (sum(|one| one.files as u64) as usize, sum(|one| one.bytes) as usize);
    let mut line = format!("{} verified, {} bytes, {seconds:.2} s", plural(files, "file"), grouped(bytes));
    if let Some(media) = media {
        line.push_str(&format!(", {} of them of [media]", grouped(media.files)));
    }
    let extra = sum(|one| one.extra as u64) as usize;
    if extra > 0 {
        line.push_str(&format!(", {}", plural(extra, "extra file")));
    }
    terminal.result(&line);
    Exit::Done
}

/// What was found of the site, and of the files of `[media]`.
#[derive(Default)]
struct Both {
    site: Verified,
    media: Option<Verified>,
}

fn add_counts(json: &mut serde_json::Value, verified: Verified) {
    let Verified { files, bytes, missing, altered, extra } = verified;
    json["files"] = files.into();
    json["bytes"] = bytes.into();
    for (name, count) in [("missing", missing), ("altered", altered), ("extra", extra)] {
        json[name] = count.into();
    }
}

fn verify(
    arguments: &Verify,
    shared: &Shared,
    terminal: &Terminal,
    problems: &mut Diagnostics,
) -> Option<Both> {
    #[cfg(feature = "deploy")]
    if let Some((site, media)) = targets(arguments, shared, problems)? {
        let mut verify = |target| crate::deploy::verify(&target, arguments.strict, problems);
        let (media, site) = (media.map(&mut verify), verify(site)?);
        return Some(Both { site, media: media.map_or(Some(None), |found| found.map(Some))? });
    }
    let progress = Bar::new(terminal);
    let mut verify = |folder: &Path| verify::folder(folder, arguments.strict, &progress, problems);
    let folder = arguments.place.as_ref().map_or_else(|| shared.root.join(OUT), PathBuf::from);
    let media = media_folder(&folder, arguments, shared);
    let (media, site) = (media.map(|media| verify(&media)), verify(&folder));
    progress.finish();
    Some(Both { site: site?, media: media.map_or(Some(None), |found| found.map(Some))? })
}

/// The folder of the files of `[media]` of the site in `folder`. Of a folder that is named, which may be of another site, only one
/// that is there.
fn media_folder(folder: &Path, arguments: &Verify, shared: &Shared) -> Option<PathBuf> {
    let options = build::Options { out: folder.to_owned(), ..super::build::options(shared) };
    // A folder needs no site.toml: whoever was given a built site can verify it.
    let config = build::read_config_alone(&options, &mut Diagnostics::new())?;
    let media = build::media::folder(&options, &config)?;
    (arguments.place.is_none() || media.join(manifest::NAME).is_file()).then_some(media)
}

/// The targets of the site and of the files of `[media]`.
#[cfg(feature = "deploy")]
type Targets = (crate::deploy::Target, Option<crate::deploy::Target>);

/// The targets that the command line names; `Some(None)` where it names a folder of this machine, `None` where it names
/// neither.
#[cfg(feature = "deploy")]
fn targets(arguments: &Verify, shared: &Shared, problems: &mut Diagnostics) -> Option<Option<Targets>> {
    use crate::deploy::{Target, media_target};
    let Some(place) = &arguments.place else { return Some(None) };
    // A folder needs no site.toml: whoever was given a built site can verify it.
    if !place.contains("://") && PathBuf::from(place).is_dir() {
        return Some(None);
    }
    let config = build::read_config_alone(&super::build::options(shared), problems)?;
    let found = Target::find(place, &config, &shared.root).and_then(|(site, table)| {
        // Of an address that stands nowhere in site.toml nobody knows where its media are.
        let media = table.as_ref().filter(|table| table.media.is_some());
        let media = media.map(|table| media_target(None, (&site, Some(table)), &config, &shared.root));
        let media = media.transpose()?.flatten().map(|(target, _)| target);
        let switches = table.is_some_and(|table| table.releases.is_some());
        Ok((if switches { crate::deploy::switch::current(&site)? } else { site }, media))
    });
    match found {
        Ok(found) => Some(Some(found)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}
