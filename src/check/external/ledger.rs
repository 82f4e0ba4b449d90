//! `data/links.csv`: links to other sites that are dead, since when, and what to link to in their place.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::State;
use crate::table::{Table, field_as_read};

/// Where the list is, below the root.
pub const FILE: &str = "data/links.csv";

/// A line of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    status: String,
    first_seen_dead: String,
    replacement: String,
}

/// The names of its columns.
const COLUMNS: [&str; 4] = ["address", "status", "first_seen_dead", "replacement"];

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

/// The list `old` brought up to date: dead addresses are added and keep the day they were first seen dead; one that answers again
/// is left out, unless somebody gave it a replacement. `None` where there is nothing to list and was nothing.
pub fn update(old: &str, states: &BTreeMap<String, State>, today: NaiveDate) -> Option<String> {
    let mut rows = read(old);
    for (address, state) in states {
        match state {
            State::Dead(why) => {
                let row = rows.entry(address.clone()).or_default();
                row.status.clone_from(why);
                if row.first_seen_dead.is_empty() {
                    row.first_seen_dead = today.to_string();
                }
            }
            State::Alive => match rows.get_mut(address) {
                Some(row) if !row.replacement.is_empty() => row.status = "alive".to_owned(),
                _ => _ = rows.remove(address),
            },
            // What cannot be told changes nothing.
            State::Unsure(_) => {}
        }
    }
    if rows.is_empty() && old.is_empty() {
        return None;
    }
    let mut table = Table::new(&COLUMNS);
    for (address, row) in &rows {
        table.row(&[address, &row.status, &row.first_seen_dead, &row.replacement]);
    }
    Some(table.into_text())
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
    records.filter_map(row).collect()
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
}
