//! Old addresses as rules: the one list that the settings of every host are made of.

use std::cmp::Reverse;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rayon::prelude::*;

use crate::address::{Address, Host, Query};
use crate::catalog::Redirect;
use crate::config::Config;
use crate::output::Output;
use crate::output::base::Base;
use crate::output::destinations::Destinations;
use crate::path::OutPath;
use crate::reserved::Reserved;
use crate::reserved::hosts::Steering;

/// The status of every redirect: old addresses do not come back.
pub(in crate::output) const STATUS: u16 = 301;

/// An old address and where it leads.
#[derive(Clone, Debug)]
pub(in crate::output) struct Rule<'s> {
    /// The old address.
    pub(in crate::output) from: &'s Address,
    /// The host that it is an address of; `None` where it is one of any host that serves the site.
    pub(in crate::output) host: Option<&'s Host>,
    /// The path of the old address, percent-encoded, with the sub-path of the site.
    pub(in crate::output) path: String,
    /// The address it leads to: a path, or a full one where the old address is of another host.
    pub(in crate::output) to: String,
    /// What the site has at the old address.
    pub(in crate::output) file: Option<OldFile>,
    /// Whether the old address is below the sub-path of the site.
    pub(in crate::output) below_base: bool,
    /// Whether it is the address that a file of `[media]` would have on the site. Where a host has no room, it does without these.
    pub(in crate::output) is_media: bool,
}

/// A file at an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::output) enum OldFile {
    /// A page that leads on.
    Page,
    /// The feed that was there.
    Feed,
}

impl Rule<'_> {
    /// The query of the old address.
    pub(in crate::output) fn query(&self) -> Option<&Query> {
        self.from.query.as_ref()
    }
}

/// All rules in the order in which the first that fits counts: those of a host first, since one without fits every host; then by
/// path, and of one path those with the most parameters, since one without fits every query. Files of `[media]` come last.
pub(in crate::output) fn rules<'s>(
    base: Base<'s>,
    destinations: Destinations<'s>,
) -> impl Iterator<Item = Rule<'s>> {
    let place = |redirect| (rule_place(base.config, redirect), redirect);
    let mut ordered: Vec<(RulePlace<'_>, &Redirect)> =
        destinations.redirects().par_iter().map(place).collect();
    ordered.par_sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut last: Option<(Option<&Host>, String, Option<String>)> = None;
    let of_media = destinations.media().iter().map(move |(from, to)| Rule {
        from,
        host: None,
        path: from.path.href(&base.config.base_url.path),
        to: to.clone(),
        file: None,
        below_base: true,
        is_media: true,
    });
    let of_pages = ordered.into_iter().filter_map(move |(place, redirect)| {
        let rule = rule(&base, &destinations, redirect)?;
        // Of several claims the first counts.
        if last
            .as_ref()
            .is_some_and(|(host, path, query)| (*host, path, query) == (rule.host, &rule.path, &place.query))
        {
            return None;
        }
        last = Some((rule.host, rule.path.clone(), place.query));
        Some(rule)
    });
    of_pages.chain(of_media)
}

/// Where a rule stands among the others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct RulePlace<'r> {
    fits_any_host: bool,
    host: Option<&'r Host>,
    path: &'r str,
    parameters: Reverse<usize>,
    /// The parameters as `_redirects` holds them.
    query: Option<String>,
}

/// The place of a redirect's rule.
fn rule_place<'r>(config: &Config, redirect: &'r Redirect) -> RulePlace<'r> {
    let from = &redirect.from;
    let host = from.host.as_ref().filter(|_| !redirect.answers_at_root(config));
    let query = from.query.as_ref().map(parameters);
    let parameters = Reverse(query.as_ref().map_or(0, |query| query.split(' ').count()));
    RulePlace { fits_any_host: host.is_none(), host, path: from.path.as_str(), parameters, query }
}

/// The rule of a redirect; `None` where there is none to make.
fn rule<'s>(base: &Base<'s>, places: &Destinations<'s>, redirect: &'s Redirect) -> Option<Rule<'s>> {
    let config = base.config;
    if !places.is_owner(redirect) {
        return None;
    }
    let from = &redirect.from;
    let at_root = redirect.answers_at_root(config);
    let path = at_root.then(|| from.path.clone().with_slash().out_path());
    if let Some(path) = &path
        && is_out_of_reach(from, path)
    {
        return None;
    }
    let mut file = None;
    if let Some(path) = path.filter(|_| from.query.is_none()) {
        // A page at this very address answers it; a rule would lead away from it.
        file = match places.planned(&path) {
            None => None,
            Some(Output::Feed(_)) => Some(OldFile::Feed),
            // Another claim on this address came first.
            Some(Output::Redirect(id)) if places.redirects()[*id].target != redirect.target => return None,
            Some(Output::Redirect(_)) => Some(OldFile::Page),
            Some(_) => return None,
        };
    }
    let target = places.target(redirect);
    // An address of the own host outside the sub-path of `base_url` is a path of that host as it is.
    let below_base = at_root && !from.host.as_ref().is_some_and(|host| config.hosts.is_own(host));
    Some(Rule {
        from,
        host: from.host.as_ref().filter(|_| !at_root),
        path: from.path.href(if below_base { &config.base_url.path } else { "" }),
        to: if at_root { target.href(&config.base_url.path) } else { base.full(&target) },
        file,
        below_base,
        is_media: false,
    })
}

/// Whether a rule for an old address whose page would be `file` would lead from a name that the program or the host needs: some
/// hosts follow a rule even where there is a file. The old address of a program is what rules are for.
fn is_out_of_reach(from: &Address, file: &OutPath) -> bool {
    match Reserved::at(file) {
        Some(Reserved::Steers(Steering::Program(_))) => !from.needs_rules(),
        reserved => reserved.is_some(),
    }
}

/// The parameters of a query as `_redirects` holds them, apart by spaces; `None` where such a rule cannot match them: it has no
/// form for a name without `=`.
pub(super) fn rule_query(query: &Query) -> Option<String> {
    query.has_only_pairs().then(|| parameters(query))
}

/// The parameters of a query, apart by spaces.
fn parameters(query: &Query) -> String {
    /// Beside what a component leaves: marks that rules may give a meaning.
    const MARKS: &AsciiSet = &CONTROLS.add(b'!').add(b'*').add(b'\'').add(b'(').add(b')');
    let text = query.canonical().replace('&', " ");
    utf8_percent_encode(&text, MARKS).to_string()
}
