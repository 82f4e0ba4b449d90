//! The last two steps: the files of the plan rendered and written, but for those that are as they would become.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use self::make::{Compressing, Maker, Searching, Work};
use super::read::Inputs;
use super::report::{Counts, LISTS};
use super::{Options, Progress, Report, Snapshot, media, ok, stop};
use crate::build::message;
use crate::cache::compressed::CompressedFiles;
use crate::cache::outputs::{self, KnownOutputs, Made, SiteRecord};
use crate::cache::{self, Base};
use crate::diagnostic::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::output::finding::take_messages;
use crate::output::text::Notes;
use crate::output::{Digests, Output, OutputKind};
use crate::path::{OutPath, SourcePath};
use crate::source::{self, FileStamp};
use crate::write::{Committed, Known, WriteError, WriteOptions, Writer};

mod make;

/// What rendering came to.
pub(super) struct Rendering {
    pub(super) counts: Counts,
    pub(super) notes: Notes,
    pub(super) head: SiteRecord,
    /// Compressed copies of files.
    copies: CompressedFiles,
    /// The search index, and the words that it is made of.
    index: Option<(generate_search::Index, Searching)>,
}

/// The files of one output folder.
struct Folder<W> {
    out: PathBuf,
    /// What each of them was made of, in their order.
    made: Vec<Made>,
    /// Where most of what the last build left is kept.
    base: Option<Base<Box<str>>>,
    /// Whether the cache holds all that already.
    is_kept: bool,
    written: W,
}

/// A site of which nothing is in its place yet.
pub(super) struct Staged {
    work: Rendering,
    /// The folder of media first, so that no page ever lacks what it refers to.
    folders: Vec<Folder<Writer>>,
}

/// A site in its place, with the output folders still locked.
pub(super) struct LockedSite {
    pub(super) work: Rendering,
    folders: Vec<Folder<Committed>>,
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
    let unchanged = |out: &Path| unchanged_folder(out, inputs.digest, options, progress, waited);
    let (head, mut outputs) = unchanged(&options.out)?;
    if let Some(media) = media::folder(options, &inputs.config) {
        outputs += unchanged(&media)?.1;
    }
    *problems = head.problems;
    Some(Report {
        articles: head.articles,
        drafts: head.drafts,
        outputs,
        unchanged: outputs,
        ..Report::default()
    })
}

/// What was told of the site in the folder `out`, and how many files it has, if they are as the last build left them and nothing
/// that they are made of has changed.
fn unchanged_folder(
    out: &Path,
    digest: Option<u64>,
    options: &Options,
    progress: &dyn Progress,
    waited: &AtomicBool,
) -> Option<(SiteRecord, usize)> {
    let cache = options.cache_folder();
    let same = |head: &SiteRecord| digest == Some(head.inputs);
    outputs::head(&cache, out, key()).filter(same)?;
    let loaded: OnceLock<SiteRecord> = OnceLock::new();
    let load = || {
        let outputs = outputs::load(&cache, out, key()).filter(|outputs| same(&outputs.head))?;
        loaded.set(outputs.head).ok().map(|()| outputs.known)
    };
    let writer = open(out, options, progress, waited, &load).ok()?;
    let listed = listed(&cache);
    let is_same = |head: &SiteRecord| head.listed == listed && writer.warnings().is_empty();
    let outputs = loaded.get().filter(|head| is_same(head) && writer.is_as_wanted()).and(writer.outputs())?;
    Some((loaded.into_inner()?, outputs))
}

/// Opens an output folder; `waited` becomes true if another build had it.
fn open(
    out: &Path,
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
    Writer::open(out, write_options)
}

/// The output folders as the last build left them, locked.
pub(super) struct Earlier {
    site: EarlierFolder,
    media: Option<EarlierFolder>,
}

/// One of them.
struct EarlierFolder {
    out: PathBuf,
    writer: Writer,
    /// What the files were made of that it left, in the order of the writer's list of them.
    made: Vec<Made>,
    /// What was told of the site; `None` where nothing is known.
    head: Option<SiteRecord>,
    /// Where most of that is kept.
    base: Option<Base<Box<str>>>,
}

impl Earlier {
    /// Locks the output folders, of which `media` is that of media, and looks at everything in them that is known.
    ///
    /// # Errors
    /// What keeps a folder from being written to.
    pub(super) fn open(
        options: &Options,
        media: Option<&Path>,
        progress: &dyn Progress,
        waited: &AtomicBool,
    ) -> Result<Earlier, Diagnostics> {
        let _span = options.timings.span("write", "look at the output");
        let open = |out: &Path| EarlierFolder::open(out, options, progress, waited);
        Ok(Earlier { site: open(&options.out)?, media: media.map(open).transpose()? })
    }

    /// Whether an output folder holds but one of two files whose names differ by case alone.
    pub(super) fn folds_case(&self) -> bool {
        std::iter::once(&self.site).chain(&self.media).any(|folder| folder.writer.folds_case())
    }
}

impl EarlierFolder {
    fn open(
        out: &Path,
        options: &Options,
        progress: &dyn Progress,
        waited: &AtomicBool,
    ) -> Result<EarlierFolder, Diagnostics> {
        let loaded: OnceLock<KnownOutputs> = OnceLock::new();
        let load = || {
            let mut outputs = outputs::load(&options.cache_folder(), out, key())?;
            let known = std::mem::take(&mut outputs.known);
            loaded.set(outputs).ok().map(|()| known)
        };
        let writer = open(out, options, progress, waited, &load);
        let mut writer = writer.map_err(|error| error.diagnostics())?;
        if !options.checksum {
            writer.look_at_all();
        }
        let known = loaded.into_inner().filter(|_| writer.known().is_some());
        let (made, head, base) = match known {
            Some(KnownOutputs { made, head, base, .. }) => (made, Some(head), base),
            None => (Vec::new(), None, None),
        };
        Ok(EarlierFolder { out: out.to_owned(), writer, made, head, base })
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
    let Earlier { site: site_folder, media } = earlier;
    let warnings = std::iter::once(&site_folder).chain(&media).map(|folder| folder.writer.warnings());
    let warnings = warnings.fold(Diagnostics::new(), |mut all, warnings| {
        all.append(warnings.clone());
        all
    });
    let is_odd = !warnings.is_empty();
    problems.append(warnings);
    let digests = Digests::new(&site, (!options.checksum).then_some(snapshot.started));
    // What is odd about a folder is no matter of the site.
    let inputs = snapshot.inputs.filter(|_| !is_odd).unwrap_or(0);
    let articles = snapshot.catalog.published();
    let drafts = snapshot.left_out.iter().filter(|left_out| left_out.draft).count();
    let head = SiteRecord { inputs, links: digests.links(), articles, drafts, ..SiteRecord::default() };
    let site = digests.site(site);
    let copies = CompressedFiles::new(&options.cache_folder());
    let of_media = media.is_some().then(|| site.plan.apart());
    let (of_media, of_site) = match &of_media {
        Some([media, site]) => (media.as_slice(), site.as_slice()),
        None => (&[][..], site.plan.entries()),
    };
    let searching = snapshot.config.search.then(|| Searching::new(&options.cache_folder()));
    let mut work = Work::default();
    let folders = media.map(|media| (media, of_media)).into_iter().chain([(site_folder, of_site)]);
    let making = |(folder, entries): (EarlierFolder, &[(OutPath, Output)])| {
        let same_links = folder.head.as_ref().is_some_and(|earlier| earlier.links == head.links);
        let EarlierFolder { out, writer, made, head: earlier, base } = folder;
        if made.is_empty() {
            let paths = entries.iter().map(|(path, _)| path.as_str().len());
            writer.expect(entries.len(), paths.sum());
        }
        let compressing = Compressing::new(&snapshot.config, site.plan, &copies);
        let maker = Maker {
            snapshot,
            options,
            out: &out,
            site,
            digests: &digests,
            writer: &writer,
            made: &made,
            same_links,
            compressing,
            searching: searching.as_ref().filter(|_| out == options.out),
        };
        let (done, now) = maker.all(entries, progress);
        let is_kept = done.counts.kept == now.len()
            && now == made
            && earlier.is_some_and(|earlier| earlier.inputs == head.inputs);
        work.append(done);
        Folder { out, made: now, base, is_kept, written: writer }
    };
    let folders: Vec<Folder<Writer>> = folders.map(making).collect();
    let Work { mut counts, mut notes, index, .. } = work;
    site.settle_anchors(&mut notes);
    take_messages(&mut notes.findings, problems);
    problems.append(std::mem::take(&mut counts.problems));
    stop(problems)?;
    Some(Staged { work: Rendering { counts, notes, head, copies, index: index.zip(searching) }, folders })
}

impl Staged {
    /// The files of the search index.
    pub(super) fn search_files(&self) -> impl Iterator<Item = (OutPath, OutputKind)> {
        let files = self.work.index.iter().flat_map(|(index, _)| &index.files);
        files.filter_map(|file| Some((OutPath::new(file.path.as_str()).ok()?, OutputKind::SearchIndex)))
    }

    /// Swaps in everything that was staged.
    pub(super) fn commit(self, problems: &mut Diagnostics) -> Option<LockedSite> {
        let Staged { mut work, folders } = self;
        let mut committed = Vec::with_capacity(folders.len());
        for Folder { out, made, base, is_kept, written: writer } in folders {
            let written = ok(writer.commit().map_err(|error| error.diagnostics()), problems)?;
            let is_kept = is_kept && written.summary.written + written.summary.removed == 0;
            work.counts.summary += written.summary;
            committed.push(Folder { out, made, base, is_kept, written });
        }
        let sums =
            committed.iter().flat_map(|folder: &Folder<Committed>| folder.written.known.files.entries());
        work.copies.tidy(sums.map(|entry| entry.sum));
        Some(LockedSite { work, folders: committed })
    }
}

/// The program that makes the outputs: another one may make others of the same sources.
pub(super) fn key() -> Fingerprint {
    Fingerprint::of(cache::BUILD.as_bytes())
}

/// The lists of what was found, which another build may have written anew since.
fn listed(cache: &Path) -> [Option<FileStamp>; 2] {
    LISTS.map(|name| fs::metadata(cache.join(name)).ok().map(|metadata| FileStamp::of(&metadata)))
}

impl LockedSite {
    /// The size in bytes of a file of the site; `None` where there is none.
    pub(super) fn size(&self, path: &OutPath) -> Option<u64> {
        let mut folders = self.folders.iter().map(|folder| &folder.written.known.files);
        folders.find_map(|files| files.get(path.as_str())).map(|entry| entry.size)
    }

    /// Keeps what the output folders hold for the next build, with what was told of the site.
    pub(super) fn keep(self, options: &Options, problems: &mut Diagnostics) {
        let LockedSite { work: Rendering { head, index, .. }, folders } = self;
        let listed = listed(&options.cache_folder());
        let head = SiteRecord { problems: problems.clone(), listed, ..head };
        for Folder { out, made, mut base, is_kept, written } in folders {
            if is_kept || written.known.files.len() != made.len() {
                continue;
            }
            if written.summary.written > 0 {
                settle(&written.known);
            }
            if let Some(base) = &mut base {
                base.lose(written.gone);
            }
            let outputs = (&written.known, made.as_slice(), &head);
            if let Err(error) = outputs::save(&options.cache_folder(), &out, key(), outputs, base) {
                problems.push(message::cache_not_written(cache::FOLDER, &error.to_string()));
            }
        }
        if let Some(Err(error)) = index.map(|(index, searching)| searching.keep(index)) {
            let problem = message::cache_not_written(cache::FOLDER, &error.to_string());
            // One folder that cannot be written to is told once.
            if !problems.iter().any(|known| known.code == problem.code) {
                problems.push(problem);
            }
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
