//! Same input, same bytes: on any number of threads, in any folder, on any day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::corpus::{Corpus, Form, Spec};
use crate::program::{Run, program};
use crate::support::tree;

type Tree = BTreeMap<String, Vec<u8>>;

/// Builds the site in `root` into `out` with so many threads.
fn build(root: &Path, out: &Path, threads: &str) -> Value {
    let mut command = program(Path::new("/"));
    command.arg("build").arg("--json").arg("--root").arg(root).arg("--out").arg(out);
    let run: Run = command.env("RAYON_NUM_THREADS", threads).output().unwrap().into();
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    run.json()
}

/// Fails with the names of files that differ.
fn assert_same(one: &Tree, other: &Tree, what: &str) {
    let differ: Vec<&String> =
        one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).collect();
    assert!(differ.is_empty(), "{what}: {differ:#?}");
}

/// Builds the site in `root` in every way that must not matter, and returns its files.
fn check(root: &Path) -> Tree {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("one");
    let first = build(root, &out, "1");
    let files = tree(&out);
    assert_eq!(first["outputs"], files.len());
    let second = build(root, &out, "4");
    assert_eq!((second["written"].as_u64(), second["removed"].as_u64()), (Some(0), Some(0)), "second build");
    assert_same(&files, &tree(&out), "second build");
    // The counts and reports do not depend on threads either.
    let strip =
        |json: &Value| (json["articles"].clone(), json["outputs"].clone(), json["diagnostics"].clone());
    assert_eq!(strip(&first), strip(&second));
    let four = folder.path().join("a longer name/four");
    build(root, &four, "4");
    assert_same(&files, &tree(&four), "4 threads");
    files
}

/// No file tells where or when it was made.
fn assert_tells_nothing(files: &Tree, roots: &[&Path]) {
    let today = chrono::Utc::now();
    let days = [today - chrono::TimeDelta::days(1), today, today + chrono::TimeDelta::days(1)];
    let mut secrets: Vec<String> = roots.iter().map(|root| root.to_str().unwrap().to_owned()).collect();
    for day in days {
        secrets.push(day.format("%Y-%m-%d").to_string());
        secrets.push(day.format("%B %-d, %Y").to_string());
        secrets.push(day.format("%-d %B %Y").to_string());
        secrets.push(day.format("%d %b %Y").to_string());
    }
    for (name, bytes) in files {
        for secret in &secrets {
            let found = memchr::memmem::find(bytes, secret.as_bytes());
            assert_eq!(found, None, "{name} holds {secret}");
        }
    }
}

#[test]
fn the_demonstration_archive_is_the_same_every_time() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = check(&root);
    assert!(files.len() > 100);
    assert_tells_nothing(&files, &[&root]);
}

#[test]
fn a_generated_corpus_is_the_same_every_time_and_everywhere() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let elsewhere = two.path().join("with/a/longer/path");
    std::fs::create_dir_all(&elsewhere).unwrap();
    let corpus = Corpus::new(Spec { words_mean: 150, ..Spec::new(300) });
    for root in [one.path(), &elsewhere] {
        corpus.write(root, Form::Generate, true).unwrap();
    }
    let files = check(one.path());
    assert!(files.len() > 600, "{}", files.len());
    let out = two.path().join("public");
    build(&elsewhere, &out, "2");
    assert_same(&files, &tree(&out), "another folder");
    assert_tells_nothing(&files, &[one.path(), two.path()]);
}
