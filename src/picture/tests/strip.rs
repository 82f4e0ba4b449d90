//! What is taken out of originals, and what stays.

use ::exif::Reader;
use image::ImageFormat;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

use super::*;
use crate::picture::{inspect, without_private_metadata};

fn fields(tiff: &[u8]) -> Vec<String> {
    let exif = Reader::new().read_raw(tiff.to_vec()).unwrap();
    let mut found: Vec<String> =
        exif.fields().map(|field| format!("{}={}", field.tag, field.display_value())).collect();
    found.sort();
    found
}

fn check(original: &[u8], kept: &[&str]) -> Vec<u8> {
    let stripped = without_private_metadata(original).unwrap();
    for private in PRIVATE {
        assert!(!holds(&stripped, private), "{private}");
    }
    for kept in kept {
        assert!(holds(&stripped, kept), "{kept}");
    }
    assert_eq!(pixels(original), pixels(&stripped));
    assert_eq!(inspect(original), inspect(&stripped), "the orientation stays");
    assert_eq!(without_private_metadata(&stripped), None, "nothing is left to be taken out");
    stripped
}

#[test]
fn a_jpeg_keeps_its_makers_and_loses_places_and_owners() {
    let original = jpeg_with_metadata(6);
    for private in PRIVATE {
        assert!(holds(&original, private), "{private}");
    }
    let stripped = check(&original, &KEPT);
    let read = Jpeg::from_bytes(Bytes::from(stripped.clone())).unwrap();
    assert_eq!(
        fields(&read.exif().unwrap()),
        [
            "Artist=\"Photo Grapher\"",
            "Copyright=\"(c) 2010 Example\"",
            "Orientation=row 0 at right and column 0 at top"
        ]
    );
    let apps: Vec<u8> =
        read.segments().iter().map(|segment| segment.marker()).filter(|marker| *marker >= 0xE0).collect();
    assert_eq!(apps, [markers::APP0, markers::APP1, markers::APP1, markers::APP13, markers::APP2]);
    assert!(holds(&stripped, "ICC_PROFILE\0\x01\x01the profile"));
    let jfif = read.segments()[0].contents();
    assert_eq!((jfif.len(), &jfif[12..]), (14, &[0, 0][..]), "JFIF without its preview");
    // The coded picture, from its first table on.
    let coded = |bytes: &[u8]| bytes[memchr::memmem::find(bytes, b"\xFF\xDB").unwrap()..].to_vec();
    assert_eq!(coded(&encoded(800, 400, ImageFormat::Jpeg)), coded(&stripped));
}

#[test]
fn iptc_keeps_credits_and_captions_alone() {
    let stripped = without_private_metadata(&jpeg_with_metadata(1)).unwrap();
    let start = memchr::memmem::find(&stripped, b"Photoshop 3.0\0").unwrap() + 14;
    let resource = &stripped[start..];
    assert_eq!(&resource[..8], b"8BIM\x04\x04\0\0");
    let size = u32::from_be_bytes(resource[8..12].try_into().unwrap()) as usize;
    let mut data = &resource[12..12 + size];
    let mut numbers = Vec::new();
    while let [0x1C, 2, number, high, low, rest @ ..] = data {
        numbers.push(*number);
        data = &rest[usize::from(u16::from_be_bytes([*high, *low]))..];
    }
    assert_eq!(numbers, [80, 85, 105, 110, 115, 116, 120]);
}

#[test]
fn xmp_keeps_credits_and_terms_alone() {
    let stripped = without_private_metadata(&jpeg_with_metadata(1)).unwrap();
    let start = memchr::memmem::find(&stripped, b"<x:xmpmeta").unwrap();
    let end = memchr::memmem::find(&stripped, b"</x:xmpmeta>").unwrap() + 12;
    let packet = roxmltree::Document::parse(std::str::from_utf8(&stripped[start..end]).unwrap()).unwrap();
    let texts: Vec<(&str, &str)> = packet
        .descendants()
        .filter(|node| node.is_element())
        .filter_map(|node| Some((node.tag_name().name(), node.text()?)))
        .collect();
    let expected = [
        ("li", "Photo Grapher & Co"),
        ("li", "All"),
        ("li", "Все"),
        ("Credit", "Example Agency"),
        ("WebStatement", "https://example.org/terms"),
        ("LicensorURL", "https://example.org/buy"),
    ];
    assert_eq!(texts, expected);
    assert!(holds(&stripped, "xml:lang=\"ru-ru\""));
}

#[test]
fn a_png_keeps_its_makers_too() {
    let stripped = check(&png_with_metadata(6), &KEPT);
    let read = Png::from_bytes(Bytes::from(stripped)).unwrap();
    let kinds: Vec<String> =
        read.chunks().iter().map(|chunk| String::from_utf8(chunk.kind().to_vec()).unwrap()).collect();
    assert_eq!(kinds[..6], ["IHDR", "tEXt", "tEXt", "eXIf", "iTXt", "gAMA"]);
    assert!(kinds[6..].iter().all(|kind| matches!(kind.as_str(), "IDAT" | "IEND")));
}

#[test]
fn a_webp_keeps_its_makers_too() {
    let stripped = check(&webp_with_metadata(6), &KEPT[..3]);
    let read = WebP::from_bytes(Bytes::from(stripped.clone())).unwrap();
    assert_eq!(fields(&read.exif().unwrap()).len(), 3);
    assert_eq!(stripped[20] & 0x0C, 0x0C, "both are announced");
    assert_eq!(stripped.len() as u32, u32::from_le_bytes(stripped[4..8].try_into().unwrap()) + 8);
    let chunks = [riff(b"VP8X", &[0x0C, 0, 0, 0, 79, 0, 0, 39, 0, 0]), webp_pixels(), riff(b"XMP ", b"<x/>")];
    let bare = without_private_metadata(&webp_of(&chunks.concat())).unwrap();
    assert_eq!(bare[20], 0, "nothing is announced that is not there");
}

#[test]
fn what_has_nothing_to_hide_is_left_alone() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        assert_eq!(without_private_metadata(&encoded(80, 40, format)), None);
    }
    for other in [&b"GIF89a"[..], b"<svg/>", b"plain text", b""] {
        assert_eq!(without_private_metadata(other), None);
    }
}

#[test]
fn damage_hides_nothing() {
    let mut wrong_sum = chunk(b"eXIf", &tiff(6));
    *wrong_sum.last_mut().unwrap() ^= 1;
    let whole = png_with_metadata(1);
    let no_header = [webp_pixels(), riff(b"EXIF", &tiff(6))].concat();
    let mut wrong_length = webp_with_metadata(1);
    wrong_length[4] = 20;
    let photo = jpeg_with_metadata(1);
    let scan = memchr::memmem::find(&photo, b"\xFF\xDA").unwrap();
    for file in [
        png_with(&wrong_sum, 80, 40),
        whole[..whole.len() - 30].to_vec(),
        [png_with(&[], 80, 40), chunk(b"eXIf", &tiff(6))].concat(),
        webp_of(&no_header),
        wrong_length,
        [webp_with_metadata(1), riff(b"EXIF", &tiff(6))].concat(),
        photo[..scan + 200].to_vec(),
        photo[..scan].to_vec(),
        [&photo[..2], b"\xFF\xFF\xFF", &photo[2..]].concat(),
        [&photo[..photo.len() - 41], &exif_segment(6), &photo[photo.len() - 41..]].concat(),
    ] {
        let stripped = without_private_metadata(&file).unwrap();
        for private in PRIVATE {
            assert!(!holds(&stripped, private), "{private}");
        }
    }
}

#[test]
fn a_turn_that_was_not_seen_is_not_seen_afterwards() {
    let plain = encoded(80, 40, ImageFormat::Png);
    let (pixels, end) = plain.split_at(plain.len() - 12);
    let late_png = [pixels, &chunk(b"eXIf", &tiff(6)), end].concat();
    let jpeg = encoded(80, 40, ImageFormat::Jpeg);
    let (scan, end) = jpeg.split_at(jpeg.len() - 2);
    for late in [late_png, [scan, &exif_segment(6), end].concat()] {
        let stripped = without_private_metadata(&late).unwrap();
        assert_eq!(inspect(&stripped).map(|picture| picture.width), Some(80));
        assert!(holds(&stripped, "Photo Grapher"));
    }
}

#[test]
fn texts_too_long_for_a_segment_do_not_crowd_out_the_rest() {
    let long = "x".repeat(5_000);
    let items: String = (0..40).map(|n| format!("<rdf:li>{n} {}</rdf:li>", &long[..1_000])).collect();
    let packet =
        format!("<a photoshop:Credit='{long}'><dc:creator>{items}</dc:creator><dc:rights>R</dc:rights></a>");
    let xmp = segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat());
    let plain = encoded(80, 40, ImageFormat::Jpeg);
    let stripped =
        without_private_metadata(&[&plain[..2], &exif_segment(6), &xmp, &plain[2..]].concat()).unwrap();
    assert!(holds(&stripped, "0 xxx") && holds(&stripped, ">R<") && !holds(&stripped, &long));
    assert_eq!(inspect(&stripped).map(|picture| picture.width), Some(40));
}
