//! Typed reading of a mapping: each key is asked for once, wrong types are reported with their place, and whatever
//! nobody asked for is left over to be refused (`site.toml`) or kept (`extra` of an article).

use std::cell::RefCell;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Position, message};
use crate::value::{Entry, Node, Value};

/// Collects what is wrong with one file while its values are read.
#[derive(Debug)]
pub struct Report<'f> {
    file: &'f str,
    problems: RefCell<Diagnostics>,
}

impl<'f> Report<'f> {
    /// A report about `file`, a path relative to the site's root.
    pub fn new(file: &'f str) -> Report<'f> {
        Report { file, problems: RefCell::default() }
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
    pub fn text<'n>(&self, key: &str, node: &'n Node) -> Option<Written<'n>> {
        let text = match &node.value {
            Value::Text(text) | Value::Number(text) => text.trim(),
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            _ => return self.wrong_type(node, key, "a text"),
        };
        Some(Written { text, position: node.position })
    }

    /// Reports that `node`, the value of `key`, is not what was `expected`.
    pub fn wrong_type<T>(&self, node: &Node, key: &str, expected: &str) -> Option<T> {
        let found = match &node.value {
            Value::Text(text) | Value::Number(text) => format!("`{text}`"),
            other => other.kind().to_owned(),
        };
        self.push(message::wrong_type(self.place(node.position), key, expected, &found));
        None
    }

    /// Reports the control characters that escapes let into the texts below `node`.
    pub fn control_characters(&self, node: &Node) {
        for (key, position, character) in node.control_characters() {
            self.push(message::control_in_value(self.place(position), key, character));
        }
    }

    /// All problems found.
    pub fn finish(self) -> Diagnostics {
        self.problems.into_inner()
    }
}

/// A text and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<'n> {
    /// The text, white space at both ends removed.
    pub text: &'n str,
    /// Where it starts.
    pub position: Position,
}

/// The entries of one mapping that have not been asked for yet.
#[derive(Debug)]
pub struct Fields<'n, 'r> {
    entries: &'n [Entry],
    taken: Vec<bool>,
    /// Where the mapping starts.
    pub position: Position,
    report: &'r Report<'r>,
}

impl<'n, 'r> Fields<'n, 'r> {
    /// The fields of `node`; anything but a mapping is reported as a wrong type of `key` and reads as empty.
    pub fn of(node: &'n Node, key: &str, report: &'r Report<'r>) -> Fields<'n, 'r> {
        let entries: &[Entry] = match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                report.wrong_type::<()>(node, key, "a table");
                &[]
            }
        };
        Fields { entries, taken: vec![false; entries.len()], position: node.position, report }
    }

    /// The report the fields write to.
    pub fn report(&self) -> &'r Report<'r> {
        self.report
    }

    /// The value of `key`, which counts as asked for. An empty value (`key:`) counts as absent.
    pub fn take(&mut self, key: &str) -> Option<&'n Node> {
        self.take_entry(key).map(|entry| &entry.node)
    }

    /// The entry of `key`, for messages that point at the key.
    pub fn take_entry(&mut self, key: &str) -> Option<&'n Entry> {
        let index = self.entries.iter().position(|entry| &*entry.key == key)?;
        self.taken[index] = true;
        let entry = &self.entries[index];
        (entry.node.value != Value::Null).then_some(entry)
    }

    /// Whether `key` is there and not yet asked for.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().zip(&self.taken).any(|(entry, taken)| !taken && &*entry.key == key)
    }

    /// Where the value of `key` was written; where the mapping starts, if it was not.
    pub fn position_of(&self, key: &str) -> Position {
        let entry = self.entries.iter().find(|entry| &*entry.key == key);
        entry.map_or(self.position, |entry| entry.node.position)
    }

    /// A text; numbers and truth values count as they were written.
    pub fn text(&mut self, key: &str) -> Option<Written<'n>> {
        let node = self.take(key)?;
        self.report.text(key, node)
    }

    /// A text that is not empty.
    pub fn nonempty(&mut self, key: &str) -> Option<Written<'n>> {
        self.text(key).filter(|written| !written.text.is_empty())
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        let node = self.take(key)?;
        match &node.value {
            Value::Bool(value) => Some(*value),
            _ => self.report.wrong_type(node, key, "true or false"),
        }
    }

    /// A whole number from 0.
    pub fn number(&mut self, key: &str) -> Option<u32> {
        let node = self.take(key)?;
        let number = match &node.value {
            Value::Number(text) | Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            return self.report.wrong_type(node, key, "a whole number");
        }
        number
    }

    /// A whole number that may be negative, for orders and weights.
    pub fn integer(&mut self, key: &str) -> Option<i64> {
        let node = self.take(key)?;
        match &node.value {
            Value::Number(text) | Value::Text(text) if text.trim().parse::<i64>().is_ok() => {
                text.trim().parse().ok()
            }
            _ => self.report.wrong_type(node, key, "a whole number"),
        }
    }

    /// One text or a list of texts; empty ones are left out.
    pub fn texts(&mut self, key: &str) -> Vec<Written<'n>> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let texts = match &node.value {
            Value::List(items) => {
                let present = items.iter().filter(|item| item.value != Value::Null);
                present.filter_map(|item| self.report.text(key, item)).collect()
            }
            _ => Vec::from_iter(self.report.text(key, node)),
        };
        texts.into_iter().filter(|written: &Written<'_>| !written.text.is_empty()).collect()
    }

    /// A mapping.
    pub fn table(&mut self, key: &str) -> Option<Fields<'n, 'r>> {
        let node = self.take(key)?;
        Some(Fields::of(node, key, self.report))
    }

    /// One mapping or a list of mappings.
    pub fn tables(&mut self, key: &str) -> Vec<Fields<'n, 'r>> {
        let Some(node) = self.take(key) else { return Vec::new() };
        match &node.value {
            Value::List(items) => items.iter().map(|item| Fields::of(item, key, self.report)).collect(),
            _ => vec![Fields::of(node, key, self.report)],
        }
    }

    /// The keys nobody has asked for yet, in written order.
    pub fn unasked(&self) -> impl Iterator<Item = &'n str> + use<'_, 'n, 'r> {
        self.entries.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(entry, _)| &*entry.key)
    }

    /// All entries nobody has asked for, in written order; they count as asked for from now on.
    pub fn rest(&mut self) -> Vec<&'n Entry> {
        let left = self.entries.iter().zip(&mut self.taken).filter(|(_, taken)| !**taken);
        left.map(|(entry, taken)| {
            *taken = true;
            entry
        })
        .collect()
    }

    /// Refuses every entry nobody has asked for, naming the nearest of `known`.
    pub fn refuse_rest(&mut self, table: &str, known: &[&str]) {
        for entry in self.rest() {
            let nearest = nearest(&entry.key, known.iter().copied());
            self.report.push(message::unknown_key(
                self.report.place(entry.position),
                table,
                &entry.key,
                nearest,
            ));
        }
    }
}

/// The candidate most like `text`, if any is like it at all (Jaro–Winkler similarity above 0.8).
pub fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    /// The longest text that may be a mistyped name, in bytes: comparing takes the product of both lengths.
    const LONGEST: usize = 1_000;
    if text.len() > LONGEST {
        return None;
    }
    let folded = text.to_lowercase();
    candidates
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        // Of equally similar ones the first by name, so that the hint does not depend on order.
        .max_by(|(a, one), (b, two)| a.total_cmp(b).then_with(|| two.cmp(one)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str, check: impl FnOnce(&mut Fields<'_, '_>)) -> Vec<String> {
        let node = Node::from_yaml(yaml).unwrap();
        let report = Report::new("a.md");
        check(&mut Fields::of(&node, "front matter", &report));
        report.finish().iter().map(|problem| problem.render(None, false)).collect()
    }

    #[test]
    fn values_are_read_by_type() {
        let problems = read("t: ' x '\nn: 1.10\nl: [a, ~, b]\nf: true\nc: 7\nempty:\n", |fields| {
            assert_eq!(fields.text("t").unwrap().text, "x");
            assert_eq!(fields.text("n").unwrap().text, "1.10");
            assert_eq!(fields.texts("l").len(), 2);
            assert_eq!(fields.texts("t")[0].text, "x");
            assert_eq!(fields.flag("f"), Some(true));
            assert_eq!(fields.number("c"), Some(7));
            assert!(fields.take("empty").is_none() && fields.take("absent").is_none());
            assert!(fields.rest().is_empty());
        });
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn wrong_types_are_reported_with_their_place() {
        let problems = read("t: [a]\nf: yes\nc: -1\n", |fields| {
            assert!(fields.text("t").is_none());
            assert!(fields.flag("f").is_none());
            assert!(fields.number("c").is_none());
        });
        assert_eq!(problems.len(), 3);
        assert!(problems[1].contains("a.md:2:4"), "{}", problems[1]);
    }

    #[test]
    fn what_is_too_long_for_a_name_is_like_nothing() {
        let long = "x".repeat(1_001);
        assert_eq!(nearest(&long, [&*long].into_iter()), None);
        assert_eq!(nearest("armenja", ["armenia", &long].into_iter()), Some("armenia"));
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest_name() {
        let problems = read("titel: x\n", |fields| fields.refuse_rest("site.toml", &["title", "base_url"]));
        assert!(problems[0].contains("did you mean `title`?"), "{}", problems[0]);
    }
}
