//! Limits on what a template can produce. The engine has none: a string appended to itself in a loop grows until memory
//! is full.
//!
//! The output of a page is counted. So is what a template assigns, because unbounded growth needs assignment:
//! [`guard`](super::guard::guard) adds a filter to every value that a site's own template assigns, loops over or passes
//! to a component. Between two such places an expression can grow by no more than its own length; captured text (`{%
//! set x %}…{% endset %}`) is counted when it is complete.

use std::io::{self, Write};

use tera::{Kwargs, State, StringInput, Tera, TeraResult, Value};

/// The most bytes of a page, and of a value within a template.
pub const MAX_PAGE_BYTES: usize = 64 * 1024 * 1024;

/// How deep lists and maps may stand within each other: whatever goes through them is recursive.
const MAX_DEPTH: usize = 64;

/// What an entry of a list or map counts beside its texts.
const ENTRY_BYTES: usize = 16;

/// The filter that lets a value through unless it is too large.
pub(super) const FILTER: &str = "within_limit";

/// A page while it is written: it takes no more than [`MAX_PAGE_BYTES`].
pub(super) struct LimitedPage {
    pub(super) bytes: Vec<u8>,
    /// Whether something was refused.
    pub(super) full: bool,
}

impl LimitedPage {
    pub(super) fn new() -> LimitedPage {
        // Most pages fit: one that grows is copied.
        LimitedPage { bytes: Vec::with_capacity(24 * 1024), full: false }
    }
}

impl Write for LimitedPage {
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
    tera::Error::message(format!("a value is larger than {} MiB", MAX_PAGE_BYTES / 1024 / 1024))
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
        return Err(tera::Error::message(format!("a value is nested more than {MAX_DEPTH} levels deep")));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_with_all_that_is_in_them() {
        let text = Value::normal_string(&"x".repeat(MAX_PAGE_BYTES / 2));
        assert!(check(&text).is_ok());
        assert!(check(&Value::from(vec![text.clone()])).is_ok());
        let error = check(&Value::from(vec![text.clone(), text])).unwrap_err();
        assert_eq!(error.to_string(), "a value is larger than 64 MiB");
        let deep = |depth| (0..depth).fold(Value::none(), |value, _| Value::from(vec![value]));
        assert!(check(&deep(MAX_DEPTH - 1)).is_ok());
        assert_eq!(
            check(&deep(1_000)).unwrap_err().to_string(),
            "a value is nested more than 64 levels deep"
        );
    }
}
