//! `generate deploy` checks the site first: one with errors is not sent.

use super::*;
use crate::program::Run;

/// A site whose pages load a script that is not there, or not.
fn themed(deployed: &Deployed, is_broken: bool) {
    let script = if is_broken { "<script src=\"/gone.js\"></script>" } else { "" };
    let article = format!(
        "{{% extends \"default/article.html\" %}}\n{{% block main %}}\n{script}\n{{{{ super() }}}}\n{{% endblock %}}\n"
    );
    deployed.site.write("templates/article.html", article);
}

fn command(deployed: &Deployed, arguments: &[&str]) -> Run {
    let target = deployed.folder().display().to_string();
    run(&deployed.site.path(""), &[&["deploy", &target, "--json"], arguments].concat())
}

/// The codes of the problems of a command.
fn codes(run: &Run) -> Vec<String> {
    let json = run.json();
    let all = json["diagnostics"].as_array().unwrap().iter();
    all.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

fn record(deployed: &Deployed) -> PathBuf {
    deployed.site.path(".generate/deploy/checked")
}

#[test]
fn a_site_with_errors_is_not_sent() {
    let deployed = Deployed::new();
    themed(&deployed, true);
    for arguments in [&["--build"][..], &[], &["--dry-run"], &["--build", "--dry-run"]] {
        let failed = command(&deployed, arguments);
        assert_eq!(failed.code, Some(1), "{arguments:?}");
        let lines: Vec<String> = failed.problems().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[1].starts_with("error[broken-resource] 2010/01/s1/index.html:"), "{lines:?}");
        assert!(lines[1].contains("script, style sheet or frame not found: /gone.js (3 pages, first here)"));
        assert!(
            lines[0].starts_with("error[check-failed]: the site has 1 error; nothing was sent"),
            "{lines:?}"
        );
        assert!(!deployed.folder().exists() && !record(&deployed).exists());
    }
    let forced = command(&deployed, &["--force"]);
    assert_eq!((forced.code, codes(&forced)), (Some(0), Vec::new()));
    deployed.is_as_built();
    themed(&deployed, false);
    let mended = command(&deployed, &["--build"]);
    assert_eq!((mended.code, codes(&mended)), (Some(0), Vec::new()));
    deployed.is_as_built();
}

#[test]
fn a_site_that_has_passed_is_not_checked_again() {
    let deployed = Deployed::new();
    let dry = command(&deployed, &["--dry-run"]);
    assert_eq!((dry.code, record(&deployed).exists()), (Some(0), false));
    assert_eq!(command(&deployed, &[]).code, Some(0));
    let passed = fs::read(record(&deployed)).unwrap();
    // What was built is the same, whatever the sources have become.
    themed(&deployed, true);
    assert_eq!(command(&deployed, &[]).code, Some(0));
    let failed = command(&deployed, &["--build"]);
    assert_eq!(codes(&failed), ["check-failed", "broken-resource"]);
    assert_eq!(fs::read(record(&deployed)).unwrap(), passed);
    themed(&deployed, false);
    deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2010-01-04\n---\n");
    assert_eq!(command(&deployed, &["--build"]).code, Some(0));
    assert_ne!(fs::read(record(&deployed)).unwrap(), passed);
}

/// How many files the check before a deploy has read.
fn checked(run: &Run) -> u64 {
    assert_eq!(run.code, Some(0), "{}", run.problems());
    run.json()["checked"].as_u64().unwrap()
}

#[test]
fn after_an_edit_only_the_files_that_have_changed_are_checked() {
    let deployed = Deployed::new();
    for number in 10..60 {
        let article = format!("---\ntitle: Story {number}\ndate: 2011-01-02\n---\nText.\n");
        deployed.site.write(&format!("content/s{number}.md"), article);
    }
    let all = checked(&command(&deployed, &["--build"]));
    assert!(all > 60, "{all}");
    assert_eq!(checked(&command(&deployed, &["--build"])), 0);
    let edited = "---\ntitle: Story 30\ndate: 2011-01-02\n---\nAnother text.\n";
    deployed.site.write("content/s30.md", edited);
    let run = command(&deployed, &["--build"]);
    let sent = run.json()["sent"].as_u64().unwrap();
    assert!((1..10).contains(&checked(&run)) && checked(&run) < sent, "{} of {sent}", checked(&run));
}

#[test]
fn without_a_record_that_can_be_used_all_files_are_checked() {
    let deployed = Deployed::new();
    let all = checked(&command(&deployed, &[]));
    let edit = |number: usize| {
        let article = format!("---\ntitle: Story 2\ndate: 2010-01-02\n---\nText {number}.\n");
        deployed.site.write("content/s2.md", article);
    };
    edit(1);
    let few = checked(&command(&deployed, &["--build"]));
    assert!(few < all, "{few} of {all}");
    let whole = fs::read(record(&deployed)).unwrap();
    for (number, damaged) in
        [&whole[..whole.len() - 1], &[&whole[..80], b"x", &whole[81..]].concat(), b""].into_iter().enumerate()
    {
        edit(number + 2);
        fs::write(record(&deployed), damaged).unwrap();
        assert_eq!(checked(&command(&deployed, &["--build"])), all, "{number}");
    }
    fs::remove_file(record(&deployed)).unwrap();
    assert_eq!(checked(&command(&deployed, &[])), all);
    let settings = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    deployed.site.write("site.toml", format!("{settings}# A comment.\n"));
    assert_eq!(checked(&command(&deployed, &[])), all);
    assert_eq!(checked(&command(&deployed, &[])), 0);
}

#[test]
fn a_page_that_loads_what_is_gone_stops_the_deploy_although_it_has_not_changed() {
    let deployed = Deployed::new();
    deployed.site.write("static/frame.html", "<!doctype html>\n<iframe src=\"/2010/01/s1/\"></iframe>\n");
    assert!(checked(&command(&deployed, &["--build"])) > 3);
    fs::remove_file(deployed.site.path("content/s1.md")).unwrap();
    let failed = command(&deployed, &["--build"]);
    assert_eq!(codes(&failed), ["check-failed", "broken-resource"]);
    let problems = failed.problems();
    assert!(
        problems.contains(
            "error[broken-resource] frame.html:2:14: script, style sheet or frame not found: /2010/01/s1/"
        ),
        "{problems}"
    );
    assert!(deployed.folder().join("2010/01/s1/index.html").exists());
}

/// The errors of a command with their places, as text.
fn errors(run: &Run) -> Vec<String> {
    let lines = run.problems();
    let errors = lines.lines().filter(|line| line.starts_with("error[") && !line.contains("[check-failed]"));
    let mut errors: Vec<String> = errors.map(str::to_owned).collect();
    errors.sort();
    errors
}

#[test]
fn the_errors_are_those_of_generate_check() {
    let deployed = Deployed::new();
    let article = "{% extends \"default/article.html\" %}\n{% block main %}\n<img alt=\"\" src=\"http://b.example/x.png\">\n\
                   <script src=\"/gone.js\"></script>\n{{ super() }}\n{% endblock %}\n";
    let lead = |to: &str| format!("<!doctype html>\n<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n");
    deployed
        .site
        .write("templates/article.html", article)
        .write("static/one.html", lead("/two.html"))
        .write("static/two.html", lead("one.html"))
        .write("static/three.html", lead("/nowhere/"))
        .write("static/_redirects", "/a /nowhere/ 301\n/b /2010/01/s1/ 301\n/c/* /d 301\n")
        .write(
            "static/frame.html",
            "<iframe src=\"/2010/01/s1\"></iframe><iframe src=\"/2010/02/\"></iframe>",
        );
    let failed = command(&deployed, &["--build"]);
    let found = run(&deployed.site.path(""), &["check", "--json"]);
    assert_eq!(errors(&failed), errors(&found));
    assert_eq!(errors(&failed).len(), 7, "{:#?}", errors(&failed));
}

#[test]
fn what_is_a_warning_for_generate_check_stops_no_deploy() {
    let deployed = Deployed::new();
    let site = &deployed.site;
    let settings = fs::read_to_string(site.path("site.toml")).unwrap();
    site.write("site.toml", format!("trusted = true\nhosts = [\"nginx\"]\n{settings}"));
    // Rules of nginx alone answer the old address, which is no file. The other is told as a warning in the source.
    let body = "<iframe src=\"/gone/\" title=\"x\"></iframe>\n\n[Gone](/gone/#x)\n";
    let article = format!("---\ntitle: A\ndate: 2010-01-04\naliases: [/a.pdf]\n---\n{body}");
    site.write("content/a.md", article).write("static/frame.html", "<iframe src=\"/a.pdf\"></iframe>");
    let found = run(&site.path(""), &["check", "--json"]);
    assert_eq!((found.code, errors(&found)), (Some(0), Vec::new()));
    assert_eq!(errors(&command(&deployed, &["--build"])), Vec::<String>::new());
    // What the sources say is asked again where anything has changed.
    site.write("content/b.md", "---\ntitle: B\ndate: 2010-01-05\n---\n");
    assert!(checked(&command(&deployed, &["--build"])) >= 3);
    let article =
        fs::read_to_string(site.path("content/a.md")).unwrap().replace("aliases: [/a.pdf]", "draft: false");
    site.write("content/a.md", article);
    let failed = errors(&command(&deployed, &["--build"]));
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].starts_with("error[broken-resource] frame.html:1:14: "), "{failed:?}");
    assert!(failed[0].contains("not found: /a.pdf"), "{failed:?}");
}

#[test]
fn a_site_that_was_built_elsewhere_is_checked_too() {
    let deployed = Deployed::new();
    fs::remove_dir_all(deployed.site.path("content")).unwrap();
    let done = command(&deployed, &[]);
    assert_eq!(codes(&done), Vec::<String>::new());
    assert!(checked(&done) > 3);
    deployed.is_as_built();
    // An address and the limits of deletions are read from it.
    fs::remove_file(deployed.site.path("site.toml")).unwrap();
    let failed = command(&deployed, &[]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.problems().contains("site.toml"), "{}", failed.problems());
}

#[test]
fn a_site_that_was_built_after_the_check_is_not_sent() {
    let deployed = Deployed::new();
    let sum = || Some(Local::open(&deployed.site.path("public"), || ()).unwrap().sum());
    let options = Options { checked: sum(), ..deployed.options() };
    deployed.site.write("content/new.md", "---\ntitle: New\ndate: 2010-03-04\n---\n");
    deployed.site.build();
    let problem = deployed.fail(&options);
    assert_eq!(
        problem,
        "error[built-since-check]: the site was built again after it was checked; nothing was sent"
    );
    assert!(!deployed.folder().exists());
    deployed.deploy(&Options { checked: sum(), ..options });
    deployed.is_as_built();
}
