//! `--checksum`, for checkouts whose times mean nothing, and `--verify`, the proof on one's own site.

use std::fs;

use generate::fingerprint::FingerprintBuilder;

use super::edits::retitled;
use super::ground::{CACHE, Ground};
use super::words;
use crate::program::{Run, run};
use crate::support::tree;

/// Builds with the program and further options; the output is that of a clean build.
fn build(ground: &Ground, flags: &[&str]) -> Run {
    let out = ground.options.out.to_str().unwrap();
    let run = run(&ground.options.root, &[&["build", "--json", "--out", out], flags].concat());
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let (_, _, files) = ground.clean();
    assert!(tree(&ground.options.out) == files, "{flags:?}");
    run
}

#[test]
fn checksums_find_what_times_do_not_tell() {
    let mut ground = Ground::new(5, 30);
    build(&ground, &["--checksum"]);
    for (round, path) in ground.articles().into_iter().take(8).enumerate() {
        let path = format!("content/{path}");
        let old = ground.old(&path).unwrap();
        let Some(changed) = retitled(&ground.read(&path)) else { continue };
        // The same size and time, in place and as a new file.
        let aside = ground.path("aside");
        if round % 2 == 0 {
            ground.write(&path, changed);
        } else {
            fs::write(&aside, changed).unwrap();
            fs::rename(&aside, ground.path(&path)).unwrap();
        }
        fs::File::options().write(true).open(ground.path(&path)).unwrap().set_modified(old.modified).unwrap();
        build(&ground, &["--checksum"]);
    }
    assert_eq!(build(&ground, &["--checksum"]).json()["written"], 0);
    // A checkout gives every file another time, which tells nothing.
    for path in ground.files("content") {
        let bytes = fs::read(ground.path(&path)).unwrap();
        ground.write(&path, bytes);
    }
    assert_eq!(build(&ground, &["--checksum"]).json()["written"], 0);
    build(&ground, &[]);
}

#[test]
fn a_site_that_is_right_passes() {
    let mut ground = Ground::new(6, 30);
    build(&ground, &[]);
    build(&ground, &["--verify"]);
    ground.write("content/articles/2010/new.md", "---\ntitle: New\ndate: 2010-05-05\n---\nText.\n");
    build(&ground, &["--verify"]);
    // What it made to compare with is gone.
    assert_eq!(build(&ground, &["--verify"]).json()["written"], 0);
}

#[test]
fn a_file_that_a_clean_build_would_make_otherwise_is_named() {
    let mut ground = Ground::new(7, 10);
    ground.write("static/pictures/wide.jpg", words::photograph());
    build(&ground, &[]);
    // Another file with a right checksum is taken for the smaller version: only a clean build finds out.
    let made: Vec<String> = ground.files(&format!("{CACHE}/pictures"));
    let Some(variant) = made.first() else { panic!("no smaller version was made") };
    let name = variant.rsplit('/').next().and_then(|name| name.strip_suffix(".kept")).unwrap().to_owned();
    let (bytes, mut sum) = (b"no picture", FingerprintBuilder::new());
    sum.part(name.as_bytes()).part(bytes);
    fs::write(ground.path(variant), [&bytes[..], &sum.finish().to_bytes()].concat()).unwrap();
    fs::remove_dir_all(&ground.options.out).unwrap();
    let out = ground.options.out.to_str().unwrap();
    let run = run(&ground.options.root, &["build", "--json", "--verify", "--out", out]);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.problems().contains(&format!("images/{name}")), "{name} is not named: {}", run.problems());
}
