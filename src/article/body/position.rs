//! From a byte in a piece of a body to line and column in the source file.

use std::cell::{Cell, OnceCell};

use crate::diagnostic::Position;

/// The start of the character of `text` that holds the byte at `offset`, or its end.
pub(super) fn character_start(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    // A character is at most four bytes long, so one of these is its start.
    (offset.saturating_sub(3)..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Lines and columns of one text. Asking for many ascending offsets costs one walk through the text.
#[derive(Debug)]
pub(super) struct Positions<'t> {
    text: &'t str,
    lines: OnceCell<Vec<usize>>,
    /// The last answer, from which the columns of a long line are counted on.
    last: Cell<(usize, Position)>,
}

impl<'t> Positions<'t> {
    /// The positions of `text`; nothing is counted before the first question.
    pub(super) fn new(text: &'t str) -> Positions<'t> {
        Positions { text, lines: OnceCell::new(), last: Cell::new((0, Position::START)) }
    }

    /// The position of the byte at `offset`; offsets past the end give the end.
    pub(super) fn at(&self, offset: usize) -> Position {
        let offset = character_start(self.text, offset);
        let lines = self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|newline| newline + 1)).collect()
        });
        let line = lines.partition_point(|&start| start <= offset);
        let (known, last) = self.last.get();
        let (start, column) = match last.line as usize == line && known <= offset {
            true => (known, last.column as usize),
            false => (lines[line - 1], 1),
        };
        let column = column + self.text[start..offset].chars().count();
        let fit = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let position = Position { line: fit(line), column: fit(column) };
        self.last.set((offset, position));
        position
    }
}

/// Where the bytes of a piece of a body stand in the source file: runs of text that were moved as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceRuns {
    /// Offset in the piece and in the source file, for each run.
    runs: Vec<(usize, usize)>,
}

impl SourceRuns {
    /// A piece that starts at the byte `start` of the source file and is as it is written there.
    pub(super) fn starting_at(start: usize) -> SourceRuns {
        SourceRuns { runs: vec![(0, start)] }
    }

    /// The offset in the source file of the byte at `offset` of the piece.
    pub(super) fn source(&self, offset: usize) -> usize {
        let run = self.runs.partition_point(|&(start, _)| start <= offset);
        match run.checked_sub(1).map(|run| self.runs[run]) {
            Some((start, source)) => source + (offset - start),
            None => offset,
        }
    }

    /// The part of `text` (whose origin this is) that starts at byte `start`, with the indentation its lines have in
    /// common removed, and the origin of the result.
    pub(super) fn dedent(&self, part: &str, start: usize) -> (String, SourceRuns) {
        let indent = common_indent(part);
        let mut text = String::with_capacity(part.len());
        let mut runs = Vec::new();
        let mut at = start;
        for (number, line) in part.split_inclusive('\n').enumerate() {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            // The first line starts behind the opening call, not at the margin.
            let cut = if number == 0 { 0 } else { indent.min(blanks) };
            runs.push((text.len(), self.source(at + cut)));
            text.push_str(&line[cut..]);
            at += line.len();
        }
        (text, SourceRuns { runs })
    }
}

/// The number of blanks that all lines of `part` but the first and the empty ones start with.
fn common_indent(part: &str) -> usize {
    let lines = part.lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_agree_with_counting_from_the_start() {
        let text = "один\nдва три\r\n\nx";
        let positions = Positions::new(text);
        for offset in (0..text.len() + 3).chain((0..text.len()).rev()) {
            assert_eq!(positions.at(offset), Position::of(text, offset), "{offset}");
        }
    }

    #[test]
    fn indentation_in_common_is_removed_and_positions_stay_true() {
        let part = " a\n    b\n\n      c\n";
        let (text, origin) = SourceRuns::starting_at(100).dedent(part, 10);
        assert_eq!(text, " a\nb\n\n  c\n");
        for (offset, byte) in text.bytes().enumerate().filter(|(_, byte)| *byte != b'\n') {
            assert_eq!(part.as_bytes()[origin.source(offset) - 110], byte, "{offset}");
        }
    }
}
