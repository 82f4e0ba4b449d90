//! What kramdown reads in another way than this program: blocks of HTML, and its own `{::…}`.

use crate::import::blocks;
use crate::import::code::Code;
use crate::import::html;
use crate::import::liquid::MARKDOWN;

/// A text of kramdown as Markdown of this program.
pub(super) fn converted(text: &str) -> String {
    let text = without_extensions(text);
    let (open, close) = MARKDOWN;
    if !text.contains('<') {
        return text.replace([open, close], "");
    }
    let text = blocks(&text);
    // What Liquid made of Markdown outside blocks of HTML is read like all other text.
    text.replace([open, close], "")
}

/// A page of HTML. Markdown that Liquid made in it is read.
pub(super) fn page(html_text: &str) -> String {
    if !html_text.contains(MARKDOWN.0) {
        return html::as_markdown(html_text);
    }
    let mut out = String::from("<div>\n");
    push_block(&mut out, html_text);
    out + "</div>\n"
}

/// The text without `{::comment}`, `{::nomarkdown}` and `{::options /}`.
fn without_extensions(text: &str) -> String {
    if !text.contains("{::") && !text.contains("{:/") {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find("{:").map(|found| at + found) {
        let rest = &text[found..];
        let is_one = rest.starts_with("{::") || rest.starts_with("{:/");
        let end = rest.find('}').filter(|_| is_one && code.end_at(found).is_none());
        let Some(end) = end else {
            out.push_str(&text[at..found + 2]);
            at = found + 2;
            continue;
        };
        out.push_str(&text[at..found]);
        let is_comment = rest.starts_with("{::comment}");
        let closed = ["{:/comment}", "{:/}"]
            .into_iter()
            .filter_map(|close| Some((rest.find(close)?, close.len())))
            .min();
        at = match closed {
            Some((close, length)) if is_comment => found + close + length,
            _ => found + end + 1,
        };
    }
    out + &text[at..]
}

/// Makes each block of HTML one for CommonMark too, where it ends at a blank line and indented lines after that are code.
fn blocks(text: &str) -> String {
    let code = Code::of(text);
    let mut out = String::with_capacity(text.len());
    let mut left = blocks::LOOKED_AT;
    // Whether a block was opened and never closed.
    let mut is_open = false;
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..end];
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_block = indent <= 3 && code.end_at(at + indent).is_none() && blocks::begins(text, at + indent);
        let close = if is_block { blocks::end_of(text, at + indent, &mut left) } else { None };
        is_open |= is_block && close.is_none();
        let Some(close) = close else {
            out.push_str(if is_open && line.trim_start().starts_with('<') {
                line.trim_start()
            } else {
                line
            });
            at = end;
            continue;
        };
        let rest = text[close..].find('\n').map_or(text.len(), |end| close + end + 1);
        let tail = text[close..rest].trim();
        if needs_care(&text[at..close]) {
            push_block(&mut out, &text[at..close]);
            if !tail.is_empty() {
                out.push('\n');
                out.push_str(tail);
                out.push('\n');
            }
        } else {
            out.push_str(&text[at..rest]);
        }
        // What follows is no part of it there.
        if rest < text.len()
            && indent == 0
            && tail.is_empty()
            && !text[rest..].trim_start_matches([' ', '\t']).starts_with('\n')
        {
            out.push('\n');
        }
        at = rest;
    }
    out
}

/// Whether a block has blank lines, or Markdown that Liquid made; one that has Markdown of its own is read by this program.
fn needs_care(block: &str) -> bool {
    let head = block.split('>').next().unwrap_or_default();
    let is_markdown = head.contains("markdown=");
    !is_markdown
        && (block.contains(MARKDOWN.0) || block.lines().any(|line| line.trim().is_empty()))
        && !block.contains("markdown=\"1\"")
}

/// Adds a block of HTML without blank lines or deep indents; Markdown in it stands between blank lines.
fn push_block(out: &mut String, block: &str) {
    let mut rest = block;
    loop {
        let (html_part, after) = match rest.split_once(MARKDOWN.0) {
            Some((html_part, after)) => (html_part, Some(after)),
            None => (rest, None),
        };
        push_html(out, html_part);
        let Some(after) = after else { break };
        let (markdown, after) = after.split_once(MARKDOWN.1).unwrap_or((after, ""));
        while out.ends_with([' ', '\n']) {
            out.pop();
        }
        out.push_str("\n\n");
        out.push_str(&dedented(markdown));
        out.push_str("\n\n");
        rest = after;
    }
}

/// Adds HTML in which no line is blank or looks like code.
fn push_html(out: &mut String, part: &str) {
    let made = html::as_markdown(part);
    let inner = made.strip_prefix("<div>\n").and_then(|made| made.strip_suffix("</div>\n")).unwrap_or(&made);
    let mut is_preformatted = false;
    for line in inner.lines() {
        let lower = line.to_ascii_lowercase();
        let shown = if is_preformatted { line } else { line.trim_start() };
        out.push_str(shown);
        out.push('\n');
        if lower.contains("<pre") || lower.contains("<textarea") {
            is_preformatted = true;
        }
        if lower.contains("</pre") || lower.contains("</textarea") {
            is_preformatted = false;
        }
    }
}

/// Markdown without the indent that all its lines have.
fn dedented(markdown: &str) -> String {
    let lines = || markdown.lines().filter(|line| !line.trim().is_empty());
    let indent = lines().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let lines: Vec<&str> = markdown.lines().map(|line| line.get(indent..).unwrap_or_default()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_vanish() {
        assert_eq!(
            converted(
                "{::options parse_block_html=\"true\" /}\na{::comment}x{:/comment}b\n\n`{::x}`\n{: .c}\n"
            ),
            "\nab\n\n`{::x}`\n{: .c}\n"
        );
    }

    #[test]
    fn blocks_of_html_stay_whole() {
        let text = "a\n\n<div>\n  <p>x</p>\n\n      <p>*y*</p>\n</div>\n\nb\n";
        assert_eq!(converted(text), "a\n\n<div>\n<p>x</p>\n<p>*y*</p>\n</div>\n\nb\n");
        let plain = "<div markdown=\"1\">\n\n*x*\n\n</div>\n";
        assert_eq!(converted(plain), plain);
        assert_eq!(converted("<div>\n\nnever closed\n\n        <p>x\n"), "<div>\n\nnever closed\n\n<p>x\n");
        assert_eq!(converted("<div>a</div>\n## B\n"), "<div>a</div>\n\n## B\n");
    }

    #[test]
    fn markdown_that_liquid_made_is_read() {
        let (open, close) = MARKDOWN;
        let text = format!("<div>\n    {open}  ## A\n\n  b{close}\n    </div>\n");
        assert_eq!(converted(&text), "<div>\n\n## A\n\nb\n\n</div>\n");
        assert_eq!(page(&text), "<div>\n<div>\n\n## A\n\nb\n\n</div>\n</div>\n");
    }
}
