//! The description of a term: `content/regions/armenia.md`, or `content/regions/armenia/_index.md`.

use super::context::{Context, reference};
use super::profile::{links, translations};
use super::{Image, Reference, Stamp};
use serde::{Deserialize, Serialize};

use crate::config::{LanguageId, TaxonomyId};
use crate::name::{FileName, Name};
use crate::path::{Slugs, SourcePath};

/// What terms are called whose file says nothing.
const KIND: &str = "term";

/// A term as described in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermText {
    /// The source.
    pub path: SourcePath,
    /// Where the text is.
    pub stamp: Stamp,
    /// The index of the taxonomy in the configuration.
    pub taxonomy: TaxonomyId,
    /// The name of the file, or the slug written in it.
    pub file: FileName,
    /// The folder it is nested in, if any.
    pub parent: Option<FileName>,
    /// The language of the text.
    pub language: LanguageId,
    /// The title as shown.
    pub title: Name,
    /// One sentence.
    pub summary: Option<Box<str>>,
    /// Title and summary in other languages, where given.
    pub translations: Vec<(LanguageId, Option<Name>, Option<Box<str>>)>,
    /// The place among its siblings; declared order comes first, terms without one come after.
    pub order: Option<i64>,
    /// An image; of a podcast, its cover.
    pub image: Option<Image>,
    /// Old names that mean this term.
    pub aka: Vec<Name>,
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
    taxonomy: TaxonomyId,
    name: &str,
    parent: Option<Box<str>>,
) -> TermText {
    let slugs = context.config.slugs;
    let written = context.fields.nonempty("slug").and_then(|written| match slugs {
        Slugs::Ascii => slugs.of_text(written.text),
        // What somebody wrote as a slug keeps its case.
        Slugs::Keep | Slugs::Lower => Slugs::Keep.of_name(written.text),
    });
    let file = written.map_or_else(|| FileName::of(name, KIND, slugs), FileName::written);
    let subscribe = links(&mut context, "subscribe");
    TermText {
        path: context.path.clone(),
        stamp: context.stamp,
        taxonomy,
        parent: parent.map(|parent| FileName::of(&parent, KIND, slugs)),
        language: context.language(),
        title: Name::of_shown(context.title()).unwrap_or_else(|| file.title()),
        summary: context.first_text(&["summary", "description"]),
        translations: translations(&mut context, |fields| {
            let mut get = |key| fields.shown(key);
            (get("title").and_then(Name::of_shown), get("summary"))
        })
        .into_iter()
        .map(|(language, (title, summary))| (language, title, summary))
        .collect(),
        order: context.fields.first_integer(&["order", "weight"]),
        image: context.image("image"),
        aka: context.aka(),
        aliases: context.fields.texts("aliases").into_iter().map(reference).collect(),
        feed_aliases: context.fields.texts("feed_aliases").into_iter().map(reference).collect(),
        author: context.text("author"),
        email: context.text("email"),
        category: context.text("category"),
        explicit: context.fields.flag("explicit").unwrap_or(false),
        subscribe: subscribe.into_iter().map(|(title, url)| Subscription { title, url }).collect(),
        extra: context.extra().map(Box::new),
        file,
    }
}
