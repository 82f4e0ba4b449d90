//! Findings about one file while its values are read: problems, unknown keys, values of the wrong type.

use std::cell::RefCell;

use super::keys::{Rules, UnknownKey};
use super::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Position};
use crate::text;
use crate::value::message;

/// Collects what is wrong with one file while its values are read.
#[derive(Debug)]
pub struct Report<'f> {
    file: &'f str,
    problems: RefCell<Diagnostics>,
    /// What the site says of keys that nobody asks for; `None` where whoever reads the file refuses them.
    rules: Option<Rules<'f>>,
    unknown: RefCell<Vec<UnknownKey>>,
    misfits: RefCell<Vec<Misfit>>,
    known: RefCell<String>,
    keys: RefCell<Vec<(String, String)>>,
}

/// A value that is not what its key asks for, kept as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The table of front matter that it stands in; empty for the front matter itself.
    pub table: Box<str>,
    /// The key.
    pub key: Box<str>,
    /// The value.
    pub value: serde_json::Value,
}

impl<'f> Report<'f> {
    /// A report about `file`, a path relative to the site's root.
    pub fn new(file: &'f str) -> Report<'f> {
        Report {
            file,
            problems: RefCell::default(),
            rules: None,
            unknown: RefCell::default(),
            misfits: RefCell::default(),
            known: RefCell::default(),
            keys: RefCell::default(),
        }
    }

    /// A report about a file in which keys that nobody asks for are told by `rules`.
    pub fn by(file: &'f str, rules: Rules<'f>) -> Report<'f> {
        Report { rules: Some(rules), ..Report::new(file) }
    }

    /// What the site says of keys that nobody asks for.
    pub(super) fn rules(&self) -> Option<Rules<'f>> {
        self.rules
    }

    /// Adds a key that nobody asked for.
    pub(super) fn push_unknown(&self, unknown: UnknownKey) {
        self.unknown.borrow_mut().push(unknown);
    }

    /// Notes every key of the file itself that was asked for.
    pub(super) fn set_known(&self, known: String) {
        *self.known.borrow_mut() = known;
    }

    /// Every key of the file itself that was asked for, each with a line break behind it, once nobody asks any more.
    pub fn take_known(&self) -> String {
        self.known.take()
    }

    /// Notes every key of `table` that was asked for.
    pub(super) fn push_keys<'k>(&self, table: &str, keys: impl Iterator<Item = &'k str>) {
        self.keys.borrow_mut().extend(keys.map(|key| (table.to_owned(), key.to_owned())));
    }

    /// The keys that were asked for in tables that refuse all others, each with its table.
    pub fn take_keys(&self) -> Vec<(String, String)> {
        self.keys.take()
    }

    /// Whether what is wrong is kept beside the rest, with a warning.
    pub fn is_lenient(&self) -> bool {
        self.rules.is_some_and(|rules| rules.lenient)
    }

    /// The place `position` in this file.
    pub fn place(&self, position: Position) -> Place {
        Place::new(self.file, position)
    }

    /// The file the report is about.
    pub fn file(&self) -> &'f str {
        self.file
    }

    /// Adds a problem.
    pub fn push(&self, problem: Diagnostic) {
        self.problems.borrow_mut().push(problem);
    }

    /// `node`, the value of `key`, as a text; numbers and truth values count as they were written.
    pub fn text<'n>(&self, key: &str, node: &'n Node) -> Option<Located<'n>> {
        self.text_in("", key, node)
    }

    /// The same, of the value of `key` in `table`.
    pub(super) fn text_in<'n>(&self, table: &str, key: &str, node: &'n Node) -> Option<Located<'n>> {
        let text = match &node.value {
            Value::Text(text) | Value::Number(text) => text.trim(),
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            _ => return self.wrong_type_in(table, node, key, "a string"),
        };
        Some(Located { text, position: node.position })
    }

    /// Reports that `node`, the value of `key`, is not what was `expected`.
    pub fn wrong_type<T>(&self, node: &Node, key: &str, expected: &str) -> Option<T> {
        self.wrong_type_in("", node, key, expected)
    }

    /// The same, of the value of `key` in `table`.
    pub(super) fn wrong_type_in<T>(&self, table: &str, node: &Node, key: &str, expected: &str) -> Option<T> {
        let found = match &node.value {
            Value::Text(text) | Value::Number(text) => format!("`{text}`"),
            other => other.kind().to_owned(),
        };
        let problem = message::wrong_type(self.place(node.position), key, expected, &found);
        self.push_lenient(problem, table, key);
        self.keep_misfit(table, key, || node.to_json());
        None
    }

    /// Adds a problem of the value of `key` in `table`. Where the site is read leniently it is a warning that tells where the
    /// value is kept.
    pub fn push_lenient(&self, problem: Diagnostic, table: &str, key: &str) {
        match self.is_lenient() {
            true => self.push(message::kept_as_extra(problem, table, key)),
            false => self.push(problem),
        }
    }

    /// Keeps the value of `key` as it was written, where the site is read leniently.
    pub fn keep_misfit(&self, table: &str, key: &str, value: impl FnOnce() -> serde_json::Value) {
        if self.is_lenient() {
            let mut misfits = self.misfits.borrow_mut();
            misfits.retain(|misfit| *misfit.table != *table || *misfit.key != *key);
            misfits.push(Misfit { table: table.into(), key: key.into(), value: value() });
        }
    }

    /// The values that are not what their keys ask for, in the order they were read.
    pub fn take_misfits(&self) -> Vec<Misfit> {
        self.misfits.take()
    }

    /// The keys that nobody asked for, once each, sorted.
    pub fn take_unknown(&self) -> Vec<UnknownKey> {
        let mut unknown = self.unknown.take();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// Reports the control characters that escapes let into the texts below `node`.
    pub fn control_characters(&self, node: &Node) {
        for (key, position, character) in node.control_characters() {
            let problem = message::control_in_value(self.place(position), key, character);
            self.push(if self.is_lenient() { message::left_out(problem) } else { problem });
        }
    }

    /// All problems found.
    pub fn finish(self) -> Diagnostics {
        self.problems.into_inner()
    }
}

/// A text and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located<'n> {
    /// The text, white space at both ends removed.
    pub text: &'n str,
    /// Where it starts.
    pub position: Position,
}

impl Located<'_> {
    /// The text as readers are shown it: see [`text::shown`].
    pub fn shown(&self) -> Box<str> {
        text::shown(self.text)
    }
}
