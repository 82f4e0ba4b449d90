//! Smaller versions of images.
//!
//! The same original gives the same bytes on every machine: the scaler uses integers, with the same result with and
//! without the processor's vector instructions, and its weights need only the four basic operations.

use std::io::Cursor;

use fast_image_resize as scaler;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits};
use jpeg_encoder::{ColorType, Encoder};

use super::{Format, PictureError, exif, jpeg, png};

/// The most pixels that are decoded: 64 million take 192 MB as a JPEG.
const MAX_PIXELS: u64 = 64_000_000;

/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 256 << 20;

/// The quality of JPEG versions, of 100. Below 90 the encoder halves the resolution of colours, as cameras do.
const JPEG_QUALITY: u8 = 80;

/// A version of the JPEG or PNG in `bytes` that is `width` pixels wide, upright, with its colour profile, and without
/// metadata but creator, credit and copyright.
///
/// # Errors
/// [`PictureError`]: the original takes its place. `NotSmaller` where it would not be narrower, or take no fewer bytes.
pub fn resize(bytes: &[u8], width: u32) -> Result<Vec<u8>, PictureError> {
    let format = super::format(bytes).ok_or(PictureError::Unsupported)?;
    let (picture, orientation) = decode(bytes, format)?;
    let lies = is_lying(orientation);
    let (full_width, full_height) = (u64::from(picture.width()), u64::from(picture.height()));
    let (shown_width, shown_height) =
        if lies { (full_height, full_width) } else { (full_width, full_height) };
    if width == 0 || u64::from(width) >= shown_width {
        return Err(PictureError::NotSmaller);
    }
    let height = (shown_height * u64::from(width)).div_ceil(shown_width);
    let height = u32::try_from(height).map_err(|_| PictureError::Unsupported)?;
    // It is turned when it is small, which is quicker.
    let mut small = if lies { scale(picture, height, width)? } else { scale(picture, width, height)? };
    small.apply_orientation(Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms));
    let small = match format {
        Format::Jpeg => jpeg::dress(&encode_jpeg(&small)?, bytes),
        _ => png::dress(&encode_png(&small).map_err(broken)?, bytes).ok_or(PictureError::Unsupported)?,
    };
    // Drawings of few colours may grow when they are scaled, and photographs of low quality.
    if small.len() >= bytes.len() { Err(PictureError::NotSmaller) } else { Ok(small) }
}

/// Whether an orientation exchanges width and height.
pub(super) fn is_lying(orientation: u8) -> bool {
    (5..=8).contains(&orientation)
}

fn broken(error: impl ToString) -> PictureError {
    PictureError::Broken(error.to_string())
}

/// Whether the picture in `bytes` is of a kind that has smaller versions here. It is not decoded: damage is not seen.
pub(super) fn is_supported(bytes: &[u8]) -> bool {
    super::format(bytes).is_some_and(|format| !matches!(open(bytes, format), Err(PictureError::Unsupported)))
}

/// The pixels, with one byte a channel, and the orientation in which they are shown.
fn decode(bytes: &[u8], format: Format) -> Result<(DynamicImage, u8), PictureError> {
    let (decoder, orientation) = open(bytes, format)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let picture = match picture {
        DynamicImage::ImageLuma16(_) => picture.to_luma8().into(),
        DynamicImage::ImageLumaA16(_) => picture.to_luma_alpha8().into(),
        DynamicImage::ImageRgb16(_) => picture.to_rgb8().into(),
        DynamicImage::ImageRgba16(_) => picture.to_rgba8().into(),
        _ => picture,
    };
    Ok((picture, orientation))
}

/// A decoder that has read what stands before the pixels, and the orientation in which these are shown.
fn open(bytes: &[u8], format: Format) -> Result<(Box<dyn ImageDecoder + '_>, u8), PictureError> {
    let tiff = match format {
        Format::Jpeg => {
            let header = jpeg::header(bytes).ok_or(PictureError::Unsupported)?;
            // Inks need their profile to become colours. Of scans for each component the decoder makes noise
            // (zune-jpeg 0.5.15, its issue 422).
            if header.components > 3 || header.split_scans {
                return Err(PictureError::Unsupported);
            }
            header.exif
        }
        Format::Png => {
            let header = png::header(bytes).ok_or(PictureError::Unsupported)?;
            // A smaller version would stand still.
            if header.animated {
                return Err(PictureError::Unsupported);
            }
            header.exif
        }
        _ => return Err(PictureError::Unsupported),
    };
    let decoder: Box<dyn ImageDecoder + '_> = match format {
        // Damaged metadata, which browsers pass over, would stop the decoder.
        Format::Jpeg => Box::new(JpegDecoder::new(Cursor::new(jpeg::bare(bytes))).map_err(broken)?),
        _ => Box::new(PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(broken)?),
    };
    Ok((within_limits(decoder)?, tiff.and_then(exif::orientation).unwrap_or(1)))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

/// The decoder, unless its picture takes too much memory.
fn within_limits(
    mut decoder: Box<dyn ImageDecoder + '_>,
) -> Result<Box<dyn ImageDecoder + '_>, PictureError> {
    let (width, height) = decoder.dimensions();
    let mut limits = limits();
    let fits = limits.reserve(decoder.total_bytes()).is_ok();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || !fits {
        return Err(PictureError::Unsupported);
    }
    decoder.set_limits(limits).map_err(broken)?;
    Ok(decoder)
}

/// The picture in another size, its transparent pixels without weight.
fn scale(picture: DynamicImage, width: u32, height: u32) -> Result<DynamicImage, PictureError> {
    use scaler::PixelType;
    let kind = match picture {
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        DynamicImage::ImageLumaA8(_) => PixelType::U8x2,
        DynamicImage::ImageRgb8(_) => PixelType::U8x3,
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => return Err(PictureError::Unsupported),
    };
    let source = scaler::images::ImageRef::new(picture.width(), picture.height(), picture.as_bytes(), kind)
        .map_err(broken)?;
    let mut small = scaler::images::Image::new(width, height, kind);
    // A cubic filter is as sharp to the eye as Lanczos's without its rims of light, and knows no sine, which is not the
    // same on every machine.
    let method = scaler::ResizeAlg::Convolution(scaler::FilterType::CatmullRom);
    let options = scaler::ResizeOptions::new().resize_alg(method);
    scaler::Resizer::new().resize(&source, &mut small, &options).map_err(broken)?;
    let pixels = small.into_vec();
    let small = match kind {
        PixelType::U8 => image::GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelType::U8x2 => image::GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelType::U8x3 => image::RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        _ => image::RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
    };
    small.ok_or(PictureError::Unsupported)
}

fn encode_jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let side = |length: u32| u16::try_from(length).map_err(|_| PictureError::Unsupported);
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let colours = match picture {
        DynamicImage::ImageLuma8(_) => ColorType::Luma,
        DynamicImage::ImageRgb8(_) => ColorType::Rgb,
        _ => return Err(PictureError::Unsupported),
    };
    let mut out = Vec::new();
    Encoder::new(&mut out, JPEG_QUALITY)
        .encode(picture.as_bytes(), width, height, colours)
        .map_err(broken)?;
    Ok(out)
}

fn encode_png(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    picture.write_with_encoder(encoder)?;
    Ok(out)
}
