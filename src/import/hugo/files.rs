//! Files that are copied: static ones, those beside content, and what texts use of `assets/`.

use std::collections::{BTreeMap, BTreeSet};

use super::address::Addresses;
use super::pages::{Content, Page};
use super::path::{clean, join};
use super::site::Site;
use crate::import::folder::Folder;
use crate::import::old_site::Asset;
use crate::import::paths;
use crate::path::OutPath;
use crate::reserved::Own;

/// The files of the new site by their paths in it.
#[derive(Debug, Default)]
pub(super) struct Files {
    targets: BTreeMap<String, String>,
    /// Files of `assets/` by their paths in it.
    sources: BTreeMap<String, String>,
}

/// The endings of files that texts show or offer.
const SHOWN: [&str; 14] =
    ["avif", "bmp", "gif", "jpeg", "jpg", "mp3", "mp4", "ogg", "pdf", "png", "svg", "webm", "webp", "zip"];

impl Files {
    /// All files but those of bundles.
    pub(super) fn of(site: &Site, folder: &Folder, content: &Content, addresses: &Addresses) -> Files {
        let mut files = Files::default();
        for root in &site.statics {
            let is_theme = root.folder.starts_with("themes/") || root.folder.contains("/themes/");
            for source in folder.below(&root.folder) {
                let below = source[root.folder.len()..].trim_start_matches('/');
                if !is_theme || paths::is_plain_file(below) {
                    files.add(&join(&root.at, below), source);
                }
            }
        }
        for (source, path, language) in &content.files {
            let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
            let address = addresses.folder(site, language.unwrap_or(0), above);
            files.add(&format!("{address}{name}"), source);
        }
        for source in folder.below("assets") {
            let below = source.trim_start_matches("assets/");
            if ending(below).is_some_and(|ending| SHOWN.contains(&&*ending)) {
                files.sources.insert(below.to_owned(), source.to_owned());
            }
        }
        files
    }

    /// Adds a file at an address; the first one there stays. What the new site makes itself is left out.
    fn add(&mut self, address: &str, source: &str) {
        let path = clean(address);
        let path = path.trim_start_matches('/');
        let made = matches!(path, "" | "index.html" | "feed.xml");
        let own = OutPath::new(path).ok().and_then(|path| Own::at(&path));
        let is_own = own.is_some() && !matches!(path, "404.html" | "robots.txt" | "_redirects");
        if !made && !is_own {
            self.targets.entry(format!("static/{path}")).or_insert_with(|| source.to_owned());
        }
    }

    /// The address of a file that front matter names: beside the page, at the top of `static/`, or in `assets/`.
    pub(super) fn find(&self, page: &Page, resources: &BTreeSet<String>, written: &str) -> Option<String> {
        if written.contains("://") || written.starts_with("//") {
            return Some(written.to_owned());
        }
        let path = written.split(['?', '#']).next()?.trim_start_matches("./");
        if page.bundle && resources.contains(path) {
            return Some(path.to_owned());
        }
        let path = clean(path);
        let is_there = self.targets.contains_key(&format!("static{path}"));
        (is_there || self.sources.contains_key(path.trim_start_matches('/'))).then_some(path)
    }

    /// Adds the files of `assets/` that texts name.
    pub(super) fn use_assets<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        if self.sources.is_empty() {
            return;
        }
        let mut named: BTreeSet<String> = BTreeSet::new();
        for text in texts {
            let words = paths_in(text).map(|word| word.trim_matches('/'));
            let named_here =
                words.filter(|word| ending(word).is_some_and(|ending| SHOWN.contains(&&*ending)));
            named.extend(named_here.map(|word| word.trim_start_matches("assets/").to_owned()));
        }
        for (below, source) in std::mem::take(&mut self.sources) {
            if named.contains(&below) {
                self.add(&below, &source);
            }
        }
    }

    /// Whether there is a file at an address.
    pub(super) fn answers(&self, address: &str) -> bool {
        self.targets.contains_key(&format!("static{}", clean(address)))
    }

    /// All of them.
    pub(super) fn into_assets(self) -> impl Iterator<Item = Asset> {
        self.targets.into_iter().map(|(target, source)| Asset { source, target })
    }
}

/// What may be a path in a text; of a full address the path on its host.
pub(super) fn paths_in(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '%' | '@' | '+' | '~');
    text.split(move |c: char| !is_part(c)).filter(|word| word.contains(['/', '.'])).map(|word| {
        let on_host = word.strip_prefix("//").and_then(|rest| Some(&rest[rest.find('/')?..]));
        on_host.unwrap_or(word)
    })
}

fn ending(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::hugo::{config::Config, pages};
    use crate::import::testing::folder;

    #[test]
    fn files_go_to_their_addresses() {
        let (_root, folder) = folder(&[
            ("hugo.toml", "theme = 'one'\n"),
            ("static/a/x.css", "x"),
            ("static/index.html", "x"),
            ("static/sitemap.xml", "x"),
            ("static/robots.txt", "x"),
            ("themes/one/static/js/a.js", "x"),
            ("themes/one/static/p.png", "x"),
            ("content/My Docs/File.DOCX", "x"),
            ("content/My Docs/a.md", "![](img/used.png)"),
            ("assets/img/used.png", "x"),
            ("assets/img/other.png", "x"),
            ("assets/main.scss", "x"),
        ]);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::read(&folder, &mut problems), &folder);
        let content = pages::read(&site, &folder, &mut problems);
        let mut files = Files::of(&site, &folder, &content, &Addresses::of(&content.pages));
        let find = |files: &Files, written: &str| files.find(&content.pages[0], &BTreeSet::new(), written);
        assert_eq!(find(&files, "p.png").as_deref(), Some("/p.png"));
        assert_eq!(find(&files, "img/other.png").as_deref(), Some("/img/other.png"));
        assert_eq!(find(&files, "gone.png"), None);
        files.use_assets(content.pages.iter().map(|page| page.body.as_str()));
        assert!(files.answers("/robots.txt") && !files.answers("/x"));
        let targets: Vec<String> = files.into_assets().map(|asset| asset.target).collect();
        assert_eq!(
            targets,
            [
                "static/a/x.css",
                "static/img/used.png",
                "static/my-docs/File.DOCX",
                "static/p.png",
                "static/robots.txt"
            ]
        );
    }
}
