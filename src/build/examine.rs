//! What is found on the pages of a site: each is rendered for that alone, and nothing is written.
//!
//! A build renders its pages anyway, keeps what is found with each of them, and does not use this module.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Options, Snapshot};
use crate::diagnostic::Diagnostic;
use crate::output::finding::Finding;
use crate::output::text::Notes;
use crate::output::{Output, PictureId};
use crate::path::{OutPath, SourcePath};
use crate::render::{Rendered, render};
use crate::source;

/// What is found on one page, or in another file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFindings {
    /// The file.
    pub path: OutPath,
    /// What is found, in the order of the page.
    pub findings: Vec<Finding>,
}

/// Whether something may be found where an output is made.
pub fn may_find(snapshot: &Snapshot, output: &Output) -> bool {
    matches!(output, Output::Asset(..)) || output.is_page(&snapshot.catalog)
}

/// All that is found in the making of a site's files, in the order of the plan: the same as a build finds, but for errors in a
/// site's own template of redirect pages, which are not rendered here. What the steps before have found is not among it. Files of
/// which there is nothing to tell are left out.
pub fn examine(snapshot: &Snapshot, options: &Options) -> Vec<PageFindings> {
    examine_some(snapshot, options, |_, output| may_find(snapshot, output), &|_| {})
}

/// A file of the site that was made, for whoever looks at each.
pub struct Seen<'s> {
    /// Its place in the plan.
    pub index: usize,
    /// Its path.
    pub path: &'s OutPath,
    /// What it is.
    pub output: &'s Output,
    /// What became of it.
    pub made: SeenBytes<'s>,
    /// What was noted while it was made.
    pub notes: &'s Notes,
}

/// What a file of the site holds.
pub enum SeenBytes<'s> {
    /// These bytes.
    Bytes(&'s [u8]),
    /// The bytes of this source file.
    Copy(&'s SourcePath),
    /// A smaller version of a picture of this many bytes.
    Picture(usize),
    /// It is not written, or could not be made.
    Nothing,
}

/// The same for all files of the site, each of which `look` is shown once, in no particular order and on several threads.
pub fn examine_all(
    snapshot: &Snapshot,
    options: &Options,
    look: &(dyn Fn(&Seen<'_>) + Sync),
) -> Vec<PageFindings> {
    examine_some(snapshot, options, |_, _| true, look)
}

/// The same for the files of which `is_wanted` says so.
pub fn examine_some(
    snapshot: &Snapshot,
    options: &Options,
    is_wanted: impl Fn(&OutPath, &Output) -> bool,
    look: &(dyn Fn(&Seen<'_>) + Sync),
) -> Vec<PageFindings> {
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    let has_large = site.catalog.has_large_text();
    let is_large = |output: &Output| has_large && output.shows_large_text(&site);
    let make = |(index, (path, output)): (usize, &(OutPath, Output))| {
        let (mut notes, mut broken) = (Notes::default(), None);
        let show = |made, notes: &Notes| look(&Seen { index, path, output, made, notes });
        match render(&site, path, output, &mut notes) {
            Ok(Rendered::Variant(picture, width)) => {
                // A missing original is reported where it is published.
                let version = snapshot.variant(picture, width).ok();
                let size = version.as_ref().map_or(0, |version| version.bytes.len());
                show(SeenBytes::Picture(size), &notes);
                broken = version.and_then(|version| version.problem).map(|problem| (picture, problem));
            }
            Ok(Rendered::Bytes(bytes)) => show(SeenBytes::Bytes(&bytes), &notes),
            Ok(Rendered::Copy(source)) => show(SeenBytes::Copy(&source), &notes),
            Ok(Rendered::Nothing) => show(SeenBytes::Nothing, &notes),
            Err(problem) => {
                notes.findings.push(Finding::Message(problem));
                show(SeenBytes::Nothing, &notes);
            }
        }
        notes.reads = Vec::new();
        let is_told = notes.is_empty() && broken.is_none();
        (!is_told).then(|| Made { path: path.clone(), notes, broken })
    };
    let wanted = site.plan.entries().iter().enumerate().filter(|(_, (path, output))| is_wanted(path, output));
    let (large, small): (Vec<_>, Vec<_>) = wanted.partition(|(_, (_, output))| is_large(output));
    let mut made: Vec<Made> = small.into_par_iter().filter_map(make).collect();
    // One at a time: each takes much memory.
    made.extend(large.into_iter().filter_map(make));
    made.sort_by(|a, b| a.path.cmp(&b.path));
    let has_links = made.iter().any(|made| !made.notes.anchor_links.is_empty());
    let anchors = made.iter().filter(|_| has_links).flat_map(|made| &made.notes.anchors);
    let anchors: FxHashSet<u64> = anchors.copied().collect();
    let mut told = FxHashSet::default();
    let page = |Made { path, notes, broken }| {
        let mut findings = notes.findings;
        findings.extend(site.missing_anchors(notes.anchor_links, &anchors));
        // A broken picture is reported once, at its first smaller version.
        let broken = broken.filter(|(picture, _)| told.insert(*picture));
        findings.extend(broken.map(|(_, problem)| Finding::from(problem)));
        (!findings.is_empty()).then_some(PageFindings { path, findings })
    };
    made.into_iter().filter_map(page).collect()
}

/// A file of the site as it was made to be examined.
struct Made {
    path: OutPath,
    notes: Notes,
    /// A picture that cannot be read, and what is wrong with it.
    broken: Option<(PictureId, Diagnostic)>,
}
