//! Which sections have the site's articles.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::{Kind, Page};
use super::site::Site;

/// The sections whose dated pages are articles, in lower case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sections {
    names: BTreeSet<String>,
    /// Where that comes from.
    pub(super) from: String,
}

/// Sections that have documents, whatever dates these may have.
const DOCUMENTATION: [&str; 12] = [
    "docs",
    "doc",
    "documentation",
    "documents",
    "pages",
    "page",
    "manual",
    "reference",
    "guides",
    "legal",
    "policies",
    "help",
];

impl Sections {
    /// Those that `mainSections` names; without it those in which most pages have dates, else the largest.
    pub(super) fn of(site: &Site, pages: &[Page]) -> Sections {
        for path in [&["params", "mainsections"][..], &["mainsections"]] {
            let names: BTreeSet<String> =
                site.config.names(path).iter().map(|name| name.to_lowercase()).collect();
            let is_there = |page: &Page| names.contains(&page.section().to_lowercase());
            if pages.iter().any(is_there) {
                return Sections { names, from: site.config.from(path) };
            }
        }
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for page in pages.iter().filter(|page| page.kind == Kind::Regular) {
            let (all, dated) = counts.entry(page.section().to_lowercase()).or_default();
            *all += 1;
            *dated += usize::from(page.is_dated);
        }
        // Pages at the top are articles only where there are no sections with dates.
        let top = counts.remove("").filter(|(_, dated)| *dated > 0);
        let dated: Vec<&String> =
            counts.iter().filter(|(_, (all, dated))| dated * 2 > *all).map(|(name, _)| name).collect();
        let posts: Vec<&String> =
            dated.iter().copied().filter(|name| !DOCUMENTATION.contains(&name.as_str())).collect();
        let chosen = if posts.is_empty() { dated } else { posts };
        if !chosen.is_empty() {
            return Sections {
                names: chosen.into_iter().cloned().collect(),
                from: "sections with dates".to_owned(),
            };
        }
        let largest =
            counts.iter().filter(|(_, (_, dated))| *dated > 0).rev().max_by_key(|(_, (all, _))| *all);
        match (largest, top) {
            (Some((name, _)), _) => {
                Sections { names: [name.clone()].into(), from: "the largest section with dates".to_owned() }
            }
            (None, Some(_)) => {
                Sections { names: [String::new()].into(), from: "pages with dates".to_owned() }
            }
            (None, None) => Sections::default(),
        }
    }

    /// Whether a section has articles.
    pub(super) fn has(&self, section: &str) -> bool {
        self.names.contains(&section.to_lowercase())
    }

    /// Whether a page is an article: without a date, it would have no place among them.
    pub(super) fn is_article(&self, page: &Page) -> bool {
        page.kind == Kind::Regular && page.is_dated && self.has(page.section())
    }

    /// What was taken for articles, as a remark.
    pub(super) fn told(&self) -> String {
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        match &names[..] {
            [] => "no section has dates: no articles".to_owned(),
            [only] if only == "``" => format!("articles: {}", self.from),
            names => format!("articles are in {} ({})", names.join(", "), self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::hugo::{config::Config, pages};
    use crate::import::testing::folder;

    fn told(files: &[(&str, &str)]) -> String {
        let (_root, folder) = folder(files);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::read(&folder, &mut problems), &folder);
        let content = pages::read(&site, &folder, &mut problems);
        Sections::of(&site, &content.pages).told()
    }

    #[test]
    fn sections_with_dates_have_the_articles() {
        const DATED: &str = "---\ndate: 2020-01-02\n---\n";
        let posts = [("content/posts/a.md", DATED), ("content/docs/b.md", DATED), ("content/c.md", DATED)];
        assert_eq!(told(&posts), "articles are in `posts` (sections with dates)");
        assert_eq!(told(&posts[1..]), "articles are in `docs` (sections with dates)");
        assert_eq!(told(&posts[2..]), "articles: pages with dates");
        let main = ("hugo.toml", "[params]\nmainSections = ['Docs']\n");
        assert_eq!(
            told(&[posts[0], posts[1], main]),
            "articles are in `docs` (`params.mainsections` in hugo.toml)"
        );
        let large = [
            ("content/x/a.md", DATED),
            ("content/x/b.md", ""),
            ("content/x/c.md", ""),
            ("content/y/d.md", ""),
        ];
        assert_eq!(told(&large), "articles are in `x` (the largest section with dates)");
        assert_eq!(told(&large[1..]), "no section has dates: no articles");
    }
}
