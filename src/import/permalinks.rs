//! The patterns of addresses that most of an old site's articles have, so that few need an address of their own.

use std::collections::BTreeMap;

use super::old_site::{OldDocument, OldSite, Role};
use super::paths;
use crate::path::Slugs;

/// What the address of an article is made of.
struct Shape {
    /// The first folder below the content folder.
    folder: String,
    /// Its address with placeholders for its parts.
    pattern: String,
    /// The last part of its address.
    last: String,
    /// The name of its file without date and language.
    name: String,
    /// Its title.
    title: String,
}

impl Shape {
    /// Whether the name of its file makes the last part of its address.
    fn is_named(&self, slugs: Slugs) -> bool {
        slugs.of_name(&self.name).as_deref() == Some(&self.last)
    }

    /// Whether its title does.
    fn is_titled(&self, slugs: Slugs) -> bool {
        slugs.of_text(&self.title).as_deref() == Some(&self.last)
    }
}

/// Sets `slugs`, `permalink` and `[permalinks]`, and a `slug` in articles whose name does not give it.
///
/// `names` are names of terms and authors with the slugs that the old site gave them; `languages` are the codes of languages but for
/// the default one; `from` says where the addresses come from.
pub(super) fn settle(site: &mut OldSite, names: &[(String, String)], languages: &[String], from: &str) {
    let shapes: Vec<Option<Shape>> =
        site.documents.iter().map(|document| shape(document, languages)).collect();
    let known: Vec<&Shape> = shapes.iter().flatten().collect();
    let slugs = best_slugs(&known, names);
    let word = Slugs::ALL.iter().find(|(_, other)| *other == slugs).map_or("ascii", |(word, _)| *word);
    site.settings.set(&[], "slugs", word, from);
    let best = best_patterns(&known, slugs);
    let common = best.values().max_by_key(|best| best.count).map(|best| best.written.clone());
    if let Some(common) = &common {
        site.settings.set(&[], "permalink", common.as_str(), from);
    }
    for (folder, best) in &best {
        if Some(&best.written) != common.as_ref() {
            site.settings.set(&["permalinks"], folder, best.written.as_str(), from);
        }
    }
    for (document, shape) in site.documents.iter_mut().zip(&shapes) {
        let Some(shape) = shape else { continue };
        let has_pattern = best.get(&*shape.folder).is_some_and(|best| best.written == shape.pattern);
        let is_plain = !shape.last.contains(['%', ' ']);
        if has_pattern && is_plain && !shape.is_named(slugs) {
            document.fields.set("slug", shape.last.as_str());
        }
    }
}

/// The pattern that most articles of a folder have.
struct Best {
    /// As `site.toml` has it.
    written: String,
    count: usize,
}

/// The pattern of each folder in which at least half of the articles have one.
fn best_patterns(shapes: &[&Shape], slugs: Slugs) -> BTreeMap<String, Best> {
    let mut by_folder: BTreeMap<&str, BTreeMap<&str, Vec<&Shape>>> = BTreeMap::new();
    for shape in shapes {
        by_folder.entry(&shape.folder).or_default().entry(&shape.pattern).or_default().push(shape);
    }
    let best = |(folder, patterns): (&str, BTreeMap<&str, Vec<&Shape>>)| {
        let all: usize = patterns.values().map(Vec::len).sum();
        let (pattern, shapes) = patterns.into_iter().rev().max_by_key(|(_, shapes)| shapes.len())?;
        let count = shapes.len();
        let titled = shapes.iter().filter(|shape| shape.is_titled(slugs)).count();
        let named = shapes.iter().filter(|shape| shape.is_named(slugs)).count();
        let written = if titled > named { pattern.replace("{slug}", "{title}") } else { pattern.to_owned() };
        (count * 2 >= all).then(|| (folder.to_owned(), Best { written, count }))
    };
    by_folder.into_iter().filter_map(best).collect()
}

/// The conversion that gives most of the old slugs; the plain one if several do.
fn best_slugs(shapes: &[&Shape], names: &[(String, String)]) -> Slugs {
    let fitting = |slugs: Slugs| {
        let articles = shapes.iter().filter(|shape| shape.is_named(slugs) || shape.is_titled(slugs));
        let named = names.iter().filter(|(name, slug)| {
            let made = if slugs == Slugs::Ascii { slugs.of_text(name) } else { slugs.of_name(name) };
            made.as_deref() == Some(&**slug)
        });
        articles.count() + named.count()
    };
    let counted = [Slugs::Lower, Slugs::Keep, Slugs::Ascii].map(|slugs| (slugs, fitting(slugs)));
    counted.into_iter().max_by_key(|(_, count)| *count).map_or(Slugs::Ascii, |(slugs, _)| slugs)
}

/// What the address of a document is made of; `None` for all but articles, and where it has no pattern.
fn shape(document: &OldDocument, languages: &[String]) -> Option<Shape> {
    let address = document.address.as_deref().filter(|_| document.role == Role::Article)?;
    let below = document.target.strip_prefix("content/")?;
    let (mut folder, file) = paths::split(below);
    let (mut name, _) = paths::extension(file);
    let mut language = "";
    if let Some((stem, code)) = name.rsplit_once('.')
        && languages.iter().any(|known| known == code)
    {
        (name, language) = (stem, code);
    }
    if name == "index" {
        (folder, name) = paths::split(folder);
    }
    let name = match paths::day(name) {
        Some((_, rest)) => rest.trim_start_matches(['-', '_', ' ']),
        None => name,
    };
    let (path, ending) = match address.strip_suffix(".html") {
        Some(path) => (path, ".html"),
        None if address.ends_with('/') => (address, "/"),
        None => (address, ""),
    };
    let mut parts = paths::parts(path);
    if !language.is_empty() {
        // Ours begin with the language.
        parts.first().filter(|first| **first == language)?;
        parts.remove(0);
    }
    let (last, before) = parts.split_last()?;
    let date = document.fields.text("date").and_then(|date| Some(paths::day(&date)?.0));
    let pattern = pattern(before, folder, date.as_deref())?;
    let pattern = format!("{pattern}/{{slug}}{ending}");
    let folder = folder.split('/').next().unwrap_or_default();
    let (last, name) = ((*last).to_owned(), name.to_owned());
    let title = document.fields.text("title").unwrap_or_default();
    Some(Shape { folder: folder.into(), pattern, last, name, title })
}

/// The parts of an address before its last one, with placeholders for folders and the date.
fn pattern(parts: &[&str], folder: &str, date: Option<&str>) -> Option<String> {
    if parts.iter().any(|part| part.contains(['{', '}'])) {
        return None;
    }
    let folders = paths::parts(folder);
    let mut pattern = String::new();
    let mut rest = parts;
    if !folders.is_empty() && rest.starts_with(&folders) {
        pattern.push_str("/{sections}");
        rest = &rest[folders.len()..];
    }
    let (year, month, day) = match date {
        Some(date) => (date.get(..4)?, date.get(5..7)?, date.get(8..10)?),
        None => ("", "", ""),
    };
    let mut dated = 0;
    for part in rest {
        let placeholder = match dated {
            0 if *part == year => Some("{year}"),
            1 if *part == month => Some("{month}"),
            2 if *part == day => Some("{day}"),
            _ => None,
        };
        dated += usize::from(placeholder.is_some());
        pattern.push('/');
        pattern.push_str(placeholder.unwrap_or(part));
    }
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn article(target: &str, date: &str, address: &str) -> OldDocument {
        OldDocument {
            source: target.to_owned(),
            target: target.to_owned(),
            role: Role::Article,
            fields: [("date".to_owned(), json!(date))].into_iter().collect(),
            body: String::new(),
            address: Some(address.to_owned()),
        }
    }

    #[test]
    fn most_addresses_need_no_key() {
        let mut site = OldSite {
            documents: vec![
                article("content/articles/2020-01-02-A.b.md", "2020-01-02", "/2020/01/02/A.b/"),
                article("content/articles/C/index.md", "2020-01-03", "/2020/01/03/C/"),
                article("content/articles/d@0.md", "2020-01-03", "/2020/01/03/d/"),
                article("content/articles/odd.md", "2020-01-03", "/elsewhere/odd.html"),
                article("content/in/x.fr.md", "2021-01-03", "/fr/in/2021/01/X/"),
            ],
            ..OldSite::default()
        };
        settle(&mut site, &[], &["fr".into()], "default of Zola");
        let settings = &site.settings;
        assert_eq!(settings.get(&[], "slugs"), Some(&json!("keep")));
        assert_eq!(settings.get(&[], "permalink"), Some(&json!("/{year}/{month}/{day}/{slug}/")));
        assert_eq!(settings.get(&["permalinks"], "in"), Some(&json!("/{sections}/{year}/{month}/{slug}/")));
        assert_eq!(settings.get(&["permalinks"], "articles"), None);
        let slugs: Vec<_> = site.documents.iter().map(|document| document.fields.text("slug")).collect();
        assert_eq!(slugs, [None, None, Some("d".into()), None, Some("X".into())]);
    }

    #[test]
    fn titles_make_addresses_too() {
        let mut site = OldSite {
            documents: vec![article("content/articles/1.md", "2020-01-02", "/a-title.html"); 2],
            ..OldSite::default()
        };
        site.documents[0].fields.set("title", "A title!");
        settle(&mut site, &[], &[], "x");
        assert_eq!(site.settings.get(&[], "permalink"), Some(&json!("/{title}.html")));
        assert_eq!(site.documents[0].fields.text("slug"), None);
    }

    #[test]
    fn names_of_terms_count_too() {
        let mut site = OldSite::default();
        settle(&mut site, &[("A b".into(), "a-b".into())], &[], "x");
        assert_eq!(site.settings.get(&[], "slugs"), Some(&json!("ascii")));
        settle(&mut site, &[("C++".into(), "C++".into())], &[], "x");
        assert_eq!(site.settings.get(&[], "slugs"), Some(&json!("keep")));
        assert_eq!(site.settings.get(&[], "permalink"), None);
    }
}
