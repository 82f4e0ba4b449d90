//! Shortcodes and internal links of Zola in a text.

use std::collections::BTreeMap;

use crate::import::calls::{self, CallKind, Calls};
use crate::import::code::{self, Code};
use crate::import::html;

/// A text with its shortcodes as this program reads them: `{{ x() }}` stays, `{% x() %} … {% end %}` becomes a call in two parts.
///
/// `file` is the file, and the line that the text begins with.
pub(super) fn convert(text: &str, file: (&str, u32), calls: &mut Calls) -> String {
    if !text.contains("{{") && !text.contains("{%") {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('{').map(|offset| at + offset) {
        out.push_str(&text[at..next]);
        if let Some(end) = code.end_at(next) {
            out.push_str(&unescaped(&text[next..end]));
            at = end;
            continue;
        }
        let rest = &text[next..];
        let (length, written) = match call(rest) {
            Some(call) if call.is_block && call.name == "end" => match open.pop() {
                Some(name) => (call.length, format!("{{{{% /{name} %}}}}")),
                None => (call.length, html::comment(&rest[..call.length])),
            },
            Some(call) => {
                let line = file.1 + code::line(text, next) - 1;
                if !calls::is_known_shortcode(call.name) {
                    calls.add(CallKind::Shortcode, call.name, file.0, line, &rest[..call.length]);
                }
                match call.is_block {
                    true => {
                        open.push(call.name);
                        (call.length, format!("{{{{% {}{} %}}}}", call.name, arguments(call.arguments)))
                    }
                    false => (call.length, rest[..call.length].to_owned()),
                }
            }
            None if rest.starts_with("{%/*") || rest.starts_with("{% /*") => {
                let length = rest.find("%}").map_or(rest.len(), |end| end + 2);
                (length, rest[..length].replacen("/*", "", 1).replacen("*/", "", 1))
            }
            None => (1, "{".to_owned()),
        };
        out.push_str(&written);
        at = next + length;
    }
    out.push_str(&text[at..]);
    // What nobody closes ends with the text.
    for name in open.iter().rev() {
        out.push_str(&format!("\n{{{{% /{name} %}}}}\n"));
    }
    out
}

/// Code in which calls are shown: `{{/* x() */}}` is `{{ x() }}` there.
fn unescaped(code: &str) -> String {
    code.replace("{{/*", "{{").replace("*/}}", "}}").replace("{%/*", "{%").replace("*/%}", "%}")
}

/// A call of a shortcode.
struct Call<'t> {
    name: &'t str,
    arguments: &'t str,
    is_block: bool,
    length: usize,
}

/// The call that a text begins with.
fn call(text: &str) -> Option<Call<'_>> {
    let (is_block, close) = match text.get(..2)? {
        "{{" => (false, "}}"),
        "{%" => (true, "%}"),
        _ => return None,
    };
    let inner = text[2..].trim_start_matches('-').trim_start();
    let length = inner.find(|next: char| !next.is_alphanumeric() && next != '_')?;
    let (name, rest) = inner.split_at(length);
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let ends = |rest: &str| rest.trim_start().trim_start_matches('-').starts_with(close);
    let behind = |rest: &str| text.len() - rest.len() + rest.find(close).map_or(0, |at| at + 2);
    if is_block && name == "end" && ends(rest) {
        return Some(Call { name, arguments: "", is_block, length: behind(rest) });
    }
    let inside = rest.strip_prefix('(')?;
    let end = closing(code::near(inside))?;
    let rest = &inside[end + 1..];
    ends(rest).then(|| Call { name, arguments: &inside[..end], is_block, length: behind(rest) })
}

/// Where the bracket closes that stands before a text; not in strings.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, next) in text.char_indices() {
        match (quote, next) {
            (Some(open), _) if open == next => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(next),
            (None, ')') => return Some(at),
            (None, _) => {}
        }
    }
    None
}

/// Arguments as a call in two parts has them: without commas, strings in quotes that they do not contain.
fn arguments(written: &str) -> String {
    let mut out = String::new();
    let mut rest = written.trim();
    while let Some((key, value)) = rest.split_once('=') {
        let key = key.trim_matches([' ', ',', '\n', '\r', '\t']);
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => match value[1..].split_once(quote) {
                Some((inner, after)) => (quoted(inner), after),
                None => (quoted(&value[1..]), ""),
            },
            Some('[') => match value.split_once(']') {
                Some((inner, after)) => (quoted(inner[1..].trim()), after),
                None => break,
            },
            _ => {
                let end = value.find(',').unwrap_or(value.len());
                (value[..end].trim().to_owned(), &value[end..])
            }
        };
        out.push_str(&format!(" {key}={value}"));
        rest = after.trim_start_matches([' ', ',', '\n', '\r', '\t']);
    }
    out
}

fn quoted(text: &str) -> String {
    if text.contains('"') { format!("`{}`", text.replace('`', "'")) } else { format!("\"{text}\"") }
}

/// A text whose links to files, `@/blog/x.md`, lead to the places that these have in the new site.
pub(super) fn with_links(text: &str, known: &BTreeMap<String, String>) -> String {
    if !text.contains("@/") {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, _) in text.match_indices("@/") {
        let is_link = text[..start].ends_with(['(', '<', ' ', '"', '\'', '\t']);
        if start < at || !is_link || code.end_at(start).is_some() {
            continue;
        }
        let rest = &text[start + 2..];
        let end = rest.find([' ', ')', '>', '#', '"', '\'', '\n', '\t', '\r', '?']).unwrap_or(rest.len());
        if let Some(target) = known.get(rest[..end].trim_end_matches('/')) {
            out.push_str(&text[at..start + 2]);
            out.push_str(target);
            at = start + 2 + end;
        }
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str) -> (String, Vec<String>) {
        let mut calls = Calls::default();
        let out = convert(text, ("a.md", 5), &mut calls);
        let noted = calls.of(CallKind::Shortcode);
        (out, noted.map(|(name, places)| format!("{name} {}", places[0].line)).collect())
    }

    #[test]
    fn calls_with_a_text_are_in_two_parts() {
        let (out, noted) = converted(
            "x\n{% box(title=\"A (b)\", n=3, q='say \"hi\"', list=[1, 2]) %}\nin\n{% end %}\n{{ chart(id=1) }}",
        );
        assert_eq!(
            out,
            "x\n{{% box title=\"A (b)\" n=3 q=`say \"hi\"` list=\"1, 2\" %}}\nin\n{{% /box %}}\n{{ chart(id=1) }}"
        );
        assert_eq!(noted, ["box 6", "chart 9"]);
    }

    #[test]
    fn samples_stay() {
        let text = "`{{ x() }}` and {{closure}} and ${{ a.b }} {not} {{ youtube(id=\"x\") }}\n";
        assert_eq!(converted(text), (text.to_owned(), vec![]));
        assert_eq!(
            converted("```\n{{/* y() */}}\n{%/* y() */%}\n```\n").0,
            "```\n{{ y() }}\n{% y() %}\n```\n"
        );
        assert_eq!(converted("{%/* y() */%} {{/* y() */}}").0, "{% y() %} {{/* y() */}}");
    }

    #[test]
    fn ends_that_are_missing_or_too_many() {
        assert_eq!(converted("{% end %}").0, "<!-- {% end %} -->");
        assert_eq!(converted("{% box() %}a").0, "{{% box %}}a\n{{% /box %}}\n");
        for text in ["{%", "{{", "{% x(", "{{ x(\"", "{% x(a=", "{{ é() }}", "{", "{% end"] {
            converted(text);
        }
    }

    #[test]
    fn links_to_files_follow_them() {
        let known = BTreeMap::from([("a/b.md".to_owned(), "articles/a/b.md".to_owned())]);
        let text =
            "[x](@/a/b.md#c) <a href=\"@/a/b.md\"> `](@/a/b.md)` me@/a/b.md [y]: @/a/b.md\n[z](@/none.md)";
        assert_eq!(
            with_links(text, &known),
            "[x](@/articles/a/b.md#c) <a href=\"@/articles/a/b.md\"> `](@/a/b.md)` me@/a/b.md [y]: @/articles/a/b.md\n[z](@/none.md)"
        );
    }
}
