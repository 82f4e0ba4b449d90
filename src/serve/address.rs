//! From a requested URL to a file of the plan, as a static host would resolve it.

use percent_encoding::percent_decode_str;
use unicode_normalization::is_nfc;

use super::rules::Rule;
use super::site::Generation;
use crate::output::Output;
use crate::path::{OutPath, PathError, UrlPath};

/// The longest address that is looked at, in bytes: no browser sends a longer one.
pub(super) const MAX_BYTES: usize = 8 * 1024;

/// What answers an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// A file.
    File(OutPath),
    /// Nothing: the page for that, if the site has one.
    Missing(Option<OutPath>),
    /// Another address, and the page that stands at this one, if there is one.
    Moved(Rule, Option<OutPath>),
    /// It is no address of any site.
    Refused,
}

/// Finds what answers `path` with `query`, both as a browser sent them.
pub(super) fn find(generation: &Generation, path: &str, query: Option<&str>) -> Resolved {
    let base = generation.config().base_url.path.as_str();
    let url = match UrlPath::parse(path) {
        Ok(url) => url,
        Err(PathError::TooLong | PathError::WholeTooLong) => return not_found(generation),
        Err(_) => return Resolved::Refused,
    };
    // The files of a host have one form of their names: where another form is asked for, it finds none.
    let is_exact = percent_decode_str(path).decode_utf8().is_ok_and(|decoded| is_nfc(&decoded));
    // The sub-path is kept as it is written into links; a browser may encode it otherwise.
    let decoded_base = UrlPath::parse(&format!("{base}/")).unwrap_or_else(|_| UrlPath::root());
    let below = url.as_str().strip_prefix(decoded_base.as_str().trim_end_matches('/'));
    let found = match below.filter(|_| is_exact) {
        Some("") => moved(UrlPath::root().href(base), query),
        Some(below) if below.starts_with('/') => find_below(generation, base, below, path, query),
        _ => None,
    };
    found
        .or_else(|| generation.rules().find(path, query).map(|rule| Resolved::Moved(rule, None)))
        .unwrap_or_else(|| not_found(generation))
}

/// Finds a file at `below`, a decoded path below the site's own.
fn find_below(
    generation: &Generation,
    base: &str,
    below: &str,
    written: &str,
    query: Option<&str>,
) -> Option<Resolved> {
    let plan = generation.snapshot().plan();
    let file = |path: &str| OutPath::new(path).ok().filter(|path| plan.contains(path));
    let relative = &below[1..];
    let (path, in_folder) = if relative.is_empty() || relative.ends_with('/') {
        (file(&format!("{relative}index.html"))?, false)
    } else if let Some(path) = file(relative) {
        (path, false)
    } else {
        (file(&format!("{relative}/index.html"))?, true)
    };
    let href = |path: &str| UrlPath::root().file(path).href(base);
    if let Some(Output::Redirect(id)) = plan.get(&path) {
        let redirect = &generation.catalog().resolver.redirects[*id];
        let to = generation.catalog().target_url(generation.config(), redirect.target).href(base);
        return Some(Resolved::Moved(Rule { to, status: 301 }, Some(path)));
    }
    if in_folder {
        return moved(format!("{}/", href(relative)), query);
    }
    // Several slashes in a row lead to the one address of the page.
    if written.contains("//") {
        return moved(href(relative), query);
    }
    Some(Resolved::File(path))
}

/// The same address as it should be written.
fn moved(to: String, query: Option<&str>) -> Option<Resolved> {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Some(Resolved::Moved(Rule { to: format!("{to}{query}"), status: 301 }, None))
}

fn not_found(generation: &Generation) -> Resolved {
    let page = OutPath::new("404.html").ok();
    Resolved::Missing(page.filter(|page| generation.snapshot().plan().contains(page)))
}
