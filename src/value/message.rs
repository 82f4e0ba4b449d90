//! Messages about values and keys, of `site.toml` and of front matter.

use super::SyntaxError;
use crate::diagnostic::message::docs;
use crate::diagnostic::{Diagnostic, Level, Place};

/// A value has another type than its key asks for.
pub fn wrong_type(place: Place, key: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`{key}` must be {expected}, not {found}")).at(place)
}

/// A key that no setting answers to.
pub fn unknown_key(place: Place, table: &str, key: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("unknown-key", format!("unknown key `{key}` in {table}"))
        .at(place)
        .hint(format!("see {} for all keys", docs("configuration")))
        .meant(nearest)
}

/// A key of front matter that is like one that the program knows.
pub fn misspelt_key(place: Place, name: &str, nearest: &str) -> Diagnostic {
    Diagnostic::warning("misspelt-key", format!("unknown key `{name}`"))
        .at(place)
        .hint(format!("did you mean `{nearest}`? If not, declare the key under `[fields]` in site.toml"))
}

/// A key of front matter that is neither known nor declared, where a site wants each to be.
pub fn undeclared_key(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("unknown-key", format!("unknown key `{name}`"))
        .at(place)
        .hint("declare it under `[fields]` in site.toml, or move it under `extra`")
        .meant(nearest)
}

/// How templates name a key below `extra`.
pub(crate) fn extra(table: &str, key: &str) -> String {
    let is_name = |key: &str| {
        !key.is_empty()
            && !key.starts_with(|first: char| first.is_ascii_digit())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let mut name = "extra".to_owned();
    for part in [table, key].into_iter().filter(|part| !part.is_empty()) {
        name.push_str(&if is_name(part) { format!(".{part}") } else { format!("[{part:?}]") });
    }
    name
}

/// A value that is wrong, where a site is read leniently: a warning, and the value is kept.
pub fn kept_as_extra(problem: Diagnostic, table: &str, key: &str) -> Diagnostic {
    problem.level(Level::Warning).hint(format!("kept and available to templates as `{}`", extra(table, key)))
}

/// What is left out, where a site is read leniently.
pub fn left_out(problem: Diagnostic) -> Diagnostic {
    problem.level(Level::Warning).hint("ignored")
}

/// A text that is not of the format it should be.
pub fn syntax(place: Place, format: &str, error: &SyntaxError) -> Diagnostic {
    Diagnostic::error("syntax", format!("invalid {format}: {}", error.message))
        .at(place)
        .hint_if(error.hint.as_deref())
}

/// A control character that an escape let into a value.
pub fn control_in_value(place: Place, key: &str, character: char) -> Diagnostic {
    let code = u32::from(character);
    Diagnostic::error("control-character", format!("`{key}` contains the control character U+{code:04X}"))
        .at(place)
        .hint("remove it")
}

/// A date that is none.
pub fn wrong_date(place: Place, key: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::error("wrong-date", format!("invalid date `{value}` for `{key}`")).at(place).hint(why)
}
