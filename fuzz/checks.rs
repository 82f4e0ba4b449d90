//! What must hold for every input, whatever it is: shared by the fuzz targets and the test that replays their corpora.

use std::sync::LazyLock;

use generate::article::body::{
    AddressLink, BodyInput, BodyRules, Lookup, ShortcodeCall, Shortcodes, SourceLink, render,
};
use generate::article::{self, Document, front_matter as parts};
use generate::config::Config;
use generate::diagnostic::{Diagnostic, Diagnostics, Level, LineIndex};
use generate::path::{SourcePath, UrlPath};

/// A site with something of everything that front matter can refer to.
const SITE: &str = r#"
title = "T"
base_url = "https://archive.example.org/sub/"
[languages]
en = {}
ru = {}
[taxonomies]
region = { path = "regions", strict = true }
podcast = { path = "podcasts", feed = "itunes" }
tag = {}
[fields]
authors = "author"
"#;

static CONFIG: LazyLock<Config> = LazyLock::new(|| match Config::parse(SITE, None) {
    Ok(config) => config,
    Err(problems) => panic!("{problems:?}"),
});

/// Every place of a problem lies in its file.
fn check_places(problems: &Diagnostics, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let index = LineIndex::new(&*text);
    for problem in problems.iter() {
        assert!(!problem.message.is_empty() && !problem.message.contains('\n'), "{problem:?}");
        let Some(position) = problem.place.as_ref().and_then(|place| place.position) else { continue };
        assert!(position.line >= 1 && position.column >= 1, "{problem:?}");
        assert!(position.line as usize <= lines.len() + 1, "{problem:?} in {} lines", lines.len());
        let line = lines.get(position.line as usize - 1).copied();
        let columns = line.map_or(0, |line| line.chars().count()) + 1;
        assert!(position.column as usize <= columns, "{problem:?} in {line:?}");
        // What is printed holds the line and the caret, whatever the line is.
        let shown = index.excerpt(position);
        assert!(shown.as_ref().is_none_or(|shown| shown.text.chars().count() <= 402), "{shown:?}");
        assert!(!problem.render(shown.as_ref(), false).is_empty());
    }
}

/// A content file, as every kind of document in turn.
pub fn front_matter(data: &[u8]) {
    for path in [
        "content/articles/2010-12-10-a.md",
        "content/articles/b/index.ru.md",
        "content/pages/about.md",
        "content/regions/armenia.md",
        "content/authors/dina.md",
        "content/_index.md",
    ] {
        let path = SourcePath::new(path);
        let (document, problems) = article::read(&path, data, &CONFIG);
        check_places(&problems, data);
        // Either there is a document or a reason why not.
        assert!(document.is_some() || problems.has_errors(), "{path}");
        let Some(document) = document else { continue };
        assert!(!problems.has_errors());
        if let Document::Article(article) = &document {
            assert!(article.stamp.body as usize <= data.len());
            assert!(
                !article.title.contains('\n') && article.title.chars().count() <= article::MAX_TITLE_CHARS
            );
            // The same bytes give the same article.
            assert_eq!(article::read(&path, data, &CONFIG).0.as_ref(), Some(&document));
        }
    }
}

/// Knows a few addresses and shortcodes by rule.
struct Stub;

impl Lookup for Stub {
    fn source_link(&self, _: &SourcePath, target: &str) -> SourceLink {
        match target.len() % 4 {
            0 => SourceLink::Missing { nearest: Some("a.md".into()) },
            1 => SourceLink::Ambiguous { first: "a/x.md".into(), second: "b/x.md".into() },
            _ => SourceLink::Page(UrlPath::root().join("page")),
        }
    }

    fn address(&self, address: &str) -> AddressLink {
        match address.len() % 4 {
            0 => AddressLink::Missing { archived: None },
            1 => AddressLink::Missing { archived: Some("https://web.example.org/x".into()) },
            2 => AddressLink::Page(UrlPath::root().join("page")),
            _ => AddressLink::Other,
        }
    }
}

impl Shortcodes for Stub {
    fn render(&self, call: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        match call.name.len() % 4 {
            0 => None,
            1 => Some(Err(Box::new(Diagnostic::error("template", "broken")))),
            2 => Some(Ok("/file.jpg".into())),
            _ => Some(Ok(format!("<div>{}</div>", call.body.as_deref().unwrap_or("-")))),
        }
    }
}

/// A body, after a front matter if there is one.
pub fn body(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let start = parts::split(text).map_or(0, |parts| parts.body);
    let path = SourcePath::new("content/a.md");
    let page = UrlPath::root().join("2010").join("a");
    for smart_punctuation in [false, true] {
        let rules = BodyRules {
            base_path: "/sub".into(),
            smart_punctuation,
            trusted: false,
            missing_link: Level::Warning,
        };
        let input = || BodyInput {
            text,
            start,
            path: &path,
            page: &page,
            rules: &rules,
            lookup: &Stub,
            shortcodes: &Stub,
        };
        let body = render(&input());
        check_places(&body.diagnostics, data);
        assert_eq!(render(&input()), body, "the same text gives the same body");
        check_safe(&body.html);
        for (_, position) in body.missing.iter().chain(&body.unknown_shortcodes) {
            assert!(position.line >= 1 && position.line as usize <= text.split('\n').count() + 1);
        }
    }
    let excerpt = generate::article::body::excerpt(text, start, 240, true);
    assert!(excerpt.chars().count() <= 241, "{excerpt:?}");
}

/// The tags of sanitised HTML: what stands between `<` and the next `>` outside quotes. Texts have their `<` escaped.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' if !quoted => {
                assert!(start.is_none(), "a tag within a tag in {html}");
                start = Some(at);
            }
            b'"' if start.is_some() => quoted = !quoted,
            b'>' if !quoted => tags.extend(start.take().map(|start| &html[start..at])),
            _ => {}
        }
    }
    assert!(start.is_none(), "an open tag in {html}");
    tags
}

/// Nothing in sanitised HTML runs.
fn check_safe(html: &str) {
    const FORBIDDEN: &[&str] = &[
        "script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "noscript",
        "template",
    ];
    for tag in tags(html) {
        let tag = tag.to_ascii_lowercase();
        let name = tag[1..].trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or_default();
        assert!(!FORBIDDEN.contains(&name), "<{name}> in {html}");
        for scheme in ["javascript:", "vbscript:", "data:text"] {
            for attribute in ["href", "src", "action", "poster"] {
                assert!(!tag.contains(&format!(" {attribute}=\"{scheme}")), "{scheme} in {html}");
            }
        }
        // Outside of quotes no attribute is a handler.
        let outside: String = tag.split('"').step_by(2).collect();
        assert!(!outside.split(' ').any(|name| name.starts_with("on") && name.ends_with('=')), "{tag}");
    }
}

/// A `site.toml`.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for base_url in [None, Some("https://a.example/")] {
        match Config::parse(text, base_url) {
            Ok(config) => {
                assert!(!config.languages.is_empty() && !config.content.is_empty());
                assert!(
                    config.page_size > 0 && config.taxonomies.iter().all(|taxonomy| taxonomy.page_size > 0)
                );
                for language in config.language_ids() {
                    // The home of every language is an address of its own.
                    assert!(config.home(language).as_str().starts_with('/'));
                }
            }
            Err(problems) => {
                assert!(problems.has_errors());
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                check_places(&problems, text.as_bytes());
            }
        }
    }
}
