//! Expressions of Liquid: values with filters, and conditions.

use std::cmp::Ordering;
use std::sync::Arc;

use super::filters;
use super::scope::{Scope, Unknown};
use super::value::Value;
use super::words::{Token, tokens};

/// The value of an expression with its filters.
pub(super) fn evaluate(text: &str, scope: &dyn Scope) -> Result<Value, Unknown> {
    let mut reader = Reader::new(text, scope)?;
    let value = reader.chain()?;
    reader.end()?;
    Ok(value)
}

/// The values of a list such as `"odd", "even"`.
pub(super) fn evaluate_list(text: &str, scope: &dyn Scope) -> Result<Vec<Value>, Unknown> {
    let mut reader = Reader::new(text, scope)?;
    let mut values = vec![reader.known()?];
    while reader.take(&Token::Sign(",")) || reader.take(&Token::Name("or")) {
        values.push(reader.known()?);
    }
    reader.end()?;
    Ok(values)
}

/// Whether a condition is true.
pub(super) fn is_true(text: &str, scope: &dyn Scope) -> Result<bool, Unknown> {
    let mut reader = Reader::new(text, scope)?;
    let mut parts = vec![reader.comparison()?];
    let mut joined = Vec::new();
    loop {
        let is_and = reader.take(&Token::Name("and"));
        if !is_and && !reader.take(&Token::Name("or")) {
            break;
        }
        joined.push(is_and);
        parts.push(reader.comparison()?);
    }
    reader.end()?;
    // Conditions are joined from the right, whatever joins them.
    let mut result = parts.pop().unwrap_or(Ok(false));
    for (left, is_and) in parts.into_iter().zip(joined).rev() {
        result = match (left, is_and) {
            (Ok(false), true) => Ok(false),
            (Ok(true), false) => Ok(true),
            (Ok(_), _) => result,
            (unknown, _) => match (result, is_and) {
                (Ok(false), true) => Ok(false),
                (Ok(true), false) => Ok(true),
                _ => unknown,
            },
        };
    }
    result
}

/// What `for` is over.
#[derive(Debug)]
pub(super) struct Loop {
    /// The variable of an item.
    pub(super) variable: String,
    /// The items.
    pub(super) items: Vec<Value>,
}

/// The most items of a loop, and of a range.
pub(super) const ITEMS: usize = 100_000;

/// Reads what follows `for`: `item in list limit: 3 offset: 1 reversed`.
pub(super) fn loop_of(text: &str, scope: &dyn Scope) -> Result<Loop, Unknown> {
    let mut reader = Reader::new(text, scope)?;
    let Some(Token::Name(variable)) = reader.next() else { return Err(Unknown::new("for")) };
    if !reader.take(&Token::Name("in")) {
        return Err(Unknown::new("for"));
    }
    let items = reader.known()?.items();
    let (mut limit, mut offset, mut reversed) = (usize::MAX, 0, false);
    while let Some(token) = reader.next() {
        let Token::Name(name) = token else { continue };
        if name == "reversed" {
            reversed = true;
        } else if reader.take(&Token::Sign(":")) {
            let number = usize::try_from(reader.known()?.integer()).unwrap_or(0);
            match name {
                "limit" => limit = number,
                "offset" => offset = number,
                _ => {}
            }
        }
    }
    let mut items: Vec<Value> = items.iter().skip(offset).take(limit).cloned().collect();
    if reversed {
        items.reverse();
    }
    Ok(Loop { variable: variable.to_owned(), items })
}

/// The parameters of an include: `title="x" link=page.url`.
pub(super) fn parameters(text: &str, scope: &dyn Scope) -> Result<Vec<(String, Value)>, Unknown> {
    let mut reader = Reader::new(text, scope)?;
    let mut found = Vec::new();
    while let Some(token) = reader.next() {
        match token {
            Token::Name(name) if reader.take(&Token::Sign("=")) || reader.take(&Token::Sign(":")) => {
                found.push((name.to_owned(), reader.value(0)?));
            }
            Token::Sign(",") => {}
            _ => return Err(Unknown::new("include")),
        }
    }
    Ok(found)
}

/// How deep indexes may stand within each other.
const DEPTH: usize = 16;

struct Reader<'t, 's> {
    tokens: Vec<Token<'t>>,
    at: usize,
    scope: &'s dyn Scope,
    text: &'t str,
}

impl<'t, 's> Reader<'t, 's> {
    fn new(text: &'t str, scope: &'s dyn Scope) -> Result<Reader<'t, 's>, Unknown> {
        scope.spend(text.len())?;
        let tokens = tokens(text).ok_or_else(|| unreadable(text))?;
        Ok(Reader { tokens, at: 0, scope, text })
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn take(&mut self, token: &Token<'_>) -> bool {
        let is_next = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    fn end(&self) -> Result<(), Unknown> {
        if self.at == self.tokens.len() { Ok(()) } else { Err(unreadable(self.text)) }
    }

    /// A value that is known.
    fn known(&mut self) -> Result<Value, Unknown> {
        match self.value(0)? {
            Value::Unknown(name) => Err(Unknown(name)),
            value => Ok(value),
        }
    }

    fn chain(&mut self) -> Result<Value, Unknown> {
        let mut value = if self.tokens.is_empty() { Value::Nil } else { self.value(0)? };
        while self.take(&Token::Sign("|")) {
            let Some(Token::Name(filter)) = self.next() else { return Err(unreadable(self.text)) };
            let mut arguments = Vec::new();
            if self.take(&Token::Sign(":")) {
                loop {
                    // The name of an argument makes no difference to the filters that are known.
                    if let [Token::Name(_), Token::Sign(":")] =
                        self.tokens.get(self.at..self.at + 2).unwrap_or_default()
                    {
                        self.at += 2;
                    }
                    arguments.push(self.known()?);
                    if !self.take(&Token::Sign(",")) {
                        break;
                    }
                }
            }
            value = filters::apply(filter, value, &arguments, self.scope)?;
        }
        match value {
            Value::Unknown(name) => Err(Unknown(name)),
            value => Ok(value),
        }
    }

    /// One comparison. What is unknown in it is told only if the whole condition depends on it.
    fn comparison(&mut self) -> Result<Result<bool, Unknown>, Unknown> {
        let left = self.value(0)?;
        let operator = match self.tokens.get(self.at) {
            Some(Token::Sign(sign @ ("==" | "!=" | "<>" | "<" | ">" | "<=" | ">="))) => *sign,
            Some(Token::Name("contains")) => "contains",
            _ => {
                return Ok(match left {
                    Value::Unknown(name) => Err(Unknown(name)),
                    left => Ok(left.is_true()),
                });
            }
        };
        self.at += 1;
        let right = self.value(0)?;
        if let Value::Unknown(name) = [&left, &right]
            .into_iter()
            .find(|value| matches!(value, Value::Unknown(_)))
            .unwrap_or(&Value::Nil)
        {
            return Ok(Err(Unknown(Arc::clone(name))));
        }
        let order = left.order(&right);
        Ok(Ok(match operator {
            "==" => left.equals(&right),
            "!=" | "<>" => !left.equals(&right),
            "<" => order == Some(Ordering::Less),
            ">" => order == Some(Ordering::Greater),
            "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            ">=" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            _ => contains(&left, &right),
        }))
    }

    /// A literal, a range, or a variable with its keys.
    fn value(&mut self, depth: usize) -> Result<Value, Unknown> {
        if depth > DEPTH {
            return Err(unreadable(self.text));
        }
        match self.next() {
            Some(Token::Text(text)) => Ok(Value::text(text)),
            Some(Token::Number(number)) => Ok(number),
            Some(Token::Sign("(")) => self.range(depth),
            Some(Token::Name(name)) => {
                let value = match name {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    "nil" | "null" => Value::Nil,
                    "empty" | "blank" => Value::Empty,
                    _ => self.scope.variable(name),
                };
                self.keys(value, depth)
            }
            Some(Token::Sign("[")) => {
                let name = self.value(depth + 1)?;
                let _ = self.take(&Token::Sign("]"));
                let value = self.scope.variable(&name.to_string());
                self.keys(value, depth)
            }
            _ => Err(unreadable(self.text)),
        }
    }

    fn keys(&mut self, mut value: Value, depth: usize) -> Result<Value, Unknown> {
        loop {
            if self.take(&Token::Sign(".")) {
                let Some(Token::Name(key)) = self.next() else { return Err(unreadable(self.text)) };
                value = value.get(key);
            } else if self.take(&Token::Sign("[")) {
                let key = self.value(depth + 1)?;
                if !self.take(&Token::Sign("]")) {
                    return Err(unreadable(self.text));
                }
                value = match key {
                    Value::Int(at) => value.at(at),
                    Value::Unknown(_) => key,
                    key => value.get(&key.to_string()),
                };
            } else {
                return Ok(value);
            }
        }
    }

    /// The rest of `(1..5)`.
    fn range(&mut self, depth: usize) -> Result<Value, Unknown> {
        let first = self.value(depth + 1)?;
        if !self.take(&Token::Sign("..")) {
            return Err(unreadable(self.text));
        }
        let last = self.value(depth + 1)?;
        if !self.take(&Token::Sign(")")) {
            return Err(unreadable(self.text));
        }
        for end in [&first, &last] {
            if let Value::Unknown(name) = end {
                return Err(Unknown(Arc::clone(name)));
            }
        }
        let (first, last) = (first.integer(), last.integer());
        let count = usize::try_from(last.saturating_sub(first).saturating_add(1)).unwrap_or(0);
        if count > ITEMS {
            return Err(Unknown::new("a range of many numbers"));
        }
        self.scope.spend(count * 16)?;
        Ok(Value::list((first..=last).map(Value::Int)))
    }
}

/// The name under which what cannot be read is told: its first word.
fn unreadable(text: &str) -> Unknown {
    let word: String = text.trim().chars().take_while(|c| !c.is_whitespace()).take(40).collect();
    Unknown::new(if word.is_empty() { "{{ }}" } else { &word })
}

fn contains(list: &Value, item: &Value) -> bool {
    match list {
        Value::Text(text) => !matches!(item, Value::Nil) && text.contains(&item.to_string()),
        Value::List(items) => items.iter().any(|known| known.equals(item)),
        Value::Map(entries) => {
            matches!(item, Value::Text(key) if entries.iter().any(|(known, _)| known == key))
        }
        _ => false,
    }
}
