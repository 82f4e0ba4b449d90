//! Redirects: pages that lead on, and the rules of `_redirects`. None may lead to nothing, to another redirect, or back to itself.

use rustc_hash::FxHashMap;

use super::targets::{Lead, SiteFiles, Targets};
use crate::check::message;
use crate::diagnostic::{Diagnostic, Place, Position};
use crate::fingerprint::digest;
use crate::path::UrlPath;

/// A page that leads on.
#[derive(Debug)]
pub(super) struct Step {
    /// The page, as its place in the plan.
    pub(super) from: u32,
    /// Where it leads.
    pub(super) lead: Lead,
    /// The same as it is written.
    pub(super) to: Box<str>,
}

/// A rule whose target is not a file of the site.
#[derive(Debug)]
struct Rule {
    line: u32,
    from: Box<str>,
    to: Box<str>,
    lead: Lead,
    /// The hash of the path it leads to.
    next: u64,
}

/// The rules of a site, as far as they may be wrong: most lead to a page at once.
#[derive(Debug, Default)]
pub(super) struct Rules {
    odd: Vec<Rule>,
    /// Every path that a rule without parameters leads from, with the path it leads to; both as hashes.
    steps: FxHashMap<u64, u64>,
}

impl Rules {
    /// Reads `_redirects`. Rules with wildcards, and those that lead to other sites, are taken as they are.
    pub(super) fn read<F: SiteFiles>(text: &str, targets: &Targets<'_, F>) -> Rules {
        let mut rules = Rules::default();
        for (line, rule) in (1_u32..).zip(text.lines()) {
            let words: Vec<&str> =
                rule.split('#').next().unwrap_or_default().split_ascii_whitespace().collect();
            let Some((from, to, has_parameters)) = ends(&words) else { continue };
            let Ok(path) = targets.path(to, UrlPath::root) else { continue };
            let lead = targets.lead_of(&path, to);
            let next = digest(path.as_str());
            let source = targets.path(from, UrlPath::root).ok().filter(|_| !has_parameters);
            if let Some(source) = &source {
                rules.steps.entry(digest(source.as_str())).or_insert(next);
            }
            let leads_back = source.is_some_and(|source| source == path);
            if !matches!(lead, Lead::File(_)) || leads_back {
                rules.odd.push(Rule { line, from: from.into(), to: to.into(), lead, next });
            }
        }
        rules
    }

    pub(super) fn append(&mut self, other: Rules) {
        self.odd.extend(other.odd);
        self.steps.extend(other.steps);
    }

    /// What is wrong with them.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        self.odd.iter().filter_map(|rule| self.fault(rule)).collect()
    }

    fn fault(&self, rule: &Rule) -> Option<Diagnostic> {
        /// Nobody follows more.
        const MOST: usize = 20;
        let place = Place::new("_redirects", Position { line: rule.line, column: 1 });
        let mut seen = vec![rule.next];
        let mut at = rule.next;
        while let Some(next) = self.steps.get(&at) {
            if seen.contains(next) || seen.len() > MOST {
                return Some(message::redirect_loop(place, &rule.from));
            }
            seen.push(*next);
            at = *next;
        }
        match rule.lead {
            _ if seen.len() > 1 => Some(message::redirect_chain(place, &rule.from, &rule.to)),
            Lead::Redirect(_) => Some(message::redirect_chain(place, &rule.from, &rule.to)),
            Lead::Missing => Some(message::redirect_target(place, &rule.from, &rule.to)),
            _ => None,
        }
    }
}

/// Where a rule leads from and to, and whether it looks at parameters; `None` for what is no rule to be checked.
fn ends<'w>(words: &[&'w str]) -> Option<(&'w str, &'w str, bool)> {
    let is_status = |word: &str| word.trim_end_matches('!').parse::<u16>().is_ok();
    let mut words = words.to_vec();
    // Conditions of a country or a language.
    while words.last().is_some_and(|word| word.contains('=') && !word.starts_with(['/', 'h'])) {
        words.pop();
    }
    let mut status = 301;
    if let Some(last) = words.last().filter(|last| is_status(last)) {
        status = last.trim_end_matches('!').parse().unwrap_or(301);
        words.pop();
    }
    let (from, to) = (*words.first()?, *words.last()?);
    let is_plain = |address: &str| !address.contains(['*', '[']) && !address.contains("/:");
    let leads = words.len() >= 2 && (300..400).contains(&status);
    (leads && is_plain(from) && is_plain(to)).then_some((from, to, words.len() > 2))
}

/// What is wrong with pages that lead on; `file` names the page at a place of the plan.
pub(super) fn faults(steps: &[Step], file: impl Fn(u32) -> String) -> Vec<Diagnostic> {
    let next: FxHashMap<u32, u32> = steps
        .iter()
        .filter_map(|step| match step.lead {
            Lead::File(to) | Lead::Redirect(to) => Some((step.from, to)),
            _ => None,
        })
        .collect();
    let fault = |step: &Step| {
        let (name, place) = (format!("/{}", file(step.from)), Place::file(file(step.from)));
        let mut seen = vec![step.from];
        let mut at = step.from;
        while let Some(to) = next.get(&at) {
            if seen.contains(to) {
                return Some(message::redirect_loop(place, &name));
            }
            seen.push(*to);
            at = *to;
        }
        match step.lead {
            Lead::Missing => Some(message::redirect_target(place, &name, &step.to)),
            _ if seen.len() > 2 => Some(message::redirect_chain(place, &name, &step.to)),
            _ => None,
        }
    };
    steps.iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_hosts_read_them() {
        let read = |rule: &'static str| ends(&rule.split_ascii_whitespace().collect::<Vec<_>>());
        assert_eq!(read("/a /b/ 301"), Some(("/a", "/b/", false)));
        assert_eq!(read("/a id=7 /b/ 301!"), Some(("/a", "/b/", true)));
        assert_eq!(read("/a /b"), Some(("/a", "/b", false)));
        assert_eq!(read("/a /b/ 302 Country=de"), Some(("/a", "/b/", false)));
        for none in ["/a/* /b/:splat 301", "/a /b 200", "/a", "", "/a /b 404"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn pages_that_lead_to_each_other_are_told() {
        let step = |from, lead| Step { from, lead, to: "/x/".into() };
        let told = |steps: &[Step]| -> Vec<String> {
            faults(steps, |page| format!("p{page}"))
                .into_iter()
                .map(|fault| fault.code.into_owned())
                .collect()
        };
        assert_eq!(told(&[step(1, Lead::File(9)), step(2, Lead::File(9))]), Vec::<String>::new());
        assert_eq!(told(&[step(1, Lead::Redirect(2)), step(2, Lead::File(9))]), ["redirect-chain"]);
        assert_eq!(told(&[step(1, Lead::Redirect(2)), step(2, Lead::Redirect(1))]), ["redirect-loop"; 2]);
        assert_eq!(told(&[step(1, Lead::Redirect(1))]), ["redirect-loop"]);
        assert_eq!(told(&[step(1, Lead::Missing)]), ["redirect-target"]);
    }
}
