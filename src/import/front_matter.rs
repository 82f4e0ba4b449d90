//! Front matter as other generators read it: more forgiving than our own reader.

use serde_json::Value;

use super::message;
use super::old_site::Fields;
use crate::article::front_matter::{self, Format, Missing, Parts};
use crate::diagnostic::{Diagnostics, Position};
use crate::path::SourcePath;
use crate::value::{Node, Value as NodeValue};

/// A file cut into keys and text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parsed<'t> {
    /// The keys, as they are written.
    pub(super) fields: Fields,
    /// The text below.
    pub(super) body: &'t str,
    /// The line of the file that the text begins with, from 1.
    pub(super) body_line: u32,
    /// Whether there is front matter at all; without it, most generators copy a file as it is.
    pub(super) has_front_matter: bool,
}

/// Cuts the text of `file`. `None` where its front matter cannot be read, which is told with its place.
pub(super) fn read<'t>(file: &str, text: &'t str, problems: &mut Diagnostics) -> Option<Parsed<'t>> {
    let parts = match front_matter::split(text) {
        Ok(parts) => parts,
        Err(Missing::NotOpened(_)) => {
            return Some(Parsed { body: text, body_line: 1, ..Parsed::default() });
        }
        Err(Missing::NotClosed(at)) => {
            problems.push(message::front_matter_not_closed(file, at));
            return None;
        }
    };
    let path = SourcePath::new(file);
    let cleaned = forgiven(parts.front_matter, parts.format);
    let mut found = Diagnostics::new();
    let parts = Parts { front_matter: &cleaned, ..parts };
    let node = match front_matter::values(&parts, &path, &mut found) {
        Ok(node) => node,
        Err(problem) => {
            problems.push(*problem);
            return None;
        }
    };
    problems.append(found);
    let body_line = 1 + text[..parts.body].matches('\n').count() as u32;
    Some(Parsed { fields: fields(&node), body: &text[parts.body..], body_line, has_front_matter: true })
}

/// The keys and values of a mapping.
pub(super) fn fields(node: &Node) -> Fields {
    let NodeValue::Map(entries) = &node.value else { return Fields::default() };
    entries.iter().map(|entry| (entry.key.to_string(), json(&entry.node))).collect()
}

/// A value, in which a number that would be written in another way is a string: `slug: 007`, `title: 1.10`.
pub(super) fn json(node: &Node) -> Value {
    match &node.value {
        NodeValue::Number(text) => match node.to_json() {
            Value::Number(number) if number.to_string() == **text => Value::Number(number),
            _ => Value::String(text.to_string()),
        },
        NodeValue::List(items) => items.iter().map(json).collect(),
        NodeValue::Map(entries) => {
            entries.iter().map(|entry| (entry.key.to_string(), json(&entry.node))).collect()
        }
        _ => node.to_json(),
    }
}

/// A configuration or data file in YAML, as it would be read as front matter. `None` where it cannot be, which is told.
pub(super) fn yaml(file: &str, text: &str, problems: &mut Diagnostics) -> Option<Node> {
    let cleaned = forgiven(text, Format::Yaml);
    node(file, "YAML", Node::from_yaml(&cleaned), problems)
}

/// The same in TOML.
pub(super) fn toml(file: &str, text: &str, problems: &mut Diagnostics) -> Option<Node> {
    node(file, "TOML", Node::from_toml(text), problems)
}

/// The same in JSON.
pub(super) fn json_file(file: &str, text: &str, problems: &mut Diagnostics) -> Option<Node> {
    // JSON is YAML, but for tabs, which no string of JSON holds.
    node(file, "JSON", Node::from_yaml(&text.replace('\t', " ")), problems)
}

fn node(
    file: &str,
    format: &str,
    read: Result<Node, crate::value::SyntaxError>,
    problems: &mut Diagnostics,
) -> Option<Node> {
    match read {
        Ok(mut node) => {
            node.take_duplicates();
            Some(node)
        }
        Err(error) => {
            let place = crate::diagnostic::Place {
                file: file.to_owned(),
                position: error.position.or(Some(Position::START)),
            };
            problems.push(crate::value::message::syntax(place, format, &error));
            None
        }
    }
}

/// The text with what other readers of YAML take: tabs at the ends of lines and between a dash and its value, tags of Ruby, control
/// characters. No line is added or removed.
fn forgiven(text: &str, format: Format) -> std::borrow::Cow<'_, str> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if format != Format::Yaml {
        return if text.contains(is_odd) { text.replace(is_odd, "").into() } else { text.into() };
    }
    if !text.contains('\t') && !text.contains("!") && !text.contains(is_odd) {
        return text.into();
    }
    let mut cleaned = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (content, end) = match line.strip_suffix('\n') {
            Some(content) => (content, "\n"),
            None => (line, ""),
        };
        let content: String = content.chars().filter(|c| !is_odd(*c)).collect();
        cleaned.push_str(&without_tag(content.trim_end()));
        cleaned.push_str(end);
    }
    cleaned.into()
}

/// A line without a tag before its value, such as `!ruby/symbol`, or `!binary`; and with spaces in place of tabs before the value.
fn without_tag(line: &str) -> String {
    let start = line.find(|c: char| !c.is_whitespace() && c != '-').unwrap_or(line.len());
    let (lead, rest) = line.split_at(start);
    let (key, value) = match rest.find(':') {
        Some(colon) if rest[colon + 1..].starts_with([' ', '\t']) => rest.split_at(colon + 1),
        _ => ("", rest),
    };
    let lead = if lead.contains('-') { lead.replace('\t', " ") } else { lead.to_owned() };
    let trimmed = value.trim_start_matches([' ', '\t']);
    let space = &value[..value.len() - trimmed.len()];
    let untagged = match trimmed.strip_prefix('!') {
        Some(tag) => tag.split_once([' ', '\t']).map_or("", |(_, rest)| rest.trim_start()),
        None => trimmed,
    };
    format!("{lead}{key}{}{untagged}", space.replace('\t', " "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_and_text_are_cut() {
        let mut problems = Diagnostics::new();
        let parsed =
            read("a.md", "---\ntitle: x\nslug: 007\nv: 1.10\nn: 3\n---\nbody\n", &mut problems).unwrap();
        assert_eq!((parsed.body, parsed.body_line, parsed.has_front_matter), ("body\n", 7, true));
        assert_eq!(parsed.fields.text("slug").as_deref(), Some("007"));
        assert_eq!(parsed.fields.get("v"), Some(&json!("1.10")));
        assert_eq!(parsed.fields.get("n"), Some(&json!(3)));
        let plain = read("a.md", "no keys\n", &mut problems).unwrap();
        assert_eq!((plain.body, plain.has_front_matter), ("no keys\n", false));
        assert!(problems.is_empty());
        assert!(read("a.md", "---\ntitle: x\n", &mut problems).is_none());
        assert_eq!(problems.iter().next().unwrap().place.as_ref().unwrap().to_string(), "a.md:1:1");
    }

    #[test]
    fn what_other_readers_take_is_taken() {
        let mut problems = Diagnostics::new();
        let text = "---\ntags:\n- melody\t\n-\tdata\nwhen:\t2015-01-01\nkind: !ruby/symbol post\nx: !binary |\n  eA==\nt: \"a\u{8}b\"\n---\n";
        let parsed = read("a.md", text, &mut problems).unwrap();
        assert_eq!(parsed.fields.names("tags"), ["melody", "data"]);
        assert_eq!(parsed.fields.text("when").as_deref(), Some("2015-01-01"));
        assert_eq!(parsed.fields.text("kind").as_deref(), Some("post"));
        assert_eq!(parsed.fields.text("t").as_deref(), Some("ab"));
        assert!(problems.is_empty());
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_place() {
        let mut problems = Diagnostics::new();
        assert!(read("a.md", "---\nok: 1\na: b: c\n---\n", &mut problems).is_none());
        assert_eq!(problems.iter().next().unwrap().place.as_ref().unwrap().to_string(), "a.md:3:5");
        assert!(yaml("_config.yml", "a: [1\n", &mut problems).is_none());
        assert_eq!(problems.errors(), 2);
    }
}
