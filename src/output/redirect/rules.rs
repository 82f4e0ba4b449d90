//! Old addresses as rules for hosts: `_redirects`.

use std::cmp::Reverse;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rayon::prelude::*;

use super::own_rules;
use crate::address::{Address, Host, Query};
use crate::catalog::Redirect;
use crate::config::Config;
use crate::encoding;
use crate::output::base::Base;
use crate::output::destinations::Destinations;
use crate::output::text::Reader;
use crate::output::{Output, Site};
use crate::path::{OutPath, SourcePath};
use crate::reserved::Reserved;
use crate::reserved::hosts::Steering;
use crate::source::FileStamp;

/// The comment above the rules that are made here.
const HEADING: &str = "# Old addresses and where they lead.\n";

/// All that the file of rules is made of.
#[derive(Hash)]
pub(in crate::output) struct RulesInputs<'s> {
    base: Base<'s>,
    destinations: Destinations<'s>,
    /// The site's own file of rules, if it has one.
    own: Option<(&'s SourcePath, FileStamp)>,
}

impl<'s> RulesInputs<'s> {
    pub(in crate::output) fn of(site: &Site<'s>) -> RulesInputs<'s> {
        let own = own_rules(site.files).map(|file| (&file.path, file.stamp));
        RulesInputs { base: site.base(), destinations: site.destinations(), own }
    }

    /// What the file system says of the site's own file of rules.
    pub(in crate::output) fn stamp(&self) -> Option<FileStamp> {
        self.own.map(|(_, stamp)| stamp)
    }

    /// All old addresses as rules, one a line: `from to 301`, in the form that Netlify and Cloudflare Pages read.
    ///
    /// A query is matched by its parameters: `/story.php id=77 /2010/12/story/ 301`. The first rule that fits counts: those
    /// of the owner come first; then those of a host, since one without fits every host; and of one path those with the most
    /// parameters, since one without fits every query.
    pub(in crate::output) fn render(&self, reader: &Reader<'_>) -> Vec<u8> {
        /// What a rule and its line break take beside the old address, roughly.
        const REST: usize = 96;
        let redirects = self.destinations.redirects();
        let place = |redirect| rule_place(self.base.config, redirect).map(|place| (place, redirect));
        let mut ordered: Vec<(RulePlace<'_>, &Redirect)> = redirects.par_iter().filter_map(place).collect();
        ordered.par_sort_by(|(a, _), (b, _)| a.cmp(b));
        let own = self.own.and_then(|(path, _)| reader.bytes(path).ok()).unwrap_or_default();
        let mut text = encoding::decode_lossy(&own).trim_start_matches('\u{feff}').to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        // A text that grows is copied: of a hundred thousand rules that would be much.
        text.reserve(ordered.iter().map(|(_, redirect)| redirect.from.path.as_str().len() + REST).sum());
        text.push_str(HEADING);
        let mut last = String::new();
        for (place, redirect) in ordered {
            let Some((from, to)) = rule(self, redirect, place.query.as_deref()) else { continue };
            if from != last {
                text.extend([from.as_str(), " ", &to, " 301\n"]);
                last = from;
            }
        }
        text.into_bytes()
    }
}

/// Where a rule stands among the others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct RulePlace<'r> {
    fits_any_host: bool,
    host: Option<&'r Host>,
    path: &'r str,
    parameters: Reverse<usize>,
    /// The parameters as the rule holds them.
    query: Option<String>,
}

/// The place of a redirect's rule; `None` where rules cannot match its query.
fn rule_place<'r>(config: &Config, redirect: &'r Redirect) -> Option<RulePlace<'r>> {
    let from = &redirect.from;
    let host = from.host.as_ref().filter(|_| !redirect.answers_at_root(config));
    let query = match &from.query {
        Some(query) => Some(rule_query(query)?),
        None => None,
    };
    let parameters = Reverse(query.as_ref().map_or(0, |query| query.split(' ').count()));
    Some(RulePlace { fits_any_host: host.is_none(), host, path: from.path.as_str(), parameters, query })
}

/// The rule of a redirect: the old address with its parameters, and the new one; `None` where there is none to make.
fn rule(inputs: &RulesInputs<'_>, redirect: &Redirect, query: Option<&str>) -> Option<(String, String)> {
    let (base, places) = (&inputs.base, &inputs.destinations);
    let config = base.config;
    if !places.is_owner(redirect) {
        return None;
    }
    let target = places.of(redirect);
    let from = &redirect.from;
    let at_root = redirect.answers_at_root(config);
    let file = at_root.then(|| from.path.clone().with_slash().out_path());
    if let Some(file) = &file
        && is_out_of_reach(from, file)
    {
        return None;
    }
    if let Some(path) = file.filter(|_| from.query.is_none()) {
        // A page at this very address answers it; a rule would lead away from it.
        match places.planned(&path) {
            None | Some(Output::Feed(_)) => {}
            // Another claim on this address came first.
            Some(Output::Redirect(id)) => {
                if places.redirects()[*id].target != redirect.target {
                    return None;
                }
            }
            Some(_) => return None,
        }
    }
    // An address of the own host outside the sub-path of `base_url` is a path of that host as it is.
    let below_base = at_root && !from.host.as_ref().is_some_and(|host| config.hosts.is_own(host));
    let path = from.path.href(if below_base { &config.base_url.path } else { "" });
    let from_text = match &from.host {
        Some(host) if !at_root => format!("https://{host}{path}"),
        _ => path,
    };
    let to = if at_root { target.href(&config.base_url.path) } else { base.full(&target) };
    let from_text = rule_text(&from_text);
    let from = query.map_or_else(|| from_text.clone(), |query| format!("{from_text} {query}"));
    Some((from, to))
}

/// Whether a rule for an old address whose page would be `file` would lead from a name that the program or the host needs: some
/// hosts follow a rule even where there is a file. The old address of a program is what rules are for.
fn is_out_of_reach(from: &Address, file: &OutPath) -> bool {
    match Reserved::at(file) {
        Some(Reserved::Steers(Steering::Program(_))) => !from.needs_rules(),
        reserved => reserved.is_some(),
    }
}

/// A path as a rule holds it: nothing in it is a wildcard or a placeholder.
fn rule_text(path: &str) -> String {
    let (scheme, rest) = path.split_once("://").map_or(("", path), |(scheme, rest)| (scheme, rest));
    let rest = rest.replace('*', "%2A").replace(':', "%3A");
    if scheme.is_empty() { rest } else { format!("{scheme}://{rest}") }
}

/// The parameters of a query as a rule holds them, apart by spaces; `None` where rules cannot match them: they
/// have no form for a name without `=`.
pub(super) fn rule_query(query: &Query) -> Option<String> {
    /// Beside what a component leaves: marks that rules may give a meaning.
    const MARKS: &AsciiSet = &CONTROLS.add(b'!').add(b'*').add(b'\'').add(b'(').add(b')');
    let text = query.canonical().replace('&', " ");
    query.has_only_pairs().then(|| utf8_percent_encode(&text, MARKS).to_string())
}
