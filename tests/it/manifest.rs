//! The manifest of whole sites: what it tells of each kind of file, and lists of checksums that come and go.

use std::fs;

use generate::build::{Options, Snapshot, build};
use generate::diagnostic::Diagnostics;
use generate::facts::{Cache, Stage};
use generate::output::Output;
use generate::path::OutPath;
use generate::write::manifest::{Manifest, ReadManifest};
use generate::write::sum::Sum;
use tempfile::TempDir;

use crate::page::post;
use crate::support::{Site, site, tree};

/// The manifest of the demonstration archive, and the folder it is built into.
fn demonstration() -> (TempDir, Manifest) {
    let folder = TempDir::new().unwrap();
    let options = Options {
        root: env!("CARGO_MANIFEST_DIR").into(),
        out: folder.path().join("public"),
        cache: Some(folder.path().join("cache")),
        ..Options::default()
    };
    let mut problems = Diagnostics::new();
    build(&options, &(), &mut problems);
    assert!(problems.is_empty(), "the first thing that a new user builds gives no warning: {problems:?}");
    let ReadManifest { files, problems, .. } = ReadManifest::of(&options.out);
    assert!(problems.is_empty(), "{problems:?}");
    (folder, files)
}

#[test]
fn every_file_has_its_size_and_checksum() {
    let (folder, files) = demonstration();
    let found = tree(&folder.path().join("public"));
    let own = |path: &str| path.starts_with("generate-manifest");
    assert_eq!(files.len(), found.keys().filter(|path| !own(path)).count());
    for entry in files.entries() {
        let bytes = &found[entry.path];
        assert_eq!((entry.size, *entry.sum), (bytes.len() as u64, Sum::of(bytes)), "{}", entry.path);
    }
}

#[test]
fn every_kind_of_file_is_told_as_what_it_is() {
    let (_folder, files) = demonstration();
    let first = |wanted: &dyn Fn(&str) -> bool| {
        files.entries().find(|entry| wanted(entry.path)).unwrap_or_else(|| panic!("no such file"))
    };
    let starts = |start: &'static str| move |path: &str| path.starts_with(start);
    let ends = |end: &'static str| move |path: &str| path.ends_with(end);
    let is = |name: &'static str| move |path: &str| path == name;
    let (html, json) = ("text/html; charset=utf-8", "application/json; charset=utf-8");
    for (entry, content_type, stage, cache) in [
        (first(&is("index.html")), html, Stage::List, Cache::Revalidate),
        (first(&is("about/index.html")), html, Stage::Page, Cache::Revalidate),
        (first(&is("404.html")), html, Stage::List, Cache::Revalidate),
        (first(&is("archive/index.html")), html, Stage::List, Cache::Revalidate),
        (first(&is("feed.xml")), "application/atom+xml; charset=utf-8", Stage::List, Cache::Revalidate),
        (first(&is("sitemap.xml")), "application/xml; charset=utf-8", Stage::List, Cache::Revalidate),
        (first(&starts("sitemaps/")), "application/xml; charset=utf-8", Stage::List, Cache::Revalidate),
        (first(&is("robots.txt")), "text/plain; charset=utf-8", Stage::List, Cache::Revalidate),
        (first(&is("_redirects")), "text/plain; charset=utf-8", Stage::List, Cache::Revalidate),
        (first(&starts("day-index/en/")), json, Stage::List, Cache::Revalidate),
        (first(&starts("old-addresses/")), json, Stage::List, Cache::Revalidate),
        (first(&starts("theme/style.")), "text/css; charset=utf-8", Stage::Asset, Cache::Immutable),
        (first(&starts("theme/site.")), "text/javascript; charset=utf-8", Stage::Asset, Cache::Immutable),
        (first(&starts("images/")), "image/jpeg", Stage::Asset, Cache::Immutable),
        (first(&ends(".mp3")), "audio/mpeg", Stage::Asset, Cache::Revalidate),
    ] {
        let facts = entry.facts;
        let found = (facts.content_type.as_str(), facts.stage, facts.cache);
        assert_eq!(found, (content_type, stage, cache), "{}", entry.path);
    }
}

#[test]
fn articles_are_pages_and_podcasts_are_rss() {
    let text =
        post("a.md", "A", "2010-12-10", "url: /a/\npodcast: P\naudio: {file: a.m4a}\naliases: [/old.htm]")
            + &post("b.md", "B", "2010-12-11", "url: /b/\nwithdrawn: true");
    let site = site(&text);
    let toml = "title = \"T\"\nbase_url = \"https://a.example/\"\n[taxonomies]\npodcast = {path = \"podcasts\", feed = \"itunes\"}\n";
    site.write("site.toml", toml).write("content/a.m4a", "x").write("static/x.webmanifest", "{}");
    let built = site.build();
    let files = ReadManifest::of(&built.out).files;
    for (path, content_type, stage) in [
        ("a/index.html", "text/html; charset=utf-8", Stage::Page),
        ("b/index.html", "text/html; charset=utf-8", Stage::Page),
        ("old.htm", "text/html; charset=utf-8", Stage::List),
        ("podcasts/p/index.html", "text/html; charset=utf-8", Stage::List),
        ("podcasts/p/feed.xml", "application/rss+xml; charset=utf-8", Stage::List),
        ("2010/12/feed.xml", "application/atom+xml; charset=utf-8", Stage::List),
        ("x.webmanifest", "application/manifest+json; charset=utf-8", Stage::Asset),
        ("a.m4a", "audio/mp4", Stage::Asset),
    ] {
        let entry = files.get(path).unwrap_or_else(|| panic!("{path}: {:?}", built.names()));
        assert_eq!((entry.facts.content_type.as_str(), entry.facts.stage), (content_type, stage), "{path}");
    }
}

/// What a template makes a page of is examined; copies, feeds, lists for machines and redirect pages are not.
#[test]
fn pages_are_what_templates_make() {
    let text = post("a.md", "A", "2010-12-10", "url: /a/\nregion: R\naliases: [/old.htm]")
        + &post("b.md", "B", "2010-12-11", "url: /b/\nwithdrawn: true")
        + &post("about.md", "About", "2010-12-11", "");
    let site = site(&text);
    let toml =
        "title = \"T\"\nbase_url = \"https://a.example/\"\n[taxonomies]\nregion = {path = \"regions\"}\n";
    site.write("site.toml", toml)
        .write("static/x.html", "<p>x")
        .write("content/pages/p.md", "---\ntitle: P\n---\n");
    let mut problems = Diagnostics::new();
    let snapshot =
        Snapshot::take(&site.options, &(), &mut problems).unwrap_or_else(|| panic!("{problems:?}"));
    let (pages, others): (Vec<_>, Vec<_>) =
        snapshot.plan().entries().iter().partition(|(_, output)| output.is_page(snapshot.catalog()));
    let has = |list: &[&(OutPath, Output)], path: &str| list.iter().any(|(known, _)| known.as_str() == path);
    for path in [
        "a/index.html",
        "b/index.html",
        "p/index.html",
        "index.html",
        "404.html",
        "archive/index.html",
        "search/index.html",
        "regions/index.html",
        "regions/r/index.html",
        "2010/12/index.html",
    ] {
        assert!(has(&pages, path), "{path}");
    }
    for path in ["old.htm", "x.html", "feed.xml", "sitemap.xml", "robots.txt", "_redirects"] {
        assert!(has(&others, path), "{path}");
    }
    let is_html = |(path, output): &&(OutPath, Output)| {
        output.content_type(snapshot.catalog(), path).as_str().starts_with("text/html")
    };
    assert!(pages.iter().all(&is_html));
    let html: Vec<&str> = others.iter().copied().filter(is_html).map(|(path, _)| path.as_str()).collect();
    assert_eq!(html, ["old.htm", "x.html"]);
}

/// A site that is built with `SHA256SUMS`.
fn with_sums() -> Site {
    let mut site = site(&(post("a.md", "A", "2010-12-10", "") + &post("b.md", "B", "2011-01-02", "")));
    site.options.sha256sums = true;
    site
}

#[test]
fn checksums_for_other_programs_come_and_go() {
    let mut site = with_sums();
    let built = site.build();
    assert!(built.has("SHA256SUMS"));
    let files = ReadManifest::of(&built.out).files.len();
    assert_eq!(built.report.written_by_kind["manifest"], built.report.written - files);
    assert_eq!(site.build().report.written, 0);
    // The shortcut for a site in which nothing has changed knows the difference.
    site.options.sha256sums = false;
    let built = site.build();
    assert_eq!((built.has("SHA256SUMS"), built.report.written, built.report.removed), (false, 1, 1));
    assert_eq!((site.build().report.written, tree(&site.options.out)), (0, site.clean()));
    site.options.sha256sums = true;
    let built = site.build();
    assert_eq!((built.report.written, built.report.removed), (2, 0));
    assert_eq!((site.build().report.written, tree(&site.options.out)), (0, site.clean()));
}

#[test]
fn checksums_after_an_edit_are_those_of_a_clean_build() {
    let site = with_sums();
    site.build();
    let article = fs::read_to_string(site.path("content/a.md")).unwrap();
    site.write("content/a.md", article + "\nMore.\n");
    site.build();
    assert_eq!(tree(&site.options.out), site.clean());
    site.write("content/c.md", "---\ntitle: C\ndate: 2010-12-12\n---\nText.\n");
    fs::remove_file(site.path("content/b.md")).unwrap();
    let mut verified = Options { verify: true, ..site.options.clone() };
    let mut problems = Diagnostics::new();
    build(&verified, &(), &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    assert_eq!(tree(&site.options.out), site.clean());
    // By content too, for folders whose times mean nothing.
    verified.checksum = true;
    assert_eq!(build(&verified, &(), &mut Diagnostics::new()).unwrap().written, 0);
}
