//! `cascade`: front matter that an index, or the configuration, gives to all pages below it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::pages::{Kind, Page, inner};
use super::path::join;
use super::site::Site;
use crate::import::old_site::{self, text};

/// How many `{a,b}` a pattern may have: each doubles what is tried.
const MOST_CHOICES: usize = 6;

/// What is given to which pages.
struct Cascade {
    target: Option<Map<String, Value>>,
    fields: Map<String, Value>,
}

/// Gives every page what stands above it; what it says itself counts more, and so does what is nearer.
pub(super) fn apply(site: &Site, pages: &mut [Page]) {
    let of_site = site.config.get(&["cascade"]).map(read).unwrap_or_default();
    let mut of_folders: BTreeMap<(usize, String), Vec<Cascade>> = BTreeMap::new();
    for page in pages.iter_mut().filter(|page| page.kind != Kind::Regular) {
        if let Some(value) = page.fields.take("cascade") {
            of_folders.insert((page.language, page.folder.to_lowercase()), read(&value));
        }
    }
    if of_site.is_empty() && of_folders.is_empty() {
        return;
    }
    for page in pages {
        let folder = page.folder.to_lowercase();
        let ends = folder.match_indices('/').map(|(end, _)| end).chain([folder.len()]);
        let above = std::iter::once(String::new()).chain(ends.map(|end| folder[..end].to_owned()));
        let mut above: Vec<&Cascade> =
            above.filter_map(|folder| of_folders.get(&(page.language, folder))).flatten().collect();
        above.reverse();
        let given: Vec<&Cascade> =
            above.into_iter().chain(&of_site).filter(|cascade| cascade.is_for(site, page)).collect();
        for cascade in given {
            for (key, value) in &cascade.fields {
                if page.fields.get(key).is_none() {
                    page.fields.set(key, value.clone());
                }
            }
        }
    }
}

/// The cascades of one value: a table, or a list of tables with their targets.
fn read(value: &Value) -> Vec<Cascade> {
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

fn one(value: &Value) -> Option<Cascade> {
    let mut cascade = Cascade { target: None, fields: Map::new() };
    for (key, value) in value.as_object()? {
        match (&*key.to_lowercase(), value) {
            ("target" | "_target", Value::Object(target)) => {
                let lower = target.iter().map(|(key, value)| (key.to_lowercase(), value.clone()));
                cascade.target = Some(lower.collect());
            }
            ("params", Value::Object(params)) => {
                let lower = params.iter().map(|(key, value)| (key.to_lowercase(), value.clone()));
                cascade.fields.extend(lower);
            }
            (key, value) => drop(cascade.fields.insert(key.to_owned(), value.clone())),
        }
    }
    Some(cascade)
}

impl Cascade {
    fn is_for(&self, site: &Site, page: &Page) -> bool {
        let Some(target) = &self.target else { return true };
        let wanted = |key: &str| match target.get(key) {
            Some(Value::Array(items)) => Some(items.iter().filter_map(old_site::text).collect()),
            Some(value) => old_site::text(value).map(|value| vec![value]),
            None => None,
        };
        let fits = |key: &str, has: &str| {
            let patterns: Option<Vec<String>> = wanted(key);
            patterns.is_none_or(|patterns| patterns.iter().any(|glob| matches(&glob.to_lowercase(), has)))
        };
        let kind = match page.kind {
            Kind::Home => "home",
            Kind::Regular => "page",
            Kind::Section => "section",
            Kind::Taxonomy(_) => "taxonomy",
            Kind::Term(_) => "term",
        };
        let path = format!("/{}", join(&page.folder, &page.name).to_lowercase());
        fits("path", &path)
            && fits("kind", kind)
            && fits("lang", &site.languages[page.language].key)
            && fits("environment", "production")
    }
}

/// Whether a text fits a pattern: `*` is any part of a name, `**` any path, `?` a character, `{a,b}` one of several.
fn matches(pattern: &str, text: &str) -> bool {
    if pattern.matches('{').count() <= MOST_CHOICES
        && let Some((before, rest)) = pattern.split_once('{')
        && let Some((options, after)) = rest.split_once('}')
    {
        return options.split(',').any(|option| matches(&format!("{before}{option}{after}"), text));
    }
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // Whether what was read of the pattern fits the first characters of the text, for each number of them.
    let mut fits = vec![false; text.len() + 1];
    fits[0] = true;
    let mut at = 0;
    while at < pattern.len() {
        let any_path = pattern[at] == '*' && pattern.get(at + 1) == Some(&'*');
        let mut next = vec![false; text.len() + 1];
        for end in 0..=text.len() {
            next[end] = match pattern[at] {
                '*' => fits[end] || (end > 0 && next[end - 1] && (any_path || text[end - 1] != '/')),
                '?' => end > 0 && fits[end - 1] && text[end - 1] != '/',
                c => end > 0 && fits[end - 1] && text[end - 1] == c,
            };
        }
        fits = next;
        at += if any_path { 2 } else { 1 };
    }
    fits[text.len()]
}

/// Whether front matter keeps a page from being made: `headless`, and `build` with `render`.
pub(super) fn is_without_page(page: &Page) -> bool {
    let build = page.fields.get("build").or_else(|| page.fields.get("_build"));
    let render = build.and_then(|build| inner(build, "render")).and_then(text);
    (page.fields.is_true("headless") && page.bundle)
        || render.is_some_and(|render| matches!(&*render, "never" | "false" | "link"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::import::hugo::{config::Config, pages};
    use crate::import::testing::folder;

    #[test]
    fn patterns_fit_paths() {
        assert!(
            matches("/posts/**", "/posts/a/b") && matches("{/a,/b}", "/b") && matches("/a/*/c?", "/a/b/cd")
        );
        assert!(!matches("/posts/*", "/posts/a/b") && !matches("/a", "/ab") && matches("**", ""));
    }

    #[test]
    fn what_is_nearer_counts_more_and_targets_count() {
        let (_root, folder) = folder(&[
            ("hugo.toml", "[cascade]\na = 'site'\nb = 'site'\nc = 'site'\n[cascade.target]\nkind = 'page'\n"),
            (
                "content/posts/_index.md",
                "---\ncascade:\n- _target: {path: '/posts/x*'}\n  b: folder\n  params: {D: 1}\n- E: all\n---\n",
            ),
            ("content/posts/xa.md", "---\nc: own\n---\n"),
            ("content/posts/y/index.md", "---\nheadless: true\n---\n"),
            ("content/z.md", "---\nbuild: {Render: never}\n---\n"),
        ]);
        let mut problems = Diagnostics::new();
        let site = Site::of(Config::read(&folder, &mut problems), &folder);
        let mut content = pages::read(&site, &folder, &mut problems);
        apply(&site, &mut content.pages);
        let of = |index: usize| {
            let fields = &content.pages[index].fields;
            ["a", "b", "c", "d", "e"].map(|key| fields.text(key).unwrap_or_default()).join(" ")
        };
        assert_eq!(of(0), "    all");
        assert_eq!(of(1), "site folder own 1 all");
        assert_eq!(of(2), "site site site  all");
        assert_eq!(of(3), "site site site  ");
        assert!(is_without_page(&content.pages[2]) && is_without_page(&content.pages[3]));
        assert!(!is_without_page(&content.pages[1]));
    }
}
