//! Filters of Liquid and of Jekyll.

mod dates;
mod lists;
mod numbers;
mod strings;
mod urls;

use std::sync::Arc;

use super::scope::{Scope, Unknown};
use super::value::Value;

pub(super) use strings::escaped;
pub(in crate::import) use strings::{slugify, slugify_cased};

/// The longest string that a filter may make, in bytes.
const LONGEST: usize = 1 << 20;

/// What a filter makes of a value.
///
/// # Errors
/// The name of the filter where it is not known, where its input is not, or where it would make too much.
pub(super) fn apply(
    name: &str,
    input: Value,
    arguments: &[Value],
    scope: &dyn Scope,
) -> Result<Value, Unknown> {
    if let Value::Unknown(name) = input {
        return Err(Unknown(name));
    }
    scope.spend(64 + input.weight())?;
    let made = numbers::apply(name, &input, arguments)
        .or_else(|| strings::apply(name, &input, arguments))
        .or_else(|| lists::apply(name, &input, arguments))
        .or_else(|| dates::apply(name, &input, arguments))
        .or_else(|| urls::apply(name, &input, scope));
    match made {
        Some(Value::Unknown(name)) => Err(Unknown(name)),
        Some(value) if value.weight() <= LONGEST => {
            scope.spend(value.weight())?;
            Ok(value)
        }
        _ => Err(Unknown::new(name)),
    }
}

/// An argument; nothing where it is not given.
fn argument(arguments: &[Value], at: usize) -> Value {
    arguments.get(at).cloned().unwrap_or_default()
}

/// An argument as it is printed.
fn printed(arguments: &[Value], at: usize) -> String {
    arguments.get(at).map(Value::to_string).unwrap_or_default()
}

/// What a filter cannot make.
fn too_much(name: &str) -> Value {
    Value::Unknown(Arc::from(name))
}
