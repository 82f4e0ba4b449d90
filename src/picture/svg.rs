//! The size of an SVG: `width` and `height` of its root, otherwise its view box (SVG 2, 8.2).

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::encoding;

/// Width and height in pixels, if `bytes` begin as a drawing that tells them.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    const HEAD: usize = 16 << 10;
    let head = &bytes[..bytes.len().min(HEAD)];
    let first =
        head.iter().copied().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))?;
    if first != b'<' && !encoding::is_utf16(head) {
        return None;
    }
    let text = encoding::decode_lossy(head);
    let mut reader = Reader::from_str(&text);
    let root = loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => break element,
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    };
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let attribute = |name: &str| {
        let found = root.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
        Some(found.value.into_owned())
    };
    let view_box = attribute("viewBox").and_then(|text| {
        let numbers: Vec<f64> = text
            .split([' ', ',', '\t', '\n', '\r'])
            .filter(|part| !part.is_empty())
            .filter_map(|part| part.parse().ok())
            .collect();
        <[f64; 4]>::try_from(numbers).ok()
    });
    let length = |name| attribute(name).and_then(|text| pixels(&text));
    let (width, height) = match (length("width"), length("height"), view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some([_, _, w, h])) => (width, width * h / w),
        (None, Some(height), Some([_, _, w, h])) => (height * w / h, height),
        (None, None, Some([_, _, w, h])) => (w, h),
        _ => return None,
    };
    let whole =
        |length: f64| (length.is_finite() && (1.0..1e6).contains(&length)).then(|| length.round() as u32);
    Some((whole(width)?, whole(height)?))
}

/// A length in pixels; shares of something unknown are none.
fn pixels(text: &str) -> Option<f64> {
    let text = text.trim();
    text.strip_suffix("px").unwrap_or(text).trim().parse().ok()
}
