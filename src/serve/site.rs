//! A site as it was read at one moment, and its files, made on demand.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::page::ServedPage;
use super::rules::Rules;
use super::{Current, Event, Problem, Shared};
use crate::build::{Options, Snapshot};
use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::ContentType;
use crate::fingerprint::Fingerprint;
use crate::output::finding::{AnchorLink, Finding};
use crate::output::redirect::every_rule;
use crate::output::text::Notes;
use crate::output::{Files, Output};
use crate::path::{OutPath, SourcePath};
use crate::render::{Rendered, render};
use crate::source;

/// Text files up to this size are held in memory while they are sent, so that they can be compressed.
const MAX_TEXT_BYTES: u64 = 4 * 1024 * 1024;

/// Rendered files kept of one generation, in bytes.
const CACHE_BYTES: usize = 32 * 1024 * 1024;

mod reading;

use self::reading::at_origin;
pub(super) use self::reading::{ReadSite, Way, content_folders, rebuild};

/// A site as it was read at one moment.
pub(super) struct Generation {
    /// Counts from 1.
    pub(super) number: usize,
    /// What is wrong with it and stops no build.
    pub(super) warnings: Diagnostics,
    snapshot: Arc<Snapshot>,
    /// The texts that have changed since the snapshot was taken.
    edited: FxHashMap<SourcePath, Fingerprint>,
    root: PathBuf,
    cache: Mutex<Cache>,
    /// Held while a page with a large text is rendered: see [`source::LARGE_BYTES`].
    large: Mutex<()>,
    rules: OnceLock<Rules>,
    /// The fingerprints of all documents of the snapshot, by the hash of their path.
    stamps: Arc<OnceLock<FxHashMap<u64, Fingerprint>>>,
}

/// A file of the site, made.
pub(super) struct Made {
    /// What came of it.
    pub(super) outcome: Outcome,
    /// Whether every document it was made of is still as it was when the site was read: nothing old and new is mixed.
    pub(super) current: bool,
    /// What rendering found; nothing where the file was made before.
    pub(super) notes: Notes,
}

/// What came of making a file.
pub(super) enum Outcome {
    /// Bytes in memory.
    Page(Arc<ServedPage>),
    /// A file on disk, with its content type.
    File(PathBuf, ContentType),
    /// The site has no such file, or leaves it out.
    Missing,
    /// It could not be made.
    Failed(Vec<Problem>),
}

impl Shared {
    /// Tells of errors on a page that was just made.
    pub(super) fn emit_page(&self, url: &str, made: &Made) {
        let mut problems = made.notes.messages();
        problems.retain(Diagnostic::is_error);
        if made.current && !problems.is_empty() {
            self.events.emit(&Event::Page { url, problems: &problems });
        }
    }

    /// Puts a site that was read in its place, or its errors beside the one that is there. Returns all problems.
    pub(super) fn settle(&self, read: Result<ReadSite, Diagnostics>) -> Diagnostics {
        let root = &self.options.build.root;
        match read {
            Ok(ReadSite { snapshot, edited, stamps, warnings, way: _ }) => {
                let previous = self.current().generation;
                let number = previous.map_or(1, |previous| previous.number + 1);
                let generation = Arc::new(Generation {
                    number,
                    warnings: warnings.clone(),
                    snapshot,
                    edited,
                    root: root.clone(),
                    cache: Mutex::default(),
                    large: Mutex::default(),
                    rules: OnceLock::new(),
                    stamps,
                });
                self.replace(|current| {
                    *current = Current { generation: Some(generation), problems: Arc::default() };
                });
                warnings
            }
            Err(problems) => {
                let shown = Problem::errors(root, &problems).into();
                self.replace(|current| current.problems = shown);
                problems
            }
        }
    }
}

impl Generation {
    /// The configuration.
    pub(super) fn config(&self) -> &Config {
        self.snapshot.config()
    }

    /// The catalog.
    pub(super) fn catalog(&self) -> &Catalog {
        self.snapshot.catalog()
    }

    /// The files that are copied.
    pub(super) fn files(&self) -> &Files {
        self.snapshot.files()
    }

    /// Whether the site's files are all as they were when it was read.
    pub(super) fn is_current(&self, options: &Options, origin: &str) -> bool {
        let mut mistakes = Diagnostics::new();
        let options = at_origin(options, origin, &mut mistakes);
        !mistakes.has_errors() && self.snapshot.is_current(&options)
    }

    /// The site as it was read.
    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The redirects that only a host's rules can make: those of the file that some hosts read, and whatever its hosts cannot hold.
    pub(super) fn rules(&self) -> &Rules {
        self.rules.get_or_init(|| {
            let path = OutPath::new(Rules::FILE);
            let made = path.ok().map(|path| self.make(&path));
            let mut text = match made.map(|made| made.outcome) {
                Some(Outcome::Page(page)) => String::from_utf8_lossy(&page.bytes).into_owned(),
                _ => String::new(),
            };
            if !self.config().web_hosts.is_empty() {
                let read = |source: &SourcePath| source::read(&self.root, source);
                text.push_str(&every_rule(&self.snapshot.site(&read)));
            }
            Rules::parse(&text)
        })
    }

    /// Makes the file at `path`, or finds that it was made before.
    pub(super) fn make(&self, path: &OutPath) -> Made {
        let done = |outcome| Made { outcome, current: true, notes: Notes::default() };
        if let Some(page) = self.lock().pages.get(path) {
            return done(Outcome::Page(Arc::clone(page)));
        }
        let Some(output) = self.snapshot.plan().get(path) else { return done(Outcome::Missing) };
        let made = self.render(path, output);
        if let Outcome::Page(page) = &made.outcome
            && made.current
        {
            self.lock().add(path, page);
        }
        made
    }

    /// Renders a file of the plan.
    pub(super) fn render(&self, path: &OutPath, output: &Output) -> Made {
        let all_current = std::sync::atomic::AtomicBool::new(true);
        let read = |source: &SourcePath| {
            let bytes = source::read(&self.root, source);
            let found = bytes.as_deref().map(Fingerprint::of).ok();
            if self.stamp(source).is_some_and(|stamp| found != Some(stamp)) {
                all_current.store(false, std::sync::atomic::Ordering::Relaxed);
            }
            bytes
        };
        let mut notes = Notes::default();
        let site = self.snapshot.site(&read);
        let _alone =
            output.shows_large_text(&site).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let rendered = render(&site, path, output, &mut notes);
        let outcome = match rendered {
            Ok(Rendered::Bytes(bytes)) => self.page(path, output, bytes, &notes),
            Ok(Rendered::Copy(source)) => self.copy(path, output, source::full_path(&self.root, &source)),
            Ok(Rendered::Variant(picture, width)) => match self.snapshot.variant(picture, width) {
                Ok(version) => {
                    notes.findings.extend(version.problem.map(Finding::from));
                    self.page(path, output, version.bytes, &notes)
                }
                Err(_) => Outcome::Missing,
            },
            Ok(Rendered::Nothing) => Outcome::Missing,
            Err(problem) => {
                let shown = Problem::of(&mut source::Lines::of(&self.root), &problem);
                notes.findings.push(Finding::Message(problem));
                Outcome::Failed(vec![shown])
            }
        };
        Made { outcome, current: all_current.into_inner(), notes }
    }

    fn page(&self, path: &OutPath, output: &Output, bytes: Vec<u8>, notes: &Notes) -> Outcome {
        let content_type = output.content_type(self.catalog(), path);
        // Nobody sees the page of a redirect: browsers go on at once.
        let is_shown = content_type.is_html() && !matches!(output, Output::Redirect(_));
        let mut page = match is_shown {
            true => ServedPage::html(&bytes, content_type),
            false => ServedPage::file(bytes, content_type),
        };
        page.problems = Problem::errors(&self.root, &notes.messages());
        Outcome::Page(Arc::new(page))
    }

    /// A file that is copied: text comes into memory, since it is compressed, and pages of HTML get the script.
    fn copy(&self, path: &OutPath, output: &Output, file: PathBuf) -> Outcome {
        let content_type = output.content_type(self.catalog(), path);
        let size = match fs::metadata(&file) {
            Ok(metadata) => metadata.len(),
            Err(_) => return Outcome::Missing,
        };
        if size > MAX_TEXT_BYTES || !content_type.is_text() {
            return Outcome::File(file, content_type);
        }
        match fs::read(&file) {
            Ok(bytes) => self.page(path, output, bytes, &Notes::default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Outcome::Missing,
            Err(_) => Outcome::File(file, content_type),
        }
    }

    /// Of the links to anchors of other pages those that lead to none, where `anchors` are those of all pages.
    pub(super) fn missing_anchors(&self, links: Vec<AnchorLink>, anchors: &FxHashSet<u64>) -> Vec<Finding> {
        let read = |source: &SourcePath| source::read(&self.root, source);
        self.snapshot.site(&read).missing_anchors(links, anchors).collect()
    }

    /// The fingerprint that the document `path` had when the site was read.
    pub(super) fn stamp(&self, path: &SourcePath) -> Option<Fingerprint> {
        if let Some(fingerprint) = self.edited.get(path) {
            return Some(*fingerprint);
        }
        let stamps = self.stamps.get_or_init(|| {
            let catalog = self.catalog();
            let articles = catalog.articles.iter().map(|article| (&article.path, article.stamp));
            let pages = catalog.pages.iter().map(|entry| (&entry.page.path, entry.page.stamp));
            let texts = catalog.terms.iter().flat_map(|term| &term.texts);
            let profiles = catalog.authors.iter().flat_map(|author| &author.profiles);
            let all = articles
                .chain(pages)
                .chain(texts.map(|text| (&text.path, text.stamp)))
                .chain(profiles.map(|profile| (&profile.path, profile.stamp)));
            all.map(|(path, stamp)| (key(path), stamp.fingerprint)).collect()
        });
        stamps.get(&key(path)).copied()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a source is found by.
fn key(path: &SourcePath) -> u64 {
    xxh3_64(path.as_str().as_bytes())
}

/// Files made of one generation, up to [`CACHE_BYTES`]; the oldest leave first.
#[derive(Default)]
struct Cache {
    pages: FxHashMap<OutPath, Arc<ServedPage>>,
    order: VecDeque<OutPath>,
    bytes: usize,
}

impl Cache {
    fn add(&mut self, path: &OutPath, page: &Arc<ServedPage>) {
        if page.bytes.len() > CACHE_BYTES / 4 || self.pages.contains_key(path) {
            return;
        }
        self.bytes += page.bytes.len();
        self.order.push_back(path.clone());
        self.pages.insert(path.clone(), Arc::clone(page));
        while self.bytes > CACHE_BYTES
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.pages.remove(&oldest).map_or(0, |page| page.bytes.len());
        }
    }
}
