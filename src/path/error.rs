//! Why a text is not an address of this site.

use std::fmt;

/// Why a text is not an address of this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// The path does not start with `/`.
    NotAbsolute,
    /// A segment is `.` or `..`, or holds a separator once decoded.
    Climbs,
    /// A control character, a NUL or bytes that are not UTF-8.
    Unprintable,
    /// A slug that holds a separator.
    NotOnePart,
    /// A segment is longer than [`MAX_SEGMENT_BYTES`](super::MAX_SEGMENT_BYTES).
    TooLong,
    /// The whole is longer than [`MAX_ADDRESS_BYTES`](super::MAX_ADDRESS_BYTES).
    WholeTooLong,
    /// A full address without a host that can be read.
    NoHost,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathError::NotAbsolute => "an address must start with `/`",
            PathError::Climbs => "an address must not contain a `.` or `..` segment or a backslash",
            PathError::Unprintable => "an address must not contain control characters or invalid UTF-8",
            PathError::NotOnePart => {
                "a slug is a single path segment without `/`; use `url` for a whole path"
            }
            PathError::TooLong => "a path segment is at most 200 bytes long",
            PathError::WholeTooLong => "an address is at most 1,000 bytes long",
            PathError::NoHost => "the host cannot be parsed",
        })
    }
}
