//! Files that are read in pieces, because they may not fit into the memory.

use std::io::{self, Read};

/// Takes the bytes of a file, piece by piece.
pub trait Pieces: Send {
    /// The first piece follows: whatever came before does not count, because the file is read again from its beginning.
    fn begin(&mut self);

    /// Takes the next piece.
    fn piece(&mut self, bytes: &[u8]);
}

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// Hands everything that `reader` has to `pieces`.
pub(crate) fn copy(mut reader: impl Read, pieces: &mut dyn Pieces) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => pieces.piece(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
