//! The description of a term: `content/regions/armenia.md`, or `content/regions/armenia/_index.md`.

use super::profile::{links, translations};
use super::read::{Context, reference};
use super::{Image, Reference, Stamp};
use serde::{Deserialize, Serialize};

use crate::config::LanguageId;
use crate::path::{SourcePath, name_slug, slug};

/// A term as described in a file.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct TermText {
    /// The source.
    pub path: SourcePath,
    /// Where the text is.
    pub stamp: Stamp,
    /// The index of the taxonomy in the configuration.
    pub taxonomy: u8,
    /// The file's name as a slug.
    pub slug: Box<str>,
    /// The slug of the folder it is nested in, if any.
    pub parent: Option<Box<str>>,
    /// The language of the text.
    pub language: LanguageId,
    /// The title as shown.
    pub title: Box<str>,
    /// One sentence.
    pub summary: Option<Box<str>>,
    /// Title and summary in other languages, where given.
    pub translations: Vec<(LanguageId, Box<str>, Option<Box<str>>)>,
    /// The place among its siblings; declared order comes first, terms without one come after.
    pub order: Option<i64>,
    /// An image; of a podcast, its cover.
    pub image: Option<Image>,
    /// Old names that mean this term.
    pub aka: Vec<Box<str>>,
    /// Old addresses of its page.
    pub aliases: Box<[Reference]>,
    /// Old addresses of its feed.
    pub feed_aliases: Box<[Reference]>,
    /// A podcast's author.
    pub author: Option<Box<str>>,
    /// A podcast's contact.
    pub email: Option<Box<str>>,
    /// A podcast's category in the iTunes directory.
    pub category: Option<Box<str>>,
    /// Whether a podcast is explicit.
    pub explicit: bool,
    /// Where a podcast can be subscribed to.
    pub subscribe: Vec<Subscription>,
    /// Everything else that was written.
    #[serde(with = "super::written")]
    pub extra: Option<Box<serde_json::Value>>,
}

/// A place where a podcast can be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subscription {
    /// Its name.
    pub title: Box<str>,
    /// Its address.
    pub url: Box<str>,
}

/// Reads the description of a term.
pub(super) fn read(
    mut context: Context<'_, '_, '_>,
    taxonomy: u8,
    name: &str,
    parent: Option<Box<str>>,
) -> TermText {
    let slug = context
        .fields
        .nonempty("slug")
        .and_then(|written| slug(written.text))
        .or_else(|| name_slug(name))
        .unwrap_or_else(|| "term".into());
    let subscribe = links(&mut context, "subscribe");
    TermText {
        path: context.path.clone(),
        stamp: context.stamp,
        taxonomy,
        slug: slug.into(),
        parent: parent.and_then(|parent| name_slug(&parent)).map(Into::into),
        language: context.language(),
        title: context.title(),
        summary: context.first_text(&["summary", "description"]),
        translations: translations(&mut context, |fields| {
            let mut get = |key| fields.nonempty(key).map(|written| Box::from(written.text));
            (get("title").unwrap_or_default(), get("summary"))
        })
        .into_iter()
        .map(|(language, (title, summary))| (language, title, summary))
        .collect(),
        order: context.fields.first_integer(&["order", "weight"]),
        image: context.image("image"),
        aka: context.fields.texts("aka").into_iter().map(|written| written.text.into()).collect(),
        aliases: context.fields.texts("aliases").into_iter().map(reference).collect(),
        feed_aliases: context.fields.texts("feed_aliases").into_iter().map(reference).collect(),
        author: context.text("author"),
        email: context.text("email"),
        category: context.text("category"),
        explicit: context.fields.flag("explicit").unwrap_or(false),
        subscribe: subscribe.into_iter().map(|(title, url)| Subscription { title, url }).collect(),
        extra: context.extra().map(Box::new),
    }
}
