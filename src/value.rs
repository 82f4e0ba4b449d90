//! A tree of values with positions: common to YAML and TOML front matter and `site.toml`.
//!
//! Every value knows its line and column, so that an invalid one can be pointed at long after parsing. Numbers keep the
//! text they were written as: `title: 1.10` is the title "1.10".

use toml::de::{DeTable, DeValue};

pub use self::yaml::ended_by_comment;
use crate::diagnostic::{LineIndex, Position};

pub mod fields;
pub mod keys;
pub mod message;
mod report;
mod yaml;

/// How deep lists and tables may stand within each other.
pub const MAX_DEPTH: usize = 32;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value starts.
    pub position: Position,
    /// The value.
    pub value: Value,
}

/// A value of either format.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, as in `key:` or `key: ~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(Box<str>),
    /// A text; dates of both formats too.
    Text(Box<str>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in written order. Keys are unique after [`Node::take_duplicates`].
    Map(Vec<MappingEntry>),
}

impl Value {
    /// The kind of value in the words of a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a table",
        }
    }
}

/// A key of a mapping and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingEntry {
    /// The key.
    pub key: Box<str>,
    /// Where the key was written.
    pub position: Position,
    /// The value.
    pub node: Node,
}

/// Why a text is not YAML or TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where the reader stopped, if it knows.
    pub position: Option<Position>,
    /// What it expected or found.
    pub message: String,
    /// What to write instead, where that is known.
    pub hint: Option<String>,
}

impl Node {
    /// Reads one TOML document.
    ///
    /// # Errors
    /// [`SyntaxError`] where the text is not TOML.
    pub fn from_toml(text: &str) -> Result<Node, SyntaxError> {
        Node::from_toml_lines(text, &LineIndex::new(text))
    }

    /// The same, with the lines of the text.
    fn from_toml_lines(text: &str, lines: &LineIndex<'_>) -> Result<Node, SyntaxError> {
        let table = DeTable::parse(text).map_err(|error| SyntaxError {
            position: error.span().map(|span| lines.position(span.start)),
            message: error.message().trim().replace('\n', ", "),
            hint: None,
        })?;
        Ok(Node { position: Position::START, value: Value::Map(entries(table.get_ref(), lines)) })
    }

    /// The value for templates: numbers become numbers, positions are dropped.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => number_to_json(text),
            Value::Text(text) => (**text).into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => {
                entries.iter().map(|entry| (entry.key.to_string(), entry.node.to_json())).collect()
            }
        }
    }

    /// Moves every position down by `lines`, for front matter that does not start on the first line.
    pub fn shift_lines(&mut self, lines: u32) {
        self.position.line += lines;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift_lines(lines)),
            Value::Map(entries) => {
                for entry in entries {
                    entry.position.line += lines;
                    entry.node.shift_lines(lines);
                }
            }
            _ => {}
        }
    }

    /// Keeps the last of entries with the same key, in every mapping, and returns the keys of those removed with the
    /// position of the one that won.
    pub fn take_duplicates(&mut self) -> Vec<(Box<str>, Position)> {
        let mut found = Vec::new();
        self.collect_duplicates(&mut found);
        found
    }

    /// The texts that hold a control character, which an escape can let in: the key each stands under, its place, and
    /// the character. Tabs and line breaks are none.
    pub fn control_characters(&self) -> Vec<(&str, Position, char)> {
        let mut found = Vec::new();
        self.collect_control_characters("", &mut found);
        found
    }

    /// Removes those characters, wherever they stand.
    pub fn remove_control_characters(&mut self) {
        match &mut self.value {
            Value::Text(text) if text.contains(is_unprintable) => {
                *text = text.replace(is_unprintable, "").into();
            }
            Value::List(items) => items.iter_mut().for_each(Node::remove_control_characters),
            Value::Map(entries) => {
                entries.iter_mut().for_each(|entry| entry.node.remove_control_characters())
            }
            _ => {}
        }
    }

    fn collect_control_characters<'n>(&'n self, key: &'n str, found: &mut Vec<(&'n str, Position, char)>) {
        match &self.value {
            Value::Text(text) => {
                found.extend(
                    text.chars()
                        .find(|c| is_unprintable(*c))
                        .map(|character| (key, self.position, character)),
                );
            }
            Value::List(items) => items.iter().for_each(|item| item.collect_control_characters(key, found)),
            Value::Map(entries) => {
                entries.iter().for_each(|entry| entry.node.collect_control_characters(&entry.key, found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn collect_duplicates(&mut self, found: &mut Vec<(Box<str>, Position)>) {
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.collect_duplicates(found)),
            Value::Map(entries) => {
                let mut last: rustc_hash::FxHashMap<Box<str>, Position> = rustc_hash::FxHashMap::default();
                for entry in entries.iter() {
                    last.insert(entry.key.clone(), entry.position);
                }
                if last.len() < entries.len() {
                    entries.retain(|entry| {
                        let winner = last[&entry.key];
                        let wins = winner == entry.position;
                        if !wins {
                            found.push((entry.key.clone(), winner));
                        }
                        wins
                    });
                }
                entries.iter_mut().for_each(|entry| entry.node.collect_duplicates(found));
            }
            _ => {}
        }
    }
}

/// Control characters but for tabs and line breaks.
pub fn is_unprintable(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

/// A number as JSON has them; what JSON cannot hold stays the text it was.
fn number_to_json(text: &str) -> serde_json::Value {
    match (text.parse::<i64>(), text.parse::<f64>()) {
        (Ok(number), _) => number.into(),
        (_, Ok(number)) if number.is_finite() => number.into(),
        _ => text.into(),
    }
}

/// The entries of a TOML table. TOML itself refuses duplicate keys.
fn entries(table: &DeTable<'_>, lines: &LineIndex<'_>) -> Vec<MappingEntry> {
    let mut entries: Vec<(usize, MappingEntry)> = table
        .iter()
        .map(|(key, value)| {
            let start = key.span().start;
            let node = toml_node(value.get_ref(), value.span().start, lines);
            (
                start,
                MappingEntry { key: key.get_ref().as_ref().into(), position: lines.position(start), node },
            )
        })
        .collect();
    // The table is kept sorted by key; people expect the order they wrote.
    entries.sort_by_key(|(start, _)| *start);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// One TOML value.
fn toml_node(value: &DeValue<'_>, start: usize, lines: &LineIndex<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.as_ref().into()),
        DeValue::Integer(number) => Value::Number(number.to_string().into()),
        DeValue::Float(number) => Value::Number(number.to_string().into()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(datetime) => Value::Text(datetime.to_string().into()),
        DeValue::Array(items) => Value::List(
            items.iter().map(|item| toml_node(item.get_ref(), item.span().start, lines)).collect(),
        ),
        DeValue::Table(table) => Value::Map(entries(table, lines)),
    };
    Node { position: lines.position(start), value }
}

#[cfg(test)]
mod tests;
