//! Which rules a host has room for.

use super::rules::Rule;

/// How many rules a host takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::output) struct Room {
    /// The most rules.
    pub(in crate::output) rules: Option<usize>,
    /// The most bytes that they take together.
    pub(in crate::output) bytes: Option<usize>,
}

/// Which of the rules fit: first those whose address nothing else answers, then those with a file at it, then those of `[media]`.
pub(in crate::output) fn fitting(
    rules: &[Rule<'_>],
    room: Room,
    size: impl Fn(&Rule<'_>) -> usize,
) -> Vec<bool> {
    let mut fits = vec![false; rules.len()];
    let mut rules_left = room.rules.unwrap_or(usize::MAX);
    let mut bytes_left = room.bytes.unwrap_or(usize::MAX);
    for round in [(false, false), (false, true), (true, false)] {
        let is_next = |rule: &Rule<'_>| (rule.is_media, rule.file.is_some()) == round;
        for (rule, fits) in rules.iter().zip(&mut fits).filter(|(rule, _)| is_next(rule)) {
            let bytes = size(rule);
            if rules_left > 0 && bytes <= bytes_left {
                *fits = true;
                rules_left -= 1;
                bytes_left -= bytes;
            }
        }
    }
    fits
}
