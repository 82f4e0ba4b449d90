//! Markdown that is nested too deep: written without markup, and noted.

use pulldown_cmark::Tag;

use super::HtmlWriter;
use crate::article::body::{Removal, Removed};

impl HtmlWriter<'_, '_> {
    /// Notes that the tags of an element are left out which starts at byte `at` of the text. What stands within it is left out
    /// with it, and is not noted.
    pub(super) fn note_too_deep(&mut self, element: &str, at: usize) {
        let position = self.page.positions.at(self.piece.origin.source(at));
        let removed = Removed { element: element.to_owned(), position, removal: Removal::Unwrapped };
        self.page.body.removed.push(removed);
    }
}

/// The name of the element that Markdown becomes.
pub(super) fn element(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph => "p",
        Tag::Heading { level, .. } => ["h1", "h2", "h3", "h4", "h5", "h6"][*level as usize - 1],
        Tag::BlockQuote(None) => "blockquote",
        Tag::CodeBlock(_) => "pre",
        Tag::List(None) => "ul",
        Tag::List(Some(_)) => "ol",
        Tag::Item => "li",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::DefinitionList => "dl",
        Tag::DefinitionListTitle => "dt",
        Tag::DefinitionListDefinition => "dd",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "del",
        Tag::Link { .. } => "a",
        // Alerts and footnotes are boxes.
        _ => "div",
    }
}
