//! One question to a web server: whether an address is there.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::io::Read as _;
use std::time::Duration;

/// How a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// For the head alone.
    Head,
    /// For the file, of which the beginning is read.
    Get,
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, after all redirects.
    pub status: u16,
    /// How many seconds to wait before asking again, where the server says so.
    pub retry_after: Option<u64>,
    /// The beginning of the file, where it was asked for.
    pub body: String,
}

/// A client that asks servers.
pub struct Client {
    client: reqwest::blocking::Client,
}

impl Client {
    /// A client that calls itself `user_agent`, follows at most ten redirects and waits for an answer no longer than `timeout`.
    ///
    /// # Errors
    /// What keeps the system from making one, such as missing certificates.
    pub fn new(user_agent: &str, timeout: Duration) -> Result<Client, String> {
        // A provider that is there already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::blocking::Client::builder()
            .user_agent(user_agent)
            .timeout(timeout)
            .pool_max_idle_per_host(1)
            .build();
        client.map(|client| Client { client }).map_err(|error| error.to_string())
    }

    /// Asks for `address`; of the file at most `most` bytes are read.
    ///
    /// # Errors
    /// Why there was no answer: no such host, no connection, too late.
    pub fn ask(&self, method: Method, address: &str, most: u64) -> Result<Answer, String> {
        let request = match method {
            Method::Head => self.client.head(address),
            Method::Get => self.client.get(address),
        };
        let response = request.send().map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|value| value.trim().parse().ok());
        let mut body = Vec::new();
        if method == Method::Get && most > 0 {
            // What cannot be read does not change the status.
            let _ = response.take(most).read_to_end(&mut body);
        }
        Ok(Answer { status, retry_after, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// Why there was no answer, in a few words.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
