//! The text of a document, read and rendered while its page is made.

use std::io;

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::finding::{AnchorLink, Finding, Flaw};
use super::links::PageLookup;
use super::lookups::Lookups;
use super::read::{Answered, Reads};
use super::search_index::SearchText;
use super::shared::Html;
use super::shortcodes::PageShortcodes;
use super::view::HeadingView;
use crate::article::body::{self, Body, BodyInput, BodyRules, Removed};
use crate::article::{front_matter, source_text};
use crate::config::LanguageId;
use crate::diagnostic::message;
use crate::diagnostic::{Diagnostics, Place};
use crate::fingerprint::{Fingerprint, digest};
use crate::path::{SourcePath, UrlPath};
use crate::template::Theme;

pub use super::links::Source;

/// What rendering tells beside the bytes that it makes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Notes {
    /// What is found.
    pub findings: Vec<Finding>,
    /// Links to anchors of other pages.
    pub anchor_links: Vec<AnchorLink>,
    /// The anchors of the text, each as a hash with its page; see `anchor`.
    pub anchors: Vec<u64>,
    /// What texts asked of the site.
    pub reads: Vec<Answered>,
    /// Whether a text was changed between its being listed and its being rendered.
    pub unsettled: bool,
    /// Whether the text of an article's page is wanted, to be searched.
    #[serde(skip)]
    pub wants_search_text: bool,
    /// That text.
    #[serde(skip)]
    pub search_text: Option<Box<SearchText>>,
}

impl Notes {
    /// Adds what another page told.
    pub fn append(&mut self, mut other: Notes) {
        self.findings.append(&mut other.findings);
        self.anchor_links.append(&mut other.anchor_links);
        self.anchors.append(&mut other.anchors);
        self.reads.append(&mut other.reads);
        self.unsettled |= other.unsettled;
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
            && self.anchor_links.is_empty()
            && self.anchors.is_empty()
            && self.reads.is_empty()
            && !self.unsettled
    }

    /// As they are kept for the next build; nothing is kept of those that tell nothing. [`Notes::from_kept`] reads it.
    pub fn to_kept(&self) -> Box<[u8]> {
        match self.is_empty() {
            true => Box::default(),
            // Texts and numbers always have a form in the cache.
            false => postcard::to_stdvec(self).unwrap_or_default().into(),
        }
    }

    /// What was kept; `None` where it is damaged.
    pub fn from_kept(kept: &[u8]) -> Option<Notes> {
        if kept.is_empty() { Some(Notes::default()) } else { postcard::from_bytes(kept).ok() }
    }

    /// The messages among what is found.
    pub fn messages(&self) -> Diagnostics {
        self.findings.iter().filter_map(Finding::message).cloned().collect()
    }
}

/// The rules of a site's bodies in a language.
pub fn rules(base: &Base<'_>, language: LanguageId) -> BodyRules {
    BodyRules {
        base_path: base.config.base_url.path.clone(),
        markdown: base.config.markdown_of(language),
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
                let problem = message::unreadable(source.path.as_str(), &error.to_string());
                notes.findings.push(problem.into());
                return Body::default();
            }
        };
        // What was left out of it was told when its metadata were read.
        let text = match source_text(source.path, &bytes, self.lookups.config.lenient) {
            Ok(text) => text.text,
            Err(problem) => {
                notes.findings.push(Finding::Message(problem));
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
        let rules = rules(&self.lookups, source.language);
        let lookup = PageLookup { site: &self.lookups, source, reads: &reads };
        let mut body = body::render(&BodyInput {
            text: &text,
            start,
            path: source.path,
            page: source.page,
            rules: &rules,
            lookup: &lookup,
            texts: &lookup,
            shortcodes: &PageShortcodes { site: &self.lookups, source, reads: &reads },
        });
        take_notes(self.lookups.theme, source, &mut body, notes);
        let complete = self.lookups.complete_pictures(body.html, source.language, &reads);
        body.html = self.lookups.serve_media(complete, &reads);
        notes.reads.append(&mut reads.take());
        body
    }
}

impl Lookups<'_> {
    /// The HTML of a text of one line that the front matter of a document holds; `None` where it has no markup.
    pub(super) fn inline(&self, text: &str, source: &Source<'_>, notes: &mut Notes) -> Option<String> {
        let reads = Reads::default();
        let rules = rules(self, source.language);
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
        notes.findings.extend(body.diagnostics.iter().map(|problem| problem.clone().at(place()).into()));
        let mut find = |flaw| notes.findings.push(Finding::Flaw(flaw, place()));
        body.missing().for_each(|(written, _)| find(Flaw::MissingAddress(written.into())));
        for Removed { element, removal, .. } in body.removed {
            find(Flaw::RemovedElement(element.into(), removal));
        }
        let html = self.serve_media(body.html, &reads);
        notes.reads.append(&mut reads.take());
        Some(html)
    }
}

/// Moves what a body found into the notes.
fn take_notes(theme: &Theme, source: &Source<'_>, body: &mut Body, notes: &mut Notes) {
    let place = |position| Place::new(source.path.as_str(), position);
    notes.findings.extend(std::mem::take(&mut body.diagnostics).into_iter().map(Finding::from));
    let mut find = |flaw, position| notes.findings.push(Finding::Flaw(flaw, place(position)));
    body.missing().for_each(|(written, at)| find(Flaw::MissingAddress(written.into()), at));
    for (name, at) in body.missing_anchors().filter(|(name, _)| !theme.has_anchor(name)) {
        find(Flaw::MissingAnchor(format!("#{name}").into()), at);
    }
    for (name, at) in std::mem::take(&mut body.unknown_shortcodes) {
        find(Flaw::UnknownShortcode(name.into()), at);
    }
    for Removed { element, position, removal } in std::mem::take(&mut body.removed) {
        find(Flaw::RemovedElement(element.into(), removal), position);
    }
    for picture in body.pictures.iter().filter(|picture| !picture.is_described) {
        find(Flaw::NoAlternativeText, picture.position);
    }
    notes.anchors.extend(body::anchors(&body.html).map(|name| anchor(source.page, &name)));
    let elsewhere = body.anchors_elsewhere();
    notes.anchor_links.extend(elsewhere.map(|(page, anchor, at)| AnchorLink {
        page: page.clone(),
        anchor: anchor.into(),
        place: place(at),
    }));
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
