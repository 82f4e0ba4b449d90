//! The hostile corpus at every place of a site: whatever stands in the sources, no output runs, leads or asks for anything that
//! the theme does not. A sample of it; all of it with `LONG=1`, of which `PART=2/40` takes a fortieth. `PLACE` and `SNIPPET` choose
//! by parts of names.

use std::env;

use tempfile::TempDir;

use crate::hostile_corpus::attempts::{Attempt, Corpus, PANIC, part};
use crate::hostile_corpus::check::{self, Found};
use crate::hostile_corpus::places::PLACES;
use crate::hostile_corpus::walk::{Finding, Furniture};

/// The attempts that are asked for.
fn chosen(corpus: &Corpus) -> Vec<Attempt> {
    let part = |name: &str| env::var(name).ok();
    let (place, snippet) = (part("PLACE"), part("SNIPPET"));
    if place.is_none() && snippet.is_none() {
        return if env::var("LONG").is_ok() { corpus.all() } else { corpus.sample() };
    }
    let named = |attempt: &Attempt| {
        place.as_ref().is_none_or(|part| PLACES[attempt.place].name().contains(part))
            && snippet.as_ref().is_none_or(|part| corpus.snippets[attempt.snippet].name.contains(part))
    };
    corpus.all().into_iter().filter(named).collect()
}

#[test]
fn nothing_hostile_runs() {
    let corpus = Corpus::read();
    let mut furniture = Furniture::default();
    let folder = TempDir::new().unwrap();
    Corpus::build_harmless(folder.path(), &mut |out| check::learn(out, &mut furniture));
    let sites = part(corpus.sites(&chosen(&corpus)));
    let attempts: usize = sites.iter().map(Vec::len).sum();
    let (mut pages, mut feeds, mut found) = (0, 0, Vec::new());
    let mut refused = Vec::new();
    for site in sites {
        let folder = TempDir::new().unwrap();
        refused.extend(corpus.build(folder.path(), &site, &mut |out, attempts| {
            let read = check::site(out, &furniture);
            pages += read.pages;
            feeds += read.feeds;
            found.extend(read.found.into_iter().map(|found| (check::attempt(&found, attempts), found)));
        }));
    }
    for refused in refused.iter().filter(|refused| refused.message.contains(PANIC)) {
        let finding = Finding { kind: "a panic", what: String::new() };
        found.push((Some(refused.attempt), Found { file: String::new(), finding }));
    }
    eprintln!(
        "{} attempts of {} snippets at {} places: {pages} pages and {feeds} feeds read, {} attempts refused with an error",
        attempts,
        corpus.snippets.len(),
        PLACES.len(),
        refused.len()
    );
    assert!(found.is_empty(), "{}", check::report(&corpus, &found));
    // What is refused says nothing of pages: most attempts end in a site.
    let chosen = ["PLACE", "SNIPPET", "PART"].iter().any(|name| env::var(name).is_ok());
    assert!(chosen || (refused.len() * 8 < attempts && pages > attempts), "{refused:#?}");
}

/// The checks are of use only if they find what is there: a page of the theme with one thing more.
#[test]
fn what_is_put_into_a_page_is_found() {
    let mut furniture = Furniture::default();
    let folder = TempDir::new().unwrap();
    let mut page = String::new();
    Corpus::build_harmless(folder.path(), &mut |out| {
        check::learn(out, &mut furniture);
        page = std::fs::read_to_string(out.join("first/index.html")).unwrap();
    });
    let kinds = |html: &str| -> Vec<&str> {
        crate::hostile_corpus::walk::page(html, &furniture).iter().map(|finding| finding.kind).collect()
    };
    assert_eq!(kinds(&page), Vec::<&str>::new());
    for (mark, put, kind) in [
        ("</head>", "<script>1</script>", "a script"),
        ("</head>", "<script src=/x.js></script>", "a script"),
        ("</head>", "<script type=\"application/ld+json\">{</script>", "JSON-LD that is no JSON"),
        ("</head>", "<link rel=stylesheet href=/x.css>", "a style sheet"),
        ("</head>", "<meta http-equiv=set-cookie content=x>", "a meta element"),
        ("</head>", "<meta http-equiv=refresh content='0; url=javascript:x'>", "a scheme"),
        ("</head>", "<base href=/x>", "an element that is nowhere"),
        ("</main>", "<form action=https://evil.example/></form>", "a form"),
        ("</main>", "<p onclick=x>y</p>", "a handler"),
        ("</main>", "<p hidden inert>y</p>", "an element that the theme does not make"),
        ("</main>", "<p id=main--text>y</p>", "an id twice"),
        ("</main>", "\0", "NUL"),
        ("</main>", "<noscript><p onclick=x>y</p></noscript>", "a handler"),
        ("<div class=\"text\">", "<p class=\"site-head\">x</p>", "a class of the theme"),
        ("<div class=\"text\">", "<svg></svg>", "an element that no body may hold"),
    ] {
        let html = if mark.starts_with("</") {
            page.replacen(mark, &format!("{put}{mark}"), 1)
        } else {
            page.replacen(mark, &format!("{mark}{put}"), 1)
        };
        assert!(kinds(&html).contains(&kind), "{put}: {:?}", kinds(&html));
    }
}
