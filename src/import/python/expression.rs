//! Expressions of Python, as far as they have one value.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::CharIndices;

use super::{Assignment, PythonValue, string_end};

/// The value of an expression.
pub(super) fn expression(text: &str, names: &BTreeMap<String, Assignment>) -> PythonValue {
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
pub(super) fn sum(one: PythonValue, other: PythonValue) -> PythonValue {
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
pub(super) struct Reader<'r> {
    pub(super) text: &'r str,
    pub(super) rest: Peekable<CharIndices<'r>>,
    names: &'r BTreeMap<String, Assignment>,
    depth: usize,
}

impl<'r> Reader<'r> {
    /// How deep brackets are followed.
    const DEEPEST: usize = 64;

    pub(super) fn blanks(&mut self) {
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

    pub(super) fn at(&mut self) -> usize {
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
}
