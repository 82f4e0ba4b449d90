//! Chunks of a PNG (W3C, Portable Network Graphics, third edition), parsed so that damage does not hide anything.
//!
//! Browsers show files that are truncated or have wrong checksums in chunks they do not need.

use super::rights::{Raw, Rights};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const HEADER: &[u8; 4] = b"IHDR";
const PIXELS: &[u8; 4] = b"IDAT";
const END: &[u8; 4] = b"IEND";
const EXIF: &[u8; 4] = b"eXIf";
const TEXT: &[u8; 4] = b"iTXt";
/// The keyword of XMP, its end, and no compression, language or translation: XMP is stored so and not otherwise
/// (ISO 16684-3, 4.5).
const XMP: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";

/// Chunks that make the picture, the frames of an animation included.
const KEPT: [&[u8; 4]; 14] = [
    HEADER, b"PLTE", PIXELS, END, b"tRNS", b"sBIT", b"bKGD", b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT",
    b"mDCV", b"cLLI",
];

/// Chunks that say what its colours mean.
const COLOURS: [&[u8; 4]; 5] = [b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP"];

/// Keywords of texts that are kept (11.3.3.2), each with its end.
const TEXTS: [&[u8]; 2] = [b"Author\0", b"Copyright\0"];

/// The longest text that is kept, in bytes.
const MAX_TEXT: usize = 4_000;

struct Chunk<'a> {
    kind: [u8; 4],
    content: &'a [u8],
    /// All of its bytes.
    whole: &'a [u8],
    /// Whether it is all there and its checksum is right: browsers ignore others, if they can do without.
    sound: bool,
}

impl Chunk<'_> {
    fn is_text(&self) -> bool {
        let told = TEXTS.iter().any(|keyword| self.content.starts_with(keyword));
        matches!(&self.kind, b"tEXt" | b"zTXt" | b"iTXt")
            && told
            && self.whole.len() <= MAX_TEXT
            && self.sound
    }
}

/// The chunks of a PNG up to its end, the last one perhaps cut off; none for other files.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.strip_prefix(SIGNATURE).unwrap_or_default();
    std::iter::from_fn(move || {
        let head: [u8; 8] = rest.get(..8)?.try_into().ok()?;
        let [a, b, c, d, kind @ ..] = head;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let end = length.checked_add(12).filter(|end| *end <= rest.len());
        let (whole, after) = rest.split_at(end.unwrap_or(rest.len()));
        let content = &whole[8..end.map_or(whole.len(), |end| end - 4)];
        let sum = end.map(|end| &whole[end - 4..]);
        // The checksum of pixels is the reader's business, and takes its time.
        let sound = sum.is_some_and(|sum| kind == *PIXELS || *sum == checksum(kind, content));
        rest = if kind == *END { &[] } else { after };
        Some(Chunk { kind, content, whole, sound })
    })
}

fn checksum(kind: [u8; 4], content: &[u8]) -> [u8; 4] {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&kind);
    hasher.update(content);
    hasher.finalize().to_be_bytes()
}

/// What the chunks before the pixels tell of a PNG.
pub(super) struct Header<'a> {
    /// The TIFF structure of Exif. Behind the pixels browsers do not look for it.
    pub(super) exif: Option<&'a [u8]>,
    /// Whether it moves.
    pub(super) animated: bool,
}

/// The header of a PNG; `None` unless `bytes` reach up to its pixels.
pub(super) fn header(bytes: &[u8]) -> Option<Header<'_>> {
    let mut header = Header { exif: None, animated: false };
    for chunk in chunks(bytes) {
        match &chunk.kind {
            PIXELS => return Some(header),
            EXIF if chunk.sound => header.exif = header.exif.or(Some(chunk.content)),
            b"acTL" => header.animated = true,
            _ => {}
        }
    }
    None
}

/// The metadata of a PNG, wherever they stand.
fn metadata(bytes: &[u8]) -> Raw<'_> {
    let mut raw = Raw::default();
    for chunk in chunks(bytes).filter(|chunk| chunk.sound) {
        match &chunk.kind {
            EXIF => raw.exif = raw.exif.or(Some(chunk.content)),
            TEXT => raw.xmp = raw.xmp.or(chunk.content.strip_prefix(XMP)),
            _ => {}
        }
    }
    raw
}

/// The same PNG with minimal metadata; `None` for other files.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let raw = metadata(bytes);
    // A turn that nobody sees because it stands behind the pixels must not be seen before them.
    let turned = header(bytes).is_some_and(|header| header.exif.is_some());
    let texts = chunks(bytes).filter(Chunk::is_text).flat_map(|chunk| chunk.whole.to_vec()).collect();
    rebuild(bytes, &Rights::of(&raw, turned), &[texts])
}

/// A smaller version with the colours and the rights of its original, which it need not be turned by.
pub(super) fn dress(small: &[u8], original: &[u8]) -> Option<Vec<u8>> {
    let of = |wanted: fn(&Chunk<'_>) -> bool| -> Vec<u8> {
        chunks(original).filter(wanted).flat_map(|chunk| chunk.whole.to_vec()).collect()
    };
    let colours = of(|chunk| COLOURS.contains(&&chunk.kind) && chunk.sound);
    rebuild(small, &Rights::of(&metadata(original), false), &[colours, of(|chunk| chunk.is_text())])
}

/// The PNG with these rights and further chunks behind its header, and none but those that make the picture.
fn rebuild(bytes: &[u8], rights: &Rights, further: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..SIGNATURE.len()).filter(|start| *start == SIGNATURE)?.to_vec();
    out.reserve(bytes.len());
    let mut dressed = false;
    for chunk in chunks(bytes).filter(|chunk| KEPT.contains(&&chunk.kind) || COLOURS.contains(&&chunk.kind)) {
        out.extend_from_slice(chunk.whole);
        if chunk.kind == *HEADER && !std::mem::replace(&mut dressed, true) {
            further.iter().for_each(|chunks| out.extend_from_slice(chunks));
            push_chunk(&mut out, *EXIF, &[&rights.exif]);
            push_chunk(&mut out, *TEXT, &[if rights.xmp.is_empty() { &[] } else { XMP }, &rights.xmp]);
        }
    }
    Some(out)
}

/// Appends a chunk, unless it has no content.
fn push_chunk(out: &mut Vec<u8>, kind: [u8; 4], parts: &[&[u8]]) {
    let content = parts.concat();
    if let Ok(length @ 1..) = u32::try_from(content.len()) {
        out.extend(length.to_be_bytes());
        out.extend(kind);
        out.extend_from_slice(&content);
        out.extend(checksum(kind, &content));
    }
}
