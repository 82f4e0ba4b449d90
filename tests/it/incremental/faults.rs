//! Builds that fail or end at a step of writing: the steps are counted, so that these tests meet the same ones each time.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use generate::build::{Options, build};
use generate::diagnostic::Diagnostics;
use generate::write::{Fault, Faults, STAGING, Step};

use super::damage::Versions;
use super::ground::{Files, differ};
use super::sequences::number;
use crate::support::tree;

/// What tells the child process where to end, and where the site is.
const CHILD: &str = "GENERATE_FAULT_CHILD";

/// A hook that does something at its call number `number`.
fn at(number: usize, act: fn() -> std::io::Result<()>) -> Faults {
    let calls = AtomicUsize::new(0);
    let hook = move |_: Step<'_>| if calls.fetch_add(1, Ordering::SeqCst) == number { act() } else { Ok(()) };
    Faults(Some(Arc::new(hook)))
}

fn full() -> std::io::Result<()> {
    Err(std::io::ErrorKind::StorageFull.into())
}

fn end() -> std::io::Result<()> {
    std::process::abort()
}

/// In one thread, so that the steps have the same numbers each time.
fn alone<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(act)
}

/// The number of steps of a build of version 1 upon version 0, and how many come before the swap.
fn count(versions: &mut Versions) -> (usize, usize) {
    versions.build(0, "before the steps are counted");
    versions.set(1);
    let (steps, swap) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, at_swap) = (Arc::clone(&steps), Arc::clone(&swap));
    let hook: Fault = Arc::new(move |step| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        if step == Step::Swap {
            at_swap.store(number, Ordering::SeqCst);
        }
        Ok(())
    });
    let options = Options { fault: Faults(Some(hook)), ..versions.ground.options.clone() };
    alone(|| build(&options, &(), &mut Diagnostics::new()));
    versions.assert_is(1, "the build whose steps were counted");
    (steps.load(Ordering::SeqCst), swap.load(Ordering::SeqCst))
}

/// Some of the steps: the first and the last ones, those around the swap, and others spread over all.
fn some(steps: usize, swap: usize, most: usize) -> Vec<usize> {
    let mut some: Vec<usize> = (0..most).map(|number| number * steps / most).collect();
    some.extend([0, swap - 1, swap, swap + 1, steps - 3, steps - 2, steps - 1]);
    some.sort_unstable();
    some.dedup();
    some
}

/// What must hold after a build of version 1 upon version 0 that ended at step `number`.
fn check(versions: &Versions, number: usize, swap: usize) {
    let mut found: Files = tree(&versions.ground.options.out);
    found.retain(|name, _| !name.starts_with(STAGING));
    let (old, new) = (versions.clean(0), versions.clean(1));
    if number <= swap {
        assert!(found == *old, "step {number}, before the swap: {:?}", differ(&found, old));
    }
    for (name, bytes) in &found {
        let is_whole = old.get(name) == Some(bytes) || new.get(name) == Some(bytes);
        assert!(is_whole, "step {number}: {name} is torn");
    }
    for name in old.keys().filter(|name| new.contains_key(*name)) {
        assert!(found.contains_key(name), "step {number}: {name} is missing");
    }
}

/// Lets builds of version 1 upon version 0 end at some steps, each followed by a build of either version. `interrupt`
/// returns whether the step was reached.
fn end_at_steps(most: usize, interrupt: impl Fn(&Versions, usize) -> bool) {
    let mut versions = Versions::new(12, false);
    let (steps, swap) = count(&mut versions);
    assert!(swap > 20 && steps > swap + 20, "{steps} steps, {swap} before the swap");
    for (round, step) in some(steps, swap, most).into_iter().enumerate() {
        versions.build(0, "before the step");
        versions.set(1);
        assert!(interrupt(&versions, step), "step {step} was not reached");
        check(&versions, step, swap);
        if round % 3 == 2 {
            // One more, before the one that comes to its end; it has less to do, so that it may come to it too.
            interrupt(&versions, step / 2);
        }
        let version = round % 2;
        versions.build(version, &format!("after step {step}"));
        versions.build(1 - version, &format!("after step {step}, the other version"));
    }
    versions.ground.check().unwrap();
}

fn most() -> usize {
    number("GENERATE_KILLS").unwrap_or(40) as usize
}

#[test]
fn a_build_that_fails_at_any_step_is_repaired_by_the_next() {
    end_at_steps(most(), |versions, step| {
        let options = Options { fault: at(step, full), ..versions.ground.options.clone() };
        let mut problems = Diagnostics::new();
        alone(|| build(&options, &(), &mut problems));
        problems.iter().any(|problem| problem.code == "write-failed")
    });
}

#[test]
fn a_process_that_ends_at_any_step_is_repaired_by_the_next() {
    end_at_steps(most() * 3 / 4, |versions, step| {
        let Options { root, out, .. } = &versions.ground.options;
        let task = format!("{step}:{}:{}", root.display(), out.display());
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "incremental::faults::child", "--ignored", "--nocapture"])
            .env(CHILD, task)
            .output()
            .unwrap();
        !output.status.success()
    });
}

/// Not a test of its own: the process that ends in the middle.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn child() {
    let Ok(task) = std::env::var(CHILD) else { return };
    let parts: Vec<&str> = task.split(':').collect();
    let options = Options {
        root: parts[1].into(),
        out: parts[2].into(),
        fault: at(parts[0].parse().unwrap(), end),
        ..Options::default()
    };
    alone(|| build(&options, &(), &mut Diagnostics::new()));
}
