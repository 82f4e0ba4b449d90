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
    /// The store has no room left, or takes no more from this account.
    Full,
    /// The clocks of this machine and of the store differ by so much that nothing signed here is accepted.
    Clock,
    /// The store was silent for too long.
    Silent,
    /// Anything else: the store cannot be reached, or fails.
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
        let mut message = with_sources(words(error.message()), error);
        let status = status(error);
        if message.trim().is_empty() {
            message = status.map_or_else(
                || format!("the host failed without a reason ({})", error.kind()),
                |status| format!("the host answered with the status {status} and gave no reason"),
            );
        }
        Error::told(kind(error.kind(), status, &message), &message, secrets)
    }

    /// What a store has told, without secrets.
    pub(crate) fn told(kind: ErrorKind, message: &str, secrets: &Secrets) -> Error {
        // Services answer in XML or HTML of many lines: the first ones say what matters.
        let text = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = secrets.removed_from(&text).chars().take(MOST).collect();
        Error { kind, message: text }
    }
}

/// A message with those of the errors that `error` comes from, each once.
pub(crate) fn with_sources(mut message: String, error: &dyn std::error::Error) -> String {
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        if !message.contains(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        source = inner.source();
    }
    message
}

/// What a kind of failure is known by in the words of services.
const KNOWN: &[(&str, ErrorKind)] = &[
    ("NoSuchBucket", ErrorKind::NotFound),
    ("ContainerNotFound", ErrorKind::NotFound),
    ("RequestTimeTooSkewed", ErrorKind::Clock),
    ("Request date header too old", ErrorKind::Clock),
    ("Invalid JWT: Token must be a short-lived token", ErrorKind::Clock),
    ("QuotaExceeded", ErrorKind::Full),
    ("XMinioStorageFull", ErrorKind::Full),
    ("No space left on device", ErrorKind::Full),
    ("Disk quota exceeded", ErrorKind::Full),
    ("no answer within", ErrorKind::Silent),
    ("operation timeout reached", ErrorKind::Silent),
    ("signing http request", ErrorKind::Denied),
    ("Permission denied (", ErrorKind::Denied),
];

/// The kind of a failure, where the words of the service tell it.
pub(crate) fn known(message: &str) -> Option<ErrorKind> {
    KNOWN.iter().find(|(words, _)| message.contains(words)).map(|(_, kind)| *kind)
}

/// The kind of a failure: by what the service says of it, then by the status, then by what the library takes it for.
fn kind(taken_for: opendal::ErrorKind, status: Option<u16>, message: &str) -> ErrorKind {
    use opendal::ErrorKind as Kind;
    if let Some(kind) = known(message) {
        return kind;
    }
    match (status, taken_for) {
        (Some(401 | 403), _) | (_, Kind::PermissionDenied) => ErrorKind::Denied,
        (Some(429), _) | (_, Kind::RateLimited) => ErrorKind::Busy,
        (Some(507), _) => ErrorKind::Full,
        (_, Kind::ConfigInvalid) => ErrorKind::Address,
        (_, Kind::NotFound) => ErrorKind::NotFound,
        (_, Kind::Unsupported) => ErrorKind::Unsupported,
        _ => ErrorKind::Other,
    }
}

/// The status of the answer that an error speaks of. The library tells it only in the text of the whole error.
fn status(error: &opendal::Error) -> Option<u16> {
    let text = error.to_string();
    let (_, rest) = text.split_once("Parts { status: ")?;
    rest.get(..3)?.parse().ok()
}

/// The words of a service in what the library makes of its answer: `S3Error { code: "…", message: "…", … }`.
fn words(message: &str) -> String {
    let value = |name: &str| {
        let (_, rest) = message.split_once(&format!("{name}: \""))?;
        rest.split_once('"').map(|(value, _)| value).filter(|value| !value.is_empty())
    };
    match (message.contains("Error { code: "), value("code"), value("message")) {
        (true, Some(code), Some(words)) => format!("{code}: {words}"),
        (true, Some(code), None) => code.to_owned(),
        _ => message.to_owned(),
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

    fn read(kind: opendal::ErrorKind, message: &str, status: &str) -> (ErrorKind, String) {
        let error = opendal::Error::new(kind, message);
        let error =
            error.with_context("response", format!("Parts {{ status: {status}, version: HTTP/1.1 }}"));
        let read = Error::of(&error, &Secrets::default());
        (read.kind, read.to_string())
    }

    #[test]
    fn the_words_of_a_service_are_told() {
        use opendal::ErrorKind::{ConfigInvalid, PermissionDenied, Unexpected};
        let s3 = |code: &str, message: &str| {
            format!("S3Error {{ code: {code:?}, message: {message:?}, resource: \"/b\", request_id: \"1\" }}")
        };
        let skewed = s3("RequestTimeTooSkewed", "The difference is too large");
        let expected = (ErrorKind::Clock, "RequestTimeTooSkewed: The difference is too large".to_owned());
        assert_eq!(read(PermissionDenied, &skewed, "403"), expected);
        let absent = s3("NoSuchBucket", "");
        assert_eq!(read(ConfigInvalid, &absent, "404"), (ErrorKind::NotFound, "NoSuchBucket".to_owned()));
        let silent = "the host answered with the status 501 and gave no reason";
        assert_eq!(read(Unexpected, "", "501"), (ErrorKind::Other, silent.to_owned()));
        assert_eq!(read(Unexpected, "", "507").0, ErrorKind::Full);
        assert_eq!(read(Unexpected, "who?", "401"), (ErrorKind::Denied, "who?".to_owned()));
        assert_eq!(read(Unexpected, "slow down", "429").0, ErrorKind::Busy);
        assert_eq!(read(PermissionDenied, &s3("QuotaExceeded", "full"), "403").0, ErrorKind::Full);
    }
}
