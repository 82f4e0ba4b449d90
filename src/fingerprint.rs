//! 128-bit fingerprints of bytes and values: equal input, equal fingerprint, on every machine.
//!
//! XXH3 (<https://xxhash.com>) is not cryptographic. It names what was read, never what is trusted; checksums that
//! others see live in the manifest (`write/sum.rs`).

use std::hash::{Hash, Hasher};
use std::io;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The fingerprint of a sequence of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    high: u64,
    low: u64,
}

impl Fingerprint {
    /// The fingerprint of `bytes`.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint::from(xxh3_128(bytes))
    }

    /// Its 16 bytes, the same on every machine.
    pub fn to_bytes(self) -> [u8; 16] {
        let number = u128::from(self.high) << 64 | u128::from(self.low);
        number.to_le_bytes()
    }

    /// The first 8 bytes as 16 hexadecimal digits, for names such as `style.1f2e3d4c5b6a7988.css`.
    pub fn short(self) -> String {
        format!("{:016x}", self.high)
    }
}

// Two halves need no more than the alignment of either.
impl From<u128> for Fingerprint {
    fn from(number: u128) -> Fingerprint {
        Fingerprint { high: (number >> 64) as u64, low: number as u64 }
    }
}

/// Feeds many parts into one fingerprint, each with its length, so that `ab`+`c` differs from `a`+`bc`.
#[derive(Clone, Default)]
pub struct FingerprintBuilder {
    state: Xxh3,
}

impl FingerprintBuilder {
    /// A builder that has seen nothing.
    pub fn new() -> FingerprintBuilder {
        FingerprintBuilder::default()
    }

    /// Adds one part.
    pub fn part(&mut self, bytes: &[u8]) -> &mut FingerprintBuilder {
        self.state.update(&(bytes.len() as u64).to_le_bytes());
        self.state.update(bytes);
        self
    }

    /// Adds a value by its serialized form.
    pub fn add(&mut self, value: &impl Serialize) -> &mut FingerprintBuilder {
        // What is serialized here are texts, numbers, lists and maps of them with texts for keys, which always have a JSON.
        let written = serde_json::to_writer(Feed(self), value);
        debug_assert!(written.is_ok(), "a view has a JSON");
        self.state.update(&[0]);
        self
    }

    /// The fingerprint of all parts so far, in 64 bits.
    pub fn digest(&self) -> u64 {
        self.state.digest()
    }

    /// The fingerprint of all parts so far.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint::from(self.state.digest128())
    }
}

/// Takes what is written to it into a fingerprint.
struct Feed<'b>(&'b mut FingerprintBuilder);

impl io::Write for Feed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.state.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The hash of a value in 64 bits, for comparing what something is made of with what it was made of.
///
/// It is the same for equal values in every run of one build of the program, and need not be for another build.
pub fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut builder = FingerprintBuilder::new();
    value.hash(&mut builder);
    builder.digest()
}

/// Lets derived `Hash` implementations feed a fingerprint.
impl Hasher for FingerprintBuilder {
    fn finish(&self) -> u64 {
        self.state.digest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_delimited() {
        let mut one = FingerprintBuilder::new();
        one.part(b"ab").part(b"c");
        let mut two = FingerprintBuilder::new();
        two.part(b"a").part(b"bc");
        assert_ne!(FingerprintBuilder::finish(&one), FingerprintBuilder::finish(&two));
    }

    #[test]
    fn short_names_are_stable() {
        assert_eq!(Fingerprint::of(b"generate").short(), Fingerprint::of(b"generate").short());
        assert_eq!(Fingerprint::of(b"").short(), "99aa06d3014798d8");
    }
}
