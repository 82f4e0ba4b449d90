//! The article step: content files to documents, by way of the cache.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use super::{Options, Progress};
use crate::article::{self, Document};
use crate::build::message;
use crate::cache;
use crate::cache::sources::{KnownSource, KnownSources, SourceWarnings};
use crate::config::Config;
use crate::diagnostic::{self, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::output;
use crate::path::SourcePath;
use crate::source::{self, FileStamp, LARGE_BYTES, SourceFile, Sources};
use crate::value::keys::UnknownKey;

/// What the article step found.
pub(super) struct Documents {
    pub(super) documents: Vec<Document>,
    /// The pictures in texts that may not be shown, with the source of the text.
    pub(super) hidden: Vec<output::Named>,
    /// Whether most of them were read, and are not what an earlier build knew.
    pub(super) mostly_read: bool,
}

/// The article step: every content file by itself, in parallel. Files that are as they were when an earlier build read them
/// are not opened, or, where times mean nothing, read but not parsed.
///
/// `started` is a time before the files were listed; with `keeps` the next build is told what was read.
pub(super) fn read_documents(
    options: &Options,
    sources: &Sources,
    config: &Config,
    started: SystemTime,
    progress: &dyn Progress,
    (keeps, problems): (bool, &mut Diagnostics),
) -> Documents {
    let root = options.root.as_path();
    let key = sources_key(config);
    let folder = options.cache_folder();
    let KnownSources { sources: known, mut base } = cache::sources::load(&folder, key);
    let small: Vec<&SourceFile> =
        sources.content.iter().filter(|file| file.size <= config.max_file_size).collect();
    let reading = ContentReader { root, config, by_content: options.checksum, started };
    let (pairs, gone) = pair(small, known);
    let read = reading.all(pairs, progress);
    let keep: Vec<&KnownSource> = read.iter().filter_map(ReadFile::to_keep).collect();
    let new = read.iter().filter(|read| read.is_new).count();
    let same = gone.is_empty() && new == 0;
    if !same && keeps {
        if let Some(base) = &mut base {
            base.lose(gone);
        }
        // Whoever cannot keep this cannot keep what is known of the output either, and is told when that is tried.
        let _ = cache::sources::save(&folder, key, &keep, base);
    }
    let mut found = Documents {
        documents: Vec::with_capacity(read.len()),
        hidden: Vec::new(),
        mostly_read: new * 2 > read.len(),
    };
    let mut unknown: BTreeMap<UnknownKey, usize> = BTreeMap::new();
    for ReadFile { source, problems: more, .. } in read {
        if let Some(more) = more {
            problems.append(*more);
        }
        let Some(source) = source else { continue };
        if let Some(warnings) = source.warnings {
            problems.append(warnings.problems);
            warnings.unknown.into_iter().for_each(|key| *unknown.entry(key).or_default() += 1);
            let path = source.document.path();
            found.hidden.extend(warnings.hidden.into_iter().map(|picture| (path.clone(), picture)));
        }
        found.documents.push(source.document);
    }
    let told = unknown.iter().map(|(key, files)| message::unknown_keys(&key.table, &key.key, *files));
    problems.extend(told);
    found
}

/// The rules by which content files are read: where they change, all are read anew.
fn sources_key(config: &Config) -> Fingerprint {
    let mut key = FingerprintBuilder::new();
    key.part(cache::BUILD.as_bytes()).part(&config.fingerprint.to_bytes()).part(&[u8::from(config.lenient)]);
    key.finish()
}

/// A file, and what is known of the source at its path.
type Pair<'f> = (&'f SourceFile, Option<KnownSource>);

/// Each file with what is known of the source at its path, and the paths of sources that are no file; both lists are sorted by
/// path.
fn pair(files: Vec<&SourceFile>, known: Vec<KnownSource>) -> (Vec<Pair<'_>>, Vec<SourcePath>) {
    let mut known = known.into_iter().peekable();
    let mut gone = Vec::new();
    let mut pairs = Vec::with_capacity(files.len());
    for file in files {
        while let Some(other) = known.next_if(|known| *known.document.path() < file.path) {
            gone.push(other.document.path().clone());
        }
        pairs.push((file, known.next_if(|known| *known.document.path() == file.path)));
    }
    gone.extend(known.map(|other| other.document.path().clone()));
    (pairs, gone)
}

/// What reading one file came to.
struct ReadFile {
    source: Option<KnownSource>,
    /// What stops the build.
    problems: Option<Box<Diagnostics>>,
    /// Whether it is not what the cache holds.
    is_new: bool,
}

impl ReadFile {
    /// What the cache keeps of it.
    fn to_keep(&self) -> Option<&KnownSource> {
        self.source.as_ref().filter(|_| self.problems.is_none())
    }
}

/// How content files are read.
struct ContentReader<'r> {
    root: &'r Path,
    config: &'r Config,
    /// Whether times and sizes mean nothing.
    by_content: bool,
    started: SystemTime,
}

impl ContentReader<'_> {
    /// Reads files, in parallel; large ones after the others, one at a time. What comes of them is in their order.
    fn all(&self, pairs: Vec<Pair<'_>>, progress: &dyn Progress) -> Vec<ReadFile> {
        let read = |(file, known)| {
            progress.advance();
            self.read(file, known)
        };
        let is_large = |(file, _): &Pair<'_>| file.size > LARGE_BYTES;
        if !pairs.iter().any(is_large) {
            return pairs.into_par_iter().map(read).collect();
        }
        let (large, small): (Vec<_>, Vec<_>) =
            pairs.into_iter().enumerate().partition(|(_, pair)| is_large(pair));
        let mut done: Vec<(usize, ReadFile)> =
            small.into_par_iter().map(|(index, pair)| (index, read(pair))).collect();
        done.extend(large.into_iter().map(|(index, pair)| (index, read(pair))));
        done.sort_unstable_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, read)| read).collect()
    }

    /// Reads a file, unless it is `known`.
    fn read(&self, file: &SourceFile, known: Option<KnownSource>) -> ReadFile {
        let nothing = |problems| ReadFile { source: None, problems: Some(Box::new(problems)), is_new: true };
        let something = |source, is_new| ReadFile { source: Some(source), problems: None, is_new };
        let known = match known {
            Some(source) if !self.by_content && source.stamp == file.stamp => {
                return something(source, false);
            }
            known => known,
        };
        let bytes = match source::read(self.root, &file.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return nothing(
                    diagnostic::message::unreadable(file.path.as_str(), &error.to_string()).into(),
                );
            }
        };
        let fingerprint = Fingerprint::of(&bytes);
        // A file that may change once more within this instant of the clock is read again by the next build.
        let stamp = if file.stamp.is_racy(self.started) { FileStamp::default() } else { file.stamp };
        if let Some(source) = known.filter(|known| known.document.stamp().fingerprint == fingerprint) {
            let is_new = source.stamp != stamp;
            return something(KnownSource { stamp, dirty: source.dirty || is_new, ..source }, is_new);
        }
        let article::ReadDocument { document, problems, unknown, .. } =
            article::read(&file.path, &bytes, self.config);
        let Some(document) = document.filter(|_| !problems.has_errors()) else {
            return nothing(problems);
        };
        let hidden = output::hidden_in_text(self.config, &document, &bytes);
        let has_warnings = !problems.is_empty() || !hidden.is_empty() || !unknown.is_empty();
        let warnings = has_warnings.then(|| Box::new(SourceWarnings { problems, hidden, unknown }));
        something(KnownSource { stamp, document, warnings, dirty: true }, true)
    }
}
