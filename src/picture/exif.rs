//! Exif (CIPA DC-008): read, and rewritten with orientation, artist and copyright only.

use std::io::Cursor;

use ::exif::experimental::Writer;
use ::exif::{Exif, Field, In, Reader, Tag, Value};

/// The longest text that is kept, in bytes.
const MAX_TEXT: usize = 4_000;

/// The orientation that a TIFF structure gives (CIPA DC-008, 4.6.5.1.6), 1 to 8, if it gives one.
///
/// Like browsers, we take none that is not stored as a short number.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    oriented(&read(tiff)?)
}

fn oriented(exif: &Exif) -> Option<u8> {
    match &exif.get_field(Tag::Orientation, In::PRIMARY)?.value {
        Value::Short(values) => match values.first() {
            Some(value @ 1..=8) => u8::try_from(*value).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// The TIFF structure with nothing but artist, copyright and, if wanted, orientation; `None` where it has none of them.
pub(super) fn minimal(tiff: &[u8], with_orientation: bool) -> Option<Vec<u8>> {
    let exif = read(tiff)?;
    let text = |tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let told = match &field.value {
            Value::Ascii(texts) => {
                let length: usize = texts.iter().map(Vec::len).sum();
                texts.iter().any(|text| !text.trim_ascii().is_empty()) && length <= MAX_TEXT
            }
            _ => false,
        };
        told.then(|| Field { tag, ifd_num: In::PRIMARY, value: field.value.clone() })
    };
    let mut fields: Vec<Field> = [Tag::Artist, Tag::Copyright].into_iter().filter_map(text).collect();
    if with_orientation && let Some(value @ 2..=8) = oriented(&exif) {
        let value = Value::Short(vec![u16::from(value)]);
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
