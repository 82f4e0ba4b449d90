//! Renders the pages of a site with errors to find further errors; the output is discarded.

use std::collections::BTreeSet;

use super::doubts::Doubts;
use super::examine::examine_some;
use super::{Options, Snapshot};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::finding::Finding;

/// Renders every page of the plan and adds its errors, each once, but for those that `doubts` may be the reason of.
pub(super) fn render_all(
    snapshot: &Snapshot,
    options: &Options,
    doubts: &Doubts,
    problems: &mut Diagnostics,
) {
    let pages = examine_some(snapshot, options, |output| output.is_page(&snapshot.catalog));
    let messages = pages.iter().flat_map(|page| &page.findings).filter_map(Finding::message);
    let mut found: Diagnostics = messages.filter(|problem| problem.is_error()).cloned().collect();
    let mut told: BTreeSet<(String, String, Option<Place>)> = problems
        .iter()
        .map(|problem| (problem.code.to_string(), problem.message.clone(), problem.place.clone()))
        .collect();
    // A template that is not there was told of where a page asks for it.
    let is_told = |problem: &Diagnostic| {
        problem.code == "template"
            && problem.place.as_ref().is_none_or(|place| place.position.is_none())
            && problems.iter().any(|other| other.code == "template")
    };
    found.retain(|problem| {
        !is_told(problem)
            && told.insert((problem.code.to_string(), problem.message.clone(), problem.place.clone()))
    });
    problems.append(doubts.sift(found));
}
