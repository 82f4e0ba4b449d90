//! Filters of dates.

use std::fmt::Write as _;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike, FixedOffset};

use super::super::value::Value;
use super::{printed, too_much};
use crate::article::parse_date;

pub(super) fn apply(name: &str, input: &Value, arguments: &[Value]) -> Option<Value> {
    let text = input.to_string();
    let is_us = printed(arguments, 1) == "US";
    let is_ordinal = printed(arguments, 0) == "ordinal";
    let format = match name {
        "date" => printed(arguments, 0),
        "date_to_string" if is_ordinal => ordinal(&text, "%b", is_us)?,
        "date_to_long_string" if is_ordinal => ordinal(&text, "%B", is_us)?,
        "date_to_string" => "%d %b %Y".to_owned(),
        "date_to_long_string" => "%d %B %Y".to_owned(),
        "date_to_xmlschema" => "%Y-%m-%dT%H:%M:%S%:z".to_owned(),
        "date_to_rfc822" => "%a, %d %b %Y %H:%M:%S %z".to_owned(),
        _ => return None,
    };
    if matches!(&*text, "now" | "today") {
        return Some(too_much("now"));
    }
    // What is no date stays, as it does there.
    let Some(date) = read(&text).filter(|_| !format.is_empty()) else { return Some(input.clone()) };
    Some(formatted(date, &format).map_or_else(|| too_much(name), Value::text))
}

fn read(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return DateTime::from_timestamp(seconds, 0).map(|date| date.fixed_offset());
    }
    let date = parse_date(text, chrono_tz::UTC).ok()?;
    DateTime::parse_from_rfc3339(&date.rfc3339()).ok()
}

/// A date by a pattern of strftime; `None` where the pattern has what only Ruby knows.
fn formatted(date: DateTime<FixedOffset>, format: &str) -> Option<String> {
    if format.len() > 1000 {
        return None;
    }
    let mut out = String::new();
    let mut rest = format;
    // Ruby writes upper case with a circumflex: `%^b`.
    while let Some(at) = rest.find("%^") {
        push(&mut out, date, &rest[..at])?;
        let letter = rest[at + 2..].chars().next()?;
        let mut part = String::new();
        push(&mut part, date, &format!("%{letter}"))?;
        out.push_str(&part.to_uppercase());
        rest = &rest[at + 2 + letter.len_utf8()..];
    }
    push(&mut out, date, rest)?;
    Some(out)
}

fn push(out: &mut String, date: DateTime<FixedOffset>, format: &str) -> Option<()> {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    if items.contains(&Item::Error) {
        return None;
    }
    write!(out, "{}", date.format_with_items(items.iter())).ok()
}

fn ordinal(text: &str, month: &str, is_us: bool) -> Option<String> {
    let Some(date) = read(text) else { return Some("%d".to_owned()) };
    let day = date.day();
    let ending = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    Some(if is_us { format!("{month} {day}{ending}, %Y") } else { format!("{day}{ending} {month} %Y") })
}
