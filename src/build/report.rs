//! The report of a build.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::article::body::Removal;
use crate::build::{Options, message};
use crate::cache::FOLDER;
use crate::cache::outputs::SiteRecord;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::output::OutputKind;
use crate::output::finding::{Finding, Flaw, is_old_address};
use crate::output::is_media;
use crate::source;
use crate::table::Table;
use crate::write::Summary;

/// The list of links to old addresses that nothing answers and to anchors that are not there, in [`FOLDER`].
const MISSING: &str = "missing.csv";

/// The list of elements that may not stand in a page, in [`FOLDER`].
const REMOVED: &str = "removed.csv";

/// All lists that a build leaves in [`FOLDER`].
pub(super) const LISTS: [&str; 2] = [MISSING, REMOVED];

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Published articles.
    pub articles: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    /// Files of the site, the manifest's own included.
    pub outputs: usize,
    /// Files that were new or different.
    pub written: usize,
    /// Files that were left as they were.
    pub unchanged: usize,
    /// Files of earlier builds that were removed.
    pub removed: usize,
    /// Written files by kind.
    pub written_by_kind: BTreeMap<&'static str, usize>,
}

/// What rendering and writing counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) written: BTreeMap<OutputKind, usize>,
    /// Files that were not even made, for they are as they would become.
    pub(super) kept: usize,
    pub(super) summary: Summary,
    pub(super) problems: Diagnostics,
}

impl Counts {
    /// Adds the counts of another thread.
    pub(super) fn append(&mut self, other: Counts) {
        for (kind, count) in other.written {
            *self.written.entry(kind).or_default() += count;
        }
        self.kept += other.kept;
        if self.problems.is_empty() {
            self.problems = other.problems;
        }
    }
}

/// Flaws of texts, each kind apart.
#[derive(Default)]
struct Flaws {
    missing: Vec<(Box<str>, Place)>,
    anchors: Vec<(Box<str>, Place)>,
    files: Vec<(Box<str>, Place)>,
    shortcodes: BTreeMap<Box<str>, Vec<Place>>,
    removed: Vec<(Box<str>, Removal, Place)>,
    without_alt: usize,
}

impl Flaws {
    fn add(&mut self, flaw: Flaw, place: Place) {
        match flaw {
            Flaw::MissingAddress(address) => self.missing.push((address, place)),
            Flaw::MissingAnchor(address) => self.anchors.push((address, place)),
            Flaw::MissingFile(file) => self.files.push((file, place)),
            Flaw::UnknownShortcode(name) => self.shortcodes.entry(name).or_default().push(place),
            Flaw::RemovedElement(element, removal) => self.removed.push((element, removal, place)),
            Flaw::NoAlternativeText => self.without_alt += 1,
        }
    }
}

/// Groups what rendering found into a few warnings, lists missing addresses, and sums up.
pub(super) fn conclude(
    options: &Options,
    head: &SiteRecord,
    counts: &Counts,
    (findings, has_old_hosts): (Vec<Finding>, bool),
    problems: &mut Diagnostics,
) -> Report {
    let SiteRecord { articles, drafts, .. } = *head;
    let cache = &options.cache_folder();
    let mut flaws = Flaws::default();
    for finding in findings {
        match finding {
            Finding::Flaw(flaw, place) => flaws.add(flaw, place),
            Finding::Message(message) => problems.push(*message),
        }
    }
    report_missing(options, (flaws.missing, has_old_hosts), flaws.anchors, problems);
    report_removed(cache, flaws.removed, problems);
    for (name, mut places) in flaws.shortcodes {
        places.sort();
        problems.push(message::unknown_shortcode(places[0].clone(), &name, places.len()));
    }
    if flaws.without_alt > 0 {
        problems.push(message::images_without_alt(flaws.without_alt));
    }
    report_files(&options.root, &flaws.files, problems);
    let Summary { written, unchanged, removed, manifest_written } = counts.summary;
    let mut written_by_kind: BTreeMap<&'static str, usize> =
        counts.written.iter().map(|(kind, count)| (kind.name(), *count)).collect();
    if manifest_written > 0 {
        written_by_kind.insert(OutputKind::Manifest.name(), manifest_written);
    }
    Report { articles, drafts, outputs: written + unchanged, written, unchanged, removed, written_by_kind }
}

/// Reports links to old addresses that nothing answers, and to anchors that their pages do not have, each as one warning, and
/// lists them all in a file.
fn report_missing(
    options: &Options,
    (mut missing, has_old_hosts): (Vec<(Box<str>, Place)>, bool),
    mut anchors: Vec<(Box<str>, Place)>,
    problems: &mut Diagnostics,
) {
    missing.sort();
    // Anchors by place: the first that is told is then the first of a text.
    anchors.sort_by(|(one, first), (other, second)| (first, one).cmp(&(second, other)));
    let mut table = Table::new(&["address", "file", "line", "column"]);
    for (address, place) in missing.iter().chain(&anchors) {
        let position = place.position.unwrap_or_default();
        let (line, column) = (position.line.to_string(), position.column.to_string());
        table.row(&[&**address, &*place.file, &*line, &*column]);
    }
    let is_empty = missing.is_empty() && anchors.is_empty();
    write_list(&options.cache_folder(), MISSING, (!is_empty).then_some(table), problems);
    if let Some((first, place)) = anchors.first() {
        problems.push(message::missing_anchors(place.clone(), first, anchors.len()));
    }
    // A picture that is not there is no link that somebody could follow.
    let (media, links): (Vec<_>, Vec<_>) = missing.iter().partition(|(address, _)| is_media(address));
    let (old, wrong): (Vec<_>, Vec<_>) =
        links.into_iter().partition(|(address, _)| is_old_address(address, has_old_hosts));
    type Told = fn(Place, &str, usize, usize) -> Diagnostic;
    for (missing, told) in [
        (media, message::missing_media as Told),
        (wrong, message::missing_pages as Told),
        (old, message::missing_addresses as Told),
    ] {
        // The first is that which an editor meets first.
        let first = missing.iter().min_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
        let Some((first, place)) = first else { continue };
        let other = source::other_case(&options.root, place, first);
        let mut addresses: Vec<&str> = missing.iter().map(|(address, _)| &**address).collect();
        addresses.dedup();
        let problem = told(place.clone(), first, missing.len(), addresses.len());
        problems.push(problem.meant(other.as_deref()));
    }
}

/// Reports files that front matter names and the site does not have, as one warning.
fn report_files(root: &Path, files: &[(Box<str>, Place)], problems: &mut Diagnostics) {
    let Some(first) = files.iter().map(|(_, place)| place).min() else { return };
    let of_first = files.iter().filter(|(_, place)| place == first);
    let located = of_first.map(|(file, place)| (source::located(root, place.clone(), file), file));
    if let Some((place, file)) = located.min() {
        let other = source::other_case(root, &place, file);
        problems.push(message::missing_files(place, file, files.len()).meant(other.as_deref()));
    }
}

/// Reports elements that may not stand in a page, as one warning, and lists them all in a file.
fn report_removed(folder: &Path, mut removed: Vec<(Box<str>, Removal, Place)>, problems: &mut Diagnostics) {
    removed.sort_by(|(_, _, one), (_, _, other)| one.cmp(other));
    let mut table = Table::new(&["element", "file", "line", "column", "result"]);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (element, removal, place) in &removed {
        let position = place.position.unwrap_or_default();
        let (line, column) = (position.line.to_string(), position.column.to_string());
        table.row(&[&**element, &*place.file, &*line, &*column, removal.name()]);
        *counts.entry(element).or_default() += 1;
    }
    write_list(folder, REMOVED, (!removed.is_empty()).then_some(table), problems);
    let Some((_, _, first)) = removed.first() else { return };
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    problems.push(message::removed_elements(first.clone(), &counts));
}

/// Writes a list of what a build found, or removes that of an earlier build where there is nothing to list.
fn write_list(folder: &Path, name: &str, table: Option<Table>, problems: &mut Diagnostics) {
    let file = folder.join(name);
    let Some(table) = table else {
        // Yesterday's list would mislead. Where there is none, there is nothing to remove.
        let _ = std::fs::remove_file(&file);
        return;
    };
    let list = table.into_text();
    // A list that is as it was stays the same file.
    let is_there = std::fs::read(&file).is_ok_and(|old| old == list.as_bytes());
    let write = || std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, list));
    let written = if is_there { Ok(()) } else { write() };
    if let Err(error) = written {
        problems.push(message::list_not_written(&format!("{FOLDER}/{name}"), &error.to_string()));
    }
}
