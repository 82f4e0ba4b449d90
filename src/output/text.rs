//! The text of a document, read and rendered while its page is made.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use tera::Value;

use super::read::{Question, Read, Reads};
use super::shortcodes::PageShortcodes;
use super::view::HeadingView;
use super::{Output, Site};
use crate::address::Address;
use crate::article::body::{
    self, AddressLink, Body, BodyInput, BodyRules, Fragment, Lookup, Removal, SourceLink, Texts,
};
use crate::article::{Stamp, front_matter, source_text};
use crate::catalog::{ArticleId, Asked, path_here};
use crate::config::LanguageId;
use crate::diagnostic::{Diagnostics, Place, message};
use crate::fingerprint::{Fingerprint, digest};
use crate::path::{OutPath, SourcePath, UrlPath};

/// What rendering found that the report of the build tells.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Notes {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// Links to old addresses that nothing answers, with their place.
    pub missing: Vec<(String, Place)>,
    /// Links to anchors that their pages do not have, with their place.
    pub missing_anchors: Vec<(String, Place)>,
    /// Links to anchors of other pages, with their place.
    pub fragments: Vec<(UrlPath, String, Place)>,
    /// The anchors of the text, each as a hash with its page; see `anchor`.
    pub anchors: Vec<u64>,
    /// Shortcodes without a template, with their place.
    pub unknown_shortcodes: Vec<(String, Place)>,
    /// Elements of texts that may not stand in a page, with their place.
    pub removed: Vec<(String, Removal, Place)>,
    /// Images without an alternative text.
    pub images_without_alt: usize,
    /// Files that a front matter names and the site does not have, with the source.
    pub missing_files: Vec<(String, Place)>,
    /// What texts asked of the site.
    pub reads: Vec<Read>,
    /// Whether a text was changed between its being listed and its being rendered.
    pub unsettled: bool,
    /// The related articles that a page shows.
    #[serde(skip)]
    pub related: Vec<ArticleId>,
}

impl Notes {
    /// Adds what another page found.
    pub fn append(&mut self, mut other: Notes) {
        self.diagnostics.append(other.diagnostics);
        self.missing.append(&mut other.missing);
        self.missing_anchors.append(&mut other.missing_anchors);
        self.fragments.append(&mut other.fragments);
        self.anchors.append(&mut other.anchors);
        self.unknown_shortcodes.append(&mut other.unknown_shortcodes);
        self.removed.append(&mut other.removed);
        self.images_without_alt += other.images_without_alt;
        self.missing_files.append(&mut other.missing_files);
        self.reads.append(&mut other.reads);
        self.unsettled |= other.unsettled;
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
            && self.missing.is_empty()
            && self.missing_anchors.is_empty()
            && self.fragments.is_empty()
            && self.anchors.is_empty()
            && self.unknown_shortcodes.is_empty()
            && self.removed.is_empty()
            && self.images_without_alt == 0
            && self.missing_files.is_empty()
            && self.reads.is_empty()
            && !self.unsettled
    }
}

/// A document whose text is to be rendered.
pub struct Source<'s> {
    /// The file.
    pub path: &'s SourcePath,
    /// Where the body is, and what the file was.
    pub stamp: Stamp,
    /// The page the text stands on.
    pub page: &'s UrlPath,
    /// The page's title, for shortcodes.
    pub title: &'s str,
    /// The language of the text.
    pub language: LanguageId,
    /// When the text was written (`YYYYMMDDhhmmss`), for archived copies.
    pub date: String,
    /// What the front matter says beside the known keys, for the shortcode `param`.
    pub extra: Option<&'s serde_json::Value>,
}

/// The rules of a site's bodies.
pub fn rules(site: &Site<'_>) -> BodyRules {
    BodyRules {
        base_path: site.config.base_url.path.clone(),
        markdown: site.config.markdown,
        anchors: site.config.anchors,
        trusted: site.config.trusted,
        missing_link: site.config.on_missing_link,
    }
}

impl Site<'_> {
    /// The date of texts that have none, for archived copies: the day the newsroom closed, otherwise the newest copy.
    pub(super) fn undated(&self) -> String {
        let closed = self.config.archive.as_ref().and_then(|archive| archive.closed);
        // Web archives take the beginning of a date for the nearest copy to it.
        closed.map_or_else(|| "2".to_owned(), |day| day.format("%Y%m%d000000").to_string())
    }

    /// Looks for the anchors of other pages that texts link to, now that all texts have been rendered, and notes those that
    /// are not there. Only pages that show a text are asked.
    pub fn settle_fragments(&self, notes: &mut Notes) {
        let anchors: FxHashSet<u64> = match notes.fragments.is_empty() {
            true => return notes.anchors.clear(),
            false => std::mem::take(&mut notes.anchors).into_iter().collect(),
        };
        for (page, name, place) in std::mem::take(&mut notes.fragments) {
            let shows_text =
                || self.plan.get(&page.out_path()).is_some_and(|output| output.source(self).is_some());
            if !anchors.contains(&anchor(&page, &name)) && !self.theme.has_anchor(&name) && shows_text() {
                notes.missing_anchors.push((format!("{page}#{name}"), place));
            }
        }
    }

    /// Reads and renders the text of a document.
    pub fn text(&self, source: &Source<'_>, notes: &mut Notes) -> Body {
        let bytes = match (self.read)(source.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                notes.diagnostics.push(message::unreadable(source.path.as_str(), &error.to_string()));
                return Body::default();
            }
        };
        // What was left out of it was told when its metadata were read.
        let text = match source_text(source.path, &bytes, self.config.lenient) {
            Ok(text) => text.text,
            Err(problem) => {
                notes.diagnostics.push(*problem);
                return Body::default();
            }
        };
        let mut start = source.stamp.body as usize;
        if Fingerprint::of(&bytes) != source.stamp.fingerprint {
            // The file was changed while the site was being built: its body may start elsewhere now.
            start = front_matter::split(&text).map_or(text.len(), |parts| parts.body);
            notes.unsettled = true;
        }
        let reads = Reads::default();
        let rules = rules(self);
        let lookup = PageLookup { site: self, source, reads: &reads };
        let body = body::render(&BodyInput {
            text: &text,
            start,
            path: source.path,
            page: source.page,
            rules: &rules,
            lookup: &lookup,
            texts: &lookup,
            shortcodes: &PageShortcodes { site: self, source, reads: &reads },
        });
        let mut body = self.take_notes(source, body, notes);
        body.html = self.complete_pictures(body.html, source.language, &reads);
        notes.reads.append(&mut reads.take());
        body
    }

    /// The HTML of a text of one line that the front matter of a document holds; `None` where it has no markup.
    pub(super) fn inline(&self, text: &str, source: &Source<'_>, notes: &mut Notes) -> Option<String> {
        let reads = Reads::default();
        let rules = rules(self);
        let lookup = PageLookup { site: self, source, reads: &reads };
        let body = body::inline(&BodyInput {
            text,
            start: 0,
            path: source.path,
            page: source.page,
            rules: &rules,
            lookup: &lookup,
            shortcodes: &PageShortcodes { site: self, source, reads: &reads },
            texts: &lookup,
        })?;
        // Where in the file the text stands is not known any more.
        let place = || Place::file(source.path.as_str());
        body.diagnostics.iter().for_each(|problem| notes.diagnostics.push(problem.clone().at(place())));
        notes.missing.extend(body.missing.into_iter().map(|(address, _)| (address, place())));
        notes.removed.extend(body.removed.into_iter().map(|one| (one.element, one.removal, place())));
        notes.reads.append(&mut reads.take());
        Some(body.html)
    }

    /// Moves what a body found into the notes.
    fn take_notes(&self, source: &Source<'_>, mut body: Body, notes: &mut Notes) -> Body {
        notes.diagnostics.append(std::mem::take(&mut body.diagnostics));
        let place = |position| Place::new(source.path.as_str(), position);
        let missing = std::mem::take(&mut body.missing);
        notes.missing.extend(missing.into_iter().map(|(address, at)| (address, place(at))));
        notes.anchors.extend(body::anchors(&body.html).map(|name| anchor(source.page, &name)));
        for Fragment { page, name, position, .. } in std::mem::take(&mut body.fragments) {
            match page {
                Some(page) => notes.fragments.push((page, name, place(position))),
                None if self.theme.has_anchor(&name) => {}
                None => notes.missing_anchors.push((format!("#{name}"), place(position))),
            }
        }
        let unknown = std::mem::take(&mut body.unknown_shortcodes);
        notes.unknown_shortcodes.extend(unknown.into_iter().map(|(name, at)| (name, place(at))));
        let removed = std::mem::take(&mut body.removed);
        notes.removed.extend(removed.into_iter().map(|one| (one.element, one.removal, place(one.position))));
        notes.images_without_alt += body.images_without_alt as usize;
        body
    }
}

/// An anchor of a page as one number.
fn anchor(page: &UrlPath, name: &str) -> u64 {
    digest(&(page.as_str(), name))
}

/// The HTML of a body as a template takes it.
pub fn html(body: &Body) -> Value {
    Value::safe_string(&body.html)
}

/// The headings of a body.
pub fn headings(body: &Body) -> Vec<HeadingView> {
    let view = |heading: &body::Heading| HeadingView {
        level: heading.level,
        id: heading.id.clone(),
        text: heading.text.clone(),
    };
    body.headings.iter().map(view).collect()
}

/// Answers where the links of one text lead, and notes that it was asked.
pub(super) struct PageLookup<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) source: &'a Source<'a>,
    pub(super) reads: &'a Reads,
}

impl Lookup for PageLookup<'_> {
    fn source_link(&self, from: &SourcePath, target: &str) -> SourceLink {
        let link = self.find_source(from, target);
        self.reads.note(Question::Source(target.into()), digest(&link));
        link
    }

    fn address(&self, address: &str) -> AddressLink {
        let link = self.find_address(address);
        self.reads.note(Question::Address(address.into()), digest(&link));
        link
    }
}

impl Texts for PageLookup<'_> {
    fn text(&self, key: &'static str) -> &str {
        self.site.theme.text(self.source.language, key)
    }
}

impl PageLookup<'_> {
    fn find_source(&self, from: &SourcePath, target: &str) -> SourceLink {
        match self.site.catalog.source_link(self.site.config, from, target) {
            // A term with too few articles has no page.
            SourceLink::Page(url) if !self.site.plan.answers(&url) => SourceLink::Missing { nearest: None },
            link => link,
        }
    }

    fn find_address(&self, written: &str) -> AddressLink {
        let site = self.site;
        let read = Address::read(written, &site.config.hosts, &UrlPath::root());
        let local = read.as_ref().ok().and_then(|address| path_here(site.config, address));
        // A picture that may not be shown is not missing: words take its place when the text is complete.
        if let Some(path) = local.as_ref().filter(|path| site.is_hidden_url(path)) {
            return AddressLink::Page(path.clone());
        }
        // A link to an old address leads to the page itself, not to the page that redirects there.
        let planned =
            |path: &OutPath| site.plan.get(path).is_some_and(|output| !matches!(output, Output::Redirect(_)));
        let asked = Asked { written, read: read.as_ref() };
        let link = match site.catalog.address_link(site.config, &asked, &self.source.date, &planned) {
            AddressLink::Page(url) if !site.plan.answers(&url) => AddressLink::Missing { instead: None },
            link => link,
        };
        if !matches!(link, AddressLink::Live(_) | AddressLink::Missing { .. }) {
            return link;
        }
        // A file beside a source that is no bundle has an address of its own.
        let beside = local.as_ref().and_then(|path| {
            let relative = path.as_str().strip_prefix(self.source.page.folder())?;
            site.bundled(&self.source.path.sibling(relative))
        });
        match beside {
            Some(url) => AddressLink::Page(url.clone()),
            None if matches!(link, AddressLink::Live(_)) => link,
            // Nothing foreign is loaded by opening a page: a picture that is missing is not fetched from an archive.
            None if is_embedded(written) => AddressLink::Missing { instead: None },
            None => link,
        }
    }
}

/// Whether an address is that of a picture, a recording or a film, which pages show in place.
fn is_embedded(address: &str) -> bool {
    const KINDS: [&str; 15] = [
        "avif", "bmp", "gif", "jpeg", "jpg", "m4a", "mov", "mp3", "mp4", "ogg", "png", "svg", "wav", "webm",
        "webp",
    ];
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let extension =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    extension.is_some_and(|extension| KINDS.contains(&extension.to_ascii_lowercase().as_str()))
}
