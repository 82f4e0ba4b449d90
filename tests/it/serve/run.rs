//! The program itself: ports, signals, lines of JSON, what it leaves behind.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::LIMIT;
use crate::page::post;
use crate::program::{program, run};
use crate::support::{Site, site, tree};

/// The program, ended with the test.
struct Program {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn start(mut command: Command) -> Program {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Program { child, lines }
    }

    fn serve(folder: &Path, arguments: &[&str]) -> Program {
        let mut command = program(folder);
        command.arg("serve").args(arguments);
        Program::start(command)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.lines.read_line(&mut line).unwrap() > 0, "{}", self.stderr());
        line
    }

    /// The next event of this name.
    fn event(&mut self, name: &str) -> Value {
        loop {
            let event: Value = serde_json::from_str(&self.line()).unwrap();
            if event["event"] == name {
                return event;
            }
        }
    }

    fn stderr(&mut self) -> String {
        let mut text = String::new();
        let _ = self.child.stderr.take().unwrap().read_to_string(&mut text);
        text
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([format!("-{name}"), id]).status().unwrap().success());
    }

    /// The exit code, once the program has ended.
    fn ended(&mut self) -> Option<i32> {
        let since = Instant::now();
        while since.elapsed() < LIMIT {
            if let Some(status) = self.child.try_wait().unwrap() {
                eprintln!("ended after {:?}", since.elapsed());
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("did not end");
    }
}

fn small() -> Site {
    site(&post("a.md", "Alpha", "2010-01-01", "url: /alpha/"))
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    // Below those that the system gives to connections: other tests open many while this one waits for its server.
    let from = 20_000 + (std::process::id() % 10_000) as u16;
    (from..32_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

#[test]
fn one_line_of_json_an_event() {
    let site = small();
    let mut program = Program::serve(&site.path(""), &["--port", "0", "--json"]);
    let ready = program.event("ready");
    assert!(ready["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{ready}");
    assert_eq!((&ready["articles"], &ready["errors"]), (&1.into(), &0.into()));
    site.write("content/a.md", "---\ntitle: Alpha\ndate: soon\nurl: /alpha/\n---\nText.\n");
    let failed = program.event("failed");
    assert_eq!(failed["files"][0], "content/a.md");
    let problem = &failed["diagnostics"][0];
    assert_eq!((&problem["file"], &problem["line"]), (&"content/a.md".into(), &3.into()));
    site.write("content/a.md", "---\ntitle: Alpha\ndate: 2010-01-02\nurl: /alpha/\n---\nText.\n");
    let rebuilt = program.event("rebuilt");
    assert_eq!((&rebuilt["fixed"], &rebuilt["files"][0]), (&true.into(), &"content/a.md".into()));
    program.signal("INT");
    program.event("stopped");
    assert_eq!(program.ended(), Some(0));
}

#[test]
fn a_new_path_of_the_site_is_told() {
    let site = small();
    let config = |path: &str| {
        site.write("site.toml", format!("title = \"A\"\nbase_url = \"https://a.example/{path}\"\n"));
    };
    let mut program = Program::serve(&site.path(""), &["--port", "0", "--json"]);
    let home = program.event("ready")["url"].as_str().unwrap().to_owned();
    config("archive/");
    assert_eq!(program.event("moved")["url"], format!("{home}archive/"));
    config("");
    assert_eq!(program.event("moved")["url"], home);
    drop(program);
    let mut program = Program::serve(&site.path(""), &["--port", "0"]);
    let line = program.line();
    let home = line.strip_prefix("serving ").unwrap().split(' ').next().unwrap();
    config("archive/");
    assert_eq!(program.line(), format!("serving {home}archive/ (the path of `base_url` has changed)\n"));
}

#[test]
fn an_interrupted_server_leaves_its_port_and_its_browsers() {
    let site = small();
    let port = free_port().to_string();
    for signal in ["INT", "TERM", "INT"] {
        let mut program = Program::serve(&site.path(""), &["--port", &port]);
        let line = program.line();
        assert!(line.starts_with(&format!("serving http://127.0.0.1:{port}/ (1 article, ")), "{line}");
        let mut browser = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let request =
            format!("GET /_preview/events?page=x&address=/ HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        std::io::Write::write_all(&mut browser, request.as_bytes()).unwrap();
        browser.set_read_timeout(Some(LIMIT)).unwrap();
        assert!(browser.read(&mut [0; 100]).unwrap() > 0);
        program.signal(signal);
        assert_eq!(program.ended(), Some(0));
        assert!(program.stderr().ends_with("stopped\n"));
    }
}

#[test]
fn whoever_is_told_that_it_serves_can_end_it() {
    let site = small();
    for _ in 0..20 {
        let mut program = Program::serve(&site.path(""), &["--port", "0"]);
        assert!(program.line().starts_with("serving "));
        program.signal("INT");
        assert_eq!(program.ended(), Some(0));
    }
}

#[test]
fn the_next_free_port_is_taken_and_told() {
    let site = small();
    let taken = loop {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // There have to be ports after it.
        if listener.local_addr().unwrap().port() < 65_000 {
            break listener;
        }
    };
    let port = taken.local_addr().unwrap().port();
    let mut program = Program::serve(&site.path(""), &["--port", &port.to_string()]);
    let line = program.line();
    assert!(line.starts_with("serving http://127.0.0.1:") && !line.contains(&format!(":{port}/")), "{line}");
    program.signal("INT");
    assert_eq!(program.ended(), Some(0));
    let told = program.stderr();
    assert!(told.starts_with(&format!("port {port} is in use; using ")), "{told}");
}

#[test]
fn what_cannot_be_served_is_said() {
    let empty = tempfile::TempDir::new().unwrap();
    let ended = run(empty.path(), &["serve", "--port", "0"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("no site.toml found"), "{}", ended.stderr);
    let site = small();
    let ended = run(&site.path(""), &["serve", "--port", "0", "--host", "no such host"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("invalid value `no such host` for --host"), "{}", ended.stderr);
    let ended = run(&site.path(""), &["serve", "--port", "0", "--as-of", "soon", "--json"]);
    assert_eq!((ended.code, &ended.json()["diagnostics"][0]["code"]), (Some(1), &"wrong-option".into()));
    assert_eq!(run(&site.path(""), &["serve", "--port", "http"]).code, Some(2));
}

#[test]
fn nothing_is_written_but_the_cache() {
    let site = small();
    let files = |site: &Site| -> BTreeMap<String, Vec<u8>> {
        let mut files = tree(&site.path(""));
        files.retain(|name, _| !name.starts_with(".generate/"));
        files
    };
    let before = files(&site);
    let mut program = Program::serve(&site.path(""), &["--port", "0", "--json"]);
    let url = program.event("ready")["url"].as_str().unwrap().to_owned();
    let host = url.split('/').nth(2).unwrap();
    for path in ["/", "/alpha/", "/lost/", "/_preview/"] {
        let mut stream = std::net::TcpStream::connect(host).unwrap();
        let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        assert!(stream.read_to_end(&mut Vec::new()).unwrap() > 0);
    }
    program.signal("INT");
    assert_eq!(program.ended(), Some(0));
    assert_eq!(files(&site), before);
}

/// A command in a user name space of its own, where the system's limits can be lowered for it alone.
#[cfg(target_os = "linux")]
fn limited(limit: &str, folder: &Path) -> Command {
    let mut command = program(folder);
    let program = command.get_program().to_owned();
    let script = format!("echo 3 > /proc/sys/user/{limit} && exec \"$0\" serve --port 0 \"$@\"");
    command = Command::new("unshare");
    command.current_dir(folder).args(["--user", "--map-root-user", "sh", "-c", &script]).arg(program);
    command
}

#[cfg(target_os = "linux")]
#[test]
fn where_the_system_watches_no_more_files_are_looked_at() {
    let site = small();
    (0..20).for_each(|n| {
        site.write(
            &format!("content/{n}/x.md"),
            format!("---\ntitle: x\ndate: 2010-01-01\nurl: /x{n}/\n---\n"),
        );
    });
    let mut probe = limited("max_inotify_watches", &site.path(""));
    probe.args(["--help"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("no user name spaces here: the test of the system's limits is skipped");
        return;
    }
    let mut command = limited("max_inotify_watches", &site.path(""));
    command.arg("--json");
    let mut program = Program::start(command);
    let note = program.event("note");
    assert_eq!(note["diagnostics"][0]["code"], "watch-limit", "{note}");
    assert!(note["diagnostics"][0]["hint"].as_str().unwrap().contains("sysctl"), "{note}");
    program.event("ready");
    site.write("content/7/x.md", "---\ntitle: x\ndate: 2010-01-01\nurl: /x7/\n---\nSeen all the same.\n");
    assert_eq!(program.event("rebuilt")["files"][0], "content/7/x.md");
    program.signal("INT");
    assert_eq!(program.ended(), Some(0));
}
