//! What the address of a link leads to, in a site of which every file is known: by its plan, or because it is built.

use rustc_hash::FxHashMap;

use crate::address::{Address, AddressKind, Host, Hosts, clean, kind};
use crate::build::Snapshot;
use crate::catalog::Catalog;
use crate::config::{BaseUrl, Config};
use crate::fingerprint::digest;
use crate::output::redirect::is_old;
use crate::output::{Output, Plan, Served};
use crate::path::{OutPath, UrlPath};

/// What the address of a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To the file at this place in the plan.
    File(u32),
    /// By the address that it would have on the site, to a file that is served as media.
    Moved,
    /// To a page that leads on, at this place in the plan.
    Redirect(u32),
    /// To an old address that only the rules of a host answer.
    Rule,
    /// To an address of the site that nothing answers.
    Missing,
    /// To another site.
    Elsewhere,
    /// To something that is no matter of links between pages: mail, a part of the host that is not the site's.
    Unchecked,
}

/// The files that a site has: those of a plan, or those of a built tree.
pub(super) trait SiteFiles {
    /// The place of the file at a path.
    fn place(&self, path: &str) -> Option<u32>;

    /// What is at a place.
    fn kind(&self, place: u32) -> FileKind;

    /// Whether an address that no file answers is an old one that rules answer.
    fn is_old(&self, path: &UrlPath, written: &str) -> bool;
}

/// What a file is to those who follow a link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A file that is served with the pages.
    File,
    /// A page that leads on.
    Redirect,
    /// A file of `[media]`.
    Media,
}

/// Where the files of a site are served.
pub(super) struct Bases {
    /// The sub-path of the site, decoded, without a slash at its end.
    base: String,
    /// The host of `[media]` and its sub-path, likewise.
    media: Option<(Host, String)>,
}

impl Bases {
    pub(super) fn of(config: &Config) -> Bases {
        let sub_path = |url: &BaseUrl| {
            let base = UrlPath::parse(&format!("{}/", url.path));
            base.map(|base| base.as_str().trim_end_matches('/').to_owned()).unwrap_or_default()
        };
        let media = config.media.as_ref().map(|media| &media.base_url);
        let media = media.and_then(|url| Some((Host::of_full(&url.origin)?.1, sub_path(url))));
        Bases { base: sub_path(&config.base_url), media }
    }
}

/// The files of a site by their paths.
pub(super) struct Targets<'s, F> {
    config: &'s Config,
    bases: &'s Bases,
    pub(super) files: F,
}

impl<'s, F: SiteFiles> Targets<'s, F> {
    pub(super) fn new(config: &'s Config, bases: &'s Bases, files: F) -> Targets<'s, F> {
        Targets { config, bases, files }
    }

    /// Reads an address as written on `page`, which is asked only for addresses that are relative. Returns the path below the top
    /// of the site; `None` where it is no path of the site.
    pub(super) fn path(&self, written: &str, page: impl FnOnce() -> UrlPath) -> Result<UrlPath, Lead> {
        let cleaned = clean(written);
        let is_full = match kind(&cleaned) {
            AddressKind::Full { scheme } if matches!(&*scheme, "" | "http" | "https") => true,
            AddressKind::Full { .. } | AddressKind::Unsafe | AddressKind::Empty => {
                return Err(Lead::Unchecked);
            }
            AddressKind::Path | AddressKind::Fragment | AddressKind::Source => false,
        };
        let is_absolute = cleaned.starts_with('/');
        let page = if is_full || is_absolute { UrlPath::root() } else { page() };
        let Ok(address) = Address::read(&cleaned, &self.config.hosts, &page) else {
            return Err(if is_full { Lead::Elsewhere } else { Lead::Missing });
        };
        if self.config.live_link(&cleaned, &address).is_some() {
            return Err(Lead::Unchecked);
        }
        match address.host {
            Some(host) if self.config.hosts.is_own(&host) => Err(Lead::Unchecked),
            Some(_) => Err(Lead::Elsewhere),
            None if is_full || !is_absolute => Ok(address.path),
            None => address.path.below(&self.bases.base).ok_or(Lead::Unchecked),
        }
    }

    /// What an address leads to.
    pub(super) fn lead(&self, written: &str, page: impl FnOnce() -> UrlPath) -> Lead {
        if let Some(path) = self.media_path(written) {
            let found = self.find(&path).filter(|place| self.files.kind(*place) == FileKind::Media);
            return found.map_or(Lead::Missing, Lead::File);
        }
        match self.path(written, page).map(|path| self.lead_of(&path, written)) {
            Ok(Lead::File(place)) if self.files.kind(place) == FileKind::Media => Lead::Moved,
            Ok(lead) | Err(lead) => lead,
        }
    }

    /// The path on the site of a full address below the base address of `[media]`.
    fn media_path(&self, written: &str) -> Option<UrlPath> {
        let (host, base) = self.bases.media.as_ref()?;
        if !kind(written).is_on_the_web() {
            return None;
        }
        let address = Address::read(written, &Hosts::default(), &UrlPath::root()).ok()?;
        address.path.below(base).filter(|_| address.host.as_ref() == Some(host))
    }

    /// What a path of the site leads to.
    pub(super) fn lead_of(&self, path: &UrlPath, written: &str) -> Lead {
        match self.find(path) {
            Some(place) => match self.files.kind(place) {
                FileKind::Redirect => Lead::Redirect(place),
                FileKind::File | FileKind::Media => Lead::File(place),
            },
            None if self.files.is_old(path, written) => Lead::Rule,
            None => Lead::Missing,
        }
    }

    /// An address as it is told: the path of the site that it is, where it is one.
    pub(super) fn shown(&self, address: &str, page: impl FnOnce() -> UrlPath) -> String {
        self.path(address, page).map_or_else(|_| address.to_owned(), |path| path.as_str().to_owned())
    }

    /// The file that a host answers with at `path`; see [`UrlPath::answered`].
    fn find(&self, path: &UrlPath) -> Option<u32> {
        let text = path.as_str();
        let named = |path: &OutPath| self.files.place(path.as_str());
        named(&path.out_path()).or_else(|| {
            if text.ends_with('/') {
                return None;
            }
            let as_file = || self.files.place(text.trim_start_matches('/'));
            let as_folder = || named(&path.clone().as_folder().out_path());
            as_file().or_else(as_folder).or_else(|| named(&path.page()?.out_path()))
        })
    }
}

/// The files of a plan.
pub(super) struct Planned<'s> {
    config: &'s Config,
    catalog: &'s Catalog,
    plan: &'s Plan,
    /// The place of each file in the plan, by the hash of its path.
    places: FxHashMap<u64, u32>,
}

impl<'s> Planned<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Planned<'s> {
        let (config, catalog, plan) = (snapshot.config(), snapshot.catalog(), snapshot.plan());
        let entries = (0_u32..).zip(plan.entries());
        let places = entries.map(|(place, (path, _))| (digest(path.as_str()), place)).collect();
        Planned { config, catalog, plan, places }
    }

    /// The file at a place of the plan.
    pub(super) fn entry(&self, place: u32) -> &'s (OutPath, Output) {
        &self.plan.entries()[place as usize]
    }
}

impl SiteFiles for Planned<'_> {
    fn place(&self, path: &str) -> Option<u32> {
        self.places.get(&digest(path)).copied()
    }

    fn kind(&self, place: u32) -> FileKind {
        match &self.entry(place).1 {
            Output::Redirect(_) => FileKind::Redirect,
            output if output.served() == Served::Media => FileKind::Media,
            _ => FileKind::File,
        }
    }

    fn is_old(&self, path: &UrlPath, written: &str) -> bool {
        is_old((self.config, self.catalog, self.plan), path, written)
    }
}
