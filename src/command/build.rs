//! `generate build`.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::number::{grouped, plural};
use super::{Counts, Exit, Terminal, problems_json};
use crate::build::{self, Measured, Options, Progress, Report, Timings};
use crate::cli::{Build, Shared};
use crate::diagnostic::{Diagnostic, Diagnostics, message};
use crate::platform::process::peak_memory;
use crate::template;

/// The output folder where `--out` names none, below the root.
pub(super) const OUT: &str = "public";

/// Builds the site and tells how it went.
pub(super) fn run(arguments: &Build, shared: &Shared, terminal: &Terminal) -> Exit {
    let started = Instant::now();
    // A trace that cannot be written is told before the work is done.
    let trace = arguments.trace.as_deref().map(|path| File::create(path).map_err(|error| (path, error)));
    let trace = match trace.transpose() {
        Ok(file) => file,
        Err((path, error)) => {
            return not_begun(message::not_made(&path.display().to_string(), &error), shared, terminal);
        }
    };
    let timings = match trace.is_some() || arguments.timings {
        true => Timings::running(trace.is_some()),
        false => Timings::default(),
    };
    let options = Options {
        root: shared.root.clone(),
        out: arguments.out.clone().unwrap_or_else(|| shared.root.join(OUT)),
        base_url: arguments.base_url.clone(),
        drafts: arguments.drafts,
        as_of: arguments.as_of.clone(),
        force: arguments.force,
        lenient: shared.lenient,
        checksum: arguments.checksum,
        verify: arguments.verify,
        timings: timings.clone(),
        sha256sums: arguments.sha256sums,
        ..Options::default()
    };
    let progress = Bar::new(terminal);
    let mut problems = Diagnostics::new();
    let report = build::build(&options, &progress, &mut problems).unwrap_or_default();
    let mut problems = template::message::once_for_all_pages(problems);
    progress.finish();
    if let Some((file, path)) = trace.zip(arguments.trace.as_deref())
        && let Err(error) = write_trace(file, &timings)
    {
        problems.push(message::not_made(&path.display().to_string(), &error));
    }
    let measured = timings.measured().filter(|_| arguments.timings);
    terminal.problems(&shared.root, &problems);
    let seconds = started.elapsed().as_secs_f64();
    terminal.json(&json(&report, &problems, seconds, measured.as_ref()));
    if problems.has_errors() {
        terminal.say(&format!("build failed: {}", Counts::of(&problems).of_failure()));
        return Exit::Failed;
    }
    terminal.result(&summary(&report, &options.out, &problems, seconds));
    if options.verify {
        // A difference would have been an error.
        terminal.result(&format!(
            "verified: all {} equal those of a clean build",
            plural(report.outputs, "file")
        ));
    }
    measured.iter().flat_map(table).for_each(|line| terminal.result(&line));
    Exit::Done
}

/// What to build where the command line says nothing but what every command has.
pub(super) fn options(shared: &Shared) -> Options {
    Options {
        root: shared.root.clone(),
        out: shared.root.join(OUT),
        lenient: shared.lenient,
        ..Options::default()
    }
}

/// Tells what keeps a build from being begun.
fn not_begun(problem: Diagnostic, shared: &Shared, terminal: &Terminal) -> Exit {
    let problems = Diagnostics::from(problem);
    terminal.problems(&shared.root, &problems);
    terminal.json(&json(&Report::default(), &problems, 0.0, None));
    Exit::Failed
}

/// Writes what was noted of the build.
fn write_trace(file: File, timings: &Timings) -> std::io::Result<()> {
    let mut file = BufWriter::new(file);
    serde_json::to_writer(&mut file, &timings.trace())?;
    file.flush()
}

/// What was measured, in columns.
fn table(measured: &Measured) -> Vec<String> {
    let seconds = |seconds: f64| format!("{seconds:.3}");
    let cpu = |cpu: Option<f64>| cpu.map_or_else(|| "?".into(), seconds);
    let mut lines = vec![String::new(), format!("{:10} {:>10} {:>10}", "step", "wall s", "CPU s")];
    for time in &measured.steps {
        let (wall, cpu) = (seconds(time.wall_seconds), cpu(time.cpu_seconds));
        lines.push(format!("{:10} {wall:>10} {cpu:>10}", time.step));
    }
    let wall = measured.steps.iter().map(|time| time.wall_seconds).sum();
    let all = measured.steps.iter().map(|time| time.cpu_seconds).sum();
    lines.push(format!("{:10} {:>10} {:>10}", "all", seconds(wall), cpu(all)));
    let Some(kinds) = &measured.outputs else { return lines };
    lines.extend([String::new(), format!("{:10} {:>10} {:>15}", "kind", "files", "bytes")]);
    for (kind, size) in kinds {
        let bytes = usize::try_from(size.bytes).unwrap_or(usize::MAX);
        lines.push(format!("{kind:10} {:>10} {:>15}", grouped(size.files), grouped(bytes)));
    }
    lines
}

/// One line: `100,000 articles, 121,313 files in public (3 written), 0.31 s, 118 MB peak`.
fn summary(report: &Report, out: &Path, problems: &Diagnostics, seconds: f64) -> String {
    let (articles, files) = (plural(report.articles, "article"), plural(report.outputs, "file"));
    let out = out.strip_prefix(".").unwrap_or(out).display();
    let drafts = match report.drafts {
        0 => String::new(),
        drafts => format!(" ({} left out)", plural(drafts, "draft")),
    };
    let mut line = format!("{articles}{drafts}, {files} in {out} ({} written", grouped(report.written));
    if report.removed > 0 {
        line.push_str(&format!(", {} removed", grouped(report.removed)));
    }
    line.push_str(&format!("), {seconds:.2} s"));
    if let Some(bytes) = peak_memory() {
        line.push_str(&format!(", {} MB peak", bytes / 1_000_000));
    }
    line.push_str(&Counts::of(problems).added());
    line
}

fn json(
    report: &Report,
    problems: &Diagnostics,
    seconds: f64,
    measured: Option<&Measured>,
) -> serde_json::Value {
    let mut json = serde_json::json!({
        "articles": report.articles,
        "drafts": report.drafts,
        "outputs": report.outputs,
        "written": report.written,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "written_by_kind": report.written_by_kind,
    });
    json = Counts::of(problems).json(json, problems_json(problems), seconds);
    if let Some(measured) = measured {
        json["timings"] = serde_json::json!(measured);
    }
    json
}

/// Progress on a terminal; elsewhere silence until the result.
pub(super) struct Bar<'t> {
    terminal: &'t Terminal,
    bar: Mutex<Option<ProgressBar>>,
}

impl<'t> Bar<'t> {
    /// A bar that nothing has moved yet.
    pub(super) fn new(terminal: &'t Terminal) -> Bar<'t> {
        Bar { terminal, bar: Mutex::new(None) }
    }

    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        // A poisoned lock means that another thread panicked; the bar is only decoration.
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.with(|bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        });
    }
}

impl Progress for Bar<'_> {
    fn step(&self, name: &'static str, total: usize) {
        if !self.terminal.shows_bar {
            return;
        }
        self.finish();
        let style = ProgressStyle::with_template("{msg:8} {bar:40} {human_pos} of {human_len}");
        let bar = ProgressBar::new(total as u64).with_message(name);
        self.with(|place| {
            *place = Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
        });
    }

    fn advance(&self) {
        // Without a terminal this is called a million times for nothing: no lock then.
        if self.terminal.shows_bar {
            self.with(|bar| {
                if let Some(bar) = bar {
                    bar.inc(1);
                }
            });
        }
    }

    fn say(&self, line: &str) {
        self.terminal.say(line);
    }
}
