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
        assert_eq!(
            (failed.code, codes(&failed)),
            (Some(1), vec!["check-failed".to_owned()]),
            "{arguments:?}"
        );
        assert!(
            failed.problems().contains("the site has 1 error; nothing was sent"),
            "{}",
            failed.problems()
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
    assert_eq!(codes(&failed), ["check-failed"]);
    assert_eq!(fs::read(record(&deployed)).unwrap(), passed);
    themed(&deployed, false);
    deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2010-01-04\n---\n");
    assert_eq!(command(&deployed, &["--build"]).code, Some(0));
    assert_ne!(fs::read(record(&deployed)).unwrap(), passed);
}

#[test]
fn a_site_that_was_built_elsewhere_is_sent_unchecked() {
    let deployed = Deployed::new();
    fs::remove_dir_all(deployed.site.path("content")).unwrap();
    let done = command(&deployed, &[]);
    assert_eq!((done.code, codes(&done)), (Some(0), vec!["not-checked".to_owned()]));
    deployed.is_as_built();
    // An address and the limits of deletions are read from it.
    fs::remove_file(deployed.site.path("site.toml")).unwrap();
    let failed = command(&deployed, &[]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.problems().contains("site.toml"), "{}", failed.problems());
}
