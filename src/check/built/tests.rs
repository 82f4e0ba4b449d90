//! A built site is checked anew and by what has changed: both find the same, and the second reads little.

use std::collections::BTreeMap;
use std::fs;

use tempfile::TempDir;

use super::*;
use crate::cache::checked::Record;
use crate::facts::{Cache, ContentType, Facts};
use crate::fingerprint::Fingerprint;
use crate::write::sum::Sum;

/// A built site of a few files.
struct Site {
    folder: TempDir,
    config: Config,
    files: BTreeMap<String, String>,
    media: BTreeMap<String, String>,
    known: Option<Passed>,
}

/// What a build says of a file with this name.
fn facts(path: &str) -> Facts {
    let (content_type, stage) = match path {
        "feed.xml" => (ContentType::ATOM, Stage::List),
        "sitemap.xml" => (ContentType::XML, Stage::List),
        "_redirects" | "_headers" => (ContentType::TEXT, Stage::List),
        _ if path.starts_with("old") => (ContentType::HTML, Stage::List),
        _ if path.ends_with("/index.html") => (ContentType::HTML, Stage::Page),
        _ => (ContentType::of_name(path), Stage::Asset),
    };
    Facts { content_type, stage, cache: Cache::Revalidate }
}

impl Site {
    fn new(settings: &str) -> Site {
        let text = format!("title = \"A\"\nbase_url = \"https://a.example/\"\n{settings}");
        Site {
            folder: TempDir::new().unwrap(),
            config: Config::parse(&text, None).unwrap(),
            files: BTreeMap::new(),
            media: BTreeMap::new(),
            known: None,
        }
    }

    fn write(&mut self, path: &str, text: impl Into<String>) -> &mut Site {
        self.files.insert(path.to_owned(), text.into());
        self
    }

    fn page(&mut self, name: &str, body: &str) -> &mut Site {
        self.write(&format!("{name}/index.html"), format!("<!doctype html><title>{name}</title>{body}"))
    }

    fn remove(&mut self, path: &str) -> &mut Site {
        self.files.remove(path).unwrap();
        self
    }

    fn tree(&self, name: &str, texts: &BTreeMap<String, String>) -> Tree {
        let folder = self.folder.path().join(name);
        let mut files = Manifest::default();
        for (path, text) in texts {
            let place = folder.join(path);
            if fs::read_to_string(&place).ok().as_ref() != Some(text) {
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                fs::write(place, text).unwrap();
            }
            let (sum, facts) = (Sum::of(text.as_bytes()), facts(path));
            files.push(ManifestEntry { path, size: text.len() as u64, sum: &sum, facts: &facts }, 0);
        }
        Tree { folder, files }
    }

    /// Checks the site with what is remembered of it, or without.
    fn verdict(&self, known: Option<Passed>) -> Result<Verdict, Altered> {
        let build = build::Options { root: self.folder.path().to_owned(), ..build::Options::default() };
        let media = (!self.media.is_empty()).then(|| self.tree("media", &self.media));
        let built =
            Built { config: &self.config, build: &build, site: self.tree("public", &self.files), media };
        check(&built, known, &())
    }

    /// The errors, and how many files were read. A site without errors is remembered.
    fn check(&mut self) -> (Vec<String>, usize) {
        let verdict = self.verdict(self.known.clone()).unwrap();
        if verdict.errors.is_empty() {
            self.known = Some(verdict.passed);
        }
        (told(&verdict.errors), verdict.read)
    }
}

fn told(errors: &[Diagnostic]) -> Vec<String> {
    let place = |error: &Diagnostic| error.place.as_ref().map(ToString::to_string).unwrap_or_default();
    errors.iter().map(|error| format!("{} {}: {}", error.code, place(error), error.message)).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn after_an_edit_only_what_has_changed_is_read() {
    let mut site = Site::new("");
    for number in 0..200 {
        site.page(&format!("p{number}"), "<script src=\"/site.js\"></script><iframe src=\"/p7/\"></iframe>");
    }
    site.write("site.js", "1").write("a.png", "2");
    assert_eq!(site.check(), (vec![], 200));
    assert_eq!(site.check(), (vec![], 0));
    site.page("p3", "<script src=\"/site.js\"></script><p>An edit.</p>").write("a.png", "3");
    assert_eq!(site.check(), (vec![], 1));
    // What a page loads may hold other bytes, as long as it is there.
    site.write("site.js", "4").page("new", "");
    assert_eq!(site.check(), (vec![], 1));
    site.remove("p9/index.html");
    assert_eq!(site.check(), (vec![], 0));
}

#[test]
fn a_page_that_has_not_changed_is_found_to_be_broken() {
    let mut site = Site::new("");
    site.page("a", "<iframe src=\"/b/\"></iframe>").page("b", "").page("c", "<a href=\"/b/#x\">b</a>");
    assert_eq!(site.check(), (vec![], 3));
    site.remove("b/index.html");
    let broken = "broken-resource a/index.html:1:45: script, style sheet or frame not found: /b/";
    assert_eq!(site.check(), (vec![broken.to_owned()], 1));
    // It is found until it is mended, and a file of another name answers too.
    assert_eq!(site.check(), (vec![broken.to_owned()], 1));
    site.page("a", "<iframe src=\"/b\"></iframe>").write("b.html", "<p>b");
    assert_eq!(site.check(), (vec![], 2));
    site.remove("b.html").page("b", "");
    assert_eq!(site.check(), (vec![], 2));
}

#[test]
fn an_anchor_that_is_gone_is_no_error_here_either() {
    let mut site = Site::new("");
    site.page("a", "<a href=\"/b/#x\">b</a>").page("b", "<p id=x>");
    assert_eq!(site.check(), (vec![], 2));
    site.page("b", "<p>");
    assert_eq!(site.check(), (vec![], 1));
}

#[test]
fn redirects_are_followed_through_pages_that_have_not_changed() {
    let lead = |to: &str| format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">");
    let mut site = Site::new("");
    site.page("old1", &lead("/old2/")).page("old2", &lead("/a/")).page("a", "");
    assert_eq!(site.check(), (vec![], 3));
    site.page("old2", &lead("/old1/"));
    let looped = |page: &str| {
        format!("redirect-loop {page}/index.html: the redirect of /{page}/index.html leads back to itself")
    };
    assert_eq!(site.check(), (vec![looped("old1"), looped("old2")], 1));
    site.page("old2", &lead("/a/")).remove("a/index.html");
    let gone = "redirect-target old2/index.html: the redirect of /old2/index.html leads to /a/, which does not exist";
    assert_eq!(site.check(), (vec![gone.to_owned()], 1));
    site.write("_redirects", "/x /y/ 301\n").page("a", "");
    let rule = "redirect-target _redirects:1:1: the redirect of /x leads to /y/, which does not exist";
    assert_eq!(site.check(), (vec![rule.to_owned()], 1));
}

#[test]
fn files_of_media_are_looked_for_at_their_host() {
    let mut site = Site::new("[media]\nbase_url = \"https://media.example/\"\nfolders = [\"files\"]\n");
    site.page("a", "<iframe src=\"https://media.example/files/a.pdf\"></iframe>");
    site.media.insert("files/a.pdf".to_owned(), "1".to_owned());
    assert_eq!(site.check(), (vec![], 1));
    // The file is served with the pages now.
    site.media.insert("files/b.pdf".to_owned(), "1".to_owned());
    site.media.remove("files/a.pdf");
    site.write("files/a.pdf", "1");
    let broken = "broken-resource a/index.html:1:45: script, style sheet or frame not found: https://media.example/files/a.pdf";
    assert_eq!(site.check(), (vec![broken.to_owned()], 1));
}

#[test]
fn limits_of_hosts_count_with_rules_that_were_read_before() {
    let mut site = Site::new("hosts = [\"cloudflare-pages\"]\n");
    site.page("a", "").write("_redirects", "/x/* /a/ 301\n".repeat(100));
    assert_eq!(site.check(), (vec![], 2));
    site.write("_redirects", "/x/* /a/ 301\n".repeat(101)).write("_headers", "/\n  A: b\n".repeat(101));
    let limits = [
        "host-limit : Cloudflare Pages: 101 redirect rules with wildcards; the limit is 100",
        "host-limit : Cloudflare Pages: 101 rules in _headers; the limit is 100",
    ];
    assert_eq!(site.check(), (limits.map(str::to_owned).to_vec(), 2));
    // What is remembered of them counts as well.
    let mut passed = site.verdict(None).unwrap().passed;
    passed.facts.iter_mut().for_each(|facts| facts.asks_sources = false);
    let again = site.verdict(Some(passed)).unwrap();
    assert_eq!((told(&again.errors), again.read), (limits.map(str::to_owned).to_vec(), 0));
}

#[test]
fn a_file_that_is_not_as_it_was_built_is_named() {
    let mut site = Site::new("");
    site.page("a", "");
    let build = build::Options::default();
    let tree = site.tree("public", &site.files);
    fs::write(site.folder.path().join("public/a/index.html"), "other").unwrap();
    let built = Built { config: &site.config, build: &build, site: tree, media: None };
    assert_eq!(check(&built, None, &()).unwrap_err(), Altered("a/index.html".into()));
}

/// A few numbers that look random, the same each time.
struct Rng(u64);

impl Rng {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Changes a site somehow.
fn edit(site: &mut Site, rng: &mut Rng) {
    let place = |rng: &mut Rng| {
        let number = rng.below(6);
        match rng.below(3) {
            0 => format!("/old{number}/"),
            1 => format!("/p{number}"),
            _ => format!("/p{number}/"),
        }
    };
    let number = rng.below(6);
    match rng.below(9) {
        0 | 1 => {
            let mut body = format!("<script src=\"/s{}.js\"></script>", rng.below(3));
            for _ in 0..rng.below(3) {
                body.push_str(&format!("\n<iframe src=\"{}\"></iframe>", place(rng)));
            }
            if rng.below(8) == 0 {
                body.push_str("<img src=\"http://b.example/x.png\">");
            }
            site.page(&format!("p{number}"), &body);
        }
        2 => {
            let lead = format!("<meta http-equiv=\"refresh\" content=\"0; url={}\">", place(rng));
            site.page(&format!("old{number}"), &lead);
        }
        3 => _ = site.write(&format!("s{}.js", number % 3), rng.below(5).to_string()),
        4 => _ = site.write(&format!("p{number}.html"), "<p>static"),
        5 => {
            let list = |path: String| format!("<url><loc>https://a.example{path}</loc></url>");
            let urls: String = (0..rng.below(3)).map(|_| list(place(rng))).collect();
            let name_space = "http://www.sitemaps.org/schemas/sitemap/0.9";
            site.write("sitemap.xml", format!("<urlset xmlns=\"{name_space}\">{urls}</urlset>"));
        }
        6 => {
            let rules: String =
                (0..rng.below(3)).map(|rule| format!("/r{rule} {} 301\n", place(rng))).collect();
            site.write("_redirects", rules);
        }
        _ => {
            let names: Vec<String> = site.files.keys().cloned().collect();
            if !names.is_empty() {
                site.remove(&names[rng.below(names.len() as u64) as usize]);
            }
        }
    }
}

/// Repairs a site, so that what comes next begins with one that has passed.
fn mend(site: &mut Site) {
    for number in 0..6 {
        site.page(&format!("p{number}"), "<script src=\"/s0.js\"></script>")
            .page(&format!("old{number}"), "");
    }
    site.write("s0.js", "")
        .write("sitemap.xml", "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"/>");
    site.write("_redirects", "").write("s1.js", "").write("s2.js", "");
}

#[test]
fn after_any_edits_the_same_is_found_as_by_a_whole_check() {
    let (mut rng, mut site) = (Rng(7), Site::new("hosts = [\"netlify\"]\n"));
    let (mut failed, mut passed, mut read, mut whole) = (0, 0, 0, 0);
    for round in 0..1_000 {
        if round % 15 == 0 {
            mend(&mut site);
        }
        edit(&mut site, &mut rng);
        let all = site.verdict(None).unwrap();
        let by_changes = site.verdict(site.known.clone()).unwrap();
        assert_eq!(told(&by_changes.errors), told(&all.errors), "round {round}");
        (read, whole) = (read + by_changes.read, whole + all.read);
        if all.errors.is_empty() {
            passed += 1;
            site.known = Some(by_changes.passed);
        } else {
            failed += 1;
        }
    }
    assert!(passed > 300 && failed > 300, "{passed} passed, {failed} failed");
    assert!(read * 2 < whole, "{read} of {whole} files read");
}

#[test]
fn what_is_remembered_is_written_and_read() {
    let mut site = Site::new("");
    site.page("a", "<script src=\"/a.js\"></script>").write("a.js", "");
    assert_eq!(told(&site.verdict(None).unwrap().errors), NONE);
    let passed = site.verdict(None).unwrap().passed;
    let record = Record::new(site.folder.path(), b"");
    record.write(Fingerprint::default(), &passed).unwrap();
    assert_eq!(record.read(), Some(passed));
}
