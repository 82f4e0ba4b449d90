//! A problem as browsers and editors get it: with the line of the source.

use std::path::Path;

use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source;

/// One problem, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `error` or `warning`.
    pub level: &'static str,
    /// A stable short name.
    pub code: Cow<'static, str>,
    /// The file, below the root.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
    /// The line itself.
    pub source: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem of the site in `root`.
    pub fn of(root: &Path, problem: &Diagnostic) -> Problem {
        /// A line longer than this is no line for a screen.
        const MOST: usize = 400;
        let place = problem.place.as_ref();
        let position = place.and_then(|place| place.position);
        let source = place.and_then(|place| source::line(root, &place.file, position?.line));
        Problem {
            level: problem.level.name(),
            code: problem.code.clone(),
            file: place.map(|place| place.file.clone()),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            source: source.map(|line| line.chars().take(MOST).collect()),
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }

    /// The errors among `problems`, sorted; at most as many as anybody reads.
    pub fn errors(root: &Path, problems: &Diagnostics) -> Vec<Problem> {
        const MOST: usize = 50;
        let errors = problems.sorted().into_iter().filter(|problem| problem.is_error());
        errors.take(MOST).map(|problem| Problem::of(root, problem)).collect()
    }
}
