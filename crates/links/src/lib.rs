//! One question to a web server: whether an address is there.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::fmt;
use std::io::{ErrorKind, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;

use public::{PublicResolver, is_public_url};

mod public;

/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// How long a file may take to be read.
const READING: Duration = Duration::from_secs(60);

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

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no host of that name.
    NoHost,
    /// The host refuses connections.
    Refused,
    /// The address is one of this machine or its network, and was not asked for.
    NotPublic,
    /// There was no answer in time.
    Late,
    /// Something else, in a few words.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Failure::NoHost => "no such host",
            Failure::Refused => "connection refused",
            Failure::NotPublic => "the address is not public",
            Failure::Late => "no answer in time",
            Failure::Other(text) => text,
        })
    }
}

impl std::error::Error for Failure {}

/// How a client asks.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the client calls itself.
    pub user_agent: String,
    /// How long it waits for an answer.
    pub timeout: Duration,
    /// Whether it also asks this machine and those of its network: for tests.
    pub private: bool,
}

/// A client that asks servers.
pub struct Client {
    client: reqwest::blocking::Client,
    private: bool,
}

impl Client {
    /// A client that follows at most five redirects, and asks nothing but public addresses unless it is told to.
    ///
    /// # Errors
    /// What keeps the system from making one, such as missing certificates.
    pub fn new(options: &Options) -> Result<Client, String> {
        // A provider that is there already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let private = options.private;
        let redirects = Policy::custom(move |attempt| {
            match why_not_follow(attempt.previous().len(), attempt.url(), private) {
                Some(failure) => attempt.error(failure),
                None => attempt.follow(),
            }
        });
        let mut builder = reqwest::blocking::Client::builder()
            .user_agent(&options.user_agent)
            .timeout(options.timeout)
            .redirect(redirects)
            .pool_max_idle_per_host(1);
        if !private {
            builder = builder.dns_resolver(Arc::new(PublicResolver));
        }
        let client = builder.build().map_err(|error| error.to_string())?;
        Ok(Client { client, private })
    }

    /// Asks for `address`; of the file at most `most` bytes are read.
    ///
    /// # Errors
    /// Why there was no answer, or no whole one.
    pub fn ask(&self, method: Method, address: &str, most: u64) -> Result<Answer, Failure> {
        let url = reqwest::Url::parse(address).map_err(|error| Failure::Other(error.to_string()))?;
        if !self.private && !is_public_url(&url) {
            return Err(Failure::NotPublic);
        }
        let request = match method {
            Method::Head => self.client.head(url),
            Method::Get => self.client.get(url),
        };
        let response = request.send().map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|value| value.trim().parse().ok());
        let body = match method {
            Method::Get => read(response.take(most), Instant::now() + READING)?,
            Method::Head => Vec::new(),
        };
        Ok(Answer { status, retry_after, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// Why a redirect to `url` is not followed, the last of `redirects`.
fn why_not_follow(redirects: usize, url: &reqwest::Url, private: bool) -> Option<Failure> {
    if redirects > MOST_REDIRECTS {
        return Some(Failure::Other("too many redirects".to_owned()));
    }
    (!private && !is_public_url(url)).then_some(Failure::NotPublic)
}

/// Reads a file to its end, unless that takes longer than until `deadline`.
fn read(mut file: impl Read, deadline: Instant) -> Result<Vec<u8>, Failure> {
    let (mut body, mut part) = (Vec::new(), [0; 8 << 10]);
    loop {
        match file.read(&mut part) {
            Ok(0) => return Ok(body),
            Ok(length) => body.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::Other(error.to_string())),
        }
        if Instant::now() >= deadline {
            return Err(Failure::Late);
        }
    }
}

/// Why there was no answer.
fn failure(error: &reqwest::Error) -> Failure {
    let mut innermost: &(dyn std::error::Error + 'static) = error;
    loop {
        if let Some(failure) = innermost.downcast_ref::<Failure>() {
            return failure.clone();
        }
        if innermost
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == ErrorKind::ConnectionRefused)
        {
            return Failure::Refused;
        }
        let Some(source) = innermost.source() else { break };
        innermost = source;
    }
    if error.is_timeout() { Failure::Late } else { Failure::Other(innermost.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_to_no_machine_of_this_network() {
        let why = |redirects, url: &str, private| why_not_follow(redirects, &url.parse().unwrap(), private);
        assert_eq!(why(5, "http://a.example/", false), None);
        assert_eq!(why(6, "http://a.example/", false), Some(Failure::Other("too many redirects".to_owned())));
        assert_eq!(why(1, "http://169.254.169.254/latest/", false), Some(Failure::NotPublic));
        assert_eq!(why(1, "http://[::1]/", false), Some(Failure::NotPublic));
        assert_eq!(why(1, "http://127.0.0.1/", true), None);
    }

    #[test]
    fn this_machine_is_not_asked_by_name_or_number() {
        let options =
            |private| Options { user_agent: "test".to_owned(), timeout: Duration::from_secs(2), private };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = Client::new(&options(false)).unwrap();
        for host in ["127.0.0.1", "localhost"] {
            let asked = client.ask(Method::Head, &format!("http://{host}:{port}/"), 0);
            assert_eq!(asked, Err(Failure::NotPublic), "{host}");
        }
        drop(listener);
        let client = Client::new(&options(true)).unwrap();
        assert_eq!(client.ask(Method::Head, &format!("http://127.0.0.1:{port}/"), 0), Err(Failure::Refused));
    }

    /// A file that never ends.
    struct Endless;

    impl Read for Endless {
        fn read(&mut self, part: &mut [u8]) -> std::io::Result<usize> {
            part[0] = b'x';
            Ok(1)
        }
    }

    #[test]
    fn a_file_is_read_no_longer_than_until_the_deadline() {
        assert_eq!(read(Endless, Instant::now()), Err(Failure::Late));
        assert_eq!(read(Endless.take(9_000), Instant::now() + READING).map(|body| body.len()), Ok(9_000));
    }
}
