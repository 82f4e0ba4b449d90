//! What must hold for every input, whatever it is: shared by the fuzz targets and the test that replays their corpora. Both
//! have the readers of pages of `tests/hostile/` beside it, as `hostile`.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use generate::article::body::{
    AddressLink, BodyInput, BodyRules, Instead, Lookup, PageKind, Removal, ShortcodeCall, Shortcodes,
    SourceLink, Texts, render,
};
use generate::article::{self, Document, ReadDocument, front_matter as parts};
use generate::build::{Options, build};
use generate::config::{Anchors, Config, Markdown, Summary};
use generate::diagnostic::{Diagnostic, Diagnostics, Level, LineIndex, Position};
use generate::path::{SourcePath, UrlPath};

use super::hostile::{feeds, walk};

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
    let text = generate::encoding::decode_lossy(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let index = LineIndex::new(&*text);
    for problem in problems.iter() {
        assert!(!problem.message.is_empty(), "{problem:?}");
        let is_break = |c: char| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let hint = problem.hint.as_deref().unwrap_or_default();
        assert!(!problem.message.contains(is_break) && !hint.contains(is_break), "{problem:?}");
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
        let ReadDocument { document, problems, .. } = article::read(&path, data, &CONFIG);
        check_places(&problems, data);
        // Either there is a document or a reason why not.
        assert!(document.is_some() || problems.has_errors(), "{path}");
        let Some(document) = document else { continue };
        assert!(!problems.has_errors());
        if let Document::Article(parsed) = &document {
            let article = &parsed.article;
            let text = article::source_text(&path, data, false).unwrap().text;
            assert!(text.is_char_boundary(article.stamp.body as usize));
            assert!(
                !article.title.contains('\n') && article.title.chars().count() <= article::MAX_TITLE_CHARS
            );
            // The same bytes give the same article.
            assert_eq!(article::read(&path, data, &CONFIG).document.as_ref(), Some(&document));
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
            0 => AddressLink::Missing { instead: None },
            1 => AddressLink::Missing { instead: Some(Instead::Copy("https://web.example.org/x".into())) },
            2 => AddressLink::Page(UrlPath::root().join("page")),
            _ => AddressLink::Other,
        }
    }

    fn kind(&self, _: &UrlPath) -> PageKind {
        PageKind::Page
    }
}

impl Texts for Stub {
    fn text(&self, key: &'static str) -> &str {
        key
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

/// What stands in `text` from `position` on.
fn at(text: &str, position: Position) -> &str {
    let line = text.split('\n').nth(position.line as usize - 1);
    let line = line.unwrap_or_else(|| panic!("{position:?} is no line"));
    let before: usize = line.chars().take(position.column as usize - 1).map(char::len_utf8).sum();
    assert!(position.column as usize <= line.chars().count() + 1, "{position:?} in {line:?}");
    &text[line.as_ptr() as usize - text.as_ptr() as usize + before..]
}

/// Whether Markdown that becomes this element can begin like this: elements that are nested too deep are listed too.
fn begins(element: &str, text: &str) -> bool {
    let starts = |signs: &[char]| text.starts_with(signs);
    match element {
        "blockquote" => starts(&['>']),
        "ul" => starts(&['-', '*', '+']),
        "ol" => starts(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']),
        "em" | "strong" => starts(&['*', '_']),
        "del" => starts(&['~']),
        "a" => starts(&['[', '!']),
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "li" | "table" | "tr" | "td" | "dl"
        | "dt" | "dd" | "div" => !text.is_empty(),
        _ => false,
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
            markdown: Markdown { smart_punctuation, emoji: smart_punctuation, ..Markdown::default() },
            anchors: if smart_punctuation { Anchors::GitHub } else { Anchors::Generate },
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
            texts: &Stub,
        };
        let body = render(&input());
        check_places(&body.diagnostics, data);
        assert_eq!(render(&input()), body, "the same text gives the same body");
        check_safe(&body.html);
        for link in &body.links {
            at(text, link.position);
        }
        for picture in &body.pictures {
            at(text, picture.position);
        }
        for (name, position) in &body.unknown_shortcodes {
            assert!(at(text, *position).starts_with("{{"), "{name} at {position:?}");
        }
        for removed in &body.removed {
            // What an argument of a shortcode holds is at the call.
            let place = at(text, removed.position);
            let is_tag = place.starts_with('<') || place.starts_with("{{");
            let is_markdown = removed.removal == Removal::Unwrapped && begins(&removed.element, place);
            assert!(is_tag || is_markdown, "{removed:?}");
        }
    }
    let markdown = Markdown { smart_punctuation: true, ..Markdown::default() };
    for rule in [Summary::FirstParagraph, Summary::Paragraphs(2), Summary::Words(7)] {
        let excerpt = generate::article::body::excerpt(text, start, rule, 240, markdown);
        assert!(excerpt.chars().count() <= LONGEST_EXCERPT, "{excerpt:?}");
    }
}

/// The most characters of the summary of an article that has none.
const LONGEST_EXCERPT: usize = 2_000;

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

/// The article of which the theme makes everything that it makes of articles.
const WHOLE: &str = "---\ntitle: A\ndate: 2010-12-10\nupdated: 2011-01-01\nsummary: S\nauthor: B\nbyline: C\nregion: R\ntag: [t, u]\n\
    podcast: P\nseason: 1\nepisode: 2\nimage: {file: /a.jpg, alt: a, caption: b, credit: c}\nvideo: {file: /v.mp4, poster: /p.jpg}\n\
    gallery: [{file: /a.jpg, alt: a, caption: b}, {file: 'https://x.example/a.jpg', alt: x}]\naudio: {file: /a.mp3, duration: 10}\n\
    attachments: [/a.pdf]\ncorrections: [{date: 2011-01-01, text: c}]\narchive_notes: [n]\nauthor_note: n\ntranslator: T\n\
    photographer: P\nagency: A\nlicence: CC-BY-4.0\norigin: {url: 'http://old.example/x', captured: 2020-01-01}\n\
    syndicated_from: {name: N, url: 'https://x.example/', licence: CC-BY-4.0}\n\
    publication: {name: N, url: 'https://x.example/', issn: 0317-8471, founded: 2001, place: P}\naliases: [/x, '/y.php?z=1']\nnoindex: true\n---\n\
    [a](/x) ![b](/a.jpg) x[^1]\n\n## h\n\n| a |\n|---|\n| b |\n\n{{< figure src=\"/a.jpg\" caption=\"c\" >}} {{< note >}}n{{< /note >}}\n\
    {{< quote by=\"b\" source=\"s\" href=\"/x\" >}}q{{< /quote >}} {{< pullquote by=\"b\" >}}q{{< /pullquote >}} {{< youtube x >}}\n\
    {{< audio \"/a.mp3\" >}} {{< video src=\"/v.mp4\" poster=\"/p.jpg\" captions=\"/c.vtt\" >}} {{< file \"/a.pdf\" >}}\n\n\
    <img src=\"https://x.example/a.jpg\"> <iframe src=\"https://www.youtube.com/embed/x\"></iframe> [x](/gone/)\n\n[^1]: n\n";

/// Builds a site of one article; its pages and feeds, or nothing where the article has an error.
fn outputs(article: &[u8]) -> Vec<(String, String)> {
    let folder = tempfile::TempDir::new().unwrap_or_else(|error| panic!("{error}"));
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes));
        made.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    };
    write("site.toml", SITE.as_bytes());
    write("content/articles/a.md", article);
    write("content/articles/first.md", b"---\ntitle: First\ndate: 2010-12-09\nregion: R\n---\nText.\n");
    // A picture of one point.
    write("static/a.jpg", b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;");
    write("content/regions/r.md", b"---\ntitle: R\naka: [S]\n---\n");
    write("content/podcasts/p.md", b"---\ntitle: P\n---\n");
    let root = folder.path().to_owned();
    let out = folder.path().join("public");
    let mut problems = Diagnostics::new();
    build(&Options { root, out: out.clone(), ..Options::default() }, &(), &mut problems);
    let mut found = Vec::new();
    if !problems.has_errors() {
        collect(&out, &mut found);
    }
    found
}

/// The pages and feeds below a folder.
fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.display().to_string();
        if path.is_dir() {
            collect(&path, found);
        } else if name.ends_with(".html") || name.ends_with("feed.xml") {
            // Pages are UTF-8, whatever the article was.
            found.push((name, String::from_utf8(fs::read(&path).unwrap_or_default()).expect("UTF-8")));
        }
    }
}

static FURNITURE: LazyLock<walk::Furniture> = LazyLock::new(|| {
    let mut furniture = walk::Furniture::default();
    let plain = "---\ntitle: A\ndate: 2010-12-10\nregion: S\n---\nText.\n";
    let withdrawn = "---\ntitle: A\ndate: 2010-12-10\nwithdrawn: {date: 2011-01-01, reason: r}\n---\nText.\n";
    // Pictures that are there and that are not, a byline and none, another year, another language.
    let bare = WHOLE.replace("/a.jpg", "/gone.jpg").replace("byline: C\n", "");
    let before = WHOLE.replace("date: 2010-12-10", "date: 2007-12-10");
    let russian = before.replace("title: A", "title: A\nlanguage: ru");
    for article in [WHOLE, &bare, &before, &russian, plain, withdrawn] {
        let pages = outputs(article.as_bytes());
        assert!(!pages.is_empty(), "{article}");
        pages.iter().filter(|(name, _)| name.ends_with(".html")).for_each(|(_, html)| furniture.learn(html));
    }
    furniture
});

/// A content file, and the pages and feeds that come of it.
pub fn page(data: &[u8]) {
    for (name, text) in outputs(data) {
        let findings =
            if name.ends_with(".xml") { feeds::texts(&text) } else { walk::page(&text, &FURNITURE) };
        assert!(findings.is_empty(), "{name}: {findings:#?}");
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
                for language in config.languages.ids() {
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
