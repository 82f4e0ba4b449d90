//! The writer on real folders: what a site looks like after builds that end well, and after those that do not.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Fault, Known, Summary, WriteError, WriteOptions, Writer};
use crate::facts::{Cache, ContentType, Facts, Stage};
use crate::path::OutPath;

mod basics;
mod faults;
#[cfg(unix)]
mod foreign;
mod kill;
mod manifests;
mod random;
mod sha256sums;
mod versions;

/// A site as it is planned: path to content.
type Plan = BTreeMap<String, Vec<u8>>;

/// A plan from pairs.
fn plan(files: &[(&str, &str)]) -> Plan {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// A plan of some breadth and depth; `version` is in every file, and a few files exist in one version only.
fn wide_plan(version: u32) -> Plan {
    let mut plan = Plan::new();
    for article in 0..12 {
        let path = format!("20{:02}/{:02}/a-{article}/index.html", article % 3, article % 4);
        plan.insert(path, format!("article {article} v{version}\n").repeat(50).into_bytes());
    }
    plan.insert(format!("only/in/{version}/index.html"), b"once".to_vec());
    plan.insert(format!("2001/extra-{version}.html"), b"extra".to_vec());
    plan.insert("style.css".to_owned(), format!("/* v{version} */").into_bytes());
    plan.insert("assets/same.js".to_owned(), b"same".to_vec());
    plan.insert("index.html".to_owned(), format!("home v{version}").into_bytes());
    plan
}

/// What is known of the file at a path.
fn facts(path: &str) -> Facts {
    let stage = match path.rsplit_once('.') {
        Some((_, "css" | "js" | "jpg")) => Stage::Asset,
        Some((_, "html")) if path.contains('/') => Stage::Page,
        _ => Stage::List,
    };
    Facts { content_type: ContentType::of_name(path), ..at(stage) }
}

/// What is known of a file of a stage.
fn at(stage: Stage) -> Facts {
    Facts { content_type: ContentType::HTML, stage, cache: Cache::Revalidate }
}

fn out_path(path: &str) -> OutPath {
    OutPath::new(path).unwrap()
}

/// Builds `plan` into `out`.
fn build_with(out: &Path, plan: &Plan, options: WriteOptions<'_>) -> Result<Summary, WriteError> {
    let writer = Writer::open(out, options)?;
    plan.par_iter()
        .try_for_each(|(path, bytes)| writer.put(&out_path(path), &facts(path), bytes).map(|_| ()))?;
    writer.commit().map(|committed| committed.summary)
}

/// Builds `plan` into `out` as a plain build does.
fn build(out: &Path, plan: &Plan) -> Result<Summary, WriteError> {
    build_with(out, plan, waiting())
}

/// Builds `plan` into `out`; returns what there is to know of the folder.
fn build_known(out: &Path, plan: &Plan) -> Known {
    let writer = Writer::open(out, waiting()).unwrap();
    for (path, bytes) in plan {
        writer.put(&out_path(path), &facts(path), bytes).unwrap();
    }
    writer.commit().unwrap().known
}

/// The index of a file that the writer knows of.
fn known(writer: &Writer, path: &str) -> Option<usize> {
    writer.known()?.find(path)
}

/// Options of a build that waits for the lock. A test that starts a process at this moment may hold a copy of it: a
/// child has its parent's files until it becomes the other program.
fn waiting() -> WriteOptions<'static> {
    WriteOptions { waiting: Some(&|| {}), ..WriteOptions::default() }
}

/// A build that fails where `fault` says.
fn faulty(fault: Fault) -> WriteOptions<'static> {
    WriteOptions { fault: Some(fault), ..waiting() }
}

/// Every file below `out` with its bytes, and every empty folder with none and a slash.
fn tree(out: &Path) -> Plan {
    fn walk(folder: &Path, prefix: &str, found: &mut Plan) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        if entries.is_empty() && !prefix.is_empty() {
            found.insert(prefix.to_owned(), Vec::new());
        }
        for entry in entries {
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = Plan::new();
    walk(out, "", &mut found);
    found
}

/// What a clean build of `plan` looks like.
fn clean(plan: &Plan) -> Plan {
    let (_folder, out) = folder();
    build(&out, plan).unwrap();
    tree(&out)
}

/// The paths of a tree.
fn paths(tree: &Plan) -> Vec<&str> {
    tree.keys().map(String::as_str).collect()
}

/// A folder that vanishes, and the output folder in it: in a RAM disk if there is one, since some tests make hundreds.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let out = folder.path().join("public");
    (folder, out)
}

/// Writes a file that is not ours.
fn foreign(out: &Path, path: &str, text: &str) {
    let file = out.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// The messages of a failed build, with their hints.
fn messages(error: &WriteError) -> Vec<String> {
    let text = |report: &crate::diagnostic::Diagnostic| {
        format!("{}: {} ({})", report.code, report.message, report.hint.as_deref().unwrap_or_default())
    };
    error.diagnostics().iter().map(text).collect()
}

/// A disk that is full.
fn full() -> io::Error {
    io::ErrorKind::StorageFull.into()
}
