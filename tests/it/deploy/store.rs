//! Deploys to a folder, by the way that all stores share.

use super::*;

/// What a target holds besides the site.
fn state(deployed: &Deployed) -> PathBuf {
    deployed.folder().join("generate-deploy.json")
}

fn lock(deployed: &Deployed) -> PathBuf {
    deployed.folder().join("generate-deploy.lock")
}

#[test]
fn a_site_is_sent_once() {
    let deployed = Deployed::new();
    let options = deployed.options();
    let report = deployed.deploy(&options);
    let files = tree(&deployed.site.path("public")).len();
    assert_eq!((report.sent, report.deleted, report.resumed), (files, 0, 0));
    assert_eq!(report.verified, files - 1, "all but the list of shards, by which the others are verified");
    deployed.is_as_built();
    assert_eq!(deployed.deploy(&options), Report::default());
    deployed.is_as_built();
}

#[test]
fn an_edit_sends_what_the_build_wrote() {
    let deployed = Deployed::new();
    let options = deployed.options();
    deployed.deploy(&options);
    let before = tree(&deployed.folder());
    deployed.site.write("content/s2.md", "---\ntitle: Story 2\ndate: 2010-01-02\n---\nAnother text.\n");
    deployed.site.build();
    let report = deployed.deploy(&options);
    let after = tree(&deployed.site.path("public"));
    let differ = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
    // Of the search index some files are others.
    let gone: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    assert!(gone.iter().all(|path| path.starts_with("search-index/")), "{gone:?}");
    assert_eq!((report.sent, report.deleted), (differ, gone.len()));
    assert!(differ < after.len() / 2, "{differ}");
    deployed.is_as_built();
}

#[test]
fn files_are_sent_in_an_order_in_which_no_page_lacks_anything() {
    let deployed = Deployed::new();
    deployed.site.write("static/a.css", "a { color: red }");
    deployed.site.build();
    let report = deployed.deploy(&deployed.options());
    let at = |path: &str| report.changed.iter().position(|changed| &*changed.path == path).unwrap();
    let (style, page, list) = (at("a.css"), at("2010/01/s1/index.html"), at("index.html"));
    assert!(style < page && page < list, "{style} {page} {list}");
}

#[test]
fn what_the_site_no_longer_has_goes() {
    let deployed = Deployed::without_search();
    deployed.site.write("static/a.css", "a { color: red }");
    deployed.site.build();
    let options = Options { keep: Duration::from_secs(3_600), ..deployed.options() };
    deployed.deploy(&options);
    fs::remove_file(deployed.site.path("static/a.css")).unwrap();
    fs::remove_file(deployed.site.path("content/s1.md")).unwrap();
    deployed.site.build();
    let report = deployed.deploy(&options);
    assert!(changed(&report).contains(&"-2010/01/s1/index.html".to_owned()), "{report:?}");
    assert!(!deployed.folder().join("2010/01/s1/index.html").exists());
    // An open page may still load it.
    assert!(deployed.folder().join("a.css").exists());
    assert_eq!(report.kept, 1);
    assert!(state(&deployed).exists());
    // Another machine knows of it.
    fs::remove_dir_all(deployed.site.path(".generate/deploy")).unwrap();
    let report = deployed.deploy(&deployed.options());
    assert_eq!(changed(&report), ["-a.css"]);
    deployed.is_as_built();
}

#[test]
fn a_file_that_comes_back_is_not_deleted() {
    let deployed = Deployed::new();
    let options = Options { keep: Duration::from_secs(3_600), ..deployed.options() };
    for exists in [true, false, true] {
        match exists {
            true => drop(deployed.site.write("static/a.css", "a { color: red }")),
            false => fs::remove_file(deployed.site.path("static/a.css")).unwrap(),
        }
        deployed.site.build();
        deployed.deploy(&options);
    }
    deployed.deploy(&deployed.options());
    deployed.is_as_built();
    // Whatever a list at the target says.
    let harm = r#"{"version":1,"deletions":[{"path":"index.html","since":0,"part":false}]}"#;
    fs::write(state(&deployed), harm).unwrap();
    deployed.deploy(&deployed.options());
    assert!(deployed.folder().join("index.html").exists());
}

#[test]
fn many_deletions_are_an_accident() {
    let deployed = Deployed::new();
    for number in 0..60 {
        deployed.site.write(&format!("static/f{number}.txt"), number.to_string());
    }
    deployed.site.build();
    deployed.deploy(&deployed.options());
    let before = tree(&deployed.folder());
    for number in 0..60 {
        fs::remove_file(deployed.site.path(&format!("static/f{number}.txt"))).unwrap();
    }
    deployed.site.build();
    let problem = deployed.fail(&deployed.options());
    assert!(problem.starts_with("error[too-many-deletions]: this deploy would delete 60 of "), "{problem}");
    assert_eq!(tree(&deployed.folder()), before);
    deployed.deploy(&Options { max_delete: 100, ..deployed.options() });
    deployed.is_as_built();
}

#[test]
fn a_dry_run_tells_and_touches_nothing() {
    let deployed = Deployed::new();
    let dry = Options { dry_run: true, ..deployed.options() };
    let planned = deployed.deploy(&dry);
    assert!(!deployed.folder().exists());
    let done = deployed.deploy(&deployed.options());
    assert_eq!((planned.sent, planned.sent_bytes), (done.sent, done.sent_bytes));
    assert_eq!(planned.changed, done.changed);
    fs::remove_file(deployed.site.path("content/s1.md")).unwrap();
    deployed.site.build();
    let (before, notes) = (tree(&deployed.folder()), tree(&deployed.site.path(".generate/deploy")));
    let planned = deployed.deploy(&dry);
    assert_eq!(tree(&deployed.folder()), before);
    assert_eq!(tree(&deployed.site.path(".generate/deploy")), notes);
    let done = deployed.deploy(&deployed.options());
    assert_eq!((planned.changed, planned.deleted), (done.changed, done.deleted));
}

#[test]
fn files_of_others_are_left_alone() {
    let deployed = Deployed::new();
    let foreign = deployed.folder().join("photos/mine.jpg");
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, "mine").unwrap();
    let problem = deployed.fail(&deployed.options());
    assert!(problem.contains("error[target-not-empty]"), "{problem}");
    assert_eq!(tree(&deployed.folder()).len(), 1);
    deployed.deploy(&Options { force: true, ..deployed.options() });
    deployed.deploy(&deployed.options());
    let (report, problems) = deployed.try_deploy(&Options { full: true, ..deployed.options() });
    assert!(report.is_some());
    assert_eq!(
        problems,
        "note[foreign-file]: the target has a file that is not part of the site: `photos/mine.jpg`"
    );
    assert_eq!(fs::read_to_string(&foreign).unwrap(), "mine");
}

#[test]
fn a_full_deploy_repairs() {
    let deployed = Deployed::new();
    deployed.deploy(&deployed.options());
    fs::remove_file(deployed.folder().join("index.html")).unwrap();
    fs::write(deployed.folder().join("404.html"), "short").unwrap();
    assert_eq!(deployed.deploy(&deployed.options()), Report::default(), "it trusts the manifest");
    let report = deployed.deploy(&Options { full: true, ..deployed.options() });
    assert_eq!(changed(&report), ["+404.html", "+index.html"]);
    deployed.is_as_built();
}

#[test]
fn a_damaged_manifest_at_the_target_is_repaired() {
    let deployed = Deployed::without_search();
    deployed.deploy(&deployed.options());
    let list = deployed.folder().join("generate-manifest.json");
    let shard = deployed.folder().join("generate-manifest/2010.json");
    for file in [&list, &shard] {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        deployed.site.write(
            "content/s2.md",
            format!("---\ntitle: Story 2\ndate: 2010-01-02\n---\n{}.\n", file.display()),
        );
        deployed.site.build();
        let (report, problems) = deployed.try_deploy(&deployed.options());
        assert!(problems.contains("warning[target-manifest-damaged]"), "{problems}");
        assert!(report.is_some());
        deployed.is_as_built();
    }
}

#[test]
fn a_deploy_by_somebody_else_is_noticed() {
    let deployed = Deployed::new();
    deployed.deploy(&deployed.options());
    let other = Deployed::new();
    other.site.write("content/other.md", "---\ntitle: Other\ndate: 2011-01-02\n---\n");
    other.site.build();
    let theirs = Options { target: deployed.options().target, max_delete: 100, ..other.options() };
    other.deploy(&theirs);
    deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2012-01-02\n---\n");
    deployed.site.build();
    let (report, problems) = deployed.try_deploy(&Options { max_delete: 100, ..deployed.options() });
    assert!(report.is_some());
    assert!(problems.starts_with("warning[target-changed]"), "{problems}");
    deployed.is_as_built();
}

#[test]
fn two_deploys_do_not_mix() {
    let deployed = Deployed::new();
    fs::create_dir_all(deployed.folder()).unwrap();
    let written = |beat: usize| {
        let text =
            format!(r#"{{"version":1,"id":"other","owner":"ana@desk","started":"today","beat":{beat}}}"#);
        fs::write(lock(&deployed), text).unwrap();
    };
    let force = Options { force: true, ..deployed.options() };
    // Its owner counts.
    written(0);
    let ended = AtomicBool::new(false);
    let problem = thread::scope(|scope| {
        scope.spawn(|| {
            let mut beat = 0;
            while !ended.load(Ordering::Relaxed) {
                beat += 1;
                written(beat);
                thread::sleep(BEAT / 3);
            }
        });
        let problem = deployed.fail(&force);
        ended.store(true, Ordering::Relaxed);
        problem
    });
    assert!(problem.starts_with("error[target-locked]: ana@desk is deploying to "), "{problem}");
    assert_eq!(tree(&deployed.folder()).len(), 1, "nothing was sent");
    // Its owner has ended.
    let (report, problems) = deployed.try_deploy(&force);
    assert!(
        problems.starts_with("warning[stale-lock]: a deploy by ana@desk that began at today"),
        "{problems}"
    );
    assert!(report.is_some());
    assert!(!lock(&deployed).exists());
    deployed.is_as_built();
}

/// Stops a deploy after so many bytes were sent.
struct StopsAfter {
    files: AtomicUsize,
    stop: Arc<AtomicBool>,
}

impl Progress for StopsAfter {
    fn begin(&self, _: usize, _: u64) {}
    fn sent(&self, _: u64) {
        if self.files.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.stop.store(true, Ordering::SeqCst);
        }
    }
    fn say(&self, _: &str) {}
}

#[test]
fn a_deploy_that_was_stopped_goes_on() {
    let deployed = Deployed::new();
    let options = Options { at_once: 2, ..deployed.options() };
    let files = tree(&deployed.site.path("public")).len();
    let mut known = BTreeMap::new();
    let mut sent = 0;
    for after in [5, 9] {
        let stop = Arc::new(AtomicBool::new(false));
        let progress = Arc::new(StopsAfter { files: AtomicUsize::new(after), stop: stop.clone() });
        let mut problems = Diagnostics::new();
        assert_eq!(deploy(&options, progress, stop, &mut problems), None);
        assert_eq!(problems.iter().map(|problem| &*problem.code).collect::<Vec<_>>(), ["interrupted"]);
        assert!(!deployed.folder().join("generate-manifest.json").exists());
        let mut now = tree(&deployed.folder());
        now.retain(|path, _| !path.starts_with("generate-"));
        assert!(now.len() > sent && now.len() < files, "{} of {files}", now.len());
        sent = now.len();
        for path in now.keys() {
            let time = fs::metadata(deployed.folder().join(path)).unwrap().modified().unwrap();
            let before = known.entry(path.clone()).or_insert(time);
            assert_eq!(*before, time, "{path} was sent twice");
        }
    }
    let report = deployed.deploy(&options);
    assert_eq!((report.sent + report.resumed, report.resumed), (files, sent));
    for (path, time) in known {
        let now = fs::metadata(deployed.folder().join(&path)).unwrap().modified().unwrap();
        assert_eq!(time, now, "{path} was sent twice");
    }
    deployed.is_as_built();
}

/// Sends some files of the site, and stops.
pub(super) fn stopped_midway(deployed: &Deployed, after: usize) {
    let stop = Arc::new(AtomicBool::new(false));
    let progress = Arc::new(StopsAfter { files: AtomicUsize::new(after), stop: stop.clone() });
    let options = Options { at_once: 1, ..deployed.options() };
    assert_eq!(deploy(&options, progress, stop, &mut Diagnostics::new()), None);
}

const STORY: &str = "---\ntitle: Story 2\ndate: 2010-01-02\n---\n";

#[test]
fn an_edit_that_was_undone_after_a_stop_is_undone_at_the_target() {
    for remembers in [true, false] {
        let deployed = Deployed::without_search();
        deployed.site.write("content/s2.md", format!("{STORY}One.\n"));
        deployed.site.build();
        deployed.deploy(&deployed.options());
        deployed.site.write("content/s2.md", format!("{STORY}Two.\n"));
        deployed.site.build();
        stopped_midway(&deployed, 1);
        assert!(
            fs::read_to_string(deployed.folder().join("2010/01/s2/index.html")).unwrap().contains("Two.")
        );
        deployed.site.write("content/s2.md", format!("{STORY}One.\n"));
        deployed.site.build();
        if !remembers {
            fs::remove_dir_all(deployed.site.path(".generate/deploy")).unwrap();
        }
        let (report, problems) = deployed.try_deploy(&deployed.options());
        assert!(report.is_some(), "{problems}");
        deployed.is_as_built();
        assert_eq!(deployed.deploy(&deployed.options()), Report::default());
    }
}

#[test]
fn an_article_that_was_withdrawn_after_a_stop_goes() {
    for first in [true, false] {
        let deployed = Deployed::without_search();
        if !first {
            deployed.deploy(&deployed.options());
        }
        deployed.site.write("content/secret.md", "---\ntitle: Secret\ndate: 2010-01-09\n---\n");
        deployed.site.build();
        stopped_midway(&deployed, if first { 30 } else { 1 });
        let page = deployed.folder().join("2010/01/secret/index.html");
        assert!(page.exists());
        fs::remove_file(deployed.site.path("content/secret.md")).unwrap();
        deployed.site.build();
        let (report, problems) = deployed.try_deploy(&deployed.options());
        assert!(report.is_some(), "{problems}");
        assert!(!page.exists());
        deployed.is_as_built();
    }
}

#[test]
fn a_target_that_was_emptied_after_a_stop_gets_everything() {
    let deployed = Deployed::new();
    stopped_midway(&deployed, 9);
    fs::remove_dir_all(deployed.folder()).unwrap();
    assert_eq!(deployed.deploy(&deployed.options()).resumed, 0);
    deployed.is_as_built();
}

#[test]
fn a_file_whose_name_changed_in_case_alone_stays() {
    let deployed = Deployed::new();
    deployed.site.write("static/Note.txt", "note");
    deployed.site.build();
    deployed.deploy(&deployed.options());
    fs::rename(deployed.site.path("static/Note.txt"), deployed.site.path("static/note.txt")).unwrap();
    deployed.site.build();
    deployed.deploy(&deployed.options());
    assert!(deployed.folder().join("note.txt").exists());
    // Where cases are one file, deleting the one would delete the other.
    assert!(deployed.folder().join("Note.txt").exists());
}

#[test]
fn a_file_that_changed_after_the_build_is_not_sent() {
    let deployed = Deployed::new();
    fs::write(deployed.site.path("public/index.html"), "edited by hand").unwrap();
    let problem = deployed.fail(&deployed.options());
    assert_eq!(
        problem,
        "error[output-damaged]: the built site is damaged: the file was changed after the build"
    );
    assert!(!deployed.folder().join("index.html").exists());
}

#[test]
fn without_a_built_site_there_is_nothing_to_send() {
    let deployed = Deployed::new();
    fs::remove_dir_all(deployed.site.path("public")).unwrap();
    let problem = deployed.fail(&deployed.options());
    assert!(problem.starts_with("error[not-built]"), "{problem}");
}

#[test]
fn the_command_deploys_and_tells_what_it_did() {
    let deployed = Deployed::new();
    let root = deployed.site.path("");
    let target = deployed.folder().display().to_string();
    fs::remove_dir_all(deployed.site.path("public")).unwrap();
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    deployed.site.write("site.toml", format!("{toml}\n[deploy.live]\nto = \"{target}\"\n"));
    let failed = run(&root, &["deploy"]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.stderr.contains("no built site in ./public"), "{}", failed.stderr);
    let done = run(&root, &["deploy", "--build", "--json", "--purge-list", "purge.txt"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    deployed.is_as_built();
    let json = done.json();
    assert_eq!(json["sent"].as_u64().unwrap() as usize, tree(&deployed.folder()).len());
    assert_eq!((json["errors"].as_u64(), json["dry_run"].as_bool()), (Some(0), Some(false)));
    let purge = fs::read_to_string(deployed.site.path("purge.txt")).unwrap();
    assert!(purge.lines().any(|line| line == "https://archive.example.org/2010/01/s1/"), "{purge}");
    assert!(purge.lines().any(|line| line == "https://archive.example.org/404.html"), "{purge}");
    let again = run(&root, &["deploy", "live"]);
    assert!(again.stdout.starts_with(&format!("{target}: up to date, ")), "{}", again.stdout);
    let verified = run(&root, &["verify", "live"]);
    assert!(verified.stdout.contains(" files verified, "), "{} {}", verified.stdout, verified.stderr);
    for (arguments, message) in [
        (&["deploy", "lvie"][..], "unknown target `lvie`"),
        (&["deploy", "live", "--keep", "soon"], "invalid value `soon` for --keep"),
        (&["deploy", "live", "--max-delete", "200%"], "invalid value `200%` for --max-delete"),
    ] {
        let run = run(&root, arguments);
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_killed_deploy_is_finished_by_the_next() {
    let deployed = Deployed::new();
    for number in 0..300 {
        deployed.site.write(&format!("static/f{number}.txt"), number.to_string());
    }
    deployed.site.build();
    let root = deployed.site.path("");
    let target = deployed.folder().display().to_string();
    // Without a check, which the kills would hit in place of the sending.
    let arguments = ["deploy", &target, "--force", "--parallel", "1", "--quiet"];
    let mut kills = 0;
    for turn in 0..40_u64 {
        let mut child = program(&root).args(arguments).spawn().unwrap();
        thread::sleep(Duration::from_millis(4 + 7 * (turn % 9)));
        child.kill().unwrap();
        kills += usize::from(!child.wait().unwrap().success());
        // Whoever comes meanwhile gets whole files.
        if deployed.folder().exists() {
            let built = tree(&deployed.site.path("public"));
            for (path, bytes) in tree(&deployed.folder()) {
                let is_whole = built.get(&path).is_none_or(|whole| *whole == bytes);
                assert!(is_whole, "{path}");
            }
        }
    }
    assert!(kills > 0);
    let done = run(&root, &arguments);
    assert_eq!((done.code, &*done.stderr), (Some(0), ""));
    let left = tree(&deployed.folder());
    for (path, bytes) in tree(&deployed.site.path("public")) {
        assert_eq!(left.get(&path), Some(&bytes), "{path}");
    }
}
