//! Tags of the HTML that is made of Markdown, with nothing but what the search looks at.

use pulldown_cmark::TagEnd;

use crate::article::body::escape;

/// Adds the start tag of an element with an address, which stands in the attribute `key`, and a title.
pub(super) fn push_named(html: &mut String, name: &str, key: &str, address: &str, title: &str) {
    html.push('<');
    html.push_str(name);
    escape::push_named(html, key, address);
    escape::push_named(html, "title", title);
    html.push('>');
}

/// Adds the tag of an element of Markdown; anything without an element of its own becomes a line break, so that words stay apart.
pub(super) fn push_tag(html: &mut String, start: &str, tag: &TagEnd) {
    let name = match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(_) => "h2",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::Table => "table",
        TagEnd::TableHead | TagEnd::TableRow => "tr",
        TagEnd::TableCell => "td",
        TagEnd::Link => "a",
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => return,
        _ => return html.push('\n'),
    };
    html.push_str(start);
    html.push_str(name);
    html.push('>');
}
