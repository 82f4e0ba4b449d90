//! Deploys that find something else at the target than they left there.

use super::*;

#[test]
fn damage_that_keeps_the_size_is_found_by_content() {
    let deployed = Deployed::new();
    deployed.deploy(&deployed.options());
    let page = deployed.folder().join("index.html");
    let mut bytes = fs::read(&page).unwrap();
    bytes.reverse();
    fs::write(&page, bytes).unwrap();
    let options = Options { full: true, read_back: ReadBack::None, ..deployed.options() };
    assert_eq!(changed(&deployed.deploy(&options)), ["+index.html"]);
    deployed.is_as_built();
    // Nobody lists the files, but what they hold proves them.
    fs::remove_file(deployed.folder().join("generate-manifest.json")).unwrap();
    let (report, problems) = deployed.try_deploy(&options);
    assert!(problems.starts_with("warning[target-changed]"), "{problems}");
    assert_eq!(changed(&report.unwrap()), [] as [&str; 0]);
    deployed.is_as_built();
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let deployed = Deployed::new();
    let forms: [&[&str]; 3] =
        [&["data", "a/b/c.txt"], &["data/one.txt", "data/x/two.css", "a"], &["data", "a/b.txt"]];
    // Files that pages load are kept for a while, but not in the way of others.
    let options = Options { keep: Duration::from_secs(3_600), ..deployed.options() };
    for paths in forms {
        let statics = deployed.site.path("static");
        if statics.exists() {
            fs::remove_dir_all(&statics).unwrap();
        }
        for path in paths {
            deployed.site.write(&format!("static/{path}"), path);
        }
        deployed.site.build();
        let planned = deployed.deploy(&Options { dry_run: true, ..options.clone() });
        let done = deployed.deploy(&options);
        assert_eq!((planned.changed, planned.deleted), (done.changed, done.deleted));
        for (path, bytes) in tree(&deployed.site.path("public")) {
            assert_eq!(fs::read(deployed.folder().join(&path)).ok(), Some(bytes), "{path}");
        }
        assert_eq!(deployed.deploy(&options).sent, 0);
    }
    deployed.deploy(&deployed.options());
    deployed.is_as_built();
}

#[test]
fn what_others_have_put_in_the_way_is_named() {
    let deployed = Deployed::new();
    deployed.site.write("static/data/one.txt", "1");
    deployed.site.write("static/note", "2");
    deployed.site.build();
    let force = Options { force: true, ..deployed.options() };
    let mine = deployed.folder().join("note/mine.txt");
    fs::create_dir_all(mine.parent().unwrap()).unwrap();
    fs::write(&mine, "mine").unwrap();
    let problem = deployed.fail(&force);
    assert!(problem.contains("note: a folder with files of others has the name of this file"), "{problem}");
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    // An empty folder is in nobody's use.
    fs::remove_file(&mine).unwrap();
    deployed.deploy(&force);
    deployed.is_as_built();
    fs::remove_dir_all(deployed.folder()).unwrap();
    fs::create_dir_all(deployed.folder()).unwrap();
    fs::write(deployed.folder().join("data"), "mine").unwrap();
    let (_, problems) = deployed.try_deploy(&force);
    assert!(problems.contains("data/one.txt: the file `data` has the name of its folder"), "{problems}");
    assert_eq!(fs::read(deployed.folder().join("data")).unwrap(), b"mine");
}

/// Writes an article without a body.
fn write_article(deployed: &Deployed, name: &str) {
    let text = format!("---\ntitle: {name}\ndate: 2010-01-09\n---\n");
    deployed.site.write(&format!("content/{name}.md"), text);
}

fn withdraw(deployed: &Deployed, name: &str) {
    fs::remove_file(deployed.site.path(&format!("content/{name}.md"))).unwrap();
}

#[test]
fn a_file_that_was_deleted_by_a_deploy_that_failed_is_sent_when_it_comes_back() {
    let deployed = Deployed::without_search();
    write_article(&deployed, "zzz");
    deployed.site.build();
    deployed.deploy(&deployed.options());
    write_article(&deployed, "aaa");
    deployed.site.build();
    store::stopped_midway(&deployed, 1);
    let [sent, stuck] =
        ["aaa", "zzz"].map(|name| deployed.folder().join(format!("2010/01/{name}/index.html")));
    assert!(sent.exists());
    withdraw(&deployed, "aaa");
    withdraw(&deployed, "zzz");
    deployed.site.build();
    // One of the two cannot be deleted.
    fs::remove_file(&stuck).unwrap();
    fs::create_dir(&stuck).unwrap();
    fs::write(stuck.join("mine"), "").unwrap();
    let problems = deployed.fail(&Options { at_once: 1, ..deployed.options() });
    assert!(problems.contains("2010/01/zzz/index.html"), "{problems}");
    assert!(!sent.exists());
    fs::remove_dir_all(&stuck).unwrap();
    write_article(&deployed, "aaa");
    deployed.site.build();
    deployed.deploy(&deployed.options());
    deployed.is_as_built();
    assert_eq!(deployed.deploy(&deployed.options()), Report::default());
}

#[test]
fn a_full_deploy_deletes_a_damaged_page_of_an_article_that_was_withdrawn() {
    let deployed = Deployed::without_search();
    write_article(&deployed, "secret");
    deployed.site.build();
    deployed.deploy(&deployed.options());
    let page = deployed.folder().join("2010/01/secret/index.html");
    fs::write(&page, "of another size").unwrap();
    withdraw(&deployed, "secret");
    deployed.site.build();
    deployed.deploy(&Options { full: true, ..deployed.options() });
    assert!(!page.exists());
    deployed.is_as_built();
}

#[test]
fn checksums_for_other_programs_go_with_the_build_that_makes_them() {
    let mut deployed = Deployed::without_search();
    deployed.site.options.sha256sums = true;
    deployed.site.build();
    deployed.deploy(&deployed.options());
    let sums = deployed.folder().join("SHA256SUMS");
    assert!(sums.exists());
    deployed.site.options.sha256sums = false;
    deployed.site.build();
    deployed.deploy(&deployed.options());
    assert!(!sums.exists());
    deployed.is_as_built();
}

#[test]
fn files_that_open_pages_may_still_load_are_nobody_elses() {
    let deployed = Deployed::new();
    let options = Options { keep: Duration::from_secs(3_600), ..deployed.options() };
    deployed.deploy(&options);
    write_article(&deployed, "new");
    deployed.site.build();
    let report = deployed.deploy(&options);
    assert!(report.kept > 0);
    // Of a full deploy, which lists what is there, too.
    deployed.deploy(&Options { full: true, ..options.clone() });
    let mut problems = Diagnostics::new();
    let verified = generate::verify::folder(&deployed.folder(), true, &(), &mut problems).unwrap();
    assert_eq!((verified.extra, problems.iter().count()), (0, 0));
    let verified = generate::deploy::verify(&options.target, true, &mut problems).unwrap();
    assert_eq!((verified.extra, problems.iter().count()), (0, 0));
    // Another file is.
    fs::write(deployed.folder().join("mine.txt"), "").unwrap();
    let verified = generate::deploy::verify(&options.target, true, &mut problems).unwrap();
    assert_eq!(verified.extra, 1);
}
