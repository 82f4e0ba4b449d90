//! Filters of lists.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::super::value::Value;
use super::{LONGEST, argument, printed, too_much};

pub(super) fn apply(name: &str, input: &Value, arguments: &[Value]) -> Option<Value> {
    let items = || match (input, name) {
        (Value::Map(entries), "where" | "find" | "reject" | "sort" | "group_by") => {
            entries.iter().map(|(_, value)| value.clone()).collect()
        }
        (Value::Map(_), _) => [input.clone()].into(),
        _ => input.items(),
    };
    Some(match name {
        "first" => items().first().cloned().unwrap_or_default(),
        "last" => items().last().cloned().unwrap_or_default(),
        "size" => input.get("size"),
        "reverse" => Value::list(items().iter().rev().cloned()),
        "compact" => Value::list(items().iter().filter(|item| **item != Value::Nil).cloned()),
        "concat" => {
            let other = argument(arguments, 0).items();
            Value::list(items().iter().chain(other.iter()).cloned())
        }
        "push" | "unshift" => {
            let mut list = items().to_vec();
            let at = if name == "push" { list.len() } else { 0 };
            list.insert(at, argument(arguments, 0));
            Value::list(list)
        }
        "pop" => Value::list(items().split_last().map(|(_, rest)| rest.to_vec()).unwrap_or_default()),
        "shift" => Value::list(items().split_first().map(|(_, rest)| rest.to_vec()).unwrap_or_default()),
        "uniq" => uniq(&items()),
        "join" => joined(&items(), &arguments.first().map_or_else(|| " ".to_owned(), Value::to_string)),
        "array_to_sentence_string" => sentence(&items(), arguments),
        "map" => {
            let key = printed(arguments, 0);
            Value::list(items().iter().map(|item| deep(item, &key)))
        }
        "where" => found(&items(), arguments, true),
        "find" => found(&items(), arguments, true).at(0),
        "reject" => found(&items(), arguments, false),
        "sort" | "sort_natural" => sorted(&items(), name, arguments),
        "sum" => items().iter().fold(Value::Int(0), |sum, item| {
            let item = if arguments.is_empty() { item.clone() } else { deep(item, &printed(arguments, 0)) };
            super::numbers::apply("plus", &sum, &[item]).unwrap_or_default()
        }),
        "group_by" => grouped(&items(), &printed(arguments, 0)),
        "slice" => slice(input, arguments),
        "jsonify" => Value::text(json(input, 0)),
        "inspect" => Value::text(super::strings::escaped(&json(input, 0))),
        _ => return None,
    })
}

/// The value of a key, in which dots lead further down.
fn deep(item: &Value, key: &str) -> Value {
    key.split('.').fold(item.clone(), |value, key| value.get(key))
}

fn uniq(items: &[Value]) -> Value {
    // Few lists are long: those that are have short texts.
    let mut seen = std::collections::BTreeSet::new();
    Value::list(items.iter().filter(|item| seen.insert(json(item, 0))).cloned())
}

fn joined(items: &[Value], between: &str) -> Value {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        let _ = write!(out, "{item}");
        if out.len() > LONGEST {
            return too_much("join");
        }
    }
    Value::text(out)
}

fn sentence(items: &[Value], arguments: &[Value]) -> Value {
    let and = arguments.first().map_or_else(|| "and".to_owned(), Value::to_string);
    match items {
        [] => Value::text(""),
        [only] => Value::text(only.to_string()),
        [one, other] => Value::text(format!("{one} {and} {other}")),
        [before @ .., last] => match joined(before, ", ") {
            Value::Text(before) => Value::text(format!("{before}, {and} {last}")),
            other => other,
        },
    }
}

/// The items with a value under a key; without a value, those where there is any.
fn found(items: &[Value], arguments: &[Value], wanted: bool) -> Value {
    let key = printed(arguments, 0);
    let fits = |item: &Value| {
        let value = deep(item, &key);
        match (arguments.get(1), &value) {
            (None, _) => value.is_true(),
            (Some(Value::Nil), _) => value == Value::Nil,
            (Some(other), Value::List(values)) => {
                values.iter().any(|value| value.to_string() == other.to_string()) || value.equals(other)
            }
            (Some(Value::Empty), _) => value.is_empty(),
            (Some(other), _) => value != Value::Nil && value.to_string() == other.to_string(),
        }
    };
    Value::list(items.iter().filter(|item| fits(item) == wanted).cloned())
}

fn sorted(items: &[Value], name: &str, arguments: &[Value]) -> Value {
    let key = arguments.first().map(Value::to_string);
    let nils_last = printed(arguments, 1) == "last" || arguments.len() < 2 && key.is_none();
    let mut keyed: Vec<(Value, &Value)> = items
        .iter()
        .map(|item| (key.as_deref().map_or_else(|| item.clone(), |key| deep(item, key)), item))
        .collect();
    let folded = |value: &Value| value.to_string().to_lowercase();
    keyed.sort_by(|(one, _), (other, _)| match (one, other) {
        (Value::Nil, Value::Nil) => Ordering::Equal,
        (Value::Nil, _) => {
            if nils_last {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (_, Value::Nil) => {
            if nils_last {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        _ if name == "sort_natural" => folded(one).cmp(&folded(other)),
        // An order that is whole, whatever the values are.
        _ => kind(one).cmp(&kind(other)).then_with(|| one.order(other).unwrap_or(Ordering::Equal)),
    });
    Value::list(keyed.into_iter().map(|(_, item)| item.clone()))
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Int(_) | Value::Float(_) => 0,
        Value::Text(_) => 1,
        _ => 2,
    }
}

fn grouped(items: &[Value], key: &str) -> Value {
    let mut order: Vec<String> = Vec::new();
    let mut groups: std::collections::BTreeMap<String, Vec<Value>> = std::collections::BTreeMap::new();
    for item in items {
        let name = deep(item, key).to_string();
        if !groups.contains_key(&name) {
            order.push(name.clone());
        }
        groups.entry(name).or_default().push(item.clone());
    }
    Value::list(order.into_iter().map(|name| {
        let items = groups.remove(&name).unwrap_or_default();
        let size = Value::Int(items.len() as i64);
        Value::map([("name", Value::text(&name)), ("items", Value::list(items)), ("size", size)])
    }))
}

fn slice(input: &Value, arguments: &[Value]) -> Value {
    let length = arguments.get(1).map_or(1, |length| usize::try_from(length.integer()).unwrap_or(0));
    let count = match input {
        Value::List(items) => items.len(),
        other => other.to_string().chars().count(),
    };
    let offset = argument(arguments, 0).integer();
    let start = match usize::try_from(offset) {
        Ok(start) => start,
        Err(_) => count.saturating_sub(usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    match input {
        Value::List(items) => Value::list(items.iter().skip(start).take(length).cloned()),
        other => Value::text(other.to_string().chars().skip(start).take(length).collect::<String>()),
    }
}

fn json(value: &Value, depth: usize) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    if depth > 32 {
        return "null".to_owned();
    }
    match value {
        Value::Nil | Value::Empty | Value::Unknown(_) => "null".to_owned(),
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| json(item, depth + 1)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", quoted(key), json(value, depth + 1)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        other => other.to_string(),
    }
}
