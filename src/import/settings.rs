//! The settings of the new site, each with the old key that it comes from.

use serde_json::Value;

/// What the new `site.toml` says, in its order, and what of the old configuration has no counterpart.
#[derive(Debug, Default)]
pub(super) struct Settings {
    entries: Vec<Setting>,
    unmatched: Vec<Unmatched>,
}

/// A line of `site.toml`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    /// The table it stands in: `["languages", "ru"]`; empty at the top.
    pub(super) table: Vec<String>,
    /// Its key.
    pub(super) key: String,
    /// Its value; tables are written inline.
    pub(super) value: Value,
    /// Where it comes from: "`title` in _config.yml", "default of Jekyll".
    pub(super) from: String,
}

/// A key of the old configuration without a counterpart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unmatched {
    /// The key, and the file it stands in: "`paginate` in _config.yml".
    pub(super) key: String,
    /// Why, or what to do instead; may be empty.
    pub(super) why: String,
}

impl Settings {
    /// Sets a key of a table, in place of an earlier value. `from` says where it comes from.
    pub(super) fn set(
        &mut self,
        table: &[&str],
        key: &str,
        value: impl Into<Value>,
        from: impl Into<String>,
    ) {
        let (value, from) = (value.into(), from.into());
        match self.entries.iter_mut().find(|entry| entry.is_at(table, key)) {
            Some(entry) => (entry.value, entry.from) = (value, from),
            None => self.entries.push(Setting {
                table: table.iter().map(|part| (*part).to_owned()).collect(),
                key: key.to_owned(),
                value,
                from,
            }),
        }
    }

    /// The value of a key of a table.
    pub(super) fn get(&self, table: &[&str], key: &str) -> Option<&Value> {
        self.entries.iter().find(|entry| entry.is_at(table, key)).map(|entry| &entry.value)
    }

    /// Tells of an old key that has no counterpart.
    pub(super) fn unmatched(&mut self, key: impl Into<String>, why: impl Into<String>) {
        self.unmatched.push(Unmatched { key: key.into(), why: why.into() });
    }

    /// All settings, in the order in which they were set.
    pub(super) fn entries(&self) -> &[Setting] {
        &self.entries
    }

    /// All old keys without a counterpart.
    pub(super) fn all_unmatched(&self) -> &[Unmatched] {
        &self.unmatched
    }
}

impl Setting {
    fn is_at(&self, table: &[&str], key: &str) -> bool {
        self.key == key && self.table.iter().map(String::as_str).eq(table.iter().copied())
    }
}
