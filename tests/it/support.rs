//! A site in a string: `site("-- content/a.md --\n…").build().file("a/index.html")`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use generate::build::{Options, Report, build};
use generate::diagnostic::Diagnostics;
use tempfile::TempDir;

/// What a site has where its string holds no `site.toml`.
pub const SITE_TOML: &str = r#"
title = "The Example Archive"
base_url = "https://archive.example.org/"
"#;

/// A site in a temporary folder.
pub struct Site {
    folder: Arc<TempDir>,
    pub options: Options,
}

/// Writes a site: files after lines `-- path --`, each up to the next. What stands before the first is ignored.
pub fn site(files: &str) -> Site {
    let folder = Arc::new(TempDir::new().unwrap());
    let options =
        Options { root: folder.path().to_owned(), out: folder.path().join("public"), ..Options::default() };
    let site = Site { folder, options };
    site.write("site.toml", SITE_TOML);
    fs::create_dir_all(site.path("content")).unwrap();
    // A site without a single document is an error, which is not what most tests are about.
    if !split(files).iter().any(|(name, _)| name.ends_with(".md")) {
        site.write("content/pages/blank.md", "---\ntitle: Blank\n---\n");
    }
    for (name, text) in split(files) {
        site.write(name, text);
    }
    site
}

/// The files of a string, by name.
fn split(files: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    let mut offset = 0;
    for line in files.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        if let Some(name) = name {
            if let Some(last) = found.last_mut() {
                last.2 = offset;
            }
            found.push((name, offset + line.len(), files.len()));
        }
        offset += line.len();
    }
    found.into_iter().map(|(name, start, end)| (name, &files[start..end])).collect()
}

impl Site {
    /// Where a file of the site is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of the site, making its folders.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Site {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Adds lines to the site's configuration, before its tables.
    pub fn config(self, lines: &str) -> Site {
        let old = fs::read_to_string(self.path("site.toml")).unwrap();
        self.write("site.toml", format!("{lines}\n{old}"));
        self
    }

    /// Builds the site, whatever comes of it.
    pub fn try_build(&self) -> Built {
        let mut problems = Diagnostics::new();
        let report = build(&self.options, &(), &mut problems).unwrap_or_default();
        Built { out: self.options.out.clone(), report, problems, _folder: Arc::clone(&self.folder) }
    }

    /// Builds the site, which must have no error.
    pub fn build(&self) -> Built {
        let built = self.try_build();
        assert!(!built.problems.has_errors(), "{}", built.problems_text());
        built
    }

    /// Builds the site, which must have an error, and returns all its problems as text, one a line.
    pub fn fail(&self) -> String {
        let built = self.try_build();
        assert!(built.problems.has_errors(), "built without an error: {}", built.problems_text());
        built.problems_text()
    }

    /// The files of a build of the same sources from nothing, in a folder of its own.
    pub fn clean(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = TempDir::new().unwrap();
        let (out, cache) = (folder.path().join("public"), Some(folder.path().join("cache")));
        let mut problems = Diagnostics::new();
        build(&Options { out: out.clone(), cache, ..self.options.clone() }, &(), &mut problems);
        assert!(!problems.has_errors(), "{problems:?}");
        tree(&out)
    }
}

/// A site that was built.
pub struct Built {
    pub out: PathBuf,
    pub report: Report,
    pub problems: Diagnostics,
    /// The output is looked at long after the site itself has gone.
    _folder: Arc<TempDir>,
}

impl Built {
    /// The text of a file of the output.
    pub fn file(&self, name: &str) -> String {
        let path = self.out.join(name);
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{name}: {error}; there is {:#?}", self.names()))
    }

    /// Whether the output has a file.
    pub fn has(&self, name: &str) -> bool {
        self.out.join(name).is_file()
    }

    /// The names of all files of the output.
    pub fn names(&self) -> Vec<String> {
        tree(&self.out).into_keys().collect()
    }

    /// All problems, one a line: `level[code] place: message (hint)`, in which `docs` stands for the address of the documentation.
    pub fn problems_text(&self) -> String {
        let line = |problem: &&generate::diagnostic::Diagnostic| {
            let place = problem.place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
            let hint = problem.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}[{}]{place}: {}{hint}\n", problem.level.name(), problem.code, problem.message)
        };
        let text: String = self.problems.sorted().iter().map(line).collect();
        text.replace(generate::diagnostic::message::DOCS, "docs")
    }
}

/// All files below a folder with their bytes.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}
