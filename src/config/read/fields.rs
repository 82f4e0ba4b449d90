//! `[fields]`: keys of other programs, and custom keys.

use super::invalid;
use crate::config::ForeignName;
use crate::value::fields::{Fields, Located};
use crate::value::keys::{Declared, Shape};
use crate::value::{MappingEntry, Value};

/// Foreign names with the names they stand for, and the declared keys.
///
/// `deck = "summary"` is the first, `country = true` or `country = { type = "string" }` the other.
pub(super) fn read(top: &mut Fields<'_, '_>) -> (Vec<ForeignName>, Vec<Declared>) {
    let (mut names, mut declared) = (Vec::new(), Vec::new());
    let Some(mut table) = top.table("fields") else { return (names, declared) };
    let report = table.report();
    for entry in table.rest() {
        let name = entry.key.to_string();
        match &entry.node.value {
            Value::Text(known) => {
                // The file may have both.
                declared.push(Declared { name: name.clone(), shape: Shape::Any });
                let known = known.trim().to_owned();
                names.push(ForeignName { name, known, position: entry.node.position });
            }
            Value::Bool(true) => declared.push(Declared { name, shape: Shape::Any }),
            Value::Map(entries) if is_mapping(entries) => {
                declared.push(Declared { name: name.clone(), shape: Shape::Any });
                mappings(entries, &name, &mut names);
            }
            Value::Map(_) => declared.push(Declared { shape: shape(top, entry), name }),
            _ => {
                let expected = "the name of a known key, true, or a table with `type`";
                report.wrong_type::<()>(&entry.node, &entry.key, expected);
            }
        }
    }
    (names, declared)
}

/// Whether a table maps keys within a table of front matter, `podcast.file = "audio.file"`, and does not declare a type.
fn is_mapping(entries: &[MappingEntry]) -> bool {
    let is_one = |entry: &MappingEntry| match &entry.node.value {
        // What names a type declares one, under whatever key.
        Value::Text(known) => &*entry.key != "type" && Shape::named(known).is_none(),
        Value::Map(entries) => is_mapping(entries),
        _ => false,
    };
    !entries.is_empty() && entries.iter().all(is_one)
}

/// The mappings of a table that stands under `name`.
fn mappings(entries: &[MappingEntry], name: &str, names: &mut Vec<ForeignName>) {
    for entry in entries {
        let name = format!("{name}.{}", entry.key);
        match &entry.node.value {
            Value::Text(known) => names.push(ForeignName {
                name,
                known: known.trim().to_owned(),
                position: entry.node.position,
            }),
            Value::Map(entries) => mappings(entries, &name, names),
            _ => {}
        }
    }
}

/// What `type` says.
fn shape(top: &Fields<'_, '_>, entry: &MappingEntry) -> Shape {
    let mut fields = Fields::of(&entry.node, &entry.key, top.report());
    let written = fields.nonempty("type");
    fields.refuse_rest(&format!("`{}` in [fields]", entry.key));
    let named = |written: Located<'_>| {
        Shape::named(written.text).or_else(|| {
            let names = Shape::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
            invalid(top, written, "type", &format!("expected one of {names}"));
            None
        })
    };
    written.and_then(named).unwrap_or(Shape::Any)
}
