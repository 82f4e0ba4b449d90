//! The checksum that the manifest holds of every file: BLAKE3 (<https://github.com/BLAKE3-team/BLAKE3-specs>), 32 bytes.

use std::io;

/// The name of the checksum in the manifest.
pub const NAME: &str = "blake3";

/// The checksum of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum([u8; 32]);

impl Sum {
    /// The checksum of `bytes`.
    pub fn of(bytes: &[u8]) -> Sum {
        Sum(blake3::hash(bytes).into())
    }

    /// The checksum of all that `reader` gives.
    ///
    /// # Errors
    /// What it says.
    pub fn of_reader(reader: impl io::Read) -> io::Result<Sum> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(reader)?;
        Ok(Sum(hasher.finalize().into()))
    }

    /// The checksum that 64 hexadecimal digits stand for.
    pub fn from_hex(hex: &str) -> Option<Sum> {
        blake3::Hash::from_hex(hex).ok().map(|hash| Sum(hash.into()))
    }

    /// The checksum as 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> impl AsRef<str> {
        blake3::Hash::from(self.0).to_hex()
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Sum {
    fn from(bytes: [u8; 32]) -> Sum {
        Sum(bytes)
    }
}

/// A checksum in the making, of bytes that come in pieces.
#[derive(Default)]
pub struct Summing(blake3::Hasher);

impl Summing {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The checksum of all bytes so far.
    pub fn finish(&self) -> Sum {
        Sum(self.0.finalize().into())
    }
}

impl io::Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The checksum of `abc`, as b3sum prints it.
    const ABC: &str = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";

    #[test]
    fn sums_are_those_of_other_programs() {
        assert_eq!(Sum::of(b"abc").to_hex().as_ref(), ABC);
        let mut pieces = Summing::default();
        pieces.update(b"a");
        pieces.update(b"bc");
        assert_eq!(pieces.finish(), Sum::of(b"abc"));
        assert_eq!(Sum::from_hex(ABC), Some(Sum::of(b"abc")));
    }

    #[test]
    fn only_sums_are_read_as_sums() {
        for text in ["", "00", &ABC[1..], &"g".repeat(64), &"ж".repeat(32), &format!("{ABC}0")] {
            assert_eq!(Sum::from_hex(text), None, "{text}");
        }
    }
}
