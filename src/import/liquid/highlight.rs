//! Jekyll's `highlight`: code with the name of its language.

use super::filters::escaped;
use super::output::Output;

/// Adds a block of code. `arguments` are the language and options, which the theme does not need.
pub(super) fn push(out: &mut Output, arguments: &str, code: &str, is_markdown: bool) {
    let language = arguments.split_whitespace().next().unwrap_or_default();
    let language: String = language
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.'))
        .collect();
    let code = code.trim_matches(['\n', '\r']);
    if !is_markdown {
        out.push(&format!("<pre><code class=\"language-{language}\">{}</code></pre>", escaped(code)));
        return;
    }
    let line = out.so_far().rsplit('\n').next().unwrap_or_default();
    // Code in an item of a list is indented as the item is.
    let indent = if line.trim().is_empty() { line.to_owned() } else { String::new() };
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.trim_blanks();
    if !out.so_far().is_empty() {
        out.push(if out.so_far().ends_with('\n') { "\n" } else { "\n\n" });
    }
    out.push(&format!("{indent}{fence}{language}\n{code}\n{indent}{fence}\n"));
}
