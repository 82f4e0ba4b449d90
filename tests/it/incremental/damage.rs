//! A cache that is damaged, foreign, old or unreadable, and builds that run at once: the site is right all the same.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use super::edits::cache_files;
use super::ground::{CACHE, Files, Ground, differ};
use crate::program::program;
use crate::rng::Rng;
use crate::support::tree;

/// Bits turned in each file of the cache.
const FLIPS: usize = 200;

/// Files and what they hold; `None` where there is no such file.
type Texts = Vec<(String, Option<String>)>;

/// A site that goes to and fro between two versions, with what a clean build of each comes to.
pub struct Versions {
    pub ground: Ground,
    /// The texts of the files that differ, and the clean build.
    versions: [(Texts, Files); 2],
}

impl Versions {
    /// So many articles; half of them differ between the versions, and each version has some of its own. If `all`, every
    /// page differs.
    pub fn new(articles: usize, all: bool) -> Versions {
        let mut ground = Ground::new(1, articles);
        let mut texts: [Texts; 2] = Default::default();
        for (number, path) in ground.articles().iter().enumerate() {
            let path = format!("content/{path}");
            let text = ground.read(&path);
            let other = match number % 8 {
                0..=3 => Some(format!("{text}\nAnother paragraph.\n")),
                4 => None,
                _ => continue,
            };
            texts[number % 2].push((path.clone(), Some(text)));
            texts[(number + 1) % 2].push((path, other));
        }
        if all {
            let config = ground.read("site.toml");
            texts[1].push(("site.toml".into(), Some(config.replace("Example Archive\"", "Other Archive\""))));
            texts[0].push(("site.toml".into(), Some(config)));
        }
        let versions = texts.map(|texts| {
            set(&mut ground, &texts);
            let (_, problems, files) = ground.clean();
            assert!(!problems.contains("error["), "{problems}");
            (texts, files)
        });
        Versions { ground, versions }
    }

    /// Makes the sources those of a version.
    pub fn set(&mut self, version: usize) {
        set(&mut self.ground, &self.versions[version].0);
    }

    /// What a clean build of a version comes to.
    pub fn clean(&self, version: usize) -> &Files {
        &self.versions[version].1
    }

    /// Fails where the output is not that of a version.
    pub fn assert_is(&self, version: usize, what: &str) {
        let differences = differ(&tree(&self.ground.options.out), self.clean(version));
        assert!(differences.is_empty(), "{what}: {differences:#?}");
    }

    /// Makes the sources those of a version, builds, and compares.
    pub fn build(&mut self, version: usize, what: &str) {
        self.set(version);
        let (_, problems) = self.ground.build();
        assert!(!problems.contains("error["), "{what}: {problems}");
        self.assert_is(version, what);
    }
}

fn set(ground: &mut Ground, texts: &Texts) {
    // A file that is right already is not touched, so that going from a version to itself is no edit.
    for (path, text) in texts {
        let now = ground.old(path).map(|old| old.bytes);
        match text {
            Some(text) if now.as_deref() != Some(text.as_bytes()) => ground.write(path, text),
            None if now.is_some() => ground.remove(path),
            _ => {}
        }
    }
    ground.history.clear();
}

/// Does each of `damages` to each file of the cache, then builds the other version.
fn damage_each(damages: impl Fn(&Path, &mut Rng) -> Vec<Damage>) {
    let mut versions = Versions::new(14, false);
    versions.build(0, "the first build");
    let mut rng = Rng::new(3, 0);
    let mut version = 0;
    let files = cache_files(&versions.ground);
    for path in &files {
        let file = versions.ground.path(path);
        for damage in damages(&file, &mut rng) {
            damage(&file);
            version = 1 - version;
            versions.build(version, &format!("{path} damaged"));
            // A build makes the cache anew, so that the next is quick again.
            versions.build(version, &format!("{path} damaged, built again"));
        }
    }
    assert!(!files.is_empty(), "there was no cache to damage");
}

/// One way to damage a file.
type Damage = Box<dyn Fn(&Path)>;

/// Changes what a file holds. A file that the last build has not made again is made here.
fn change(change: impl Fn(&mut Vec<u8>) + 'static) -> Damage {
    Box::new(move |file| {
        let mut bytes = fs::read(file).unwrap_or_default();
        change(&mut bytes);
        fs::write(file, bytes).unwrap();
    })
}

#[test]
fn a_cache_with_a_turned_bit_is_noticed() {
    damage_each(|_, rng| {
        let flip = |_| {
            let (place, bit) = (rng.below(1 << 30), rng.below(8));
            change(move |bytes| {
                let length = bytes.len().max(1);
                bytes.resize(length, 0);
                bytes[place % length] ^= 1 << bit;
            })
        };
        (0..FLIPS).map(flip).collect()
    });
}

#[test]
fn a_cache_of_another_version_is_noticed() {
    // Wherever the version stands in its head, each byte of that is another for once.
    let other = |place: usize, by: u8| {
        change(move |bytes| {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = byte.wrapping_add(by);
            }
        })
    };
    damage_each(|_, _| (0..24).flat_map(|place| [other(place, 1), other(place, 255)]).collect());
}

#[test]
fn a_cache_that_is_cut_off_or_too_long_is_noticed() {
    damage_each(|file, rng| {
        let length = fs::metadata(file).unwrap().len() as usize;
        let mut lengths =
            vec![0, 1, 4, 8, 16, length / 2, length.saturating_sub(8), length.saturating_sub(1)];
        lengths.extend((0..12).map(|_| rng.below(length.max(1))));
        let mut damages: Vec<Damage> =
            lengths.into_iter().map(|length| change(move |bytes| bytes.truncate(length))).collect();
        damages.push(change(|bytes| bytes.push(0)));
        damages.push(change(|bytes| bytes.extend_from_within(..)));
        damages.push(change(|bytes| bytes.fill(0)));
        damages.push(change(|bytes| *bytes = b"{}".to_vec()));
        damages
    });
}

#[test]
fn a_cache_that_cannot_be_read_or_is_no_file_is_passed_over() {
    damage_each(|_, _| {
        let folder = |file: &Path| {
            fs::remove_file(file).unwrap_or_default();
            fs::create_dir_all(file.join("below")).unwrap();
        };
        let mend = |file: &Path| fs::remove_dir_all(file).unwrap_or_default();
        // The superuser reads it all the same, and then it is right.
        let forbid = |file: &Path| {
            if file.is_file() {
                fs::set_permissions(file, Permissions::from_mode(0o000)).unwrap();
            }
        };
        let link = |file: &Path| {
            fs::remove_file(file).unwrap_or_default();
            std::os::unix::fs::symlink("/nowhere/at/all", file).unwrap();
        };
        let unlink = |file: &Path| fs::remove_file(file).unwrap_or_default();
        vec![Box::new(forbid), Box::new(folder), Box::new(mend), Box::new(link), Box::new(unlink)]
    });
}

#[test]
fn a_file_in_place_of_the_caches_folder_stops_no_build() {
    // Without a picture that has a smaller version: those are made there, and nowhere else.
    let mut ground = super::clocks::site();
    fs::write(ground.path(CACHE), "not a folder").unwrap();
    for number in 0..3 {
        let text = format!("---\ntitle: T{number}\ndate: 2010-01-02\n---\n[gone](/gone/{number}/)\n");
        ground.write("content/articles/new.md", text);
        let (_, problems) = ground.build();
        assert!(!problems.contains("error["), "{problems}");
        let differences = differ(&tree(&ground.options.out), &ground.clean().2);
        assert!(differences.is_empty(), "{differences:#?}");
    }
    fs::remove_file(ground.path(CACHE)).unwrap();
    ground.check().unwrap();
}

/// Copies a folder of files, without their times.
fn copy(from: &Path, to: &Path) {
    fs::remove_dir_all(to).unwrap_or_default();
    for (path, bytes) in tree(from) {
        let file = to.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

#[test]
fn a_cache_of_another_site_or_time_is_not_believed() {
    let mut versions = Versions::new(14, false);
    // The same paths with other articles in them.
    let other = Ground::new(2, 14);
    other.build();
    copy(&other.path(CACHE), &versions.ground.path(CACHE));
    versions.build(0, "the cache of another site");
    copy(&other.path(CACHE), &versions.ground.path(CACHE));
    versions.build(1, "the cache of another site, beside an output");
    let (cache, aside) = (versions.ground.path(CACHE), versions.ground.base().join("aside"));
    copy(&cache, &aside);
    versions.build(0, "before an old cache is put back");
    copy(&aside, &cache);
    versions.build(0, "an old cache put back, nothing changed since");
    copy(&aside, &cache);
    versions.build(1, "an old cache put back, and the sources of its time");
}

#[test]
fn an_output_of_another_time_is_repaired() {
    let mut versions = Versions::new(14, false);
    let (out, aside) = (versions.ground.options.out.clone(), versions.ground.base().join("aside"));
    versions.build(0, "the first build");
    // Renamed, the files keep times and inodes.
    fs::rename(&out, &aside).unwrap();
    versions.build(1, "another output");
    fs::remove_dir_all(&out).unwrap();
    fs::rename(&aside, &out).unwrap();
    versions.build(1, "the output of an earlier time, put back");
    // A copy has other times and inodes, and all of a sudden another version's bytes.
    copy(&out, &aside);
    versions.build(0, "before a copy is put back");
    fs::remove_dir_all(&out).unwrap();
    copy(&aside, &out);
    versions.build(0, "a copy of the output of an earlier time");
}

#[test]
fn a_site_that_was_copied_with_its_cache_is_built_right() {
    let mut versions = Versions::new(14, false);
    versions.build(0, "the first build");
    let root = versions.ground.options.root.clone();
    let moved = versions.ground.base().join("moved");
    copy(&root, &moved);
    versions.ground.options.root = moved;
    versions.build(0, "a copy of the site");
    versions.build(1, "a copy of the site, edited");
}

#[test]
fn builds_that_run_at_once_are_both_right() {
    let mut versions = Versions::new(40, true);
    let elsewhere = versions.ground.base().join("elsewhere");
    for round in 0..6 {
        let version = round % 2;
        versions.set(version);
        // In every other round they share an output too, and one has to wait for the other.
        let outs = [
            &versions.ground.options.out,
            if round % 4 < 2 { &elsewhere } else { &versions.ground.options.out },
        ];
        let start = |out: &&std::path::PathBuf| {
            let mut command = program(&versions.ground.options.root);
            command.args(["build", "--quiet", "--out"]).arg(out).stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        for child in outs.iter().map(start).collect::<Vec<_>>() {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {}", String::from_utf8_lossy(&output.stderr));
        }
        versions.assert_is(version, &format!("two at once, round {round}"));
        if round % 4 < 2 {
            let differences = differ(&tree(&elsewhere), versions.clean(version));
            assert!(differences.is_empty(), "two at once, elsewhere, round {round}: {differences:#?}");
        }
        versions.build(version, &format!("after two at once, round {round}"));
        versions.ground.check().unwrap_or_else(|why| panic!("after two at once, round {round}: {why}"));
    }
}
