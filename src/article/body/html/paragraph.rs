//! Paragraphs and the text in them, shortcodes included.

use std::ops::Range;

use crate::article::body::escape;
use crate::article::body::html::HtmlWriter;
use crate::article::body::shortcode::{CallKind, Output, Standing};
use crate::article::body::typeset;

/// A paragraph while it is written. What it holds decides in the end whether it is a figure or a paragraph at all.
#[derive(Default)]
pub(super) struct Paragraph {
    start: usize,
    pub(super) images: usize,
    tokens: usize,
    /// Whether it holds anything but images and shortcodes.
    pub(super) other: bool,
    /// The title of the last image, and the bytes of its attribute.
    pub(super) title: Option<(String, Range<usize>)>,
}

const PARAGRAPH: &str = "<p>";

impl HtmlWriter<'_, '_> {
    pub(super) fn start_paragraph(&mut self) {
        self.paragraph = Some(Paragraph { start: self.out.html.len(), ..Paragraph::default() });
        self.push(PARAGRAPH);
    }

    /// Ends a paragraph: an image that stands alone becomes a figure, shortcodes that stand alone stand for themselves,
    /// nothing becomes nothing.
    pub(super) fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraph.take() else { return };
        let tag = paragraph.start..paragraph.start + PARAGRAPH.len();
        let markdown = self.page.input.rules.markdown;
        let html = &mut self.out.html;
        match paragraph {
            _ if html[tag.end..].trim().is_empty() => html.truncate(paragraph.start),
            Paragraph { other: false, images: 0, tokens: 1.., .. } => {
                html.replace_range(tag, "");
                html.push('\n');
            }
            Paragraph { other: false, images: 1, tokens: 0, title, .. } => {
                if let Some((title, attribute)) = title {
                    html.replace_range(attribute, "");
                    html.push_str("<figcaption>");
                    escape::push_text(html, &typeset(&title, markdown));
                    html.push_str("</figcaption>");
                }
                html.replace_range(tag, "<figure>");
                html.push_str("</figure>\n");
            }
            _ => html.push_str("</p>\n"),
        }
    }

    /// Text with tokens in it.
    pub(super) fn text(&mut self, text: &str) {
        let mut at = 0;
        while let Some(token) = self.scan.as_deref().and_then(|scan| scan.find(text, at)) {
            self.plain_text(&text[at..token.range.start]);
            at = token.range.end;
            self.token(&text[token.range], token.call);
        }
        self.plain_text(&text[at..]);
    }

    pub(super) fn plain_text(&mut self, text: &str) {
        escape::push_text(&mut self.out.html, text);
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.other = paragraph.other || !text.trim_start().is_empty();
        } else if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
    }

    fn token(&mut self, token: &str, call: usize) {
        let Some(scan) = self.scan.as_deref_mut() else { return };
        self.page.call(self.piece, scan, call);
        let call = &scan.calls[call];
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(&escape::plain_text(&call.html()));
        }
        let standing = match (&call.kind, &call.output) {
            (CallKind::Literal(_), _) => Standing::Line,
            (_, Some(Output::Html(_, standing))) => *standing,
            _ => Standing::Line,
        };
        let Some(paragraph) = &mut self.paragraph else { return self.push(token) };
        if standing != Standing::Block || self.inline > 0 {
            paragraph.tokens += 1;
            paragraph.other |= standing == Standing::Line;
            return self.push(token);
        }
        // A block within a paragraph ends it; what follows is another one.
        self.end_paragraph();
        self.out.fresh_line();
        self.push(token);
        self.push("\n");
        self.start_paragraph();
    }
}
