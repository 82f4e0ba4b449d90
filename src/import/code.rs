//! Where a Markdown text has code: calls of templates that stand there are samples.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// The places of code in a text, from the first to the last.
#[derive(Debug, Default)]
pub(super) struct Code(Vec<Range<usize>>);

impl Code {
    /// The code of a text: spans between backticks, fenced and indented blocks.
    pub(super) fn of(text: &str) -> Code {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
        let events = Parser::new_ext(text, options).into_offset_iter();
        let mut ranges: Vec<Range<usize>> = events
            .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
            .map(|(_, range)| range)
            .collect();
        ranges.sort_by_key(|range| range.start);
        Code(ranges)
    }

    /// The end of the code that holds `at`, if any does.
    pub(super) fn end_at(&self, at: usize) -> Option<usize> {
        let next = self.0.partition_point(|range| range.start <= at);
        let range = self.0.get(next.checked_sub(1)?)?;
        (at < range.end).then_some(range.end)
    }
}

/// The beginning of a text, as far as an end is looked for: texts may be full of what never ends.
pub(super) fn near(text: &str) -> &str {
    const FAR: usize = 8_000;
    let end =
        (0..4).map(|less| FAR.min(text.len()).saturating_sub(less)).find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The line of a place in a text, from 1.
pub(super) fn line(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    1 + memchr::memchr_iter(b'\n', before).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_found() {
        let text = "a `{{ x }}` b\n\n```\n{{ y }}\n```\n\n    {{ z }}\n\n{{ v }}\n";
        let code = Code::of(text);
        let is_code = |sample: &str| code.end_at(text.find(sample).unwrap()).is_some();
        assert!(is_code("{{ x") && is_code("{{ y") && is_code("{{ z") && !is_code("{{ v") && !is_code("b\n"));
        assert_eq!(line(text, text.find("{{ y").unwrap()), 4);
        assert_eq!((near("é"), near(&format!("a{}", "é".repeat(5_000))).len()), ("é", 7_999));
    }
}
