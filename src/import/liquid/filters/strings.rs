//! Filters of strings.

use unicode_normalization::UnicodeNormalization;

use super::super::value::Value;
use super::{LONGEST, argument, printed, too_much};

pub(super) fn apply(name: &str, input: &Value, arguments: &[Value]) -> Option<Value> {
    let text = || input.to_string();
    let made = match name {
        "append" => text() + &printed(arguments, 0),
        "prepend" => printed(arguments, 0) + &text(),
        "capitalize" => capitalized(&text()),
        "downcase" => text().to_lowercase(),
        "upcase" => text().to_uppercase(),
        "strip" => text().trim().to_owned(),
        "lstrip" => text().trim_start().to_owned(),
        "rstrip" => text().trim_end().to_owned(),
        "strip_newlines" => text().replace(['\r', '\n'], ""),
        "newline_to_br" => text().replace('\n', "<br />\n"),
        "normalize_whitespace" => text().split_whitespace().collect::<Vec<_>>().join(" "),
        "escape" | "xml_escape" | "h" => escaped(&text()),
        "escape_once" => escaped_once(&text()),
        "strip_html" => without_tags(&text()),
        "smartify" => text(),
        "remove" => text().replace(&printed(arguments, 0), ""),
        "remove_first" => text().replacen(&printed(arguments, 0), "", 1),
        "replace" | "replace_first" => return Some(replaced(name, &text(), arguments)),
        "truncate" => truncated(&text(), arguments),
        "truncatewords" => truncated_words(&text(), arguments),
        "slugify" | "slug" => slugify(&text(), &printed(arguments, 0)),
        "markdownify" => super::super::markdownified(&text()),
        "number_of_words" => return Some(Value::Int(text().split_whitespace().count() as i64)),
        "split" => return Some(split(&text(), &printed(arguments, 0))),
        "default" => {
            let is_missing = match input {
                Value::Nil | Value::Bool(false) => true,
                Value::Text(text) => text.is_empty(),
                other => other.is_empty(),
            };
            return Some(if is_missing { argument(arguments, 0) } else { input.clone() });
        }
        _ => return None,
    };
    Some(Value::text(made))
}

fn replaced(name: &str, text: &str, arguments: &[Value]) -> Value {
    let (from, to) = (printed(arguments, 0), printed(arguments, 1));
    if name == "replace_first" {
        return Value::text(text.replacen(&from, &to, 1));
    }
    let count = if from.is_empty() { text.len() + 1 } else { text.matches(&from).count() };
    if count.saturating_mul(to.len()) > LONGEST {
        too_much(name)
    } else {
        Value::text(text.replace(&from, &to))
    }
}

fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

pub(in crate::import::liquid) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// The same, but references stay.
fn escaped_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&escaped(&rest[..at]));
        rest = &rest[at..];
        let name = rest[1..]
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .map_or(rest.len(), |end| end + 1);
        let is_reference = name > 1 && rest[name..].starts_with(';');
        out.push_str(if is_reference { "&" } else { "&amp;" });
        rest = &rest[1..];
    }
    out + &escaped(rest)
}

/// The text of HTML: without tags, comments, scripts and styles.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let lower: String = rest.chars().take(7).flat_map(char::to_lowercase).collect();
        let end = match &*lower {
            lower if lower.starts_with("<!--") => "-->",
            "<script" => "</script>",
            lower if lower.starts_with("<style") => "</style>",
            _ => ">",
        };
        match rest.find(end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => break,
        }
    }
    out + rest
}

fn truncated(text: &str, arguments: &[Value]) -> String {
    let length = arguments.first().map_or(50, |length| usize::try_from(length.integer()).unwrap_or(0));
    let end = arguments.get(1).map_or_else(|| "...".to_owned(), Value::to_string);
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let kept = length.saturating_sub(end.chars().count());
    text.chars().take(kept).collect::<String>() + &end
}

fn truncated_words(text: &str, arguments: &[Value]) -> String {
    let count = arguments.first().map_or(15, |count| usize::try_from(count.integer()).unwrap_or(0).max(1));
    let end = arguments.get(1).map_or_else(|| "...".to_owned(), Value::to_string);
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(..count) {
        Some(kept) if words.len() > count => kept.join(" ") + &end,
        _ => text.to_owned(),
    }
}

fn split(text: &str, between: &str) -> Value {
    if text.is_empty() {
        return Value::list([]);
    }
    match between {
        "" => Value::list(text.chars().map(|c| Value::text(c.to_string()))),
        " " => Value::list(text.split_whitespace().map(Value::text)),
        _ => {
            let mut parts: Vec<&str> = text.split(between).collect();
            // Ruby leaves out empty parts at the end.
            while parts.last().is_some_and(|part| part.is_empty()) {
                parts.pop();
            }
            Value::list(parts.into_iter().map(Value::text))
        }
    }
}

/// A name as a part of an address, as Jekyll makes it: <https://jekyllrb.com/docs/liquid/filters/>, `slugify`.
pub(in crate::import) fn slugify(text: &str, mode: &str) -> String {
    slugify_cased(text, mode).to_lowercase()
}

/// The same in the case of the text.
pub(in crate::import) fn slugify_cased(text: &str, mode: &str) -> String {
    let is_letter =
        |c: char| c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) || c.is_numeric();
    let latin;
    let text = match mode {
        "latin" => {
            latin = text.nfc().map(any_ascii::any_ascii_char).collect::<String>();
            &*latin
        }
        _ => text,
    };
    let stays = |c: char| match mode {
        "none" => true,
        "raw" => !c.is_whitespace(),
        "pretty" => is_letter(c) || "._~!$&'()+,;=@".contains(c),
        "ascii" | "latin" => c.is_ascii_alphanumeric(),
        _ => is_letter(c),
    };
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if stays(c) {
            slug.push(c);
        } else if !slug.ends_with('\u{0}') {
            slug.push('\u{0}');
        }
    }
    let slug = slug.replace('\u{0}', "-");
    if mode == "none" {
        return slug;
    }
    let slug = slug.strip_prefix('-').unwrap_or(&slug);
    slug.strip_suffix('-').unwrap_or(slug).to_owned()
}
