//! Files of `[media]` in bodies: the last that is done to a text.
//!
//! One pass over the complete HTML, whoever wrote the address: Markdown, raw HTML or a shortcode.

use super::lookups::Lookups;
use super::noscript;
use super::read::{Question, Reads};
use super::rewrite::rewrite;
use super::served::{file_at, may_be_media};
use crate::fingerprint::digest;
use crate::path::UrlPath;
use crate::text::{decoded, escaped};

impl Lookups<'_> {
    /// The complete HTML of a text, with the addresses of files that are served as media in full.
    pub(super) fn serve_media(&self, html: String, reads: &Reads) -> String {
        if self.config.media.is_none() {
            return html;
        }
        let opened = noscript::open(&html);
        let rewritten = rewrite(&opened, false, |written| self.media_address(written, reads));
        rewritten.map_or(html, noscript::close)
    }

    /// The full address of a file that is served as media, for its address as a text has it.
    fn media_address(&self, written: &str, reads: &Reads) -> Option<String> {
        let written = decoded(written);
        let (path, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        let below = path.strip_prefix(self.config.base_url.path.as_str())?;
        if !below.starts_with('/') || below.starts_with("//") {
            return None;
        }
        let url = UrlPath::parse(below).ok()?;
        if !may_be_media(&file_at(&url)?) {
            return None;
        }
        let base = self.media_base(&url);
        reads.note(Question::Media(below.into()), digest(&base.is_some()));
        base.map(|base| escaped(&format!("{}{rest}", base.full(&url))))
    }

    /// Whether the file at a path of the site is served as media.
    pub(super) fn is_media(&self, path: &str) -> bool {
        UrlPath::parse(path).is_ok_and(|url| self.media_base(&url).is_some())
    }
}
