//! Chunks of a WebP (RFC 9649), parsed so that damage does not hide anything.

use super::rights::{Raw, Rights};

/// The chunk that announces others, and its bits for metadata.
const EXTENDED: &[u8; 4] = b"VP8X";
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const EXIF: &[u8; 4] = b"EXIF";
const XMP: &[u8; 4] = b"XMP ";

/// Chunks that make the picture, the frames of an animation and the colour profile included.
const KEPT: [&[u8; 4]; 7] = [EXTENDED, b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"];

struct Chunk<'a> {
    kind: [u8; 4],
    content: &'a [u8],
    /// All of its bytes, with what fills it up to an even number.
    whole: &'a [u8],
    /// The number of bytes it says it has, filling included.
    length: u32,
}

/// The chunks of a WebP, whatever length the file claims, the last one perhaps cut off; `None` for other files.
fn chunks(bytes: &[u8]) -> Option<impl Iterator<Item = Chunk<'_>>> {
    let mut rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    Some(std::iter::from_fn(move || {
        let head: [u8; 8] = rest.get(..8)?.try_into().ok()?;
        let [kind @ .., a, b, c, d] = head;
        let size = u32::from_le_bytes([a, b, c, d]);
        let length = size.saturating_add(size % 2).saturating_add(8);
        let (whole, after) = rest.split_at(rest.len().min(length as usize));
        let content = whole.get(8..).unwrap_or_default();
        rest = after;
        Some(Chunk { kind, content: &content[..content.len().min(size as usize)], whole, length })
    }))
}

/// Whether a file in the container of WebP begins as one (RFC 9649, 2.5 to 2.7): nothing shows any other, while the library that
/// reads sizes goes by the last byte of the name alone.
pub(super) fn begins_with_a_picture(bytes: &[u8]) -> bool {
    let least = |kind: &[u8; 4]| match kind {
        b"VP8 " | EXTENDED => Some(10),
        b"VP8L" => Some(5),
        _ => None,
    };
    let first = chunks(bytes).and_then(|mut chunks| chunks.next());
    first.is_some_and(|chunk| least(&chunk.kind).is_some_and(|least| chunk.length >= 8 + least))
}

/// The same WebP with minimal metadata; `None` for other files.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut raw = Raw::default();
    for chunk in chunks(bytes)? {
        // Some programs put the mark that Exif has in JPEG before the data.
        let after_mark = chunk.content.strip_prefix(b"Exif\0\0").unwrap_or(chunk.content);
        match &chunk.kind {
            EXIF => raw.exif = raw.exif.or(Some(after_mark)),
            XMP => raw.xmp = raw.xmp.or(Some(chunk.content)),
            _ => {}
        }
    }
    let mut rights = Rights::of(&raw, true);
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    // A picture that announces nothing can hold nothing but itself.
    if chunks(bytes)?.all(|chunk| chunk.kind != *EXTENDED) {
        rights = Rights::default();
    }
    // What the file would have if it were not cut off.
    let mut length: u32 = 4;
    for chunk in chunks(bytes)?.filter(|chunk| KEPT.contains(&&chunk.kind)) {
        let start = out.len();
        out.extend_from_slice(chunk.whole);
        if chunk.kind == *EXTENDED
            && let Some(flags) = out.get_mut(start + 8)
        {
            *flags &= !(HAS_EXIF | HAS_XMP);
            *flags |= if rights.exif.is_empty() { 0 } else { HAS_EXIF };
            *flags |= if rights.xmp.is_empty() { 0 } else { HAS_XMP };
        }
        length = length.saturating_add(chunk.length);
        if chunk.whole.len() < chunk.length as usize {
            // Nothing can follow what is not all there.
            rights = Rights::default();
        }
    }
    for (kind, data) in [(EXIF, &rights.exif), (XMP, &rights.xmp)] {
        if let Ok(size @ 1..) = u32::try_from(data.len()) {
            out.extend(kind);
            out.extend(size.to_le_bytes());
            out.extend_from_slice(data);
            out.resize(out.len() + data.len() % 2, 0);
            length = length.saturating_add(8 + size + size % 2);
        }
    }
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Some(out)
}
