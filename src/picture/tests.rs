//! Pictures made here, with metadata put in by hand.

use std::io::Cursor;

use ::exif::experimental::Writer;
use ::exif::{Field, In, Rational, Tag, Value};
use image::{ImageFormat, Rgb, RgbImage};

mod hostile;
mod size;
mod smaller;
mod strip;

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
const PRIVATE: [&str; 8] = [
    "SN-4711",
    "Owner Person",
    "Secret Street",
    "Hidden Town",
    "Maker",
    "Inner comment",
    "a thumbnail",
    "2009:08:07",
];
const KEPT: [&str; 4] = ["Photo Grapher", "Example Agency", "(c) 2010 Example", "By Line"];

/// Exif with everything: place, serial number, owner, maker, date, preview, and who made it.
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
        text(Tag::DateTimeOriginal, "2009:08:07 06:05:04"),
        text(Tag::BodySerialNumber, "SN-4711"),
        text(Tag::LensSerialNumber, "SN-4711-L"),
        text(Tag::CameraOwnerName, "Owner Person"),
        text(Tag::GPSLatitudeRef, "N"),
        Field { tag: Tag::GPSLatitude, ifd_num: In::PRIMARY, value: degrees },
        Field {
            tag: Tag::MakerNote,
            ifd_num: In::PRIMARY,
            value: Value::Undefined(b"Maker's note SN-4711".to_vec(), 0),
        },
        Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Value::Short(vec![orientation]) },
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    writer.set_jpeg(b"\xFF\xD8a thumbnail\xFF\xD9", In::THUMBNAIL);
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, true).unwrap();
    out.into_inner()
}

const XMP: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
    <rdf:Description xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='Example Agency' \
    photoshop:City='Hidden Town' aux:SerialNumber='SN-4711' aux:OwnerName='Owner Person' exif:GPSLatitude='41,43.2N' \
    xmpRights:WebStatement='https://example.org/terms'>\
    <dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Seq><rdf:li>Photo Grapher \
    &amp; Co</rdf:li></rdf:Seq></dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>All</rdf:li>\
    <rdf:li xml:lang='ru-RU'>Все</rdf:li></rdf:Alt></dc:rights><exif:Street>Secret Street</exif:Street>\
    <plus:Licensor><rdf:Seq><rdf:li rdf:parseType='Resource'><plus:LicensorURL>https://example.org/buy</plus:LicensorURL>\
    <plus:LicensorStreetAddress>Secret Street</plus:LicensorStreetAddress></rdf:li></rdf:Seq></plus:Licensor>\
    </rdf:Description></rdf:RDF></x:xmpmeta>";

/// Photoshop resources with by-line, city and copyright, between others.
fn resources() -> Vec<u8> {
    let dataset = |number: u8, text: &str| {
        let mut bytes = vec![0x1C, 2, number];
        bytes.extend((text.len() as u16).to_be_bytes());
        bytes.extend(text.as_bytes());
        bytes
    };
    let data = [
        (80, "By Line"),
        (85, "Staff"),
        (90, "Hidden Town"),
        (92, "Secret Street"),
        (105, "Headline"),
        (110, "Example Agency"),
        (115, "Wire"),
        (116, "(c) 2010 Example"),
        (118, "Owner Person"),
        (120, "Caption"),
    ];
    let data: Vec<u8> = data.iter().flat_map(|(number, text)| dataset(*number, text)).collect();
    // A resource of another program before, one with a preview behind.
    let mut out = b"PHUT\x04\x04\0\0\0\0\0\x0DSecret Street\0".to_vec();
    out.extend(b"8BIM\x04\x04\0\0");
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(&data);
    out.resize(out.len() + data.len() % 2, 0);
    out.extend(b"8BIM\x04\x0C\0\0\0\0\0\x0Ba thumbnail\0");
    out
}

/// A segment of a JPEG.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

fn exif_segment(orientation: u16) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", &*tiff(orientation)].concat())
}

/// A JPEG with everything, junk between its segments and a preview behind it.
fn jpeg_with_metadata(orientation: u16) -> Vec<u8> {
    let plain = encoded(800, 400, ImageFormat::Jpeg);
    // Behind the start and the first segment, which is JFIF.
    let (head, rest) = plain.split_at(20);
    let mut jfif = head.to_vec();
    jfif[5] += 15;
    jfif[18..].copy_from_slice(&[1, 5]);
    jfif.extend(b"a thumbnail ...");
    let segments = [
        jfif,
        exif_segment(orientation),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP.as_bytes()].concat()),
        segment(
            0xE1,
            &[&b"http://ns.adobe.com/xmp/extension/\0"[..], &[b'0'; 32], &[0; 8], b"Hidden Town"].concat(),
        ),
        segment(0xE2, b"MPF\0SN-4711"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01the profile"),
        segment(0xE2, b"FPXR\0Hidden Town"),
        segment(0xED, &[b"Photoshop 3.0\0", &*resources()].concat()),
        b"Secret Street".to_vec(),
        segment(0xFE, b"Inner comment"),
        b"\xFF\xFF".to_vec(),
    ];
    [&segments.concat(), rest, b"a thumbnail behind the picture: SN-4711"].concat()
}

/// A chunk of a PNG.
fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(content);
    [&(content.len() as u32).to_be_bytes()[..], kind, content, &hasher.finalize().to_be_bytes()].concat()
}

/// A PNG with these chunks behind its header.
fn png_with(chunks: &[u8], width: u32, height: u32) -> Vec<u8> {
    let plain = encoded(width, height, ImageFormat::Png);
    [&plain[..33], chunks, &plain[33..]].concat()
}

fn png_with_metadata(orientation: u16) -> Vec<u8> {
    let chunks = [
        chunk(b"gAMA", &45_455u32.to_be_bytes()),
        chunk(b"eXIf", &tiff(orientation)),
        chunk(b"tEXt", b"Comment\0Inner comment"),
        chunk(b"tEXt", b"Author\0By Line"),
        chunk(b"tEXt", b"Copyright\0(c) 2010 Example"),
        chunk(b"zTXt", b"Raw profile type iptc\0Hidden Town"),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", XMP.as_bytes()].concat()),
        chunk(b"tIME", b"2009:08:07"),
    ];
    [png_with(&chunks.concat(), 80, 40), b"SN-4711".to_vec()].concat()
}

/// A chunk of a WebP.
fn riff(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let filling = vec![0; content.len() % 2];
    [&kind[..], &(content.len() as u32).to_le_bytes(), content, &filling].concat()
}

fn webp_of(chunks: &[u8]) -> Vec<u8> {
    [&b"RIFF"[..], &(chunks.len() as u32 + 4).to_le_bytes(), b"WEBP", chunks].concat()
}

/// The chunk of a WebP's pixels.
fn webp_pixels() -> Vec<u8> {
    encoded(80, 40, ImageFormat::WebP)[12..].to_vec()
}

fn webp_with_metadata(orientation: u16) -> Vec<u8> {
    let chunks = [
        riff(b"VP8X", &[0x0C, 0, 0, 0, 79, 0, 0, 39, 0, 0]),
        webp_pixels(),
        riff(b"EXIF", &[b"Exif\0\0", &*tiff(orientation)].concat()),
        riff(b"XMP ", XMP.as_bytes()),
        riff(b"OWNR", b"Owner Person"),
    ];
    webp_of(&chunks.concat())
}

fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().to_rgb8().into_raw()
}
