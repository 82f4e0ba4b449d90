//! The profile of an author: `content/authors/<name>.md`.

use super::context::{Context, reference};
use super::{Attachment, Image, Reference, Stamp};
use serde::{Deserialize, Serialize};

use crate::article::message;
use crate::config::LanguageId;
use crate::name::{FileName, Name};
use crate::path::SourcePath;
use crate::value::fields::Fields;

/// What authors are called whose file says nothing.
const KIND: &str = "author";

/// An author as described in a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The source.
    pub path: SourcePath,
    /// Where the biography is.
    pub stamp: Stamp,
    /// The file's name: it identifies the author.
    pub file: FileName,
    /// The language of the biography.
    pub language: LanguageId,
    /// Name, role and note in the default language.
    pub text: ProfileText,
    /// The same in other languages, where given.
    pub translations: Vec<(LanguageId, ProfileText)>,
    /// Whether it is no person: an agency, an editorial board.
    pub organisation: bool,
    /// The place in the list of the team; authors without one come after.
    pub order: Option<i64>,
    /// The portrait.
    pub portrait: Option<Image>,
    /// Other spellings that articles may use.
    pub aka: Vec<Name>,
    /// Old addresses of the author's page.
    pub aliases: Box<[Reference]>,
    /// Old addresses of the author's feed.
    pub feed_aliases: Box<[Reference]>,
    /// Links to elsewhere.
    pub links: Vec<Attachment>,
    /// Everything else that was written.
    #[serde(with = "super::written")]
    pub extra: Option<Box<serde_json::Value>>,
}

/// What of a profile depends on the language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProfileText {
    /// The name as shown.
    pub name: Name,
    /// The part of the name by which catalogues sort, where its place in the name does not tell.
    pub family_name: Option<Box<str>>,
    /// What the author does.
    pub role: Option<Box<str>>,
    /// The note under the author's articles.
    pub note: Option<Box<str>>,
}

impl Profile {
    /// Every name by which articles may call the author, but for the name of the file.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        let translated = self.translations.iter().map(|(_, text)| &text.name);
        std::iter::once(&self.text.name).chain(translated).chain(&self.aka)
    }
}

/// Reads a profile.
pub(super) fn read(mut context: Context<'_, '_, '_>, name: &str) -> Profile {
    let file = FileName::of(name, KIND, context.config.slugs);
    let language = context.language();
    let shown = context.first_text(&["name", "title"]);
    let text = ProfileText {
        name: shown
            .and_then(Name::of_shown)
            .or_else(|| Name::of_shown(name.into()))
            .unwrap_or_else(|| file.title()),
        family_name: context.text("family_name"),
        role: context.text("role"),
        note: context.text("note"),
    };
    let aka = context.aka();
    let translations = translations(&mut context, |fields| {
        let mut get = |key| fields.shown(key);
        ProfileText {
            name: get("name").and_then(Name::of_shown).unwrap_or_else(|| text.name.clone()),
            family_name: get("family_name"),
            role: get("role"),
            note: get("note"),
        }
    });
    let links = links(&mut context, "links");
    Profile {
        path: context.path.clone(),
        stamp: context.stamp,
        file,
        language,
        translations,
        organisation: context.fields.flag("organisation").unwrap_or(false),
        order: context.fields.integer("order"),
        portrait: context.image("portrait"),
        aka,
        aliases: context.fields.texts("aliases").into_iter().map(reference).collect(),
        feed_aliases: context.fields.texts("feed_aliases").into_iter().map(reference).collect(),
        links: links.into_iter().map(|(title, file)| Attachment { file, title: Some(title) }).collect(),
        text,
        extra: context.extra().map(Box::new),
    }
}

/// What stands under `translations`, language by language.
pub(super) fn translations<T>(
    context: &mut Context<'_, '_, '_>,
    read: impl Fn(&mut Fields<'_, '_>) -> T,
) -> Vec<(LanguageId, T)> {
    let Some(mut table) = context.fields.table("translations") else { return Vec::new() };
    let report = context.fields.report();
    let mut translations = Vec::new();
    for entry in table.rest() {
        match context.config.language_by_code(&entry.key) {
            Some(language) => {
                translations.push((language, read(&mut Fields::of(&entry.node, "translations", report))));
            }
            None => {
                let known = context.config.languages.iter().map(|language| language.code.as_str());
                let place = report.place(entry.position);
                report.push(message::unknown_language(place, &entry.key, known));
            }
        }
    }
    translations
}

/// A list of `{title, url}`; unsafe addresses are left out with a warning.
pub(super) fn links(context: &mut Context<'_, '_, '_>, key: &str) -> Vec<(Box<str>, Box<str>)> {
    let tables = context.fields.tables(key);
    let read = |mut fields: Fields<'_, '_>| {
        let title = fields.shown("title");
        let written = fields.nonempty("url");
        let url = context.safe(key, written)?;
        Some((title.unwrap_or_else(|| url.clone()), url))
    };
    tables.into_iter().filter_map(read).collect()
}
