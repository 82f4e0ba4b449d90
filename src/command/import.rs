//! `generate import`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::number::{grouped, plural};
use super::{Exit, Terminal, problems_json};
use crate::cli::Import;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::import::{self, ADDRESSES, AddressCounts, Imported, Options, Report};

/// Imports and tells what came of it.
pub(super) fn run(arguments: &Import, terminal: &Terminal) -> Exit {
    let options = options(arguments);
    let mut problems = Diagnostics::new();
    let imported = import::import(&options, &mut problems);
    let problems = located(&problems, &options);
    terminal.problems(Path::new(""), &problems);
    let report = imported.as_ref().map(|imported| &imported.report);
    terminal.json(&json!({
        "into": options.into.display().to_string(),
        "dry_run": options.dry_run,
        "report": report,
        "files": imported.as_ref().filter(|_| options.dry_run).map(|imported| &imported.files),
        "errors": problems.errors(),
        "warnings": problems.warnings(),
        "diagnostics": problems_json(&problems),
    }));
    if let Some(imported) = &imported {
        tell(imported, &options, terminal);
    }
    if imported.is_none() || problems.has_errors() { Exit::Failed } else { Exit::Done }
}

fn options(arguments: &Import) -> Options {
    let Import { folder, into, from, in_place, dry_run, old_sitemap, old_site, allow_lost } =
        arguments.clone();
    Options { folder, into, from, in_place, dry_run, old_sitemap, old_site, allow_lost }
}

/// Problems with the files as they are found from where the program runs: those of the old site, or else of the new one.
fn located(problems: &Diagnostics, options: &Options) -> Diagnostics {
    let mut found = Diagnostics::new();
    for problem in problems.iter() {
        let place = problem.place.as_ref().map(|place| {
            let folders = [&options.folder, &options.into];
            let folder = folders
                .into_iter()
                .find(|folder| !place.file.is_empty() && folder.join(&place.file).exists());
            let file = folder
                .map_or_else(|| place.file.clone(), |folder| folder.join(&place.file).display().to_string());
            Place { file, position: place.position }
        });
        found.push(Diagnostic { place, ..problem.clone() });
    }
    found
}

fn tell(imported: &Imported, options: &Options, terminal: &Terminal) {
    let Imported { report, files, site_toml } = imported;
    if options.dry_run {
        for line in site_toml.lines() {
            terminal.result(line);
        }
        terminal.result("");
        files.iter().for_each(|file| terminal.result(file));
        terminal.result("");
    }
    for line in lines(report) {
        terminal.result(&line);
    }
    if !options.dry_run {
        terminal.result("");
        terminal.result(&format!("Preview it with: generate serve --root {}", options.into.display()));
    }
}

/// The report, a line for each subject.
fn lines(report: &Report) -> Vec<String> {
    let mut lines = vec![format!("{} site", report.generator)];
    let mut line = |name: &str, text: String| lines.push(format!("  {name:<11}{text}"));
    line("articles", articles(report));
    for (name, count) in [("pages", report.pages), ("terms", report.terms), ("profiles", report.profiles)] {
        if count > 0 {
            line(name, grouped(count));
        }
    }
    if report.files > 0 {
        line("files", format!("{} copied", grouped(report.files)));
    }
    if !report.comments.is_empty() {
        line("templates", format!("{} became comments", plural_calls(&report.comments)));
    }
    if !report.shortcodes.is_empty() {
        line("shortcodes", format!("{} need a template", plural_calls(&report.shortcodes)));
    }
    let written = &report.written;
    let counts = [
        (written.new, "new"),
        (written.updated, "updated"),
        (written.unchanged, "unchanged"),
        (written.kept, "edited by hand and kept"),
        (written.removed, "removed"),
    ];
    let counts = listed(&counts);
    if !counts.is_empty() {
        line("written", counts);
    }
    if let Some(AddressCounts { same, redirected, lost }) = &report.addresses {
        let counts = format!(
            "{} the same, {} redirected, {} lost",
            grouped(*same),
            grouped(*redirected),
            grouped(*lost)
        );
        line("addresses", format!("{counts} ({ADDRESSES})"));
    }
    lines
}

/// How many articles of how many posts, and what became of the others.
fn articles(report: &Report) -> String {
    let others = [
        (report.drafts, "drafts"),
        (report.unpublished, "unpublished"),
        (report.other_formats, "in other formats"),
        (report.unreadable, "unreadable"),
    ];
    let others = listed(&others);
    let others = if others.is_empty() { String::new() } else { format!(" ({others})") };
    format!("{} of {}{others}", grouped(report.articles), plural(report.posts, "post"))
}

/// Counts with what they are of, without those that are 0: `2 new, 1 removed`.
fn listed(counts: &[(usize, &str)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, name)| format!("{} {name}", grouped(*count))).collect::<Vec<_>>().join(", ")
}

/// How often the calls are there, and the first names of them.
fn plural_calls(calls: &BTreeMap<String, usize>) -> String {
    let count = grouped(calls.values().sum());
    let names: Vec<&str> = calls.keys().take(4).map(String::as_str).collect();
    let more = if calls.len() > names.len() { ", …" } else { "" };
    format!("{count} calls ({}{more})", names.join(", "))
}
