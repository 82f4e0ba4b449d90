//! Sends the files of a site to a store, many at once, and notes each in the journal.

use std::fs::{self, File};
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use bytes::Bytes;
use generate_stores::{CHUNK, Headers, Store};
use tokio::sync::Semaphore;

use super::changes::Changes;
use super::headers::headers;
use super::journal::{Journal, Known};
use super::local::Local;
use super::lock::Watch;
use super::message;
use super::read_back::sum_of;
use super::redirects::Redirects;
use super::{Progress, tasks};
use crate::diagnostic::Diagnostic;
use crate::write::manifest::ManifestEntry;
use crate::write::sum::{Sum, Summing};

/// How many bytes of files may be in memory at once.
const MEMORY: usize = 8 * CHUNK;

/// The unit in which that memory is counted: a semaphore has at most as many permits as 32 bits hold.
const UNIT: usize = 1 << 10;

/// Sends files to one store.
pub(super) struct Sender {
    /// Where to.
    pub(super) store: Store,
    /// The site.
    pub(super) local: Arc<Local>,
    /// What has to be sent.
    pub(super) changes: Arc<Changes>,
    /// What was sent by an earlier deploy, and by this one.
    pub(super) journal: Arc<Journal>,
    /// Is told how far it has come.
    pub(super) progress: Arc<dyn Progress>,
    /// How many files are sent at once.
    pub(super) at_once: usize,
    /// Set when everything is to stop.
    pub(super) stop: Arc<AtomicBool>,
    /// Whether the lock of the target is still held.
    pub(super) watch: Watch,
    /// Which files redirect readers.
    pub(super) redirects: Arc<Redirects>,
    /// What was done.
    pub(super) sent: Arc<Sent>,
    /// What is left of the memory for files on their way.
    pub(super) memory: Memory,
}

/// Permits for memory, each for a small unit.
pub(super) struct Memory(Semaphore);

impl Default for Memory {
    fn default() -> Memory {
        Memory(Semaphore::new(MEMORY / UNIT))
    }
}

/// How much was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// Files that were sent.
    pub(super) files: AtomicUsize,
    /// Their bytes.
    pub(super) bytes: AtomicU64,
    /// Files that an earlier deploy had sent.
    pub(super) resumed: AtomicUsize,
}

impl Sender {
    /// Sends the files at these places of the changes' order.
    ///
    /// # Errors
    /// The first file that cannot be sent; those on their way are given up.
    pub(super) async fn places(self: &Arc<Sender>, places: Range<usize>) -> Result<(), Diagnostic> {
        let work = |place: usize| {
            let sender = self.clone();
            async move {
                let entry = sender.changes.sent(place);
                sender.file(entry).await
            }
        };
        tasks::each(self.at_once, places, work).await.map(drop)
    }

    /// Sends one file, unless an earlier deploy has.
    ///
    /// # Errors
    /// If it is not as the manifest says, or the store refuses.
    pub(super) async fn file(&self, entry: ManifestEntry<'_>) -> Result<(), Diagnostic> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(message::stopped());
        }
        self.watch.check().await?;
        let noted = |error: std::io::Error| message::journal(&error);
        let is_there = match self.journal.known(&entry) {
            Known::Sent => true,
            // Only a few were on their way, but a large file is not worth reading back.
            Known::Begun => entry.size <= CHUNK as u64 && self.arrived(&entry).await?,
            Known::Nothing => false,
        };
        if is_there {
            self.sent.resumed.fetch_add(1, Ordering::Relaxed);
            self.progress.sent(entry.size);
            return Ok(());
        }
        self.journal.begin(&entry).map_err(noted)?;
        if entry.size > CHUNK as u64 {
            self.large(&entry).await?
        } else {
            self.small(&entry).await?
        }
        self.journal.done(&entry).map_err(noted)?;
        self.sent.files.fetch_add(1, Ordering::Relaxed);
        self.sent.bytes.fetch_add(entry.size, Ordering::Relaxed);
        Ok(())
    }

    /// The headers with which a file is kept.
    fn headers(&self, entry: &ManifestEntry<'_>) -> Headers {
        Headers { redirect: self.redirects.of(entry.path).map(str::to_owned), ..headers(entry.facts) }
    }

    /// Whether a file that was on its way when an earlier deploy ended has arrived whole.
    async fn arrived(&self, entry: &ManifestEntry<'_>) -> Result<bool, Diagnostic> {
        let found = sum_of(&self.store, entry.path).await.map_err(|error| self.failed(entry, &error))?;
        Ok(found == Some(*entry.sum))
    }

    /// Sends a file in one piece.
    async fn small(&self, entry: &ManifestEntry<'_>) -> Result<(), Diagnostic> {
        let units = (entry.size as usize).div_ceil(UNIT) as u32;
        // Nobody closes the semaphore.
        let _permit = self.memory.0.acquire_many(units).await.ok();
        let bytes = fs::read(self.local.place(entry.path))
            .map_err(|error| message::local_broken(entry.path, &error.to_string()))?;
        if Sum::of(&bytes) != *entry.sum {
            return Err(message::changed_meanwhile(entry.path));
        }
        let sent = self.store.write(entry.path, Bytes::from(bytes), &self.headers(entry)).await;
        sent.map_err(|error| self.failed(entry, &error))?;
        self.progress.sent(entry.size);
        Ok(())
    }

    /// Sends a file piece by piece. Nobody sees it before it is whole, and it is not ended unless its checksum is right.
    async fn large(&self, entry: &ManifestEntry<'_>) -> Result<(), Diagnostic> {
        // The piece that is read and the one that is sent.
        let _permit = self.memory.0.acquire_many((2 * CHUNK / UNIT) as u32).await.ok();
        let broken = |error: std::io::Error| message::local_broken(entry.path, &error.to_string());
        let mut file = File::open(self.local.place(entry.path)).map_err(broken)?;
        let failed = |error| self.failed(entry, &error);
        let mut upload = self.store.writer(entry.path, &self.headers(entry)).await.map_err(failed)?;
        let mut sum = Summing::default();
        loop {
            let mut piece = Vec::with_capacity(CHUNK);
            let read = tokio::task::block_in_place(|| (&mut file).take(CHUNK as u64).read_to_end(&mut piece));
            let length = read.map_err(broken)?;
            if length == 0 {
                break;
            }
            sum.update(&piece);
            upload.send(piece.into()).await.map_err(failed)?;
            self.progress.sent(length as u64);
        }
        if sum.finish() != *entry.sum {
            return Err(message::changed_meanwhile(entry.path));
        }
        upload.finish().await.map_err(failed)
    }

    fn failed(&self, entry: &ManifestEntry<'_>, error: &generate_stores::Error) -> Diagnostic {
        message::not_sent(self.store.address(), entry.path, error)
    }
}
