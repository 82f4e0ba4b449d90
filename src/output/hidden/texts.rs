//! The pictures in a text that may not be shown, found when its file is read.

use super::is_named;
use crate::article::body::{self, PictureSearch};
use crate::article::{Document, source_text};
use crate::config::Config;
use crate::text::Words;

/// The addresses, as written, of such pictures in a document's text, which is in `bytes`, its file.
pub fn hidden_in_text(config: &Config, document: &Document, bytes: &[u8]) -> Vec<Box<str>> {
    if config.hide_images.is_empty() {
        return Vec::new();
    }
    match source_text(document.path(), bytes, config.lenient) {
        Ok(source) if may_name(config, &source.text) => {
            let search = PictureSearch {
                text: &source.text,
                start: document.stamp().body as usize,
                markdown: config.markdown,
                trusted: config.trusted,
            };
            search.addresses(&|said| is_named(config, Some(said)))
        }
        _ => Vec::new(),
    }
}

/// Whether a text may hold a name of `hide_images`: all words of one are in it. Most texts name nobody.
fn may_name(config: &Config, text: &str) -> bool {
    // What looks like a tag in one reading may be an argument of a shortcode in another.
    let readings = [Words::of(text), Words::of(&body::plain_text(text))];
    let holds = |word: &str| readings.iter().any(|reading| reading.hold(&Words::of(word)));
    config.hide_images.iter().any(|name| !name.is_empty() && name.iter().all(holds))
}
