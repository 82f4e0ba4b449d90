//! Parts of hosts that are not archived: `live` in `site.toml`.

use super::Config;
use crate::address::{Address, Host, Hosts, clean, kind};
use crate::path::UrlPath;

/// The parts that `site.toml` names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    parts: Vec<LivePart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LivePart {
    /// The host; `None` for the one that the site is on.
    host: Option<Host>,
    /// The folder on that host, or the only address. It holds the sub-path of the site.
    path: UrlPath,
}

impl Live {
    /// Adds a part, written as a path of the site's host (`/docs/`) or as a full address; whether it is one.
    pub(super) fn add(&mut self, written: &str, hosts: &Hosts) -> bool {
        if !(kind(written).is_on_the_web() || written.starts_with('/')) || written.contains(['?', '#']) {
            return false;
        }
        let Ok(address) = Address::declared(written, &Hosts::default()) else { return false };
        let host = address.host.filter(|host| !hosts.is_own(host));
        self.parts.push(LivePart { host, path: address.path });
        true
    }

    fn holds(&self, host: Option<&Host>, path: &UrlPath) -> bool {
        let is_same_host = |part: &LivePart| match (&part.host, host) {
            (None, None) => true,
            (Some(one), Some(other)) => one.is_same_site(other),
            _ => false,
        };
        let is_within = |part: &LivePart| path.below(part.path.as_str().trim_end_matches('/')).is_some();
        self.parts.iter().any(|part| is_same_host(part) && is_within(part))
    }
}

impl Config {
    /// Whether old addresses of `host` answer at the root of this site: it is the site's own, or one of `old_hosts`.
    pub fn answers_at_root(&self, host: &Host) -> bool {
        self.hosts.is_own(host) || self.old_hosts.iter().any(|old| old.is_same_site(host))
    }

    /// The address in pages of a link to a part of a host that lives on; `None` for all other links.
    ///
    /// `address` is what was read of `written`. On the site's own host it is a path without the sub-path of the site, and where
    /// links are relative a full address, since nothing of that part lies in the folder that is opened.
    pub fn live_link(&self, written: &str, address: &Address) -> Option<String> {
        if self.live.parts.is_empty() {
            return None;
        }
        let written = clean(written);
        let in_full = kind(&written).is_on_the_web();
        let below_base = || UrlPath::parse(&format!("{}/", self.base_url.path)).ok();
        let here = below_base().map(|base| base.append(&address.path));
        let readings = match &address.host {
            // A full address of this site has lost the sub-path; any other path may be one of the host.
            None if in_full => [here, None],
            None => [Some(address.path.clone()), here],
            Some(host) if self.live.holds(Some(host), &address.path) => {
                let scheme = written.split_once(['/', '\\']).map_or("", |(scheme, _)| scheme);
                return Some(format!("{scheme}//{host}{}", address.href("")));
            }
            Some(host) if self.answers_at_root(host) => [Some(address.path.clone()), here],
            Some(_) => return None,
        };
        let path = readings.into_iter().flatten().find(|path| self.live.holds(None, path))?;
        let href = Address { host: None, path, ..address.clone() }.href("");
        Some(if self.relative_links { format!("{}{href}", self.base_url.origin) } else { href })
    }
}

#[cfg(test)]
mod tests {
    use crate::address::Address;
    use crate::config::Config;
    use crate::path::UrlPath;

    fn link(base: &str, written: &str) -> Option<String> {
        let text = format!(
            "title = \"A\"\nbase_url = \"https://www.a.example{base}\"\nold_hosts = [\"old.example\"]\n\
             live = [\"/docs/\", \"/status.json\", \"/archive/app\", \"https://old.example:8080/wiki/\", \"https://a.example/blog\"]"
        );
        let config = Config::parse(&text, None).unwrap();
        let address = Address::read(written, &config.hosts, &UrlPath::root()).unwrap();
        config.live_link(written, &address)
    }

    #[test]
    fn parts_of_the_own_host_are_paths_of_it() {
        for (written, expected) in [
            ("/docs/a b?x=1#c", Some("/docs/a%20b?x=1#c")),
            ("/docs", Some("/docs")),
            ("/docsx", None),
            ("/status.json", Some("/status.json")),
            ("/status.jsonx", None),
            ("/blog/1", Some("/blog/1")),
            ("/other", None),
            ("//old.example/docs/x", Some("/docs/x")),
            ("http://old.example:8080/wiki/x?y", Some("http://old.example:8080/wiki/x?y")),
            ("http://old.example/wiki/x", None),
            ("http://b.example/docs/x", None),
        ] {
            assert_eq!(link("/", written).as_deref(), expected, "{written}");
            assert_eq!(link("/archive/", written).as_deref(), expected, "{written}");
        }
        assert_eq!(link("/", "https://a.example/docs/x").as_deref(), Some("/docs/x"));
    }

    #[test]
    fn the_sub_path_of_the_site_is_told_from_the_host() {
        for (written, expected) in [
            ("https://a.example/docs/x", Some("/docs/x")),
            ("https://a.example/archive/docs/x", None),
            ("https://a.example/archive/app/x", Some("/archive/app/x")),
            ("/app/x", Some("/archive/app/x")),
        ] {
            assert_eq!(link("/archive/", written).as_deref(), expected, "{written}");
        }
    }
}
