//! Texts without the calls in them: for summaries, and for code.

use std::borrow::Cow;

use memchr::memmem;

use super::CallHead;
use super::marks::{closings, find_marks};
use super::syntax::{Mark, MarkKind};

/// What stands in place of a call in a line of text, so that the marks around it keep their meaning: no text holds it.
pub(in crate::article::body) const PLACE: char = '\u{F8FF}';

/// `text` without its calls, for summaries: in a line of text [`PLACE`] or the text they are given stands instead. What stands
/// between paired calls stays if they stand in a line of text; what fills lines of its own (a box, a caption) goes with them,
/// unless nothing else is left.
pub(in crate::article::body) fn without_calls(text: &str) -> Cow<'_, str> {
    let marks = match memmem::find(text.as_bytes(), b"{{") {
        Some(_) => find_marks(text, &[]),
        None => return Cow::Borrowed(text),
    };
    let out = cut_calls(text, &marks, true);
    let is_empty = !out.contains(char::is_alphanumeric);
    Cow::Owned(if is_empty { cut_calls(text, &marks, false) } else { out })
}

/// `text` without the calls `marks`, and without boxes.
fn cut_calls(text: &str, marks: &[Mark], without_boxes: bool) -> String {
    let closings = closings(marks);
    let ends_line = |at: usize| {
        text[at..].trim_start_matches([' ', '\t', '\r']).chars().next().is_none_or(|next| next == '\n')
    };
    let starts_line = |at: usize| {
        text[..at].trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|last| last == '\n')
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (index, mark) in marks.iter().enumerate() {
        if mark.range.start < at {
            continue;
        }
        out.push_str(&text[at..mark.range.start]);
        at = mark.range.end;
        let is_alone = starts_line(mark.range.start) && ends_line(mark.range.end);
        match &mark.kind {
            MarkKind::Literal(shown) => out.push_str(shown),
            MarkKind::Open(head) | MarkKind::Single(head) if !is_alone && closings[index].is_none() => {
                match given_text(head) {
                    Some(text) => out.push_str(text),
                    None => out.push(PLACE),
                }
            }
            _ => {}
        }
        if let Some(closing) = closings[index].map(|closing| marks[closing].range.end)
            && without_boxes
            && starts_line(mark.range.start)
            && ends_line(closing)
        {
            at = closing;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// The text that a call is given to show.
fn given_text(head: &CallHead) -> Option<&str> {
    let named = head.named.iter().find(|(name, _)| matches!(&**name, "text" | "label" | "content"))?;
    named.1.text().filter(|text| !text.is_empty())
}

/// `text`, which is code, with escaped calls as they are to be shown.
pub(in crate::article::body) fn without_escapes(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"{{").is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mark in find_marks(text, &[]) {
        if let MarkKind::Literal(shown) = &mark.kind {
            out.push_str(&text[at..mark.range.start]);
            out.push_str(shown);
            at = mark.range.end;
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}
