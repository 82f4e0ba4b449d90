//! What a check found.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::external::State;
use crate::check::message;
use crate::config::ArchivedCopy;
use crate::diagnostic::{Diagnostic, Level};
use crate::hosting::WebHost;

/// Something that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is, and where.
    pub problem: Diagnostic,
    /// How many pages have it.
    pub pages: usize,
    /// Whether its place is in a file of the output, not in a source.
    pub is_in_output: bool,
    /// The source of that file of the output.
    pub source: Option<String>,
}

impl Found {
    /// Something in a source.
    pub(super) fn in_sources(problem: Diagnostic) -> Found {
        Found { problem, pages: 1, is_in_output: false, source: None }
    }

    /// Something in a file of the output.
    pub(super) fn in_output(problem: Diagnostic) -> Found {
        Found { is_in_output: true, ..Found::in_sources(problem) }
    }

    /// As `--json` has it.
    pub fn json(&self) -> Value {
        let place = self.problem.place.as_ref();
        let position = place.and_then(|place| place.position);
        json!({
            "level": self.problem.level.name(),
            "code": self.problem.code,
            "file": place.map(|place| &place.file),
            "line": position.map(|position| position.line),
            "column": position.map(|position| position.column),
            "in_output": self.is_in_output,
            "source": self.source,
            "pages": self.pages,
            "message": self.problem.message,
            "hint": self.problem.hint,
        })
    }
}

/// A link to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLink {
    /// The address, without its fragment.
    pub address: String,
    /// The date (`YYYYMMDDhhmmss`) of the first text that has it, for archived copies.
    pub date: String,
    /// What is told where it is dead.
    pub(super) template: Found,
}

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Everything found, errors first, then by code and place.
    pub found: Vec<Found>,
    /// Published articles.
    pub articles: usize,
    /// Files of the site, without the manifest.
    pub outputs: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// Links to other sites, each once, in order of address, where they were asked for.
    pub externals: Vec<ExternalLink>,
    /// The archive that has copies of dead pages.
    pub archive: Option<ArchivedCopy>,
    /// Whether links to dead pages lead to their replacements in the built site.
    pub replaces: bool,
    /// The web hosts whose limits were looked at, and whether the site fits them.
    pub hosts: Vec<(WebHost, bool)>,
}

impl Checked {
    /// A check that found nothing else yet.
    pub(super) fn new(found: Vec<Found>) -> Checked {
        let mut checked = Checked { found, ..Checked::default() };
        checked.sort();
        checked
    }

    /// Brings everything found into the order in which it is told.
    pub(super) fn sort(&mut self) {
        let key = |found: &Found| {
            let Diagnostic { level, code, place, message, .. } = &found.problem;
            (*level, code.clone(), place.clone(), message.clone())
        };
        self.found.sort_by_cached_key(key);
    }

    /// Adds what went wrong beside the site.
    pub fn add(&mut self, problem: Diagnostic) {
        self.found.push(Found::in_sources(problem));
        self.sort();
    }

    /// Adds what is known of links to other sites, but for dead ones that lead elsewhere in the built site: `is_replaced` knows
    /// those.
    pub fn add_externals(&mut self, states: &BTreeMap<String, State>, is_replaced: impl Fn(&str) -> bool) {
        for ExternalLink { address, template, .. } in &self.externals {
            let Some(place) = template.problem.place.clone() else { continue };
            let problem = match states.get(address) {
                Some(State::Dead(_)) if is_replaced(address) => continue,
                Some(State::Dead(why)) => message::dead_link(place, address, why, template.pages),
                Some(State::Unsure(why)) => message::unsure_link(place, address, why, template.pages),
                Some(State::Alive) | None => continue,
            };
            self.found.push(Found { problem, ..template.clone() });
        }
        self.sort();
    }

    /// How many findings are of a level.
    pub fn count(&self, level: Level) -> usize {
        self.found.iter().filter(|found| found.problem.level == level).count()
    }
}
