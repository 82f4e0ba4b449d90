//! Alerts (`> [!NOTE]`) and containers (`:::note`): boxes with a heading; and collapsible text.

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use super::{HtmlWriter, MAX_DEPTH};
use crate::article::body::marks::{Alert, Container, Mark};
use crate::article::body::message;

/// Containers that are open.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// How deep each is, and what ends it.
    open: Vec<(usize, &'static str)>,
    /// Containers that were too deep to be written and whose ends are to come.
    skipped: usize,
}

/// What an alert of GitHub's Markdown is.
pub(super) fn of_quotation(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

impl HtmlWriter<'_, '_> {
    /// Writes the start of a box.
    pub(super) fn start_alert(&mut self, alert: Alert, title: Option<&str>) {
        let key = alert.key();
        self.push("<div class=\"alert alert-");
        self.push(key);
        self.push("\" role=\"note\">\n<p class=\"alert-title\">");
        self.title(title, key);
        self.push("</p>\n");
    }

    /// Writes the heading of a box.
    fn title(&mut self, title: Option<&str>, key: &'static str) {
        match title {
            Some(title) => self.text(title),
            None => {
                let texts = self.page.input.texts;
                self.plain_text(texts.text(key));
            }
        }
    }

    /// Writes what stands for an instruction at `range`; false if it is raw HTML.
    pub(super) fn mark(&mut self, range: &Range<usize>, in_block: bool) -> bool {
        let Some((place, mark)) = self.marks.at(range).cloned() else { return false };
        match mark {
            Mark::Open(container, title) if in_block => {
                self.open_container(container, title.as_deref(), range.start)
            }
            Mark::Close if in_block => self.close_container(),
            Mark::Before(attributes) if in_block => self.attributes_before(attributes),
            Mark::After(attributes) | Mark::Before(attributes) => {
                self.attributes_after(&attributes, in_block)
            }
            Mark::Tag(cut) => {
                let tag = self.marks.written(&place).unwrap_or_default();
                let (start, end) = (cut.start - place.start, cut.end - place.start);
                self.raw(&tag[..start], place.start);
                self.raw(&tag[end..], cut.end);
                self.push("\n");
            }
            Mark::Open(..) | Mark::Close | Mark::Colon => return false,
        }
        true
    }

    fn open_container(&mut self, container: Container, title: Option<&str>, at: usize) {
        if self.too_deep > 0 || self.depth >= MAX_DEPTH {
            if self.too_deep == 0 && self.boxes.skipped == 0 {
                self.note_too_deep("div", at);
            }
            self.boxes.skipped += 1;
            return;
        }
        self.depth += 1;
        self.out.fresh_line();
        let end = match container {
            Container::Alert(alert) => {
                self.start_alert(alert, title);
                "</div>\n"
            }
            Container::Details => {
                self.push("<details>\n<summary>");
                self.title(title, "details");
                self.push("</summary>\n");
                "</details>\n"
            }
        };
        self.boxes.open.push((self.depth, end));
    }

    fn close_container(&mut self) {
        if self.boxes.skipped > 0 {
            self.boxes.skipped -= 1;
        } else {
            self.end_container();
        }
    }

    /// Ends the container that is the innermost element; false if none is.
    pub(super) fn end_container(&mut self) -> bool {
        let depth = self.depth;
        let Some((_, end)) = self.boxes.open.pop_if(|open| open.0 == depth && self.too_deep == 0) else {
            return false;
        };
        self.out.fresh_line();
        self.push(end);
        self.depth -= 1;
        true
    }

    /// Reports containers that are never closed.
    pub(super) fn report_unclosed(&mut self) {
        for range in &self.marks.unclosed {
            let line = self.text.get(range.clone()).unwrap_or_default().to_owned();
            let at = self.piece.origin.source(range.start);
            self.page.report(message::container_without_end(&line), at);
        }
    }
}
