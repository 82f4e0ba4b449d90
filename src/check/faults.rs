//! What may be wrong with one file by itself and with where it leads, wherever its bytes come from: rendered for a check, or read
//! from a built site.

use super::feeds;
use super::groups::{Groups, Kind, Page};
use super::hosts::RuleCounts;
use super::html::{Html, Link, Role};
use super::redirects::{Rules, Step};
use super::sitemaps;
use super::targets::{Lead, SiteFiles, Targets};
use crate::address::clean;
use crate::config::Config;
use crate::path::{OutPath, UrlPath};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As a page.
    Page,
    /// As a feed.
    Feed,
    /// As a sitemap, or a list of them.
    Sitemap,
    /// As the rules of `_redirects`.
    Rules,
    /// As the rules of `_headers`.
    Headers,
}

/// What is wrong with files, and what is needed to compare them with each other.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) groups: Groups,
    /// Pages that lead on, and where to.
    pub(super) steps: Vec<Step>,
    /// The rules of `_redirects`.
    pub(super) rules: Rules,
    /// What `_redirects` and `_headers` hold.
    pub(super) redirect_counts: RuleCounts,
    pub(super) header_counts: RuleCounts,
}

impl Faults {
    pub(super) fn append(&mut self, other: Faults) {
        self.groups.append(other.groups);
        self.steps.extend(other.steps);
        self.rules.append(other.rules);
        // Each stands in one file.
        for (own, other) in [
            (&mut self.redirect_counts, other.redirect_counts),
            (&mut self.header_counts, other.header_counts),
        ] {
            if other != RuleCounts::default() {
                *own = other;
            }
        }
    }

    /// Looks at a file that is no page.
    pub(super) fn read<F: SiteFiles>(&mut self, reading: Reading, page: Page<'_>, targets: &Targets<'_, F>) {
        let (kind, faults) = match reading {
            Reading::Page => return,
            Reading::Feed => (Kind::Feed, feeds::faults(page.text)),
            Reading::Sitemap => {
                let exists =
                    &mut |address: &str| matches!(targets.lead(address, UrlPath::root), Lead::File(_));
                (Kind::Sitemap, sitemaps::faults(page.text, exists))
            }
            Reading::Rules => {
                self.rules = Rules::read(page.text, targets);
                self.redirect_counts = RuleCounts::of_redirects(page.text);
                return;
            }
            Reading::Headers => {
                self.header_counts = RuleCounts::of_headers(page.text);
                return;
            }
        };
        faults.iter().for_each(|(line, what)| self.groups.add(kind, what, page, (*line, "")));
    }

    /// Notes where the page at `path` leads on by itself, if it does, and returns it.
    pub(super) fn lead_on<F: SiteFiles>(
        &mut self,
        html: &Html,
        (page, path): (Page<'_>, &OutPath),
        targets: &Targets<'_, F>,
    ) -> Option<Lead> {
        let to = html.refresh.as_ref()?;
        let lead = targets.lead(to, || path.url());
        self.steps.push(Step { from: page.index, lead, to: to.as_str().into() });
        Some(lead)
    }

    /// Notes that a link of a secure page loads something without encryption, if it does.
    pub(super) fn insecure(&mut self, link: &Link, page: Page<'_>) {
        let address = &*link.address;
        if matches!(link.role, Role::Media | Role::Resource) && is_insecure(address) {
            self.groups.add(Kind::Mixed, address, page, (link.line, address));
        }
    }

    /// Notes that nothing answers the address of a link; `shown` is how it is told (see [`Targets::shown`]).
    pub(super) fn missing(&mut self, link: &Link, shown: &str, page: Page<'_>) {
        let kind = match link.role {
            Role::Link | Role::Form | Role::Named => Kind::Link,
            Role::Media => Kind::Media,
            Role::Resource => Kind::Resource,
        };
        self.groups.add(kind, shown, page, (link.line, &link.address));
    }
}

/// Whether the pages of a site are served with encryption.
pub(super) fn is_secure(config: &Config) -> bool {
    config.base_url.origin.starts_with("https:")
}

/// Whether an address is loaded without encryption.
fn is_insecure(address: &str) -> bool {
    let cleaned = clean(address);
    cleaned.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"))
}
