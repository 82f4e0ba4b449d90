//! HTML as the body of a Markdown file: one block that Markdown leaves as it is.

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
    fn html_is_one_block() {
        assert_eq!(as_markdown("<p>a</p>\n\n    <p>*b*</p>\n"), "<div>\n<p>a</p>\n    <p>*b*</p>\n</div>\n");
    }

    #[test]
    fn blank_lines_stay_in_preformatted_text() {
        assert_eq!(as_markdown("<pre>a\n\nb</pre>\n\n<p>"), "<div>\n<pre>a&#10;&#10;b</pre>\n<p>\n</div>\n");
    }
}
