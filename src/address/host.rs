//! Hosts, and which of them belong to this site.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::UrlPath;

/// A host as it is compared: in lower case and ASCII (IDNA), without user, default port and final dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Host(Box<str>);

impl Host {
    /// Reads `host`, `host:8080` or `user@host` after `scheme` (`http`, `https`, or nothing for either).
    ///
    /// `None` where browsers find no host in it.
    pub fn read(scheme: &str, authority: &str) -> Option<Host> {
        let authority = authority.rsplit('@').next().unwrap_or_default();
        // An IPv6 address is in brackets and holds colons.
        let (name, port) = match authority.rfind(':').filter(|colon| !authority[*colon..].contains(']')) {
            Some(colon) => (&authority[..colon], &authority[colon + 1..]),
            None => (authority, ""),
        };
        // Most names need no more than lower case. A last part that starts with a digit may be that of an IPv4 address.
        let without_dot = name.strip_suffix('.').unwrap_or(name);
        let last = without_dot.rsplit('.').next().unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        let is_plain = name.bytes().all(plain) && !last.starts_with(|first: char| first.is_ascii_digit());
        let mut host = match is_plain && !name.to_ascii_lowercase().contains("xn--") {
            true => without_dot.to_ascii_lowercase(),
            false => {
                let host = url::Host::parse(name).ok()?.to_string();
                host.strip_suffix('.').map(ToOwned::to_owned).unwrap_or(host)
            }
        };
        if host.is_empty() {
            return None;
        }
        let port = match port {
            "" => None,
            // `u16` reads a sign as well.
            _ if !port.bytes().all(|byte| byte.is_ascii_digit()) => return None,
            _ => Some(port.parse::<u16>().ok()?),
        };
        let default = match (scheme, port) {
            ("http" | "", Some(80)) | ("https" | "", Some(443)) => true,
            (_, port) => port.is_none(),
        };
        if let Some(port) = port.filter(|_| !default) {
            host.push_str(&format!(":{port}"));
        }
        Some(Host(host.into()))
    }

    /// Reads a host as `site.toml` names it: `www.example.org`, or a full address.
    pub fn parse(text: &str) -> Option<Host> {
        match split(text) {
            Some((host, _)) => host,
            None => Host::read("", text.trim_end_matches('/')).filter(|_| !text.contains(['/', '?', '#'])),
        }
    }

    /// Scheme and host of a full address of the web; without a scheme (`//host/x`) it is `https`.
    pub fn of_full(text: &str) -> Option<(&'static str, Host)> {
        let scheme = if text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("http:")) {
            "http"
        } else {
            "https"
        };
        Some((scheme, split(text)?.0?))
    }

    /// The host as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host without `www.`: both have always led to the same pages.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("www.").unwrap_or(&self.0)
    }

    /// Whether both lead to the same pages.
    pub fn is_same_site(&self, other: &Host) -> bool {
        self.plain() == other.plain()
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The host of a full address, if it can be read, and what follows it; `None` for a text that is no full address of the web.
///
/// Backslashes count as slashes, as they do for browsers.
pub(super) fn split(text: &str) -> Option<(Option<Host>, &str)> {
    let slashes = |rest: &str| rest.bytes().take(2).filter(|byte| matches!(byte, b'/' | b'\\')).count() == 2;
    let (scheme, rest) = match ["http:", "https:"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
    {
        Some(scheme) => (&scheme[..scheme.len() - 1], &text[scheme.len()..]),
        None => ("", text),
    };
    if !slashes(rest) {
        return None;
    }
    let rest = &rest[2..];
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    Some((Host::read(scheme, &rest[..end]), &rest[end..]))
}

/// The addresses this site is served at: `base_url`, and what `site.toml` has where another one replaces it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// Host and sub-path of each; the sub-path decoded, without a slash at its end.
    own: Vec<(Host, Box<str>)>,
}

impl Hosts {
    /// The hosts of full addresses with their sub-paths. Those that are none are left out.
    pub fn new<'b>(bases: impl IntoIterator<Item = &'b str>) -> Hosts {
        let read = |base: &str| {
            let (host, rest) = split(base)?;
            let path = UrlPath::parse(if rest.is_empty() { "/" } else { rest }).ok()?;
            Some((host?, path.as_str().trim_end_matches('/').into()))
        };
        Hosts { own: bases.into_iter().filter_map(read).collect() }
    }

    /// Whether this site is on `host`, with a sub-path or without.
    pub fn is_own(&self, host: &Host) -> bool {
        self.own.iter().any(|(own, _)| own.is_same_site(host))
    }

    /// A path as pages write it, without the sub-path of this site if it starts with that.
    pub fn without_base(&self, path: UrlPath) -> UrlPath {
        let bases = self.own.iter().filter(|(_, base)| !base.is_empty());
        bases.filter_map(|(_, base)| path.below(base)).next().unwrap_or(path)
    }

    /// The path of this site that `path` of `host` is; `None` on another host, or outside the sub-path.
    pub fn below_base(&self, host: &Host, path: &UrlPath) -> Option<UrlPath> {
        let mut own = self.own.iter().filter(|(own, _)| own.is_same_site(host));
        own.find_map(|(_, base)| path.below(base))
    }
}
