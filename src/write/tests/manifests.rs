//! Manifests that are broken or hostile: a warning, and nothing of others touched.

use std::fs;

use super::{build, clean, folder, foreign, plan, tree, waiting, wide_plan};
use crate::reserved::Own;
use crate::write::manifest::{ReadManifest, files_of};
use crate::write::{WriteError, WriteOptions, Writer};

/// A checksum.
const SUM: &str = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";

/// The kind of a file.
const KIND: &str = r#"{"type":"text/html; charset=utf-8","stage":"page","cache":"revalidate"}"#;

/// A file as it stands in a manifest.
fn entry(path: &str, sum: &str) -> String {
    format!("{{\"path\":\"{path}\",\"size\":1,\"blake3\":\"{sum}\",\"kind\":0}}")
}

/// The texts of the warnings that reading the manifest in `out` gives.
fn warnings(out: &std::path::Path) -> Vec<String> {
    ReadManifest::of(out).problems.iter().map(|warning| warning.message.clone()).collect()
}

#[test]
fn every_truncation_is_noticed_and_harms_nobody() {
    let (_folder, out) = folder();
    let site = plan(&[("a/x", "1"), ("b", "2")]);
    build(&out, &site).unwrap();
    let whole = tree(&out);
    for path in ["generate-manifest.json", "generate-manifest/a.json"] {
        for end in (0..whole[path].len() - 1).step_by(7) {
            fs::write(out.join(path), &whole[path][..end]).unwrap();
            assert_eq!(warnings(&out).len(), 1, "{path} {end}");
        }
        fs::write(out.join(path), &whole[path]).unwrap();
    }
    assert!(warnings(&out).is_empty());
}

#[test]
fn the_files_of_a_folder_are_read_without_the_others() {
    let (_folder, out) = folder();
    let listed = |own: Own| {
        let files = files_of(&out, own);
        files.entries().map(|entry| (entry.path.to_owned(), entry.size)).collect::<Vec<_>>()
    };
    assert_eq!(listed(Own::SearchIndex), []);
    let many = ["search-index/a/x", "search-index/b", "search-index/root.bin", "search-index-2/x"];
    let many = many.map(|path| (path, "12"));
    build(&out, &plan(&[&many[..], &[("b/x", "1"), ("sitemaps/x", "123")]].concat())).unwrap();
    assert!(out.join("generate-manifest/search-index.json").exists());
    assert_eq!(
        listed(Own::SearchIndex),
        many[..3].iter().map(|(path, _)| ((*path).to_owned(), 2)).collect::<Vec<_>>()
    );
    assert_eq!(listed(Own::Sitemaps), [("sitemaps/x".to_owned(), 3)]);
    fs::write(out.join("generate-manifest/b.json"), "{").unwrap();
    assert_eq!(listed(Own::SearchIndex).len(), 3, "a shard of others is not read");
    fs::write(out.join("generate-manifest/search-index.json"), "{").unwrap();
    assert_eq!(listed(Own::SearchIndex), []);
}

#[test]
fn a_broken_shard_disowns_its_files() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a/x", "1"), ("a/y", "1"), ("b/x", "2")])).unwrap();
    fs::write(out.join("generate-manifest/a.json"), "{").unwrap();
    // The file that is the same is adopted, the one that is gone is nobody's now.
    build(&out, &plan(&[("a/x", "1"), ("c", "3")])).unwrap();
    assert_eq!(fs::read_to_string(out.join("a/y")).unwrap(), "1");
    assert!(!out.join("b").exists());
    fs::write(out.join("generate-manifest/a.json"), "{").unwrap();
    let error = build(&out, &plan(&[("a/x", "other")])).unwrap_err();
    assert!(matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == ["a/x"]));
}

#[test]
fn a_broken_list_is_a_foreign_file() {
    let (_folder, out) = folder();
    let site = wide_plan(1);
    build(&out, &site).unwrap();
    fs::write(out.join("generate-manifest.json"), "{}").unwrap();
    let writer = Writer::open(&out, waiting()).unwrap();
    let warning = writer.warnings().iter().next().unwrap();
    assert_eq!(warning.code, "manifest-broken");
    assert_eq!(
        warning.message,
        "ignoring `generate-manifest.json` of an earlier build: missing field `version` at line 1 column 2"
    );
    assert_eq!(
        warning.hint.as_deref(),
        Some("the files it lists are left alone; use `--force` to replace those that this build writes")
    );
    drop(writer);
    let error = build(&out, &site).unwrap_err();
    assert!(
        matches!(error, WriteError::Conflicts(conflicts) if conflicts.foreign == ["generate-manifest.json"])
    );
    super::build_with(&out, &site, WriteOptions { force: true, ..waiting() }).unwrap();
    assert_eq!(tree(&out), clean(&site));
}

#[test]
fn hostile_manifests_lead_nowhere() {
    let (folder, out) = folder();
    foreign(folder.path(), "outside", "mine");
    foreign(&out, "inside", "mine");
    let list = |path: &str| format!("{{\"version\":2,\"kinds\":[{KIND}],\"shards\":[{}]}}", entry(path, SUM));
    let shard = |path: &str, sum: &str| {
        format!("{{\"version\":2,\"kinds\":[{KIND}],\"files\":[{}]}}", entry(path, sum))
    };
    for path in [
        "../outside",
        "/etc/passwd",
        "inside",
        "generate-manifest/../../outside",
        "generate-manifest/a/b.json",
        "generate-manifest/",
    ] {
        foreign(&out, "generate-manifest.json", &list(path));
        assert_eq!(warnings(&out).len(), 1, "{path}");
    }
    foreign(&out, "generate-manifest.json", &list("generate-manifest/a.json"));
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
        shard("a/x", SUM).replace(":2,\"kinds", ":3,\"kinds"),
        shard("a/x", SUM).replace("\"kind\":0", "\"kind\":1"),
        shard("a/x", SUM).replace("\"kind\":0", "\"kind\":65536"),
        shard("a/x", SUM).replace("text/html", "html"),
        shard("a/x", SUM).replace("utf-8", "utf-8\\r\\nx: y"),
        shard("a/x", SUM).replace("\"page\"", "\"first\""),
        shard("a/x", SUM).replace("blake3", "sha256"),
        shard("a/x", SUM).replace(KIND, &vec![KIND; 70_000].join(",")),
        shard(&long, SUM),
        shard("a/x", SUM).replace("\"size\":1", "\"size\":-1"),
        "[".repeat(1_000_000),
        String::new(),
        "null".to_owned(),
    ];
    for text in &hostile {
        foreign(&out, "generate-manifest/a.json", text);
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
    let entry = |path: &str| entry(path, SUM);
    let text = |list: &str, paths: &str| format!("{{\"version\":2,\"kinds\":[{KIND}],\"{list}\":[{paths}]}}");
    foreign(&out, "generate-manifest.json", &text("shards", &entry("generate-manifest/root/files.json")));
    foreign(
        &out,
        "generate-manifest/root/files.json",
        &text("files", &[entry("generate-manifest.json"), entry("x")].join(",")),
    );
    let site = plan(&[("x", "z")]);
    build(&out, &site).unwrap();
    assert_eq!(tree(&out), clean(&site));
}

#[test]
fn a_missing_shard_is_reported() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a/x", "1")])).unwrap();
    fs::remove_file(out.join("generate-manifest/a.json")).unwrap();
    assert_eq!(warnings(&out), ["ignoring `generate-manifest/a.json` of an earlier build: missing"]);
    fs::create_dir(out.join("generate-manifest/a.json")).unwrap();
    assert_eq!(warnings(&out), ["ignoring `generate-manifest/a.json` of an earlier build: not a file"]);
}

#[test]
fn very_many_small_folders_share_shards() {
    let (_folder, out) = folder();
    let names: Vec<String> = (0..1_100).map(|number| format!("old-{number}/index.html")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    files.extend([("2010/a", "1"), ("2010/b", "2"), ("2010/c", "3")]);
    build(&out, &plan(&files)).unwrap();
    let shards = fs::read_dir(out.join("generate-manifest/root")).unwrap().count();
    assert!((200..=256).contains(&shards), "{shards}");
    assert!(
        out.join("generate-manifest/2010.json").exists()
            && !out.join("generate-manifest/old-1.json").exists()
    );
    let ReadManifest { files: manifest, problems, .. } = ReadManifest::of(&out);
    assert!(problems.is_empty());
    assert_eq!(manifest.len(), files.len());
    // The next build knows all of them: what is gone is removed, and with it the shards.
    build(&out, &plan(&[("2010/a", "1")])).unwrap();
    assert_eq!(tree(&out).len(), 3);
}

/// Gives the manifest in `out` the names it had once.
fn rename_as_before(out: &std::path::Path) {
    let list = fs::read_to_string(out.join("generate-manifest.json")).unwrap();
    fs::write(out.join("manifest.json"), list.replace("generate-manifest/", "manifest/")).unwrap();
    fs::remove_file(out.join("generate-manifest.json")).unwrap();
    fs::rename(out.join("generate-manifest"), out.join("manifest")).unwrap();
}

#[test]
fn a_manifest_of_the_old_name_is_read_once_and_replaced() {
    let (_folder, out) = folder();
    build(&out, &wide_plan(1)).unwrap();
    rename_as_before(&out);
    let ReadManifest { files, problems, .. } = ReadManifest::of(&out);
    assert_eq!((files.len(), problems.is_empty()), (wide_plan(1).len(), true));
    // What only the earlier build had is removed, and so are its lists.
    build(&out, &wide_plan(2)).unwrap();
    assert_eq!(tree(&out), clean(&wide_plan(2)));
    // A site's own file of that name takes the place of an old list, and is no list of ours.
    rename_as_before(&out);
    let mut site = wide_plan(3);
    site.insert("manifest.json".to_owned(), b"{\"name\": \"App\"}".to_vec());
    site.insert("manifest/icon.png".to_owned(), b"icon".to_vec());
    build(&out, &site).unwrap();
    assert_eq!(tree(&out), clean(&site));
    build(&out, &site).unwrap();
    assert_eq!(tree(&out), clean(&site));
    // Where our list is gone, the site's own file is not taken for one.
    fs::remove_file(out.join("generate-manifest.json")).unwrap();
    let ReadManifest { files, others, problems } = ReadManifest::of(&out);
    assert!(files.is_empty() && others.is_empty() && problems.is_empty());
}

#[test]
fn an_old_list_leads_nowhere_either() {
    let (_folder, out) = folder();
    for path in
        ["../outside", "inside", "generate-manifest/a.json", "manifest/a/b.json", "manifest/root/xyz.json"]
    {
        let list =
            format!("{{\"version\":1,\"shards\":[{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{SUM}\"}}]}}");
        foreign(&out, "manifest.json", &list);
        let ReadManifest { files, others, problems } = ReadManifest::of(&out);
        assert!(files.is_empty() && others.is_empty() && problems.is_empty(), "{path}");
    }
}
