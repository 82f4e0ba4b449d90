//! Images as bytes: dimensions, smaller versions, and their metadata.
//!
//! Bytes in, bytes out. Images in mirrors are hostile: what cannot be read is an error value, and what would take too
//! much memory is not decoded.

use std::fmt;

mod blank;
pub mod content;
mod exif;
mod iptc;
mod jpeg;
mod png;
mod resize;
mod rights;
mod svg;
mod webp;
mod xmp;

pub use resize::resize;

/// The width of the smallest version, in pixels: a card or a small phone; of a picture too small for it, as portraits are,
/// the place beside a note.
const SMALL: [u32; 2] = [480, 240];

/// The width of the larger version, in pixels: the column of text on a dense screen; of a picture too small for it, the
/// whole width of a phone on a dense screen.
const LARGE: [u32; 2] = [1080, 800];

/// How many pixels of a smaller version fit into a byte at best: seven are usual, and eleven the most among the photographs
/// of the demonstration archive.
const PIXELS_A_BYTE: u64 = 12;

/// How smaller versions are made, as part of their names: it changes whenever other bytes would come out, also those of an
/// original that stands in their place.
pub const MAKING: &str = "a";

/// How many bytes of a JPEG, PNG, GIF, WebP or SVG are enough for [`inspect`], but for files with very much metadata: of
/// what it finds in the beginning of a file, no later byte changes anything.
pub const HEAD_BYTES: usize = 64 << 10;

/// A picture's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG (W3C, third edition).
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// AVIF or HEIF.
    Heif,
    /// TIFF, which browsers do not show.
    Tiff,
    /// A drawing.
    Svg,
}

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its format.
    pub format: Format,
    /// The width in pixels, as shown: after the orientation its metadata gives.
    pub width: u32,
    /// The height in pixels, as shown.
    pub height: u32,
}

/// Why there is no smaller version of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// Its format has none here, or it is too large to be decoded.
    Unsupported,
    /// It would not be smaller.
    NotSmaller,
    /// It cannot be read, and why.
    Broken(String),
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PictureError::Unsupported => f.write_str("this format cannot be resized"),
            PictureError::NotSmaller => f.write_str("resizing does not make it smaller"),
            PictureError::Broken(why) => f.write_str(why),
        }
    }
}

/// What the picture in `bytes` is; `None` for other files and for pictures whose size is not told.
///
/// `bytes` may be the beginning of a file, such as its first [`HEAD_BYTES`]: where these do not suffice the answer is
/// `None`, and the whole file tells more. HEIF and AVIF need the whole file.
///
/// The size is the one browsers show: they turn JPEG by Exif before the first scan, PNG by Exif before the pixels, and
/// WebP not at all (as Chromium does).
pub fn inspect(bytes: &[u8]) -> Option<Picture> {
    if let Some((width, height)) = svg::size(bytes) {
        return Some(Picture { format: Format::Svg, width, height });
    }
    let format = format(bytes)?;
    let stored = || {
        let size = imagesize::blob_size(bytes).ok()?;
        Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
    };
    let ((width, height), exif) = match format {
        Format::Jpeg => jpeg::header(bytes).map(|header| ((header.width, header.height), header.exif))?,
        Format::Png => (stored()?, png::header(bytes)?.exif),
        _ => (stored()?, None),
    };
    if width == 0 || height == 0 {
        return None;
    }
    let lies = exif.and_then(exif::orientation).is_some_and(resize::is_lying);
    let (width, height) = if lies { (height, width) } else { (width, height) };
    Some(Picture { format, width, height })
}

/// The format of a picture that is no drawing, by its first bytes.
fn format(bytes: &[u8]) -> Option<Format> {
    use imagesize::ImageType;
    match imagesize::image_type(bytes).ok()? {
        ImageType::Jpeg => Some(Format::Jpeg),
        ImageType::Png => Some(Format::Png),
        ImageType::Gif => Some(Format::Gif),
        ImageType::Webp if webp::begins_with_a_picture(bytes) => Some(Format::WebP),
        // Recordings begin in the same way.
        ImageType::Heif(_) if !content::is_recording(bytes) => Some(Format::Heif),
        ImageType::Tiff => Some(Format::Tiff),
        _ => None,
    }
}

/// The widths of the smaller versions that the picture in `bytes` has, ascending: at most two, none within 30 % of its own
/// width.
///
/// That is told without decoding it. A picture of few bytes has none: they would hardly be smaller.
pub fn variant_widths(bytes: &[u8], picture: &Picture) -> Vec<u32> {
    let (width, height) = (u64::from(picture.width), u64::from(picture.height));
    let far = |small: &u32| u64::from(*small) * 10 <= width * 7;
    let is_worth_it = |small: &u32| {
        let small = u64::from(*small);
        let least = small * (small * height / width.max(1)) / PIXELS_A_BYTE;
        least * 10 <= bytes.len() as u64 * 9
    };
    let mut widths: Vec<u32> =
        [SMALL, LARGE].into_iter().filter_map(|widths| widths.into_iter().find(far)).collect();
    widths.retain(is_worth_it);
    if !widths.is_empty() && !resize::is_supported(bytes) {
        widths.clear();
    }
    widths
}

/// The picture as it is published: see [`without_private_metadata`].
pub fn published(bytes: Vec<u8>) -> Vec<u8> {
    without_private_metadata(&bytes).unwrap_or(bytes)
}

/// The picture without location, serial numbers, owner and whatever else its metadata hold, but for orientation,
/// colours, creator, credit, caption and copyright. The picture itself stays as it is, byte for byte. GIF, HEIF, AVIF and
/// TIFF lose all of it.
///
/// `None` where nothing has to be taken out, or where the file is none that could be read.
pub fn without_private_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    let stripped = match format(bytes)? {
        Format::Jpeg => jpeg::strip(bytes)?,
        Format::Png => png::strip(bytes)?,
        Format::WebP => webp::strip(bytes)?,
        Format::Gif | Format::Heif | Format::Tiff => blank::blank(bytes),
        Format::Svg => return None,
    };
    (stripped != bytes).then_some(stripped)
}

#[cfg(test)]
mod tests;
