//! Addresses as written by people, parsed once: a path on this site, or a URL on this host, an old host or another one,
//! with query and fragment.
//!
//! [`Address::read`] is the only parser. What is written into pages, rules and lists is made from the value it returns,
//! so an address means the same in a body, in front matter, as an alias and in a request.
//!
//! `text` contains what can be said about an address before it is parsed: its scheme, and whether it is safe.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::{MAX_ADDRESS_BYTES, PathError, UrlPath, path_key};

mod host;
mod query;
mod text;

pub use host::{Host, Hosts};
pub use query::Query;
pub use text::{
    AddressKind, Holds, LINK_SCHEMES, MEDIA_SCHEMES, candidates, clean, encoded, is_descriptor, is_elsewhere,
    is_readable, is_safe, is_safe_address, is_script, kind, literal, may_hold, push_encoded, resolve,
    split_fragment, written,
};

/// An address on the web: where it leads, not how it was written.
///
/// Two texts that mean the same address give equal values: paths are percent-decoded once and in Unicode normal form C,
/// hosts are in lower case without default port, parameters are decoded and in one order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The host; `None` for a path of this site, with the sub-path of `base_url` removed.
    pub host: Option<Host>,
    /// The path.
    pub path: UrlPath,
    /// The query, if it holds anything.
    pub query: Option<Query>,
    /// The fragment with its `#`, encoded as it is written; nothing where there is none.
    pub fragment: Box<str>,
}

/// Why a text is no address, and the host that it names all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The host, unless it is this site's own or cannot be read either.
    pub host: Option<Host>,
    /// What is wrong.
    pub error: PathError,
}

impl Address {
    /// Reads an address as written on `page`: `/node/1`, `node/1`, `../1?x=2#y`, `http://www.example.org/story.php?id=7`.
    ///
    /// Full addresses of `hosts` become paths of this site. Of other schemes than `http` and `https` none is read as a full
    /// address: `mailto:x` is a path.
    ///
    /// # Errors
    /// [`Unreadable`] where the path is none, or where there is no host after `//`.
    pub fn read(text: &str, hosts: &Hosts, page: &UrlPath) -> Result<Address, Unreadable> {
        Address::read_with(text, hosts, |path, in_full| match path.starts_with('/') {
            true if is_resolved(path) => Cow::Borrowed(path),
            false if !in_full => resolve(&page.href(""), path).into(),
            _ => resolve("/", path).into(),
        })
    }

    /// Reads an address as somebody declares it, such as an alias: like [`Address::read`] at the top of the site, but `..` in
    /// it is an error: no browser asks for such an address.
    ///
    /// # Errors
    /// As [`Address::read`], and [`PathError::Climbs`] where the path holds `.` or `..` as a part.
    pub fn declared(text: &str, hosts: &Hosts) -> Result<Address, Unreadable> {
        let address = Address::read_with(text, hosts, |path, _| match path.starts_with('/') {
            true => Cow::Borrowed(path),
            false => Cow::Owned(format!("/{path}")),
        });
        address.map(|address| Address { fragment: Box::default(), ..address })
    }

    /// Reads an address whose path is brought into an absolute form by `absolute`, which is told whether it follows a host.
    fn read_with(
        text: &str,
        hosts: &Hosts,
        absolute: impl Fn(&str, bool) -> Cow<'_, str>,
    ) -> Result<Address, Unreadable> {
        let text = clean(text);
        let (text, fragment) = split_fragment(&text);
        let fragment = if fragment.len() > 1 { encoded(fragment).into() } else { Box::default() };
        let Some((host, rest)) = host::split(text) else {
            let (path, query) =
                path_and_query(&absolute(text, false)).map_err(|error| Unreadable { host: None, error })?;
            return Ok(Address { host: None, path, query, fragment });
        };
        let host = host.ok_or(Unreadable { host: None, error: PathError::NoHost })?;
        let foreign = || Some(host.clone()).filter(|host| !hosts.is_own(host));
        let (path, query) =
            path_and_query(&absolute(rest, true)).map_err(|error| Unreadable { host: foreign(), error })?;
        match hosts.below_base(&host, &path) {
            Some(below) => Ok(Address { host: None, path: below, query, fragment }),
            None => Ok(Address { host: Some(host), path, query, fragment }),
        }
    }

    /// The path `path` of this site.
    pub fn of_path(path: UrlPath) -> Address {
        Address { host: None, path, query: None, fragment: Box::default() }
    }

    /// The same, unless it is longer than an address may be, with its host and query.
    ///
    /// # Errors
    /// [`PathError`] where it is too long.
    pub fn of_bounded_length(self) -> Result<Address, PathError> {
        if self.length() > MAX_ADDRESS_BYTES { Err(PathError::WholeTooLong) } else { Ok(self) }
    }

    /// How long it is in bytes: host, path and query as they are compared.
    pub fn length(&self) -> usize {
        let host = self.host.as_ref().map_or(0, |host| host.as_str().len());
        self.path.as_str().len() + host + self.query.as_ref().map_or(0, Query::length)
    }

    /// Whether only a host's rules can answer it: a program, or a query.
    pub fn needs_rules(&self) -> bool {
        self.path.is_program() || self.query.is_some()
    }

    /// The address without query and fragment.
    #[must_use]
    pub fn without_query(&self) -> Address {
        Address { query: None, fragment: Box::default(), ..self.clone() }
    }

    /// The path and parameters that old addresses are compared by: in lower case, without `index.html` or a slash at the
    /// end. `static/theme/old-address.js` makes the same text.
    pub fn key(&self) -> String {
        let path = self.path.as_str().to_lowercase();
        let path = path.strip_suffix("/index.html").unwrap_or(&path).trim_end_matches('/');
        match &self.query {
            Some(query) => format!("{path}?{}", query.canonical()),
            None => path.to_owned(),
        }
    }

    /// The hash of [`Address::key`] in the name space of `host`.
    pub fn key_at(&self, host: Option<&Host>) -> u64 {
        path_key(&format!("{}{}", host.map(Host::plain).unwrap_or_default(), self.key()))
    }

    /// A path of this site as it is written into pages, after `base`, the sub-path of the site.
    pub fn href(&self, base: &str) -> String {
        let mut href = self.path.href(base);
        self.push_rest(&mut href);
        href
    }

    /// Appends query and fragment as they are written.
    pub fn push_rest(&self, href: &mut String) {
        if let Some(query) = &self.query {
            href.push('?');
            href.push_str(query.written());
        }
        href.push_str(&self.fragment);
    }
}

/// Whether a path and query that start with `/` hold neither `.` and `..` as parts, in any spelling, nor backslashes.
fn is_resolved(path: &str) -> bool {
    !path.contains(['\\', '%']) && !path.contains("/.")
}

/// The path and the query of an address.
fn path_and_query(text: &str) -> Result<(UrlPath, Option<Query>), PathError> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    Ok((UrlPath::parse(path)?, Query::read(query)))
}

/// As messages name it, decoded: `www.example.org/story.php?id=7`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_ref().map_or("", Host::as_str);
        write!(f, "{host}{}", self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(f, "?{}", query.written()))
    }
}

#[cfg(test)]
mod tests;
