//! Addresses that are told what has changed, such as the one by which a CDN clears its cache.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use crate::credentials::{Secrets, variable};
use crate::open::prepare_http;
use crate::{ATTEMPTS, Error, ErrorKind};

/// An address to which JSON is posted.
pub struct Hook {
    client: Client,
    url: Url,
    token: Option<String>,
    secrets: Secrets,
}

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

impl Hook {
    /// The hook at `url`, with the token in the environment variable `token`, which is sent as `Authorization: Bearer`.
    ///
    /// # Errors
    /// If it is no address of a web server, if there is no such variable, or if the token would be sent without encryption.
    pub fn new(url: &str, token: Option<&str>) -> Result<Hook, Error> {
        let wrong = |message: String| Error::new(ErrorKind::Address, message);
        prepare_http();
        let url = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
        let named = token.map(|name| {
            variable(&[name]).ok_or_else(|| wrong(format!("the environment variable {name} is not set")))
        });
        let token = named.transpose()?;
        let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match url.scheme() {
            "https" => {}
            "http" if token.is_none() || is_local => {}
            "http" => return Err(wrong("a token is sent by HTTPS only".to_owned())),
            _ => return Err(wrong("expected an address that begins with https://".to_owned())),
        }
        let mut secrets = Secrets::of_environment();
        secrets.add(token.as_deref().unwrap_or_default());
        // Whoever is redirected to another address would send the token there.
        let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).build();
        let client = client.map_err(|error| Error::new(ErrorKind::Other, error.to_string()))?;
        Ok(Hook { client, url, token, secrets })
    }

    /// Posts JSON. What may pass is tried again, after a while that doubles each time.
    ///
    /// # Errors
    /// If the address refuses or cannot be reached.
    pub async fn post(&self, json: Vec<u8>) -> Result<(), Error> {
        let mut attempt = 1;
        loop {
            match self.try_post(json.clone()).await {
                Err((_, true)) if attempt < ATTEMPTS => {
                    tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
                }
                done => return done.map_err(|(error, _)| error),
            }
            attempt += 1;
        }
    }

    /// Posts once. An error comes with whether it may pass.
    async fn try_post(&self, json: Vec<u8>) -> Result<(), (Error, bool)> {
        let mut request =
            self.client.post(self.url.clone()).header("Content-Type", "application/json").body(json);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let failed = |kind, text: &str| Error::new(kind, self.secrets.removed_from(text));
        let answer = match request.send().await {
            Ok(answer) => answer.status(),
            // The address may hold a secret too.
            Err(error) => return Err((failed(ErrorKind::Other, &reason(&error.without_url())), true)),
        };
        if answer.is_success() {
            return Ok(());
        }
        let kind = match answer {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ErrorKind::Denied,
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::Busy,
            _ => ErrorKind::Other,
        };
        let may_pass = answer.is_server_error() || answer == StatusCode::TOO_MANY_REQUESTS;
        Err((failed(kind, &format!("the answer was {answer}")), may_pass))
    }
}

/// An error with what it comes from.
fn reason(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_sent_in_the_open() {
        let refused = |url: &str, token| Hook::new(url, token).err().map(|error| error.to_string());
        // A variable that every process has.
        assert_eq!(
            refused("http://cdn.example/", Some("PATH")).as_deref(),
            Some("a token is sent by HTTPS only")
        );
        assert_eq!(refused("https://cdn.example/", Some("PATH")), None);
        assert_eq!(refused("http://127.0.0.1:1/", Some("PATH")), None);
        assert_eq!(refused("http://cdn.example/", None), None);
        assert_eq!(
            refused("https://cdn.example/", Some("NO_SUCH_TOKEN")).as_deref(),
            Some("the environment variable NO_SUCH_TOKEN is not set")
        );
        assert!(refused("ftp://cdn.example/", None).is_some() && refused("x", None).is_some());
    }
}
