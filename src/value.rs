//! A tree of values with positions: common to YAML and TOML front matter and `site.toml`.
//!
//! Every value knows its line and column, so that an invalid one can be pointed at long after parsing. Numbers keep the
//! text they were written as: `title: 1.10` is the title "1.10".

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location, Spanned};
use std::fmt;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{LineIndex, Position};

pub mod fields;
pub mod keys;
pub mod message;
mod report;

/// How deep lists and tables may stand within each other.
pub const MAX_DEPTH: usize = 32;

/// How many values aliases may repeat, all together.
const MAX_REPEATED: usize = 10_000;

/// What is wrong with YAML that is deeper.
const TOO_DEEP: &str = "lists and tables are nested more than 32 levels deep";

/// What is wrong with YAML that is too long once its aliases stand for what they name.
const TOO_MUCH: &str = "too many values; check for aliases that expand each other";

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
}

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
            SyntaxError { position, message: message.to_owned() }
        })?;
        Ok(raw_node(raw, text, &lines))
    }

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
mod tests {
    use super::*;

    fn get<'n>(node: &'n Node, key: &str) -> &'n Node {
        let Value::Map(entries) = &node.value else { panic!("{node:?}") };
        &entries.iter().find(|entry| &*entry.key == key).unwrap().node
    }

    #[test]
    fn yaml_values_know_their_place() {
        let node = Node::from_yaml("title: Мост\nauthor: [A, 'B']\nn: 1.10\n").unwrap();
        assert_eq!(get(&node, "title").position, Position { line: 1, column: 8 });
        let Value::List(authors) = &get(&node, "author").value else { panic!() };
        assert_eq!(authors[1].position, Position { line: 2, column: 13 });
        assert_eq!(get(&node, "n").value, Value::Number("1.10".into()));
    }

    /// The line and column in `text` of the first byte of `part`.
    fn place(text: &str, part: &str) -> Position {
        Position::of(text, text.find(part).unwrap_or_else(|| panic!("{part:?} in {text:?}")))
    }

    #[test]
    fn yaml_values_know_their_place_whatever_ends_a_line() {
        // What stands before the value that is looked for: YAML ends a line at `\r` too, the file at `\n` only.
        let before = [
            "a: Ж",
            "a: 'Ж↵  ю'",
            "a: \"Ж↵  \\↵  ю\"",
            "a: |↵  Ж↵  ю",
            "a: >-↵  Ж↵↵  ю",
            "a: [Ж,↵  ю]",
            "a: {Ж:↵  ю}",
            "a: &x Ж # ю",
            "# ю↵a: ж",
            "a: ж\u{85}\u{2028}\u{2029}",
            "a:↵  - Ж↵  - ю",
            "? Ж↵: ю",
            "\u{feff}a: ж",
            "a: *x",
        ];
        for (before, end) in before.iter().flat_map(|text| ["\n", "\r\n", "\r"].map(|end| (text, end))) {
            let text = format!("x: &x я↵{before}↵'é é': [b, 1.10]↵").replace('↵', end);
            let text =
                if before.starts_with('\u{feff}') { &text["x: &x я".len() + end.len()..] } else { &text };
            let node = Node::from_yaml(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"));
            let Value::Map(entries) = &node.value else { panic!("{node:?}") };
            let last = entries.last().unwrap();
            assert_eq!((&*last.key, last.position), ("é é", place(text, "'é é'")), "{text:?}");
            assert_eq!(last.node.position, place(text, "[b"), "{text:?}");
            let Value::List(items) = &last.node.value else { panic!("{node:?}") };
            assert_eq!(items[1].position, place(text, "1.10"), "{text:?}");
            assert_eq!(items[1].value, Value::Number("1.10".into()), "{text:?}");
        }
        let node = Node::from_yaml("a: я\rb: ю\r\rc: x\n").unwrap();
        assert_eq!(get(&node, "c").position, Position { line: 1, column: 15 });
    }

    #[test]
    fn yaml_errors_know_their_place_whatever_ends_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("é: Ж{end}x: 'я{end} ю'{end}{end}b: c: d{end}");
            let error = Node::from_yaml(&text).unwrap_err();
            assert_eq!(error.position, Some(place(&text, ": d")), "{text:?}");
        }
        // Many lines of YAML that are one of the file.
        let text = format!("a: x\nb: {}../'./x\nc: x\n", "\r".repeat(14));
        let error = Node::from_yaml(&text).unwrap_err();
        assert_eq!(error.position, Some(Position { line: 2, column: 18 }), "{error:?}");
    }

    #[test]
    fn toml_values_and_errors_know_their_place_whatever_ends_a_line() {
        for end in ["\n", "\r\n"] {
            let text = format!("'é' = \"\"\"Ж{end}ю\"\"\" # \u{85}\u{2028}{end}b = [{end} 'я', 1]{end}");
            let node = Node::from_toml(&text).unwrap();
            let Value::List(items) = &get(&node, "b").value else { panic!("{node:?}") };
            assert_eq!(items[1].position, place(&text, "1]"), "{text:?}");
            let error = Node::from_toml(&format!("{text}c = ?{end}")).unwrap_err();
            let Position { line, .. } = error.position.unwrap();
            assert_eq!(line, 5, "{error:?}");
        }
        // TOML has no lone carriage returns.
        let error = Node::from_toml("é = 'Ж'\rb = 1\n").unwrap_err();
        assert_eq!(error.position.unwrap().line, 1);
    }

    #[test]
    fn yaml_duplicates_keep_the_last() {
        let mut node = Node::from_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n").unwrap();
        let taken = node.take_duplicates();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0], ("a".into(), Position { line: 3, column: 1 }));
        assert_eq!(get(&node, "a").value, Value::Number("3".into()));
        assert_eq!(get(get(&node, "b"), "c").value, Value::Number("2".into()));
    }

    #[test]
    fn toml_values_know_their_place_and_keep_their_order() {
        let node = Node::from_toml("b = 'x'\n[t]\n  'é' = [1, 2010-12-10]\na = true\n").unwrap();
        let Value::Map(entries) = &node.value else { panic!() };
        assert_eq!(entries.iter().map(|entry| &*entry.key).collect::<Vec<_>>(), ["b", "t"]);
        let list = get(get(&node, "t"), "é");
        assert_eq!(list.position, Position { line: 3, column: 9 });
        let Value::List(items) = &list.value else { panic!() };
        assert_eq!(items[1].value, Value::Text("2010-12-10".into()));
    }

    #[test]
    fn positions_cost_the_same_however_long_a_line_is() {
        let walked = |text: String| {
            let lines = LineIndex::new(text.as_str());
            Node::from_toml_lines(&text, &lines).unwrap();
            lines.walked()
        };
        // A list is asked for from left to right, a table by its sorted keys, which stand here in the other order.
        let list = |count: usize| format!("a=[{}]", vec!["1"; count].join(","));
        let table = |count: usize| {
            let keys: Vec<String> = (0..count).rev().map(|key| format!("k{key:06}=1")).collect();
            format!("a={{{}}}", keys.join(","))
        };
        for make in [&list as &dyn Fn(usize) -> String, &table] {
            let (one, two) = (walked(make(2_000)), walked(make(4_000)));
            assert!(two <= one * 21 / 10, "{one} bytes, then {two}");
        }
    }

    #[test]
    fn syntax_errors_know_their_place() {
        let error = Node::from_yaml("a: 1\nb: c: d\n").unwrap_err();
        assert_eq!(error.position, Some(Position { line: 2, column: 5 }));
        assert_eq!(error.message, "mapping values are not allowed in this context");
        let error = Node::from_toml("a = \n").unwrap_err();
        assert_eq!(error.position.unwrap().line, 1);
    }

    #[test]
    fn lines_shift() {
        let mut node = Node::from_yaml("a: [x]").unwrap();
        node.shift_lines(3);
        assert_eq!(get(&node, "a").position.line, 4);
    }

    #[test]
    fn alias_bombs_are_refused() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            let items = [before.as_str(); 9].join(",");
            bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
        }
        assert_eq!(Node::from_yaml(&bomb).unwrap_err().message, TOO_MUCH);
    }
}
