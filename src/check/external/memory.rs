//! What was found out about addresses: one line of JSON each, written as soon as it is known.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
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
pub(super) struct Memory {
    known: Mutex<FxHashMap<String, State>>,
    /// `None` where the file cannot be written: then nothing is kept for the next check.
    file: Mutex<Option<File>>,
}

impl Memory {
    /// Reads what is in the file and is not older than `oldest`. A line that was not written to its end is left out.
    pub(super) fn open(path: &Path, oldest: NaiveDate) -> Memory {
        let text =
            fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let lines: Vec<Line> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let oldest = oldest.to_string();
        // Such dates are in order as text.
        let recent = lines.into_iter().filter(|line| line.date >= oldest);
        let known: FxHashMap<String, State> = recent.map(|line| (line.address, line.state)).collect();
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
        Memory { known: Mutex::new(known), file: Mutex::new(file) }
    }

    /// What is known of an address.
    pub(super) fn get(&self, address: &str) -> Option<State> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned()
    }

    /// Keeps what was found out.
    pub(super) fn keep(&self, address: &str, state: State, date: NaiveDate) {
        let line = Line { address: address.to_owned(), date: date.to_string(), state: state.clone() };
        if let Some(file) = &mut *self.file.lock().unwrap_or_else(PoisonError::into_inner)
            && let Ok(text) = serde_json::to_string(&line)
        {
            // What cannot be kept is asked again by the next check.
            let _ = file.write_all(format!("{text}\n").as_bytes());
        }
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned(), state);
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
        let memory = Memory::open(&path, day(1));
        memory.keep("http://a.example/", State::Alive, day(2));
        memory.keep("http://b.example/", State::Dead("404".into()), day(9));
        drop(memory);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{{\"address\":\"http://c.exa")).unwrap();
        let memory = Memory::open(&path, day(3));
        assert_eq!(memory.get("http://a.example/"), None, "it is too old");
        assert_eq!(memory.get("http://b.example/"), Some(State::Dead("404".into())));
        memory.keep("http://d.example/", State::Alive, day(9));
        assert_eq!(Memory::open(&path, day(3)).get("http://d.example/"), Some(State::Alive));
    }
}
