//! Links to other sites, against a server of our own on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{article, check, found};
use crate::support::site;

/// A server that answers by the path, and notes what it was asked. It ends with the test.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (asked, ends) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (notes, stop) = (Arc::clone(&asked), Arc::clone(&ends));
        let thread = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let notes = Arc::clone(&notes);
                        thread::spawn(move || answer(&stream, &notes));
                    }
                    Err(_) => thread::sleep(Duration::from_millis(2)),
                }
            }
        });
        Server { address, asked, ends, thread: Some(thread) }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Answers one request and closes the connection.
fn answer(mut stream: &TcpStream, asked: &Mutex<Vec<String>>) {
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let agent = lines.by_ref().take_while(|line| !line.is_empty());
    let agent = agent.filter(|line| line.to_ascii_lowercase().starts_with("user-agent: generate/")).count();
    assert_eq!(agent, 1, "the program says its name");
    let words: Vec<&str> = request.split(' ').collect();
    let (method, path) = (words[0].to_owned(), words[1].to_owned());
    let is_again = {
        let mut asked = asked.lock().unwrap();
        let again = asked.iter().filter(|line| line.ends_with(&format!(" {path}"))).count();
        asked.push(format!("{method} {path}"));
        again > 0
    };
    let (status, headers, body) = match (&*method, &*path) {
        (_, "/robots.txt") => ("200 OK", "", "User-agent: *\nDisallow: /forbidden\n"),
        (_, "/good") => ("200 OK", "", "x"),
        (_, "/moved") => ("301 Moved Permanently", "Location: /good\r\n", ""),
        ("HEAD", "/get-only") => ("405 Method Not Allowed", "", ""),
        (_, "/get-only") => ("200 OK", "", "x"),
        (_, "/busy") if !is_again => ("429 Too Many Requests", "Retry-After: 1\r\n", ""),
        (_, "/busy") => ("200 OK", "", "x"),
        (_, "/round") => ("302 Found", "Location: /round\r\n", ""),
        (_, "/slow") => {
            thread::sleep(Duration::from_millis(1_500));
            ("200 OK", "", "x")
        }
        // A web archive that leads from a date to the nearest copy.
        (_, path) if path.starts_with("/copies/2010") && path.ends_with("/gone") => {
            ("302 Found", "Location: /copies/20100301/copy\r\n", "")
        }
        (_, "/copies/20100301/copy") => ("200 OK", "", "x"),
        _ => ("404 Not Found", "", "gone"),
    };
    let body = if method == "HEAD" { "" } else { body };
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

#[test]
fn links_to_other_sites_are_asked_for_politely_and_remembered() {
    let server = Server::start();
    let links: String = ["good#part", "moved", "get-only", "busy", "slow", "gone", "forbidden/x"]
        .iter()
        .map(|path| format!("[x]({}/{path})\n\n", server.address))
        .collect();
    let site = site(&article(&links));
    let arguments = ["--external", "--allow-private", "--timeout", "1", "--pause", "20"];
    let started = Instant::now();
    let run = check(&site, &arguments);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(started.elapsed() >= Duration::from_secs(1), "it waits as long as the server says");
    let told = |code: &str| -> Vec<String> {
        found(&run, code)
            .iter()
            .map(|one| one.split_once(": ").unwrap().1.replace(&server.address, ""))
            .collect()
    };
    assert_eq!(told("dead-link"), ["dead link to another site: /gone: 404"]);
    assert_eq!(
        told("unchecked-link"),
        [
            "link to another site could not be checked: /slow: no answer in time",
            "link to another site could not be checked: /forbidden/x: robots.txt does not allow it",
        ]
    );
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    server.asked().into_iter().for_each(|line| *counts.entry(line).or_default() += 1);
    let expected = [
        ("GET /get-only", 1),
        ("GET /gone", 1),
        ("GET /robots.txt", 1),
        ("HEAD /busy", 2),
        ("HEAD /get-only", 1),
        ("HEAD /gone", 1),
        ("HEAD /good", 2),
        ("HEAD /moved", 1),
        ("HEAD /slow", 3),
    ];
    assert_eq!(counts, expected.map(|(line, count)| (line.to_owned(), count)).into());
    // The list has the day on which the link was first seen dead.
    let list = std::fs::read_to_string(site.path("data/links.csv")).unwrap();
    let rows: Vec<&str> = list.lines().collect();
    assert_eq!(rows[0], "address,status,first_seen_dead,replacement");
    assert!(rows.len() == 2 && rows[1].starts_with(&format!("{}/gone,404,20", server.address)), "{list}");
    // What is known is not asked again, also where the check before was stopped in the middle.
    let memory = site.path(".generate/external.jsonl");
    let known = std::fs::read_to_string(&memory).unwrap();
    let kept: Vec<&str> = known.lines().filter(|line| !line.contains("/good")).collect();
    std::fs::write(&memory, format!("{}\n{{\"address\":\"http", kept.join("\n"))).unwrap();
    let again = check(&site, &arguments);
    assert_eq!(found(&again, "dead-link"), found(&run, "dead-link"));
    assert_eq!(server.asked(), ["GET /robots.txt", "HEAD /good"]);
    // A build does not ask anybody.
    site.build();
    check(&site, &[]);
    assert_eq!(server.asked(), Vec::<String>::new());
}

/// A port of this machine where nothing listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_server_that_is_gone_is_a_dead_link() {
    let server = Server::start();
    let (port, own) = (closed_port(), &server.address);
    let site = site(&article(&format!("[x](http://127.0.0.1:{port}/) [y]({own}/good) [z]({own}/round)")));
    let run = check(&site, &["--external", "--allow-private", "--timeout", "1", "--pause", "1"]);
    let dead = found(&run, "dead-link");
    assert!(dead.len() == 1 && dead[0].contains("connection refused"), "{dead:?}");
    let unsure = found(&run, "unchecked-link");
    assert!(unsure.len() == 1 && unsure[0].ends_with("/round: too many redirects"), "{unsure:?}");
    let rounds = server.asked().iter().filter(|line| *line == "HEAD /round").count();
    assert_eq!(rounds, 3 * 6, "three times, each with five redirects");
}

#[test]
fn where_nothing_answers_no_link_is_dead() {
    let site = site(&article(&format!("[x](http://127.0.0.1:{}/)", closed_port())));
    let run = check(&site, &["--external", "--allow-private", "--timeout", "1", "--pause", "1"]);
    assert_eq!(found(&run, "dead-link"), Vec::<String>::new());
    assert_eq!(
        found(&run, "offline"),
        ["warning : no server answered: links to other sites were not checked"]
    );
    assert!(!site.path("data/links.csv").exists());
}

#[test]
fn machines_of_this_network_are_not_asked() {
    let server = Server::start();
    let port = server.address.rsplit(':').next().unwrap();
    let hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1"];
    let links: String = hosts.iter().map(|host| format!("[x](http://{host}:{port}/good)\n\n")).collect();
    let site = site(&article(&links));
    let run = check(&site, &["--external", "--timeout", "1", "--pause", "1"]);
    let unsure = found(&run, "unchecked-link");
    // The first and the last are one address.
    assert_eq!(unsure.len(), 3, "{unsure:?}");
    assert!(unsure.iter().all(|one| one.ends_with(": the address is not public")), "{unsure:?}");
    assert_eq!(server.asked(), Vec::<String>::new());
    assert_eq!((found(&run, "offline"), found(&run, "dead-link")), (Vec::new(), Vec::new()));
}

#[test]
fn a_list_of_dead_links_that_is_not_ours_is_left_alone() {
    let server = Server::start();
    let site = site(&article(&format!("[x]({}/gone)", server.address)));
    for (list, why) in [
        (
            &b"address,status,first_seen_dead,replacement\nhttp://a.example/caf\xe9,404,2026-01-02,\n"[..],
            "it is not UTF-8",
        ),
        (
            b"address;status;first_seen_dead;replacement\nx;404;2026-01-02;\n",
            "the first line must be `address,status,first_seen_dead,replacement`",
        ),
    ] {
        site.write("data/links.csv", list);
        let run = check(&site, &["--external", "--allow-private", "--timeout", "1", "--pause", "1"]);
        let told = found(&run, "invalid-link-list");
        assert_eq!(told, [format!("error data/links.csv: dead links were not added to the list: {why}")]);
        assert_eq!(run.code, Some(1));
        assert_eq!(std::fs::read(site.path("data/links.csv")).unwrap(), list);
    }
}

#[test]
fn copies_of_dead_pages_are_found_and_links_lead_to_them() {
    let server = Server::start();
    let own = &server.address;
    let files = article(&format!("[x]({own}/gone) [y]({own}/lost) [z]({own}/good)"));
    let site = site(&files).config(&format!("archived_copy = \"{own}/copies/{{date}}/{{url}}\""));
    let arguments = ["--external", "--allow-private", "--timeout", "1", "--pause", "1"];
    let run = check(&site, &arguments);
    let list = std::fs::read_to_string(site.path("data/links.csv")).unwrap();
    let fields: Vec<Vec<&str>> = list.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let replacements: Vec<&str> = fields.iter().map(|fields| fields[3]).collect();
    assert_eq!(replacements, [format!("{own}/copies/{{date}}/{own}/gone").as_str(), ""], "{list}");
    // Of those that lead elsewhere nothing is told.
    let dead = found(&run, "dead-link");
    assert!(dead.len() == 1 && dead[0].ends_with("/lost: 404"), "{dead:?}");
    let asked = server.asked();
    let copies: Vec<&String> = asked.iter().filter(|line| line.contains("/copies/")).collect();
    assert_eq!(copies[0], &format!("HEAD /copies/20100102000000/{own}/gone"));
    assert_eq!(copies.len(), 4, "one copy with its redirect, and one that is not there: {copies:?}");
    // The build follows the list, and asks nobody.
    let page = site.build().file("2010/01/a/index.html");
    let copy = format!("href=\"{own}/copies/20100102000000/{own}/gone\"");
    assert!(page.contains(&copy) && page.contains(&format!("href=\"{own}/lost\"")), "{page}");
    assert_eq!(server.asked(), Vec::<String>::new());
    // The next check looks at the links as they are written, and asks for nothing that is known.
    let again = check(&site, &arguments);
    assert_eq!((found(&again, "dead-link"), server.asked()), (dead, Vec::new()));
    assert_eq!(std::fs::read_to_string(site.path("data/links.csv")).unwrap(), list);
    // A replacement that somebody has written stays, also where the page is alive again.
    let edited = list.replace("/gone,404", "/good,404");
    site.write("data/links.csv", &edited);
    check(&site, &arguments);
    let list = std::fs::read_to_string(site.path("data/links.csv")).unwrap();
    assert!(list.contains("/good,alive,20"), "{list}");
}
