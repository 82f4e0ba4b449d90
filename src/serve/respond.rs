//! HTTP responses: conditional requests, ranges, compression (RFC 9110).

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE,
    LOCATION, RANGE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::page::ServedPage;
use super::pieces::{Pieces, Sender};
use crate::facts::ContentType;

/// The bytes of an answer, whole or in pieces.
pub(super) type Body = BoxBody<Bytes, io::Error>;

/// Files below this size are not compressed, in bytes: one packet holds them anyway.
const MIN_COMPRESSED: usize = 1_000;

/// How much of a file is read at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// What is to be sent.
pub(super) enum Reply {
    /// Bytes in memory.
    Page {
        /// The bytes with what is known of them.
        page: Arc<ServedPage>,
        /// 200, or that of an error.
        status: StatusCode,
    },
    /// A file on disk.
    File {
        /// Where it is.
        path: PathBuf,
        /// Its content type.
        content_type: ContentType,
    },
    /// Another address.
    Moved {
        /// Which one.
        to: String,
        /// 301 and the like.
        status: StatusCode,
        /// The page that a build writes there.
        page: Option<Arc<ServedPage>>,
    },
}

impl Reply {
    /// A page made for the occasion.
    pub(super) fn page(page: ServedPage, status: StatusCode) -> Reply {
        Reply::Page { page: Arc::new(page), status }
    }

    /// One line.
    pub(super) fn text(status: StatusCode, text: &str) -> Reply {
        Reply::page(ServedPage::file(text.into(), ContentType::TEXT), status)
    }
}

/// One line as an answer.
pub(super) fn text<B>(request: &Request<B>, status: StatusCode, text: &str) -> Response<Body> {
    let Reply::Page { page, status } = Reply::text(status, text) else { return Response::new(empty()) };
    in_memory(request, &page, status, None)
}

/// Sends a reply.
pub(super) async fn reply<B>(request: &Request<B>, reply: Reply) -> Response<Body> {
    match reply {
        Reply::Page { page, status } => {
            let packed = if wants_gzip(request, &page) { gzip(&page).await } else { None };
            in_memory(request, &page, status, packed)
        }
        Reply::File { path, content_type } => on_disk(request, path, &content_type).await,
        Reply::Moved { to, status, page } => {
            let mut response = match page {
                Some(page) => in_memory(request, &page, status, None),
                None => text(request, status, &format!("{to}\n")),
            };
            match HeaderValue::from_str(&to) {
                Ok(to) => response.headers_mut().insert(LOCATION, to),
                Err(_) => {
                    return text(
                        request,
                        StatusCode::NOT_FOUND,
                        "the redirect for this URL has an invalid target\n",
                    );
                }
            };
            response
        }
    }
}

/// An answer of which each browser gets more, as long as it listens.
pub(super) fn stream(pieces: Pieces, content_type: &ContentType) -> Response<Body> {
    let mut response = Response::new(pieces.boxed());
    common(response.headers_mut(), content_type);
    response
}

/// Headers of every answer. Nothing is kept by browsers without asking: what is edited is seen.
fn common(headers: &mut HeaderMap, content_type: &ContentType) {
    let value = HeaderValue::from_str(content_type.as_str());
    headers.insert(CONTENT_TYPE, value.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// Sends bytes in memory; `packed` are the same compressed.
fn in_memory<B>(
    request: &Request<B>,
    page: &ServedPage,
    status: StatusCode,
    packed: Option<Bytes>,
) -> Response<Body> {
    let tag = format!("\"{}{}\"", page.tag.short(), if packed.is_some() { "-gzip" } else { "" });
    let mut response = Response::new(empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    common(headers, &page.content_type);
    if let Some(policy) = &page.policy {
        set(headers, CONTENT_SECURITY_POLICY, policy.clone());
    }
    if page.content_type.is_text() {
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    let mut bytes = page.bytes.clone();
    if status == StatusCode::OK {
        set(headers, ETAG, tag.clone());
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if matches_tag(request, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        match range(request, &tag, bytes.len() as u64) {
            Some(Ok((first, last))) => {
                let all = bytes.len();
                bytes = bytes.slice(first as usize..=last as usize);
                set(headers, CONTENT_RANGE, format!("bytes {first}-{last}/{all}"));
                set(headers, ETAG, format!("\"{}\"", page.tag.short()));
                set(headers, CONTENT_LENGTH, bytes.len().to_string());
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                return with_body(request, response, bytes);
            }
            Some(Err(())) => return unsatisfiable(response, bytes.len() as u64),
            None => {}
        }
    }
    if let Some(packed) = packed {
        bytes = packed;
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    set(headers, CONTENT_LENGTH, bytes.len().to_string());
    with_body(request, response, bytes)
}

/// Sends a file on disk, or a part of it.
async fn on_disk<B>(request: &Request<B>, path: PathBuf, content_type: &ContentType) -> Response<Body> {
    let gone = || text(request, StatusCode::NOT_FOUND, "this file no longer exists\n");
    let Ok(mut file) = tokio::fs::File::open(&path).await else { return gone() };
    let Ok(metadata) = file.metadata().await else { return gone() };
    let size = metadata.len();
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let tag = format!("\"{size:x}-{:x}\"", modified.map_or(0, |since| since.as_nanos()));
    let mut response = Response::new(empty());
    let headers = response.headers_mut();
    common(headers, content_type);
    set(headers, ETAG, tag.clone());
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if matches_tag(request, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    let (first, length) = match range(request, &tag, size) {
        Some(Ok((first, last))) => {
            set(headers, CONTENT_RANGE, format!("bytes {first}-{last}/{size}"));
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            (first, last - first + 1)
        }
        Some(Err(())) => return unsatisfiable(response, size),
        None => (0, size),
    };
    set(response.headers_mut(), CONTENT_LENGTH, length.to_string());
    if request.method() == Method::HEAD {
        return response;
    }
    if file.seek(io::SeekFrom::Start(first)).await.is_err() {
        return gone();
    }
    let (sender, pieces) = Pieces::new(4);
    tokio::spawn(copy(file, length, sender));
    response.map(|_| pieces.boxed())
}

/// Reads `length` bytes of a file as fast as the client takes them.
async fn copy(file: tokio::fs::File, length: u64, sender: Sender) {
    let mut file = file.take(length);
    let mut left = length;
    while left > 0 {
        let mut chunk = bytes::BytesMut::with_capacity(CHUNK);
        let piece = match file.read_buf(&mut chunk).await {
            Ok(read) if read > 0 => {
                left -= read as u64;
                Ok(chunk.freeze())
            }
            // The file became shorter: the client must not take what it has for all.
            Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => Err(error),
        };
        let is_broken = piece.is_err();
        // Otherwise the client has gone.
        if sender.send(piece).await.is_err() || is_broken {
            return;
        }
    }
}

fn unsatisfiable(mut response: Response<Body>, size: u64) -> Response<Body> {
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    set(response.headers_mut(), CONTENT_RANGE, format!("bytes */{size}"));
    response
}

fn with_body<B>(request: &Request<B>, response: Response<Body>, bytes: Bytes) -> Response<Body> {
    if request.method() == Method::HEAD {
        return response;
    }
    response.map(|_| Full::new(bytes).map_err(|never| match never {}).boxed())
}

fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed()
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: String) {
    if let Ok(value) = HeaderValue::from_str(&value) {
        headers.insert(name, value);
    }
}

/// Whether the client has these very bytes already.
fn matches_tag<B>(request: &Request<B>, tag: &str) -> bool {
    let known = request.headers().get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = known.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// The range that is asked for, both ends included; `Err` where there is nothing in it.
///
/// Several ranges at once are ignored, as the standard allows: the whole is sent.
fn range<B>(request: &Request<B>, tag: &str, size: u64) -> Option<Result<(u64, u64), ()>> {
    if request.method() != Method::GET {
        return None;
    }
    let wanted = request.headers().get(RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
    if request.headers().get(IF_RANGE).is_some_and(|condition| condition.as_bytes() != tag.as_bytes()) {
        return None;
    }
    let (first, last) = wanted.trim().split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| is_number(text).then(|| text.parse::<u64>());
    let (first, last) = match (first, last) {
        ("", last) => {
            let length = number(last)?.unwrap_or(u64::MAX);
            if length == 0 || size == 0 {
                return Some(Err(()));
            }
            (size.saturating_sub(length), size - 1)
        }
        (first, "") => (number(first)?.unwrap_or(u64::MAX), size.saturating_sub(1)),
        (first, last) => {
            let (first, last) = (number(first)?.unwrap_or(u64::MAX), number(last)?.unwrap_or(u64::MAX));
            if first > last {
                return None;
            }
            (first, last.min(size.saturating_sub(1)))
        }
    };
    Some(if first < size { Ok((first, last)) } else { Err(()) })
}

/// Whether a page is sent compressed.
fn wants_gzip<B>(request: &Request<B>, page: &ServedPage) -> bool {
    if page.bytes.len() < MIN_COMPRESSED
        || !page.content_type.is_text()
        || request.headers().contains_key(RANGE)
    {
        return false;
    }
    let accepted = request.headers().get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut codings = accepted.flat_map(|value| value.split(',')).map(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        (name.trim(), weight.unwrap_or(1.0))
    });
    codings.any(|(name, weight)| name.eq_ignore_ascii_case("gzip") && weight > 0.0)
}

/// The compressed bytes of a page, made once; `None` where that went wrong.
async fn gzip(page: &Arc<ServedPage>) -> Option<Bytes> {
    if let Some(packed) = page.gzip.get() {
        return Some(packed.clone());
    }
    let page = Arc::clone(page);
    let pack = move || {
        let mut encoder = GzEncoder::new(Vec::with_capacity(page.bytes.len() / 4), Compression::fast());
        encoder.write_all(&page.bytes).ok()?;
        let packed = Bytes::from(encoder.finish().ok()?);
        Some(page.gzip.get_or_init(|| packed).clone())
    };
    tokio::task::spawn_blocking(pack).await.ok()?
}
