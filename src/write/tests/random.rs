//! Any sequence of sites: the output is the last one and the files of others, whatever came before.

use proptest::prelude::*;

use super::{Plan, build, build_with, clean, faulty, folder, foreign, full, tree};
use crate::write::{Step, WriteError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A path of few letters, so that files and folders often meet.
fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "a.b", "a-b", "c"]), 1..4)
        .prop_map(|parts| parts.join("/"))
}

/// A site without two outputs on one path.
fn site() -> impl Strategy<Value = Plan> {
    prop::collection::btree_map(path(), prop::collection::vec(0..3_u8, 0..3), 0..12).prop_map(|mut site| {
        let above = |path: &str, other: &str| other.starts_with(&format!("{path}/"));
        let files: Vec<String> = site.keys().cloned().collect();
        site.retain(|path, _| !files.iter().any(|other| above(path, other)));
        site
    })
}

/// One build: its site, and the step it fails at, if it does.
fn step() -> impl Strategy<Value = (Plan, Option<usize>)> {
    (site(), prop::option::weighted(0.3, 0..30_usize))
}

/// Fails at one step.
fn fail_at(number: usize) -> crate::write::Fault {
    let calls = AtomicUsize::new(0);
    Arc::new(
        move |_: Step<'_>| {
            if calls.fetch_add(1, Ordering::SeqCst) == number { Err(full()) } else { Ok(()) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_builds_gives_the_last_site(steps in prop::collection::vec(step(), 1..8)) {
        let (_folder, out) = folder();
        foreign(&out, "theirs/x", "theirs");
        foreign(&out, "c/theirs", "theirs");
        let theirs = tree(&out);
        let mut whole: Vec<Plan> = vec![theirs.clone()];
        for (site, fails_at) in steps {
            let mut expected = clean(&site);
            expected.extend(theirs.clone());
            whole.push(expected.clone());
            let before = tree(&out);
            let result = match fails_at {
                Some(number) => build_with(&out, &site, faulty(fail_at(number))),
                None => build(&out, &site),
            };
            let after = tree(&out);
            match result {
                Ok(summary) => {
                    prop_assert_eq!(&after, &expected);
                    prop_assert_eq!(summary.written + summary.unchanged, expected.len() - theirs.len());
                }
                // A file where the others' folder is, or theirs among ours.
                Err(WriteError::Conflicts(_)) => {
                    prop_assert!(site.contains_key("c") || site.keys().any(|path| path.starts_with("c/theirs")));
                    prop_assert_eq!(&after, &before);
                }
                Err(WriteError::Io { swapping: false, .. }) => prop_assert_eq!(&after, &before),
                Err(WriteError::Io { .. }) => {
                    for (path, bytes) in after.iter().filter(|(path, _)| !path.starts_with('.') && !path.ends_with('/')) {
                        prop_assert!(whole.iter().any(|site| site.get(path) == Some(bytes)), "{} is torn", path);
                    }
                }
                Err(other) => prop_assert!(false, "{}", other),
            }
        }
    }
}
