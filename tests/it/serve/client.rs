//! A client of HTTP that says exactly what it is told, and a server to say it to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use generate::build;
use generate::serve::{Event, EventSink, Options, Server};

use crate::support::Site;

/// No answer takes so long; it bounds failures, and is no measure.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// The root of the search index, below the site.
pub(super) const ROOT: &str = "search-index/root.bin";

/// What the server told, one line each.
#[derive(Default)]
pub(super) struct Told(Mutex<Vec<String>>);

impl EventSink for Told {
    fn emit(&self, event: &Event<'_>) {
        self.0.lock().unwrap().push(format!("{event:?}"));
    }
}

/// A server with what it told.
pub(super) struct Running {
    pub(super) server: Server,
    pub(super) told: Arc<Told>,
}

/// Saves a file of a served site whole, as editors do that rename: on a busy machine the server would otherwise read what is
/// written half, and be right to complain.
pub(super) fn save(site: &Site, name: &str, content: impl AsRef<[u8]>) {
    let path = site.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    site.write(".saving", content);
    std::fs::rename(site.path(".saving"), path).unwrap();
}

/// Serves a site.
pub(super) fn serve(site: &Site) -> Running {
    serve_with(&site.options, false)
}

/// Serves a site with options of its own.
pub(super) fn serve_with(build: &build::Options, poll: bool) -> Running {
    let told = Arc::new(Told::default());
    let options =
        Options { build: build.clone(), host: "127.0.0.1".into(), port: 0, poll, interruptible: false };
    let events: Arc<dyn EventSink> = told.clone();
    let server = Server::start(options, events).unwrap_or_else(|problems| panic!("{problems:?}"));
    Running { server, told }
}

impl Running {
    /// Host and port.
    pub(super) fn authority(&self) -> &str {
        self.server.url().split('/').nth(2).unwrap()
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.authority())
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[])
    }

    pub(super) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.authority());
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        self.raw(format!("{request}\r\n").as_bytes())
    }

    /// Asks for the root of the search index, at `path`, until it is there. Returns what was told before.
    pub(super) fn search_index(&self, path: &str) -> Vec<String> {
        let (started, mut told) = (Instant::now(), Vec::new());
        loop {
            let reply = self.get(path);
            match reply.status {
                200 => return told,
                202 => told.push(reply.text()),
                _ => panic!("{reply:?}: {:#?}", self.log()),
            }
            assert!(started.elapsed() < LIMIT, "no index: {:#?}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends bytes and reads until the server closes the connection.
    pub(super) fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        // The server may refuse before everything was said.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Reply::parse(&answer)
    }

    /// Listens as the page at `path` does, which was loaded just now.
    pub(super) fn listen(&self, path: &str) -> Listener {
        let page = self.get(path).tag();
        self.listen_as(path, &page)
    }

    /// Listens as a page at `path` with this tag does.
    pub(super) fn listen_as(&self, path: &str, page: &str) -> Listener {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let address = path.replace('?', "%3F").replace('&', "%26");
        let host = self.authority();
        write!(stream, "GET /_preview/events?page={page}&address={address} HTTP/1.0\r\nHost: {host}\r\n\r\n")
            .unwrap();
        let mut listener = Listener { lines: BufReader::new(stream), kept: Vec::new() };
        // Errors are told at once, also that there are none: from then on the server knows the page.
        let (name, data) = listener.next();
        assert_eq!(name, "problems");
        listener.kept.push(data);
        listener
    }

    /// Everything that was told so far.
    pub(super) fn log(&self) -> Vec<String> {
        self.told.0.lock().unwrap().clone()
    }

    /// Waits until something is told that holds `text`.
    pub(super) fn wait_for(&self, text: &str) -> String {
        let started = Instant::now();
        loop {
            if let Some(line) = self.log().into_iter().find(|line| line.contains(text)) {
                return line;
            }
            assert!(started.elapsed() < LIMIT, "never told {text}: {:#?}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// How often the site was read again.
    pub(super) fn rebuilds(&self) -> usize {
        self.log().iter().filter(|line| line.starts_with("Rebuilt") || line.starts_with("Failed")).count()
    }
}

/// A stream of events.
pub(super) struct Listener {
    lines: BufReader<TcpStream>,
    /// What was told at the beginning.
    pub(super) kept: Vec<String>,
}

impl Listener {
    /// The next event: name and data.
    pub(super) fn next(&mut self) -> (String, String) {
        let mut name = None;
        let since = Instant::now();
        loop {
            // The server's heartbeat keeps the connection from falling silent.
            assert!(since.elapsed() < LIMIT, "no event came");
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(event) = line.strip_prefix("event: ") {
                name = Some(event.trim_end().to_owned());
            } else if let (Some(name), Some(data)) = (&name, line.strip_prefix("data: ")) {
                return (name.clone(), data.trim_end().to_owned());
            }
        }
    }

    /// Waits for an event of this name, whatever comes before: where several deeds may be seen as one or as several.
    pub(super) fn until(&mut self, name: &str) -> String {
        loop {
            let (found, data) = self.next();
            if found == name {
                return data;
            }
        }
    }

    /// Waits for an event of this name, and no other; prints how long after `since` it came.
    pub(super) fn expect(&mut self, name: &str, since: Instant) -> String {
        let (found, data) = self.next();
        eprintln!("{found} after {:?}", since.elapsed());
        assert_eq!(found, name, "{data}");
        data
    }
}

/// What the server answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn parse(answer: &[u8]) -> Reply {
        let end = memchr::memmem::find(answer, b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(answer)));
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Reply { status, headers: lines.filter_map(header).collect(), body: answer[end + 4..].to_vec() }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The tag that the page holds.
    pub(super) fn tag(&self) -> String {
        let text = String::from_utf8_lossy(&self.body).into_owned();
        text.split_once("data-page=\"")
            .map_or(String::new(), |(_, rest)| rest.split('"').next().unwrap().to_owned())
    }

    /// The bytes without the script.
    pub(super) fn without_script(&self) -> Vec<u8> {
        const START: &[u8] = b"<script src=\"/_preview/reload.js\" data-page=\"";
        const END: &[u8] = b"\" defer></script>";
        let Some(start) = memchr::memmem::find(&self.body, START) else { return self.body.clone() };
        let end = start + memchr::memmem::find(&self.body[start..], END).unwrap() + END.len();
        [&self.body[..start], &self.body[end..]].concat()
    }
}
