//! Reads every output of a site: pages, feeds, drawings and lists.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::attempts::{Attempt, Corpus, numbers};
use super::feeds;
use super::walk::{self, Finding, Furniture};

/// A finding, and the output that has it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The output.
    pub file: String,
    /// What is wrong with it.
    pub finding: Finding,
}

/// What was read of a site.
#[derive(Debug, Default)]
pub struct Read {
    /// How many pages.
    pub pages: usize,
    /// How many feeds.
    pub feeds: usize,
    /// What is wrong.
    pub found: Vec<Found>,
}

/// Takes in what the pages of a site without attempts hold.
pub fn learn(out: &Path, furniture: &mut Furniture) {
    for (name, bytes) in files(out) {
        if name.ends_with(".html") {
            furniture.learn(&String::from_utf8(bytes).unwrap());
        }
    }
}

fn files(out: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(out).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let entries = entries.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(out).unwrap().to_str().unwrap().to_owned();
    entries.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// Reads a site.
pub fn site(out: &Path, furniture: &Furniture) -> Read {
    let read = |(name, bytes): (String, Vec<u8>)| {
        let mut read = Read::default();
        let findings = match name.rsplit('.').next().unwrap_or_default() {
            // At an old address that ends in a slash a feed is a file that hosts serve as a page.
            "html" if bytes.starts_with(b"<?xml") => {
                read.feeds = 1;
                let text = String::from_utf8(bytes).unwrap();
                feeds::texts(&text).into_iter().chain(walk::other(&text)).collect()
            }
            "html" => {
                read.pages = 1;
                walk::page(&String::from_utf8(bytes).unwrap(), furniture)
            }
            "xml"
                if bytes.windows(7).any(|w| w == b"<urlset")
                    || bytes.windows(8).any(|w| w == b"<sitemap") =>
            {
                feeds::well_formed(&String::from_utf8(bytes).unwrap())
            }
            "xml" => {
                read.feeds = 1;
                feeds::texts(&String::from_utf8(bytes).unwrap())
            }
            "svg" => drawing(&String::from_utf8(bytes).unwrap()),
            "json" => {
                let wrong = serde_json::from_slice::<serde_json::Value>(&bytes).err();
                wrong.into_iter().map(|e| Finding::new("JSON that is none", &e.to_string())).collect()
            }
            _ if name == "_redirects" => redirects(&String::from_utf8(bytes).unwrap()),
            _ => Vec::new(),
        };
        read.found = findings.into_iter().map(|finding| Found { file: name.clone(), finding }).collect();
        read
    };
    let reads: Vec<Read> = files(out).into_par_iter().map(read).collect();
    let mut all = Read::default();
    for read in reads {
        all.pages += read.pages;
        all.feeds += read.feeds;
        all.found.extend(read.found);
    }
    all
}

/// A drawing that is opened by itself is a page of the site.
fn drawing(text: &str) -> Vec<Finding> {
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![Finding::new("a drawing that is no XML", &error.to_string())],
    };
    let mut found = Vec::new();
    for node in document.descendants() {
        let what = || format!("<{} {:?}>", node.tag_name().name(), node.attributes());
        if node.is_pi() || node.is_comment() {
            found.push(Finding::new("an instruction in a drawing", text));
        }
        if !node.is_element() {
            continue;
        }
        const NEVER: &str = "script foreignObject handler listener iframe embed object a animate set animateTransform \
            animateMotion discard audio video metadata";
        if NEVER.split_ascii_whitespace().any(|name| name.eq_ignore_ascii_case(node.tag_name().name()))
            || node.tag_name().namespace() != Some("http://www.w3.org/2000/svg")
        {
            found.push(Finding::new("an element that no drawing may hold", &what()));
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name().to_ascii_lowercase(), attribute.value().trim());
            if name.contains("on")
                && (name.starts_with("on") || name.contains(|c: char| !c.is_ascii_graphic()))
            {
                found.push(Finding::new("a handler in a drawing", &what()));
            }
            let inner = value.starts_with('#') || value.starts_with("data:image/");
            if (name == "href" || name == "src") && !inner {
                found.push(Finding::new("an address in a drawing", &what()));
            }
        }
        let styles = node
            .attributes()
            .map(|attribute| attribute.value())
            .chain((node.tag_name().name() == "style").then(|| node.text().unwrap_or_default()));
        for style in styles {
            let style = style.to_ascii_lowercase();
            let elsewhere = style.split("url(").skip(1).any(|rest| {
                !["#", "\"#", "'#"].iter().any(|start| rest.trim_ascii_start().starts_with(start))
            });
            // Names that fetch as well, and what could write them otherwise.
            const OTHER: [&str; 4] = ["@import", "image-set", "src(", "\\"];
            if elsewhere || OTHER.iter().any(|other| style.contains(other)) {
                found.push(Finding::new("a style in a drawing", &what()));
            }
        }
    }
    found
}

/// Every line leads from a path, perhaps with a query, to a page of the site, so that no line was begun by a text.
fn redirects(text: &str) -> Vec<Finding> {
    let wrong = |line: &&str| {
        let fields: Vec<&str> = line.split(' ').collect();
        let path = |to: &str| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
        // A rule for an old host leads to the full address here.
        let own = |from: &str, to: &str| match from.strip_prefix("https://") {
            Some(_) => to.strip_prefix("https://archive.example.org").is_some_and(path),
            None => path(from) && path(to),
        };
        let rule = match fields[..] {
            _ if line.starts_with("# ") || line.is_empty() => true,
            // A rule names each parameter of a query by itself.
            [from, ref parameters @ .., to, code] => {
                let named = |parameter: &&str| parameter.contains('=') && !parameter.starts_with('/');
                own(from, to) && parameters.iter().all(named) && code.starts_with("301")
            }
            _ => false,
        };
        !rule
    };
    text.split('\n').filter(wrong).map(|line| Finding::new("a line of _redirects", line)).collect()
}

/// The attempt that a finding comes from: by the number in the element, or that in the name of the output.
pub fn attempt(found: &Found, attempts: &[Attempt]) -> Option<Attempt> {
    let known = |numbers: std::collections::BTreeSet<usize>| {
        attempts.iter().find(|attempt| numbers.contains(&attempt.number())).copied()
    };
    known(numbers(&found.finding.what)).or_else(|| known(numbers(&found.file)))
}

/// Findings in words, by kind: each attempt once for each kind.
pub fn report(corpus: &Corpus, found: &[(Option<Attempt>, Found)]) -> String {
    let mut kinds: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for (attempt, found) in found {
        let name =
            attempt.map_or_else(|| format!("{} (no attempt is named)", found.file), |a| corpus.name(a));
        let line = format!("{}: {}", found.file, found.finding.what);
        kinds.entry(found.finding.kind).or_default().entry(name).or_insert(line);
    }
    let mut out = String::new();
    for (kind, attempts) in kinds {
        out.push_str(&format!("\n{kind}: {} attempts\n", attempts.len()));
        for (name, line) in attempts {
            out.push_str(&format!("  {name}\n    {line}\n"));
        }
    }
    out
}
