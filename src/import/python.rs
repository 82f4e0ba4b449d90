//! Assignments of a Python file, read and never run: `pelicanconf.py` is a program.
//!
//! Only what has one value whatever the program does is known: strings, numbers, truth values, lists, tuples and dictionaries of
//! them, names that were assigned before, joined strings, and `A if B else C` or an `if` block whose condition is known. Everything
//! else is [`PythonValue::Unknown`], with the line it stands in.

use std::collections::BTreeMap;

mod expression;
mod strings;

use expression::{expression, sum};

/// The value of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PythonValue {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
    /// A list, a tuple or a set.
    List(Vec<PythonValue>),
    /// A dictionary, in its order.
    Dict(Vec<(PythonValue, PythonValue)>),
    /// What only the program knows.
    Unknown,
}

impl PythonValue {
    /// Whether Python takes it for true; `None` where that is not known.
    fn truth(&self) -> Option<bool> {
        Some(match self {
            PythonValue::None => false,
            PythonValue::Bool(value) => *value,
            PythonValue::Number(number) => number.parse::<f64>().ok()? != 0.0,
            PythonValue::Text(text) => !text.is_empty(),
            PythonValue::List(items) => !items.is_empty(),
            PythonValue::Dict(entries) => !entries.is_empty(),
            PythonValue::Unknown => return None,
        })
    }

    /// The string that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            PythonValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A name that a file gives a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assignment {
    /// The value that counts at the end of the file.
    pub(super) value: PythonValue,
    /// The line of the assignment, from 1.
    pub(super) line: u32,
}

/// All names that `source` assigns at its top, with the values they have at its end. It begins with `names`, as `from pelicanconf
/// import *` has them.
///
/// What is not an assignment is passed over: imports, functions, classes, calls.
pub(super) fn assignments(
    source: &str,
    mut names: BTreeMap<String, Assignment>,
) -> BTreeMap<String, Assignment> {
    let lines = logical_lines(source);
    read_block(&lines, 0, true, &mut names);
    names
}

/// A line of the program: brackets and three quotes join lines, and so does a backslash at the end.
struct LogicalLine<'s> {
    text: &'s str,
    indent: usize,
    number: u32,
}

/// Cuts a program into lines, without empty ones and comments.
fn logical_lines(source: &str) -> Vec<LogicalLine<'_>> {
    let mut lines = Vec::new();
    let (mut at, mut number) = (0, 1);
    while at < source.len() {
        let end = logical_end(source, at);
        let text = &source[at..end];
        let trimmed = text.trim_start_matches([' ', '\t']);
        let indent = text.len() - trimmed.len();
        if !trimmed.trim().is_empty() && !trimmed.starts_with('#') {
            lines.push(LogicalLine { text: trimmed.trim_end(), indent, number });
        }
        number += text.matches('\n').count() as u32;
        at = end;
    }
    lines
}

/// Where the logical line that starts at `start` ends: behind its line break.
fn logical_end(source: &str, start: usize) -> usize {
    let bytes = source.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at).max(1) - 1,
            b'"' | b'\'' => {
                at = string_end(source, at);
                continue;
            }
            b'\\' => at += 1,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    source.len()
}

/// Behind the string that starts with the quote at `start`.
fn string_end(source: &str, start: usize) -> usize {
    let bytes = source.as_bytes();
    let quote = bytes[start];
    let is_long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if is_long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !is_long => return at,
            _ if is_long && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ if !is_long && *byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    source.len()
}

/// Reads the lines of a block from `first`, whose indent all have, until one has less; returns where it ends.
fn read_block(
    lines: &[LogicalLine<'_>],
    first: usize,
    counts: bool,
    names: &mut BTreeMap<String, Assignment>,
) -> usize {
    let Some(indent) = lines.get(first).map(|line| line.indent) else { return first };
    let mut at = first;
    // Whether a branch before this one was taken: `None` where that is not known.
    let mut is_taken = Some(false);
    while let Some(line) = lines.get(at).filter(|line| line.indent >= indent) {
        let condition = branch(line.text);
        if let Some(condition) = condition {
            let is_first = line.text.starts_with("if");
            if is_first {
                is_taken = Some(false);
            }
            let holds = match condition {
                Some(condition) => expression(condition, names).truth(),
                None => Some(true),
            };
            let enters = match (is_taken, holds) {
                (Some(true), _) | (_, Some(false)) => Some(false),
                (Some(false), Some(true)) => Some(true),
                _ => None,
            };
            at = enter(lines, at + 1, indent, (counts, enters), names);
            is_taken = match (is_taken, enters) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            continue;
        }
        if line.text.ends_with(':') && is_compound(line.text) {
            at = enter(lines, at + 1, indent, (false, Some(false)), names);
            continue;
        }
        if counts && line.indent == indent {
            assign(line, names);
        }
        at += 1;
    }
    at
}

/// Reads the block below a line of `indent`, which is entered, is not, or may be.
fn enter(
    lines: &[LogicalLine<'_>],
    first: usize,
    indent: usize,
    (counts, enters): (bool, Option<bool>),
    names: &mut BTreeMap<String, Assignment>,
) -> usize {
    if lines.get(first).is_none_or(|line| line.indent <= indent) {
        return first;
    }
    match enters {
        Some(true) => read_block(lines, first, counts, names),
        Some(false) => read_block(lines, first, false, names),
        None => {
            // What it may assign is not known any more.
            let mut inner = names.clone();
            let end = read_block(lines, first, counts, &mut inner);
            for (name, assignment) in inner {
                if names.get(&name) != Some(&assignment) {
                    names.insert(name, Assignment { value: PythonValue::Unknown, ..assignment });
                }
            }
            end
        }
    }
}

/// The condition of an `if` or `elif`, `Some(None)` for an `else`; `None` for other lines.
fn branch(line: &str) -> Option<Option<&str>> {
    let body = line.strip_suffix(':')?;
    if body.trim_end() == "else" {
        return Some(None);
    }
    let condition = ["if ", "if(", "elif ", "elif("].iter().find_map(|start| {
        let rest = body.strip_prefix(&start[..start.len() - 1])?;
        rest.starts_with([' ', '(']).then_some(rest)
    });
    condition.map(Some)
}

/// Whether a line that ends in a colon has a block that is no part of the top.
fn is_compound(line: &str) -> bool {
    ["def ", "class ", "for ", "while ", "try", "except", "finally", "with ", "async ", "match "]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Takes over an assignment: `NAME = …`, `NAME: type = …`, `NAME += …`.
fn assign(line: &LogicalLine<'_>, names: &mut BTreeMap<String, Assignment>) {
    let end = line.text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(line.text.len());
    let (name, rest) = line.text.split_at(end);
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix(':') {
        Some(annotated) => annotated.find('=').map_or("", |equals| &annotated[equals..]),
        None => rest,
    };
    let value = if let Some(more) = rest.strip_prefix("+=") {
        let before = names.get(name).map_or(PythonValue::Unknown, |known| known.value.clone());
        sum(before, expression(more, names))
    } else {
        match rest.strip_prefix('=') {
            Some(value) if !value.starts_with('=') => expression(value, names),
            _ => return,
        }
    };
    names.insert(name.to_owned(), Assignment { value, line: line.number });
}

#[cfg(test)]
mod tests;
