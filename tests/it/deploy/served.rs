//! A site goes to real servers, changes, and goes there again.

use super::objects;
use super::servers::{Kind, SECRET, Server};
use super::*;
use crate::program::Run;

/// A folder with a site, and the server that it is deployed to.
struct Served {
    root: TempDir,
    server: Server,
}

/// A file that is sent in pieces.
const LARGE: usize = generate_stores::CHUNK + 70_000;

/// A name that has to be written in another way in addresses.
const ODD: &str = "files/Отчёт 1+2 & ñ.txt";

impl Served {
    /// A small site and a server without files; `None` where that is absent.
    fn new(kind: Kind) -> Option<Served> {
        let served = Served { server: Server::start(kind)?, root: TempDir::new().unwrap() };
        let toml = format!("{}{}", crate::support::SITE_TOML, served.server.settings());
        served.write("site.toml", toml);
        for number in 1..=4 {
            served.write(&format!("content/s{number}.md"), article(&format!("Story {number}")));
        }
        // The emulator of Google's storage takes no file in pieces.
        let large = if kind == Kind::Gcs { 70_000 } else { LARGE };
        let large: Vec<u8> = (0..large).map(|at| (at * 31 % 251) as u8).collect();
        served.write("static/files/large.bin", large);
        served.write(&format!("static/{ODD}"), "odd");
        Some(served)
    }

    /// The demonstration archive, which can be changed, and a server without files; `None` where that is absent.
    fn demonstration(kind: Kind) -> Option<Served> {
        let served = Served { server: Server::start(kind)?, root: TempDir::new().unwrap() };
        let from = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["content", "data", "static"] {
            for (path, bytes) in tree(&from.join(folder)) {
                served.write(&format!("{folder}/{path}"), bytes);
            }
        }
        let toml = fs::read_to_string(from.join("site.toml")).unwrap();
        served.write("site.toml", format!("{toml}\n{}", served.server.settings()));
        Some(served)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn public(&self) -> PathBuf {
        self.root.path().join("public")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(self.root.path());
        self.server.let_in(command.args(arguments));
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs the program, which must have nothing to complain of.
    fn done(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!((run.code, &*run.stderr), (Some(0), ""), "{:?} {arguments:?}", self.server.kind);
        run.stdout
    }

    /// Builds, deploys, and compares what the server has with what was built; then verifies.
    fn goes_there(&self) {
        self.done(&["build", "--quiet"]);
        self.done(&["deploy", "--quiet"]);
        self.is_as_built();
        assert!(self.done(&["verify", "live"]).contains(" files verified, "));
    }

    fn is_as_built(&self) {
        let (found, built) = (self.server.files(), tree(&self.public()));
        assert_eq!(found.keys().collect::<Vec<_>>(), built.keys().collect::<Vec<_>>());
        for (path, bytes) in &built {
            assert!(found.get(path) == Some(bytes), "{:?}: {path}", self.server.kind);
        }
    }

    /// Damages a file; `--full` sends it again, and nothing else.
    fn is_repaired(&self, path: &str) {
        let mut bytes = fs::read(self.public().join(path)).unwrap();
        // Whoever keeps no checksums shows damage by another size only.
        match self.server.kind.has_objects() {
            true => bytes[0] ^= 1,
            false => bytes.truncate(bytes.len() / 2),
        }
        self.server.replace(path, &bytes);
        let verified = self.run(&["verify", "live"]);
        assert_eq!(verified.code, Some(1));
        assert!(verified.stderr.contains(path), "{}", verified.stderr);
        let planned = self.done(&["deploy", "--full", "--dry-run"]);
        assert!(planned.contains(path) && planned.contains("1 file "), "{planned}");
        self.done(&["deploy", "--full", "--quiet"]);
        self.is_as_built();
    }
}

fn article(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2010-01-02\n---\nSome text.\n")
}

/// The whole life of a small site on one kind of server.
fn lives_on(kind: Kind) {
    let Some(served) = Served::new(kind) else { return };
    served.goes_there();
    assert!(served.done(&["deploy"]).contains(": up to date, "));
    served.write("content/s5.md", article("Story 5"));
    served.write("content/s2.md", article("Another story"));
    served.write("content/s3.md", article("Story 3").replace("date:", "withdrawn: true\ndate:"));
    fs::remove_file(served.root.path().join("content/s4.md")).unwrap();
    served.goes_there();
    assert!(!served.server.files().contains_key("2010/01/s4/index.html"));
    served.is_repaired("2010/01/s1/index.html");
    served.is_repaired(ODD);
    if kind.has_objects() {
        let [content_type, cache] = objects::headers(&served.server, "index.html");
        assert_eq!(content_type, "text/html; charset=utf-8");
        assert_eq!(cache, "public, max-age=0, must-revalidate");
    }
}

/// An article is added to the demonstration archive, one is edited and one withdrawn.
fn demonstration_lives_on(kind: Kind) {
    let Some(served) = Served::demonstration(kind) else { return };
    served.goes_there();
    let articles = tree(&served.root.path().join("content/articles"));
    let mut articles = articles.into_iter().filter(|(path, _)| path.ends_with(".md"));
    let mut next = || {
        let (path, text) = articles.next().unwrap();
        (format!("content/articles/{path}"), String::from_utf8(text).unwrap())
    };
    let (path, text) = next();
    served.write(&path, format!("{text}\nA sentence more.\n"));
    let (path, text) = next();
    served.write(&path, text.replacen("---\n", "---\nwithdrawn: true\n", 1));
    served.write("content/articles/2005/added.md", article("An article more"));
    served.goes_there();
}

#[test]
fn the_demonstration_archive_lives_on_s3() {
    demonstration_lives_on(Kind::S3);
}

#[test]
fn the_demonstration_archive_lives_on_webdav() {
    // Two builds without optimisation take long.
    if std::env::var_os("LONG").is_some() {
        demonstration_lives_on(Kind::WebDav);
    }
}

#[test]
fn wrong_credentials_are_told_and_not_shown() {
    for kind in [Kind::Azure, Kind::Sftp, Kind::Ftp, Kind::Ftps, Kind::WebDav] {
        let Some(served) = Served::new(kind) else { continue };
        served.done(&["build", "--quiet"]);
        let mut command = served.command(&["deploy", "--json"]);
        let wrong = served.server.lock_out(&mut command);
        let failed: Run = command.output().unwrap().into();
        assert_eq!(failed.code, Some(1), "{kind:?}");
        let problems = failed.problems();
        assert!(problems.contains("error[deploy-failed]: "), "{kind:?}: {problems}");
        assert!(problems.contains("(check the credentials, "), "{kind:?}: {problems}");
        for text in [&failed.stdout, &failed.stderr] {
            assert!(!text.contains(wrong) && !text.contains(SECRET), "{kind:?}: {text}");
        }
        assert!(served.server.files().is_empty(), "{kind:?}");
    }
}

#[test]
fn a_site_lives_on_s3() {
    lives_on(Kind::S3);
}

#[test]
fn a_site_lives_on_google() {
    lives_on(Kind::Gcs);
}

#[test]
fn a_site_lives_on_azure() {
    lives_on(Kind::Azure);
}

#[test]
fn a_site_lives_on_sftp() {
    lives_on(Kind::Sftp);
}

#[test]
fn a_site_lives_on_ftp() {
    lives_on(Kind::Ftp);
}

#[test]
fn a_site_lives_on_ftps() {
    lives_on(Kind::Ftps);
}

#[test]
fn a_site_lives_on_webdav() {
    lives_on(Kind::WebDav);
}
