//! Reads a site of Hugo: its configuration, the pages of its folders of content with their addresses by Hugo's own rules, and all that
//! answered beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::Folder;
use super::front_matter;
use super::message;
use super::old_site::{Asset, InPlace, LeftOut, OldAddress, OldAddressKind, OldSite, Owner, Why};
use super::permalinks as patterns;
use crate::diagnostic::Diagnostics;

mod address;
mod authors;
mod cascade;
mod config;
mod date;
mod documents;
mod files;
mod links;
mod lists;
mod menus;
mod pages;
mod path;
mod permalinks;
mod pictures;
mod placed;
mod references;
mod sections;
mod settings;
mod site;
#[cfg(test)]
mod tests;
mod text;
mod texts;

use address::Addresses;
use config::Config;
use documents::Making;
use files::Files;
use lists::Lists;
use menus::Menus;
use pages::{Content, Kind, Page};
use placed::{Place, Placing, State};
use references::References;
use sections::Sections;
use site::Site;
use texts::Texts;

/// Whether a folder is a site of Hugo.
pub(super) fn is_site(folder: &Folder) -> bool {
    let has_content = || folder.has_folder("content");
    let named_hugo = config::top_file(folder).filter(|name| name.starts_with("hugo."));
    if named_hugo.is_some() || !config::folder_files(folder).is_empty() {
        return true;
    }
    if let Some(name) = config::top_file(folder) {
        return (has_content() || folder.has_folder("archetypes")) && is_configuration(folder, &name);
    }
    let others =
        ["site.toml", "_config.yml", "_config.yaml", "pelicanconf.py", ".eleventy.js", "package.json"];
    if others.iter().any(|name| folder.has(name)) {
        return false;
    }
    // A folder of content alone has indexes that only Hugo names so, or templates for new pages.
    folder.has_folder("archetypes")
        || folder
            .below("content")
            .any(|path| path.ends_with("/_index.md") && !path.starts_with("content/_posts/"))
}

/// Whether a file that other generators have too is of Hugo: Zola writes `base_url`.
fn is_configuration(folder: &Folder, name: &str) -> bool {
    let mut problems = Diagnostics::new();
    let Some(text) = folder.text(name, &mut problems) else { return false };
    let lower = text.to_lowercase();
    let has =
        |key: &str| lower.lines().any(|line| line.trim_start().trim_start_matches('"').starts_with(key));
    !has("base_url")
        && ["baseurl", "languagecode", "theme", "title", "[params]", "params:", "permalinks", "[permalinks]"]
            .into_iter()
            .any(has)
}

/// Reads the site.
pub(super) fn read(folder: &Folder, problems: &mut Diagnostics) -> OldSite {
    read_at(folder, chrono::Utc::now().timestamp(), problems)
}

/// Reads the site as it was published at a time, in seconds since 1970.
fn read_at(folder: &Folder, now: i64, problems: &mut Diagnostics) -> OldSite {
    let mut site = Site::of(Config::read(folder, problems), folder);
    if !site.config.is_there() {
        let samples = samples(&site, folder);
        site.guess_taxonomies(folder, |key| samples.contains(key));
    }
    let mut content = pages::read(&site, folder, problems);
    cascade::apply(&site, &mut content.pages);
    let addresses = Addresses::of(&content.pages);
    let sections = Sections::of(&site, &content.pages);
    let with_files: BTreeSet<usize> = content.resources.iter().map(|(index, _)| *index).collect();
    let written = written(&site, &content.pages);
    let placing = Placing {
        site: &site,
        folder,
        pages: &content.pages,
        addresses: &addresses,
        sections: &sections,
        with_files: &with_files,
        written: &written,
        now,
    };
    Reading { placing: &placing, content: &content }.old_site(problems)
}

/// The keys of front matter of some pages, for a folder without configuration.
fn samples(site: &Site, folder: &Folder) -> BTreeSet<String> {
    const MOST: usize = 500;
    let is_page = |path: &&str| path.ends_with(".md") && !path.ends_with("_index.md");
    let files = site.roots.iter().flat_map(|root| folder.below(&root.folder)).filter(is_page).take(MOST);
    let mut keys = BTreeSet::new();
    for path in files {
        let mut problems = Diagnostics::new();
        let Some(text) = folder.text(path, &mut problems) else { continue };
        let Some(parsed) = front_matter::read(path, &text, &mut problems) else { continue };
        keys.extend(parsed.fields.iter().map(|(key, _)| key.to_lowercase()));
    }
    keys
}

/// The names of terms as pages write them.
fn written(site: &Site, pages: &[Page]) -> BTreeMap<(usize, String), BTreeSet<String>> {
    let mut written: BTreeMap<(usize, String), BTreeSet<String>> = BTreeMap::new();
    for page in pages {
        for (index, taxonomy) in site.taxonomies.iter().enumerate() {
            for name in page.fields.names(&taxonomy.plural) {
                written.entry((index, site.naming.name(&name))).or_default().insert(name);
            }
        }
    }
    written
}

/// A site that has been read, before it is turned into the new one.
struct Reading<'r> {
    placing: &'r Placing<'r>,
    content: &'r Content,
}

impl Reading<'_> {
    fn old_site(&self, problems: &mut Diagnostics) -> OldSite {
        let Placing { site, folder, pages, addresses, .. } = self.placing;
        let places = self.placing.places(problems);
        let mentions = lists::mentions(self.placing, &places);
        let mut files = Files::of(site, folder, self.content, addresses);
        let references = References::of(pages);
        let texts = Texts { site, places: &places, references: &references };
        let resources = self.resources();
        let making = Making {
            placing: self.placing,
            places: &places,
            texts: &texts,
            files: &files,
            resources: &resources,
        };
        let (documents, calls) = making.documents();
        let mut old = OldSite { documents, calls, ..OldSite::default() };
        let mut lists = Lists {
            placing: self.placing,
            places: &places,
            mentions: &mentions,
            addresses: Vec::new(),
            documents: Vec::new(),
        };
        lists.collect(problems);
        let taxonomies: Vec<usize> =
            (0..site.taxonomies.len()).filter(|index| lists.is_used(*index)).collect();
        let Lists { addresses: others, documents: made, .. } = lists;
        old.documents.extend(made);
        old.addresses = others;
        let front_matter =
            old.documents.iter().map(|document| format!("{:?}", document.fields)).collect::<Vec<_>>();
        files.use_assets(
            old.documents
                .iter()
                .map(|document| &*document.body)
                .chain(front_matter.iter().map(String::as_str)),
        );
        authors::add(site, folder, &mut old, problems);
        old.addresses.extend(self.other_spellings(&places, &old));
        self.settings(&places, &taxonomies, &files, &mut old);
        self.assets(&places, files, &mut old, problems);
        self.left_out(&places, &mut old, problems);
        self.patterns(&mut old);
        old.in_place = self.in_place();
        old
    }

    /// Addresses such as `/x/` of `/x.html` that links use: many hosts answer both.
    fn other_spellings(&self, places: &[Place], old: &OldSite) -> Vec<OldAddress> {
        let html = |place: &Place| Some(format!("{}/", place.address.as_deref()?.strip_suffix(".html")?));
        if !places.iter().any(|place| html(place).is_some()) {
            return Vec::new();
        }
        let named: BTreeSet<&str> =
            old.documents.iter().flat_map(|document| files::paths_in(&document.body)).collect();
        let pages = self.placing.pages.iter().zip(places).filter(|(_, place)| place.target.is_some());
        let named = pages.filter_map(|(page, place)| {
            let path = html(place).filter(|path| named.contains(path.as_str()))?;
            let owner = Owner::Document(page.source.clone());
            Some(OldAddress { path, kind: OldAddressKind::Redirect, source: page.source.clone(), owner })
        });
        named.collect()
    }

    /// The paths of the files in each bundle.
    fn resources(&self) -> BTreeMap<usize, BTreeSet<String>> {
        let mut resources: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (index, asset) in &self.content.resources {
            resources.entry(*index).or_default().insert(asset.target.clone());
        }
        resources
    }

    /// The indexes of the languages that have content.
    fn languages(&self) -> Vec<usize> {
        let used: BTreeSet<usize> = self.placing.pages.iter().map(|page| page.language).chain([0]).collect();
        used.into_iter().collect()
    }

    fn settings(&self, places: &[Place], taxonomies: &[usize], files: &Files, old: &mut OldSite) {
        let Placing { site, pages, sections, .. } = self.placing;
        let languages = self.languages();
        let mut made = std::mem::take(&mut old.settings);
        settings::set(site, &mut made, sections, &languages, taxonomies);
        let known: BTreeSet<&str> = places
            .iter()
            .filter(|place| place.target.is_some())
            .filter_map(|place| place.address.as_deref())
            .collect();
        let others: BTreeMap<&str, &Owner> =
            old.addresses.iter().map(|address| (&*address.path, &address.owner)).collect();
        let answer = |path: &str| match others.get(path) {
            _ if known.contains(path) || files.answers(path) => Some(path.to_owned()),
            // Lists of articles are on the home page.
            Some(Owner::Site(_)) => Some("home".to_owned()),
            Some(
                Owner::Term(..) | Owner::Author(_) | Owner::Taxonomy(_) | Owner::Authors | Owner::Unknown,
            ) => Some(path.to_owned()),
            _ => None,
        };
        let menus = Menus { site, pages, places, answer: &answer };
        menus.set(0, &["menu"], &mut made);
        for index in languages.into_iter().filter(|index| *index > 0) {
            menus.set(index, &["languages", &site.languages[index].code, "menu"], &mut made);
        }
        old.settings = made;
    }

    /// Files beside the documents that they belong to, and all others.
    fn assets(&self, places: &[Place], files: Files, old: &mut OldSite, problems: &mut Diagnostics) {
        let rules = "static/_redirects";
        for asset in files.into_assets() {
            match &*asset.target {
                // The importer adds rules of its own to it.
                target if target == rules => {
                    let text = self.placing.folder.text(&asset.source, problems).unwrap_or_default();
                    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
                    old.made.insert(rules.to_owned(), text + end);
                }
                _ => old.assets.push(asset),
            }
        }
        for (index, asset) in &self.content.resources {
            let place = &places[*index];
            let Some(target) = place.target.as_deref().filter(|_| place.state == State::Published) else {
                continue;
            };
            let folder = target.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = format!("{folder}/{}", asset.target);
            old.assets.push(Asset { source: asset.source.clone(), target });
        }
    }

    fn left_out(&self, places: &[Place], old: &mut OldSite, problems: &mut Diagnostics) {
        let mut out_of_time = Vec::new();
        for (page, place) in self.placing.pages.iter().zip(places) {
            let why = match (place.state, &place.target) {
                (State::Hidden, Some(_)) => Why::Draft,
                (State::Hidden, None) => Why::Unpublished,
                (State::WithoutPage, None) => Why::Unpublished,
                _ => continue,
            };
            // One that another page has the address of was told apart.
            let is_hidden = place.state == State::Hidden && self.placing.state(page) == State::Hidden;
            if is_hidden && !page.fields.is_true("draft") {
                out_of_time.push(&*page.source);
            }
            old.left_out.push(LeftOut { source: page.source.clone(), why });
        }
        old.left_out.extend(self.content.left_out.iter().cloned());
        if let Some(first) = out_of_time.first() {
            problems.push(message::out_of_time(out_of_time.len(), first));
        }
    }

    /// The patterns of addresses of the new site.
    fn patterns(&self, old: &mut OldSite) {
        let site = self.placing.site;
        let mut names = Vec::new();
        for ((taxonomy, key), written) in self.placing.written {
            let is_described = self
                .placing
                .pages
                .iter()
                .any(|page| page.kind == Kind::Term(*taxonomy) && page.term(site).as_ref() == Some(key));
            names.extend(written.iter().filter(|_| !is_described).map(|name| (name.clone(), key.clone())));
        }
        let codes: Vec<String> =
            site.languages.iter().skip(1).map(|language| language.code.clone()).collect();
        let from = match site.config.get(&["permalinks"]) {
            Some(_) => site.config.from(&["permalinks"]),
            None => "addresses of Hugo".to_owned(),
        };
        patterns::settle(old, &names, &codes, &from);
    }

    fn in_place(&self) -> InPlace {
        let content = self.placing.site.roots.iter().map(|root| root.folder.clone()).collect();
        let field = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let fields =
            vec![field("lastmod", "updated"), field("expiryDate", "expires"), field("expirydate", "expires")];
        InPlace { content, fields }
    }
}
