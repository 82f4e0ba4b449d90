//! Deploys to a bucket that fails: nothing is lost, and nothing is sent twice.

use super::bucket::{Bucket, Fault};
use super::*;
use crate::program::Run;

pub const SECRET: &str = "s3cr3tK3y";

/// A site and a bucket.
pub struct Pair {
    pub deployed: Deployed,
    pub bucket: Bucket,
}

impl Pair {
    pub fn new() -> Pair {
        let deployed = Deployed::new();
        let bucket = Bucket::new();
        let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
        let target = format!("to = \"s3://bucket/site\"\nendpoint = \"{}\"", bucket.endpoint);
        deployed.site.write(
            "site.toml",
            format!("{toml}\n[deploy.live]\n{target}\nregion = \"auto\"\nkeep = \"0\"\n"),
        );
        deployed.site.build();
        Pair { deployed, bucket }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.deployed.site.path(""));
        command.args(arguments).env("AWS_ACCESS_KEY_ID", "tester").env("AWS_SECRET_ACCESS_KEY", SECRET);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    pub fn deploy(&self) {
        let done = self.run(&["deploy"]);
        assert_eq!((done.code, &*done.stderr), (Some(0), ""));
    }

    /// The requests since the last call.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.bucket.state().requests)
    }

    pub fn is_as_built(&self) {
        let (found, built) = (self.bucket.site(), tree(&self.deployed.site.path("public")));
        assert_eq!(found.keys().collect::<Vec<_>>(), built.keys().collect::<Vec<_>>());
        for (path, bytes) in &built {
            assert_eq!(found.get(path), Some(bytes), "{path}");
        }
    }
}

#[test]
fn requests_follow_the_change() {
    let pair = Pair::new();
    pair.deploy();
    pair.is_as_built();
    pair.requests();
    pair.deploy();
    assert_eq!(pair.requests(), ["GET site/generate-manifest.json", "GET site/generate-deploy.json"]);
    pair.deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2010-01-04\n---\n");
    let written = pair.deployed.site.build();
    let before = pair.bucket.site();
    pair.deploy();
    drop(written);
    let built = tree(&pair.deployed.site.path("public"));
    let differ = built.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
    // And the lock, and what is about to be sent.
    assert_eq!(pair.bucket.sent().len(), differ + 2);
    pair.is_as_built();
    let verified = pair.run(&["verify", "live"]);
    assert_eq!((verified.code, &*verified.stderr), (Some(0), ""));
    let full = pair.run(&["deploy", "--full"]);
    assert_eq!((full.code, &*full.stderr), (Some(0), ""));
}

#[test]
fn objects_have_the_headers_that_browsers_need() {
    let pair = Pair::new();
    pair.deploy();
    let state = pair.bucket.state();
    let headers = |path: &str| {
        let object = &state.objects[&format!("site/{path}")];
        (object.content_type.clone(), object.cache_control.clone())
    };
    let changing = "public, max-age=0, must-revalidate";
    assert_eq!(headers("index.html"), ("text/html; charset=utf-8".into(), changing.into()));
    assert_eq!(headers("feed.xml"), ("application/atom+xml; charset=utf-8".into(), changing.into()));
    let style = state.objects.keys().find(|path| path.starts_with("site/theme/style.")).unwrap();
    let style = headers(style.trim_start_matches("site/"));
    assert_eq!(style, ("text/css; charset=utf-8".into(), "public, max-age=31536000, immutable".into()));
}

#[test]
fn a_bucket_that_fails_now_and_then_gets_the_whole_site() {
    let pair = Pair::new();
    pair.bucket.state().fault = Some(Box::new(|number| match number % 9 {
        2 => Fault::Status(500),
        4 => Fault::Status(503),
        6 => Fault::Closed(false),
        8 => Fault::Closed(true),
        _ => Fault::None,
    }));
    pair.deploy();
    pair.is_as_built();
    assert_eq!(pair.bucket.state().incomplete, [] as [&str; 0]);
}

#[test]
fn a_bucket_that_refuses_is_told_without_secrets() {
    let pair = Pair::new();
    pair.bucket.state().fault = Some(Box::new(|_| Fault::Status(403)));
    let failed = pair.run(&["deploy", "--json"]);
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.problems().starts_with("error[deploy-failed]: s3://bucket/site: "),
        "{}",
        failed.problems()
    );
    assert!(failed.problems().contains("check the credentials"), "{}", failed.problems());
    for text in [failed.stdout, failed.stderr] {
        assert!(!text.contains(SECRET) && !text.contains("tester"), "{text}");
    }
    assert!(pair.bucket.site().is_empty());
}

#[test]
fn a_bucket_that_dies_midway_is_finished_later() {
    let pair = Pair::new();
    pair.bucket.state().fault =
        Some(Box::new(|number| if number > 12 { Fault::Status(403) } else { Fault::None }));
    let failed = pair.run(&["deploy"]);
    assert_eq!(failed.code, Some(1));
    assert!(!pair.bucket.site().contains_key("generate-manifest.json"));
    pair.bucket.state().fault = None;
    let done = pair.run(&["deploy"]);
    assert_eq!((done.code, &*done.stderr), (Some(0), "resuming a deploy that was not finished\n"));
    pair.is_as_built();
}

#[test]
fn a_killed_deploy_sends_no_file_twice() {
    let pair = Pair::new();
    for number in 0..200 {
        pair.deployed.site.write(&format!("static/f{number}.txt"), number.to_string());
    }
    pair.deployed.site.build();
    let kills = if std::env::var_os("LONG").is_some() { 200 } else { 12 };
    let mut killed = 0;
    // Without a check, which the kills would hit in place of the sending.
    for turn in 0..kills {
        let mut child = pair.command(&["deploy", "--quiet", "--force", "--parallel", "2"]).spawn().unwrap();
        thread::sleep(Duration::from_millis(15 + turn * 37 % 120));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
    }
    assert!(killed > 0);
    let done = pair.run(&["deploy"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    pair.is_as_built();
    assert_eq!(pair.bucket.state().incomplete, [] as [&str; 0]);
    for (path, times) in pair.bucket.sent() {
        // Those on the way at a kill are read back: only what had not arrived is sent again.
        let own = path.starts_with("generate-");
        assert!(own || times == 1, "{path} was sent {times} times");
    }
}

#[test]
fn old_addresses_are_redirected_by_the_bucket() {
    let pair = Pair::new();
    let article = "---\ntitle: Old\ndate: 2010-12-10\nslug: old\naliases: [/node/1]\n---\nText.\n";
    pair.deployed.site.write("content/articles/old.md", article).build();
    pair.deploy();
    let redirects = |pair: &Pair| -> Vec<(String, String)> {
        let state = pair.bucket.state();
        let redirecting = state.objects.iter().filter(|(_, object)| !object.redirect.is_empty());
        redirecting.map(|(path, object)| (path.clone(), object.redirect.clone())).collect()
    };
    assert_eq!(redirects(&pair), []);
    // The pages stay as they are, but the bucket answers otherwise.
    let toml = fs::read_to_string(pair.deployed.site.path("site.toml")).unwrap();
    pair.deployed.site.write("site.toml", format!("hosts = [\"s3-website\"]\n{toml}")).build();
    pair.requests();
    pair.deploy();
    let expected = [("site/node/1/index.html".to_owned(), "/2010/12/old/".to_owned())];
    assert_eq!(redirects(&pair), expected);
    let sent = pair.requests();
    assert!(sent.contains(&"PUT site/node/1/index.html".to_owned()), "{sent:?}");
    assert!(!sent.iter().any(|request| request == "PUT site/2010/12/old/index.html"), "{sent:?}");
    pair.is_as_built();
    pair.deploy();
    assert_eq!(pair.requests().len(), 2, "nothing has changed");
}
