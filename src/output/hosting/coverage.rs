//! What answers each old address on a web host.

use super::headers::Lasting;
use super::json::{azure_room, is_route, object, route_size};
use super::lookup::is_plain_host;
use super::{HostFile, HostInputs, apache, nginx};
use crate::diagnostic::Diagnostics;
use crate::hosting::WebHost;
use crate::output::Site;
use crate::output::destinations::Destinations;
use crate::output::lookups::Lookups;
use crate::output::message;
use crate::output::redirect::{Form, Rule, fitting};
use crate::path::UrlPath;

/// What answers an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// A rule of the host, with a status that browsers and search engines understand.
    Rule,
    /// A page that leads on, or the feed that was there.
    Page,
    /// The script of `404.html` and of the home page.
    Script,
    /// Nothing: readers see `404.html`, or another page.
    Nothing,
}

/// An old address on a web host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldAddress {
    /// The address, as messages name it.
    pub address: String,
    /// What answers it.
    pub answer: Answer,
    /// Why no rule of the host does.
    pub reason: Option<&'static str>,
}

/// What answers the old addresses of a site on a web host, in the order of its rules. Those that are addresses of pages today are
/// not among them.
pub fn old_addresses(site: &Site<'_>, host: WebHost) -> Vec<OldAddress> {
    answers(site, host).collect()
}

/// Reports, for each web host of the site, the rules that it has no room for and the old addresses that nothing answers there.
pub(in crate::output) fn check(lookups: &Lookups<'_>, problems: &mut Diagnostics) {
    for host in &lookups.config.web_hosts {
        let (mut all, mut rules, mut without_room, mut unanswered, mut first) = (0, 0, 0, 0, None);
        for old in answers(lookups, *host) {
            all += 1;
            let has_no_room = old.reason == Some(NO_ROOM);
            without_room += usize::from(has_no_room);
            rules += usize::from(has_no_room || old.answer == Answer::Rule);
            if old.answer == Answer::Nothing {
                unanswered += 1;
                first.get_or_insert(old.address);
            }
        }
        if without_room > 0 {
            problems.push(message::no_room_for_rules(*host, without_room, rules));
        }
        if let Some(first) = first {
            problems.push(message::old_addresses_unanswered(*host, unanswered, all, &first));
        }
        if *host == WebHost::Apache
            && let (left @ 1.., all) = apache::left_out_of_htaccess(&inputs(lookups))
        {
            problems.push(message::htaccess_is_full(left, all));
        }
    }
}

/// Why a rule is not among those of a host that could follow it.
const NO_ROOM: &str = "the host takes no more rules";

fn inputs<'l>(lookups: &'l Lookups<'_>) -> HostInputs<'l> {
    HostInputs {
        base: lookups.base(),
        destinations: Destinations::of(lookups),
        lasting: Lasting::of(lookups.plan),
        file: HostFile::Azure,
    }
}

fn answers(lookups: &Lookups<'_>, host: WebHost) -> impl Iterator<Item = OldAddress> {
    let inputs = inputs(lookups);
    let rules: Vec<Rule<'_>> = inputs.rules().collect();
    let reasons = reasons(&inputs, host, &rules);
    let places = inputs.destinations;
    let answer = move |(rule, reason): (Rule<'_>, Option<&'static str>)| {
        let answer = match reason {
            None => Answer::Rule,
            Some(_) if rule.file.is_some() => Answer::Page,
            Some(_) if is_for_script(&rule, &places) => Answer::Script,
            Some(_) => Answer::Nothing,
        };
        OldAddress { address: rule.from.to_string(), answer, reason }
    };
    // What was never at its address on the site needs no answer there.
    rules.into_iter().zip(reasons).filter(|(rule, _)| !rule.is_media).map(answer)
}

/// Whether the script of `404.html` or of the home page gets to see the address.
fn is_for_script(rule: &Rule<'_>, places: &Destinations<'_>) -> bool {
    let path = &rule.from.path;
    let is_missing = || places.planned(&path.clone().with_slash().out_path()).is_none();
    rule.host.is_none() && rule.query().is_some() && (*path == UrlPath::root() || is_missing())
}

/// For each rule why the host does not follow it; `None` where it does.
fn reasons(inputs: &HostInputs<'_>, host: WebHost, rules: &[Rule<'_>]) -> Vec<Option<&'static str>> {
    let form = Form::of(inputs.base.config, host);
    let mut reasons: Vec<Option<&'static str>> =
        rules.iter().map(|rule| why_no_rule(inputs, host, &form, rule)).collect();
    let room = match host {
        WebHost::AzureStaticWebApps => Some(azure_room(&inputs.base, inputs)),
        _ if host.support().redirects_file => form.room(0, 0),
        _ => None,
    };
    let size = |rule: &Rule<'_>| match host {
        WebHost::AzureStaticWebApps => route_size(rule),
        _ => form.line(rule).len(),
    };
    if let Some(room) = room {
        let held: Vec<usize> = (0..rules.len()).filter(|index| reasons[*index].is_none()).collect();
        let some: Vec<Rule<'_>> = held.iter().map(|index| rules[*index].clone()).collect();
        let fits = fitting(&some, room, size);
        for (index, _) in held.iter().zip(fits).filter(|(_, fits)| !fits) {
            reasons[*index] = Some(NO_ROOM);
        }
    }
    reasons
}

/// Why a host cannot follow a rule, however few there are.
fn why_no_rule(inputs: &HostInputs<'_>, host: WebHost, form: &Form, rule: &Rule<'_>) -> Option<&'static str> {
    let support = host.support();
    if !support.rules {
        return Some("the host has no redirect rules");
    }
    if let Some(other) = rule.host {
        if !support.other_hosts {
            return Some("rules of the host cannot match another host");
        } else if !is_plain_host(other.as_str().split(':').next().unwrap_or_default()) {
            return Some("the old host has a name that no rule can hold");
        }
    }
    let file = rule.from.path.clone().with_slash().out_path();
    if support.files_first
        && !form.is_forced()
        && rule.host.is_none()
        && inputs.destinations.planned(&file).is_some()
    {
        return Some("a file at the address comes before the rule");
    }
    if let Some(query) = rule.query() {
        if !support.queries {
            return Some("rules of the host cannot match a query");
        } else if !support.bare_parameters && !query.has_only_pairs() {
            return Some("rules of the host cannot match a parameter without `=`");
        }
    }
    let is_too_long = match host {
        WebHost::Apache => !apache::can_hold(rule),
        WebHost::Nginx => !nginx::can_hold(rule),
        _ => false,
    };
    if is_too_long {
        return Some("the address is too long for a map of the host");
    }
    let can_hold = match host {
        WebHost::AzureStaticWebApps => is_route(rule),
        WebHost::S3Website => object(&inputs.base, rule).is_some(),
        _ => !support.redirects_file || form.can_hold(rule),
    };
    (!can_hold).then_some("the host has no form for such a rule")
}
