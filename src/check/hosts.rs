//! Whether a site fits what a web host takes: `limits.json` has the limits, each with where it is documented and when that was read.

use serde::Deserialize;

use crate::build::Snapshot;
use crate::check::message;
use crate::compress::{LEAST, MOST};
use crate::diagnostic::{Diagnostic, Level};
use crate::hosting::WebHost;
use crate::output::asset::Asset;
use crate::output::hosting::{self, Answer, OldAddress};
use crate::output::{Output, OutputKind, Served, Site, is_compressed};

mod index;

pub(super) use index::IndexSize;

/// The limits of all hosts.
const LIMITS: &str = include_str!("limits.json");

/// What a limit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    /// Files of the site.
    Files,
    /// The size of the site.
    SiteBytes,
    /// The size of each file.
    FileBytes,
    /// Rules of `_redirects` without wildcards.
    Redirects,
    /// Rules of `_redirects` with wildcards or placeholders.
    DynamicRedirects,
    /// The size of `_redirects`.
    RedirectBytes,
    /// Rules of `_headers`.
    Headers,
}

/// A limit of a host.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    host: WebHost,
    what: What,
    most: u64,
    /// The plan it belongs to; `None` where all plans have it.
    #[serde(default)]
    plan: Option<String>,
    source: String,
    date: String,
}

/// All limits; for each host those of one kind in ascending order.
fn limits() -> Vec<Limit> {
    // The file is part of the program, and a test reads it.
    serde_json::from_str(LIMITS).unwrap_or_default()
}

/// What is counted of the text of `_redirects` or `_headers`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleCounts {
    plain: u64,
    dynamic: u64,
    bytes: u64,
}

impl RuleCounts {
    /// The counts as numbers.
    pub(super) fn to_numbers(self) -> [u64; 3] {
        [self.plain, self.dynamic, self.bytes]
    }

    /// The counts that [`RuleCounts::to_numbers`] has made numbers of.
    pub(super) fn of_numbers([plain, dynamic, bytes]: [u64; 3]) -> RuleCounts {
        RuleCounts { plain, dynamic, bytes }
    }

    /// Counts the rules of `_redirects`.
    pub(super) fn of_redirects(text: &str) -> RuleCounts {
        let mut counts = RuleCounts { bytes: text.len() as u64, ..RuleCounts::default() };
        for rule in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let from = rule.split_ascii_whitespace().next().unwrap_or_default();
            match from.contains('*') || from.contains("/:") {
                true => counts.dynamic += 1,
                false => counts.plain += 1,
            }
        }
        counts
    }

    /// Counts the rules of `_headers`: each begins with a line that is not indented.
    pub(super) fn of_headers(text: &str) -> RuleCounts {
        let is_rule = |line: &&str| !line.is_empty() && !line.starts_with([' ', '\t', '#']);
        RuleCounts { plain: text.lines().filter(is_rule).count() as u64, ..RuleCounts::default() }
    }
}

/// How many files, and bytes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Copies {
    pub(super) files: u64,
    pub(super) bytes: u64,
}

/// The compressed copies that a site with files of these sizes has, about: none is made for this, and most take less than a third
/// of their file.
pub(super) fn compressed_copies(snapshot: &Snapshot, sizes: &[u64]) -> Copies {
    let encodings = snapshot.config().compress.len() as u64;
    let mut copies = Copies::default();
    if encodings == 0 {
        return copies;
    }
    for ((path, output), size) in snapshot.plan().entries().iter().zip(sizes) {
        let facts = output.facts(snapshot.catalog(), path);
        if is_compressed(output, &facts) && (LEAST..=MOST).contains(size) {
            copies.files += encodings;
            copies.bytes += encodings * size / 3;
        }
    }
    copies
}

/// What a site takes.
pub(super) struct Needs {
    files: u64,
    bytes: u64,
    /// Whether both are estimated.
    is_estimated: bool,
    /// The largest file, and its path.
    largest: (u64, String),
    /// Images, recordings and other files that are copied, in bytes.
    media: u64,
    redirect_pages: u64,
    redirects: RuleCounts,
    headers: RuleCounts,
}

/// What a file counts as where something has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// A file that can be served from elsewhere: an image, a recording, a document.
    Media,
    /// A page for an old address.
    Redirect,
    /// Anything else.
    Other,
}

impl Needs {
    /// No file yet, with these rules of `_redirects` and `_headers`.
    pub(super) fn new(redirects: RuleCounts, headers: RuleCounts) -> Needs {
        Needs {
            files: 0,
            bytes: 0,
            is_estimated: false,
            largest: (0, String::new()),
            media: 0,
            redirect_pages: 0,
            redirects,
            headers,
        }
    }

    /// Adds a file that is served with the pages.
    pub(super) fn add(&mut self, path: &str, size: u64, counted: Counted) {
        self.files += 1;
        self.bytes += size;
        if size > self.largest.0 {
            self.largest = (size, path.to_owned());
        }
        match counted {
            Counted::Media => self.media += size,
            Counted::Redirect => self.redirect_pages += 1,
            Counted::Other => {}
        }
    }

    /// What the site takes that a build would make, whose files have these sizes.
    pub(super) fn of(
        snapshot: &Snapshot,
        sizes: &[u64],
        index: IndexSize,
        (redirects, headers): (RuleCounts, RuleCounts),
    ) -> Needs {
        let mut needs = Needs::new(redirects, headers);
        let copies = compressed_copies(snapshot, sizes);
        (needs.files, needs.bytes) = (copies.files + index.files, copies.bytes + index.bytes);
        needs.is_estimated = index.is_estimated;
        let entries = snapshot.plan().entries().iter().zip(sizes);
        for ((path, output), size) in entries.filter(|((_, output), _)| output.served() == Served::Site) {
            let counted = match output {
                Output::Asset(Asset::Theme(_), _) => Counted::Other,
                Output::Asset(..) => Counted::Media,
                _ if output.kind(snapshot.catalog()) == OutputKind::Redirect => Counted::Redirect,
                _ => Counted::Other,
            };
            needs.add(path.as_str(), *size, counted);
        }
        needs
    }

    fn value(&self, what: What) -> u64 {
        match what {
            What::Files => self.files,
            What::SiteBytes => self.bytes,
            What::FileBytes => self.largest.0,
            What::Redirects => self.redirects.plain,
            What::DynamicRedirects => self.redirects.dynamic,
            What::RedirectBytes => self.redirects.bytes,
            What::Headers => self.headers.plain,
        }
    }

    /// A value with what it is of.
    fn named(&self, what: What, value: u64) -> String {
        let about = if self.is_estimated { "about " } else { "" };
        match what {
            What::Files => format!("{about}{value} files"),
            What::SiteBytes => format!("the site has {about}{}", megabytes(value)),
            What::FileBytes => format!("{} has {}", self.largest.1, megabytes(value)),
            What::Redirects => format!("{value} redirect rules"),
            What::DynamicRedirects => format!("{value} redirect rules with wildcards"),
            What::RedirectBytes => format!("_redirects has {value} bytes"),
            What::Headers => format!("{value} rules in _headers"),
        }
    }

    /// What to change.
    fn advice(&self, what: What) -> String {
        match what {
            What::Files => format!(
                "{} of the files are redirects; split the archive into several sites, for example by language, or choose \
                 another host",
                self.redirect_pages
            ),
            What::SiteBytes => format!(
                "{} are images, audio and other files: move them to a second host with [media] in site.toml, split the \
                 archive into several sites, or choose another host",
                megabytes(self.media)
            ),
            What::FileBytes => "move it to a second host with `over` in [media] in site.toml".to_owned(),
            What::Redirects | What::RedirectBytes => {
                "the host ignores the other rules; redirect pages answer old addresses without a query all the same".to_owned()
            }
            What::DynamicRedirects => "replace some of the wildcards in static/_redirects".to_owned(),
            What::Headers => "shorten static/_headers".to_owned(),
        }
    }
}

/// A size for people.
fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// What keeps a site from a host: errors where no plan of the host has room for it, warnings where one has.
pub(super) fn check(host: WebHost, needs: &Needs) -> Vec<Diagnostic> {
    let limits = limits();
    let of_host: Vec<&Limit> = limits.iter().filter(|limit| limit.host == host).collect();
    let mut found = Vec::new();
    for group in of_host.chunk_by(|one, other| one.what == other.what) {
        let what = group[0].what;
        let value = needs.value(what);
        let exceeded = group.iter().filter(|limit| value > limit.most).count();
        if exceeded == 0 {
            continue;
        }
        // What the host ignores does not keep the site from being sent.
        let is_ignored = matches!(what, What::Redirects | What::RedirectBytes);
        let level = if exceeded == group.len() && !is_ignored { Level::Error } else { Level::Warning };
        let limits: Vec<String> = group
            .iter()
            .map(|limit| {
                let most = match what {
                    What::SiteBytes | What::FileBytes => megabytes(limit.most),
                    _ => limit.most.to_string(),
                };
                limit.plan.as_ref().map_or(most.clone(), |plan| format!("{most} ({plan} plan)"))
            })
            .collect();
        let text = format!("{}; the limit is {}", needs.named(what, value), limits.join(", "));
        let Limit { source, date, .. } = group[0];
        let advice = format!("{}; see {source} (as of {date})", needs.advice(what));
        found.push(message::host_limit(level, host, &text, &advice));
    }
    found
}

/// The old addresses that only the script of `404.html` or nothing answers on a host.
pub(super) fn old_addresses(site: &Site<'_>, host: WebHost) -> Vec<Diagnostic> {
    let of = |old: OldAddress| {
        let (level, answer) = match old.answer {
            Answer::Rule | Answer::Page => return None,
            Answer::Script => (Level::Note, "only the script of 404.html answers"),
            Answer::Nothing => (Level::Warning, "nothing answers"),
        };
        Some(message::old_address_on_host(level, host, &old.address, answer, old.reason.unwrap_or_default()))
    };
    hosting::old_addresses(site, host).into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests;
