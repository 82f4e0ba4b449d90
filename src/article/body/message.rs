//! Messages about bodies: links, shortcodes, Markdown.

use crate::diagnostic::{Diagnostic, Position};

/// Shortcodes of one text that write more than a page may have.
pub fn shortcodes_too_large(most: usize) -> Diagnostic {
    let text = format!("the shortcodes in this file produce more than {} MiB", most / 1024 / 1024);
    Diagnostic::error("page-too-large", text).hint("the output of nested calls counts too")
}

/// A link to a source file that does not exist.
pub fn missing_source_link(target: &str, nearest: Option<&str>) -> Diagnostic {
    Diagnostic::error("missing-link", format!("broken link: `{target}` does not exist")).meant(nearest)
}

/// A link to a source file that fits several.
pub fn ambiguous_source_link(target: &str, first: &str, second: &str) -> Diagnostic {
    let message = format!("ambiguous link: `{target}` matches both `{first}` and `{second}`");
    Diagnostic::error("ambiguous-link", message).hint("use a longer path")
}

/// A call of `ref` or `relref` that does not say where to.
pub fn reference_without_target(name: &str) -> Diagnostic {
    Diagnostic::warning("missing-link", format!("shortcode `{name}` has no target page"))
        .hint(format!("write `{{{{< {name} \"page.md\" >}}}}`"))
}

/// A closing shortcode that no opening one stands before.
pub fn stray_closing_shortcode(name: &str) -> Diagnostic {
    let message = format!("`{{{{< /{name} >}}}}` closes a shortcode that was never opened");
    Diagnostic::warning("stray-shortcode", message)
}

/// A footnote that has two texts.
pub fn footnote_twice(label: &str, first: Position) -> Diagnostic {
    let Position { line, column } = first;
    Diagnostic::warning("duplicate-footnote", format!("duplicate footnote `{label}`"))
        .hint(format!("first defined at {line}:{column}; both texts are shown"))
}

/// A container whose end is missing.
pub fn container_without_end(line: &str) -> Diagnostic {
    let line: String = line.chars().take(60).collect();
    Diagnostic::warning("open-container", format!("`{line}` is never closed; shown as plain text"))
        .hint("close it with `:::` on a line of its own")
}

/// Shortcodes within shortcodes beyond the limit.
pub fn shortcodes_too_deep(limit: usize) -> Diagnostic {
    Diagnostic::warning("deep-shortcodes", format!("shortcodes are nested more than {limit} levels deep"))
        .hint("the inner ones are shown as plain text")
}
