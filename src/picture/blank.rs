//! Formats that are not parsed: their metadata is overwritten in place, so that nothing else moves.

use memchr::memmem;

/// Beginnings of a TIFF structure (TIFF 6.0, section 2), in either order of bytes.
const LITTLE: &[u8; 4] = b"II*\0";
const BIG: &[u8; 4] = b"MM\0*";

/// The tag of the offset of another directory: Exif, GPS, interoperability (CIPA DC-008, 4.6.3).
const POINTERS: [u16; 3] = [0x8769, 0x8825, 0xA005];

/// Whether a tag says how the pixels of a TIFF lie and what their colours are (TIFF 6.0, sections 8 to 22; ICC.1, annex B).
fn is_of_the_picture(tag: u16) -> bool {
    matches!(
        tag,
        0x00FE..=0x010A | 0x0111..=0x011C | 0x011E..=0x0125 | 0x0128..=0x012D | 0x013D..=0x0214 | 0x8773
    )
}

/// The file with spaces in place of XMP, and zeros in place of what Exif and comments tell.
pub(super) fn blank(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    blank_xmp(&mut out);
    if bytes.starts_with(b"GIF8") {
        blank_comments(&mut out);
    } else if bytes.starts_with(LITTLE) || bytes.starts_with(BIG) {
        blank_tiff(&mut out, 0, true);
    } else {
        for mark in [LITTLE, BIG] {
            let starts: Vec<usize> = memmem::find_iter(bytes, mark).collect();
            starts.into_iter().for_each(|start| blank_tiff(&mut out, start, false));
        }
    }
    out
}

/// Overwrites packets of XMP.
fn blank_xmp(bytes: &mut [u8]) {
    const ENDS: [(&[u8], &[u8]); 2] = [(b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>")];
    for (open, close) in ENDS {
        let mut at = 0;
        while let Some(start) = memmem::find(&bytes[at..], open).map(|found| at + found) {
            let end =
                memmem::find(&bytes[start..], close).map_or(bytes.len(), |found| start + found + close.len());
            bytes[start..end].fill(b' ');
            at = end;
        }
    }
}

/// Overwrites the comments of a GIF (GIF89a, 24).
fn blank_comments(bytes: &mut [u8]) {
    let mut at = 0;
    // An introducer, the label of comments, then blocks, each with its length, up to one of no length.
    while let Some(start) = memmem::find(&bytes[at..], &[0x21, 0xFE]).map(|found| at + found) {
        let mut block = start + 2;
        while let Some(length @ 1..) = bytes.get(block).copied() {
            let end = (block + 1 + usize::from(length)).min(bytes.len());
            // Only text is a comment: in coded pixels the two bytes may come together by chance.
            if !bytes[block + 1..end]
                .iter()
                .all(|byte| (b' '..0x7F).contains(byte) || byte.is_ascii_whitespace())
            {
                break;
            }
            bytes[block + 1..end].fill(b' ');
            block = end;
        }
        at = start + 2;
    }
}

/// Overwrites a TIFF structure that begins at `start`: the values of all of its directories, in a file of TIFF (`keeps`)
/// but those that the picture needs.
fn blank_tiff(bytes: &mut [u8], start: usize, keeps: bool) {
    let little = bytes[start..].starts_with(LITTLE);
    let number = |bytes: &[u8], at: usize, size: usize| -> Option<usize> {
        let part = bytes.get(at..at.checked_add(size)?)?;
        let push = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if little { part.iter().rev().fold(0, push) } else { part.iter().fold(0, push) })
    };
    let Some(first) = number(bytes, start + 4, 4) else { return };
    // Directories to come, each with whether it may hold what the picture needs; a hostile file may name one forever.
    let mut directories = vec![(first, keeps)];
    for _ in 0..64 {
        let Some((offset, keeps)) = directories.pop() else { return };
        let Some(count) = start.checked_add(offset).and_then(|at| number(bytes, at, 2)) else { continue };
        for index in 0..count {
            let entry = start + offset + 2 + index * 12;
            let (Some(tag), Some(kind), Some(length), Some(value)) = (
                number(bytes, entry, 2),
                number(bytes, entry + 2, 2),
                number(bytes, entry + 4, 4),
                number(bytes, entry + 8, 4),
            ) else {
                break;
            };
            let tag = tag as u16;
            if POINTERS.contains(&tag) {
                directories.push((value, false));
            } else if keeps && is_of_the_picture(tag) {
                continue;
            }
            const SIZES: [usize; 13] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
            let size = SIZES.get(kind).copied().unwrap_or(1).saturating_mul(length);
            if size > 4
                && let Some(end) = start.checked_add(value).and_then(|at| at.checked_add(size))
                && let Some(stored) = bytes.get_mut(start + value..end)
            {
                stored.fill(0);
            }
            // Without values, of no length: readers pass over it.
            bytes[entry + 4..entry + 12].fill(0);
        }
        if let Some(next @ 1..) = number(bytes, start + offset + 2 + count * 12, 4) {
            directories.push((next, keeps));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TIFF structure: a width, a maker, a directory of a place.
    fn tiff(little: bool) -> Vec<u8> {
        let short = |number: u16| if little { number.to_le_bytes() } else { number.to_be_bytes() };
        let long = |number: u32| if little { number.to_le_bytes() } else { number.to_be_bytes() };
        let entry = |tag: u16, kind: u16, length: u32, value: u32| {
            [&short(tag)[..], &short(kind), &long(length), &long(value)].concat()
        };
        let mut out = if little { LITTLE.to_vec() } else { BIG.to_vec() };
        out.extend(long(8));
        out.extend(short(3));
        out.extend(entry(0x0100, 4, 1, 640));
        out.extend(entry(0x010F, 2, 12, 50));
        out.extend(entry(0x8825, 4, 1, 62));
        out.extend(long(0));
        out.extend(b"Maker of it\0");
        out.extend(short(1));
        out.extend(entry(0x001D, 2, 11, 80));
        out.extend(long(0));
        out.extend(b"2009:08:07\0");
        out
    }

    fn holds(bytes: &[u8], text: &str) -> bool {
        memmem::find(bytes, text.as_bytes()).is_some()
    }

    #[test]
    fn a_tiff_keeps_its_pixels_and_loses_its_maker_and_its_place() {
        for little in [true, false] {
            let file = tiff(little);
            assert!(holds(&file, "Maker of it") && holds(&file, "2009:08:07"));
            let out = blank(&file);
            assert_eq!(out.len(), file.len());
            assert!(!holds(&out, "Maker") && !holds(&out, "2009"));
            assert_eq!(out[..22], file[..22], "the width stays");
        }
    }

    #[test]
    fn in_other_files_everything_goes() {
        let file =
            [b"\0\0\0\x18ftypheic....Exif\0\0", &*tiff(false), b"<x:xmpmeta>Town</x:xmpmeta>pixels"].concat();
        let out = blank(&file);
        assert!(
            !holds(&out, "Maker") && !holds(&out, "2009") && !holds(&out, "Town") && holds(&out, "pixels")
        );
        assert_eq!(out.len(), file.len());
    }

    #[test]
    fn comments_of_a_gif_go() {
        let file = b"GIF89a....\x21\xFE\x05Alice\x03Bob\0\x21\xFE\x02\x80\x81\0;";
        let out = blank(file);
        assert_eq!(out, b"GIF89a....\x21\xFE\x05     \x03   \0\x21\xFE\x02\x80\x81\0;");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(0u8.., 0..200), at in 0usize..100) {
            let mut file = tiff(at % 2 == 0);
            let place = at.min(file.len());
            for (index, byte) in bytes.iter().enumerate().take(file.len() - place) {
                if byte % 3 == 0 {
                    file[place + index] = *byte;
                }
            }
            proptest::prop_assert_eq!(blank(&file).len(), file.len());
            proptest::prop_assert_eq!(blank(&bytes).len(), bytes.len());
        }
    }
}
