//! A bucket that speaks as much of the protocol of S3 as a deploy asks for, and fails when it is told to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// One object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    pub bytes: Vec<u8>,
    pub content_type: String,
    pub cache_control: String,
    /// Where readers are redirected.
    pub redirect: String,
}

/// What a request comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is answered.
    None,
    /// It is not carried out, and this status is answered.
    Status(u16),
    /// The same, with a header and a body.
    Answer(u16, &'static str, &'static str),
    /// The connection is closed without an answer; it is carried out if this says so.
    Closed(bool),
    /// Nothing is answered for as long as the other side waits.
    Silence,
}

/// How many bytes go at a time over a slow line.
const PIECE: usize = 8 << 10;

/// Says of the method, path and part of a request whether it is refused.
type Refused = Box<dyn Fn(&str) -> bool + Send>;

#[derive(Default)]
pub struct State {
    pub objects: BTreeMap<String, Object>,
    /// The parts of large objects that have begun and not ended, by upload and number.
    pub uploads: BTreeMap<String, BTreeMap<usize, Vec<u8>>>,
    /// Method and path of every request that came.
    pub requests: Vec<String>,
    /// Called with the number of a request.
    pub fault: Option<Box<dyn Fn(usize) -> Fault + Send>>,
    /// How many bytes it has room for.
    pub room: Option<usize>,
    /// How long a piece takes, in either direction.
    pub pace: Duration,
    /// Which requests are refused.
    pub refused: Option<Refused>,
    /// An object that is refused, as soon as a part of a large one is there.
    pub late: Option<&'static str>,
    /// Pages that named a file of the theme that was not there when they came.
    pub incomplete: Vec<String>,
}

/// A server on a port of this machine, until the test ends.
#[derive(Clone)]
pub struct Bucket {
    state: Arc<Mutex<State>>,
    pub endpoint: String,
}

impl Bucket {
    pub fn new() -> Bucket {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let bucket = Bucket { state: Arc::default(), endpoint };
        let served = bucket.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let bucket = served.clone();
                thread::spawn(move || while bucket.answer(&stream).is_some() {});
            }
        });
        bucket
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The objects of the folder `site`, by path below it.
    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        let state = self.state();
        let objects = state.objects.iter();
        objects
            .map(|(path, object)| (path.trim_start_matches("site/").to_owned(), object.bytes.clone()))
            .collect()
    }

    /// How often each path was sent.
    pub fn sent(&self) -> BTreeMap<String, usize> {
        let mut sent = BTreeMap::new();
        for request in &self.state().requests {
            if let Some(path) = request.strip_prefix("PUT site/") {
                *sent.entry(path.to_owned()).or_default() += 1;
            }
        }
        sent
    }

    /// Answers one request; `None` where the connection ends.
    fn answer(&self, mut stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let (method, target) = line.split_once(' ').map(|(a, b)| (a.to_owned(), b))?;
        let target = target.split(' ').next()?.to_owned();
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        let pace = self.state().pace;
        for piece in body.chunks_mut(PIECE) {
            reader.read_exact(piece).ok()?;
            thread::sleep(pace);
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let path = path.strip_prefix("/bucket").unwrap_or(path).trim_start_matches('/');
        let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned();
        let mut state = self.state();
        let is_late = |state: &State| state.late == Some(&path) && method == "PUT";
        while is_late(&state) && state.uploads.values().all(BTreeMap::is_empty) {
            drop(state);
            thread::sleep(Duration::from_millis(5));
            state = self.state();
        }
        state.requests.push(format!("{method} {path}"));
        let part = query.split('&').find(|pair| pair.starts_with("partNumber")).unwrap_or_default();
        let shown = format!("{method} {path}?{part}");
        let is_refused = is_late(&state) || state.refused.as_ref().is_some_and(|refused| refused(&shown));
        let number = state.requests.len();
        let fault = match is_refused {
            true => Fault::Status(403),
            false => state.fault.as_ref().map_or(Fault::None, |fault| fault(number)),
        };
        let (status, head, answer) = match fault {
            Fault::Status(status) => (status, String::new(), Vec::new()),
            Fault::Answer(status, header, body) => (status, header.to_owned(), body.as_bytes().to_vec()),
            Fault::Closed(false) => return None,
            Fault::Silence => {
                drop(state);
                let _ = reader.read(&mut [0]);
                return None;
            }
            _ => state.carry_out(&method, &path, query, &headers, body),
        };
        drop(state);
        if fault == Fault::Closed(true) {
            return None;
        }
        let length = answer.len();
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n{head}\r\n").ok()?;
        for piece in answer.chunks(PIECE) {
            stream.write_all(piece).ok()?;
            thread::sleep(pace);
        }
        Some(())
    }
}

impl State {
    fn carry_out(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        headers: &BTreeMap<String, String>,
        body: Vec<u8>,
    ) -> (u16, String, Vec<u8>) {
        let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
        let parameter = |name: &str| {
            let of_name = |pair: &str| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
            query.split('&').find_map(of_name)
        };
        if let Some(upload) = parameter("uploadId") {
            let Some(parts) = self.uploads.get_mut(&upload) else {
                return (404, String::new(), b"<Error><Code>NoSuchUpload</Code></Error>".to_vec());
            };
            match (method, parameter("partNumber")) {
                ("PUT", Some(number)) => drop(parts.insert(number.parse().unwrap(), body)),
                ("POST", _) => {
                    let bytes = std::mem::take(parts).into_values().flatten().collect();
                    self.objects.insert(path.to_owned(), Object { bytes, ..Object::default() });
                    self.uploads.remove(&upload);
                    let done =
                        "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>";
                    return (200, String::new(), done.into());
                }
                _ => drop(self.uploads.remove(&upload)),
            }
            return (if method == "PUT" { 200 } else { 204 }, "ETag: \"x\"\r\n".to_owned(), Vec::new());
        }
        match method {
            "POST" => {
                let upload = format!("u{}", self.requests.len());
                self.uploads.insert(upload.clone(), BTreeMap::new());
                let begun = format!(
                    "<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
                );
                (200, String::new(), begun.into_bytes())
            }
            "GET" if query.contains("list-type=2") => (200, String::new(), self.list().into_bytes()),
            "GET" => match self.objects.get(path) {
                Some(object) => (200, String::new(), object.bytes.clone()),
                None => (404, String::new(), b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
            },
            "PUT" if headers.contains_key("if-none-match") && self.objects.contains_key(path) => {
                (412, String::new(), b"<Error><Code>PreconditionFailed</Code></Error>".to_vec())
            }
            "PUT" if self.is_full(path, body.len()) => {
                let text = "<Error><Code>QuotaExceeded</Code><Message>The bucket is full</Message></Error>";
                (403, String::new(), text.as_bytes().to_vec())
            }
            "PUT" => {
                let (content_type, cache_control) = (header("content-type"), header("cache-control"));
                let redirect = header("x-amz-website-redirect-location");
                let signed = header("authorization");
                assert!(
                    redirect.is_empty() || signed.contains("x-amz-website-redirect-location"),
                    "{signed}"
                );
                assert!(!headers.keys().any(|name| name.starts_with("x-amz-meta-")), "{headers:?}");
                if content_type.starts_with("text/html") {
                    self.check(path, &body);
                }
                self.objects
                    .insert(path.to_owned(), Object { bytes: body, content_type, cache_control, redirect });
                (200, "ETag: \"x\"\r\n".to_owned(), Vec::new())
            }
            "DELETE" => {
                self.objects.remove(path);
                (204, String::new(), Vec::new())
            }
            _ => (405, String::new(), Vec::new()),
        }
    }

    /// Whether there is no room for so many bytes at a path.
    fn is_full(&self, path: &str, length: usize) -> bool {
        let others = self.objects.iter().filter(|(other, _)| *other != path);
        let taken: usize = others.map(|(_, object)| object.bytes.len()).sum();
        self.room.is_some_and(|room| taken + length > room)
    }

    /// Notes a page that names a file of the theme that is not there.
    fn check(&mut self, path: &str, body: &[u8]) {
        let text = String::from_utf8_lossy(body).into_owned();
        for rest in text.split("=\"/theme/").skip(1) {
            let file = format!("site/theme/{}", rest.split('"').next().unwrap());
            if !self.objects.contains_key(&file) {
                self.incomplete.push(format!("{path} lacks {file}"));
            }
        }
    }

    fn list(&self) -> String {
        let mut text = "<ListBucketResult><IsTruncated>false</IsTruncated>".to_owned();
        for (path, object) in &self.objects {
            let size = object.bytes.len();
            let _ = write!(
                text,
                "<Contents><Key>{path}</Key><Size>{size}</Size>\
                 <LastModified>2020-01-01T00:00:00.000Z</LastModified><ETag>\"x\"</ETag></Contents>"
            );
        }
        text + "</ListBucketResult>"
    }
}
