//! `base_url`: the address of the site.

use super::{invalid, required};
use crate::address::{Host, Hosts};
use crate::config::{BaseUrl, FILE};
use crate::diagnostic;
use crate::diagnostic::Position;
use crate::path::UrlPath;
use crate::value::fields::{Fields, Located};

/// The address of the site, that which is written where another one replaces it, and the hosts of both.
pub(super) fn read_base_url(
    fields: &mut Fields<'_, '_>,
    replaced: Option<&str>,
) -> (BaseUrl, Option<BaseUrl>, Hosts) {
    let none = || BaseUrl { origin: String::new(), path: String::new() };
    let written = fields.nonempty("base_url");
    let url = match (replaced, written) {
        (Some(url), _) => url.to_owned(),
        (None, Some(written)) => written.text.to_owned(),
        (None, None) => required(fields, FILE, "base_url"),
    };
    let parsed = parse_base_url(&url);
    if parsed.is_none() && !url.is_empty() {
        let position = written.map_or(Position::START, |written| written.position);
        let why = "expected a URL with `https://` or `http://` and a host, without query or fragment";
        if replaced.is_some() {
            fields.report().push(diagnostic::message::wrong_option("--base-url", &url, why));
            return (none(), None, Hosts::default());
        }
        invalid(fields, Located { text: &url, position }, "base_url", why);
    }
    let hosts = Hosts::new(std::iter::once(&*url).chain(written.map(|written| written.text)));
    let written = written.and_then(|written| parse_base_url(written.text));
    (parsed.unwrap_or_else(none), written, hosts)
}

/// Splits an address into origin and sub-path.
pub(super) fn parse_base_url(url: &str) -> Option<BaseUrl> {
    let scheme_end = url.find("://")?;
    let scheme = &url[..scheme_end];
    let rest = &url[scheme_end + 3..];
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let plain =
        |text: &str| !text.contains(['?', '#', '"', '<', '>', '\'']) && !text.contains(char::is_whitespace);
    if !matches!(scheme, "http" | "https") || !plain(url) {
        return None;
    }
    // Feeds, sitemaps and rules hold addresses that programs read: names of other scripts in their ASCII form.
    let host = Host::read(scheme, host)?;
    let path = UrlPath::parse(path).ok()?;
    let path = path.href("").trim_end_matches('/').to_owned();
    Some(BaseUrl { origin: format!("{scheme}://{host}"), path })
}
