//! Typed access to a mapping: each key is asked for once, wrong types are reported with their position, and the
//! remaining keys are rejected (`site.toml`) or kept (`extra` of an article).
//!
//! The keys that were asked for are recorded. If the report has [`Rules`], all other keys are reported when the fields
//! go out of scope: a misspelt one with its position, the rest by name.

use super::keys::{Declared, Rules, Shape, UnknownKey, misspelt};
pub use super::report::{Located, Misfit, Report};
use crate::diagnostic::Position;
use crate::value::message;
use crate::value::{MappingEntry, Node, Value};

/// The entries of one mapping that have not been asked for yet.
#[derive(Debug)]
pub struct Fields<'n, 'r> {
    entries: &'n [MappingEntry],
    taken: Vec<bool>,
    /// Where the mapping starts.
    pub position: Position,
    report: &'r Report<'r>,
    /// The key whose value the mapping is; empty for the whole file.
    table: Box<str>,
    /// Every key that was asked for, each with a line break behind it.
    asked: String,
}

impl<'n, 'r> Fields<'n, 'r> {
    /// The fields of `node`, the value of `key`; anything but a mapping is reported as a wrong type and reads as empty.
    pub fn of(node: &'n Node, key: &str, report: &'r Report<'r>) -> Fields<'n, 'r> {
        let entries: &[MappingEntry] = match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                report.wrong_type::<()>(node, key, "a table");
                &[]
            }
        };
        let (taken, position) = (vec![false; entries.len()], node.position);
        Fields { entries, taken, position, report, table: key.into(), asked: String::new() }
    }

    /// The fields of a whole file, which is a mapping.
    pub fn top(node: &'n Node, report: &'r Report<'r>) -> Fields<'n, 'r> {
        let mut fields = Fields::of(node, "", report);
        // What is asked of an article takes half of it.
        fields.asked.reserve(1024);
        fields
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
    pub fn take_entry(&mut self, key: &str) -> Option<&'n MappingEntry> {
        self.know(key);
        let index = self.entries.iter().position(|entry| &*entry.key == key)?;
        self.taken[index] = true;
        let entry = &self.entries[index];
        (entry.node.value != Value::Null).then_some(entry)
    }

    /// Notes that somebody would ask for `key`.
    pub fn know(&mut self, key: &str) {
        self.know_joined(&[key]);
    }

    /// Notes that somebody would ask for the key that `parts` make together.
    pub fn know_joined(&mut self, parts: &[&str]) {
        self.asked.extend(parts.iter().chain(&["\n"]).copied());
    }

    /// All keys that were asked for, in that order.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.asked.lines()
    }

    /// Whether `key` is there and not yet asked for.
    pub fn has(&mut self, key: &str) -> bool {
        self.know(key);
        self.entries.iter().zip(&self.taken).any(|(entry, taken)| !taken && &*entry.key == key)
    }

    /// Whether `key` is not there, or has no value.
    pub fn is_empty(&self, key: &str) -> bool {
        let is_it = |entry: &&MappingEntry| &*entry.key == key;
        self.entries.iter().find(is_it).is_none_or(|entry| entry.node.value == Value::Null)
    }

    /// Where the value of `key` was written; where the mapping starts, if it was not.
    pub fn position_of(&self, key: &str) -> Position {
        let entry = self.entries.iter().find(|entry| &*entry.key == key);
        entry.map_or(self.position, |entry| entry.node.position)
    }

    /// A text; numbers and truth values count as they were written.
    pub fn text(&mut self, key: &str) -> Option<Located<'n>> {
        let node = self.take(key)?;
        self.report.text_in(&self.table, key, node)
    }

    /// A text that is not empty.
    pub fn nonempty(&mut self, key: &str) -> Option<Located<'n>> {
        self.text(key).filter(|written| !written.text.is_empty())
    }

    /// The first text that is not empty among those of `keys`, which all mean the same, with its key. Those after it are left.
    pub fn first<'k>(&mut self, keys: &[&'k str]) -> Option<(&'k str, Located<'n>)> {
        keys.iter().for_each(|key| self.know(key));
        keys.iter().find_map(|key| Some((*key, self.nonempty(key)?)))
    }

    /// Reports that `node`, the value of `key`, is not what was `expected`.
    fn wrong_type<T>(&self, node: &Node, key: &str, expected: &str) -> Option<T> {
        self.report.wrong_type_in(&self.table, node, key, expected)
    }

    /// A text that readers are shown, if anything of it can be seen.
    pub fn shown(&mut self, key: &str) -> Option<Box<str>> {
        self.nonempty(key).map(|written| written.shown()).filter(|shown| !shown.is_empty())
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        let node = self.take(key)?;
        match &node.value {
            Value::Bool(value) => Some(*value),
            _ => self.wrong_type(node, key, "true or false"),
        }
    }

    /// A whole number from 0.
    pub fn number(&mut self, key: &str) -> Option<u32> {
        let node = self.take(key)?;
        let number = self.whole(node, key)?;
        u32::try_from(number)
            .ok()
            .or_else(|| self.wrong_type(node, key, &format!("an integer up to {}", u32::MAX)))
    }

    /// A number of bytes: an integer from 0, which may be large.
    pub fn bytes(&mut self, key: &str) -> Option<u64> {
        let node = self.take(key)?;
        self.whole(node, key)
    }

    fn whole(&self, node: &Node, key: &str) -> Option<u64> {
        let number = match &node.value {
            Value::Number(text) | Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.or_else(|| self.wrong_type(node, key, "an integer"))
    }

    /// A whole number that may be negative, for orders and weights.
    pub fn integer(&mut self, key: &str) -> Option<i64> {
        let node = self.take(key)?;
        match &node.value {
            Value::Number(text) | Value::Text(text) if text.trim().parse::<i64>().is_ok() => {
                text.trim().parse().ok()
            }
            _ => self.wrong_type(node, key, "an integer"),
        }
    }

    /// The first whole number among those of `keys`, which all mean the same.
    pub fn first_integer(&mut self, keys: &[&str]) -> Option<i64> {
        keys.iter().for_each(|key| self.know(key));
        keys.iter().find_map(|key| self.integer(key))
    }

    /// One text or a list of texts; empty ones are left out.
    pub fn texts(&mut self, key: &str) -> Vec<Located<'n>> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let texts = match &node.value {
            Value::List(items) => {
                let present = items.iter().filter(|item| item.value != Value::Null);
                let read: Vec<Option<Located<'_>>> =
                    present.map(|item| self.report.text_in(&self.table, key, item)).collect();
                if read.contains(&None) {
                    self.report.keep_misfit(&self.table, key, || node.to_json());
                }
                read.into_iter().flatten().collect()
            }
            _ => Vec::from_iter(self.report.text_in(&self.table, key, node)),
        };
        texts.into_iter().filter(|written: &Located<'_>| !written.text.is_empty()).collect()
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

    /// All entries nobody has asked for, in written order, after they were told. They count as asked for from now on.
    pub fn unknown(&mut self) -> Vec<&'n MappingEntry> {
        self.tell_unasked();
        self.rest()
    }

    /// All entries nobody has asked for, in written order; they count as asked for from now on.
    pub fn rest(&mut self) -> Vec<&'n MappingEntry> {
        let left = self.entries.iter().zip(&mut self.taken).filter(|(_, taken)| !**taken);
        left.map(|(entry, taken)| {
            *taken = true;
            entry
        })
        .collect()
    }

    /// Refuses every entry nobody has asked for, naming the nearest key of those that were. `table` is what messages call the
    /// mapping.
    pub fn refuse_rest(&mut self, table: &str) {
        self.report.push_keys(table, self.known());
        for entry in self.rest() {
            let nearest = nearest(&entry.key, self.known());
            self.report.push(message::unknown_key(
                self.report.place(entry.position),
                table,
                &entry.key,
                nearest,
            ));
        }
    }
}

impl Fields<'_, '_> {
    /// Tells of the entries nobody has asked for.
    fn tell_unasked(&self) {
        let Some(rules) = self.report.rules() else { return };
        let unasked = self.entries.iter().zip(&self.taken).filter(|(_, taken)| !**taken);
        // A key that is known may be left because another one means the same.
        for (entry, _) in unasked.filter(|(entry, _)| !self.known().any(|known| known == &*entry.key)) {
            let name = match &*self.table {
                "" => entry.key.to_string(),
                table => format!("{table}.{}", entry.key),
            };
            match rules.declared(&name) {
                Some(declared) => self.check_declared(declared, entry, &rules),
                None => self.tell_unknown(&name, entry, &rules),
            }
        }
    }

    /// Reports a value that is not what the site declares.
    fn check_declared(&self, declared: &Declared, entry: &MappingEntry, rules: &Rules<'_>) {
        let MappingEntry { key, node, .. } = entry;
        if !declared.shape.fits(node) {
            self.wrong_type::<()>(node, key, declared.shape.expected());
        } else if let (Shape::Date, Value::Text(text) | Value::Number(text)) = (declared.shape, &node.value)
            && let Some(why) = (rules.no_date)(text)
        {
            let place = self.report.place(node.position);
            self.report.push_lenient(message::wrong_date(place, key, text, why), &self.table, key);
        }
    }

    /// Reports a key that is neither known nor declared.
    fn tell_unknown(&self, name: &str, entry: &MappingEntry, rules: &Rules<'_>) {
        let place = self.report.place(entry.position);
        let nearest = misspelt(&entry.key, self.known());
        match nearest {
            _ if rules.strict => {
                self.report.push(message::undeclared_key(place, name, nearest));
            }
            Some(nearest) => self.report.push(message::misspelt_key(place, name, nearest)),
            None => {
                let unknown = UnknownKey { table: self.table.clone(), key: entry.key.clone() };
                self.report.push_unknown(unknown);
            }
        }
    }
}

/// What nobody has asked for when the fields go out of scope is told, so that no reader can forget it.
impl Drop for Fields<'_, '_> {
    fn drop(&mut self) {
        self.tell_unasked();
        if self.table.is_empty() {
            self.report.set_known(std::mem::take(&mut self.asked));
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
mod tests;
