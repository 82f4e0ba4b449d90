//! Folders that change at once: a reader gets the old site or the new one, whole.

use std::collections::BTreeSet;

use super::*;

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
        let text = format!("---\ntitle: Number {number}\ndate: 2010-01-02\n---\nNumber {number}.\n");
        self.site.write("content/number.md", text);
        self.site.build();
    }
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
    assert!(report.sent < before.len() / 2 + 5, "{report:?}");
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
    let ended = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !ended.load(Ordering::Relaxed) {
                // What a server does that opens the folder once for a request of several files.
                let Ok(release) = deployed.current().canonicalize() else { panic!("no release") };
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
            }
            seen
        });
        for number in 1..6 {
            deployed.number(number);
            deployed.deploy(&Options { releases: Some(20), ..options.clone() });
        }
        ended.store(true, Ordering::Relaxed);
        reader.join().unwrap()
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
fn only_folders_switch() {
    let deployed = Deployed::new();
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    deployed.site.write("site.toml", format!("{toml}\n[deploy.live]\nto = \"s3://bucket\"\nswitch = true\n"));
    let failed = run(&deployed.site.path(""), &["deploy"]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.stderr.contains("`switch` works for folders of this machine only"), "{}", failed.stderr);
}
