//! The last two steps: the files of the plan rendered and written, but for those that are as they would become.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::read::Inputs;
use super::report::{Counts, LISTS};
use super::{Options, Progress, Report, Snapshot, ok, stop};
use crate::build::message;
use crate::cache::outputs::{self, Head, KnownOutputs, Made};
use crate::cache::{self, Base};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::Facts;
use crate::fingerprint::Fingerprint;
use crate::output::finding::{Finding, take_messages};
use crate::output::text::Notes;
use crate::output::{Digests, Output, OutputKind, Related, Site};
use crate::path::{OutPath, SourcePath};
use crate::render::{Rendered, render_inputs};
use crate::source::{self, FileStamp};
use crate::write::{Committed, Known, Outcome, WriteError, WriteOptions, Writer};

/// What rendering came to.
pub(super) struct Rendering {
    pub(super) counts: Counts,
    pub(super) notes: Notes,
    pub(super) head: Head,
    /// What each of the site's files was made of, in their order.
    made: Vec<Made>,
    /// Where most of what the last build left is kept.
    base: Option<Base<Box<str>>>,
    /// Whether the cache holds all that already.
    is_kept: bool,
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
    let same = |head: &Head| inputs.digest == Some(head.inputs);
    outputs::head(&cache, &options.out, key()).filter(same)?;
    let loaded: OnceLock<Head> = OnceLock::new();
    let load = || {
        let outputs = outputs::load(&cache, &options.out, key()).filter(|outputs| same(&outputs.head))?;
        loaded.set(outputs.head).ok().map(|()| outputs.known)
    };
    let writer = open(options, progress, waited, &load).ok()?;
    let listed = listed(&cache);
    let same = |head: &&Head| head.listed == listed && writer.warnings().is_empty();
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
    head: Option<Head>,
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
    let head = Head { inputs, links: digests.links(), articles, ..Head::default() };
    let same_links = earlier.as_ref().is_some_and(|earlier| earlier.links == head.links);
    if made.is_empty() {
        let paths = site.plan.entries().iter().map(|(path, _)| path.as_str().len());
        writer.expect(site.plan.entries().len(), paths.sum());
    }
    let site = digests.site(site);
    let maker = Maker { snapshot, options, site, digests: &digests, writer: &writer, made, same_links };
    let (Work { mut counts, mut notes }, now) = maker.all(progress);
    maker.site.settle_anchors(&mut notes);
    take_messages(&mut notes.findings, problems);
    problems.append(std::mem::take(&mut counts.problems));
    stop(problems)?;
    let is_kept = counts.kept == now.len()
        && now == made
        && earlier.is_some_and(|earlier| earlier.inputs == head.inputs);
    Some(Staged { work: Rendering { counts, notes, head, made: now, base, is_kept }, writer })
}

impl Staged {
    /// Swaps in everything that was staged.
    pub(super) fn commit(self, problems: &mut Diagnostics) -> Option<LockedSite> {
        let Staged { mut work, writer } = self;
        let committed = ok(writer.commit().map_err(|error| error.diagnostics()), problems)?;
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
        let head = Head { problems: problems.clone(), listed, ..head };
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

/// What making some outputs came to.
#[derive(Default)]
struct Work {
    counts: Counts,
    notes: Notes,
}

impl Work {
    fn append(&mut self, other: Work) {
        self.counts.append(other.counts);
        self.notes.append(other.notes);
    }
}

/// Makes outputs.
struct Maker<'m> {
    snapshot: &'m Snapshot,
    options: &'m Options,
    site: Site<'m>,
    digests: &'m Digests,
    writer: &'m Writer,
    /// What the files were made of that the last build left, in the order of the writer's list of them.
    made: &'m [Made],
    /// Whether everything that decides where links lead is as it was: then no text need be asked for its questions.
    same_links: bool,
}

/// One output, made or kept.
struct Making {
    /// What became of the file; `None` where it is left out.
    outcome: Option<Result<Outcome, WriteError>>,
    notes: Notes,
    made: Made,
    kept: bool,
}

impl Maker<'_> {
    /// Makes all outputs of the plan, and tells of what each was made, in their order; files that are left out are made of
    /// nothing.
    fn all(&self, progress: &dyn Progress) -> (Work, Vec<Made>) {
        let entries = self.site.plan.entries();
        let earlier = self.earlier(entries);
        let make =
            |work: &mut Work, (path, output): &(OutPath, Output), earlier: Option<u32>, made: &mut _| {
                match self.make(path, output, earlier.map(|index| index as usize)) {
                    Ok(making) => *made = work.add(output.kind(self.site.catalog), making),
                    Err(problem) => work.notes.findings.push(Finding::Message(problem)),
                }
                progress.advance();
            };
        let large = self.large(entries);
        // Every output has its place from the beginning: lists that grow and are joined take three times the room.
        let mut made = vec![None; entries.len()];
        let mut work = (entries, &earlier, &mut made)
            .into_par_iter()
            .enumerate()
            .fold(Work::default, |mut work, (index, (entry, earlier, made))| {
                if large.binary_search(&index).is_err() {
                    make(&mut work, entry, *earlier, made);
                }
                work
            })
            .reduce(Work::default, |mut work, more| {
                work.append(more);
                work
            });
        for index in large {
            make(&mut work, &entries[index], earlier[index], &mut made[index]);
        }
        // Not `flatten`, which would copy them.
        made.retain(Option::is_some);
        (work, made.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The outputs that show the text of a large file: they are made after the others, one at a time.
    fn large(&self, entries: &[(OutPath, Output)]) -> Vec<usize> {
        if !self.site.catalog.has_large_text() {
            return Vec::new();
        }
        (0..entries.len()).filter(|index| entries[*index].1.shows_large_text(&self.site)).collect()
    }

    /// The index of each file of the plan in the list of those that the last build left. Both are sorted by path.
    fn earlier(&self, entries: &[(OutPath, Output)]) -> Vec<Option<u32>> {
        let Some(known) = self.writer.known().filter(|known| known.len() == self.made.len()) else {
            return vec![None; entries.len()];
        };
        let mut at = 0;
        let find = |(path, _): &(OutPath, Output)| {
            while at < known.len() && known.entry(at).path < path.as_str() {
                at += 1;
            }
            (at < known.len() && known.entry(at).path == path.as_str()).then_some(at as u32)
        };
        entries.iter().map(find).collect()
    }

    /// Makes one output, unless it is as it would become.
    fn make(
        &self,
        path: &OutPath,
        output: &Output,
        earlier: Option<usize>,
    ) -> Result<Making, Box<Diagnostic>> {
        let _span = self.options.timings.span("output", path.as_str());
        let facts = output.facts(self.site.catalog, path);
        let made = earlier.and_then(|index| self.made.get(index));
        let (inputs, view, related) = self.digests.inputs(&self.site, output, made.map(|made| made.related));
        let alike = |remarks: &Notes| match output.source(&self.site) {
            _ if self.same_links || remarks.reads.is_empty() => true,
            Some(source) => self.site.answers_alike(&source, &remarks.reads),
            None => false,
        };
        if let Some(making) = earlier.and_then(|index| self.keep(index, &facts, (view, related), alike)) {
            return Ok(making);
        }
        let mut notes = Notes::default();
        let rendered = render_inputs(&self.site.reader, path, inputs, &mut notes)?;
        let outcome = self.put(path, &facts, &rendered);
        // What changed while it was read is made again by the next build.
        let view = if notes.unsettled { 0 } else { view };
        let remarks = match notes.is_empty() {
            true => Box::default(),
            // Texts and numbers always have a form in the cache.
            false => postcard::to_stdvec(&notes).unwrap_or_default().into(),
        };
        Ok(Making { outcome, notes, made: Made { view, related, remarks, dirty: true }, kept: false })
    }

    /// Keeps the file at `index` of those that the last build left, if it was made of the same and nobody touched it.
    fn keep(
        &self,
        index: usize,
        facts: &Facts,
        (view, related): (u64, Related),
        alike: impl Fn(&Notes) -> bool,
    ) -> Option<Making> {
        let made = self.made.get(index).filter(|made| made.view == view && view != 0)?;
        let notes = match made.remarks.is_empty() {
            true => Notes::default(),
            false => postcard::from_bytes::<Notes>(&made.remarks).ok()?,
        };
        let kept = alike(&notes)
            && match self.options.checksum {
                true => self.writer.keep_by_sum(index, facts),
                false => self.writer.keep(index, facts),
            };
        let made = || Made { related, dirty: made.dirty || made.related != related, ..made.clone() };
        kept.then(|| Making { outcome: Some(Ok(Outcome::Unchanged)), notes, made: made(), kept: true })
    }

    /// Hands what was rendered to the writer.
    fn put(&self, path: &OutPath, facts: &Facts, rendered: &Rendered) -> Option<Result<Outcome, WriteError>> {
        Some(match rendered {
            Rendered::Nothing => return None,
            Rendered::Bytes(bytes) => self.writer.put(path, facts, bytes),
            Rendered::Copy(source) => {
                self.writer.put_file(path, facts, &source::full_path(&self.options.root, source))
            }
            Rendered::Variant(picture, width) => match self.snapshot.variant(*picture, *width) {
                // What is wrong with the original was told when all of them were made.
                Ok(version) => self.writer.put(path, facts, &version.bytes),
                Err(error) => {
                    let original = &self.site.files.pictures[*picture].source;
                    Err(WriteError::io(source::full_path(&self.options.root, original), error))
                }
            },
        })
    }
}

impl Work {
    /// Adds one output, and returns what it was made of, unless it is left out.
    fn add(&mut self, kind: OutputKind, making: Making) -> Option<Made> {
        let Making { outcome, mut notes, made, kept } = making;
        notes.reads.clear();
        self.notes.append(notes);
        self.counts.kept += usize::from(kept);
        match outcome? {
            Ok(Outcome::Written) => *self.counts.written.entry(kind).or_default() += 1,
            Ok(Outcome::Unchanged) => {}
            // A disk that is full refuses every file: one report is enough.
            Err(error) if self.counts.problems.is_empty() => self.counts.problems.append(error.diagnostics()),
            Err(_) => {}
        }
        Some(made)
    }
}
