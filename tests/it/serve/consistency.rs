//! Many requests while files change: none fails, and no page is made of old and new.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::client::{LIMIT, serve};
use crate::page::{between, site_with};

/// Articles that are rewritten all the time, each with the number of its version in title, summary and body.
const ARTICLES: usize = 10;

fn version(name: usize, number: usize) -> String {
    format!(
        "---\ntitle: Story version {number}.\ndate: 2010-01-{:02}\nurl: /s{name}/\nsummary: Summary version {number}.\n---\n{}\n",
        name + 1,
        format!("Body version {number}.\n\n").repeat(1 + number % 7)
    )
}

/// All numbers of versions on a page of an article's own text: neighbours have their own.
fn versions(html: &str) -> Vec<&str> {
    let own = between(html, "<h1", "</h1>").split("version ").skip(1);
    let body = between(html, "<div class=\"text\">", "</div>").split("version ").skip(1);
    own.chain(body).map(|rest| rest.split('.').next().unwrap()).collect()
}

#[test]
fn a_thousand_requests_while_files_change() {
    const THREADS: usize = 50;
    const REQUESTS: usize = 20;
    let site = site_with("", "");
    let folder = site.path("content");
    let write = |name: usize, number: usize| {
        // Whole or not at all, as editors save.
        let file = folder.join(format!("s{name}.md"));
        let beside = folder.join(format!("s{name}.md.tmp"));
        std::fs::write(&beside, version(name, number)).unwrap();
        std::fs::rename(&beside, &file).unwrap();
    };
    (0..ARTICLES).for_each(|name| write(name, 0));
    let served = serve(&site);
    let (done, mixed) = (AtomicBool::new(false), AtomicUsize::new(0));
    let since = Instant::now();
    let mut newest = 0;
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (served, mixed) = (&served, &mixed);
                scope.spawn(move || {
                    let mut slowest = std::time::Duration::ZERO;
                    for request in 0..REQUESTS {
                        let began = Instant::now();
                        let reply = served.get(&format!("/s{}/", (thread + request) % ARTICLES));
                        slowest = slowest.max(began.elapsed());
                        assert_eq!(reply.status, 200, "{reply:?}");
                        let html = reply.text();
                        let versions = versions(&html);
                        assert!(versions.len() > 1, "{html}");
                        if versions.iter().any(|version| *version != versions[0]) {
                            mixed.fetch_add(1, Ordering::Relaxed);
                            eprintln!("mixed: {versions:?}");
                        }
                    }
                    slowest
                })
            })
            .collect();
        let done = &done;
        let write = &write;
        let writing = scope.spawn(move || {
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                number += 1;
                write(number % ARTICLES, number);
                std::thread::sleep(std::time::Duration::from_millis(30));
            }
            number
        });
        let slowest = asking.into_iter().map(|thread| thread.join().unwrap()).max();
        done.store(true, Ordering::Relaxed);
        newest = writing.join().unwrap();
        eprintln!(
            "{} requests in {:?}, the slowest {slowest:?}; {newest} edits",
            THREADS * REQUESTS,
            since.elapsed()
        );
    });
    assert_eq!(mixed.into_inner(), 0);
    // The last edit may not have been read yet.
    let shown = || versions(&served.get(&format!("/s{}/", newest % ARTICLES)).text())[0].to_owned();
    let since = Instant::now();
    while shown() != newest.to_string() {
        assert!(since.elapsed() < LIMIT, "{} instead of {newest}: {:#?}", shown(), served.log());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(newest > 3, "{newest}");
}
