//! The readable ASCII slug of any text.

use unicode_normalization::UnicodeNormalization;

/// A readable ASCII slug of any text in any script, or `None` where nothing readable is left.
///
/// Cyrillic, Georgian, Armenian and other scripts are transliterated letter by letter. Apostrophes vanish, everything
/// else that is not a letter or digit becomes one hyphen. At most 100 bytes, cut between words where possible.
pub fn slug(text: &str) -> Option<String> {
    let mut slug = String::with_capacity(text.len().min(MAX_SLUG_BYTES + 8));
    if text.is_ascii() {
        // It is its own normal form and transliteration.
        let _ = text.bytes().try_for_each(|byte| push_to_slug(&mut slug, byte));
    } else {
        // A letter that becomes several ("щ" to "shch") stays whole; a sign that becomes a word ("€" to "EUR") too.
        let mut characters = text.nfc().map(any_ascii::any_ascii_char);
        let _ = characters.try_for_each(|ascii| {
            ascii
                .bytes()
                .chain(ascii.is_empty().then_some(b'\''))
                .try_for_each(|byte| push_to_slug(&mut slug, byte))
        });
    }
    if slug.len() > MAX_SLUG_BYTES {
        let cut = slug[..=MAX_SLUG_BYTES].rfind('-').filter(|&hyphen| hyphen > MAX_SLUG_BYTES / 2);
        slug.truncate(cut.unwrap_or(MAX_SLUG_BYTES));
    }
    slug.truncate(slug.trim_end_matches('-').len());
    (!slug.is_empty()).then_some(slug)
}

/// How long a slug may be.
const MAX_SLUG_BYTES: usize = 100;

/// Appends a byte of ASCII to a slug as far as slugs have it; `None` where the slug is as long as it may be and a bit longer, so
/// that it can be cut between words.
fn push_to_slug(slug: &mut String, byte: u8) -> Option<()> {
    match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z' => slug.push(byte.to_ascii_lowercase() as char),
        b'\'' | b'`' => {}
        _ if slug.is_empty() || slug.ends_with('-') => {}
        _ => slug.push('-'),
    }
    (slug.len() <= MAX_SLUG_BYTES + 1).then_some(())
}
