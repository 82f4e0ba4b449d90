//! Compressed copies of files, for servers that send a copy instead of compressing a file for every reader.

use std::io::{self, Write as _};
use std::str::FromStr;

use flate2::{Compression, GzBuilder};

/// The smallest file that is compressed, in bytes: what fits in one packet is sent no faster.
pub const LEAST: u64 = 1_000;

/// The largest, in bytes: each is in memory as a whole while it is compressed.
pub const MOST: u64 = 10_000_000;

/// A form of compression that browsers read (RFC 9110, 8.4.1; RFC 7932; RFC 8878).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// gzip, which all browsers and servers know.
    Gzip,
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 3] = [Encoding::Gzip, Encoding::Brotli, Encoding::Zstd];

    /// The name that browsers and `site.toml` use.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Gzip => "gzip",
            Encoding::Brotli => "br",
            Encoding::Zstd => "zstd",
        }
    }

    /// What the name of a copy ends in.
    pub const fn ending(self) -> &'static str {
        match self {
            Encoding::Gzip => "gz",
            Encoding::Brotli => "br",
            Encoding::Zstd => "zst",
        }
    }

    /// How copies are made, in a word that changes with their bytes.
    pub const fn method(self) -> &'static str {
        match self {
            Encoding::Gzip => "gz9",
            Encoding::Brotli => "br9",
            Encoding::Zstd => "zst19",
        }
    }

    /// The bytes compressed. The same bytes give the same copy: it holds neither name nor time.
    ///
    /// # Errors
    /// What the library says.
    pub fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Encoding::Gzip => {
                let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
                writer.write_all(bytes)?;
                writer.finish()
            }
            Encoding::Brotli => brotli(bytes),
            Encoding::Zstd => zstd::bulk::compress(bytes, 19),
        }
    }
}

/// Brotli at quality 9 with a window no larger than the file needs.
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let window = (usize::BITS - bytes.len().leading_zeros()).clamp(16, 22);
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 9,
        lgwin: i32::try_from(window).unwrap_or(22),
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut copy = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut copy, &parameters)?;
    Ok(copy)
}

impl FromStr for Encoding {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Encoding, &'static str> {
        let found = Encoding::ALL.into_iter().find(|encoding| encoding.name() == name);
        found.ok_or("expected `gzip`, `br` or `zstd`")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn copies_hold_the_same_bytes_and_no_time() {
        let text = "<p>The last ferry left at six.</p>\n".repeat(100);
        for encoding in Encoding::ALL {
            let copy = encoding.compress(text.as_bytes()).unwrap();
            assert!(copy.len() < text.len() / 4, "{encoding:?}: {}", copy.len());
            assert_eq!(copy, encoding.compress(text.as_bytes()).unwrap());
            let mut back = Vec::new();
            match encoding {
                Encoding::Gzip => {
                    assert_eq!(copy[4..8], [0; 4], "no time");
                    flate2::read::GzDecoder::new(&copy[..]).read_to_end(&mut back).map(drop).unwrap();
                }
                Encoding::Brotli => brotli::BrotliDecompress(&mut &copy[..], &mut back).unwrap(),
                Encoding::Zstd => back = zstd::bulk::decompress(&copy, text.len()).unwrap(),
            }
            assert_eq!(back, text.as_bytes());
        }
    }

    #[test]
    fn names_are_those_of_accept_encoding() {
        assert_eq!("br".parse(), Ok(Encoding::Brotli));
        assert_eq!("brotli".parse::<Encoding>(), Err("expected `gzip`, `br` or `zstd`"));
    }
}
