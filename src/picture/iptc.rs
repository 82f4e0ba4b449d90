//! IPTC-IIM (version 4.2) in Photoshop's image resources (Adobe Photoshop File Formats, "Image Resource Blocks").

/// What begins the segment of a JPEG.
pub(super) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

const SIGNATURE: &[u8; 4] = b"8BIM";
/// Signatures that other programs gave to resources of theirs.
const FOREIGN: [&[u8; 4]; 4] = [b"PHUT", b"DCSR", b"AgHg", b"MeSa"];
/// The resource that holds IPTC-IIM.
const IPTC: u16 = 0x0404;
/// The most that is kept, in bytes: a segment of a JPEG has to hold it.
const MAX_KEPT: usize = 60_000;
/// The mark before each dataset.
const MARK: u8 = 0x1C;

/// Datasets that are kept: the coding of texts (1:90) and the version (2:00); headline, by-line and its title, credit,
/// source, copyright and caption. Places, contacts, instructions and identifiers go.
fn is_kept(record: u8, dataset: u8) -> bool {
    matches!((record, dataset), (1, 90) | (2, 0 | 80 | 85 | 105 | 110 | 115 | 116 | 120))
}

/// The resources with one block of IPTC-IIM that holds only what is kept; `None` where nothing of it tells anything.
pub(super) fn minimal(resources: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::new();
    let mut told = false;
    for (_, data) in blocks(resources).into_iter().filter(|(id, _)| *id == IPTC) {
        for (record, dataset, whole) in datasets(data) {
            if is_kept(record, dataset) && kept.len() + whole.len() <= MAX_KEPT {
                kept.extend_from_slice(whole);
                told |= record == 2 && dataset != 0;
            }
        }
    }
    if !told {
        return None;
    }
    let size = u32::try_from(kept.len()).ok()?;
    let mut out = SIGNATURE.to_vec();
    out.extend(IPTC.to_be_bytes());
    // An empty name, padded.
    out.extend([0, 0]);
    out.extend(size.to_be_bytes());
    out.extend_from_slice(&kept);
    if kept.len() % 2 == 1 {
        out.push(0);
    }
    Some(out)
}

/// The resources, each with its number and data.
fn blocks(mut rest: &[u8]) -> Vec<(u16, &[u8])> {
    let mut found = Vec::new();
    while rest.len() >= 12 && FOREIGN.iter().chain([&SIGNATURE]).any(|signature| rest.starts_with(*signature))
    {
        let id = if rest.starts_with(SIGNATURE) { u16::from_be_bytes([rest[4], rest[5]]) } else { 0 };
        // The name is a length and as many bytes, padded to an even number.
        let name = (usize::from(rest[6]) + 2) & !1;
        let Some(size) = rest.get(6 + name..10 + name) else { break };
        let size = u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let start = 10 + name;
        let Some(data) = start.checked_add(size).and_then(|end| rest.get(start..end)) else { break };
        found.push((id, data));
        rest = rest.get(start + size + size % 2..).unwrap_or_default();
    }
    found
}

/// The datasets, each with record, number and all of its bytes. Those longer than 32,767 bytes end the list.
fn datasets(mut rest: &[u8]) -> Vec<(u8, u8, &[u8])> {
    let mut found = Vec::new();
    while let [MARK, record, dataset, high, low, ..] = *rest {
        let size = usize::from(u16::from_be_bytes([high, low]));
        let Some(whole) = rest.get(..5 + size).filter(|_| size < 0x8000) else { break };
        found.push((record, dataset, whole));
        rest = &rest[5 + size..];
    }
    found
}
