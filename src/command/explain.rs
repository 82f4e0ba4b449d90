//! `generate explain`: what a code means, and what to do about it.

use super::{Exit, Terminal, message, problems_json};
use crate::cli::{Explain, Shared};
use crate::diagnostic::Diagnostics;
use crate::value::fields::nearest;

/// The documentation of all codes, one section each.
const ERRORS: &str = include_str!("../../docs/errors.md");

/// Prints the entry of a code.
pub(super) fn run(arguments: &Explain, shared: &Shared, terminal: &Terminal) -> Exit {
    let code = bare(&arguments.code);
    let Some((code, text)) = entries().find(|(known, _)| *known == code) else {
        let nearest = nearest(code, entries().map(|(known, _)| known));
        let problems = Diagnostics::from(message::unknown_code(code, nearest));
        terminal.problems(&shared.root, &problems);
        terminal.json(&serde_json::json!({ "errors": 1, "diagnostics": problems_json(&problems) }));
        return Exit::Failed;
    };
    terminal.json(&serde_json::json!({ "code": code, "text": text, "errors": 0, "diagnostics": [] }));
    terminal.result(code);
    terminal.result("");
    text.lines().for_each(|line| terminal.result(line));
    Exit::Done
}

/// The codes with their texts, in the order of the documentation.
fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    let sections = ERRORS.split("\n## ").skip(1);
    sections.filter_map(|section| section.split_once('\n')).map(|(code, text)| (code.trim_end(), text.trim()))
}

/// A code without what stands around it in a message: `error[no-date]` is `no-date`.
fn bare(code: &str) -> &str {
    code.split_once('[').map_or(code, |(_, rest)| rest.trim_end_matches([':', ']']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_can_be_copied_from_messages() {
        for code in ["no-date", "error[no-date]", "error[no-date]:", "[no-date]"] {
            assert_eq!(bare(code), "no-date");
        }
    }

    #[test]
    fn every_entry_has_a_text() {
        assert!(entries().count() > 50);
        for (code, text) in entries() {
            assert!(!text.is_empty() && !text.contains("\n#"), "{code}");
        }
    }
}
