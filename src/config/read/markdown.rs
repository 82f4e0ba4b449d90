//! `[markdown]`, and `smart_punctuation`.

use crate::config::Markdown;
use crate::value::fields::Fields;

/// What Markdown has on the site.
pub(super) fn read(top: &mut Fields<'_, '_>) -> Markdown {
    let smart_punctuation = top.flag("smart_punctuation").unwrap_or(false);
    let none = Markdown { smart_punctuation, ..Markdown::default() };
    let Some(mut table) = top.table("markdown") else { return none };
    let mut flag = |key, otherwise| table.flag(key).unwrap_or(otherwise);
    let markdown = Markdown {
        smart_punctuation,
        quotes: none.quotes,
        holds_dashes: none.holds_dashes,
        alerts: flag("alerts", none.alerts),
        attributes: flag("attributes", none.attributes),
        bare_links: flag("bare_links", none.bare_links),
        containers: flag("containers", none.containers),
        definition_lists: flag("definition_lists", none.definition_lists),
        emoji: flag("emoji", none.emoji),
        in_html: flag("in_html", none.in_html),
        subscript: flag("subscript", none.subscript),
        superscript: flag("superscript", none.superscript),
        task_lists: flag("task_lists", none.task_lists),
    };
    table.refuse_rest("[markdown]");
    markdown
}
