//! Inline texts outside bodies: captions, credits and notes. They support inline Markdown, and nothing else: no blocks,
//! images, footnotes, anchors or shortcodes.

use std::borrow::Cow;

use super::{
    AddressLink, BodyInput, BodyRules, Lookup, PageKind, ShortcodeCall, Shortcodes, SourceLink, Texts,
    canonical, escape, plain_text, render,
};
use crate::article::body::Body;
use crate::article::body::typeset::{GUARD, typeset};
use crate::config::{Anchors, Markdown};
use crate::diagnostic::{Diagnostic, Level};
use crate::path::{SourcePath, UrlPath};

/// Elements that such a text may hold.
const ELEMENTS: [&str; 23] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "u", "var",
];

/// `text` as Markdown that starts no block; `None` if it says the same without being read.
fn guarded(text: &str, markdown: Markdown) -> Option<String> {
    let has_signs = memchr::memchr3(b'*', b'_', b'`', text.as_bytes()).is_some()
        || memchr::memchr3(b'[', b'<', b'\\', text.as_bytes()).is_some()
        || memchr::memchr3(b'~', b'^', b'@', text.as_bytes()).is_some()
        || text.contains("www.")
        || memchr::memchr_iter(b':', text.as_bytes())
            .any(|at| markdown.emoji || text.as_bytes().get(at + 1..at + 3) == Some(b"//"));
    if !has_signs || text.contains("{{") {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str(GUARD);
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\n', '\r']) {
        out.push_str(&rest[..at]);
        // Character references were read when the front matter was.
        out.push_str(if rest.as_bytes()[at] == b'&' { "&amp;" } else { " " });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    Some(out)
}

/// The HTML of a text of one line, as `canonical` has it, and what was found; `None` if it says the same as it is. `input` is that of
/// the body beside it, with this text.
pub fn inline(input: &BodyInput<'_>) -> Option<Body> {
    let Some(text) = guarded(input.text, input.rules.markdown) else {
        let Cow::Owned(set) = typeset(input.text, input.rules.markdown) else { return None };
        let mut body = Body::default();
        escape::push_text(&mut body.html, &set);
        return Some(body);
    };
    let mut body = render(&BodyInput { text: &text, start: 0, ..*input });
    let html = body.html.trim_end().strip_prefix("<p>(").and_then(|html| html.strip_suffix("</p>"));
    let html = html.filter(|html| {
        canonical::tags(html).all(|tag| ELEMENTS.contains(&tag.name()) && tag.attribute("id").is_none())
    })?;
    body.html = html.to_owned();
    Some(body)
}

/// What a text of one line says without markup: for descriptions of pictures, metadata and feeds.
pub fn inline_text(text: &str, markdown: Markdown) -> Cow<'_, str> {
    if guarded(text, markdown).is_none() {
        return typeset(text, markdown);
    }
    let rules = BodyRules {
        base_path: String::new(),
        markdown,
        anchors: Anchors::Generate,
        trusted: false,
        missing_link: Level::Warning,
    };
    let (path, page) = (SourcePath::new(""), UrlPath::root());
    let (lookup, shortcodes, texts) = (&Nothing, &Nothing, &Nothing);
    let input =
        BodyInput { text, start: 0, path: &path, page: &page, rules: &rules, lookup, shortcodes, texts };
    match inline(&input) {
        Some(body) => Cow::Owned(plain_text(&body.html)),
        None => typeset(text, markdown),
    }
}

/// Knows of no site.
struct Nothing;

impl Lookup for Nothing {
    fn source_link(&self, _: &SourcePath, _: &str) -> SourceLink {
        SourceLink::Missing { nearest: None }
    }

    fn address(&self, _: &str) -> AddressLink {
        AddressLink::Other
    }

    fn kind(&self, _: &UrlPath) -> PageKind {
        PageKind::File
    }
}

impl Shortcodes for Nothing {
    fn render(&self, _: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        None
    }
}

impl Texts for Nothing {
    fn text(&self, key: &'static str) -> &str {
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        inline_text(text, Markdown::default()).into_owned()
    }

    #[test]
    fn words_stay_without_markup() {
        for (text, expected) in [
            ("*Getty* Images", "Getty Images"),
            ("[Getty Images](https://x.example/)", "Getty Images"),
            ("Getty <b>Images</b>", "Getty Images"),
            ("`a` ~~b~~ H~2~O", "a b H2O"),
            ("_A_ & <i>b</i> &amp;", "A & b &amp;"),
            ("A\n*b*", "A b"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_markup_of_a_line_stays() {
        for text in [
            "2010. A bridge",
            "1. *",
            "- a * b",
            "# A: b",
            "> a_b_c",
            "A & B",
            "a < b",
            "{{< x >}} *a*",
            "5 * 3 * 2",
            "![a](/b.jpg)",
            "<div>a</div>",
            "<a id=\"x\">a</a>",
            "",
            ": a",
            ":::note",
            "| a | b |",
            "    a: b",
        ] {
            assert_eq!(shown(text).trim(), text.trim(), "{text}");
        }
    }
}
