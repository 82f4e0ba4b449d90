//! The six steps from folders of Markdown to a site: source, article, catalog, plan, render, write.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cache::{self};
use crate::catalog::{self, Selection};
use crate::diagnostic::Diagnostics;
use crate::output::{Ground, Prepared};
use crate::path::SourcePath;
use crate::popular::{PopularArticle, views::Views};
use crate::source::{self};
use crate::write::Faults;

mod documents;
mod doubts;
pub mod examine;
pub mod media;
pub mod message;
mod output;
mod read;
mod report;
mod snapshot;
mod timings;
mod trial;
mod verify;
pub mod words;
mod wrong;

use documents::{Documents, read_documents};
use doubts::Doubts;
use output::Earlier;
pub use read::read_config_alone;
use read::{Inputs, as_of, bundled, files};
pub use report::Report;
use report::conclude;
use snapshot::Listing;
pub use snapshot::Snapshot;
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
    /// Leave links to dead pages of other sites as they are written, whatever `data/links.csv` says.
    pub original_links: bool,
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
    /// The folder of the files of `[media]`, where it is neither the one in `site.toml` nor the one beside `out`.
    #[doc(hidden)]
    pub media_out: Option<PathBuf>,
    /// Serve the files of `[media]` with the pages, as if the table did not exist.
    pub one_host: bool,
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
        let media = media::folder(options, &inputs.config);
        let prepared = prepare(inputs, media.as_deref(), options, progress, &waited, problems);
        if waited.load(Ordering::Relaxed) {
            // The sources may have changed meanwhile, and the other build may have seen that.
            *problems = Diagnostics::new();
            continue;
        }
        let (snapshot, earlier) = prepared?;
        timings.begin(Step::Render);
        progress.step("Writing", snapshot.plan.entries().len());
        let planned = snapshot.plan.entries().iter();
        let mut planned =
            timings.planned(planned.map(|(path, output)| (path.clone(), output.kind(&snapshot.catalog))));
        let staged = output::stage_all(&snapshot, earlier, options, progress, problems)?;
        planned.extend(timings.planned(staged.search_files()));
        timings.begin(Step::Write);
        let has_old_hosts = !snapshot.config.old_hosts.is_empty();
        // What comes now takes room of its own, and nobody waits until all that is given back.
        rayon::spawn(move || drop(snapshot));
        media::announce(options, media.as_deref(), problems);
        let mut written = staged.commit(problems)?;
        written.work.counts.summary.removed += media::empty_others(options, media.as_deref(), problems);
        let work = &mut written.work;
        let findings = std::mem::take(&mut work.notes.findings);
        let report = conclude(options, &work.head, &work.counts, (findings, has_old_hosts), problems);
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
    media: Option<&Path>,
    options: &Options,
    progress: &dyn Progress,
    waited: &AtomicBool,
    problems: &mut Diagnostics,
) -> Option<(Snapshot, Earlier)> {
    // A build that fails makes no folder, and looks at none that it may not write to.
    let looks = options.out.is_dir() && media.is_none_or(Path::is_dir) && !problems.has_errors();
    let open = || Earlier::open(options, media, progress, waited);
    let look = || looks.then(open);
    let ((mut snapshot, doubts), earlier) =
        rayon::join(|| Snapshot::of(inputs, options, progress, problems), look);
    if problems.has_errors() {
        trial::render_all(&snapshot, options, &doubts, problems);
        return None;
    }
    let earlier = ok(earlier.unwrap_or_else(open), problems)?;
    if earlier.folds_case() {
        snapshot.plan.drop_twins();
    }
    Some((snapshot, earlier))
}

impl Snapshot {
    /// Takes the steps up to the plan. Where there are errors the later steps are taken all the same, to find theirs; nothing may
    /// be written then. Returns beside the site what its errors leave open.
    fn of(
        inputs: Inputs,
        options: &Options,
        progress: &dyn Progress,
        problems: &mut Diagnostics,
    ) -> (Snapshot, Doubts) {
        let Inputs { config, theme, mut sources, lists, mut doubts, started, digest, listing } = inputs;
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
            files(options, &config, &catalog, (sources, lists, &hidden_in_texts), started, problems);
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
}

/// Stops where there are errors.
fn stop(problems: &Diagnostics) -> Option<()> {
    (!problems.has_errors()).then_some(())
}

/// A step's value, or its problems.
fn ok<T>(result: Result<T, Diagnostics>, problems: &mut Diagnostics) -> Option<T> {
    result.map_err(|found| problems.append(found)).ok()
}
