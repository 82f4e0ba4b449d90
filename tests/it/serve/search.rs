//! The search index of the preview: made when somebody searches, and again after edits.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use generate::build::words::{SiteWords, Waiting, Wanted};
use generate::build::{Options, Snapshot};
use generate::diagnostic::Diagnostics;
use generate_search::{Fetch, Options as SearchOptions, Query, SearchError, Searcher};

use super::client::{ROOT, Running, save, serve, serve_with};
use crate::support::{Site, site, tree};

const ADDRESS: &str = "/search-index/root.bin";

fn archive() -> Site {
    let file = |name: &str, title: &str, body: &str| {
        format!(
            "-- content/{name}.md --\n---\ntitle: {title}\ndate: 2010-01-01\nurl: /{name}/\n---\n{body}\n"
        )
    };
    let files = [
        file("a", "Alpha", "The opium trade, and [a link](@/b.md)."),
        file("b", "Beta", "A border."),
        file("c", "Gamma", "The border guards at https://archive.example.org/lost/ wait."),
    ];
    site(&files.concat())
}

/// The titles that a word finds in the index as it is served, in order.
fn titles(served: &Running, word: &str) -> Vec<String> {
    served.search_index(ADDRESS);
    let fetch: &Fetch<'_> = &|path: &str| {
        let reply = served.get(&format!("/{path}"));
        if reply.status == 200 { Ok(reply.body) } else { Err(std::io::ErrorKind::NotFound.into()) }
    };
    let found = || -> Result<Vec<String>, SearchError> {
        let searcher = Searcher::open(fetch)?;
        let query = Query::parse(word, searcher.dimensions());
        let results = searcher.search(&query, &SearchOptions { limit: 10, ..SearchOptions::default() })?;
        Ok(results.hits.into_iter().map(|hit| hit.title).collect())
    };
    found().unwrap()
}

/// Waits until the server has read the site again, for the time after `count`.
fn read_again(served: &Running, count: usize) {
    let started = std::time::Instant::now();
    while served.rebuilds() <= count {
        assert!(started.elapsed() < super::client::LIMIT, "{:#?}", served.log());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn the_index_is_made_for_the_first_search_and_told_of_until_it_is_there() {
    let site = archive();
    let served = serve(&site);
    served.get("/search/");
    assert_eq!(served.get("/search-index/00/00000000.bin").status, 404);
    assert!(!site.path(".generate/search-preview").exists(), "nobody has searched");
    let told = served.search_index(ADDRESS);
    assert_eq!(told[0], "0 / 3\n");
    assert_eq!(served.get("/search-index/").status, 404);
    assert_eq!(titles(&served, "opium"), ["Alpha"]);
    assert_eq!(titles(&served, "border").len(), 2);
    assert_eq!(served.get(ADDRESS).header("cache-control"), Some("no-cache"));
}

#[test]
fn edits_are_found_and_what_they_remove_is_not() {
    let site = archive();
    let served = serve(&site);
    assert_eq!(titles(&served, "opium"), ["Alpha"]);
    let article =
        |title: &str, body: &str| format!("---\ntitle: {title}\ndate: 2010-01-01\nurl: /a/\n---\n{body}\n");
    let edit = |text: String| {
        let before = served.rebuilds();
        save(&site, "content/a.md", text);
        read_again(&served, before);
    };
    // The body alone, twice, then the title, then all of it.
    edit(article("Alpha", "The tobacco trade."));
    assert_eq!(served.get(ADDRESS).status, 202);
    assert_eq!((titles(&served, "tobacco"), titles(&served, "opium")), (vec!["Alpha".to_owned()], vec![]));
    edit(article("Alpha", "The salt trade."));
    assert_eq!((titles(&served, "salt"), titles(&served, "tobacco")), (vec!["Alpha".to_owned()], vec![]));
    edit(article("Omega", "The salt trade."));
    assert_eq!((titles(&served, "salt"), titles(&served, "alpha")), (vec!["Omega".to_owned()], vec![]));
    edit(article("Omega\nwithdrawn: true", "The salt trade."));
    assert_eq!((titles(&served, "salt"), titles(&served, "omega")), (vec![] as Vec<String>, vec![]));
    assert_eq!(titles(&served, "border").len(), 2);
    let built = site.build();
    for (name, bytes) in tree(&built.out).iter().filter(|(name, _)| name.starts_with("search-index/")) {
        assert!(served.get(&format!("/{name}")).body == *bytes, "{name}");
    }
}

#[test]
fn a_search_in_a_page_that_is_open_meanwhile_is_answered() {
    let site = archive();
    let served = serve(&site);
    served.search_index(ADDRESS);
    let built = site.build();
    let names: Vec<String> =
        built.names().into_iter().filter(|name| name.starts_with("search-index/") && name != ROOT).collect();
    let before = served.rebuilds();
    save(&site, "content/b.md", "---\ntitle: Beta\ndate: 2010-01-01\nurl: /b/\n---\nElsewhere.\n");
    read_again(&served, before);
    // Nobody has asked for the new index: the files of the old one are there.
    assert!(names.iter().all(|name| served.get(&format!("/{name}")).status == 200));
    served.search_index(ADDRESS);
    assert!(names.iter().any(|name| served.get(&format!("/{name}")).status == 404));
}

#[test]
fn a_site_without_search_has_no_index() {
    let site = site("-- content/a.md --\n---\ntitle: Alpha\ndate: 2010-01-01\n---\nText.\n")
        .config("search = false");
    assert_eq!(serve(&site).get(ADDRESS).status, 404);
}

/// Counts, and never gives up.
#[derive(Default)]
struct Counter(AtomicUsize);

impl Waiting for Counter {
    fn advance(&self, done: usize, _: usize) {
        self.0.fetch_max(done, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        false
    }
}

/// Makes the index as the preview does; returns of how many articles the words were taken.
fn taken(site: &Site, words: &mut SiteWords) -> usize {
    let base_url = Some("http://127.0.0.1:4000/".to_owned());
    let options = Options { base_url, one_host: true, ..site.options.clone() };
    let snapshot = Snapshot::take(&options, &(), &mut Diagnostics::new()).unwrap();
    let counter = Counter::default();
    let wanted =
        Wanted { snapshot: &snapshot, root: &site.options.root, current: &|_| None, waiting: &counter };
    let indexed = words.index(wanted, &|_| false, &|_, _| Ok(())).unwrap().unwrap();
    assert!(indexed.files.iter().any(|file| file.path == ROOT));
    indexed.taken
}

#[test]
fn words_are_taken_once() {
    let site = archive();
    let mut words = SiteWords::open(&site.options);
    assert_eq!((taken(&site, &mut words), taken(&site, &mut words)), (3, 0));
    // Another server beside this one has no part in what it keeps.
    assert_eq!(taken(&site, &mut SiteWords::open(&site.options)), 3);
    drop(words);
    let mut words = SiteWords::open(&site.options);
    assert_eq!(taken(&site, &mut words), 0, "those of the last server");
    fs::remove_dir_all(site.path(".generate")).unwrap();
    assert_eq!(taken(&site, &mut words), 3, "the folder has gone meanwhile");
}

#[test]
fn the_words_of_a_build_are_used() {
    let site = archive();
    site.build();
    assert_eq!(taken(&site, &mut SiteWords::open(&site.options)), 0);
    // An article that another one links to has another address: the text of both is read again.
    site.write("content/b.md", "---\ntitle: Beta\ndate: 2010-01-01\nurl: /elsewhere/\n---\nA border.\n");
    fs::remove_dir_all(site.path(".generate/search-preview")).unwrap();
    let mut words = SiteWords::open(&site.options);
    let now = taken(&site, &mut words);
    assert_eq!(now, 3);
    assert_eq!(taken(&site, &mut words), 0);
}

#[test]
fn damaged_words_are_taken_again() {
    let site = archive();
    assert_eq!(taken(&site, &mut SiteWords::open(&site.options)), 3);
    let path = site.path(".generate/search-preview/words");
    let mut bytes = fs::read(&path).unwrap();
    bytes.iter_mut().for_each(|byte| *byte ^= 0x55);
    fs::write(&path, bytes).unwrap();
    assert_eq!(taken(&site, &mut SiteWords::open(&site.options)), 3);
}

#[test]
fn the_index_below_a_path_is_found() {
    let site = archive();
    let toml = fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", toml.replace("archive.example.org/", "archive.example.org/sub/"));
    let served = serve_with(&site.options, false);
    assert_eq!(served.get(ADDRESS).status, 404);
    served.search_index(&format!("/sub{ADDRESS}"));
}
