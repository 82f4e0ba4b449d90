//! The pictures in the figures of a text that may not be shown, found when its file is read.

use super::{figures, is_named};
use crate::address::is_elsewhere;
use crate::article::body::{
    self, AddressLink, Argument, BodyInput, BodyRules, Lookup, ShortcodeCall, Shortcodes, SourceLink, Texts,
};
use crate::article::{Document, Stamp, source_text};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::path::{SourcePath, UrlPath};
use crate::text::{Words, escaped};

/// The addresses, as written, of such pictures in the figures of a document's text, which is in `bytes`, its file.
pub fn hidden_in_text(config: &Config, document: &Document, bytes: &[u8]) -> Vec<Box<str>> {
    if config.hide_images.is_empty() {
        return Vec::new();
    }
    match source_text(document.path(), bytes, config.lenient) {
        Ok(source) if may_name(config, &source.text) => {
            in_text(config, document.path(), document.stamp(), &source.text)
        }
        _ => Vec::new(),
    }
}

/// Whether a text may hold a name of `hide_images`: all words of one are in it. Most texts name nobody.
fn may_name(config: &Config, text: &str) -> bool {
    if config.hide_images.is_empty() {
        return false;
    }
    // What looks like a tag in one reading may be an argument of a shortcode in another.
    let readings = [Words::of(text), Words::of(&body::plain_text(text))];
    let holds = |word: &str| readings.iter().any(|reading| reading.hold(&Words::of(word)));
    config.hide_images.iter().any(|name| !name.is_empty() && name.iter().all(holds))
}

fn in_text(config: &Config, path: &SourcePath, stamp: Stamp, text: &str) -> Vec<Box<str>> {
    let rules = BodyRules {
        base_path: String::new(),
        markdown: config.markdown,
        anchors: config.anchors,
        trusted: config.trusted,
        missing_link: Level::Warning,
    };
    let page = (0..DEPTH).fold(UrlPath::root(), |page, _| page.join(LEVEL));
    let html = body::render(&BodyInput {
        text,
        start: stamp.body as usize,
        path,
        page: &page,
        rules: &rules,
        lookup: &Anything,
        shortcodes: &Anything,
        texts: &Anything,
    })
    .html;
    let mut found = Vec::new();
    for figure in figures(config, &html) {
        body::tags(&html[figure])
            .for_each(|tag| found.extend(tag.attribute("src").map(|src| as_written(&src))));
    }
    for image in body::tags(&html).filter(|tag| tag.name() == "img") {
        if is_named(config, image.attribute("title").as_deref()) {
            found.extend(image.attribute("src").map(|src| as_written(&src)));
        }
    }
    found
}

/// The name of each folder that texts are taken to stand in, and how many there are: what is left of them tells how far an
/// address climbs.
const LEVEL: &str = "-beside-";
const DEPTH: usize = 12;

/// An address as it was written: relative ones were resolved.
fn as_written(src: &str) -> Box<str> {
    let prefix = format!("/{LEVEL}");
    let (mut rest, mut levels) = (src, 0);
    while let Some(below) = rest.strip_prefix(&prefix).filter(|below| below.starts_with('/')) {
        (rest, levels) = (below, levels + 1);
    }
    match levels {
        0 => src.into(),
        _ => format!("{}{}", "../".repeat(DEPTH - levels.min(DEPTH)), &rest[1..]).into(),
    }
}

/// Leaves every address as it is, and makes a figure of every shortcode with a file.
struct Anything;

impl Lookup for Anything {
    fn source_link(&self, _: &SourcePath, _: &str) -> SourceLink {
        SourceLink::Missing { nearest: None }
    }

    fn address(&self, _: &str) -> AddressLink {
        AddressLink::Other
    }
}

impl Texts for Anything {
    fn text(&self, key: &'static str) -> &str {
        key
    }
}

impl Shortcodes for Anything {
    fn render(&self, call: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        let texts = |argument: &Argument| match argument {
            Argument::Text(text) => Some(text.clone()),
            _ => None,
        };
        let named = call.named.iter().map(|(_, value)| value);
        let told: Vec<String> = named.chain(&call.positional).filter_map(texts).collect();
        // Any of them may be the file: what is none has no file.
        let image = |text: &String| match text.starts_with('/') || is_elsewhere(text) {
            true => format!("<img src=\"{}\">", escaped(text)),
            false => {
                let folders = format!("/{LEVEL}").repeat(DEPTH);
                format!("<img src=\"{folders}/{}\">", escaped(text.trim_start_matches("./")))
            }
        };
        let images: String = told.iter().filter(|text| !text.contains('\n')).map(image).collect();
        let body = call.body.as_deref().unwrap_or_default();
        // An argument with markup says what its text does without it.
        let lines = call.html.iter().map(|(_, html)| html.as_str()).collect::<Vec<_>>().join("<br>");
        let told = told.join("<br>");
        Some(Ok(format!("<figure>{images}<figcaption>{told} {lines} {body}</figcaption></figure>")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_come_back_as_they_were_written() {
        let at =
            |levels: usize, rest: &str| as_written(&format!("{}/{rest}", format!("/{LEVEL}").repeat(levels)));
        assert_eq!(&*at(DEPTH, "a.jpg"), "a.jpg");
        assert_eq!(&*at(DEPTH - 2, "a/b.jpg"), "../../a/b.jpg");
        assert_eq!(&*as_written("/a.jpg"), "/a.jpg");
        assert_eq!(&*as_written("https://a.example/a.jpg"), "https://a.example/a.jpg");
    }
}
