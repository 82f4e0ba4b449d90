//! A deploy to an object store, a file server or a folder, step by step.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use generate_stores::Store;
use tokio::time::timeout;

use super::local::Local;
use super::lock::{Claim, Held, new_id};
use super::notes::Notes;
use super::pending::now;
use super::plan::{Plan, changed};
use super::remote::Remote;
use super::{Options, Progress, ReadBack, Report, message, purge, read_back};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::platform::process;

/// How long giving the lock back may take after a failure.
const GIVEN_BACK: Duration = Duration::from_secs(5);

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
    let deploy = Deploy::open(options, store, progress, stop)?;
    let done = deploy.run(problems).await;
    // Files that were given up are cleared away before the program ends.
    deploy.store.settle().await;
    done
}

/// A deploy that runs.
pub(super) struct Deploy<'a> {
    /// What to do.
    pub(super) options: &'a Options,
    /// Where to.
    pub(super) store: Store,
    /// Is told how far it has come.
    pub(super) progress: Arc<dyn Progress>,
    /// Set when everything is to stop.
    pub(super) stop: Arc<AtomicBool>,
    /// The site.
    pub(super) local: Arc<Local>,
    /// What this machine remembers of the target.
    pub(super) notes: Notes,
}

/// The lock of a target, held for other machines and for other processes of this one.
pub(super) struct Locked {
    pub(super) held: Held,
    running: File,
}

impl Locked {
    /// Gives the lock back after what was done.
    ///
    /// # Errors
    /// That of what was done, or if the target refuses.
    pub(super) async fn release<T>(self, done: Result<T, Diagnostic>) -> Result<T, Diagnostic> {
        // A lock that cannot be given back is left for the next deploy from here, which knows it.
        let address = self.held.store().address().clone();
        let released = match &done {
            Ok(_) => self.held.release().await.map_err(|error| message::failed(&address, &error)),
            Err(_) => {
                // A host that has stopped answering would be waited for once more.
                let _ = timeout(GIVEN_BACK, self.held.release()).await;
                Ok(())
            }
        };
        drop(self.running);
        let done = done?;
        released.map(|()| done)
    }
}

impl<'a> Deploy<'a> {
    /// A deploy to `store`. It waits for a build that is writing to the output folder; nothing is asked of the store yet.
    ///
    /// # Errors
    /// If there is no whole site.
    pub(super) fn open(
        options: &'a Options,
        store: Store,
        progress: Arc<dyn Progress>,
        stop: Arc<AtomicBool>,
    ) -> Result<Deploy<'a>, Diagnostic> {
        let local = Arc::new(Local::of(options, &*progress)?);
        Ok(Deploy { options, store, progress, stop, local, notes: Notes::of(options) })
    }

    /// The same deploy to another store.
    pub(super) fn at(&self, store: Store) -> Deploy<'a> {
        let (progress, stop, local) = (self.progress.clone(), self.stop.clone(), self.local.clone());
        Deploy { options: self.options, store, progress, stop, local, notes: self.notes.clone() }
    }

    async fn run(&self, problems: &mut Diagnostics) -> Result<Report, Diagnostic> {
        let plan = self.plan(problems).await?;
        if self.options.dry_run {
            return Ok(plan.report(self.options, &self.local));
        }
        if plan.is_done(self.options, &self.local) {
            return self.nothing_to_do(&plan);
        }
        let locked = self.lock(&self.store, problems).await?;
        let done = self.change(plan, &locked.held, problems).await;
        locked.release(done).await
    }

    /// Finds what there is to do.
    ///
    /// # Errors
    /// What stops the deploy before it has begun.
    pub(super) async fn plan(&self, problems: &mut Diagnostics) -> Result<Plan, Diagnostic> {
        let remote = Remote::read(&self.store, problems).await.map_err(|error| self.failed(&error))?;
        self.tell_changes_by_others(&remote, problems);
        Plan::make(self.options, &self.store, &self.local, remote, problems).await
    }

    /// Notes that the target holds the site.
    ///
    /// # Errors
    /// If that cannot be written.
    pub(super) fn nothing_to_do(&self, plan: &Plan) -> Result<Report, Diagnostic> {
        self.ended()?;
        Ok(Report { kept: plan.pending.len(), ..Report::default() })
    }

    /// Says so if somebody else has deployed since the last deploy from here.
    fn tell_changes_by_others(&self, remote: &Remote, problems: &mut Diagnostics) {
        let base = remote.base();
        let last = self.notes.last();
        if !last.is_empty() && !last.contains(&base) && base != self.local.sum().to_hex().as_ref() {
            problems.push(message::changed_elsewhere(self.store.address()));
        }
    }

    /// Takes the lock of the target, which is in `store`.
    ///
    /// # Errors
    /// If somebody else holds it, or the target refuses.
    pub(super) async fn lock(&self, store: &Store, problems: &mut Diagnostics) -> Result<Locked, Diagnostic> {
        let Some(running) = self.notes.lock()? else {
            return Err(message::locked(store.address(), "another process on this machine", "just now"));
        };
        let ended = self.notes.ids();
        let id = new_id();
        // Until the lock is held, it may be the one that an earlier deploy from here has left behind.
        self.notes.set_ids(&[&ended[..], std::slice::from_ref(&id)].concat())?;
        let claim = Claim { id: id.clone(), owner: process::owner(), ended, beat: self.options.beat };
        let held = Held::acquire(store, claim, |line| self.progress.say(line), problems).await?;
        self.notes.set_ids(&[id])?;
        Ok(Locked { held, running })
    }

    /// Sends, switches the manifest, and deletes.
    ///
    /// # Errors
    /// What stopped it.
    pub(super) async fn change(
        &self,
        plan: Plan,
        held: &Held,
        problems: &mut Diagnostics,
    ) -> Result<Report, Diagnostic> {
        let failed = |error| self.failed(&error);
        // Somebody may have deployed between the comparison and the lock.
        let now_there = Remote::read(&self.store, &mut Diagnostics::new()).await.map_err(failed)?;
        if now_there.list != plan.remote.list {
            return Err(message::changed_now(self.store.address()));
        }
        let mut report = Report::default();
        let mut pending = plan.pending.clone();
        let had_pending = !pending.is_empty();
        let sends = plan.sends(&self.local);
        if sends {
            self.send(&plan, &mut pending, held, &mut report).await?;
        }
        pending.unfinished = None;
        let due = plan.due(&pending, self.options, now());
        let deleted = plan.in_the_way.iter().chain(&due);
        report.deleted = deleted.clone().count();
        report.changed = changed(&plan.changes, deleted.map(|path| &**path));
        // Before the target forgets that this deploy has not ended: after a kill the next one lists the same again.
        if let Some(base) = &self.options.purge {
            purge::remember(&self.notes.purge, base, &report.changed)?;
        }
        held.check().await?;
        self.delete(&due).await?;
        pending.forget(|path| due.binary_search_by(|due| (**due).cmp(path)).is_ok());
        if sends || had_pending || !due.is_empty() {
            self.write_pending(&pending, None).await?;
        }
        self.ended()?;
        report.kept = pending.len();
        report.verified = match self.options.read_back {
            ReadBack::None => 0,
            ReadBack::Sample => {
                read_back::sample(&self.store, &plan.changes, problems).await.map_err(failed)?
            }
            ReadBack::All => read_back::all(&self.store, &self.local, problems).await?,
        };
        Ok(report)
    }

    /// Notes that the target holds the site.
    fn ended(&self) -> Result<(), Diagnostic> {
        self.notes.end(self.local.sum().to_hex().as_ref())
    }

    /// How many files are sent at once.
    pub(super) fn at_once(&self) -> usize {
        match self.options.at_once {
            0 => self.store.at_once(),
            number => number,
        }
    }

    /// The target cannot be used.
    pub(super) fn failed(&self, error: &generate_stores::Error) -> Diagnostic {
        message::failed(self.store.address(), error)
    }
}
