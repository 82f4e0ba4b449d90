//! `generate verify` of folders.

use std::fs;
use std::process::Command;

use generate::diagnostic::Diagnostics;
use generate::verify::{Verified, folder};

use crate::page::stories;
use crate::program::run;
use crate::support::{Site, site, tree};

fn built() -> Site {
    let site = site(&stories(3, ""));
    site.build();
    site
}

fn verify(site: &Site, strict: bool) -> (Option<Verified>, Vec<String>) {
    let mut problems = Diagnostics::new();
    let verified = folder(&site.path("public"), strict, &(), &mut problems);
    let line = |problem: &&generate::diagnostic::Diagnostic| {
        let place = problem.place.as_ref().map(|place| place.file.to_string()).unwrap_or_default();
        format!("{}[{}] {place}", problem.level.name(), problem.code)
    };
    (verified, problems.sorted().iter().map(line).collect())
}

#[test]
fn a_whole_site_is_whole() {
    let site = built();
    let files = tree(&site.path("public"));
    let bytes: usize = files.values().map(Vec::len).sum();
    let (verified, problems) = verify(&site, true);
    assert_eq!(problems, [] as [&str; 0]);
    let list = fs::metadata(site.path("public/generate-manifest.json")).unwrap().len();
    let expected = Verified { files: files.len(), bytes: bytes as u64 - list, ..Verified::default() };
    assert_eq!(verified, Some(expected));
}

#[test]
fn what_is_missing_altered_and_extra_is_found() {
    let site = built();
    let page = site.path("public/2010/01/s1/index.html");
    let mut bytes = fs::read(&page).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&page, bytes).unwrap();
    fs::remove_file(site.path("public/feed.xml")).unwrap();
    fs::write(site.path("public/404.html"), "cut").unwrap();
    fs::write(site.path("public/2010/note.txt"), "mine").unwrap();
    let found = [
        "note[site-file-extra] 2010/note.txt",
        "error[site-file-altered] 2010/01/s1/index.html",
        "error[site-file-altered] 404.html",
        "error[site-file-missing] feed.xml",
    ];
    let (verified, mut problems) = verify(&site, false);
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    problems = sorted(problems);
    assert_eq!(problems, sorted(found.map(str::to_owned).to_vec()));
    let Verified { missing, altered, extra, .. } = verified.unwrap();
    assert_eq!((missing, altered, extra), (1, 2, 1));
    let (_, problems) = verify(&site, true);
    assert!(problems.contains(&"error[site-file-extra] 2010/note.txt".to_owned()), "{problems:?}");
}

#[test]
fn a_damaged_manifest_is_found() {
    let site = built();
    let shard = fs::read_dir(site.path("public/generate-manifest")).unwrap();
    let shard = shard.map(|entry| entry.unwrap().path()).find(|path| path.is_file()).unwrap();
    fs::write(&shard, "{").unwrap();
    let (_, problems) = verify(&site, false);
    let name = shard.file_name().unwrap().to_str().unwrap();
    assert!(problems.contains(&format!("error[site-file-altered] generate-manifest/{name}")), "{problems:?}");
    let list = site.path("public/generate-manifest.json");
    for (text, code) in [(Some("{"), "manifest-unreadable"), (None, "no-manifest")] {
        match text {
            Some(text) => fs::write(&list, text).unwrap(),
            None => fs::remove_file(&list).unwrap(),
        }
        let (verified, problems) = verify(&site, false);
        assert_eq!(verified, None);
        assert!(problems.len() == 1 && problems[0].contains(code), "{problems:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_is_no_file() {
    let site = built();
    let feed = site.path("public/feed.xml");
    fs::rename(&feed, site.path("elsewhere.xml")).unwrap();
    std::os::unix::fs::symlink(site.path("elsewhere.xml"), &feed).unwrap();
    let (_, problems) = verify(&site, false);
    assert_eq!(problems, ["error[site-file-missing] feed.xml"]);
}

#[test]
fn the_command_needs_no_site() {
    let site = built();
    fs::remove_file(site.path("site.toml")).unwrap();
    let folder = site.path("");
    let whole = run(&folder, &["verify", "public"]);
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    assert!(whole.stdout.contains(" files verified, "), "{}", whole.stdout);
    fs::write(site.path("public/robots.txt"), "").unwrap();
    let broken = run(&folder, &["verify", "public", "--json"]);
    assert_eq!(broken.code, Some(1));
    assert_eq!(broken.json()["altered"], 1);
    assert_eq!(
        broken.problems(),
        "error[site-file-altered] robots.txt: altered file: its checksum is not that in the manifest\n"
    );
}

#[test]
fn sha256sum_says_the_same() {
    let site = built();
    let done = run(&site.path(""), &["build", "--sha256sums", "--quiet"]);
    assert_eq!(done.code, Some(0));
    let check = || {
        let mut command = Command::new("sha256sum");
        command.args(["--check", "--quiet", "SHA256SUMS"]).current_dir(site.path("public"));
        command.output().map(|output| output.status.success())
    };
    let Ok(whole) = check() else {
        return eprintln!("sha256sum is not installed: its answer is not compared");
    };
    assert!(whole && verify(&site, true).1.is_empty());
    fs::write(site.path("public/robots.txt"), "").unwrap();
    assert!(!check().unwrap());
    assert_eq!(verify(&site, true).1.len(), 1);
}
