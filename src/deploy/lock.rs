//! One deploy at a time writes to a target: `generate-deploy.lock` there says who.
//!
//! Clocks of machines differ, so no time decides whether the owner of a lock is still running: it counts up a number in the
//! file every few seconds, and whoever wants the lock watches that number. A lock that an ended deploy of this machine has
//! left behind is known by its id, and taken at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use generate_stores::{Error, Headers, Store};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::headers::headers;
use super::message;
use super::pending::now;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::Facts;
use crate::reserved::Own;

/// The file at the target.
const NAME: &str = Own::DeployLock.name();

/// How often the owner of a lock counts.
pub const BEAT: Duration = Duration::from_secs(15);

/// How many beats somebody else waits for the number to change.
const WATCHED: u32 = 4;

/// An id that no other deploy has.
pub(super) fn new_id() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:016x}{:08x}{:08x}", since.as_secs(), std::process::id(), since.subsec_nanos())
}

/// Who wants a lock.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// An id of this deploy alone.
    pub(super) id: String,
    /// Who deploys, for people: `ana@desk`.
    pub(super) owner: String,
    /// The ids of deploys from this machine that have ended.
    pub(super) ended: Vec<String>,
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
    watch: Watch,
    counting: JoinHandle<()>,
}

/// What is known of a lock that was taken.
struct State {
    /// Whether somebody else has it.
    is_lost: AtomicBool,
    /// When it was seen last, in seconds since 1970.
    seen: AtomicU64,
}

impl State {
    fn see(&self) {
        self.seen.store(now(), Ordering::Relaxed);
    }
}

/// Tells everyone who writes to the target whether the lock is still held.
#[derive(Clone)]
pub(super) struct Watch {
    store: Store,
    id: String,
    /// How long others wait for a sign of the owner, in seconds.
    patience: u64,
    state: Arc<State>,
}

impl Watch {
    /// Makes sure that the lock is held. The target is asked only where others may have lost patience since the lock was seen: a
    /// machine that was asleep does not know how long.
    ///
    /// # Errors
    /// If the lock is somebody else's or gone, or the target cannot be read.
    pub(super) async fn check(&self) -> Result<(), Diagnostic> {
        let is_recent = now().saturating_sub(self.state.seen.load(Ordering::Relaxed)) < self.patience;
        match self.state.is_lost.load(Ordering::Relaxed) {
            true => Err(message::lock_lost(self.store.address())),
            false if is_recent => Ok(()),
            false => self.ask().await,
        }
    }

    async fn ask(&self) -> Result<(), Diagnostic> {
        let there = read(&self.store).await.map_err(|error| message::failed(self.store.address(), &error))?;
        match there.filter(|there| there.id == self.id) {
            Some(_) if !self.state.is_lost.load(Ordering::Relaxed) => {
                self.state.see();
                Ok(())
            }
            _ => Err(message::lock_lost(self.store.address())),
        }
    }
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
        let started = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC").to_string();
        let written =
            Written { version: 1, id: claim.id.clone(), owner: claim.owner.clone(), started, beat: 0 };
        let headers = headers(&Facts::MANIFEST);
        let taken = take(store, &claim, &written, say, problems).await;
        taken.map_err(|stopped| stopped.into_diagnostic(store))?;
        let state = Arc::new(State { is_lost: AtomicBool::new(false), seen: AtomicU64::new(now()) });
        let counting = tokio::spawn(count(store.clone(), written, headers, claim.beat, state.clone()));
        let patience = (claim.beat * WATCHED).as_secs().max(1);
        Ok(Held { watch: Watch { store: store.clone(), id: claim.id, patience, state }, counting })
    }

    /// Where the lock is.
    pub(super) fn store(&self) -> &Store {
        &self.watch.store
    }

    /// For those who write to the target.
    pub(super) fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// Asks the target whether the lock is still held.
    ///
    /// # Errors
    /// If it is somebody else's or gone, or the target cannot be read.
    pub(super) async fn check(&self) -> Result<(), Diagnostic> {
        self.watch.ask().await
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// If the target refuses.
    pub(super) async fn release(self) -> Result<(), Error> {
        self.counting.abort();
        // A count that is on its way must not bring the file back.
        let _ = self.counting.await;
        let Watch { store, id, .. } = &self.watch;
        let is_ours = read(store).await?.is_some_and(|there| there.id == *id);
        if is_ours { store.delete(NAME).await } else { Ok(()) }
    }
}

/// Why a lock could not be taken.
enum Stopped {
    Failed(Error),
    Locked(Written),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped::Failed(error)
    }
}

impl Stopped {
    fn into_diagnostic(self, store: &Store) -> Diagnostic {
        match self {
            Stopped::Failed(error) => message::failed(store.address(), &error),
            Stopped::Locked(there) => message::locked(store.address(), &there.owner, &there.started),
        }
    }
}

/// Writes the lock, as soon as nobody else holds it.
async fn take(
    store: &Store,
    claim: &Claim,
    written: &Written,
    say: impl Fn(&str),
    problems: &mut Diagnostics,
) -> Result<(), Stopped> {
    let headers = headers(&Facts::MANIFEST);
    while !store.create(NAME, written.to_bytes(), &headers).await? {
        let mut there = read(store).await?;
        if there.is_none() {
            // It was given back, or its owner is about to write it.
            sleep(claim.beat / 3).await;
            there = read(store).await?;
        }
        match there {
            // The answer to our own request was lost, and it was sent again.
            Some(there) if there.id == claim.id => break,
            Some(there) if !claim.ended.contains(&there.id) => {
                say(&message::waiting_for_lock(&there.owner, &there.started));
                match watch(store, &there, claim.beat).await? {
                    Watched::Alive(there) => return Err(Stopped::Locked(there)),
                    Watched::Gone => continue,
                    Watched::Silent => problems.push(message::lock_taken(&there.owner, &there.started)),
                }
            }
            _ => {}
        }
        store.write(NAME, written.to_bytes(), &headers).await?;
        return confirm(store, claim).await;
    }
    match store.creates_exclusively() {
        true => Ok(()),
        false => confirm(store, claim).await,
    }
}

/// Looks whether somebody else wrote the lock at the same moment.
async fn confirm(store: &Store, claim: &Claim) -> Result<(), Stopped> {
    sleep(claim.beat / 15).await;
    match read(store).await?.filter(|there| there.id != claim.id) {
        Some(there) => Err(Stopped::Locked(there)),
        None => Ok(()),
    }
}

/// What became of a lock that was watched.
enum Watched {
    /// Its owner counts, or another has it now.
    Alive(Written),
    /// It was given back.
    Gone,
    /// Nothing.
    Silent,
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

/// Watches a lock until it changes or long enough.
async fn watch(store: &Store, there: &Written, beat: Duration) -> Result<Watched, Error> {
    for _ in 0..WATCHED * 3 {
        sleep(beat / 3).await;
        match read(store).await? {
            Some(now) if now == *there => {}
            Some(now) => return Ok(Watched::Alive(now)),
            None => return Ok(Watched::Gone),
        }
    }
    Ok(Watched::Silent)
}

/// Counts until the lock is somebody else's.
async fn count(store: Store, mut written: Written, headers: Headers, beat: Duration, state: Arc<State>) {
    loop {
        sleep(beat).await;
        match read(&store).await {
            Ok(Some(there)) if there.id == written.id => state.see(),
            // Another deploy has it, or has had it.
            Ok(_) => return state.is_lost.store(true, Ordering::Relaxed),
            // The target may answer again at the next beat.
            Err(_) => continue,
        }
        written.beat += 1;
        let _ = store.write(NAME, written.to_bytes(), &headers).await;
    }
}
