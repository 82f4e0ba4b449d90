//! The six steps from folders of Markdown to a site: source, article, catalog, plan, render, write.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use crate::cache::{self, pictures::Pictures, pictures::Version};
use crate::catalog::{self, Catalog, LeftOut, Selection};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::output::{Files, Plan, Prepared, Site};
use crate::path::SourcePath;
use crate::popular::{Row, views::Views};
use crate::source::{self, SourceFile, Sources};
use crate::template::Theme;
use crate::write::Faults;

mod output;
mod read;
mod report;
mod verify;

use output::Earlier;
use read::{Documents, Inputs, as_of, bundled, files, read_documents};
pub use report::Report;
use report::conclude;
use verify::verify;

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
    /// Tell by their bytes whether files have changed, not by their size and time.
    pub checksum: bool,
    /// Build the site anew beside the output, and compare the two.
    pub verify: bool,
    /// The folder of what the next build can use, where it is not the one in the site's root.
    #[doc(hidden)]
    pub cache: Option<PathBuf>,
    /// For tests: fails at a step of writing.
    #[doc(hidden)]
    pub fault: Faults,
}

impl Options {
    /// The folder of what the next build can use.
    fn cache_folder(&self) -> PathBuf {
        self.cache.clone().unwrap_or_else(|| self.root.join(cache::FOLDER))
    }
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
        Some(views) => crate::output::popular::by_views(&site, views, limit),
        None => crate::output::popular::by_links(&site, limit),
    };
    (rows, problems)
}

/// The steps; `None` where one of them failed.
fn steps(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Report> {
    let report = loop {
        let mut inputs = Inputs::list(options, problems)?;
        inputs.digest = inputs.hash(options, problems);
        let waited = AtomicBool::new(false);
        if let Some(report) = output::unchanged(&inputs, options, progress, &waited, problems)
            && !waited.load(Ordering::Relaxed)
        {
            break report;
        }
        let prepared = prepare(inputs, options, progress, &waited, problems);
        if waited.load(Ordering::Relaxed) {
            // The sources may have changed meanwhile, and the other build may have seen that.
            *problems = Diagnostics::new();
            continue;
        }
        let (snapshot, earlier) = prepared?;
        progress.step("Writing", snapshot.plan.entries().len());
        let staged = output::stage_all(&snapshot, earlier, options, progress, problems)?;
        // What comes now takes room of its own, and nobody waits until all that is given back.
        rayon::spawn(move || drop(snapshot));
        let mut written = staged.commit(problems)?;
        let work = &mut written.work;
        let notes = std::mem::take(&mut work.notes);
        let report = conclude(&options.cache_folder(), work.head.articles, &work.counts, notes, problems);
        written.keep(options, problems);
        break report;
    };
    if options.verify {
        verify(options, progress, problems)?;
    }
    Some(report)
}

/// The steps up to the plan, and beside them a look at what the output folder holds; `None` where one of them failed.
fn prepare(
    inputs: Inputs,
    options: &Options,
    progress: &dyn Progress,
    waited: &AtomicBool,
    problems: &mut Diagnostics,
) -> Option<(Snapshot, Earlier)> {
    // A build that fails makes no folder.
    let exists = options.out.is_dir();
    let look = || exists.then(|| Earlier::open(options, progress, waited));
    let (snapshot, earlier) = rayon::join(|| Snapshot::of(inputs, options, progress, problems), look);
    let snapshot = snapshot?;
    let earlier = ok(earlier.unwrap_or_else(|| Earlier::open(options, progress, waited)), problems)?;
    Some((snapshot, earlier))
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
    /// A time before the sources were listed.
    started: SystemTime,
    /// The hash of all that it was made of, where it was asked for and can be told.
    inputs: Option<u64>,
    /// The files of its texts, if it was taken to be followed and they can be.
    content: Option<Vec<SourceFile>>,
}

impl Snapshot {
    /// Takes the steps up to the plan; `None` where one of them failed.
    pub fn take(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Snapshot> {
        let inputs = Inputs::list(options, problems)?;
        Snapshot::of(inputs, options, progress, problems)
    }

    /// Takes the steps up to the plan for a site whose files somebody watches; `None` where one of them failed.
    ///
    /// `previous` is the site as it was before, if it was taken this way, with the files that have changed since; of the
    /// others nobody asks then.
    pub fn follow(
        options: &Options,
        previous: Option<(&Snapshot, &BTreeSet<PathBuf>)>,
        problems: &mut Diagnostics,
    ) -> Option<Snapshot> {
        let walk = |config: &Config| {
            let known = previous.and_then(|(previous, changed)| {
                previous.sources(config)?.followed(&options.root, &config.content, changed)
            });
            known.map_or_else(|| source::walk(&options.root, config), |sources| (sources, Diagnostics::new()))
        };
        let mut inputs = Inputs::listed(options, walk, problems)?;
        if previous.is_none() {
            inputs.digest = inputs.hash(options, problems);
        }
        inputs.followed = inputs.sources.plain;
        Snapshot::of(inputs, options, &(), problems)
    }

    /// The files it was made of, where they can be followed under `config`.
    fn sources(&self, config: &Config) -> Option<Sources> {
        let Files { bundled, statics, .. } = &self.files;
        let content = self.content.as_ref().filter(|_| self.config.content == config.content)?;
        Some(Sources {
            content: content.clone(),
            bundled: bundled.clone(),
            statics: statics.clone(),
            plain: true,
        })
    }

    /// Whether it can tell later that none of its files has changed.
    pub fn knows_inputs(&self) -> bool {
        self.inputs.is_some()
    }

    /// Whether nothing that it was made of has changed; `options` are those that it was taken with.
    pub fn is_current(&self, options: &Options) -> bool {
        let mut problems = Diagnostics::new();
        let now = Inputs::list(options, &mut problems).and_then(|inputs| inputs.hash(options, &problems));
        self.inputs.is_some() && self.inputs == now
    }

    fn of(
        inputs: Inputs,
        options: &Options,
        progress: &dyn Progress,
        problems: &mut Diagnostics,
    ) -> Option<Snapshot> {
        let Inputs { config, theme, mut sources, popular, started, digest, followed } = inputs;
        progress.step("Reading", sources.content.len());
        let Documents { documents, hidden: hidden_in_texts, mostly_read } =
            read_documents(options, &sources, &config, started, progress, problems);
        let content = Some(std::mem::take(&mut sources.content)).filter(|_| followed);

        let selection = Selection { drafts: options.drafts, as_of: as_of(options, &config, problems) };
        let (bundled, hidden) = bundled(&sources, &config, &documents, selection);
        problems.extend(hidden);
        let left_out = catalog::left_out(&documents, selection);
        let (mut catalog, found) = catalog::build(&config, documents, bundled, selection);
        problems.append(found);
        stop(problems)?;
        if mostly_read {
            catalog.close_ranks();
        }

        let (files, pictures) =
            files(options, &config, &catalog, (sources, popular, &hidden_in_texts), started, problems);
        let (plan, found) = crate::output::plan(&config, &catalog, &files);
        problems.append(found);
        stop(problems)?;

        let (prepared, found) = Prepared::new(&config, &catalog, &plan, &files, &theme);
        problems.append(found);
        Some(Snapshot {
            config,
            catalog,
            files,
            pictures,
            plan,
            theme,
            prepared,
            left_out,
            started,
            inputs: digest,
            content,
        })
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

    /// A smaller version of a picture: its index in [`Files::pictures`] and the width in pixels. It is made if need be.
    ///
    /// # Errors
    /// What the file system says of the original, or that it is another picture now.
    pub fn variant(&self, index: u32, width: u32) -> io::Result<Version> {
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
