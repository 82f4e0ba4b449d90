//! Where each page goes: its address, its file in the new site, and whether it was published.

use std::collections::{BTreeMap, BTreeSet};

use super::address::Addresses;
use super::cascade;
use super::date;
use super::pages::{Kind, Page};
use super::path::join;
use super::sections::Sections;
use super::site::Site;
use crate::diagnostic::Diagnostics;
use crate::import::folder::Folder;
use crate::import::message;
use crate::import::old_site::Role;
use crate::import::paths::Targets;

/// Whether the old site showed a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It did.
    Published,
    /// It is a draft, has expired, or is of the future.
    Hidden,
    /// It has no page of its own.
    WithoutPage,
}

/// Where a page goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Whether it is shown.
    pub(super) state: State,
    /// Its address; `None` where another page has it.
    pub(super) address: Option<String>,
    /// What it is in the new site.
    pub(super) role: Role,
    /// Its file there; `None` where it has none.
    pub(super) target: Option<String>,
}

/// Everything that decides where pages go.
pub(super) struct Placing<'p> {
    pub(super) site: &'p Site,
    pub(super) folder: &'p Folder,
    pub(super) pages: &'p [Page],
    pub(super) addresses: &'p Addresses,
    pub(super) sections: &'p Sections,
    /// The pages that files belong to.
    pub(super) with_files: &'p BTreeSet<usize>,
    /// The names of terms as pages write them, by taxonomy and by the name that addresses have.
    pub(super) written: &'p BTreeMap<(usize, String), BTreeSet<String>>,
    /// Seconds since 1970.
    pub(super) now: i64,
}

impl Placing<'_> {
    /// The places of all pages, in their order.
    pub(super) fn places(&self, problems: &mut Diagnostics) -> Vec<Place> {
        let mut order: Vec<usize> = (0..self.pages.len()).collect();
        // A translation is named after the page in the first language.
        order.sort_by_key(|index| (self.pages[*index].language, *index));
        let mut places: Vec<Place> = self.pages.iter().map(|page| self.place(page)).collect();
        self.give_way(&mut places, problems);
        let mut stems: BTreeMap<(Role, String), String> = BTreeMap::new();
        let mut targets = Targets::default();
        for index in order {
            let (page, place) = (&self.pages[index], &mut places[index]);
            if place.target.is_none() {
                continue;
            }
            let group = (place.role, self.group(page));
            let stem = stems.entry(group).or_insert_with(|| self.stem(index, place.role)).clone();
            let suffix = match page.language {
                0 => String::new(),
                language => format!(".{}", self.site.languages[language].code),
            };
            place.target = Some(targets.free(format!("content/{stem}{suffix}.md")));
        }
        places
    }

    /// Of several pages at one address, the newest was published; of the others nothing was seen.
    fn give_way(&self, places: &mut [Place], problems: &mut Diagnostics) {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for index in 0..places.len() {
            let Some(address) = places[index].address.clone() else { continue };
            let Some(other) = taken.insert(address.clone(), index) else { continue };
            let date = |index: usize| self.pages[index].date.as_ref().map(|date| date.instant);
            let (kept, loser) = if date(index) >= date(other) { (index, other) } else { (other, index) };
            problems.push(message::same_old_address(
                &self.pages[loser].source,
                &self.pages[kept].source,
                &address,
            ));
            let place = &mut places[loser];
            (place.state, place.address) = (State::Hidden, None);
            taken.insert(address, kept);
        }
    }

    /// What pages share that are translations of each other.
    fn group(&self, page: &Page) -> String {
        match page.fields.text("translationkey") {
            // Articles of other names are linked by `translation_of`.
            Some(key) if !self.sections.is_article(page) => format!("={}", key.to_lowercase()),
            _ => format!("/{}", page.key()),
        }
    }

    fn place(&self, page: &Page) -> Place {
        let role = match page.kind {
            Kind::Regular if self.sections.is_article(page) => Role::Article,
            Kind::Term(taxonomy) if self.site.taxonomies[taxonomy].is_of_authors() => Role::Profile,
            Kind::Term(_) => Role::Term,
            _ => Role::Page,
        };
        let mut state = self.state(page);
        let makes_kind = match page.kind {
            Kind::Home => "home",
            Kind::Regular => "page",
            Kind::Section => "section",
            Kind::Taxonomy(_) => "taxonomy",
            Kind::Term(_) => "term",
        };
        if !self.site.makes(makes_kind) || cascade::is_without_page(page) {
            state = State::WithoutPage;
        }
        // Lists of articles are made here, and so is the text of a list that says nothing.
        let is_list =
            page.kind == Kind::Section && page.body.trim().is_empty() && self.sections.has(page.section());
        let has_file = match state {
            State::Published => !is_list,
            State::Hidden => matches!(role, Role::Article | Role::Page) && !is_list,
            // Profiles and terms are of use without a page.
            State::WithoutPage => matches!(page.kind, Kind::Term(_)) && !self.site.makes("term"),
        };
        let address = (state == State::Published).then(|| self.addresses.page(self.site, page));
        Place { state, address, role, target: has_file.then(String::new) }
    }

    /// Whether a page was published at this time.
    pub(super) fn state(&self, page: &Page) -> State {
        let config = &self.site.config;
        let on = |key: &str| config.flag(&[key]).unwrap_or(false);
        let instant = |key: &str, default: &[&str]| {
            let keys = date::keys(self.site, key, default);
            date::first(&page.fields, &keys, (&page.name, &page.source), self.folder, self.site)
                .map(|date| date.instant)
        };
        let is_draft = page.fields.is_true("draft") && !on("builddrafts");
        let is_future =
            || instant("publishdate", &date::PUBLISH).is_some_and(|at| at > self.now) && !on("buildfuture");
        // Without a configuration nobody knows; what was online once is kept.
        let keeps_expired = on("buildexpired") || !config.is_there();
        let is_expired =
            || !keeps_expired && instant("expirydate", &date::EXPIRY).is_some_and(|at| at <= self.now);
        if is_draft || is_future() || is_expired() { State::Hidden } else { State::Published }
    }

    /// The path of a page's file below `content/`, without language and ending.
    fn stem(&self, index: usize, role: Role) -> String {
        let page = &self.pages[index];
        let has_files = page.bundle && self.with_files.contains(&index);
        let bundle = |stem: String| if has_files { format!("{stem}/index") } else { stem };
        match page.kind {
            Kind::Home => "_index".to_owned(),
            Kind::Taxonomy(taxonomy) => format!("{}/_index", self.folder_of(taxonomy)),
            Kind::Term(taxonomy) => {
                let address = self.addresses.page(self.site, page);
                let address = address.trim_end_matches('/').trim_end_matches(".html");
                let slug = address.rsplit('/').next().unwrap_or_default();
                bundle(format!("{}/{slug}", self.folder_of(taxonomy)))
            }
            Kind::Regular if role == Role::Article => {
                let name = safe(&page.name);
                let stem = join(&self.article_folder(page), &name);
                if page.bundle { format!("{stem}/index") } else { stem }
            }
            Kind::Regular | Kind::Section => {
                let address = self.addresses.page(self.site, page);
                let prefix = &self.site.languages[page.language].prefix;
                let below = address.strip_prefix(prefix.as_str()).unwrap_or(&address).trim_matches('/');
                let below = below.strip_suffix(".html").unwrap_or(below);
                match below {
                    "" => "pages/home".to_owned(),
                    below => bundle(format!("pages/{}", safe(below))),
                }
            }
        }
    }

    /// The folder of a taxonomy in the new site.
    pub(super) fn folder_of(&self, taxonomy: usize) -> &str {
        let taxonomy = &self.site.taxonomies[taxonomy];
        if taxonomy.is_of_authors() { "authors" } else { &taxonomy.plural }
    }

    /// The folder of an article: that of its section, unless such a folder has another meaning here.
    fn article_folder(&self, page: &Page) -> String {
        let section = page.section().to_lowercase();
        let has_meaning = matches!(&*section, "" | "pages" | "authors")
            || self.site.taxonomies.iter().any(|taxonomy| taxonomy.plural == section);
        if !has_meaning {
            return safe(&page.folder);
        }
        safe(&join("articles", page.folder.split_once('/').map_or("", |(_, rest)| rest)))
    }
}

/// A path without characters that some systems do not allow in names.
fn safe(path: &str) -> String {
    path.replace(['\\', ':', '*', '?', '"', '<', '>', '|'], "-")
}
