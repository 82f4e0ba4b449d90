//! Reads a site of Jekyll.

mod authors;
mod config;
pub(super) mod dates;
mod documents;
mod files;
mod items;
mod kramdown;
mod lists;
mod permalink;
mod settings;
mod values;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::json;

use super::folder::Folder;
use super::liquid::Notes;
use super::old_site::{InPlace, LeftOut, OldDocument, OldSite, Owner, Why, text};
use super::paths::{self, Targets};
use super::permalinks;
use crate::diagnostic::Diagnostics;
use authors::Authors;
pub(super) use authors::of as authors_of;
use config::Config;
use documents::Making;
use items::{Item, Kind, Read};
use lists::Archives;

/// Whether a folder is a site of Jekyll: its configuration, with folders or gems that no other generator has.
pub(super) fn is_site(folder: &Folder) -> bool {
    if config::file(folder).is_none() || is_hexo(folder) {
        return false;
    }
    let has_folder =
        ["_posts", "_layouts", "_includes", "_drafts"].iter().any(|name| folder.has_folder(name));
    let names = |file: &str| {
        folder.has(file)
            && folder
                .text(file, &mut Diagnostics::new())
                .is_some_and(|text| text.contains("jekyll") || text.contains("github-pages"))
    };
    has_folder
        || folder.files().any(|path| path.contains("/_posts/"))
        || names("Gemfile")
        || names("_config.yml")
}

/// Whether the configuration is that of Hexo, which has the same name.
fn is_hexo(folder: &Folder) -> bool {
    folder.has_folder("source/_posts")
        || (folder.has("package.json")
            && folder
                .text("package.json", &mut Diagnostics::new())
                .is_some_and(|text| text.contains("\"hexo\"")))
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    let config = config::read(folder, problems);
    let mut site = OldSite::default();
    settings::read(&config, &mut site.settings);
    let mut items = Vec::new();
    let mut plain = Vec::new();
    for read in items::read(folder, &config, problems) {
        match read {
            Read::Item(item) => items.push(*item),
            Read::Plain(path) => plain.push(path),
            Read::Failed(source) => site.left_out.push(LeftOut { source, why: Why::Unreadable }),
        }
    }
    let reading = Reading { folder, config: &config, languages: languages(&config, &items) };
    reading.fill(&mut site, &items, &plain, problems);
    settings::unmatched(&config, &mut site.settings);
    site.in_place = InPlace {
        content: vec!["_posts".to_owned()],
        fields: [("excerpt", "summary"), ("last_modified_at", "updated")]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .to_vec(),
    };
    site
}

/// The codes of languages, the default one first: those that files name.
fn languages(config: &Config, items: &[Item]) -> Vec<String> {
    let code = |text: &str| {
        let code = text.replace('_', "-");
        let mut parts = code.split('-');
        let is_code = parts.next().is_some_and(|part| matches!(part.len(), 2 | 3))
            && code.len() <= 11
            && code
                .split('-')
                .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()));
        is_code.then_some(code)
    };
    let keys = ["default_lang", "lang", "locale", "language"];
    let own = keys.into_iter().find_map(|key| config.keys.text(key).and_then(|text| code(&text)));
    let own = own.unwrap_or_else(|| "en".to_owned());
    let named: BTreeSet<String> = items
        .iter()
        .filter_map(|item| ["lang", "language", "locale"].into_iter().find_map(|key| item.fields.text(key)))
        .filter_map(|text| code(&text))
        .filter(|code| !code.eq_ignore_ascii_case(&own))
        .collect();
    [own].into_iter().chain(named).collect()
}

/// What reading needs at every step.
struct Reading<'r> {
    folder: &'r Folder,
    config: &'r Config,
    languages: Vec<String>,
}

impl Reading<'_> {
    fn fill(&self, site: &mut OldSite, items: &[Item], plain: &[String], problems: &mut Diagnostics) {
        let config = self.config;
        self.set_languages(site);
        let posts: Vec<&Item> =
            items.iter().filter(|item| item.kind == Kind::Post && item.is_published).collect();
        let archives = Archives::of(config);
        let indexes = self.set_lists(site, &posts, &archives);
        let liquid = values::of_site(self.folder, config, items, problems);
        if let Some((_, value)) = liquid.variables.first() {
            settings::menu(config, value, &mut site.settings);
        }
        let mut targets = Targets::default();
        let used = authors::used(items);
        let authors = Authors::read(self.folder, items, &used, &mut targets);
        let kept = self.kept(site, items, &used);
        let languages = &self.languages;
        let making = Making { folder: self.folder, config, liquid: &liquid, authors: &authors, languages };
        problems.append(self.make(site, &making, (&kept, &indexes), &mut targets));
        site.documents.extend(authors.documents);
        for item in items.iter().filter(|item| authors::is_profile(item, &used) && item.is_published) {
            let _ = lists::redirects(site, item, config);
        }
        let names = lists::terms(site, &posts, config, &archives);
        lists::numbered(site, items, posts.len(), config);
        lists::feeds(site, &posts, config);
        files::plain(self.folder, config, plain, &mut targets, site);
        let from = match config.keys.text("permalink") {
            Some(_) => format!("addresses of Jekyll, `permalink` in {}", config.file),
            None => "addresses of Jekyll, default of `permalink`".to_owned(),
        };
        permalinks::settle(site, &names, languages.get(1..).unwrap_or_default(), &from);
    }

    fn set_languages(&self, site: &mut OldSite) {
        let Some((own, others)) = self.languages.split_first() else { return };
        let from = if others.is_empty() {
            "`lang` in the configuration, or else English"
        } else {
            "`lang` in files"
        };
        site.settings.set(&[], "default_language", own.as_str(), from);
        let title = site.settings.get(&[], "title").and_then(text).unwrap_or_default();
        for code in self.languages.iter().filter(|_| !others.is_empty()) {
            site.settings.set(&["languages", code], "title", title.as_str(), "`lang` in files");
        }
    }

    /// Sets taxonomies and the addresses of lists; returns those addresses with the folders of their texts.
    fn set_lists(&self, site: &mut OldSite, posts: &[&Item], archives: &Archives) -> Vec<(String, String)> {
        let mut indexes = vec![(String::new(), String::new())];
        for (key, plural, has) in [
            ("category", "categories", posts.iter().any(|post| !post.categories.is_empty())),
            ("tag", "tags", posts.iter().any(|post| !post.tags.is_empty())),
        ] {
            if !has {
                continue;
            }
            let (path, from) = match archives.folder(key) {
                Some(path) => (path, format!("`jekyll-archives` in {}", self.config.file)),
                None => (plural.to_owned(), format!("`{plural}` of posts")),
            };
            site.settings.set(&["taxonomies"], key, json!({ "path": path }), from);
            indexes.push((path.clone(), path));
        }
        let collection =
            self.config.collections.iter().find(|known| known.label == "authors" && known.output);
        if let Some(pattern) = collection.and_then(|collection| collection.permalink.as_deref()) {
            let parts = paths::parts(pattern);
            if let Some((last, folder)) = parts.split_last()
                && last.starts_with(':')
                && !folder.is_empty()
                && folder.iter().all(|part| !part.contains(':'))
            {
                let path = folder.join("/");
                let from = format!("`collections.authors.permalink` in {}", self.config.file);
                site.settings.set(&["authors"], "path", path.as_str(), from);
                indexes.push((path, "authors".to_owned()));
                return indexes;
            }
        }
        indexes.push(("authors".to_owned(), "authors".to_owned()));
        indexes
    }

    /// The files that become documents; what becomes of the others is told.
    fn kept<'i>(&self, site: &mut OldSite, items: &'i [Item], used: &BTreeSet<String>) -> Vec<&'i Item> {
        let mut kept = Vec::new();
        let mut silent = BTreeSet::new();
        for item in items {
            let left = |why: Why| LeftOut { source: item.source.clone(), why };
            if !item.is_published {
                match item.is_post() {
                    true => site.left_out.push(left(Why::Unpublished)),
                    false => site.settings.unmatched(item.source.clone(), "unpublished (`published: false`)"),
                }
                continue;
            }
            if authors::is_profile(item, used) {
                continue;
            }
            if let Kind::Document(label) = &item.kind
                && !self.config.collections.iter().any(|known| known.label == *label && known.output)
            {
                silent.insert(label.clone());
                continue;
            }
            if item.kind != Kind::Draft && lists::redirects(site, item, self.config) {
                continue;
            }
            if let Some((key, name)) = lists::term_of_page(item)
                && site.settings.get(&["taxonomies"], key).is_some()
            {
                let owner = Owner::Term(key.to_owned(), name);
                lists::add(site, &item.address, super::old_site::OldAddressKind::Term, &item.source, owner);
                continue;
            }
            if let Some(format) = item.is_formatted() {
                site.left_out.push(left(Why::Format(format)));
                continue;
            }
            if item.kind == Kind::Draft {
                site.left_out.push(left(Why::Draft));
            }
            kept.push(item);
        }
        for label in silent {
            let why = "the collection has no pages (`output`); only templates of the old site read it";
            site.settings.unmatched(format!("_{label}/"), why);
        }
        kept
    }

    /// Makes documents of files, and files of those that are no pages.
    fn make(
        &self,
        site: &mut OldSite,
        making: &Making<'_>,
        (kept, indexes): (&[&Item], &[(String, String)]),
        targets: &mut Targets,
    ) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let newest = kept.iter().filter_map(|item| item.date.filter(|_| item.is_post())).max();
        let mut placed: Vec<(&Item, String)> = Vec::new();
        for item in kept {
            if item.is_page() || item.is_post() || item.extension.is_empty() {
                placed.push((item, documents::target(item, self.config, indexes, targets)));
            } else {
                files::made(making, item, targets, site, &mut problems);
            }
        }
        let made: Vec<(OldDocument, Notes)> = placed
            .into_par_iter()
            .map(|(item, target)| {
                let mut notes = Notes::default();
                (making.document(item, target, &mut notes), notes)
            })
            .collect();
        let mut taken = BTreeSet::new();
        for (mut document, notes) in made {
            site.calls.append(notes.calls);
            problems.append(notes.problems);
            // A draft without a date is as new as the newest post.
            if document.fields.is_true("draft") && document.fields.get("date").is_none() {
                let date = newest.map_or_else(|| "2000-01-01".to_owned(), dates::Moment::written);
                document.fields.set("date", date);
            }
            // Of two pages at one address, one can have it.
            if document.address.as_ref().is_some_and(|address| !taken.insert(address.clone())) {
                document.address = None;
            }
            site.documents.push(document);
        }
        problems
    }
}

#[cfg(test)]
mod tests;
