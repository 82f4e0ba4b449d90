//! Checks a site as it would be built, without writing it: what a build finds in the sources, and what is wrong with the finished
//! pages, feeds, sitemaps and redirects.
//!
//! Every file is rendered once and looked at while it is in memory; only small facts are kept, as numbers, to compare pages with
//! each other.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::build::examine::{PageFindings, examine_all};
use crate::build::{self, Progress, Snapshot};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Place, Position};
use crate::hosting::WebHost;
use crate::output::finding::{Finding, Flaw, is_old_address};
use crate::output::{Output, OutputKind, is_media, source_of};
use crate::path::SourcePath;
use crate::source;

mod aliases;
pub mod built;
pub mod external;
mod faults;
mod feeds;
mod groups;
mod hosts;
mod html;
pub mod message;
mod pages;
mod redirects;
mod report;
pub mod sarif;
mod sitemaps;
mod targets;
mod terms;

pub use report::{Checked, ExternalLink, Found};

use groups::Spot;
use pages::{Looker, Work};
use targets::{Bases, Planned, Targets};

/// The most bytes of HTML that a page may have where nobody says otherwise.
pub const MAX_PAGE: u64 = 500_000;

/// What to check.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site, as a build takes it.
    pub build: build::Options,
    /// The most bytes of HTML that a page may have.
    pub max_page: u64,
    /// The web hosts whose limits count; where there are none, those of `site.toml`.
    pub hosts: Vec<WebHost>,
    /// Whether links to other sites are collected.
    pub external: bool,
}

/// Checks a site. Where its sources have errors, those are all that is told.
pub fn check(options: &Options, progress: &dyn Progress) -> Checked {
    let mut problems = Diagnostics::new();
    // Links to dead pages are asked for as they are written: they may be alive again.
    let build = build::Options { original_links: options.external, ..options.build.clone() };
    let Some(snapshot) = Snapshot::take_or_try(&build, progress, &mut problems) else {
        return Checked::new(problems.into_iter().map(Found::in_sources).collect());
    };
    let mut checked = Checked::new(problems.into_iter().map(Found::in_sources).collect());
    check_pages(&snapshot, options, progress, &mut checked);
    checked
        .found
        .extend(terms::look_alike(snapshot.config(), snapshot.catalog()).into_iter().map(Found::in_sources));
    checked.found.extend(aliases::unused(&snapshot).into_iter().map(Found::in_sources));
    checked.sort();
    checked
}

/// Renders every file of the site and looks at it.
fn check_pages(snapshot: &Snapshot, options: &Options, progress: &dyn Progress, checked: &mut Checked) {
    let bases = Bases::of(snapshot.config());
    let targets = Targets::new(snapshot.config(), &bases, Planned::of(snapshot));
    let looker = Looker::new(snapshot, options, &targets);
    progress.step("Checking", snapshot.plan().entries().len());
    let findings = examine_all(snapshot, &options.build, &|seen| {
        looker.look(seen);
        progress.advance();
    });
    let (mut work, linked, sizes) = looker.finish();
    checked.articles = snapshot.catalog().published();
    checked.outputs = sizes.len();
    checked.bytes = sizes.iter().sum();
    let copies = hosts::compressed_copies(snapshot, &sizes);
    checked.outputs += usize::try_from(copies.files).unwrap_or(usize::MAX);
    checked.bytes += copies.bytes;
    let index = hosts::IndexSize::of(snapshot, &options.build.out);
    checked.outputs += usize::try_from(index.files).unwrap_or(usize::MAX);
    checked.bytes += index.bytes;
    // Some sources are read again for a position.
    let has_old_hosts = !snapshot.config().old_hosts.is_empty();
    let found =
        findings.into_par_iter().flat_map_iter(|page| of_page(&options.build.root, has_old_hosts, page));
    checked.found.par_extend(found);
    check_hosts(snapshot, options, (&work, &sizes, index), checked);
    let output = Outputs { snapshot };
    for (page, line, text, pages) in work.settle_anchors() {
        let place = Place::new(output.name(page), Position { line, column: 1 });
        checked.found.push(output.found(page, message::missing_anchor(place, &text, pages), pages));
    }
    let externals = std::mem::take(&mut work.externals).sorted().into_iter();
    let Config { archived_copy, replace_dead_links, .. } = snapshot.config();
    (checked.archive, checked.replaces) = (archived_copy.clone(), *replace_dead_links);
    checked.externals =
        externals.map(|(address, spot, pages)| output.external(address, spot, pages)).collect();
    let rules = std::mem::take(&mut work.faults.rules).faults();
    checked.found.extend(rules.into_iter().map(Found::in_output));
    let steps = redirects::faults(&work.faults.steps, |page| output.name(page));
    checked.found.extend(steps.into_iter().map(Found::in_output));
    output.compare(&mut work, checked, options);
    output.orphans(&linked, checked);
    let groups = work.take_groups();
    let messages = groups.messages(|page| output.name(page));
    checked
        .found
        .extend(messages.into_iter().map(|(page, problem, pages)| output.found(page, problem, pages)));
}

/// Finds what keeps the site from its hosts.
fn check_hosts(
    snapshot: &Snapshot,
    options: &Options,
    (work, sizes, index): (&Work, &[u64], hosts::IndexSize),
    checked: &mut Checked,
) {
    let hosts = if options.hosts.is_empty() { &snapshot.config().web_hosts } else { &options.hosts };
    let read = |path: &SourcePath| source::read(&options.build.root, path);
    let site = snapshot.site(&read);
    let counts = (work.faults.redirect_counts, work.faults.header_counts);
    let needs = hosts::Needs::of(snapshot, sizes, index, counts);
    for host in hosts {
        let problems = hosts::check(*host, &needs);
        let fits = !problems.iter().any(Diagnostic::is_error);
        checked.hosts.push((*host, fits));
        let old = hosts::old_addresses(&site, *host);
        checked.found.extend(problems.into_iter().chain(old).map(Found::in_sources));
    }
}

/// What was found while a page was rendered.
fn of_page(root: &Path, has_old_hosts: bool, page: PageFindings) -> impl Iterator<Item = Found> {
    page.findings.into_iter().map(move |finding| Found::in_sources(of_source(root, has_old_hosts, finding)))
}

/// A finding in a source, as a message of its own.
fn of_source(root: &Path, has_old_hosts: bool, finding: Finding) -> Diagnostic {
    match finding {
        Finding::Message(message) => *message,
        Finding::Flaw(flaw, place) => match flaw {
            Flaw::MissingAddress(file) if is_media(&file) => {
                let other = source::other_case(root, &place, &file);
                message::missing_file(place, &file).meant(other.as_deref())
            }
            Flaw::MissingAddress(address) if is_old_address(&address, has_old_hosts) => {
                message::missing_address(place, &address)
            }
            Flaw::MissingAddress(address) => message::missing_page(place, &address),
            Flaw::MissingAnchor(anchor) => message::missing_anchor(place, &anchor, 1),
            Flaw::MissingFile(file) => {
                let other = source::other_case(root, &place, &file);
                message::missing_file(source::located(root, place, &file), &file).meant(other.as_deref())
            }
            Flaw::UnknownShortcode(name) => message::unknown_shortcode(place, &name),
            Flaw::RemovedElement(element, removal) => message::removed_html(place, &element, removal.name()),
            Flaw::NoAlternativeText => message::no_alt_in_body(place),
        },
    }
}

/// The files of the plan, by their places in it.
#[derive(Clone, Copy)]
struct Outputs<'s> {
    snapshot: &'s Snapshot,
}

impl Outputs<'_> {
    /// The path of a file.
    fn name(self, index: u32) -> String {
        self.snapshot.plan().entries()[index as usize].0.to_string()
    }

    /// Something found in a file, with the source of that file where it has one.
    fn found(self, index: u32, problem: Diagnostic, pages: usize) -> Found {
        let (catalog, files) = (self.snapshot.catalog(), self.snapshot.files());
        let output = &self.snapshot.plan().entries()[index as usize].1;
        let source = source_of(catalog, files, output);
        let source =
            matches!(output, Output::Article(_) | Output::Standing(_) | Output::Asset(..)).then_some(source);
        Found { pages, source, ..Found::in_output(problem) }
    }

    /// A link to another site, with the place of the first of its pages.
    fn external(self, address: String, spot: Spot, pages: usize) -> ExternalLink {
        let place = Place::new(self.name(spot.page), Position { line: spot.line, column: spot.column });
        let template = self.found(spot.page, message::dead_link(place, &address, "", pages), pages);
        ExternalLink { address, date: self.date(spot.page), template }
    }

    /// The date of a page, for archived copies.
    fn date(self, index: u32) -> String {
        match &self.snapshot.plan().entries()[index as usize].1 {
            Output::Article(id) => {
                let day = self.snapshot.catalog().articles[*id].date.day();
                day.format("%Y%m%d000000").to_string()
            }
            // Web archives take the beginning of a date for the nearest copy to it.
            _ => "2".to_owned(),
        }
    }

    /// Finds what is wrong with pages that are compared with each other.
    fn compare(self, work: &mut Work, checked: &mut Checked, options: &Options) {
        work.large.sort_unstable();
        for (page, size) in &work.large {
            let problem =
                message::large_page(Place::file(self.name(*page)), size / 1_000, options.max_page / 1_000);
            checked.found.push(self.found(*page, problem, 1));
        }
        for (title, pages) in same(&mut work.titles) {
            let title =
                work.names.get(&title).map_or_else(|| self.title(pages[0]), |title| title.to_string());
            let names: Vec<String> = pages.iter().map(|page| self.name(*page)).collect();
            let problem = message::duplicate_title(Place::file(names[0].clone()), &title, &names);
            checked.found.push(self.found(pages[0], problem, pages.len()));
        }
        for (canonical, pages) in same(&mut work.canonicals) {
            // Numbered pages of a list, and pages of other languages, may name the first.
            let is_list =
                |page: &u32| matches!(self.snapshot.plan().entries()[*page as usize].1, Output::Listing(..));
            if pages.iter().all(is_list) {
                continue;
            }
            let names: Vec<String> = pages.iter().map(|page| self.name(*page)).collect();
            let address = self.snapshot.plan().entries()[canonical as usize].0.url();
            let problem =
                message::duplicate_canonical(Place::file(names[0].clone()), address.as_str(), &names);
            checked.found.push(self.found(pages[0], problem, pages.len()));
        }
    }

    /// The title of an article.
    fn title(self, index: u32) -> String {
        match &self.snapshot.plan().entries()[index as usize].1 {
            Output::Article(id) => self.snapshot.catalog().articles[*id].title.to_string(),
            _ => self.name(index),
        }
    }

    /// Finds pages that no other page links to.
    fn orphans(self, linked: &[bool], checked: &mut Checked) {
        let catalog = self.snapshot.catalog();
        for ((index, (path, output)), linked) in (0_u32..).zip(self.snapshot.plan().entries()).zip(linked) {
            let kind = output.kind(catalog);
            let is_page = matches!(
                kind,
                OutputKind::Article | OutputKind::Page | OutputKind::Listing | OutputKind::Index
            );
            // Readers begin at the home page, and every site has the pages of search and of corrections.
            let is_own = matches!(output, Output::Home(_) | Output::Search(_) | Output::Corrections(_));
            if is_page && !linked && !is_own {
                let problem = message::orphan_page(Place::file(path.to_string()));
                checked.found.push(self.found(index, problem, 1));
            }
        }
    }
}

/// The numbers that more than one page has, with these pages.
fn same<K: Ord + Copy>(pages: &mut [(K, u32)]) -> Vec<(K, Vec<u32>)> {
    pages.sort_unstable();
    let groups = pages.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() > 1);
    groups.map(|group| (group[0].0, group.iter().map(|(_, page)| *page).collect())).collect()
}

/// How many findings there are of each code, errors first.
pub fn counts(found: &[Found]) -> Vec<((Level, &str), usize)> {
    let mut counts: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for one in found {
        *counts.entry((one.problem.level, &one.problem.code)).or_default() += 1;
    }
    counts.into_iter().collect()
}
