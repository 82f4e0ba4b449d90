//! Pictures made here, with metadata put in by hand.

use ::exif::experimental::Writer;
use ::exif::{Field, In, Rational, Tag, Value};
use image::{GenericImageView, ImageFormat, Rgb, RgbImage};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};
use proptest::prelude::*;

use super::*;

/// A picture whose left upper corner is red and whose rest is a gradient.
fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let corner = x < width / 4 && y < height / 4;
        if corner { Rgb([250, 0, 0]) } else { Rgb([(x % 256) as u8, (y % 256) as u8, ((x * y) % 97) as u8]) }
    })
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    drawn(width, height).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// What must go, and what must stay.
const PRIVATE: [&str; 6] =
    ["SN-4711", "Owner Person", "Secret Street", "Hidden Town", "Maker", "Inner comment"];
const KEPT: [&str; 4] = ["Photo Grapher", "Example Agency", "(c) 2010 Example", "By Line"];

fn tiff(orientation: u16) -> Vec<u8> {
    let text = |tag, text: &str| Field {
        tag,
        ifd_num: In::PRIMARY,
        value: Value::Ascii(vec![text.as_bytes().to_vec()]),
    };
    let degrees = Value::Rational([41, 43, 12].map(|num| Rational { num, denom: 1 }).to_vec());
    let fields = [
        text(Tag::Artist, "Photo Grapher"),
        text(Tag::Copyright, "(c) 2010 Example"),
        text(Tag::Make, "Maker"),
        text(Tag::BodySerialNumber, "SN-4711"),
        text(Tag::CameraOwnerName, "Owner Person"),
        text(Tag::GPSLatitudeRef, "N"),
        Field { tag: Tag::GPSLatitude, ifd_num: In::PRIMARY, value: degrees },
        Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Value::Short(vec![orientation]) },
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, true).unwrap();
    out.into_inner()
}

const XMP: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
    <rdf:Description xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='Example Agency' \
    photoshop:City='Hidden Town'><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Seq><rdf:li>Photo Grapher \
    &amp; Co</rdf:li></rdf:Seq></dc:creator><exif:Street>Secret Street</exif:Street></rdf:Description></rdf:RDF></x:xmpmeta>";

/// Photoshop resources with by-line, city and copyright.
fn resources() -> Vec<u8> {
    let dataset = |number: u8, text: &str| {
        let mut bytes = vec![0x1C, 2, number];
        bytes.extend((text.len() as u16).to_be_bytes());
        bytes.extend(text.as_bytes());
        bytes
    };
    let data =
        [dataset(80, "By Line"), dataset(90, "Hidden Town"), dataset(116, "(c) 2010 Example")].concat();
    let mut out = b"8BIM\x04\x04\0\0".to_vec();
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(&data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
    // Another resource, with a preview of its own.
    out.extend(b"8BIM\x04\x0C\0\0\0\0\0\x0DSecret Street\0");
    out
}

fn jpeg_with_metadata(orientation: u16) -> Vec<u8> {
    let mut jpeg = Jpeg::from_bytes(Bytes::from(encoded(800, 400, ImageFormat::Jpeg))).unwrap();
    let segments = [
        (markers::APP1, [b"Exif\0\0".to_vec(), tiff(orientation)].concat()),
        (markers::APP1, [b"http://ns.adobe.com/xap/1.0/\0".to_vec(), XMP.into()].concat()),
        (markers::APP13, [b"Photoshop 3.0\0".to_vec(), resources()].concat()),
        (markers::COM, b"Inner comment".to_vec()),
    ];
    for (marker, content) in segments {
        jpeg.segments_mut().insert(1, JpegSegment::new_with_contents(marker, Bytes::from(content)));
    }
    let mut bytes = jpeg.encoder().bytes().to_vec();
    bytes.extend(b"a preview behind the picture: SN-4711");
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().to_rgb8().into_raw()
}

#[test]
fn a_jpeg_keeps_its_makers_and_loses_places_and_owners() {
    let original = jpeg_with_metadata(1);
    let stripped = without_private_metadata(&original).unwrap();
    for private in PRIVATE {
        assert!(holds(&original, private) && !holds(&stripped, private), "{private}");
    }
    for kept in KEPT {
        assert!(holds(&stripped, kept), "{kept}");
    }
    assert!(holds(&stripped, "Photo Grapher &amp; Co"), "texts of XMP are escaped again");
    assert_eq!(pixels(&original), pixels(&stripped));
    assert_eq!(without_private_metadata(&stripped), None, "nothing is left to be taken out");
    assert_eq!(without_private_metadata(&encoded(80, 40, ImageFormat::Jpeg)), None);
}

#[test]
fn a_png_and_a_webp_do_too() {
    let mut png = Png::from_bytes(Bytes::from(encoded(80, 40, ImageFormat::Png))).unwrap();
    let chunk = |kind: &[u8; 4], content: Vec<u8>| PngChunk::new(*kind, Bytes::from(content));
    png.chunks_mut().insert(1, chunk(b"eXIf", tiff(6)));
    png.chunks_mut().insert(2, chunk(b"tEXt", b"Comment\0Inner comment".to_vec()));
    png.chunks_mut()
        .insert(3, chunk(b"iTXt", [b"XML:com.adobe.xmp\0\0\0\0\0".to_vec(), XMP.into()].concat()));
    let mut webp = WebP::from_bytes(Bytes::from(encoded(80, 40, ImageFormat::WebP))).unwrap();
    webp.set_exif(Some(Bytes::from(tiff(6))));
    for original in [png.encoder().bytes().to_vec(), webp.encoder().bytes().to_vec()] {
        let stripped = without_private_metadata(&original).unwrap();
        for private in PRIVATE {
            assert!(!holds(&stripped, private), "{private}");
        }
        assert!(holds(&stripped, "Photo Grapher") && holds(&stripped, "(c) 2010 Example"));
        assert_eq!(pixels(&original), pixels(&stripped));
        assert_eq!(inspect(&stripped), inspect(&original), "the orientation stays");
        assert_eq!(without_private_metadata(&stripped), None);
    }
}

#[test]
fn sizes_are_those_shown() {
    let size = |bytes: &[u8]| inspect(bytes).map(|picture| (picture.width, picture.height));
    assert_eq!(size(&encoded(80, 40, ImageFormat::Png)), Some((80, 40)));
    assert_eq!(size(&jpeg_with_metadata(3)), Some((800, 400)));
    assert_eq!(size(&jpeg_with_metadata(6)), Some((400, 800)));
    assert_eq!(size(b"<svg viewBox='0 0 300 150'/>"), Some((300, 150)));
    assert_eq!(
        size(b"\xEF\xBB\xBF<?xml version='1.0'?><!-- x --><svg width='10px' height='20'>"),
        Some((10, 20))
    );
    assert_eq!(size(b"<svg width='100' viewBox='0 0 300 150'>"), Some((100, 50)));
    for none in [&b"<svg width='100%'>"[..], b"<html>", b"", b"plain text", b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(size(none), None);
    }
}

#[test]
fn smaller_versions_are_at_most_two_and_far_from_the_original() {
    let widths = |width| variant_widths(&Picture { format: Format::Jpeg, width, height: 600 });
    assert_eq!(widths(400), Vec::<u32>::new());
    assert_eq!(widths(685), Vec::<u32>::new());
    assert_eq!(widths(686), [480]);
    assert_eq!(widths(1_542), [480]);
    assert_eq!(widths(1_543), [480, 1080]);
    let none = Picture { format: Format::Gif, width: 4_000, height: 600 };
    assert_eq!(variant_widths(&none), Vec::<u32>::new());
    let bomb = Picture { format: Format::Png, width: 60_000, height: 60_000 };
    assert_eq!(variant_widths(&bomb), Vec::<u32>::new());
}

#[test]
fn smaller_versions_stand_upright_and_name_their_makers() {
    // Where the red corner is, as a share of width and height, for each orientation.
    let corners = [(1, 0.1, 0.1), (2, 0.9, 0.1), (3, 0.9, 0.9), (4, 0.1, 0.9), (5, 0.1, 0.1), (6, 0.9, 0.1)];
    for (orientation, x, y) in corners.into_iter().chain([(7, 0.9, 0.9), (8, 0.1, 0.9)]) {
        let small = resize(&jpeg_with_metadata(orientation), 200).unwrap();
        let picture = image::load_from_memory(&small).unwrap();
        let expected = if orientation < 5 { (200, 100) } else { (200, 400) };
        assert_eq!(picture.dimensions(), expected, "{orientation}");
        let at = |share: f64, of: u32| (share * f64::from(of)) as u32;
        let [red, green, _, _] = picture.get_pixel(at(x, expected.0), at(y, expected.1)).0;
        assert!(red > 180 && green < 80, "{orientation}: {red} {green}");
        assert!(holds(&small, "Photo Grapher") && holds(&small, "By Line") && !holds(&small, "SN-4711"));
        assert_eq!(inspect(&small).map(|p| (p.width, p.height)), Some(expected), "no orientation is left");
    }
}

#[test]
fn what_has_no_smaller_version_says_so() {
    assert_eq!(resize(&encoded(80, 40, ImageFormat::Png), 80), Err(PictureError::NotSmaller));
    assert_eq!(resize(&encoded(80, 40, ImageFormat::WebP), 40), Err(PictureError::Unsupported));
    assert!(matches!(resize(b"\xFF\xD8\xFF\xE0nothing", 40), Err(PictureError::Broken(_))));
    let whole = encoded(800, 400, ImageFormat::Jpeg);
    assert_eq!(resize(&whole, 300), resize(&whole, 300), "the same bytes each time");
}

#[test]
fn a_bomb_is_not_decoded() {
    // 50,000 × 50,000 pixels in 33 bytes of header.
    let mut png = Png::from_bytes(Bytes::from(encoded(8, 8, ImageFormat::Png))).unwrap();
    let mut header = png.chunks()[0].contents().to_vec();
    header[..8].copy_from_slice(&[0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50]);
    png.chunks_mut()[0] = PngChunk::new(*b"IHDR", Bytes::from(header));
    assert_eq!(resize(&png.encoder().bytes(), 480), Err(PictureError::Unsupported));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0usize..4) {
        let head: [&[u8]; 4] = [b"", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8X"];
        let bytes = [head[kind], &bytes].concat();
        let _ = (inspect(&bytes), without_private_metadata(&bytes), resize(&bytes, 10));
    }

    #[test]
    fn broken_pictures_do_not_either(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = jpeg_with_metadata(6);
        let metadata = 0..2_000;
        bytes[at.index(metadata.len())] = byte;
        let _ = (inspect(&bytes), without_private_metadata(&bytes));
        bytes.truncate(cut.index(bytes.len()));
        let _ = (inspect(&bytes), without_private_metadata(&bytes));
    }
}
