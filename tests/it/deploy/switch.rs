//! Folders that change at once: a reader gets the old site or the new one, whole.

use std::collections::BTreeSet;

use super::*;

fn tokio_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

impl Deployed {
    fn switched(&self) -> Options {
        Options { releases: Some(3), ..self.options() }
    }

    fn current(&self) -> PathBuf {
        self.folder().join("current")
    }

    fn releases(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.folder().join("releases")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn is_current(&self) {
        assert_eq!(tree(&self.current()), tree(&self.site.path("public")));
    }

    /// Changes a story on every page of which a number stands.
    fn number(&self, number: usize) {
        set_number(&self.site, number);
    }
}

/// Changes a story on every page of which a number stands.
pub(super) fn set_number(site: &Site, number: usize) {
    let text = format!("---\ntitle: Number {number}\ndate: 2010-01-02\n---\nNumber {number}.\n");
    site.write("content/number.md", text);
    site.build();
}

/// The numbers that a reader sees at the link `current` while `deploys` runs; on two pages of a release it is the same one.
pub(super) fn seen_meanwhile(current: &Path, deploys: impl FnOnce()) -> BTreeSet<String> {
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !ended.load(Ordering::Relaxed) {
                // What a server does that opens the folder once for a request of several files.
                let Ok(release) = current.canonicalize() else { panic!("no release") };
                let read = |path: &str| fs::read_to_string(release.join(path));
                let Ok(page) = read("2010/01/number/index.html") else { panic!("no page in {release:?}") };
                let number = page.split("Number ").nth(1).unwrap();
                let number = number.split(|c: char| !c.is_ascii_digit()).next().unwrap().to_owned();
                let home = read("index.html").unwrap();
                assert!(
                    home.contains(&format!("Number {number}")),
                    "the home page is another than page {number}"
                );
                seen.insert(number);
                thread::sleep(Duration::from_millis(1));
            }
            seen
        });
        deploys();
        ended.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    })
}

#[test]
fn a_release_is_made_of_the_one_before() {
    let deployed = Deployed::new();
    let options = deployed.switched();
    let planned = deployed.deploy(&Options { dry_run: true, ..options.clone() });
    assert!(!deployed.folder().exists());
    let done = deployed.deploy(&options);
    assert_eq!((planned.sent, planned.changed), (done.sent, done.changed));
    deployed.is_current();
    assert!(deployed.current().symlink_metadata().unwrap().is_symlink());
    assert_eq!(deployed.deploy(&options), Report::default());
    assert_eq!(deployed.releases().len(), 1);
    let first = deployed.current().canonicalize().unwrap();
    let before = tree(&first);
    deployed.number(1);
    let report = deployed.deploy(&options);
    deployed.is_current();
    let is_page = |path: &str| !path.starts_with("search-index/");
    let sent =
        report.changed.iter().filter(|changed| changed.size.is_some() && is_page(&changed.path)).count();
    let pages = before.keys().filter(|path| is_page(path)).count();
    assert!(sent < pages / 2 + 5, "{report:?}");
    assert_eq!(tree(&first), before, "an older release never changes");
    let second = deployed.current().canonicalize().unwrap();
    assert_ne!(first, second);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let number = |release: &Path, path: &str| fs::metadata(release.join(path)).unwrap().ino();
        assert_eq!(number(&first, "404.html"), number(&second, "404.html"), "files are shared");
    }
    for number in 2..6 {
        deployed.number(number);
        deployed.deploy(&options);
        deployed.is_current();
    }
    assert_eq!(deployed.releases().len(), 3);
    assert!(!first.exists());
}

#[test]
fn what_stands_where_the_link_should_is_left_alone() {
    let deployed = Deployed::new();
    fs::create_dir_all(deployed.current()).unwrap();
    fs::write(deployed.current().join("mine.html"), "mine").unwrap();
    let problem = deployed.fail(&deployed.switched());
    assert!(problem.starts_with("error[target-not-empty]"), "{problem}");
    assert_eq!(tree(&deployed.folder()).len(), 1);
}

#[test]
fn a_reader_never_sees_two_sites_mixed() {
    let deployed = Deployed::new();
    deployed.number(0);
    let options = deployed.switched();
    deployed.deploy(&options);
    let seen = seen_meanwhile(&deployed.current(), || {
        for number in 1..6 {
            deployed.number(number);
            deployed.deploy(&Options { releases: Some(20), ..options.clone() });
        }
    });
    assert!(seen.len() > 2, "{seen:?}");
    deployed.is_current();
}

#[cfg(unix)]
#[test]
fn a_killed_deploy_changes_nothing_until_the_switch() {
    let deployed = Deployed::new();
    let root = deployed.site.path("");
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    let target = deployed.folder().display().to_string();
    deployed.site.write(
        "site.toml",
        format!("{toml}\n[deploy.live]\nto = \"{target}\"\nkeep = \"0\"\nswitch = true\nreleases = 2\n"),
    );
    deployed.site.build();
    assert_eq!(run(&root, &["deploy"]).code, Some(0));
    let before = tree(&deployed.current());
    for number in 0..150 {
        deployed.site.write(&format!("static/f{number}.txt"), number.to_string());
    }
    deployed.site.build();
    let after = tree(&deployed.site.path("public"));
    for turn in 0..16_u64 {
        let mut child =
            program(&root).args(["deploy", "--quiet", "--force", "--parallel", "1"]).spawn().unwrap();
        thread::sleep(Duration::from_millis(10 + turn * 23 % 120));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut now = tree(&deployed.current());
        now.retain(|path, _| !path.starts_with("generate-deploy"));
        assert!(now == before || now == after, "a mixture after kill {turn}");
    }
    let done = run(&root, &["deploy"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    deployed.is_current();
    let verified = run(&root, &["verify", "live", "--strict"]);
    assert_eq!((verified.code, &*verified.stderr), (Some(0), ""));
    deployed.number(1);
    assert_eq!(run(&root, &["deploy"]).code, Some(0));
    assert!(deployed.releases().len() <= 2, "{:?}", deployed.releases());
}

#[test]
fn a_deploy_that_was_killed_before_the_last_step_goes_on() {
    let deployed = Deployed::new();
    let options = deployed.switched();
    deployed.deploy(&options);
    let first = deployed.current().canonicalize().unwrap();
    deployed.number(1);
    deployed.deploy(&options);
    // The release has its name, and the link to it not yet that of the other.
    let link = |target: &Path, name: &str| {
        let address = Address::folder(deployed.folder().display().to_string());
        let options = generate_stores::Options::default();
        tokio_runtime().block_on(async {
            let linked = generate_stores::linked::open(&address, &options).await.unwrap();
            let target = format!("releases/{}", target.file_name().unwrap().to_str().unwrap());
            linked.link(name, &target).unwrap();
        });
    };
    let second = deployed.current().canonicalize().unwrap();
    link(&second, "current.new");
    // Somebody has led visitors there by hand: it is theirs.
    assert_eq!(deployed.deploy(&options), Report::default());
    deployed.number(2);
    deployed.deploy(&options);
    assert!(second.exists(), "the release of visitors is not taken for the next one");
    let third = deployed.current().canonicalize().unwrap();
    link(&third, "current.new");
    link(&first, "current");
    fs::create_dir_all(deployed.folder().join("releases/next.begun-1/a")).unwrap();
    fs::create_dir(deployed.folder().join("releases/mine")).unwrap();
    let planned = deployed.deploy(&Options { dry_run: true, ..options.clone() });
    assert_eq!((planned.sent, planned.deleted), (0, 0));
    assert_eq!(deployed.current().canonicalize().unwrap(), first);
    assert_eq!(deployed.deploy(&options).sent, 0);
    deployed.is_current();
    assert_ne!(deployed.current().canonicalize().unwrap(), first);
    assert!(deployed.folder().join("current.new").symlink_metadata().is_err());
    let releases: Vec<String> = deployed.releases().into_iter().collect();
    assert_eq!((releases.len(), &*releases[3]), (4, "mine"), "{releases:?}");
}

#[test]
fn two_machines_do_not_make_one_release() {
    let (one, other) = (Deployed::new(), Deployed::new());
    other.site.write("content/other.md", "---\ntitle: Other\ndate: 2011-01-02\n---\nOther.\n");
    other.site.build();
    // No owner of a lock is taken for dead because the machine is busy.
    let here = Options { releases: Some(100), beat: Duration::from_millis(300), ..one.options() };
    let there = Options { root: other.site.path(""), out: other.site.path("public"), ..here.clone() };
    let sites = [&one, &other].map(|machine| tree(&machine.site.path("public")));
    let mut deployed = 0;
    for _ in 0..12 {
        thread::scope(|scope| {
            let both = [&here, &there].map(|options| scope.spawn(|| one.try_deploy(options)));
            for machine in both {
                let (report, problems) = machine.join().unwrap();
                let is_refused = problems.contains("error[target-locked]");
                assert!(report.is_some() || is_refused, "{problems}");
                deployed += usize::from(report.is_some());
            }
        });
    }
    assert!(deployed >= 12, "{deployed}");
    for release in one.releases() {
        let files = tree(&one.folder().join("releases").join(&release));
        assert!(sites.contains(&files), "{release} is none of the two sites");
    }
    assert!(sites.contains(&tree(&one.current())));
}

#[test]
fn nothing_is_read_before_the_first_deploy() {
    let deployed = Deployed::new();
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    let target = deployed.folder().display().to_string();
    deployed.site.write("site.toml", format!("{toml}\n[deploy.live]\nto = {target:?}\nswitch = true\n"));
    let verified = run(&deployed.site.path(""), &["verify", "live"]);
    assert_eq!(verified.code, Some(1));
    assert!(verified.stderr.contains("error[no-manifest]: no manifest in "), "{}", verified.stderr);
    assert!(!deployed.folder().exists());
}

#[test]
fn only_folders_and_servers_with_ssh_switch() {
    let deployed = Deployed::new();
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    deployed.site.write("site.toml", format!("{toml}\n[deploy.live]\nto = \"s3://bucket\"\nswitch = true\n"));
    let failed = run(&deployed.site.path(""), &["deploy"]);
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.stderr.contains("`switch` works for folders of this machine and for servers with SSH"),
        "{}",
        failed.stderr
    );
}
