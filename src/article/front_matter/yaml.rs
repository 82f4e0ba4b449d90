//! Values as front matter writes them, in the order given, as YAML.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_yaml::FlowSeq;

/// A value of front matter.
pub(super) enum Field {
    /// A string.
    Text(String),
    /// A list of short strings, on one line.
    Names(Vec<String>),
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(u64),
    /// A list.
    List(Vec<Field>),
    /// A table.
    Table(Table),
    /// A value that the program does not look into.
    Any(serde_json::Value),
}

impl From<String> for Field {
    fn from(text: String) -> Field {
        Field::Text(text)
    }
}

impl From<u32> for Field {
    fn from(number: u32) -> Field {
        Field::Number(number.into())
    }
}

impl From<Table> for Field {
    fn from(table: Table) -> Field {
        Field::Table(table)
    }
}

impl From<Vec<Field>> for Field {
    fn from(items: Vec<Field>) -> Field {
        Field::List(items)
    }
}

/// Keys with values, in the order in which they are written.
#[derive(Default)]
pub(super) struct Table(Vec<(String, Field)>);

impl Table {
    /// Adds a key, if there is a value.
    pub(super) fn put(&mut self, key: &str, field: Option<impl Into<Field>>) {
        self.0.extend(field.map(|field| (key.to_owned(), field.into())));
    }

    /// Adds a key that is true; one that is false is the default.
    pub(super) fn flag(&mut self, key: &str, flag: bool) {
        self.put(key, flag.then_some(Field::Flag(true)));
    }

    /// Adds a list, unless it is empty.
    pub(super) fn list(&mut self, key: &str, items: impl Iterator<Item = Field>) {
        let items: Vec<Field> = items.collect();
        self.put(key, (!items.is_empty()).then_some(items));
    }

    /// Adds the keys of another table.
    pub(super) fn append(&mut self, other: Table) {
        self.0.extend(other.0);
    }

    /// Whether there is no key.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The table, unless it is empty.
    pub(super) fn nonempty(self) -> Option<Table> {
        (!self.is_empty()).then_some(self)
    }

    /// The table as YAML, without the lines around it.
    ///
    /// # Errors
    /// What the writer of YAML cannot write.
    pub(super) fn to_yaml(&self) -> Result<String, serde_yaml::ser::Error> {
        if self.is_empty() {
            return Ok(String::new());
        }
        serde_yaml::to_string_with_options(self, serde_yaml::ser_options! { compact_list_indent: false })
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, field) in &self.0 {
            map.serialize_entry(key, field)?;
        }
        map.end()
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Text(text) => serializer.serialize_str(text),
            Field::Names(names) => FlowSeq(names).serialize(serializer),
            Field::Flag(flag) => serializer.serialize_bool(*flag),
            Field::Number(number) => serializer.serialize_u64(*number),
            Field::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Field::Table(table) => table.serialize(serializer),
            Field::Any(value) => value.serialize(serializer),
        }
    }
}
