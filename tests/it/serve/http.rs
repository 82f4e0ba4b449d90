//! The protocol: types, HEAD, conditional requests, ranges, compression, errors, redirects.

use std::io::Read as _;

use super::client::{Running, save, serve};
use crate::page::{post, site_with};
use crate::support::{Site, site};

fn small() -> Site {
    let site = site(&post(
        "a.md",
        "Alpha",
        "2010-01-01",
        "url: /alpha/\naliases: [/node/1, \"/story.php?id=7\"]\naudio: {file: a.mp3}",
    ));
    let sound: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    site.write("content/a.mp3", &sound);
    site.write("static/x.css", "body { color: red }\n".repeat(200));
    site
}

fn sound_path(served: &Running) -> String {
    let html = served.get("/alpha/").text();
    let found = html.split('"').find(|text| text.ends_with(".mp3") && text.starts_with('/'));
    found.unwrap_or_else(|| panic!("{html}")).to_owned()
}

#[test]
fn files_have_their_types() {
    let site = small();
    let served = serve(&site);
    for (path, mime) in [
        ("/", "text/html; charset=utf-8"),
        ("/alpha/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/_redirects", "text/plain; charset=utf-8"),
        ("/x.css", "text/css; charset=utf-8"),
        (&sound_path(&served), "audio/mpeg"),
        ("/_preview/reload.js", "text/javascript; charset=utf-8"),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(mime)), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(reply.header("content-length"), Some(reply.body.len().to_string().as_str()), "{path}");
    }
}

#[test]
fn names_are_found_as_a_static_host_finds_them() {
    let site = site(
        &(post("a.md", "A", "2010-01-01", "url: /x/y.html")
            + &post("b.md", "B", "2010-01-02", "url: /rel/1.2\naliases: [/Rel/1.2/, /old/report.pdf]")),
    );
    site.write("static/LICENSE", "x");
    let served = serve(&site);
    for (path, status, to) in [
        ("/x/y.html", 200, None),
        // Not every host answers with a page whose name has more to it.
        ("/x/y", 404, None),
        ("/x/y.html/", 404, None),
        ("/rel/1.2/", 200, None),
        ("/rel/1.2", 301, Some("/rel/1.2/")),
        ("/REL/1.2/", 404, None),
        ("/Rel/1.2/", 301, Some("/rel/1.2/")),
        ("/old/report.pdf", 301, Some("/rel/1.2/")),
        ("/LICENSE", 200, None),
        ("/LICENSE/", 404, None),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("location")), (status, to), "{path}");
    }
}

#[test]
fn head_says_the_same_without_a_body() {
    let site = small();
    let served = serve(&site);
    for path in ["/alpha/", "/x.css", &sound_path(&served), "/lost/", "/node/1/", "/_preview/reload.js"] {
        let (get, head) = (served.get(path), served.ask("HEAD", path, &[]));
        let headers = |reply: &super::client::Reply| {
            let mut headers = reply.headers.clone();
            headers.retain(|(name, _)| name != "date");
            headers
        };
        assert_eq!((get.status, headers(&get)), (head.status, headers(&head)), "{path}");
        assert_eq!(head.body, b"", "{path}");
    }
    // Events never end; what they would be is told.
    let head = served.ask("HEAD", "/_preview/events?page=x&address=/", &[]);
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let site = small();
    let served = serve(&site);
    for path in ["/alpha/", "/feed.xml", "/x.css", &sound_path(&served)] {
        let tag = served.get(path).header("etag").unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let reply = served.ask("GET", path, &[("If-None-Match", &known)]);
            assert_eq!((reply.status, reply.body.len()), (304, 0), "{path} {known}");
            assert_eq!(reply.header("etag"), Some(tag.as_str()));
        }
        assert_eq!(served.ask("GET", path, &[("If-None-Match", "\"other\"")]).status, 200);
    }
    let packed = served.ask("GET", "/alpha/", &[("Accept-Encoding", "gzip")]);
    let tag = packed.header("etag").unwrap();
    assert_ne!(Some(tag), served.get("/alpha/").header("etag"));
    let again = served.ask("GET", "/alpha/", &[("Accept-Encoding", "gzip"), ("If-None-Match", tag)]);
    assert_eq!(again.status, 304);
}

#[test]
fn ranges_are_parts_of_the_whole() {
    let site = small();
    let served = serve(&site);
    for path in ["/alpha/", &sound_path(&served)] {
        let whole = served.get(path);
        let size = whole.body.len();
        let tag = whole.header("etag").unwrap();
        assert_eq!(whole.header("accept-ranges"), Some("bytes"));
        for (range, first, last) in [
            ("bytes=0-0".to_owned(), 0, 0),
            ("bytes=10-99".to_owned(), 10, 99),
            ("bytes=100-".to_owned(), 100, size - 1),
            ("bytes=-50".to_owned(), size - 50, size - 1),
            (format!("bytes=5-{}", size * 2), 5, size - 1),
            (format!("bytes=-{}", size * 2), 0, size - 1),
        ] {
            let reply = served.ask("GET", path, &[("Range", &range), ("Accept-Encoding", "gzip")]);
            assert_eq!(reply.status, 206, "{path} {range}");
            assert_eq!(reply.header("content-range"), Some(format!("bytes {first}-{last}/{size}").as_str()));
            assert!(reply.body == whole.body[first..=last], "{path} {range}");
        }
        for range in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
            let reply = served.ask("GET", path, &[("Range", &range)]);
            assert_eq!(
                (reply.status, reply.header("content-range")),
                (416, Some(format!("bytes */{size}").as_str()))
            );
        }
        for range in
            ["bytes=9-3", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", "bytes=--1", "bytes=-", "bytes=1"]
        {
            let reply = served.ask("GET", path, &[("Range", range)]);
            assert_eq!((reply.status, reply.body.len()), (200, size), "{path} {range}");
        }
        // Only GET has ranges (RFC 9110, section 14.2).
        for range in ["bytes=0-1", "bytes=900000000-"] {
            let head = served.ask("HEAD", path, &[("Range", range)]);
            assert_eq!((head.status, head.header("content-length")), (200, whole.header("content-length")));
        }
        assert_eq!(served.ask("GET", path, &[("Range", "bytes=0-1"), ("If-Range", tag)]).status, 206);
        assert_eq!(served.ask("GET", path, &[("Range", "bytes=0-1"), ("If-Range", "\"old\"")]).status, 200);
    }
}

#[test]
fn texts_are_compressed_for_those_who_ask() {
    let site = small();
    let served = serve(&site);
    for path in ["/alpha/", "/x.css"] {
        let plain = served.get(path);
        let packed = served.ask("GET", path, &[("Accept-Encoding", "br, gzip;q=0.8")]);
        assert_eq!(
            (plain.header("content-encoding"), packed.header("content-encoding")),
            (None, Some("gzip"))
        );
        assert_eq!(packed.header("vary"), Some("Accept-Encoding"));
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut text).unwrap();
        assert!(text == plain.body && packed.body.len() < plain.body.len());
    }
    let reply = served.ask("GET", "/alpha/", &[("Accept-Encoding", "gzip;q=0")]);
    assert_eq!(reply.header("content-encoding"), None);
    let sound = served.ask("GET", &sound_path(&served), &[("Accept-Encoding", "gzip")]);
    assert_eq!(sound.header("content-encoding"), None);
}

#[test]
fn lost_addresses_get_the_page_for_them() {
    let site = small();
    let served = serve(&site);
    let page = served.get("/404.html");
    assert_eq!(page.status, 200);
    for path in
        ["/lost/", "/lost", "/alpha/x.html", "/static/x.css", "/site.toml", "/content/a.md", "/.generate/x"]
    {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.without_script()), (404, page.without_script()), "{path}");
        assert!(!reply.tag().is_empty());
    }
}

#[test]
fn old_addresses_lead_on_as_a_host_would_lead() {
    let site = small();
    site.write("static/_redirects", "/shop/* https://shop.example/:splat 302\n/gone /alpha/ 308\n");
    let served = serve(&site);
    for (path, status, to) in [
        ("/node/1/", 301, "/alpha/"),
        ("/node/1", 301, "/alpha/"),
        ("/story.php?id=7", 301, "/alpha/"),
        ("/alpha", 301, "/alpha/"),
        ("/alpha?x=1", 301, "/alpha/?x=1"),
        ("//alpha//", 301, "/alpha/"),
        ("/shop/a/b", 302, "https://shop.example/a/b"),
        ("/gone", 308, "/alpha/"),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("location")), (status, Some(to)), "{path}");
    }
    assert_eq!(served.get("/story.php?id=8").status, 404);
    assert_eq!(served.get("/alpha/?x=1").status, 200);
    assert_eq!(served.get("/alpha/index.html").status, 200);
}

#[test]
fn the_preview_follows_old_addresses_whatever_the_host() {
    for hosts in ["hosts = ['nginx']", "hosts = ['cloudflare-pages']"] {
        let served = serve(&small().config(hosts));
        for path in ["/node/1", "/story.php?id=7"] {
            let reply = served.get(path);
            assert_eq!((reply.status, reply.header("location")), (301, Some("/alpha/")), "{hosts}: {path}");
        }
    }
}

#[test]
fn a_site_below_a_path_answers_there_alone() {
    let site = site_with("", &post("a.md", "Alpha", "2010-01-01", "url: /alpha/\naliases: [/node/1]"));
    save(&site, "site.toml", "title = \"T\"\nbase_url = \"https://host.example/ar%20chive/\"\n");
    let served = serve(&site);
    assert!(served.server.url().ends_with("/ar%20chive/"), "{}", served.server.url());
    let html = served.get("/ar%20chive/alpha/").text();
    let canonical = format!("<link rel=\"canonical\" href=\"{}/ar%20chive/alpha/\">", served.origin());
    assert!(html.contains(&canonical), "{html}");
    for (path, status, to) in [
        ("/ar%20chive", 301, Some("/ar%20chive/")),
        ("/ar%20chive/alpha", 301, Some("/ar%20chive/alpha/")),
        ("/ar%20chive/node/1/", 301, Some("/ar%20chive/alpha/")),
        ("/ar%20chive/", 200, None),
        ("/", 404, None),
        ("/alpha/", 404, None),
        ("/ar%20chivealpha/", 404, None),
        ("/_preview/reload.js", 200, None),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("location")), (status, to), "{path}");
    }
}
