//! Renders the pages of a site with errors to find further errors; the output is discarded.

use std::collections::BTreeSet;

use super::doubts::Doubts;
use super::examine::examine_some;
use super::read::Inputs;
use super::{Options, Progress, Snapshot};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::finding::Finding;

impl Snapshot {
    /// Takes the steps up to the plan. Where one of them failed the pages are rendered all the same, to find further errors, as a
    /// build does; then it is `None`.
    pub fn take_or_try(
        options: &Options,
        progress: &dyn Progress,
        problems: &mut Diagnostics,
    ) -> Option<Snapshot> {
        let inputs = Inputs::list(options, problems)?;
        let (snapshot, doubts) = Snapshot::of(inputs, options, progress, problems);
        if problems.has_errors() {
            render_all(&snapshot, options, &doubts, problems);
            return None;
        }
        Some(snapshot)
    }
}

/// Renders every page of the plan and adds its errors, each once, but for those that `doubts` may be the reason of.
pub(super) fn render_all(
    snapshot: &Snapshot,
    options: &Options,
    doubts: &Doubts,
    problems: &mut Diagnostics,
) {
    let pages = examine_some(snapshot, options, |_, output| output.is_page(&snapshot.catalog), &|_| {});
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
