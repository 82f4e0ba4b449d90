//! `_redirects`: the rules in the form that Netlify, Cloudflare and GitLab Pages read.

use super::fit::{Room, fitting};
use super::own_rules;
use super::rules::{Rule, STATUS, rule_query, rules};
use crate::config::Config;
use crate::encoding;
use crate::hosting::{Support, WebHost};
use crate::output::Site;
use crate::output::base::Base;
use crate::output::destinations::Destinations;
use crate::output::text::Reader;
use crate::path::SourcePath;
use crate::source::FileStamp;

/// The comment above the rules that are made here.
const HEADING: &str = "# Old addresses and where they lead.\n";

/// Whether the site has the file: one that names no host may be served anywhere.
pub(in crate::output) fn is_written(config: &Config) -> bool {
    config.web_hosts.is_empty() || readers(config).next().is_some()
}

/// The web hosts of the site that read the file.
fn readers(config: &Config) -> impl Iterator<Item = WebHost> {
    config.web_hosts.iter().copied().filter(|host| host.support().redirects_file)
}

/// All rules that have a form in `_redirects`, whatever hosts the site has, without those of the owner.
pub fn every_rule(site: &Site<'_>) -> String {
    let form = Form::for_all(Vec::new());
    let all = rules(site.base(), site.destinations()).filter(|rule| form.can_hold(rule));
    all.map(|rule| form.line(&rule)).collect()
}

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

    /// All old addresses as rules, one a line: `from to 301`.
    ///
    /// A query is matched by its parameters: `/story.php id=77 /2010/12/story/ 301`. The rules of the owner come first.
    pub(in crate::output) fn render(&self, reader: &Reader<'_>) -> Vec<u8> {
        let own = self.own.and_then(|(path, _)| reader.bytes(path).ok()).unwrap_or_default();
        let mut text = encoding::decode_lossy(&own).trim_start_matches('\u{feff}').to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let form = Form::of_site(self.base.config);
        let own_lines = text.lines().filter(|line| !line.trim_start().starts_with('#')).count();
        text.push_str(HEADING);
        let all = rules(self.base, self.destinations).filter(|rule| form.can_hold(rule));
        if let Some(room) = form.room(own_lines, text.len()) {
            let all: Vec<Rule<'_>> = all.collect();
            let fits = fitting(&all, room, |rule| form.line(rule).len());
            let lines = all.iter().zip(fits).filter(|(_, fits)| *fits).map(|(rule, _)| form.line(rule));
            text.extend(lines);
        } else {
            all.for_each(|rule| text.push_str(&form.line(&rule)));
        }
        text.into_bytes()
    }
}

/// How rules are written for the hosts that read them.
pub(in crate::output) struct Form {
    readers: Vec<Support>,
    /// Whether a rule holds where there is a file, which Netlify must be told and the others do not understand.
    forced: bool,
}

impl Form {
    /// The form for the hosts of a site; for any host, where it names none.
    fn of_site(config: &Config) -> Form {
        Form::for_all(readers(config).collect())
    }

    /// The form in which `host` finds rules: the file is for all hosts of the site, if it is one of them.
    pub(in crate::output) fn of(config: &Config, host: WebHost) -> Form {
        let readers: Vec<WebHost> = readers(config).collect();
        Form::for_all(if readers.contains(&host) { readers } else { vec![host] })
    }

    fn for_all(readers: Vec<WebHost>) -> Form {
        let forced = readers == [WebHost::Netlify];
        Form { readers: readers.into_iter().map(WebHost::support).collect(), forced }
    }

    /// Whether a rule can be written so that one of the hosts follows it.
    pub(in crate::output) fn can_hold(&self, rule: &Rule<'_>) -> bool {
        if rule.query().is_some_and(|query| !query.has_only_pairs()) {
            return false;
        }
        let fits = |support: &Support| {
            (support.queries || rule.query().is_none())
                && (support.other_hosts || rule.host.is_none())
                && (!support.files_first || self.forced || rule.file.is_none())
                && support.longest_rule.is_none_or(|most| self.line(rule).len() <= most)
        };
        self.readers.is_empty() || self.readers.iter().any(fits)
    }

    /// The room that `lines` and `bytes` leave; `None` where no host says how much it takes. One file is for all of them.
    pub(in crate::output) fn room(&self, lines: usize, bytes: usize) -> Option<Room> {
        let least = |of: fn(&Support) -> Option<usize>| self.readers.iter().filter_map(of).min();
        let rules = least(|support| support.most_rules).map(|most| most.saturating_sub(lines));
        let bytes = least(|support| support.most_bytes).map(|most| most.saturating_sub(bytes));
        (rules.is_some() || bytes.is_some()).then_some(Room { rules, bytes })
    }

    /// Whether a rule holds where there is a file, although a host lets files come first.
    pub(in crate::output) fn is_forced(&self) -> bool {
        self.forced
    }

    /// The line of a rule.
    pub(in crate::output) fn line(&self, rule: &Rule<'_>) -> String {
        let mut line = match rule.host {
            Some(host) => format!("https://{}", rule_text(&format!("{host}{}", rule.path))),
            None => rule_text(&rule.path),
        };
        if let Some(query) = rule.query().and_then(rule_query) {
            line.extend([" ", query.as_str()]);
        }
        let force = if self.forced { "!" } else { "" };
        line.push_str(&format!(" {} {STATUS}{force}\n", rule.to));
        line
    }
}

/// A path as a rule holds it: nothing in it is a wildcard or a placeholder.
fn rule_text(path: &str) -> String {
    path.replace('*', "%2A").replace(':', "%3A")
}
