//! Pictures as bytes: their size, smaller versions, and what they say about who made them and where.
//!
//! Bytes in, bytes out. Pictures of mirrors are hostile: what cannot be read is an error value, and what would take too
//! much memory is not decoded.

use std::fmt;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

mod exif;
mod iptc;
mod jpeg;
mod png;
mod rights;
mod svg;
mod webp;
mod xmp;

use rights::Rights;

/// The widths of smaller versions, in pixels: a card or a small phone, and the column of text on a dense screen.
const WIDTHS: [u32; 2] = [480, 1080];

/// The most pixels that are decoded: 100 million take 400 MB.
const MAX_PIXELS: u64 = 100_000_000;

/// The quality of smaller JPEG versions, of 100.
const JPEG_QUALITY: u8 = 80;

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
    /// It would not be smaller by much.
    NotSmaller,
    /// It cannot be read, and why.
    Broken(String),
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PictureError::Unsupported => f.write_str("its format has no smaller versions"),
            PictureError::NotSmaller => f.write_str("a smaller version would not be smaller"),
            PictureError::Broken(why) => f.write_str(why),
        }
    }
}

/// What the picture in `bytes` is; `None` for other files and for pictures whose size is not told.
pub fn inspect(bytes: &[u8]) -> Option<Picture> {
    if let Some((width, height)) = svg::size(bytes) {
        return Some(Picture { format: Format::Svg, width, height });
    }
    use imagesize::ImageType;
    let format = match imagesize::image_type(bytes).ok()? {
        ImageType::Jpeg => Format::Jpeg,
        ImageType::Png => Format::Png,
        ImageType::Gif => Format::Gif,
        ImageType::Webp => Format::WebP,
        ImageType::Heif(_) => Format::Heif,
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    if width == 0 || height == 0 {
        return None;
    }
    let lies = matches!(format, Format::Jpeg | Format::Png | Format::WebP)
        && exif::orientation(bytes).is_some_and(|orientation| (5..=8).contains(&orientation));
    let (width, height) = if lies { (height, width) } else { (width, height) };
    Some(Picture { format, width, height })
}

/// The widths of the smaller versions a picture may have, ascending: at most two, none within 30 % of its own width.
pub fn variant_widths(picture: &Picture) -> Vec<u32> {
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    if !matches!(picture.format, Format::Jpeg | Format::Png) || pixels > MAX_PIXELS {
        return Vec::new();
    }
    let far = |width: &u32| u64::from(*width) * 10 <= u64::from(picture.width) * 7;
    WIDTHS.into_iter().filter(far).collect()
}

/// A version of the JPEG or PNG in `bytes` that is `width` pixels wide, upright, with its colour profile, and without
/// metadata but creator, credit and copyright.
///
/// # Errors
/// [`PictureError`]: the caller does without it.
pub fn resize(bytes: &[u8], width: u32) -> Result<Vec<u8>, PictureError> {
    let broken = |error: image::ImageError| PictureError::Broken(error.to_string());
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 << 20);
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    reader.limits(limits);
    let format = reader.format();
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (full_width, full_height) = decoder.dimensions();
    if u64::from(full_width) * u64::from(full_height) > MAX_PIXELS {
        return Err(PictureError::Unsupported);
    }
    let profile = decoder.icc_profile().unwrap_or_default();
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    if width == 0 || width >= picture.width() {
        return Err(PictureError::NotSmaller);
    }
    let height = (u64::from(picture.height()) * u64::from(width)).div_ceil(u64::from(picture.width()));
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    let small = picture.thumbnail_exact(width, height);
    let small = match format {
        Some(ImageFormat::Jpeg) => {
            let small = encode_jpeg(&small, profile).map_err(broken)?;
            jpeg::with_rights(&small, &Rights::read(bytes)).unwrap_or(small)
        }
        Some(ImageFormat::Png) => {
            let small = encode_png(&small, profile).map_err(broken)?;
            png::with_rights(&small, &Rights::read(bytes)).unwrap_or(small)
        }
        _ => return Err(PictureError::Unsupported),
    };
    // Drawings of few colours may grow when they are scaled.
    if small.len() * 10 > bytes.len() * 9 { Err(PictureError::NotSmaller) } else { Ok(small) }
}

fn encode_jpeg(picture: &DynamicImage, profile: Option<Vec<u8>>) -> image::ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
    if let Some(profile) = profile {
        // A format that takes no profile shows its colours as they come.
        let _ = encoder.set_icc_profile(profile);
    }
    match picture {
        DynamicImage::ImageLuma8(grey) => grey.write_with_encoder(encoder)?,
        other => other.to_rgb8().write_with_encoder(encoder)?,
    }
    Ok(out)
}

fn encode_png(picture: &DynamicImage, profile: Option<Vec<u8>>) -> image::ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, PngFilter::Adaptive);
    if let Some(profile) = profile {
        let _ = encoder.set_icc_profile(profile);
    }
    picture.write_with_encoder(encoder)?;
    Ok(out)
}

/// The picture without location, serial numbers, owner and whatever else its metadata hold, but for orientation,
/// colours, creator, credit, caption and copyright. The picture itself stays as it is, byte for byte.
///
/// `None` where nothing has to be taken out, or where the file is none that could be read.
pub fn without_private_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    let stripped = match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Jpeg => jpeg::strip(bytes)?,
        imagesize::ImageType::Png => png::strip(bytes)?,
        imagesize::ImageType::Webp => webp::strip(bytes)?,
        _ => return None,
    };
    (stripped != bytes).then_some(stripped)
}

#[cfg(test)]
mod tests;
