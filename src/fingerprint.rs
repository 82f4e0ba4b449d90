//! 128-bit fingerprints of bytes and values: equal input, equal fingerprint, on every machine.
//!
//! XXH3 (<https://xxhash.com>) is not cryptographic. It names what was read, never what is trusted; checksums that
//! others see are SHA-256 and live in the manifest.

use std::hash::Hasher;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The fingerprint of a sequence of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of `bytes`.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(xxh3_128(bytes))
    }

    /// The first 8 bytes as 16 hexadecimal digits, for names such as `style.1f2e3d4c5b6a7988.css`.
    pub fn short(self) -> String {
        format!("{:016x}", (self.0 >> 64) as u64)
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

    /// The fingerprint of all parts so far.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(self.state.digest128())
    }
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
