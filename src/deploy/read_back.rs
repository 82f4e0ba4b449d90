//! Reads files back from a target and compares them with what they should be.

use generate_stores::{Error, Pieces, Store};

use super::changes::Changes;
use super::local::{Local, joined};
use super::remote::Remote;
use super::target::Target;
use super::{message, runtime, tasks};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::verify::{self, Flaw, Site, Verified};
use crate::write::manifest::{ManifestEntry, ShardIndex, parse_files};
use crate::write::sum::{Sum, Summing};

/// How many files a sample has.
const SAMPLE: usize = 16;

/// The largest file of a sample: what is larger takes as long to read back as it took to send.
const LARGEST: u64 = 64 << 20;

/// A file that should be at the target.
#[derive(Clone, Debug)]
struct Expected {
    path: String,
    sum: Sum,
}

impl Expected {
    fn of(entry: ManifestEntry<'_>) -> Expected {
        Expected { path: entry.path.to_owned(), sum: *entry.sum }
    }
}

/// Reads some of the files that were sent, spread over all rounds, none of them very large. Returns how many.
pub(super) async fn sample(
    store: &Store,
    changes: &Changes,
    problems: &mut Diagnostics,
) -> Result<usize, Error> {
    let step = changes.len().div_ceil(SAMPLE).max(1);
    let small = changes.send().step_by(step).filter(|entry| entry.size <= LARGEST);
    let files: Vec<Expected> = small.map(Expected::of).collect();
    let count = files.len();
    for (path, _) in flaws(store, files).await? {
        problems.push(message::read_back_differs(&path));
    }
    Ok(count)
}

/// Reads all files of the site. Returns how many.
pub(super) async fn all(
    store: &Store,
    local: &Local,
    problems: &mut Diagnostics,
) -> Result<usize, Diagnostic> {
    let site = local.files(|_| true)?;
    let files: Vec<Expected> = site.entries().chain(local.index.entries()).map(Expected::of).collect();
    let count = files.len();
    let found = flaws(store, files).await.map_err(|error| message::failed(store.address(), &error))?;
    for (path, _) in found {
        problems.push(message::read_back_differs(&path));
    }
    Ok(count)
}

/// Compares every file at a target with the manifest there, and lists what is there beside them. `None` where it cannot be read.
///
/// Missing and altered files are errors. Extra files are a note each, with `strict` an error.
pub fn verify(target: &Target, strict: bool, problems: &mut Diagnostics) -> Option<Verified> {
    let Target::Store { address, options } = target else {
        problems.push(message::verify_git());
        return None;
    };
    let mut run = || {
        let store = generate_stores::Store::open(address, options)
            .map_err(|error| message::failed(address, &error))?;
        runtime()?.block_on(verify_store(&store, strict, problems))
    };
    match run() {
        Ok(verified) => Some(verified),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

async fn verify_store(
    store: &Store,
    strict: bool,
    problems: &mut Diagnostics,
) -> Result<Verified, Diagnostic> {
    let failed = |error: Error| message::failed(store.address(), &error);
    let name = crate::write::manifest::NAME;
    let list = store.read(name).await.map_err(failed)?;
    let Some(list) = list else { return Err(verify::message::no_manifest(&store.address().to_string())) };
    let index =
        ShardIndex::parse(&list).map_err(|reason| verify::message::manifest_unreadable(name, &reason))?;
    let mut lists = Vec::new();
    for shard in index.shards.entries() {
        // A shard that is missing or broken is found below with the files.
        let Some(text) = store.read(shard.path).await.map_err(failed)? else { continue };
        lists.extend(parse_files(shard.path, &text));
    }
    let waiting = Remote::pending(store).await.map_err(failed)?.paths().map(Box::from).collect();
    let site = Site { index, files: joined(lists), waiting };
    let mut verified = Verified::of(&site);
    let expected = site.entries().map(Expected::of).collect();
    for (path, flaw) in flaws(store, expected).await.map_err(failed)? {
        verified.add_flaw(&path, flaw, problems);
    }
    for file in store.list().await.map_err(failed)? {
        if !site.has(&file.path) {
            verified.add_extra(&file.path, strict, problems);
        }
    }
    Ok(verified)
}

/// The checksum of a file at a target, which is read piece by piece; `None` where there is none.
pub(super) async fn sum_of(store: &Store, path: &str) -> Result<Option<Sum>, Error> {
    let mut content = Content::default();
    let is_there = store.read_pieces(path, &mut content).await?;
    Ok(is_there.then(|| content.0.finish()))
}

/// What a file holds, as its checksum.
#[derive(Default)]
struct Content(Summing);

impl Pieces for Content {
    fn begin(&mut self) {
        self.0 = Summing::default();
    }

    fn piece(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}

/// What is wrong with the files at the target, by path.
async fn flaws(store: &Store, files: Vec<Expected>) -> Result<Vec<(String, Flaw)>, Error> {
    let work = |file: Expected| {
        let store = store.clone();
        async move {
            let flaw = match sum_of(&store, &file.path).await? {
                None => Some(Flaw::Missing),
                Some(sum) if sum == file.sum => None,
                Some(_) => Some(Flaw::Altered),
            };
            Ok::<_, Error>(flaw.map(|flaw| (file.path, flaw)))
        }
    };
    let found = tasks::each(store.at_once(), files, work).await?;
    let mut found: Vec<(String, Flaw)> = found.into_iter().flatten().collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}
