//! Manifests that are broken or hostile: a warning, and nothing of others touched.

use std::fs;

use super::{build, clean, folder, foreign, plan, tree, waiting, wide_plan};
use crate::write::manifest::Manifest;
use crate::write::{WriteError, WriteOptions, Writer};

/// A sum in the form of a SHA-256.
const SUM: &str = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";

/// The texts of the warnings that reading the manifest in `out` gives.
fn warnings(out: &std::path::Path) -> Vec<String> {
    let (_, _, warnings) = Manifest::read(out);
    warnings.iter().map(|warning| warning.message.clone()).collect()
}

#[test]
fn every_truncation_is_noticed_and_harms_nobody() {
    let (_folder, out) = folder();
    let site = plan(&[("a/x", "1"), ("b", "2")]);
    build(&out, &site).unwrap();
    let whole = tree(&out);
    for path in ["manifest.json", "manifest/a.json"] {
        for end in (0..whole[path].len() - 1).step_by(7) {
            fs::write(out.join(path), &whole[path][..end]).unwrap();
            assert_eq!(warnings(&out).len(), 1, "{path} {end}");
        }
        fs::write(out.join(path), &whole[path]).unwrap();
    }
    assert!(warnings(&out).is_empty());
}

#[test]
fn a_broken_shard_disowns_its_files() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a/x", "1"), ("a/y", "1"), ("b/x", "2")])).unwrap();
    fs::write(out.join("manifest/a.json"), "{").unwrap();
    // The file that is the same is adopted, the one that is gone is nobody's now.
    build(&out, &plan(&[("a/x", "1"), ("c", "3")])).unwrap();
    assert_eq!(fs::read_to_string(out.join("a/y")).unwrap(), "1");
    assert!(!out.join("b").exists());
    fs::write(out.join("manifest/a.json"), "{").unwrap();
    let error = build(&out, &plan(&[("a/x", "other")])).unwrap_err();
    assert!(matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == ["a/x"]));
}

#[test]
fn a_broken_list_is_a_foreign_file() {
    let (_folder, out) = folder();
    let site = wide_plan(1);
    build(&out, &site).unwrap();
    fs::write(out.join("manifest.json"), "{}").unwrap();
    let writer = Writer::open(&out, waiting()).unwrap();
    let warning = writer.warnings().iter().next().unwrap();
    assert_eq!(warning.code, "manifest-broken");
    assert_eq!(
        warning.message,
        "`manifest.json` of an earlier build is ignored: missing field `version` at line 1 column 2"
    );
    assert_eq!(
        warning.hint.as_deref(),
        Some("the files it named are left alone; `--force` replaces those that this build writes")
    );
    drop(writer);
    let error = build(&out, &site).unwrap_err();
    assert!(matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == ["manifest.json"]));
    super::build_with(&out, &site, WriteOptions { force: true, ..waiting() }).unwrap();
    assert_eq!(tree(&out), clean(&site));
}

#[test]
fn hostile_manifests_lead_nowhere() {
    let (folder, out) = folder();
    foreign(folder.path(), "outside", "mine");
    foreign(&out, "inside", "mine");
    let list = |path: &str| {
        format!("{{\"version\":1,\"shards\":[{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{SUM}\"}}]}}")
    };
    let shard = |path: &str, sum: &str| {
        format!("{{\"version\":1,\"files\":[{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{sum}\"}}]}}")
    };
    for path in
        ["../outside", "/etc/passwd", "inside", "manifest/../../outside", "manifest/a/b.json", "manifest/"]
    {
        foreign(&out, "manifest.json", &list(path));
        assert_eq!(warnings(&out).len(), 1, "{path}");
    }
    foreign(&out, "manifest.json", &list("manifest/a.json"));
    let long = "x/".repeat(3_000_000);
    let hostile = [
        shard("../outside", SUM),
        shard("a/../../outside", SUM),
        shard("a/./x", SUM),
        shard("a//x", SUM),
        shard("a/\\u0000", SUM),
        shard("inside", SUM),
        shard("b/x", SUM),
        shard("a/x", "00"),
        shard("a/x", &"ж".repeat(32)),
        shard("a/x", SUM).replace(":1,\"files", ":2,\"files"),
        shard(&long, SUM),
        shard("a/x", SUM).replace("\"size\":1", "\"size\":-1"),
        "[".repeat(1_000_000),
        String::new(),
        "null".to_owned(),
    ];
    for text in &hostile {
        foreign(&out, "manifest/a.json", text);
        assert_eq!(warnings(&out).len(), 1, "{}", &text[..text.len().min(100)]);
    }
    build(&out, &plan(&[("x", "y")])).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("outside")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(out.join("inside")).unwrap(), "mine");
}

#[test]
fn a_manifest_that_lists_itself_does_not_lose_it() {
    let (_folder, out) = folder();
    foreign(&out, "x", "y");
    let entry = |path: &str| format!("{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{SUM}\"}}");
    let text = |list: &str, paths: &str| format!("{{\"version\":1,\"{list}\":[{paths}]}}");
    foreign(&out, "manifest.json", &text("shards", &entry("manifest/root/files.json")));
    foreign(
        &out,
        "manifest/root/files.json",
        &text("files", &[entry("manifest.json"), entry("x")].join(",")),
    );
    let site = plan(&[("x", "z")]);
    build(&out, &site).unwrap();
    assert_eq!(tree(&out), clean(&site));
}

#[test]
fn a_missing_shard_is_reported() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a/x", "1")])).unwrap();
    fs::remove_file(out.join("manifest/a.json")).unwrap();
    assert_eq!(warnings(&out), ["`manifest/a.json` of an earlier build is ignored: it is missing"]);
    fs::create_dir(out.join("manifest/a.json")).unwrap();
    assert_eq!(warnings(&out), ["`manifest/a.json` of an earlier build is ignored: it is not a file"]);
}

#[test]
fn very_many_small_folders_share_shards() {
    let (_folder, out) = folder();
    let names: Vec<String> = (0..1_100).map(|number| format!("old-{number}/index.html")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    files.extend([("2010/a", "1"), ("2010/b", "2"), ("2010/c", "3")]);
    build(&out, &plan(&files)).unwrap();
    let shards = fs::read_dir(out.join("manifest/root")).unwrap().count();
    assert!((200..=256).contains(&shards), "{shards}");
    assert!(out.join("manifest/2010.json").exists() && !out.join("manifest/old-1.json").exists());
    let (manifest, _, warnings) = Manifest::read(&out);
    assert!(warnings.is_empty());
    assert_eq!(manifest.len(), files.len());
    // The next build knows all of them: what is gone is removed, and with it the shards.
    build(&out, &plan(&[("2010/a", "1")])).unwrap();
    assert_eq!(tree(&out).len(), 3);
}
