//! What Python-Markdown reads in another way than CommonMark.

use super::config::Config;
use crate::import::code::Code;

/// A text as CommonMark reads it: headings without a space, names of languages in blocks of code, boxes, the place of the contents.
pub(super) fn convert(text: &str, config: &Config) -> String {
    let has_boxes = config.has_extension("admonition") && text.contains("!!!");
    let has_signs = text.contains('#') || text.contains(":::") || text.contains("[TOC]") || has_boxes;
    if !has_signs {
        return text.to_owned();
    }
    let code = Code::of(text);
    let has_contents = config.has_extension("toc");
    let mut out = String::with_capacity(text.len() + 64);
    // Whether the lines that are indented are those of a box.
    let mut in_box = false;
    let mut is_code_before = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let start = at + (line.len() - line.trim_start().len()).min(content.len());
        let is_code = code.end_at(start).is_some() && !content.trim_start().starts_with('`');
        at += line.len();
        if in_box {
            match line.strip_prefix("    ") {
                Some(inner) => {
                    out.push_str(inner);
                    continue;
                }
                None if content.is_empty() => {
                    out.push_str(line);
                    continue;
                }
                None => {
                    out.push_str(":::\n\n");
                    in_box = false;
                }
            }
        }
        let starts_code = is_code && !is_code_before && line.starts_with("    ");
        is_code_before = is_code || (is_code_before && content.is_empty());
        if is_code {
            if !(starts_code && names_language(content.trim_start())) {
                out.push_str(line);
            }
            continue;
        }
        if let Some(head) = content.strip_prefix("!!! ").filter(|_| has_boxes) {
            out.push_str(&box_head(head));
            in_box = true;
        } else if has_contents && content == "[TOC]" {
            out.push('\n');
        } else {
            out.push_str(&heading(line));
        }
    }
    if in_box {
        out.push_str("\n:::\n");
    }
    out
}

/// Whether the first line of a block of code names its language and nothing else.
fn names_language(line: &str) -> bool {
    let name =
        line.strip_prefix(":::").or_else(|| line.strip_prefix("#!").filter(|name| !name.contains('/')));
    name.is_some_and(|name| {
        let word = name.split_whitespace().next().unwrap_or_default();
        !word.is_empty()
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_' | '#' | '.'))
    })
}

/// A heading with the space that CommonMark wants; any other line as it is.
fn heading(line: &str) -> String {
    let level = line.len() - line.trim_start_matches('#').len();
    let rest = &line[level..];
    if (1..=6).contains(&level) && !rest.starts_with([' ', '\t', '\n', '\r']) && !rest.is_empty() {
        return format!("{} {rest}", &line[..level]);
    }
    line.to_owned()
}

/// The head of a box: `note "Heading"`.
fn box_head(head: &str) -> String {
    const KINDS: [&str; 9] =
        ["note", "info", "tip", "hint", "success", "important", "warning", "caution", "danger"];
    let (kinds, title) = head.split_once('"').unwrap_or((head, ""));
    let kind = kinds.split_whitespace().next().unwrap_or_default().to_lowercase();
    let title = title.trim_end().trim_end_matches('"');
    let known = if KINDS.contains(&&*kind) { &*kind } else { "note" };
    match (title, known == kind) {
        ("", true) => format!(":::{known}\n"),
        ("", false) => format!(":::{known} {kind}\n"),
        (title, _) => format!(":::{known} {title}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_need_no_space() {
        let config = Config::default();
        let text = "#One\n##Two ##\n# Three\n####### no\n#\n\n    #!python\n    #x\n\ntext\n\n    :::rust\n    y\n\n```\n#z\n```\n";
        let out = "# One\n## Two ##\n# Three\n####### no\n#\n\n    #x\n\ntext\n\n    y\n\n```\n#z\n```\n";
        assert_eq!(convert(text, &config), out);
    }

    #[test]
    fn heads_of_boxes() {
        assert_eq!(box_head("note"), ":::note\n");
        assert_eq!(box_head("danger \"Do not\""), ":::danger Do not\n");
        assert_eq!(box_head("attention"), ":::note attention\n");
    }
}
