//! Calls in texts that the new site cannot carry out: what stays is told, grouped by name.

use std::collections::BTreeMap;

use crate::template::defaults::is_default_shortcode;

/// The shortcodes that are no templates: [shortcodes](../../docs/content.md#shortcodes).
const BUILT_IN: [&str; 4] = ["highlight", "param", "ref", "relref"];

/// Whether a site has a shortcode without a template of its own.
pub(super) fn is_known_shortcode(name: &str) -> bool {
    BUILT_IN.contains(&name) || is_default_shortcode(name)
}

/// Places of calls, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    by_name: BTreeMap<(CallKind, String), Vec<CallPlace>>,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CallKind {
    /// A shortcode: it stays in the text, and a stub of a template shows its inner text.
    Shortcode,
    /// Template code: it became an HTML comment.
    Comment,
}

/// Where a call is, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallPlace {
    /// The file in the old folder.
    pub file: String,
    /// The line in it, from 1.
    pub line: u32,
    /// The call as it is written, shortened.
    pub sample: String,
}

/// The longest sample, in characters.
const SAMPLE: usize = 80;

impl Calls {
    /// Notes a call.
    pub(super) fn add(&mut self, kind: CallKind, name: &str, file: &str, line: u32, written: &str) {
        let one_line = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut sample: String = one_line.chars().take(SAMPLE).collect();
        if sample.len() < one_line.len() {
            sample.push('…');
        }
        let place = CallPlace { file: file.to_owned(), line, sample };
        self.by_name.entry((kind, name.to_owned())).or_default().push(place);
    }

    /// Takes the calls of another text too.
    pub(super) fn append(&mut self, other: Calls) {
        for (key, mut places) in other.by_name {
            self.by_name.entry(key).or_default().append(&mut places);
        }
    }

    /// The names of one kind with their places.
    pub(super) fn of(&self, kind: CallKind) -> impl Iterator<Item = (&str, &[CallPlace])> {
        self.by_name
            .iter()
            .filter(move |((of, _), _)| *of == kind)
            .map(|((_, name), places)| (&**name, &**places))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_of_the_theme_and_of_the_program_are_known() {
        for name in ["figure", "youtube", "qr", "x", "note", "ref", "param"] {
            assert!(is_known_shortcode(name), "{name}");
        }
        for name in ["", "map", "figure.html", "../article", "Figure"] {
            assert!(!is_known_shortcode(name), "{name}");
        }
    }
}
