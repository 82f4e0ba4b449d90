//! Blocks of HTML as kramdown knows them: from an opening tag to the one that closes it, whatever stands between.

use std::ops::Range;

/// Elements that begin a block of HTML for kramdown and for CommonMark.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "iframe",
    "li",
    "main",
    "nav",
    "noscript",
    "ol",
    "p",
    "section",
    "table",
    "tbody",
    "ul",
    "video",
];

/// How many bytes of a text are looked at for ends of elements.
pub(super) const LOOKED_AT: usize = 8 << 20;

/// The blocks of a text in which no Markdown is read.
pub(super) fn plain(text: &str) -> Vec<Range<usize>> {
    let mut left = LOOKED_AT;
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..end];
        let indent = line.len() - line.trim_start_matches(' ').len();
        let block = if indent > 3 { None } else { end_of(text, at + indent, &mut left) };
        at = match block {
            Some(close) if !text[at..close].contains("markdown=") => {
                found.push(at..close);
                close.max(end)
            }
            _ => end,
        };
    }
    found
}

/// Where the element that begins at `at` ends, if it is one of blocks and is closed.
pub(super) fn end_of(text: &str, at: usize, left: &mut usize) -> Option<usize> {
    let rest = text[at..].strip_prefix('<')?;
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = rest[..length].to_ascii_lowercase();
    if !BLOCKS.contains(&&*name) {
        return None;
    }
    let bytes = text.as_bytes();
    let (mut depth, mut place) = (0usize, at);
    loop {
        let open = memchr::memchr(b'<', bytes.get(place..)?)? + place;
        *left = left.checked_sub(open + 1 - place)?;
        let after = &text[open + 1..];
        let is_close = after.starts_with('/');
        let word = after.strip_prefix('/').unwrap_or(after);
        let is_same = word.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(&name))
            && !word[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        place = open + 1;
        if !is_same {
            continue;
        }
        let end = open + text[open..].find('>')? + 1;
        if is_close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(end);
            }
        } else if !text[open..end].ends_with("/>") {
            depth += 1;
        }
    }
}

/// Whether a block of HTML begins at `at`, closed or not.
pub(super) fn begins(text: &str, at: usize) -> bool {
    let Some(rest) = text[at..].strip_prefix('<') else { return false };
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    BLOCKS.contains(&&*rest[..length].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_reach_to_their_ends() {
        let text = "a\n<div>\n\n<div>x</div>\n</div>\nb\n<p markdown=\"1\">y</p>\n<section>\n";
        let found: Vec<&str> = plain(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["<div>\n\n<div>x</div>\n</div>"]);
        assert!(begins(text, text.find("<section").unwrap()) && !begins(text, 0) && !begins("<span>", 0));
    }

    #[test]
    fn looking_ends() {
        plain(&"<div>\n".repeat(20_000));
    }
}
