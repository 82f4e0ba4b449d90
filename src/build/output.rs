//! The last two steps: the files of the plan rendered and written, but for those that are as they would become.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use self::make::{Compressing, Maker, Work};
use super::read::Inputs;
use super::report::{Counts, LISTS};
use super::{Options, Progress, Report, Snapshot, ok, stop};
use crate::build::message;
use crate::cache::compressed::CompressedFiles;
use crate::cache::outputs::{self, KnownOutputs, Made, SiteRecord};
use crate::cache::{self, Base};
use crate::diagnostic::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::output::Digests;
use crate::output::finding::take_messages;
use crate::output::text::Notes;
use crate::path::{OutPath, SourcePath};
use crate::source::{self, FileStamp};
use crate::write::{Committed, Known, WriteError, WriteOptions, Writer};

mod make;

/// What rendering came to.
pub(super) struct Rendering {
    pub(super) counts: Counts,
    pub(super) notes: Notes,
    pub(super) head: SiteRecord,
    /// What each of the site's files was made of, in their order.
    made: Vec<Made>,
    /// Where most of what the last build left is kept.
    base: Option<Base<Box<str>>>,
    /// Whether the cache holds all that already.
    is_kept: bool,
    /// Compressed copies of files.
    files: CompressedFiles,
}

/// A site of which nothing is in its place yet.
pub(super) struct Staged {
    work: Rendering,
    writer: Writer,
}

/// A site in its place, with the output folder still locked.
pub(super) struct LockedSite {
    pub(super) work: Rendering,
    committed: Committed,
}

/// The report of a build of which every input and every output is as the last build left it; `None` where something has
/// changed, or where that cannot be told.
///
/// This is no more than a shortcut: the other way to the same report takes the steps one by one and finds nothing to do.
pub(super) fn unchanged(
    inputs: &Inputs,
    options: &Options,
    progress: &dyn Progress,
    waited: &AtomicBool,
    problems: &mut Diagnostics,
) -> Option<Report> {
    let cache = options.cache_folder();
    let same = |head: &SiteRecord| inputs.digest == Some(head.inputs);
    outputs::head(&cache, &options.out, key()).filter(same)?;
    let loaded: OnceLock<SiteRecord> = OnceLock::new();
    let load = || {
        let outputs = outputs::load(&cache, &options.out, key()).filter(|outputs| same(&outputs.head))?;
        loaded.set(outputs.head).ok().map(|()| outputs.known)
    };
    let writer = open(options, progress, waited, &load).ok()?;
    let listed = listed(&cache);
    let same = |head: &&SiteRecord| head.listed == listed && writer.warnings().is_empty();
    let head = loaded.get().filter(same).filter(|_| writer.is_as_wanted());
    let (head, outputs) = head.zip(writer.outputs())?;
    *problems = head.problems.clone();
    Some(Report { articles: head.articles, outputs, unchanged: outputs, ..Report::default() })
}

/// Opens the output folder; `waited` becomes true if another build had it.
fn open(
    options: &Options,
    progress: &dyn Progress,
    waited: &AtomicBool,
    load: &(dyn Fn() -> Option<Known> + Sync),
) -> Result<Writer, WriteError> {
    let waiting = || {
        waited.store(true, Ordering::Relaxed);
        progress.say("waiting for another build of this folder to finish");
    };
    let write_options = WriteOptions {
        force: options.force,
        sha256sums: options.sha256sums,
        waiting: Some(&waiting),
        known: Some(load),
        fault: options.fault.0.clone(),
    };
    Writer::open(&options.out, write_options)
}

/// The output folder as the last build left it, locked.
pub(super) struct Earlier {
    writer: Writer,
    /// What the files were made of that it left, in the order of the writer's list of them.
    made: Vec<Made>,
    /// What was told of the site; `None` where nothing is known.
    head: Option<SiteRecord>,
    /// Where most of that is kept.
    base: Option<Base<Box<str>>>,
}

impl Earlier {
    /// Locks the output folder and looks at everything in it that is known.
    ///
    /// # Errors
    /// What keeps the folder from being written to.
    pub(super) fn open(
        options: &Options,
        progress: &dyn Progress,
        waited: &AtomicBool,
    ) -> Result<Earlier, Diagnostics> {
        let _span = options.timings.span("write", "look at the output");
        let loaded: OnceLock<KnownOutputs> = OnceLock::new();
        let load = || {
            let mut outputs = outputs::load(&options.cache_folder(), &options.out, key())?;
            let known = std::mem::take(&mut outputs.known);
            loaded.set(outputs).ok().map(|()| known)
        };
        let mut writer = open(options, progress, waited, &load).map_err(|error| error.diagnostics())?;
        if !options.checksum {
            writer.look_at_all();
        }
        let known = loaded.into_inner().filter(|_| writer.known().is_some());
        Ok(match known {
            Some(KnownOutputs { made, head, base, .. }) => Earlier { writer, made, head: Some(head), base },
            None => Earlier { writer, made: Vec::new(), head: None, base: None },
        })
    }

    /// Whether the output folder holds but one of two files whose names differ by case alone.
    pub(super) fn folds_case(&self) -> bool {
        self.writer.folds_case()
    }
}

/// Renders every file of the plan and stages it, in parallel; `None` where anything failed.
pub(super) fn stage_all(
    snapshot: &Snapshot,
    earlier: Earlier,
    options: &Options,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Option<Staged> {
    // Beforehand, since they stand side by side in the plan, where one thread would make most of them.
    snapshot.pictures.make_all(snapshot.files.pictures.as_slice(), problems);
    let read = |path: &SourcePath| source::read(&options.root, path);
    let site = snapshot.site(&read);
    let Earlier { writer, made, head: earlier, base } = earlier;
    let made = made.as_slice();
    let is_odd = !writer.warnings().is_empty();
    problems.append(writer.warnings().clone());
    let digests = Digests::new(&site, (!options.checksum).then_some(snapshot.started));
    // What is odd about the folder is no matter of the site.
    let inputs = snapshot.inputs.filter(|_| !is_odd).unwrap_or(0);
    let articles = snapshot.catalog.published();
    let head = SiteRecord { inputs, links: digests.links(), articles, ..SiteRecord::default() };
    let same_links = earlier.as_ref().is_some_and(|earlier| earlier.links == head.links);
    if made.is_empty() {
        let paths = site.plan.entries().iter().map(|(path, _)| path.as_str().len());
        writer.expect(site.plan.entries().len(), paths.sum());
    }
    let site = digests.site(site);
    let files = CompressedFiles::new(&options.cache_folder());
    let compressing = Compressing::new(&snapshot.config, site.plan, &files);
    let maker =
        Maker { snapshot, options, site, digests: &digests, writer: &writer, made, same_links, compressing };
    let (Work { mut counts, mut notes, .. }, now) = maker.all(progress);
    maker.site.settle_anchors(&mut notes);
    take_messages(&mut notes.findings, problems);
    problems.append(std::mem::take(&mut counts.problems));
    stop(problems)?;
    let is_kept = counts.kept == now.len()
        && now == made
        && earlier.is_some_and(|earlier| earlier.inputs == head.inputs);
    Some(Staged { work: Rendering { counts, notes, head, made: now, base, is_kept, files }, writer })
}

impl Staged {
    /// Swaps in everything that was staged.
    pub(super) fn commit(self, problems: &mut Diagnostics) -> Option<LockedSite> {
        let Staged { mut work, writer } = self;
        let committed = ok(writer.commit().map_err(|error| error.diagnostics()), problems)?;
        work.files.tidy(committed.known.files.entries().map(|entry| entry.sum));
        work.counts.summary = committed.summary;
        work.is_kept &= committed.summary.written + committed.summary.removed == 0;
        Some(LockedSite { work, committed })
    }
}

/// The program that makes the outputs: another one may make others of the same sources.
fn key() -> Fingerprint {
    Fingerprint::of(cache::BUILD.as_bytes())
}

/// The lists of what was found, which another build may have written anew since.
fn listed(cache: &Path) -> [Option<FileStamp>; 2] {
    LISTS.map(|name| fs::metadata(cache.join(name)).ok().map(|metadata| FileStamp::of(&metadata)))
}

impl LockedSite {
    /// The size in bytes of a file of the site; `None` where there is none.
    pub(super) fn size(&self, path: &OutPath) -> Option<u64> {
        self.committed.known.files.get(path.as_str()).map(|entry| entry.size)
    }

    /// Keeps what the output folder holds for the next build, with what was told of the site.
    pub(super) fn keep(self, options: &Options, problems: &mut Diagnostics) {
        let LockedSite { work: Rendering { head, made, mut base, is_kept, .. }, committed } = self;
        if is_kept || committed.known.files.len() != made.len() {
            return;
        }
        if committed.summary.written > 0 {
            settle(&committed.known);
        }
        let listed = listed(&options.cache_folder());
        let head = SiteRecord { problems: problems.clone(), listed, ..head };
        if let Some(base) = &mut base {
            base.lose(committed.gone);
        }
        let outputs = (&committed.known, made.as_slice(), &head);
        if let Err(error) = outputs::save(&options.cache_folder(), &options.out, key(), outputs, base) {
            problems.push(message::cache_not_written(cache::FOLDER, &error.to_string()));
        }
    }
}

/// Waits until the clock of the file system has moved on since the last file was written: whoever changes one of them from
/// now on cannot do so at its very time.
fn settle(known: &Known) {
    const GRAIN: Duration = Duration::from_millis(10);
    let newest = (0..known.files.len()).map(|index| known.files.modified(index)).max().unwrap_or(0);
    let newest = UNIX_EPOCH + Duration::from_nanos(u64::try_from(newest).unwrap_or(0));
    if let Ok(age) = SystemTime::now().duration_since(newest)
        && age < GRAIN
    {
        thread::sleep(GRAIN - age);
    }
}
