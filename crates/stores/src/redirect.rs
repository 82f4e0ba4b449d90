//! Objects of S3 that redirect: the library has no option for the header that makes one, but for headers of one's own. On its way
//! the one takes the place of the other, and the request is signed again.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html>

use http::header::{AUTHORIZATION, HOST};
use http::{Request, Response};
use opendal::{Buffer, Error, ErrorKind, HttpBody, HttpTransport};
use opendal_http_transport_reqwest::ReqwestTransport;
use reqsign_aws_v4::Credential;
use reqsign_core::Signer;

/// The name under which the library is given the address.
pub(crate) const OWN: &str = "website-redirect-location";

/// The header that the library makes of it.
const WRITTEN: &str = "x-amz-meta-website-redirect-location";

/// The header that S3 reads.
const REDIRECT: &str = "x-amz-website-redirect-location";

/// The usual client, for a bucket.
pub(crate) struct Redirecting {
    pub(crate) client: ReqwestTransport,
    pub(crate) signer: Signer<Credential>,
}

impl HttpTransport for Redirecting {
    async fn fetch(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let (mut parts, body) = request.into_parts();
        if let Some(address) = parts.headers.remove(WRITTEN) {
            parts.headers.insert(REDIRECT, address);
            // Who has no credentials has signed nothing.
            if parts.headers.remove(AUTHORIZATION).is_some() {
                self.signer.sign(&mut parts, None).await.map_err(|error| {
                    Error::new(ErrorKind::Unexpected, "the request could not be signed").set_source(error)
                })?;
                // The client sets it, as the version of HTTP wants it.
                parts.headers.remove(HOST);
            }
        }
        self.client.fetch(Request::from_parts(parts, body)).await
    }
}
