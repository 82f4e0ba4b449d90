//! From a saved file to the next generation: changes are collected until none has come for a while, then the site is
//! read once.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::filter::Filter;
use super::signal::Signal;
use super::site::{self, Generation, Way};
use super::watching::Watching;
use super::{Event, EventSink, Options, Shared};
use crate::config::Exclude;
use crate::diagnostic::Diagnostics;
use crate::output::Output;
use crate::output::asset::Asset;
use crate::path::UrlPath;
use crate::platform::path::slashed_lossy;
use crate::serve::message;
use crate::source::SourceFile;

/// A save is over when nothing more happens for so long: editors write, rename and remove within a few milliseconds.
const QUIET: Duration = Duration::from_millis(20);

/// A few files that change all the time are read after so long, quiet or not.
const FEW_MOST: Duration = Duration::from_millis(200);

/// Many files at once, as a version control system or a copy writes them, are waited for so long.
const MANY_MOST: Duration = Duration::from_secs(3);

/// After so long without a change all files are listed once more.
const CALM: Duration = Duration::from_secs(2);

/// How many files are many.
const MANY: usize = 20;

/// How long a version control system may hold its lock.
const LOCK_MOST: Duration = Duration::from_secs(30);

/// How many files an event names.
const NAMED: usize = 20;

/// What has changed since the site was read.
#[derive(Debug, Default)]
struct Batch {
    files: BTreeSet<PathBuf>,
    missed: bool,
    lost: bool,
    limit: bool,
    stop: bool,
}

impl Batch {
    fn add(&mut self, signal: Signal) {
        match signal {
            Signal::Changed(path) => {
                self.files.insert(path);
            }
            Signal::Stale => {}
            Signal::Missed => self.missed = true,
            Signal::Lost => self.lost = true,
            // What was written before somebody looks is told by nobody.
            Signal::Limit => (self.limit, self.missed) = (true, true),
            Signal::Stop => self.stop = true,
        }
    }
}

/// Begins to watch a site.
pub(super) fn watch(options: &Options, sender: mpsc::Sender<Signal>, events: &dyn EventSink) -> Watching {
    let content = site::content_folders(&options.build.root);
    let mut watching =
        Watching::new(Filter::new(&options.build, content, Exclude::default()), sender, options.poll);
    watching.follow(events);
    watching
}

/// Reads the site anew when its files change, on a thread of its own, until [`Signal::Stop`].
///
/// `is_to_check` says that the site was read before anybody watched it.
pub(super) fn start(
    shared: Arc<Shared>,
    mut watching: Watching,
    receiver: mpsc::Receiver<Signal>,
    is_to_check: bool,
) -> JoinHandle<()> {
    watching.set(filter(&shared), &*shared.events);
    std::thread::spawn(move || follow(&shared, &mut watching, &receiver, is_to_check))
}

/// Which files matter: those of the configuration as it is on disk, which may be the one with the mistake.
fn filter(shared: &Shared) -> Filter {
    let options = &shared.options.build;
    let mut content = site::content_folders(&options.root);
    let mut exclude = Exclude::default();
    // While it cannot be read, what it named before goes on being watched.
    if let Some(generation) = shared.current().generation {
        content.extend(generation.config().content.iter().cloned());
        exclude = generation.config().exclude.clone();
    }
    content.sort();
    content.dedup();
    Filter::new(options, content, exclude)
}

fn follow(
    shared: &Arc<Shared>,
    watching: &mut Watching,
    receiver: &mpsc::Receiver<Signal>,
    is_to_check: bool,
) {
    let lock = git_lock(&shared.options.build.root);
    // How long it has to be quiet before all files are listed, to see whether the system told of every change.
    let mut check = is_to_check.then_some(Duration::ZERO);
    // Reading a large site is itself seen by the system, which may lose count of that: no reason to read again and again.
    let mut was_lost = false;
    let mut missed = false;
    while let Some(first) = next(shared, receiver, &mut check) {
        let started = Instant::now();
        let mut batch = Batch { missed, ..Batch::default() };
        batch.add(first);
        gather(&mut batch, receiver, started, lock.as_deref());
        if batch.stop {
            return;
        }
        if batch.limit {
            watching.poll(&*shared.events);
        }
        if batch.lost {
            watching.renew_all();
        }
        watching.renew(&batch.files);
        // Before the site is read, so that what is written into a folder just made is seen: either it is read, or told.
        watching.set(filter(shared), &*shared.events);
        let only_lost = batch.lost && !batch.missed && batch.files.is_empty();
        let was_lost_before = std::mem::replace(&mut was_lost, only_lost);
        if only_lost && was_lost_before {
            continue;
        }
        let way = guarded(shared, || read_anew(shared, &batch, started));
        missed = way.is_none();
        check = match way {
            Some(Some(Way::Updated)) => Some(CALM),
            Some(Some(Way::Texts)) => check.filter(Duration::is_zero),
            _ => None,
        };
        watching.set(filter(shared), &*shared.events);
    }
}

/// The next signal; after the quiet that `check` asks for, [`Signal::Missed`], if the files are not as the site has them.
fn next(
    shared: &Arc<Shared>,
    receiver: &mpsc::Receiver<Signal>,
    check: &mut Option<Duration>,
) -> Option<Signal> {
    while let Some(quiet) = *check {
        match receiver.recv_timeout(quiet) {
            Ok(signal) => return Some(signal),
            Err(mpsc::RecvTimeoutError::Disconnected) => return None,
            Err(mpsc::RecvTimeoutError::Timeout) => *check = None,
        }
        let (options, current) = (&shared.options.build, shared.current());
        let is_current = || current.generation.is_some_and(|site| site.is_current(options, &shared.origin));
        if guarded(shared, is_current) != Some(true) {
            return Some(Signal::Missed);
        }
    }
    receiver.recv().ok()
}

/// What `work` returns; `None` after a fault of this program, which has told its place already: the next edit gets another
/// chance.
fn guarded<T>(shared: &Shared, work: impl FnOnce() -> T) -> Option<T> {
    let done = catch_unwind(AssertUnwindSafe(work));
    if done.is_err() {
        shared.events.emit(&Event::Note(&message::reading_broke_down()));
    }
    done.ok()
}

/// Gathers changes until it is quiet.
fn gather(batch: &mut Batch, receiver: &mpsc::Receiver<Signal>, started: Instant, lock: Option<&Path>) {
    loop {
        match receiver.recv_timeout(QUIET) {
            Ok(signal) => batch.add(signal),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let is_locked = lock.is_some_and(Path::exists) && started.elapsed() < LOCK_MOST;
                if !is_locked {
                    return;
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => batch.stop = true,
        }
        let most = if batch.files.len() < MANY { FEW_MOST } else { MANY_MOST };
        let is_locked = lock.is_some_and(Path::exists) && started.elapsed() < LOCK_MOST;
        if batch.stop || (started.elapsed() > most && !is_locked) {
            return;
        }
    }
}

/// The file that git holds while it changes the working tree that `root` is in.
fn git_lock(root: &Path) -> Option<PathBuf> {
    const LOCK: &str = "index.lock";
    let git = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git.join(LOCK));
    }
    // A linked working tree has a file that names the folder.
    let text = std::fs::read_to_string(&git).ok()?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(git.parent()?.join(folder).join(LOCK))
}

/// Reads the site, puts it in the place of the one before, and tells browsers and terminal; returns how it was read, if it
/// could be.
fn read_anew(shared: &Arc<Shared>, batch: &Batch, started: Instant) -> Option<Way> {
    let before = shared.current();
    // What was missed may be anything; what stands beside errors is older than they are.
    let is_known = !batch.lost && !batch.missed && !batch.files.is_empty() && before.problems.is_empty();
    let previous = before.generation.as_deref().filter(|_| is_known).map(|previous| (previous, &batch.files));
    let read = site::rebuild(&shared.options.build, &shared.origin, previous);
    let way = read.as_ref().ok().map(|read| read.way);
    let failed = way.is_none();
    let mut problems: Diagnostics = shared.settle(read);
    if way == Some(Way::Texts) {
        // The site is as it was, and what there is to say of it was told when it was read.
        problems = Diagnostics::new();
    }
    let now = shared.current();
    let copied = match (&before.generation, &now.generation) {
        (Some(old), Some(new)) if !failed => changed_files(old, new),
        _ => Vec::new(),
    };
    let reloaded = shared.update_browsers(&copied, None);
    let root = &shared.options.build.root;
    let name = |path: &PathBuf| slashed_lossy(path.strip_prefix(root).unwrap_or(path));
    let files: Vec<String> = batch.files.iter().take(NAMED).map(name).collect();
    let count = batch.files.len();
    let seconds = started.elapsed().as_secs_f64();
    shared.events.emit(&if failed {
        let previous = now.generation.is_some();
        Event::Failed { files: &files, count, seconds, problems: &problems, previous }
    } else {
        let fixed = !before.problems.is_empty();
        Event::Rebuilt { files: &files, count, reloaded: &reloaded, seconds, problems: &problems, fixed }
    });
    let url = shared.url(&now);
    if url != shared.url(&before) {
        shared.events.emit(&Event::Moved { url: &url });
    }
    way
}

/// The addresses of copied files that both generations have and whose content differs.
fn changed_files(old: &Generation, new: &Generation) -> Vec<String> {
    if std::ptr::eq(old.snapshot(), new.snapshot()) {
        return Vec::new();
    }
    let (before, after) = (old.files(), new.files());
    let mut changed = Vec::new();
    let statics = (before.statics.as_slice(), after.statics.as_slice());
    for (before, after) in [statics, (&before.bundled, &after.bundled)] {
        changed.extend(after.iter().filter(|file| is_changed(before, file)));
    }
    if changed.is_empty() {
        return Vec::new();
    }
    let base = new.config().base_url.path.as_str();
    let source = |output: &Output| match output {
        Output::Asset(Asset::Static(id), _) => Some(&after.statics[*id].path),
        Output::Asset(Asset::Bundled(id), _) => Some(&new.catalog().bundled[*id].0),
        _ => None,
    };
    let entries = new.snapshot().plan().entries().iter();
    let files = entries.filter(|(_, output)| {
        source(output).is_some_and(|path| changed.iter().any(|file| file.path == *path))
    });
    files.map(|(path, _)| UrlPath::root().file(path.as_str()).href(base)).collect()
}

/// Whether `file` was there before, and was another.
fn is_changed(before: &[SourceFile], file: &SourceFile) -> bool {
    before.binary_search_by(|old| old.path.cmp(&file.path)).is_ok_and(|index| before[index] != *file)
}
