//! YAML as nodes: what the reader hands over, with the text of its numbers and the positions of the file.

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location, Spanned};
use std::fmt;

use super::{MAX_DEPTH, MappingEntry, Node, SyntaxError, Value};
use crate::diagnostic::{LineIndex, Position};

/// How many values aliases may repeat, all together.
const MAX_REPEATED: usize = 10_000;

/// What is wrong with YAML that is deeper.
const TOO_DEEP: &str = "lists and tables are nested more than 32 levels deep";

/// What is wrong with YAML that is too long once its aliases stand for what they name.
pub(super) const TOO_MUCH: &str = "too many values; check for aliases that expand each other";

impl Node {
    /// Reads one YAML document. Duplicate keys are kept, in order; see [`Node::take_duplicates`].
    ///
    /// # Errors
    /// [`SyntaxError`] where the text is not YAML or its anchors expand beyond all measure.
    pub fn from_yaml(text: &str) -> Result<Node, SyntaxError> {
        let options = serde_yaml::options! {
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            leading_zero_numbers_as_strings: true,
            underscored_numbers_as_strings: true,
            strict_booleans: true,
            with_snippet: false,
            // Reading is recursive, and on the small stack of a worker thread.
            alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: MAX_REPEATED },
            budget: serde_yaml::budget! { max_depth: MAX_DEPTH },
        };
        let lines = LineIndex::new(text);
        let raw: Spanned<Raw> = serde_yaml::from_str_with_options(text, options).map_err(|error| {
            let message = error.without_snippet().to_string();
            // The position stands beside the message; the reader repeats it, and others, at the end of its text.
            let message = message.split_once(" at line ").map_or(message.as_str(), |(text, _)| text);
            let message = match message.strip_prefix("budget breached: ") {
                Some(kind) if kind.starts_with("Depth") => TOO_DEEP,
                Some(_) => TOO_MUCH,
                None if message == "recursion limit exceeded" => TOO_DEEP,
                None if message.starts_with("alias replay limit exceeded") => TOO_MUCH,
                None => message,
            };
            let position = error.location().map(|location| position(location, &lines));
            advised(SyntaxError { position, message: message.to_owned(), hint: None }, text)
        })?;
        Ok(raw_node(raw, text, &lines))
    }
}

/// `error` in `text` with what to write instead, of mistakes that people make who do not know YAML; the place is that of the mistake.
fn advised(error: SyntaxError, text: &str) -> SyntaxError {
    let Some(Position { line: number, .. }) = error.position else { return error };
    let number = number as usize;
    let line = |number: usize| text.lines().nth(number.checked_sub(1)?);
    let this = line(number).unwrap_or_default();
    if this.trim_start_matches(' ').starts_with('\t') || error.message.contains("found a tab") {
        return SyntaxError { hint: Some("indent with spaces, not tabs".to_owned()), ..error };
    }
    // The reader takes `title:A` for a string, and stops at the colon of the line after it.
    let before = (1..number).rev().find(|number| line(*number).is_some_and(|line| !line.trim().is_empty()));
    for number in before.into_iter().chain([number]) {
        if let Some((column, spaced)) = line(number).and_then(without_space) {
            return SyntaxError {
                position: Some(Position { line: number as u32, column }),
                message: "no space after the colon".to_owned(),
                hint: Some(format!("put a space after the colon: `{spaced}`")),
            };
        }
    }
    SyntaxError { hint: advice(&error.message, this), ..error }
}

/// The column behind the colon of a line such as `title:A`, and the line with a space there. Addresses are no such lines.
fn without_space(line: &str) -> Option<(u32, String)> {
    let (key, value) = line.split_once(':')?;
    let is_key = key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let is_value = value.starts_with(|first: char| !first.is_whitespace() && !matches!(first, ':' | '/'));
    (is_key && is_value).then(|| (key.len() as u32 + 2, format!("{key}: {}", value.trim_end())))
}

/// What to write instead of a line that is no YAML.
fn advice(message: &str, line: &str) -> Option<String> {
    let line = line.trim();
    let (key, value) = match line.split_once(": ") {
        Some((key, value)) => (format!("{key}: "), value.trim()),
        None => ("- ".to_owned(), line.strip_prefix("- ")?.trim()),
    };
    let first = value.chars().next()?;
    if message == "unclosed quote" && matches!(first, '"' | '\'') {
        return Some(format!("close the quote: `{key}{value}{first}`"));
    }
    let is_string = match first {
        // What begins a quoted string or a list goes on behind its end.
        '"' | '\'' => message.starts_with("invalid trailing content"),
        '[' | '{' => message.contains("did not find expected"),
        // These begin something else than a string.
        '%' | '@' | '`' | '*' => true,
        _ => message.starts_with("mapping values"),
    };
    is_string.then(|| format!("quote the value: `{key}{}`", quoted(value)))
}

/// `value` as a quoted string.
fn quoted(value: &str) -> String {
    match value.contains(['"', '\\']) {
        true => format!("'{}'", value.replace('\'', "''")),
        false => format!("\"{value}\""),
    }
}

/// The comment that ends the plain string of `entry`, of the YAML `text`, and the entry as it was probably meant.
pub fn ended_by_comment<'t>(text: &'t str, entry: &MappingEntry) -> Option<(&'t str, String)> {
    let line = text.lines().nth((entry.position.line as usize).checked_sub(1)?)?;
    let (key, written) = line.split_once(':')?;
    let value = written.trim();
    let at = written.find(" #")?;
    let comment = written[at..].trim();
    let is_plain = match entry.node.value {
        Value::Text(_) | Value::Number(_) => !value.starts_with(['"', '\'', '|', '>', '&', '*', '!', '#']),
        // Nothing but a comment is one, unless it looks like a word.
        Value::Null => comment.chars().nth(1).is_some_and(char::is_alphanumeric),
        _ => false,
    };
    is_plain.then(|| (comment, format!("{}: {}", key.trim(), quoted(value))))
}

/// A YAML value as the reader hands it over: numbers are known as such, their text is in the source.
enum Raw {
    Null,
    Bool(bool),
    Number,
    Text(Box<str>),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Box<str>>, Spanned<Raw>)>),
}

/// The position of a place the YAML reader names. Its lines and columns are not those of the file: it ends a line at every
/// carriage return and counts no byte-order mark. Its offsets are; of an error it knows the character only.
fn position(location: Location, lines: &LineIndex<'_>) -> Position {
    let span = location.span();
    match span.byte_offset() {
        Some(offset) => lines.position(offset as usize),
        None => lines.position_of_character(span.offset() as usize),
    }
}

/// A raw YAML value with the texts of its numbers put back from `text`, whose `lines` these are.
fn raw_node(raw: Spanned<Raw>, text: &str, lines: &LineIndex<'_>) -> Node {
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(value) => Value::Bool(value),
        Raw::Number => {
            // An aliased number stands where its anchor is.
            let span = raw.defined.span();
            let start = span.byte_offset().unwrap_or(0) as usize;
            let end = start + span.byte_len().unwrap_or(0) as usize;
            Value::Number(text.get(start..end).unwrap_or("0").into())
        }
        Raw::Text(value) => Value::Text(value),
        Raw::List(items) => Value::List(items.into_iter().map(|item| raw_node(item, text, lines)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| MappingEntry {
                    position: position(key.referenced, lines),
                    key: key.value,
                    node: raw_node(value, text, lines),
                })
                .collect(),
        ),
    };
    Node { position: position(raw.referenced, lines), value }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

/// Takes whatever the YAML reader finds.
struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }

    fn visit_bytes<E: de::Error>(self, _: &[u8]) -> Result<Raw, E> {
        Err(E::custom("binary values are not supported"))
    }
}
