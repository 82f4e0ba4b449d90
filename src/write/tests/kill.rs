//! `kill -9` at random instants of a process that builds one site after the other.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{Plan, build, clean, folder, tree, wide_plan};
use crate::write::STAGING;

/// The variable that tells the child where to build.
const CHILD: &str = "GENERATE_TEST_KILL";

/// The variable that asks for more kills than the usual number.
const TIMES: &str = "GENERATE_KILLS";

/// How many versions of the site the child builds in turn.
const VERSIONS: u32 = 3;

/// A site of some hundred files, so that a kill has something to hit.
fn large_plan(version: u32) -> Plan {
    let mut site = wide_plan(version);
    for number in 0..300_usize {
        let path = format!("{}/{}/{number}/index.html", number % 5, number / 5 % 7 + version as usize);
        site.insert(path, format!("{number} v{version} ").repeat(number % 400 + 1).into_bytes());
    }
    site
}

/// Lets the child build into `out` for a while, then kills it.
fn run_and_kill(out: &Path, after: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "write::tests::kill::child", "--ignored", "--nocapture"])
        .env(CHILD, out)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_kill_at_any_instant_leaves_whole_files_and_the_next_build_repairs() {
    let times: u64 = std::env::var(TIMES).ok().and_then(|times| times.parse().ok()).unwrap_or(40);
    let sites: Vec<Plan> = (0..VERSIONS).map(large_plan).collect();
    let trees: Vec<Plan> = sites.iter().map(clean).collect();
    let (_folder, out) = folder();
    build(&out, &sites[0]).unwrap();
    let mut interrupted = 0;
    for time in 0..times {
        // The instants are spread over several builds by a step that has no common divisor with their length.
        run_and_kill(&out, Duration::from_micros(4_000 + time * 7_919 % 60_000));
        let found = tree(&out);
        interrupted += usize::from(found.keys().any(|path| path.starts_with(STAGING)));
        for (path, bytes) in &found {
            let whole = |site: &Plan| site.get(path) == Some(bytes);
            let ours = !path.starts_with(STAGING) && !path.ends_with('/');
            assert!(!ours || trees.iter().any(whole), "{path} is torn after kill {time}");
        }
        // Every second time the half-swapped site is left to the next child, which must cope with it.
        if time % 2 == 0 {
            let next = usize::try_from(time / 2 % u64::from(VERSIONS)).unwrap();
            build(&out, &sites[next]).unwrap();
            assert_eq!(tree(&out), trees[next], "after kill {time}");
        }
    }
    assert!(interrupted > 0, "no kill hit a build");
}

/// Not a test of its own: the process that is killed.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn child() {
    let Ok(out) = std::env::var(CHILD) else { return };
    let sites: Vec<Plan> = (0..VERSIONS).map(large_plan).collect();
    for site in sites.iter().cycle() {
        build(out.as_ref(), site).unwrap();
    }
}
