//! `generate verify`.

use std::path::PathBuf;
use std::time::Instant;

use super::build::{Bar, OUT};
use super::number::{grouped, plural};
use super::{Counts, Exit, Terminal, problems_json};
use crate::cli::{Shared, Verify};
use crate::diagnostic::Diagnostics;
use crate::verify::{self, Verified};

/// Compares and tells what was found.
pub(super) fn run(arguments: &Verify, shared: &Shared, terminal: &Terminal) -> Exit {
    let started = Instant::now();
    let mut problems = Diagnostics::new();
    let verified = verify(arguments, shared, terminal, &mut problems);
    terminal.problems(&shared.root, &problems);
    let seconds = started.elapsed().as_secs_f64();
    let Verified { files, bytes, missing, altered, extra } = verified.unwrap_or_default();
    let json = serde_json::json!({
        "files": files,
        "bytes": bytes,
        "missing": missing,
        "altered": altered,
        "extra": extra,
    });
    let counts = Counts::of(&problems);
    terminal.json(&counts.json(json, problems_json(&problems), seconds));
    if problems.has_errors() {
        terminal.say(&format!("verification failed: {}", counts.of_failure()));
        return Exit::Failed;
    }
    let mut line =
        format!("{} verified, {} bytes, {seconds:.2} s", plural(files, "file"), grouped(bytes as usize));
    if extra > 0 {
        line.push_str(&format!(", {}", plural(extra, "extra file")));
    }
    terminal.result(&line);
    Exit::Done
}

fn verify(
    arguments: &Verify,
    shared: &Shared,
    terminal: &Terminal,
    problems: &mut Diagnostics,
) -> Option<Verified> {
    #[cfg(feature = "deploy")]
    if let Some(target) = target(arguments, shared, problems)? {
        return crate::deploy::verify(&target, arguments.strict, problems);
    }
    let folder = arguments.place.as_ref().map_or_else(|| shared.root.join(OUT), PathBuf::from);
    let progress = Bar::new(terminal);
    let verified = verify::folder(&folder, arguments.strict, &progress, problems);
    progress.finish();
    verified
}

/// The target that the command line names; `Some(None)` where it names a folder of this machine, `None` where it names
/// neither.
#[cfg(feature = "deploy")]
fn target(
    arguments: &Verify,
    shared: &Shared,
    problems: &mut Diagnostics,
) -> Option<Option<crate::deploy::Target>> {
    use crate::deploy::Target;
    let Some(place) = &arguments.place else { return Some(None) };
    // A folder needs no site.toml: whoever was given a built site can verify it.
    if !place.contains("://") && PathBuf::from(place).is_dir() {
        return Some(None);
    }
    let config = crate::build::read_config_alone(&super::build::options(shared), problems)?;
    match Target::find(place, &config, &shared.root) {
        Ok((target, table)) => {
            let switches = table.is_some_and(|table| table.releases.is_some());
            Some(Some(if switches { crate::deploy::switch::current(&target) } else { target }))
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}
