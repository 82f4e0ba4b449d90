//! The paragraphs of a block of HTML.

use memchr::memmem;

use super::words::tidy;
use crate::article::body::escape;

/// The paragraphs of a block of HTML, each with whether it has text that is no link's; the whole block if it has none and is no
/// heading, table or the like.
pub(super) fn paragraphs_of_html(html: &str) -> Vec<(String, bool)> {
    const PASSED_OVER: [&str; 17] = [
        "aside", "dl", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "iframe",
        "nav", "script", "style", "table",
    ];
    let text = |html: &str| Some((tidy(&escape::plain_text(html))?, is_prose(html)));
    let starts =
        memchr::memchr_iter(b'<', html.as_bytes()).filter(|&at| escape::starts_with_tag(&html[at..], "p"));
    let mut starts = starts.peekable();
    if starts.peek().is_none() {
        let block = without_comments(html);
        let passed_over =
            PASSED_OVER.iter().any(|name| escape::starts_with_tag(block, name)) || block.starts_with("<!");
        return if passed_over { Vec::new() } else { text(block).into_iter().collect() };
    }
    let mut found = Vec::new();
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(html.len());
        let paragraph = &html[start..end];
        let end = memmem::find(paragraph.as_bytes(), b"</p").unwrap_or(paragraph.len());
        found.extend(text(&paragraph[..end]));
    }
    found
}

/// What follows blanks and comments at the start of `html`.
fn without_comments(html: &str) -> &str {
    let mut rest = html.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = memmem::find(comment.as_bytes(), b"-->").map_or("", |end| comment[end + 3..].trim_start());
    }
    rest
}

/// Whether HTML has text that is no link's.
pub(super) fn is_prose(html: &str) -> bool {
    let mut rest = html;
    loop {
        let link =
            memchr::memchr_iter(b'<', rest.as_bytes()).find(|&at| escape::starts_with_tag(&rest[at..], "a"));
        let before = link.map_or(rest, |at| &rest[..at]);
        if escape::plain_text(before).contains(char::is_alphanumeric) {
            return true;
        }
        let Some(at) = link else { return false };
        let Some(end) = memmem::find(&rest.as_bytes()[at..], b"</a") else { return false };
        rest = &rest[at + end..];
    }
}
