//! What is found on pages, each thing once, however many pages have it: a broken link of a menu is one finding.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::check::message;
use crate::diagnostic::{Diagnostic, Place, Position};
use crate::fingerprint::digest;

/// A kind of things that pages have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A link that leads nowhere.
    Link,
    /// An image or another file that is not there.
    Media,
    /// A script, style sheet or frame that is not there.
    Resource,
    /// A link to an anchor that is not there.
    Anchor,
    /// A link to a redirect.
    Redirect,
    /// A link to a file of `[media]` by the address that it would have on the site.
    Moved,
    /// An image without an alternative text.
    NoAlt,
    /// Something loaded over `http`.
    Mixed,
    /// HTML that is not well-formed.
    Html,
    /// An anchor that stands on a page more than once.
    Id,
    /// A fault of a feed.
    Feed,
    /// A fault of a sitemap.
    Sitemap,
}

/// Where something is: the place of a page in the plan, and a line and a column of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) page: u32,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// One thing, and where it is.
#[derive(Clone, Debug)]
struct Group {
    text: Box<str>,
    first: Spot,
    pages: u32,
    last: u32,
}

/// Everything that is found on pages.
#[derive(Debug, Default)]
pub(super) struct Groups(FxHashMap<(Kind, u64), Group>);

/// A page whose text is at hand, for the column of what is found.
#[derive(Clone, Copy)]
pub(super) struct Page<'h> {
    pub(super) index: u32,
    pub(super) text: &'h str,
}

impl Page<'_> {
    /// The first place of `needle` on a line.
    pub(super) fn spot(self, line: u32, needle: &str) -> Spot {
        let mut lines = self.text.split('\n').skip(line.saturating_sub(1) as usize);
        let text = lines.next().unwrap_or_default();
        let at = if needle.is_empty() { None } else { text.find(needle) };
        let column = at.map_or(1, |at| 1 + text[..at].chars().count());
        Spot { page: self.index, line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }
}

impl Groups {
    /// Adds something that a page has on a line, where `needle` stands.
    pub(super) fn add(&mut self, kind: Kind, text: &str, page: Page<'_>, (line, needle): (u32, &str)) {
        match self.0.entry((kind, digest(text))) {
            Entry::Vacant(entry) => {
                let first = page.spot(line, needle);
                entry.insert(Group { text: text.into(), first, pages: 1, last: page.index });
            }
            Entry::Occupied(mut entry) => {
                let group = entry.get_mut();
                if page.index < group.first.page {
                    group.first = page.spot(line, needle);
                }
                group.pages += u32::from(group.last != page.index);
                group.last = page.index;
            }
        }
    }

    /// Adds what others found, on other pages.
    pub(super) fn append(&mut self, other: Groups) {
        #[allow(clippy::iter_over_hash_type, reason = "the order makes no difference")]
        for (key, group) in other.0 {
            match self.0.entry(key) {
                Entry::Vacant(entry) => _ = entry.insert(group),
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    known.pages += group.pages;
                    known.first = known.first.min(group.first);
                }
            }
        }
    }

    /// Leaves out what `keep`, which is told the hash of the text, does not want.
    pub(super) fn retain(&mut self, keep: impl Fn(Kind, u64) -> bool) {
        self.0.retain(|(kind, text), _| keep(*kind, *text));
    }

    /// All of it as messages, each with the place of its page in the plan; `file` is the name of that page.
    pub(super) fn messages(self, file: impl Fn(u32) -> String) -> Vec<(u32, Diagnostic, usize)> {
        let mut all: Vec<((Kind, u64), Group)> = self.0.into_iter().collect();
        all.sort_by(|((kind, _), one), ((other_kind, _), other)| {
            (kind, one.first, &one.text).cmp(&(other_kind, other.first, &other.text))
        });
        let message = |((kind, _), group): ((Kind, u64), Group)| {
            let Group { text, first: Spot { page, line, column }, pages, .. } = group;
            let place = Place::new(file(page), Position { line, column });
            let pages = pages as usize;
            let make = match kind {
                Kind::Link => message::broken_link,
                Kind::Media => message::broken_media,
                Kind::Resource => message::broken_resource,
                Kind::Anchor => message::missing_anchor,
                Kind::Redirect => message::link_to_redirect,
                Kind::Moved => message::moved_media,
                Kind::NoAlt => message::no_alt,
                Kind::Mixed => message::mixed_content,
                Kind::Html => message::invalid_html,
                Kind::Id => message::duplicate_id,
                Kind::Feed => message::invalid_feed,
                Kind::Sitemap => message::invalid_sitemap,
            };
            (page, make(place, &text, pages), pages)
        };
        all.into_iter().map(message).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_pages_have_is_told_once_with_the_first_place() {
        let page = |index, text| Page { index, text };
        let (mut one, mut other) = (Groups::default(), Groups::default());
        one.add(Kind::Link, "/x/", page(7, "a\nfoo /x/"), (2, "/x/"));
        one.add(Kind::Link, "/x/", page(7, "a\nfoo /x/"), (2, "/x/"));
        other.add(Kind::Link, "/x/", page(3, "ää /x/"), (1, "/x/"));
        other.add(Kind::Id, "x", page(3, ""), (1, "x"));
        one.append(other);
        let told: Vec<String> = one
            .messages(|page| format!("p{page}"))
            .into_iter()
            .map(|(_, m, _)| m.render(None, false))
            .collect();
        assert!(
            told[0].starts_with("warning[broken-link]: broken link: /x/ (2 pages, first here)\n--> p3:1:4"),
            "{told:?}"
        );
        assert!(told[1].starts_with("warning[duplicate-id]"), "{told:?}");
    }
}
