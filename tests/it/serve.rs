//! `generate serve` end to end: a running server, asked over HTTP.

mod bytes;
mod client;
mod consistency;
mod edits;
mod hostile;
mod http;
#[cfg(unix)]
mod media;
mod pictures;
mod preview;
#[cfg(unix)]
mod run;
mod search;
