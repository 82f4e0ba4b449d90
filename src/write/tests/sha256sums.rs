//! `SHA256SUMS`: complete, true, made of what is known, and gone when it is not asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{
    Plan, build, build_with, facts, folder, foreign, known, out_path, plan, tree, waiting, wide_plan,
};
use crate::write::manifest::ReadManifest;
use crate::write::{Known, WriteError, WriteOptions, Writer};

const NAME: &str = "SHA256SUMS";

fn with_sums() -> WriteOptions<'static> {
    WriteOptions { sha256sums: true, ..waiting() }
}

/// What a clean build of `plan` with the list looks like.
fn clean(plan: &Plan) -> Plan {
    let (_folder, out) = folder();
    build_with(&out, plan, with_sums()).unwrap();
    tree(&out)
}

/// Builds `plan` as the program does after a build that left `told`: what is the same is kept unseen.
fn rebuild(out: &Path, plan: &Plan, told: &Known, changed: &[&str]) -> (Known, usize) {
    let load = || Some(told.clone());
    let writer = Writer::open(out, WriteOptions { known: Some(&load), ..with_sums() }).unwrap();
    for (path, bytes) in plan {
        let kept = !changed.contains(&path.as_str())
            && known(&writer, path).is_some_and(|index| writer.keep(index, &facts(path)));
        if !kept {
            writer.put(&out_path(path), &facts(path), bytes).unwrap();
        }
    }
    let committed = writer.commit().unwrap();
    (committed.known, committed.summary.written)
}

#[test]
fn every_file_of_the_site_stands_in_it() {
    let (_folder, out) = folder();
    let summary =
        build_with(&out, &plan(&[("b/регион, a.html", "b"), ("a", ""), ("b.css", "c")]), with_sums())
            .unwrap();
    assert_eq!((summary.written, summary.manifest_written), (7, 4));
    // As FIPS 180-4 has them.
    let expected = "\
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n\
        2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6  b.css\n\
        3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b/регион, a.html\n";
    assert_eq!(fs::read_to_string(out.join(NAME)).unwrap(), expected);
    let ReadManifest { others, problems, .. } = ReadManifest::of(&out);
    assert!(problems.is_empty() && others.contains(&NAME.into()));
}

#[test]
fn sha256sum_reads_it() {
    let (_folder, out) = folder();
    build_with(&out, &wide_plan(1), with_sums()).unwrap();
    let check = || Command::new("sha256sum").args(["--check", "--quiet", NAME]).current_dir(&out).status();
    match check() {
        Ok(status) => assert!(status.success()),
        Err(error) => return eprintln!("passed over: sha256sum: {error}"),
    }
    fs::write(out.join("style.css"), "other").unwrap();
    assert!(!check().unwrap().success());
}

#[test]
fn a_build_that_does_not_ask_for_it_removes_it() {
    let (_folder, out) = folder();
    build_with(&out, &wide_plan(1), with_sums()).unwrap();
    let summary = build(&out, &wide_plan(1)).unwrap();
    // The list of shards no longer names it.
    assert_eq!((summary.written, summary.removed), (1, 1));
    assert_eq!(tree(&out), super::clean(&wide_plan(1)));
    let summary = build_with(&out, &wide_plan(1), with_sums()).unwrap();
    assert_eq!((summary.written, summary.removed), (2, 0));
    assert_eq!(tree(&out), clean(&wide_plan(1)));
    assert_eq!(build_with(&out, &wide_plan(1), with_sums()).unwrap().written, 0);
}

#[test]
fn after_an_edit_it_is_that_of_a_clean_build() {
    let (_folder, out) = folder();
    let mut site = wide_plan(1);
    let (told, _) = rebuild(&out, &site, &Known::default(), &[]);
    assert_eq!(rebuild(&out, &site, &told, &[]).1, 0);
    site.insert("style.css".to_owned(), b"new".to_vec());
    site.remove("assets/same.js");
    site.insert("2000/new.html".to_owned(), b"page".to_vec());
    let (told, _) = rebuild(&out, &site, &told, &["style.css"]);
    assert_eq!(tree(&out), clean(&site));
    assert_eq!(rebuild(&out, &site, &told, &[]).1, 0);
    // Files were taken away, and nothing else.
    site.remove("2000/new.html");
    let (told, _) = rebuild(&out, &site, &told, &[]);
    assert_eq!(tree(&out), clean(&site));
    // A list that somebody changed is not believed.
    let text = fs::read_to_string(out.join(NAME)).unwrap();
    fs::write(out.join(NAME), text.replace('0', "1") + "\n").unwrap();
    rebuild(&out, &site, &told, &[]);
    assert_eq!(tree(&out), clean(&site));
}

#[test]
fn sums_of_kept_files_are_kept() {
    let (_folder, out) = folder();
    let site = plan(&[("a/x", "1"), ("a/y", "2")]);
    let (told, _) = rebuild(&out, &site, &Known::default(), &[]);
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..with_sums() }).unwrap();
    assert!(writer.keep(known(&writer, "a/x").unwrap(), &facts("a/x")));
    writer.put(&out_path("a/y"), &facts("a/y"), b"3").unwrap();
    // Nobody looks into the file: its size and time were as the list has them.
    fs::remove_file(out.join("a/x")).unwrap();
    writer.commit().unwrap();
    let text = fs::read_to_string(out.join(NAME)).unwrap();
    assert!(
        text.starts_with("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a/x\n"),
        "{text}"
    );
}

#[test]
fn a_list_of_somebody_else_is_not_replaced() {
    let (_folder, out) = folder();
    foreign(&out, NAME, "mine");
    let error = build_with(&out, &wide_plan(1), with_sums()).unwrap_err();
    assert!(matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == [NAME]));
    // Without the option it is in nobody's way.
    build(&out, &wide_plan(1)).unwrap();
    assert_eq!(fs::read_to_string(out.join(NAME)).unwrap(), "mine");
    build_with(&out, &wide_plan(1), WriteOptions { force: true, ..with_sums() }).unwrap();
    assert_eq!(tree(&out), clean(&wide_plan(1)));
}

#[test]
fn what_stands_in_the_way_of_a_file_is_told_first() {
    let (_folder, out) = folder();
    foreign(&out, "index.html", "mine");
    let error = build_with(&out, &wide_plan(1), with_sums()).unwrap_err();
    assert!(matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == ["index.html"]));
    assert!(!out.join(NAME).exists());
}
