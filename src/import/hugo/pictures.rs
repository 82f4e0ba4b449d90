//! The lead picture of an article, by the keys that themes have for it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::files::Files;
use super::pages::{Page, inner};
use crate::import::old_site::{self, Fields};

/// Keys of pictures, in the order in which they count.
pub(super) const KEYS: [&str; 9] = [
    "image",
    "cover",
    "featured_image",
    "featuredimage",
    "featureimage",
    "feature_image",
    "thumbnail",
    "banner",
    "images",
];

/// The lead picture, where one is named that is there.
pub(super) fn lead(
    (page, resources): (&Page, &BTreeSet<String>),
    files: &Files,
    old: &mut Fields,
    fields: &mut Fields,
) {
    for key in KEYS {
        let Some(value) = old.get(key) else { continue };
        let value = value.as_array().and_then(|items| items.first()).unwrap_or(value);
        let text = |keys: &[&str]| keys.iter().find_map(|key| inner(value, key).and_then(old_site::text));
        let written = match value {
            Value::Object(_) => text(&["file", "image", "src", "url", "path"]),
            value => old_site::text(value).filter(|text| text.contains('.')),
        };
        let Some(file) = written.and_then(|written| files.find(page, resources, &written)) else {
            continue;
        };
        let alt = text(&["alt"]).or_else(|| old.text("image_alt")).or_else(|| old.text("imagealt"));
        let mut image = Map::new();
        image.insert("file".to_owned(), json!(file));
        for (key, text) in [("alt", alt), ("caption", text(&["caption"])), ("credit", text(&["credit"]))] {
            if let Some(text) = text {
                image.insert(key.to_owned(), json!(text));
            }
        }
        let image = if image.len() == 1 { json!(file) } else { Value::Object(image) };
        old.take(key);
        fields.set("image", image);
        break;
    }
}
