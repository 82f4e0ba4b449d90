//! Brings a built site to a host: only what changed, in an order in which no page ever lacks what it refers to.
//!
//! A target holds the manifest of the site that it has. One request for its list of shards tells whether anything has changed;
//! only the shards that differ are read, and only the files that differ are sent: first what pages load, then new pages,
//! changed pages, lists, and the manifest last. What the site no longer has is deleted after that.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use generate_stores::Store;
use tokio::time::sleep;

use crate::config::BaseUrl;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::platform::interruption::Interruption;
use crate::write::sum::Sum;

mod changes;
mod full;
mod git;
mod headers;
mod journal;
mod local;
mod lock;
mod media;
pub mod message;
mod notes;
mod pending;
mod plan;
pub mod purge;
mod read_back;
mod redirects;
mod remote;
mod rounds;
mod send;
mod store;
pub mod switch;
pub mod target;
mod tasks;

pub use local::Local;
pub use lock::BEAT;
pub use media::{BothReports, deploy_both, media_of, media_target, site_targets};
pub use read_back::verify;
pub use target::Target;

/// How long a deploy that was interrupted may take to end by itself.
const GRACE: Duration = Duration::from_secs(5);

/// What to deploy and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site's root.
    pub root: PathBuf,
    /// The built site.
    pub out: PathBuf,
    /// Where to.
    pub target: Target,
    /// Compare the files at the target, not only its manifest.
    pub full: bool,
    /// Only tell what would be done.
    pub dry_run: bool,
    /// Replace files of others at a target that no site was deployed to.
    pub force: bool,
    /// How long files that pages load are kept after the site no longer has them.
    pub keep: Duration,
    /// The largest percentage of files that may be deleted.
    pub max_delete: u8,
    /// How many files are sent at once; 0 for what suits the target.
    pub at_once: usize,
    /// What is read back afterwards.
    pub read_back: ReadBack,
    /// The checksum of the site that has passed the check before the deploy ([`Local::sum`]): no other is sent.
    pub checked: Option<Sum>,
    /// For a target that changes at once (see [`switch`]): how many releases stay.
    pub releases: Option<usize>,
    /// The site's address, where somebody has to be told which addresses have changed (see [`purge::Waiting`]).
    pub purge: Option<BaseUrl>,
    /// How often the owner of a lock says that it is there.
    #[doc(hidden)]
    pub beat: Duration,
}

/// What is read back after a deploy and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBack {
    /// Some of the files that were sent.
    Sample,
    /// All files of the site.
    All,
    /// None.
    None,
}

/// What a deploy did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were sent, the manifest's own included.
    pub sent: usize,
    /// Their bytes.
    pub sent_bytes: u64,
    /// Files that an earlier deploy, which was not finished, had sent already.
    pub resumed: usize,
    /// Files that were deleted.
    pub deleted: usize,
    /// Files that a later deploy will delete.
    pub kept: usize,
    /// Files that were read back and compared.
    pub verified: usize,
    /// The files that were sent and deleted, by path, in the order in which that happened; the manifest's own left out.
    pub changed: Vec<Changed>,
}

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path.
    pub path: Box<str>,
    /// Its size in bytes; `None` for a file that is deleted.
    pub size: Option<u64>,
}

/// Is told how far a deploy has come.
pub trait Progress: Send + Sync {
    /// Files of so many bytes are about to be sent.
    fn begin(&self, files: usize, bytes: u64);
    /// So many bytes of them were sent.
    fn sent(&self, bytes: u64);
    /// Something worth a line of its own.
    fn say(&self, line: &str);
}

/// Nobody is told anything.
impl Progress for () {
    fn begin(&self, _: usize, _: u64) {}
    fn sent(&self, _: u64) {}
    fn say(&self, _: &str) {}
}

/// Deploys a built site. `None` where something stopped it; what was sent until then is not sent again by the next deploy.
///
/// `stop` ends the deploy early, as an error, when it is set.
pub fn deploy(
    options: &Options,
    progress: Arc<dyn Progress>,
    stop: Arc<AtomicBool>,
    problems: &mut Diagnostics,
) -> Option<Report> {
    let done = match &options.target {
        Target::Git(remote) => git::deploy(options, remote, &*progress, problems),
        Target::Store { address, options: known } => {
            let interrupted = given_up(stop.clone());
            let run = async {
                stop_when_interrupted(stop.clone());
                if let Some(keep) = options.releases {
                    return switch::deploy(options, (address, known), keep, progress, stop, problems).await;
                }
                let store = Store::open(address, known).map_err(|error| message::failed(address, &error))?;
                store::deploy(options, store, progress, stop, problems).await
            };
            let run = async {
                tokio::select! {
                    done = run => done,
                    () = interrupted => Err(message::stopped()),
                }
            };
            runtime().and_then(|runtime| runtime.block_on(run))
        }
    };
    done.map_or_else(|problem| stopped(problem, problems), Some)
}

fn stopped<T>(problem: Diagnostic, problems: &mut Diagnostics) -> Option<T> {
    problems.push(problem);
    None
}

/// Ends the deploy after the files that are on their way when somebody presses Ctrl-C.
fn stop_when_interrupted(stop: Arc<AtomicBool>) {
    // Where the system does not tell of it, Ctrl-C ends the process; the next deploy goes on from there all the same.
    if let Ok(interruption) = Interruption::listen() {
        tokio::spawn(async move {
            interruption.come().await;
            stop.store(true, Ordering::Relaxed);
        });
    }
}

/// Ends some time after `stop` was set, by when a deploy that sends files has ended by itself. Others, which wait for a lock or a host,
/// are given up: what they leave is what a kill leaves.
async fn given_up(stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(100)).await;
    }
    sleep(GRACE).await;
}

/// The threads that talk to a store.
fn runtime() -> Result<tokio::runtime::Runtime, Diagnostic> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| message::no_threads(&error))
}
