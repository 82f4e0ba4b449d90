//! File extensions in addresses: which of them say what a file is.
//!
//! Hosts derive the content type from the extension. Text after a dot that no host recognises means nothing:
//! `/rel/1.2`, `/node.js` and `/analytics.usa.gov` were pages of a site, and are addresses of folders here. So a short
//! list decides. It has the types that web archives contain as files; it leaves out extensions that some system uses
//! but that names of pages end in: country codes (`.md`, `.ps`, `.sh`), domains (`.com`, `.app`), names of programs
//! (`.js`), numbers.

use crate::reserved::hosts;

/// What the ending of an address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A page: a host sends what stands there as HTML.
    Page,
    /// A program: a static host cannot answer.
    Program,
    /// A file of another kind: a host sends whatever stands there as that, and a browser saves it.
    File,
}

/// Endings that every host sends as HTML.
const PAGES: [&str; 2] = ["html", "htm"];

/// Files beside content that are published: kinds that no browser or host runs. Sorted.
pub const PUBLISHED: [&str; 62] = [
    "7z", "aac", "aif", "aiff", "avi", "avif", "azw3", "bib", "bmp", "bz2", "csv", "doc", "docx", "epub",
    "flac", "geojson", "gif", "gpx", "gz", "heic", "ico", "ics", "jpeg", "jpg", "json", "jxl", "kml", "kmz",
    "m4a", "m4v", "mid", "mobi", "mov", "mp3", "mp4", "mpeg", "mpg", "odp", "ods", "odt", "oga", "ogg",
    "ogv", "opus", "pdf", "png", "ppt", "pptx", "ris", "rtf", "srt", "svg", "tif", "tiff", "tsv", "txt",
    "vtt", "wav", "webm", "webp", "xls", "xlsx",
];

/// Other files: feeds and their like, what pages load, and media, documents and archives of former years. Sorted.
const OTHERS: [&str; 56] = [
    "3gp",
    "apk",
    "asf",
    "asx",
    "atom",
    "css",
    "dmg",
    "docm",
    "dotx",
    "eot",
    "eps",
    "exe",
    "flv",
    "heif",
    "jar",
    "jfif",
    "jsonld",
    "m3u",
    "m3u8",
    "mjs",
    "mkv",
    "msi",
    "opml",
    "otf",
    "pls",
    "pps",
    "ppsx",
    "psd",
    "qt",
    "ram",
    "rar",
    "rdf",
    "rss",
    "swf",
    "tar",
    "tgz",
    "torrent",
    "ttf",
    "vcf",
    "vsd",
    "wacz",
    "warc",
    "wasm",
    "webmanifest",
    "wma",
    "wmv",
    "woff",
    "woff2",
    "xhtml",
    "xlsm",
    "xml",
    "xpi",
    "xsd",
    "xsl",
    "xz",
    "zip",
];

/// The longest ending of all lists, in bytes.
const LONGEST: usize = 11;

/// What `extension`, the text after the last dot of a name, says; upper and lower case do not matter.
pub(super) fn ending(extension: &str) -> Option<Ending> {
    if extension.len() > LONGEST || !extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let extension = extension.to_ascii_lowercase();
    let extension = extension.as_str();
    if PAGES.contains(&extension) {
        return Some(Ending::Page);
    }
    if hosts::program(extension).is_some() {
        return Some(Ending::Program);
    }
    let is_file = PUBLISHED.binary_search(&extension).is_ok() || OTHERS.binary_search(&extension).is_ok();
    is_file.then_some(Ending::File)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_without_repetition() {
        assert!(
            PUBLISHED.is_sorted_by(|one, next| one < next) && OTHERS.is_sorted_by(|one, next| one < next)
        );
        for extension in OTHERS.iter().chain(&PAGES) {
            assert!(PUBLISHED.binary_search(extension).is_err(), "{extension}");
            assert!(hosts::program(extension).is_none(), "{extension}");
        }
        let all = || PAGES.iter().chain(&PUBLISHED).chain(&OTHERS);
        assert!(all().all(|extension| *extension == extension.to_ascii_lowercase()));
        assert_eq!(all().map(|extension| extension.len()).max(), Some(LONGEST));
    }

    #[test]
    fn a_dot_alone_says_nothing() {
        for (extension, expected) in [
            ("html", Some(Ending::Page)),
            ("HTM", Some(Ending::Page)),
            ("php", Some(Ending::Program)),
            ("aspx", Some(Ending::Program)),
            ("shtml", Some(Ending::Program)),
            ("cfm", Some(Ending::Program)),
            ("xml", Some(Ending::File)),
            ("rss", Some(Ending::File)),
            ("rdf", Some(Ending::File)),
            ("atom", Some(Ending::File)),
            ("json", Some(Ending::File)),
            ("PDF", Some(Ending::File)),
            ("mp3", Some(Ending::File)),
            ("zip", Some(Ending::File)),
            ("csv", Some(Ending::File)),
        ] {
            assert_eq!(ending(extension), expected, "{extension}");
        }
        for extension in
            ["", "0", "2", "88", "gov", "js", "com", "org", "md", "rs", "py", "io", " petersburg"]
        {
            assert_eq!(ending(extension), None, "{extension}");
        }
        assert_eq!(ending("é"), None);
        assert_eq!(ending(&"x".repeat(1_000)), None);
    }
}
