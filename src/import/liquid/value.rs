//! The values of Liquid.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::value::{Node, Value as NodeValue};

/// A value. Copies are cheap, because a site has lists of all its posts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::import) enum Value {
    /// Nothing.
    #[default]
    Nil,
    /// `empty` and `blank`, which equal what is empty.
    Empty,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// A mapping in its order.
    Map(Arc<[(Arc<str>, Value)]>),
    /// What only the old generator knows: the name of it.
    Unknown(Arc<str>),
}

impl Value {
    /// A string.
    pub(in crate::import) fn text(text: impl AsRef<str>) -> Value {
        Value::Text(text.as_ref().into())
    }

    /// A list.
    pub(in crate::import) fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().collect())
    }

    /// A mapping.
    pub(in crate::import) fn map<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(entries.into_iter().map(|(key, value)| (key.as_ref().into(), value)).collect())
    }

    /// A value of front matter.
    pub(in crate::import) fn of_json(json: &Json) -> Value {
        match json {
            Json::Null => Value::Nil,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(number) => Value::Int(number),
                None => Value::Float(number.as_f64().unwrap_or_default()),
            },
            Json::String(text) => Value::text(text),
            Json::Array(items) => Value::list(items.iter().map(Value::of_json)),
            Json::Object(entries) => {
                Value::map(entries.iter().map(|(key, value)| (key, Value::of_json(value))))
            }
        }
    }

    /// A value of a configuration or a data file, in the order in which it is written.
    pub(in crate::import) fn of_node(node: &Node) -> Value {
        match &node.value {
            NodeValue::Null => Value::Nil,
            NodeValue::Bool(value) => Value::Bool(*value),
            NodeValue::Number(number) => number_of(number).unwrap_or_else(|| Value::text(number)),
            NodeValue::Text(text) => Value::text(text),
            NodeValue::List(items) => Value::list(items.iter().map(Value::of_node)),
            NodeValue::Map(entries) => {
                Value::map(entries.iter().map(|entry| (&entry.key, Value::of_node(&entry.node))))
            }
        }
    }

    /// The value of a key, or of a position in a list.
    pub(in crate::import) fn get(&self, key: &str) -> Value {
        match self {
            Value::Map(entries) => match entries.iter().find(|(name, _)| **name == *key) {
                Some((_, value)) => value.clone(),
                None if key == "size" => Value::Int(entries.len() as i64),
                None => Value::Nil,
            },
            Value::List(items) => match key {
                "size" => Value::Int(items.len() as i64),
                "first" => items.first().cloned().unwrap_or_default(),
                "last" => items.last().cloned().unwrap_or_default(),
                _ => key.parse().map_or(Value::Nil, |at| self.at(at)),
            },
            Value::Text(text) if key == "size" => Value::Int(text.chars().count() as i64),
            Value::Unknown(_) => self.clone(),
            _ => Value::Nil,
        }
    }

    /// The item at a position, from the end where it is negative.
    pub(super) fn at(&self, at: i64) -> Value {
        let Value::List(items) = self else { return self.get(&at.to_string()) };
        let from_end = at < 0;
        let at = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
        let at = if from_end { items.len().checked_sub(at) } else { Some(at) };
        at.and_then(|at| items.get(at)).cloned().unwrap_or_default()
    }

    /// Whether a condition takes it as true.
    pub(super) fn is_true(&self) -> bool {
        !matches!(self, Value::Nil | Value::Bool(false))
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Value::Nil | Value::Empty => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// The items of a list; of anything else, itself. Nothing has none.
    pub(super) fn items(&self) -> Arc<[Value]> {
        match self {
            Value::List(items) => Arc::clone(items),
            Value::Map(entries) => entries
                .iter()
                .map(|(key, value)| Value::list([Value::Text(Arc::clone(key)), value.clone()]))
                .collect(),
            Value::Nil | Value::Empty => Arc::new([]),
            Value::Text(text) if text.is_empty() => Arc::new([]),
            other => Arc::new([other.clone()]),
        }
    }

    /// The number that it is, or that its text begins with.
    pub(super) fn number(&self) -> Value {
        match self {
            Value::Int(_) | Value::Float(_) => self.clone(),
            Value::Text(text) => number_of(text.trim()).unwrap_or(Value::Int(0)),
            _ => Value::Int(0),
        }
    }

    /// The same as a whole number.
    pub(super) fn integer(&self) -> i64 {
        match self.number() {
            Value::Int(number) => number,
            Value::Float(number) => number as i64,
            _ => 0,
        }
    }

    /// The same as a number with a fraction.
    pub(super) fn float(&self) -> f64 {
        match self.number() {
            Value::Int(number) => number as f64,
            Value::Float(number) => number,
            _ => 0.0,
        }
    }

    /// Whether two values are equal.
    pub(super) fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Empty, other) | (other, Value::Empty) => other.is_empty(),
            (Value::Int(_), Value::Float(_)) | (Value::Float(_), Value::Int(_)) => {
                self.float() == other.float()
            }
            _ => self == other,
        }
    }

    /// Which of two comes first; `None` where they cannot be compared.
    pub(super) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                self.float().partial_cmp(&other.float())
            }
            (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
            _ => None,
        }
    }

    /// How much there is of it, for limits: bytes of a string, items of a list.
    pub(super) fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.len(),
            Value::List(items) => items.len() * 16,
            Value::Map(entries) => entries.len() * 16,
            _ => 0,
        }
    }
}

/// The number that a text is.
pub(super) fn number_of(text: &str) -> Option<Value> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return None;
    }
    let integer = text.parse().ok().map(Value::Int);
    integer.or_else(|| text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float))
}

/// As Liquid prints it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nil | Value::Empty | Value::Unknown(_) => Ok(()),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e16 => write!(f, "{number:.1}"),
            Value::Float(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::List(items) => items.iter().try_for_each(|item| write!(f, "{item}")),
            Value::Map(entries) => {
                f.write_char('{')?;
                for (at, (key, value)) in entries.iter().enumerate() {
                    let comma = if at > 0 { ", " } else { "" };
                    match value {
                        Value::Text(text) => write!(f, "{comma}\"{key}\"=>\"{text}\"")?,
                        _ => write!(f, "{comma}\"{key}\"=>{value}")?,
                    }
                }
                f.write_char('}')
            }
        }
    }
}
