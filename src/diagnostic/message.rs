//! The text of every problem the program reports, one constructor each.
//!
//! A message says what is wrong, in one sentence without a full stop; the place says where; the hint says what to do.
//! `tests/it/messages.rs` holds the exact text of each.

use crate::diagnostic::{Diagnostic, Place};

/// A value has another type than its key asks for.
pub fn wrong_type(place: Place, key: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`{key}` must be {expected}, not {found}")).at(place)
}

/// A key that no setting answers to.
pub fn unknown_key(place: Place, table: &str, key: &str, nearest: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("unknown-key", format!("{table} has no key `{key}`")).at(place);
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem.hint("docs/configuration.md lists every key"),
    }
}

/// A link to a source file that does not exist.
pub fn missing_source_link(target: &str, nearest: Option<&str>) -> Diagnostic {
    let problem =
        Diagnostic::error("missing-link", format!("the link leads to `{target}`, which does not exist"));
    match nearest {
        Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
        None => problem,
    }
}

/// A link to a source file that fits several.
pub fn ambiguous_source_link(target: &str, first: &str, second: &str) -> Diagnostic {
    let message = format!("the link to `{target}` fits both `{first}` and `{second}`");
    Diagnostic::error("ambiguous-link", message).hint("write more of the path")
}

/// A call of `ref` or `relref` that does not say where to.
pub fn reference_without_target(name: &str) -> Diagnostic {
    Diagnostic::warning("missing-link", format!("the shortcode `{name}` does not say which page it leads to"))
        .hint(format!("write `{{{{< {name} \"page.md\" >}}}}`"))
}

/// A closing shortcode that no opening one stands before.
pub fn stray_closing_shortcode(name: &str) -> Diagnostic {
    let message = format!("`{{{{< /{name} >}}}}` closes a shortcode that was not opened");
    Diagnostic::warning("stray-shortcode", message)
}

/// Shortcodes within shortcodes beyond the limit.
pub fn shortcodes_too_deep(limit: usize) -> Diagnostic {
    Diagnostic::warning(
        "deep-shortcodes",
        format!("shortcodes stand within each other more than {limit} deep"),
    )
    .hint("the inner ones are shown as they are written")
}
