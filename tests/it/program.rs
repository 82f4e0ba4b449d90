//! The program itself, run as people run it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_generate");

/// What a run of the program came to.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The one JSON object of standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {:?}", self.stdout))
    }

    /// The problems of the JSON object: `level[code] place: message (hint)`, one a line.
    pub fn problems(&self) -> String {
        let json = self.json();
        let line = |problem: &Value| {
            let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
            let place = match (problem["file"].as_str(), problem["line"].as_u64()) {
                (Some(file), Some(line)) => format!(" {file}:{line}:{}", problem["column"]),
                (Some(file), None) => format!(" {file}"),
                (None, _) => String::new(),
            };
            let hint = problem["hint"].as_str().map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}[{}]{place}: {}{hint}\n", text("level"), text("code"), text("message"))
        };
        let text: String = json["diagnostics"].as_array().unwrap().iter().map(line).collect();
        text.replace(generate::diagnostic::message::DOCS, "docs")
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program, to be run in `folder`, without what the environment would change.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("RAYON_NUM_THREADS");
    command
}

/// Runs the program in `folder`.
pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    program(folder).args(arguments).output().unwrap().into()
}

/// Builds the site in `folder` with `--json`.
pub fn build_json(folder: &Path) -> Run {
    run(folder, &["build", "--json"])
}

/// Whether whoever owns `file`, just made by this process, is the superuser.
#[cfg(unix)]
pub fn is_superuser(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.metadata().unwrap().uid() == 0
}
