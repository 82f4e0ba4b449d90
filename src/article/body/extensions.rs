//! Extensions of CommonMark that the parser supports. [`marks`](super::marks), [`signs`](super::signs) and the writer
//! add those it does not.

use pulldown_cmark::Options;

use crate::config::Markdown;

/// The extensions of the parser; the same for bodies and summaries.
pub(super) fn options(markdown: Markdown) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    for (is_on, option) in [
        (markdown.smart_punctuation, Options::ENABLE_SMART_PUNCTUATION),
        (markdown.alerts, Options::ENABLE_GFM),
        (markdown.definition_lists, Options::ENABLE_DEFINITION_LIST),
        (markdown.task_lists, Options::ENABLE_TASKLISTS),
    ] {
        options.set(option, is_on);
    }
    options
}
