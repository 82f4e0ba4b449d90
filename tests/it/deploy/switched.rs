//! Folders of a server with SSH that change at once.

use std::os::unix::fs::{MetadataExt as _, symlink};

use super::servers::{Kind, Server};
use super::switch::{seen_meanwhile, set_number};
use super::*;
use crate::program::Run;

/// A site, and OpenSSH's server that it is deployed to.
struct Switched {
    site: Site,
    server: Server,
}

impl Switched {
    /// `None` where there is no such server.
    fn new(server: Option<Server>) -> Option<Switched> {
        let server = server?;
        let site = site(&stories(3, ""));
        let toml = fs::read_to_string(site.path("site.toml")).unwrap();
        site.write("site.toml", format!("{toml}\n{}switch = true\nreleases = 2\n", server.settings()));
        let switched = Switched { site, server };
        switched.number(0);
        Some(switched)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.site.path(""));
        self.server.let_in(command.args(arguments));
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    /// How many files a deploy sends, or would send.
    fn sent(&self, arguments: &[&str]) -> u64 {
        let run = self.run(&[&["deploy", "--json"], arguments].concat());
        assert_eq!((run.code, run.problems()), (Some(0), String::new()));
        run.json()["sent"].as_u64().unwrap()
    }

    /// Deploys, and compares what readers get with what was built. Returns how many files were sent.
    fn deploy(&self) -> u64 {
        let sent = self.sent(&[]);
        assert!(tree(&self.current()) == tree(&self.site.path("public")));
        assert!(!self.server.folder().join("releases/generate-deploy.lock").exists());
        sent
    }

    fn is_verified(&self) {
        let verified = self.run(&["verify", "live", "--strict"]);
        assert_eq!((verified.code, &*verified.stderr), (Some(0), ""));
    }

    fn current(&self) -> PathBuf {
        self.server.folder().join("current")
    }

    /// The release that readers get.
    fn release(&self) -> PathBuf {
        self.current().canonicalize().unwrap()
    }

    fn releases(&self) -> Vec<String> {
        let entries = fs::read_dir(self.server.folder().join("releases")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Changes a story on every page of which a number stands.
    fn number(&self, number: usize) {
        set_number(&self.site, number);
    }
}

/// How a release has the files of the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shares {
    Links,
    Copies,
    Nothing,
}

/// The whole life of a site on a server with these settings.
fn lives_on(settings: &str, shares: Shares) {
    let Some(switched) = Switched::new(Server::start_sftp(settings)) else { return };
    let planned = switched.sent(&["--dry-run"]);
    let absent = switched.run(&["verify", "live"]);
    assert!(absent.stderr.contains("error[no-manifest]: no manifest in sftp://"), "{}", absent.stderr);
    assert!(!switched.server.folder().exists(), "neither a dry run nor a look makes anything");
    let all = switched.deploy();
    assert_eq!(planned, all);
    assert_eq!(switched.deploy(), 0);
    assert_eq!(switched.releases().len(), 1);
    let first = switched.release();
    // What a kill has left half-written is in no later release.
    fs::write(first.join(".404.html.generate-part"), "half").unwrap();
    let before = tree(&first);
    switched.number(1);
    let planned = switched.sent(&["--dry-run"]);
    let few = switched.deploy();
    assert_eq!(planned, few);
    assert_eq!(few > all / 2 + 5, shares == Shares::Nothing, "{few} of {all}");
    assert!(tree(&first) == before, "an older release never changes");
    let second = switched.release();
    let number = |release: &Path| fs::metadata(release.join("404.html")).unwrap().ino();
    assert_eq!(number(&first) == number(&second), shares == Shares::Links);
    // A deploy that was killed while it began, and one that was killed while it removed a release.
    let releases = switched.server.folder().join("releases");
    for folder in ["next.begun-1/a", "removed-20200101T000000.000Z/a"] {
        fs::create_dir_all(releases.join(folder)).unwrap();
        fs::write(releases.join(folder).join("b"), "").unwrap();
    }
    switched.number(2);
    switched.deploy();
    assert_eq!(switched.releases().len(), 2, "{:?}", switched.releases());
    assert!(!first.exists() && second.exists());
    switched.is_verified();
    // Damage is found in the release that readers get, and its repair leaves the older one alone.
    let damaged = switched.current().join("404.html");
    fs::remove_file(&damaged).unwrap();
    assert_eq!(switched.run(&["verify", "live"]).code, Some(1));
    assert!(switched.sent(&["--full"]) > 0);
    switched.is_verified();
}

#[test]
fn a_release_on_a_server_shares_the_files_of_the_one_before() {
    lives_on("Subsystem sftp internal-sftp\n", Shares::Links);
}

#[test]
fn a_server_without_a_shell_is_enough() {
    lives_on("Subsystem sftp internal-sftp\nForceCommand internal-sftp\n", Shares::Links);
}

#[test]
fn a_server_without_hard_links_copies() {
    lives_on("Subsystem sftp internal-sftp -P hardlink\n", Shares::Copies);
}

#[test]
fn to_a_server_that_does_neither_all_files_are_sent() {
    lives_on("Subsystem sftp internal-sftp -P hardlink,copy-data\n", Shares::Nothing);
}

#[test]
fn a_server_that_cannot_switch_is_refused() {
    for (lacks, expected) in [
        (
            "posix-rename",
            "cannot change at once: the server cannot replace a link at once (posix-rename@openssh.com)",
        ),
        ("symlink", "cannot make a new release: no symbolic link can be made: "),
    ] {
        let server = Server::start_sftp(&format!("Subsystem sftp internal-sftp -P {lacks}\n"));
        let Some(switched) = Switched::new(server) else { return };
        let failed = switched.run(&["deploy", "--json"]);
        assert_eq!(failed.code, Some(1));
        let problems = failed.problems();
        assert!(problems.contains(expected), "{problems}");
        assert!(!switched.server.folder().exists() || tree(&switched.server.folder()).is_empty());
    }
}

#[test]
fn what_stands_on_a_server_where_the_link_should_is_left_alone() {
    let Some(switched) = Switched::new(Server::start(Kind::Sftp)) else { return };
    fs::create_dir_all(switched.current()).unwrap();
    fs::write(switched.current().join("mine.html"), "mine").unwrap();
    for arguments in
        [&["deploy", "--json"][..], &["deploy", "--json", "--dry-run"], &["verify", "live", "--json"]]
    {
        let failed = switched.run(arguments);
        assert_eq!(failed.code, Some(1));
        assert!(failed.problems().starts_with("error[target-not-empty]"), "{}", failed.problems());
        assert_eq!(tree(&switched.server.folder()).len(), 1);
    }
}

#[test]
fn a_reader_of_a_server_never_sees_two_sites_mixed() {
    let Some(switched) = Switched::new(Server::start(Kind::Sftp)) else { return };
    switched.deploy();
    let seen = seen_meanwhile(&switched.current(), || {
        for number in 1..5 {
            switched.number(number);
            switched.deploy();
        }
    });
    assert!(seen.len() > 2, "{seen:?}");
}

#[test]
fn a_deploy_to_a_server_that_is_killed_changes_nothing_until_the_switch() {
    let Some(switched) = Switched::new(Server::start(Kind::Sftp)) else { return };
    switched.deploy();
    let before = tree(&switched.current());
    for number in 0..100 {
        switched.site.write(&format!("static/f{number}.txt"), number.to_string());
    }
    switched.site.build();
    let after = tree(&switched.site.path("public"));
    let mut is_switched = false;
    for turn in 0..8_u64 {
        let mut child = switched.command(&["deploy", "--quiet", "--parallel", "1"]).spawn().unwrap();
        thread::sleep(Duration::from_millis(150 + turn * 170));
        child.kill().unwrap();
        child.wait().unwrap();
        // Those of a deploy that has ended are no longer there.
        let mut now = tree(&switched.current());
        now.retain(|path, _| path != "generate-deploy.json");
        is_switched |= now == after;
        assert!(
            now == if is_switched { after.clone() } else { before.clone() },
            "a mixture after kill {turn}"
        );
    }
    switched.deploy();
    switched.number(1);
    switched.deploy();
    assert_eq!(switched.releases().len(), 2, "{:?}", switched.releases());
    switched.is_verified();
}

#[test]
fn no_file_goes_to_a_server_twice_after_a_kill_before_the_last_step() {
    let Some(switched) = Switched::new(Server::start(Kind::Sftp)) else { return };
    switched.deploy();
    let first = switched.release();
    switched.number(1);
    switched.deploy();
    let link = |release: &Path, name: &str| {
        let link = switched.server.folder().join(name);
        let _ = fs::remove_file(&link);
        symlink(Path::new("releases").join(release.file_name().unwrap()), link).unwrap();
    };
    // The release has its name, and the link to it not yet that of the other.
    link(&switched.release(), "current.new");
    link(&first, "current");
    assert_eq!(switched.sent(&["--dry-run"]), 0);
    assert_eq!(switched.release(), first);
    assert_eq!(switched.deploy(), 0);
    assert_ne!(switched.release(), first);
    assert!(switched.server.folder().join("current.new").symlink_metadata().is_err());
    switched.is_verified();
}
