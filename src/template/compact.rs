//! The default theme's scripts and style sheets as readers get them: without comments and indentation, which are for those who read
//! the sources. A site's own files are published as they are.

use std::borrow::Cow;

/// A file of the theme as it is published. A script or style sheet in which a text or a comment may be more than it seems is left
/// as it is.
pub(super) fn compact(name: &str, source: &'static [u8]) -> Cow<'static, [u8]> {
    let is_script = name.ends_with(".js");
    let text = std::str::from_utf8(source).ok().filter(|_| is_script || name.ends_with(".css"));
    match text.and_then(|text| without_comments(text, is_script)) {
        Some(compact) => Cow::Owned(compact.into_bytes()),
        None => Cow::Borrowed(source),
    }
}

/// A text without lines that are comments, empty lines and indentation; `None` where a comment ends within a line, or where a string
/// may go over several lines: then what looks like either may be part of it.
fn without_comments(text: &str, is_script: bool) -> Option<String> {
    let mut compact = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines() {
        let line = line.trim();
        if in_comment || line.starts_with("/*") {
            in_comment = match line.find("*/") {
                Some(end) if end + 2 == line.len() => false,
                Some(_) => return None,
                None => true,
            };
            continue;
        }
        if line.is_empty() || (is_script && line.starts_with("//")) {
            continue;
        }
        if line.ends_with('\\') || !line.matches('`').count().is_multiple_of(2) {
            return None;
        }
        match is_script {
            true => compact.push_str(line),
            false => push_tight(&mut compact, line),
        }
        // A script may need the end of its line.
        if is_script || !compact.ends_with(['{', '}', ';', ',']) {
            compact.push('\n');
        }
    }
    (!in_comment).then_some(compact)
}

/// Adds a line of a style sheet without the blanks that mean nothing, which are those at braces, semicolons, commas, `>`, and after
/// colons (before one a blank may stand between an element and those in it). Strings stay as they are.
fn push_tight(compact: &mut String, line: &str) {
    if line.contains('\'') || !line.matches('"').count().is_multiple_of(2) {
        return compact.push_str(line);
    }
    for (at, part) in line.split('"').enumerate() {
        if at > 0 {
            compact.push('"');
        }
        if at % 2 == 1 {
            compact.push_str(part);
            continue;
        }
        for sign in part.chars() {
            match sign {
                ' ' if compact.ends_with(['{', '}', ';', ',', ':', '>']) => {}
                '{' | '}' | ';' | ',' | '>' => {
                    while compact.ends_with([' ', '\n']) || sign == '}' && compact.ends_with(';') {
                        compact.pop();
                    }
                    compact.push(sign);
                }
                _ => compact.push(sign),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, source: &'static str) -> String {
        String::from_utf8(compact(name, source.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn comments_and_indentation_go() {
        let script = "// Why.\nif (a) {\n  /** What. */\n\n  b(\"// no comment\"); // stays\n}\n";
        assert_eq!(of("a.js", script), "if (a) {\nb(\"// no comment\"); // stays\n}\n");
        let style = "/* One,\n   two. */\na {\n  /* b */\n  color: red;\n}\n";
        assert_eq!(of("a.css", style), "a{color:red}");
    }

    #[test]
    fn blanks_of_style_sheets_that_mean_nothing_go() {
        for (style, tight) in [
            ("a, b > c :is(d):hover { margin: 0 auto; }\n", "a,b>c :is(d):hover{margin:0 auto}"),
            (
                "@media (min-width: 4rem) {\n  a { --b: calc(1px + 2px); }\n}\n",
                "@media (min-width:4rem){a{--b:calc(1px + 2px)}}",
            ),
            ("a::before { content: \"; { a > b \"; }\n", "a::before{content:\"; { a > b \"}"),
            ("[dir=\"rtl\"] a,\nb { c: d }\n", "[dir=\"rtl\"] a,b{c:d}"),
            ("a {\n  b: c\n    d;\n}\n", "a{b:c\nd}"),
            ("a { content: ' , '; }\n", "a { content: ' , '; }"),
        ] {
            assert_eq!(of("a.css", style), tight);
        }
    }

    #[test]
    fn what_may_be_part_of_a_string_is_left_alone() {
        for script in
            ["a(`\n  // text\n`);\n", "a(\"b\\\n  // c\");\n", "/* a */ b();\n", "/* a\n", "a(`\n  b`);\n"]
        {
            assert_eq!(of("a.js", script), script);
        }
        assert_eq!(of("a.css", "a { content: \"\\\n  b\" }\n"), "a { content: \"\\\n  b\" }\n");
        assert_eq!(of("a.css", "// a\n"), "// a\n", "no comment of a style sheet");
        assert_eq!(of("icon.svg", "  <svg/>\n"), "  <svg/>\n");
        assert_eq!(&*compact("a.js", b"  \xff\n"), b"  \xff\n");
    }

    #[test]
    fn every_script_and_style_sheet_of_the_theme_gets_smaller() {
        for (name, source) in super::super::theme_sources() {
            let is_code = name.ends_with(".js") || name.ends_with(".css");
            assert_eq!(compact(name, source).len() < source.len(), is_code, "{name}");
        }
    }
}
