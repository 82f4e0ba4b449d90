//! Authors with everything their profiles say.

use super::lookups::Lookups;
use super::text::{Notes, Source};
use super::view::{AuthorView, LinkView};
use crate::article::{Profile, body};
use crate::catalog::AuthorId;
use crate::config::LanguageId;
use crate::path::UrlPath;

impl Lookups<'_> {
    /// An author in a language, with everything the profile says.
    pub fn author_view(&self, id: AuthorId, language: LanguageId) -> AuthorView {
        let author = &self.catalog.authors[id];
        let text = author.text(language);
        let profile = author.main_profile();
        let page = author.url(self.config, LanguageId::DEFAULT);
        let portrait = profile.and_then(|profile| {
            let image = profile.portrait.as_ref()?;
            self.image(image, (&profile.path, language), &page)
        });
        let links = profile.map(|profile| profile.links.as_slice()).unwrap_or_default();
        AuthorView {
            name: text.name.into(),
            slug: author.slug.to_string(),
            href: self.author_href(id, language),
            family_name: text.family_name.map(Into::into),
            organisation: profile.is_some_and(|profile| profile.organisation),
            role: text.role.map(|role| self.set(&role, language)),
            note: text
                .note
                .as_deref()
                .map(|note| body::inline_text(note, self.config.markdown_of(language)).into_owned()),
            note_html: profile
                .and_then(|profile| self.note_html(text.note.as_deref()?, profile, &page, language)),
            note_language: author
                .text_language(language)
                .filter(|told| *told != language)
                .map(|told| self.config.language(told).code.clone()),
            portrait,
            links: links
                .iter()
                .map(|link| LinkView {
                    title: link.title.as_deref().unwrap_or(&link.file).to_owned(),
                    href: match profile {
                        Some(profile) => self.named_file(&link.file, &profile.path, &page).href,
                        None => link.file.to_string(),
                    },
                })
                .collect(),
            extra: profile.and_then(|profile| profile.extra.as_deref().cloned()).unwrap_or_default(),
        }
    }

    /// The note of a profile as HTML, where it has markup.
    fn note_html(
        &self,
        note: &str,
        profile: &Profile,
        page: &UrlPath,
        language: LanguageId,
    ) -> Option<String> {
        let source = Source {
            path: &profile.path,
            stamp: profile.stamp,
            page,
            title: "",
            language,
            date: self.undated(),
            extra: profile.extra.as_deref(),
        };
        // It stands on the pages of all articles of the author, whose views hold it.
        self.inline(note, &source, &mut Notes::default())
    }
}
