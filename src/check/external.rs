//! Links to other sites: whether anything answers there, asked politely, and remembered.
//!
//! One connection at a time to each host, a pause between two questions, `robots.txt` obeyed, and answers kept for weeks. Every
//! answer is written down at once, so that a check that was stopped goes on where it was.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use url::Url;

use super::groups::{Page, Spot};
use memory::Memory;
use robots::Robots;

pub mod ledger;
mod memory;
mod robots;

/// The name that servers are told, and that `robots.txt` may name.
pub const AGENT: &str = concat!("generate/", env!("CARGO_PKG_VERSION"), " (link check of a news archive)");

/// What asks servers.
pub trait Ask: Sync {
    /// Asks for the head of an address alone, or for its file, of which the beginning is read.
    ///
    /// # Errors
    /// Why there was no answer.
    fn ask(&self, head: bool, address: &str) -> Result<Reply, String>;

    /// Waits.
    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// What a server answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status, after redirects.
    pub status: u16,
    /// How many seconds to wait, where the server says so.
    pub retry_after: Option<u64>,
    /// The beginning of the file.
    pub body: String,
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state", content = "why")]
pub enum State {
    /// It answers.
    Alive,
    /// It does not exist any more.
    Dead(String),
    /// That cannot be told: the server refuses, or does not answer in time.
    Unsure(String),
}

/// How to ask.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// How old an answer may be, in days.
    pub max_age: u64,
    /// How many hosts are asked at the same time.
    pub parallel: usize,
    /// The pause between two questions to one host.
    pub pause: Duration,
    /// How long the first of the waits before another try is.
    pub backoff: Duration,
    /// The longest wait that a server may ask for.
    pub longest_wait: Duration,
    /// How often an address is asked for.
    pub tries: u32,
    /// The day of the check.
    pub today: NaiveDate,
}

impl Manners {
    /// The manners of a check of this day.
    pub fn of(today: NaiveDate, max_age: u64) -> Manners {
        Manners {
            max_age,
            parallel: 8,
            pause: Duration::from_secs(1),
            backoff: Duration::from_secs(2),
            longest_wait: Duration::from_secs(60),
            tries: 3,
            today,
        }
    }
}

/// Links to other sites, each once.
#[derive(Debug, Default)]
pub(super) struct Externals(FxHashMap<Box<str>, Linked>);

#[derive(Debug)]
struct Linked {
    first: Spot,
    pages: usize,
    last: u32,
}

impl Externals {
    /// Adds a link as it is written on a page.
    pub(super) fn add(&mut self, written: &str, page: Page<'_>, line: u32) {
        let Some(address) = address_of(written) else { return };
        let linked = self.0.entry(address.into()).or_insert_with(|| Linked {
            first: page.spot(line, written),
            pages: 1,
            last: page.index,
        });
        if linked.last != page.index {
            (linked.pages, linked.last) = (linked.pages + 1, page.index);
            if page.index < linked.first.page {
                linked.first = page.spot(line, written);
            }
        }
    }

    pub(super) fn append(&mut self, other: Externals) {
        #[allow(clippy::iter_over_hash_type, reason = "the order makes no difference")]
        for (address, linked) in other.0 {
            match self.0.get_mut(&address) {
                Some(known) => {
                    known.pages += linked.pages;
                    known.first = known.first.min(linked.first);
                }
                None => _ = self.0.insert(address, linked),
            }
        }
    }

    /// All of them, in order of address, with the first place of each and how many pages have it.
    pub(super) fn sorted(self) -> Vec<(String, Spot, usize)> {
        let all = self.0.into_iter().map(|(address, linked)| (address.into(), linked.first, linked.pages));
        let mut all: Vec<(String, Spot, usize)> = all.collect();
        all.sort();
        all
    }
}

/// The address that is asked for, without its fragment; `None` for what is no address of the web.
fn address_of(written: &str) -> Option<String> {
    let full = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let mut url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    Some(url.into())
}

/// Finds out which addresses answer. What was found out not long ago is not asked again; everything new is kept in `file` at once.
pub fn check(addresses: &[&str], file: &Path, ask: &dyn Ask, manners: &Manners) -> BTreeMap<String, State> {
    let oldest = manners.today.checked_sub_days(Days::new(manners.max_age)).unwrap_or_default();
    let memory = Memory::open(file, oldest);
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in addresses.iter().filter(|address| memory.get(address).is_none()) {
        let host = Url::parse(address).map(|url| url[..url::Position::BeforePath].to_owned());
        hosts.entry(host.unwrap_or_default()).or_default().push(address);
    }
    let workers = manners.parallel.min(hosts.len());
    let queue = Mutex::new(hosts.into_iter().collect::<VecDeque<_>>());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((host, addresses)) = next() {
                    Visit { ask, manners, host: &host }.all(&addresses, &memory);
                }
            });
        }
    });
    let state = |address: &&str| Some(((*address).to_owned(), memory.get(address)?));
    addresses.iter().filter_map(state).collect()
}

/// The questions to one host.
struct Visit<'v> {
    ask: &'v dyn Ask,
    manners: &'v Manners,
    /// Scheme, host and port.
    host: &'v str,
}

impl Visit<'_> {
    fn all(&self, addresses: &[&str], memory: &Memory) {
        let robots = match self.ask.ask(false, &format!("{}/robots.txt", self.host)) {
            Ok(reply) if (200..300).contains(&reply.status) => Robots::read(&reply.body),
            // Without such a file everything may be asked; a host that is gone says so for each address.
            Ok(_) | Err(_) => Robots::default(),
        };
        for address in addresses {
            self.ask.wait(self.manners.pause.max(robots.delay().min(self.manners.longest_wait)));
            let state = match robots.allows(&address[self.host.len().min(address.len())..]) {
                true => self.one(address),
                false => State::Unsure("robots.txt does not allow it".to_owned()),
            };
            memory.keep(address, state, self.manners.today);
        }
    }

    /// Asks for an address until there is an answer.
    fn one(&self, address: &str) -> State {
        let mut last = State::Unsure(String::new());
        for attempt in 0..self.manners.tries {
            let (state, wait) = self.try_once(address);
            let Some(wait) = wait else { return state };
            last = state;
            if attempt + 1 < self.manners.tries {
                let backoff = self.manners.backoff * 2_u32.saturating_pow(attempt);
                self.ask.wait(wait.map_or(backoff, Duration::from_secs).min(self.manners.longest_wait));
            }
        }
        last
    }

    /// Asks once: what is known then, and whether to ask again, after how many seconds if the server says so.
    fn try_once(&self, address: &str) -> (State, Option<Option<u64>>) {
        let mut reply = self.ask.ask(true, address);
        // Some servers do not know the question for the head alone.
        if reply.as_ref().is_ok_and(|reply| matches!(reply.status, 403 | 405 | 501)) {
            self.ask.wait(self.manners.pause);
            reply = self.ask.ask(false, address);
        }
        match reply {
            Ok(Reply { status: 200..=399, .. }) => (State::Alive, None),
            Ok(Reply { status: status @ (404 | 410), .. }) => (State::Dead(status.to_string()), None),
            Ok(Reply { status: status @ (429 | 500..=599), retry_after, .. }) => {
                (State::Unsure(status.to_string()), Some(retry_after))
            }
            Ok(Reply { status, .. }) => (State::Unsure(status.to_string()), None),
            Err(why) if why.contains("in time") => (State::Unsure(why), Some(None)),
            Err(why) => (State::Dead(why), Some(None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_asked_for_without_their_fragment() {
        assert_eq!(address_of("//A.example/x#y").as_deref(), Some("https://a.example/x"));
        assert_eq!(address_of("http://a.example").as_deref(), Some("http://a.example/"));
        assert_eq!(address_of("mailto:a@b.example"), None);
        assert_eq!(address_of("http://"), None);
    }

    /// Answers from a list, and notes what was asked and how long was waited.
    struct Script {
        replies: Mutex<BTreeMap<String, VecDeque<Result<Reply, String>>>>,
        asked: Mutex<Vec<String>>,
    }

    impl Ask for Script {
        fn ask(&self, head: bool, address: &str) -> Result<Reply, String> {
            let method = if head { "HEAD" } else { "GET" };
            self.asked.lock().unwrap().push(format!("{method} {address}"));
            let mut replies = self.replies.lock().unwrap();
            let next = replies.get_mut(address).and_then(VecDeque::pop_front);
            next.unwrap_or(Ok(Reply { status: 404, ..Reply::default() }))
        }

        fn wait(&self, time: Duration) {
            self.asked.lock().unwrap().push(format!("wait {}", time.as_secs()));
        }
    }

    #[test]
    fn a_busy_server_is_asked_again_as_late_as_it_says() {
        let status = |status, retry_after| Ok(Reply { status, retry_after, ..Reply::default() });
        let replies = [
            (
                "http://a.example/x",
                VecDeque::from([status(429, Some(7)), status(405, None), status(200, None)]),
            ),
            ("http://a.example/y", VecDeque::from([Err("refused".to_owned()), Err("refused".to_owned())])),
        ];
        let replies = replies.map(|(address, replies)| (address.to_owned(), replies)).into();
        let script = Script { replies: Mutex::new(replies), asked: Mutex::default() };
        let folder = tempfile::TempDir::new().unwrap();
        let manners = Manners { tries: 2, ..Manners::of(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap(), 30) };
        let file = folder.path().join("external.jsonl");
        let addresses = ["http://a.example/x", "http://a.example/y"];
        let found = check(&addresses, &file, &script, &manners);
        assert_eq!(found["http://a.example/x"], State::Alive);
        assert_eq!(found["http://a.example/y"], State::Dead("refused".into()));
        let expected = [
            "GET http://a.example/robots.txt",
            "wait 1",
            "HEAD http://a.example/x",
            "wait 7",
            "HEAD http://a.example/x",
            "wait 1",
            "GET http://a.example/x",
            "wait 1",
            "HEAD http://a.example/y",
            "wait 2",
            "HEAD http://a.example/y",
        ];
        assert_eq!(*script.asked.lock().unwrap(), expected);
        // What is known is not asked again, until it is too old.
        script.asked.lock().unwrap().clear();
        assert_eq!(check(&addresses, &file, &script, &manners), found);
        assert_eq!(*script.asked.lock().unwrap(), Vec::<String>::new());
        let later = Manners { today: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(), ..manners };
        assert_eq!(
            check(&addresses, &file, &script, &later)["http://a.example/x"],
            State::Dead("404".into())
        );
    }
}
