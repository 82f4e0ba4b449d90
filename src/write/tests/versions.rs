//! Manifests of version 1: read once, for the paths alone, and replaced.

use std::fs;
use std::path::Path;

use super::{Plan, build, clean, folder, plan, tree, wide_plan};
use crate::write::WriteError;
use crate::write::manifest::ReadManifest;

/// A list as version 1 had it.
fn list(name: &str, paths: &[&str]) -> String {
    // The sum of another file: it must not matter.
    let sum = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";
    let rows: Vec<String> = paths
        .iter()
        .map(|path| format!("\n{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{sum}\"}}"))
        .collect();
    format!("{{\"version\":1,\"{name}\":[{}\n]}}\n", rows.join(","))
}

/// Gives the manifest in `out` the form that it had in version 1.
fn as_version_1(out: &Path) {
    let shards: Vec<String> =
        tree(out).into_keys().filter(|path| path.starts_with("generate-manifest/")).collect();
    let files = ReadManifest::of(out).files;
    for shard in &shards {
        let name = shard.trim_start_matches("generate-manifest/").trim_end_matches(".json");
        let is_in = |path: &&str| path.split_once('/').map_or("root/files", |(first, _)| first) == name;
        let paths: Vec<&str> = files.entries().map(|entry| entry.path).filter(is_in).collect();
        fs::write(out.join(shard), list("files", &paths)).unwrap();
    }
    let shards: Vec<&str> = shards.iter().map(String::as_str).collect();
    fs::write(out.join("generate-manifest.json"), list("shards", &shards)).unwrap();
}

/// How many files of a site stand in its manifest's own.
fn own(tree: &Plan) -> usize {
    tree.keys().filter(|path| path.starts_with("generate-manifest")).count()
}

#[test]
fn version_1_is_read_once_and_replaced() {
    let (_folder, out) = folder();
    build(&out, &wide_plan(1)).unwrap();
    as_version_1(&out);
    let ReadManifest { files, others, problems } = ReadManifest::of(&out);
    assert!(problems.is_empty() && files.is_empty());
    assert_eq!(others.len(), tree(&out).len());
    // What is the same is not written anew, whatever its sum was; only the manifest is.
    let summary = build(&out, &wide_plan(1)).unwrap();
    assert_eq!((summary.written, summary.removed), (own(&tree(&out)), 0));
    assert_eq!(summary.manifest_written, summary.written);
    assert_eq!(tree(&out), clean(&wide_plan(1)));
    // What only the earlier build had is removed.
    as_version_1(&out);
    build(&out, &wide_plan(2)).unwrap();
    assert_eq!(tree(&out), clean(&wide_plan(2)));
    assert_eq!(build(&out, &wide_plan(2)).unwrap().written, 0);
}

#[test]
fn shards_of_both_versions_stand_together_after_a_kill() {
    let (_folder, out) = folder();
    build(&out, &wide_plan(1)).unwrap();
    let new = fs::read(out.join("generate-manifest/2001.json")).unwrap();
    as_version_1(&out);
    fs::write(out.join("generate-manifest/2001.json"), new).unwrap();
    let ReadManifest { files, others, problems } = ReadManifest::of(&out);
    assert!(problems.is_empty());
    assert!(files.entries().all(|entry| entry.path.starts_with("2001/")) && !files.is_empty());
    assert_eq!(files.len() + others.len(), tree(&out).len());
    build(&out, &wide_plan(2)).unwrap();
    assert_eq!(tree(&out), clean(&wide_plan(2)));
}

#[test]
fn version_1_owns_no_more_than_it_names() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a/x", "1")])).unwrap();
    as_version_1(&out);
    fs::write(out.join("a/y"), "mine").unwrap();
    let error = build(&out, &plan(&[("a/y", "other")])).unwrap_err();
    assert!(matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == ["a/y"]));
    for hostile in ["../outside", "b/x", "a/./x", "a/\\u0000"] {
        fs::write(out.join("generate-manifest/a.json"), list("files", &[hostile])).unwrap();
        let ReadManifest { others, problems, .. } = ReadManifest::of(&out);
        assert_eq!((others.len(), problems.iter().count()), (2, 1), "{hostile}");
    }
}

#[test]
fn a_version_to_come_is_named() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a/x", "1")])).unwrap();
    let text = fs::read_to_string(out.join("generate-manifest.json")).unwrap();
    fs::write(out.join("generate-manifest.json"), text.replace("\"version\":2", "\"version\":3")).unwrap();
    let problems = ReadManifest::of(&out).problems;
    assert_eq!(
        problems.iter().next().unwrap().message,
        "ignoring `generate-manifest.json` of an earlier build: version 3 is not supported (expected 1 or 2)"
    );
}
