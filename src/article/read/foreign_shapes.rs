//! Front matter of other programs in the form that is asked for: keys by the names they stand for, names of people that are tables.
//!
//! Nothing is lost: what a value replaces, or what a name does not hold, goes to `extra`.

use crate::config::ForeignName;
use crate::value::{MappingEntry, Node, Value};

/// Keys whose values are names of people or organisations.
const NAMES: [&str; 8] =
    ["author", "authors", "translator", "translators", "photographer", "photographers", "agency", "agencies"];

/// Brings `node`, a front matter, into the form that is asked for; `names` is `[fields]` of `site.toml`.
pub(super) fn translate(node: &mut Node, names: &[ForeignName]) {
    rename(node, names);
    let Value::Map(entries) = &mut node.value else { return };
    let mut extra = Vec::new();
    for entry in entries.iter_mut() {
        if NAMES.contains(&&*entry.key) {
            extra.extend(names_of_tables(entry));
        } else if matches!(&*entry.key, "language" | "lang") {
            only_item(&mut entry.node);
        }
    }
    extra.into_iter().for_each(|entry| keep(node, entry));
}

/// Gives keys the names that they stand for. A mapping was declared for this site, so it wins over a key of that name; of several
/// that stand for one name, the first that has a value.
fn rename(node: &mut Node, names: &[ForeignName]) {
    let mut given: Vec<&str> = Vec::new();
    for ForeignName { name, known, .. } in names {
        if name == known || given.contains(&&**known) || !entry_at(node, name).is_some_and(has_value) {
            continue;
        }
        let Some(mut entry) = take(node, name) else { continue };
        if let Some(replaced) = take(node, known)
            && has_value(&replaced)
        {
            keep(node, replaced);
        }
        entry.key = known.rsplit('.').next().unwrap_or(known).into();
        put(node, known, entry);
        given.push(known);
    }
}

fn has_value(entry: &MappingEntry) -> bool {
    match &entry.node.value {
        Value::Null => false,
        Value::Text(text) => !text.trim().is_empty(),
        _ => true,
    }
}

/// The entry under a key, or under keys of tables within each other: `audio.file`. A key that has a dot itself is found first.
fn entry_at<'n>(node: &'n Node, path: &str) -> Option<&'n MappingEntry> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|entry| *entry.key == *path).or_else(|| {
        let (table, rest) = path.split_once('.')?;
        entry_at(&entries.iter().find(|entry| &*entry.key == table)?.node, rest)
    })
}

/// The same, taken out.
fn take(node: &mut Node, path: &str) -> Option<MappingEntry> {
    let Value::Map(entries) = &mut node.value else { return None };
    if let Some(at) = entries.iter().position(|entry| *entry.key == *path) {
        return Some(entries.remove(at));
    }
    let (table, rest) = path.split_once('.')?;
    take(&mut entries.iter_mut().find(|entry| &*entry.key == table)?.node, rest)
}

/// Puts an entry where `path` says. Tables that are not there are made; a value in the way becomes the `file` of one: an image may be
/// written as its address alone.
fn put(node: &mut Node, path: &str, entry: MappingEntry) {
    let position = entry.position;
    let Value::Map(entries) = &mut node.value else { return };
    let Some((table, rest)) = path.split_once('.') else { return entries.push(entry) };
    let at = entries.iter().position(|entry| &*entry.key == table).unwrap_or_else(|| {
        let node = Node { position, value: Value::Map(Vec::new()) };
        entries.push(MappingEntry { key: table.into(), position, node });
        entries.len() - 1
    });
    let inner = &mut entries[at].node;
    if !matches!(inner.value, Value::Map(_)) {
        let value = std::mem::replace(&mut inner.value, Value::Map(Vec::new()));
        let file = Node { position: inner.position, value };
        if let (Value::Map(entries), true) = (&mut inner.value, rest != "file") {
            entries.push(MappingEntry { key: "file".into(), position: file.position, node: file });
        }
    }
    put(inner, rest, entry);
}

/// Adds an entry to `extra`, unless there is one of that name.
fn keep(node: &mut Node, entry: MappingEntry) {
    let is_there = entry_at(node, &format!("extra.{}", entry.key)).is_some();
    let can_be = entry_at(node, "extra").is_none_or(|extra| matches!(extra.node.value, Value::Map(_)));
    if !is_there && can_be {
        put(node, &format!("extra.{}", entry.key), entry);
    }
}

/// Replaces tables with a `name` by that name. Returns the entry as it was, where the tables say more.
fn names_of_tables(entry: &mut MappingEntry) -> Option<MappingEntry> {
    let before = entry.clone();
    let says_more = match &mut entry.node.value {
        Value::List(items) => {
            let more: Vec<bool> = items.iter_mut().map(name_of_table).collect();
            more.contains(&true)
        }
        Value::Map(_) => name_of_table(&mut entry.node),
        _ => false,
    };
    says_more.then_some(before)
}

/// Replaces a table by its `name`. Whether it says more than that.
fn name_of_table(node: &mut Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    let Some(name) = entries.iter().find(|entry| &*entry.key == "name") else { return false };
    if !matches!(name.node.value, Value::Text(_) | Value::Number(_)) {
        return false;
    }
    let (name, says_more) = (name.node.clone(), entries.len() > 1);
    *node = name;
    says_more
}

/// Replaces a list of one value by that value.
fn only_item(node: &mut Node) {
    if let Value::List(items) = &mut node.value
        && items.len() == 1
        && let Some(item) = items.pop()
    {
        *node = item;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::diagnostic::Position;

    fn translated(yaml: &str, names: &[(&str, &str)]) -> Json {
        let names: Vec<ForeignName> = names
            .iter()
            .map(|(name, known)| ForeignName {
                name: (*name).into(),
                known: (*known).into(),
                position: Position::START,
            })
            .collect();
        let mut node = Node::from_yaml(yaml).unwrap();
        translate(&mut node, &names);
        node.to_json()
    }

    #[test]
    fn a_mapped_key_wins_and_the_other_is_kept() {
        let names = [("deck", "summary"), ("excerpt", "summary")];
        assert_eq!(
            translated("deck: A\nexcerpt: B\nsummary: C\n", &names),
            json!({ "excerpt": "B", "summary": "A", "extra": { "summary": "C" } })
        );
        assert_eq!(translated("deck: ''\nsummary: C\n", &names), json!({ "deck": "", "summary": "C" }));
        assert_eq!(translated("deck:\nexcerpt: B\n", &names), json!({ "deck": null, "summary": "B" }));
    }

    #[test]
    fn tables_within_tables_are_found_and_made() {
        let names =
            [("podcast.file", "audio.file"), ("podcast.length", "audio.duration"), ("cover", "image.file")];
        assert_eq!(
            translated(
                "podcast: {file: a.mp3, length: 60, season: 1}\ncover: c.jpg\nimage: {alt: A}\n",
                &names
            ),
            json!({
                "podcast": { "season": 1 },
                "audio": { "file": "a.mp3", "duration": 60 },
                "image": { "alt": "A", "file": "c.jpg" },
            })
        );
        let names = [("caption", "image.caption")];
        assert_eq!(
            translated("image: a.jpg\ncaption: C\n", &names),
            json!({ "image": { "file": "a.jpg", "caption": "C" } })
        );
        assert_eq!(translated("a.b: x\n", &[("a.b", "title")]), json!({ "title": "x" }));
    }

    #[test]
    fn names_may_be_tables() {
        assert_eq!(
            translated("authors: [{name: Dina Example}, John]\n", &[]),
            json!({ "authors": ["Dina Example", "John"] })
        );
        assert_eq!(
            translated("author: {name: Dina Example, email: d@example.org}\n", &[]),
            json!({ "author": "Dina Example", "extra": { "author": { "name": "Dina Example", "email": "d@example.org" } } })
        );
        assert_eq!(translated("author: {email: x}\n", &[]), json!({ "author": { "email": "x" } }));
    }

    #[test]
    fn a_language_may_be_a_list_of_one() {
        assert_eq!(translated("language: [ru]\n", &[]), json!({ "language": "ru" }));
        assert_eq!(translated("language: [ru, en]\n", &[]), json!({ "language": ["ru", "en"] }));
    }
}
