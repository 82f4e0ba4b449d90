//! Segments of a JPEG (ITU-T T.81, annex B).

use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};

use super::rights::{Raw, Rights};
use super::{exif, iptc, xmp};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const JFIF: &[u8] = b"JFIF\0";
const ADOBE: &[u8] = b"Adobe";

/// The longest content of a segment.
const MAX_SEGMENT: usize = 65_533;

/// The metadata of a JPEG.
pub(super) fn metadata(bytes: &[u8]) -> Option<Raw> {
    let jpeg = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let mut raw = Raw::default();
    for segment in jpeg.segments() {
        let content = segment.contents();
        let after = |prefix: &[u8]| content.strip_prefix(prefix).map(<[u8]>::to_vec);
        match segment.marker() {
            markers::APP1 if content.starts_with(EXIF) => raw.exif = raw.exif.or(after(EXIF)),
            markers::APP1 if content.starts_with(XMP) => raw.xmp = raw.xmp.or(after(XMP)),
            // Long resources go on in further segments.
            markers::APP13 if content.starts_with(iptc::PHOTOSHOP) => {
                raw.iptc.get_or_insert_default().extend_from_slice(&content[iptc::PHOTOSHOP.len()..]);
            }
            _ => {}
        }
    }
    Some(raw)
}

/// The same JPEG with minimal metadata.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let raw = metadata(bytes)?;
    let rights = Rights {
        exif: raw.exif.and_then(|tiff| exif::minimal(&tiff, true)).unwrap_or_default(),
        xmp: raw.xmp.and_then(|packet| xmp::minimal(&packet)).unwrap_or_default(),
        iptc: raw.iptc.and_then(|resources| iptc::minimal(&resources)).unwrap_or_default(),
    };
    with_rights(without_trailer(bytes), &rights)
}

/// The JPEG with these rights and no other metadata.
pub(super) fn with_rights(bytes: &[u8], rights: &Rights) -> Option<Vec<u8>> {
    let mut jpeg = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let segments = jpeg.segments_mut();
    segments.retain(|segment| {
        let content = segment.contents();
        match segment.marker() {
            markers::APP0 => content.starts_with(JFIF),
            markers::APP2 => content.starts_with(ICC),
            markers::APP14 => content.starts_with(ADOBE),
            markers::APP1..=markers::APP15 | markers::COM => false,
            _ => true,
        }
    });
    let at = usize::from(segments.first().is_some_and(|first| first.marker() == markers::APP0));
    let parts = [
        (markers::APP1, EXIF, &rights.exif),
        (markers::APP1, XMP, &rights.xmp),
        (markers::APP13, iptc::PHOTOSHOP, &rights.iptc),
    ];
    for (marker, prefix, data) in parts.into_iter().rev() {
        if !data.is_empty() && prefix.len() + data.len() <= MAX_SEGMENT {
            let content = Bytes::from([prefix, data].concat());
            segments.insert(at, JpegSegment::new_with_contents(marker, content));
        }
    }
    Some(jpeg.encoder().bytes().to_vec())
}

/// The bytes up to the end of the picture: cameras put previews with metadata of their own behind it.
fn without_trailer(bytes: &[u8]) -> &[u8] {
    const MARK: u8 = 0xFF;
    let mut at = 2;
    while let Some(found) = memchr::memchr(MARK, bytes.get(at..).unwrap_or_default()) {
        at += found + 1;
        match bytes.get(at) {
            // Stuffed bytes, restart marks, fill bytes, and a start of image that has no length.
            Some(0x00 | 0xD0..=0xD8) => at += 1,
            Some(&MARK) => {}
            Some(0xD9) => return &bytes[..=at],
            Some(_) => {
                let Some(length) = bytes.get(at + 1..at + 3) else { return bytes };
                at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
            }
            None => return bytes,
        }
    }
    bytes
}
