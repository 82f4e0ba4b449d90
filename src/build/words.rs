//! The search index of a site that is served and not written: the words of its articles are taken when the index is asked for, and of
//! those alone that have changed since.
//!
//! The index is that of a build: its words are those of pages at the address in `site.toml`, not of the server's. So what the last
//! build has kept of them is of use too.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use generate_search::{Collection, IndexFile, Sink};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::output::key;
use super::{Options, Snapshot};
use crate::cache::words::{KnownWords, Taken};
use crate::cache::{self, outputs};
use crate::catalog::{ArticleId, Catalog};
use crate::diagnostic::Diagnostics;
use crate::fingerprint::{Fingerprint, digest};
use crate::id::IdVec;
use crate::output::read::Answered;
use crate::output::search_index::{Years, archive, is_searched};
use crate::output::text::Notes;
use crate::output::{Digests, Ground, Output, Prepared, Related, Site};
use crate::path::SourcePath;
use crate::source;

/// Where a build keeps words, in the folder of the cache.
pub(super) const FOLDER: &str = "search";

/// Where they are kept of a site that is served: both may be at work at once.
const SERVED: &str = "search-preview";

/// The file that tells what they were taken from.
const KNOWN: &str = "known";

/// The file that one program at a time holds.
pub(super) const LOCK: &str = "lock";

/// What stands for this program in a collection of words.
pub(super) fn collection_key() -> u64 {
    xxh3_64(cache::BUILD.as_bytes())
}

/// Whoever waits for an index.
pub trait Waiting: Sync {
    /// The words of `done` articles of `total` are there.
    fn advance(&self, done: usize, total: usize);
    /// Whether nobody wants the index any more.
    fn is_over(&self) -> bool;
}

/// A site of which an index is wanted.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// The site.
    pub snapshot: &'w Snapshot,
    /// The folder of the site.
    pub root: &'w Path,
    /// The fingerprints that documents have now, whose texts may have changed since the site was read.
    pub current: &'w (dyn Fn(&SourcePath) -> Option<Fingerprint> + Sync),
    /// Who waits for it.
    pub waiting: &'w dyn Waiting,
}

/// An index that was made.
#[derive(Debug)]
pub struct Indexed {
    /// All its files, sorted by path.
    pub files: Vec<IndexFile>,
    /// Of how many articles the words were taken now.
    pub taken: usize,
}

/// The words of a site's articles.
pub struct SiteWords {
    folder: PathBuf,
    collection: Collection,
    known: FxHashMap<u64, Taken>,
    /// All that decided where links lead when all that is known was found to be true; 0 where only a part was.
    links: u64,
    /// Where the words are those of the last build, its folder of the cache and its output folder.
    built: Option<(PathBuf, PathBuf)>,
    /// Held as long as the folder is in use; `None` where the folder goes with this.
    lock: Option<File>,
}

impl Drop for SiteWords {
    fn drop(&mut self) {
        if self.lock.is_none() {
            // Whoever cleans temporary files takes what stays.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl SiteWords {
    /// What is kept of the site of `options`: by the preview server, or by a build since.
    pub fn open(options: &Options) -> SiteWords {
        let cache = options.cache_folder();
        let own = cache.join(SERVED);
        let lock = take_lock(&own);
        let folder = match &lock {
            Some(_) => own,
            // Another server is at work, or nothing can be written there.
            None => std::env::temp_dir().join(format!(
                "generate-search-{}-{:?}",
                std::process::id(),
                std::thread::current().id()
            )),
        };
        let file = folder.join(KNOWN);
        let here = fs::metadata(&file).and_then(|metadata| metadata.modified()).ok();
        let there = Collection::kept_at(&cache.join(FOLDER));
        let is_copied =
            there.is_some() && there > here && Collection::copy(&cache.join(FOLDER), &folder).is_ok();
        let built = is_copied.then(|| (cache, options.out.clone()));
        let known = cache::words::load(&file, key()).filter(|_| built.is_none()).unwrap_or_default();
        let collection = Collection::open(&folder, collection_key());
        SiteWords {
            folder,
            collection,
            known: known.articles.into_iter().collect(),
            links: known.links,
            built,
            lock,
        }
    }

    /// Makes the index, and hands every file to `sink` that is not as in the index before; `is_there` tells whether a file of that one
    /// is still there. `None` where nobody wants it any more.
    ///
    /// # Errors
    /// What the sink or the file system says.
    pub fn index(
        &mut self,
        wanted: Wanted<'_>,
        is_there: &dyn Fn(&str) -> bool,
        sink: &Sink<'_>,
    ) -> io::Result<Option<Indexed>> {
        match self.try_index(wanted, is_there, sink) {
            Err(_) => {
                // The words may not be what was kept: all of them are taken anew.
                self.collection.clear();
                (self.known, self.built) = (FxHashMap::default(), None);
                self.try_index(wanted, is_there, sink)
            }
            done => done,
        }
    }

    fn try_index(
        &mut self,
        wanted: Wanted<'_>,
        is_there: &dyn Fn(&str) -> bool,
        sink: &Sink<'_>,
    ) -> io::Result<Option<Indexed>> {
        let snapshot = wanted.snapshot;
        let mut config = snapshot.config.clone();
        if let Some(written) = config.written_base_url.take() {
            config.base_url = written;
        }
        let Snapshot { catalog, plan, files, theme, .. } = snapshot;
        let ground = Ground { config: &config, catalog, plan, files, theme };
        // Whatever there is to say of it was said when the site was read.
        let prepared = Prepared::new(ground, &mut Diagnostics::new());
        let odd = Mutex::new(FxHashSet::default());
        let read = |path: &SourcePath| {
            let bytes = source::read(wanted.root, path);
            let found = bytes.as_deref().map(Fingerprint::of).ok();
            if (wanted.current)(path).is_some_and(|current| found != Some(current)) {
                lock(&odd).insert(path.clone());
            }
            bytes
        };
        let site = prepared.site(ground, &read);
        let digests = Digests::new(&site, Some(snapshot.started));
        let site = digests.site(site);
        self.look_at_build(catalog);
        let taking = Taking { words: self, site: &site, digests: &digests, wanted, odd: &odd };
        let found = taking.all();
        let (versions, taken) = self.keep_known(catalog, &found, digests.links());
        if wanted.waiting.is_over() {
            return Ok(None);
        }
        let years = Years::of(catalog);
        let archive = archive(&config, catalog, &years, &|id| versions[id]);
        let until_over = |path: &str, bytes: &[u8]| match wanted.waiting.is_over() {
            true => Err(io::ErrorKind::Interrupted.into()),
            false => sink(path, bytes),
        };
        let index = match generate_search::write(&self.collection, &archive, is_there, &until_over) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(None),
            index => index?,
        };
        let files = index.files.clone();
        // It is only a cache: where it cannot be written, the words are taken again by the next server.
        let _ = index.keep(&self.collection).and_then(|()| self.save());
        Ok(Some(Indexed { files, taken }))
    }

    /// Notes what the words of the last build were taken from, if those are the ones that are here.
    fn look_at_build(&mut self, catalog: &Catalog) {
        let Some((cache, out)) = self.built.take() else { return };
        let Some(outputs) = outputs::load(&cache, &out, key()) else { return };
        for id in catalog.articles.ids() {
            let path = catalog.entries[id].url.out_path();
            let made = outputs.known.files.find(path.as_str()).and_then(|at| outputs.made.get(at));
            let Some((made, notes)) = made.and_then(|made| Some((made, Notes::from_kept(&made.remarks)?)))
            else {
                continue;
            };
            let related = (made.related.window, made.related.found);
            let taken = Taken { version: made.view, related, reads: packed(&notes.reads) };
            self.known.insert(article_key(catalog, id), taken);
        }
        self.links = outputs.head.links;
    }

    /// Takes over what was found of each article. Returns the version of the words of each, and of how many they were taken.
    fn keep_known(
        &mut self,
        catalog: &Catalog,
        found: &[(ArticleId, Found)],
        links: u64,
    ) -> (IdVec<ArticleId, u64>, usize) {
        let mut versions: IdVec<ArticleId, u64> = catalog.articles.ids().map(|_| 0).collect();
        let (mut taken, mut known) = (0, FxHashMap::default());
        let mut is_complete = true;
        for (id, found) in found {
            let key = article_key(catalog, *id);
            match found {
                Found::Known(version) => {
                    versions[*id] = *version;
                    known.extend(self.known.remove(&key).map(|known| (key, known)));
                }
                Found::Taken(new) => {
                    (versions[*id], taken) = (new.version, taken + 1);
                    known.insert(key, new.clone());
                }
                Found::Odd(version) => (versions[*id], taken) = (*version, taken + 1),
                Found::Skipped => {
                    is_complete = false;
                    known.extend(self.known.remove(&key).map(|known| (key, known)));
                }
            }
        }
        self.known = known;
        self.links = if is_complete { links } else { 0 };
        (versions, taken)
    }

    fn save(&self) -> io::Result<()> {
        let mut articles: Vec<(u64, Taken)> =
            self.known.iter().map(|(key, taken)| (*key, taken.clone())).collect();
        articles.sort_unstable_by_key(|(key, _)| *key);
        cache::words::save(&self.folder.join(KNOWN), key(), &KnownWords { links: self.links, articles })
    }
}

/// What is found of an article.
enum Found {
    /// Its words are there, of this version.
    Known(u64),
    /// Its words were taken.
    Taken(Taken),
    /// Its words were taken from a text that is another than the site has: they are good for this once, as this version.
    Odd(u64),
    /// Nobody wants the index any more.
    Skipped,
}

/// The taking of words.
struct Taking<'t> {
    words: &'t SiteWords,
    site: &'t Site<'t>,
    digests: &'t Digests,
    wanted: Wanted<'t>,
    /// Files that are not as the site has them.
    odd: &'t Mutex<FxHashSet<SourcePath>>,
}

impl Taking<'_> {
    /// Looks at all articles that are searched.
    fn all(&self) -> Vec<(ArticleId, Found)> {
        let catalog = self.site.catalog;
        let searched: Vec<ArticleId> =
            catalog.articles.ids().filter(|id| is_searched(catalog, *id)).collect();
        let (total, done) = (searched.len(), AtomicUsize::new(0));
        self.wanted.waiting.advance(0, total);
        for_each_article(self.site, searched, |id| {
            let found = self.one(id);
            self.wanted.waiting.advance(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            (id, found)
        })
    }

    /// Looks at one article, and takes its words unless they are known.
    fn one(&self, id: ArticleId) -> Found {
        if self.wanted.waiting.is_over() {
            return Found::Skipped;
        }
        let (article, words) = (&self.site.catalog.articles[id], self.words);
        let known = words.known.get(&article_key(self.site.catalog, id));
        let earlier = known.map(|known| Related { window: known.related.0, found: known.related.1 });
        let output = Output::Article(id);
        let (inputs, view, related) = self.digests.inputs(self.site, &output, earlier);
        let now = (self.wanted.current)(&article.path).filter(|now| *now != article.stamp.fingerprint);
        // A text that has changed since the site was read is in no view.
        let version = now.map_or(view, |now| digest(&(view, now)));
        let is_known = |known: &&Taken| {
            known.version == version
                && words.collection.holds(article.path.as_str(), version)
                && (words.links == self.digests.links() || self.answers_alike(&output, known))
        };
        if known.filter(is_known).is_some() {
            return Found::Known(version);
        }
        let mut notes = Notes::default();
        let Some(text) = inputs.search_text(&self.site.reader, &mut notes) else { return Found::Skipped };
        let is_odd = lock(self.odd).contains(&article.path);
        let version = if is_odd { digest(&(view, "odd")) } else { version };
        text.with(|text| words.collection.put(article.path.as_str(), version, text));
        if is_odd {
            return Found::Odd(version);
        }
        let related = (related.window, related.found);
        Found::Taken(Taken { version, related, reads: packed(&notes.reads) })
    }

    /// Whether the text of an article has the answers that it had.
    fn answers_alike(&self, output: &Output, known: &Taken) -> bool {
        if known.reads.is_empty() {
            return true;
        }
        let reads = postcard::from_bytes::<Vec<Answered>>(&known.reads).ok();
        output
            .source(self.site)
            .zip(reads)
            .is_some_and(|(source, reads)| self.site.answers_alike(&source, &reads))
    }
}

/// Calls `each` with each of the articles, on several threads; with those of large files one at a time, for each takes much memory.
pub(super) fn for_each_article<T: Send>(
    site: &Site<'_>,
    articles: Vec<ArticleId>,
    each: impl Fn(ArticleId) -> T + Sync,
) -> Vec<T> {
    let has_large = site.catalog.has_large_text();
    let is_large = |id: &ArticleId| has_large && Output::Article(*id).shows_large_text(site);
    let (large, small): (Vec<ArticleId>, Vec<ArticleId>) = articles.into_iter().partition(is_large);
    let mut all: Vec<T> = small.into_par_iter().map(&each).collect();
    all.extend(large.into_iter().map(each));
    all
}

/// What an article is known by.
fn article_key(catalog: &Catalog, id: ArticleId) -> u64 {
    xxh3_64(catalog.articles[id].path.as_str().as_bytes())
}

/// Questions as they are kept.
fn packed(reads: &[Answered]) -> Box<[u8]> {
    match reads.is_empty() {
        true => Box::default(),
        // Texts and numbers always have a form in the cache.
        false => postcard::to_stdvec(reads).unwrap_or_default().into(),
    }
}

/// Holds the folder, which is made; `None` where another program does, or it cannot be written to.
fn take_lock(folder: &Path) -> Option<File> {
    fs::create_dir_all(folder).ok()?;
    let file = File::create(folder.join(LOCK)).ok()?;
    file.try_lock().ok().map(|()| file)
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
