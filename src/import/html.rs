//! HTML in a Markdown file: as its body, one block that Markdown leaves as it is; and comments.

/// A comment that readers do not see, about `text`. Two hyphens would end it, so there are none in it.
pub(super) fn comment(text: &str) -> String {
    let mut shown = text.trim().to_owned();
    while shown.contains("--") {
        shown = shown.replace("--", "- -");
    }
    format!("<!-- {shown} -->")
}

/// The text of a file in HTML so that Markdown shows it unchanged. A block of HTML ends at a blank line, so there is none inside.
pub(super) fn as_markdown(html: &str) -> String {
    let mut body = String::with_capacity(html.len() + 16);
    body.push_str("<div>\n");
    // Blank lines count where text is preformatted: there they are written as references.
    let mut preformatted = false;
    for line in html.lines() {
        let is_blank = line.trim().is_empty();
        if !is_blank {
            body.push_str(line);
            body.push('\n');
        } else if preformatted {
            if body.ends_with('\n') {
                body.pop();
            }
            body.push_str("&#10;&#10;");
            continue;
        }
        let lower = line.to_ascii_lowercase();
        let (opened, closed) = (last(&lower, &["<pre", "<textarea"]), last(&lower, &["</pre", "</textarea"]));
        preformatted = match (opened, closed) {
            (None, None) => preformatted,
            (opened, closed) => opened > closed,
        };
    }
    body.push_str("</div>\n");
    body
}

/// Where the last of some tags begins.
fn last(line: &str, tags: &[&str]) -> Option<usize> {
    tags.iter().filter_map(|tag| line.rfind(tag)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_comment_early() {
        assert_eq!(comment(" a "), "<!-- a -->");
        for text in ["a --> b", "a ---> b", "----!>", "--"] {
            let comment = comment(text);
            assert_eq!(comment.matches("--").count(), 2, "{comment}");
        }
    }

    #[test]
    fn html_is_one_block() {
        assert_eq!(as_markdown("<p>a</p>\n\n    <p>*b*</p>\n"), "<div>\n<p>a</p>\n    <p>*b*</p>\n</div>\n");
    }

    #[test]
    fn blank_lines_stay_in_preformatted_text() {
        assert_eq!(as_markdown("<pre>a\n\nb</pre>\n\n<p>"), "<div>\n<pre>a&#10;&#10;b</pre>\n<p>\n</div>\n");
    }
}
