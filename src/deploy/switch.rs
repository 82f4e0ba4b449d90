//! A target that changes at once: each deploy makes a release beside the others, and the symbolic link `current` is then replaced.
//!
//! ```text
//! archive/current -> releases/20240501T101500.250Z
//! archive/releases/20240430T080000.500Z/…
//! archive/releases/20240501T101500.250Z/…
//! archive/releases/next/…                      a deploy that has not ended
//! archive/releases/generate-deploy.lock        while one runs
//! ```
//!
//! A release begins as the one before: its files are hard links. The deploy into it is like every other: files are written under
//! another name and renamed, so that no file of an older release ever changes.
//!
//! The lock is held from before a release begins until the link leads to it, and is in none of them. A kill can leave
//!
//! - the beginning of a release, under a name that no other deploy uses and that the next one removes;
//! - `next`, with which the next deploy goes on;
//! - a release, and the link `current.new` to it that did not become `current`: the next deploy makes it `next` again;
//! - an old release that is being removed, under a name that the next deploy removes.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use generate_stores::linked::{self, Entry, Linked};
use generate_stores::{Address, Error, ErrorKind, Store};

use super::lock::{Held, new_id};
use super::store::Deploy;
use super::{Options, Progress, Report, Target, message, runtime};
use crate::cache;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::verify;

/// The symbolic link that the web server serves.
const CURRENT: &str = "current";

/// The link before it takes the place of the other.
const FRESH: &str = "current.new";

/// The folder of releases.
const RELEASES: &str = "releases";

/// The release that is being made.
const NEXT: &str = "releases/next";

/// How the name of a release begins of which not all files are there yet.
const BEGUN: &str = "next.begun-";

/// How the name of a release begins that is being removed.
const REMOVED: &str = "removed-";

/// A target that changes at once.
struct Switch<'a> {
    address: &'a Address,
    options: &'a generate_stores::Options,
    linked: Box<dyn Linked>,
    /// The deploy into the release that is being made.
    next: Deploy<'a>,
}

/// Deploys to the folder at `address` and switches. `keep` releases stay, the new one included.
///
/// # Errors
/// What stopped it; visitors still get the release before.
pub(super) async fn deploy(
    options: &Options,
    (address, known): (&Address, &generate_stores::Options),
    keep: usize,
    progress: Arc<dyn Progress>,
    stop: Arc<AtomicBool>,
    problems: &mut Diagnostics,
) -> Result<Report, Diagnostic> {
    let linked = open(address, known).await?;
    let store = open_store(&address.below(NEXT), known)?;
    let next = Deploy::open(options, store, progress, stop)?;
    let switch = Switch { address, options: known, linked, next };
    if let Some(report) = switch.look(problems).await? {
        return Ok(report);
    }
    let locked = switch.next.lock(&switch.store(RELEASES)?, problems).await?;
    let done = switch.make(&locked.held, keep, problems).await;
    // Files that were given up are cleared away before the program ends.
    switch.next.store.settle().await;
    locked.release(done).await
}

/// The target as it is read: the release that visitors get.
///
/// # Errors
/// If there is none yet: reading it would make a folder in its place on some servers.
pub fn current(target: &Target) -> Result<Target, Diagnostic> {
    let Target::Store { address, options } = target else { return Ok(target.clone()) };
    let current = address.below(CURRENT);
    let found = runtime()?.block_on(async {
        let linked = open(address, options).await?;
        linked.entry(CURRENT).map_err(|error| message::failed(address, &error))
    })?;
    match found {
        Entry::Link(_) => Ok(Target::Store { address: current, options: options.clone() }),
        Entry::Other => Err(message::current_is_no_link(&current.to_string())),
        Entry::Nothing => Err(verify::message::no_manifest(&current.to_string())),
    }
}

async fn open(address: &Address, options: &generate_stores::Options) -> Result<Box<dyn Linked>, Diagnostic> {
    linked::open(address, options).await.map_err(|error| match error.kind {
        ErrorKind::Unsupported => message::cannot_switch(address, &error),
        _ => message::failed(address, &error),
    })
}

fn open_store(address: &Address, options: &generate_stores::Options) -> Result<Store, Diagnostic> {
    Store::open(address, options).map_err(|error| message::failed(address, &error))
}

impl Switch<'_> {
    fn store(&self, path: &str) -> Result<Store, Diagnostic> {
        open_store(&self.address.below(path), self.options)
    }

    fn failed(&self, error: &Error) -> Diagnostic {
        match error.kind {
            ErrorKind::Unsupported => message::cannot_switch(self.address, error),
            _ => message::not_switched(self.address, error),
        }
    }

    /// Looks whether a new release is needed, and makes nothing. Returns what there is to report if not, or if nothing more is
    /// wanted.
    async fn look(&self, problems: &mut Diagnostics) -> Result<Option<Report>, Diagnostic> {
        let dry_run = self.next.options.dry_run;
        let failed = |error| self.failed(&error);
        let current = self.linked.entry(CURRENT).map_err(failed)?;
        if current == Entry::Other {
            return Err(message::current_is_no_link(&self.address.below(CURRENT).to_string()));
        }
        let at = match (self.unfinished().map_err(failed)?, current) {
            (Some(_), _) | (None, Entry::Nothing) if !dry_run => return Ok(None),
            (Some(unfinished), _) => Some(unfinished),
            (None, Entry::Link(_)) => Some(CURRENT.to_owned()),
            (None, _) => None,
        };
        let is_current = at.as_deref() == Some(CURRENT);
        let mut found = Diagnostics::new();
        let deploy = match at {
            Some(at) => self.next.at(self.store(&at)?),
            None => self.nowhere()?,
        };
        let plan = deploy.plan(&mut found).await?;
        let is_done = is_current && plan.is_done(deploy.options, &deploy.local);
        problems.append(found);
        if !dry_run && !is_done {
            return Ok(None);
        }
        if dry_run && is_current && !is_done && !self.linked.can_share() {
            let plan = self.nowhere()?.plan(&mut Diagnostics::new()).await?;
            return Ok(Some(plan.report(deploy.options, &deploy.local)));
        }
        match dry_run {
            true => Ok(Some(plan.report(deploy.options, &deploy.local))),
            false => deploy.nothing_to_do(&plan).map(Some),
        }
    }

    /// A deploy to where nothing is, and where nothing is made by looking.
    fn nowhere(&self) -> Result<Deploy<'_>, Diagnostic> {
        let folder = self.next.options.root.join(cache::FOLDER).join("deploy/none");
        let store = open_store(&Address::folder(folder.display().to_string()), self.options)?;
        Ok(self.next.at(store))
    }

    /// The release with which a deploy goes on that was stopped.
    fn unfinished(&self) -> Result<Option<String>, Error> {
        if self.linked.entry(NEXT)? != Entry::Nothing {
            return Ok(Some(NEXT.to_owned()));
        }
        let Entry::Link(target) = self.linked.entry(FRESH)? else { return Ok(None) };
        let is_release =
            target.strip_prefix(RELEASES).and_then(|name| name.strip_prefix('/')).is_some_and(is_release);
        // Somebody may have led visitors there by hand.
        let is_current = match self.linked.entry(CURRENT)? {
            Entry::Link(current) => name_in(&current) == name_in(&target),
            _ => false,
        };
        let is_left = is_release && !is_current && self.linked.entry(&target)? != Entry::Nothing;
        Ok(is_left.then_some(target))
    }

    /// Makes the release and switches to it.
    async fn make(&self, held: &Held, keep: usize, problems: &mut Diagnostics) -> Result<Report, Diagnostic> {
        let failed = |error| self.failed(&error);
        let is_like_current = match self.unfinished().map_err(failed)? {
            Some(left) if left != NEXT => self.linked.rename(&left, NEXT).map(|()| false).map_err(failed)?,
            Some(_) => false,
            None => self.begin().map_err(failed)?,
        };
        // What is found in the current release was told by `look`.
        let mut again = Diagnostics::new();
        let plan = self.next.plan(if is_like_current { &mut again } else { problems }).await?;
        let report = match plan.is_done(self.next.options, &self.next.local) {
            true => self.next.nothing_to_do(&plan)?,
            false => self.next.change(plan, held, problems).await?,
        };
        held.check().await?;
        let mut names = self.releases().map_err(failed)?;
        names.push(new_name(&names));
        self.switch(names.last().map_or("", |name| name)).map_err(failed)?;
        // An old release that stays costs little, and goes with the next deploy.
        let _ = self.prune(&names, keep);
        Ok(report)
    }

    /// Begins a release with the files of the current one. Returns whether there is a current one.
    fn begin(&self) -> Result<bool, Error> {
        self.linked.make_folder(RELEASES)?;
        // Where there are no links, that shows before anything is sent.
        self.linked.link(FRESH, NEXT)?;
        let mut begun = format!("{RELEASES}/{BEGUN}{}", new_id());
        self.linked.make_folder(&begun)?;
        let current = self.linked.entry(CURRENT)?;
        if let Entry::Link(before) = &current
            && self.linked.entry(before)? != Entry::Nothing
            && !(self.linked.can_share() && self.linked.share(before, &begun)?)
        {
            self.next.progress.say(message::NOTHING_SHARED);
            begun.push_str("-empty");
            self.linked.make_folder(&begun)?;
        }
        self.linked.rename(&begun, NEXT)?;
        Ok(matches!(current, Entry::Link(_)))
    }

    /// Makes `next` the current release, under this name.
    fn switch(&self, name: &str) -> Result<(), Error> {
        let release = format!("{RELEASES}/{name}");
        self.linked.link(FRESH, &release)?;
        self.linked.rename(NEXT, &release)?;
        self.linked.rename(FRESH, CURRENT)
    }

    /// The names of the releases that are whole, oldest first.
    fn releases(&self) -> Result<Vec<String>, Error> {
        let mut names = self.linked.names(RELEASES)?;
        names.retain(|name| is_release(name));
        Ok(names)
    }

    /// Removes the oldest of these releases, and what deploys that were stopped have left.
    fn prune(&self, names: &[String], keep: usize) -> Result<(), Error> {
        for name in self.linked.names(RELEASES)?.iter().filter(|name| is_left(name)) {
            self.linked.remove(&format!("{RELEASES}/{name}"))?;
        }
        let old = names.len().saturating_sub(keep.max(1));
        for name in &names[..old] {
            // A part of a release has not the name of one.
            let removed = format!("{RELEASES}/{REMOVED}{name}");
            self.linked.rename(&format!("{RELEASES}/{name}"), &removed)?;
            self.linked.remove(&removed)?;
        }
        Ok(())
    }
}

/// The name of the release that a link leads to.
fn name_in(target: &str) -> Option<&str> {
    target.split('/').rfind(|segment| !segment.is_empty() && *segment != ".")
}

/// Whether a release has this name, as [`new_name`] makes them: `20240430T080000.500Z`, perhaps with `-1` at its end, once or more.
/// Nothing else in their folder is touched.
fn is_release(name: &str) -> bool {
    let mut stem = name;
    while let Some(before) = stem.strip_suffix("-1") {
        stem = before;
    }
    let form = "00000000T000000.000Z";
    let fits = |(own, form): (u8, u8)| if form == b'0' { own.is_ascii_digit() } else { own == form };
    stem.len() == form.len() && stem.bytes().zip(form.bytes()).all(fits)
}

/// Whether a deploy that was stopped has left a part of a release under this name.
fn is_left(name: &str) -> bool {
    name.starts_with(BEGUN) || name.strip_prefix(REMOVED).is_some_and(is_release)
}

/// The name of a new release, after all others.
fn new_name(releases: &[String]) -> String {
    let now = chrono::Utc::now().format("%Y%m%dT%H%M%S%.3fZ").to_string();
    match releases.last().filter(|last| **last >= now) {
        // A clock that was set back.
        Some(last) => format!("{last}-1"),
        None => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_comes_after_all_others() {
        let now = new_name(&[]);
        assert!(is_release(&now), "{now}");
        assert_eq!(
            new_name(&["20240430T080000.500Z".into(), "29990101T000000.000Z".into()]),
            "29990101T000000.000Z-1"
        );
        assert_eq!(name_in("/srv/archive/releases/20240430T080000.500Z/."), Some("20240430T080000.500Z"));
        assert!(is_release("29990101T000000.000Z-1-1"));
        for other in [
            "next",
            "next.begun-1",
            "removed-20240430T080000.500Z",
            "2024T/x",
            "notes",
            "2024",
            "2023-TODO-backup",
            "20240430T080000.500Z.old",
            "20240430T080000.500Z-2",
            "",
            "-1",
        ] {
            assert!(!is_release(other), "{other}");
        }
        assert!(is_left("next.begun-1") && is_left("removed-20240430T080000.500Z"));
        assert!(!is_left("next") && !is_left("removed-notes") && !is_left("20240430T080000.500Z"));
    }
}
