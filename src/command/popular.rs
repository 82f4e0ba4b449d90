//! `generate popular`.

use std::fs;
use std::path::PathBuf;

use super::number::plural;
use super::{Exit, Terminal, problems_json};
use crate::build;
use crate::cache::write_whole;
use crate::cli::{Popular, Shared};
use crate::command::message;
use crate::diagnostic;
use crate::diagnostic::Diagnostics;
use crate::encoding;
use crate::popular::views::{self, Views};
use crate::popular::{self, FILE, PopularArticle};

/// Counts, writes the list and tells how long it is.
pub(super) fn run(arguments: &Popular, shared: &Shared, terminal: &Terminal) -> Exit {
    let mut problems = Diagnostics::new();
    let rows = count(arguments, shared, &mut problems);
    if !problems.has_errors() {
        write(shared, &rows, &mut problems);
    }
    // What is wrong with the site is told when it is built; here only what stopped the count.
    let problems: Diagnostics = problems.iter().filter(|problem| problem.is_error()).cloned().collect();
    terminal.problems(&shared.root, &problems);
    terminal.json(&serde_json::json!({
        "file": FILE,
        "articles": if problems.has_errors() { &[][..] } else { &rows },
        "errors": problems.errors(),
        "diagnostics": problems_json(&problems),
    }));
    if problems.has_errors() {
        return Exit::Failed;
    }
    terminal.result(&format!("{FILE}: {}", plural(rows.len(), "article")));
    Exit::Done
}

fn count(arguments: &Popular, shared: &Shared, problems: &mut Diagnostics) -> Vec<PopularArticle> {
    let views = read_views(&arguments.views, problems);
    if problems.has_errors() {
        return Vec::new();
    }
    let options = super::build::options(shared);
    let rows = build::popular(&options, views.as_ref(), arguments.limit, &(), problems).unwrap_or_default();
    if rows.is_empty() && !problems.has_errors() {
        problems.push(match views {
            Some(_) => message::nothing_popular(),
            None => message::nothing_linked(),
        });
    }
    rows
}

/// The views of all files together; `None` without files.
fn read_views(files: &[PathBuf], problems: &mut Diagnostics) -> Option<Views> {
    let mut all = Views::new();
    for file in files {
        let name = file.display().to_string();
        match fs::read(file).map(|bytes| views::parse(&encoding::decode_lossy(&bytes))) {
            Ok(Some(views)) => {
                views.into_iter().for_each(|(address, count)| *all.entry(address).or_default() += count)
            }
            Ok(None) => problems.push(message::no_views(&name)),
            Err(error) => problems.push(diagnostic::message::unreadable(&name, &error.to_string())),
        }
    }
    (!files.is_empty()).then_some(all)
}

fn write(shared: &Shared, rows: &[PopularArticle], problems: &mut Diagnostics) {
    let file = shared.root.join(FILE);
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    if let Err(error) = folder.and_then(|()| write_whole(&file, popular::write(rows).as_bytes())) {
        problems.push(diagnostic::message::not_made(&file.display().to_string(), &error));
    }
}
