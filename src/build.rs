//! The six steps from folders of Markdown to a site: source, article, catalog, plan, render, write.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::article::{self, Document};
use crate::cache::{self, pictures::Pictures};
use crate::catalog::{self, Catalog, Selection};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostics, message};
use crate::output::text::Notes;
use crate::output::{self, Files, Kind, Site, asset};
use crate::path::SourcePath;
use crate::popular;
use crate::render::{Rendered, render};
use crate::source::{self, MAX_SOURCE_BYTES, SourceFile, Sources};
use crate::template::Theme;
use crate::write::{Outcome, Stage, WriteOptions, Writer};

mod report;

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

/// The steps; `None` where one of them failed.
fn steps(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Report> {
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
    let (catalog, found) = catalog::build(&config, documents, bundled, selection);
    problems.append(found);
    stop(problems)?;

    let (files, pictures) = files(options, &config, &catalog, sources, problems);
    let (plan, found) = output::plan(&config, &catalog, &files);
    problems.append(found);
    stop(problems)?;

    let read = |path: &SourcePath| source::read(&options.root, path);
    let (site, found) = Site::new(&config, &catalog, &plan, &files, &theme, &read);
    problems.append(found);
    progress.step("Writing", plan.entries().len());
    let (counts, notes) = write(&site, &pictures, options, progress, problems)?;
    conclude(&options.root, &catalog, &counts, notes, problems)
}

/// Stops where there are errors.
fn stop(problems: &Diagnostics) -> Option<()> {
    (!problems.has_errors()).then_some(())
}

/// A step's value, or its problems.
fn ok<T>(result: Result<T, Diagnostics>, problems: &mut Diagnostics) -> Option<T> {
    result.map_err(|found| problems.append(found)).ok()
}

/// Reads `site.toml`.
fn read_config(options: &Options, problems: &mut Diagnostics) -> Option<Config> {
    let bytes = match std::fs::read(options.root.join(config::FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(message::no_site(&options.root.display().to_string()));
            return None;
        }
        Err(error) => {
            problems.push(message::unreadable(config::FILE, &error.to_string()));
            return None;
        }
    };
    let path = SourcePath::new(config::FILE);
    let text = article::source_text(&path, &bytes).map_err(|problem| Diagnostics::from(*problem));
    let text = ok(text, problems)?;
    ok(Config::parse(text, options.base_url.as_deref()), problems)
}

/// Refuses an output folder that is one of the site's own, or holds it.
fn check_out(options: &Options, config: &Config, problems: &mut Diagnostics) -> Option<()> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let resolve = |path: &Path| path.canonicalize().unwrap_or_else(|_| absolute(path));
    let out = resolve(&options.out);
    let mut sources: Vec<&str> = config.content.iter().map(String::as_str).collect();
    sources.extend([source::STATIC, crate::template::FOLDER, crate::template::TEXTS, cache::FOLDER]);
    let inside = sources.iter().any(|folder| out.starts_with(resolve(&options.root.join(folder))));
    let above = resolve(&options.root).starts_with(&out)
        || sources.iter().any(|folder| resolve(&options.root.join(folder)).starts_with(&out));
    if inside || above {
        problems.push(message::output_in_sources(&options.out.display().to_string()));
    }
    stop(problems)
}

/// The instant of `--as-of`: of a day its end.
fn as_of(options: &Options, config: &Config, problems: &mut Diagnostics) -> Option<i64> {
    const DAY: i64 = 24 * 60 * 60;
    let text = options.as_of.as_deref()?;
    if text == "now" {
        return Some(chrono::Utc::now().timestamp());
    }
    match article::parse_date(text, config.timezone) {
        Ok(date) if date.has_time => Some(date.instant()),
        Ok(date) => Some(date.instant() + DAY - 1),
        Err(why) => {
            problems.push(message::wrong_option("--as-of", text, why));
            None
        }
    }
}

/// The article step: every content file by itself, in parallel.
fn read_documents(
    root: &Path,
    sources: &Sources,
    config: &Config,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Vec<Document> {
    let read = |file: &SourceFile| {
        progress.advance();
        match source::read(root, &file.path) {
            Ok(bytes) => article::read(&file.path, &bytes, config),
            Err(error) => (None, message::unreadable(file.path.as_str(), &error.to_string()).into()),
        }
    };
    let small = sources.content.par_iter().filter(|file| file.size <= MAX_SOURCE_BYTES);
    let (documents, found): (Vec<Option<Document>>, Vec<Diagnostics>) = small.map(read).unzip();
    found.into_iter().for_each(|found| problems.append(found));
    documents.into_iter().flatten().collect()
}

/// The files beside content that may be published: nothing a browser would run, nothing of articles left out.
fn bundled(
    sources: &Sources,
    config: &Config,
    documents: &[Document],
    selection: Selection,
) -> (Vec<SourcePath>, Option<crate::diagnostic::Diagnostic>) {
    let left_out = catalog::unpublished_folders(documents, selection);
    let in_left_out = |path: &SourcePath| {
        let below = |folder: &String| path.folder().strip_prefix(folder.as_str());
        left_out.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (published, active): (Vec<&SourceFile>, Vec<&SourceFile>) =
        sources.bundled.iter().partition(|file| asset::is_published(&file.path, config.trusted));
    let warning = active.first().map(|first| message::active_files(first.path.as_str(), active.len()));
    let paths = published.into_iter().map(|file| file.path.clone()).filter(|path| !in_left_out(path));
    (paths.collect(), warning)
}

/// The files that are copied, and the smaller versions of pictures among them.
fn files(
    options: &Options,
    config: &Config,
    catalog: &Catalog,
    sources: Sources,
    problems: &mut Diagnostics,
) -> (Files, Pictures) {
    let root = options.root.as_path();
    let (theme, found) = asset::theme_files(&sources.statics, |path| source::read(root, path));
    problems.append(found);
    let hidden = output::hidden_pictures(config, catalog);
    let is_published = |file: &&SourceFile| {
        let bundled = catalog.bundled.binary_search_by(|(path, _)| path.cmp(&file.path)).is_ok();
        (bundled || file.path.as_str().starts_with(source::STATIC)) && !hidden.contains(&file.path)
    };
    let mut published: Vec<&SourceFile> =
        sources.bundled.iter().chain(&sources.statics).filter(is_published).collect();
    published.sort_by(|a, b| a.path.cmp(&b.path));
    let (store, pictures, found) = Pictures::prepare(root, &published);
    problems.append(found);
    let popular = popular(root, problems);
    let files =
        Files { statics: sources.statics, bundled: sources.bundled, theme, pictures, popular, hidden };
    (files, store)
}

/// The list of popular articles, if there is one.
fn popular(root: &Path, problems: &mut Diagnostics) -> Vec<popular::Row> {
    let bytes = match std::fs::read(root.join(popular::FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            problems.push(message::unreadable(popular::FILE, &error.to_string()));
            return Vec::new();
        }
    };
    let path = SourcePath::new(popular::FILE);
    let text = article::source_text(&path, &bytes).map_err(|problem| Diagnostics::from(*problem));
    let Some(text) = ok(text, problems) else { return Vec::new() };
    let (rows, found) = popular::parse(text);
    problems.append(found);
    rows
}

/// Renders and writes every file of the plan, in parallel; nothing is swapped in where anything failed.
fn write(
    site: &Site<'_>,
    pictures: &Pictures,
    options: &Options,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Option<(Counts, Notes)> {
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
            match render(site, path, output, &mut notes) {
                Ok(Rendered::Nothing) => {}
                Ok(Rendered::Bytes(bytes)) => counts.add(kind, writer.put(path, stage(kind), &bytes)),
                Ok(Rendered::Copy(source)) => {
                    let source = source::full_path(&options.root, &source);
                    counts.add(kind, writer.put_file(path, stage(kind), &source));
                }
                Ok(Rendered::Variant(index, width)) => {
                    let source = pictures.variant(&site.files.pictures[index as usize], width);
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
