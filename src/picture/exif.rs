//! Exif (CIPA DC-008): read, and written anew with orientation, artist and copyright alone.

use std::io::Cursor;

use ::exif::experimental::Writer;
use ::exif::{Exif, Field, In, Reader, Tag, Value};

use super::{jpeg, png, webp};

/// The orientation of a picture, 1 to 8, if it says one.
pub(super) fn orientation(bytes: &[u8]) -> Option<u32> {
    let raw = match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Jpeg => jpeg::metadata(bytes)?,
        imagesize::ImageType::Png => png::metadata(bytes)?,
        imagesize::ImageType::Webp => webp::metadata(bytes)?,
        _ => return None,
    };
    let exif = read(&raw.exif?)?;
    exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0).filter(|value| (1..=8).contains(value))
}

/// The TIFF structure with nothing but artist, copyright and, if wanted, orientation; `None` where it has none of them.
pub(super) fn minimal(tiff: &[u8], with_orientation: bool) -> Option<Vec<u8>> {
    let exif = read(tiff)?;
    let text = |tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let told = match &field.value {
            Value::Ascii(texts) => texts.iter().any(|text| !text.trim_ascii().is_empty()),
            _ => false,
        };
        told.then(|| Field { tag, ifd_num: In::PRIMARY, value: field.value.clone() })
    };
    let mut fields: Vec<Field> = [Tag::Artist, Tag::Copyright].into_iter().filter_map(text).collect();
    if with_orientation
        && let Some(field) = exif.get_field(Tag::Orientation, In::PRIMARY)
        && let Some(value @ 2..=8) = field.value.get_uint(0)
    {
        let value = Value::Short(vec![value as u16]);
        fields.push(Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value });
    }
    if fields.is_empty() {
        return None;
    }
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).ok()?;
    Some(out.into_inner())
}

/// Reads a TIFF structure, as far as it can be read.
fn read(tiff: &[u8]) -> Option<Exif> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    reader.read_raw(tiff.to_vec()).or_else(|error| error.distill_partial_result(|_| {})).ok()
}
