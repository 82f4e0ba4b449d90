//! Detects files whose content does not match their extension: an error page that a mirror saved as an image, a
//! truncated file.

use std::fmt;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::{Format, format, inspect};

/// How much of the beginning of a file tells what it is, in bytes.
pub const TELLING_BYTES: usize = 1_024;

/// What a file is promised to be by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// A picture that browsers show; they tell by the bytes which.
    Picture,
    /// A drawing.
    Svg,
    /// A recording or a film.
    Media,
    /// A PDF.
    Pdf,
}

/// What was found in the place of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Wrong {
    /// Nothing.
    Empty,
    /// A page.
    Html,
    /// A text.
    Text,
    /// A drawing.
    Svg,
    /// A picture in a format that browsers do not show.
    Tiff,
    /// A picture.
    Picture,
    /// A PDF.
    Pdf,
    /// An archive of files, or a document that is one.
    Zip,
    /// A recording or a film.
    Media,
    /// The beginning of what it should be.
    CutOff,
    /// Nothing that is known here.
    Unknown,
}

impl Wrong {
    /// Whether it is less of what it should be, and nothing else.
    pub fn is_less(self) -> bool {
        matches!(self, Wrong::Empty | Wrong::CutOff)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wrong::Empty => "is empty",
            Wrong::Html => "is HTML",
            Wrong::Text => "is text",
            Wrong::Svg => "is SVG",
            Wrong::Tiff => "is TIFF",
            Wrong::Picture => "is an image",
            Wrong::Pdf => "is a PDF",
            Wrong::Zip => "is a ZIP archive",
            Wrong::Media => "is audio or video",
            Wrong::CutOff => "is truncated",
            Wrong::Unknown => "has an unknown format",
        })
    }
}

/// The endings that promise something, in lower case.
const ENDINGS: [(&str, Promise); 28] = [
    ("jpg", Promise::Picture),
    ("jpeg", Promise::Picture),
    ("jpe", Promise::Picture),
    ("jfif", Promise::Picture),
    ("png", Promise::Picture),
    ("gif", Promise::Picture),
    ("webp", Promise::Picture),
    ("avif", Promise::Picture),
    ("svg", Promise::Svg),
    ("mp3", Promise::Media),
    ("m4a", Promise::Media),
    ("m4b", Promise::Media),
    ("aac", Promise::Media),
    ("ogg", Promise::Media),
    ("oga", Promise::Media),
    ("ogv", Promise::Media),
    ("opus", Promise::Media),
    ("wav", Promise::Media),
    ("flac", Promise::Media),
    ("mp4", Promise::Media),
    ("m4v", Promise::Media),
    ("mov", Promise::Media),
    ("webm", Promise::Media),
    ("mkv", Promise::Media),
    ("avi", Promise::Media),
    ("wmv", Promise::Media),
    ("mpg", Promise::Media),
    ("pdf", Promise::Pdf),
];

/// What a file with this extension is promised to be.
fn promise(extension: &str) -> Option<Promise> {
    let known = ENDINGS.iter().find(|(ending, _)| ending.eq_ignore_ascii_case(extension));
    known.map(|(_, promise)| *promise)
}

/// Whether a file with this extension is promised to be something.
pub fn is_promised(extension: &str) -> bool {
    promise(extension).is_some()
}

/// What a file with this extension is promised to be, in words.
pub fn promised(extension: &str) -> &'static str {
    match (promise(extension), &*extension.to_ascii_lowercase()) {
        (Some(Promise::Picture), "png") => "a PNG",
        (Some(Promise::Picture), "gif") => "a GIF",
        (Some(Promise::Picture), "webp") => "a WebP image",
        (Some(Promise::Picture), "avif") => "an AVIF image",
        (Some(Promise::Picture), _) => "a JPEG",
        (Some(Promise::Svg), _) => "an SVG",
        (Some(Promise::Pdf), _) => "a PDF",
        (Some(Promise::Media), _) | (None, _) => "audio or video",
    }
}

/// What a file with this extension holds, if that is not what its name promises. `bytes` are all of a picture, and of others at
/// least the first [`TELLING_BYTES`].
pub fn wrong(extension: &str, bytes: &[u8]) -> Option<Wrong> {
    let promise = promise(extension)?;
    let found = kind(bytes);
    match (promise, found) {
        (Promise::Picture, None) if format(bytes).is_some_and(is_shown) => {
            is_cut_off(bytes).then_some(Wrong::CutOff)
        }
        (Promise::Pdf, Some(Wrong::Pdf)) | (Promise::Svg, Some(Wrong::Svg)) => None,
        (Promise::Media, Some(Wrong::Media)) => None,
        // What holds recordings begins in many ways, and a drawing may begin with a long comment.
        (Promise::Media | Promise::Svg, None) if format(bytes).is_none() => None,
        (Promise::Svg, Some(Wrong::Text)) => None,
        (Promise::Pdf, _) if memmem::find(head(bytes), b"%PDF-").is_some() => None,
        (_, found) => Some(found.unwrap_or_else(|| match format(bytes) {
            Some(Format::Tiff) => Wrong::Tiff,
            Some(_) => Wrong::Picture,
            None => Wrong::Unknown,
        })),
    }
}

/// Whether browsers show a picture of this format.
fn is_shown(format: Format) -> bool {
    !matches!(format, Format::Tiff | Format::Svg)
}

/// The beginning of a file.
fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(TELLING_BYTES)]
}

/// What a file is by its first bytes, if it is no picture but a drawing.
fn kind(bytes: &[u8]) -> Option<Wrong> {
    let head = head(bytes);
    let starts = |mark: &[u8]| head.starts_with(mark);
    if head.is_empty() {
        return Some(Wrong::Empty);
    }
    if starts(b"%PDF-") {
        return Some(Wrong::Pdf);
    }
    if starts(b"PK\x03\x04") {
        return Some(Wrong::Zip);
    }
    let is_riff = |kind: &[u8]| starts(b"RIFF") && head.get(8..12) == Some(kind);
    if is_recording(head)
        || starts(b"ID3")
        || starts(b"OggS")
        || starts(b"fLaC")
        || is_riff(b"WAVE")
        || starts(b"\x1a\x45\xdf\xa3")
    {
        return Some(Wrong::Media);
    }
    let text = std::str::from_utf8(head).or_else(|error| {
        // The last character may be cut in two.
        let (whole, rest) = head.split_at(error.valid_up_to());
        if rest.len() < 4 && head.len() == TELLING_BYTES { std::str::from_utf8(whole) } else { Err(error) }
    });
    let text = text.ok().filter(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))?;
    let text = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let markup = without_comments(&text);
    let is_page = ["<!doctype html", "<html", "<head", "<body", "<title", "<script", "<meta"];
    if is_page.iter().any(|start| markup.starts_with(start)) {
        return Some(Wrong::Html);
    }
    if markup.starts_with("<svg") || (markup.starts_with('<') && markup.contains("<svg")) {
        return Some(Wrong::Svg);
    }
    Some(if markup.starts_with('<') && markup.contains("<html") { Wrong::Html } else { Wrong::Text })
}

/// Brands of pictures in files of the ISO base media format (<https://mp4ra.org/registered-types/brands>); all others are those of
/// recordings.
const PICTURE_BRANDS: [&[u8; 4]; 19] = [
    b"avci", b"avcs", b"avif", b"avis", b"heic", b"heim", b"heis", b"heix", b"hevc", b"hevm", b"hevs",
    b"hevx", b"j2is", b"j2ki", b"jpeg", b"jpgs", b"mif1", b"mif2", b"msf1",
];

/// Whether bytes begin like a recording in the ISO base media format (ISO/IEC 14496-12, 4.3): MP4, QuickTime, M4A.
pub(super) fn is_recording(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    brand.is_some_and(|brand| !PICTURE_BRANDS.iter().any(|picture| *picture == brand))
}

/// A text without the comments of HTML that it begins with.
fn without_comments(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix("<!--") {
        let Some((_, after)) = rest.split_once("-->") else { return text };
        text = after.trim_start();
    }
    text
}

/// Whether the end of a picture is missing, as far as its format says where that is.
fn is_cut_off(bytes: &[u8]) -> bool {
    match format(bytes) {
        // What is compressed holds no such mark; a small picture within the metadata ends with one of its own.
        Some(Format::Jpeg) => {
            inspect(bytes).is_none()
                || memmem::rfind(bytes, b"\xff\xd9").is_none_or(|end| end < bytes.len() / 2)
        }
        Some(Format::Png) => inspect(bytes).is_none() || memmem::rfind(bytes, b"IEND").is_none(),
        Some(Format::WebP) => {
            let length = bytes.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
            length.is_none_or(|length| bytes.len() < length as usize)
        }
        Some(Format::Gif) => inspect(bytes).is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest PNG and JPEG that readers take.
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0\x36\x88\x49\xd6\0\0\0\0IDAT5\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82";
    const JPEG: &[u8] = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x03\x00\x02\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xda\x00\x02ab\xff\xd9";

    #[test]
    fn what_is_not_what_its_name_says_is_found() {
        for (extension, bytes, found) in [
            ("jpg", &b""[..], Some(Wrong::Empty)),
            ("jpg", b"<!DOCTYPE html><title>Not found</title>", Some(Wrong::Html)),
            ("JPG", b"\xef\xbb\xbf\r\n<!-- x --> <HTML>", Some(Wrong::Html)),
            ("png", b"<?xml version=\"1.0\"?><html xmlns=\"x\">", Some(Wrong::Html)),
            ("gif", b"404 Not Found", Some(Wrong::Text)),
            ("png", b"<?xml version=\"1.0\"?><svg xmlns=\"x\">", Some(Wrong::Svg)),
            ("jpg", b"%PDF-1.7\n", Some(Wrong::Pdf)),
            ("jpg", b"PK\x03\x04\0\0", Some(Wrong::Zip)),
            ("jpg", b"II*\0\x08\0\0\0\0\0\0\0", Some(Wrong::Tiff)),
            ("jpg", b"\0\x01\x02\x03", Some(Wrong::Unknown)),
            ("png", PNG, None),
            ("jpg", JPEG, None),
            // Browsers tell by the bytes which picture it is.
            ("jpg", PNG, None),
            ("png", &PNG[..PNG.len() - 12], Some(Wrong::CutOff)),
            ("jpg", &JPEG[..JPEG.len() - 2], Some(Wrong::CutOff)),
            ("jpg", &JPEG[..12], Some(Wrong::CutOff)),
            ("mp3", b"<html>", Some(Wrong::Html)),
            ("mp3", b"", Some(Wrong::Empty)),
            ("mp3", b"ID3\x04", None),
            ("mp3", b"\xff\xfb\x90\x00", None),
            ("mp3", PNG, Some(Wrong::Picture)),
            ("ogg", b"OggS\0", None),
            ("mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", None),
            ("m4v", b"\0\0\0\x1cftypmp42\0\0\0\0mp42isomavc1", None),
            ("mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", None),
            ("m4a", b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom", None),
            ("mp4", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", Some(Wrong::Picture)),
            ("jpg", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", Some(Wrong::Media)),
            ("pdf", b"<html>", Some(Wrong::Html)),
            ("pdf", b"%PDF-1.4", None),
            ("pdf", b"\n\n%PDF-1.4", None),
            ("pdf", b"\0\x01", Some(Wrong::Unknown)),
            ("svg", b"<svg/>", None),
            ("svg", b"<html>", Some(Wrong::Html)),
            ("svg", b"", Some(Wrong::Empty)),
            ("txt", b"", None),
            ("", b"<html>", None),
        ] {
            assert_eq!(wrong(extension, bytes), found, "{extension} {:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_head_that_ends_within_a_character_is_text() {
        let text = "я".repeat(TELLING_BYTES);
        assert_eq!(wrong("jpg", text.as_bytes()), Some(Wrong::Text));
        assert_eq!(wrong("jpg", &format!("x{text}").into_bytes()), Some(Wrong::Text));
    }
}
