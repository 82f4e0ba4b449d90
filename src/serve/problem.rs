//! A problem as browsers and editors get it: with the source line.

use std::path::Path;

use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Lines;

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
    /// A problem with its line.
    pub fn of(lines: &mut Lines<'_>, problem: &Diagnostic) -> Problem {
        let place = problem.place.as_ref();
        let position = place.and_then(|place| place.position);
        Problem {
            level: problem.level.name(),
            code: problem.code.clone(),
            file: place.map(|place| place.file.clone()),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            source: lines.excerpt(place).map(|line| line.text),
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }

    /// The errors among `problems`, sorted; at most as many as anybody reads.
    pub fn errors(root: &Path, problems: &Diagnostics) -> Vec<Problem> {
        const MOST: usize = 50;
        let errors = problems.sorted().into_iter().filter(|problem| problem.is_error());
        let mut lines = Lines::of(root);
        errors.take(MOST).map(|problem| Problem::of(&mut lines, problem)).collect()
    }
}
