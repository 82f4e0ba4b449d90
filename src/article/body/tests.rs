//! Whole bodies, from Markdown to HTML.

use crate::article::body::{
    AddressLink, Argument, Body, BodyInput, BodyRules, Instead, Lookup, PageKind, ShortcodeCall, Shortcodes,
    SourceLink, Texts, render,
};
use crate::config::{Anchors, Markdown};
use crate::diagnostic::{Diagnostic, Level, Position};
use crate::path::{SourcePath, UrlPath};

mod anchors;
mod extensions;
mod formulas;
mod hostile;
mod links;
mod markdown;
mod sanitise;
mod shortcodes;
mod source_pictures;

/// A small archive: knows a few addresses and shortcodes by rule.
struct Archive;

impl Lookup for Archive {
    fn source_link(&self, _: &SourcePath, target: &str) -> SourceLink {
        match target {
            "gone.md" => SourceLink::Missing { nearest: Some("good.md".into()) },
            "lost.md" => SourceLink::Missing { nearest: None },
            "twice.md" => SourceLink::Ambiguous { first: "a/twice.md".into(), second: "b/twice.md".into() },
            _ => SourceLink::Page(UrlPath::parse("/статья 1/").unwrap()),
        }
    }

    fn address(&self, address: &str) -> AddressLink {
        let old = address
            .strip_prefix("http://www.example.org")
            .or_else(|| address.strip_prefix("//www.example.org"));
        match old.unwrap_or(address) {
            "/node/123" | "/2010/12/border/old.html" => {
                AddressLink::Old(UrlPath::parse("/2010/12/new/").unwrap())
            }
            "/node/404" => AddressLink::Missing { instead: None },
            "/node/403" => AddressLink::Missing {
                instead: Some(Instead::Copy("https://web.example/2010/http://x/".into())),
            },
            "/node/405" => {
                AddressLink::Missing { instead: Some(Instead::Original("javascript:alert(1)".into())) }
            }
            _ => AddressLink::Other,
        }
    }

    fn kind(&self, url: &UrlPath) -> PageKind {
        match url.as_str() {
            "/2010/12/new/" => PageKind::Article,
            url if url.ends_with('/') => PageKind::Page,
            _ => PageKind::File,
        }
    }
}

impl Texts for Archive {
    fn text(&self, key: &'static str) -> &str {
        key
    }
}

impl Shortcodes for Archive {
    fn render(&self, call: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        let text = |key: &str| call.named.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let first = || match text("src").or(call.positional.first()) {
            Some(Argument::Text(text)) => text.clone(),
            other => format!("{other:?}"),
        };
        let body = call.body.as_deref();
        Some(Ok(match call.name.as_str() {
            "figure" => format!("<figure><img src=\"/f/{}\" alt=\"\"></figure>", first()),
            "asset" => format!("/archive/files/{}?a=1&amp;b=2", first()),
            "evil" => "java\tscript:alert(1)".into(),
            "box" => format!("<div class=\"box\">{}</div>", body.unwrap_or("-")),
            "mark" => format!("<mark>{}</mark>", body.unwrap_or("-")),
            "at" => format!("{}:{}", call.position.line, call.position.column),
            "titled" => {
                let body = body.unwrap_or_default();
                format!("<p title=\"{}\" lang=\"{body}\">{body}</p>", first())
            }
            "linked" => format!("<a href=\"{}\">{}</a>", first(), body.unwrap_or("-")),
            "large" => "x".repeat(1 << 20),
            "broken" => return Some(Err(Box::new(Diagnostic::error("template", "broken template")))),
            _ => return None,
        }))
    }
}

fn rules() -> BodyRules {
    BodyRules {
        base_path: "/archive".into(),
        markdown: Markdown::default(),
        anchors: Anchors::Generate,
        trusted: false,
        missing_link: Level::Error,
    }
}

fn body_by(rules: &BodyRules, text: &str, start: usize) -> Body {
    let path = SourcePath::new("content/border.md");
    let page = UrlPath::parse("/2010/12/border/").unwrap();
    let (lookup, shortcodes, texts) = (&Archive, &Archive, &Archive);
    render(&BodyInput { text, start, path: &path, page: &page, rules, lookup, shortcodes, texts })
}

fn body(text: &str) -> Body {
    body_by(&rules(), text, 0)
}

fn html(text: &str) -> String {
    body(text).html
}

fn at(line: u32, column: u32) -> Position {
    Position { line, column }
}

/// All problems of `text` as they are printed without their source lines.
fn problems(text: &str) -> Vec<String> {
    body(text).diagnostics.iter().map(|problem| problem.render(None, false)).collect()
}
