//! Renders the pages of a site with errors to find further errors; the output is discarded.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::doubts::Doubts;
use super::{Options, Snapshot};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::text::Notes;
use crate::output::{Kind, Output, Site};
use crate::path::{OutPath, SourcePath};
use crate::render::render;
use crate::source;

/// Renders every page of the plan and adds its errors, each once, but for those that `doubts` may be the reason of.
pub(super) fn render_all(
    snapshot: &Snapshot,
    options: &Options,
    doubts: &Doubts,
    problems: &mut Diagnostics,
) {
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    let is_page = |output: &Output| {
        matches!(
            output.kind(site.catalog),
            Kind::Article | Kind::Tombstone | Kind::Page | Kind::Listing | Kind::Index | Kind::Host
        )
    };
    let has_large = site.catalog.has_large_text();
    let is_large = |output: &Output| has_large && output.shows_large_text(&site);
    let pages = site.plan.entries().iter().filter(|(_, output)| is_page(output));
    let (large, small): (Vec<_>, Vec<_>) = pages.partition(|(_, output)| is_large(output));
    let mut found: Vec<Diagnostic> =
        small.into_par_iter().flat_map_iter(|page| errors(&site, page)).collect();
    // One at a time: each takes much memory.
    found.extend(large.into_iter().flat_map(|page| errors(&site, page)));
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
    problems.append(doubts.sift(found.into_iter().collect()));
}

/// The errors of one page.
fn errors(site: &Site<'_>, (path, output): &(OutPath, Output)) -> Vec<Diagnostic> {
    let mut notes = Notes::default();
    let failed = render(site, path, output, &mut notes).err();
    let found = notes.diagnostics.iter().filter(|problem| problem.is_error()).cloned();
    found.chain(failed.map(|problem| *problem)).collect()
}
