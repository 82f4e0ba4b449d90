//! Chunks of a PNG (W3C, Portable Network Graphics, third edition).

use img_parts::Bytes;
use img_parts::png::{Png, PngChunk};

use super::rights::{Raw, Rights};
use super::{exif, xmp};

const EXIF: [u8; 4] = *b"eXIf";
const TEXT: [u8; 4] = *b"iTXt";
/// The keyword of XMP, its end, and no compression, language or translation.
const XMP: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";

/// The metadata of a PNG.
pub(super) fn metadata(bytes: &[u8]) -> Option<Raw> {
    let png = Png::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let exif = png.chunk_by_type(EXIF).map(|chunk| chunk.contents().to_vec());
    let xmp =
        png.chunks_by_type(TEXT).find_map(|chunk| chunk.contents().strip_prefix(XMP).map(<[u8]>::to_vec));
    Some(Raw { exif, xmp, iptc: None })
}

/// The same PNG with minimal metadata.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let raw = metadata(bytes)?;
    let rights = Rights {
        exif: raw.exif.and_then(|tiff| exif::minimal(&tiff, true)).unwrap_or_default(),
        xmp: raw.xmp.and_then(|packet| xmp::minimal(&packet)).unwrap_or_default(),
        iptc: Vec::new(),
    };
    with_rights(bytes, &rights)
}

/// The PNG with these rights, and no chunk but those that make the picture.
pub(super) fn with_rights(bytes: &[u8], rights: &Rights) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 16] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
        b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL",
    ];
    const FRAMES: [&[u8; 4]; 2] = [b"fcTL", b"fdAT"];
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let chunks = png.chunks_mut();
    chunks.retain(|chunk| KEPT.contains(&&chunk.kind()) || FRAMES.contains(&&chunk.kind()));
    // Behind the header everything may stand.
    let mut at = chunks.len().min(1);
    let mut insert = |kind, content: Vec<u8>| {
        chunks.insert(at, PngChunk::new(kind, Bytes::from(content)));
        at += 1;
    };
    if !rights.exif.is_empty() {
        insert(EXIF, rights.exif.clone());
    }
    if !rights.xmp.is_empty() {
        insert(TEXT, [XMP, &rights.xmp].concat());
    }
    Some(png.encoder().bytes().to_vec())
}
