//! Where a link to an address leads: to a page of today, to what an old address leads to, or to another site.

use super::super::Catalog;
use crate::address::{Address, Host, Unreadable};
use crate::article::body::{AddressLink, Instead};
use crate::config::Config;
use crate::path::{OutPath, PathError, UrlPath};

/// A link whose target is looked up.
pub struct Asked<'l> {
    /// The address as written, without its fragment: a full one, or a path that starts with `/`.
    pub written: &'l str,
    /// What it was read as, seen from the top of the site.
    pub read: Result<&'l Address, &'l Unreadable>,
}

impl Catalog {
    /// Where a link leads.
    ///
    /// `is_planned` tells whether the site will have a file that is no redirect; `date` (`YYYYMMDDhhmmss`) is when the
    /// linking text was written, for the archived copy nearest to it.
    pub fn address_link(
        &self,
        config: &Config,
        asked: &Asked<'_>,
        date: &str,
        is_planned: &dyn Fn(&OutPath) -> bool,
    ) -> AddressLink {
        let missing = || match asked.read.ok().and_then(|read| config.live_link(asked.written, read)) {
            Some(href) => AddressLink::Live(href),
            None => AddressLink::Missing { instead: instead(config, asked.written, date) },
        };
        let is_archived = |host: Option<&Host>| {
            host.is_none_or(|host| self.resolver.hosts.contains(host.plain()) && !config.hosts.is_own(host))
        };
        let old = match asked.read {
            Ok(old) => old,
            Err(unreadable) if unreadable.error == PathError::NoHost => return AddressLink::Other,
            Err(unreadable) if is_archived(unreadable.host.as_ref()) => return missing(),
            Err(_) => return AddressLink::Other,
        };
        let at_root = answers_at_root(config, old);
        // Addresses of hosts that answer here may simply have stayed the same.
        let stayed = path_here(config, old);
        let answered = stayed.as_ref().and_then(|path| path.answered(is_planned));
        // An old address with this very query counts more than a page that is there whatever the query.
        let exact = |space| self.resolver.old.get(&old.key_at(space));
        let is_alias = old.query.is_some() && (exact(None).is_some() || exact(old.host.as_ref()).is_some());
        if let Some(answered) = answered.filter(|_| !is_alias) {
            // A host leads from `/x` to `/x/`, but not every host from `/x` to `/x.html`.
            let as_written =
                stayed.is_some_and(|stayed| stayed == answered || stayed.as_folder() == answered);
            return match old.host.is_none() && !names_host(asked.written) && as_written {
                true => AddressLink::Other,
                false => AddressLink::Page(answered),
            };
        }
        let without_query = old.without_query();
        // Some hosts answer `/x` with the page `x.html`. Most links lead to hosts of others, and are not asked twice.
        let is_ours =
            at_root || old.host.as_ref().is_some_and(|host| self.resolver.hosts.contains(host.plain()));
        let as_page = || old.path.page().map(|path| Address { path, ..without_query.clone() });
        let as_page = if is_ours { as_page() } else { None };
        let find = |space: Option<&Host>| {
            let found = self.resolver.old.get(&old.key_at(space));
            let found = found.or_else(|| self.resolver.old.get(&without_query.key_at(space)));
            found.or_else(|| self.resolver.old.get(&as_page.as_ref()?.key_at(space)))
        };
        let host_space = old.host.as_ref().map(Some).into_iter();
        let root_spaces = std::iter::once(None).chain(config.old_hosts.iter().map(Some));
        let mut spaces = host_space.chain(root_spaces.filter(|_| at_root));
        match spaces.find_map(find) {
            Some(target) => AddressLink::Old(self.target_url(config, *target)),
            None if is_archived(old.host.as_ref()) => missing(),
            None => AddressLink::Other,
        }
    }
}

/// The path of this site that an address of a host that answers here is: at the root, or below a language's home.
pub fn path_here(config: &Config, address: &Address) -> Option<UrlPath> {
    if answers_at_root(config, address) {
        return Some(address.path.clone());
    }
    language_path(config, address)
}

/// Whether an address was written with its host.
fn names_host(address: &str) -> bool {
    !address.starts_with('/') || address.starts_with("//")
}

/// The path of an address of a language's old host, below the language's home.
fn language_path(config: &Config, old: &Address) -> Option<UrlPath> {
    let host = old.host.as_ref()?;
    let language = config
        .languages
        .ids()
        .find(|id| config.language(*id).old_hosts.iter().any(|known| known.is_same_site(host)))?;
    Some(config.home(language).append(&old.path))
}

/// Where a link to `address`, which nothing answers, leads instead.
fn instead(config: &Config, address: &str, date: &str) -> Option<Instead> {
    let archive = config.archived_copy.as_ref()?;
    let href = archive.of(address, date);
    Some(if archive.is_original() { Instead::Original(href) } else { Instead::Copy(href) })
}

/// Whether `address` is a path of this site: it has no host, the site's own, or one of `old_hosts`.
pub(super) fn answers_at_root(config: &Config, address: &Address) -> bool {
    address.host.as_ref().is_none_or(|host| config.answers_at_root(host))
}
