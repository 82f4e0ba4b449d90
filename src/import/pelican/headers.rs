//! The keys and the text of a file of Pelican: Python-Markdown's headers, YAML, or the head of an HTML file.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::import::front_matter::{self, Parsed};
use crate::import::html;
use crate::import::old_site::Fields;

/// A file cut into keys and text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Head {
    /// The keys, in lower case.
    pub(super) fields: Fields,
    /// The text below.
    pub(super) body: String,
    /// The line that the text begins with, from 1.
    pub(super) body_line: u32,
}

/// Reads the Markdown file at `path`. `None` where it cannot be read, which is told.
pub(super) fn markdown(path: &str, text: &str, problems: &mut Diagnostics) -> Option<Head> {
    if text.starts_with("---") {
        let mut found = Diagnostics::new();
        if let Some(Parsed { mut fields, body, body_line, has_front_matter: true }) =
            front_matter::read(path, text, &mut found)
        {
            problems.append(found);
            fields.lower_keys();
            return Some(Head { fields, body: body.to_owned(), body_line });
        }
    }
    Some(headers(text))
}

/// Reads headers as Python-Markdown does: lines of `Key: value` up to the first blank line or line of another form; lines that are
/// indented by four spaces go on with the value above.
pub(super) fn headers(text: &str) -> Head {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    let mut rest = text;
    let mut line_number = 1;
    let is_fence = |line: &str| {
        ["---", "..."].iter().any(|fence| line.strip_prefix(fence).is_some_and(|rest| rest.trim() == ""))
    };
    let mut is_first = true;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if is_first && line.starts_with("---") && is_fence(line) {
            (rest, line_number, is_first) = (after, line_number + 1, false);
            continue;
        }
        is_first = false;
        if line.trim().is_empty() || is_fence(line) {
            (rest, line_number) = (after, line_number + 1);
            break;
        }
        if let Some((key, value)) = header(line) {
            match values.iter_mut().find(|(known, _)| *known == key) {
                Some((_, lines)) => lines.push(value.to_owned()),
                None => values.push((key, vec![value.to_owned()])),
            }
        } else if line.starts_with("    ")
            && let Some((_, lines)) = values.last_mut()
        {
            lines.push(line.trim().to_owned());
        } else {
            break;
        }
        (rest, line_number) = (after, line_number + 1);
    }
    let fields = values.into_iter().map(|(key, lines)| (key.clone(), value(&key, lines))).collect();
    Head { fields, body: rest.to_owned(), body_line: line_number }
}

/// The key of a header in lower case, and its value.
fn header(line: &str) -> Option<(String, &str)> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let (key, value) = line[indent..].split_once(':')?;
    let is_key =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (indent < 4 && is_key).then(|| (key.to_ascii_lowercase(), value.trim()))
}

/// The value of a header in one or several lines. Of the keys that Pelican knows the first line counts.
fn value(key: &str, mut lines: Vec<String>) -> Value {
    const ONE: [&str; 11] = [
        "title", "tags", "date", "modified", "status", "category", "author", "save_as", "url", "authors",
        "slug",
    ];
    match lines.len() {
        _ if key == "summary" => lines.join("\n").into(),
        1 => lines.remove(0).into(),
        _ if ONE.contains(&key) => lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default().into(),
        _ => lines.into_iter().filter(|line| !line.is_empty()).collect(),
    }
}

/// Reads an HTML file: its title, the `meta` elements of its head, its body.
pub(super) fn html(text: &str) -> Head {
    let lower = text.to_ascii_lowercase();
    let head_end = lower.find("</head").or_else(|| lower.find("<body")).unwrap_or(0);
    let mut fields = Fields::default();
    if let Some(title) = between(text, &lower, 0, "title").filter(|(start, _)| *start < head_end) {
        fields.set("title", text[title.0..title.1].trim());
    }
    let mut at = 0;
    while let Some(start) = lower[at..head_end].find("<meta").map(|offset| at + offset) {
        let end = tag_end(text, start);
        let attributes = attributes(&text[start + 5..end]);
        let named =
            |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        if let Some(name) = named("name") {
            let name = name.to_lowercase();
            let name = if name == "keywords" { "tags".to_owned() } else { name };
            let content = named("content").or_else(|| named("contents")).unwrap_or_default();
            if fields.get(&name).is_none() {
                fields.set(&name, content);
            }
        }
        at = end.max(start + 5).min(head_end);
    }
    let (start, end) = between(text, &lower, head_end, "body").unwrap_or((head_end, text.len()));
    let body_line = crate::import::code::line(text, start);
    Head { fields, body: html::as_markdown(&text[start..end]), body_line }
}

/// What an element holds: from behind its tag to its end tag.
fn between(text: &str, lower: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let start = from + lower[from..].find(&format!("<{name}"))?;
    let start = (tag_end(text, start) + 1).min(text.len());
    let end = lower[start..].rfind(&format!("</{name}")).map_or(text.len(), |offset| start + offset);
    Some((start, end))
}

/// Where the tag that starts at `start` ends: its `>`, not in quotes.
fn tag_end(text: &str, start: usize) -> usize {
    let mut quote = None;
    for (offset, next) in text[start..].char_indices() {
        match (quote, next) {
            (Some(open), _) if open == next => quote = None,
            (None, '"' | '\'') => quote = Some(next),
            (None, '>') => return start + offset,
            _ => {}
        }
    }
    text.len()
}

/// The attributes in a tag, their names in lower case.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let mut rest = tag;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let after = after.trim_start();
        let (value, after) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_once(char::is_whitespace).unwrap_or((after.trim_end_matches('/'), "")),
        };
        attributes.push((name, crate::text::shown(value).into()));
        rest = after;
    }
    attributes
}

/// The keys of a reStructuredText file, as far as its address needs them: its title and the fields at its top.
pub(super) fn restructured(text: &str) -> Fields {
    let mut fields = Fields::default();
    let lines: Vec<&str> = text.lines().take(80).collect();
    for (at, line) in lines.iter().enumerate() {
        let is_underline = |line: &&&str| {
            let first = line.chars().next().filter(char::is_ascii_punctuation);
            first.is_some_and(|first| line.trim_end().chars().all(|next| next == first))
        };
        if fields.get("title").is_none()
            && !line.trim().is_empty()
            && !is_underline(&line)
            && lines.get(at + 1).filter(is_underline).is_some()
        {
            fields.set("title", line.trim());
        }
        if let Some((key, value)) = line.strip_prefix(':').and_then(|rest| rest.split_once(':')) {
            fields.set(&key.to_lowercase(), value.trim());
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn headers_end_at_a_blank_line() {
        let head =
            headers("Title: A: b\nTAGS: x, y\nSummary: one\n    two\nkey: 1\n    2\n\nCategory: visible\n");
        assert_eq!(head.fields.text("title").as_deref(), Some("A: b"));
        assert_eq!(head.fields.text("tags").as_deref(), Some("x, y"));
        assert_eq!(head.fields.get("summary"), Some(&json!("one\ntwo")));
        assert_eq!(head.fields.get("key"), Some(&json!(["1", "2"])));
        assert_eq!((&*head.body, head.body_line), ("Category: visible\n", 8));
    }

    #[test]
    fn headers_end_at_a_text() {
        let head = headers("Title: a\nA text.\n");
        assert_eq!((&*head.body, head.body_line), ("A text.\n", 2));
        assert_eq!(headers("http://x.example is text").body, "");
        assert_eq!(headers("A text: no key").body, "A text: no key");
        assert_eq!(headers(""), Head { body_line: 1, ..Head::default() });
    }

    #[test]
    fn yaml_and_what_looks_like_it() {
        let mut problems = Diagnostics::new();
        let head = markdown("a.md", "---\nTitle: \"a\"\ntags:\n  - x\n---\nb\n", &mut problems).unwrap();
        assert_eq!(
            (head.fields.text("title").as_deref(), head.fields.names("tags"), &*head.body),
            (Some("a"), vec!["x".to_owned()], "b\n")
        );
        let head = markdown("a.md", "---\nTitle: a: b: c\n---\nd\n", &mut problems).unwrap();
        assert_eq!((head.fields.text("title").as_deref(), &*head.body), (Some("a: b: c"), "d\n"));
        assert!(problems.is_empty());
    }

    #[test]
    fn html_files_have_a_head() {
        let head = html(
            "<html><HEAD><title>A &amp; b</title>\n<meta name='Date' content=\"2012-07-10\" /><meta name=keywords content='x, y'>\n<meta charset=utf-8></HEAD><body class='a>b'>\n<p>t</p>\n\n<p>u</p></body></html>",
        );
        assert_eq!(head.fields.text("title").as_deref(), Some("A &amp; b"));
        assert_eq!(head.fields.text("date").as_deref(), Some("2012-07-10"));
        assert_eq!(head.fields.text("tags").as_deref(), Some("x, y"));
        assert_eq!(head.body, "<div>\n<p>t</p>\n<p>u</p>\n</div>\n");
        for odd in ["", "<", "<meta", "<head><meta", "<title", "<body", "</head>", "<head><title>x</head>"] {
            html(odd);
        }
    }

    #[test]
    fn files_in_other_formats_have_an_address_too() {
        let fields =
            restructured("State 0.11\n==========\n\n:date: 2014-07-15 15:40\n:slug: s-0.11\n\nText\n----\n");
        assert_eq!(
            (fields.text("title").as_deref(), fields.text("slug").as_deref()),
            (Some("State 0.11"), Some("s-0.11"))
        );
    }
}
