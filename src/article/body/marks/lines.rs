//! Marks in the lines of a text.

use std::ops::Range;

use super::{Alert, Attributes, Container, Mark, is_bare_colon};
use crate::config::Markdown;

/// Marks in order, and containers without an end.
type LineMarks = (Vec<(Range<usize>, Mark)>, Vec<Range<usize>>);

/// The marks of `text` that are `wanted`, but for those in `code`.
pub(super) fn marks(text: &str, wanted: Markdown, code: &[Range<usize>]) -> LineMarks {
    let mut reader = LineReader {
        text,
        wanted,
        code,
        next_code: 0,
        found: Vec::new(),
        unclosed: Vec::new(),
        colons: Vec::new(),
        containers: Vec::new(),
        tags: Vec::new(),
    };
    let mut start = 0;
    let mut after_blank = true;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let prefix = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        let rest = line[prefix..].trim_end();
        let is_blank = rest.is_empty();
        if !is_blank {
            reader.line(start + prefix..start + prefix + rest.len(), end, after_blank);
        }
        after_blank = is_blank;
        start = end;
    }
    reader
        .unclosed
        .extend(reader.containers.drain(..).filter(|open| open.what.is_some()).map(|open| open.range));
    // What is closed is found after what stands in it. Of two marks at one place the colon is none.
    reader.found.extend(reader.colons.drain(..).map(|at| (at..at + 1, Mark::Colon)));
    reader.found.sort_by_key(|(range, mark)| (range.start, *mark == Mark::Colon));
    reader.found.dedup_by_key(|(range, _)| range.start);
    (reader.found, reader.unclosed)
}

/// A container that is open.
struct OpenContainer {
    colons: usize,
    range: Range<usize>,
    /// What it is; `None` where nobody knows its name.
    what: Option<(Container, Option<String>)>,
}

/// A tag that is open.
struct OpenTag<'t> {
    name: &'t str,
    range: Range<usize>,
    /// What is left out of it.
    cut: Range<usize>,
    /// Elements of the same name open within it.
    nested: usize,
}

struct LineReader<'t> {
    text: &'t str,
    wanted: Markdown,
    code: &'t [Range<usize>],
    next_code: usize,
    found: Vec<(Range<usize>, Mark)>,
    unclosed: Vec<Range<usize>>,
    /// Where lines start with a colon that no blank follows.
    colons: Vec<usize>,
    containers: Vec<OpenContainer>,
    tags: Vec<OpenTag<'t>>,
}

impl<'t> LineReader<'t> {
    /// Reads a line without what makes it part of a quotation or a list; it ends at `end` with its line break.
    fn line(&mut self, range: Range<usize>, end: usize, after_blank: bool) {
        if self.is_code(range.start) {
            return;
        }
        let text = self.text;
        let line = &text[range.clone()];
        if self.wanted.definition_lists && is_bare_colon(line) {
            self.colons.push(range.start);
        }
        if self.wanted.containers && line.starts_with(":::") {
            return self.container(line, range);
        }
        if self.wanted.in_html && line.contains('<') {
            self.tag(line, &range);
        }
        if !self.wanted.attributes {
            return;
        }
        if let Some(attributes) = line.strip_prefix("{:").and_then(|rest| attributes(rest.strip_suffix('}')?))
        {
            let next = text[end..].split('\n').next().unwrap_or_default();
            let is_before = after_blank && !next.trim_matches([' ', '\t', '>', '\r']).is_empty();
            let mark = if is_before { Mark::Before } else { Mark::After };
            self.found.push((range, mark(attributes)));
            return;
        }
        self.attributes_in_line(line, range.start);
    }

    /// Whether the byte at `at` is in code. Bytes are asked for in order.
    fn is_code(&mut self, at: usize) -> bool {
        while self.code.get(self.next_code).is_some_and(|code| code.end <= at) {
            self.next_code += 1;
        }
        self.code.get(self.next_code).is_some_and(|code| code.start <= at)
    }

    /// A line that starts with colons.
    fn container(&mut self, line: &str, range: Range<usize>) {
        let rest = line.trim_start_matches(':');
        let colons = line.len() - rest.len();
        let rest = rest.trim();
        if !rest.is_empty() {
            let end = rest.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(rest.len());
            let (name, title) = rest.split_at(end);
            let what = kind(name).map(|kind| (kind, read_title(title)));
            self.containers.push(OpenContainer { colons, range, what });
            return;
        }
        let Some(open) = self.containers.pop_if(|open| open.colons <= colons) else { return };
        if let Some((kind, title)) = open.what {
            self.found.push((open.range, Mark::Open(kind, title)));
            self.found.push((range, Mark::Close));
        }
    }

    /// A line with a tag in it: one that stands alone and has `markdown="1"`, or one that may end such.
    fn tag(&mut self, line: &'t str, range: &Range<usize>) {
        if let Some((name, cut)) = opening(line) {
            let cut = range.start + cut.start..range.start + cut.end;
            self.tags.push(OpenTag { name, range: range.clone(), cut, nested: 0 });
            return;
        }
        let Some(open) = self.tags.last_mut() else { return };
        for (at, _) in line.match_indices('<') {
            let tag = &line[at + 1..];
            let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let rest = tag.get(..open.name.len()).filter(|name| name.eq_ignore_ascii_case(open.name));
            let Some(after) = rest.map(|name| &tag[name.len()..]) else { continue };
            match (is_end, open.nested) {
                _ if !after.starts_with(['>', ' ', '\t', '/']) => {}
                (false, _) => open.nested += 1,
                (true, 1..) => open.nested -= 1,
                (true, 0) => {
                    let is_alone = at == 0 && after == ">";
                    let Some(open) = self.tags.pop() else { return };
                    if is_alone {
                        self.found.push((open.range, Mark::Tag(open.cut)));
                        self.found.push((range.clone(), Mark::Tag(range.end..range.end)));
                    }
                    return;
                }
            }
        }
    }

    /// Attributes that stand directly behind something in a line.
    fn attributes_in_line(&mut self, line: &str, start: usize) {
        for (at, _) in line.match_indices("{:") {
            let behind = line[..at].ends_with([')', ']', '*', '_', '`', '>', '~', '^']);
            let rest = &line[at + 2..];
            let Some(length) = memchr::memchr2(b'{', b'}', rest.as_bytes()).filter(|_| behind) else {
                continue;
            };
            if rest.as_bytes()[length] == b'}'
                && !rest[..length].is_empty()
                && let Some(attributes) = attributes(&rest[..length])
                && !self.is_code(start + at)
            {
                self.found.push((start + at..start + at + 2 + length + 1, Mark::After(attributes)));
            }
        }
    }
}

/// What a container of this name is.
fn kind(name: &str) -> Option<Container> {
    Some(Container::Alert(match &*name.to_ascii_lowercase() {
        "note" | "info" => Alert::Note,
        "tip" | "success" | "hint" => Alert::Tip,
        "important" => Alert::Important,
        "warning" => Alert::Warning,
        "caution" | "danger" => Alert::Caution,
        "details" => return Some(Container::Details),
        _ => return None,
    }))
}

/// The heading that follows the name of a container: `Title`, `[Title]`, `"Title"` or `{title="Title"}`.
fn read_title(rest: &str) -> Option<String> {
    let rest = rest.trim();
    let title = match rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(attributes) => attributes.split_once("title=").map_or("", |(_, title)| title.trim()),
        None => rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(rest),
    };
    let title = title.strip_prefix('"').and_then(|title| title.strip_suffix('"')).unwrap_or(title).trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// The class and anchor in braces, between `{:` and `}`; `None` for kramdown's other uses of these.
fn attributes(text: &str) -> Option<Attributes> {
    if text.contains(['{', '}']) || text.starts_with([':', '/']) {
        return None;
    }
    let mut attributes = Attributes::default();
    for word in text.split_whitespace() {
        match word.split_at_checked(1) {
            Some((".", class)) => {
                attributes.class.push_str(if attributes.class.is_empty() { "" } else { " " });
                attributes.class.push_str(class);
            }
            Some(("#", id)) => attributes.id = Some(id.to_owned()),
            _ => attributes.is_contents |= word == "toc",
        }
    }
    Some(attributes)
}

/// A line that is one start tag whose content is Markdown: its name, and the attribute that says so.
fn opening(line: &str) -> Option<(&str, Range<usize>)> {
    let tag = line.strip_prefix('<')?.strip_suffix('>')?;
    if tag.contains(['<', '>']) || tag.ends_with('/') {
        return None;
    }
    let name = &tag[..tag.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(tag.len())];
    let at = line.find(" markdown=")?;
    let value = &line[at + " markdown=".len()..line.len() - 1];
    let end = value.find([' ', '\t']).unwrap_or(value.len());
    let is_on = matches!(value[..end].trim_matches(['"', '\'']), "1" | "block" | "span");
    (is_on && !name.is_empty()).then(|| (name, at..at + " markdown=".len() + end))
}
