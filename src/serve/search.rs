//! The search index of the preview: made when somebody searches, and after an edit when somebody searches again.
//!
//! Its files are held in memory. While it is made its root answers 202, with how far that has come; the files of the index before go on
//! being served until then, to pages that have its root.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use generate_search::ROOT;
use hyper::StatusCode;

use super::page::ServedPage;
use super::respond::Reply;
use super::site::Generation;
use super::{Event, Shared, message};
use crate::build::words::{SiteWords, Waiting, Wanted};
use crate::output::search_index::facts;
use crate::path::{SourcePath, UrlPath};
use crate::reserved::Own;

/// The files of an index, by path.
type Files = BTreeMap<String, Arc<ServedPage>>;

/// The index as far as there is one.
#[derive(Default)]
pub(super) struct Searching {
    state: Mutex<State>,
    done: AtomicUsize,
    total: AtomicUsize,
    stop: AtomicBool,
}

#[derive(Default)]
struct State {
    files: Arc<Files>,
    /// The generation that they are the index of.
    complete: usize,
    /// The generation of which no index could be made, until somebody was told.
    failed: usize,
    running: bool,
    /// What is known of words, while nobody is at work with it.
    words: Option<SiteWords>,
}

impl Searching {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the work.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What answers `path` as a browser sent it; `None` where it is no file of the index.
pub(super) fn answer(shared: &Arc<Shared>, generation: &Generation, path: &str) -> Option<Reply> {
    let name = name(generation, path)?;
    let searching = &shared.searching;
    let mut state = searching.lock();
    if name != ROOT || state.complete == generation.number {
        let page = Arc::clone(state.files.get(&name)?);
        return Some(Reply::Page { page, status: StatusCode::OK });
    }
    if state.failed == generation.number {
        state.failed = 0;
        let text = "the search index could not be built; see the terminal for the reason\n";
        return Some(Reply::text(StatusCode::INTERNAL_SERVER_ERROR, text));
    }
    if !state.running {
        state.running = true;
        searching.done.store(0, Ordering::Relaxed);
        searching.total.store(generation.catalog().published(), Ordering::Relaxed);
        let (shared, words) = (Arc::clone(shared), state.words.take());
        std::thread::spawn(move || work(&shared, words));
    }
    let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    let told = format!("{} / {}\n", count(&searching.done), count(&searching.total));
    Some(Reply::text(StatusCode::ACCEPTED, &told))
}

/// The name that a file of the index would have at `path`.
fn name(generation: &Generation, path: &str) -> Option<String> {
    let config = generation.config();
    let url = UrlPath::parse(path).ok().filter(|_| config.search)?;
    let base = UrlPath::parse(&format!("{}/", config.base_url.path)).ok()?;
    let below = url.as_str().strip_prefix(base.as_str())?;
    Own::SearchIndex.holds(below).then(|| below.to_owned())
}

/// Makes the index of the current generation, unless that is replaced meanwhile: whoever waits asks again.
fn work(shared: &Shared, words: Option<SiteWords>) {
    let Some(generation) = shared.current().generation else {
        shared.searching.lock().running = false;
        return;
    };
    let before = Arc::clone(&shared.searching.lock().files);
    let make = || {
        let mut words = words.unwrap_or_else(|| SiteWords::open(&shared.options.build));
        let made = make(shared, &generation, &before, &mut words);
        (words, made)
    };
    let (words, made) = match catch_unwind(AssertUnwindSafe(make)) {
        Ok((words, made)) => (Some(words), made),
        // The fault has told its place already.
        Err(_) => (None, Err(io::Error::other("internal error"))),
    };
    let mut state = shared.searching.lock();
    (state.running, state.words) = (false, words);
    match made {
        Ok(Some(files)) => (state.files, state.complete) = (Arc::new(files), generation.number),
        Ok(None) => {}
        Err(error) => {
            state.failed = generation.number;
            drop(state);
            shared.events.emit(&Event::Note(&message::no_search_index(&error.to_string())));
        }
    }
}

/// The files of the index of `generation`; `None` where nobody wants it any more.
fn make(
    shared: &Shared,
    generation: &Generation,
    before: &Files,
    words: &mut SiteWords,
) -> io::Result<Option<Files>> {
    let made: Mutex<Files> = Mutex::default();
    let sink = |path: &str, bytes: &[u8]| {
        let page = ServedPage::file(bytes.to_vec(), facts(path == ROOT).content_type);
        made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), Arc::new(page));
        Ok(())
    };
    let wanted = Wanted {
        snapshot: generation.snapshot(),
        root: &shared.options.build.root,
        current: &|path: &SourcePath| generation.stamp(path),
        waiting: &Job { shared, number: generation.number },
    };
    let indexed = words.index(wanted, &|path| before.contains_key(path), &sink)?;
    let Some(indexed) = indexed else { return Ok(None) };
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    let file = |path: &String| {
        let page = made.remove(path).or_else(|| before.get(path).cloned());
        page.map(|page| (path.clone(), page)).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let files: io::Result<Files> = indexed.files.iter().map(|file| &file.path).map(file).collect();
    files.map(Some)
}

/// The making of the index of a generation.
struct Job<'j> {
    shared: &'j Shared,
    number: usize,
}

impl Waiting for Job<'_> {
    fn advance(&self, done: usize, total: usize) {
        self.shared.searching.total.store(total, Ordering::Relaxed);
        self.shared.searching.done.fetch_max(done, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let current = self.shared.current().generation;
        self.shared.searching.stop.load(Ordering::Relaxed)
            || current.is_some_and(|current| current.number != self.number)
    }
}
