//! Sizes as browsers show them, and the widths of smaller versions.

use image::ImageFormat;

use super::*;
use crate::picture::{Format, HEAD_BYTES, Picture, inspect, variant_widths};

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    inspect(bytes).map(|picture| (picture.width, picture.height))
}

#[test]
fn sizes_are_those_shown() {
    for (orientation, expected) in (1..=8).zip([(800, 400); 4].into_iter().chain([(400, 800); 4])) {
        assert_eq!(size(&jpeg_with_metadata(orientation)), Some(expected), "{orientation}");
    }
    assert_eq!(size(&png_with_metadata(8)), Some((40, 80)));
    assert_eq!(size(&webp_with_metadata(6)), Some((80, 40)), "no browser turns WebP");
    assert_eq!(size(b"GIF89a\x50\0\x28\0\0\0\0"), Some((80, 40)));
    assert_eq!(size(&jpeg_with_metadata(9)), Some((800, 400)), "there is no ninth orientation");
}

#[test]
fn sizes_of_drawings() {
    assert_eq!(size(b"<svg viewBox='0 0 300 150'/>"), Some((300, 150)));
    assert_eq!(size(b"<svg viewBox='0\n0,300\t150'/>"), Some((300, 150)));
    assert_eq!(
        size(b"\xEF\xBB\xBF<?xml version='1.0'?><!-- x --><svg width='10px' height='20'>"),
        Some((10, 20))
    );
    assert_eq!(size(b"<svg width='100' viewBox='0 0 300 150'>"), Some((100, 50)));
    for none in [
        &b"<svg width='100%'>"[..],
        b"<svg width='9' viewBox='0 0 0 0'>",
        b"<html>",
        b"",
        b"text",
        b"\x89PNG\r\n\x1a\n",
    ] {
        assert_eq!(size(none), None);
    }
}

#[test]
fn a_turn_behind_the_pixels_is_not_seen() {
    let plain = encoded(80, 40, ImageFormat::Png);
    let (pixels, end) = plain.split_at(plain.len() - 12);
    assert_eq!(size(&[pixels, &chunk(b"eXIf", &tiff(6)), end].concat()), Some((80, 40)));
    let mut wrong_sum = chunk(b"eXIf", &tiff(6));
    *wrong_sum.last_mut().unwrap() ^= 1;
    assert_eq!(size(&png_with(&wrong_sum, 80, 40)), Some((80, 40)));
    let jpeg = encoded(80, 40, ImageFormat::Jpeg);
    let scan = memchr::memmem::find(&jpeg, b"\xFF\xDA").unwrap();
    // Behind the frame header, but before the scan, it is.
    assert_eq!(size(&[&jpeg[..scan], &exif_segment(6), &jpeg[scan..]].concat()), Some((40, 80)));
}

#[test]
fn the_beginning_of_a_file_is_enough() {
    let photo = encoded(1_600, 1_000, ImageFormat::Jpeg);
    let drawing = encoded(1_600, 1_000, ImageFormat::Png);
    let turned = [&photo[..2], &exif_segment(6), &photo[2..]].concat();
    for (file, expected) in [(photo, (1_600, 1_000)), (turned, (1_000, 1_600)), (drawing, (1_600, 1_000))] {
        assert!(file.len() > HEAD_BYTES);
        assert_eq!(size(&file[..HEAD_BYTES]), Some(expected));
    }
    for file in [jpeg_with_metadata(6), png_with_metadata(6), webp_with_metadata(6)] {
        let whole = inspect(&file);
        for end in 0..file.len().min(4_000) {
            let told = inspect(&file[..end]);
            assert!(told.is_none() || told == whole, "what is told of {end} bytes is what the whole tells");
        }
    }
}

/// The widths of the smaller versions of a picture of this width.
fn widths(width: u32, height: u32, format: ImageFormat) -> Vec<u32> {
    let bytes = encoded(width, height, format);
    variant_widths(&bytes, &inspect(&bytes).unwrap())
}

#[test]
fn smaller_versions_are_at_most_two_and_far_from_the_original() {
    let widths_of = |width| widths(width, 60, ImageFormat::Jpeg);
    assert_eq!(widths_of(342), Vec::<u32>::new());
    assert_eq!(widths_of(343), [240]);
    assert_eq!(widths_of(685), [240]);
    assert_eq!(widths_of(686), [480]);
    assert_eq!(widths_of(1_142), [480]);
    assert_eq!(widths_of(1_143), [480, 800]);
    assert_eq!(widths_of(1_542), [480, 800]);
    assert_eq!(widths_of(1_543), [480, 1080]);
    assert_eq!(widths(1_543, 60, ImageFormat::Png), [480, 1080]);
    assert_eq!(widths(1_543, 60, ImageFormat::WebP), Vec::<u32>::new());
}

#[test]
fn pictures_of_few_bytes_have_no_smaller_versions() {
    let picture = Picture { format: Format::Jpeg, width: 1_600, height: 1_000 };
    let photo = encoded(1_600, 1_000, ImageFormat::Jpeg);
    // 480 × 300 and 1,080 × 675 pixels, of which twelve take a byte, are nine tenths of so many bytes.
    for (bytes, expected) in
        [(67_500, vec![480, 1080]), (67_499, vec![480]), (13_334, vec![480]), (13_333, vec![])]
    {
        assert_eq!(variant_widths(&photo[..bytes], &picture), expected, "{bytes}");
    }
}
