//! Never half a site: kills, full disks, errors in the middle, files of others.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::corpus::{Corpus, Form, Spec};
use crate::program::{PROGRAM, Run, build_json, program, run};
use crate::support::{Site, site, tree};

type Tree = BTreeMap<String, Vec<u8>>;

/// The variable that asks for more kills than the usual number.
const TIMES: &str = "GENERATE_KILLS";

/// The folder a build keeps in the output while it runs.
const STAGING: &str = ".generate-staging";

/// A corpus whose pages all change with the title of the site: two versions of it.
struct Versions {
    root: TempDir,
    config: String,
}

impl Versions {
    fn new(articles: u64) -> Versions {
        let root = TempDir::new().unwrap();
        let spec = Spec { words_mean: 40, ..Spec::new(articles) };
        Corpus::new(spec).write(root.path(), Form::Generate, false).unwrap();
        let config = fs::read_to_string(root.path().join("site.toml")).unwrap();
        Versions { root, config }
    }

    /// Makes the sources those of a version.
    fn set(&self, version: usize) {
        let lines = self.config.lines().map(|line| match line.starts_with("title = ") {
            true => format!("title = \"Version {version}\""),
            false => line.to_owned(),
        });
        fs::write(self.root.path().join("site.toml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    }

    /// A build of the sources as they are, ready to be started.
    fn build(&self, out: &Path) -> Command {
        let mut command = program(self.root.path());
        command.args(["build", "--quiet", "--out"]).arg(out).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// The files of an output folder, without what a build that was killed left behind.
fn site_files(out: &Path) -> Tree {
    let mut files = tree(out);
    files.retain(|name, _| !name.starts_with(STAGING));
    files
}

#[test]
fn a_kill_at_any_instant_leaves_whole_files_and_the_next_build_equals_a_clean_one() {
    let times: u32 = std::env::var(TIMES).ok().and_then(|times| times.parse().ok()).unwrap_or(25);
    let versions = Versions::new(2_000);
    let folder = TempDir::new().unwrap();
    let mut clean: Vec<Tree> = Vec::new();
    let mut length = Duration::MAX;
    for version in 0..2 {
        versions.set(version);
        let out = folder.path().join(format!("clean-{version}"));
        let started = Instant::now();
        assert!(versions.build(&out).status().unwrap().success());
        length = length.min(started.elapsed());
        clean.push(tree(&out));
    }
    assert!(clean[0].keys().eq(clean[1].keys()));
    let differ = clean[0].iter().filter(|(name, bytes)| clean[1][*name] != **bytes).count();
    assert!(differ > 2_000, "{differ}: both versions must differ in most files");

    let out = folder.path().join("out");
    versions.set(0);
    assert!(versions.build(&out).status().unwrap().success());
    let (mut killed, mut interrupted, mut mixed) = (0, 0, 0);
    for time in 0..times {
        versions.set((time as usize + 1) % 2);
        // Golden steps spread over the whole build; every other one falls into its end, where files are swapped.
        let step = f64::from(time) * 0.618_034 % 1.0;
        let share = if time % 2 == 0 { step } else { 0.6 + 0.4 * step };
        let mut child = versions.build(&out).spawn().unwrap();
        thread::sleep(length.mul_f64(share));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        interrupted += usize::from(out.join(STAGING).exists());
        let found = site_files(&out);
        for (name, bytes) in &found {
            let whole = clean.iter().any(|clean| clean.get(name) == Some(bytes));
            assert!(whole, "{name} is torn after kill {time}");
        }
        for name in clean[0].keys() {
            assert!(found.contains_key(name), "{name} is missing after kill {time}");
        }
        mixed += usize::from(found != clean[0] && found != clean[1]);
        // Now and then a build may finish; the kills between meet whatever the ones before have left.
        if time % 5 == 4 {
            let version = (time / 5) as usize % 2;
            versions.set(version);
            assert!(versions.build(&out).status().unwrap().success());
            assert!(tree(&out) == clean[version], "the build after kill {time} differs from a clean one");
        }
    }
    // A run that hit nothing would prove nothing.
    assert!(
        killed > 0 && interrupted > 0,
        "{killed} of {times} kills hit a build, {interrupted} its writing"
    );
    println!("{times} kills: {killed} hit a build, {interrupted} its writing, {mixed} left both versions");
}

/// Mounts a small RAM disk in a name space of its own, builds one site into it, then one that does not fit.
const ON_A_SMALL_DISK: &str = r#"
mount -t tmpfs -o size=6m none "$1" && echo mounted || exit 99
"$2" build --quiet --root "$3" --out "$1/public" || exit 98
(cd "$1/public" && find . -type f -exec sha256sum {} + | sort) > "$5/before"
"$2" build --json --root "$4" --out "$1/public" > "$5/json" 2> "$5/words"
echo $? > "$5/code"
(cd "$1/public" && find . -type f -exec sha256sum {} + | sort) > "$5/after"
"$2" build --json --root "$3" --out "$1/public" > "$5/again"
"#;

#[test]
fn a_full_disk_leaves_the_old_site() {
    let small = site("-- content/a.md --\n---\ntitle: A\ndate: 2010-01-02\n---\nText.\n");
    let large = site("-- content/a.md --\n---\ntitle: B\ndate: 2010-01-02\n---\nText.\n");
    large.write("static/film.bin", vec![7_u8; 8 << 20]);
    let many = site("");
    let filler = "A sentence that fills the disk. ".repeat(200);
    for number in 0..600 {
        many.write(
            &format!("content/{number}.md"),
            format!("---\ntitle: T{number}\ndate: 2010-01-02\n---\n{filler}\n"),
        );
    }
    for huge in [&large, &many] {
        if !full_disk(&small, huge) {
            return;
        }
    }
}

/// Whether a small disk could be mounted; where it could, what must hold was checked.
fn full_disk(small: &Site, huge: &Site) -> bool {
    let (disk, notes) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let unshared = |flags: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(flags).args(["sh", "-c", ON_A_SMALL_DISK, "sh"]).arg(disk.path()).arg(PROGRAM);
        command.arg(small.path("")).arg(huge.path("")).arg(notes.path()).output()
    };
    // The superuser needs a mount name space alone; others need a user name space, which some systems forbid.
    let mut reasons = Vec::new();
    let mounted = [&["-m"] as &[&str], &["-rm"]].iter().any(|flags| match unshared(flags) {
        Ok(output) if output.stdout.starts_with(b"mounted") => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Ok(output) => {
            reasons.push(String::from_utf8_lossy(&output.stderr).trim().to_owned());
            false
        }
        Err(error) => {
            reasons.push(format!("unshare: {error}"));
            false
        }
    });
    if !mounted {
        // Not a macro: what those print is shown of failed tests only.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED a_full_disk_leaves_the_old_site: no small disk can be mounted ({})",
            reasons.join("; ")
        );
        return false;
    }
    let note = |name: &str| fs::read_to_string(notes.path().join(name)).unwrap();
    let run = Run { code: note("code").trim().parse().ok(), stdout: note("json"), stderr: note("words") };
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let problems = run.problems();
    assert_eq!(problems.lines().count(), 1, "one report is enough: {problems}");
    assert!(problems.starts_with("error[write-failed]: cannot write `"), "{problems}");
    assert!(
        problems.ends_with("`: No space left on device (os error 28) (the output folder was not changed)\n"),
        "{problems}"
    );
    assert_eq!(run.json()["written"], 0);
    assert!(!note("before").is_empty());
    assert_eq!(note("before"), note("after"));
    let again: serde_json::Value = serde_json::from_str(&note("again")).unwrap();
    assert_eq!((again["errors"].as_u64(), again["written"].as_u64()), (Some(0), Some(0)), "{again}");
    true
}

/// A site with some articles, built once.
fn built() -> Site {
    let site = site("-- static/a.txt --\nfile\n");
    for number in 10..40 {
        site.write(
            &format!("content/{number}.md"),
            format!("---\ntitle: T{number}\ndate: 2010-01-02\n---\nText.\n"),
        );
    }
    assert_eq!(build_json(&site.path("")).code, Some(0));
    site
}

#[test]
fn a_template_error_in_the_middle_leaves_the_old_site() {
    let site = built();
    let before = tree(&site.path("public"));
    let template = "{% if page.title == \"T25\" %}{{ page.nothing.at_all }}{% endif %}<p>new</p>\n";
    site.write("templates/article.html", template);
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    let problems = run.problems();
    assert_eq!(problems.lines().count(), 1, "{problems}");
    assert!(problems.starts_with("error[template] templates/article.html:1:"), "{problems}");
    assert!(problems.contains("while rendering /2010/01/25/;"), "{problems}");
    assert!(tree(&site.path("public")) == before);
    fs::remove_file(site.path("templates/article.html")).unwrap();
    assert_eq!(build_json(&site.path("")).json()["written"], 0);
}

#[test]
fn files_of_others_are_kept() {
    let site = built();
    site.write("public/CNAME", "archive.example.org\n").write("public/2010/01/10/mine.txt", "mine\n");
    fs::create_dir_all(site.path("public/empty")).unwrap();
    fs::remove_file(site.path("content/10.md")).unwrap();
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(fs::read_to_string(site.path("public/CNAME")).unwrap(), "archive.example.org\n");
    assert_eq!(fs::read_to_string(site.path("public/2010/01/10/mine.txt")).unwrap(), "mine\n");
    assert!(site.path("public/empty").is_dir());
    assert!(!site.path("public/2010/01/10/index.html").exists(), "the orphan is ours");
}

#[test]
fn a_file_of_others_in_the_way_stops_the_build_unless_forced() {
    let site = site("-- content/a.md --\n---\ntitle: A\ndate: 2010-01-02\n---\n");
    site.write("public/index.html", "somebody else's home\n");
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.problems(),
        "error[output-foreign]: the build would replace 1 file that generate did not write: `index.html` (move it away, or use `--force` to replace it)\n"
    );
    assert_eq!(tree(&site.path("public")).len(), 1);
    let forced = crate::program::run(&site.path(""), &["build", "--force"]);
    assert_eq!(forced.code, Some(0), "{}", forced.stderr);
    assert_ne!(fs::read_to_string(site.path("public/index.html")).unwrap(), "somebody else's home\n");
}

#[test]
fn an_output_folder_among_the_sources_is_refused() {
    let site = built();
    let before = tree(&site.path(""));
    for out in ["content", "content/out", "static/x/y", "templates", "i18n/x", ".", "..", "public/../content"]
    {
        let run = run(&site.path(""), &["build", "--json", "--out", out]);
        assert_eq!(run.code, Some(1), "{out}");
        assert_eq!(
            run.problems(),
            format!(
                "error[output-in-sources]: the output folder {out} is, or contains, a source folder of the site \
                 (choose another folder with `--out`)\n"
            )
        );
    }
    let root = run(&site.path(""), &["build", "--json", "--out", "/"]);
    assert_eq!(root.code, Some(1));
    assert!(tree(&site.path("")) == before);
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_to_the_sources_is_refused() {
    let site = built();
    std::os::unix::fs::symlink(site.path("content"), site.path("link")).unwrap();
    let run = run(&site.path(""), &["build", "--json", "--out", "link"]);
    assert_eq!(run.code, Some(1));
    assert!(run.problems().starts_with("error[output-in-sources]"), "{}", run.problems());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_leads_nothing_out_of_it() {
    let site = built();
    let outside = TempDir::new().unwrap();
    fs::remove_dir_all(site.path("public/2010")).unwrap();
    std::os::unix::fs::symlink(outside.path(), site.path("public/2010")).unwrap();
    let run = build_json(&site.path(""));
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.problems().starts_with("error[output-link]: "), "{}", run.problems());
    assert!(fs::read_dir(outside.path()).unwrap().next().is_none());
}
