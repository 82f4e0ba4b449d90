//! `generate check`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use serde_json::json;

use super::build::{Bar, OUT};
use super::number::{grouped, plural};
use super::{Counts, Exit, Terminal};
use crate::build;
use crate::check::{Checked, Found, Options, check, counts, sarif};
use crate::cli::{Check, Shared};
use crate::diagnostic::{Diagnostic, Level, message, visible_json};
use crate::platform::process::peak_memory;

#[cfg(feature = "check-external")]
mod external;

/// How many findings of a kind are shown.
const FEW: usize = 5;

/// Checks the site and tells what was found.
pub(super) fn run(arguments: &Check, shared: &Shared, terminal: &Terminal) -> Exit {
    let started = Instant::now();
    let options = Options {
        build: build::Options {
            root: shared.root.clone(),
            out: shared.root.join(OUT),
            base_url: arguments.base_url.clone(),
            drafts: arguments.drafts,
            as_of: arguments.as_of.clone(),
            lenient: shared.lenient,
            ..build::Options::default()
        },
        max_page: arguments.max_page_size.saturating_mul(1_000),
        hosts: arguments.host.clone(),
        external: is_external(arguments),
    };
    let progress = Bar::new(terminal);
    let mut checked = check(&options, &progress);
    progress.finish();
    #[cfg(feature = "check-external")]
    if arguments.external {
        external::run(arguments, shared, terminal, &mut checked);
    }
    if let Some(path) = &arguments.sarif
        && let Err(problem) = write_sarif(path, &checked)
    {
        checked.add(problem);
    }
    let seconds = started.elapsed().as_secs_f64();
    terminal.json(&json(&checked, seconds));
    // Standard output is for one of them alone.
    let is_taken = arguments.sarif.as_deref() == Some(Path::new("-"));
    if !is_taken {
        let lines = lines(&checked, arguments.all || shared.all_warnings, shared.quiet);
        lines.iter().for_each(|line| terminal.result_line(line));
        for (host, fits) in &checked.hosts {
            let fits = if *fits { "the site fits" } else { "the site does not fit: see host-limit above" };
            terminal.result(&format!("{}: {fits}", host.title()));
        }
        terminal.result(&summary(&checked, seconds));
    }
    let fails = checked.count(Level::Error) > 0 || arguments.strict && checked.count(Level::Warning) > 0;
    if fails { Exit::Failed } else { Exit::Done }
}

/// Whether links to other sites are checked too.
#[cfg(feature = "check-external")]
fn is_external(arguments: &Check) -> bool {
    arguments.external
}

/// Whether links to other sites are checked too: this program has no client for them.
#[cfg(not(feature = "check-external"))]
fn is_external(_: &Check) -> bool {
    false
}

/// Writes the findings for forges.
fn write_sarif(path: &Path, checked: &Checked) -> Result<(), Diagnostic> {
    let text = sarif::log(checked).to_string();
    let written = match path == Path::new("-") {
        true => writeln!(std::io::stdout(), "{}", visible_json(&text)),
        false => fs::write(path, format!("{text}\n")),
    };
    written.map_err(|error| message::not_made(&path.display().to_string(), &error))
}

/// The findings, each kind under a line of its own.
fn lines(checked: &Checked, all: bool, quiet: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let of_one_kind = |one: &Found, other: &Found| {
        (one.problem.level, &one.problem.code) == (other.problem.level, &other.problem.code)
    };
    for group in checked.found.chunk_by(of_one_kind) {
        let Diagnostic { level, code, .. } = &group[0].problem;
        if quiet && *level != Level::Error {
            continue;
        }
        lines.push(format!("{}[{code}]: {}", level.name(), grouped(group.len())));
        let shown = if all { group.len() } else { FEW };
        let mut hint = None;
        for Found { problem, source, .. } in group.iter().take(shown) {
            let place = problem.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            let source = source.as_ref().map(|source| format!(" [{source}]")).unwrap_or_default();
            lines.push(format!("  {place}{}{source}", problem.message));
            hint = hint.or(problem.hint.as_ref());
        }
        let more = group.len().saturating_sub(shown);
        if more > 0 {
            lines.push(format!("  {} more; use --all to show them", grouped(more)));
        }
        lines.extend(hint.map(|hint| format!("  hint: {hint}")));
        lines.push(String::new());
    }
    lines
}

/// One line: `100,000 articles, 254,297 files, 1,873 MB checked in 20.31 s: no errors, 3 warnings`.
fn summary(checked: &Checked, seconds: f64) -> String {
    let megabytes = usize::try_from(checked.bytes / 1_000_000).unwrap_or(usize::MAX);
    let mut line = format!(
        "{}, {}, {} MB checked in {seconds:.2} s",
        plural(checked.articles, "article"),
        plural(checked.outputs, "file"),
        grouped(megabytes),
    );
    if let Some(bytes) = peak_memory() {
        line.push_str(&format!(", {} MB peak", bytes / 1_000_000));
    }
    line.push_str(&format!(": {}", of(checked).all()));
    line
}

/// How many findings of each level there are.
fn of(checked: &Checked) -> Counts {
    let [errors, warnings, notes] =
        [Level::Error, Level::Warning, Level::Note].map(|level| checked.count(level));
    Counts { errors, warnings, notes }
}

fn json(checked: &Checked, seconds: f64) -> serde_json::Value {
    let counts: Vec<_> = counts(&checked.found)
        .into_iter()
        .map(|((level, code), count)| json!({ "level": level.name(), "code": code, "count": count }))
        .collect();
    let hosts: Vec<_> =
        checked.hosts.iter().map(|(host, fits)| json!({ "host": host, "fits": fits })).collect();
    let json = json!({
        "articles": checked.articles,
        "outputs": checked.outputs,
        "bytes": checked.bytes,
        "hosts": hosts,
        "counts": counts,
    });
    of(checked).json(json, checked.found.iter().map(Found::json).collect(), seconds)
}
