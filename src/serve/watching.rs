//! Watches the files of a site: by events of the operating system, or by polling if there are none.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock, mpsc};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, ErrorKind, EventKind, RecommendedWatcher, Watcher};

use super::filter::Filter;
use super::poll::PollWatcher;
use super::signal::Signal;
use super::{Event, EventSink};
use crate::serve::message;

/// What watches the files.
pub(super) struct Watching {
    filter: Arc<RwLock<Filter>>,
    sender: mpsc::Sender<Signal>,
    polls: bool,
    /// The fallback if the operating system reports no changes.
    poll_watcher: Option<PollWatcher>,
    watcher: Option<RecommendedWatcher>,
    /// What is watched of [`Filter::watches`].
    watched: BTreeSet<PathBuf>,
}

impl Watching {
    /// Watches nothing yet; changes are sent to `sender`.
    pub(super) fn new(filter: Filter, sender: mpsc::Sender<Signal>, polls: bool) -> Watching {
        let filter = Arc::new(RwLock::new(filter));
        Watching { filter, sender, polls, poll_watcher: None, watcher: None, watched: BTreeSet::new() }
    }

    /// Switches to another configuration, and watches folders created since.
    pub(super) fn set(&mut self, filter: Filter, events: &dyn EventSink) {
        *self.filter.write().unwrap_or_else(PoisonError::into_inner) = filter;
        self.follow(events);
    }

    /// Marks the folders among `changed` to be watched again at the next [`Watching::set`]: one may have been replaced by another,
    /// and the operating system keeps watching the old one where it was moved.
    pub(super) fn renew(&mut self, changed: &BTreeSet<PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        for folder in self.watched.intersection(changed) {
            // The system has stopped by itself where the folder is no more.
            let _ = watcher.unwatch(folder);
        }
        self.watched.retain(|folder| !changed.contains(folder));
    }

    /// Watches everything anew, at the next [`Watching::set`]: of folders made while the system lost count nobody knows.
    pub(super) fn renew_all(&mut self) {
        self.watcher = None;
    }

    /// Looks at the files every second from now on, since the system cannot watch them all.
    pub(super) fn poll(&mut self, events: &dyn EventSink) {
        if !self.polls {
            events.emit(&Event::Note(&message::watch_limit()));
            self.polls = true;
            self.watcher = None;
            self.follow(events);
        }
    }

    /// Whether the files are looked at, and the system tells nothing of them.
    pub(super) fn polls(&self) -> bool {
        self.polls
    }

    /// Brings what is watched up to date.
    pub(super) fn follow(&mut self, events: &dyn EventSink) {
        if let Err(error) = self.try_follow() {
            if !self.polls && is_limit(&error) {
                self.poll(events);
            } else {
                let reason = error.to_string();
                events.emit(&Event::Note(&message::not_watched(&reason)));
            }
        }
    }

    fn try_follow(&mut self) -> notify::Result<()> {
        if self.polls {
            let start = || PollWatcher::start(Arc::clone(&self.filter), self.sender.clone());
            self.poll_watcher.get_or_insert_with(start);
            return Ok(());
        }
        let filter = self.filter.read().unwrap_or_else(PoisonError::into_inner).clone();
        if self.watcher.is_none() {
            self.watched.clear();
            self.watcher = Some(self.make()?);
        }
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        // A folder that has gone is watched anew when it comes back.
        self.watched.retain(|folder| folder.is_dir());
        for (folder, mode) in filter.watches() {
            if folder.is_dir() && !self.watched.contains(&folder) {
                watcher.watch(&folder, mode)?;
                self.watched.insert(folder);
            }
        }
        Ok(())
    }

    fn make(&self) -> notify::Result<RecommendedWatcher> {
        let (filter, sender) = (Arc::clone(&self.filter), self.sender.clone());
        let handler = move |event: notify::Result<notify::Event>| {
            let filter = filter.read().unwrap_or_else(PoisonError::into_inner);
            // Nobody listens any more once the server is ending.
            signals(&filter, event).into_iter().for_each(|signal| drop(sender.send(signal)));
        };
        RecommendedWatcher::new(handler, Config::default())
    }
}

/// Whether the system refuses to watch more, or to begin at all (EMFILE: too many instances).
fn is_limit(error: &notify::Error) -> bool {
    const TOO_MANY_FILES: i32 = 24;
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.raw_os_error() == Some(TOO_MANY_FILES),
        _ => false,
    }
}

/// What an event of the system means for the site.
fn signals(filter: &Filter, event: notify::Result<notify::Event>) -> Vec<Signal> {
    let event = match event {
        Ok(event) => event,
        Err(error) if is_limit(&error) => return vec![Signal::Limit],
        // A file that went away while it was looked at: its removal is told as well.
        Err(_) => return Vec::new(),
    };
    if event.need_rescan() {
        return vec![Signal::Lost];
    }
    let is_reading =
        matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if is_reading {
        return Vec::new();
    }
    event.paths.into_iter().filter(|path| filter.matters(path)).map(Signal::Changed).collect()
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, AccessMode, CreateKind, EventKind};
    use notify::{Error, ErrorKind, Event};

    use super::{is_limit, signals};
    use crate::build::Options;
    use crate::config::Exclude;
    use crate::serve::filter::Filter;
    use crate::serve::signal::Signal;

    fn filter() -> Filter {
        let options = Options { root: "/site".into(), out: "/site/public".into(), ..Options::default() };
        Filter::new(&options, vec!["content".into()], Exclude::default())
    }

    #[test]
    fn reading_a_file_is_no_change() {
        let told =
            |kind| signals(&filter(), Ok(Event::new(kind).add_path("/site/content/a.md".into()))).len();
        assert_eq!(told(EventKind::Access(AccessKind::Open(AccessMode::Any))), 0);
        assert_eq!(told(EventKind::Access(AccessKind::Close(AccessMode::Write))), 1);
        assert_eq!(told(EventKind::Create(CreateKind::File)), 1);
    }

    #[test]
    fn the_limits_of_the_system_are_known() {
        assert!(is_limit(&Error::new(ErrorKind::MaxFilesWatch)));
        assert!(is_limit(&Error::io(std::io::Error::from_raw_os_error(24))));
        assert!(!is_limit(&Error::io(std::io::Error::from_raw_os_error(2))));
        assert!(matches!(signals(&filter(), Err(Error::new(ErrorKind::MaxFilesWatch)))[..], [Signal::Limit]));
    }
}
