//! Chunks of a WebP (RFC 9649).

use img_parts::Bytes;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{CHUNK_EXIF, CHUNK_VP8X, CHUNK_XMP, WebP};

use super::rights::Raw;
use super::{exif, xmp};

/// The bits of the extended header that announce metadata.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// The metadata of a WebP.
pub(super) fn metadata(bytes: &[u8]) -> Option<Raw> {
    let webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let data = |id| webp.chunk_by_id(id).and_then(|chunk| chunk.content().data().map(|data| data.to_vec()));
    // Some programs put the mark of JPEG before the data.
    let exif =
        data(CHUNK_EXIF).map(|data| data.strip_prefix(b"Exif\0\0").map(<[u8]>::to_vec).unwrap_or(data));
    Some(Raw { exif, xmp: data(CHUNK_XMP), iptc: None })
}

/// The same WebP with minimal metadata.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    // Without an extended header there are no metadata.
    webp.chunk_by_id(CHUNK_VP8X)?;
    let raw = metadata(bytes)?;
    let exif = raw.exif.and_then(|tiff| exif::minimal(&tiff, true));
    let xmp = raw.xmp.and_then(|packet| xmp::minimal(&packet));
    const KEPT: [&[u8; 4]; 8] = [b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L", b"RIFF"];
    let chunks = webp.chunks_mut();
    chunks.retain(|chunk| KEPT.contains(&&chunk.id()));
    for chunk in chunks.iter_mut().filter(|chunk| chunk.id() == CHUNK_VP8X) {
        let RiffContent::Data(data) = chunk.content() else { continue };
        let mut data = data.to_vec();
        if let Some(flags) = data.first_mut() {
            *flags &= !(HAS_EXIF | HAS_XMP);
            *flags |= if exif.is_some() { HAS_EXIF } else { 0 };
            *flags |= if xmp.is_some() { HAS_XMP } else { 0 };
        }
        *chunk = RiffChunk::new(CHUNK_VP8X, RiffContent::Data(Bytes::from(data)));
    }
    for (id, data) in [(CHUNK_EXIF, exif), (CHUNK_XMP, xmp)] {
        if let Some(data) = data {
            chunks.push(RiffChunk::new(id, RiffContent::Data(Bytes::from(data))));
        }
    }
    Some(webp.encoder().bytes().to_vec())
}
