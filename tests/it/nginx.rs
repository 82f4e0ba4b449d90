//! The recipe of `docs/hosting.md` for nginx, in a real nginx: old addresses with a query lead on however they are spelled.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use generate::address::{Address, Hosts};
use generate::path::UrlPath;
use serde_json::Value;

use crate::page::post;
use crate::support::{Built, site};

/// The places where nginx may be; Debian puts it where not every user looks.
const PROGRAMS: [&str; 2] = ["nginx", "/usr/sbin/nginx"];

/// Where the site says that it is.
const HOST: &str = "https://archive.example.org";

/// A server with the settings of the documentation.
struct Nginx {
    process: Child,
    port: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The code blocks of `docs/hosting.md` in a language, up to the first of another host.
fn blocks(language: &str) -> Vec<String> {
    let docs = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/hosting.md")).unwrap();
    let recipe = docs.split_once("## Any web server").unwrap().1.split_once("\n## ").unwrap().0;
    let opening = format!("```{language}\n");
    let starts = recipe.split(&opening).skip(1);
    starts.map(|block| block.split_once("\n```").unwrap().0.to_owned()).collect()
}

fn program() -> Option<&'static str> {
    let runs = |program: &&str| Command::new(program).arg("-v").stderr(Stdio::null()).status().is_ok();
    let found = PROGRAMS.into_iter().find(|program| runs(program));
    if found.is_none() {
        eprintln!("nginx is absent (scripts/test installs it): the recipe of docs/hosting.md is not tested");
    }
    found
}

impl Nginx {
    /// Starts one for a site; its files are in `folder`, which holds the site as `public`.
    fn start(program: &str, folder: &Path) -> Nginx {
        let [script] = blocks("sh").try_into().unwrap();
        assert!(Command::new("sh").args(["-c", &script]).current_dir(folder).status().unwrap().success());
        let [server, maps, moved] = blocks("nginx").try_into().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let here = |text: &str| format!("{}/{text}", folder.display());
        let replaced = |text: &str, from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        };
        let maps = replaced(&maps, "/etc/nginx/redirects.map", &here("redirects.map"));
        let server = replaced(&server, "listen 80;", &format!("listen 127.0.0.1:{port};\n{moved}"));
        let server = replaced(&server, "/srv/archive/public", &here("public"));
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary.map(|name| format!("{name}_temp_path {};\n", here(name))).concat();
        let configuration = format!(
            "daemon off;\nmaster_process off;\npid {};\nerror_log stderr warn;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}{maps}\n{server}\n}}\n",
            here("nginx.pid")
        );
        fs::write(folder.join("nginx.conf"), configuration).unwrap();
        let errors = fs::File::create(folder.join("errors")).unwrap();
        let arguments =
            ["-p", &here(""), "-c", &here("nginx.conf"), "-e", &here("errors")].map(ToOwned::to_owned);
        let mut process = Command::new(program).args(arguments).stderr(errors).spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let is_over =
                process.try_wait().unwrap().is_some() || started.elapsed() > Duration::from_secs(20);
            assert!(!is_over, "{}", fs::read_to_string(folder.join("errors")).unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
        Nginx { process, port }
    }

    /// The status of the answer to a request for `target`, where it leads, and its text.
    fn get(&self, target: &str) -> (u16, Option<String>, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {target} HTTP/1.0\r\nHost: archive.example.org\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let location = head.lines().find_map(|line| line.strip_prefix("Location: "));
        let path = location.map(|location| {
            location.split_once("//").map_or(location, |(_, rest)| &rest[rest.find('/').unwrap()..])
        });
        (status, path.map(ToOwned::to_owned), text.to_owned())
    }

    /// Where a browser is led that asks for `target`, and whether nginx itself does so; by the script of the page that answers
    /// otherwise, which makes the same keys as the program.
    fn leads(&self, built: &Built, target: &str) -> Option<(String, bool)> {
        let (status, location, text) = self.get(target);
        if status == 301 && location.is_some() {
            return location.map(|location| (location, true));
        }
        assert!(matches!(status, 200 | 404), "{target}: {status}");
        if !text.contains("/theme/old-address.") {
            return None;
        }
        // In full, since a path may start with two slashes.
        let asked = format!("{HOST}{target}");
        let key = Address::read(&asked, &Hosts::new([HOST]), &UrlPath::root()).unwrap().key();
        let lists = fs::read_dir(built.out.join("old-addresses")).unwrap();
        let mut lists = lists.map(|list| fs::read(list.unwrap().path()).unwrap());
        lists.find_map(|list| {
            let list: Value = serde_json::from_slice(&list).unwrap();
            list.get(&key).and_then(Value::as_str).map(|to| (to.to_owned(), false))
        })
    }
}

#[test]
fn old_addresses_lead_on_in_every_spelling() {
    let Some(program) = program() else { return };
    let vectors: Value = serde_json::from_str(include_str!("../vectors/old-addresses.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    let texts = |vector: &Value, key: &str| -> Vec<String> {
        let texts = vector[key].as_array().into_iter().flatten();
        texts.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let articles: String = vectors
        .iter()
        .enumerate()
        .map(|(at, vector)| {
            let alias = serde_json::to_string(&vector["written"]).unwrap();
            post(&format!("v{at}.md"), "V", "2010-12-10", &format!("aliases: [{alias}]"))
        })
        .collect();
    let built = site(&articles).build();
    let nginx = Nginx::start(program, built.out.parent().unwrap());
    let (mut by_nginx, mut by_script) = (0, Vec::new());
    for (at, vector) in vectors.iter().enumerate() {
        let target = format!("/2010/12/v{at}/");
        for sent in texts(vector, "sent").iter().filter(|sent| sent.is_ascii()) {
            match nginx.leads(&built, sent) {
                Some((to, is_by_nginx)) => {
                    assert_eq!(to, target, "{sent}");
                    by_nginx += usize::from(is_by_nginx);
                    by_script.extend((!is_by_nginx).then_some(sent.clone()));
                }
                None => panic!("{sent} leads nowhere"),
            }
        }
        // A map of nginx does not tell capitals from small letters.
        let written = vector["written"].as_str().unwrap();
        let differs = |other: &&String| other.is_ascii() && !other.eq_ignore_ascii_case(written);
        for other in texts(vector, "not").iter().filter(differs) {
            assert_ne!(nginx.leads(&built, other).map(|(to, _)| to), Some(target.clone()), "{other}");
        }
    }
    eprintln!("{by_nginx} by nginx, by the script: {by_script:?}");
    assert!(by_nginx > by_script.len(), "{by_nginx} by nginx, by the script: {by_script:?}");
}

#[test]
fn the_usual_spellings_are_answered_by_nginx_itself() {
    let Some(program) = program() else { return };
    let aliases = [
        ("a", "/index.php?id=46:a-b&catid=3:news"),
        ("b", "/story.php"),
        ("c", "/list?tag[]=a b&tag[]=Мир"),
        ("d", "/archive.php?a=1&b=2&c=3&d=4"),
        ("e", "/archive.php"),
        ("f", "/Big-Case/"),
        ("g", "/caf%C3%A9:1/x"),
        ("h", "/2010/12/H/"),
        ("i", "/?p=7"),
        ("j", "/money/"),
    ];
    let articles = aliases.iter().map(|(name, alias)| {
        let slug = if *name == "j" { "\nslug: a$b:c" } else { "" };
        post(&format!("{name}.md"), "T", "2010-12-10", &format!("aliases: [\"{alias}\"]{slug}"))
    });
    let site = site(&articles.collect::<String>());
    let own =
        "/own/* /2010/12/a/ 301\n/mine /2010/12/a/ 301\n/Mine /2010/12/b/ 301\n/found /2010/12/b/ 302\n";
    let built = site.write("static/_redirects", own).build();
    let nginx = Nginx::start(program, built.out.parent().unwrap());
    for (sent, to) in [
        ("/index.php?id=46:a-b&catid=3:news", "a"),
        ("/index.php?catid=3:news&id=46:a-b", "a"),
        ("/index.php?catid=3%3anews&id=46%3Aa-b", "a"),
        ("/INDEX.php?id=46%3Aa-b&catid=3%3Anews", "a"),
        ("/story.php", "b"),
        ("/story.php?utm_source=x", "b"),
        ("/list?tag[]=a+b&tag[]=%d0%9c%d0%b8%d1%80", "c"),
        ("/list/?tag%5B%5D=%D0%9C%D0%B8%D1%80&tag%5B%5D=a%20b", "c"),
        ("/archive.php?a=1&b=2&c=3&d=4", "d"),
        ("/archive.php", "e"),
        ("/Big-Case/", "f"),
        ("/caf%c3%a9:1/x", "g"),
        ("/caf%C3%A9%3A1/x", "g"),
        ("/?p=7", "i"),
        ("/mine", "a"),
        ("/money/", "a$b:c"),
    ] {
        let (status, location, _) = nginx.get(sent);
        let location = location.map(|location| location.replace("%24", "$"));
        assert_eq!((status, location), (301, Some(format!("/2010/12/{to}/"))), "{sent}");
    }
    // In another order or spelling the script leads on; a page that is there is itself, and so is one that differs by case.
    assert_eq!(nginx.leads(&built, "/archive.php?d=4&c=3&b=2&a=1"), Some(("/2010/12/d/".into(), false)));
    assert_eq!(
        nginx.leads(&built, "/index.php?id=46:%61-b&catid=3:news"),
        Some(("/2010/12/a/".into(), false))
    );
    for (sent, status) in
        [("/2010/12/h/", 200), ("/2010/12/a/?p=7", 200), ("/own/x", 404), ("/found", 404), ("/none?x=1", 404)]
    {
        assert_eq!(nginx.get(sent).0, status, "{sent}");
    }
}
