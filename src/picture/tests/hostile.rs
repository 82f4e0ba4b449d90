//! No bytes make anything panic, and what is stripped shows what it showed before.

use std::time::{Duration, Instant};

use image::ImageFormat;
use prop::sample::Index;
use proptest::prelude::*;

use super::*;
use crate::picture::{inspect, resize, without_private_metadata};

/// Everything that is done with a picture; what is stripped once has nothing more to be stripped.
fn everything(bytes: &[u8]) {
    let _ = (inspect(bytes), resize(bytes, 10));
    if let Some(stripped) = without_private_metadata(bytes) {
        assert_eq!(without_private_metadata(&stripped), None);
        // A wrong length may be mended on the way; nothing that was seen is lost.
        let shown = bytes.escape_ascii();
        assert!(inspect(&stripped).is_some() || inspect(bytes).is_none(), "{shown}");
    }
}

fn pictures() -> [Vec<u8>; 3] {
    let jpeg = encoded(60, 40, ImageFormat::Jpeg);
    let photo = jpeg_with_metadata(6);
    let tables = memchr::memmem::find(&photo, b"\xFF\xDB").unwrap();
    [[&photo[..tables], &jpeg[20..]].concat(), png_with_metadata(6), webp_with_metadata(6)]
}

#[test]
fn a_picture_whose_head_is_damaged_loses_nothing_more() {
    for picture in pictures() {
        for (at, byte) in (0..picture.len().min(80)).flat_map(|at| [0, 1, b' ', 0xFF].map(|byte| (at, byte)))
        {
            let mut bytes = picture.clone();
            bytes[at] = byte;
            everything(&bytes);
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0usize..7) {
        let head: [&[u8]; 7] = [
            b"", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8X", b"\0\0\0\x18ftypavif", b"GIF89a", b"<svg ",
        ];
        everything(&[head[kind], &bytes].concat());
    }

    #[test]
    fn broken_pictures_do_not_either(
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..6), cut in any::<Index>(), kind in 0usize..3,
    ) {
        let mut bytes = pictures()[kind].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        everything(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        everything(&bytes);
    }

    #[test]
    fn moved_pieces_do_not_either(from in any::<Index>(), to in any::<Index>(), length in 0usize..300, kind in 0usize..3) {
        let mut bytes = pictures()[kind].clone();
        let from = from.index(bytes.len());
        let piece = bytes[from..bytes.len().min(from + length)].to_vec();
        let to = to.index(bytes.len());
        bytes.splice(to..to, piece);
        everything(&bytes);
    }

    #[test]
    fn metadata_of_any_kind_leave_the_picture_as_it_is(
        segments in proptest::collection::vec((0xE0u8..=0xEF, 0usize..6, proptest::collection::vec(any::<u8>(), 0..60)), 0..6),
    ) {
        let prefixes: [&[u8]; 6] =
            [b"", b"Exif\0\0MM\0*\0\0\0\x08", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\x008BIM\x04\x04\0\0", b"JFXX\0", b"MPF\0"];
        let added: Vec<u8> =
            segments.iter().flat_map(|(marker, kind, content)| {
                // The mark of Adobe says how colours are to be read.
                let marker = if *marker == 0xEE { 0xEF } else { *marker };
                segment(marker, &[prefixes[*kind], content].concat())
            }).collect();
        let plain = encoded(60, 40, ImageFormat::Jpeg);
        let original = [&plain[..20], &added, &plain[20..]].concat();
        let stripped = without_private_metadata(&original).unwrap_or(original.clone());
        prop_assert_eq!(pixels(&stripped), pixels(&plain));
        prop_assert_eq!(inspect(&stripped), inspect(&original));
    }
}

#[test]
fn what_is_long_takes_no_longer_than_it_is() {
    let start = Instant::now();
    let many = format!("<a{}/>", " b=''".repeat(150_000));
    let deep = "<dc:creator>".repeat(80_000);
    let empty = b"\xFF\xFE\0\x02".repeat(200_000);
    for packet in [many, deep] {
        let text = [b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat();
        everything(&png_with(&chunk(b"iTXt", &text), 60, 40));
    }
    everything(&[b"\xFF\xD8", &*empty].concat());
    everything(&[b"\xFF\xD8", &*b"\xFF".repeat(800_000)].concat());
    everything(&[b"\x89PNG\r\n\x1a\n", &*b"\0".repeat(800_000)].concat());
    everything(&[b"RIFF\0\0\0\0WEBP", &*b"\0".repeat(800_000)].concat());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
