//! How much a template may make. The engine has no limits of its own: a text that is joined to itself in a loop grows until
//! the memory is full.
//!
//! What a page is written to counts its bytes. What a template keeps under a name counts too, since all growth without end
//! goes through names: [`guard`] puts a filter behind every value that a site's own template assigns, loops over or gives to a
//! component. Between two such places an expression can grow by no more than its own length; a text that is collected
//! (`{% set x %}…{% endset %}`) counts when it is complete.

use std::io::{self, Write};

use tera::{Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::scan::{Tag, Word, tags};
use crate::diagnostic::Position;

/// The most bytes of a page, and of a value within a template.
pub const MAX_PAGE_BYTES: usize = 64 * 1024 * 1024;

/// How deep lists and maps may stand within each other: whatever goes through them is recursive.
const MAX_DEPTH: usize = 64;

/// What an entry of a list or map counts beside its texts.
const ENTRY_BYTES: usize = 16;

/// The filter that lets a value through unless it is too large.
const FILTER: &str = "within_limit";

/// A page while it is written: it takes no more than [`MAX_PAGE_BYTES`].
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// Whether something was refused.
    pub(super) full: bool,
}

impl Page {
    pub(super) fn new() -> Page {
        // Most pages fit: one that grows is copied.
        Page { bytes: Vec::with_capacity(24 * 1024), full: false }
    }
}

impl Write for Page {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > MAX_PAGE_BYTES {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Adds the filter, and puts filters that count first in the place of those that may make much of little.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter(FILTER, |value: Value, _: Kwargs, _: &State| -> TeraResult<Value> {
        check(&value)?;
        Ok(value)
    });
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
}

fn too_large() -> tera::Error {
    tera::Error::message(format!("a value has more than {} MiB", MAX_PAGE_BYTES / 1024 / 1024))
}

/// Refuses a value that is too large, or too deep to be gone through.
fn check(value: &Value) -> TeraResult<()> {
    if value.as_str().is_some_and(|text| text.len() <= MAX_PAGE_BYTES) {
        return Ok(());
    }
    let mut left = MAX_PAGE_BYTES;
    count(value, MAX_DEPTH, &mut left)
}

fn count(value: &Value, depth: usize, left: &mut usize) -> TeraResult<()> {
    let mut take = |bytes: usize| -> TeraResult<()> {
        *left = left.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    };
    take(ENTRY_BYTES)?;
    take(value.as_str().map_or(0, str::len))?;
    let Some(depth) = depth.checked_sub(1) else {
        return Err(tera::Error::message(format!("a value is more than {MAX_DEPTH} lists or maps deep")));
    };
    if let Some(items) = value.as_array() {
        items.iter().try_for_each(|item| count(item, depth, left))?;
    }
    if let Some(map) = value.as_map() {
        for (key, value) in map {
            *left = left.checked_sub(key.as_str().map_or(0, str::len)).ok_or_else(too_large)?;
            count(value, depth, left)?;
        }
    }
    Ok(())
}

/// Refuses a text of so many bytes.
fn check_length(bytes: usize) -> TeraResult<()> {
    if bytes > MAX_PAGE_BYTES { Err(too_large()) } else { Ok(()) }
}

/// The engine's `replace`, which counts first.
fn replace(text: StringInput<'_>, arguments: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let from: &str = arguments.must_get("from")?;
    let to: StringInput<'_> = arguments.must_get("to")?;
    let replace = |text: &str, to: &str| {
        check_length(text.len().saturating_add(text.matches(from).count().saturating_mul(to.len())))?;
        Ok::<String, tera::Error>(text.replace(from, to))
    };
    if state.autoescaping_enabled() && (text.is_safe() || to.is_safe()) {
        let replaced = replace(&text.rendered(state)?, &to.rendered(state)?)?;
        return Ok(Value::safe_string(&replaced));
    }
    Ok(Value::normal_string(&replace(text.as_str(), to.as_str())?))
}

/// The engine's `join`, which counts first.
fn join(values: &[Value], arguments: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let separator: Option<StringInput<'_>> = arguments.get("sep")?;
    let mut left = MAX_PAGE_BYTES;
    values.iter().try_for_each(|value| count(value, MAX_DEPTH, &mut left))?;
    let between = separator.as_ref().map_or(0, |separator| separator.as_str().len());
    check_length(between.saturating_mul(values.len()))?;
    let is_safe = state.autoescaping_enabled()
        && (values.iter().any(|value| value.is_string() && value.is_safe())
            || separator.as_ref().is_some_and(StringInput::is_safe));
    if !is_safe {
        let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        let between = separator.as_ref().map_or("", StringInput::as_str);
        return Ok(Value::normal_string(&texts.join(between)));
    }
    let text = |value: &Value| {
        if value.is_undefined() { Ok(String::new()) } else { state.escape_if_needed(value) }
    };
    let texts = values.iter().map(text).collect::<TeraResult<Vec<String>>>()?;
    let between = separator.as_ref().map(|separator| separator.rendered(state)).transpose()?;
    Ok(Value::safe_string(&texts.join(between.as_deref().unwrap_or_default())))
}

/// A template with the filter behind what it keeps, and the places of what was put in.
pub(super) struct Guarded {
    pub(super) text: String,
    /// Where something was put in, in the guarded text: line, column from 0, and how many columns.
    inserted: Vec<(usize, usize, usize)>,
}

impl Guarded {
    /// The position in the template as it was written of a line (from 1) and a column (from 0) of the guarded one.
    pub(super) fn position(&self, line: usize, column: usize) -> Position {
        let before = self.inserted.iter().filter(|(at, start, _)| *at == line && *start < column);
        let shift: usize = before.map(|(_, start, length)| (*length).min(column - start)).sum();
        let fit = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: fit(line), column: fit(column - shift + 1) }
    }
}

/// Puts the filter behind every value that `template` keeps under a name.
pub(super) fn guard(template: &str) -> Guarded {
    let mut places: Vec<(usize, String)> = Vec::new();
    tags(template).for_each(|tag| tag.guards(template, &mut places));
    places.sort_by_key(|(at, _)| *at);
    let mut guarded =
        Guarded { text: String::with_capacity(template.len() + 32 * places.len()), inserted: Vec::new() };
    let (mut from, mut line, mut column) = (0, 1, 0);
    for (at, more) in places {
        for character in template[from..at].chars() {
            (line, column) = if character == '\n' { (line + 1, 0) } else { (line, column + 1) };
        }
        guarded.text.push_str(&template[from..at]);
        guarded.inserted.push((line, column, more.len()));
        guarded.text.push_str(&more);
        column += more.len();
        from = at;
    }
    guarded.text.push_str(&template[from..]);
    guarded
}

impl Tag {
    /// What is to be put into the tag, and where.
    fn guards(&self, text: &str, places: &mut Vec<(usize, String)>) {
        let words = self.words(text);
        let word = |index: usize| words.get(index).map_or("", |word| word.text);
        let wrap = |start: usize, end: usize, places: &mut Vec<(usize, String)>| {
            let value = &text[start..end];
            // A name alone is something that is kept already.
            let is_name = |byte: u8| {
                byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_.".contains(&byte)
            };
            if !value.bytes().all(is_name) {
                places.push((start, "(".to_owned()));
                places.push((start + value.trim_end().len(), format!(")|{FILTER}")));
            }
        };
        let is_set = matches!(word(0), "set" | "set_global");
        match word(0) {
            "set" | "set_global" if word(2) == "=" && word(3) != "=" => {
                wrap(words[2].at + 1, self.inner, places)
            }
            "set" | "set_global" if matches!(word(2), "" | "|") => {
                let end = self.start + text[self.start..self.inner].trim_end().len();
                places.push((end, format!(" | {FILTER}")));
            }
            "for" => {
                if let Some(index) = words.iter().position(|word| word.text == "in") {
                    wrap(words[index].at + 2, self.inner, places);
                }
            }
            // A component is declared with defaults, which are constants.
            "component" => return,
            _ => {}
        }
        // What components are given: `name={value}`.
        let mut open: Vec<(&str, usize)> = Vec::new();
        for (index, Word { at, text }) in words.iter().enumerate() {
            match *text {
                "{" if open.is_empty() && index > 1 && word(index - 1) == "=" && !(is_set && index == 3) => {
                    open.push(("=", *at));
                }
                "(" | "[" | "{" => open.push((text, *at)),
                ")" | "]" | "}" => {
                    if let Some(("=", start)) = open.pop() {
                        wrap(start + 1, *at, places);
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_under_a_name_is_guarded() {
        for (template, guarded) in [
            ("{% set x = x ~ x %}", "{% set x =( x ~ x)|within_limit %}"),
            ("{%- set_global x=[x,\"%}\"]-%}y", "{%- set_global x=([x,\"%}\"])|within_limit-%}y"),
            ("{% set x = page.title %}", "{% set x = page.title %}"),
            ("{% set x %}{{ x }}{% endset %}", "{% set x | within_limit %}{{ x }}{% endset %}"),
            ("{% set x | upper %}", "{% set x | upper | within_limit %}"),
            ("{% for a, b in [x ~ x] %}", "{% for a, b in( [x ~ x])|within_limit %}"),
            ("{% for a in in_list %}", "{% for a in in_list %}"),
            ("{{ <c a={x ~ x} b={y} /> }}", "{{ <c a={(x ~ x)|within_limit} b={y} /> }}"),
            ("{% <c a={[x]}> %}{% </c> %}", "{% <c a={([x])|within_limit}> %}{% </c> %}"),
            ("{% set x = {\"a\": 1} %}", "{% set x =( {\"a\": 1})|within_limit %}"),
            ("{{ x | f(a={\"k\": 1}) }}", "{{ x | f(a={\"k\": 1}) }}"),
            ("{% if x == \"{% set x = 1 ~ 1 %}\" %}", "{% if x == \"{% set x = 1 ~ 1 %}\" %}"),
            ("{# {% set x = x ~ x %} #}{ {%", "{# {% set x = x ~ x %} #}{ {%"),
            (
                "{% raw %}{% set x = x ~ x %}{% endraw %}{% set y = 'é' ~ y %}",
                "{% raw %}{% set x = x ~ x %}{% endraw %}{% set y =( 'é' ~ y)|within_limit %}",
            ),
            ("{% component c(a: string = \"x\", b=[]) %}", "{% component c(a: string = \"x\", b=[]) %}"),
            ("{% set x = \"unclosed %}", "{% set x = \"unclosed %}"),
        ] {
            assert_eq!(guard(template).text, guarded);
        }
    }

    #[test]
    fn positions_are_those_of_the_template_as_it_was_written() {
        let template = "é{% set x = 1 ~ 1 %}{{ y }}\n{{ y }}";
        let guarded = guard(template);
        for (line, (old, new)) in template.lines().zip(guarded.text.lines()).enumerate() {
            let column = |text: &str| text[..text.find('y').unwrap()].chars().count();
            let position = guarded.position(line + 1, column(new));
            assert_eq!(position, Position { line: line as u32 + 1, column: column(old) as u32 + 1 });
        }
    }

    #[test]
    fn values_are_counted_with_all_that_is_in_them() {
        let text = Value::normal_string(&"x".repeat(MAX_PAGE_BYTES / 2));
        assert!(check(&text).is_ok());
        assert!(check(&Value::from(vec![text.clone()])).is_ok());
        let error = check(&Value::from(vec![text.clone(), text])).unwrap_err();
        assert_eq!(error.to_string(), "a value has more than 64 MiB");
        let deep = |depth| (0..depth).fold(Value::none(), |value, _| Value::from(vec![value]));
        assert!(check(&deep(MAX_DEPTH - 1)).is_ok());
        assert_eq!(
            check(&deep(1_000)).unwrap_err().to_string(),
            "a value is more than 64 lists or maps deep"
        );
    }
}
