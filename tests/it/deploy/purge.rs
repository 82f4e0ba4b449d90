//! A CDN is told which addresses have changed, completely and without its token in any message.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;

use super::*;
use crate::program::Run;

const TOKEN: &str = "t0ps3cr3t";

/// A request: its `Authorization` and its body.
type Posted = (String, serde_json::Value);

/// A server that takes lists and answers with the statuses that it is given, and then with 200.
struct Cdn {
    url: String,
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl Cdn {
    fn new(statuses: &'static [u16]) -> Cdn {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/purge?key=1", listener.local_addr().unwrap());
        let posted: Arc<Mutex<Vec<Posted>>> = Arc::default();
        let seen = posted.clone();
        thread::spawn(move || {
            let mut statuses = statuses.iter();
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut length, mut authorization) = (0, String::new());
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    let Some((name, value)) = line.trim_end().split_once(": ") else {
                        if line.starts_with("POST ") { continue } else { break }
                    };
                    match &*name.to_lowercase() {
                        "content-length" => length = value.parse().unwrap(),
                        "authorization" => authorization = value.to_owned(),
                        _ => {}
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                seen.lock().unwrap().push((authorization, serde_json::from_slice(&body).unwrap()));
                let status = statuses.next().unwrap_or(&200);
                write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .unwrap();
            }
        });
        Cdn { url, posted }
    }

    /// What was posted since the last call.
    fn take(&self) -> Vec<Posted> {
        std::mem::take(&mut *self.posted.lock().unwrap())
    }
}

/// The addresses of posted lists.
fn addresses(posted: &[Posted]) -> BTreeSet<String> {
    let files = posted.iter().flat_map(|(_, json)| json["files"].as_array().unwrap());
    files.map(|address| address.as_str().unwrap().to_owned()).collect()
}

fn declare(deployed: &Deployed, cdn: &Cdn) {
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    let toml = toml.split("\n[deploy.live]").next().unwrap();
    let (target, url) = (deployed.folder().display().to_string(), &cdn.url);
    deployed.site.write(
        "site.toml",
        format!(
            "{toml}\n[deploy.live]\nto = \"{target}\"\nkeep = \"0\"\npurge_hook = \"{url}\"\n\
             purge_token_env = \"CDN_TOKEN\"\npurge_at_once = 10\n"
        ),
    );
}

fn command(deployed: &Deployed, arguments: &[&str]) -> Run {
    let mut command = program(&deployed.site.path(""));
    command.arg("deploy").args(arguments).env("CDN_TOKEN", TOKEN).output().unwrap().into()
}

fn record(deployed: &Deployed) -> Vec<String> {
    let names = tree(&deployed.site.path(".generate/deploy")).into_keys();
    names.filter(|name| name.ends_with(".purge")).collect()
}

#[test]
fn what_has_changed_is_posted_in_pieces() {
    let deployed = Deployed::new();
    let cdn = Cdn::new(&[500, 429]);
    declare(&deployed, &cdn);
    let dry = command(&deployed, &["--dry-run", "--build"]);
    assert_eq!((dry.code, cdn.take()), (Some(0), Vec::new()));
    let done = command(&deployed, &["--purge-list", "list.txt"]);
    assert_eq!((done.code, &*done.stderr), (Some(0), ""));
    let posted = cdn.take();
    assert!(posted.iter().all(|(token, _)| token == &format!("Bearer {TOKEN}")));
    assert!(posted.iter().all(|(_, json)| json["files"].as_array().unwrap().len() <= 10));
    assert_eq!(posted[0], posted[1], "it was tried again");
    let listed = fs::read_to_string(deployed.site.path("list.txt")).unwrap();
    assert_eq!(addresses(&posted), listed.lines().map(str::to_owned).collect());
    assert!(addresses(&posted).contains("https://archive.example.org/2010/01/s1/"));
    assert_eq!(record(&deployed), [] as [&str; 0]);
    assert_eq!((command(&deployed, &[]).code, cdn.take()), (Some(0), Vec::new()));
    fs::remove_file(deployed.site.path("content/s1.md")).unwrap();
    assert_eq!(command(&deployed, &["--build"]).code, Some(0));
    assert!(addresses(&cdn.take()).contains("https://archive.example.org/2010/01/s1/"), "deleted files too");
}

#[test]
fn a_cdn_that_refuses_is_told_later() {
    let deployed = Deployed::new();
    let cdn = Cdn::new(&[403]);
    declare(&deployed, &cdn);
    let refused = command(&deployed, &["--build", "--json"]);
    assert_eq!(refused.code, Some(0), "the site itself is there");
    let [file] = &record(&deployed)[..] else { panic!("no list") };
    let problems = refused.problems();
    assert!(problems.contains("warning[not-purged]") && problems.contains(file), "{problems}");
    for text in [&refused.stdout, &refused.stderr] {
        assert!(!text.contains(TOKEN) && !text.contains("key=1"), "{text}");
    }
    let first = cdn.take();
    assert_eq!(first.len(), 1, "a refusal is not tried again");
    deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2010-01-04\n---\n");
    assert_eq!(command(&deployed, &["--build"]).code, Some(0));
    let posted = addresses(&cdn.take());
    for page in ["s1", "s4"] {
        assert!(posted.contains(&format!("https://archive.example.org/2010/01/{page}/")), "{page}");
    }
    assert_eq!(record(&deployed), [] as [&str; 0]);
}

#[test]
fn a_hook_is_a_web_address_and_its_token_the_name_of_a_variable() {
    let deployed = Deployed::new();
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    for (key, value, expected) in [
        ("purge_hook", "cdn.example", "expected an address that begins with `https://`"),
        ("purge_token_env", "abc-def", "expected the name of an environment variable"),
    ] {
        deployed
            .site
            .write("site.toml", format!("{toml}\n[deploy.live]\nto = \"./www\"\n{key} = \"{value}\"\n"));
        let failed = command(&deployed, &[]);
        assert_eq!(failed.code, Some(1), "{key}");
        assert!(failed.stderr.contains(expected), "{}", failed.stderr);
    }
}

#[cfg(unix)]
#[test]
fn the_list_is_complete_after_kills() {
    let deployed = Deployed::new();
    let cdn = Cdn::new(&[]);
    declare(&deployed, &cdn);
    assert_eq!(command(&deployed, &["--build"]).code, Some(0));
    let before = tree(&deployed.folder());
    cdn.take();
    for number in 0..150 {
        deployed.site.write(&format!("static/f{number}.txt"), number.to_string());
    }
    fs::remove_file(deployed.site.path("content/s1.md")).unwrap();
    deployed.site.build();
    let mut posted = BTreeSet::new();
    for turn in 0..20_u64 {
        let mut command = program(&deployed.site.path(""));
        command.args(["deploy", "--quiet", "--force", "--parallel", "1"]).env("CDN_TOKEN", TOKEN);
        let mut child = command.spawn().unwrap();
        thread::sleep(Duration::from_millis(10 + turn * 23 % 140));
        child.kill().unwrap();
        child.wait().unwrap();
        posted.extend(addresses(&cdn.take()));
    }
    let done = command(&deployed, &["--force"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    posted.extend(addresses(&cdn.take()));
    let after = tree(&deployed.folder());
    let differ = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path));
    for path in differ.filter(|path| !path.starts_with("generate-")) {
        let address =
            format!("https://archive.example.org/{}", path.strip_suffix("index.html").unwrap_or(path));
        assert!(posted.contains(&address), "{address}");
    }
    assert_eq!(record(&deployed), [] as [&str; 0]);
}
