//! One deploy at a time writes to a target: `generate-deploy.lock` there says who.
//!
//! Clocks of machines differ, so no time decides whether the owner of a lock is still running: it counts up a number in the
//! file every few seconds, and whoever wants the lock watches that number. A lock that an ended deploy of this machine has
//! left behind is known by its id, and taken at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use generate_stores::{Error, Headers, Store};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::message;
use super::send::headers;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::Facts;
use crate::reserved::Own;

/// The file at the target.
const NAME: &str = Own::DeployLock.name();

/// How often the owner of a lock counts.
pub const BEAT: Duration = Duration::from_secs(15);

/// How many beats somebody else waits for the number to change.
const WATCHED: u32 = 4;

/// Who wants a lock.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// An id of this deploy alone.
    pub(super) id: String,
    /// Who deploys, for people: `ana@desk`.
    pub(super) owner: String,
    /// The id of the deploy before this one from this machine, which has ended.
    pub(super) ended: Option<String>,
    /// How often the owner counts.
    pub(super) beat: Duration,
}

/// The file as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    version: u32,
    id: String,
    owner: String,
    /// When the deploy began by the owner's clock, for people.
    started: String,
    beat: u64,
}

/// A lock that is held; [`Held::release`] gives it back. Dropped without, it is left behind for [`Claim::ended`].
pub(super) struct Held {
    store: Store,
    claim: Claim,
    counting: JoinHandle<()>,
    lost: Arc<AtomicBool>,
}

impl Held {
    /// Takes the lock of the target.
    ///
    /// # Errors
    /// If another deploy holds it, or the target refuses.
    pub(super) async fn acquire(
        store: &Store,
        claim: Claim,
        say: impl Fn(&str),
        problems: &mut Diagnostics,
    ) -> Result<Held, Diagnostic> {
        let failed = |error: Error| message::failed(store.address(), &error);
        let started = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC").to_string();
        let written =
            Written { version: 1, id: claim.id.clone(), owner: claim.owner.clone(), started, beat: 0 };
        let headers = headers(&Facts::MANIFEST);
        if !store.create(NAME, written.to_bytes(), &headers).await.map_err(failed)? {
            let mut there = read(store).await.map_err(failed)?;
            if there.is_none() {
                // Its owner may be about to write it.
                sleep(claim.beat / 3).await;
                there = read(store).await.map_err(failed)?;
            }
            let is_ours = there.as_ref().is_some_and(|there| Some(&there.id) == claim.ended.as_ref());
            if !is_ours && let Some(there) = there {
                say(&message::waiting_for_lock(&there.owner, &there.started));
                if let Some(alive) = watch(store, &there, claim.beat).await.map_err(failed)? {
                    return Err(message::locked(store.address(), &alive.owner, &alive.started));
                }
                problems.push(message::lock_taken(&there.owner, &there.started));
            }
            store.write(NAME, written.to_bytes(), &headers).await.map_err(failed)?;
        }
        if !store.creates_exclusively() {
            // Of two that write at the same moment, the first sees the other's file now.
            sleep(claim.beat / 15).await;
            let there = read(store).await.map_err(failed)?;
            if let Some(there) = there.filter(|there| there.id != claim.id) {
                return Err(message::locked(store.address(), &there.owner, &there.started));
            }
        }
        let lost = Arc::new(AtomicBool::new(false));
        let counting = tokio::spawn(count(store.clone(), written, headers, claim.beat, lost.clone()));
        Ok(Held { store: store.clone(), claim, counting, lost })
    }

    /// Whether somebody else has taken the lock meanwhile.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// If the target refuses.
    pub(super) async fn release(self) -> Result<(), Error> {
        self.counting.abort();
        // A count that is on its way must not bring the file back.
        let _ = self.counting.await;
        let is_ours = read(&self.store).await?.is_some_and(|there| there.id == self.claim.id);
        if is_ours { self.store.delete(NAME).await } else { Ok(()) }
    }
}

impl Written {
    fn to_bytes(&self) -> Bytes {
        // Strings and numbers can always be written.
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}

/// The lock at the target; `None` where there is none, or none that can be read.
async fn read(store: &Store) -> Result<Option<Written>, Error> {
    let bytes = store.read(NAME).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Watches a lock until it changes or long enough. Returns it if its owner is running.
async fn watch(store: &Store, there: &Written, beat: Duration) -> Result<Option<Written>, Error> {
    for _ in 0..WATCHED * 3 {
        sleep(beat / 3).await;
        match read(store).await? {
            Some(now) if now == *there => {}
            // It was given back: nobody runs.
            None => return Ok(None),
            Some(now) => return Ok(Some(now)),
        }
    }
    Ok(None)
}

/// Counts until the lock is somebody else's.
async fn count(store: Store, mut written: Written, headers: Headers, beat: Duration, lost: Arc<AtomicBool>) {
    loop {
        sleep(beat).await;
        match read(&store).await {
            Ok(Some(there)) if there.id != written.id => return lost.store(true, Ordering::Relaxed),
            // The target may answer again at the next beat.
            Err(_) => continue,
            Ok(_) => {}
        }
        written.beat += 1;
        let _ = store.write(NAME, written.to_bytes(), &headers).await;
    }
}
