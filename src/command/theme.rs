//! `generate theme`: copies of the default theme, and what has changed in it since.

use std::io;
use std::path::Path;

use serde_json::json;
use similar::TextDiff;

use super::number::plural;
use super::{Exit, Terminal, problems_json};
use crate::cli::{Shared, Theme, ThemeCommand};
use crate::command::message;
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::template::defaults::{DefaultFile, default_files, is_called};
use crate::value::fields::nearest;

mod copies;

use copies::{Copied, Original, VERSION};

/// Copies or compares.
pub(super) fn run(options: &Theme, shared: &Shared, terminal: &Terminal) -> Exit {
    let done = match &options.command {
        ThemeCommand::Copy { names } => copy(names, shared, terminal),
        ThemeCommand::Diff { names } => diff(names, shared, terminal),
    };
    let Err(problem) = done else { return Exit::Done };
    let problems = Diagnostics::from(*problem);
    terminal.problems(&shared.root, &problems);
    terminal.json(&json!({ "files": [], "diagnostics": problems_json(&problems) }));
    Exit::Failed
}

/// The default files that are meant by `names`, all of them by none.
fn meant(names: &[String]) -> Result<Vec<DefaultFile>, Box<Diagnostic>> {
    let mut files = default_files();
    for name in names {
        if !files.iter().any(|file| is_called(&file.path, name)) {
            let ends = files.iter().filter_map(|file| file.path.rsplit('/').next());
            return Err(Box::new(message::unknown_default_file(name, nearest(name, ends))));
        }
    }
    files.retain(|file| names.is_empty() || names.iter().any(|name| is_called(&file.path, name)));
    Ok(files)
}

fn copy(names: &[String], shared: &Shared, terminal: &Terminal) -> Result<(), Box<Diagnostic>> {
    let (mut copied, mut kept) = (Vec::new(), Vec::new());
    for file in meant(names)? {
        match copies::copy(&shared.root, &file).map_err(|error| not_made(&shared.root, &file.path, &error))? {
            Copied::New => copied.push(file.path),
            Copied::Kept => kept.push(file.path),
        }
    }
    copied.iter().for_each(|path| terminal.result(&format!("copied  {path}")));
    kept.iter().for_each(|path| terminal.result(&format!("kept    {path}, which the site has already")));
    let more = if kept.is_empty() { String::new() } else { format!(", {} kept", kept.len()) };
    terminal.result(&format!("{} copied from generate {VERSION}{more}", plural(copied.len(), "file")));
    terminal.json(&json!({ "files": copied, "kept": kept, "version": VERSION, "diagnostics": [] }));
    Ok(())
}

fn diff(names: &[String], shared: &Shared, terminal: &Terminal) -> Result<(), Box<Diagnostic>> {
    let root = &shared.root;
    let defaults = default_files();
    let mut meant = copies::originals(root).map_err(|error| unreadable(root, copies::ORIGINALS, &error))?;
    for name in names {
        if !meant.iter().any(|original| is_called(&original.path, name)) {
            return Err(Box::new(message::not_copied(name)));
        }
    }
    meant.retain(|original| names.is_empty() || names.iter().any(|name| is_called(&original.path, name)));
    let mut changed = Vec::new();
    for original in &meant {
        let before = original.read(root).map_err(|error| unreadable(root, &original.path, &error))?;
        let now = defaults.iter().find(|file| file.path == original.path).map(|file| file.bytes);
        if now == Some(&*before) {
            continue;
        }
        let Original { path, version } = original;
        let Some(now) = now else {
            terminal.result(&format!("{path} is no longer in the default theme"));
            terminal.result("");
            changed.push(json!({ "file": path, "copied": version, "gone": true }));
            continue;
        };
        let (before, now) = (String::from_utf8_lossy(&before), String::from_utf8_lossy(now));
        let text = TextDiff::from_lines(&*before, &*now)
            .unified_diff()
            .header(&format!("{path} (generate {version})"), &format!("{path} (generate {VERSION})"))
            .to_string();
        text.lines().for_each(|line| terminal.result(line));
        terminal.result("");
        changed.push(json!({ "file": path, "copied": version, "diff": text }));
    }
    let have = if changed.len() == 1 { "has" } else { "have" };
    terminal.result(&match (meant.len(), changed.len()) {
        (0, _) => "nothing was copied from the default theme".to_owned(),
        (all, 0) => format!("{}: the default theme has not changed", plural(all, "copied file")),
        (all, some) => {
            format!("{}, of which {some} {have} changed in the default theme", plural(all, "copied file"))
        }
    });
    terminal.json(&json!({ "files": changed, "version": VERSION, "diagnostics": [] }));
    Ok(())
}

fn not_made(root: &Path, path: &str, error: &io::Error) -> Box<Diagnostic> {
    Box::new(diagnostic::message::not_made(&root.join(path).display().to_string(), error))
}

fn unreadable(root: &Path, path: &str, error: &io::Error) -> Box<Diagnostic> {
    Box::new(diagnostic::message::unreadable(&root.join(path).display().to_string(), &error.to_string()))
}
