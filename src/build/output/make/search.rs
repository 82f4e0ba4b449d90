//! The search index: the words of articles are taken while their pages are made, and kept for later builds; the index is made of
//! them when all are there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use generate_search::{Archive, Collection, Index, IndexFile, ROOT};

use super::{Maker, Making, Work};
use crate::build::Progress;
use crate::build::words::{FOLDER, LOCK, collection_key, for_each_article, lock};
use crate::cache::outputs::Made;
use crate::catalog::ArticleId;
use crate::id::IdVec;
use crate::output::search_index::{SearchText, Years, archive, facts, is_searched};
use crate::output::text::Notes;
use crate::output::{Output, OutputKind};
use crate::path::OutPath;
use crate::write::{Outcome, WriteError};

/// The words of all articles.
pub(in crate::build::output) struct Searching {
    collection: Collection,
    /// Held while the words are in use: another build of the site, into another folder, waits.
    _lock: Option<File>,
}

impl Searching {
    /// What the last build has kept in the folder `cache`.
    pub(in crate::build::output) fn new(cache: &Path) -> Searching {
        let folder = cache.join(FOLDER);
        let lock = fs::create_dir_all(&folder).and_then(|()| File::create(folder.join(LOCK)));
        // Where there are no locks, words that two builds have written are told from others by their checksums.
        let _lock = lock.ok().filter(|lock| lock.lock().is_ok());
        Searching { collection: Collection::open(&folder, collection_key()), _lock }
    }

    /// Keeps the words for the next build, with what it needs to know of the index.
    ///
    /// # Errors
    /// What the file system says.
    pub(in crate::build::output) fn keep(&self, index: Index) -> io::Result<()> {
        index.keep(&self.collection)
    }
}

/// The words of one article.
#[derive(Clone, Copy)]
pub(super) struct ArticleWords<'m> {
    collection: &'m Collection,
    id: &'m str,
}

impl ArticleWords<'_> {
    /// Whether the words of the page that is made of `view` are known.
    pub(super) fn are_known(self, view: u64) -> bool {
        self.collection.holds(self.id, view)
    }

    /// Takes the words of the page that was made of `view`.
    pub(super) fn put(self, view: u64, text: &SearchText) {
        text.with(|text| self.collection.put(self.id, view, text));
    }
}

/// Why there is no index.
enum Fault {
    /// A file could not be written.
    Write(WriteError),
    /// Words could not be read, such as those of a cache that is damaged.
    Words(io::Error),
}

/// An index, and each of its files.
type Files = (Index, Vec<(OutPath, Making)>);

impl<'m> Maker<'m> {
    /// The words of an output; `None` where it is not searched.
    pub(super) fn words_of(&self, output: &Output) -> Option<ArticleWords<'m>> {
        let Output::Article(id) = output else { return None };
        let collection = &self.searching?.collection;
        let catalog = self.site.catalog;
        is_searched(catalog, *id)
            .then(|| ArticleWords { collection, id: catalog.articles[*id].path.as_str() })
    }

    /// Makes the index of the articles among `entries`, which were made of `made`.
    pub(super) fn index(
        &self,
        searching: &Searching,
        entries: &[(OutPath, Output)],
        made: &[Option<Made>],
        work: &mut Work,
        progress: &dyn Progress,
    ) {
        let catalog = self.site.catalog;
        let mut versions: IdVec<ArticleId, Option<u64>> = catalog.articles.ids().map(|_| None).collect();
        for ((_, output), made) in entries.iter().zip(made) {
            if let Output::Article(id) = output {
                versions[*id] = made.as_ref().map(|made| made.view);
            }
        }
        let searched = || catalog.articles.ids().filter(|id| is_searched(catalog, *id));
        // An article that could not be made stops the build.
        if !work.counts.problems.is_empty() || searched().any(|id| versions[id].is_none()) {
            return;
        }
        let _span = self.options.timings.span("output", "search index");
        progress.step("Indexing", 1);
        let years = Years::of(catalog);
        let version = |id: ArticleId| versions[id].unwrap_or_default();
        let archive = archive(self.site.config, catalog, &years, &version);
        let put = Mutex::default();
        let mut files = self.index_files(searching, &archive, &put);
        if matches!(files, Err(Fault::Words(_))) {
            self.take_again(searching, searched().collect(), &version);
            files = self.index_files(searching, &archive, &put);
        }
        progress.advance();
        let told = |fault| match fault {
            Fault::Write(error) => error,
            Fault::Words(error) => self.failed(ROOT, error),
        };
        match files.map_err(told) {
            Ok((index, files)) => {
                work.index = Some(index);
                for (path, making) in files {
                    if let Some(made) = work.add(OutputKind::SearchIndex, making) {
                        work.copies.push((path, made));
                    }
                }
            }
            Err(error) => work.counts.problems.append(error.diagnostics()),
        }
    }

    /// Takes the words of all `articles` anew.
    fn take_again(
        &self,
        searching: &Searching,
        articles: Vec<ArticleId>,
        version: &(dyn Fn(ArticleId) -> u64 + Sync),
    ) {
        searching.collection.clear();
        for_each_article(&self.site, articles, |id| {
            let output = Output::Article(id);
            let (inputs, ..) = self.digests.inputs(&self.site, &output, None);
            let text = inputs.search_text(&self.site.reader, &mut Notes::default());
            if let Some((words, text)) = self.words_of(&output).zip(text) {
                words.put(version(id), &text);
            }
        });
    }

    fn failed(&self, path: &str, error: io::Error) -> WriteError {
        WriteError::io(self.out.join(path), error)
    }

    /// Writes the index; returns each of its files. `put` are the files that were handed to the writer, by an attempt before this one too.
    fn index_files(
        &self,
        searching: &Searching,
        archive: &Archive<'_>,
        put: &Mutex<BTreeMap<String, Outcome>>,
    ) -> Result<Files, Fault> {
        let failed = |path: &str, error: io::Error| Fault::Write(self.failed(path, error));
        let find = |path: &str| self.writer.known().and_then(|known| known.find(path));
        let is_there = |path: &str| {
            let as_left = |index: usize| self.writer.is_as_left(index, &facts(path == ROOT));
            !self.options.checksum && find(path).is_some_and(as_left)
        };
        let problem: Mutex<Option<WriteError>> = Mutex::default();
        let sink = |path: &str, bytes: &[u8]| {
            let out = OutPath::new(path).map_err(|_| io::Error::other("invalid path"))?;
            // The name says what the file holds, and the root comes last, when nothing fails any more.
            if lock(put).contains_key(path) {
                return Ok(());
            }
            match self.writer.put(&out, &facts(path == ROOT), bytes) {
                Ok(outcome) => {
                    lock(put).insert(path.to_owned(), outcome);
                    Ok(())
                }
                Err(error) => {
                    lock(&problem).get_or_insert(error);
                    Err(io::Error::other("the file cannot be written"))
                }
            }
        };
        let written = generate_search::write(&searching.collection, archive, &is_there, &sink);
        if let Some(error) = lock(&problem).take() {
            return Err(Fault::Write(error));
        }
        let index = written.map_err(Fault::Words)?;
        let file = |file: &IndexFile| {
            let path = OutPath::new(file.path.as_str())
                .map_err(|_| failed(&file.path, io::Error::other("invalid path")))?;
            let put = lock(put).get(&file.path).copied();
            let kept =
                || find(&file.path).is_some_and(|index| self.writer.keep(index, &facts(file.path == ROOT)));
            let outcome = match put {
                Some(outcome) => outcome,
                None if kept() => Outcome::Unchanged,
                None => return Err(failed(&file.path, io::Error::other("the file was changed meanwhile"))),
            };
            let kept = put.is_none();
            // A file that came after all files were last written down is not among those.
            let was_dirty =
                || find(&file.path).and_then(|index| self.made.get(index)).is_none_or(|made| made.dirty);
            // The same bytes have the same name; the root is compared when it is put.
            let made = Made { view: 1, dirty: !kept || was_dirty(), ..Made::default() };
            Ok((path, Making { outcome: Some(Ok(outcome)), notes: Notes::default(), made, kept }))
        };
        let files: Result<Vec<_>, Fault> = index.files.iter().map(file).collect();
        files.map(|files| (index, files))
    }
}
