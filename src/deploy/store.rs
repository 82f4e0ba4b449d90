//! A deploy to an object store, a file server or a folder, step by step.

use std::collections::HashSet;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use generate_stores::{Scheme, Store};

use super::changes::{Changes, Deletion, Round};
use super::journal::Journal;
use super::local::Local;
use super::lock::{Claim, Held};
use super::pending::{self, Pending, Unfinished};
use super::remote::Remote;
use super::send::{Memory, Sender, headers};
use super::{Changed, Options, Progress, ReadBack, Report, full, message, read_back, tasks};
use crate::cache;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::Facts;
use crate::fingerprint::Fingerprint;
use crate::path::OutPath;
use crate::platform::process;
use crate::reserved::Own;
use crate::write::manifest::{self, Manifest, ManifestEntry};

/// So many files may always be deleted: a percentage of a small site is nothing.
pub(super) const FEW: usize = 20;

/// Deploys to `store`.
///
/// # Errors
/// What stopped it.
pub(super) async fn deploy(
    options: &Options,
    store: Store,
    progress: Arc<dyn Progress>,
    stop: Arc<AtomicBool>,
    problems: &mut Diagnostics,
) -> Result<Report, Diagnostic> {
    let waiting = || progress.say("waiting for a build that is writing to the output folder");
    let local = Arc::new(Local::open(&options.out, waiting)?);
    let deploy = Deploy { options, store, progress, stop, local, notes: Notes::of(options) };
    deploy.run(problems).await
}

/// What this machine remembers of a target, in `.generate/deploy/`.
struct Notes {
    /// The journal of a deploy that is not finished.
    journal: PathBuf,
    /// The state in which the last deploy from here left the target.
    last: PathBuf,
    /// The ids of deploys from here whose lock may have been left behind.
    id: PathBuf,
    /// Held by the deploy that runs here.
    running: PathBuf,
}

impl Notes {
    fn of(options: &Options) -> Notes {
        let folder = options.root.join(cache::FOLDER).join("deploy");
        let name = Fingerprint::of(options.target.key().as_bytes()).short();
        let place = |ending: &str| folder.join(format!("{name}.{ending}"));
        Notes { journal: place("journal"), last: place("last"), id: place("id"), running: place("running") }
    }

    fn write(place: &PathBuf, text: &str) -> Result<(), Diagnostic> {
        let folder = place.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.and_then(|()| std::fs::write(place, text)).map_err(|error| message::journal(&error))
    }

    fn read(place: &PathBuf) -> Option<String> {
        std::fs::read_to_string(place).ok()
    }
}

/// A deploy that runs.
struct Deploy<'a> {
    options: &'a Options,
    store: Store,
    progress: Arc<dyn Progress>,
    stop: Arc<AtomicBool>,
    local: Arc<Local>,
    notes: Notes,
}

/// What is to be sent, and to what.
struct Sending {
    remote: Remote,
    changes: Arc<Changes>,
    obsolete: Vec<Deletion>,
}

/// What is to be done.
struct Work {
    remote: Remote,
    changes: Changes,
    pending: Pending,
    /// Shards of the target that the site no longer has.
    obsolete: Vec<Deletion>,
}

impl Deploy<'_> {
    async fn run(&self, problems: &mut Diagnostics) -> Result<Report, Diagnostic> {
        let remote = Remote::read(&self.store, problems).await.map_err(|error| self.failed(&error))?;
        self.tell_changes_by_others(&remote, problems);
        let work = self.compare(remote, problems).await?;
        let due = self.due(&work)?;
        if self.options.dry_run {
            return Ok(self.planned(&work, &due));
        }
        if self.is_done(&work) && due.is_empty() {
            self.finish(&work)?;
            return Ok(Report { kept: work.pending.len(), ..Report::default() });
        }
        let running = self.lock_here()?;
        let held = self.lock(problems).await?;
        let done = self.change(work, &held, problems).await;
        // A lock that cannot be given back is left for the next deploy from here, which knows it.
        let released = held.release().await.map_err(|error| self.failed(&error));
        drop(running);
        let report = done?;
        released?;
        Ok(report)
    }

    /// Whether the target holds the site already.
    fn is_done(&self, work: &Work) -> bool {
        work.remote.list.as_deref() == Some(&*self.local.list)
            && work.changes.is_empty()
            && work.pending.unfinished.is_none()
    }

    /// Says so if somebody else has deployed since the last deploy from here.
    fn tell_changes_by_others(&self, remote: &Remote, problems: &mut Diagnostics) {
        let base = remote.base();
        let last = Notes::read(&self.notes.last);
        if last.is_some_and(|last| last != base) && base != self.local.sum().to_hex().as_ref() {
            problems.push(message::changed_elsewhere(self.store.address()));
        }
    }

    /// Compares the site with what the target holds.
    async fn compare(&self, remote: Remote, problems: &mut Diagnostics) -> Result<Work, Diagnostic> {
        let failed = |error| self.failed(&error);
        let pending = Remote::pending(&self.store).await.map_err(failed)?;
        let is_same = remote.list.as_deref() == Some(&*self.local.list);
        // After a deploy that has not ended, the manifest does not tell what the target holds.
        let all = self.options.full || pending.unfinished.is_some();
        if is_same && !all {
            return Ok(Work { remote, changes: Changes::default(), pending, obsolete: Vec::new() });
        }
        if remote.list.is_none() && !all && !self.options.force {
            self.refuse_others().await?;
        }
        let there = remote.files(&self.store, &self.local, all, problems).await.map_err(failed)?;
        let here = self.local.files(|shard| all || !remote.has_shard(shard.path, shard.sum))?;
        let mut there = match self.options.full {
            true => {
                full::confirmed(&self.store, &self.local, &here, there, problems).await.map_err(failed)?
            }
            false => there,
        };
        let doubtful = pending.unfinished.as_ref().map_or(&[][..], |unfinished| &unfinished.paths);
        there.retain(|path| doubtful.binary_search_by(|known| (**known).cmp(path)).is_err());
        let mut changes = Changes::between(here, &there);
        let left = doubtful.iter().filter(|path| !changes.has(path)).cloned().collect::<Vec<_>>();
        changes.delete_too(left.into_iter());
        let gone = |shard: &ManifestEntry<'_>| self.local.index.shards.find(shard.path).is_none();
        let obsolete = remote.index.shards.entries().filter(gone);
        let obsolete = obsolete.map(|shard| Deletion { path: shard.path.into(), is_part: false }).collect();
        Ok(Work { changes, remote, pending, obsolete })
    }

    /// Stops at a target that holds files of others and no site.
    async fn refuse_others(&self) -> Result<(), Diagnostic> {
        // What a deploy leaves that was killed before its first file.
        let own = [Own::DeployLock, Own::DeployState].map(Own::name);
        let counts = |path: &str| !own.contains(&path) && !path.ends_with(generate_stores::PART);
        match self.store.has_files(counts).await {
            Ok(true) => Err(message::target_not_empty(self.store.address())),
            Ok(false) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// The files that may be deleted in the end, none of which the site has.
    ///
    /// Fails if they are too many.
    fn due(&self, work: &Work) -> Result<Vec<Box<str>>, Diagnostic> {
        let deletions = work.changes.delete().len();
        let mut pending = work.pending.clone();
        let now = now();
        pending.add(work.changes.delete(), now);
        pending.add(&work.obsolete, now);
        let mut due = pending.due(now, self.options.keep);
        if due.is_empty() && deletions == 0 {
            return Ok(due);
        }
        // Nothing that the site has is deleted, whatever a list at the target says.
        let site = self.local.files(|_| true)?;
        due.retain(|path| !self.has(&site, path));
        if self.may_fold_case() && !due.is_empty() {
            // There it is the same file as one of the site.
            let folded: HashSet<u64> = site.entries().filter_map(|entry| folded(entry.path)).collect();
            due.retain(|path| folded_in(path, &folded));
        }
        let deletions = deletions.max(due.len());
        let of = site.len() + deletions;
        if deletions > FEW && deletions * 100 > of * usize::from(self.options.max_delete) {
            return Err(message::too_many_deletions(deletions, of, self.options.max_delete));
        }
        Ok(due)
    }

    /// Whether names that differ in case alone may be one file there: on file servers of any system.
    fn may_fold_case(&self) -> bool {
        !matches!(self.store.address().scheme(), Scheme::S3 | Scheme::Gcs | Scheme::Azure)
    }

    /// Whether the site has a file at `path`.
    fn has(&self, site: &Manifest, path: &str) -> bool {
        let index = &self.local.index;
        site.find(path).is_some()
            || index.shards.find(path).is_some()
            || index.sums.find(path).is_some()
            || path == manifest::NAME
            || path == pending::NAME
            || path == Own::DeployLock.name()
    }

    /// What a deploy would do.
    fn planned(&self, work: &Work, due: &[Box<str>]) -> Report {
        let own = self.own_files(&work.remote);
        let own_bytes: u64 = own.iter().map(|entry| entry.size).sum();
        let is_new = work.remote.list.as_deref() != Some(&*self.local.list);
        let list = if is_new { (1, self.local.list.len() as u64) } else { (0, 0) };
        let mut pending = work.pending.clone();
        pending.add(work.changes.delete(), now());
        pending.forget(|path| due.iter().any(|due| **due == *path));
        Report {
            sent: work.changes.len() + own.len() + list.0,
            sent_bytes: work.changes.send().map(|entry| entry.size).sum::<u64>() + own_bytes + list.1,
            deleted: due.len(),
            kept: pending.len(),
            changed: changed(&work.changes, due),
            ..Report::default()
        }
    }

    /// The manifest's own files that the target lacks, but for the list of shards.
    fn own_files(&self, remote: &Remote) -> Vec<ManifestEntry<'_>> {
        let index = &self.local.index;
        let sums = |sums: &Manifest, path: &str| sums.get(path).map(|entry| *entry.sum);
        let shards = index.shards.entries().filter(|shard| !remote.has_shard(shard.path, shard.sum));
        let of_others =
            index.sums.entries().filter(|entry| sums(&remote.index.sums, entry.path) != Some(*entry.sum));
        shards.chain(of_others).collect()
    }

    /// Keeps other deploys of this machine to the target out.
    fn lock_here(&self) -> Result<std::fs::File, Diagnostic> {
        let place = &self.notes.running;
        let folder = place.parent().map_or(Ok(()), std::fs::create_dir_all);
        let file =
            folder.and_then(|()| std::fs::File::create(place)).map_err(|error| message::journal(&error))?;
        match file.try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(message::locked(self.store.address(), "another process on this machine", "just now"))
            }
            // Where files cannot be locked, the lock at the target still holds.
            _ => Ok(file),
        }
    }

    /// Takes the lock of the target.
    async fn lock(&self, problems: &mut Diagnostics) -> Result<Held, Diagnostic> {
        let ended: Vec<String> =
            Notes::read(&self.notes.id).unwrap_or_default().lines().map(str::to_owned).collect();
        let id = new_id();
        // Until the lock is held, it may be the one that an earlier deploy from here has left behind.
        let ids = [&ended[..], std::slice::from_ref(&id)].concat().join("\n");
        Notes::write(&self.notes.id, &ids)?;
        let claim = Claim { id: id.clone(), owner: process::owner(), ended, beat: self.options.beat };
        let held = Held::acquire(&self.store, claim, |line| self.progress.say(line), problems).await?;
        Notes::write(&self.notes.id, &id)?;
        Ok(held)
    }

    /// Sends, switches the manifest, and deletes.
    async fn change(
        &self,
        work: Work,
        held: &Held,
        problems: &mut Diagnostics,
    ) -> Result<Report, Diagnostic> {
        let failed = |error| self.failed(&error);
        // Somebody may have deployed between the comparison and the lock.
        let now_there = Remote::read(&self.store, &mut Diagnostics::new()).await.map_err(failed)?;
        if now_there.list != work.remote.list {
            return Err(message::changed_now(self.store.address()));
        }
        let mut report = Report::default();
        let Work { remote, changes, mut pending, obsolete } = work;
        let sending = Sending { remote, changes: Arc::new(changes), obsolete };
        let had_pending = !pending.is_empty();
        let sends = sending.remote.list.as_deref() != Some(&*self.local.list) || !sending.changes.is_empty();
        if sends {
            self.send(&sending, &mut pending, held, &mut report).await?;
        }
        pending.unfinished = None;
        let Sending { remote, changes, obsolete } = sending;
        let due =
            self.due(&Work { remote, changes: Changes::default(), pending: pending.clone(), obsolete })?;
        held.check().await?;
        self.delete(&due).await?;
        pending.forget(|path| due.binary_search_by(|due| (**due).cmp(path)).is_ok());
        if sends || had_pending || !due.is_empty() {
            self.write_pending(&pending).await?;
        }
        self.ended()?;
        report.deleted = due.len();
        report.kept = pending.len();
        report.changed = changed(&changes, &due);
        report.verified = match self.options.read_back {
            ReadBack::None => 0,
            ReadBack::Sample => read_back::sample(&self.store, &changes, problems).await.map_err(failed)?,
            ReadBack::All => read_back::all(&self.store, &self.local, problems).await?,
        };
        Ok(report)
    }

    /// Sends all that differs, the list of shards last.
    async fn send(
        &self,
        what: &Sending,
        pending: &mut Pending,
        held: &Held,
        report: &mut Report,
    ) -> Result<(), Diagnostic> {
        let Sending { remote, changes, obsolete } = what;
        let journal = self.begin(changes, pending).await?;
        let own = self.own_files(remote);
        let bytes = changes.send().chain(own.iter().copied()).map(|entry| entry.size).sum();
        self.progress.begin(changes.len() + own.len() + 1, bytes);
        let sender = Arc::new(Sender {
            store: self.store.clone(),
            local: self.local.clone(),
            changes: changes.clone(),
            journal: journal.clone(),
            progress: self.progress.clone(),
            at_once: self.at_once(),
            stop: self.stop.clone(),
            sent: Arc::default(),
            memory: Memory::default(),
        });
        for round in Round::ALL {
            self.send_round(&sender, changes.places(round), held).await?;
        }
        // From here on the target knows what is to go, even if this deploy ends before it is gone.
        held.check().await?;
        pending.add(changes.delete(), now());
        pending.add(obsolete, now());
        pending.forget(|path| changes.has(path) || self.local.index.shards.find(path).is_some());
        self.write_pending(pending).await?;
        self.send_own(&sender, &own).await?;
        held.check().await?;
        let list = Bytes::from(self.local.list.clone());
        let written = self.store.write(manifest::NAME, list, &headers(&Facts::MANIFEST)).await;
        written.map_err(|error| self.failed(&error))?;
        report.sent = sender.sent.files.load(Ordering::Relaxed) + 1;
        report.sent_bytes = sender.sent.bytes.load(Ordering::Relaxed) + self.local.list.len() as u64;
        report.resumed = sender.sent.resumed.load(Ordering::Relaxed);
        Ok(())
    }

    /// Tells the target which files are about to be sent, and opens the journal of that.
    async fn begin(&self, changes: &Changes, pending: &mut Pending) -> Result<Arc<Journal>, Diagnostic> {
        let key = self.options.target.key();
        let earlier = pending.unfinished.take();
        let goes_on = |earlier: &&Unfinished| {
            !self.options.full && Journal::is_for(&self.notes.journal, &key, &earlier.id)
        };
        let id = earlier.as_ref().filter(goes_on).map_or_else(new_id, |earlier| earlier.id.clone());
        let mut paths: Vec<Box<str>> = changes.send().map(|entry| entry.path.into()).collect();
        paths.extend(earlier.iter().flat_map(|earlier| earlier.paths.iter().cloned()));
        paths.sort_unstable();
        paths.dedup();
        let now = Unfinished { id, paths };
        let is_known = earlier.as_ref() == Some(&now);
        let id = now.id.clone();
        pending.unfinished = Some(now);
        if !is_known {
            self.write_pending(pending).await?;
        }
        let journal =
            Journal::open(&self.notes.journal, &key, &id).map_err(|error| message::journal(&error))?;
        if journal.resumes() {
            self.progress.say("resuming a deploy that was not finished");
        }
        Ok(Arc::new(journal))
    }

    /// Sends the manifest's own files.
    async fn send_own(&self, sender: &Arc<Sender>, own: &[ManifestEntry<'_>]) -> Result<(), Diagnostic> {
        let paths: Vec<String> = own.iter().map(|entry| entry.path.to_owned()).collect();
        let work = |path: String| {
            let sender = sender.clone();
            async move {
                let index = &sender.local.index;
                match index.shards.get(&path).or_else(|| index.sums.get(&path)) {
                    Some(entry) => sender.file(entry).await,
                    None => Ok(()),
                }
            }
        };
        tasks::each(self.at_once(), paths, work).await.map(drop)
    }

    async fn send_round(
        &self,
        sender: &Arc<Sender>,
        places: Range<usize>,
        held: &Held,
    ) -> Result<(), Diagnostic> {
        // Often enough to end soon after the lock is lost, seldom enough not to wait for stragglers.
        const PART: usize = 4_096;
        let mut start = places.start;
        while start < places.end {
            let end = places.end.min(start + PART);
            sender.places(start..end).await?;
            if held.is_lost() {
                return Err(message::lock_lost(self.store.address()));
            }
            start = end;
        }
        Ok(())
    }

    /// Deletes files, many at once.
    async fn delete(&self, paths: &[Box<str>]) -> Result<(), Diagnostic> {
        let work = |path: Box<str>| {
            let store = self.store.clone();
            async move { store.delete(&path).await }
        };
        let deleted = tasks::each(self.at_once(), paths.iter().cloned(), work).await;
        deleted.map(drop).map_err(|error| self.failed(&error))
    }

    /// Writes what is still to be deleted; no file where that is nothing.
    async fn write_pending(&self, pending: &Pending) -> Result<(), Diagnostic> {
        let written = match pending.is_empty() {
            true => self.store.delete(pending::NAME).await,
            false => {
                self.store.write(pending::NAME, pending.to_bytes().into(), &headers(&Facts::MANIFEST)).await
            }
        };
        written.map_err(|error| self.failed(&error))
    }

    /// Notes that the target holds the site.
    fn finish(&self, work: &Work) -> Result<(), Diagnostic> {
        if work.remote.list.is_some() { self.ended() } else { Ok(()) }
    }

    fn ended(&self) -> Result<(), Diagnostic> {
        let sum = self.local.sum();
        if Notes::read(&self.notes.last).as_deref() != Some(sum.to_hex().as_ref()) {
            Notes::write(&self.notes.last, sum.to_hex().as_ref())?;
        }
        match std::fs::remove_file(&self.notes.journal) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(message::journal(&error)),
            _ => Ok(()),
        }
    }

    /// How many files are sent at once.
    fn at_once(&self) -> usize {
        match (self.options.at_once, self.store.address().scheme()) {
            (0, Scheme::S3 | Scheme::Gcs | Scheme::Azure) => 32,
            (0, Scheme::Folder) => 8,
            // File servers limit connections.
            (0, Scheme::Ftp | Scheme::Ftps) => 4,
            (0, Scheme::Sftp | Scheme::WebDav | Scheme::WebDavs) => 8,
            (number, _) => number,
        }
    }

    fn failed(&self, error: &generate_stores::Error) -> Diagnostic {
        message::failed(self.store.address(), error)
    }
}

/// The key of a path for file systems that do not tell cases apart.
fn folded(path: &str) -> Option<u64> {
    OutPath::new(path).ok().map(|path| path.folded_key())
}

/// Whether no file of the site has this path but for its case.
fn folded_in(path: &str, site: &HashSet<u64>) -> bool {
    folded(path).is_some_and(|key| !site.contains(&key))
}

/// The files that are sent and deleted, in this order.
fn changed(changes: &Changes, due: &[Box<str>]) -> Vec<Changed> {
    let sent = changes.send().map(|entry| Changed { path: entry.path.into(), size: Some(entry.size) });
    sent.chain(due.iter().map(|path| Changed { path: path.clone(), size: None })).collect()
}

/// An id that no other deploy has.
fn new_id() -> String {
    format!("{:016x}{:08x}{:08x}", now(), std::process::id(), nanos())
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// The part of a second that has gone by, in nanoseconds.
fn nanos() -> u32 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.subsec_nanos())
}
