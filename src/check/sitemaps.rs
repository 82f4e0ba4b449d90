//! Sitemaps against their specification (<https://www.sitemaps.org/protocol.html>).

use chrono::{DateTime, NaiveDate};
use roxmltree::{Document, Node};
use rustc_hash::FxHashSet;

/// The name space of all elements.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The most addresses and the most bytes of one file, and the longest address.
const MOST: usize = 50_000;
const LARGEST: usize = 50 * 1024 * 1024;
const LONGEST: usize = 2_048;

/// How many faults of a file are told.
const FAULTS: usize = 100;

/// What is wrong with a sitemap or an index of sitemaps, each with its line. `exists` tells whether the site has an address.
pub(super) fn faults(text: &str, exists: &mut dyn FnMut(&str) -> bool) -> Vec<(u32, String)> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![(error.pos().row, format!("not well-formed XML: {error}"))],
    };
    let mut faults = Vec::new();
    if text.len() > LARGEST {
        faults.push((1, "more than 50 MB".to_owned()));
    }
    let root = document.root_element();
    let child = match root.tag_name().name() {
        "urlset" => "url",
        "sitemapindex" => "sitemap",
        other => return vec![(1, format!("the root is `{other}`, not `urlset` or `sitemapindex`"))],
    };
    if root.tag_name().namespace() != Some(NAMESPACE) {
        faults.push((1, format!("the name space is not {NAMESPACE}")));
    }
    let entries: Vec<Node<'_, '_>> =
        root.children().filter(|node| node.has_tag_name((NAMESPACE, child))).collect();
    if entries.len() > MOST {
        faults.push((1, format!("more than {MOST} addresses")));
    }
    let mut known = FxHashSet::default();
    for entry in entries {
        if faults.len() >= FAULTS {
            break;
        }
        let mut fault = |what: String| faults.push((document.text_pos_at(entry.range().start).row, what));
        let value = |name: &str| {
            let found = entry.children().find(|node| node.has_tag_name((NAMESPACE, name)));
            found.map(|node| node.text().unwrap_or_default().trim())
        };
        match value("loc") {
            None | Some("") => fault(format!("a `{child}` without `loc`")),
            Some(address) if !is_full(address) => fault(format!("`loc` is not a full address: {address}")),
            Some(address) if address.len() >= LONGEST => fault("an address of 2,048 or more bytes".into()),
            Some(address) if !known.insert(address) => fault(format!("listed twice: {address}")),
            Some(address) if !exists(address) => {
                fault(format!("lists an address that is no page: {address}"))
            }
            Some(_) => {}
        }
        if let Some(date) = value("lastmod").filter(|date| !is_date(date)) {
            fault(format!("invalid date in `lastmod`: {date}"));
        }
    }
    faults
}

/// Whether an address names its host.
fn is_full(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// Whether a text is a date as the W3C writes it.
fn is_date(text: &str) -> bool {
    let is_month = || NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").is_ok();
    let is_minute = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z").is_ok();
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_year
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        || DateTime::parse_from_rfc3339(text).is_ok()
        || is_month()
        || is_minute()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(urls: &str) -> Vec<(u32, String)> {
        let text = format!("<?xml version=\"1.0\"?>\n<urlset xmlns=\"{NAMESPACE}\">\n{urls}\n</urlset>");
        faults(&text, &mut |address| !address.ends_with("/gone/"))
    }

    #[test]
    fn a_sitemap_lists_full_addresses_once() {
        let url = |address: &str| format!("<url><loc>{address}</loc><lastmod>2010-12-10</lastmod></url>\n");
        assert_eq!(told(&(url("https://a.example/") + &url("https://a.example/b/"))), []);
        let wrong = url("/b/")
            + &url("https://a.example/")
            + &url("https://a.example/")
            + &url("https://a.example/gone/");
        let expected = [
            (3, "`loc` is not a full address: /b/".to_owned()),
            (5, "listed twice: https://a.example/".to_owned()),
            (6, "lists an address that is no page: https://a.example/gone/".to_owned()),
        ];
        assert_eq!(told(&wrong), expected);
        assert_eq!(told("<url></url>"), [(3, "a `url` without `loc`".to_owned())]);
    }

    #[test]
    fn dates_are_those_of_the_w3c() {
        for date in ["2010", "2010-12", "2010-12-10", "2010-12-10T08:00Z", "2010-12-10T08:00:00.5+04:00"] {
            assert!(is_date(date), "{date}");
        }
        for date in ["", "10.12.2010", "2010-13", "2010-12-10 08:00", "yesterday"] {
            assert!(!is_date(date), "{date}");
        }
    }

    #[test]
    fn other_documents_are_none() {
        assert_eq!(
            faults("<a/>", &mut |_| true),
            [(1, "the root is `a`, not `urlset` or `sitemapindex`".to_owned())]
        );
        assert!(faults("<urlset>", &mut |_| true)[0].1.starts_with("not well-formed XML: "));
        let many = "<url><loc>https://a.example/</loc></url>".repeat(MOST + 1);
        assert!(told(&many).contains(&(1, "more than 50000 addresses".to_owned())));
    }
}
