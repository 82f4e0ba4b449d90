//! Pictures that may not be shown, for their credit is one of `hide_images`. They are not published either.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::address::is_elsewhere;
use crate::article::body::{
    self, AddressLink, Argument, BodyInput, BodyRules, Lookup, ShortcodeCall, Shortcodes, SourceLink,
};
use crate::article::{Document, Stamp};
use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::path::{SourcePath, UrlPath};
use crate::source::STATIC;

/// Whether pictures with this credit may not be shown: it holds a name of `hide_images` as whole words.
pub(super) fn is_hidden(config: &Config, credit: Option<&str>) -> bool {
    let hidden = &config.hide_images;
    let names = |credit: String| hidden.iter().any(|name| holds_words(&credit, name));
    !hidden.is_empty() && credit.map(str::to_lowercase).is_some_and(names)
}

fn holds_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        !words.is_empty() && ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The figures of `html` whose caption names such a credit, by their bytes.
pub(super) fn figures(config: &Config, html: &str) -> Vec<Range<usize>> {
    const END: &str = "</figure>";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find("<figure").map(|start| at + start) {
        let end = html[start..].find(END).map_or(html.len(), |end| start + end + END.len());
        if is_hidden(config, Some(&caption(&html[start..end]))) {
            found.push(start..end);
        }
        at = end;
    }
    found
}

/// The text of a figure's caption.
fn caption(figure: &str) -> String {
    let caption = figure.split_once("<figcaption").map_or("", |(_, rest)| rest);
    let caption = caption.split("</figcaption>").next().unwrap_or_default();
    let texts = caption.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    texts.collect::<Vec<_>>().join(" ").replace("&amp;", "&")
}

/// The files of all such pictures: of those that front matter credits, and of those in figures of texts, as `in_texts` has
/// them, each with the source of the text.
pub fn hidden_pictures(
    config: &Config,
    catalog: &Catalog,
    in_texts: &[(SourcePath, SourcePath)],
) -> BTreeSet<SourcePath> {
    let mut hidden = BTreeSet::new();
    if config.hide_images.is_empty() {
        return hidden;
    }
    for article in &catalog.articles {
        let more = article.more();
        let images = more.image.iter().map(|image| &**image).chain(&more.gallery);
        for image in images.filter(|image| is_hidden(config, image.credit.as_deref())) {
            hidden.insert(match image.file.strip_prefix('/') {
                Some(below) => SourcePath::new(format!("{STATIC}/{below}")),
                None => article.path.sibling(image.file.trim_start_matches("./")),
            });
        }
    }
    if in_texts.is_empty() {
        return hidden;
    }
    // Drafts hide nothing.
    let articles = catalog.articles.iter().map(|article| &article.path);
    let shown: FxHashSet<&SourcePath> =
        articles.chain(catalog.pages.iter().map(|entry| &entry.page.path)).collect();
    let in_shown = in_texts.iter().filter(|(text, _)| shown.contains(text));
    hidden.extend(in_shown.map(|(_, picture)| picture.clone()));
    hidden
}

/// The files of such pictures in the figures of a document's text, which is in `bytes`, its file.
pub fn hidden_in_text(config: &Config, document: &Document, bytes: &[u8]) -> Vec<SourcePath> {
    match (document, std::str::from_utf8(bytes)) {
        (Document::Article(_) | Document::Page(_), Ok(text)) if !config.hide_images.is_empty() => {
            in_text(config, document.path(), document.stamp(), text)
        }
        _ => Vec::new(),
    }
}

/// The pictures of the figures of one text.
fn in_text(config: &Config, path: &SourcePath, stamp: Stamp, text: &str) -> Vec<SourcePath> {
    // Most texts name nobody.
    let lower = text.to_lowercase();
    let page = UrlPath::root().join(BESIDE);
    if !config.hide_images.iter().any(|name| holds_words(&lower, name)) {
        return Vec::new();
    }
    let rules = BodyRules {
        base_path: String::new(),
        smart_punctuation: false,
        trusted: config.trusted,
        missing_link: Level::Warning,
    };
    let html = body::render(&BodyInput {
        text,
        start: stamp.body as usize,
        path,
        page: &page,
        rules: &rules,
        lookup: &Anything,
        shortcodes: &Anything,
    })
    .html;
    let sources = figures(config, &html).into_iter().flat_map(|figure| {
        let sources = body::tags(&html[figure]).filter_map(|tag| tag.attribute("src"));
        sources.filter_map(|source| UrlPath::parse(&source).ok()).collect::<Vec<_>>()
    });
    sources
        .map(|url| match url.as_str().strip_prefix(page.as_str()) {
            Some(beside) => path.sibling(beside),
            None => SourcePath::new(format!("{STATIC}{}", url.as_str())),
        })
        .collect()
}

/// The folder that texts are taken to stand in, so that files beside them can be told from those of the static folder.
const BESIDE: &str = "-beside-";

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

impl Shortcodes for Anything {
    fn render(&self, call: &ShortcodeCall) -> Option<Result<String, Box<Diagnostic>>> {
        let text = |argument: &Argument| match argument {
            Argument::Text(text) => Some(super::body_picture::escape(text)),
            _ => None,
        };
        let file = call.named.iter().find(|(name, _)| name == "src").map(|(_, value)| value);
        let file = text(file.or(call.positional.first())?)?;
        let file = match file.starts_with('/') || is_elsewhere(&file) {
            true => file,
            false => format!("/{BESIDE}/{}", file.trim_start_matches("./")),
        };
        let told: Vec<String> = call.named.iter().filter_map(|(_, value)| text(value)).collect();
        let body = call.body.as_deref().unwrap_or_default();
        let told = told.join(" ");
        Some(Ok(format!("<figure><img src=\"{file}\"><figcaption>{told} {body}</figcaption></figure>")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_words() {
        assert!(holds_words("photo: ap", "ap") && holds_words("ap/getty", "ap") && holds_words("(ap)", "ap"));
        assert!(!holds_words("maps by kapanadze", "ap") && !holds_words("ap", ""));
    }

    #[test]
    fn captions_are_text_without_markup() {
        assert_eq!(
            caption("<figure class=ap><img alt=\"ap\"><figcaption class=ap>A <b>b</b></figcaption>").trim(),
            "A  b"
        );
        assert_eq!(caption("<figure><img></figure>"), "");
    }
}
