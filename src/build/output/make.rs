//! Makes the outputs of a plan, or keeps them.

use std::path::Path;

use rayon::prelude::*;

use crate::build::report::Counts;
use crate::build::{Options, Progress, Snapshot};
use crate::cache::outputs::Made;
use crate::diagnostic::Diagnostic;
use crate::facts::Facts;
use crate::output::finding::Finding;
use crate::output::text::Notes;
use crate::output::{Digests, Output, OutputKind, Related, Site};
use crate::path::OutPath;
use crate::render::{Rendered, render_inputs};
use crate::source;
use crate::write::{Outcome, WriteError, Writer};

mod copies;
mod search;

pub(super) use copies::Compressing;
use copies::{Copies, with_copies};
pub(super) use search::Searching;

/// What making some outputs came to.
#[derive(Default)]
pub(super) struct Work {
    pub(super) counts: Counts,
    pub(super) notes: Notes,
    /// Files beside those of the plan, and what each was made of: compressed copies, and the search index.
    copies: Vec<(OutPath, Made)>,
    /// The search index, if it was made.
    pub(super) index: Option<generate_search::Index>,
}

/// Makes outputs.
pub(super) struct Maker<'m> {
    pub(super) snapshot: &'m Snapshot,
    pub(super) options: &'m Options,
    /// The folder of the outputs.
    pub(super) out: &'m Path,
    pub(super) site: Site<'m>,
    pub(super) digests: &'m Digests,
    pub(super) writer: &'m Writer,
    /// What the files were made of that the last build left, in the order of the writer's list of them.
    pub(super) made: &'m [Made],
    /// Whether everything that decides where links lead is as it was: then no text need be asked for its questions.
    pub(super) same_links: bool,
    /// How texts are compressed; `None` where they are not.
    pub(super) compressing: Option<Compressing<'m>>,
    /// The words of articles; `None` where the folder has no search index.
    pub(super) searching: Option<&'m Searching>,
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
    /// Makes the outputs of a folder, and tells of what each was made, in their order; files that are left out are made of
    /// nothing.
    pub(super) fn all(&self, entries: &[(OutPath, Output)], progress: &dyn Progress) -> (Work, Vec<Made>) {
        let earlier = self.earlier(entries);
        let make =
            |work: &mut Work, (path, output): &(OutPath, Output), earlier: Option<u32>, made: &mut _| {
                match self.make(path, output, earlier.map(|index| index as usize)) {
                    Ok((making, copies)) => {
                        *made = work.add(output.kind(self.site.catalog), making);
                        work.add_copies(copies);
                    }
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
        if let Some(searching) = self.searching {
            self.index(searching, entries, &made, &mut work, progress);
        }
        let copies = std::mem::take(&mut work.copies);
        if !copies.is_empty() {
            return (work, with_copies(entries, made, copies));
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
    ) -> Result<(Making, Copies), Box<Diagnostic>> {
        let _span = self.options.timings.span("output", path.as_str());
        let facts = output.facts(self.site.catalog, path);
        let made = earlier.and_then(|index| self.made.get(index));
        let (inputs, view, related) = self.digests.inputs(&self.site, output, made.map(|made| made.related));
        let alike = |remarks: &Notes| match output.source(&self.site) {
            _ if self.same_links || remarks.reads.is_empty() => true,
            Some(source) => self.site.answers_alike(&source, &remarks.reads),
            None => false,
        };
        let is_compressed = self.compresses(output, &facts);
        let words = self.words_of(output);
        let knows_words = || words.is_none_or(|words| words.are_known(view));
        let keep = |index| Some((index, self.keep(index, &facts, (view, related), alike)?));
        let earlier = earlier.filter(|_| knows_words());
        if let Some((index, making)) = earlier.and_then(keep) {
            let copies =
                if is_compressed { self.copies_of_kept(path, &facts, index) } else { Copies::default() };
            return Ok((making, copies));
        }
        let mut notes = Notes { wants_search_text: words.is_some(), ..Notes::default() };
        let rendered = render_inputs(&self.site.reader, path, inputs, &mut notes)?;
        let outcome = self.put(path, &facts, &rendered);
        let copies = match is_compressed {
            true => self.copies_of_made(path, &facts, &rendered),
            false => Copies::default(),
        };
        // What changed while it was read is made again by the next build.
        let view = if notes.unsettled { 0 } else { view };
        if let Some((words, text)) = words.zip(notes.search_text.take()) {
            words.put(view, &text);
        }
        let made = Made { view, related, remarks: notes.to_kept(), dirty: true };
        Ok((Making { outcome, notes, made, kept: false }, copies))
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
        let notes = Notes::from_kept(&made.remarks)?;
        let kept = alike(&notes) && self.keep_file(index, facts);
        let made = || Made { related, dirty: made.dirty || made.related != related, ..made.clone() };
        kept.then(|| Making { outcome: Some(Ok(Outcome::Unchanged)), notes, made: made(), kept: true })
    }

    /// Keeps the file at `index` of those that the last build left, if nobody touched it.
    fn keep_file(&self, index: usize, facts: &Facts) -> bool {
        match self.options.checksum {
            true => self.writer.keep_by_sum(index, facts),
            false => self.writer.keep(index, facts),
        }
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
    pub(super) fn append(&mut self, other: Work) {
        self.counts.append(other.counts);
        self.notes.append(other.notes);
        self.copies.extend(other.copies);
        self.index = self.index.take().or(other.index);
    }

    /// Adds the copies of an output.
    fn add_copies(&mut self, copies: Copies) {
        for (path, making) in copies {
            if let Some(made) = self.add(OutputKind::Compressed, making) {
                self.copies.push((path, made));
            }
        }
    }

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
