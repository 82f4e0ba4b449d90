//! Finds the calls of a text and their halves, and joins these.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rustc_hash::FxHashMap;

use super::syntax::{self, Mark, MarkKind};
use super::{Call, CallKind};

/// The bytes of `text` that Markdown reads as code.
pub(super) fn code_ranges(text: &str, options: Options) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options).into_offset_iter();
    let code = events.filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| range).collect()
}

/// All calls and halves of calls in `text`; in code only escaped ones, which are shown without their escape.
pub(super) fn find_marks(text: &str, code: &[Range<usize>]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut code = code.iter().peekable();
    let mut from = 0;
    while let Some(found) = memmem::find(&text.as_bytes()[from..], b"{{") {
        let at = from + found;
        // Code that starts within a call is a quoted argument of it.
        let within_last =
            |range: &Range<usize>| marks.last().is_some_and(|mark| mark.range.contains(&range.start));
        while code.next_if(|range| range.end <= at || within_last(range)).is_some() {}
        let in_code = code.peek().is_some_and(|range| range.start <= at);
        match syntax::read(text, at) {
            Some(mark) if !in_code || matches!(mark.kind, MarkKind::Literal(_)) => {
                from = mark.range.end;
                marks.push(mark);
            }
            _ => from = at + 1,
        }
    }
    marks
}

/// Joins opening and closing halves. A closing call answers the nearest open one of its name; what is open in between
/// stands for itself.
pub(super) fn pair(marks: Vec<Mark>) -> Vec<Call> {
    let closings = closings(&marks);
    let mut calls = Vec::with_capacity(marks.len());
    let mut covered = 0;
    let ends: Vec<Range<usize>> = marks.iter().map(|mark| mark.range.clone()).collect();
    for (index, mark) in marks.into_iter().enumerate() {
        let Range { start, end } = mark.range;
        if start < covered {
            continue;
        }
        let (end, kind) = match (mark.kind, closings[index]) {
            (MarkKind::Open(head), Some(closing)) => {
                let closing = &ends[closing];
                (closing.end, CallKind::Call(head, Some(end..closing.start)))
            }
            (MarkKind::Open(head) | MarkKind::Single(head), _) => (end, CallKind::Call(head, None)),
            (MarkKind::Close(name), _) => (end, CallKind::Stray(name)),
            (MarkKind::Literal(shown), _) => (end, CallKind::Literal(shown)),
        };
        covered = end;
        calls.push(Call { range: start..end, kind, output: None, is_written: false });
    }
    calls
}

/// For each opening mark the index of the mark that closes it.
pub(super) fn closings(marks: &[Mark]) -> Vec<Option<usize>> {
    let mut closings = vec![None; marks.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut open_by_name: FxHashMap<&str, u32> = FxHashMap::default();
    for (index, mark) in marks.iter().enumerate() {
        match &mark.kind {
            MarkKind::Open(head) => {
                open.push((index, &head.name));
                *open_by_name.entry(&head.name).or_default() += 1;
            }
            MarkKind::Close(name) if open_by_name.get(name.as_str()).is_some_and(|&count| count > 0) => {
                // The count says that the name is among the open ones, so the loop ends there.
                while let Some((opening, opened)) = open.pop() {
                    if let Some(count) = open_by_name.get_mut(opened) {
                        *count -= 1;
                    }
                    if opened == name {
                        closings[opening] = Some(index);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    closings
}
