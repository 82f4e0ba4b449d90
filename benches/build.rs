//! What a build is made of, measured: reading one article, rendering one body, building whole sites.
//!
//! `cargo bench` prints the figures; nothing is asserted. `RAYON_NUM_THREADS` sets the threads of the whole builds.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use generate::article::body::{
    self, AddressLink, BodyInput, BodyRules, Lookup, PageKind, ShortcodeCall, Shortcodes, SourceLink, Texts,
};
use generate::build::{Options, build};
use generate::config::Config;
use generate::diagnostic::{Diagnostic, Diagnostics, Level};
use generate::path::{SourcePath, UrlPath};

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the corpus serves its example and its own tests too"
)]
#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{Corpus, Form, Spec};

/// The configuration that the corpus writes.
const SITE_TOML: &str = include_str!("corpus/site.toml");

/// The corpus that single articles are taken from.
const ARTICLES: u64 = 1_000;

/// Every link leads somewhere, and no shortcode has a template.
struct Anywhere(UrlPath);

impl Lookup for Anywhere {
    fn source_link(&self, _: &SourcePath, _: &str) -> SourceLink {
        SourceLink::Page(self.0.clone())
    }

    fn address(&self, _: &str) -> AddressLink {
        AddressLink::Other
    }

    fn kind(&self, _: &UrlPath) -> PageKind {
        PageKind::Article
    }
}

impl Texts for Anywhere {
    fn text(&self, key: &'static str) -> &str {
        key
    }
}

impl Shortcodes for Anywhere {
    fn render(&self, _: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        None
    }
}

/// The first articles of the corpus: path and text.
fn articles(count: u64) -> Vec<(SourcePath, String)> {
    let corpus = Corpus::new(Spec::new(ARTICLES));
    let article = |number| {
        let mut text = String::new();
        let path = corpus.article(number, Form::Generate, &mut text);
        (SourcePath::new(path), text)
    };
    (0..count).map(article).collect()
}

/// Front matter to metadata, one file at a time.
fn parse(criterion: &mut Criterion) {
    let config = Config::parse(SITE_TOML, None).expect("the corpus has a valid site.toml");
    let articles = articles(100);
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(articles.len() as u64));
    group.bench_function("100 articles", |bencher| {
        bencher.iter(|| {
            for (path, text) in &articles {
                black_box(generate::article::read(path, text.as_bytes(), &config));
            }
        });
    });
    group.finish();
}

/// Markdown to HTML, one body at a time.
fn render(criterion: &mut Criterion) {
    let rules = BodyRules {
        base_path: String::new(),
        markdown: generate::config::Markdown::default(),
        anchors: generate::config::Anchors::Generate,
        trusted: false,
        missing_link: Level::Warning,
    };
    let articles = articles(100);
    let page = UrlPath::root();
    let anywhere = Anywhere(page.clone());
    let mut group = criterion.benchmark_group("render");
    let bytes: usize = articles.iter().map(|(_, text)| text.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("100 bodies", |bencher| {
        bencher.iter(|| {
            for (path, text) in &articles {
                let start = text.match_indices("\n---\n").next().map_or(0, |(at, fence)| at + fence.len());
                black_box(body::render(&BodyInput {
                    text,
                    start,
                    path,
                    page: &page,
                    rules: &rules,
                    lookup: &anywhere,
                    shortcodes: &anywhere,
                    texts: &anywhere,
                }));
            }
        });
    });
    group.finish();
}

/// Whole sites, into an empty folder and onto an unchanged one.
fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10);
    for size in [100_u64, 1_000] {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let corpus = Corpus::new(Spec::new(size));
        corpus.write(folder.path(), Form::Generate, false).expect("the corpus is written");
        let options = |out: &Path| Options {
            root: folder.path().to_owned(),
            out: out.to_owned(),
            ..Options::default()
        };
        let out = folder.path().join("public");
        group.throughput(Throughput::Elements(size));
        group.bench_with_input(BenchmarkId::new("clean", size), &size, |bencher, _| {
            bencher.iter_with_setup(
                || {
                    if out.exists() {
                        fs::remove_dir_all(&out).expect("the output is removed");
                    }
                },
                |()| build(&options(&out), &(), &mut Diagnostics::new()),
            );
        });
        group.bench_with_input(BenchmarkId::new("unchanged", size), &size, |bencher, _| {
            bencher.iter(|| build(&options(&out), &(), &mut Diagnostics::new()));
        });
    }
    group.finish();
}

criterion_group!(benches, parse, render, whole);
criterion_main!(benches);
