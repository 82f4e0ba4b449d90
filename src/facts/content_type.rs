//! Content types (RFC 9110, 8.3), by names of files: those of mime_guess, but for a few that a table here has.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest content type that is read, in bytes; RFC 6838 ends each half of one at 127.
const LONGEST: usize = 255;

/// Endings of names for which mime_guess has no type, or not the one that is registered or that browsers want. Sorted.
const TABLE: [(&str, &str); 16] = [
    ("azw3", "application/vnd.amazon.ebook"),
    ("bib", "text/x-bibtex"),
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("mid", "audio/midi"),
    ("mjs", "text/javascript"),
    ("otf", "font/otf"),
    ("tgz", "application/gzip"),
    ("vcf", "text/vcard"),
    ("wacz", "application/wacz"),
    ("warc", "application/warc"),
    ("woff", "font/woff"),
    ("xml", "application/xml"),
    ("xsd", "application/xml"),
    ("xsl", "application/xml"),
];

/// A content type as it is sent: with `charset=utf-8` where files of the type are text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentType(Cow<'static, str>);

impl ContentType {
    /// Pages.
    pub const HTML: ContentType = ContentType(Cow::Borrowed("text/html; charset=utf-8"));
    /// Plain text.
    pub const TEXT: ContentType = ContentType(Cow::Borrowed("text/plain; charset=utf-8"));
    /// JSON.
    pub const JSON: ContentType = ContentType(Cow::Borrowed("application/json; charset=utf-8"));
    /// XML of no kind of its own.
    pub const XML: ContentType = ContentType(Cow::Borrowed("application/xml; charset=utf-8"));
    /// Atom feeds.
    pub const ATOM: ContentType = ContentType(Cow::Borrowed("application/atom+xml; charset=utf-8"));
    /// RSS feeds.
    pub const RSS: ContentType = ContentType(Cow::Borrowed("application/rss+xml; charset=utf-8"));
    /// Style sheets.
    pub const CSS: ContentType = ContentType(Cow::Borrowed("text/css; charset=utf-8"));
    /// Scripts.
    pub const SCRIPT: ContentType = ContentType(Cow::Borrowed("text/javascript; charset=utf-8"));
    /// Drawings.
    pub const SVG: ContentType = ContentType(Cow::Borrowed("image/svg+xml; charset=utf-8"));
    /// Events from a server, one after the other (HTML, 9.2).
    pub const EVENTS: ContentType = ContentType(Cow::Borrowed("text/event-stream"));
    /// Anything.
    const BYTES: ContentType = ContentType(Cow::Borrowed("application/octet-stream"));

    /// The texts that most sites have, so that none is made for each file.
    const COMMON: [ContentType; 9] = [
        ContentType::HTML,
        ContentType::TEXT,
        ContentType::JSON,
        ContentType::XML,
        ContentType::ATOM,
        ContentType::RSS,
        ContentType::CSS,
        ContentType::SCRIPT,
        ContentType::SVG,
    ];

    /// The type of a file by the ending of its name or path; `application/octet-stream` where that says nothing.
    pub fn of_name(name: &str) -> ContentType {
        let name = name.rsplit('/').next().unwrap_or(name);
        let Some((_, ending)) = name.rsplit_once('.') else { return ContentType::BYTES };
        let ending = ending.to_ascii_lowercase();
        let own = TABLE.binary_search_by(|(known, _)| (*known).cmp(&ending)).ok().map(|at| TABLE[at].1);
        match own.or_else(|| mime_guess::from_ext(&ending).first_raw()) {
            Some(essence) => ContentType::of_essence(essence),
            None => ContentType::BYTES,
        }
    }

    /// A type without parameters, with the one that texts have.
    fn of_essence(essence: &'static str) -> ContentType {
        let bare = ContentType(Cow::Borrowed(essence));
        if !bare.is_text() {
            return bare;
        }
        let common = ContentType::COMMON.into_iter().find(|common| common.essence() == essence);
        common.unwrap_or_else(|| ContentType(Cow::Owned(format!("{essence}; charset=utf-8"))))
    }

    /// The type as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The type without parameters.
    pub fn essence(&self) -> &str {
        self.0.split(';').next().unwrap_or(&self.0)
    }

    /// Whether files of this type are texts: they have an encoding, and compressing them pays.
    pub fn is_text(&self) -> bool {
        const OTHERS: [&str; 3] = ["application/javascript", "application/json", "application/xml"];
        let essence = self.essence();
        essence.starts_with("text/")
            || OTHERS.contains(&essence)
            || essence.ends_with("+xml")
            || essence.ends_with("+json")
    }

    /// Whether files of this type are pages of HTML.
    pub fn is_html(&self) -> bool {
        self.essence() == "text/html"
    }

    /// Whether files of this type are recordings or films.
    pub fn is_media(&self) -> bool {
        self.0.starts_with("audio/") || self.0.starts_with("video/")
    }

    /// A type as somebody wrote it; `None` where it could not be sent as the value of a header.
    pub fn parse(text: &str) -> Option<ContentType> {
        let is_sent = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        let has_halves =
            text.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty());
        let is_sound = text.len() <= LONGEST && has_halves && text.bytes().all(is_sent);
        let common = ContentType::COMMON.into_iter().find(|common| common.as_str() == text);
        is_sound.then(|| common.unwrap_or_else(|| ContentType(Cow::Owned(text.to_owned()))))
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ContentType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ContentType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ContentType, D::Error> {
        let text = String::deserialize(deserializer)?;
        ContentType::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format_args!("`{text}` is not a content type")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::PUBLISHED_ENDINGS;

    #[test]
    fn the_table_is_sorted_and_corrects_mime_guess() {
        assert!(TABLE.is_sorted_by(|(one, _), (next, _)| one < next));
        for (ending, essence) in TABLE {
            assert_ne!(mime_guess::from_ext(ending).first_raw(), Some(essence), "{ending} is there already");
        }
    }

    #[test]
    fn names_say_what_files_are() {
        for (name, expected) in [
            ("2010/12/border/index.html", "text/html; charset=utf-8"),
            ("old/PAGE.HTM", "text/html; charset=utf-8"),
            ("theme/site.da4a8c8501ebac86.js", "text/javascript; charset=utf-8"),
            ("module.mjs", "text/javascript; charset=utf-8"),
            ("theme/style.481a279fa6b4d28d.css", "text/css; charset=utf-8"),
            ("icon.svg", "image/svg+xml; charset=utf-8"),
            ("old-addresses/89.json", "application/json; charset=utf-8"),
            ("app.webmanifest", "application/manifest+json; charset=utf-8"),
            ("map.geojson", "application/geo+json; charset=utf-8"),
            ("sitemap.xml", "application/xml; charset=utf-8"),
            ("table.csv", "text/csv; charset=utf-8"),
            ("song.mp3", "audio/mpeg"),
            ("song.m4a", "audio/mp4"),
            ("film.m4v", "video/mp4"),
            ("report.PDF", "application/pdf"),
            ("letter.woff2", "font/woff2"),
            ("mirror.wacz", "application/wacz"),
            ("CNAME", "application/octet-stream"),
            ("a.b/CNAME", "application/octet-stream"),
            (".nojekyll", "application/octet-stream"),
            ("unknown.zzzz", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(ContentType::of_name(name).as_str(), expected, "{name}");
        }
    }

    #[test]
    fn every_kind_of_file_beside_content_has_a_type() {
        for ending in PUBLISHED_ENDINGS {
            assert_ne!(ContentType::of_name(&format!("a.{ending}")), ContentType::BYTES, "{ending}");
        }
    }

    #[test]
    fn types_are_read_only_if_they_can_be_sent() {
        for text in ["text/html; charset=utf-8", "font/woff2", "x/y; a=\"b\""] {
            assert_eq!(ContentType::parse(text).unwrap().as_str(), text);
        }
        let long = format!("text/{}", "x".repeat(251));
        for text in ["", "html", "/", "text/", "/html", "text/html\r\nX: y", "text/h\u{e9}", "a\t/b", &long] {
            assert_eq!(ContentType::parse(text), None, "{text}");
        }
    }
}
