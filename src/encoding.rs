//! From the bytes of a file to text: UTF-8, or UTF-16 with a byte order mark (Unicode 16, 23.8).
//!
//! All text files are read here, so that every position and offset refers to the same text.

use std::borrow::Cow;

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// The text before the first thing that is wrong.
    pub before: String,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What is no character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A byte that UTF-8 does not have there.
    Byte(u8),
    /// Half a character of UTF-16.
    Unit(u16),
    /// The last byte of UTF-16 that has an odd number of them.
    Odd,
}

/// The two orders of bytes in UTF-16.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// The order that a byte-order mark tells, and the bytes after it; `None` for UTF-8, with a mark or without.
fn utf16(bytes: &[u8]) -> Option<(Order, &[u8])> {
    let little = bytes.strip_prefix(b"\xFF\xFE").map(|rest| (Order::Little, rest));
    little.or_else(|| bytes.strip_prefix(b"\xFE\xFF").map(|rest| (Order::Big, rest)))
}

/// Whether `bytes` begin with a byte-order mark of UTF-16.
pub fn is_utf16(bytes: &[u8]) -> bool {
    utf16(bytes).is_some()
}

/// The units of UTF-16, but for an odd byte at the end.
fn units(order: Order, bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).map(move |pair| match order {
        Order::Little => u16::from_le_bytes([pair[0], pair[1]]),
        Order::Big => u16::from_be_bytes([pair[0], pair[1]]),
    })
}

/// The text that `bytes` hold. A byte-order mark of UTF-8 is part of it, that of UTF-16 is not.
///
/// # Errors
/// Where a byte or unit is no character.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Undecodable> {
    let Some((order, rest)) = utf16(bytes) else {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
            let (before, wrong) = bytes.split_at(error.valid_up_to());
            Undecodable { before: String::from_utf8_lossy(before).into(), wrong: Wrong::Byte(wrong[0]) }
        });
    };
    let mut text = String::with_capacity(rest.len());
    for unit in char::decode_utf16(units(order, rest)) {
        match unit {
            Ok(character) => text.push(character),
            Err(error) => {
                return Err(Undecodable { before: text, wrong: Wrong::Unit(error.unpaired_surrogate()) });
            }
        }
    }
    match rest.len() % 2 {
        0 => Ok(Cow::Owned(text)),
        _ => Err(Undecodable { before: text, wrong: Wrong::Odd }),
    }
}

/// The text that `bytes` hold, with U+FFFD for what is no character.
pub fn decode_lossy(bytes: &[u8]) -> Cow<'_, str> {
    let Some((order, rest)) = utf16(bytes) else { return String::from_utf8_lossy(bytes) };
    let characters = char::decode_utf16(units(order, rest));
    characters.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` as UTF-16 with a byte-order mark.
    fn encoded(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(to_bytes).collect()
    }

    #[test]
    fn both_orders_of_utf_16_are_read() {
        let text = "a\r\n—граница 𝄞";
        assert_eq!(decode(&encoded(text, u16::to_le_bytes)).unwrap(), text);
        assert_eq!(decode(&encoded(text, u16::to_be_bytes)).unwrap(), text);
        assert_eq!(decode_lossy(&encoded(text, u16::to_be_bytes)), text);
        assert!(matches!(decode(text.as_bytes()), Ok(Cow::Borrowed(same)) if same == text));
        assert_eq!(decode(b"\xEF\xBB\xBFx").unwrap(), "\u{feff}x");
        assert_eq!(decode(b"\xFF\xFE").unwrap(), "");
    }

    #[test]
    fn what_is_no_character_is_told_with_the_text_before_it() {
        let wrong = |bytes: &[u8]| decode(bytes).unwrap_err();
        assert_eq!(wrong(b"a\xE4b"), Undecodable { before: "a".into(), wrong: Wrong::Byte(0xE4) });
        assert_eq!(
            wrong(b"\xFF\xFEa\0\x00\xD8b\0"),
            Undecodable { before: "a".into(), wrong: Wrong::Unit(0xD800) }
        );
        assert_eq!(wrong(b"\xFE\xFF\0a\0"), Undecodable { before: "a".into(), wrong: Wrong::Odd });
        assert_eq!(decode_lossy(b"\xFF\xFEa\0\x00\xD8b\0"), "a\u{fffd}b");
        assert_eq!(decode_lossy(b"\xFE\xFF\0a\0"), "a");
    }
}
