//! The steps of a deploy that change the target: files are sent in rounds, then the list of shards, and deletions come last.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;

use super::changes::{Changes, Round};
use super::headers::headers;
use super::journal::Journal;
use super::lock::{Held, new_id};
use super::pending::{self, Pending, Running, Unfinished, now};
use super::plan::Plan;
use super::send::{Memory, Sender};
use super::store::Deploy;
use super::{Report, message, tasks};
use crate::diagnostic::Diagnostic;
use crate::facts::Facts;
use crate::write::manifest::{self, ManifestEntry};

impl Deploy<'_> {
    /// Sends all that differs, the list of shards last.
    pub(super) async fn send(
        &self,
        plan: &Plan,
        pending: &mut Pending,
        held: &Held,
        report: &mut Report,
    ) -> Result<(), Diagnostic> {
        let Plan { remote, changes, obsolete, redirects, .. } = plan;
        let (journal, running) = self.begin(changes, pending).await?;
        let own = remote.lacks(&self.local);
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
            watch: held.watch(),
            redirects: redirects.clone(),
            sent: Arc::default(),
            memory: Memory::default(),
        });
        self.clear_the_way(&plan.in_the_way).await?;
        for round in Round::ALL {
            sender.places(changes.places(round)).await?;
        }
        // From here on the target knows what is to go, even if this deploy ends before it is gone.
        held.check().await?;
        pending.add(changes.delete(), now());
        pending.add(obsolete, now());
        let was_in_the_way = |path: &str| plan.in_the_way.iter().any(|gone| **gone == *path);
        pending.forget(|path| {
            changes.has(path) || self.local.index.find(path).is_some() || was_in_the_way(path)
        });
        self.write_pending(pending, Some(&running)).await?;
        self.send_own(&sender, &own).await?;
        held.check().await?;
        self.notes.begin_state(&remote.base(), self.local.sum().to_hex().as_ref())?;
        let list = Bytes::from(self.local.list.clone());
        let written = self.store.write(manifest::NAME, list, &headers(&Facts::MANIFEST)).await;
        written.map_err(|error| self.failed(&error))?;
        report.sent = sender.sent.files.load(Ordering::Relaxed) + 1;
        report.sent_bytes = sender.sent.bytes.load(Ordering::Relaxed) + self.local.list.len() as u64;
        report.resumed = sender.sent.resumed.load(Ordering::Relaxed);
        Ok(())
    }

    /// Tells the target which files are about to be sent, and opens the journal of that.
    async fn begin<'c>(
        &self,
        changes: &'c Changes,
        pending: &mut Pending,
    ) -> Result<(Arc<Journal>, Running<'c>), Diagnostic> {
        let key = self.options.target.key();
        let earlier = pending.unfinished.take();
        let goes_on = |earlier: &&Unfinished| {
            !self.options.full && Journal::is_for(&self.notes.journal, &key, &earlier.id)
        };
        let id = earlier.as_ref().filter(goes_on).map_or_else(new_id, |earlier| earlier.id.clone());
        let running = Running::new(id, changes, earlier.as_ref());
        if !earlier.is_some_and(|earlier| running.is_known_as(&earlier)) {
            self.write_pending(pending, Some(&running)).await?;
        }
        let journal = Journal::open(&self.notes.journal, &key, &running.id)
            .map_err(|error| message::journal(&error))?;
        if journal.resumes() {
            self.progress.say("resuming a deploy that was not finished");
        }
        Ok((Arc::new(journal), running))
    }

    /// Sends the manifest's own files.
    async fn send_own(&self, sender: &Arc<Sender>, own: &[ManifestEntry<'_>]) -> Result<(), Diagnostic> {
        let paths: Vec<String> = own.iter().map(|entry| entry.path.to_owned()).collect();
        let work = |path: String| {
            let sender = sender.clone();
            async move {
                match sender.local.index.find(&path) {
                    Some(entry) => sender.file(entry).await,
                    None => Ok(()),
                }
            }
        };
        tasks::each(self.at_once(), paths, work).await.map(drop)
    }

    /// Deletes files whose names others need. A folder that has such a name is one that an earlier deploy has made since.
    async fn clear_the_way(&self, paths: &[Box<str>]) -> Result<(), Diagnostic> {
        self.note_deletions(paths)?;
        for path in paths {
            if self.store.is_file(path).await.map_err(|error| self.failed(&error))? {
                self.store.delete(path).await.map_err(|error| self.failed(&error))?;
            }
        }
        Ok(())
    }

    /// Deletes files, many at once.
    pub(super) async fn delete(&self, paths: &[Box<str>]) -> Result<(), Diagnostic> {
        self.note_deletions(paths)?;
        let work = |path: Box<str>| {
            let store = self.store.clone();
            async move { store.delete(&path).await }
        };
        let deleted = tasks::each(self.at_once(), paths.iter().cloned(), work).await;
        deleted.map(drop).map_err(|error| self.failed(&error))
    }

    /// Notes on this machine that files are about to be deleted: what an earlier deploy has sent is then to be sent again.
    fn note_deletions(&self, paths: &[Box<str>]) -> Result<(), Diagnostic> {
        if paths.is_empty() {
            return Ok(());
        }
        let noted = Journal::gone(&self.notes.journal, paths.iter().map(|path| &**path));
        noted.map_err(|error| message::journal(&error))
    }

    /// Writes what is still to be deleted, and which files the deploy that is running sends; no file where that is nothing.
    pub(super) async fn write_pending(
        &self,
        pending: &Pending,
        running: Option<&Running<'_>>,
    ) -> Result<(), Diagnostic> {
        let written = match pending.is_empty() && running.is_none() {
            true => self.store.delete(pending::NAME).await,
            false => {
                let bytes = pending.to_bytes(running).into();
                self.store.write(pending::NAME, bytes, &headers(&Facts::MANIFEST)).await
            }
        };
        written.map_err(|error| self.failed(&error))
    }
}
