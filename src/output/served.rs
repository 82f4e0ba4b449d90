//! Where a file is served: with the pages, or at the base address of `[media]`.
//!
//! That is decided once, when a file that is copied is planned, and is a part of its [`Output`]. Whoever writes the address of a
//! page or file asks `Lookups::href` or `Lookups::full`, which ask the plan. Bodies hold addresses of the site until they are
//! complete, since everything that reads them knows only those; `body_media.rs` is the last that is done to them.

use super::Output;
use crate::config::Config;
use crate::facts::ContentType;
use crate::path::{OutPath, UrlPath};
use crate::reserved::Reserved;

/// Where a file is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Served {
    /// With the pages.
    Site,
    /// At the base address of `[media]`.
    Media,
}

impl Served {
    /// Where the copied file at `path` is served. The size of a file that is not made yet is not known.
    pub(super) fn of(config: &Config, path: &OutPath, size: Option<u64>) -> Served {
        match &config.media {
            Some(media) if media.names(path, size) && may_be_media(path) => Served::Media,
            _ => Served::Site,
        }
    }
}

/// Whether a file may be served from another host than its page. Pages, style sheets, scripts, data for scripts, feeds, fonts and
/// captions may not: browsers load most of them from the host of the page alone.
pub(super) fn may_be_media(path: &OutPath) -> bool {
    const KINDS: [&str; 3] = ["image/", "audio/", "video/"];
    const NOT: [&str; 5] = ["text/html", "text/css", "text/javascript", "text/vtt", "application/wasm"];
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    if name.starts_with('.') || !name.contains('.') || Reserved::at(path).is_some() {
        return false;
    }
    let content_type = ContentType::of_name(name);
    let essence = content_type.essence();
    let is_data = ["xml", "json", "javascript"].iter().any(|ending| essence.ends_with(ending));
    KINDS.iter().any(|kind| essence.starts_with(kind))
        || !(is_data || essence.starts_with("font/") || NOT.contains(&essence))
}

/// The path of the file that is called as an address is, whatever its extension.
pub(super) fn file_at(url: &UrlPath) -> Option<OutPath> {
    OutPath::new(url.as_str().trim_start_matches('/')).ok()
}

impl Output {
    /// Where the file is served.
    pub fn served(&self) -> Served {
        match self {
            Output::Asset(_, served) => *served,
            _ => Served::Site,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_other_hosts_may_serve_are_media() {
        for (path, expected) in [
            ("a.jpg", true),
            ("a.svg", true),
            ("a.mp3", true),
            ("a.MP4", true),
            ("a.pdf", true),
            ("a.docx", true),
            ("a.epub", true),
            ("a.zip", true),
            ("a.csv", true),
            ("a.warc.gz", true),
            ("a.txt", true),
            ("a.unknown", true),
            ("a.html", false),
            ("a.xhtml", false),
            ("a.css", false),
            ("a.js", false),
            ("a.mjs", false),
            ("a.json", false),
            ("a.geojson", false),
            ("feed.xml", false),
            ("a.rss", false),
            ("a.woff2", false),
            ("a.vtt", false),
            ("a.wasm", false),
            ("a.webmanifest", false),
            ("CNAME", false),
            ("a/.htaccess", false),
            ("_headers", false),
            ("robots.txt", false),
        ] {
            assert_eq!(may_be_media(&OutPath::new(path).unwrap()), expected, "{path}");
        }
    }
}
