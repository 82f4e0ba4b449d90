//! The text of a document, read and rendered while its page is made.

use std::io;

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::links::PageLookup;
use super::lookups::Lookups;
use super::read::{Read, Reads};
use super::shared::Html;
use super::shortcodes::PageShortcodes;
use super::view::HeadingView;
use crate::article::body::{self, Body, BodyInput, BodyRules, Fragment, Removal};
use crate::article::{front_matter, source_text};
use crate::diagnostic::message;
use crate::diagnostic::{Diagnostics, Place};
use crate::fingerprint::{Fingerprint, digest};
use crate::path::{SourcePath, UrlPath};
use crate::template::Theme;

pub use super::links::Source;

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

/// The rules of a site's bodies.
pub fn rules(base: &Base<'_>) -> BodyRules {
    BodyRules {
        base_path: base.config.base_url.path.clone(),
        markdown: base.config.markdown,
        anchors: base.config.anchors,
        trusted: base.config.trusted,
        missing_link: base.config.on_missing_link,
    }
}

/// Reads a source file.
pub type ReadSource<'a> = dyn Fn(&SourcePath) -> io::Result<Vec<u8>> + Sync + 'a;

/// Reads and renders the texts of a site: all that a page holds beside what its inputs say. What a text asks of the site while
/// it is rendered is noted.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    lookups: Lookups<'a>,
    read: &'a ReadSource<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookups: Lookups<'a>, read: &'a ReadSource<'a>) -> Reader<'a> {
        Reader { lookups, read }
    }

    /// What every page is made with.
    pub fn base(&self) -> Base<'a> {
        self.lookups.base()
    }

    /// The bytes of a source file.
    ///
    /// # Errors
    /// What the file system says.
    pub fn bytes(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        (self.read)(path)
    }

    /// The HTML of a text of one line that the front matter of a document holds; `None` where it has no markup.
    pub(super) fn inline(&self, text: &str, source: &Source<'_>, notes: &mut Notes) -> Option<String> {
        self.lookups.inline(text, source, notes)
    }

    /// Reads and renders the text of a document.
    pub fn text(&self, source: &Source<'_>, notes: &mut Notes) -> Body {
        let bytes = match self.bytes(source.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                notes.diagnostics.push(message::unreadable(source.path.as_str(), &error.to_string()));
                return Body::default();
            }
        };
        // What was left out of it was told when its metadata were read.
        let text = match source_text(source.path, &bytes, self.lookups.config.lenient) {
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
        let rules = rules(&self.lookups);
        let lookup = PageLookup { site: &self.lookups, source, reads: &reads };
        let body = body::render(&BodyInput {
            text: &text,
            start,
            path: source.path,
            page: source.page,
            rules: &rules,
            lookup: &lookup,
            texts: &lookup,
            shortcodes: &PageShortcodes { site: &self.lookups, source, reads: &reads },
        });
        let mut body = take_notes(self.lookups.theme, source, body, notes);
        body.html = self.lookups.complete_pictures(body.html, source.language, &reads);
        notes.reads.append(&mut reads.take());
        body
    }
}

impl Lookups<'_> {
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
}

/// Moves what a body found into the notes.
fn take_notes(theme: &Theme, source: &Source<'_>, mut body: Body, notes: &mut Notes) -> Body {
    notes.diagnostics.append(std::mem::take(&mut body.diagnostics));
    let place = |position| Place::new(source.path.as_str(), position);
    let missing = std::mem::take(&mut body.missing);
    notes.missing.extend(missing.into_iter().map(|(address, at)| (address, place(at))));
    notes.anchors.extend(body::anchors(&body.html).map(|name| anchor(source.page, &name)));
    for Fragment { page, name, position, .. } in std::mem::take(&mut body.fragments) {
        match page {
            Some(page) => notes.fragments.push((page, name, place(position))),
            None if theme.has_anchor(&name) => {}
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

/// An anchor of a page as one number.
pub(super) fn anchor(page: &UrlPath, name: &str) -> u64 {
    digest(&(page.as_str(), name))
}

/// The HTML of a body as a template takes it.
pub(super) fn html(body: &Body) -> Html {
    Html::new(&body.html)
}

/// The same; `None` where it is empty.
pub(super) fn some_html(body: &Body) -> Option<Html> {
    (!body.html.trim().is_empty()).then(|| html(body))
}

/// The headings of a body.
pub(super) fn headings(body: &Body) -> Vec<HeadingView> {
    let view = |heading: &body::Heading| HeadingView {
        level: heading.level,
        id: heading.id.clone(),
        text: heading.text.clone(),
    };
    body.headings.iter().map(view).collect()
}
