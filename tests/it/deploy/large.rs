//! Files that are larger than the memory they may take.

use super::s3::Pair;
use super::*;

/// Makes a static file of so many MiB, which is zeros.
fn zeros(deployed: &Deployed, name: &str, mebibytes: u64) {
    let file = deployed.site.path(&format!("static/{name}"));
    deployed.site.write(&format!("static/{name}"), "");
    fs::File::options().write(true).open(file).unwrap().set_len(mebibytes << 20).unwrap();
}

#[test]
fn a_large_file_is_sent_and_read_back_in_pieces() {
    let deployed = Deployed::new();
    zeros(&deployed, "film.mp4", 160);
    let root = deployed.site.path("");
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    let target = deployed.folder().display().to_string();
    deployed.site.write("site.toml", format!("{toml}\n[deploy.live]\nto = \"{target}\"\n"));
    deployed.site.build();
    for arguments in [&["deploy", "--verify", "all", "--json"][..], &["verify", "live", "--json"]] {
        let done = run(&root, arguments);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        let json = done.json();
        assert!(json["verified"].as_u64().or(json["files"].as_u64()).unwrap() > 5, "{json}");
        if let Some(peak) = json["peak_memory_bytes"].as_u64() {
            assert!(peak < 128 << 20, "{arguments:?} took {} MiB", peak >> 20);
        }
    }
}

#[test]
fn nothing_stays_of_a_large_file_that_is_refused() {
    let pair = Pair::new();
    zeros(&pair.deployed, "film.mp4", 20);
    pair.deployed.site.build();
    // The third part.
    pair.bucket.state().refused = Some(Box::new(|request| request.ends_with("film.mp4?partNumber=3")));
    let failed = pair.run(&["deploy"]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.stderr.contains("cannot send `film.mp4`"), "{}", failed.stderr);
    assert!(pair.bucket.state().uploads.is_empty(), "the parts were not cleared away");
    assert!(pair.requests().contains(&"DELETE site/film.mp4".to_owned()));
    pair.bucket.state().refused = None;
    let done = pair.run(&["deploy", "--verify", "all"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(pair.bucket.state().uploads.is_empty());
    pair.is_as_built();
}

#[test]
fn nothing_stays_of_a_large_file_when_another_is_refused() {
    let pair = Pair::new();
    zeros(&pair.deployed, "film.mp4", 40);
    pair.deployed.site.write("static/small.css", "a { color: red }");
    pair.deployed.site.build();
    // The small one is answered, with a refusal, when parts of the large one are there.
    pair.bucket.state().late = Some("site/small.css");
    let failed = pair.run(&["deploy"]);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    assert!(pair.bucket.state().uploads.is_empty(), "the parts were not cleared away");
}

#[test]
fn half_a_file_of_a_killed_deploy_is_no_extra_file() {
    let deployed = Deployed::new();
    deployed.deploy(&deployed.options());
    let part = deployed.folder().join("2010/01/.film.mp4.generate-part");
    fs::write(&part, "half").unwrap();
    let root = deployed.site.path("");
    let target = deployed.folder().display().to_string();
    let toml = fs::read_to_string(deployed.site.path("site.toml")).unwrap();
    deployed.site.write("site.toml", format!("{toml}\n[deploy.live]\nto = \"{target}\"\n"));
    for place in [&*target, "live"] {
        let verified = run(&root, &["verify", place, "--strict"]);
        assert_eq!((verified.code, &*verified.stderr), (Some(0), ""), "{place}");
    }
    fs::write(deployed.folder().join("2010/01/note.txt"), "mine").unwrap();
    for place in [&*target, "live"] {
        let verified = run(&root, &["verify", place, "--strict"]);
        assert_eq!(verified.code, Some(1), "{place}");
        assert!(verified.stderr.contains("error[site-file-extra]"), "{}", verified.stderr);
    }
}
