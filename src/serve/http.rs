//! Connections and requests: which requests are accepted, and how they are answered.

use std::convert::Infallible;
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{ALLOW, HOST, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::address::{self, Resolved};
use super::page::ServedPage;
use super::respond::{self, Body, Reply};
use super::rules::Rule;
use super::signal::Signal;
use super::site::{Generation, Made, Outcome};
use super::{Problem, Shared, preview, search};
use crate::path::OutPath;

/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(20);

/// How often browsers that wait are sent a sign of life, so that those that have gone are noticed.
const BEAT: Duration = Duration::from_secs(15);

/// How often a page is rendered anew because its source was changed meanwhile, before it is sent as it is.
const TRIES: usize = 30;

/// How long each of those waits for the site to be read again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes connections until it is told to stop.
pub(super) async fn accept(shared: Arc<Shared>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let mut beat = tokio::time::interval(BEAT);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(connection(Arc::clone(&shared), stream, stop.clone()));
                }
                // Too many open files, or a client that has gone: neither ends the server.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            _ = beat.tick() => shared.browsers.beat(),
            _ = stop.changed() => return,
        }
    }
}

/// Answers the requests of one connection.
async fn connection(shared: Arc<Shared>, stream: TcpStream, mut stop: watch::Receiver<bool>) {
    // Without it small answers are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(answer(&shared, &request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // A client that breaks off or speaks no HTTP concerns nobody else.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Answers one request.
async fn answer(shared: &Arc<Shared>, request: &Request<Incoming>) -> Response<Body> {
    let refuse = |status, text: &str| respond::text(request, status, text);
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are supported\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let uri = request.uri();
    if uri.path_and_query().is_some_and(|path| path.as_str().len() > address::MAX_BYTES) {
        return refuse(StatusCode::URI_TOO_LONG, "URL too long\n");
    }
    if request.headers().get_all(HOST).iter().nth(1).is_some() {
        return refuse(StatusCode::BAD_REQUEST, "more than one Host header\n");
    }
    match host(uri, request.headers()) {
        None if request.version() == Version::HTTP_11 => {
            return refuse(StatusCode::BAD_REQUEST, "missing Host header\n");
        }
        // A page elsewhere may have pointed a name of its own at this machine.
        Some(host) if shared.loopback && !is_local(host, &shared.options.host) => {
            return refuse(
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers only requests for a local host name\n",
            );
        }
        _ => {}
    }
    let (path, query) = (uri.path().to_owned(), uri.query().map(ToOwned::to_owned));
    if let Some(name) = path.strip_prefix("/_preview") {
        return preview::answer(shared, request, name, query.as_deref()).await;
    }
    match reply(shared, path, query).await {
        Some(reply) => respond::reply(request, reply).await,
        None => refuse(StatusCode::INTERNAL_SERVER_ERROR, "internal error while rendering this page\n"),
    }
}

/// The host a request names, without port.
fn host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let authority = match uri.authority() {
        Some(authority) => authority.as_str(),
        None => headers.get(HOST)?.to_str().unwrap_or("?"),
    };
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    match authority.strip_prefix('[') {
        Some(rest) => Some(rest.split(']').next().unwrap_or(rest)),
        None => Some(authority.rsplit_once(':').map_or(authority, |(host, _)| host)),
    }
}

/// Whether a host is this machine by its name alone, or the one that was asked for.
fn is_local(host: &str, told: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host.eq_ignore_ascii_case(told)
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// What answers an address of the site. A page whose source is newer than the site is rendered again from the next one.
///
/// `None` where rendering broke down.
async fn reply(shared: &Arc<Shared>, path: String, query: Option<String>) -> Option<Reply> {
    for left in (0..TRIES).rev() {
        let mut attempts = shared.attempts.subscribe();
        let current = shared.current();
        let Some(generation) = current.generation else {
            return Some(Reply::page(
                preview::error_page(&current.problems),
                StatusCode::SERVICE_UNAVAILABLE,
            ));
        };
        let asked = (Arc::clone(shared), path.clone(), query.clone());
        let work = move || make(&asked.0, &generation, &asked.1, asked.2.as_deref());
        let (reply, is_current) = tokio::task::spawn_blocking(work).await.ok()?;
        // While the site on disk has errors there is no next one to wait for.
        if is_current || left == 0 || !current.problems.is_empty() {
            return Some(reply);
        }
        shared.signal(Signal::Stale);
        // Whether it was read or time ran out: the next try tells.
        let _ = tokio::time::timeout(PATIENCE, attempts.changed()).await;
    }
    None
}

/// Makes what answers an address, and tells whether all of it is of one generation.
fn make(shared: &Arc<Shared>, generation: &Generation, path: &str, query: Option<&str>) -> (Reply, bool) {
    if let Some(reply) = search::answer(shared, generation, path) {
        return (reply, true);
    }
    match address::find(generation, path, query) {
        Resolved::File(file) => file_reply(shared, generation, path, &file, StatusCode::OK),
        Resolved::Missing(Some(file)) => file_reply(shared, generation, path, &file, StatusCode::NOT_FOUND),
        Resolved::Missing(None) => (Reply::text(StatusCode::NOT_FOUND, "page not found\n"), true),
        Resolved::Refused => (Reply::text(StatusCode::BAD_REQUEST, "invalid URL\n"), true),
        Resolved::Moved(Rule { to, status }, page) => {
            let made = page.map(|page| generation.make(&page).outcome);
            let page = made.and_then(|outcome| match outcome {
                // Nobody sees this page: the bytes are those of a build.
                Outcome::Page(page) => Some(page),
                _ => None,
            });
            (
                Reply::Moved { to, status: StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND), page },
                true,
            )
        }
    }
}

fn file_reply(
    shared: &Shared,
    generation: &Generation,
    path: &str,
    file: &OutPath,
    status: StatusCode,
) -> (Reply, bool) {
    let made = generation.make(file);
    shared.emit_page(path, &made);
    let Made { outcome, current, .. } = made;
    let reply = match outcome {
        Outcome::Page(page) => Reply::Page { page, status },
        Outcome::File(path, content_type) => Reply::File { path, content_type },
        Outcome::Missing => Reply::text(
            StatusCode::NOT_FOUND,
            "this file is not published; see the terminal for the reason\n",
        ),
        Outcome::Failed(problems) => failed(problems),
    };
    (reply, current)
}

/// A page in place of one that cannot be rendered.
fn failed(problems: Vec<Problem>) -> Reply {
    let page = ServedPage { problems: problems.clone(), ..preview::error_page(&problems) };
    Reply::page(page, StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::{host, is_local};
    use hyper::header::{HOST, HeaderMap};

    #[test]
    fn only_names_of_this_machine_are_local() {
        let asked = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, text.parse().unwrap());
            is_local(host(&"/".parse().unwrap(), &headers).unwrap(), "127.0.0.1")
        };
        for local in
            ["localhost:4000", "LOCALHOST", "127.0.0.1:4000", "127.1.2.3", "[::1]:4000", "a.localhost:1"]
        {
            assert!(asked(local), "{local}");
        }
        for foreign in [
            "example.org",
            "localhost.example.org",
            "10.0.0.1:4000",
            "127.0.0.1.example.org",
            "[fe80::1]",
            "",
        ] {
            assert!(!asked(foreign), "{foreign}");
        }
    }
}
