//! A site on disk and the two builds of it that must come to the same: one with all that was kept, one with nothing.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use generate::build::{Options, Report, build, media};
use generate::diagnostic::Diagnostics;
use tempfile::TempDir;

use super::settings::{DOCUMENTS, PIECES, THEME, site_toml};
use super::words;
use crate::rng::Rng;
use crate::support::tree;

/// What a build keeps, below the root.
pub const CACHE: &str = ".generate";

/// Folders of sources, all of which exist from the start.
const SOURCES: [&str; 5] = ["content", "static", "templates", "i18n", "data"];

/// The text of a file as it was, and its time then.
#[derive(Clone)]
pub struct Old {
    pub path: String,
    pub bytes: Vec<u8>,
    pub modified: SystemTime,
}

/// A site, its output, and a second root that has the same sources and never a cache.
pub struct Ground {
    folder: TempDir,
    /// How the next build is asked for.
    pub options: Options,
    /// Which form each piece of `site.toml` has.
    pub forms: Vec<usize>,
    /// What files held before they were edited.
    pub history: Vec<Old>,
    /// A file that was broken on purpose, to be mended by the next edit; `None` for one that was not there.
    pub broken: Option<(String, Option<Vec<u8>>)>,
    /// Files of others in output folders.
    pub foreign: BTreeMap<PathBuf, Vec<u8>>,
}

/// A folder that vanishes, in a RAM disk if there is one: these tests build thousands of sites.
pub fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

impl Ground {
    /// A site without a file.
    pub fn empty() -> Ground {
        let folder = folder();
        let (site, bare) = (folder.path().join("site"), folder.path().join("bare"));
        fs::create_dir(&bare).unwrap();
        for name in SOURCES {
            fs::create_dir_all(site.join(name)).unwrap();
            symlink(site.join(name), bare.join(name)).unwrap();
        }
        symlink(site.join("site.toml"), bare.join("site.toml")).unwrap();
        let options = Options { root: site, out: folder.path().join("public"), ..Options::default() };
        let forms = vec![0; PIECES.len()];
        Ground { folder, options, forms, history: Vec::new(), broken: None, foreign: BTreeMap::new() }
    }

    /// A site of so many articles, with everything a site can have, the same for the same seed.
    pub fn new(seed: u64, articles: usize) -> Ground {
        let mut ground = Ground::empty();
        let mut rng = Rng::new(seed, 0);
        ground.write("site.toml", site_toml(&ground.forms));
        for (path, text) in DOCUMENTS {
            ground.write(path, text);
        }
        for (path, texts) in THEME.iter().filter(|(_, texts)| !texts[0].is_empty()) {
            ground.write(path, texts[0]);
        }
        for number in (0..words::AUTHORS).step_by(2) {
            let text =
                format!("---\nname: Author {number}\nnote: Note {number}.\norder: {number}\n---\nLife.\n");
            ground.write(&format!("content/authors/author-{number}.md"), text);
        }
        for number in 0..5 {
            ground.write(&format!("static/pictures/{number}.png"), words::png(number));
            ground.write(&format!("content/articles/2010/photo-{number}.png"), words::png(number + 5));
        }
        let paths: Vec<String> = (0..articles).map(|number| article_path(&mut rng, number)).collect();
        for (number, path) in paths.iter().enumerate() {
            let date = words::day_number(number * words::DAYS / articles);
            let text = words::article(&mut rng, &paths, &[("date", date)]);
            ground.write(&format!("content/{path}"), text);
            if let Some(bundle) = path.strip_suffix("/index.md") {
                ground.write(&format!("content/{bundle}/photo.png"), words::png(number));
            }
        }
        ground
    }

    /// Where a file of the site is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.options.root.join(path)
    }

    /// The folder of everything: the site, its output, what else a test needs.
    pub fn base(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, making its folders. What it held before is remembered.
    pub fn write(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.path(path);
        match self.old(path) {
            Some(old) => self.history.push(old),
            None => fs::create_dir_all(file.parent().unwrap()).unwrap(),
        }
        fs::write(file, bytes).unwrap();
    }

    /// A file as it is.
    pub fn old(&self, path: &str) -> Option<Old> {
        let file = self.path(path);
        let modified = fs::metadata(&file).ok()?.modified().unwrap();
        Some(Old { path: path.to_owned(), bytes: fs::read(file).unwrap(), modified })
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.path(path)).unwrap()).unwrap()
    }

    /// Removes a file. What it held is remembered.
    pub fn remove(&mut self, path: &str) {
        self.history.extend(self.old(path));
        fs::remove_file(self.path(path)).unwrap();
    }

    /// All files below a folder of the site, sorted.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let walk = walkdir::WalkDir::new(self.path(folder)).sort_by_file_name();
        let entries = walk.into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
        let below = |entry: walkdir::DirEntry| {
            entry.path().strip_prefix(&self.options.root).unwrap().to_str().unwrap().to_owned()
        };
        entries.map(below).collect()
    }

    /// The articles there are, by their paths below `content`.
    pub fn articles(&self) -> Vec<String> {
        let mut articles = Vec::new();
        for folder in ["content/articles", "content/news"] {
            if self.path(folder).is_dir() {
                articles.extend(self.files(folder));
            }
        }
        articles.retain(|path| path.ends_with(".md"));
        articles.iter().map(|path| path["content/".len()..].to_owned()).collect()
    }

    /// Builds with what was kept.
    pub fn build(&self) -> (Report, String) {
        let mut problems = Diagnostics::new();
        let report = build(&self.options, &(), &mut problems).unwrap_or_default();
        (report, texts(&problems))
    }

    /// Builds the same sources with nothing kept, and returns the files.
    pub fn clean(&self) -> (Report, String, Files) {
        let (bare, out) = (self.base().join("bare"), self.base().join("clean"));
        let options = Options { root: bare.clone(), out: out.clone(), ..self.options.clone() };
        let mut problems = Diagnostics::new();
        let report = build(&options, &(), &mut problems).unwrap_or_default();
        // A build that fails early has not made the folder.
        let files = bytes_of(&seen(&out));
        fs::remove_dir_all(media::beside(&out)).unwrap_or_default();
        fs::remove_dir_all(out).unwrap_or_default();
        let lists = lists(&bare.join(CACHE));
        fs::remove_dir_all(bare.join(CACHE)).unwrap_or_default();
        // The lists count as a part of what was reported.
        (report, texts(&problems) + &lists, files)
    }

    /// Builds, and compares with a clean build: files, problems, counts, and what was touched.
    ///
    /// # Errors
    /// What differs.
    pub fn check(&self) -> Result<(Report, Files), String> {
        let before = seen(&self.options.out);
        let (report, problems) = self.build();
        let after = seen(&self.options.out);
        let (clean, clean_problems, files) = self.clean();
        let failed = problems.lines().any(|line| line.starts_with("error["));
        let lists = match failed {
            // A build that stops before the end has not come to the lists.
            true => String::new(),
            false => lists(&self.path(CACHE)),
        };
        let problems = problems + &lists;
        if problems != clean_problems {
            let only = |one: &str, other: &str| -> Vec<String> {
                one.lines()
                    .filter(|line| !other.lines().any(|found| found == *line))
                    .map(str::to_owned)
                    .collect()
            };
            let (more, fewer) = (only(&problems, &clean_problems), only(&clean_problems, &problems));
            return Err(format!("only a clean build tells {fewer:#?}, only this one tells {more:#?}"));
        }
        let foreign = |path: &str| self.foreign.get(&self.options.out.join(path));
        let kept = self.foreign.iter().filter(|(path, _)| path.starts_with(&self.options.out));
        for (path, bytes) in kept {
            same(fs::read(path).ok().as_ref() == Some(bytes), || format!("{} is not ours", path.display()))?;
        }
        if failed {
            let (before, after) = (bytes_of(&before), bytes_of(&after));
            return same(before == after, || format!("a failed build changed {:?}", differ(&before, &after)))
                .map(|()| (report, files));
        }
        let mut found: Files = bytes_of(&after);
        found.retain(|path, _| foreign(path).is_none());
        same(found == files, || format!("files of both builds differ: {:?}", differ(&found, &files)))?;
        same((report.articles, report.outputs) == (clean.articles, files.len()), || {
            format!("{report:?}, but a clean build: {clean:?} and {} files", files.len())
        })?;
        self.check_counts(&report, &before, &after)?;
        Ok((report, files))
    }

    /// The number of written files is that of files whose bytes changed, and the others were not touched.
    fn check_counts(&self, report: &Report, before: &Seen, after: &Seen) -> Result<(), String> {
        let unchanged =
            |(path, file): &(&String, &File)| before.get(*path).is_some_and(|old| old.bytes == file.bytes);
        let touched =
            |(path, file): &(&String, &File)| before.get(*path).is_some_and(|old| old.stamp != file.stamp);
        let foreign = |path: &str| self.foreign.contains_key(&self.options.out.join(path));
        let ours = || after.iter().filter(|(path, _)| !foreign(path));
        let written: Vec<&String> = ours().filter(|file| !unchanged(file)).map(|(path, _)| path).collect();
        same(report.written == written.len(), || format!("{report:?}, but these changed: {written:#?}"))?;
        same(report.written_by_kind.values().sum::<usize>() == report.written, || {
            format!("kinds: {report:?}")
        })?;
        same(report.unchanged == ours().count() - written.len(), || format!("unchanged: {report:?}"))?;
        let removed: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
        same(report.removed == removed.len(), || format!("{report:?}, but these are gone: {removed:#?}"))?;
        let touched: Vec<&String> =
            after.iter().filter(unchanged).filter(touched).map(|(path, _)| path).collect();
        same(touched.is_empty(), || format!("touched without a change: {touched:#?}"))
    }
}

/// Files with their bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Files with their bytes, and by what one sees that they were written: time and inode.
type Seen = BTreeMap<String, File>;

struct File {
    bytes: Vec<u8>,
    stamp: (i64, i64, u64),
}

/// What a build lists for people, in the folder of the cache.
pub const LISTS: [&str; 2] = ["missing.csv", "removed.csv"];

/// The lists that a build left in the folder of the cache `cache`.
fn lists(cache: &Path) -> String {
    LISTS.map(|name| fs::read_to_string(cache.join(name)).unwrap_or_default()).concat()
}

/// The path of article `number`, below `content`: plain, in another section, in Russian, or a bundle.
fn article_path(rng: &mut Rng, number: usize) -> String {
    let section = if rng.chance(15) { "news" } else { "articles/2010" };
    match rng.below(10) {
        0 => format!("{section}/story-{number}/index.md"),
        1 if number > 0 => format!("{section}/story-{}.ru.md", number - 1),
        2 => format!("{section}/2010-03-0{}-dated-{number}.md", 1 + number % 9),
        _ => format!("{section}/story-{number}.md"),
    }
}

/// All problems in order, one a line.
pub fn texts(problems: &Diagnostics) -> String {
    let line = |problem: &&generate::diagnostic::Diagnostic| {
        let place = problem.place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
        let hint = problem.hint.as_deref().unwrap_or_default();
        format!("{}[{}]{place}: {} ({hint})\n", problem.level.name(), problem.code, problem.message)
    };
    problems.sorted().iter().map(line).collect()
}

/// What stands in an output folder and in the folder of media beside it, neither of which need exist.
fn seen(out: &Path) -> Seen {
    let mut all = seen_in(out);
    all.extend(seen_in(&media::beside(out)).into_iter().map(|(path, file)| (format!("{MEDIA}{path}"), file)));
    all
}

/// What stands before the paths of media: no path of an output folder begins like that.
const MEDIA: &str = "media:/";

fn seen_in(out: &Path) -> Seen {
    if !out.is_dir() {
        return Seen::new();
    }
    let stamp = |path: &str| {
        let metadata = fs::metadata(out.join(path)).unwrap();
        (metadata.mtime(), metadata.mtime_nsec(), metadata.ino())
    };
    let file = |(path, bytes): (String, Vec<u8>)| {
        let stamp = stamp(&path);
        (path, File { bytes, stamp })
    };
    tree(out).into_iter().map(file).collect()
}

fn bytes_of(seen: &Seen) -> Files {
    seen.iter().map(|(path, file)| (path.clone(), file.bytes.clone())).collect()
}

/// The files that are not the same in both, with the first place where they differ.
pub fn differ(found: &Files, wanted: &Files) -> Vec<String> {
    let mut names: Vec<&String> = found.keys().chain(wanted.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let tell = |name: &String| match (found.get(name), wanted.get(name)) {
        (Some(found), Some(wanted)) if found != wanted => {
            Some(format!("{name}: {}", difference(found, wanted)))
        }
        (Some(_), None) => Some(format!("{name} is too many")),
        (None, Some(_)) => Some(format!("{name} is missing")),
        _ => None,
    };
    names.into_iter().filter_map(tell).collect()
}

/// What stands in both texts where they first differ.
fn difference(found: &[u8], wanted: &[u8]) -> String {
    let start = found.iter().zip(wanted).take_while(|(one, two)| one == two).count();
    let around = |bytes: &[u8]| {
        let end = bytes.len().min(start + 60);
        String::from_utf8_lossy(&bytes[start.saturating_sub(40).min(end)..end]).into_owned()
    };
    format!("{:?} is not {:?}", around(found), around(wanted))
}

fn same(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message()) }
}
