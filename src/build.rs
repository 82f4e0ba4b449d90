//! The six steps from folders of Markdown to a site: source, article, catalog, plan, render, write.

use std::io;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::cache::pictures::Pictures;
use crate::catalog::{self, Catalog, LeftOut, Selection};
use crate::config::Config;
use crate::diagnostic::{Diagnostics, message};
use crate::output::text::Notes;
use crate::output::{self, Files, Kind, Plan, Prepared, Site};
use crate::path::SourcePath;
use crate::popular::{Row, views::Views};
use crate::render::{Rendered, render};
use crate::source;
use crate::template::Theme;
use crate::write::{Outcome, Stage, WriteOptions, Writer};

mod read;
mod report;

use read::{as_of, bundled, check_out, files, read_config, read_documents};
pub use report::Report;
use report::{Counts, conclude};

/// What to build and where.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site's root, the folder of its `site.toml`.
    pub root: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Replaces `base_url`.
    pub base_url: Option<String>,
    /// Drafts too.
    pub drafts: bool,
    /// The site as of this date, or `now`.
    pub as_of: Option<String>,
    /// Replace files of others that are in the way.
    pub force: bool,
}

/// Is told how far a build has come.
pub trait Progress: Sync {
    /// A step begins that has `total` parts.
    fn step(&self, name: &'static str, total: usize);
    /// A part of the step is done.
    fn advance(&self);
    /// Something worth a line of its own.
    fn say(&self, line: &str);
}

/// Nobody is told anything.
impl Progress for () {
    fn step(&self, _: &'static str, _: usize) {}
    fn advance(&self) {}
    fn say(&self, _: &str) {}
}

/// Builds a site. What was found is in the report, and all problems; a build with errors leaves the output as it was.
pub fn build(options: &Options, progress: &dyn Progress) -> (Report, Diagnostics) {
    let mut problems = Diagnostics::new();
    let report = steps(options, progress, &mut problems).unwrap_or_default();
    (report, problems)
}

/// The articles for `data/popular.csv`, at most `limit`: by `views`, or by the links between articles without them.
pub fn popular(
    options: &Options,
    views: Option<&Views>,
    limit: usize,
    progress: &dyn Progress,
) -> (Vec<Row>, Diagnostics) {
    let mut problems = Diagnostics::new();
    let Some(snapshot) = Snapshot::take(options, progress, &mut problems) else {
        return (Vec::new(), problems);
    };
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    let rows = match views {
        Some(views) => output::popular::by_views(&site, views, limit),
        None => output::popular::by_links(&site, limit),
    };
    (rows, problems)
}

/// The steps; `None` where one of them failed.
fn steps(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Report> {
    let snapshot = Snapshot::take(options, progress, problems)?;
    progress.step("Writing", snapshot.plan.entries().len());
    let (counts, notes) = write(&snapshot, options, progress, problems)?;
    conclude(&options.root, &snapshot.catalog, &counts, notes, problems)
}

/// A site before its files are rendered: what the steps up to the plan make.
pub struct Snapshot {
    config: Config,
    catalog: Catalog,
    files: Files,
    pictures: Pictures,
    plan: Plan,
    theme: Theme,
    prepared: Prepared,
    left_out: Vec<LeftOut>,
}

impl Snapshot {
    /// Takes the steps up to the plan; `None` where one of them failed.
    pub fn take(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Snapshot> {
        let config = read_config(options, problems)?;
        check_out(options, &config, problems)?;
        let theme = ok(Theme::load(&options.root, &config), problems)?;

        let (sources, found) = source::walk(&options.root, &config);
        problems.append(found);
        if sources.content.is_empty() && !problems.has_errors() {
            problems.push(message::no_documents(&config.content.join(", ")));
            return None;
        }
        progress.step("Reading", sources.content.len());
        let documents = read_documents(&options.root, &sources, &config, progress, problems);

        let selection = Selection { drafts: options.drafts, as_of: as_of(options, &config, problems) };
        let (bundled, hidden) = bundled(&sources, &config, &documents, selection);
        problems.extend(hidden);
        let left_out = catalog::left_out(&documents, selection);
        let (catalog, found) = catalog::build(&config, documents, bundled, selection);
        problems.append(found);
        stop(problems)?;

        let (files, pictures) = files(options, &config, &catalog, sources, problems);
        let (plan, found) = output::plan(&config, &catalog, &files);
        problems.append(found);
        stop(problems)?;

        let (prepared, found) = Prepared::new(&config, &catalog, &plan, &files, &theme);
        problems.append(found);
        Some(Snapshot { config, catalog, files, pictures, plan, theme, prepared, left_out })
    }

    /// What rendering reads; `read` reads a source file.
    pub fn site<'a>(&'a self, read: &'a (dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync)) -> Site<'a> {
        let Snapshot { config, catalog, files, plan, theme, prepared, .. } = self;
        Site { config, catalog, plan, files, theme, prepared, read }
    }

    /// Every file of the site.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The catalog.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The files that are copied.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The documents that are not published.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The file that holds a smaller version of a picture: its index in [`Files::pictures`] and the width in pixels.
    pub fn variant(&self, index: u32, width: u32) -> PathBuf {
        self.pictures.variant(&self.files.pictures[index as usize], width)
    }
}

/// Stops where there are errors.
fn stop(problems: &Diagnostics) -> Option<()> {
    (!problems.has_errors()).then_some(())
}

/// A step's value, or its problems.
fn ok<T>(result: Result<T, Diagnostics>, problems: &mut Diagnostics) -> Option<T> {
    result.map_err(|found| problems.append(found)).ok()
}

/// Renders and writes every file of the plan, in parallel; nothing is swapped in where anything failed.
fn write(
    snapshot: &Snapshot,
    options: &Options,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Option<(Counts, Notes)> {
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    let waiting = || progress.say("waiting for another build of this folder to end");
    let write_options =
        WriteOptions { force: options.force, waiting: Some(&waiting), ..WriteOptions::default() };
    let writer =
        ok(Writer::open(&options.out, write_options).map_err(|error| error.diagnostics()), problems)?;
    problems.append(writer.warnings().clone());
    let (mut counts, mut notes) = site
        .plan
        .entries()
        .par_iter()
        .fold(Default::default, |(mut counts, mut notes): (Counts, Notes), (path, output)| {
            let kind = output.kind(site.catalog);
            match render(&site, path, output, &mut notes) {
                Ok(Rendered::Nothing) => {}
                Ok(Rendered::Bytes(bytes)) => counts.add(kind, writer.put(path, stage(kind), &bytes)),
                Ok(Rendered::Copy(source)) => {
                    let source = source::full_path(&options.root, &source);
                    counts.add(kind, writer.put_file(path, stage(kind), &source));
                }
                Ok(Rendered::Variant(index, width)) => {
                    let source = snapshot.variant(index, width);
                    counts.add(kind, writer.put_file(path, stage(kind), &source));
                }
                Err(problem) => notes.diagnostics.push(*problem),
            }
            progress.advance();
            (counts, notes)
        })
        .reduce(Default::default, |(mut counts, mut notes), (more, others)| {
            counts.append(more);
            notes.append(others);
            (counts, notes)
        });
    problems.append(std::mem::take(&mut notes.diagnostics));
    problems.append(std::mem::take(&mut counts.problems));
    stop(problems)?;
    counts.summary = ok(writer.commit().map_err(|error| error.diagnostics()), problems)?;
    Some((counts, notes))
}

/// When a kind of output is swapped in.
fn stage(kind: Kind) -> Stage {
    match kind {
        Kind::Asset => Stage::Asset,
        Kind::Article | Kind::Tombstone | Kind::Page => Stage::Article,
        Kind::Listing
        | Kind::Index
        | Kind::Feed
        | Kind::Sitemap
        | Kind::Redirect
        | Kind::Host
        | Kind::Manifest => Stage::Listing,
    }
}

impl Counts {
    /// Counts one output.
    fn add(&mut self, kind: Kind, outcome: Result<Outcome, crate::write::WriteError>) {
        match outcome {
            Ok(Outcome::Written) => *self.written.entry(kind).or_default() += 1,
            Ok(Outcome::Unchanged) => {}
            // A disk that is full refuses every file: one report is enough.
            Err(error) if self.problems.is_empty() => self.problems.append(error.diagnostics()),
            Err(_) => {}
        }
    }
}
