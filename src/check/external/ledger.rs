//! `data/links.csv` as a check writes it: links to other sites that are dead, since when, and what to link to in their place.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::State;
pub use crate::dead_links::FILE;
use crate::dead_links::{ALIVE, COLUMNS};
use crate::table::{Table, field_as_read};

/// A line of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    status: String,
    first_seen_dead: String,
    replacement: String,
}

/// The list as text, where it is one that this program has written: then it may be overwritten. A list that is not there is empty.
///
/// # Errors
/// Why it is not.
pub fn as_text(bytes: Vec<u8>) -> Result<String, &'static str> {
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    // Spreadsheets put a mark at the start.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let is_ours = text.is_empty() || reader.headers().is_ok_and(|first| first.iter().eq(COLUMNS));
    if is_ours {
        Ok(text)
    } else {
        Err("the first line must be `address,status,first_seen_dead,replacement`")
    }
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    rows: BTreeMap<String, Row>,
    /// Whether there was a list.
    is_old: bool,
}

impl Ledger {
    /// Reads the text of the list.
    pub fn read(text: &str) -> Ledger {
        Ledger { rows: read(text), is_old: !text.is_empty() }
    }

    /// Brings the list up to date: dead addresses are added and keep the day they were first seen dead; one that answers again is
    /// left out, unless it has a replacement.
    pub fn update(&mut self, states: &BTreeMap<String, State>, today: NaiveDate) {
        for (address, state) in states {
            match state {
                State::Dead(why) => {
                    let row = self.rows.entry(address.clone()).or_default();
                    row.status.clone_from(why);
                    if row.first_seen_dead.is_empty() {
                        row.first_seen_dead = today.to_string();
                    }
                }
                State::Alive => match self.rows.get_mut(address) {
                    Some(row) if !row.replacement.is_empty() => row.status = ALIVE.to_owned(),
                    _ => _ = self.rows.remove(address),
                },
                // What cannot be told changes nothing.
                State::Unsure(_) => {}
            }
        }
    }

    /// Whether a link to `address` has a replacement.
    pub fn has_replacement(&self, address: &str) -> bool {
        self.rows.get(address).is_some_and(|row| !row.replacement.is_empty())
    }

    /// Gives a dead link a replacement, unless it has one.
    pub fn replace(&mut self, address: &str, replacement: String) {
        if let Some(row) = self.rows.get_mut(address).filter(|row| row.replacement.is_empty()) {
            row.replacement = replacement;
        }
    }

    /// The text of the list; `None` where there is nothing to list and was nothing.
    pub fn text(&self) -> Option<String> {
        if self.rows.is_empty() && !self.is_old {
            return None;
        }
        let mut table = Table::new(&COLUMNS);
        for (address, row) in &self.rows {
            table.row(&[address, &row.status, &row.first_seen_dead, &row.replacement]);
        }
        Some(table.into_text())
    }
}

/// The lines of the list by address.
fn read(text: &str) -> BTreeMap<String, Row> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let row = |record: csv::StringRecord| {
        let field =
            |index| record.get(index).map(|field| field_as_read(field).to_string()).unwrap_or_default();
        let row = Row { status: field(1), first_seen_dead: field(2), replacement: field(3) };
        (!field(0).is_empty()).then(|| (field(0), row))
    };
    let mut rows = BTreeMap::new();
    for (address, row) in records.filter_map(row) {
        // Of two lines the first counts, as in a build.
        rows.entry(address).or_insert(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_others_is_told_from_ours() {
        assert_eq!(as_text(Vec::new()).as_deref(), Ok(""));
        let ours = "address,status,first_seen_dead,replacement\nhttp://a.example/,404,2026-01-02,\n";
        assert_eq!(as_text(ours.into()).as_deref(), Ok(ours));
        assert_eq!(as_text(format!("\u{feff}{ours}").into()).as_deref(), Ok(ours));
        assert_eq!(as_text(b"address,\xff".to_vec()), Err("it is not UTF-8"));
        let other = Err("the first line must be `address,status,first_seen_dead,replacement`");
        for text in [
            "address;status;first_seen_dead;replacement\n",
            "address,status\n",
            "http://a.example/,404,2026-01-02,\n",
            "\n\nx\n",
        ] {
            assert_eq!(as_text(text.into()), other, "{text}");
        }
    }

    #[test]
    fn the_day_an_address_died_and_its_replacement_stay() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
        let update = |old: &str, states: &BTreeMap<String, State>, today| {
            let mut list = Ledger::read(old);
            list.update(states, today);
            list.text()
        };
        let states =
            |state: &[(&str, State)]| state.iter().map(|(a, s)| ((*a).to_owned(), s.clone())).collect();
        let dead = || State::Dead("404".into());
        let one =
            update("", &states(&[("http://a.example/", dead()), ("http://b.example/", dead())]), day(2))
                .unwrap();
        assert_eq!(
            one,
            "address,status,first_seen_dead,replacement\nhttp://a.example/,404,2026-01-02,\nhttp://b.example/,404,2026-01-02,\n"
        );
        let edited = one.replacen("2026-01-02,\n", "2026-01-02,http://c.example/\n", 1);
        let states =
            states(&[("http://a.example/", State::Alive), ("http://b.example/", State::Dead("410".into()))]);
        assert_eq!(
            update(&edited, &states, day(9)).unwrap(),
            "address,status,first_seen_dead,replacement\nhttp://a.example/,alive,2026-01-02,http://c.example/\n\
             http://b.example/,410,2026-01-02,\n"
        );
        assert_eq!(update("", &BTreeMap::new(), day(9)), None);
    }

    #[test]
    fn a_replacement_that_somebody_gave_is_never_changed() {
        let rows = "http://a.example/,404,2026-01-02,\nhttp://b.example/,404,2026-01-02,http://c.example/\n";
        let mut list = Ledger::read(&format!("{}\n{rows}", COLUMNS.join(",")));
        assert!(!list.has_replacement("http://a.example/") && list.has_replacement("http://b.example/"));
        for address in ["http://a.example/", "http://b.example/", "http://d.example/"] {
            list.replace(address, "http://e.example/".to_owned());
        }
        let text = list.text().unwrap();
        assert_eq!(text.lines().nth(1), Some("http://a.example/,404,2026-01-02,http://e.example/"));
        assert_eq!(text.lines().nth(2), Some("http://b.example/,404,2026-01-02,http://c.example/"));
        assert_eq!(text.lines().count(), 3);
    }
}
