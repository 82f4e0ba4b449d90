//! The texts of feeds, as readers take them.

use super::walk::{self, Finding};

/// Whether a text is XML.
pub fn well_formed(text: &str) -> Vec<Finding> {
    roxmltree::Document::parse(text)
        .err()
        .map(|e| Finding::new("XML that is none", &e.to_string()))
        .into_iter()
        .collect()
}

/// A feed's texts as two readers take them out of it: all that is HTML to readers is a text, since feeds of this program hold
/// titles and summaries alone.
pub fn texts(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut take = |kind: &'static str, taken: &str| {
        found.extend(
            walk::text(taken).into_iter().map(|f| Finding::new(kind, &format!("{} in {taken}", f.what))),
        );
    };
    match roxmltree::Document::parse(text) {
        Ok(document) => {
            let kind = match document.root_element().tag_name().name() {
                "rss" => "markup in a text of RSS",
                _ => "markup in a text of Atom",
            };
            for node in document.descendants() {
                if matches!(
                    node.tag_name().name(),
                    "title" | "subtitle" | "summary" | "description" | "content" | "encoded"
                ) {
                    take(kind, node.text().unwrap_or_default());
                }
            }
        }
        Err(error) => return vec![Finding::new("XML that is none", &error.to_string())],
    }
    match feed_rs::parser::parse(text.as_bytes()) {
        Ok(feed) => {
            let of_entries = feed.entries.iter().flat_map(|entry| {
                let media = entry.media.iter().flat_map(|media| [&media.title, &media.description]);
                let texts = [&entry.title, &entry.summary].into_iter().chain(media);
                texts.filter_map(|text| text.as_ref().map(|text| &text.content))
            });
            let own =
                [&feed.title, &feed.description].into_iter().filter_map(|t| t.as_ref().map(|t| &t.content));
            own.chain(of_entries).for_each(|taken| take("markup in a text by feed-rs", taken));
        }
        Err(error) => found.push(Finding::new("a feed that is none", &error.to_string())),
    }
    found
}
