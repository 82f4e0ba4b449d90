//! Reading the files of a built site.

use std::cell::{Cell, RefCell};
use std::fs;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::sources::Sources;
use super::{Altered, Built, FactsTable, Files, Found};
use crate::address::split_fragment;
use crate::build::Progress;
use crate::cache::checked::FileFacts;
use crate::check::faults::{Faults, Reading, is_secure};
use crate::check::groups::Page;
use crate::check::html::{self, Role};
use crate::check::pages::LARGEST_PAGE;
use crate::check::targets::{Bases, FileKind, Lead, SiteFiles, Targets};
use crate::config::Config;
use crate::facts::{Cache, ContentType, Stage};
use crate::fingerprint::digest;
use crate::output::Served;
use crate::path::{OutPath, UrlPath};
use crate::reserved::Own;
use crate::reserved::hosts::HEADERS;
use crate::write::manifest::ManifestEntry;
use crate::write::sum::Sum;

/// What all threads need.
pub(super) struct Looker<'l> {
    config: &'l Config,
    files: &'l Files<'l>,
    bases: &'l Bases,
    is_secure: bool,
    /// The facts of the files that were read.
    facts: Mutex<FactsTable>,
}

impl<'l> Looker<'l> {
    pub(super) fn new(built: &Built<'l>, files: &'l Files<'l>, bases: &'l Bases) -> Looker<'l> {
        let is_secure = is_secure(built.config);
        Looker { config: built.config, files, bases, is_secure, facts: Mutex::default() }
    }

    /// The facts of the files that were read, by number.
    pub(super) fn into_facts(self) -> FactsTable {
        self.facts.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self, facts: &FileFacts) -> u32 {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).number(facts)
    }
}

/// Reads those of the files at `places` that can have errors. Without `sources` those with addresses that no file answers are
/// only named.
///
/// # Errors
/// A file that is not as the manifest has it.
pub(super) fn look_at(
    looker: &Looker<'_>,
    places: &[u32],
    sources: Option<&Sources>,
    progress: &dyn Progress,
) -> Result<Found, Altered> {
    let look = |mut found: Found, place: &u32| {
        let looked = looker.look(*place, sources)?;
        progress.advance();
        match looked {
            Some((_, facts)) if facts.asks_sources && sources.is_none() => found.doubtful.push(*place),
            Some((faults, facts)) => {
                found.faults.append(faults);
                found.facts.push((*place, looker.number(&facts)));
            }
            None => {}
        }
        Ok(found)
    };
    let join = |mut one: Found, other: Found| {
        one.append(other);
        Ok(one)
    };
    places.par_iter().try_fold(Found::default, look).try_reduce(Found::default, join)
}

impl Looker<'_> {
    /// Reads a file; `None` where there is nothing in it that could be an error.
    fn look(&self, place: u32, sources: Option<&Sources>) -> Result<Option<(Faults, FileFacts)>, Altered> {
        let entry = self.files.entry(place);
        let Some(reading) = reading(&entry).filter(|_| self.files.served(place) == Served::Site) else {
            return Ok(None);
        };
        let altered = || Altered(entry.path.into());
        let (tree, ..) = self.files.tree(place);
        let bytes = fs::read(tree.folder.join(entry.path)).map_err(|_| altered())?;
        if Sum::of(&bytes) != *entry.sum {
            return Err(altered());
        }
        let asking =
            Asking { files: self.files, sources, asked: RefCell::default(), is_missing: Cell::default() };
        let targets = Targets::new(self.config, self.bases, asking);
        let (mut faults, mut facts) = (Faults::default(), FileFacts::default());
        // The plan has no other text either.
        let (Ok(text), Ok(path)) = (std::str::from_utf8(&bytes), OutPath::new(entry.path)) else {
            return Ok(Some((faults, facts)));
        };
        let page = Page { index: place, text };
        match reading {
            Reading::Page => {
                facts.is_redirect = entry.facts.stage == Stage::List;
                self.look_at_page(&mut faults, &mut facts, (page, &path), &targets);
            }
            _ => faults.read(reading, page, &targets),
        }
        facts.counts = match reading {
            Reading::Rules => faults.redirect_counts.to_numbers(),
            Reading::Headers => faults.header_counts.to_numbers(),
            _ => facts.counts,
        };
        let Asking { asked, is_missing, .. } = targets.files;
        facts.asks = asked.into_inner();
        facts.asks.sort_unstable();
        facts.asks.dedup();
        facts.asks_sources = is_missing.get();
        Ok(Some((faults, facts)))
    }

    /// Looks at a page. `facts` say whether it may be one for an old address: it is, if it leads on by itself.
    fn look_at_page(
        &self,
        faults: &mut Faults,
        facts: &mut FileFacts,
        (page, path): (Page<'_>, &OutPath),
        targets: &Targets<'_, Asking<'_>>,
    ) {
        // Which anchors are the theme's matters for links to anchors, which are no errors.
        let html = html::read(page.text, &|_| true);
        if let Some(Lead::File(to)) = faults.lead_on(&html, (page, path), targets) {
            facts.leads_to = Some(digest(self.files.entry(to).path));
        }
        facts.is_redirect &= html.refresh.is_some();
        for link in &html.links {
            if self.is_secure {
                faults.insecure(link, page);
            }
            let (address, _) = split_fragment(&link.address);
            if link.role != Role::Resource || address.is_empty() || facts.is_redirect {
                continue;
            }
            if targets.lead(address, || path.url()) == Lead::Missing {
                let shown = targets.shown(address, || path.url());
                let is_told = targets.files.sources.is_some_and(|sources| sources.tell(path, &shown));
                if !is_told {
                    faults.missing(link, &shown, page);
                }
            }
        }
    }
}

/// How a file of the site is read; `None` where nothing in it could be an error.
fn reading(entry: &ManifestEntry<'_>) -> Option<Reading> {
    let ManifestEntry { path, size, facts, .. } = entry;
    let content_type = &facts.content_type;
    match facts.stage {
        // Those of the theme have names that are made of their content.
        Stage::Asset => {
            let is_static = facts.cache == Cache::Revalidate && *size <= LARGEST_PAGE;
            (content_type.is_html() && is_static).then_some(Reading::Page)
        }
        Stage::Page | Stage::List if content_type.is_html() => Some(Reading::Page),
        Stage::List if [ContentType::ATOM, ContentType::RSS].contains(content_type) => Some(Reading::Feed),
        Stage::List if *content_type == ContentType::XML => Some(Reading::Sitemap),
        Stage::List if *path == Own::Rules.name() => Some(Reading::Rules),
        Stage::List if *path == HEADERS => Some(Reading::Headers),
        _ => None,
    }
}

/// The files of a built site, asked for one of them: what was asked is noted.
struct Asking<'l> {
    files: &'l Files<'l>,
    sources: Option<&'l Sources>,
    /// The hashes of the paths that were asked for.
    asked: RefCell<Vec<u64>>,
    /// Whether no file answered an address.
    is_missing: Cell<bool>,
}

impl SiteFiles for Asking<'_> {
    fn place(&self, path: &str) -> Option<u32> {
        let path = digest(path);
        self.asked.borrow_mut().push(path);
        self.files.places.get(&path).copied()
    }

    fn kind(&self, place: u32) -> FileKind {
        // A page for an old address is a file like others: only warnings tell them apart.
        match self.files.served(place) {
            Served::Media => FileKind::Media,
            Served::Site => FileKind::File,
        }
    }

    fn is_old(&self, path: &UrlPath, written: &str) -> bool {
        self.is_missing.set(true);
        self.sources.is_some_and(|sources| sources.is_old(path, written))
    }
}
