//! The content of a file, compressed: gzip (RFC 1952) around deflate (RFC 1951).
//!
//! Deflate's codes fit what they were made for, so each plane of a file gets codes of its own. Numbers have no repetitions worth
//! looking for, and are shorter where none are. Together this is 5 % of a block.

use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, TDEFLStatus, compress,
    create_comp_flags_from_zip_params,
};

/// What a part of a file is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    /// With repetitions.
    Text,
    /// Without.
    Numbers,
}

/// The content of a file in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    bytes: Vec<u8>,
    /// Where parts end, and what they are like; what follows the last is text.
    parts: Vec<(usize, Packing)>,
}

/// Bytes before the compressed ones: deflate, no name, no time, of no system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// How hard the encoder looks for repetitions. The hardest takes three times as long and makes an index a hundredth smaller.
const LEVEL: i32 = 6;

/// Parts that are smaller have the codes of what is before them: codes take room themselves.
const LEAST: usize = 256;

impl Content {
    /// Content that begins with `bytes`.
    pub(crate) fn new(bytes: Vec<u8>) -> Content {
        Content { bytes, parts: Vec::new() }
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, to add to.
    pub(crate) fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Ends a part, which is text.
    pub(crate) fn end_text(&mut self) {
        self.end(Packing::Text);
    }

    /// Ends a part, which is numbers.
    pub(crate) fn end_numbers(&mut self) {
        self.end(Packing::Numbers);
    }

    fn end(&mut self, packing: Packing) {
        let start = self.parts.last().map_or(0, |(end, _)| *end);
        if self.bytes.len() - start >= LEAST {
            self.parts.push((self.bytes.len(), packing));
        }
    }

    /// The file.
    pub(crate) fn pack(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() / 2 + 64);
        out.extend_from_slice(&HEAD);
        let mut start = 0;
        for (end, packing) in &self.parts {
            deflate(&mut out, &self.bytes[start..*end], *packing, TDEFLFlush::Sync);
            start = *end;
        }
        deflate(&mut out, &self.bytes[start..], Packing::Text, TDEFLFlush::Finish);
        out.extend_from_slice(&crc32fast::hash(&self.bytes).to_le_bytes());
        out.extend_from_slice(&(self.bytes.len() as u32).to_le_bytes());
        out
    }
}

/// Adds a part; with `Finish` it is the last one.
fn deflate(out: &mut Vec<u8>, mut rest: &[u8], packing: Packing, flush: TDEFLFlush) {
    let strategy = match packing {
        Packing::Text => CompressionStrategy::Default,
        Packing::Numbers => CompressionStrategy::HuffmanOnly,
    };
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(LEVEL, -15, strategy as i32));
    loop {
        let start = out.len();
        // More than deflate makes of most parts of this size; otherwise there is another turn.
        let room = rest.len() + 1_024;
        out.resize(start + room, 0);
        let (status, read, written) = compress(&mut compressor, rest, &mut out[start..], flush);
        out.truncate(start + written);
        rest = &rest[read..];
        if status != TDEFLStatus::Okay || written < room {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use proptest::prelude::*;
    use std::io::Read as _;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(parts in prop::collection::vec((any::<bool>(), any::<u8>(), 0_usize..5_000), 0..6)) {
            let mut content = Content::new(b"start".to_vec());
            let mut state = 1_u32;
            for (is_text, seed, length) in parts {
                for at in 0..length {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223 + u32::from(seed));
                    let byte = if is_text { (at % 7) as u8 + seed / 2 } else { (state >> 24) as u8 };
                    content.bytes_mut().push(byte);
                }
                if is_text { content.end_text() } else { content.end_numbers() }
            }
            let packed = content.pack();
            let mut unpacked = Vec::new();
            let mut decoder = GzDecoder::new(&packed[..]);
            decoder.read_to_end(&mut unpacked).unwrap();
            prop_assert!(unpacked == content.bytes());
            prop_assert!(decoder.into_inner().is_empty());
        }
    }
}
