//! Files that are not ours: kept, adopted, or in the way.

use std::fs;
use std::os::unix::fs::symlink;

use super::{build, build_with, clean, folder, foreign, messages, plan, tree, waiting, wide_plan};
use crate::write::message;
use crate::write::{STAGING, WriteError, WriteOptions};

/// A build that may replace what is not ours.
fn forced() -> WriteOptions<'static> {
    WriteOptions { force: true, ..waiting() }
}

#[test]
fn files_of_others_stay() {
    let (_folder, out) = folder();
    foreign(&out, "CNAME", "archive.example.org");
    foreign(&out, "only/in/1/notes.txt", "mine");
    for version in [1, 2] {
        build(&out, &wide_plan(version)).unwrap();
        let mut expected = clean(&wide_plan(version));
        expected.extend(plan(&[("CNAME", "archive.example.org"), ("only/in/1/notes.txt", "mine")]));
        assert_eq!(tree(&out), expected);
    }
}

#[test]
fn equal_files_of_others_are_adopted() {
    let (_folder, out) = folder();
    foreign(&out, "a/x", "same");
    let summary = build(&out, &plan(&[("a/x", "same"), ("b", "new")])).unwrap();
    assert_eq!((summary.written, summary.unchanged), (4, 1));
    build(&out, &plan(&[("b", "new")])).unwrap();
    assert_eq!(tree(&out), clean(&plan(&[("b", "new")])));
}

#[test]
fn what_is_in_the_way_is_reported_at_once_and_nothing_changes() {
    let (_folder, out) = folder();
    foreign(&out, "z.html", "mine");
    foreign(&out, "a/b.html", "mine, too");
    foreign(&out, "folder/x/y.txt", "in the way");
    foreign(&out, "file", "in the way");
    symlink("/etc", out.join("link")).unwrap();
    symlink("z.html", out.join("also")).unwrap();
    let before = tree_without_links(&out);
    let site = plan(&[
        ("z.html", "ours"),
        ("a/b.html", "ours"),
        ("folder", "a file"),
        ("file/index.html", "in a folder"),
        ("file/other.html", "in a folder"),
        ("link/passwd", "never"),
        ("also", "never"),
        ("fine.html", "fine"),
    ]);
    let error = build(&out, &site).unwrap_err();
    assert_eq!(
        messages(&error),
        [
            "output-foreign: the build would replace 3 files that generate did not write: `a/b.html`, `file`, `z.html` (move them away, or use `--force` to replace them)",
            "output-folder: a folder with files that generate did not write is in the way of a file: `folder` \
             (move it away; `--force` does not remove folders)",
            "output-link: a symbolic link in the output folder is in the way of a file: `also`, `link` \
             (remove it; only the output folder itself may be a symbolic link)",
        ]
    );
    assert_eq!(tree_without_links(&out), before);
    let error = build_with(&out, &site, forced()).unwrap_err();
    let WriteError::Conflicts(conflicts) = error else { panic!("{error}") };
    assert_eq!((conflicts.foreign.len(), conflicts.folders.len(), conflicts.links.len()), (0, 1, 2));
    assert_eq!(tree_without_links(&out), before);
}

/// The tree, in which links are not followed.
fn tree_without_links(out: &std::path::Path) -> Vec<(std::path::PathBuf, u64)> {
    let walk = walkdir::WalkDir::new(out).sort_by_file_name().into_iter();
    walk.map(Result::unwrap).map(|entry| (entry.path().to_owned(), entry.metadata().unwrap().len())).collect()
}

#[test]
fn long_lists_are_cut() {
    let (_folder, out) = folder();
    let mut site = plan(&[]);
    for number in 10..22 {
        foreign(&out, &number.to_string(), "mine");
        site.insert(number.to_string(), b"ours".to_vec());
    }
    let error = build(&out, &site).unwrap_err();
    assert!(messages(&error)[0].contains("would replace 12 files"), "{error}");
    assert!(messages(&error)[0].contains("`18`, `19` and 2 more ("), "{error}");
}

#[test]
fn force_replaces_files_only() {
    let (_folder, out) = folder();
    foreign(&out, "a.html", "mine");
    foreign(&out, "file", "becomes a folder");
    foreign(&out, "kept.txt", "mine");
    let site = plan(&[("a.html", "ours"), ("file/x/index.html", "ours")]);
    build_with(&out, &site, forced()).unwrap();
    let mut expected = clean(&site);
    expected.extend(plan(&[("kept.txt", "mine")]));
    assert_eq!(tree(&out), expected);
}

#[test]
fn links_are_never_followed_when_removing() {
    let (folder, out) = folder();
    let elsewhere = folder.path().join("elsewhere");
    build(&out, &plan(&[("a/x", "1"), ("b", "2")])).unwrap();
    fs::rename(out.join("a"), &elsewhere).unwrap();
    symlink(&elsewhere, out.join("a")).unwrap();
    let error = build(&out, &plan(&[("b", "2")])).unwrap_err();
    assert!(messages(&error)[0].starts_with("output-link: "), "{error}");
    assert_eq!(fs::read_to_string(elsewhere.join("x")).unwrap(), "1");
}

#[test]
fn the_output_folder_may_be_a_link() {
    let (folder, out) = folder();
    fs::create_dir(folder.path().join("real")).unwrap();
    symlink("real", &out).unwrap();
    build(&out, &wide_plan(1)).unwrap();
    build(&out, &wide_plan(2)).unwrap();
    assert_eq!(tree(&folder.path().join("real")), clean(&wide_plan(2)));
}

#[test]
fn a_staging_folder_that_is_none_is_refused() {
    let (folder, out) = folder();
    foreign(folder.path(), "elsewhere/x", "mine");
    fs::create_dir(&out).unwrap();
    symlink("../elsewhere", out.join(STAGING)).unwrap();
    assert!(
        matches!(build(&out, &plan(&[])), Err(WriteError::Conflicts(conflicts)) if conflicts.links == [STAGING])
    );
    fs::remove_file(out.join(STAGING)).unwrap();
    foreign(&out, STAGING, "a file");
    assert!(
        matches!(build(&out, &plan(&[])), Err(WriteError::Conflicts(conflicts)) if conflicts.foreign == [STAGING])
    );
    assert_eq!(fs::read_to_string(folder.path().join("elsewhere/x")).unwrap(), "mine");
}

#[test]
fn what_took_the_place_of_our_file_stays() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a", "1"), ("b", "2")])).unwrap();
    fs::remove_file(out.join("a")).unwrap();
    foreign(&out, "a/mine", "mine");
    build(&out, &plan(&[("b", "2")])).unwrap();
    assert_eq!(fs::read_to_string(out.join("a/mine")).unwrap(), "mine");
}

#[test]
fn one_file_is_one_file_and_a_folder_without_locks_is_named() {
    let (_folder, out) = folder();
    foreign(&out, "a", "mine");
    assert_eq!(
        messages(&build(&out, &plan(&[("a", "ours")])).unwrap_err()),
        ["output-foreign: the build would replace 1 file that generate did not write: `a` \
          (move it away, or use `--force` to replace it)"]
    );
    let report = message::output_unlocked("public", &std::io::ErrorKind::Unsupported.into());
    assert_eq!(report.code, "output-unlocked");
    assert_eq!(report.message, "cannot lock `public`: unsupported");
    assert_eq!(report.hint.as_deref(), Some("do not run two builds of this folder at the same time"));
}
