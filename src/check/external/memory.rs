//! What was found out about addresses: one line of JSON each, written as soon as it is known.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::State;

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    address: String,
    /// The day, as `YYYY-MM-DD`.
    date: String,
    #[serde(flatten)]
    state: State,
}

/// What is known of addresses.
///
/// Until a server has answered, it may be this machine that has no connection: then what was found out is held back, and lost unless
/// a server answers later.
pub(super) struct Memory(Mutex<Inner>);

struct Inner {
    known: FxHashMap<String, State>,
    /// `None` where the file cannot be written: then nothing is kept for the next check.
    file: Option<File>,
    held: Vec<Line>,
    has_answer: bool,
    has_silence: bool,
}

impl Memory {
    /// Reads what is in the file and younger than `max_age` days; what was unsure is asked again on another day. A line that was
    /// not written to its end is left out.
    pub(super) fn open(path: &Path, today: NaiveDate, max_age: u64) -> Memory {
        let text =
            fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        // Of an address the last line counts, however old.
        let last: FxHashMap<String, (String, State)> =
            lines.map(|line| (line.address, (line.date, line.state))).collect();
        let before = |days| today.checked_sub_days(Days::new(days)).unwrap_or_default().to_string();
        let (oldest, oldest_unsure) = (before(max_age), before(max_age.min(1)));
        // Such dates are in order as text.
        let is_recent = |date: &String, state: &State| match state {
            State::Unsure(_) => *date > oldest_unsure,
            State::Alive | State::Dead(_) => *date > oldest,
        };
        #[allow(clippy::iter_over_hash_type, reason = "the order makes no difference")]
        let known = last
            .into_iter()
            .filter(|(_, (date, state))| is_recent(date, state))
            .map(|(address, (_, state))| (address, state))
            .collect();
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let file = folder.and_then(|()| OpenOptions::new().create(true).append(true).open(path)).ok();
        // A line that was begun must not run into the next.
        let mut file = file;
        if !text.is_empty()
            && !text.ends_with('\n')
            && let Some(open) = &mut file
        {
            let _ = open.write_all(b"\n");
        }
        Memory(Mutex::new(Inner { known, file, held: Vec::new(), has_answer: false, has_silence: false }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of an address.
    pub(super) fn get(&self, address: &str) -> Option<State> {
        self.inner().known.get(address).cloned()
    }

    /// A server has answered: what was held back is kept.
    pub(super) fn answered(&self) {
        let mut inner = self.inner();
        inner.has_answer = true;
        std::mem::take(&mut inner.held).into_iter().for_each(|line| inner.write(line));
    }

    /// A server has not answered.
    pub(super) fn silent(&self) {
        self.inner().has_silence = true;
    }

    /// Whether servers were asked, and none has answered.
    pub(super) fn is_holding(&self) -> bool {
        let inner = self.inner();
        inner.has_silence && !inner.has_answer
    }

    /// Keeps what was found out.
    pub(super) fn keep(&self, address: &str, state: State, date: NaiveDate) {
        let line = Line { address: address.to_owned(), date: date.to_string(), state };
        let mut inner = self.inner();
        if inner.has_silence && !inner.has_answer {
            inner.held.push(line);
        } else {
            inner.write(line);
        }
    }
}

impl Inner {
    fn write(&mut self, line: Line) {
        if let Some(file) = &mut self.file
            && let Ok(text) = serde_json::to_string(&line)
        {
            // What cannot be kept is asked again by the next check.
            let _ = file.write_all(format!("{text}\n").as_bytes());
        }
        self.known.insert(line.address, line.state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_not_finished_is_left_out() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("below/external.jsonl");
        let day = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
        let memory = Memory::open(&path, day(9), 30);
        memory.keep("http://a.example/", State::Alive, day(2));
        memory.keep("http://b.example/", State::Dead("404".into()), day(9));
        drop(memory);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{{\"address\":\"http://c.exa")).unwrap();
        let memory = Memory::open(&path, day(10), 7);
        assert_eq!(memory.get("http://a.example/"), None, "it is too old");
        assert_eq!(memory.get("http://b.example/"), Some(State::Dead("404".into())));
        memory.keep("http://d.example/", State::Alive, day(9));
        assert_eq!(Memory::open(&path, day(10), 7).get("http://d.example/"), Some(State::Alive));
    }
}
