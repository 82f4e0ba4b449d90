//! Segments of a JPEG (ITU-T T.81, annex B), parsed so that damage does not hide anything.
//!
//! Browsers show files that are truncated, padded or full of junk. The parser below continues where they do, so that
//! whatever is shown is also stripped.

use super::iptc;
use super::rights::{Raw, Rights};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const JFIF: &[u8] = b"JFIF\0";
const ADOBE: &[u8] = b"Adobe";

/// Markers, each the second byte of two.
const SOI: [u8; 2] = [0xFF, 0xD8];
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP13: u8 = 0xED;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// The longest content of a segment, in bytes.
const MAX_SEGMENT: usize = 65_533;

/// A part of the file.
enum JpegPiece<'a> {
    /// A marker with its content; `whole` are all of its bytes.
    Segment { marker: u8, content: &'a [u8], whole: &'a [u8] },
    /// What stands between: coded pixels behind a start of scan, junk before it.
    Data(&'a [u8]),
}

/// The parts of the file behind its first two bytes, up to the end of the picture. What cameras and programs put
/// behind that end, such as previews with metadata of their own, is no part.
struct Pieces<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8]) -> Pieces<'a> {
        Pieces { bytes, at: 2 }
    }

    /// Where the next marker begins that has a content or ends the picture.
    fn next_marker(&self) -> Option<usize> {
        let mut at = self.at;
        loop {
            at += memchr::memchr(0xFF, self.bytes.get(at..)?)?;
            match self.bytes.get(at + 1)? {
                // Stuffed bytes, marks of restart, starts of image and fill bytes have none.
                0x00 | 0x01 | 0xD0..=0xD8 | 0xFF => at += 1,
                _ => return Some(at),
            }
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = JpegPiece<'a>;

    fn next(&mut self) -> Option<JpegPiece<'a>> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let marker_at = self.next_marker().unwrap_or(self.bytes.len());
        if marker_at > self.at {
            let data = &self.bytes[self.at..marker_at];
            self.at = marker_at;
            return Some(JpegPiece::Data(data));
        }
        let marker = rest[1];
        if marker == EOI {
            self.at = self.bytes.len();
            return Some(JpegPiece::Segment { marker, content: &[], whole: &rest[..2] });
        }
        let length =
            rest.get(2..4).map_or(2, |length| usize::from(u16::from_be_bytes([length[0], length[1]])));
        let whole = &rest[..rest.len().min(2 + length.max(2))];
        self.at += whole.len();
        Some(JpegPiece::Segment { marker, content: whole.get(4..).unwrap_or_default(), whole })
    }
}

/// What the segments before the first scan tell of the picture.
pub(super) struct Header<'a> {
    /// The width in pixels, as stored.
    pub(super) width: u32,
    /// The height in pixels, as stored; 0 where it follows the first scan.
    pub(super) height: u32,
    /// How many colours a pixel has: 1, 3 or 4.
    pub(super) components: u8,
    /// Whether the picture is sequential and its first scan does not hold all components.
    pub(super) split_scans: bool,
    /// The TIFF structure of Exif.
    pub(super) exif: Option<&'a [u8]>,
}

/// The header of a JPEG; `None` unless `bytes` reach up to its first scan.
pub(super) fn header(bytes: &[u8]) -> Option<Header<'_>> {
    if !bytes.starts_with(&SOI) {
        return None;
    }
    let mut frame = None;
    let mut exif = None;
    for piece in Pieces::new(bytes) {
        let JpegPiece::Segment { marker, content, .. } = piece else { continue };
        match marker {
            // Frames but for tables of Huffman codes, extensions and arithmetic conditions.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) && content.len() >= 6 => {
                frame = frame.or(Some((marker, content)));
            }
            APP1 if exif.is_none() => exif = content.strip_prefix(EXIF),
            SOS => {
                let (kind, frame) = frame?;
                let number = |at: usize| u32::from(u16::from_be_bytes([frame[at], frame[at + 1]]));
                return Some(Header {
                    width: number(3),
                    height: number(1),
                    components: frame[5],
                    split_scans: kind <= 0xC1 && content.first().is_some_and(|scanned| *scanned < frame[5]),
                    exif,
                });
            }
            EOI => return None,
            _ => {}
        }
    }
    None
}

/// The metadata of a JPEG.
fn metadata(bytes: &[u8]) -> Raw<'_> {
    let mut raw = Raw::default();
    for piece in Pieces::new(bytes) {
        let JpegPiece::Segment { marker, content, .. } = piece else { continue };
        match marker {
            APP1 => {
                raw.exif = raw.exif.or(content.strip_prefix(EXIF));
                raw.xmp = raw.xmp.or(content.strip_prefix(XMP));
            }
            // Long resources go on in further segments.
            APP13 => raw.iptc.extend_from_slice(content.strip_prefix(iptc::PHOTOSHOP).unwrap_or_default()),
            _ => {}
        }
    }
    raw
}

/// The same JPEG with minimal metadata; `None` for other files.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    // A turn that nobody sees because it stands behind the first scan must not be seen before it.
    let turned = header(bytes).is_none_or(|header| header.exif.is_some());
    bytes.starts_with(&SOI).then(|| rebuild(bytes, &Rights::of(&metadata(bytes), turned), &[]))
}

/// The same JPEG without any metadata.
pub(super) fn bare(bytes: &[u8]) -> Vec<u8> {
    rebuild(bytes, &Rights::default(), &[])
}

/// A smaller version with the colour profile and the rights of its original, which it need not be turned by.
pub(super) fn dress(small: &[u8], original: &[u8]) -> Vec<u8> {
    let profile: Vec<&[u8]> = Pieces::new(original)
        .filter_map(|piece| match piece {
            JpegPiece::Segment { marker: APP2, content, whole } if content.starts_with(ICC) => Some(whole),
            _ => None,
        })
        .collect();
    rebuild(small, &Rights::of(&metadata(original), false), &profile.concat())
}

/// The JPEG with these rights, these segments of a profile beside its own, and no other metadata.
fn rebuild(bytes: &[u8], rights: &Rights, profile: &[u8]) -> Vec<u8> {
    let mut head: &[u8] = &[];
    let mut body = Vec::with_capacity(bytes.len());
    let mut in_scan = false;
    for piece in Pieces::new(bytes) {
        match piece {
            JpegPiece::Data(data) if in_scan => body.extend_from_slice(data),
            JpegPiece::Data(_) => {}
            JpegPiece::Segment { marker, content, whole } => match marker {
                APP0 if head.is_empty() && content.starts_with(JFIF) => head = content,
                APP2 if content.starts_with(ICC) => body.extend_from_slice(whole),
                APP14 if content.starts_with(ADOBE) => body.extend_from_slice(whole),
                APP0..=APP15 | COM => {}
                _ => {
                    in_scan |= marker == SOS;
                    body.extend_from_slice(whole);
                }
            },
        }
    }
    let mut out = SOI.to_vec();
    if let Some(told) = head.get(..12) {
        // Version and density; the last two bytes are the size of a preview, which goes.
        push_segment(&mut out, APP0, &[told, &[0, 0]]);
    }
    let parts =
        [(APP1, EXIF, &rights.exif), (APP1, XMP, &rights.xmp), (APP13, iptc::PHOTOSHOP, &rights.iptc)];
    for (marker, prefix, data) in parts {
        if !data.is_empty() {
            push_segment(&mut out, marker, &[prefix, data]);
        }
    }
    out.extend_from_slice(profile);
    out.extend(body);
    out
}

/// Appends a segment, unless it is longer than segments can be.
fn push_segment(out: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    if let Ok(length) = u16::try_from(length + 2)
        && usize::from(length) <= MAX_SEGMENT + 2
    {
        out.extend([0xFF, marker]);
        out.extend(length.to_be_bytes());
        parts.iter().for_each(|part| out.extend_from_slice(part));
    }
}
