//! Smaller versions.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, GenericImageView, GrayImage, ImageEncoder, ImageFormat, Luma, RgbaImage};
use img_parts::png::Png;
use img_parts::{Bytes, ImageICC};

use super::*;
use crate::picture::{Format, Picture, PictureError, inspect, resize, variant_widths};

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
        assert_eq!(inspect(&small).map(|p| (p.width, p.height)), Some(expected), "no orientation is left");
        for private in PRIVATE {
            assert!(!holds(&small, private), "{private}");
        }
        for kept in KEPT {
            assert!(holds(&small, kept), "{kept}");
        }
        assert!(holds(&small, "ICC_PROFILE\0\x01\x01the profile"));
    }
}

#[test]
fn a_png_keeps_colours_transparency_and_makers() {
    // Red where it is seen, green where it is not.
    let picture = RgbaImage::from_fn(600, 300, |x, y| {
        let noise = (x * 7_919 + y * 104_729) % 16;
        if (x / 3 + y / 3) % 2 == 0 { [240 + noise as u8, 0, 0, 255] } else { [0, 255, 0, 0] }.into()
    });
    let mut plain = Vec::new();
    let mut encoder = PngEncoder::new(&mut plain);
    encoder.set_icc_profile(b"a profile".to_vec()).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    let author = chunk(b"tEXt", b"Author\0By Line");
    let gamma = chunk(b"gAMA", &45_455u32.to_be_bytes());
    let original = [&plain[..33], &gamma, &author, &chunk(b"eXIf", &tiff(6)), &plain[33..]].concat();
    let small = resize(&original, 100).unwrap();
    let read = image::load_from_memory(&small).unwrap();
    assert_eq!((read.dimensions(), read.color()), ((100, 200), image::ColorType::Rgba8));
    for [red, green, _, alpha] in read.to_rgba8().pixels().map(|pixel| pixel.0) {
        assert!(
            alpha == 0 || (green < 40 && red > 200),
            "what is not seen has no weight: {red} {green} {alpha}"
        );
    }
    let png = Png::from_bytes(Bytes::from(small.clone())).unwrap();
    assert_eq!(png.icc_profile().as_deref(), Some(&b"a profile"[..]));
    assert_eq!(png.chunks_by_type(*b"gAMA").count(), 1);
    assert!(holds(&small, "Author\0By Line") && holds(&small, "Photo Grapher") && !holds(&small, "SN-4711"));
}

#[test]
fn grey_stays_grey_and_deep_colours_become_plain_ones() {
    let grey = GrayImage::from_fn(600, 300, |x, y| Luma([((x * y) % 251) as u8]));
    let deep: DynamicImage = DynamicImage::from(drawn(600, 300)).to_rgb16().into();
    let mut jpeg = Vec::new();
    grey.write_with_encoder(JpegEncoder::new(&mut jpeg)).unwrap();
    let png = |picture: &DynamicImage| {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    };
    for (file, colours) in [
        (jpeg, image::ColorType::L8),
        (png(&grey.clone().into()), image::ColorType::L8),
        (png(&deep), image::ColorType::Rgb8),
    ] {
        let small = resize(&file, 200).unwrap();
        let read = image::load_from_memory(&small).unwrap();
        assert_eq!((read.dimensions(), read.color()), ((200, 100), colours));
    }
}

#[test]
fn what_has_no_smaller_version_says_so() {
    assert_eq!(resize(&encoded(80, 40, ImageFormat::Png), 80), Err(PictureError::NotSmaller));
    assert_eq!(resize(&encoded(80, 40, ImageFormat::Png), 0), Err(PictureError::NotSmaller));
    assert_eq!(resize(&encoded(80, 40, ImageFormat::WebP), 40), Err(PictureError::Unsupported));
    assert_eq!(resize(b"\xFF\xD8\xFF\xE0nothing", 40), Err(PictureError::Unsupported));
    // A regular pattern is short; scaled, it has many shades.
    let chequered = GrayImage::from_fn(600, 300, |x, y| Luma([((x + y) % 2 * 255) as u8]));
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive);
    chequered.write_with_encoder(encoder).unwrap();
    assert_eq!(resize(&png, 487), Err(PictureError::NotSmaller));
    let moving = png_with(&chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]), 600, 300);
    assert_unsupported(&moving);
}

/// Asserts that a picture has no smaller versions, and that this is known before one is made.
fn assert_unsupported(bytes: &[u8]) {
    assert_eq!(resize(bytes, 50), Err(PictureError::Unsupported));
    let picture = Picture { format: Format::Png, width: 4_000, height: 1 };
    assert_eq!(variant_widths(bytes, &picture), Vec::<u32>::new());
}

#[test]
fn inks_and_split_scans_are_not_guessed_at() {
    let (width, height) = (200, 120);
    let encode = |colours, per_pixel: usize, tables: bool| {
        let mut out = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut out, 80);
        // Own tables make it write a scan for each component.
        encoder.set_optimized_huffman_tables(tables);
        let pixels: Vec<u8> = (0..width * height * per_pixel).map(|n| (n % 253) as u8).collect();
        encoder.encode(&pixels, width as u16, height as u16, colours).unwrap();
        out
    };
    let inks = encode(jpeg_encoder::ColorType::Cmyk, 4, false);
    let split = encode(jpeg_encoder::ColorType::Rgb, 3, true);
    let usual = encode(jpeg_encoder::ColorType::Rgb, 3, false);
    assert_unsupported(&inks);
    assert_unsupported(&split);
    assert!(resize(&usual, 50).is_ok());
    assert_eq!(inspect(&inks).map(|picture| picture.width), Some(200), "sizes are known all the same");
}

#[test]
fn the_same_bytes_come_out_everywhere() {
    let sum = |bytes: &[u8]| {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(bytes);
        hasher.finalize()
    };
    let (jpeg, png) = (encoded(800, 400, ImageFormat::Jpeg), encoded(800, 400, ImageFormat::Png));
    // Whoever changes these, be it by a new version of a library, changes `MAKING`, too.
    assert_eq!(sum(&resize(&jpeg, 300).unwrap()), 3_152_057_525);
    assert_eq!(sum(&resize(&png, 300).unwrap()), 146_842_044);
}

#[test]
fn a_bomb_is_not_decoded() {
    // 50,000 × 50,000 pixels in a few bytes.
    let plain = encoded(8, 8, ImageFormat::Png);
    let mut header = plain[16..29].to_vec();
    header[..8].copy_from_slice(&[0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50]);
    let bomb = [&plain[..8], &chunk(b"IHDR", &header), &plain[33..]].concat();
    assert_unsupported(&bomb);
    // Few enough pixels, but of eight bytes each.
    header[..8].copy_from_slice(&[0, 0, 0x27, 0, 0, 0, 0x27, 0]);
    header[8..10].copy_from_slice(&[16, 6]);
    let deep = [&plain[..8], &chunk(b"IHDR", &header), &plain[33..]].concat();
    assert_unsupported(&deep);
    let mut jpeg = encoded(8, 8, ImageFormat::Jpeg);
    let frame = memchr::memmem::find(&jpeg, b"\xFF\xC0").unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    assert_unsupported(&jpeg);
}
