//! Clients that mean no good, or are slow.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Instant;

use super::client::{Running, serve};
use crate::page::post;
use crate::support::{Site, site};

fn small() -> Site {
    let site = site(&post("a.md", "Alpha", "2010-01-01", "url: /alpha/"));
    site.write("secret.txt", "not for anybody");
    site
}

fn is_well(served: &Running) {
    assert_eq!(served.get("/alpha/").status, 200);
}

#[test]
fn no_path_leads_out_of_the_plan() {
    let site = small();
    let served = serve(&site);
    for path in [
        "/../secret.txt",
        "/..",
        "/alpha/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/alpha/%00",
        "/%00",
        "/alpha/\u{1}",
        "/%ff",
        "/%c0%ae%c0%ae/secret.txt",
        "/./alpha/",
        "/secret.txt",
        "/%2fsecret.txt",
        "/content/a.md",
        "/site.toml",
        "/.generate/",
        "/.git/config",
        "/public/index.html",
        "/_preview/../secret.txt",
        "/_preview/%2e%2e/secret.txt",
        "/_preview/x",
        "/C:/x",
        "/alpha%2f..%2f..%2fsecret.txt",
        "/%",
        "/%2",
        "/%zz",
        "/\\..\\secret.txt",
        "//secret.txt",
        "//example.org/",
        "/////",
        "/alpha//x",
        "/static/theme/site.js",
    ] {
        let reply = served
            .raw(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes());
        let text = String::from_utf8_lossy(&reply.body);
        assert!(
            matches!(reply.status, 400 | 404) || (path == "/////" && reply.status == 301),
            "{path}: {}",
            reply.status
        );
        assert!(!text.contains("not for anybody"), "{path}");
        assert!(reply.header("location").is_none_or(|to| to == "/"), "{path}");
    }
    is_well(&served);
}

#[test]
fn long_addresses_and_heads_are_refused() {
    let site = small();
    let served = serve(&site);
    assert_eq!(served.get(&format!("/{}", "a/".repeat(3_000))).status, 404);
    assert_eq!(served.get(&format!("/{}", "a".repeat(300))).status, 404);
    assert_eq!(served.get(&format!("/{}", "a".repeat(20_000))).status, 414);
    assert_eq!(served.get(&format!("/?{}", "a".repeat(20_000))).status, 414);
    let many: Vec<String> = (0..500).map(|n| format!("X-{n}")).collect();
    let headers: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
    assert_eq!(served.ask("GET", "/alpha/", &headers).status, 431);
    assert_eq!(served.ask("GET", "/alpha/", &[("X", &"x".repeat(1_000_000))]).status, 431);
    is_well(&served);
}

#[test]
fn only_get_and_head_are_answered() {
    let site = small();
    let served = serve(&site);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "BREW"] {
        for path in ["/alpha/", "/_preview/", "/lost/"] {
            let reply = served.ask(method, path, &[("Content-Length", "0")]);
            assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method} {path}");
        }
    }
    assert_eq!(served.raw(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status, 405);
    let reply =
        served.raw(b"CONNECT example.org:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(reply.status, 405);
    assert_eq!(served.raw(b"NO HTTP AT ALL\r\n\r\n").status, 400);
    // A body that nobody asked for is no obstacle.
    let reply = served
        .raw(b"GET /alpha/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
    assert_eq!(reply.status, 200);
    is_well(&served);
}

#[test]
fn names_of_other_machines_are_refused() {
    let site = small();
    let served = serve(&site);
    let ask = |host: &str| {
        let request = format!("GET /alpha/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        served.raw(request.as_bytes()).status
    };
    for host in ["localhost", "localhost:1", "127.0.0.1", "[::1]:4000", served.authority()] {
        assert_eq!(ask(host), 200, "{host}");
    }
    for host in ["example.org", "localhost.example.org:4000", "10.0.0.1", "127.0.0.1.example.org"] {
        assert_eq!(ask(host), 421, "{host}");
    }
    for request in [
        "GET /alpha/ HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /alpha/ HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
    ] {
        assert!(matches!(served.raw(request.as_bytes()).status, 400 | 421));
    }
    // Two names are none (RFC 9112, section 3.2).
    let twice = "GET /alpha/ HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\nConnection: close\r\n\r\n";
    assert_eq!(served.raw(twice.as_bytes()).status, 400);
    let absolute = "GET http://example.org/alpha/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(served.raw(absolute.as_bytes()).status, 421);
    // Events too.
    let events = "GET /_preview/events HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n";
    assert_eq!(served.raw(events.as_bytes()).status, 421);
}

#[test]
fn slow_clients_hold_nobody_up() {
    const IDLE: usize = 100;
    let site = small();
    site.write("static/large.bin", vec![7; 20_000_000]);
    let served = serve(&site);
    let connect = || TcpStream::connect(served.authority()).unwrap();
    let idle: Vec<TcpStream> = (0..IDLE).map(|_| connect()).collect();
    let half: Vec<TcpStream> = (0..IDLE)
        .map(|_| {
            let mut stream = connect();
            stream.write_all(b"GET /alpha/ HTTP/1.1\r\nHost: local").unwrap();
            stream
        })
        .collect();
    // These ask for much and read nothing.
    let greedy: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = connect();
            stream.write_all(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    let since = Instant::now();
    for _ in 0..50 {
        is_well(&served);
    }
    eprintln!(
        "50 requests beside {} slow clients: {:?}",
        idle.len() + half.len() + greedy.len(),
        since.elapsed()
    );
    assert_eq!(served.get("/large.bin").body.len(), 20_000_000);
    drop((idle, half, greedy));
    is_well(&served);
}

#[test]
fn many_requests_on_one_connection_are_answered_in_order() {
    let site = small();
    let served = serve(&site);
    let one = "GET /alpha/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let last = "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let reply = served.raw(format!("{one}{one}{last}").as_bytes());
    let text = String::from_utf8_lossy(&reply.body);
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2);
    assert!(text.trim_end().ends_with("sitemap.xml"), "{text}");
}
