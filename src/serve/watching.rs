//! Watches the files of a site: by events of the operating system, or by polling if there are none.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, mpsc};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::changes::Signal;
use super::poll::PollWatcher;
use super::{Event, EventSink};
use crate::build::Options;
use crate::config::Exclude;
use crate::platform::path::slashed;
use crate::serve::message;
use crate::{config, popular, source, template};

/// Which files a site is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    root: PathBuf,
    out: PathBuf,
    /// Folders below the root.
    folders: Vec<String>,
    /// Files in them of which the site is not made.
    exclude: Exclude,
}

impl Filter {
    /// The files of a site with these content folders, but for those of `exclude`.
    pub(super) fn new(options: &Options, content: Vec<String>, exclude: Exclude) -> Filter {
        let data = popular::FILE.split('/').next().unwrap_or(popular::FILE);
        let mut folders = content;
        folders.extend([source::STATIC, template::FOLDER, template::TEXTS, data].map(ToOwned::to_owned));
        Filter { root: options.root.clone(), out: options.out.clone(), folders, exclude }
    }

    /// Folders above those of the site and below the root: the site's may come and go with them.
    fn above(&self) -> impl Iterator<Item = &Path> {
        let above = self.folders.iter().flat_map(|folder| Path::new(folder).ancestors().skip(1));
        above.filter(|folder| !folder.as_os_str().is_empty())
    }

    /// The files and folders to look at.
    pub(super) fn places(&self) -> impl Iterator<Item = PathBuf> {
        let names = [config::FILE].into_iter().chain(self.folders.iter().map(String::as_str));
        names.map(|name| self.root.join(name))
    }

    /// The folders to watch, whether they are there or not: those of the site with all below them, the others alone.
    fn watches(&self) -> impl Iterator<Item = (PathBuf, RecursiveMode)> {
        let is_within = |folder: &Path| self.folders.iter().any(|outer| folder.starts_with(outer));
        let above =
            self.above().filter(move |folder| !is_within(folder)).map(|folder| self.root.join(folder));
        let alone = std::iter::once(self.root.clone()).chain(above);
        let whole = self.folders.iter().map(|folder| self.root.join(folder));
        alone
            .map(|folder| (folder, RecursiveMode::NonRecursive))
            .chain(whole.map(|folder| (folder, RecursiveMode::Recursive)))
    }

    /// Whether the site says that it is not made of the file at `below`, a path below the root.
    fn is_excluded(&self, below: &Path) -> bool {
        let Some(below) = slashed(below) else { return false };
        let mut folders = self.folders.iter();
        folders.any(|folder| Path::new(&*below).starts_with(folder) && self.exclude.covers(folder, &below))
    }

    /// Whether a change of `path` changes the site.
    pub(super) fn matters(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else {
            // A content folder may be a link to elsewhere.
            return !is_passed_over(path) && !is_left_by_editor(path);
        };
        if below == Path::new(config::FILE) {
            return true;
        }
        let in_folder = self.folders.iter().any(|folder| below.starts_with(folder));
        (in_folder && !self.is_excluded(below) || self.above().any(|folder| folder == below))
            && !path.starts_with(&self.out)
            && !is_passed_over(below)
            && !is_left_by_editor(path)
    }
}

/// Hidden files and backups, and folders named like them: not part of a site.
fn is_passed_over(path: &Path) -> bool {
    path.components().any(|part| match part {
        Component::Normal(name) => source::is_passed_over(&name.to_string_lossy()),
        _ => false,
    })
}

/// Whether a file is a temporary file of an editor. Folders can have such names permanently: mirrors number them.
fn is_left_by_editor(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
    // Most names are enough; the file system is asked only about the others.
    if !source::is_left_by_editor(&name, None) {
        return false;
    }
    match path.metadata() {
        Ok(metadata) => !metadata.is_dir() && source::is_left_by_editor(&name, Some(metadata.len())),
        Err(_) => true,
    }
}

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
    use std::path::Path;

    use notify::event::{AccessKind, AccessMode, CreateKind, EventKind};
    use notify::{Error, ErrorKind, Event};

    use super::{Filter, is_limit, signals};
    use crate::build::Options;
    use crate::config::Exclude;

    fn filter() -> Filter {
        let options = Options { root: "/site".into(), out: "/site/public".into(), ..Options::default() };
        Filter::new(&options, vec!["content".into(), "more/texts".into()], Exclude::default())
    }

    #[test]
    fn what_the_site_leaves_out_does_not_matter() {
        let toml = "title = 'A'\nbase_url = 'https://a.example'\nexclude = ['*.psd', 'more/texts/drafts']\n\
                    content = ['content', 'more/texts']";
        let exclude = crate::config::Config::parse(toml, None).unwrap().exclude;
        let filter = Filter { exclude, ..filter() };
        for (path, expected) in [
            ("content/a.md", true),
            ("content/a.psd", false),
            ("static/x/a.psd", false),
            ("more/texts/drafts/2010/a.md", false),
            ("more/texts/drafts.md", true),
            ("content/drafts/a.md", true),
            ("site.toml", true),
        ] {
            assert_eq!(filter.matters(&Path::new("/site").join(path)), expected, "{path}");
        }
    }

    #[test]
    fn what_editors_leave_behind_does_not_matter() {
        let filter = filter();
        for path in [
            "site.toml",
            "content/a.md",
            "content/2010",
            "more/texts/b.md",
            "static/x.css",
            "templates/base.html",
            "i18n/en.toml",
            "data/popular.csv",
            "static/.well-known/x",
            // Folders may be called as they like: mirrors call them by numbers.
            "content/4913/index.md",
            "content/report.tmp/index.md",
            "static/4913/cover.jpg",
        ] {
            assert!(filter.matters(&Path::new("/site").join(path)), "{path}");
        }
        for path in [
            "content/.a.md.swp",
            "content/a.md~",
            "content/#a.md#",
            "content/.#a.md",
            "content/4913",
            "content/a.md___jb_tmp___",
            "content/4913/4913",
            "content/4913/.a.md.swp",
            "content/old~/a.md",
            "public/index.html",
            ".git/index",
            ".generate/pictures.json",
            "more/x.md",
            "README.md",
            "content/.git/HEAD",
            "site.toml~",
            ".site.toml.swp",
        ] {
            assert!(!filter.matters(&Path::new("/site").join(path)), "{path}");
        }
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
        assert!(matches!(
            signals(&filter(), Err(Error::new(ErrorKind::MaxFilesWatch)))[..],
            [super::Signal::Limit]
        ));
    }
}
