//! What answered besides pages that files describe: lists, feeds, aliases, redirects of Hugo's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::address;
use super::documents::titled;
use super::pages::{Kind, Page};
use super::path::join;
use super::placed::{Place, Placing, State};
use crate::diagnostic::Diagnostics;
use crate::import::message;
use crate::import::old_site::{OldAddress, OldAddressKind, Owner, Role};

/// The terms that pages of a language name.
pub(super) type Mentions = BTreeMap<(usize, usize, String), Mention>;

/// A term as pages name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mention {
    /// The name in the first of them.
    pub(super) name: String,
    /// Whether an article is among them.
    pub(super) in_article: bool,
}

/// Everything that old addresses are collected from.
pub(super) struct Lists<'l> {
    pub(super) placing: &'l Placing<'l>,
    pub(super) places: &'l [Place],
    pub(super) mentions: &'l Mentions,
    pub(super) addresses: Vec<OldAddress>,
    /// Texts of lists that had no file, by their paths in the new site.
    pub(super) made: BTreeMap<String, String>,
}

/// Which kinds of pages have feeds, and the name of these.
struct Feeds {
    name: String,
}

impl Lists<'_> {
    /// Collects all of them.
    pub(super) fn collect(&mut self, problems: &mut Diagnostics) {
        for language in 0..self.placing.site.languages.len() {
            if self.has_content(language) {
                self.home(language);
                self.sections(language);
                self.taxonomies(language);
                self.terms(language);
            }
        }
        self.default_language();
        self.aliases(problems);
        let with_file = self.places.iter().filter(|place| place.target.is_some());
        let own: BTreeSet<&str> = with_file.filter_map(|place| place.address.as_deref()).collect();
        self.addresses.retain(|address| !own.contains(address.path.as_str()));
        // Of several aliases at one address Hugo leaves the last.
        let mut by_path: BTreeMap<String, OldAddress> = BTreeMap::new();
        for address in std::mem::take(&mut self.addresses) {
            by_path.insert(address.path.clone(), address);
        }
        self.addresses.extend(by_path.into_values());
    }

    fn has_content(&self, language: usize) -> bool {
        language == 0 || self.placing.pages.iter().any(|page| page.language == language)
    }

    fn add(&mut self, path: String, kind: OldAddressKind, source: &str, owner: Owner) {
        self.addresses.push(OldAddress { path, kind, source: source.to_owned(), owner });
    }

    /// The code of a language as owners have it: nothing for the first.
    fn code(&self, language: usize) -> String {
        if language == 0 { String::new() } else { self.placing.site.languages[language].code.clone() }
    }

    /// Adds the feed of a list, where lists of this kind have one.
    fn feed(&mut self, list: &str, kind: &str, source: &str, owner: Owner) {
        let Some(Feeds { name }) = self.feeds(kind) else { return };
        let folder = list.strip_suffix(".html").unwrap_or(list).trim_end_matches('/');
        self.add(format!("{folder}/{name}"), OldAddressKind::Feed, source, owner);
    }

    /// The feeds of lists of a kind: `outputs`, and the name that `outputFormats` gives them.
    fn feeds(&self, kind: &str) -> Option<Feeds> {
        let site = self.placing.site;
        let config = &site.config;
        if !site.makes("rss") {
            return None;
        }
        if config.get(&["outputs", kind]).is_some() {
            let outputs = config.names(&["outputs", kind]);
            if !outputs.iter().any(|name| name.eq_ignore_ascii_case("rss")) {
                return None;
            }
        }
        let base = config.text(&["outputformats", "rss", "basename"]).unwrap_or_else(|| "index".to_owned());
        Some(Feeds { name: format!("{base}.xml") })
    }

    fn home(&mut self, language: usize) {
        let address = format!("{}/", self.placing.site.languages[language].prefix);
        let owner = Owner::Site(self.code(language));
        if self.placing.site.makes("home") {
            self.add(address.clone(), OldAddressKind::Page, "home page", owner.clone());
            self.feed(&address, "home", "home page", owner);
        }
    }

    /// The folders of a language that have a list: those at the top, and those with an index.
    fn sections(&mut self, language: usize) {
        if !self.placing.site.makes("section") {
            return;
        }
        let mut folders: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (index, page) in
            self.placing.pages.iter().enumerate().filter(|(_, page)| page.language == language)
        {
            if page.kind == Kind::Section {
                folders.insert(page.folder.clone(), Some(index));
            }
            if matches!(page.kind, Kind::Regular | Kind::Section) && !page.section().is_empty() {
                folders.entry(page.section().to_owned()).or_insert(None);
            }
        }
        for (folder, index) in folders {
            let index = index.filter(|index| self.places[*index].state == State::Published);
            let address = match index {
                Some(index) => self.places[index].address.clone().unwrap_or_default(),
                None => self.placing.addresses.folder(self.placing.site, language, &folder),
            };
            let source = match index {
                Some(index) => self.placing.pages[index].source.clone(),
                None => format!("list of {folder}/"),
            };
            let owner = Owner::Site(self.code(language));
            let has_file = index.is_some_and(|index| self.places[index].target.is_some());
            if !has_file && !address.is_empty() {
                self.list(language, &folder, &address);
                let is_ours = self.placing.sections.has(folder.split('/').next().unwrap_or_default());
                let owner = if is_ours { owner.clone() } else { Owner::Unknown };
                self.add(address.clone(), OldAddressKind::List, &source, owner);
            }
            self.feed(&address, "section", &source, owner);
        }
    }

    /// Makes the list of the pages of a folder that has no articles: no list of the new site holds these.
    fn list(&mut self, language: usize, folder: &str, address: &str) {
        if self.placing.sections.has(folder.split('/').next().unwrap_or_default()) {
            return;
        }
        let prefix = &self.placing.site.languages[language].prefix;
        let stem = address.strip_prefix(prefix.as_str()).unwrap_or(address).trim_matches('/');
        let suffix = if language == 0 {
            String::new()
        } else {
            format!(".{}", self.placing.site.languages[language].code)
        };
        let target = format!("content/pages/{stem}{suffix}.md");
        if stem.is_empty() || self.places.iter().any(|place| place.target.as_deref() == Some(&target)) {
            return;
        }
        let title = titled(folder.rsplit('/').next().unwrap_or(folder));
        let mut text = format!("---\ntitle: {}\n---\n", serde_json::Value::from(title));
        for (page, place) in self.placing.pages.iter().zip(self.places) {
            let is_below = page.language == language && page.kind == Kind::Regular && page.folder == folder;
            if let Some(address) = place.address.as_deref().filter(|_| is_below && place.role == Role::Page) {
                let title = page.fields.text("title").unwrap_or_else(|| titled(&page.name));
                let title =
                    title.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace('<', "&lt;");
                let _ = writeln!(text, "- [{title}](<{}>)", address.replace(['<', '>'], ""));
            }
        }
        self.made.insert(target, text);
    }

    /// The key of a taxonomy in the new site.
    fn taxonomies(&mut self, language: usize) {
        let site = self.placing.site;
        if !site.makes("taxonomy") {
            return;
        }
        for (index, taxonomy) in site.taxonomies.iter().enumerate() {
            let path = site.naming.path(&taxonomy.plural);
            let address = format!("{}/{path}/", site.languages[language].prefix);
            let is_used = self.is_used(index);
            let owner = match taxonomy.is_of_authors() {
                true => Owner::Authors,
                false if is_used => Owner::Taxonomy(taxonomy.singular.clone()),
                false => Owner::Site(self.code(language)),
            };
            let source = format!("taxonomy {}", taxonomy.plural);
            self.feed(&address, "taxonomy", &source, Owner::Site(self.code(language)));
            self.add(address, OldAddressKind::List, &source, owner);
        }
    }

    /// Whether the new site has a taxonomy: pages name its terms, or files describe them.
    pub(super) fn is_used(&self, taxonomy: usize) -> bool {
        let is_described = |page: &Page| page.kind == Kind::Term(taxonomy);
        self.mentions.keys().any(|(_, of, _)| *of == taxonomy) || self.placing.pages.iter().any(is_described)
    }

    fn terms(&mut self, language: usize) {
        let site = self.placing.site;
        if !site.makes("term") {
            return;
        }
        let mut described: BTreeSet<(usize, String)> = BTreeSet::new();
        for (index, page) in
            self.placing.pages.iter().enumerate().filter(|(_, page)| page.language == language)
        {
            let Kind::Term(taxonomy) = page.kind else { continue };
            let name = page.term(site).unwrap_or_default();
            described.insert((taxonomy, site.naming.name(&name)));
            if let Some(address) = self.places[index].address.clone() {
                let owner = self.owner(taxonomy, &name);
                self.feed(&address, "term", &page.source, owner);
            }
        }
        for ((_, taxonomy, key), mention) in self.mentions.iter().filter(|((of, _, _), _)| *of == language) {
            if described.contains(&(*taxonomy, key.clone())) {
                continue;
            }
            let address = address::term(site, language, *taxonomy, &mention.name);
            let source = format!("{} {}", site.taxonomies[*taxonomy].singular, mention.name);
            let owner = self.owner(*taxonomy, &mention.name);
            let is_author = matches!(owner, Owner::Author(_));
            let kind = if is_author { OldAddressKind::Author } else { OldAddressKind::Term };
            self.feed(&address, "term", &source, owner.clone());
            self.add(address, kind, &source, owner);
        }
    }

    fn owner(&self, taxonomy: usize, name: &str) -> Owner {
        let taxonomy = &self.placing.site.taxonomies[taxonomy];
        match taxonomy.is_of_authors() {
            true => Owner::Author(name.to_owned()),
            false => Owner::Term(taxonomy.singular.clone(), name.to_owned()),
        }
    }

    /// Hugo's own redirect between `/` and the folder of the first language.
    fn default_language(&mut self) {
        let [first, _, ..] = &self.placing.site.languages[..] else { return };
        let path = if first.prefix.is_empty() { format!("/{}/", first.key) } else { "/".to_owned() };
        if !self.placing.site.config.flag(&["disabledefaultlanguageredirect"]).unwrap_or(false) {
            self.add(path, OldAddressKind::Redirect, "default language", Owner::Site(String::new()));
        }
    }

    /// The aliases of pages; where a page is, it stays.
    fn aliases(&mut self, problems: &mut Diagnostics) {
        let Placing { site, pages, .. } = self.placing;
        if site.config.flag(&["disablealiases"]).unwrap_or(false) {
            return;
        }
        let taken: BTreeMap<&str, &Page> = pages
            .iter()
            .zip(self.places)
            .filter_map(|(page, place)| Some((place.address.as_deref()?, page)))
            .collect();
        let mut found = Vec::new();
        for (page, place) in pages.iter().zip(self.places) {
            let Some(address) = place.address.as_deref() else { continue };
            let owner = match place.target {
                Some(_) => Owner::Document(page.source.clone()),
                None => Owner::Site(self.code(page.language)),
            };
            for alias in address::aliases(site, page, address) {
                match taken.get(alias.as_str()) {
                    Some(other) => problems.push(message::alias_of_page(&page.source, &alias, &other.source)),
                    None => found.push((alias, page.source.clone(), owner.clone())),
                }
            }
        }
        // Of lists and terms without a file, aliases are known too late to be told: they give way in the same way.
        let lists: BTreeSet<String> = self.addresses.iter().map(|address| address.path.clone()).collect();
        for (alias, source, owner) in found.into_iter().filter(|(alias, _, _)| !lists.contains(alias)) {
            self.add(alias, OldAddressKind::Redirect, &source, owner);
        }
    }
}

/// The terms that pages name, by language, taxonomy and the name that addresses have.
pub(super) fn mentions(placing: &Placing<'_>, places: &[Place]) -> Mentions {
    let mut mentions = Mentions::new();
    for (page, place) in placing.pages.iter().zip(places).filter(|(_, place)| place.state == State::Published)
    {
        for (index, taxonomy) in placing.site.taxonomies.iter().enumerate() {
            for name in page.fields.names(&taxonomy.plural) {
                let key = placing.site.naming.name(&name);
                if key.is_empty() {
                    continue;
                }
                let mention = mentions.entry((page.language, index, key)).or_default();
                if mention.name.is_empty() {
                    mention.name = name;
                }
                mention.in_article |= place.role == Role::Article;
            }
        }
    }
    mentions
}

/// Terms that pages alone name: in the new site only articles make one, so each gets a file.
pub(super) fn files_of_terms(lists: &Lists<'_>) -> BTreeMap<String, String> {
    let site = lists.placing.site;
    let mut files = BTreeMap::new();
    for ((language, taxonomy, key), mention) in
        lists.mentions.iter().filter(|(_, mention)| !mention.in_article)
    {
        let in_others = lists
            .mentions
            .iter()
            .any(|((_, of, name), other)| of == taxonomy && name == key && other.in_article);
        let folder = lists.placing.folder_of(*taxonomy);
        let suffix =
            if *language == 0 { String::new() } else { format!(".{}", site.languages[*language].code) };
        let is_described = lists.placing.pages.iter().any(|page| {
            page.kind == Kind::Term(*taxonomy)
                && page.term(site).is_some_and(|term| site.naming.name(&term) == *key)
        });
        let is_name = !key.contains(['/', '\\', '#']);
        if !in_others && !is_described && is_name && site.makes("term") {
            let title = serde_json::Value::from(mention.name.clone());
            let word = if site.taxonomies[*taxonomy].is_of_authors() { "name" } else { "title" };
            let target = format!("content/{}{suffix}.md", join(folder, key));
            files.insert(target, format!("---\n{word}: {title}\n---\n"));
        }
    }
    files
}
