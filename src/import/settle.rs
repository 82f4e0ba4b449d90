//! Gives the new site the addresses of the old one: `url` where a document would get another address, aliases for what else answered there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::compare::{Answer, answer, encoded};
use super::old_site::{Fields, OldAddress, OldAddressKind, OldDocument, OldSite, Owner, Role};
use crate::build::Snapshot;
use crate::config::Config;
use crate::path::name_slug;

/// The site's own rules of redirects.
pub(super) const RULES: &str = "static/_redirects";

/// Changes `old` so that its addresses answer; `snapshot` is the plan of the new site without that.
pub(super) fn settle(old: &mut OldSite, snapshot: &Snapshot, config: &Config) {
    for document in &mut old.documents {
        if let Some(address) = &document.address
            && !answers_itself(document, &answer(snapshot, address))
        {
            let address = encoded(address);
            match document.role {
                Role::Article | Role::Page if is_free(document) => document.fields.set("url", address),
                _ => document.fields.add_name("aliases", address),
            }
        }
    }
    let places = Places::of(&old.documents);
    let mut owners = Owners { old, config, places, rules: String::new(), feeds: Vec::new() };
    for address in std::mem::take(&mut owners.old.addresses) {
        if answer(snapshot, &address.path) == Answer::Nothing {
            owners.give(&address);
        }
        owners.old.addresses.push(address);
    }
    let Owners { rules, feeds, .. } = owners;
    if !feeds.is_empty() {
        old.settings.set(&["feeds"], "aliases", feeds, "addresses of the old feeds");
    }
    if !rules.is_empty() {
        old.made.entry(RULES.to_owned()).or_default().push_str(&rules);
    }
}

/// Whether what answers at the address of a document is that document.
pub(super) fn answers_itself(document: &OldDocument, answer: &Answer) -> bool {
    match answer {
        Answer::Page(source) => *source == document.target || !is_free(document),
        Answer::Redirect | Answer::Nothing => false,
    }
}

/// Whether a document can stand at any address: what a term, an author or an index says stands in the list of its articles.
fn is_free(document: &OldDocument) -> bool {
    match document.role {
        Role::Article => true,
        Role::Page => document.target.starts_with("content/pages/"),
        Role::Term | Role::Profile => false,
    }
}

/// The documents of the new site by what they are of.
struct Places {
    by_source: BTreeMap<String, usize>,
    by_address: BTreeMap<String, usize>,
    /// By the folder and the slug of each of its names.
    named: BTreeMap<(String, String), usize>,
    by_target: BTreeMap<String, usize>,
}

impl Places {
    fn of(documents: &[OldDocument]) -> Places {
        let mut places = Places {
            by_source: BTreeMap::new(),
            by_address: BTreeMap::new(),
            named: BTreeMap::new(),
            by_target: BTreeMap::new(),
        };
        for (at, document) in documents.iter().enumerate() {
            places.add(at, document);
        }
        places
    }

    fn add(&mut self, at: usize, document: &OldDocument) {
        self.by_source.entry(document.source.clone()).or_insert(at);
        self.by_target.entry(document.target.clone()).or_insert(at);
        if let Some(address) = &document.address {
            self.by_address.entry(address.trim_end_matches('/').to_owned()).or_insert(at);
        }
        if matches!(document.role, Role::Term | Role::Profile) {
            let (folder, file) = document.target.rsplit_once('/').unwrap_or(("", &document.target));
            let stem = file.split('.').next().unwrap_or(file);
            let names = ["title", "name", "slug"].into_iter().filter_map(|key| document.fields.text(key));
            let aka = document.fields.names("aka");
            for name in names.chain(aka).chain([stem.to_owned()]) {
                self.named.entry((folder.to_owned(), slug(&name))).or_insert(at);
            }
        }
    }
}

fn slug(name: &str) -> String {
    name_slug(name).unwrap_or_else(|| name.to_lowercase())
}

struct Owners<'o> {
    old: &'o mut OldSite,
    config: &'o Config,
    places: Places,
    /// Lines of [`RULES`].
    rules: String,
    /// Old addresses of the feed of all articles.
    feeds: Vec<String>,
}

impl Owners<'_> {
    /// Makes an old address that nothing answers one of its owner.
    fn give(&mut self, address: &OldAddress) {
        let path = encoded(&address.path);
        let is_feed = address.kind == OldAddressKind::Feed;
        let key = if is_feed { "feed_aliases" } else { "aliases" };
        match &address.owner {
            Owner::Site(language) if is_feed && language.is_empty() => self.feeds.push(path),
            // The feed of another language has no key of its own.
            Owner::Site(language) if is_feed => self.rule(&path, &format!("/{language}/feed.xml")),
            Owner::Site(language) => {
                let suffix = if language.is_empty() { String::new() } else { format!(".{language}") };
                self.index("content", &suffix, key, path);
            }
            Owner::Taxonomy(taxonomy) => {
                let folder = self.folder_of(taxonomy);
                self.index(&folder, "", "aliases", path);
            }
            Owner::Authors => {
                let folder = format!("content/{}", self.config.authors.folder);
                self.index(&folder, "", "aliases", path);
            }
            Owner::Term(taxonomy, name) => {
                let folder = self.folder_of(taxonomy);
                self.named((&folder, Role::Term, "title"), name, key, path);
            }
            Owner::Author(name) => {
                let folder = format!("content/{}", self.config.authors.folder);
                self.named((&folder, Role::Profile, "name"), name, key, path);
            }
            Owner::Document(source) => match self.places.by_source.get(source) {
                Some(at) => self.old.documents[*at].fields.add_name("aliases", path),
                None => {}
            },
            Owner::Address(to) => match self.places.by_address.get(to.trim_end_matches('/')) {
                Some(at) => self.old.documents[*at].fields.add_name("aliases", path),
                None => self.rule(&path, &to.clone()),
            },
            Owner::Unknown => {}
        }
    }

    /// The folder of the texts of a taxonomy's terms.
    fn folder_of(&self, taxonomy: &str) -> String {
        let known = self.config.taxonomies.iter().find(|known| known.key == taxonomy);
        format!("content/{}", known.map_or(taxonomy, |known| &known.path))
    }

    /// Adds to a key of the text of an index.
    fn index(&mut self, folder: &str, suffix: &str, key: &str, path: String) {
        let target = format!("{folder}/_index{suffix}.md");
        let at = match self.places.by_target.get(&target) {
            Some(at) => *at,
            None => self.make(target, Role::Page, Fields::default()),
        };
        self.old.documents[at].fields.add_name(key, path);
    }

    /// Adds to a key of the text of a term, or the profile of an author. One that has no file yet gets the slug that it had.
    fn named(&mut self, (folder, role, title): (&str, Role, &str), name: &str, key: &str, path: String) {
        let at = match self.places.named.get(&(folder.to_owned(), slug(name))) {
            Some(at) => *at,
            None => {
                let mut fields = Fields::default();
                fields.set(title, name);
                let slug = slug(name);
                let address = format!("/{}/", folder.trim_start_matches("content/"));
                let own = path.strip_prefix(&address).map(|rest| rest.trim_end_matches('/'));
                let own =
                    own.filter(|own| key == "aliases" && !own.is_empty() && !own.contains(['/', '.', '%']));
                let target = format!("{folder}/{}.md", own.unwrap_or(&slug));
                let is_there = own.is_some();
                let at = self.make(target, role, fields);
                if is_there {
                    return;
                }
                at
            }
        };
        self.old.documents[at].fields.add_name(key, path);
    }

    fn make(&mut self, target: String, role: Role, fields: Fields) -> usize {
        let (source, body) = (String::new(), String::new());
        let document = OldDocument { source, target, role, fields, body, address: None };
        let at = self.old.documents.len();
        self.places.add(at, &document);
        self.old.documents.push(document);
        at
    }

    /// Adds a rule for hosts.
    fn rule(&mut self, from: &str, to: &str) {
        let clean = |address: &str| address.replace(|c: char| c.is_whitespace() || c.is_control(), "%20");
        let _ = writeln!(self.rules, "{} {} 301", clean(from), clean(to));
    }
}
