//! The end of a build: from staged files to the new site.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::earlier::{KEPT, UNCLAIMED};
use super::error::{Conflicts, WriteError};
use super::lock::Lock;
use super::manifest::{self, Manifest, ManifestEntry, ManifestHead};
use super::site::Site;
use super::staging::{self, Step};
use super::stream::Stream;
use super::swap::{self, Swap};
use super::{Known, Outcome, Placed, Summary, Writer, journal, sha256sums};
use crate::facts::{Facts, Stage};

/// How many bytes of a shard are made before they are written.
const FLUSH: usize = 1 << 16;

/// An output folder after a build, still locked: nobody else builds into it as long as this value lives.
pub struct Committed {
    /// What the build did.
    pub summary: Summary,
    /// What there is to know of the folder.
    pub known: Known,
    /// The files that an earlier build left and the site has no more.
    pub gone: Vec<Box<str>>,
    _lock: Arc<Lock>,
}

impl Writer {
    /// Swaps in everything that was put, with a manifest, and removes what earlier builds wrote and this one did not.
    ///
    /// # Errors
    /// Before the first swap, with the output as it was: [`WriteError::Conflicts`] with all that stands in the way,
    /// [`WriteError::Claimed`], [`WriteError::Incomplete`] if a `put` failed, [`WriteError::Io`]. During the swap:
    /// [`WriteError::Io`] that says so; each file is whole then, and the next build finishes.
    pub fn commit(mut self) -> Result<Committed, WriteError> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(WriteError::Incomplete);
        }
        let site = self.site()?;
        let manifest = self.stage_manifest(&site)?;
        let removals = self.removals(&site, &manifest);
        let doomed = self.check_conflicts(&removals)?;
        let staged = |files: &Manifest| (0..files.len()).filter(|&index| files.mark(index) != 0).count();
        let manifest_written = staged(&manifest);
        let written = staged(&site.fresh) + manifest_written;
        let summary = Summary {
            written,
            unchanged: site.order.len() + manifest.len() - written,
            removed: doomed.len(),
            manifest_written,
        };
        if written > 0 || !removals.is_empty() {
            self.write_journal(&site, &manifest, &removals)?;
            self.swap(&site, &manifest, &removals, &doomed).map_err(WriteError::while_swapping)?;
        }
        self.finish()?;
        let fresh = site.fresh;
        let gone = self.unclaimed().map(Into::into).collect();
        let mut files = std::mem::take(&mut self.ours.manifest);
        files.replace(fresh, |index| self.ours.fate[index].load(Ordering::Relaxed) == KEPT);
        // Dropping a writer removes what it staged: there is nothing left.
        Ok(Committed { summary, known: Known { files, own: manifest }, gone, _lock: Arc::clone(&self.lock) })
    }

    /// All files in order, after checking that no two claim one path.
    fn site(&self) -> Result<Site<'_>, WriteError> {
        let mut fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        fresh.sort();
        let old = &self.ours.manifest;
        let kept = |&index: &usize| self.ours.fate[index].load(Ordering::Relaxed) == KEPT;
        let mut kept = (0..old.len()).filter(kept).peekable();
        let mut order = Vec::with_capacity(fresh.len());
        // Positions have 32 bits: a site of four thousand million files has other worries.
        for index in 0..fresh.len() {
            let path = fresh.entry(index).path;
            while let Some(old) = kept.next_if(|&kept| old.entry(kept).path < path) {
                order.push((fresh.len() + old) as u32);
            }
            order.push(index as u32);
        }
        order.extend(kept.map(|old| (fresh.len() + old) as u32));
        let site = Site { old, fresh, order };
        check_claims(&site)?;
        Ok(site)
    }

    /// Stages the manifest's files, and returns them, sorted.
    fn stage_manifest(&self, site: &Site<'_>) -> Result<Manifest, WriteError> {
        let shards = shards(&site.order, |position| site.entry(position).path);
        let earlier = self.earlier_shards();
        let placed: Vec<Placed> = shards
            .par_iter()
            .map(|(path, files)| {
                // A shard that lists what it listed before is not even made: of a million files few change.
                let kept = files.iter().all(|&position| site.is_kept(position));
                let same = kept && earlier.get(path.as_str()) == Some(&files.len());
                if let Some(placed) = self.own_as_recorded(path).filter(|_| same) {
                    return Ok(placed);
                }
                let files = files.iter().map(|&position| site.entry(position));
                self.stage_list(path, "files", files, None)
            })
            .collect::<Result<_, WriteError>>()?;
        let mut own = Manifest::default();
        shards
            .iter()
            .zip(&placed)
            .for_each(|((path, _), placed)| push(&mut own, path, &Facts::MANIFEST, placed));
        own.sort();
        let mut sums = Manifest::default();
        if let Some(placed) = self.stage_sha256sums(site)? {
            push(&mut sums, sha256sums::NAME, &Facts::SUMS, &placed);
        }
        let before = |entry: ManifestEntry<'_>| self.ours.own.get(entry.path) == Some(entry);
        let same = own.len() + sums.len() + 1 == self.ours.own.len()
            && own.entries().chain(sums.entries()).all(before);
        let placed = match self.own_as_recorded(manifest::NAME).filter(|_| same) {
            Some(placed) => placed,
            None => self.stage_list(manifest::NAME, "shards", own.entries(), sums.entries().next())?,
        };
        push(&mut own, manifest::NAME, &Facts::MANIFEST, &placed);
        own.append(sums);
        own.sort();
        let claimed =
            own.entries().find(|entry| site.contains(entry.path)).map(|entry| entry.path.to_owned());
        claimed.map_or(Ok(own), |path| Err(WriteError::Claimed { path }))
    }

    /// How many files each shard of the earlier manifest lists, if the earlier build told all about it.
    fn earlier_shards(&self) -> FxHashMap<String, usize> {
        let old = &self.ours.manifest;
        if self.ours.own.is_empty() {
            return FxHashMap::default();
        }
        let positions: Vec<u32> = (0..old.len() as u32).collect();
        let shards = shards(&positions, |position| old.entry(position as usize).path);
        shards.into_iter().map(|(path, files)| (path, files.len())).collect()
    }

    /// A file of the manifest as it stands in the output, if it is as the earlier build left it.
    pub(super) fn own_as_recorded(&self, path: &str) -> Option<Placed> {
        let own = &self.ours.own;
        let index = own.find(path).filter(|index| self.is_as_recorded(own, *index))?;
        let ManifestEntry { size, sum, .. } = own.entry(index);
        let modified = own.modified(index);
        Some(Placed { size, sum: *sum, modified, outcome: Outcome::Unchanged })
    }

    /// Stages one file of the manifest, unless it stands in the output; `sums` is what it says of a list of checksums.
    fn stage_list<'a>(
        &self,
        path: &str,
        list: &str,
        entries: impl Iterator<Item = ManifestEntry<'a>> + Clone,
        sums: Option<ManifestEntry<'a>>,
    ) -> Result<Placed, WriteError> {
        // Writing into memory does not fail, so that an error here has no better place than the file.
        let failed = |error| WriteError::io(self.existing.path(path), error);
        let mut stream = Stream::open(self, Stage::Manifest, path)?;
        let mut buffer = Vec::with_capacity(FLUSH + (1 << 10));
        let head = ManifestHead::of(entries.clone().chain(sums));
        head.write(&mut buffer, list, sums).map_err(failed)?;
        for (index, entry) in entries.enumerate() {
            head.write_entry(&mut buffer, entry, index == 0).map_err(failed)?;
            if buffer.len() >= FLUSH {
                stream.feed(&buffer)?;
                buffer.clear();
            }
        }
        manifest::write_tail(&mut buffer).map_err(failed)?;
        stream.feed(&buffer)?;
        stream.finish()
    }

    /// The files of the earlier manifest that this site has not.
    fn unclaimed(&self) -> impl Iterator<Item = &str> {
        let ours = &self.ours;
        let unclaimed = |&index: &usize| ours.fate[index].load(Ordering::Relaxed) == UNCLAIMED;
        (0..ours.manifest.len()).filter(unclaimed).map(|index| ours.manifest.entry(index).path)
    }

    /// What earlier builds wrote and this site has not, sorted.
    fn removals(&self, site: &Site<'_>, manifest: &Manifest) -> Vec<&str> {
        let listed = self.unclaimed();
        let others = self.ours.others.iter().map(|path| &**path);
        let others = others.filter(|path| !site.contains(path));
        // A hostile manifest may list its own files as pages.
        let mut removals: Vec<&str> =
            listed.chain(others).filter(|path| manifest.find(path).is_none()).collect();
        removals.sort_unstable();
        removals.dedup();
        removals
    }

    /// Fails if anything stands in the way; else returns those of `removals` that are there.
    fn check_conflicts<'a>(&self, removals: &[&'a str]) -> Result<Vec<&'a str>, WriteError> {
        let noted = std::mem::take(&mut *self.conflicts.lock().unwrap_or_else(PoisonError::into_inner));
        let mut conflicts = Conflicts { folders: Vec::new(), ..noted };
        let doomed = swap::still_there(&self.existing, removals, &mut conflicts.links)?;
        for folder in noted.folders {
            let place = self.existing.path(&folder);
            if swap::holds_others(&place, &folder, removals).map_err(|error| WriteError::io(place, error))? {
                conflicts.folders.push(folder);
            }
        }
        if conflicts.is_empty() { Ok(doomed) } else { Err(WriteError::Conflicts(conflicts.sorted())) }
    }

    /// Writes down what is ours beyond the manifest that stands in the output.
    fn write_journal(&self, site: &Site<'_>, own: &Manifest, removals: &[&str]) -> Result<(), WriteError> {
        let folder = self.staging.folder();
        self.staging.step(Step::Journal, folder)?;
        let old = &self.ours.manifest;
        let own = own.entries().map(|entry| entry.path);
        let added = site.fresh.entries().map(|entry| entry.path).filter(|path| old.find(path).is_none());
        journal::write(folder, added.chain(own).chain(removals.iter().copied()))
            .map_err(|error| WriteError::io(folder.join(journal::NAME), error))?;
        self.journal.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// The swap itself, from the first rename to the last deletion.
    fn swap(
        &self,
        site: &Site<'_>,
        manifest: &Manifest,
        removals: &[&str],
        doomed: &[&str],
    ) -> Result<(), WriteError> {
        let (staging, existing) = (&self.staging, &self.existing);
        staging.step(Step::Swap, staging.folder())?;
        for stage in Stage::ALL {
            let files = if stage == Stage::Manifest { manifest } else { &site.fresh };
            if stage == Stage::Manifest {
                staging.step(Step::Manifest, &existing.path(manifest::NAME))?;
            }
            Swap { staging, existing, files, stage, removals }.run()?;
        }
        swap::remove(staging, existing, doomed, removals)?;
        staging.step(Step::Clean, staging.folder())
    }

    /// Removes the journal and the staging folder: the build is complete.
    fn finish(&self) -> Result<(), WriteError> {
        let folder = self.staging.folder();
        self.staging.remove().map_err(|error| WriteError::io(folder, error).while_swapping())?;
        self.journal.store(false, Ordering::Relaxed);
        Ok(())
    }
}

/// The shards of files in order of path: the path of each, and the files it lists.
fn shards<'o, 'p>(order: &'o [u32], path: impl Fn(u32) -> &'p str) -> Vec<(String, Cow<'o, [u32]>)> {
    let mut shards: Vec<(String, Cow<'_, [u32]>)> = Vec::new();
    let mut root = Vec::new();
    let mut shared: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let segment = |position: u32| manifest::shard_segment(path(position));
    let groups = || order.chunk_by(|&a, &b| segment(a) == segment(b));
    let is_small = |group: &[u32]| group.len() < manifest::OWN_SHARD;
    let sharing = groups().filter(|group| is_small(group)).count() > manifest::MOST_SMALL;
    for group in groups() {
        match segment(group[0]) {
            Some(name) if sharing && is_small(group) => {
                shared.entry(manifest::shared_shard_path(name)).or_default().extend_from_slice(group);
            }
            Some(name) => shards.push((manifest::shard_path(Some(name)), Cow::Borrowed(group))),
            None => root.extend_from_slice(group),
        }
    }
    shards.extend(shared.into_iter().map(|(path, files)| (path, Cow::Owned(files))));
    if !root.is_empty() {
        shards.push((manifest::shard_path(None), Cow::Owned(root)));
    }
    shards
}

/// Adds a file of the manifest to a list of them, marked with its stage if it is staged.
fn push(list: &mut Manifest, path: &str, facts: &Facts, placed: &Placed) {
    let mark = if placed.outcome == Outcome::Written { facts.stage as u8 } else { 0 };
    list.push_marked(
        ManifestEntry { path, size: placed.size, sum: &placed.sum, facts },
        placed.modified,
        mark,
    );
}

/// Fails if a path stands twice, below another that is a file, or in the staging folder.
fn check_claims(site: &Site<'_>) -> Result<(), WriteError> {
    // In the order of bytes all paths that begin with `a` follow `a`, but not at once: `a`, `a.html`, `a/b`. The files
    // whose paths begin the present one are kept in a stack.
    let mut above: Vec<&str> = Vec::new();
    for &position in &site.order {
        let path = site.entry(position).path;
        while above.last().is_some_and(|file| !path.starts_with(file)) {
            above.pop();
        }
        let is_below = |file: &&str| matches!(path.as_bytes().get(file.len()), None | Some(b'/'));
        if above.iter().any(is_below) || path.split('/').next() == Some(staging::NAME) {
            return Err(WriteError::Claimed { path: path.to_owned() });
        }
        above.push(path);
    }
    Ok(())
}
