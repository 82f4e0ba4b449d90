//! Writes `site.toml`: each line with the old key that it comes from, and what of the old configuration has no counterpart.

use std::fmt::Write as _;

use serde_json::Value;

use super::settings::{Setting, Settings};

/// The text of `site.toml` for a site of the generator with this name.
pub(super) fn text(settings: &Settings, generator: &str) -> String {
    let mut text =
        format!("# Imported from {generator}. Each comment names the old key that a line comes from.\n");
    let mut tables: Vec<&[String]> = Vec::new();
    for entry in settings.entries() {
        if !tables.contains(&&*entry.table) {
            tables.push(&entry.table);
        }
    }
    // Keys of the top come before the first table; everything else in the order in which it was found.
    tables.sort_by_key(|table| !table.is_empty());
    for table in tables {
        if !table.is_empty() {
            let names: Vec<String> = table.iter().map(|part| key(part)).collect();
            let _ = write!(text, "\n[{}]\n", names.join("."));
        }
        for entry in settings.entries().iter().filter(|entry| entry.table == table) {
            text.push_str(&line(entry));
        }
    }
    let unmatched = settings.all_unmatched();
    if !unmatched.is_empty() {
        text.push_str("\n# Without a counterpart:\n");
        for old in unmatched {
            let separator = if old.why.is_empty() { "" } else { ": " };
            let _ = writeln!(text, "# - {}{separator}{}", comment(&old.key), comment(&old.why));
        }
    }
    text
}

/// A setting, with a comment behind it. A comment within a table or list of several lines would not be read.
fn line(entry: &Setting) -> String {
    let mut line = format!("{} = {}", key(&entry.key), value(&entry.value));
    let from = comment(&entry.from);
    if !from.is_empty() {
        let _ = write!(line, "  # {from}");
    }
    line.push('\n');
    line
}

/// A text on one line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// A key of TOML, in quotes where it needs them.
fn key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { string(key) }
}

/// A value of TOML, on one line. There is nothing for `null`, which becomes an empty string.
fn value(of: &Value) -> String {
    match of {
        Value::Null => string(""),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => string(text),
        Value::Array(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(name, item)| format!("{} = {}", key(name), value(item))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// A basic string of TOML: <https://toml.io/en/v1.0.0#string>.
fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Node;

    #[test]
    fn each_line_says_where_it_comes_from() {
        let mut settings = Settings::default();
        settings.set(&["languages", "zh-cn"], "name", "中文", "`languages.zh` in hugo.toml");
        settings.set(&[], "title", "A \"b\"", "`title` in _config.yml");
        settings.set(&["permalinks"], "blog/weekly", "/{slug}/", "");
        settings.unmatched("`paginate` in _config.yml", "see `page_size`");
        let text = text(&settings, "Jekyll");
        let expected = "# Imported from Jekyll. Each comment names the old key that a line comes from.\n\
            title = \"A \\\"b\\\"\"  # `title` in _config.yml\n\n\
            [languages.zh-cn]\nname = \"中文\"  # `languages.zh` in hugo.toml\n\n\
            [permalinks]\n\"blog/weekly\" = \"/{slug}/\"\n\n\
            # Without a counterpart:\n# - `paginate` in _config.yml: see `page_size`\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn values_read_back() {
        let values = json!({
            "s": "a\\b\"c\u{1}\u{7f}\n\t\r", "l": [1, true, "x"], "t": { "a b": 1.5, "c": {} }, "e": [],
        });
        let Value::Object(entries) = &values else { panic!() };
        let text: String =
            entries.iter().map(|(name, item)| format!("{} = {}\n", key(name), value(item))).collect();
        assert_eq!(Node::from_toml(&text).unwrap().to_json(), values);
    }

    #[test]
    fn no_comment_ends_its_line() {
        let mut settings = Settings::default();
        settings.set(&[], "title", "x", "a\nbase_url = \"evil\"");
        settings.unmatched("x\ny", "");
        let text = text(&settings, "Jekyll");
        assert!(Node::from_toml(&text).unwrap().to_json() == json!({ "title": "x" }), "{text}");
    }
}
