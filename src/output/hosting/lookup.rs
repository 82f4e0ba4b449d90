//! Old addresses for servers that look up what was asked for, letter by letter and without regard to case: nginx and Apache.

use rustc_hash::FxHashSet;

use super::spelling::spellings;
use crate::output::base::Base;
use crate::output::destinations::Destinations;
use crate::output::redirect::Rule;
use crate::output::{Output, Plan};
use crate::path::OutPath;

/// What is looked up, each with where it leads; of two equal ones the first counts.
pub(super) struct Keys<'r> {
    /// Path and query as they were asked for.
    pub(super) exact: Vec<(String, &'r str)>,
    /// The path alone, whatever the query.
    pub(super) any_query: Vec<(String, &'r str)>,
    /// The host, and what follows it.
    pub(super) of_hosts: Vec<(String, &'r str)>,
}

/// What is looked up for `rules`.
pub(super) fn keys<'r>(base: &Base<'_>, rules: &'r [Rule<'_>], destinations: &Destinations<'_>) -> Keys<'r> {
    let pages = PagesWithCapitals::of(destinations.plan());
    // A path without parameters fits every query, unless other rules of it have some.
    let asked: FxHashSet<String> = rules
        .iter()
        .filter(|rule| rule.query().is_some() && rule.host.is_none())
        .flat_map(|rule| spellings(rule))
        .filter_map(|key| key.split_once('?').map(|(path, _)| path.to_ascii_lowercase()))
        .collect();
    let mut keys = Keys { exact: Vec::new(), any_query: Vec::new(), of_hosts: Vec::new() };
    for rule in rules {
        if let Some(host) = rule.host {
            // The port is no part of what is looked up.
            let host = host.as_str().split(':').next().unwrap_or_default();
            if is_plain_host(host) {
                keys.of_hosts
                    .extend(spellings(rule).into_iter().map(|key| (format!("{host}{key}"), &*rule.to)));
            }
            continue;
        }
        if pages.hold(base, rule, destinations) {
            continue;
        }
        for key in spellings(rule) {
            if key.eq_ignore_ascii_case(&rule.to) {
                continue;
            }
            if rule.query().is_none() && !asked.contains(&key.to_ascii_lowercase()) {
                keys.any_query.push((key, &rule.to));
            } else {
                keys.exact.push((key, &rule.to));
            }
        }
    }
    keys
}

/// Whether a host holds nothing but what names of hosts are made of.
pub(super) fn is_plain_host(host: &str) -> bool {
    !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// The pages whose addresses have capitals: an old address that differs from one by case alone must not lead away from it.
struct PagesWithCapitals(FxHashSet<String>);

impl PagesWithCapitals {
    fn of(plan: &Plan) -> PagesWithCapitals {
        let has_capital = |path: &OutPath| path.as_str().bytes().any(|byte| byte.is_ascii_uppercase());
        let pages = plan
            .entries()
            .iter()
            .filter(|(path, output)| !matches!(output, Output::Redirect(_)) && has_capital(path));
        PagesWithCapitals(pages.map(|(path, _)| path.as_str().to_ascii_lowercase()).collect())
    }

    /// Whether a page has the old address of a rule in other letters.
    fn hold(&self, base: &Base<'_>, rule: &Rule<'_>, destinations: &Destinations<'_>) -> bool {
        if rule.query().is_some() || !(rule.below_base || base.config.base_url.path.is_empty()) {
            return false;
        }
        let path = rule.from.path.clone().with_slash().out_path();
        let lower = path.as_str().to_ascii_lowercase();
        let is_page = |output: &Output| !matches!(output, Output::Redirect(_) | Output::Feed(_));
        self.0.contains(&lower)
            || (lower != path.as_str()
                && OutPath::new(lower).is_ok_and(|path| destinations.planned(&path).is_some_and(is_page)))
    }
}
