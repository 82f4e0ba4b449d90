//! Builds that end in the middle: the old site stands until the swap, every file is whole at any time, and the next
//! build makes everything right, whatever had become of the cache.
//!
//! `GENERATE_KILLS` sets the number of kills.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use generate::write::STAGING;

use super::damage::Versions;
use super::ground::{CACHE, Files};
use super::sequences::number;
use crate::program::program;
use crate::rng::Rng;
use crate::support::tree;

/// When a build is killed.
#[derive(Clone, Copy, Debug)]
enum When {
    /// After such a share of its time.
    Time(f64),
    /// When something in this folder of the site or the output is made or changed.
    Change(Place),
}

/// Where a change is waited for.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// The cache is being written.
    Cache,
    /// The first file is staged.
    Staging,
    /// The swap begins.
    Journal,
    /// The swap is almost done.
    Manifest,
}

/// The instants in turn; times are spread over a build by golden steps.
fn instant(time: u64) -> When {
    match time % 6 {
        0 => When::Change(Place::Cache),
        1 => When::Change(Place::Journal),
        2 => When::Change([Place::Staging, Place::Manifest][(time / 6 % 2) as usize]),
        3 => When::Time(0.6 + 0.35 * (time as f64 * 0.618_034 % 1.0)),
        _ => When::Time(0.9 * (time as f64 * 0.618_034 % 1.0)),
    }
}

/// Where a place is.
fn folder(versions: &Versions, place: Place) -> PathBuf {
    let out = &versions.ground.options.out;
    match place {
        Place::Cache => versions.ground.path(CACHE),
        Place::Staging => out.join(STAGING),
        Place::Journal => out.join(STAGING).join("journal"),
        Place::Manifest => out.join("generate-manifest.json"),
    }
}

/// What one sees of a folder or a file from outside.
fn look(place: &Path) -> Vec<(PathBuf, u64, i64, u64)> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
    let all = entries.chain([place.to_owned()]);
    let see = |path: PathBuf| {
        let metadata = fs::symlink_metadata(&path).ok()?;
        Some((path, metadata.len(), metadata.mtime_nsec(), metadata.ino()))
    };
    all.filter_map(see).collect()
}

/// Waits for the instant, or for the end of the build, and kills.
fn kill(child: &mut Child, place: Option<&Path>, wait: Duration) -> bool {
    if let Some(place) = place {
        let before = look(place);
        while look(place) == before && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
    }
    thread::sleep(wait);
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

fn start(versions: &Versions) -> Child {
    let mut command = program(&versions.ground.options.root);
    command.args(["build", "--quiet", "--out"]).arg(&versions.ground.options.out);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What must hold after a kill of a build that was to make `new` of `old`.
fn check_killed(out: &Path, old: &Files, new: &Files, what: &str) {
    let mut found = tree(out);
    let swapping = out.join(STAGING).join("journal").exists();
    found.retain(|name, _| !name.starts_with(STAGING));
    for (name, bytes) in &found {
        assert!(old.get(name) == Some(bytes) || new.get(name) == Some(bytes), "{what}: {name} is torn");
    }
    for name in old.keys().filter(|name| new.contains_key(*name)) {
        assert!(found.contains_key(name), "{what}: {name} is missing");
    }
    assert!(
        swapping || found == *old || found == *new,
        "{what}: there is no journal, and both sites are mixed"
    );
}

#[test]
fn a_kill_at_any_instant_is_repaired_by_the_next_build() {
    let kills = number("GENERATE_KILLS").unwrap_or(60);
    let mut versions = Versions::new(150, true);
    versions.set(1);
    let started = Instant::now();
    assert!(start(&versions).wait().unwrap().success());
    let length = started.elapsed();
    versions.build(0, "the first build");
    let mut rng = Rng::new(4, 0);
    let (mut killed, mut interrupted, mut in_cache) = (0, 0, 0);
    for time in 0..kills {
        let version = (time as usize + 1) % 2;
        versions.set(version);
        let mut old = tree(&versions.ground.options.out);
        old.retain(|name, _| !name.starts_with(STAGING));
        let (place, wait) = match instant(time) {
            When::Time(share) => (None, length.mul_f64(share)),
            When::Change(place) => (Some(place), Duration::from_micros(rng.below(1_500) as u64)),
        };
        let folder = place.map(|place| folder(&versions, place));
        let mut child = start(&versions);
        let hit = kill(&mut child, folder.as_deref(), wait);
        killed += u32::from(hit);
        interrupted += u32::from(versions.ground.options.out.join(STAGING).exists());
        in_cache += u32::from(hit && matches!(place, Some(Place::Cache)));
        let what = format!("kill {time} at {:?}", instant(time));
        check_killed(&versions.ground.options.out, &old, versions.clean(version), &what);
        // Mostly the next build is killed too, and meets what several before it have left.
        if time % 3 == 2 {
            let version = rng.below(2);
            versions.build(version, &format!("after {what}"));
            versions.build(version, &format!("after {what}, once more"));
        }
    }
    versions.ground.check().unwrap_or_else(|why| panic!("after all kills: {why}"));
    println!("{kills} kills: {killed} hit a build, {interrupted} its writing, {in_cache} its cache");
    // A run that hit nothing would prove nothing.
    assert!(killed > 0 && interrupted > 0, "{killed} kills hit a build, {interrupted} its writing");
}
