//! Writes the new site. What an import wrote is remembered in `.import/files.json`, so that the next one replaces its own files alone and
//! leaves alone what people have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::folder::Folder;
use super::message;
use crate::cache::write_whole;
use crate::diagnostic::{self, Diagnostics};
use crate::path::fold;

/// The folder, in the new site, of what an import remembers.
pub(super) const MEMORY: &str = ".import";

/// Where the texts go that an import would have written over changes by hand.
const PROPOSALS: &str = ".import/changed";

/// A file of the new site.
#[derive(Debug)]
pub(super) enum NewFile {
    /// A text.
    Text(String),
    /// A copy of this file of the old folder.
    Copy(String),
}

/// How many files came to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Files that were not there.
    pub new: usize,
    /// Files whose old source has changed.
    pub updated: usize,
    /// Files that are as they were.
    pub unchanged: usize,
    /// Files that people have changed or deleted, and that stay so.
    pub kept: usize,
    /// Files whose old source is gone.
    pub removed: usize,
}

/// What the last import wrote: the checksum of each file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    files: BTreeMap<String, String>,
}

impl Memory {
    fn load(into: &Path) -> Memory {
        let text = fs::read(into.join(MEMORY).join("files.json")).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn save(&self, into: &Path) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        fs::create_dir_all(into.join(MEMORY))?;
        write_whole(&into.join(MEMORY).join("files.json"), &text)
    }
}

/// Writes `files`, by their paths in the new site, to the folder `into`. What cannot be written is told.
pub(super) fn write(
    files: &BTreeMap<String, NewFile>,
    folder: &Folder,
    into: &Path,
    problems: &mut Diagnostics,
) -> Written {
    let mut writer = Writer { folder, memory: Memory::load(into), written: Written::default(), into };
    for (target, file) in files {
        if let Err(error) = writer.put(target, file, problems) {
            problems.push(diagnostic::message::not_made(&into.join(target).display().to_string(), &error));
        }
    }
    writer.remove_others(files, problems);
    if let Err(error) = writer.memory.save(into) {
        problems.push(diagnostic::message::not_made(&into.join(MEMORY).display().to_string(), &error));
    }
    writer.written
}

struct Writer<'w> {
    folder: &'w Folder,
    into: &'w Path,
    memory: Memory,
    written: Written,
}

impl Writer<'_> {
    fn put(&mut self, target: &str, file: &NewFile, problems: &mut Diagnostics) -> io::Result<()> {
        let full = inside(self.into, target)?;
        let bytes = match file {
            NewFile::Text(text) => text.as_bytes().to_vec(),
            NewFile::Copy(source) => fs::read(self.folder.full(source))?,
        };
        let (sum, remembered) = (checksum(&bytes), self.memory.files.get(target));
        let there = match fs::read(&full) {
            Ok(there) => Some(checksum(&there)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        match (&there, remembered) {
            (Some(there), _) if *there == sum => self.written.unchanged += 1,
            (Some(there), Some(ours)) if there == ours => {
                write_whole(&full, &bytes)?;
                self.written.updated += 1;
            }
            (None, None) => {
                fs::create_dir_all(full.parent().unwrap_or(self.into))?;
                write_whole(&full, &bytes)?;
                self.written.new += 1;
            }
            (there, remembered) => {
                self.written.kept += 1;
                // What an earlier import wrote, and a person changed since, is only told where the old site has changed too.
                match (there, remembered) {
                    (Some(_), Some(ours)) if *ours != sum => {
                        let proposal = inside(self.into, &format!("{PROPOSALS}/{target}"))?;
                        fs::create_dir_all(proposal.parent().unwrap_or(self.into))?;
                        write_whole(&proposal, &bytes)?;
                        problems.push(message::changed_on_both_sides(target, PROPOSALS));
                    }
                    (Some(_), None) => problems.push(message::not_ours(target)),
                    _ => {}
                }
                return Ok(());
            }
        }
        self.memory.files.insert(target.to_owned(), sum);
        Ok(())
    }

    /// Removes what an earlier import wrote and this one does not, unless people have changed it.
    fn remove_others(&mut self, files: &BTreeMap<String, NewFile>, problems: &mut Diagnostics) {
        let gone: Vec<(String, String)> = self
            .memory
            .files
            .iter()
            .filter(|(target, _)| !files.contains_key(*target))
            .map(|(target, sum)| (target.clone(), sum.clone()))
            .collect();
        for (target, sum) in gone {
            let Ok(full) = inside(self.into, &target) else { continue };
            match fs::read(&full) {
                Ok(bytes) if checksum(&bytes) == sum => match fs::remove_file(&full) {
                    Ok(()) => self.written.removed += 1,
                    Err(error) => {
                        problems.push(diagnostic::message::not_made(&full.display().to_string(), &error))
                    }
                },
                Ok(_) => {
                    self.written.kept += 1;
                    problems.push(message::source_gone(&target));
                }
                Err(_) => {}
            }
            self.memory.files.remove(&target);
        }
    }
}

/// The checksum of a file.
fn checksum(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// The place of a file of the new site. Links that people have put there do not lead out of it.
fn inside(into: &Path, target: &str) -> io::Result<PathBuf> {
    let outside = || io::Error::new(io::ErrorKind::InvalidInput, "outside the folder of the new site");
    let is_plain =
        |part: &str| !part.is_empty() && !matches!(part, "." | "..") && !part.contains(['\\', '\0', ':']);
    if !target.split('/').all(is_plain) {
        return Err(outside());
    }
    let full = into.join(target);
    let top = into.canonicalize()?;
    let nearest = full.ancestors().skip(1).find_map(|folder| folder.canonicalize().ok());
    if full.is_symlink() || nearest.is_none_or(|nearest| !nearest.starts_with(&top)) {
        return Err(outside());
    }
    Ok(full)
}

/// The targets without those that differ from an earlier one in case alone, which many file systems do not tell apart; those are told.
pub(super) fn distinct<T>(files: Vec<(String, T)>, problems: &mut Diagnostics) -> BTreeMap<String, T> {
    let (mut seen, mut kept) = (BTreeSet::new(), BTreeMap::new());
    for (target, file) in files {
        if seen.insert(fold(&target)) {
            kept.insert(target, file);
        } else {
            problems.push(message::same_name(&target));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(files: &[(&str, &str)]) -> BTreeMap<String, NewFile> {
        files.iter().map(|(target, text)| ((*target).to_owned(), NewFile::Text((*text).to_owned()))).collect()
    }

    fn codes(problems: &Diagnostics) -> Vec<String> {
        problems.iter().map(|problem| problem.code.to_string()).collect()
    }

    #[test]
    fn a_second_import_replaces_its_own_files_alone() {
        let into = tempfile::tempdir().unwrap();
        let (folder, root) = (Folder::empty(), into.path());
        let mut problems = Diagnostics::new();
        let first = texts(&[
            ("content/a.md", "a"),
            ("content/b.md", "b"),
            ("content/c.md", "c"),
            ("content/d.md", "d"),
        ]);
        assert_eq!(write(&first, &folder, root, &mut problems), Written { new: 4, ..Written::default() });
        assert_eq!(
            write(&first, &folder, root, &mut problems),
            Written { unchanged: 4, ..Written::default() }
        );
        fs::write(root.join("content/a.md"), "by hand").unwrap();
        fs::remove_file(root.join("content/d.md")).unwrap();
        let second = texts(&[
            ("content/a.md", "a"),
            ("content/b.md", "b2"),
            ("content/d.md", "d"),
            ("content/e.md", "e"),
        ]);
        let expected = Written { new: 1, updated: 1, unchanged: 0, kept: 2, removed: 1 };
        assert_eq!(write(&second, &folder, root, &mut problems), expected);
        assert!(problems.is_empty());
        assert_eq!(fs::read_to_string(root.join("content/a.md")).unwrap(), "by hand");
        assert_eq!(fs::read_to_string(root.join("content/b.md")).unwrap(), "b2");
        assert!(!root.join("content/c.md").exists() && !root.join("content/d.md").exists());
    }

    #[test]
    fn what_changed_on_both_sides_is_told_and_kept() {
        let into = tempfile::tempdir().unwrap();
        let (folder, root) = (Folder::empty(), into.path());
        let mut problems = Diagnostics::new();
        write(&texts(&[("content/a.md", "a"), ("content/b.md", "b")]), &folder, root, &mut problems);
        fs::write(root.join("content/a.md"), "by hand").unwrap();
        fs::write(root.join("content/b.md"), "by hand").unwrap();
        fs::write(root.join("site.toml"), "theirs").unwrap();
        let next = texts(&[("content/a.md", "a2"), ("site.toml", "ours")]);
        let written = write(&next, &folder, root, &mut problems);
        assert_eq!(written, Written { kept: 3, ..Written::default() });
        assert_eq!(codes(&problems), ["import-changed", "import-not-ours", "import-changed"]);
        assert_eq!(fs::read_to_string(root.join("content/a.md")).unwrap(), "by hand");
        assert_eq!(fs::read_to_string(root.join(".import/changed/content/a.md")).unwrap(), "a2");
        assert_eq!(fs::read_to_string(root.join("site.toml")).unwrap(), "theirs");
    }

    #[test]
    fn a_killed_import_goes_on() {
        let into = tempfile::tempdir().unwrap();
        fs::create_dir(into.path().join("content")).unwrap();
        fs::write(into.path().join("content/a.md"), "a").unwrap();
        let mut problems = Diagnostics::new();
        let files = texts(&[("content/a.md", "a"), ("content/b.md", "b")]);
        let written = write(&files, &Folder::empty(), into.path(), &mut problems);
        assert_eq!(written, Written { new: 1, unchanged: 1, ..Written::default() });
        assert!(problems.is_empty());
    }

    #[test]
    fn nothing_is_written_outside() {
        let (into, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path(), into.path().join("content")).unwrap();
        for target in ["../x.md", "content/x.md", "a/../../x", "/etc/x", "a//b", "C:x", ""] {
            let mut problems = Diagnostics::new();
            write(&texts(&[(target, "x")]), &Folder::empty(), into.path(), &mut problems);
            assert!(problems.has_errors() || cfg!(not(unix)), "{target}");
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_that_differ_in_case_alone_are_told() {
        let mut problems = Diagnostics::new();
        let files = vec![
            ("content/A.md".to_owned(), 1),
            ("content/a.md".to_owned(), 2),
            ("content/b.md".to_owned(), 3),
        ];
        assert_eq!(distinct(files, &mut problems).into_values().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(codes(&problems), ["import-name"]);
    }
}
