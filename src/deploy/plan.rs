//! What a deploy will do: the site compared with what the target holds.

use std::collections::HashSet;
use std::sync::Arc;

use generate_stores::{Scheme, Store};

use super::changes::{Changes, Deletion};
use super::local::Local;
use super::pending::{Pending, now};
use super::redirects::Redirects;
use super::remote::Remote;
use super::{Changed, Options, ReadBack, Report, full, message};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::OutPath;
use crate::reserved::{self, Own};
use crate::write::manifest::{self, Manifest, ManifestEntry};

/// So many files may always be deleted: a percentage of a small site is nothing.
const FEW: usize = 20;

/// What is to be done.
pub(super) struct Plan {
    /// What the target says it holds.
    pub(super) remote: Remote,
    /// The files to send and to delete.
    pub(super) changes: Arc<Changes>,
    /// The files that redirect readers.
    pub(super) redirects: Arc<Redirects>,
    /// What the target remembers.
    pub(super) pending: Pending,
    /// Files of the target's manifest that the site's no longer has.
    pub(super) obsolete: Vec<Deletion>,
    /// What may be deleted, sorted: the site has none of it.
    gone: Vec<Box<str>>,
    /// Files that were the site's and are now in the way of others: folders need their names, or files the names of their
    /// folders. They go before anything is sent.
    pub(super) in_the_way: Vec<Box<str>>,
}

impl Plan {
    /// Compares the site with what the target holds.
    ///
    /// # Errors
    /// If the target cannot be read, holds files of others and no site, or too many files would be deleted.
    pub(super) async fn make(
        options: &Options,
        store: &Store,
        local: &Local,
        remote: Remote,
        problems: &mut Diagnostics,
    ) -> Result<Plan, Diagnostic> {
        let failed = |error| message::failed(store.address(), &error);
        let pending = Remote::pending(store).await.map_err(failed)?;
        let is_same = remote.list.as_deref() == Some(&*local.list);
        // After a deploy that has not ended, the manifest does not tell what the target holds.
        let all = options.full || pending.unfinished.is_some();
        let mut plan = Plan {
            remote,
            changes: Arc::default(),
            redirects: Arc::default(),
            pending,
            obsolete: Vec::new(),
            gone: Vec::new(),
            in_the_way: Vec::new(),
        };
        if !is_same || all {
            if plan.remote.list.is_none() && !all && !options.force {
                refuse_others(store).await?;
            }
            plan.compare(options, store, local, all, problems).await?;
        }
        plan.find_gone(options, store, local)?;
        Ok(plan)
    }

    /// Finds what differs.
    async fn compare(
        &mut self,
        options: &Options,
        store: &Store,
        local: &Local,
        all: bool,
        problems: &mut Diagnostics,
    ) -> Result<(), Diagnostic> {
        let failed = |error| message::failed(store.address(), &error);
        self.redirects = Arc::new(Redirects::read(local, store)?);
        let mut there = self.remote.files(store, local, all, problems).await.map_err(failed)?;
        let mut here = local.files(|shard| all || !self.remote.has_shard(shard))?;
        let list = Redirects::list();
        let redirects_are_new =
            !self.redirects.is_empty() && here.find(&list).is_some() && there.find(&list).is_none();
        if redirects_are_new {
            // Files that were sent before without their redirects are equal in all else.
            there = self.remote.files(store, local, true, problems).await.map_err(failed)?;
            here = local.files(|_| true)?;
            there.retain(|path| self.redirects.of(path).is_none());
        }
        let mut there = match options.full {
            true => {
                // A folder of this machine is read quickly; of other hosts only where that is wanted.
                let reads = options.read_back == ReadBack::All || store.address().scheme() == Scheme::Folder;
                full::confirmed(store, local, (&here, &there), &self.pending, reads, problems)
                    .await
                    .map_err(failed)?
            }
            false => there,
        };
        let doubtful = self.pending.unfinished.as_ref().map_or(&[][..], |unfinished| &unfinished.paths);
        there.retain(|path| doubtful.binary_search_by(|known| (**known).cmp(path)).is_err());
        let mut changes = Changes::between(here, &there);
        let left = doubtful.iter().filter(|path| !changes.has(path)).cloned().collect::<Vec<_>>();
        changes.delete_too(left.into_iter());
        self.obsolete = self
            .remote
            .obsolete(local)
            .map(|own| Deletion { path: own.path.into(), is_part: false })
            .collect();
        self.changes = Arc::new(changes);
        Ok(())
    }

    /// Finds what may be deleted.
    ///
    /// # Errors
    /// If it is too much.
    fn find_gone(&mut self, options: &Options, store: &Store, local: &Local) -> Result<(), Diagnostic> {
        let now = now();
        let pending = self.pending_at(now);
        let due = pending.due(now, options.keep);
        if due.is_empty() && self.changes.delete().is_empty() {
            return Ok(());
        }
        // Nothing that the site has is deleted, whatever a list at the target says.
        let site = local.files(|_| true)?;
        self.gone = pending.paths().filter(|path| !has(local, &site, path)).map(Box::from).collect();
        if has_folders(store) && !self.gone.is_empty() {
            // There it is the same file as one of the site.
            let folded: HashSet<u64> = site.entries().filter_map(|entry| folded(entry.path)).collect();
            self.gone.retain(|path| folded_in(path, &folded));
        }
        let due = due.iter().filter(|path| is_counted(path) && self.may_go(path)).count();
        let deletions = self.changes.delete().iter().filter(|gone| is_counted(&gone.path)).count();
        check_deletions(deletions.max(due), options.max_delete, || Ok(site.len()))?;
        if has_folders(store) {
            self.in_the_way = in_the_way(&self.changes, &self.gone);
            self.gone.retain(|path| self.in_the_way.binary_search(path).is_err());
        }
        Ok(())
    }

    /// What waits to be deleted, with what this deploy adds.
    fn pending_at(&self, now: u64) -> Pending {
        let mut pending = self.pending.clone();
        pending.add(self.changes.delete(), now);
        pending.add(&self.obsolete, now);
        pending
    }

    fn may_go(&self, path: &str) -> bool {
        self.gone.binary_search_by(|gone| (**gone).cmp(path)).is_ok()
    }

    /// The files of `pending` that are deleted at `now`, sorted.
    pub(super) fn due(&self, pending: &Pending, options: &Options, now: u64) -> Vec<Box<str>> {
        let mut due = pending.due(now, options.keep);
        due.retain(|path| self.may_go(path));
        due
    }

    /// Whether the list of shards at the target is that of the site.
    pub(super) fn has_list(&self, local: &Local) -> bool {
        self.remote.list.as_deref() == Some(&*local.list)
    }

    /// Whether anything has to be sent: files, or parts of the manifest.
    pub(super) fn sends(&self, local: &Local) -> bool {
        !self.has_list(local) || !self.changes.is_empty() || !self.remote.lacks(local).is_empty()
    }

    /// Whether there is nothing to do.
    pub(super) fn is_done(&self, options: &Options, local: &Local) -> bool {
        !self.sends(local)
            && self.pending.unfinished.is_none()
            && self.in_the_way.is_empty()
            && self.due(&self.pending, options, now()).is_empty()
    }

    /// What the deploy will report.
    pub(super) fn report(&self, options: &Options, local: &Local) -> Report {
        let now = now();
        let mut due = self.in_the_way.clone();
        due.extend(self.due(&self.pending_at(now), options, now));
        let own = self.remote.lacks(local);
        let own_bytes: u64 = own.iter().map(|entry| entry.size).sum();
        let list = if self.has_list(local) { (0, 0) } else { (1, local.list.len() as u64) };
        let mut pending = self.pending.clone();
        pending.add(self.changes.delete(), now);
        pending.forget(|path| due.iter().any(|due| **due == *path));
        Report {
            sent: self.changes.len() + own.len() + list.0,
            sent_bytes: self.changes.send().map(|entry| entry.size).sum::<u64>() + own_bytes + list.1,
            deleted: due.len(),
            kept: pending.len(),
            changed: changed(&self.changes, due.iter().map(|path| &**path)),
            ..Report::default()
        }
    }
}

/// Whether the deletion of a file counts against the limit: files of the search index have other names after every edit.
pub(super) fn is_counted(path: &str) -> bool {
    !Own::SearchIndex.holds(path)
}

/// Stops if more files would be deleted than allowed. `site` counts the files of the site.
///
/// # Errors
/// If they are too many.
pub(super) fn check_deletions(
    deletions: usize,
    most: u8,
    site: impl FnOnce() -> Result<usize, Diagnostic>,
) -> Result<(), Diagnostic> {
    if deletions <= FEW {
        return Ok(());
    }
    let of = site()? + deletions;
    match deletions * 100 > of * usize::from(most) {
        true => Err(message::too_many_deletions(deletions, of, most)),
        false => Ok(()),
    }
}

/// The files that are sent and deleted, in this order.
pub(super) fn changed<'p>(changes: &Changes, deleted: impl Iterator<Item = &'p str>) -> Vec<Changed> {
    let sent = changes.send().map(|entry| Changed { path: entry.path.into(), size: Some(entry.size) });
    sent.chain(deleted.map(|path| Changed { path: path.into(), size: None })).collect()
}

/// Stops at a target that holds files of others and no site.
async fn refuse_others(store: &Store) -> Result<(), Diagnostic> {
    // A deploy that was killed before its first file leaves files of its own.
    match store.has_files(|path| !reserved::is_left_by_deploy(path)).await {
        Ok(true) => Err(message::target_not_empty(store.address())),
        Ok(false) => Ok(()),
        Err(error) => Err(message::failed(store.address(), &error)),
    }
}

/// Whether files are in folders there, as on file servers of any system: then a folder and a file cannot have one name, and names
/// that differ in case alone may be one file.
fn has_folders(store: &Store) -> bool {
    !matches!(store.address().scheme(), Scheme::S3 | Scheme::Gcs | Scheme::Azure)
}

/// The files of `gone`, which is sorted, that have the name of a folder of the site, or are in a folder with the name of a file.
fn in_the_way(changes: &Changes, gone: &[Box<str>]) -> Vec<Box<str>> {
    let folders = |path: &str| path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
    let is_gone = |path: &str| gone.binary_search_by(|gone| (**gone).cmp(path)).is_ok();
    let mut found: Vec<Box<str>> = gone
        .iter()
        .filter(|path| folders(path).iter().any(|end| changes.has(&path[..*end])))
        .cloned()
        .collect();
    for entry in changes.send() {
        let ends = folders(entry.path).into_iter();
        found.extend(ends.map(|end| &entry.path[..end]).filter(|folder| is_gone(folder)).map(Box::from));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the site or the deploy has a file at `path`.
fn has(local: &Local, site: &Manifest, path: &str) -> bool {
    site.find(path).is_some()
        || local.index.find(path).is_some()
        || path == manifest::NAME
        || reserved::is_left_by_deploy(path)
}

/// The key of a path for file systems that do not tell cases apart.
fn folded(path: &str) -> Option<u64> {
    OutPath::new(path).ok().map(|path| path.folded_key())
}

/// Whether no file of the site has this path but for its case.
fn folded_in(path: &str, site: &HashSet<u64>) -> bool {
    folded(path).is_some_and(|key| !site.contains(&key))
}

impl Remote {
    /// The files of the target's manifest that the site's does not have: shards, and checksums for other programs.
    pub(super) fn obsolete<'r>(&'r self, local: &'r Local) -> impl Iterator<Item = ManifestEntry<'r>> {
        self.index.entries().filter(|own| local.index.find(own.path).is_none())
    }

    /// The manifest's own files that the target lacks, but for the list of shards.
    pub(super) fn lacks<'l>(&self, local: &'l Local) -> Vec<ManifestEntry<'l>> {
        let is_there = |entry: &ManifestEntry<'_>| {
            self.index.find(entry.path).is_some_and(|there| there.sum == entry.sum)
        };
        local.index.entries().filter(|entry| !is_there(entry)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_deletions_are_always_allowed_and_many_by_their_part() {
        let check = |deletions, most, site| check_deletions(deletions, most, || Ok(site)).is_ok();
        assert!(check(FEW, 0, 1));
        assert!(!check(FEW + 1, 0, 1_000_000));
        assert!(check(100, 10, 900));
        assert!(!check(101, 10, 900));
        assert!(check(1_000, 100, 0));
    }

    #[test]
    fn files_of_the_search_index_are_not_counted() {
        assert!(!is_counted("search-index/06/8dc06244.bin") && !is_counted("search-index/root.bin"));
        assert!(is_counted("search-index-of-books/index.html") && is_counted("search/index.html"));
    }
}
