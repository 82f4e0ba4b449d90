//! What can go wrong with a store, in words that hold no secret.

use std::fmt;

use crate::credentials::Secrets;

/// What kind of failure it is, as far as that decides what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The address or an option is invalid.
    Address,
    /// The credentials are missing, wrong or not sufficient.
    Denied,
    /// The bucket or folder does not exist.
    NotFound,
    /// The store asks to slow down, and still does after several attempts.
    Busy,
    /// The store has no such operation.
    Unsupported,
    /// Anything else: the store cannot be reached, is full, or fails.
    Other,
}

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    message: String,
}

impl Error {
    /// A failure in these words.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into() }
    }

    /// Whether a server with SSH ended a connection before it said who it is: it had too many that were as new.
    pub(crate) fn is_turned_away(&self) -> bool {
        self.message.contains("kex_exchange_identification")
    }

    pub(crate) fn of(error: &opendal::Error, secrets: &Secrets) -> Error {
        use opendal::ErrorKind as Kind;
        let kind = match error.kind() {
            Kind::ConfigInvalid => ErrorKind::Address,
            Kind::PermissionDenied => ErrorKind::Denied,
            Kind::NotFound => ErrorKind::NotFound,
            Kind::RateLimited => ErrorKind::Busy,
            Kind::Unsupported => ErrorKind::Unsupported,
            _ => ErrorKind::Other,
        };
        let mut message = error.message().to_owned();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            let text = inner.to_string();
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            source = inner.source();
        }
        // What the library calls unexpected, but is not.
        let kind = match kind {
            ErrorKind::Other if message.contains("NoSuchBucket") || message.contains("ContainerNotFound") => {
                ErrorKind::NotFound
            }
            ErrorKind::Other if message.contains("signing http request") => ErrorKind::Denied,
            kind => kind,
        };
        // Services answer in XML or HTML of many lines: the first ones say what matters.
        let text = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = secrets.removed_from(&text).chars().take(MOST).collect();
        Error { kind, message: text }
    }
}

/// How many characters of a store's own words are kept.
const MOST: usize = 400;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_server_is_told_from_one_that_refuses() {
        let turned_away = |text: &str| Error::new(ErrorKind::Other, text).is_turned_away();
        // The words of ssh 9.2.
        assert!(turned_away("ssh error: kex_exchange_identification: Connection closed by remote host"));
        assert!(!turned_away("ssh error: ana@host: Permission denied (publickey)."));
        assert!(!turned_away("ssh error: connect to host 127.0.0.1 port 1: Connection refused"));
    }
}
