//! Included texts.

use super::Source;
use super::expression;
use super::output::Output;
use super::run::{Frame, Runner};
use super::scope::Unknown;
use super::tokens::{Kind, cut};
use super::value::Value;
use crate::import::message;

/// How deep texts may include each other.
const DEPTH: usize = 20;

/// Runs an included text. `arguments` are its name and parameters.
///
/// # Errors
/// Its name where there is no such text, or where it includes itself.
pub(super) fn run(
    runner: &mut Runner<'_>,
    frame: &Frame<'_>,
    arguments: &str,
    out: &mut Output,
) -> Result<(), Unknown> {
    let end = name_end(arguments);
    let (written, parameters) = arguments.split_at(end);
    let wanted = name(runner, written)?;
    let wanted = wanted.trim_matches(['"', '\'']).trim_start_matches("./").to_owned();
    let unknown = || Unknown::new(format!("include {wanted}"));
    let site = runner.state.site;
    let found = ["", ".html", ".liquid"]
        .into_iter()
        .find_map(|ending| site.includes.get_key_value(&format!("{wanted}{ending}")));
    let (file, text) = found.ok_or_else(unknown)?;
    if runner.including.contains(file) || runner.including.len() >= DEPTH {
        let path = format!("{}/{file}", site.include_folder);
        if !runner
            .notes
            .problems
            .iter()
            .any(|known| known.place.as_ref().is_some_and(|place| place.file == path))
        {
            runner.notes.problems.push(message::include_cycle(&path));
        }
        return Err(unknown());
    }
    let parameters = expression::parameters(parameters.trim_start_matches([',', ' ']), &runner.state)
        .map_err(|_| unknown())?;
    let before = runner.state.locals.len();
    runner.state.locals.extend(parameters.iter().cloned());
    runner.state.locals.push(("include".to_owned(), Value::map(parameters)));
    runner.including.push(file.clone());
    let path = format!("{}/{file}", site.include_folder);
    let source = Source { file: &path, line: 1, text, is_markdown: frame.source.is_markdown };
    runner.text(source, out);
    runner.including.pop();
    runner.state.locals.truncate(before);
    Ok(())
}

/// Where the name of an included text ends.
fn name_end(arguments: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in arguments.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return at,
            c if c.is_whitespace() && depth == 0 => return at,
            _ => {}
        }
    }
    arguments.len()
}

/// A name in which values may stand: `{{ page.x }}.html`.
///
/// # Errors
/// The name of a value that is not known.
pub(super) fn name(runner: &Runner<'_>, written: &str) -> Result<String, Unknown> {
    let mut name = String::new();
    for token in cut(written) {
        match token.kind {
            Kind::Output(expression) => {
                name.push_str(&expression::evaluate(expression, &runner.state)?.to_string());
            }
            _ => name.push_str(token.written),
        }
    }
    Ok(name.trim().to_owned())
}
