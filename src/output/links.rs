//! Where the links of one text lead. Each question is noted with its answer, and can be asked again.

use std::hash::{Hash, Hasher};

use super::Output;
use super::lookups::Lookups;
use super::read::{Answered, Question, Reads};
use crate::address::Address;
use crate::article::Stamp;
use crate::article::body::{AddressLink, Lookup, PageKind, SourceLink, Texts};
use crate::catalog::{Asked, path_here};
use crate::config::LanguageId;
use crate::fingerprint::digest;
use crate::path::{OutPath, SourcePath, UrlPath};

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

/// The text itself by the fingerprint of its file: metadata are the same whatever it is.
impl Hash for Source<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Source { path, stamp: Stamp { fingerprint, body, size }, page, title, language, date, extra } =
            self;
        (path, fingerprint, body, size, page, title, language, date, extra).hash(state);
    }
}

impl Lookups<'_> {
    /// Whether all questions of the text `source` have the answers they had.
    pub fn answers_alike(&self, source: &Source<'_>, reads: &[Answered]) -> bool {
        let lookup = PageLookup { site: self, source, reads: &Reads::default() };
        reads.iter().all(|read| {
            read.answer
                == match &read.question {
                    Question::Source(target) => digest(&lookup.find_source(source.path, target)),
                    Question::Address(address) => digest(&lookup.find_address(address)),
                    Question::Bundled(path) => digest(&self.bundled(path)),
                    Question::Picture(href) => digest(&self.picture(href)),
                    Question::Media(path) => digest(&self.is_media(path)),
                    Question::Hidden(href) => digest(&self.is_hidden_file(href)),
                }
        })
    }
}

/// Answers where the links of one text lead, and notes that it was asked.
pub(super) struct PageLookup<'a> {
    pub(super) site: &'a Lookups<'a>,
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

    fn kind(&self, url: &UrlPath) -> PageKind {
        let path = url.out_path();
        match self.site.plan.get(&path) {
            Some(Output::Article(_)) => PageKind::Article,
            None | Some(Output::Asset(..)) => PageKind::File,
            Some(output) if output.content_type(self.site.catalog, &path).is_html() => PageKind::Page,
            Some(_) => PageKind::File,
        }
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
            AddressLink::Page(url) | AddressLink::Old(url) if !site.plan.answers(&url) => {
                AddressLink::Missing { instead: None }
            }
            link => link,
        };
        if link == AddressLink::Other && local.is_none() {
            let copy = site.files.dead_links.replacement(written, &self.source.date);
            return copy.map_or(link, AddressLink::Replaced);
        }
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
            None if is_media(written) => AddressLink::Missing { instead: None },
            None => link,
        }
    }
}

/// Whether an address is that of a picture, a recording or a film, which pages show in place.
pub fn is_media(address: &str) -> bool {
    const KINDS: [&str; 15] = [
        "avif", "bmp", "gif", "jpeg", "jpg", "m4a", "mov", "mp3", "mp4", "ogg", "png", "svg", "wav", "webm",
        "webp",
    ];
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let extension =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    extension.is_some_and(|extension| KINDS.contains(&extension.to_ascii_lowercase().as_str()))
}
