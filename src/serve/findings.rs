//! Findings that need rendering: broken links, missing files, unreadable images. Only collected while somebody is
//! looking.
//!
//! While `/_preview/` is open, a thread renders one document after another, newest first, and pauses for as long as it
//! worked. Findings about a document stay until it has been checked again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Shared;
use super::page::DASHBOARD;
use super::site::Generation;
use crate::diagnostic::{Diagnostic, Place};
use crate::output::asset::Asset;
use crate::output::text::Notes;
use crate::output::{Output, index};
use crate::path::OutPath;

/// How long a browser that asked for the page may take until it listens.
const GRACE: Duration = Duration::from_secs(10);

/// How often the page shows what was found meanwhile.
const PACE: Duration = Duration::from_secs(2);

/// Pages with something to find that are kept: nobody reads more, and memory has an end.
const MOST: usize = 5_000;

/// What was found of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Links to old addresses that nothing answers, and to anchors that the page does not have.
    pub(super) links: Vec<(String, Place)>,
    /// Files that are not there.
    pub(super) files: Vec<(String, Place)>,
    /// Shortcodes without a template.
    pub(super) shortcodes: Vec<(String, Place)>,
    /// Images without an alternative text.
    pub(super) without_alt: usize,
    /// Everything else.
    pub(super) problems: Vec<Diagnostic>,
}

impl Found {
    fn of(notes: Notes) -> Found {
        let Notes { diagnostics, missing, missing_anchors, unknown_shortcodes, .. } = notes;
        let Notes { images_without_alt, missing_files, .. } = notes;
        Found {
            links: missing.into_iter().chain(missing_anchors).collect(),
            files: missing_files,
            shortcodes: unknown_shortcodes,
            without_alt: images_without_alt,
            problems: diagnostics.sorted().into_iter().cloned().collect(),
        }
    }
}

/// What is known so far.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// By page.
    pub(super) found: BTreeMap<OutPath, Found>,
    /// The generation all of which was looked at.
    pub(super) complete: usize,
    running: bool,
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
    let pages = pages(&generation);
    for (path, output) in &pages {
        let wanted = started.elapsed() < GRACE || shared.browsers.shows(DASHBOARD);
        if shared.findings.stop.load(Ordering::Relaxed) || !wanted {
            return false;
        }
        if is_old(shared, &generation) {
            return true;
        }
        let began = Instant::now();
        let made = generation.render(path, output);
        changed |= keep(&mut shared.findings.lock(), path, Found::of(made.notes));
        if changed && shown.elapsed() > PACE {
            shared.update_browsers(&[], Some(DASHBOARD));
            (shown, changed) = (Instant::now(), false);
        }
        std::thread::sleep(began.elapsed());
    }
    let mut state = shared.findings.lock();
    state.found.retain(|path, _| generation.snapshot().plan().contains(path));
    state.complete = generation.number;
    drop(state);
    shared.update_browsers(&[], Some(DASHBOARD));
    is_old(shared, &generation)
}

fn is_old(shared: &Shared, generation: &Generation) -> bool {
    shared.current().generation.is_some_and(|current| current.number != generation.number)
}

/// Keeps what was found of a page; returns whether that is news.
fn keep(state: &mut State, path: &OutPath, found: Found) -> bool {
    if found == Found::default() {
        return state.found.remove(path).is_some();
    }
    if state.found.len() >= MOST && !state.found.contains_key(path) {
        return false;
    }
    state.found.insert(path.clone(), found.clone()) != Some(found)
}

/// What may have something to find: pages with texts (standing pages and heads of lists, then articles, the newest first),
/// and the smaller versions of pictures.
fn pages(generation: &Generation) -> Vec<(OutPath, Output)> {
    let has_text = |output: &Output| {
        matches!(output, Output::Standing(_) | Output::Home(_) | Output::Listing(_, None))
            || matches!(output, Output::Index(index::Index::Taxonomy(_), _))
    };
    let entries = generation.snapshot().plan().entries().iter();
    let mut pages: Vec<(OutPath, Output)> = entries.filter(|(_, output)| has_text(output)).cloned().collect();
    let catalog = generation.catalog();
    pages.extend(
        catalog.article_ids().rev().map(|id| (catalog.entry(id).url.out_path(), Output::Article(id))),
    );
    let is_version = |output: &Output| matches!(output, Output::Asset(Asset::Variant(..)));
    let entries = generation.snapshot().plan().entries().iter();
    pages.extend(entries.filter(|(_, output)| is_version(output)).cloned());
    pages
}
