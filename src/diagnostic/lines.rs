//! Lines and columns of a text, found from any byte in a bounded number of steps.

use std::borrow::Cow;
use std::cell::Cell;

use super::{Excerpt, Position, count};

/// How many bytes lie between two places where the characters so far are noted: what one answer may have to count.
const STEP: usize = 256;

/// The longest line that a report shows whole, in bytes.
const WHOLE: usize = 400;

/// The characters that a report shows of a longer line, before and after the one it points at.
const AROUND: (usize, usize) = (60, 140);

/// A text with the places of its lines and characters. However long a line is, and in whatever order positions are asked
/// for, an answer costs the same.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: Cow<'t, str>,
    /// The byte offset at which each line starts.
    lines: Vec<usize>,
    /// How many characters start before each multiple of [`STEP`].
    characters: Vec<usize>,
    /// How many bytes all answers so far have looked at.
    walked: Cell<usize>,
}

impl<'t> LineIndex<'t> {
    /// Looks through `text` once.
    pub fn new(text: impl Into<Cow<'t, str>>) -> LineIndex<'t> {
        let text = text.into();
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|offset| offset + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        let mut so_far = 0;
        let characters = text.as_bytes().chunks(STEP).map(|chunk| {
            let before = so_far;
            so_far += starts(chunk);
            before
        });
        let characters = characters.collect();
        LineIndex { text, lines, characters, walked: Cell::new(0) }
    }

    /// The position of the byte at `offset`. Offsets past the end give the end.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1];
        let before = match offset - start {
            0..=STEP => self.count(start, offset),
            _ => self.characters_before(offset) - self.characters_before(start),
        };
        let column = before + 1;
        Position { line: count(line), column: count(column) }
    }

    /// The position of the character `number`, from 0. Numbers past the end give the end.
    pub fn position_of_character(&self, number: usize) -> Position {
        self.position(self.nth(number))
    }

    /// What a report shows of the line at `position`: all of a short one, otherwise what stands around the column. `None`
    /// where there is no such line.
    pub fn excerpt(&self, position: Position) -> Option<Excerpt> {
        let line = (position.line as usize).checked_sub(1)?;
        let start = *self.lines.get(line)?;
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        if start == self.text.len() && line > 0 {
            return None;
        }
        let text = self.text[start..end].trim_end_matches('\r');
        let shown = |text: &str| text.trim_start_matches('\u{feff}').to_owned();
        if text.len() <= WHOLE {
            return Some(Excerpt { text: shown(text), column: position.column, cut: false });
        }
        let at = self.offset(start, position.column).min(start + text.len());
        let (before, after) = (&self.text[start..at], &self.text[at..start + text.len()]);
        let from = before.char_indices().rev().nth(AROUND.0 - 1).map_or(0, |(index, _)| index);
        let to = after.char_indices().nth(AROUND.1).map_or(after.len(), |(index, _)| index);
        let (head, tail) = (if from > 0 { "…" } else { "" }, if to < after.len() { "…" } else { "" });
        let before = format!("{head}{}", shown(&before[from..]));
        let column = count(before.chars().count()) + 1;
        Some(Excerpt { text: format!("{before}{}{tail}", &after[..to]), column, cut: true })
    }

    /// How many bytes all answers so far have looked at: tests compare it as texts grow.
    pub fn walked(&self) -> usize {
        self.walked.get()
    }

    /// The byte at which the character `column` of the line that starts at `start` begins.
    fn offset(&self, start: usize, column: u32) -> usize {
        self.nth(self.characters_before(start) + column.saturating_sub(1) as usize)
    }

    /// The byte at which the character `number`, from 0, begins; the end of the text where it has no so many.
    fn nth(&self, number: usize) -> usize {
        let step = self.characters.partition_point(|before| *before <= number).saturating_sub(1);
        let from = step * STEP;
        let left = number - self.characters.get(step).copied().unwrap_or(0);
        // A step can begin within a character, which was counted where it starts.
        let begin = (from..self.text.len()).find(|at| self.text.is_char_boundary(*at));
        let begin = begin.unwrap_or(self.text.len());
        self.text[begin..].char_indices().nth(left).map_or(self.text.len(), |(index, _)| begin + index)
    }

    /// How many characters start before the byte at `offset`.
    fn characters_before(&self, offset: usize) -> usize {
        let step = (offset / STEP).min(self.characters.len().saturating_sub(1));
        self.characters.get(step).copied().unwrap_or(0) + self.count(step * STEP, offset)
    }

    /// How many characters start in the bytes from `start` to before `end`.
    fn count(&self, start: usize, end: usize) -> usize {
        self.walked.set(self.walked.get() + (end - start));
        starts(&self.text.as_bytes()[start..end])
    }
}

/// How many characters start among the bytes of a text: all bytes but those that go on with one.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_agree_with_counting_from_the_start() {
        for text in ["", "x", "один\nдва три\r\n\nx", "a\n"].map(ToOwned::to_owned).into_iter().chain([
            "я".repeat(700),
            format!("{}\n{}\n", "ю".repeat(300), "ab".repeat(400)),
            "x".repeat(256),
            "\u{1f600}\n".repeat(200),
        ]) {
            let index = LineIndex::new(text.as_str());
            for offset in (0..text.len() + 3).rev() {
                assert_eq!(index.position(offset), Position::of(&text, offset), "{offset} of {text:?}");
            }
        }
    }

    #[test]
    fn offsets_are_the_reverse_of_columns() {
        let text = format!("{}\n{}", "яa".repeat(500), "\u{1f600}".repeat(400));
        let index = LineIndex::new(text.as_str());
        for (offset, _) in text.char_indices() {
            let Position { line, column } = index.position(offset);
            assert_eq!(index.offset(index.lines[line as usize - 1], column), offset);
        }
    }

    #[test]
    fn characters_are_found_by_their_number() {
        let text = format!("{}\r\n{}x", "яa".repeat(500), "\u{1f600}\n".repeat(400));
        let index = LineIndex::new(text.as_str());
        for (number, (offset, _)) in text.char_indices().enumerate() {
            assert_eq!(index.position_of_character(number), Position::of(&text, offset), "{number}");
        }
        assert_eq!(index.position_of_character(9_999), Position { line: 402, column: 2 });
        assert_eq!(LineIndex::new("").position_of_character(3), Position::START);
    }

    #[test]
    fn short_lines_are_shown_whole() {
        let index = LineIndex::new("\u{feff}один\r\nдва\n");
        let shown = |line| index.excerpt(Position { line, column: 2 });
        let whole = |text: &str| Some(Excerpt { text: text.into(), column: 2, cut: false });
        assert_eq!(shown(1), whole("один"));
        assert_eq!(shown(2), whole("два"));
        assert_eq!([shown(0), shown(3), shown(4)], [None, None, None]);
    }

    #[test]
    fn of_long_lines_only_what_stands_around_is_shown() {
        let line = format!("{}Ж{}", "я".repeat(1_000), "ю".repeat(1_000));
        let index = LineIndex::new(line.as_str());
        let shown = index.excerpt(Position { line: 1, column: 1_001 }).unwrap();
        assert_eq!(shown.text, format!("…{}Ж{}…", "я".repeat(60), "ю".repeat(139)));
        assert_eq!((shown.column, shown.cut), (62, true));
        assert_eq!(shown.text.chars().nth(61), Some('Ж'));
        let first = index.excerpt(Position { line: 1, column: 1 }).unwrap();
        assert_eq!((first.text, first.column), (format!("{}…", "я".repeat(140)), 1));
        let past = index.excerpt(Position { line: 1, column: 9_999 }).unwrap();
        assert_eq!((past.text, past.column), (format!("…{}", "ю".repeat(60)), 62));
    }
}
