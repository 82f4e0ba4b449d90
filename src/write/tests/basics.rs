//! Builds that end well.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::{
    at, build, build_known, build_with, clean, facts, folder, known, messages, out_path, paths, plan, tree,
    waiting, wide_plan,
};
use crate::facts::{Cache, Facts, Stage};
use crate::write::manifest::ReadManifest;
use crate::write::sum::Sum;
use crate::write::{Outcome, Summary, WriteError, WriteOptions, Writer};

#[test]
fn a_fresh_build_writes_everything_and_a_manifest() {
    let (_folder, out) = folder();
    let summary = build(&out, &plan(&[("index.html", "home"), ("a/b/index.html", "b")])).unwrap();
    assert_eq!(summary, Summary { written: 5, unchanged: 0, removed: 0, manifest_written: 3 });
    let tree = tree(&out);
    assert_eq!(
        paths(&tree),
        [
            "a/b/index.html",
            "generate-manifest.json",
            "generate-manifest/a.json",
            "generate-manifest/root/files.json",
            "index.html"
        ]
    );
    assert_eq!(
        String::from_utf8_lossy(&tree["generate-manifest/a.json"]),
        format!(
            "{{\"version\":2,\"kinds\":[\n\
             {{\"type\":\"text/html; charset=utf-8\",\"stage\":\"page\",\"cache\":\"revalidate\"}}\n],\"files\":[\n\
             {{\"path\":\"a/b/index.html\",\"size\":1,\"blake3\":\"{}\",\"kind\":0}}\n]}}\n",
            Sum::of(b"b").to_hex().as_ref()
        )
    );
    let list = String::from_utf8_lossy(&tree["generate-manifest.json"]);
    assert!(
        list.starts_with(
            "{\"version\":2,\"kinds\":[\n\
             {\"type\":\"application/json; charset=utf-8\",\"stage\":\"manifest\",\"cache\":\"revalidate\"}\n],\"shards\":[\n\
             {\"path\":\"generate-manifest/a.json\",\"size\":"
        ),
        "{list}"
    );
    assert_eq!(list.lines().count(), 6);
}

#[test]
fn a_second_build_writes_nothing() {
    let (_folder, out) = folder();
    let first = build(&out, &wide_plan(1)).unwrap();
    let before = tree(&out);
    let second = build(&out, &wide_plan(1)).unwrap();
    assert_eq!(second, Summary { unchanged: first.written, ..Summary::default() });
    assert_eq!(tree(&out), before);
}

#[test]
fn an_edit_writes_one_file_its_shard_and_the_list() {
    let (_folder, out) = folder();
    let mut site = wide_plan(1);
    build(&out, &site).unwrap();
    site.insert("assets/same.js".to_owned(), b"longer than before".to_vec());
    let summary = build(&out, &site).unwrap();
    assert_eq!((summary.written, summary.manifest_written, summary.removed), (3, 2, 0));
    assert_eq!(tree(&out), clean(&site));
}

#[test]
fn removed_files_go_with_the_folders_they_leave_empty() {
    let (_folder, out) = folder();
    build(&out, &wide_plan(1)).unwrap();
    fs::create_dir_all(out.join("mine/empty")).unwrap();
    let summary = build(&out, &wide_plan(2)).unwrap();
    assert_eq!(summary.removed, 2);
    let mut expected = clean(&wide_plan(2));
    expected.insert("mine/empty/".to_owned(), Vec::new());
    assert_eq!(tree(&out), expected);
}

#[test]
fn a_site_can_shrink_to_nothing() {
    let (_folder, out) = folder();
    build(&out, &wide_plan(1)).unwrap();
    build(&out, &plan(&[])).unwrap();
    assert_eq!(paths(&tree(&out)), ["generate-manifest.json"]);
}

#[test]
fn files_become_folders_and_folders_files() {
    let (_folder, out) = folder();
    let file = plan(&[("a", "file"), ("b/a", "file"), ("c", "")]);
    let below = plan(&[("a/index.html", "a"), ("a/x/style.css", "a"), ("b/a/y/z", "b"), ("c", "")]);
    build(&out, &file).unwrap();
    for site in [&below, &file, &below] {
        let summary = build(&out, site).unwrap();
        assert_eq!(tree(&out), clean(site));
        assert!(summary.removed >= 2, "{summary:?}");
    }
}

#[test]
fn what_somebody_changed_in_our_file_is_set_right() {
    let (_folder, out) = folder();
    let site = wide_plan(1);
    build(&out, &site).unwrap();
    let before = tree(&out);
    fs::write(out.join("assets/same.js"), "SAME").unwrap();
    fs::remove_file(out.join("style.css")).unwrap();
    let reformatted = String::from_utf8_lossy(&before["generate-manifest/assets.json"]).replace(':', " : ");
    fs::write(out.join("generate-manifest/assets.json"), reformatted).unwrap();
    build(&out, &site).unwrap();
    assert_eq!(tree(&out), before);
}

#[test]
fn large_files_are_streamed_and_compared() {
    let (folder, out) = folder();
    let source = folder.path().join("film.mp4");
    let put = |bytes: &[u8]| {
        fs::write(&source, bytes).unwrap();
        let writer = Writer::open(&out, waiting()).unwrap();
        let outcome = writer.put_file(&out_path("media/film.mp4"), &at(Stage::Asset), &source).unwrap();
        let small = writer.put_file(&out_path("small"), &at(Stage::Asset), "Cargo.toml".as_ref()).unwrap();
        writer.commit().unwrap();
        assert_eq!(fs::read(out.join("media/film.mp4")).unwrap(), bytes);
        let entry_is_true = {
            let ReadManifest { files, problems, .. } = ReadManifest::of(&out);
            assert!(problems.is_empty());
            let entry = files.get("media/film.mp4").unwrap();
            (entry.size, *entry.sum) == (bytes.len() as u64, Sum::of(bytes))
        };
        assert!(entry_is_true);
        (outcome, small)
    };
    let mut film = vec![7; 3_000_001];
    assert_eq!(put(&film), (Outcome::Written, Outcome::Written));
    assert_eq!(put(&film), (Outcome::Unchanged, Outcome::Unchanged));
    film[2_900_000] = 8;
    assert_eq!(put(&film), (Outcome::Written, Outcome::Unchanged));
    film.truncate(2_000_000);
    assert_eq!(put(&film), (Outcome::Written, Outcome::Unchanged));
}

#[test]
fn kept_files_are_not_opened() {
    let (_folder, out) = folder();
    let mut site = wide_plan(1);
    let told = build_known(&out, &site);
    site.insert("index.html".to_owned(), b"new".to_vec());
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..waiting() }).unwrap();
    assert_eq!(known(&writer, "unknown.html"), None);
    for path in site.keys().filter(|path| *path != "index.html") {
        assert!(writer.keep(known(&writer, path).unwrap(), &facts(path)), "{path}");
    }
    writer.put(&out_path("index.html"), &facts("index.html"), b"new").unwrap();
    let committed = writer.commit().unwrap();
    // The page, the shard of files in no folder, and the list of shards.
    assert_eq!((committed.summary.written, committed.summary.removed), (3, 0));
    assert_eq!(committed.summary.manifest_written, 2);
    assert_eq!(tree(&out), clean(&site));
    let files: Vec<&str> = committed.known.files.entries().map(|entry| entry.path).collect();
    assert_eq!(files, site.keys().collect::<Vec<_>>());
}

#[test]
fn files_that_somebody_changed_are_not_kept() {
    let (_folder, out) = folder();
    let site = wide_plan(1);
    let told = build_known(&out, &site);
    fs::write(out.join("style.css"), "longer than it was before").unwrap();
    fs::remove_file(out.join("assets/same.js")).unwrap();
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..waiting() }).unwrap();
    let index = |path| known(&writer, path).unwrap();
    assert!(
        !writer.keep(index("style.css"), &facts("style.css"))
            && !writer.keep_by_sum(index("style.css"), &facts("style.css"))
    );
    assert!(
        !writer.keep(index("assets/same.js"), &facts("assets/same.js"))
            && !writer.keep_by_sum(index("assets/same.js"), &facts("assets/same.js"))
    );
    assert!(writer.keep_by_sum(index("index.html"), &facts("index.html")));
}

#[test]
fn a_file_of_another_kind_is_not_kept_but_listed_anew() {
    let (_folder, out) = folder();
    let site = plan(&[("a/x.html", "1"), ("b/x.html", "2")]);
    let told = build_known(&out, &site);
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..waiting() }).unwrap();
    let kept = Facts { cache: Cache::Immutable, ..facts("a/x.html") };
    let index = |path| known(&writer, path).unwrap();
    assert!(!writer.keep(index("a/x.html"), &kept) && !writer.keep_by_sum(index("a/x.html"), &kept));
    assert!(writer.keep(index("b/x.html"), &facts("b/x.html")));
    assert_eq!(writer.put(&out_path("a/x.html"), &kept, b"1").unwrap(), Outcome::Unchanged);
    let committed = writer.commit().unwrap();
    // The shard, and the list of shards.
    assert_eq!((committed.summary.written, committed.summary.manifest_written), (2, 2));
    let files = ReadManifest::of(&out).files;
    assert_eq!(files.get("a/x.html").unwrap().facts, &kept);
    assert_eq!(files.get("b/x.html").unwrap().facts, &facts("b/x.html"));
}

#[test]
fn what_is_known_of_another_state_of_the_folder_is_not_believed() {
    let (_folder, out) = folder();
    let told = build_known(&out, &wide_plan(1));
    build(&out, &wide_plan(2)).unwrap();
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..waiting() }).unwrap();
    assert!(writer.known().is_none());
}

#[test]
fn the_order_of_putting_does_not_matter() {
    let (_one, first) = folder();
    let (_two, second) = folder();
    let site = wide_plan(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    pool.install(|| build(&first, &site)).unwrap();
    let writer = Writer::open(&second, waiting()).unwrap();
    for (path, bytes) in site.iter().rev() {
        writer.put(&out_path(path), &facts(path), bytes).unwrap();
    }
    writer.commit().unwrap();
    assert_eq!(tree(&first), tree(&second));
}

#[test]
fn two_outputs_on_one_path_are_refused() {
    let claimed_from = |first: Stage, files: &[&str]| {
        let (_folder, out) = folder();
        let writer = Writer::open(&out, waiting()).unwrap();
        // The tree of one stage notices by itself, in the order of the swap or against it; several need the commit.
        let put = |(index, path): (usize, &&str)| {
            let stage = if index == 0 { first } else { Stage::Asset };
            writer.put(&out_path(path), &at(stage), b"x").map(|_| ())
        };
        let error = match files.iter().enumerate().try_for_each(put) {
            Ok(()) => writer.commit().err().unwrap(),
            Err(error) => {
                drop(writer);
                error
            }
        };
        assert!(tree(&out).is_empty());
        messages(&error).join("\n")
    };
    let message = |path: &str| {
        format!(
            "output-claimed: conflicting outputs at `{path}` \
             (a file cannot share its path with another file, a folder or the manifest)"
        )
    };
    let claimed = |files: &[&str]| claimed_from(Stage::Asset, files);
    assert_eq!(claimed(&["a", "a"]), message("a"));
    for stage in [Stage::Asset, Stage::Page] {
        assert_eq!(claimed_from(stage, &["a", "a-b", "a.html", "a/b/c"]), message("a/b/c"));
    }
    assert_eq!(claimed_from(Stage::List, &["a/b/c", "a/b-c", "a/b"]), message("a/b/c"));
    assert_eq!(claimed(&["a/b/c", "a/b"]), message("a/b"));
    assert_eq!(claimed(&["generate-manifest.json"]), message("generate-manifest.json"));
    assert_eq!(claimed(&["x/y", "generate-manifest/x.json"]), message("generate-manifest/x.json"));
    assert_eq!(claimed(&[".generate-staging/x"]), message(".generate-staging/x"));
    let (_folder, out) = folder();
    let told = build_known(&out, &plan(&[("a", "x")]));
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..waiting() }).unwrap();
    assert!(writer.keep(known(&writer, "a").unwrap(), &facts("a")));
    let error = writer.put(&out_path("a"), &at(Stage::Asset), b"x").unwrap_err();
    assert!(matches!(error, WriteError::Claimed { path } if path == "a"));
}

#[test]
fn odd_names_have_their_places_in_the_manifest() {
    let (_folder, out) = folder();
    let long = "x".repeat(198);
    let site = plan(&[
        ("generate-manifest/index.html", "a page of that name"),
        ("root/files.json", "no shard"),
        ("a\"quote/регион.html", "quoted"),
        (&format!("{long}/index.html"), "long"),
        (".well-known/security.txt", "dot"),
    ]);
    build(&out, &site).unwrap();
    let ReadManifest { files, others: own, problems } = ReadManifest::of(&out);
    assert!(problems.is_empty());
    let listed: Vec<&str> = files.entries().map(|entry| entry.path).collect();
    assert_eq!(listed, paths(&site));
    assert!(own.contains(&"generate-manifest/a\"quote.json".into()), "{own:?}");
    assert_eq!(build(&out, &site).unwrap().written, 0);
    assert_eq!(tree(&out).len(), site.len() + own.len());
}

#[test]
fn a_second_writer_waits_or_says_so() {
    let (_folder, out) = folder();
    let first = Writer::open(&out, waiting()).unwrap();
    let error = Writer::open(&out, WriteOptions::default()).map(|_| ()).unwrap_err();
    assert_eq!(
        messages(&error),
        [format!(
            "output-busy: another build is writing to `{}` (wait for it to finish, or build to another folder)",
            out.display()
        )]
    );
    let waited = AtomicUsize::new(0);
    let (told, tells) = mpsc::channel();
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            let waiting = move || told.send(()).unwrap();
            let waiting = std::sync::Mutex::new(waiting);
            let waiting = || (waiting.lock().unwrap())();
            let options = WriteOptions { waiting: Some(&waiting), ..WriteOptions::default() };
            let summary = build_with(&out, &wide_plan(2), options).unwrap();
            waited.fetch_add(1, Ordering::SeqCst);
            summary
        });
        tells.recv().unwrap();
        assert_eq!(waited.load(Ordering::SeqCst), 0);
        for (path, bytes) in &wide_plan(1) {
            first.put(&out_path(path), &facts(path), bytes).unwrap();
        }
        first.commit().unwrap();
        assert_eq!(second.join().unwrap().removed, 2);
    });
    assert_eq!(tree(&out), clean(&wide_plan(2)));
}

#[test]
fn the_root_of_the_file_system_is_refused() {
    let error = Writer::open("/".as_ref(), WriteOptions::default()).map(|_| ()).unwrap_err();
    assert_eq!(
        messages(&error),
        [
            "output-root: the output folder cannot be the root of the file system (choose another folder with `--out`)"
        ]
    );
}
