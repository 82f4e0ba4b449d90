//! Front matter before the body: YAML between lines of `---`, TOML between lines of `+++`, or a JSON object.

use serde::de::IgnoredAny;

use crate::article::message;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Position};
use crate::path::SourcePath;
use crate::value;
use crate::value::{MappingEntry, Node, Value};

#[cfg(test)]
mod round_trip;
pub mod write;
mod yaml;

/// The format of a front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between `---`.
    Yaml,
    /// Between `+++`.
    Toml,
    /// An object, as Hugo has it.
    Json,
}

/// A file cut into front matter and body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'t> {
    /// The format of the front matter.
    pub format: Format,
    /// The text between the two lines.
    pub front_matter: &'t str,
    /// The line of the file its first line is, from 1.
    pub first_line: u32,
    /// The byte at which the body starts.
    pub body: usize,
}

/// Why a file has no front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The first line that is not blank opens none.
    NotOpened(Position),
    /// It is opened here and never closed.
    NotClosed(Position),
}

/// Cuts `text`. A byte-order mark and blank lines before the front matter are skipped; lines may end in CRLF.
///
/// # Errors
/// [`Missing`] where there is no complete front matter.
pub fn split(text: &str) -> Result<Parts<'_>, Missing> {
    let mut lines = Lines { text, offset: if text.starts_with('\u{feff}') { 3 } else { 0 }, number: 0 };
    let opening = loop {
        match lines.next() {
            Some(line) if line.text.trim().is_empty() => {}
            Some(line) => break line,
            None => return Err(Missing::NotOpened(Position::START)),
        }
    };
    let position = Position { line: opening.number, column: 1 };
    let (format, fence) = match opening.text.trim_end() {
        "---" => (Format::Yaml, "---"),
        "+++" => (Format::Toml, "+++"),
        object if object == "{" || object.starts_with("{\"") => return json(text, &opening),
        _ => return Err(Missing::NotOpened(position)),
    };
    let start = lines.offset;
    for line in lines {
        if line.text.trim_end() == fence {
            return Ok(Parts {
                format,
                front_matter: &text[start..line.start],
                first_line: opening.number + 1,
                body: line.end,
            });
        }
    }
    Err(Missing::NotClosed(position))
}

/// Cuts `text`, whose front matter is the JSON object that begins with the line `opening`.
fn json<'t>(text: &'t str, opening: &Line<'t>) -> Result<Parts<'t>, Missing> {
    let rest = &text[opening.start..];
    let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    let end = match objects.next() {
        Some(Ok(_)) => objects.byte_offset(),
        // An object that is no JSON ends with a line of its last bracket; what is wrong with it is told when it is read.
        Some(Err(error)) if !error.is_eof() => match rest.find("\n}") {
            Some(end) => end + 2,
            None => return Err(Missing::NotClosed(Position { line: opening.number, column: 1 })),
        },
        _ => return Err(Missing::NotClosed(Position { line: opening.number, column: 1 })),
    };
    let blank = rest[end..].find('\n').filter(|newline| rest[end..end + newline].trim().is_empty());
    Ok(Parts {
        format: Format::Json,
        front_matter: &rest[..end],
        first_line: opening.number,
        body: opening.start + end + blank.map_or(0, |newline| newline + 1),
    })
}

/// Lines with their place.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    number: u32,
}

struct Line<'t> {
    text: &'t str,
    number: u32,
    start: usize,
    /// After the line break.
    end: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        if self.offset >= self.text.len() {
            return None;
        }
        let start = self.offset;
        let rest = &self.text[start..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |newline| newline + 1);
        self.offset += length;
        self.number += 1;
        Some(Line { text: &rest[..length], number: self.number, start, end: self.offset })
    }
}

/// The values of a front matter, with positions of the whole file.
///
/// Of keys written twice the last counts, with a warning. The result is always a mapping.
///
/// # Errors
/// Where the text is not of its format or not a mapping.
pub fn values(
    parts: &Parts<'_>,
    path: &SourcePath,
    problems: &mut Diagnostics,
) -> Result<Node, Box<Diagnostic>> {
    let (node, format) = match parts.format {
        Format::Yaml => (Node::from_yaml(parts.front_matter), "YAML"),
        Format::Toml => (Node::from_toml(parts.front_matter), "TOML"),
        // JSON is YAML, but for tabs, which no string of JSON holds.
        Format::Json => (Node::from_yaml(&parts.front_matter.replace('\t', " ")), "JSON"),
    };
    let shift = parts.first_line - 1;
    let mut node = node.map_err(|error| {
        let position =
            error.position.map(|Position { line, column }| Position { line: line + shift, column });
        let place = Place { file: path.to_string(), position };
        Box::new(value::message::syntax(place, format, &error))
    })?;
    if parts.format == Format::Yaml {
        for (place, comment, meant) in comments(&node, parts) {
            problems.push(message::comment_in_value(Place::new(path.as_str(), place), comment, &meant));
        }
    }
    node.shift_lines(shift);
    for (key, position) in node.take_duplicates() {
        problems.push(message::duplicate_key(Place::new(path.as_str(), position), &key));
    }
    match node.value {
        Value::Map(_) => {}
        Value::Null => node.value = Value::Map(Vec::new()),
        _ => return Err(Box::new(message::not_a_mapping(Place::new(path.as_str(), node.position)))),
    }
    Ok(node)
}

/// The comments that end what readers read of a front matter of YAML, before its lines are shifted: where each of these values is, the
/// comment, and what was probably meant.
fn comments<'p>(node: &Node, parts: &Parts<'p>) -> Vec<(Position, &'p str, String)> {
    const TEXTS: [&str; 4] = ["title", "summary", "description", "standfirst"];
    let entries = if let Value::Map(entries) = &node.value { entries.as_slice() } else { &[] };
    let texts = entries.iter().filter(|entry| TEXTS.contains(&&*entry.key));
    let found = |entry: &MappingEntry| {
        let (comment, meant) = value::ended_by_comment(parts.front_matter, entry)?;
        let Position { line, column } = entry.position;
        Some((Position { line: line + parts.first_line - 1, column }, comment, meant))
    };
    texts.filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_cut() {
        let parts = split("---\ntitle: x\n---\nbody").unwrap();
        assert_eq!((parts.format, parts.front_matter, parts.first_line), (Format::Yaml, "title: x\n", 2));
        assert_eq!(&"---\ntitle: x\n---\nbody"[parts.body..], "body");
    }

    #[test]
    fn marks_blank_lines_and_crlf_are_accepted() {
        let text = "\u{feff}\r\n  \n+++\r\ntitle = 'x'\r\n+++\r\nbody";
        let parts = split(text).unwrap();
        assert_eq!((parts.format, parts.first_line, &text[parts.body..]), (Format::Toml, 4, "body"));
        assert_eq!(parts.front_matter, "title = 'x'\r\n");
    }

    #[test]
    fn an_object_of_json_is_front_matter() {
        let text = "\n{\n\t\"title\": \"A } b\",\n\t\"tags\": [\"x\\ty\"]\n}\nbody {";
        let parts = split(text).unwrap();
        assert_eq!((parts.format, parts.first_line, &text[parts.body..]), (Format::Json, 2, "body {"));
        let node = values(&parts, &SourcePath::new("a.md"), &mut Diagnostics::new()).unwrap();
        assert_eq!(node.to_json(), serde_json::json!({ "title": "A } b", "tags": ["x\ty"] }));
        assert_eq!(split("{\"a\": 1}\nbody").unwrap().body, 9);
        assert_eq!(split("{\"a\": 1"), Err(Missing::NotClosed(Position::START)));
        assert_eq!(split("{{< figure >}}"), Err(Missing::NotOpened(Position::START)));
        let text = "{\n  \"a\": ,\n}\nbody";
        let parts = split(text).unwrap();
        assert_eq!(&text[parts.body..], "body");
    }

    #[test]
    fn what_is_missing_has_a_place() {
        assert_eq!(split(""), Err(Missing::NotOpened(Position::START)));
        assert_eq!(split("\n# Title\n"), Err(Missing::NotOpened(Position { line: 2, column: 1 })));
        assert_eq!(split("---\ntitle: x\n"), Err(Missing::NotClosed(Position::START)));
        assert!(split("---\n---").is_ok());
    }

    #[test]
    fn values_know_their_line_in_the_file() {
        let path = SourcePath::new("a.md");
        let parts = split("\n---\na: 1\nb: c: d\n---\n").unwrap();
        let error = values(&parts, &path, &mut Diagnostics::new()).unwrap_err();
        assert_eq!(error.place.unwrap().to_string(), "a.md:4:5");
        let parts = split("---\n- x\n---\n").unwrap();
        assert_eq!(values(&parts, &path, &mut Diagnostics::new()).unwrap_err().code, "front-matter");
        let parts = split("---\n---\n").unwrap();
        assert_eq!(values(&parts, &path, &mut Diagnostics::new()).unwrap().value, Value::Map(Vec::new()));
    }

    #[test]
    fn duplicate_keys_warn_and_the_last_wins() {
        let path = SourcePath::new("a.md");
        let parts = split("---\na: 1\na: 2\n---\n").unwrap();
        let mut problems = Diagnostics::new();
        let node = values(&parts, &path, &mut problems).unwrap();
        assert_eq!(problems.warnings(), 1);
        let Value::Map(entries) = node.value else { panic!() };
        assert_eq!(entries[0].node.value, Value::Number("2".into()));
    }
}
