//! Gives the new site the addresses of the old one: `url` where a document would get another address, aliases for what else answered there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::compare::{Answer, answer, encoded};
use super::old_site::{Fields, OldAddress, OldAddressKind, OldDocument, OldSite, Owner, Role};
use crate::build::Snapshot;
use crate::config::{Config, LanguageId};

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
    let places = Places::of(&old.documents, config);
    let mut owners = Owners { old, config, places, rules: String::new(), feeds: BTreeMap::new() };
    for address in std::mem::take(&mut owners.old.addresses) {
        if answer(snapshot, &address.path) == Answer::Nothing {
            owners.give(&address);
        }
        owners.old.addresses.push(address);
    }
    let Owners { rules, feeds, .. } = owners;
    for (language, feeds) in feeds {
        let table: &[&str] =
            if language.is_empty() { &["feeds"] } else { &["languages", &language, "feeds"] };
        old.settings.set(table, "aliases", feeds, "addresses of the old feeds");
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
    fn of(documents: &[OldDocument], config: &Config) -> Places {
        let mut places = Places {
            by_source: BTreeMap::new(),
            by_address: BTreeMap::new(),
            named: BTreeMap::new(),
            by_target: BTreeMap::new(),
        };
        for (at, document) in documents.iter().enumerate() {
            places.add(at, document, config);
        }
        places
    }

    fn add(&mut self, at: usize, document: &OldDocument, config: &Config) {
        self.by_source.entry(document.source.clone()).or_insert(at);
        self.by_target.entry(document.target.clone()).or_insert(at);
        if let Some(address) = &document.address {
            self.by_address.entry(address.trim_end_matches('/').to_owned()).or_insert(at);
        }
        if matches!(document.role, Role::Term | Role::Profile) {
            let (folder, file) = document.target.rsplit_once('/').unwrap_or(("", &document.target));
            let stem = file.strip_suffix(".md").unwrap_or(file);
            let (stem, language) = match stem.rsplit_once('.') {
                Some((stem, code)) if config.language_by_code(code).is_some() => (stem, code),
                _ => (stem, ""),
            };
            let folder = format!("{folder}.{language}");
            let names = ["title", "name", "slug"].into_iter().filter_map(|key| document.fields.text(key));
            let aka = document.fields.names("aka");
            for name in names.chain(aka).chain([stem.to_owned()]) {
                self.named.entry((folder.clone(), slug(&name, config))).or_insert(at);
            }
        }
    }
}

/// The slug that a name has without a file of its own.
fn slug(name: &str, config: &Config) -> String {
    config.slugs.of_name(name).unwrap_or_else(|| name.to_lowercase())
}

struct Owners<'o> {
    old: &'o mut OldSite,
    config: &'o Config,
    places: Places,
    /// Lines of [`RULES`].
    rules: String,
    /// Old addresses of the feed of all articles, by language.
    feeds: BTreeMap<String, Vec<String>>,
}

impl Owners<'_> {
    /// Makes an old address that nothing answers one of its owner.
    fn give(&mut self, address: &OldAddress) {
        let path = encoded(&address.path);
        let is_feed = address.kind == OldAddressKind::Feed;
        let key = if is_feed { "feed_aliases" } else { "aliases" };
        match &address.owner {
            Owner::Site(language) if is_feed => self.feeds.entry(language.clone()).or_default().push(path),
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
            Owner::Document(source) => {
                if let Some(at) = self.places.by_source.get(source) {
                    self.old.documents[*at].fields.add_name("aliases", path);
                }
            }
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
        // A list of another language has its code in front of its address.
        let code = path.split('/').nth(1).filter(|code| self.config.language_by_code(code).is_some());
        let code =
            code.filter(|code| *code != self.config.language(LanguageId::DEFAULT).code).map(str::to_owned);
        let language = code.unwrap_or_default();
        let slug = slug(name, self.config);
        let at = match self.places.named.get(&(format!("{folder}.{language}"), slug.clone())) {
            Some(at) => *at,
            None => {
                let mut fields = Fields::default();
                fields.set(title, name);
                let (before, suffix) = match &*language {
                    "" => (String::new(), String::new()),
                    code => (format!("/{code}"), format!(".{code}")),
                };
                let address = format!("{before}/{}/", folder.trim_start_matches("content/"));
                let own = path.strip_prefix(&address).map(|rest| rest.trim_end_matches('/'));
                let own =
                    own.filter(|own| key == "aliases" && !own.is_empty() && !own.contains(['/', '.', '%']));
                let target = format!("{folder}/{}{suffix}.md", own.unwrap_or(&slug).replace('/', "-"));
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
        self.places.add(at, &document, self.config);
        self.old.documents.push(document);
        at
    }

    /// Adds a rule for hosts.
    fn rule(&mut self, from: &str, to: &str) {
        let clean = |address: &str| address.replace(|c: char| c.is_whitespace() || c.is_control(), "%20");
        let _ = writeln!(self.rules, "{} {} 301", clean(from), clean(to));
    }
}
