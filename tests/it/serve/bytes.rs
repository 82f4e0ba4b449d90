//! What is served is what a build writes.

use std::path::Path;

use generate::build::{Options, build};
use generate::diagnostic::Diagnostics;
use generate::path::UrlPath;
use generate::write::manifest::ReadManifest;
use tempfile::TempDir;

use super::client::{ROOT, Reply, Running, serve, serve_with};
use crate::page::post;
use crate::support::{site, tree};

/// The bytes of an answer as a build would have written them: without the script, with the site's own address.
fn as_built(reply: &Reply, served: &Running, own: &str) -> Vec<u8> {
    replace(&reply.without_script(), served.authority(), own.split_once("://").unwrap().1, own)
}

/// Takes the address served for the site's own: whole, then the host alone.
fn replace(bytes: &[u8], authority: &str, own_host: &str, own: &str) -> Vec<u8> {
    let Ok(text) = String::from_utf8(bytes.to_vec()) else { return bytes.to_vec() };
    let text = text.replace(&format!("http://{authority}"), own);
    // As Web addresses stand within others.
    let encoded = authority.replace(':', "%3A");
    text.replace(&format!("http%3A%2F%2F{encoded}"), &format!("https%3A%2F%2F{own_host}"))
        .replace(&authority.replace(':', "\\u003a"), own_host)
        .into_bytes()
}

/// Builds and serves the site in `root`, and compares every file. Returns how many there are.
fn compare(root: &Path, own: &str, base: &str) -> usize {
    let out = TempDir::new().unwrap();
    let options = Options { root: root.to_owned(), out: out.path().to_owned(), ..Options::default() };
    let mut problems = Diagnostics::new();
    build(&options, &(), &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    let served = serve_with(&options, false);
    let mut wrong = Vec::new();
    let files = tree(out.path());
    // The index is made when somebody searches.
    if files.contains_key(ROOT) {
        served.search_index(&UrlPath::root().file(ROOT).href(base));
    }
    let manifest = ReadManifest::of(out.path()).files;
    for (name, bytes) in &files {
        if name == "generate-manifest.json" || name.starts_with("generate-manifest/") {
            continue;
        }
        let address = name.strip_suffix("index.html").unwrap_or(name);
        let reply = served.get(&UrlPath::root().file(address).href(base));
        if !matches!(reply.status, 200 | 301) || as_built(&reply, &served, own) != *bytes {
            let (got, built) =
                (String::from_utf8_lossy(&reply.body).into_owned(), String::from_utf8_lossy(bytes));
            let place = got.lines().zip(built.lines()).find(|(a, b)| a != b && !a.contains("_preview"));
            wrong.push(format!("{name}: {} {place:?}", reply.status));
        }
        let content_type = manifest.get(name).unwrap().facts.content_type.as_str();
        assert_eq!(reply.header("content-type"), Some(content_type), "{name}: as the manifest has it");
        let is_page = name.ends_with(".html") && reply.status == 200;
        assert_eq!(
            reply.body != reply.without_script(),
            is_page,
            "{name}: the script is on pages, and there alone"
        );
    }
    assert!(
        wrong.is_empty(),
        "{} of {} differ: {:#?}",
        wrong.len(),
        files.len(),
        &wrong[..wrong.len().min(5)]
    );
    files.len()
}

#[test]
fn every_file_of_the_demonstration_archive_is_as_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = compare(root, "https://archive.thecaravan.example", "");
    assert!(files > 200, "{files}");
}

#[test]
fn every_file_of_a_site_below_a_path_is_as_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/open");
    let text = std::fs::read_to_string(root.join("site.toml")).unwrap();
    let base =
        text.lines().find_map(|line| line.strip_prefix("base_url = \"")).unwrap().trim_end_matches('"');
    let origin = base.split('/').take(3).collect::<Vec<_>>().join("/");
    let path = base[origin.len()..].trim_end_matches('/');
    assert!(!path.is_empty());
    compare(&root, &origin, path);
}

#[test]
fn links_to_the_published_address_lead_within_the_preview() {
    let link = "[there](https://archive.example.org/2010/01/02/b/) and [the same](https://archive.example.org/lost/)\n";
    let site = site(&format!(
        "{}{}{link}",
        post("b.md", "B", "2010-01-02", ""),
        post("a.md", "A", "2010-01-01", "")
    ));
    let built = site.build();
    let pages = built.names();
    let [a, b] = ["a", "b"]
        .map(|name| pages.iter().find(|page| page.ends_with(&format!("{name}/index.html"))).unwrap());
    let link = format!("https://archive.example.org/{}", b.trim_end_matches("index.html"));
    site.write("content/a.md", format!("---\ntitle: A\ndate: 2010-01-01\n---\n[there]({link})\n"));
    let html = serve(&site).get(&format!("/{}", a.trim_end_matches("index.html"))).text();
    assert!(html.contains(&format!("<a href=\"/{}\">there</a>", b.trim_end_matches("index.html"))), "{html}");
}
