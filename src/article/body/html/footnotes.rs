//! Footnotes: references in the text, notes at its end, links both ways.
//!
//! Notes are numbered in the order of their first reference; a note that nothing refers to keeps its text and comes
//! last. Anchors hold two hyphens, which no heading's has: `fn--1`, `fnref--1`, and `fnref--1-2` for the second
//! reference to the same note.

use rustc_hash::FxHashMap;

use crate::article::body::html::{HtmlWriter, WrittenHtml};
use crate::article::body::message;

/// The footnotes of one piece.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Indexes into `notes`.
    by_label: FxHashMap<String, usize>,
    notes: Vec<Note>,
    /// The text that waits while a note is written, and which note that is.
    waiting: Vec<(WrittenHtml, usize)>,
}

#[derive(Default)]
struct Note {
    /// 0 until something refers to it.
    number: usize,
    references: usize,
    text: WrittenHtml,
    /// Where in the source file it is defined first.
    source: Option<usize>,
}

impl Footnotes {
    /// The note that `label` means, in upper or lower case.
    fn index(&mut self, label: &str) -> usize {
        let label = label.to_lowercase();
        if let Some(&index) = self.by_label.get(&label) {
            return index;
        }
        self.notes.push(Note::default());
        self.by_label.insert(label, self.notes.len() - 1);
        self.notes.len() - 1
    }
}

/// Writes a reference to the note `label`.
pub(super) fn reference(writer: &mut HtmlWriter<'_, '_>, label: &str) {
    let index = writer.footnotes.index(label);
    let note = &mut writer.footnotes.notes[index];
    if note.number == 0 {
        writer.page.notes += 1;
        note.number = writer.page.notes;
    }
    let number = note.number;
    // A link cannot stand within a link.
    if writer.links.contains(&true) {
        return writer.push(&format!("<sup class=\"footnote-ref\">{number}</sup>"));
    }
    note.references += 1;
    let id = reference_id(number, note.references);
    writer.push(&format!(
        "<sup class=\"footnote-ref\"><a href=\"#fn--{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
    ));
}

fn reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("fnref--{number}"),
        _ => format!("fnref--{number}-{reference}"),
    }
}

/// Starts the note `label`, which is defined at byte `at` of the piece: what follows is set aside until [`end`].
pub(super) fn start(writer: &mut HtmlWriter<'_, '_>, label: &str, at: usize) {
    let index = writer.footnotes.index(label);
    let at = writer.piece.origin.source(at);
    let note = &mut writer.footnotes.notes[index];
    match note.source {
        None => note.source = Some(at),
        Some(first) => {
            let first = writer.page.positions.at(first);
            writer.page.report(message::footnote_twice(label, first), at);
        }
    }
    let text = std::mem::take(&mut writer.out);
    writer.footnotes.waiting.push((text, index));
}

/// Ends the note started last.
pub(super) fn end(writer: &mut HtmlWriter<'_, '_>) {
    let Some((text, index)) = writer.footnotes.waiting.pop() else { return };
    let note = std::mem::replace(&mut writer.out, text);
    writer.footnotes.notes[index].text.append(&note);
}

/// Writes all notes at the end of the text.
pub(super) fn finish(writer: &mut HtmlWriter<'_, '_>) {
    let mut notes = std::mem::take(&mut writer.footnotes.notes);
    if notes.is_empty() {
        return;
    }
    for note in notes.iter_mut().filter(|note| note.number == 0) {
        writer.page.notes += 1;
        note.number = writer.page.notes;
    }
    notes.sort_by_key(|note| note.number);
    writer.out.fresh_line();
    writer.push("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
    let mut expected = 1;
    for note in &mut notes {
        write_note(writer, note, expected);
        expected = note.number + 1;
    }
    writer.push("</ol>\n</div>\n");
}

fn write_note(writer: &mut HtmlWriter<'_, '_>, note: &mut Note, expected: usize) {
    let number = note.number;
    writer.push(&format!("<li id=\"fn--{number}\""));
    // Numbers are missing where a shortcode's text has notes of its own.
    if number != expected {
        writer.push(&format!(" value=\"{number}\""));
    }
    writer.push(">");
    let links = back_links(number, note.references);
    if !links.is_empty() {
        let end = match note.text.html.strip_suffix("</p>\n") {
            Some(text) => text.len(),
            None => note.text.html.len(),
        };
        note.text.insert(end, &links);
    }
    writer.out.append(&note.text);
    writer.push("</li>\n");
}

/// Links from a note back to each of its references.
fn back_links(number: usize, references: usize) -> String {
    let mut links = String::new();
    for reference in 1..=references {
        let id = reference_id(number, reference);
        let count = if reference > 1 { format!("<sup>{reference}</sup>") } else { String::new() };
        links.push_str(&format!(
            " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\">↩{count}</a>"
        ));
    }
    links
}
