//! What the address of a link leads to, in a site of which every file is known.

use rustc_hash::FxHashMap;

use crate::address::{Address, AddressKind, Host, Hosts, clean, kind};
use crate::article::body::AddressLink;
use crate::build::Snapshot;
use crate::catalog::{Asked, Catalog};
use crate::config::{BaseUrl, Config};
use crate::fingerprint::digest;
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

/// The files of a site by their paths.
pub(super) struct Targets<'s> {
    pub(super) config: &'s Config,
    catalog: &'s Catalog,
    plan: &'s Plan,
    /// The place of each file in the plan, by the hash of its path.
    places: FxHashMap<u64, u32>,
    /// The sub-path of the site, decoded, without a slash at its end.
    base: String,
    /// The host of `[media]` and its sub-path, likewise.
    media: Option<(Host, String)>,
}

impl<'s> Targets<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Targets<'s> {
        let (config, catalog, plan) = (snapshot.config(), snapshot.catalog(), snapshot.plan());
        let sub_path = |url: &BaseUrl| {
            let base = UrlPath::parse(&format!("{}/", url.path));
            base.map(|base| base.as_str().trim_end_matches('/').to_owned()).unwrap_or_default()
        };
        let base = sub_path(&config.base_url);
        let media = config.media.as_ref().map(|media| &media.base_url);
        let media = media.and_then(|url| Some((Host::of_full(&url.origin)?.1, sub_path(url))));
        let entries = (0_u32..).zip(plan.entries());
        let places = entries.map(|(index, (path, _))| (digest(path.as_str()), index)).collect();
        Targets { config, catalog, plan, places, base, media }
    }

    /// The file at `index` of the plan.
    pub(super) fn entry(&self, index: u32) -> &'s (OutPath, Output) {
        &self.plan.entries()[index as usize]
    }

    /// The place of a file in the plan.
    fn place(&self, path: &str) -> Option<u32> {
        self.places.get(&digest(path)).copied()
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
            None => address.path.below(&self.base).ok_or(Lead::Unchecked),
        }
    }

    /// What an address leads to.
    pub(super) fn lead(&self, written: &str, page: impl FnOnce() -> UrlPath) -> Lead {
        if let Some(path) = self.media_path(written) {
            let found = self.find(&path).filter(|index| self.entry(*index).1.served() == Served::Media);
            return found.map_or(Lead::Missing, Lead::File);
        }
        match self.path(written, page).map(|path| self.lead_of(&path, written)) {
            Ok(Lead::File(index)) if self.entry(index).1.served() == Served::Media => Lead::Moved,
            Ok(lead) | Err(lead) => lead,
        }
    }

    /// The path on the site of a full address below the base address of `[media]`.
    fn media_path(&self, written: &str) -> Option<UrlPath> {
        let (host, base) = self.media.as_ref()?;
        if !kind(written).is_on_the_web() {
            return None;
        }
        let address = Address::read(written, &Hosts::default(), &UrlPath::root()).ok()?;
        address.path.below(base).filter(|_| address.host.as_ref() == Some(host))
    }

    /// What a path of the site leads to.
    pub(super) fn lead_of(&self, path: &UrlPath, written: &str) -> Lead {
        match self.find(path) {
            Some(index) => match self.entry(index).1 {
                Output::Redirect(_) => Lead::Redirect(index),
                _ => Lead::File(index),
            },
            None if self.is_old(path, written) => Lead::Rule,
            None => Lead::Missing,
        }
    }

    /// The file that a host answers with at `path`; see [`UrlPath::answered`].
    fn find(&self, path: &UrlPath) -> Option<u32> {
        let text = path.as_str();
        let named = |path: &OutPath| self.place(path.as_str());
        named(&path.out_path()).or_else(|| {
            if text.ends_with('/') {
                return None;
            }
            let as_file = || self.place(text.trim_start_matches('/'));
            let as_folder = || named(&path.clone().as_folder().out_path());
            as_file().or_else(as_folder).or_else(|| named(&path.page()?.out_path()))
        })
    }

    /// Whether an address is an old one that rules answer.
    fn is_old(&self, path: &UrlPath, written: &str) -> bool {
        let query = written.split('#').next().and_then(|written| written.split_once('?'));
        let asked = match query {
            Some((_, query)) => format!("{}?{query}", path.href("")),
            None => path.href(""),
        };
        let Ok(read) = Address::read(&asked, &self.config.hosts, &UrlPath::root()) else { return false };
        let planned =
            |path: &OutPath| self.plan.get(path).is_some_and(|output| !matches!(output, Output::Redirect(_)));
        let asked = Asked { written: &asked, read: Ok(&read) };
        matches!(self.catalog.address_link(self.config, &asked, "", &planned), AddressLink::Old(_))
    }
}
