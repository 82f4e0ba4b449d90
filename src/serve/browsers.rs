//! Connected browsers, and what they are sent: reload, a new style sheet, errors.
//!
//! Each browser keeps an event stream open (server-sent events, HTML Living Standard) and says which page it shows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use rayon::prelude::*;
use serde_json::json;

use super::address::{self, Resolved};
use super::page::{DASHBOARD, Difference, ServedPage, Shown};
use super::pieces::{Pieces, Sender};
use super::signal::Signal;
use super::site::{Generation, Outcome};
use super::{Problem, Shared, preview};

/// Messages that may wait for a browser; one that takes none is let go, and connects again.
const WAITING: usize = 64;

/// The browsers that listen.
#[derive(Default)]
pub(super) struct Browsers {
    list: Mutex<Vec<Browser>>,
    next: AtomicU64,
}

/// A browser with a page open.
struct Browser {
    id: u64,
    /// The address it shows, as it says.
    address: String,
    /// What it shows: the tag that its page holds, until that is known to be the page's.
    shown: Result<Shown, String>,
    /// The generation it was told of last.
    generation: usize,
    /// The errors it was told of, once it was.
    told: Option<Vec<Problem>>,
    sender: Sender,
}

/// What an address answers now.
struct Answer {
    generation: usize,
    content: Content,
    problems: Vec<Problem>,
}

enum Content {
    /// A page.
    Page(std::sync::Arc<ServedPage>),
    /// Something that a browser shows otherwise.
    Other,
    /// It cannot be told: the page cannot be rendered, or its source is newer than the site.
    Unknown,
}

impl Browsers {
    fn lock(&self) -> MutexGuard<'_, Vec<Browser>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A browser begins to listen; `page` is the tag in the page it shows. Returns its stream of events.
    pub(super) fn add(&self, address: &str, page: &str) -> (u64, Pieces) {
        let (sender, pieces) = Pieces::new(WAITING);
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut browser = Browser {
            id,
            address: address.to_owned(),
            shown: Err(page.to_owned()),
            generation: 0,
            told: None,
            sender,
        };
        // The stream is seen to be open before there is anything to say.
        browser.send(": hello\n\n".to_owned());
        self.lock().push(browser);
        (id, pieces)
    }

    /// Sends a sign of life to all, and forgets those that have gone.
    pub(super) fn beat(&self) {
        self.lock().retain_mut(|browser| browser.send(": \n\n".to_owned()));
    }

    /// Ends all streams.
    pub(super) fn close(&self) {
        self.lock().clear();
    }

    /// Whether anybody has the page at `address` open.
    pub(super) fn shows(&self, address: &str) -> bool {
        self.lock().iter().any(|browser| browser.address.split('?').next() == Some(address))
    }
}

impl Browser {
    /// Sends a message; `false` where the browser has gone or takes no more.
    fn send(&mut self, text: String) -> bool {
        self.sender.try_send(Ok(Bytes::from(text))).is_ok()
    }

    fn event(&mut self, name: &str, data: &serde_json::Value) -> bool {
        self.send(format!("event: {name}\ndata: {data}\n\n"))
    }

    /// Compares what is shown with what an address answers now, and tells. Returns whether it has to load the page again,
    /// and whether it still listens.
    fn update(&mut self, answer: &Answer, files: &[String]) -> (bool, bool) {
        if answer.generation < self.generation {
            return (false, true);
        }
        self.generation = answer.generation;
        let mut listens = true;
        if self.told.as_ref() != Some(&answer.problems) {
            self.told = Some(answer.problems.clone());
            listens = self.event("problems", &json!(answer.problems));
        }
        let difference = match &answer.content {
            Content::Unknown => Difference::None,
            Content::Other => Difference::Page,
            Content::Page(page) => {
                let difference = self.difference(page, files);
                if let Some(shown) = &page.shown {
                    self.shown = Ok(shown.clone());
                }
                difference
            }
        };
        match difference {
            Difference::None => (false, listens),
            Difference::Styles(styles) => {
                let page = self.shown.as_ref().map_or_else(Clone::clone, |shown| shown.exact.short());
                (false, listens && self.event("styles", &json!({ "page": page, "styles": styles })))
            }
            Difference::Page => (true, listens && self.event("reload", &json!({}))),
        }
    }

    /// How a page differs from what is shown; `files` are the addresses of copied files that have changed.
    fn difference(&self, page: &ServedPage, files: &[String]) -> Difference {
        let difference = match (&self.shown, &page.shown) {
            (Ok(old), Some(new)) => old.difference(new),
            (Err(tag), Some(new)) if *tag == new.exact.short() => Difference::None,
            _ => Difference::Page,
        };
        let Difference::None = difference else { return difference };
        let quoted = |file: &&String| memchr::memmem::find(&page.bytes, file.as_bytes()).is_some();
        let used: Vec<&String> = files.iter().filter(quoted).collect();
        if used.is_empty() {
            Difference::None
        } else if used.iter().all(|file| file.ends_with(".css")) {
            Difference::Styles(used.into_iter().map(|file| (file.clone(), file.clone())).collect())
        } else {
            Difference::Page
        }
    }
}

impl Shared {
    /// Tells a browser that has just begun to listen what has changed since its page was sent.
    pub(super) fn greet(&self, id: u64, address: &str) {
        let answer = self.look(address);
        self.browsers.lock().retain_mut(|browser| browser.id != id || browser.update(&answer, &[]).1);
    }

    /// Tells every browser for which something has changed. Returns the addresses of pages to be loaded again, sorted.
    ///
    /// `files` are the addresses of copied files that have changed.
    pub(super) fn update_browsers(&self, files: &[String], only: Option<&str>) -> Vec<String> {
        let is_asked = |address: &String| only.is_none_or(|only| address.split('?').next() == Some(only));
        let mut addresses: Vec<String> =
            self.browsers.lock().iter().map(|browser| browser.address.clone()).filter(is_asked).collect();
        addresses.sort();
        addresses.dedup();
        let answers: Vec<Answer> = addresses.par_iter().map(|address| self.look(address)).collect();
        let mut reloaded = Vec::new();
        self.browsers.lock().retain_mut(|browser| {
            let Ok(index) = addresses.binary_search(&browser.address) else { return true };
            let (reloads, listens) = browser.update(&answers[index], files);
            if reloads {
                reloaded.push(browser.address.clone());
            }
            listens
        });
        reloaded.sort();
        reloaded.dedup();
        reloaded
    }

    /// What an address answers now.
    fn look(&self, address: &str) -> Answer {
        let current = self.current();
        let (path, query) =
            address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
        let number = current.generation.as_ref().map_or(0, |generation| generation.number);
        let (content, found) = match &current.generation {
            _ if path == DASHBOARD => {
                (Content::Page(std::sync::Arc::new(preview::page(self, &current))), Vec::new())
            }
            None => (Content::Unknown, Vec::new()),
            Some(generation) => self.look_up(generation, path, query, current.problems.is_empty()),
        };
        let problems = if current.problems.is_empty() { found } else { current.problems.to_vec() };
        Answer { generation: number, content, problems }
    }

    fn look_up(
        &self,
        generation: &Generation,
        path: &str,
        query: Option<&str>,
        waits: bool,
    ) -> (Content, Vec<Problem>) {
        let (Resolved::File(file) | Resolved::Missing(Some(file))) = address::find(generation, path, query)
        else {
            return (Content::Other, Vec::new());
        };
        let made = generation.make(&file);
        self.emit_page(path, &made);
        if !made.current {
            if waits {
                self.signal(Signal::Stale);
            }
            return (Content::Unknown, Vec::new());
        }
        match made.outcome {
            Outcome::Page(page) => {
                let problems = page.problems.clone();
                (Content::Page(page), problems)
            }
            Outcome::Failed(problems) => (Content::Unknown, problems),
            Outcome::File(..) | Outcome::Missing => (Content::Other, Vec::new()),
        }
    }
}
