//! A folder that changes at once: each deploy makes a release beside the others, and the symbolic link `current` is then replaced.
//!
//! ```text
//! archive/current -> releases/20240501T101500.250Z
//! archive/releases/20240430T080000.500Z/…
//! archive/releases/20240501T101500.250Z/…
//! archive/releases/next/…              a deploy that has not ended
//! ```
//!
//! A release begins as the one before: its files are hard links. The deploy into it is like every other: files are written under
//! another name and renamed, so that no file of an older release ever changes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use generate_stores::Address;
use walkdir::WalkDir;

use super::{Options, Progress, Report, Target, message, stores};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::platform::link;

/// The symbolic link that the web server serves.
pub const CURRENT: &str = "current";

/// The folder of releases.
const RELEASES: &str = "releases";

/// The release that is being made.
const NEXT: &str = "next";

/// The beginning of a release, which is not yet whole.
const BEGUN: &str = "next.begun";

/// The folders of a target.
struct Places {
    current: PathBuf,
    releases: PathBuf,
}

impl Places {
    fn of(address: &Address) -> Places {
        let root = Path::new(address.path());
        Places { current: root.join(CURRENT), releases: root.join(RELEASES) }
    }

    fn release(&self, name: &str) -> PathBuf {
        self.releases.join(name)
    }
}

/// Deploys to the folder at `address` and switches. `keep` releases stay, the new one included.
///
/// # Errors
/// What stopped it; visitors still get the release before.
pub(super) fn deploy(
    options: &Options,
    address: &Address,
    keep: usize,
    progress: Arc<dyn Progress>,
    stop: Arc<AtomicBool>,
    problems: &mut Diagnostics,
) -> Result<Report, Diagnostic> {
    let places = Places::of(address);
    let failed = |error: io::Error| message::not_switched(address, &error);
    if places.current.symlink_metadata().is_ok_and(|found| !found.is_symlink()) {
        return Err(message::current_is_no_link(&places.current.display().to_string()));
    }
    let to = |folder: &Path| Address::folder(folder.display().to_string());
    let next = places.release(NEXT);
    if !next.exists() {
        // Whether there is anything to do shows without a new release.
        let dry = Options { dry_run: true, ..options.clone() };
        let mut found = Diagnostics::new();
        let planned = stores(&dry, &to(&places.current), progress.clone(), stop.clone(), &mut found);
        let is_done = |planned: &Report| planned.sent == 0 && planned.deleted == 0;
        // What is found, or stops it, is found again in the new release.
        if options.dry_run || planned.as_ref().is_ok_and(is_done) {
            problems.append(found);
            return planned;
        }
        begin(&places).map_err(failed)?;
    }
    let report = stores(options, &to(&next), progress, stop, problems)?;
    if options.dry_run {
        return Ok(report);
    }
    let name = name(&places);
    fs::rename(&next, places.release(&name)).map_err(failed)?;
    link::point(&places.current, &Path::new(RELEASES).join(&name)).map_err(failed)?;
    // An old release that stays costs little, and goes with the next deploy.
    let _ = prune(&places, &name, keep);
    Ok(report)
}

/// The target as it is read: the release that visitors get.
pub fn current(target: &Target) -> Target {
    match target {
        Target::Store { address, options } => {
            let folder = Path::new(address.path()).join(CURRENT);
            Target::Store { address: Address::folder(folder.display().to_string()), options: options.clone() }
        }
        Target::Git(_) => target.clone(),
    }
}

/// Begins a release with the files of the current one.
fn begin(places: &Places) -> io::Result<()> {
    let begun = places.release(BEGUN);
    match fs::remove_dir_all(&begun) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir_all(&begun)?,
    }
    if places.current.exists() {
        let before = places.current.canonicalize()?;
        for entry in WalkDir::new(&before).min_depth(1) {
            let entry = entry?;
            let Ok(below) = entry.path().strip_prefix(&before) else { continue };
            let place = begun.join(below);
            match entry.file_type().is_dir() {
                true => fs::create_dir(&place)?,
                false => copy(entry.path(), &place)?,
            }
        }
    }
    fs::rename(begun, places.release(NEXT))
}

/// Gives a file a second name, or makes a copy where the file system has no such thing.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

/// The name of a new release, after all others.
fn name(places: &Places) -> String {
    let now = chrono::Utc::now().format("%Y%m%dT%H%M%S%.3fZ").to_string();
    match releases(places).pop().filter(|last| *last >= now) {
        // A clock that was set back.
        Some(last) => format!("{last}-1"),
        None => now,
    }
}

/// The releases that are whole, oldest first.
fn releases(places: &Places) -> Vec<String> {
    let entries = fs::read_dir(&places.releases).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    // Nothing else in that folder is touched.
    let is_release = |name: &String| name.starts_with(|c: char| c.is_ascii_digit()) && name.contains('T');
    let mut names: Vec<String> = names.filter(is_release).collect();
    names.sort_unstable();
    names
}

/// Removes the oldest releases.
fn prune(places: &Places, current: &str, keep: usize) -> io::Result<()> {
    let names = releases(places);
    let old = names.len().saturating_sub(keep.max(1));
    for name in names[..old].iter().filter(|name| *name != current) {
        fs::remove_dir_all(places.release(name))?;
    }
    Ok(())
}
