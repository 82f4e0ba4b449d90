//! What an import did, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::calls::{CallKind, Calls};
use super::compare::{Answer, answer};
use super::message;
use super::old_site::{LeftOut, OldAddressKind, OldDocument, OldSite, Role, Why};
use super::settle::answers_itself;
use super::write::Written;
use crate::build::Snapshot;
use crate::diagnostic::Diagnostics;

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The generator of the old site.
    pub generator: &'static str,
    /// Posts of the old site, drafts and unpublished ones too.
    pub posts: usize,
    /// Articles of the new one, without drafts.
    pub articles: usize,
    /// Drafts, which are in the new site too.
    pub drafts: usize,
    /// Documents that the old site did not publish.
    pub unpublished: usize,
    /// Documents in a format that is not read.
    pub other_formats: usize,
    /// Documents that cannot be read.
    pub unreadable: usize,
    /// Standing pages and texts of indexes.
    pub pages: usize,
    /// Descriptions of terms.
    pub terms: usize,
    /// Profiles of authors.
    pub profiles: usize,
    /// Files that are copied.
    pub files: usize,
    /// What was written.
    pub written: Written,
    /// What answers at the old addresses; `None` where the new site has errors.
    pub addresses: Option<AddressCounts>,
    /// Calls of shortcodes that the new site does not know, by name.
    pub shortcodes: BTreeMap<String, usize>,
    /// Template code that became comments, by name.
    pub comments: BTreeMap<String, usize>,
}

/// What answers at the old addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AddressCounts {
    /// A page, a feed or a file.
    pub same: usize,
    /// A redirect.
    pub redirected: usize,
    /// Nothing.
    pub lost: usize,
}

/// A line of `.generate/addresses.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ComparedAddress {
    /// The old address.
    pub(super) path: String,
    /// What answered there.
    pub(super) kind: &'static str,
    /// What answers now.
    pub(super) result: &'static str,
    /// Why it answered there.
    pub(super) source: String,
}

/// Compares every old address of the site with a plan; sorted. `rules` are the addresses that rules of the site's own answer.
pub(super) fn compared(old: &OldSite, snapshot: &Snapshot, rules: &[&str]) -> Vec<ComparedAddress> {
    let mut lines = Vec::new();
    let result = |path: &str, answer: &Answer| match answer {
        Answer::Page(_) => "same",
        Answer::Redirect => "redirected",
        Answer::Nothing if rules.contains(&&*super::compare::encoded(path).replace(' ', "%20")) => {
            "redirected"
        }
        Answer::Nothing => "lost",
    };
    let addressed: Vec<(&OldDocument, &str, Answer)> = old
        .documents
        .iter()
        .filter_map(|document| Some((document, document.address.as_deref()?)))
        .map(|(document, path)| (document, path, answer(snapshot, path)))
        .collect();
    let itself: BTreeSet<&str> = addressed
        .iter()
        .filter(|(document, _, found)| answers_itself(document, found))
        .map(|(_, path, _)| *path)
        .collect();
    for (document, path, found) in &addressed {
        // Where two documents had one address, one of them answered there too.
        let is_other = matches!(found, Answer::Page(_)) && !itself.contains(path);
        let kind = match document.role {
            Role::Article => "article",
            Role::Page => "page",
            Role::Term => "term",
            Role::Profile => "author",
        };
        let result = if is_other { "lost" } else { result(path, found) };
        let (path, source) = ((*path).to_owned(), document.source.clone());
        lines.push(ComparedAddress { path, kind, result, source });
    }
    for address in &old.addresses {
        let kind = match address.kind {
            OldAddressKind::Article => "article",
            OldAddressKind::Page => "page",
            OldAddressKind::Term => "term",
            OldAddressKind::Author => "author",
            OldAddressKind::Feed => "feed",
            OldAddressKind::List => "list",
            OldAddressKind::Redirect => "redirect",
            OldAddressKind::File => "file",
            OldAddressKind::Unknown => "unknown",
        };
        let result = result(&address.path, &answer(snapshot, &address.path));
        let (path, source) = (address.path.clone(), address.source.clone());
        lines.push(ComparedAddress { path, kind, result, source });
    }
    lines.sort();
    lines.dedup();
    lines
}

/// How many lines have each result.
pub(super) fn counts(lines: &[ComparedAddress]) -> AddressCounts {
    let of = |result: &str| lines.iter().filter(|line| line.result == result).count();
    AddressCounts { same: of("same"), redirected: of("redirected"), lost: of("lost") }
}

/// The report of an import, before files are written and addresses compared.
pub(super) fn report(generator: &'static str, old: &OldSite) -> Report {
    let with = |role: Role| old.documents.iter().filter(|document| document.role == role).count();
    let left_out = |is_it: fn(&Why) -> bool| old.left_out.iter().filter(|left| is_it(&left.why)).count();
    let drafts = left_out(|why| *why == Why::Draft);
    let unpublished = left_out(|why| *why == Why::Unpublished);
    let other_formats = left_out(|why| matches!(why, Why::Format(_)));
    let unreadable = left_out(|why| *why == Why::Unreadable);
    let all = with(Role::Article);
    let names = |kind: CallKind| {
        old.calls.of(kind).map(|(name, places)| (name.to_owned(), places.len())).collect::<BTreeMap<_, _>>()
    };
    Report {
        generator,
        posts: all + unpublished + other_formats + unreadable,
        articles: all.saturating_sub(drafts),
        drafts,
        unpublished,
        other_formats,
        unreadable,
        pages: with(Role::Page),
        terms: with(Role::Term),
        profiles: with(Role::Profile),
        files: old.assets.len(),
        written: Written::default(),
        addresses: None,
        shortcodes: names(CallKind::Shortcode),
        comments: names(CallKind::Comment),
    }
}

/// Tells what was left out and which calls were not carried out, each kind once.
pub(super) fn tell(old: &OldSite, problems: &mut Diagnostics) {
    tell_calls(&old.calls, problems);
    let mut formats: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for LeftOut { source, why } in &old.left_out {
        if let Why::Format(format) = why {
            formats.entry(format).or_default().push(source);
        }
    }
    for (format, files) in formats {
        problems.push(message::other_format(format, &files));
    }
}

fn tell_calls(calls: &Calls, problems: &mut Diagnostics) {
    for (name, places) in calls.of(CallKind::Comment) {
        problems.push(message::became_comment(name, places));
    }
    for (name, places) in calls.of(CallKind::Shortcode) {
        problems.push(message::unknown_shortcode(name, places));
    }
}
