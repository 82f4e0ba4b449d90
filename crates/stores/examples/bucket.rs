//! A server with buckets of S3, quick enough that programs that deploy can be measured with it. It checks no signature.
//!
//! `cargo run --release --package generate-stores --example bucket -- FOLDER` serves the folders in FOLDER as buckets on a free port of this
//! machine, writes that port as a line on standard output, and stops when standard input is closed. Objects are files, so that
//! a bucket can be compared with a tree; what a listing tells of them is in memory. `GET /-requests` answers how many other
//! requests came.
//!
//! What it speaks: objects (PUT, also in parts and only where there is none; GET, also of a range; HEAD; DELETE, also of many), and listings of
//! both versions with prefix, delimiter and pages of 1,000. Source: the API reference of Amazon S3.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, ETAG, HeaderMap, IF_NONE_MATCH, LAST_MODIFIED, RANGE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use md5::{Digest as _, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

type Answer = Response<Full<Bytes>>;

/// How many names a page of a listing has.
const PAGE: usize = 1000;

/// The time of every object: nothing that is measured compares times.
const MODIFIED: (&str, &str) = ("Wed, 01 Jan 2020 00:00:00 GMT", "2020-01-01T00:00:00.000Z");

/// What an address in a listing is written with.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: bucket FOLDER")?;
    let server = Arc::new(Server { folder: PathBuf::from(folder), state: Mutex::default() });
    std::thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        std::process::exit(0);
    });
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        writeln!(io::stdout(), "{}", listener.local_addr()?.port())?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let server = server.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| server.answer(request));
                // A client that goes away is no error.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    })
}

struct Server {
    folder: PathBuf,
    state: Mutex<State>,
}

/// What is known of all buckets.
#[derive(Default)]
struct State {
    requests: usize,
    /// Size and MD5 of each object, by `bucket/key`.
    objects: BTreeMap<String, (usize, String)>,
    /// The parts of objects that have begun, by the number of the upload.
    uploads: BTreeMap<String, BTreeMap<u32, Bytes>>,
}

impl Server {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Infallible> {
        let (head, body) = request.into_parts();
        let path =
            percent_decode_str(head.uri.path().trim_start_matches('/')).decode_utf8_lossy().into_owned();
        if path == "-requests" {
            return Ok(answer(StatusCode::OK, self.state().requests.to_string()));
        }
        self.state().requests += 1;
        let Ok(body) = body.collect().await else { return Ok(answer(StatusCode::BAD_REQUEST, "")) };
        let body = plain(&head.headers, body.to_bytes());
        let query = Parameters::of(head.uri.query().unwrap_or_default());
        let carried_out = match path.split_once('/').filter(|(_, key)| !key.is_empty()) {
            None => Ok(self.of_bucket(&head.method, path.trim_end_matches('/'), &query, &body)),
            Some(_) if query.has("uploads") || query.has("uploadId") => {
                self.in_parts(&head.method, &path, &query, body)
            }
            Some(_) => self.of_object(&head.method, &path, &head.headers, &body),
        };
        Ok(carried_out.unwrap_or_else(|error| answer(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())))
    }

    fn of_bucket(&self, method: &Method, bucket: &str, query: &Parameters, body: &Bytes) -> Answer {
        match *method {
            Method::POST if query.has("delete") => {
                let text = String::from_utf8_lossy(body);
                for key in text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()) {
                    self.remove(&format!("{bucket}/{key}"));
                }
                answer(StatusCode::OK, "<DeleteResult></DeleteResult>")
            }
            Method::GET if query.has("location") => {
                answer(StatusCode::OK, "<LocationConstraint></LocationConstraint>")
            }
            Method::GET => answer(StatusCode::OK, listing(&self.state(), bucket, query)),
            _ => answer(StatusCode::OK, ""),
        }
    }

    fn of_object(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> io::Result<Answer> {
        let known = self.state().objects.get(path).cloned();
        match (method, known) {
            (&Method::PUT, Some(_)) if headers.contains_key(IF_NONE_MATCH) => {
                Ok(answer(StatusCode::PRECONDITION_FAILED, "<Error><Code>PreconditionFailed</Code></Error>"))
            }
            (&Method::PUT, _) => self.keep(path, body),
            (&Method::DELETE, _) => {
                self.remove(path);
                Ok(answer(StatusCode::NO_CONTENT, ""))
            }
            (_, None) => Ok(answer(StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>")),
            (&Method::HEAD, Some((size, md5))) => Ok(described(StatusCode::OK, size, &md5, Bytes::new())),
            (_, Some((_, md5))) => {
                let bytes = Bytes::from(std::fs::read(self.file(path))?);
                Ok(match headers.get(RANGE).and_then(|range| range_of(range.to_str().ok()?, bytes.len())) {
                    Some(part) => described(StatusCode::PARTIAL_CONTENT, part.len(), &md5, bytes.slice(part)),
                    None => described(StatusCode::OK, bytes.len(), &md5, bytes),
                })
            }
        }
    }

    /// A large object that comes in parts.
    fn in_parts(&self, method: &Method, path: &str, query: &Parameters, body: Bytes) -> io::Result<Answer> {
        let upload = query.get("uploadId").unwrap_or_default();
        let number = query.get("partNumber").and_then(|number| number.parse().ok());
        match (method, number) {
            (&Method::PUT, Some(number)) => {
                let etag = hexadecimal(&Md5::digest(&body));
                self.state().uploads.entry(upload).or_default().insert(number, body);
                Ok(described(StatusCode::OK, 0, &etag, Bytes::new()))
            }
            (&Method::POST, _) if query.has("uploads") => {
                let upload = self.state().requests;
                let text = format!(
                    "<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
                );
                Ok(answer(StatusCode::OK, text))
            }
            (&Method::POST, _) => {
                let parts = self.state().uploads.remove(&upload).unwrap_or_default();
                self.keep(path, &parts.into_values().flatten().collect())?;
                let text =
                    "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>";
                Ok(answer(StatusCode::OK, text))
            }
            _ => {
                self.state().uploads.remove(&upload);
                Ok(answer(StatusCode::NO_CONTENT, ""))
            }
        }
    }

    fn keep(&self, path: &str, body: &Bytes) -> io::Result<Answer> {
        let md5 = hexadecimal(&Md5::digest(body));
        let file = self.file(path);
        if std::fs::write(&file, body).is_err() {
            std::fs::create_dir_all(file.parent().unwrap_or(&self.folder))?;
            std::fs::write(&file, body)?;
        }
        self.state().objects.insert(path.to_owned(), (body.len(), md5.clone()));
        Ok(described(StatusCode::OK, 0, &md5, Bytes::new()))
    }

    fn remove(&self, path: &str) {
        if self.state().objects.remove(path).is_some() {
            let _ = std::fs::remove_file(self.file(path));
        }
    }

    /// Where an object is: only clients of this machine are served, and those are trusted with paths.
    fn file(&self, path: &str) -> PathBuf {
        self.folder.join(Path::new(path))
    }
}

/// The parameters of a request.
struct Parameters(BTreeMap<String, String>);

impl Parameters {
    fn of(query: &str) -> Parameters {
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let decoded =
            |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        Parameters(pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

/// A page of a listing as XML.
fn listing(state: &State, bucket: &str, query: &Parameters) -> String {
    let is_second = query.get("list-type").is_some_and(|version| version == "2");
    let prefix = format!("{bucket}/{}", query.get("prefix").unwrap_or_default());
    let delimiter = query.get("delimiter").filter(|delimiter| !delimiter.is_empty());
    let most = query.get("max-keys").and_then(|keys| keys.parse().ok()).unwrap_or(PAGE).min(PAGE);
    let after = query
        .get(if is_second { "continuation-token" } else { "marker" })
        .or_else(|| query.get("start-after"));
    let mut from = match after {
        Some(after) => Bound::Excluded(format!("{bucket}/{after}")),
        None => Bound::Included(prefix.clone()),
    };
    let key = |path: &str| {
        let key = path[bucket.len() + 1..].to_owned();
        if query.has("encoding-type") { utf8_percent_encode(&key, PLAIN).to_string() } else { key }
    };
    let (mut text, mut folders, mut last, mut count) = (String::new(), BTreeSet::new(), None, 0);
    let next = |from: &Bound<String>| {
        let mut rest = state.objects.range((from.clone(), Bound::Unbounded));
        rest.next().filter(|(path, _)| path.starts_with(&prefix))
    };
    let mut found = next(&from);
    while let (Some((path, (size, md5))), true) = (found, count < most) {
        let folder = delimiter.as_ref().and_then(|delimiter| path[prefix.len()..].find(delimiter.as_str()));
        from = match folder {
            // On with what is after all that the folder has.
            Some(end) => {
                let folder = &path[..=prefix.len() + end];
                folders.insert(key(folder));
                last = Some(format!("{folder}\u{10FFFF}"));
                Bound::Excluded(format!("{folder}\u{10FFFF}"))
            }
            None => {
                let _ = write!(
                    text,
                    "<Contents><Key>{}</Key><Size>{size}</Size><LastModified>{}</LastModified>\
                     <ETag>&quot;{md5}&quot;</ETag><StorageClass>STANDARD</StorageClass></Contents>",
                    key(path),
                    MODIFIED.1
                );
                last = Some(path.clone());
                Bound::Excluded(path.clone())
            }
        };
        count += 1;
        found = next(&from);
    }
    for folder in &folders {
        let _ = write!(text, "<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>");
    }
    let next = match last.filter(|_| found.is_some()) {
        Some(last) if is_second => {
            format!("<NextContinuationToken>{}</NextContinuationToken>", &last[bucket.len() + 1..])
        }
        Some(last) => format!("<NextMarker>{}</NextMarker>", key(&last)),
        None => String::new(),
    };
    let encoding = if query.has("encoding-type") { "<EncodingType>url</EncodingType>" } else { "" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>{bucket}</Name><KeyCount>{count}</KeyCount><MaxKeys>{most}</MaxKeys>\
         <IsTruncated>{}</IsTruncated>{encoding}{next}{text}</ListBucketResult>",
        !next.is_empty()
    )
}

fn answer(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
}

/// An answer that tells of an object.
fn described(status: StatusCode, size: usize, md5: &str, body: Bytes) -> Answer {
    let mut answer = answer(status, body);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_LENGTH, size.into());
    if let (Ok(etag), Ok(modified)) = (format!("\"{md5}\"").parse(), MODIFIED.0.parse()) {
        headers.insert(ETAG, etag);
        headers.insert(LAST_MODIFIED, modified);
    }
    answer
}

/// The bytes that `bytes=FIRST-LAST` names.
fn range_of(range: &str, length: usize) -> Option<std::ops::Range<usize>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let first: usize = first.parse().ok()?;
    let end = last.parse::<usize>().map_or(length, |last| last + 1).min(length);
    (first < end).then_some(first..end)
}

/// The body as it was before the client signed it in chunks (`aws-chunked`).
fn plain(headers: &HeaderMap, body: Bytes) -> Bytes {
    let sum = headers.get("x-amz-content-sha256").and_then(|sum| sum.to_str().ok()).unwrap_or_default();
    if !sum.starts_with("STREAMING-") {
        return body;
    }
    let (mut rest, mut joined) = (&body[..], Vec::with_capacity(body.len()));
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size = line.split(';').next().and_then(|size| usize::from_str_radix(size, 16).ok()).unwrap_or(0);
        let Some(chunk) = rest.get(end + 2..end + 2 + size).filter(|chunk| !chunk.is_empty()) else { break };
        joined.extend_from_slice(chunk);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    joined.into()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
