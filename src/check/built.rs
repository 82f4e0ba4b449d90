//! The check of a built site before it is sent: what [`super::check`] calls errors of finished files, found in the files themselves.
//!
//! After the first check only those files are read that differ from those that have passed, and those that refer to something that
//! is new or gone since. What the sources have is not looked at: a site whose sources have errors cannot be built. They are asked
//! only where an address leads to no file, because it may be an old one that rules answer.

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::faults::Faults;
use super::hosts::{self, Counted, Needs, RuleCounts};
use super::redirects::{self, Step};
use super::targets::{Bases, Lead};
use crate::build::{self, Progress};
use crate::cache::checked::{FileFacts, Passed, PassedFile};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::facts::Stage;
use crate::fingerprint::digest;
use crate::output::Served;
use crate::reserved::Own;
use crate::reserved::hosts::HEADERS;
use crate::write::manifest::{Manifest, ManifestEntry};

mod look;
mod sources;

use look::{Looker, look_at};
use sources::Sources;

/// A built site.
pub struct Built<'b> {
    /// Its settings.
    pub config: &'b Config,
    /// What it is built with.
    pub build: &'b build::Options,
    /// What is sent to the target of the site.
    pub site: Tree,
    /// What is sent to that of `[media]`.
    pub media: Option<Tree>,
}

/// A folder of built files.
pub struct Tree {
    /// The folder.
    pub folder: PathBuf,
    /// The files, sorted by path, without those of the manifest itself.
    pub files: Manifest,
}

/// What a check of a built site came to.
#[derive(Debug)]
pub struct Verdict {
    /// What keeps it from being sent, by code and place.
    pub errors: Vec<Diagnostic>,
    /// How many files were read.
    pub read: usize,
    /// What is to be remembered if there are no errors.
    pub passed: Passed,
}

/// A file that is not as the manifest has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Altered(
    /// Its path.
    pub Box<str>,
);

/// Checks a built site; `known` is the one that has passed last, under the same settings.
///
/// # Errors
/// The first file that was found altered.
pub fn check(built: &Built<'_>, known: Option<Passed>, progress: &dyn Progress) -> Result<Verdict, Altered> {
    let files = Files::of(built);
    let bases = Bases::of(built.config);
    let looker = Looker::new(built, &files, &bases);
    let known = Known::of(known.unwrap_or_default(), &files);
    let wanted: Vec<u32> = (0..files.len()).filter(|place| known.facts(*place).is_none()).collect();
    progress.step("Checking", wanted.len());
    let mut found = look_at(&looker, &wanted, None, progress)?;
    if !found.doubtful.is_empty() {
        let doubtful = std::mem::take(&mut found.doubtful);
        let sources =
            Sources::take(built.build, &doubtful.iter().map(|place| files.entry(*place).path).collect());
        found.append(look_at(&looker, &doubtful, Some(&sources), &())?);
    }
    let Found { mut faults, facts: fresh, .. } = found;
    let read = fresh.len();
    let mut number: Vec<Option<u32>> = vec![None; files.len() as usize];
    fresh.into_iter().for_each(|(place, facts)| number[place as usize] = Some(facts));
    let mut all = Gathered { facts: looker.into_facts(), ..Gathered::default() };
    for place in 0..files.len() {
        let number = match known.facts(place) {
            Some(facts) => {
                faults.steps.extend(step(place, facts, &files));
                all.facts.number(facts)
            }
            None => number[place as usize].unwrap_or_else(|| all.facts.number(&EMPTY)),
        };
        all.add(place, number, &files);
    }
    let errors = errors(built, faults, &all, &files);
    Ok(Verdict { errors, read, passed: Passed { files: all.files, facts: all.facts.all } })
}

/// What is known of files that are not read.
static EMPTY: FileFacts =
    FileFacts { asks: Vec::new(), leads_to: None, is_redirect: false, asks_sources: false, counts: [0; 3] };

/// A page that was not read again and leads on. Where its address leads to is as it was: to a file, unless it is no file of the site.
fn step(place: u32, facts: &FileFacts, files: &Files<'_>) -> Option<Step> {
    let to = files.places.get(&facts.leads_to?)?;
    Some(Step { from: place, lead: Lead::File(*to), to: Box::default() })
}

/// What keeps the site from being sent.
fn errors(built: &Built<'_>, faults: Faults, all: &Gathered, files: &Files<'_>) -> Vec<Diagnostic> {
    let name = |place: u32| files.entry(place).path.to_owned();
    let mut errors = faults.rules.faults();
    errors.extend(redirects::faults(&faults.steps, name));
    errors.extend(faults.groups.messages(name).into_iter().map(|(_, problem, _)| problem));
    let mut needs = Needs::new(all.redirects, all.headers);
    for place in (0..files.len()).filter(|place| files.served(*place) == Served::Site) {
        let ManifestEntry { path, size, .. } = files.entry(place);
        needs.add(path, size, all.counted[place as usize]);
    }
    errors.extend(built.config.web_hosts.iter().flat_map(|host| hosts::check(*host, &needs)));
    errors.retain(Diagnostic::is_error);
    errors.sort_by_cached_key(|error| (error.code.clone(), error.place.clone(), error.message.clone()));
    errors
}

/// Every file of a built site, each with a place: those of the site, then those of `[media]`.
struct Files<'b> {
    site: &'b Tree,
    media: Option<&'b Tree>,
    /// The place of each file, by the hash of its path.
    places: FxHashMap<u64, u32>,
}

impl<'b> Files<'b> {
    fn of(built: &'b Built<'_>) -> Files<'b> {
        let mut files =
            Files { site: &built.site, media: built.media.as_ref(), places: FxHashMap::default() };
        files.places = (0..files.len()).map(|place| (digest(files.entry(place).path), place)).collect();
        files
    }

    fn len(&self) -> u32 {
        let len = self.site.files.len() + self.media.map_or(0, |media| media.files.len());
        // A site of more files would not fit in memory.
        u32::try_from(len).unwrap_or(u32::MAX)
    }

    /// The tree and the place in it of a file.
    fn tree(&self, place: u32) -> (&'b Tree, usize, Served) {
        let (place, site) = (place as usize, self.site.files.len());
        match self.media {
            Some(media) if place >= site => (media, place - site, Served::Media),
            _ => (self.site, place, Served::Site),
        }
    }

    fn entry(&self, place: u32) -> ManifestEntry<'b> {
        let (tree, index, _) = self.tree(place);
        tree.files.entry(index)
    }

    fn served(&self, place: u32) -> Served {
        self.tree(place).2
    }

    /// The hash of a file's bytes and of what else is known of it.
    fn state(&self, place: u32) -> u64 {
        let ManifestEntry { sum, size, facts, .. } = self.entry(place);
        digest(&(sum.as_bytes(), size, facts))
    }
}

/// What is known of the files that have passed and need not be read again.
struct Known {
    facts: Vec<FileFacts>,
    /// The number of the facts of each file; `None` where it has to be read.
    of: Vec<Option<u32>>,
}

impl Known {
    fn of(passed: Passed, files: &Files<'_>) -> Known {
        let Passed { files: before, facts } = passed;
        let mut touched: FxHashSet<u64> = FxHashSet::default();
        let mut of = vec![None; files.len() as usize];
        let mut is_known = vec![false; files.len() as usize];
        for PassedFile { path, state, facts, is_media } in before {
            let stays = |place: &&u32| (files.served(**place) == Served::Media) == is_media;
            match files.places.get(&path).filter(stays) {
                Some(place) => {
                    is_known[*place as usize] = true;
                    of[*place as usize] = Some(facts).filter(|_| files.state(*place) == state);
                }
                None => _ = touched.insert(path),
            }
        }
        let new = (0..files.len()).filter(|place| !is_known[*place as usize]);
        touched.extend(new.map(|place| digest(files.entry(place).path)));
        let stands =
            |facts: &FileFacts| !facts.asks_sources && !facts.asks.iter().any(|path| touched.contains(path));
        let stand: Vec<bool> = facts.iter().map(stands).collect();
        for known in &mut of {
            *known = known.filter(|facts| stand[*facts as usize]);
        }
        Known { facts, of }
    }

    /// The facts of a file that need not be read.
    fn facts(&self, place: u32) -> Option<&FileFacts> {
        self.of[place as usize].map(|facts| &self.facts[facts as usize])
    }
}

/// What was found in files that were read.
#[derive(Default)]
struct Found {
    faults: Faults,
    /// Each of them with the number of its facts in the table of the looker.
    facts: Vec<(u32, u32)>,
    /// Files with addresses that no file answers.
    doubtful: Vec<u32>,
}

impl Found {
    fn append(&mut self, other: Found) {
        self.faults.append(other.faults);
        self.facts.extend(other.facts);
        self.doubtful.extend(other.doubtful);
    }
}

/// Facts of files, each different value once: most files have the same.
#[derive(Default)]
struct FactsTable {
    all: Vec<FileFacts>,
    /// The place of facts, by their hash.
    places: FxHashMap<u64, u32>,
}

impl FactsTable {
    /// The number of facts, which are kept if they are new.
    fn number(&mut self, facts: &FileFacts) -> u32 {
        let FactsTable { all, places } = self;
        *places.entry(digest(facts)).or_insert_with(|| {
            all.push(facts.clone());
            (all.len() - 1) as u32
        })
    }

    fn get(&self, number: u32) -> &FileFacts {
        &self.all[number as usize]
    }
}

/// What is known of all files of a site: to be remembered, and for the limits of hosts.
#[derive(Default)]
struct Gathered {
    files: Vec<PassedFile>,
    facts: FactsTable,
    /// What each file counts as.
    counted: Vec<Counted>,
    redirects: RuleCounts,
    headers: RuleCounts,
}

impl Gathered {
    /// Adds the file at `place`, which follows the one before, with the number of its facts.
    fn add(&mut self, place: u32, number: u32, files: &Files<'_>) {
        let facts = self.facts.get(number);
        let entry = files.entry(place);
        let is_media = files.served(place) == Served::Media;
        self.files.push(PassedFile {
            path: digest(entry.path),
            state: files.state(place),
            facts: number,
            is_media,
        });
        match entry.path {
            path if path == Own::Rules.name() => self.redirects = RuleCounts::of_numbers(facts.counts),
            HEADERS => self.headers = RuleCounts::of_numbers(facts.counts),
            _ => {}
        }
        self.counted.push(match entry.facts.stage {
            Stage::Asset if !Own::Theme.holds(entry.path) => Counted::Media,
            _ if facts.is_redirect => Counted::Redirect,
            _ => Counted::Other,
        });
    }
}

#[cfg(test)]
mod tests;
