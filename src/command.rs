//! One thin file per command, and what they share: how results and problems are printed.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use crate::cli::{Cli, Color, Command, Shared};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, visible, visible_json};
use crate::platform::process::peak_memory;
use crate::source::Lines;

mod build;
mod check;
#[cfg(feature = "deploy")]
mod deploy;
mod explain;
#[cfg(feature = "import")]
mod import;
mod init;
pub mod message;
mod number;
mod popular;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod theme;
mod verify;

use number::plural;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; there may have been warnings.
    Done,
    /// The content or the host stopped it; the previous output is untouched.
    Failed,
    /// Somebody stopped it.
    Interrupted,
}

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Interrupted => 130,
        }
    }
}

/// Runs a command.
pub fn run(cli: &Cli) -> Exit {
    let terminal = Terminal::new(&cli.shared);
    match &cli.command {
        Command::Build(options) => build::run(options, &cli.shared, &terminal),
        Command::Check(options) => check::run(options, &cli.shared, &terminal),
        #[cfg(feature = "serve")]
        Command::Serve(options) => serve::run(options, &cli.shared, &terminal),
        #[cfg(feature = "deploy")]
        Command::Deploy(options) => deploy::run(options, &cli.shared, &terminal),
        Command::Verify(options) => verify::run(options, &cli.shared, &terminal),
        Command::Explain(options) => explain::run(options, &cli.shared, &terminal),
        #[cfg(feature = "import")]
        Command::Import(options) => import::run(options, &terminal),
        Command::Init(options) => init::run(options, &cli.shared, &terminal),
        Command::Popular(options) => popular::run(options, &cli.shared, &terminal),
        Command::Search(options) => search::run(options, &cli.shared, &terminal),
        Command::Theme(options) => theme::run(options, &cli.shared, &terminal),
    }
}

/// Tells what is wrong with the command line, in JSON too where it asks for that; prints help and the version.
///
/// Returns the exit code: 0 for those, 2 for wrong usage.
pub fn refuse(error: &clap::Error) -> ExitCode {
    let is_shown_as_it_is = |line: &str| visible(line) == line;
    let text = error.to_string();
    // A closed pipe is the reader's choice, not an error.
    if !error.use_stderr() || text.lines().all(is_shown_as_it_is) {
        let _ = error.print();
    } else {
        text.lines().for_each(|line| _ = writeln!(std::io::stderr(), "{}", visible(line)));
    }
    if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
        let text = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let problem = message::usage(text);
        let json = serde_json::json!({ "errors": 1, "diagnostics": problems_json(&problem.into()) });
        let _ = writeln!(std::io::stdout(), "{}", visible_json(&json.to_string()));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Where a command speaks: results to standard output, everything else to standard error.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    quiet: bool,
    json: bool,
    colour: bool,
    /// Whether every warning is shown, however many there are of its kind.
    all_warnings: bool,
    /// Whether progress is shown as a bar.
    shows_bar: bool,
}

impl Terminal {
    fn new(shared: &Shared) -> Terminal {
        let colour = match shared.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org
            Color::Auto => {
                std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        let shows_bar = !shared.quiet && !shared.json && std::io::stderr().is_terminal();
        let Shared { quiet, json, all_warnings, .. } = *shared;
        Terminal { quiet, json, colour, all_warnings, shows_bar }
    }

    /// Prints a result for people.
    fn result(&self, line: &str) {
        if !self.quiet && !self.json {
            // A closed pipe is the reader's choice, not an error.
            let _ = writeln!(std::io::stdout(), "{}", visible(line));
        }
    }

    /// Prints a line of a result, errors with `--quiet` too.
    fn result_line(&self, line: &str) {
        if !self.json {
            let _ = writeln!(std::io::stdout(), "{}", visible(line));
        }
    }

    /// Prints a result for programs.
    fn json(&self, value: &Value) {
        if self.json {
            let _ = writeln!(std::io::stdout(), "{}", visible_json(&value.to_string()));
        }
    }

    /// Prints a line that is neither result nor problem.
    fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{}", visible(line));
        }
    }

    /// Prints problems: all errors, and of each kind of warning or note the first few and how many more there are.
    ///
    /// With `--json` they stand in the object on standard output.
    fn problems(&self, root: &Path, problems: &Diagnostics) {
        const FEW: usize = 3;
        if self.json {
            return;
        }
        let most = if self.all_warnings { usize::MAX } else { FEW };
        let mut shown: BTreeMap<(Level, &str), usize> = BTreeMap::new();
        let mut stderr = std::io::stderr().lock();
        let mut lines = Lines::of(root);
        for problem in problems.sorted() {
            let count = shown.entry((problem.level, &*problem.code)).or_default();
            *count += 1;
            if problem.is_error() || !self.quiet && *count <= most {
                let line = lines.excerpt(problem.place.as_ref());
                let _ = writeln!(stderr, "{}\n", problem.render(line.as_ref(), self.colour));
            }
        }
        let more = |((level, _), count): &((Level, &str), usize)| {
            *level != Level::Error && !self.quiet && *count > most
        };
        for ((level, code), count) in shown.into_iter().filter(more) {
            let (level, count) = (level.name(), number::grouped(count - most));
            let _ = writeln!(
                stderr,
                "{level}[{code}]: {count} more like this; use --all-warnings to show them\n"
            );
        }
    }
}

/// How many problems of each level a command has found.
#[derive(Clone, Copy, Debug)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of(problems: &Diagnostics) -> Counts {
        Counts { errors: problems.errors(), warnings: problems.warnings(), notes: problems.notes() }
    }

    /// All of them: `1 error, 2 warnings, 0 notes`.
    fn all(self) -> String {
        let Counts { errors, warnings, notes } = self;
        [plural(errors, "error"), plural(warnings, "warning"), plural(notes, "note")].join(", ")
    }

    /// What a summary adds about a command that was done: `, 2 warnings`; nothing where there are none.
    fn added(self) -> String {
        let counts = [(self.warnings, "warning"), (self.notes, "note")].into_iter();
        counts
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| format!(", {}", plural(count, noun)))
            .collect()
    }

    /// What a command says that failed: `1 error, 2 warnings`.
    fn of_failure(self) -> String {
        format!("{}, {}", plural(self.errors, "error"), plural(self.warnings, "warning"))
    }

    /// Adds what the JSON of every command has.
    fn json(self, mut json: Value, diagnostics: Value, seconds: f64) -> Value {
        json["errors"] = self.errors.into();
        json["warnings"] = self.warnings.into();
        json["notes"] = self.notes.into();
        json["diagnostics"] = diagnostics;
        json["seconds"] = seconds.into();
        json["peak_memory_bytes"] = peak_memory().into();
        json
    }
}

/// The problems as `--json` has them.
fn problems_json(problems: &Diagnostics) -> Value {
    let one = |problem: &&Diagnostic| {
        let place = problem.place.as_ref();
        let position = place.and_then(|place| place.position);
        serde_json::json!({
            "level": problem.level.name(),
            "code": problem.code,
            "file": place.map(|place| &place.file),
            "line": position.map(|position| position.line),
            "column": position.map(|position| position.column),
            "message": problem.message,
            "hint": problem.hint,
        })
    };
    problems.sorted().iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_counted_in_words() {
        let words = |errors, warnings, notes| {
            let counts = Counts { errors, warnings, notes };
            (counts.all(), counts.added(), counts.of_failure())
        };
        assert_eq!(
            words(0, 0, 0),
            ("0 errors, 0 warnings, 0 notes".into(), String::new(), "0 errors, 0 warnings".into())
        );
        assert_eq!(
            words(1, 2_000, 1),
            (
                "1 error, 2,000 warnings, 1 note".into(),
                ", 2,000 warnings, 1 note".into(),
                "1 error, 2,000 warnings".into()
            )
        );
    }
}
