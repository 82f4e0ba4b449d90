//! Builds that fail: at every step, by an error, by the end of the process, and on a disk that is really full.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Plan, plan, waiting};
use super::{build, build_with, clean, faulty, folder, full, messages, tree, wide_plan};
use crate::write::{STAGING, Step, WriteError, WriteOptions, Writer};

/// The variable that tells a child process what to do.
const CHILD: &str = "GENERATE_TEST_FAULT";

/// How many times the hook is called in a build from version 1 to version 2, and at which call the swap begins.
fn count_steps() -> (usize, usize) {
    let (_folder, out) = folder();
    build(&out, &from()).unwrap();
    let steps = Arc::new(AtomicUsize::new(0));
    let swap = Arc::new(AtomicUsize::new(0));
    let (counted, noted) = (Arc::clone(&steps), Arc::clone(&swap));
    let options = faulty(Arc::new(move |step| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        if step == Step::Swap {
            noted.store(number, Ordering::SeqCst);
        }
        Ok(())
    }));
    build_with(&out, &to(), options).unwrap();
    (steps.load(Ordering::SeqCst), swap.load(Ordering::SeqCst))
}

/// The site before: some files become folders and the other way round.
fn from() -> Plan {
    let mut site = wide_plan(1);
    site.extend(plan(&[("turns", "a file"), ("back/a/index.html", "a folder"), ("back/b", "a folder")]));
    site
}

/// The site after.
fn to() -> Plan {
    let mut site = wide_plan(2);
    site.extend(plan(&[("turns/index.html", "a folder"), ("back", "a file"), ("new/a/b/c", "new")]));
    site
}

/// Every file of the site is whole: as in `old` or as in `new`.
fn assert_whole(found: &Plan, old: &Plan, new: &Plan, instant: &str) {
    for (path, bytes) in found.iter().filter(|(path, _)| !path.starts_with(STAGING) && !path.ends_with('/')) {
        assert!(old.get(path) == Some(bytes) || new.get(path) == Some(bytes), "{instant}: {path} is torn");
    }
    // Of the files that both sites have, none is missing at any time.
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(found.contains_key(path), "{instant}: {path} is missing");
    }
}

/// What must hold after a build that ended at step `number` in `out`, whatever ended it.
fn assert_repairable(out: &Path, number: usize, swap: usize, (old, new): (&Plan, &Plan)) {
    let instant = format!("step {number} of which the swap is {swap}");
    let mut found = tree(out);
    assert_whole(&found, old, new, &instant);
    if number <= swap {
        found.retain(|path, _| !path.starts_with(STAGING));
        assert_eq!(&found, old, "{instant}: the old site changed before the swap");
    }
}

/// A build that fails at its call number `number` of the hook.
fn failing_at(number: usize) -> WriteOptions<'static> {
    let calls = AtomicUsize::new(0);
    faulty(Arc::new(
        move |_| if calls.fetch_add(1, Ordering::SeqCst) == number { Err(full()) } else { Ok(()) },
    ))
}

#[test]
fn an_error_at_any_step_leaves_the_old_site_or_is_finished_by_the_next_build() {
    let (steps, swap) = count_steps();
    let (old, new) = (clean(&from()), clean(&to()));
    // In one thread, so that the steps have the same numbers each time.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for number in 0..steps {
        // Once with the same site again, once with the old one, once through another failure.
        for (next, expected) in [(&[to()] as &[Plan], &new), (&[from()], &old), (&[wide_plan(3), to()], &new)]
        {
            let (_folder, out) = folder();
            build(&out, &from()).unwrap();
            let error = pool.install(|| build_with(&out, &to(), failing_at(number))).unwrap_err();
            assert!(
                matches!(error, WriteError::Io { swapping, .. } if swapping == (number >= swap)),
                "{error:?}"
            );
            assert_repairable(&out, number, swap, (&old, &new));
            if number < swap {
                assert!(!out.join(STAGING).exists(), "step {number} left the staging folder");
            }
            if next.len() > 1 {
                let again = pool.install(|| build_with(&out, &next[0], failing_at(number / 2 + 3)));
                assert!(again.is_err());
            }
            build(&out, &next[next.len() - 1]).unwrap();
            assert_eq!(&tree(&out), expected, "step {number}");
        }
    }
}

#[test]
fn the_end_of_the_process_at_any_step_is_repaired_by_the_next_build() {
    let (steps, swap) = count_steps();
    let (old, new) = (clean(&from()), clean(&to()));
    for number in 0..steps {
        let (_folder, out) = folder();
        build(&out, &from()).unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "write::tests::faults::child", "--ignored", "--nocapture"])
            .env(CHILD, format!("{number}:{}", out.display()))
            .env("RAYON_NUM_THREADS", "1")
            .output()
            .unwrap();
        assert!(!output.status.success(), "step {number} was not reached");
        assert_repairable(&out, number, swap, (&old, &new));
        let (next, expected) = if number % 2 == 0 { (to(), &new) } else { (from(), &old) };
        let summary = build(&out, &next).unwrap();
        assert_eq!(&tree(&out), expected, "step {number}: {summary:?}");
    }
}

/// Not a test of its own: the process that ends in the middle.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn child() {
    let Ok(task) = std::env::var(CHILD) else { return };
    let (number, out) = task.split_once(':').unwrap();
    let number: usize = number.parse().unwrap();
    let calls = AtomicUsize::new(0);
    let options = faulty(Arc::new(move |_| {
        if calls.fetch_add(1, Ordering::SeqCst) == number {
            std::process::abort();
        }
        Ok(())
    }));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| build_with(out.as_ref(), &to(), options)).unwrap();
}

#[test]
fn nothing_is_kept_unseen_after_an_interrupted_swap() {
    let (_folder, out) = folder();
    let told = super::build_known(&out, &from());
    let (steps, _) = count_steps();
    build_with(&out, &to(), failing_at(steps - 2)).unwrap_err();
    let load = || Some(told.clone());
    let writer = Writer::open(&out, WriteOptions { known: Some(&load), ..waiting() }).unwrap();
    assert!(writer.known().is_none());
    // Dropped without a commit, it must leave the journal for the next.
    drop(writer);
    assert!(out.join(STAGING).join("journal").exists());
    build(&out, &from()).unwrap();
    assert_eq!(tree(&out), clean(&from()));
}

#[test]
fn a_build_without_a_file_that_failed_is_refused() {
    let (_folder, out) = folder();
    build(&out, &from()).unwrap();
    let writer = Writer::open(&out, failing_at(3)).unwrap();
    let mut failures = 0;
    for (path, bytes) in &to() {
        failures += usize::from(writer.put(&super::out_path(path), &super::facts(path), bytes).is_err());
    }
    assert_eq!(failures, 1);
    let error = writer.commit().err().unwrap();
    assert_eq!(
        messages(&error),
        ["output-incomplete: a file could not be written; no file was replaced \
          (the output folder was not changed)"]
    );
    assert_eq!(tree(&out), clean(&from()));
}

#[test]
fn failures_name_the_file_and_say_how_the_site_is() {
    let (_folder, out) = folder();
    build(&out, &plan(&[("a", "1")])).unwrap();
    let failing = |wanted: fn(Step<'_>) -> bool| {
        let options = faulty(Arc::new(move |step| if wanted(step) { Err(full()) } else { Ok(()) }));
        messages(&build_with(&out, &plan(&[("a", "2")]), options).unwrap_err()).join("\n")
    };
    let out = out.display();
    assert_eq!(
        failing(|step| step == Step::Stage("a")),
        format!(
            "write-failed: cannot write `{out}/{STAGING}/lists/a`: no storage space \
             (the output folder was not changed)"
        )
    );
    assert_eq!(
        failing(|step| step == Step::Publish("a")),
        format!(
            "write-failed: cannot write `{out}/a`: no storage space \
             (some files have already been replaced; the next build will finish the rest)"
        )
    );
}

#[test]
fn a_panic_in_the_build_removes_the_staging_folder() {
    let (_folder, out) = folder();
    build(&out, &from()).unwrap();
    let before = tree(&out);
    let panicked = std::panic::catch_unwind(|| {
        let writer = Writer::open(&out, waiting()).unwrap();
        writer.put(&super::out_path("x"), &super::at(super::Stage::Asset), b"x").unwrap();
        panic!("a template went wrong");
    });
    assert!(panicked.is_err());
    assert_eq!(tree(&out), before);
}

/// The script that mounts a small RAM disk in a name space of its own, then runs the child below.
const ON_A_SMALL_DISK: &str = "mount -t tmpfs -o size=3m,nr_inodes=600 none \"$1\" && exec \"$2\" --exact \
                               write::tests::faults::full_disk_child --ignored --nocapture";

#[test]
fn a_full_disk_leaves_the_old_site() {
    let folder = tempfile::tempdir().unwrap();
    let unshared = |flags: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(flags).args(["sh", "-c", ON_A_SMALL_DISK, "sh"]).arg(folder.path());
        command.arg(std::env::current_exe().unwrap()).env(CHILD, folder.path()).output()
    };
    // Root needs a mount name space alone; others need a user name space, which some systems forbid.
    let mut reasons = Vec::new();
    for flags in [&["-m"] as &[&str], &["-rm"]] {
        match unshared(flags) {
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("running 1 test") => {
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{}\n{said}", String::from_utf8_lossy(&output.stdout));
                return;
            }
            Ok(output) => reasons.push(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => reasons.push(format!("unshare: {error}")),
        }
    }
    eprintln!(
        "SKIPPED a_full_disk_leaves_the_old_site: no small disk can be mounted ({})",
        reasons.join("; ")
    );
}

/// Not a test of its own: the build on a disk of 3 MB with 600 inodes.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn full_disk_child() {
    let Ok(disk) = std::env::var(CHILD) else { return };
    let out = Path::new(&disk).join("public");
    build(&out, &from()).unwrap();
    let before = tree(&out);
    let mut too_large = to();
    too_large.insert("film.mp4".to_owned(), vec![1; 4_000_000]);
    let mut too_many = to();
    too_many.extend((0..700).map(|number| (format!("many/{number}/index.html"), b"x".to_vec())));
    for site in [too_large, too_many] {
        let error = build(&out, &site).unwrap_err();
        assert!(
            matches!(&error, WriteError::Io { error, swapping: false, .. }
                if error.kind() == std::io::ErrorKind::StorageFull),
            "{error:?}"
        );
        assert_eq!(tree(&out), before);
    }
    build(&out, &to()).unwrap();
    assert_eq!(tree(&out), clean(&to()));
}
