//! Assignments of a Python file, read and never run: `pelicanconf.py` is a program.
//!
//! Only what has one value whatever the program does is known: strings, numbers, truth values, lists, tuples and dictionaries of
//! them, names that were assigned before, joined strings, and `A if B else C` or an `if` block whose condition is known. Everything
//! else is [`PythonValue::Unknown`], with the line it stands in.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::CharIndices;

/// The value of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum PythonValue {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
    /// A list, a tuple or a set.
    List(Vec<PythonValue>),
    /// A dictionary, in its order.
    Dict(Vec<(PythonValue, PythonValue)>),
    /// What only the program knows.
    Unknown,
}

impl PythonValue {
    /// Whether Python takes it for true; `None` where that is not known.
    fn truth(&self) -> Option<bool> {
        Some(match self {
            PythonValue::None => false,
            PythonValue::Bool(value) => *value,
            PythonValue::Number(number) => number.parse::<f64>().ok()? != 0.0,
            PythonValue::Text(text) => !text.is_empty(),
            PythonValue::List(items) => !items.is_empty(),
            PythonValue::Dict(entries) => !entries.is_empty(),
            PythonValue::Unknown => return None,
        })
    }

    /// The string that it is.
    pub fn text(&self) -> Option<&str> {
        match self {
            PythonValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A name that a file gives a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The value that counts at the end of the file.
    pub value: PythonValue,
    /// The line of the assignment, from 1.
    pub line: u32,
}

/// All names that `source` assigns at its top, with the values they have at its end.
///
/// What is not an assignment is passed over: imports, functions, classes, calls.
pub fn assignments(source: &str) -> BTreeMap<String, Assignment> {
    let mut names = BTreeMap::new();
    let lines = logical_lines(source);
    read_block(&lines, 0, true, &mut names);
    names
}

/// A line of the program: brackets and three quotes join lines, and so does a backslash at the end.
struct LogicalLine<'s> {
    text: &'s str,
    indent: usize,
    number: u32,
}

/// Cuts a program into lines, without empty ones and comments.
fn logical_lines(source: &str) -> Vec<LogicalLine<'_>> {
    let mut lines = Vec::new();
    let (mut at, mut number) = (0, 1);
    while at < source.len() {
        let end = logical_end(source, at);
        let text = &source[at..end];
        let trimmed = text.trim_start_matches([' ', '\t']);
        let indent = text.len() - trimmed.len();
        if !trimmed.trim().is_empty() && !trimmed.starts_with('#') {
            lines.push(LogicalLine { text: trimmed.trim_end(), indent, number });
        }
        number += text.matches('\n').count() as u32;
        at = end;
    }
    lines
}

/// Where the logical line that starts at `start` ends: behind its line break.
fn logical_end(source: &str, start: usize) -> usize {
    let bytes = source.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at).max(1) - 1,
            b'"' | b'\'' => {
                at = string_end(source, at);
                continue;
            }
            b'\\' => at += 1,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    source.len()
}

/// Behind the string that starts with the quote at `start`.
fn string_end(source: &str, start: usize) -> usize {
    let bytes = source.as_bytes();
    let quote = bytes[start];
    let is_long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if is_long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !is_long => return at,
            _ if is_long && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ if !is_long && *byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    source.len()
}

/// Reads the lines of a block from `first`, whose indent all have, until one has less; returns where it ends.
fn read_block(
    lines: &[LogicalLine<'_>],
    first: usize,
    counts: bool,
    names: &mut BTreeMap<String, Assignment>,
) -> usize {
    let Some(indent) = lines.get(first).map(|line| line.indent) else { return first };
    let mut at = first;
    // Whether a branch before this one was taken: `None` where that is not known.
    let mut is_taken = Some(false);
    while let Some(line) = lines.get(at).filter(|line| line.indent >= indent) {
        let condition = branch(line.text);
        if let Some(condition) = condition {
            let is_first = line.text.starts_with("if");
            if is_first {
                is_taken = Some(false);
            }
            let holds = match condition {
                Some(condition) => expression(condition, names).truth(),
                None => Some(true),
            };
            let enters = match (is_taken, holds) {
                (Some(true), _) | (_, Some(false)) => Some(false),
                (Some(false), Some(true)) => Some(true),
                _ => None,
            };
            at = enter(lines, at + 1, indent, (counts, enters), names);
            is_taken = match (is_taken, enters) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            continue;
        }
        if line.text.ends_with(':') && is_compound(line.text) {
            at = enter(lines, at + 1, indent, (false, Some(false)), names);
            continue;
        }
        if counts && line.indent == indent {
            assign(line, names);
        }
        at += 1;
    }
    at
}

/// Reads the block below a line of `indent`, which is entered, is not, or may be.
fn enter(
    lines: &[LogicalLine<'_>],
    first: usize,
    indent: usize,
    (counts, enters): (bool, Option<bool>),
    names: &mut BTreeMap<String, Assignment>,
) -> usize {
    if lines.get(first).is_none_or(|line| line.indent <= indent) {
        return first;
    }
    match enters {
        Some(true) => read_block(lines, first, counts, names),
        Some(false) => read_block(lines, first, false, names),
        None => {
            // What it may assign is not known any more.
            let mut inner = names.clone();
            let end = read_block(lines, first, counts, &mut inner);
            for (name, assignment) in inner {
                if names.get(&name) != Some(&assignment) {
                    names.insert(name, Assignment { value: PythonValue::Unknown, ..assignment });
                }
            }
            end
        }
    }
}

/// The condition of an `if` or `elif`, `Some(None)` for an `else`; `None` for other lines.
fn branch(line: &str) -> Option<Option<&str>> {
    let body = line.strip_suffix(':')?;
    if body.trim_end() == "else" {
        return Some(None);
    }
    let condition = ["if ", "if(", "elif ", "elif("].iter().find_map(|start| {
        let rest = body.strip_prefix(&start[..start.len() - 1])?;
        rest.starts_with([' ', '(']).then_some(rest)
    });
    condition.map(Some)
}

/// Whether a line that ends in a colon has a block that is no part of the top.
fn is_compound(line: &str) -> bool {
    ["def ", "class ", "for ", "while ", "try", "except", "finally", "with ", "async ", "match "]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Takes over an assignment: `NAME = …`, `NAME: type = …`, `NAME += …`.
fn assign(line: &LogicalLine<'_>, names: &mut BTreeMap<String, Assignment>) {
    let end = line.text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(line.text.len());
    let (name, rest) = line.text.split_at(end);
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix(':') {
        Some(annotated) => annotated.find('=').map_or("", |equals| &annotated[equals..]),
        None => rest,
    };
    let value = if let Some(more) = rest.strip_prefix("+=") {
        let before = names.get(name).map_or(PythonValue::Unknown, |known| known.value.clone());
        sum(before, expression(more, names))
    } else {
        match rest.strip_prefix('=') {
            Some(value) if !value.starts_with('=') => expression(value, names),
            _ => return,
        }
    };
    names.insert(name.to_owned(), Assignment { value, line: line.number });
}

/// The value of an expression.
fn expression(text: &str, names: &BTreeMap<String, Assignment>) -> PythonValue {
    let mut reader = Reader { text, rest: text.char_indices().peekable(), names, depth: 0 };
    let value = reader.conditional();
    reader.blanks();
    match reader.rest.peek() {
        // A tuple without brackets.
        Some((_, ',')) => {
            let mut items = vec![value];
            while reader.next_is(',') {
                reader.blanks();
                if reader.rest.peek().is_none() {
                    break;
                }
                items.push(reader.conditional());
                reader.blanks();
            }
            if reader.rest.peek().is_none() { PythonValue::List(items) } else { PythonValue::Unknown }
        }
        None => value,
        Some(_) => PythonValue::Unknown,
    }
}

/// Both values joined, as `+` does it.
fn sum(one: PythonValue, other: PythonValue) -> PythonValue {
    match (one, other) {
        (PythonValue::Text(one), PythonValue::Text(other)) => PythonValue::Text(one + &other),
        (PythonValue::List(mut one), PythonValue::List(other)) => {
            one.extend(other);
            PythonValue::List(one)
        }
        _ => PythonValue::Unknown,
    }
}

/// Reads an expression.
struct Reader<'r> {
    text: &'r str,
    rest: Peekable<CharIndices<'r>>,
    names: &'r BTreeMap<String, Assignment>,
    depth: usize,
}

impl<'r> Reader<'r> {
    /// How deep brackets are followed.
    const DEEPEST: usize = 64;

    fn blanks(&mut self) {
        while let Some((_, next)) = self.rest.peek().copied() {
            match next {
                ' ' | '\t' | '\n' | '\r' | '\\' => {}
                '#' => {
                    while self.rest.peek().is_some_and(|(_, next)| *next != '\n') {
                        self.rest.next();
                    }
                    continue;
                }
                _ => return,
            }
            self.rest.next();
        }
    }

    /// Passes over `sign` if it is next.
    fn next_is(&mut self, sign: char) -> bool {
        self.blanks();
        self.rest.next_if(|(_, next)| *next == sign).is_some()
    }

    fn at(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    /// Passes over a word if it is next.
    fn word_is(&mut self, word: &str) -> bool {
        self.blanks();
        let at = self.at();
        let rest = &self.text[at..];
        let is_it = rest
            .strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|next: char| next.is_alphanumeric() || next == '_'));
        if is_it {
            self.rest.nth(word.chars().count() - 1);
        }
        is_it
    }

    /// `A if B else C`, or a value.
    fn conditional(&mut self) -> PythonValue {
        let value = self.disjunction();
        if !self.word_is("if") {
            return value;
        }
        let condition = self.disjunction();
        if !self.word_is("else") {
            return PythonValue::Unknown;
        }
        let other = self.conditional();
        match condition.truth() {
            Some(true) => value,
            Some(false) => other,
            None => PythonValue::Unknown,
        }
    }

    /// Values with `and`, `or` and comparisons between them.
    fn disjunction(&mut self) -> PythonValue {
        let mut value = self.comparison();
        loop {
            let (is_or, is_and) = (self.word_is("or"), self.word_is("and"));
            if !is_or && !is_and {
                return value;
            }
            let other = self.comparison();
            value = match value.truth() {
                Some(truth) if truth == is_or => value,
                Some(_) => other,
                None => PythonValue::Unknown,
            };
        }
    }

    fn comparison(&mut self) -> PythonValue {
        if self.word_is("not") {
            return self.comparison().truth().map_or(PythonValue::Unknown, |truth| PythonValue::Bool(!truth));
        }
        let value = self.joined();
        self.blanks();
        let at = self.at();
        let is_equal = self.text[at..].starts_with("==");
        if !is_equal && !self.text[at..].starts_with("!=") {
            return value;
        }
        self.rest.nth(1);
        let other = self.joined();
        match value == PythonValue::Unknown || other == PythonValue::Unknown {
            true => PythonValue::Unknown,
            false => PythonValue::Bool((value == other) == is_equal),
        }
    }

    /// Values with `+` between them.
    fn joined(&mut self) -> PythonValue {
        let mut value = self.value();
        while self.next_is('+') {
            value = sum(value, self.value());
        }
        value
    }

    fn value(&mut self) -> PythonValue {
        self.blanks();
        self.depth += 1;
        let value = match self.rest.peek().copied() {
            _ if self.depth > Reader::DEEPEST => {
                self.rest.by_ref().for_each(drop);
                PythonValue::Unknown
            }
            Some((_, '(')) => self.items('(', ')'),
            Some((_, '[')) => self.items('[', ']'),
            Some((_, '{')) => self.dictionary(),
            Some((_, '"' | '\'')) => self.strings(""),
            Some((_, sign)) if sign.is_ascii_digit() || matches!(sign, '-' | '.') => self.number(),
            Some((_, sign)) if sign.is_alphabetic() || sign == '_' => self.named(),
            _ => PythonValue::Unknown,
        };
        self.depth -= 1;
        self.access(value)
    }

    /// What is taken of a value, called or indexed, is not known.
    fn access(&mut self, mut value: PythonValue) -> PythonValue {
        loop {
            match self.rest.peek() {
                Some((_, '(')) => _ = self.items('(', ')'),
                Some((_, '[')) => _ = self.items('[', ']'),
                Some((_, '.')) => {
                    self.rest.next();
                    while self.rest.next_if(|(_, next)| next.is_alphanumeric() || *next == '_').is_some() {}
                }
                Some((_, '%' | '*' | '/')) => {
                    self.rest.next();
                    self.value();
                }
                _ => return value,
            }
            value = PythonValue::Unknown;
        }
    }

    /// A list or a tuple, or an expression in brackets.
    fn items(&mut self, open: char, close: char) -> PythonValue {
        self.next_is(open);
        let mut items = Vec::new();
        let mut has_comma = false;
        loop {
            if self.next_is(close) {
                break;
            }
            items.push(self.conditional());
            if self.next_is(',') {
                has_comma = true;
                continue;
            }
            if self.next_is(close) {
                break;
            }
            // A comprehension, a named argument: passed over to the closing bracket.
            self.pass(close);
            return PythonValue::Unknown;
        }
        match items.pop() {
            Some(only) if open == '(' && !has_comma && items.is_empty() => only,
            Some(last) => {
                items.push(last);
                PythonValue::List(items)
            }
            None => PythonValue::List(items),
        }
    }

    /// A dictionary or a set.
    fn dictionary(&mut self) -> PythonValue {
        self.next_is('{');
        let (mut entries, mut items) = (Vec::new(), Vec::new());
        loop {
            if self.next_is('}') {
                break;
            }
            let key = self.conditional();
            if self.next_is(':') {
                entries.push((key, self.conditional()));
            } else {
                items.push(key);
            }
            if self.next_is(',') {
                continue;
            }
            if self.next_is('}') {
                break;
            }
            self.pass('}');
            return PythonValue::Unknown;
        }
        if entries.is_empty() && !items.is_empty() {
            PythonValue::List(items)
        } else {
            PythonValue::Dict(entries)
        }
    }

    /// Passes over everything up to the bracket that closes this one.
    fn pass(&mut self, close: char) {
        let mut depth = 0_usize;
        while let Some((at, next)) = self.rest.peek().copied() {
            match next {
                '"' | '\'' => {
                    let end = string_end(self.text, at);
                    while self.rest.next_if(|(at, _)| *at < end).is_some() {}
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth > 0 => depth -= 1,
                _ if next == close => {
                    self.rest.next();
                    return;
                }
                _ => {}
            }
            self.rest.next();
        }
    }

    fn number(&mut self) -> PythonValue {
        let start = self.at();
        self.rest.next();
        while self
            .rest
            .next_if(|(_, next)| next.is_ascii_alphanumeric() || matches!(next, '.' | '_'))
            .is_some()
        {}
        let end = self.at();
        PythonValue::Number(self.text[start..end].replace('_', ""))
    }

    /// A name, a word of the language, or a string with a prefix.
    fn named(&mut self) -> PythonValue {
        let start = self.at();
        while self.rest.next_if(|(_, next)| next.is_alphanumeric() || *next == '_').is_some() {}
        let end = self.at();
        let name = &self.text[start..end];
        let is_prefix = name.len() <= 2 && name.chars().all(|letter| "rRuUbBfF".contains(letter));
        if is_prefix && matches!(self.rest.peek(), Some((_, '"' | '\''))) {
            return self.strings(name);
        }
        match name {
            "True" => PythonValue::Bool(true),
            "False" => PythonValue::Bool(false),
            "None" => PythonValue::None,
            _ => self.names.get(name).map_or(PythonValue::Unknown, |known| known.value.clone()),
        }
    }

    /// Strings that stand one after the other, of which the first has `prefix`.
    fn strings(&mut self, prefix: &str) -> PythonValue {
        let mut text = String::new();
        let mut is_known = true;
        let mut prefix = prefix.to_owned();
        loop {
            let start = self.at();
            let end = string_end(self.text, start);
            let written = &self.text[start..end];
            let quotes =
                if written.len() >= 6 && (written.starts_with("\"\"\"") || written.starts_with("'''")) {
                    3
                } else {
                    1
                };
            let inner = written.get(quotes..written.len().saturating_sub(quotes)).unwrap_or_default();
            while self.rest.next_if(|(at, _)| *at < end).is_some() {}
            let is_formatted = prefix.contains(['f', 'F']) && inner.contains('{');
            is_known &= !is_formatted;
            match prefix.contains(['r', 'R']) {
                true => text.push_str(inner),
                false => push_unescaped(&mut text, inner),
            }
            self.blanks();
            prefix.clear();
            let at = self.at();
            let letters = self.text[at..].len()
                - self.text[at..].trim_start_matches(|c: char| "rRuUbBfF".contains(c)).len();
            let after = self.text[at + letters..].chars().next();
            if letters > 2 || !matches!(after, Some('"' | '\'')) {
                break;
            }
            prefix.push_str(&self.text[at..at + letters]);
            (0..letters).for_each(|_| _ = self.rest.next());
        }
        if is_known { PythonValue::Text(text) } else { PythonValue::Unknown }
    }
}

/// Appends a string without its backslashes.
fn push_unescaped(out: &mut String, text: &str) {
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        if next != '\\' {
            out.push(next);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\n') => {}
            Some(letter @ ('x' | 'u' | 'U')) => {
                let count = match letter {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let digits: String = rest.by_ref().take(count).collect();
                out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            Some(other) if matches!(other, '\\' | '\'' | '"') => out.push(other),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(source: &str) -> BTreeMap<String, PythonValue> {
        assignments(source).into_iter().map(|(name, assignment)| (name, assignment.value)).collect()
    }

    fn text(text: &str) -> PythonValue {
        PythonValue::Text(text.to_owned())
    }

    #[test]
    fn plain_values() {
        let known = values(
            "A = 'x'\nB = u\"y\\u00e9\\n\"\nC = r'\\d'\nD = 10\nE = True\nF = None\nG = ('a',\n  'b',  # comment\n)\n\
             H = {'k': [1, 2], \"l\": ()}\nI = 'a' 'b'\nJ = A + '/z'\nK: str = 'k'\nL = 'p', 'q'\n",
        );
        assert_eq!(known["A"], text("x"));
        assert_eq!(known["B"], text("yé\n"));
        assert_eq!(known["C"], text("\\d"));
        assert_eq!(known["D"], PythonValue::Number("10".into()));
        assert_eq!(known["E"], PythonValue::Bool(true));
        assert_eq!(known["F"], PythonValue::None);
        assert_eq!(known["G"], PythonValue::List(vec![text("a"), text("b")]));
        let numbers = ["1", "2"].map(|number| PythonValue::Number(number.into())).to_vec();
        let entries =
            vec![(text("k"), PythonValue::List(numbers)), (text("l"), PythonValue::List(Vec::new()))];
        assert_eq!(known["H"], PythonValue::Dict(entries));
        assert_eq!(known["I"], text("ab"));
        assert_eq!(known["J"], text("x/z"));
        assert_eq!(known["K"], text("k"));
        assert_eq!(known["L"], PythonValue::List(vec![text("p"), text("q")]));
    }

    #[test]
    fn conditions_that_are_known() {
        let known = values(
            "LOCAL = False\nURL = 'https://x.example' if not LOCAL else 'http://localhost'\n\
             if LOCAL:\n    THEME = 'a'\nelse:\n    THEME = 'b'\n    '''\n    THEME = 'c'\n    '''\n",
        );
        assert_eq!(known["URL"], text("https://x.example"));
        assert_eq!(known["THEME"], text("b"));
    }

    #[test]
    fn what_only_the_program_knows() {
        let known = values(
            "import os\nA = os.environ.get('X') == '1'\nB = True if os.environ.get('X') == '1' else False\nC = [x for x in y]\n\
             D = f'{A}'\nE = 'n'\nif A:\n    E = 'm'\ndef f():\n    G = 1\nH = 'a %s' % A\nI = open('x').read()\n",
        );
        for name in ["A", "B", "C", "D", "E", "H", "I"] {
            assert_eq!(known[name], PythonValue::Unknown, "{name}");
        }
        assert!(!known.contains_key("G"));
    }

    #[test]
    fn lines_are_told() {
        let known = assignments("A = '''\n\n'''\n\n# c\nB = 1\n");
        assert_eq!((known["A"].line, known["B"].line), (1, 6));
    }

    #[test]
    fn whatever_it_is_reading_ends() {
        for source in [
            "A = (",
            "A = '",
            "A = [[[",
            "A = {'a':",
            "A =",
            "= 1",
            "if",
            "if x:",
            "A = \\",
            "A = \"\"\"x",
            "é = 'ß'",
            ")",
        ] {
            assignments(source);
        }
        assignments(&format!("A = {}", "[".repeat(100_000)));
    }
}
