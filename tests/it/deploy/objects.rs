//! The objects of a store, asked for without the library that the program uses.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;

use super::servers::{AZURE_ACCOUNT, Kind, Server};

/// The folder of the site in its bucket.
const SITE: &str = "site/";

/// Lets in whoever asks Azurite: a signature made with its known key, good for all that its blobs can be asked until 2099.
pub const AZURE_TOKEN: &str = "sv=2020-10-02&ss=b&srt=sco&sp=rwdlac&se=2099-01-01T00%3A00%3A00Z&\
                               sig=GEp8iyVVTmUQ2xM1yRTQ4XCpgi5lwRML3Ec6aQYKXp4%3D";

/// The answer to a request.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

/// Sends a request. By HTTP 1.0, so that the answer is in one piece.
fn ask(server: &Server, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let length = body.len();
    // moto looks only at whether there is such a header.
    let signed = "Authorization: AWS4-HMAC-SHA256 Credential=tester/20200101/us-east-1/s3/aws4_request\r\n";
    let signed = if server.kind == Kind::S3 { signed } else { "" };
    let head = format!(
        "{method} {target} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n{signed}{headers}Content-Length: {length}\r\n\r\n",
        server.port
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: answer[end + 4..].to_vec() }
}

fn encoded(text: &str) -> String {
    percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string()
}

/// What names an object, or the bucket where there is no path; with a query.
fn target(server: &Server, path: &str, query: &str) -> String {
    let object = if path.is_empty() { String::new() } else { encoded(path) };
    match server.kind {
        Kind::Azure if path.is_empty() => format!("/{AZURE_ACCOUNT}/bucket?{query}&{AZURE_TOKEN}"),
        Kind::Azure => format!("/{AZURE_ACCOUNT}/bucket/{object}?{query}&{AZURE_TOKEN}"),
        Kind::Gcs => format!("/storage/v1/b/bucket/o/{object}?{query}").replace("/o/?", "/o?"),
        _ => format!("/bucket/{}?{query}", object.replace("%2F", "/")),
    }
}

/// Makes the bucket or container `bucket`.
pub fn make_bucket(server: &Server) {
    let query = if server.kind == Kind::Azure { "restype=container" } else { "" };
    let made = ask(server, "PUT", &target(server, "", query), "", b"");
    assert!(matches!(made.status, 200 | 201), "{}", made.head);
}

/// All objects of the site, by path below its folder.
pub fn files(server: &Server) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut token = String::new();
    loop {
        let (names, next) = list(server, &token);
        for name in names {
            let got = ask(server, "GET", &target(server, &name, media(server)), "", b"");
            assert_eq!(got.status, 200, "{name}: {}", got.head);
            found.insert(name.strip_prefix(SITE).unwrap().to_owned(), got.body);
        }
        match next {
            Some(next) => token = next,
            None => return found,
        }
    }
}

fn media(server: &Server) -> &'static str {
    if server.kind == Kind::Gcs { "alt=media" } else { "" }
}

/// A page of the names of objects, and the token of the next one.
fn list(server: &Server, token: &str) -> (Vec<String>, Option<String>) {
    let (mut query, next) = match server.kind {
        Kind::Azure => ("restype=container&comp=list&prefix=site%2F".to_owned(), "marker"),
        Kind::Gcs => ("prefix=site%2F".to_owned(), "pageToken"),
        _ => ("list-type=2&prefix=site%2F".to_owned(), "continuation-token"),
    };
    if !token.is_empty() {
        let _ = write!(query, "&{next}={}", encoded(token));
    }
    let answer = ask(server, "GET", &target(server, "", &query), "", b"");
    assert_eq!(answer.status, 200, "{}", answer.head);
    let text = String::from_utf8(answer.body).unwrap();
    if server.kind == Kind::Gcs {
        let list: Value = serde_json::from_str(&text).unwrap();
        let names = list["items"].as_array().into_iter().flatten();
        let names = names.map(|item| item["name"].as_str().unwrap().to_owned()).collect();
        return (names, list["nextPageToken"].as_str().map(str::to_owned));
    }
    let list = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).unwrap();
    let texts = |name: &'static str| {
        let elements = list.descendants().filter(move |node| node.tag_name().name() == name);
        elements.filter_map(|node| node.text()).map(str::to_owned)
    };
    match server.kind {
        Kind::Azure => (texts("Name").collect(), texts("NextMarker").next()),
        _ => (texts("Key").collect(), texts("NextContinuationToken").next()),
    }
}

/// Writes an object of the site, as somebody else would.
pub fn put(server: &Server, path: &str, bytes: &[u8]) {
    let name = format!("{SITE}{path}");
    let done = match server.kind {
        Kind::Gcs => {
            let target = format!("/upload/storage/v1/b/bucket/o?uploadType=media&name={}", encoded(&name));
            ask(server, "POST", &target, "Content-Type: text/plain\r\n", bytes)
        }
        _ => {
            let kind = "x-ms-blob-type: BlockBlob\r\nx-ms-version: 2020-10-02\r\n";
            ask(server, "PUT", &target(server, &name, ""), kind, bytes)
        }
    };
    assert!(matches!(done.status, 200 | 201), "{}", done.head);
}

/// `Content-Type` and `Cache-Control` of an object of the site.
pub fn headers(server: &Server, path: &str) -> [String; 2] {
    let name = format!("{SITE}{path}");
    let answer = ask(server, "GET", &target(server, &name, ""), "", b"");
    assert_eq!(answer.status, 200, "{}", answer.head);
    if server.kind == Kind::Gcs {
        let object: Value = serde_json::from_slice(&answer.body).unwrap();
        return ["contentType", "cacheControl"]
            .map(|key| object[key].as_str().unwrap_or_default().to_owned());
    }
    ["content-type", "cache-control"].map(|name| {
        let named = |line: &str| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        answer.head.lines().find_map(named).unwrap_or_default()
    })
}
