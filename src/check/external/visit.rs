//! The questions to one host.

use std::collections::BTreeMap;
use std::time::Duration;

use url::{Position, Url};

use super::memory::Memory;
use super::robots::Robots;
use super::{Ask, Failure, Manners, Reply, State};

/// After so many addresses in a row without an answer no more are asked.
const SILENT: u32 = 3;

/// What became of one question.
struct Found {
    state: State,
    /// Whether to ask again, after how many seconds if the server says so.
    again: Option<Option<u64>>,
    /// Whether there was an answer; `None` where nobody was asked.
    answered: Option<bool>,
    /// Whether there is no such host.
    no_host: bool,
}

/// What `robots.txt` of a server says.
enum Rules {
    Known(Robots),
    /// Nothing may be asked.
    Unknown(State),
}

/// The questions to one host.
pub(super) struct Visit<'v> {
    ask: &'v dyn Ask,
    manners: &'v Manners,
    memory: &'v Memory,
    /// What each server of the host allows, by scheme, host and port.
    rules: BTreeMap<String, Rules>,
    /// How many addresses in a row were without an answer.
    silent: u32,
    /// What is known of all addresses, where there is no such host.
    of_all: Option<State>,
}

impl<'v> Visit<'v> {
    pub(super) fn new(ask: &'v dyn Ask, manners: &'v Manners, memory: &'v Memory) -> Visit<'v> {
        Visit { ask, manners, memory, rules: BTreeMap::new(), silent: 0, of_all: None }
    }

    /// Asks for all addresses of the host.
    pub(super) fn all(mut self, addresses: &[Url]) {
        for address in addresses {
            let state = self.state(address);
            self.memory.keep(address.as_str(), state, self.manners.today);
        }
    }

    fn state(&mut self, address: &Url) -> State {
        let origin = address.origin().ascii_serialization();
        if self.of_all.is_none() && self.silent < SILENT && !self.rules.contains_key(&origin) {
            let rules = self.robots(&origin);
            self.rules.insert(origin.clone(), rules);
        }
        if let Some(state) = &self.of_all {
            return state.clone();
        }
        if self.silent >= SILENT {
            return State::Unsure("other addresses of the host gave no answer".to_owned());
        }
        match self.rules.get(&origin) {
            Some(Rules::Unknown(state)) => state.clone(),
            Some(Rules::Known(robots))
                if !robots.allows(&address[Position::BeforePath..Position::AfterQuery]) =>
            {
                State::Unsure("robots.txt does not allow it".to_owned())
            }
            Some(Rules::Known(robots)) => {
                self.ask.wait(self.manners.pause.max(robots.delay().min(self.manners.longest_wait)));
                self.one(address.as_str())
            }
            None => State::Unsure(String::new()),
        }
    }

    /// Asks what may be asked. Where a server cannot say so, nothing may (RFC 9309, 2.3.1.4).
    fn robots(&mut self, origin: &str) -> Rules {
        if !self.rules.is_empty() {
            self.ask.wait(self.manners.pause);
        }
        let reply = self.ask.ask(false, &format!("{origin}/robots.txt"));
        if reply.is_ok() {
            self.memory.answered();
        }
        let unknown = |why: &str| Rules::Unknown(State::Unsure(format!("robots.txt cannot be read: {why}")));
        match reply {
            Ok(Reply { status: 200..=299, body, .. }) => Rules::Known(Robots::read(&body)),
            Ok(Reply { status: status @ (429 | 500..=599), .. }) => unknown(&status.to_string()),
            // Without such a file everything may be asked.
            Ok(_) => Rules::Known(Robots::default()),
            Err(Failure::NoHost(why)) => {
                self.memory.silent();
                self.of_all = Some(State::Dead(why));
                Rules::Known(Robots::default())
            }
            // A server that takes no connection says so for each address.
            Err(Failure::Refused(_)) => Rules::Known(Robots::default()),
            Err(Failure::NotAsked(why)) => Rules::Unknown(State::Unsure(why)),
            Err(Failure::Unclear(why)) => {
                self.memory.silent();
                unknown(&why)
            }
        }
    }

    /// Asks for an address until there is an answer.
    fn one(&mut self, address: &str) -> State {
        let mut attempt = 0;
        loop {
            let found = self.try_once(address);
            match found.answered {
                Some(true) => self.memory.answered(),
                Some(false) => self.memory.silent(),
                None => {}
            }
            if found.no_host {
                self.of_all = Some(found.state.clone());
            }
            attempt += 1;
            let Some(wait) = found.again.filter(|_| attempt < self.manners.tries) else {
                self.silent = if found.answered == Some(false) { self.silent + 1 } else { 0 };
                return found.state;
            };
            let backoff = self.manners.backoff * 2_u32.saturating_pow(attempt - 1);
            self.ask.wait(wait.map_or(backoff, Duration::from_secs).min(self.manners.longest_wait));
        }
    }

    /// Asks once.
    fn try_once(&self, address: &str) -> Found {
        let mut reply = self.ask.ask(true, address);
        // Some servers do not know the question for the head alone, or answer something else to it.
        if reply.as_ref().is_ok_and(|reply| matches!(reply.status, 400..=428 | 430..=499 | 501)) {
            self.ask.wait(self.manners.pause);
            reply = self.ask.ask(false, address);
        }
        let found = |state, again, answered| Found { state, again, answered, no_host: false };
        match reply {
            Ok(Reply { status, retry_after, .. }) => {
                let text = status.to_string();
                let (state, again) = match status {
                    200..=399 => (State::Alive, None),
                    404 | 410 => (State::Dead(text), None),
                    429 | 500..=599 => (State::Unsure(text), Some(retry_after)),
                    _ => (State::Unsure(text), None),
                };
                found(state, again, Some(true))
            }
            Err(Failure::NoHost(why)) => {
                Found { no_host: true, ..found(State::Dead(why), None, Some(false)) }
            }
            Err(Failure::Refused(why)) => found(State::Dead(why), Some(None), Some(false)),
            Err(Failure::NotAsked(why)) => found(State::Unsure(why), None, None),
            Err(Failure::Unclear(why)) => found(State::Unsure(why), Some(None), Some(false)),
        }
    }
}
