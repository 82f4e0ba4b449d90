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
use crate::output::{Files, Ground, PictureId, Plan, Prepared, Site};
use crate::path::SourcePath;
use crate::popular::{PopularArticle, views::Views};
use crate::source::{self, SourceFile, Sources};
use crate::template::Theme;
use crate::write::Faults;

mod doubts;
pub mod examine;
pub mod message;
mod output;
mod read;
mod report;
mod timings;
mod trial;
mod verify;
mod wrong;

use doubts::Doubts;
use output::Earlier;
use read::{Documents, Inputs, as_of, bundled, files, read_documents};
pub use report::Report;
use report::conclude;
pub use timings::{KindSize, Measured, Step, StepTime, Timings};
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
    /// Read damaged front matter as far as it goes, as if `lenient` stood in `site.toml`.
    pub lenient: bool,
    /// Tell by their bytes whether files have changed, not by their size and time.
    pub checksum: bool,
    /// Build the site anew beside the output, and compare the two.
    pub verify: bool,
    /// Write the SHA-256 of every file into the output too.
    pub sha256sums: bool,
    /// The folder of what the next build can use, where it is not the one in the site's root.
    #[doc(hidden)]
    pub cache: Option<PathBuf>,
    /// Measures what the steps take.
    pub timings: Timings,
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

/// Builds a site, and returns what was done; `None` where errors stopped it, which leave the output as it was.
pub fn build(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Report> {
    let report = steps(options, progress, problems);
    // Of a build that failed too.
    options.timings.end();
    report
}

/// The articles for `data/popular.csv`, at most `limit`: by `views`, or by the links between articles without them. `None` where a step failed.
pub fn popular(
    options: &Options,
    views: Option<&Views>,
    limit: usize,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Option<Vec<PopularArticle>> {
    let snapshot = Snapshot::take(options, progress, problems)?;
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    Some(match views {
        Some(views) => crate::output::popular::by_views(&site, views, limit),
        None => crate::output::popular::by_links(&site, limit),
    })
}

/// The steps; `None` where one of them failed.
fn steps(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Report> {
    let timings = &options.timings;
    let report = loop {
        timings.begin(Step::Source);
        let mut inputs = Inputs::list(options, problems)?;
        inputs.digest = inputs.hash(options, problems);
        let waited = AtomicBool::new(false);
        timings.begin(Step::Write);
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
        timings.begin(Step::Render);
        progress.step("Writing", snapshot.plan.entries().len());
        let planned = snapshot.plan.entries().iter();
        let planned =
            timings.planned(planned.map(|(path, output)| (path.clone(), output.kind(&snapshot.catalog))));
        let staged = output::stage_all(&snapshot, earlier, options, progress, problems)?;
        timings.begin(Step::Write);
        // What comes now takes room of its own, and nobody waits until all that is given back.
        rayon::spawn(move || drop(snapshot));
        let mut written = staged.commit(problems)?;
        let work = &mut written.work;
        let findings = std::mem::take(&mut work.notes.findings);
        let report = conclude(&options.cache_folder(), work.head.articles, &work.counts, findings, problems);
        timings.count(&planned, |path| written.size(path));
        written.keep(options, problems);
        break report;
    };
    timings.end();
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
    // A build that fails makes no folder, and looks at none that it may not write to.
    let looks = options.out.is_dir() && !problems.has_errors();
    let look = || looks.then(|| Earlier::open(options, progress, waited));
    let ((mut snapshot, doubts), earlier) =
        rayon::join(|| Snapshot::of(inputs, options, progress, problems), look);
    if problems.has_errors() {
        trial::render_all(&snapshot, options, &doubts, problems);
        return None;
    }
    let earlier = ok(earlier.unwrap_or_else(|| Earlier::open(options, progress, waited)), problems)?;
    if earlier.folds_case() {
        snapshot.plan.drop_twins();
    }
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
    /// What it takes to bring it up to date, if it was taken to be followed.
    listing: Option<Listing>,
}

/// The files of a site as they were listed.
struct Listing {
    /// The hash of everything listed.
    hash: u64,
    /// The files of texts; `None` where only another walk tells what they have become.
    content: Option<Vec<SourceFile>>,
}

impl Snapshot {
    /// Takes the steps up to the plan; `None` where one of them failed.
    pub fn take(options: &Options, progress: &dyn Progress, problems: &mut Diagnostics) -> Option<Snapshot> {
        let inputs = Inputs::list(options, problems)?;
        let (snapshot, _) = Snapshot::of(inputs, options, progress, problems);
        stop(problems).map(|()| snapshot)
    }

    /// Takes the steps up to the plan for a site that is to be followed: whose files somebody watches, to take the steps anew
    /// where one changes. `None` where a step failed.
    ///
    /// `previous` is the site before that, with the files that have changed since, as paths below a root that has no links in
    /// its own path: the others are not asked for then.
    pub fn follow(
        options: &Options,
        previous: Option<(&Snapshot, &BTreeSet<PathBuf>)>,
        problems: &mut Diagnostics,
    ) -> Option<Snapshot> {
        let list = |config: &Config, problems: &mut Diagnostics| {
            let updated = previous.and_then(|(previous, changed)| {
                previous.sources(config)?.updated(&options.root, config, changed)
            });
            updated.unwrap_or_else(|| source::walk(&options.root, config, problems))
        };
        let mut inputs = Inputs::listed(options, list, problems)?;
        inputs.listing = Some(inputs.hash_listing(options, problems));
        inputs.digest = inputs.listing.filter(|_| inputs.tells_changes(options, problems));
        let (snapshot, _) = Snapshot::of(inputs, options, &(), problems);
        stop(problems).map(|()| snapshot)
    }

    /// The files it was made of, where they can be brought up to date under `config`.
    fn sources(&self, config: &Config) -> Option<Sources> {
        let listing = self
            .listing
            .as_ref()
            .filter(|_| self.config.content == config.content && self.config.exclude == config.exclude)?;
        let content = listing.content.clone()?;
        let (bundled, statics) = (self.files.bundled.clone(), self.files.statics.as_slice().to_vec());
        Some(Sources { content, bundled, statics, plain: true })
    }

    /// Whether every change since its files were listed can be seen in another list: none of them is so new that it may
    /// change once more within the same instant of the clock.
    pub fn knows_inputs(&self) -> bool {
        self.inputs.is_some()
    }

    /// Whether the files of a site that was taken to be followed are as it has them; `options` are those it was taken with.
    pub fn is_current(&self, options: &Options) -> bool {
        let mut problems = Diagnostics::new();
        let now = Inputs::list(options, &mut problems).map(|inputs| inputs.hash_listing(options, &problems));
        now.is_some() && self.listing.as_ref().map(|listing| listing.hash) == now
    }

    /// Takes the steps up to the plan. Where there are errors the later steps are taken all the same, to find theirs; nothing may
    /// be written then. Returns beside the site what its errors leave open.
    fn of(
        inputs: Inputs,
        options: &Options,
        progress: &dyn Progress,
        problems: &mut Diagnostics,
    ) -> (Snapshot, Doubts) {
        let Inputs { config, theme, mut sources, popular, mut doubts, started, digest, listing } = inputs;
        options.timings.begin(Step::Article);
        progress.step("Reading", sources.content.len());
        let (keeps, mut found) = (!problems.has_errors(), Diagnostics::new());
        let Documents { documents, hidden: hidden_in_texts, mostly_read } =
            read_documents(options, &sources, &config, started, progress, (keeps, &mut found));
        doubts.note_files(&config, &found);
        problems.append(doubts.sift(found));
        let content = std::mem::take(&mut sources.content);
        let listing = listing.map(|hash| Listing { hash, content: sources.plain.then_some(content) });

        options.timings.begin(Step::Catalog);
        let selection = Selection { drafts: options.drafts, as_of: as_of(options, &config, problems) };
        let bundled = bundled(&sources, &config, &documents, selection, problems);
        let left_out = catalog::left_out(&documents, selection);
        let mut found = Diagnostics::new();
        let mut catalog = catalog::build(&config, documents, bundled, selection, &mut found);
        doubts.note_addresses(&found);
        problems.append(doubts.sift(found));
        if mostly_read {
            catalog.compact();
        }

        options.timings.begin(Step::Plan);
        let (files, pictures) =
            files(options, &config, &catalog, (sources, popular, &hidden_in_texts), started, problems);
        // Whoever has errors to mend is told the warnings of later steps when these are taken in earnest.
        let errors_alone = problems.has_errors();
        let mut found = Diagnostics::new();
        let plan = crate::output::plan(&config, &catalog, &files, &mut found);
        let ground = Ground { config: &config, catalog: &catalog, plan: &plan, files: &files, theme: &theme };
        let prepared = Prepared::new(ground, &mut found);
        found.retain(|problem| problem.is_error() || !errors_alone);
        problems.append(doubts.sift(found));
        let snapshot = Snapshot {
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
            listing,
        };
        (snapshot, doubts)
    }

    /// What rendering reads; `read` reads a source file.
    pub fn site<'a>(&'a self, read: &'a (dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync)) -> Site<'a> {
        let Snapshot { config, catalog, files, plan, theme, prepared, .. } = self;
        prepared.site(Ground { config, catalog, plan, files, theme }, read)
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

    /// A smaller version of a picture, `width` pixels wide. It is made if need be.
    ///
    /// # Errors
    /// What the file system says of the original, or that it is another picture now.
    pub fn variant(&self, picture: PictureId, width: u32) -> io::Result<Version> {
        self.pictures.variant(&self.files.pictures[picture], width)
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
