//! Links to other sites: whether anything answers there, asked politely, and remembered.
//!
//! One connection at a time to each host, a pause between two questions, `robots.txt` obeyed, and answers kept for weeks. Every
//! answer is written down at once, so that a check that was stopped goes on where it was.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use url::Url;

use super::groups::{Page, Spot};
use crate::dead_links::listed;
use memory::Memory;
use visit::Visit;

pub mod copies;
pub mod ledger;
mod memory;
mod robots;
mod visit;

/// The name that servers are told, and that `robots.txt` may name.
pub const AGENT: &str = concat!("generate/", env!("CARGO_PKG_VERSION"), " (link check of a news archive)");

/// What asks servers.
pub trait Ask: Sync {
    /// Asks for the head of an address alone, or for its file, of which the beginning is read.
    ///
    /// # Errors
    /// Why there was no answer.
    fn ask(&self, head: bool, address: &str) -> Result<Reply, Failure>;

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

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no host of that name.
    NoHost(String),
    /// The host refuses connections.
    Refused(String),
    /// It was not asked, because it is no machine of the public internet.
    NotAsked(String),
    /// Anything else, such as no answer in time.
    Unclear(String),
}

/// What came of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is known of each address.
    pub states: BTreeMap<String, State>,
    /// Whether servers were asked and none answered: then nothing is known of them.
    pub is_offline: bool,
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
        let Some(address) = listed(written) else { return };
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

/// Finds out which addresses answer. What was found out not long ago is not asked again; everything new is kept in `file` at once,
/// as soon as one server has answered.
pub fn check(addresses: &[&str], file: &Path, ask: &dyn Ask, manners: &Manners) -> Outcome {
    let memory = Memory::open(file, manners.today, manners.max_age);
    let mut hosts: BTreeMap<String, Vec<Url>> = BTreeMap::new();
    for address in addresses.iter().filter(|address| memory.get(address).is_none()) {
        if let Ok(url) = Url::parse(address) {
            hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_default().push(url);
        }
    }
    let workers = manners.parallel.min(hosts.len());
    let queue = Mutex::new(hosts.into_values().collect::<VecDeque<_>>());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(addresses) = next() {
                    Visit::new(ask, manners, &memory).all(&addresses);
                }
            });
        }
    });
    let state = |address: &&str| Some(((*address).to_owned(), memory.get(address)?));
    Outcome { states: addresses.iter().filter_map(state).collect(), is_offline: memory.is_holding() }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_asked_for_without_their_fragment() {
        assert_eq!(listed("//A.example/x#y").as_deref(), Some("https://a.example/x"));
        assert_eq!(listed("http://a.example").as_deref(), Some("http://a.example/"));
        assert_eq!(listed("mailto:a@b.example"), None);
        assert_eq!(listed("http://"), None);
    }

    /// Answers from a list, and notes what was asked and how long was waited.
    struct Script {
        replies: Mutex<BTreeMap<String, VecDeque<Result<Reply, Failure>>>>,
        asked: Mutex<Vec<String>>,
    }

    impl Ask for Script {
        fn ask(&self, head: bool, address: &str) -> Result<Reply, Failure> {
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

    impl Script {
        fn new(replies: &[(&str, &[Result<Reply, Failure>])]) -> Script {
            let replies =
                replies.iter().map(|(address, replies)| ((*address).to_owned(), replies.to_vec().into()));
            Script { replies: Mutex::new(replies.collect()), asked: Mutex::default() }
        }

        /// What was asked since the last call.
        fn asked(&self) -> Vec<String> {
            std::mem::take(&mut self.asked.lock().unwrap())
        }
    }

    fn status(status: u16, retry_after: Option<u64>) -> Result<Reply, Failure> {
        Ok(Reply { status, retry_after, ..Reply::default() })
    }

    fn manners(day: u32) -> Manners {
        Manners { tries: 2, ..Manners::of(NaiveDate::from_ymd_opt(2026, 3, day).unwrap(), 30) }
    }

    fn unsure(why: &str) -> State {
        State::Unsure(why.to_owned())
    }

    #[test]
    fn a_busy_server_is_asked_again_as_late_as_it_says() {
        let refused = || Err(Failure::Refused("refused".to_owned()));
        let script = Script::new(&[
            ("http://a.example/x", &[status(429, Some(7)), status(405, None), status(200, None)]),
            ("http://a.example/y", &[refused(), refused()]),
        ]);
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("external.jsonl");
        let addresses = ["http://a.example/x", "http://a.example/y"];
        let found = check(&addresses, &file, &script, &manners(1));
        assert!(!found.is_offline);
        assert_eq!(found.states["http://a.example/x"], State::Alive);
        assert_eq!(found.states["http://a.example/y"], State::Dead("refused".into()));
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
        assert_eq!(script.asked(), expected);
        // What is known is not asked again, until it is too old.
        assert_eq!(check(&addresses, &file, &script, &manners(30)), found);
        assert_eq!(script.asked(), Vec::<String>::new());
        assert_eq!(
            check(&addresses, &file, &script, &manners(31)).states["http://a.example/x"],
            State::Dead("404".into())
        );
        script.asked();
        check(&addresses, &file, &script, &Manners { max_age: 0, ..manners(31) });
        assert_eq!(script.asked().len(), 1 + 2 * 4, "nothing is taken from memory");
    }

    #[test]
    fn only_an_answer_to_a_get_or_a_host_that_is_gone_is_dead() {
        let unclear = || Err(Failure::Unclear("reset".to_owned()));
        let script = Script::new(&[
            ("http://a.example/head-404", &[status(404, None), status(200, None)]),
            ("http://a.example/gone", &[status(410, None), status(410, None)]),
            ("http://a.example/head-400", &[status(400, None), status(200, None)]),
            ("http://a.example/login", &[status(401, None), status(401, None)]),
            ("http://a.example/reset", &[unclear(), unclear()]),
            ("http://b.example/robots.txt", &[Err(Failure::NoHost("no such host".to_owned()))]),
        ]);
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("external.jsonl");
        let mut addresses = ["gone", "head-400", "head-404", "login", "reset"]
            .map(|path| format!("http://a.example/{path}"))
            .to_vec();
        addresses.extend(["http://b.example/x".to_owned(), "http://b.example/y".to_owned()]);
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let found = check(&addresses, &file, &script, &manners(1));
        let states: Vec<State> = found.states.into_values().collect();
        let gone = || State::Dead("no such host".to_owned());
        assert_eq!(
            states,
            [
                State::Dead("410".to_owned()),
                State::Alive,
                State::Alive,
                unsure("401"),
                unsure("reset"),
                gone(),
                gone()
            ]
        );
        assert!(
            !script.asked().iter().any(|line| line.contains("b.example/x")),
            "the name is looked up once"
        );
        // What is unsure is asked again the next day.
        check(&addresses, &file, &script, &manners(2));
        let asked = script.asked().into_iter().filter(|line| line.starts_with("HEAD"));
        assert_eq!(asked.collect::<Vec<_>>(), ["HEAD http://a.example/login", "HEAD http://a.example/reset"]);
    }

    #[test]
    fn where_no_server_answers_nothing_is_known() {
        let gone = || Err(Failure::NoHost("no such host".to_owned()));
        let script = Script::new(&[
            ("http://a.example/robots.txt", &[gone()]),
            ("http://b.example/robots.txt", &[gone()]),
        ]);
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("external.jsonl");
        let addresses = ["http://a.example/x", "http://b.example/x"];
        let found = check(&addresses, &file, &script, &manners(1));
        assert_eq!(found, Outcome { states: BTreeMap::new(), is_offline: true });
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
        // Later on the same day everything is asked.
        let found = check(&addresses, &file, &script, &manners(1));
        assert_eq!(
            found.states.into_values().collect::<Vec<_>>(),
            [State::Dead("404".into()), State::Dead("404".into())]
        );
    }

    #[test]
    fn a_host_is_one_whatever_its_scheme_user_and_port() {
        let late = || Err(Failure::Unclear("no answer in time".to_owned()));
        let robots = |text: &str| [Ok(Reply { status: 200, body: text.to_owned(), ..Reply::default() })];
        let script = Script::new(&[
            ("http://a.example/robots.txt", &robots("User-agent: *\nDisallow: /x\n")),
            ("https://a.example/robots.txt", &robots("User-agent: *\nDisallow: /y\n")),
            ("http://b.example/robots.txt", &[status(503, None)]),
            ("http://c.example/robots.txt", &[late()]),
            ("http://d.example/1", &[late(), late()]),
            ("http://d.example/2", &[late(), late()]),
            ("http://d.example/3", &[late(), late()]),
        ]);
        let folder = tempfile::TempDir::new().unwrap();
        let addresses = [
            "http://a.example/x",
            "http://user@a.example/x",
            "https://a.example/x",
            "http://b.example/x",
            "http://c.example/x",
            "http://d.example/1",
            "http://d.example/2",
            "http://d.example/3",
            "http://d.example/4",
        ];
        let one = Manners { parallel: 1, ..manners(1) };
        let states = check(&addresses, &folder.path().join("external.jsonl"), &script, &one).states;
        let forbidden = || unsure("robots.txt does not allow it");
        assert_eq!((&states[addresses[0]], &states[addresses[1]]), (&forbidden(), &forbidden()));
        assert_eq!(states[addresses[2]], State::Dead("404".to_owned()));
        assert_eq!(states[addresses[3]], unsure("robots.txt cannot be read: 503"));
        assert_eq!(states[addresses[4]], unsure("robots.txt cannot be read: no answer in time"));
        assert_eq!(states[addresses[7]], unsure("no answer in time"));
        assert_eq!(states[addresses[8]], unsure("other addresses of the host gave no answer"));
        let asked = script.asked();
        assert_eq!(asked.iter().filter(|line| line.ends_with("//a.example/robots.txt")).count(), 2);
        assert!(!asked.iter().any(|line| line.ends_with("d.example/4")), "{asked:?}");
    }
}
