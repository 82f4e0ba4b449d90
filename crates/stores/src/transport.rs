//! HTTP with patience: a request may take as long as bytes move, and a host that asks to wait is given the time.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::unfold;
use http::{Request, Response, StatusCode, header};
use opendal::{Buffer, Error, ErrorKind, HttpBody, HttpTransport, HttpTransporter, Result};
use tokio::time::{sleep, timeout};

/// The slowest line that is waited for, in bytes a second and request: eight of the largest pieces at once fill a line of a
/// megabit.
const SLOWEST: u64 = 16 << 10;

/// How often one request is sent again because the host asked to wait.
const ASKED: u32 = 8;

/// The longest time that a host is given when it asks to wait.
const LONGEST: Duration = Duration::from_secs(300);

/// The client of a service, with limits on silence and not on how long a file takes.
#[derive(Clone, Debug)]
pub(crate) struct Patient {
    client: HttpTransporter,
    silence: Duration,
}

impl Patient {
    /// A client that gives a request up when the host is silent for so long.
    pub(crate) fn new(client: HttpTransporter, silence: Duration) -> Patient {
        Patient { client, silence }
    }

    /// The answer, the body of which gives up in the same way.
    async fn answer(&self, request: Request<Buffer>) -> Result<Response<HttpBody>> {
        let limit = self.silence + Duration::from_secs(request.body().len() as u64 / SLOWEST);
        match timeout(limit, self.client.fetch(request)).await {
            Ok(response) => Ok(response?.map(|body| self.limited(body))),
            Err(_) => Err(silent(limit)),
        }
    }

    fn limited(&self, body: HttpBody) -> HttpBody {
        let silence = self.silence;
        body.map_inner(|stream| {
            let pieces = unfold(stream, move |mut stream| async move {
                match timeout(silence, stream.next()).await {
                    Ok(piece) => Some((piece?, stream)),
                    Err(_) => Some((Err(silent(silence)), stream)),
                }
            });
            Box::new(Box::pin(pieces))
        })
    }
}

impl HttpTransport for Patient {
    async fn fetch(&self, request: Request<Buffer>) -> Result<Response<HttpBody>> {
        let mut asked = 0;
        loop {
            let response = self.answer(request.clone()).await?;
            match time_asked_for(&response) {
                Some(time) if asked < ASKED => sleep(time.min(LONGEST)).await,
                _ => return Ok(response),
            }
            asked += 1;
        }
    }
}

fn silent(limit: Duration) -> Error {
    let message = format!("no answer within {} s", limit.as_secs());
    Error::new(ErrorKind::Unexpected, message).set_temporary()
}

/// How long a host asks to wait: `Retry-After` in seconds (RFC 9110, section 10.2.3). Its other form, a date, depends on the
/// clocks of both: then the usual attempts follow.
fn time_asked_for(response: &Response<HttpBody>) -> Option<Duration> {
    let asks = matches!(response.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let value = response.headers().get(header::RETRY_AFTER).filter(|_| asks)?;
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
