//! Values that stand for much and are hashed as little: views made once for many pages, HTML, and metadata.
//!
//! Each of them takes its hash from what it holds when it is made, and cannot be made in another way.

use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};
use serde_json::Value as Json;
use tera::Value;

use crate::article::Article;
use crate::fingerprint::digest;

/// A view that many pages share, made once.
#[derive(Clone, Debug)]
pub struct Shared<T> {
    view: T,
    /// The same as templates take it.
    value: Value,
    /// The hash of the view.
    digest: u64,
}

impl<T: Hash + Serialize> Shared<T> {
    /// Makes it of a view.
    pub fn new(view: T) -> Shared<T> {
        Shared { digest: digest(&view), value: Value::from_serializable(&view), view }
    }
}

impl<T> Shared<T> {
    /// The view itself.
    pub fn view(&self) -> &T {
        &self.view
    }

    /// The view as templates take it.
    pub fn value(&self) -> Value {
        self.value.clone()
    }
}

impl<T> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// HTML that a template writes as it is.
#[derive(Clone, Debug)]
pub struct Html(Value);

impl Html {
    /// HTML that is safe in a page.
    pub fn new(html: &str) -> Html {
        Html(Value::safe_string(html))
    }

    /// Things of schema.org as JSON-LD that may stand in a script element: nothing in it can end one.
    pub(super) fn json_ld(things: &[Json]) -> Html {
        let mut text = String::from("{\"@context\":\"https://schema.org\",\"@graph\":");
        // Texts, numbers and lists of them always have a JSON.
        text.push_str(&serde_json::to_string(things).unwrap_or_default());
        text.push('}');
        // Line separators end lines in old scripts.
        if !text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            return Html::new(&text);
        }
        let mut safe = String::with_capacity(text.len() + 64);
        for character in text.chars() {
            match character {
                '<' => safe.push_str("\\u003c"),
                '>' => safe.push_str("\\u003e"),
                '&' => safe.push_str("\\u0026"),
                '\u{2028}' => safe.push_str("\\u2028"),
                '\u{2029}' => safe.push_str("\\u2029"),
                other => safe.push(other),
            }
        }
        Html::new(&safe)
    }
}

impl Hash for Html {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The metadata of an article. Its hash leaves out where the body is and what it says: whoever shows the body has its
/// [`Source`](super::text::Source) beside.
#[derive(Clone, Copy)]
pub(super) struct Metadata<'a>(&'a Article);

impl<'a> Metadata<'a> {
    pub(super) fn of(article: &'a Article) -> Metadata<'a> {
        Metadata(article)
    }

    pub(super) fn article(self) -> &'a Article {
        self.0
    }
}

impl Hash for Metadata<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.metadata_digest().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::view::LinkView;

    #[test]
    fn a_shared_view_is_told_from_another_by_its_hash() {
        let link = |title: &str| Shared::new(LinkView { title: title.into(), href: "/a/".into() });
        assert_eq!(digest(&link("A")), digest(&link("A")));
        assert_ne!(digest(&link("A")), digest(&link("B")));
    }

    #[test]
    fn html_is_hashed_and_written_as_it_is() {
        assert_ne!(digest(&Html::new("<p>a")), digest(&Html::new("<p>b")));
        assert_eq!(serde_json::to_string(&Html::new("<p>a")).unwrap(), "\"<p>a\"");
    }
}
