//! Findings that need rendering: broken links, missing files, unreadable images. Only collected while somebody is
//! looking.
//!
//! While `/_preview/` is open, a thread renders one document after another, newest first, and pauses for as long as it
//! worked. Findings about a document stay until it has been checked again.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use super::Shared;
use super::page::DASHBOARD;
use super::site::Generation;
use crate::build::examine::may_find;
use crate::output::Output;
use crate::output::asset::Asset;
use crate::output::finding::{AnchorLink, Finding};
use crate::output::text::Notes;
use crate::path::OutPath;

/// How long a browser that asked for the page may take until it listens.
const GRACE: Duration = Duration::from_secs(10);

/// How often the page shows what was found meanwhile.
const PACE: Duration = Duration::from_secs(2);

/// Pages with something to find that are kept: nobody reads more, and memory has an end.
const MOST: usize = 5_000;

/// What is known so far, by page.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// What is found when a page is rendered.
    pages: BTreeMap<OutPath, Vec<Finding>>,
    /// Its links to anchors of other pages that those do not have: known when all have been rendered.
    anchors: BTreeMap<OutPath, Vec<Finding>>,
    /// The generation all of which was looked at.
    pub(super) complete: usize,
    running: bool,
}

impl State {
    /// All that is found, page by page.
    pub(super) fn findings(&self) -> impl Iterator<Item = (&OutPath, &Finding)> {
        let mut pages: BTreeMap<&OutPath, Vec<&Finding>> = BTreeMap::new();
        for (path, findings) in self.pages.iter().chain(&self.anchors) {
            pages.entry(path).or_default().extend(findings);
        }
        pages.into_iter().flat_map(|(path, findings)| findings.into_iter().map(move |one| (path, one)))
    }

    /// Keeps what is found on a page; returns whether that is news.
    fn keep(&mut self, path: &OutPath, found: Vec<Finding>) -> bool {
        if found.is_empty() {
            return self.pages.remove(path).is_some();
        }
        if self.pages.len() >= MOST && !self.pages.contains_key(path) {
            return false;
        }
        let before = self.pages.remove(path);
        let is_news = before.as_ref() != Some(&found);
        self.pages.insert(path.clone(), found);
        is_news
    }
}

/// Links of pages to anchors of other pages, and the anchors of all pages.
#[derive(Default)]
struct Anchors {
    links: Vec<(OutPath, Vec<AnchorLink>)>,
    known: FxHashSet<u64>,
}

impl Anchors {
    fn add(&mut self, path: &OutPath, notes: &mut Notes) {
        self.known.extend(notes.anchors.drain(..));
        if !notes.anchor_links.is_empty() {
            self.links.push((path.clone(), std::mem::take(&mut notes.anchor_links)));
        }
    }

    /// The links that lead to no anchor, by page.
    fn missing(self, generation: &Generation) -> BTreeMap<OutPath, Vec<Finding>> {
        let missing = |(path, links)| (path, generation.missing_anchors(links, &self.known));
        self.links.into_iter().map(missing).filter(|(_, found)| !found.is_empty()).take(MOST).collect()
    }
}

/// What rendering found, and the thread that looks.
#[derive(Default)]
pub(super) struct Findings {
    state: Mutex<State>,
    stop: AtomicBool,
}

impl Findings {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known so far.
    pub(super) fn state(&self) -> State {
        self.lock().clone()
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Begins to look, unless it is known or being looked for.
    pub(super) fn start(shared: &Arc<Shared>) {
        let number = shared.current().generation.map_or(0, |generation| generation.number);
        let mut state = shared.findings.lock();
        if state.running || state.complete >= number {
            return;
        }
        state.running = true;
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            while look(&shared) {}
            shared.findings.lock().running = false;
        });
    }
}

/// Looks at all pages of the current generation. Returns whether there is a newer one to look at.
fn look(shared: &Shared) -> bool {
    let Some(generation) = shared.current().generation else { return false };
    let started = Instant::now();
    let mut shown = Instant::now();
    let mut changed = false;
    let mut anchors = Anchors::default();
    for (path, output) in pages(&generation) {
        let wanted = started.elapsed() < GRACE || shared.browsers.shows(DASHBOARD);
        if shared.findings.stop.load(Ordering::Relaxed) || !wanted {
            return false;
        }
        if is_old(shared, &generation) {
            return true;
        }
        let began = Instant::now();
        let mut notes = generation.render(path, output).notes;
        anchors.add(path, &mut notes);
        changed |= shared.findings.lock().keep(path, notes.findings);
        if changed && shown.elapsed() > PACE {
            shared.update_browsers(&[], Some(DASHBOARD));
            (shown, changed) = (Instant::now(), false);
        }
        std::thread::sleep(began.elapsed());
    }
    let anchors = anchors.missing(&generation);
    let mut state = shared.findings.lock();
    state.pages.retain(|path, _| generation.snapshot().plan().contains(path));
    state.anchors = anchors;
    state.complete = generation.number;
    drop(state);
    shared.update_browsers(&[], Some(DASHBOARD));
    is_old(shared, &generation)
}

fn is_old(shared: &Shared, generation: &Generation) -> bool {
    shared.current().generation.is_some_and(|current| current.number != generation.number)
}

/// The files in the making of which something may be found: pages (articles last, the newest first), drawings, and the smaller
/// versions of pictures.
///
/// The numbered pages of a list have no text of their own and the template of the first; and files that are copied as they are
/// are not read.
fn pages(generation: &Generation) -> Vec<&(OutPath, Output)> {
    let (snapshot, catalog) = (generation.snapshot(), generation.catalog());
    // In this order.
    let rank = |output: &Output| match output {
        Output::Listing(_, Some(_)) => None,
        Output::Article(id) => Some((1, Reverse(Some(*id)))),
        Output::Asset(Asset::Variant(..), _) => Some((3, Reverse(None))),
        Output::Asset(Asset::Bundled(id), _)
            if catalog.bundled[*id].0.extension().eq_ignore_ascii_case("svg") =>
        {
            Some((2, Reverse(None)))
        }
        Output::Asset(..) => None,
        output => may_find(snapshot, output).then_some((0, Reverse(None))),
    };
    let entries = snapshot.plan().entries().iter();
    let mut pages: Vec<_> = entries.filter_map(|entry| Some((rank(&entry.1)?, entry))).collect();
    pages.sort_by_key(|(rank, _)| *rank);
    pages.into_iter().map(|(_, entry)| entry).collect()
}
